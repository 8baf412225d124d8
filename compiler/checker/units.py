"""Units: a closed table, with exact factors. What it does not list is no unit here."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from compiler.checker.facts import facts
from compiler.formula import suggest

LONGEST_GUESS = 40


class UnitError(ValueError):
    """A symbol that the table does not list, or two units of different kinds."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: those of one kind convert into one another, those of one family replace one another in a reply.

    `factor` is exact and leads to the base of the kind (byte, FLOP, second, …); `names` are all accepted
    spellings, the symbol first.
    """

    symbol: str
    kind: str
    family: str
    factor: Fraction
    names: tuple[str, ...]


@cache
def _table() -> tuple[Unit, ...]:
    prefixes = {
        key: (Fraction(prefix["factor"]), [key, *prefix.get("also", ())]) for key, prefix in facts()["prefixes"].items()
    }
    units: list[Unit] = []
    for family in facts()["families"]:
        for row in family["units"]:
            factor = Fraction(row.get("factor", "1"))
            for prefix in row.get("prefixes", [""]):
                scale, spellings = prefixes[prefix]
                names = tuple(name.replace("{}", spelling) for name in row["names"] for spelling in spellings)
                units.append(Unit(names[0], family["kind"], family["family"], factor * scale, names))
    return tuple(units)


@cache
def _by_name() -> dict[str, Unit]:
    return {name: unit for unit in _table() for name in unit.names}


def find_unit(symbol: str) -> Unit | None:
    """The unit of that symbol or accepted spelling, None without one. `MB` and `Mb` are not the same."""
    return _by_name().get(symbol)


def known_unit(symbol: str) -> Unit:
    """As `find_unit`; raises UnitError, with the nearest symbol, where there is none."""
    unit = find_unit(symbol)
    if unit is None:
        near = nearest_unit(symbol)
        hint = f"; did you mean '{near}'?" if near else ""
        raise UnitError(f"there is no unit {symbol[:LONGEST_GUESS]!r}{hint}")
    return unit


def unit_names() -> tuple[str, ...]:
    """The symbols of all units, in the order of the table."""
    return tuple(unit.symbol for unit in _table())


@cache
def units_like(symbol: str | None) -> tuple[str, ...]:
    """The symbols of the unit's family, itself among them; none for no unit. Raises UnitError if it is unknown."""
    if symbol is None:
        return ()
    family = known_unit(symbol).family
    return tuple(unit.symbol for unit in _table() if unit.family == family)


def nearest_unit(symbol: str) -> str | None:
    """The symbol that was perhaps meant, for a suggestion only; capitals count for little here."""
    names = _by_name()
    near = suggest(symbol[:LONGEST_GUESS], names)
    return None if near is None else names[near].symbol


@cache
def _ratio(source: str, target: str) -> float:
    one, other = known_unit(source), known_unit(target)
    if one.kind != other.kind:
        raise UnitError(f"{one.symbol} ({one.kind}) does not convert to {other.symbol} ({other.kind})")
    return float(one.factor / other.factor)


def convert(value: float, source: str | Unit, target: str | Unit) -> float:
    """The value, given in `source`, in `target`; infinite where that is beyond float64.

    Raises UnitError for an unknown symbol or units of different kinds.
    """
    one = source.symbol if isinstance(source, Unit) else source
    other = target.symbol if isinstance(target, Unit) else target
    return value * _ratio(one, other)
