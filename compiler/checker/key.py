"""The answer key of a number: all that grading needs to know, frozen and storable."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from compiler.checker.stored import Stored
from compiler.checker.tolerance import Tolerance
from compiler.checker.units import UnitError, known_unit, units_like
from compiler.formula import Rounding

TAG = "derive"
"""Answer keys are tagged by the types of exercise; a number is what `derive` asks for."""

MAGNITUDE = Tolerance("factor", 2.0)
"""How near a reply must come where only the order of magnitude is asked."""
_APART = 3
"""How many tolerances lie between the answer and a mistake that is told apart from it."""

Json = dict[str, object]


def _finite(value: float, what: str) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{what} must be a finite number, not {value}")


@dataclass(frozen=True, slots=True)
class Accepted:
    """Another value that is right too, in a unit of its own (None: the asked one); its note is told."""

    value: float
    unit: str | None
    tolerance: Tolerance
    note: str | None = None

    def __post_init__(self) -> None:
        _finite(self.value, "an accepted value")
        if self.unit is not None:
            known_unit(self.unit)

    def to_json(self) -> Json:
        """`{"value", "unit", "tolerance", "note"}`."""
        return {
            "value": self.value,
            "unit": self.unit,
            "tolerance": self.tolerance.to_json(),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Mistake:
    """The value that a known mistake leads to, in the asked unit, and the hint for it."""

    value: float
    hint: str

    def __post_init__(self) -> None:
        _finite(self.value, "the value of a mistake")

    def to_json(self) -> Json:
        """`{"value", "hint"}`."""
        return {"value": self.value, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class Rounded:
    """What the answer comes to where a step is rounded before the next one, in the asked unit; `step` is its name."""

    value: float
    step: str

    def __post_init__(self) -> None:
        _finite(self.value, "the value of a rounded step")

    def to_json(self) -> Json:
        """`{"value", "step"}`."""
        return {"value": self.value, "step": self.step}


@dataclass(frozen=True, slots=True)
class NumberKey:
    """The answer of a `derive` exercise.

    `value` is exact, in `unit` (None: a plain number). A reply may use that unit and `units`, which are
    of the same kind; where none are listed, the unit's family. `roundings` are how the answer is asked for;
    mistakes stand in the author's order. `rounded` are replies that carry on a rounded step.

    Raises ValueError (UnitError for units) where it would make no sense.
    """

    value: float
    unit: str | None
    units: tuple[str, ...]
    tolerance: Tolerance
    roundings: tuple[Rounding, ...] = ()
    accept: tuple[Accepted, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    rounded: tuple[Rounded, ...] = ()

    def __post_init__(self) -> None:
        _finite(self.value, "the answer")
        if self.unit is None:
            if self.units:
                raise UnitError("an answer without a unit has no further units")
            return
        kind = known_unit(self.unit).kind
        for symbol in self.units:
            if known_unit(symbol).kind != kind:
                raise UnitError(f"{symbol} is not of the kind of {self.unit} ({kind})")

    @property
    def accepted_units(self) -> tuple[str, ...]:
        """The symbols that a reply may use, the asked one among them; none for a plain number."""
        if self.unit is None or not self.units:
            return units_like(self.unit)
        asked, *listed = (known_unit(symbol).symbol for symbol in (self.unit, *self.units))
        return tuple(listed) if asked in listed else (asked, *listed)

    def magnitude(self) -> NumberKey:
        """The key of the same question where only the order of magnitude is asked: half to double is right.

        Known mistakes of about that size are no longer told apart, and are left out.
        """
        apart = Tolerance("factor", MAGNITUDE.value**_APART)
        mistakes = tuple(mistake for mistake in self.mistakes if not apart.accepts(self.value, mistake.value))
        accept = tuple(replace(each, tolerance=MAGNITUDE) for each in self.accept)
        return replace(self, tolerance=MAGNITUDE, roundings=(), accept=accept, mistakes=mistakes, rounded=())

    def to_json(self) -> Json:
        """The key as JSON types, tagged with its type."""
        return {
            "type": TAG,
            "value": self.value,
            "unit": self.unit,
            "units": list(self.units),
            "tolerance": self.tolerance.to_json(),
            "roundings": [str(rounding) for rounding in self.roundings],
            "accept": [accepted.to_json() for accepted in self.accept],
            "mistakes": [mistake.to_json() for mistake in self.mistakes],
            "rounded": [rounded.to_json() for rounded in self.rounded],
        }

    @classmethod
    def from_json(cls, stored: object, path: str = "key") -> NumberKey:
        """The key of its JSON, whoever wrote it. Raises VariantError."""
        whole = Stored(stored, path)
        tag = whole.field("type")
        if tag.name() != TAG:
            raise tag.wrong(f"'{TAG}'", f"'{tag.name()}', a type that this version does not grade")
        _, value, unit, units, tolerance, roundings, accept, mistakes, rounded = whole.fields(
            "type", "value", "unit", "units", "tolerance", "roundings", "accept", "mistakes", "rounded"
        )
        key = cls(
            value=value.number(),
            unit=_unit(unit),
            units=(),
            tolerance=Tolerance.from_json(tolerance.value, tolerance.path),
            roundings=tuple(_rounding(item) for item in roundings.items()),
            accept=tuple(_accepted(item) for item in accept.items()),
            mistakes=tuple(_mistake(item) for item in mistakes.items()),
            rounded=tuple(_rounded(item) for item in rounded.items()),
        )
        try:
            return replace(key, units=tuple(item.name() for item in units.items()))
        except UnitError as error:
            raise units.wrong("units of the kind of the asked one", f"others: {error}") from None


def _unit(stored: Stored) -> str | None:
    present = stored.optional()
    if present is None:
        return None
    name = present.name()
    try:
        known_unit(name)
    except UnitError as error:
        raise stored.wrong("a unit of the table", f"another: {error}") from None
    return name


def _accepted(stored: Stored) -> Accepted:
    value, unit, tolerance, note = stored.fields("value", "unit", "tolerance", "note")
    read = Tolerance.from_json(tolerance.value, tolerance.path)
    return Accepted(value.number(), _unit(unit), read, note.text() if note.optional() else None)


def _mistake(stored: Stored) -> Mistake:
    value, hint = stored.fields("value", "hint")
    return Mistake(value.number(), hint.text())


def _rounded(stored: Stored) -> Rounded:
    value, step = stored.fields("value", "step")
    return Rounded(value.number(), step.name())


def _rounding(stored: Stored) -> Rounding:
    text = stored.name()
    try:
        return Rounding.parse(text)
    except ValueError as error:
        raise stored.wrong("a rounding such as '3 sig'", f"another: {error}") from None
