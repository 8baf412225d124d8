"""A tolerance takes what is near enough, its edge included, and nothing else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.checker import Tolerance, ToleranceKind, VariantError
from tests.checker.strategies import ANSWERS, FINITE, SIZES, TOLERANCES


@pytest.mark.parametrize(
    ("text", "tolerance"),
    [
        ("1%", Tolerance("relative", 0.01)),
        ("0.5 %", Tolerance("relative", 0.005)),
        (" 0.1% ", Tolerance("relative", 0.001)),
        ("0.002", Tolerance("absolute", 0.002)),
        (".3", Tolerance("absolute", 0.3)),
        ("1e-4", Tolerance("absolute", 0.0001)),
        ("exact", Tolerance("exact")),
        ("factor 2", Tolerance("factor", 2.0)),
        ("factor 1.5", Tolerance("factor", 1.5)),
    ],
)
def test_what_an_author_writes_is_read(text: str, tolerance: Tolerance) -> None:
    assert Tolerance.parse(text) == tolerance


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 percent",
        "-1%",
        "1%%",
        "factor",
        "factor 2%",
        "exactly",
        "1,5%",
        "nan",
        "inf",
        "1e9999",
        "٣%",
        "0x1",
        "9" * 1000,
    ],
)
def test_what_is_no_tolerance_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="expected a tolerance such as 1%"):
        Tolerance.parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0%", "more than 0 %"),
        ("100%", "less than 100 %"),
        ("0", "write exact"),
        ("factor 1", "greater than 1"),
        ("factor 11", "at most 10"),
    ],
)
def test_a_tolerance_that_makes_no_sense_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Tolerance.parse(text)


@pytest.mark.parametrize(
    "stored", [None, 0.01, [], {}, {"relative": True}, {"relative": "1"}, {"relative": 2}, {"exact": 1}]
)
def test_stored_nonsense_is_refused(stored: object) -> None:
    with pytest.raises(VariantError, match="tolerance"):
        Tolerance.from_json(stored)


def test_two_tolerances_at_once_are_refused() -> None:
    with pytest.raises(VariantError, match="only the keys relative"):
        Tolerance.from_json({"relative": 0.01, "absolute": 1})


def test_the_edge_belongs_to_the_tolerance() -> None:
    assert abs(46.0 - 45.8) > 0.2
    assert Tolerance.parse("0.2").accepts(45.8, 46.0)
    assert not Tolerance.parse("0.2").accepts(45.8, 46.001)


def test_zero_is_near_within_an_absolute_tolerance() -> None:
    assert Tolerance.parse("0.001").accepts(0.0, -0.001)
    assert not Tolerance.parse("0.001").accepts(0.0, 0.0011)
    assert Tolerance.parse("exact").accepts(0.0, 0.3 - 0.1 * 3)
    assert not Tolerance.parse("exact").accepts(0.0, 1e-6)
    assert not Tolerance.parse("1%").accepts(0.0, 1e-300)


def test_a_factor_takes_both_sides_alike_and_no_other_sign() -> None:
    twice = Tolerance.parse("factor 2")
    assert [twice.accepts(10.0, reply) for reply in (5.0, 20.0, 4.9, 20.2, -10.0)] == [True, True, False, False, False]
    assert twice.accepts(-10.0, -20.0)


def test_exact_forgives_float_noise_and_no_other_number() -> None:
    exact = Tolerance.parse("exact")
    assert exact.accepts(0.3, 0.1 + 0.2)
    assert not exact.accepts(2_359_296.0, 2_359_297.0)


@given(TOLERANCES, FINITE)
def test_the_exact_value_is_always_accepted(tolerance: Tolerance, right: float) -> None:
    assert tolerance.accepts(right, right)


@given(TOLERANCES, FINITE, st.sampled_from([math.inf, -math.inf, math.nan]))
def test_what_is_not_finite_is_never_accepted(tolerance: Tolerance, right: float, reply: float) -> None:
    assert not tolerance.accepts(right, reply)


@given(
    st.floats(min_value=1e-4, max_value=0.5).map(lambda share: Tolerance("relative", share))
    | SIZES.map(lambda distance: Tolerance("absolute", distance)),
    ANSWERS,
    st.sampled_from([-1, 1]),
)
def test_one_tolerance_away_is_near_enough_and_one_and_a_half_is_not(
    tolerance: Tolerance, right: float, side: int
) -> None:
    assert tolerance.accepts(right, right + side * tolerance.width(right))
    if tolerance.width(right) > 1e-12 * abs(right):
        assert not tolerance.accepts(right, right + side * 1.5 * tolerance.width(right))


@given(TOLERANCES)
def test_stored_and_read_again_it_is_the_same(tolerance: Tolerance) -> None:
    assert Tolerance.from_json(tolerance.to_json()) == tolerance


@given(st.integers(1, 99))
def test_written_and_read_again_it_is_the_same(tenths: int) -> None:
    for text in (f"{tenths / 10:g}%", f"{tenths / 10:g}", f"factor {1 + tenths / 11:.4g}", "exact"):
        assert str(Tolerance.parse(text)) == text


@pytest.mark.parametrize("reply", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("right", [1.7e308, -1.7e308])
@pytest.mark.parametrize("kind", ["relative", "factor", "absolute", "exact"])
def test_nothing_infinite_is_near_the_largest_numbers(right: float, reply: float, kind: ToleranceKind) -> None:
    value = {"relative": 0.5, "factor": 10.0, "absolute": 1e308, "exact": 0.0}[kind]
    assert not Tolerance(kind, value).accepts(right, reply)
