"""Where a float does not decide by itself, and what is said where there is no value."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from compiler.formula import EvaluationError, Inexact, Scope, Value, parse
from compiler.formula.quantity import near, near_half, near_whole


def exact(text: str, **given: Fraction) -> object:
    return Scope(given, {}).exact(parse(text))


def value(text: str, **given: Fraction) -> Value:
    return Scope(given, {}).evaluate(parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2^10", 1024),
        ("2^-2", Fraction(1, 4)),
        ("(-2)^3", -8),
        ("(-2)^4", 16),
        ("(-1)^3", -1),
        ("(-1)^4", 1),
        ("(-1)^-3", -1),
        ("(-1)^0", 1),
        ("(-1)^5001", -1),
        ("(-1)^5000", 1),
        ("0^3", 0),
        ("0^0", 1),
        ("0^1", 0),
        ("1^0", 1),
        ("1^-5", 1),
        ("1^5000", 1),
        ("0^5000", 0),
        ("0.1^3", Fraction(1, 1000)),
        ("(1/3)^2", Fraction(1, 9)),
        ("2^500", 2**500),
        ("3^300", 3**300),
        ("(0.3 - 0.1 - 0.2)^2", 0),
    ],
)
def test_powers_are_exact(text: str, expected: Fraction) -> None:
    assert exact(text) == expected
    found = value(text)
    assert isinstance(found, float) and math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-20)


@pytest.mark.parametrize("text", ["2^0.5", "2^1023", "3^600", "(1/3)^600", "0.1^400 + 1", "pi", "sqrt(2)"])
def test_what_is_irrational_or_too_long_has_no_exact_value(text: str) -> None:
    with pytest.raises(Inexact):
        exact(text)


@pytest.mark.parametrize(
    ("one", "edge", "expected"),
    [
        (0.0, 0.0, True),
        (0.0, 1e-9, True),
        (0.0, 1.01e-9, False),
        (0.5, 0.5 + 0.9e-9, True),
        (0.5, 0.5 + 1.9e-9, False),
        (1.5, 1.5 + 1.4e-9, True),
        (1.5, 1.5 + 1.6e-9, False),
        (-1.5, -1.5 + 1.4e-9, True),
        (1e9, 1e9 + 0.9, True),
        (1e9, 1e9 + 1.5, False),
        (0.0, 4e9, False),
        (1e9, 0.0, False),
        (1e9 + 0.9, 1e9, True),
    ],
)
def test_near_is_a_billionth_of_the_larger_of_both_and_of_one(one: float, edge: float, expected: bool) -> None:
    assert near(one, edge) is expected


@pytest.mark.parametrize(
    ("number", "whole", "half"),
    [
        (3.0, True, False),
        (0.0, True, False),
        (1e-9, True, False),
        (1.1e-9, False, False),
        (-1e-10, True, False),
        (2.0 - 1.5e-9, True, False),
        (2.0 - 2.5e-9, False, False),
        (0.5, False, True),
        (-0.5, False, True),
        (0.5 + 0.9e-9, False, True),
        (0.5 + 1.1e-9, False, False),
        (1.5 - 1.4e-9, False, True),
        (1.5 - 1.6e-9, False, False),
        (1e8 + 0.05, True, False),
        (1e8 + 0.2, False, False),
        (1e8 + 0.45, False, True),
        (1e8 + 0.35, False, False),
    ],
)
def test_near_a_whole_number_or_a_tie_floor_and_round_do_not_decide(number: float, whole: bool, half: bool) -> None:
    assert (near_whole(number), near_half(number)) == (whole, half)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sign(0.5)", 1.0),
        ("sign(-0.5)", -1.0),
        ("sign(0.3 - 0.1 - 0.2)", 0.0),
        ("floor(0.3 / 0.1)", 3.0),
        ("ceil(0.3 / 0.1)", 3.0),
        ("floor(-0.3 / 0.1)", -3.0),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(0.145 * 100)", 15.0),
        ("round(2.675, 2)", 2.68),
        ("round(-2.675, 2)", -2.68),
        ("round(1234.5, -2)", 1200.0),
        ("round(1250, -2)", 1300.0),
        ("round(5e-7, 6)", 1e-6),
        ("sig(0.0012345, 3)", 0.00123),
        ("sig(99.95, 3)", 100.0),
        ("sig(9.995, 3)", 10.0),
        ("sig(1.005, 3)", 1.01),
        ("sig(-1.005, 3)", -1.01),
        ("sig(1000, 1)", 1000.0),
        ("sig(999.5, 3)", 1000.0),
        ("sig(0, 3)", 0.0),
        ("sig(0.3 - 0.1 - 0.2, 3)", 0.0),
        ("sig(1, 3)", 1.0),
        ("sig(1e-5, 1)", 1e-5),
        ("mod(7, 3)", 1.0),
        ("mod(-7, 3)", 2.0),
        ("mod(7, -3)", -2.0),
        ("mod(0.3, 0.1)", 0.0),
        ("mod(1, 0.1)", 0.0),
        ("mod(5.5, 1)", 0.5),
    ],
)
def test_edges_are_decided_exactly(text: str, expected: float) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tie(2.5, 0.1)", True),
        ("tie(2.4, 0.1)", False),
        ("tie(2.41, 0.1)", True),
        ("tie(2.6, 0.1)", False),
        ("tie(2.59, 0.1)", True),
        ("tie(-2.5, 0.1)", True),
        ("tie(2, 0.5)", False),
        ("tie(2.001, 0.5)", True),
        ("tie(0.3 / 0.1 + 0.4, 0.1)", False),
        ("tie(3.45, 0.05)", False),
        ("tie(pi, 0.4)", True),
        ("tie(pi, 0.3)", False),
    ],
)
def test_a_tie_is_nearer_than_its_margin(text: str, expected: bool) -> None:
    assert value(text) is expected


GUARD = "require that the divisor is not 0, or guard it: a / b if b != 0 else 0"


@pytest.mark.parametrize(
    ("text", "message", "help", "span"),
    [
        ("1 + 2 / (3 - 3)", "this divides by zero", GUARD, "2 / (3 - 3)"),
        ("1 / (0.3 - 0.1 - 0.2)", "this divides by zero", GUARD, "1 / (0.3 - 0.1 - 0.2)"),
        ("0^-1", "a negative power of zero divides by zero", "require that the base is not 0", "0^-1"),
        (
            "(-8)^(1/3)",
            "a negative number has no power that is not whole",
            "require a base that is not negative",
            "-8)^(1/3",
        ),
        ("1 + 10^308 * 10", "the result is too large for 64 bits", "keep it below 1e308", "10^308 * 10"),
        ("1e308 + 1e308", "the result is too large for 64 bits", "keep it below 1e308", "1e308 + 1e308"),
        ("-1e308 - 1e308", "the result is too large for 64 bits", "keep it below 1e308", "-1e308 - 1e308"),
        ("10^400", "the result is too large for 64 bits", "keep it below 1e308", "10^400"),
        ("[1, 2] + [1, 2, 3]", "lists of 2 and 3 elements do not match", "give both one length", "[1, 2] + [1, 2, 3]"),
        ("sum(3)", "sum takes a list; a number came", "write sum(list)", "sum(3)"),
        ("round(1, 0.5)", "the number of decimals must be a whole number; it is 0.5",
         "round it, or write a whole number", "round(1, 0.5)"),
        ("[1, 2][2]", "the index must lie between 0 and 1; it is 2", "choose one in the range", "2"),
        ("[1, 2][0.5]", "the index must be a whole number; it is 0.5", "round it, or write a whole number", "0.5"),
    ],
)  # fmt: skip
def test_where_there_is_no_value_it_is_said_why_what_to_do_and_where(
    text: str, message: str, help: str, span: str
) -> None:
    with pytest.raises(EvaluationError) as error:
        value(text)
    assert (error.value.message, error.value.help) == (message, help)
    shown = text[error.value.start : error.value.end]
    assert shown.strip("()") == span.strip("()")


@pytest.mark.parametrize(
    ("text", "message", "span"),
    [
        ("1 < 'a'", "expected two numbers, or two texts and == or !=; a text came", "'a'"),
        ("'a' < 'b'", "expected two numbers, or two texts and == or !=; a text came", "'b'"),
        ("1 < [1, 2]", "expected two numbers, or two texts and == or !=; a list came", "[1, 2]"),
        ("1 + 'a'", "expected a number or a list; a text came", "'a'"),
        ("1 + (1 < 2)", "expected a number or a list; a truth value came", "1 < 2"),
        ("[[1, 2], 3]", "expected a number; a list came", "[1, 2]"),
        ("1 if 2 else 3", "expected a truth value; a number came", "2"),
        ("not 2", "expected a truth value; a number came", "2"),
        ("(3)[0]", "expected a list; a number came", "3"),
        ("tie([1, 2], 3)", "tie takes numbers here; a list came", "tie([1, 2], 3)"),
        ("round(1, [1, 2])", "round takes numbers here; a list came", "round(1, [1, 2])"),
    ],
)
def test_a_value_of_the_wrong_kind_is_said_with_its_place(text: str, message: str, span: str) -> None:
    with pytest.raises(EvaluationError) as error:
        value(text)
    assert error.value.message == message
    assert text[error.value.start : error.value.end] == span


def test_functions_take_lists_element_by_element_with_their_other_arguments() -> None:
    assert value("round([1.25, 2.35], 1)") == (1.3, 2.4)
    assert value("sig([1234, 5678], 2)") == (1200.0, 5700.0)
    assert value("'a' == 'a'") is True
    assert value("'a' != 'a'") is False
    assert value("1 < 2 < 2") is False
    assert value("1 < 2 == 2") is True
    assert value("1 > 2 < 3") is False
