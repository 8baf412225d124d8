"""What hypothesis draws for the checker: values, tolerances, keys and whole variants."""

from __future__ import annotations

from hypothesis import strategies as st

from compiler.checker import Accepted, Mistake, NumberKey, Tolerance, Variant, find_unit, unit_names, units_like
from compiler.formula import Rounding

FINITE = st.floats(allow_nan=False, allow_infinity=False)
SIZES = st.floats(min_value=1e-6, max_value=1e12)
"""Sizes of answers that people are asked for."""
ANSWERS = SIZES | SIZES.map(lambda value: -value)

TOLERANCES = st.one_of(
    st.floats(min_value=1e-4, max_value=0.02).map(lambda value: Tolerance("relative", value)),
    st.floats(min_value=1e-6, max_value=1e6).map(lambda value: Tolerance("absolute", value)),
    st.floats(min_value=1.1, max_value=10).map(lambda value: Tolerance("factor", value)),
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
    )


GIVEN = FINITE | st.booleans() | TEXTS | st.lists(FINITE, max_size=4).map(tuple)

VARIANTS = st.builds(
    Variant,
    deck=NAMES,
    deck_id=NAMES,
    exercise=NAMES,
    number=NAMES,
    title=TEXTS,
    type=st.just("derive"),
    seed=st.integers(0, 2**53 - 1),
    given=st.dictionaries(NAMES, GIVEN, max_size=6).map(lambda given: tuple(given.items())),
    prompt=TEXTS,
    work=st.lists(TEXTS, max_size=4).map(tuple),
    hints=st.lists(TEXTS, max_size=4).map(tuple),
    insight=st.none() | TEXTS,
    key=keys(),
)
