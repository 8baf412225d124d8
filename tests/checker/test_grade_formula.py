"""A formula is right in whatever form it is typed, and is told from every other one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compiler.checker import (
    FormulaKey,
    VerdictKind,
    WrongFormula,
    grade,
)
from compiler.formula import Binary, Name, Node, Number, Scope, typeset_text

NUMBERS = st.sampled_from(["1", "2", "3", "0.5", "7", "10"]).map(Number)
SYMBOLS = ("r", "d_in", "K")
POINTS = ((2.0, 64.0, 3.0), (4.0, 768.0, 5.0), (8.0, 31.0, 7.0), (3.0, 12.0, 2.0))
ARITHMETIC: st.SearchStrategy[Node] = st.recursive(
    st.sampled_from(SYMBOLS).map(Name) | NUMBERS,
    lambda below: (
        st.builds(Binary, st.sampled_from("+-*/"), below, below)
        | st.builds(Binary, st.just("^"), below, st.sampled_from(["2", "3"]).map(Number))
    ),
    max_leaves=7,
)


def values(formula: Node) -> tuple[float, ...] | None:
    """The values of an author's formula at the points, where it has them."""
    found = []
    for point in POINTS:
        given_values = {name: Fraction(value) for name, value in zip(SYMBOLS, point, strict=True)}
        try:
            value = Scope(given_values, {}).evaluate(formula)
        except ValueError:
            return None
        assert isinstance(value, float)
        found.append(value)
    return tuple(found)


@given(ARITHMETIC)
def test_a_formula_means_to_learners_what_it_means_to_authors(formula: Node) -> None:
    right = values(formula)
    text = typeset_text(formula)
    assume(right is not None and len(text) < 150 and any(name in text for name in SYMBOLS))
    assert right is not None
    key = FormulaKey(SYMBOLS, POINTS, right)
    assert grade(key, text).right, text
    closer = text.replace(" × ", " ").replace(" / ", "/") if "/" not in text else text
    if not any(digit in closer for digit in "0123456789"):
        assert grade(key, closer).right, closer


def test_a_small_term_counts_at_the_points_where_it_is_no_rounding() -> None:
    """r is lost in 768^6, but not in 12^6."""
    power = tuple(d**6 for _, d, _ in POINTS)
    key = FormulaKey(SYMBOLS, POINTS, power)
    assert grade(key, "(d_in^2)^3").right
    assert not grade(key, "r + (d_in^2)^3").right


def test_what_rounding_leaves_of_terms_that_cancel_is_no_mistake() -> None:
    points = ((1.0, 1.0), (1.0, 3.0), (2.0, 2.0), (5.0, 4.0), (7.0, 9.0))
    key = FormulaKey(("x", "y"), points, tuple((x - y) / 3 for x, y in points))
    assert grade(key, "(x + 0.1)/3 - (y + 0.1)/3").right


@given(ARITHMETIC, ARITHMETIC)
def test_another_formula_is_not_right(formula: Node, other: Node) -> None:
    right, wrong = values(formula), values(other)
    assume(right is not None and wrong is not None)
    assert right is not None and wrong is not None
    assume(any(abs(a - b) > 1e-6 * max(abs(a), abs(b)) for a, b in zip(right, wrong, strict=True)))
    assume(len(typeset_text(other)) < 150)
    key = FormulaKey(SYMBOLS, POINTS, right, (WrongFormula(wrong, "That is the other one."),))
    verdict = grade(key, typeset_text(other))
    assert not verdict.right
    assert verdict.hints == (("That is the other one.",) if verdict.is_attempt else ())


@pytest.mark.parametrize(
    ("factor", "kind"),
    [
        ("8", VerdictKind.EIGHT),
        ("1/8", VerdictKind.EIGHT),
        ("1024", VerdictKind.BINARY),
        ("1/1.024", VerdictKind.BINARY),
        ("1000", VerdictKind.POWER_OF_TEN),
        ("1e-9", VerdictKind.POWER_OF_TEN),
        ("7", VerdictKind.WRONG),
        ("0.99", VerdictKind.WRONG),
    ],
)
def test_a_constant_factor_in_a_formula_is_told(factor: str, kind: VerdictKind) -> None:
    key = FormulaKey(("r", "d"), ((2.0, 64.0), (3.0, 5.0), (7.0, 11.0)), (128.0, 15.0, 77.0))
    verdict = grade(key, f"({factor})*r*d")
    assert (verdict.kind, verdict.message) == (kind, "formula-factor")


def test_a_factor_that_is_the_same_at_some_points_only_is_not_constant() -> None:
    key = FormulaKey(("r", "d"), ((2.0, 64.0), (3.0, 5.0)), (128.0, 15.0))
    assert grade(key, "r*d*r").message == "formula-wrong"
    zero = FormulaKey(("r",), ((0.0,), (1.0,)), (0.0, 1.0))
    assert grade(zero, "2r").message == "formula-wrong"
    assert grade(zero, "r^3").right


def test_a_formula_that_fails_at_one_point_is_not_right_even_if_it_fits_at_the_others() -> None:
    key = FormulaKey(("r",), ((0.0,), (2.0,)), (0.0, 2.0))
    assert grade(key, "r^2/r").message == "formula-undefined"
