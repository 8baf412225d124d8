"""Units: a closed table, with exact factors. What it does not list is no unit here."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from compiler.checker.facts import facts
from compiler.formula import suggest

LONGEST_GUESS = 40
_SHORT = 4
"""Symbols with a prefix are no longer than this where m and M are both in use: `mmol`."""


Dimensions = tuple[tuple[str, int], ...]
"""Base dimensions and their powers, in alphabetical order, none of them 0; a plain number has none."""


class UnitError(ValueError):
    """A symbol that the table does not list, or two units of different kinds."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: those of one kind convert into one another, those of one family replace one another in a reply.

    `factor` is exact and leads to the base of the kind (byte, FLOP, second, …); `names` are all accepted
    spellings, the symbol first. `dimensions` are what products of units are told by: (("byte", 1), ("s", -1)).
    """

    symbol: str
    kind: str
    family: str
    factor: Fraction
    names: tuple[str, ...]
    dimensions: Dimensions = ()


@cache
def units() -> tuple[Unit, ...]:
    """All units, in the order of the table."""
    prefixes = facts()["prefixes"]
    units: list[Unit] = []
    for family in facts()["families"]:
        dimensions = _dimensions(family["of"])
        for row in family["units"]:
            factor = Fraction(row.get("factor", "1"))
            for key in row.get("prefixes", [""]):
                prefix = prefixes[key]
                spellings = [key, *prefix.get("also", ())]
                names = [name.replace("{}", each) for name in row["names"] if "<>" not in name for each in spellings]
                names += [name.replace("<>", prefix["word"]) for name in row["names"] if "<>" in name]
                exact = factor * Fraction(prefix["factor"])
                units.append(Unit(names[0], family["kind"], family["family"], exact, tuple(names), dimensions))
    return tuple(units)


def _dimensions(text: str) -> Dimensions:
    """The dimensions of `byte/s`, `1/s`, `byte` or nothing."""
    above, _, below = text.partition("/")
    return tuple(sorted((name, power) for name, power in ((above, 1), (below, -1)) if name not in ("", "1")))


@cache
def _by_name() -> dict[str, Unit]:
    return {name: unit for unit in units() for name in unit.names}


@cache
def _by_folded_name() -> dict[str, tuple[Unit, ...]]:
    """Units by their names without regard to capitals, where a prefix cannot be mistaken for another one by that."""
    strict = {family["family"] for family in facts()["families"] if family.get("case") == "strict"}
    found: dict[str, tuple[Unit, ...]] = {}
    for unit in units():
        for name in unit.names:
            if unit.family not in strict or len(name) > _SHORT:
                others = found.setdefault(name.lower(), ())
                found[name.lower()] = others if unit in others else (*others, unit)
    return found


def unit_meant(word: str) -> Unit | tuple[str, ...] | None:
    """The unit that a word in a reply means; the symbols that it could mean where that must be asked; None for none.

    Capitals count where they could change the meaning: `mb`, `Mb` and `KB` ask, `Bytes` and `mflop` do not.
    """
    exact = _by_name().get(word)
    if exact is not None:
        return exact
    folded = word.lower()
    asked = facts()["asks"].get(folded)
    if asked is not None:
        return tuple(asked)
    near = _by_folded_name().get(folded, ())
    if len(near) == 1 and word.startswith("K") and near[0].symbol.startswith("k"):
        return near[0].symbol, f"Ki {near[0].symbol[1:]}"
    return near[0] if len(near) == 1 else tuple(unit.symbol for unit in near) or None


Powers = tuple[tuple[str, int], ...]
"""A product of units: their symbols, each with its power."""


COUNTED = frozenset({"params", "tokens", "values", "levels", "codes", "images"})
"""Kinds of things that are counted, each named as its unit is."""
LARGEST_POWER = 3
_MOST_UNITS = 4


def is_sensible(powers: Powers) -> bool:
    """Whether a product of units is one that anybody would write; its factor then fits into 64 bits."""
    return len(powers) <= _MOST_UNITS and all(abs(power) <= LARGEST_POWER for _, power in powers)


@lru_cache(maxsize=1024)
def product(powers: Powers) -> tuple[str | None, float]:
    """The symbol of the unit that a product of units is, None where they cancel, and the factor that leads to it.

    Where the table has no such unit, it is the base of that dimension. Raises UnitError where there is none.
    """
    dimensions, factor = dimensions_of(powers)
    if not dimensions:
        return None, float(factor)
    alike = [unit for unit in units() if unit.dimensions == dimensions]
    if not alike:
        raise UnitError(f"there is no unit {powers}")
    unit = next((unit for wanted in (factor, 1) for unit in alike if unit.factor == wanted), alike[0])
    return unit.symbol, float(factor / unit.factor)


@lru_cache(maxsize=1024)
def dimensions_of(powers: Powers) -> tuple[Dimensions, Fraction]:
    """The dimensions of a product of units, and its exact factor to their bases."""
    found: dict[str, int] = {}
    factor = Fraction(1)
    for symbol, power in powers:
        unit = known_unit(symbol)
        factor *= unit.factor**power
        for name, each in unit.dimensions:
            found[name] = found.get(name, 0) + each * power
    return tuple(sorted((name, power) for name, power in found.items() if power)), factor


@cache
def scaled(symbol: str) -> tuple[tuple[float, str], ...]:
    """The units of the family that are a power of 1000 (1024 for a binary one) of this one: ratio and symbol."""
    unit = known_unit(symbol)
    step = 1024 if symbol[0] in "KMGT" and symbol[1:2] == "i" else 1000
    found = []
    for other in units():
        ratio = other.factor / unit.factor
        steps = [Fraction(step) ** n for n in range(-4, 5)]
        if other.family == unit.family and ratio in steps:
            found.append((float(ratio), other.symbol))
    return tuple(sorted(found))


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
    return tuple(unit.symbol for unit in units())


@cache
def units_like(symbol: str | None) -> tuple[str, ...]:
    """The symbols of the unit's family, itself among them; none for no unit. Raises UnitError if it is unknown."""
    if symbol is None:
        return ()
    family = known_unit(symbol).family
    return tuple(unit.symbol for unit in units() if unit.family == family)


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
