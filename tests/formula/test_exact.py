"""Decimals are exact where something is decided: rounding, floor, comparisons, domains."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.formula import EvaluationError, Exact, Inexact, Node, Scope, parse
from tests.formula.strategies import draws, formulas

SCOPE = Scope({"x": Fraction("0.3"), "n": Fraction(30), "big": Fraction(2**53 + 1)}, {"third": parse("1 / 3")})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 == 0.3", True),
        ("0.1 + 0.2 > 0.3", False),
        ("0.1 + 0.2 <= x", True),
        ("0.3 - 0.1 - 0.2 == 0", True),
        ("third * 3 == 1", True),
        ("1 - 0.9 < 0.1", False),
        ("abs(0.8 - 1) > 0.2", False),
        ("0.6 <= 0.3 + 0.3 <= 0.6", True),
        ("sqrt(0.09) == x", True),
        ("log10(0.001) == -3", True),
        ("log2(0.125) >= -3", True),
        ("big == 9007199254740992", False),
        ("big > 9007199254740992", True),
        ("(0.1 + 0.2) * 10 == mod(13, 10)", True),
    ],
)
def test_comparisons_are_of_the_decimals_that_were_written(text: str, expected: bool) -> None:
    assert SCOPE.evaluate(parse(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("floor(0.7 * n / 0.1)", 210.0),
        ("floor((0.1 + 0.7) * 10)", 8.0),
        ("ceil((0.1 + 0.2) * 10)", 3.0),
        ("floor(third * 3)", 1.0),
        ("round(1.005 * 100)", 101.0),
        ("round(0.285, 2)", 0.29),
        ("round(1.115 * 3, 2)", 3.35),
        ("sig(0.1 * 3 * 1.15, 2)", 0.35),
        ("sig(99.95, 3)", 100.0),
        ("mod(0.3, 0.1)", 0.0),
        ("mod(1, 0.1)", 0.0),
        ("sign(0.3 - 0.1 - 0.2)", 0.0),
        ("sqrt(0.3 - 0.1 - 0.2)", 0.0),
        ("acos(third * 3)", 0.0),
        ("argmax([0.3, 0.1 + 0.2])", 0.0),
        ("[5, 6, 7, 8][(0.1 + 0.2) * 10]", 8.0),
        ("floor(4.35 * 100)", 435.0),
        ("floor(1e15 + 0.5 + 0.5)", 1e15 + 1),
        ("round(2^60 / 2)", 2.0**59),
        ("ceil(log2(64))", 6.0),
        ("floor(sqrt(49))", 7.0),
        ("(-2)^(0.1 + 0.2 + 0.7)", -2.0),
    ],
)
def test_steps_are_decided_exactly(text: str, expected: float) -> None:
    assert SCOPE.evaluate(parse(text)) == expected


def test_ties_are_told_from_the_exact_value() -> None:
    assert SCOPE.evaluate(parse("tie(2.47, 0.03)")) is False
    assert SCOPE.evaluate(parse("tie(2.53, 0.0300001)")) is True
    assert SCOPE.evaluate(parse("tie((0.1 + 0.2) / 0.2, 0.000001)")) is True


def test_exact_values() -> None:
    assert SCOPE.exact(parse("0.1 + 0.2")) == Fraction(3, 10)
    assert SCOPE.exact(parse("third^2 - 1")) == Fraction(-8, 9)
    assert SCOPE.exact(parse("[x, 2^-3]")) == (Fraction(3, 10), Fraction(1, 8))
    assert SCOPE.exact(parse("sqrt(0.25) * exp(0)")) == Fraction(1, 2)
    assert SCOPE.exact(parse("floor(exp(1)) + round(pi, 2)")) == Fraction("5.14")
    assert SCOPE.exact(parse("mod(5.35, 0.1)")) == Fraction("0.05")
    assert SCOPE.exact(parse("x == 0.3")) is True
    assert SCOPE.exact(parse("'a'")) == "a"


@pytest.mark.parametrize("text", ["exp(1)", "sqrt(2)", "pi", "2^0.5", "sin(1) * 0 + 1", "1.0000001^100000", "x^3000"])
def test_what_no_fraction_holds_is_inexact(text: str) -> None:
    with pytest.raises(Inexact):
        SCOPE.exact(parse(text))


def test_an_irrational_value_near_an_edge_keeps_the_decision_of_its_float() -> None:
    assert SCOPE.evaluate(parse("floor(sqrt(2) * sqrt(2))")) == math.floor(math.sqrt(2) * math.sqrt(2))
    assert SCOPE.evaluate(parse("sqrt(2)^2 == 2")) is (math.sqrt(2) * math.sqrt(2) == 2)


decimals = st.decimals(-10_000, 10_000, places=6, allow_nan=False)


@given(decimals, st.integers(-3, 6))
def test_rounding_is_half_away_from_zero_of_the_decimal(number: Decimal, places: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Scope({"x": Fraction(number)}, {}).evaluate(parse(f"round(x, {places})")) == float(expected)


@given(decimals, st.integers(1, 15))
def test_significant_digits_are_those_of_the_decimal(number: Decimal, digits: int) -> None:
    place = number.adjusted() - digits + 1 if number else 0
    expected = number.quantize(Decimal(1).scaleb(place), ROUND_HALF_UP)
    assert Scope({"x": Fraction(number)}, {}).evaluate(parse(f"sig(x, {digits})")) == float(expected)


@given(decimals, st.decimals("0.001", 100, places=3), st.sampled_from(["floor", "ceil", "mod"]))
def test_quotients_of_decimals_step_where_they_should(number: Decimal, step: Decimal, function: str) -> None:
    x, y = Fraction(number), Fraction(step)
    scope = Scope({"x": x, "y": y}, {})
    if function == "floor":
        assert scope.evaluate(parse("floor(x / y)")) == x // y
    elif function == "ceil":
        assert scope.evaluate(parse("ceil(x / y)")) == -(-x // y)
    else:
        assert scope.evaluate(parse("mod(x, y)")) == pytest.approx(float(x % y), abs=1e-9)
        assert scope.exact(parse("mod(x, y)")) == x % y


@given(st.lists(decimals, min_size=2, max_size=4))
def test_sums_compare_as_decimals_do(numbers: list[Decimal]) -> None:
    scope = Scope({"v": tuple(map(Fraction, numbers)), "total": Fraction(sum(numbers))}, {})
    assert scope.evaluate(parse("sum(v) == total and sum(v) <= total and not sum(v) > total")) is True


@given(formulas(), draws())
def test_exact_and_float_values_tell_the_same(node: Node, given: dict[str, Exact]) -> None:
    scope = Scope(given, {})
    try:
        found, exact = scope.evaluate(node), scope.exact(node)
    except (EvaluationError, Inexact):
        return
    if isinstance(found, bool | str):
        assert found == exact
