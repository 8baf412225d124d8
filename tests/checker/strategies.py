"""What hypothesis draws for the checker: values, tolerances, keys and whole variants."""

from __future__ import annotations

import json
from importlib.resources import files

from hypothesis import strategies as st

from compiler.checker import (
    Accepted,
    AnswerKey,
    DebugKey,
    DecideKey,
    FormulaKey,
    Invariant,
    Mistake,
    NumberKey,
    Part,
    Rounded,
    Tolerance,
    Variant,
    VectorKey,
    WrongFormula,
    find_unit,
    unit_names,
    units_like,
)
from compiler.formula import Rounding

FACTS = json.loads(files("compiler.checker").joinpath("facts.json").read_text("utf-8"))
MESSAGES: dict[str, str] = FACTS["messages"]

FINITE = st.floats(allow_nan=False, allow_infinity=False)
SIZES = st.floats(min_value=1e-6, max_value=1e12)
"""Sizes of answers that people are asked for."""
ANSWERS = SIZES | SIZES.map(lambda value: -value)

TOLERANCES = st.one_of(
    st.floats(min_value=1e-4, max_value=0.02).map(lambda value: Tolerance("relative", value)),
    st.floats(min_value=1e-6, max_value=1e6).map(lambda value: Tolerance("absolute", value)),
    st.floats(min_value=1.1, max_value=10).map(lambda value: Tolerance("factor", value)),
    st.integers(0, 9).map(lambda digits: Tolerance("decimals", float(digits))),
    st.integers(1, 9).map(lambda digits: Tolerance("sig", float(digits))),
    st.just(Tolerance("exact")),
)
ROUNDINGS = st.one_of(
    st.integers(1, 9).map(lambda digits: Rounding("sig", digits)),
    st.integers(0, 9).map(lambda digits: Rounding("decimals", digits)),
)
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t{}[]*_`$×µ"), max_size=80)
NAMES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=64)
UNITS = st.sampled_from(unit_names())


def alike(symbol: str) -> tuple[str, ...]:
    """The symbols of all units of one kind."""
    unit = find_unit(symbol)
    assert unit is not None
    return tuple(name for name in unit_names() if (other := find_unit(name)) and other.kind == unit.kind)


def bare_key(
    value: float, unit: str | None = None, tolerance: str = "1%", *mistakes: Mistake, accept: tuple[Accepted, ...] = ()
) -> NumberKey:
    """A key of which a test says no more than it is about."""
    return NumberKey(value, unit, units_like(unit), Tolerance.parse(tolerance), mistakes=mistakes, accept=accept)


@st.composite
def keys(draw: st.DrawFn) -> NumberKey:
    """Any answer key."""
    unit = draw(st.none() | UNITS)
    further = [] if unit is None else draw(st.lists(st.sampled_from(alike(unit)), max_size=4, unique=True))
    accepted = st.builds(Accepted, FINITE, st.none() | UNITS, TOLERANCES, st.none() | TEXTS)
    return NumberKey(
        value=draw(FINITE),
        unit=unit,
        units=tuple(further),
        tolerance=draw(TOLERANCES),
        roundings=tuple(draw(st.lists(ROUNDINGS, max_size=2))),
        accept=tuple(draw(st.lists(accepted, max_size=3))),
        mistakes=tuple(draw(st.lists(st.builds(Mistake, FINITE, TEXTS), max_size=4))),
        rounded=tuple(draw(st.lists(st.builds(Rounded, FINITE, NAMES), max_size=3))),
    )


@st.composite
def formula_keys(draw: st.DrawFn) -> FormulaKey:
    """Any key of a formula in n and d."""
    points = draw(st.lists(st.tuples(SIZES, SIZES), min_size=1, max_size=12))
    values = st.lists(FINITE, min_size=len(points), max_size=len(points)).map(tuple)
    mistakes = draw(st.lists(st.builds(WrongFormula, values, TEXTS), max_size=2))
    return FormulaKey(("n", "d"), tuple(points), draw(values), tuple(mistakes))


TYPED_WORDS = st.from_regex(r"[A-Za-zλ][A-Za-z0-9_ ]{0,10}[A-Za-z0-9]", fullmatch=True)
"""Labels and verdicts that a learner can type."""


def _two_or_more(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(TYPED_WORDS, min_size=2, max_size=most, unique_by=str.lower)


@st.composite
def decide_keys(draw: st.DrawFn) -> DecideKey:
    """Any key of a verdict with its number."""
    options = tuple((word,) for word in draw(_two_or_more(4)))
    return DecideKey(options, draw(st.integers(0, len(options) - 1)), draw(keys()))


@st.composite
def vector_keys(draw: st.DrawFn) -> VectorKey:
    """Any key of several values."""
    parts = tuple(Part(label, draw(keys())) for label in draw(_two_or_more(6)))
    kinds = st.sampled_from(["sums-to", "rises", "falls"])
    return VectorKey(parts, draw(st.none() | st.builds(Invariant, kinds, FINITE, TOLERANCES)))


@st.composite
def debug_keys(draw: st.DrawFn) -> DebugKey:
    """Any key of a wrong line."""
    lines = draw(st.integers(1, 20))
    return DebugKey(lines, draw(st.integers(0, lines)), draw(keys()))


ANY_KEY: st.SearchStrategy[AnswerKey] = keys() | formula_keys() | decide_keys() | vector_keys() | debug_keys()


GIVEN = FINITE | st.booleans() | TEXTS | st.lists(FINITE, max_size=4).map(tuple)


@st.composite
def variants(draw: st.DrawFn) -> Variant:
    """Any variant, of any type."""
    key = draw(ANY_KEY)
    return Variant(
        deck=draw(NAMES),
        deck_id=draw(NAMES),
        exercise=draw(NAMES),
        number=draw(NAMES),
        title=draw(TEXTS),
        type=str(key.to_json()["type"]),
        seed=draw(st.integers(0, 2**53 - 1)),
        given=tuple(draw(st.dictionaries(NAMES, GIVEN, max_size=6)).items()),
        prompt=draw(TEXTS),
        work=tuple(draw(st.lists(TEXTS, max_size=4))),
        hints=tuple(draw(st.lists(TEXTS, max_size=4))),
        insight=draw(st.none() | TEXTS),
        key=key,
    )
