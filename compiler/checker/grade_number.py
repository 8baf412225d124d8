"""Grading a number: is it right, and if not, why not?

A number that was read already comes in, with its unit if it had one; a verdict of a closed set goes out.
Nothing that is said of a wrong reply tells the right one.
"""

from __future__ import annotations

import math

from compiler.checker.key import Accepted, NumberKey
from compiler.checker.messages import Said, either, said
from compiler.checker.numerals import half_a_digit, last_place
from compiler.checker.slips import slip
from compiler.checker.tolerance import COARSE, EDGE, EXACT_NOISE
from compiler.checker.units import convert, known_unit, units_like
from compiler.checker.verdict import Verdict, VerdictKind, verdict
from compiler.formula import Rounding, shortest_decimal, to_decimals

_FINE = 0.01
"""Nearer than this a reply must say what it is, to be known by a rounded step."""
_PLAIN = ("ratio", "count")
"""Kinds of unit that a plain number can be given in: percent, times, a count."""
_RIGHT = Verdict(VerdictKind.RIGHT, Said("right"))


def grade_number(key: NumberKey, value: float, unit: str | None = None, numeral: str | None = None) -> Verdict:
    """The verdict on a number; without a unit it is read in the asked one.

    `numeral` is the number as it was typed, where it was: it tells how far it was rounded. Raises UnitError for a unit
    that the table does not list, and ValueError for a value that is not finite.
    """
    if not math.isfinite(value):
        raise ValueError(f"a reply must be a finite number, not {value}")
    symbol = None if unit is None else known_unit(unit).symbol
    reply = in_asked_unit(key, value, symbol)
    right = _right(key, value, symbol, reply)
    if right is not None:
        return right
    if reply is None:
        return _unit_not_accepted(key, symbol or "")
    hints = tuple(mistake.hint for mistake in key.mistakes if key.tolerance.accepts(mistake.value, reply))
    if hints:
        return Verdict(VerdictKind.MISTAKE, Said("mistake"), hints=tuple(dict.fromkeys(hints)))
    # With zero, every unit is the same one and every power of ten too.
    if symbol is not None and key.value != 0 and key.tolerance.accepts(key.value, value):
        return verdict(VerdictKind.OTHER_UNIT, "other-unit", unit=symbol)
    scale = reply / value if value else 1.0
    half = half_a_digit(numeral)
    return (
        _rounded_step(key, reply, half * abs(scale))
        or slip(key, reply, half / abs(value) if value else 0.0)
        or _rounded_too_far(key, value, scale, numeral)
        or verdict(VerdictKind.WRONG, "wrong-magnitude" if key.tolerance.kind == "factor" else "wrong")
    )


def is_right(key: NumberKey, value: float, unit: str | None) -> bool:
    """Whether a number answers the question; its unit is a symbol of the table."""
    return _right(key, value, unit, in_asked_unit(key, value, unit)) is not None


def _right(key: NumberKey, value: float, symbol: str | None, reply: float | None) -> Verdict | None:
    """The verdict on the answer, or on what is accepted besides; None for anything else."""
    if reply is not None and key.tolerance.accepts(key.value, reply):
        return _RIGHT
    for alternative in key.accept:
        if _meets(key, alternative, value, symbol):
            return Verdict(VerdictKind.RIGHT, Said("right-as-well"), note=alternative.note)
    return None


def in_asked_unit(key: NumberKey, value: float, symbol: str | None) -> float | None:
    """The value in the asked unit; None if the question does not take the unit that was said."""
    if symbol is None:
        return value
    if key.unit is None:
        unit = known_unit(symbol)
        return value * float(unit.factor) if unit.kind in _PLAIN else None
    if symbol == key.unit:
        return value
    return convert(value, symbol, key.unit) if symbol in key.accepted_units else None


def _meets(key: NumberKey, alternative: Accepted, value: float, symbol: str | None) -> bool:
    """Whether the reply is the alternative.

    A number without a unit is read in the asked one; only where the alternative is of another kind (a count
    beside its log10) can it be meant in the alternative's.
    """
    unit = alternative.unit or key.unit
    if unit is None:
        return symbol is None and alternative.tolerance.accepts(alternative.value, value)
    if symbol is None:
        kind = known_unit(unit).kind
        symbol = key.unit if key.unit is not None and known_unit(key.unit).kind == kind else unit
    if symbol not in units_like(unit) and not (symbol in key.accepted_units and _same_kind(symbol, unit)):
        return False
    return alternative.tolerance.accepts(alternative.value, convert(value, symbol, unit))


def _same_kind(one: str, other: str) -> bool:
    return known_unit(one).kind == known_unit(other).kind


def _unit_not_accepted(key: NumberKey, symbol: str) -> Verdict:
    units = key.accepted_units
    if not units:
        return verdict(VerdictKind.OTHER_UNIT, "no-unit-asked", unit=symbol)
    return verdict(VerdictKind.OTHER_UNIT, "unit-not-accepted", unit=symbol, units=either(units))


def _rounded_too_far(key: NumberKey, value: float, scale: float, numeral: str | None) -> Verdict | None:
    """The verdict on the right value with too few digits, unless a known mistake rounds to the same.

    `value` is the number as it was typed, in a unit of its own; times `scale` it is in the asked one.
    """
    off = abs(value * scale - key.value)
    if numeral is None or key.tolerance.kind == "factor" or off > COARSE * abs(key.value):
        return None
    if not _is_rounded(key.value / scale, value, numeral):
        return None
    if any(_is_rounded(mistake.value / scale, value, numeral) for mistake in key.mistakes):
        return None
    if not key.roundings:
        return verdict(VerdictKind.ROUNDED, "rounded-too-far")
    return verdict(VerdictKind.ROUNDED, "rounded-too-far-asked", rounding=_digits(key.roundings[0]))


def _digits(rounding: Rounding) -> Said:
    """A rounding in words: 3 significant figures, one decimal, a whole number."""
    few = {0: "-none", 1: "-one"}.get(rounding.digits, "")
    return said(f"digits-{rounding.kind}{few}", digits=str(rounding.digits))


def _is_rounded(exact: float, value: float, numeral: str) -> bool:
    """Whether a value is the exact one, rounded to the digits that were typed.

    Zeros at the end of a whole number may be no digits, if two or more are left: of 12000 they may, of 1000 not.
    """
    if not math.isfinite(exact):
        return False
    digits, _, _ = numeral.partition("e")
    places = [0]
    if "." not in digits:
        left = digits.lstrip("0").rstrip("0")
        places = [0, len(digits) - len(digits.rstrip("0"))] if len(left) > 1 else [0]
    return any(_to_place(exact, last_place(numeral) + place) == value for place in places)


def _to_place(value: float, place: int) -> float:
    """A value rounded to a power of ten, halves away from zero."""
    return float(to_decimals(shortest_decimal(value), -place))


def _rounded_step(key: NumberKey, reply: float, half: float) -> Verdict | None:
    """The verdict on a reply that is, in all its digits, what comes of a step that was rounded."""
    for rounded in key.rounded:
        near = max(half * (1 + EDGE), abs(rounded.value) * EXACT_NOISE)
        if near <= _FINE * abs(rounded.value) and abs(reply - rounded.value) <= near:
            return verdict(VerdictKind.INTERMEDIATE, "rounded-intermediate", step=rounded.step)
    return None
