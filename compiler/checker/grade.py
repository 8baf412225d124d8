"""Grading: is this number right, and if not, why not?

A number that was read already comes in, with its unit if it had one; a verdict of a closed set goes out.
Nothing that is said of a wrong reply tells the right one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from compiler.checker.facts import facts
from compiler.checker.key import Accepted, NumberKey
from compiler.checker.messages import either, say
from compiler.checker.tolerance import Tolerance
from compiler.checker.units import convert, find_unit, known_unit, units_like

_BLURRED = 1 / 4
"""A tolerance of more than this share of the answer leaves no digits to know a slip by."""
_DIGITS = 1 / 10
"""How near the digits must come for a slip where only the size was asked."""
_APART = 3.0
"""A slip by so many tolerances or less is no slip, but an answer that is a little off."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class VerdictKind(StrEnum):
    """What can be said of a reply."""

    RIGHT = "right"
    ROUNDED = "rounded-too-far"
    PARTIAL = "partly-right"
    OTHER_UNIT = "other-unit"
    INTERMEDIATE = "rounded-intermediate"
    MISTAKE = "mistake"
    POWER_OF_TEN = "power-of-ten"
    BINARY = "binary"
    EIGHT = "eight"
    WRONG = "wrong"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict and what to say of it.

    `message` is the id of the sentence in `feedback`. `hints` are those of the mistakes that lead to the
    reply, `note` that of the accepted alternative. `factor` is the reply over the answer, as in 10³, 1.024 or
    8⁻¹: for statistics, not to be shown while the question is open, since it tells the answer.
    """

    kind: VerdictKind
    message: str
    feedback: str
    hints: tuple[str, ...] = ()
    factor: str | None = None
    note: str | None = None

    @property
    def right(self) -> bool:
        """Whether the question is answered."""
        return self.kind is VerdictKind.RIGHT

    @property
    def text(self) -> str:
        """All there is to say: the feedback, the note and the hints, a paragraph each (small Markdown)."""
        return "\n\n".join(part for part in (self.feedback, self.note, *self.hints) if part)


def _verdict(kind: VerdictKind, message: str, **slots: str) -> Verdict:
    return Verdict(kind, message, say(message, **slots))


def grade(key: NumberKey, value: float, unit: str | None = None) -> Verdict:
    """The verdict on a number; without a unit it is read in the asked one.

    Raises UnitError for a unit that the table does not list, and ValueError for a value that is not finite.
    """
    if not math.isfinite(value):
        raise ValueError(f"a reply must be a finite number, not {value}")
    said = None if unit is None else known_unit(unit).symbol
    reply = _in_asked_unit(key, value, said)
    if reply is not None and key.tolerance.accepts(key.value, reply):
        return _verdict(VerdictKind.RIGHT, "right")
    for alternative in key.accept:
        if _meets(key, alternative, value, said):
            right = say("right-as-well")
            return Verdict(VerdictKind.RIGHT, "right-as-well", right, note=alternative.note)
    if reply is None:
        return _unit_not_accepted(key, said or "")
    hints = tuple(mistake.hint for mistake in key.mistakes if key.tolerance.accepts(mistake.value, reply))
    if hints:
        return Verdict(VerdictKind.MISTAKE, "mistake", say("mistake"), hints=tuple(dict.fromkeys(hints)))
    # With zero, every unit is the same one and every power of ten too.
    if said is not None and key.value != 0 and key.tolerance.accepts(key.value, value):
        return _verdict(VerdictKind.OTHER_UNIT, "other-unit", unit=said)
    return _slip(key, reply) or _verdict(VerdictKind.WRONG, "wrong")


def _in_asked_unit(key: NumberKey, value: float, said: str | None) -> float | None:
    """The value in the asked unit; None if the question does not take the unit that was said."""
    if said is None:
        return value
    if key.unit is None or said not in key.accepted_units:
        return None
    return convert(value, said, key.unit)


def _meets(key: NumberKey, alternative: Accepted, value: float, said: str | None) -> bool:
    """Whether the reply is the alternative.

    A number without a unit is read in the asked one; only where the alternative is of another kind (a count
    beside its log10) can it be meant in the alternative's.
    """
    unit = alternative.unit or key.unit
    if unit is None:
        return said is None and alternative.tolerance.accepts(alternative.value, value)
    if said is None:
        kind = known_unit(unit).kind
        said = key.unit if key.unit is not None and known_unit(key.unit).kind == kind else unit
    if said not in units_like(unit) and not (said in key.accepted_units and _same_kind(said, unit)):
        return False
    return alternative.tolerance.accepts(alternative.value, convert(value, said, unit))


def _same_kind(one: str, other: str) -> bool:
    return known_unit(one).kind == known_unit(other).kind


def _unit_not_accepted(key: NumberKey, said: str) -> Verdict:
    units = key.accepted_units
    if not units:
        return _verdict(VerdictKind.OTHER_UNIT, "no-unit-asked", unit=said)
    return _verdict(VerdictKind.OTHER_UNIT, "unit-not-accepted", unit=said, units=either(units))


def _slip(key: NumberKey, reply: float) -> Verdict | None:
    """The general slip that makes the reply of the answer, if there is one that the tolerance can tell."""
    tolerance = key.tolerance
    if key.value == 0:
        return None
    if tolerance.kind == "factor":  # the size was asked, and yet digits tell that a power of ten was lost
        tolerance = Tolerance("relative", _DIGITS)
    share = tolerance.width(key.value) / abs(key.value)
    if share > _BLURRED:
        return None
    asked = None if key.unit is None else find_unit(key.unit)
    table = facts()["slips"]
    looked_for = table.get("other" if asked is None else asked.kind, table["other"])
    for kind, name, factor in _SLIPS:
        # The reply is scaled, not the answer: so a tolerance of every kind keeps its meaning.
        told_apart = abs(math.log(factor)) > _APART * share
        if kind.value in looked_for and told_apart and tolerance.accepts(key.value, reply / factor):
            return Verdict(kind, kind.value, say(kind.value), factor=name)
    return None


def _slips() -> Iterator[tuple[VerdictKind, str, float]]:
    """The slips in the order in which they are looked for, small ones first: kind, name, factor."""
    for power in range(1, 10):
        for k in (power, -power):
            yield VerdictKind.POWER_OF_TEN, _power("10", k), float(f"1e{k}")
    for base in (1.024, 1024.0):
        for power in range(1, 4):
            for k in (power, -power):
                yield VerdictKind.BINARY, _power(f"{base:g}", k), base**k
    for k in (1, -1):
        yield VerdictKind.EIGHT, _power("8", k), 8.0**k


def _power(base: str, exponent: int) -> str:
    return base if exponent == 1 else base + str(exponent).translate(_SUPERSCRIPTS)


_SLIPS = tuple(_slips())
