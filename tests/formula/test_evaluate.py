"""The value of a formula in one draw, and what is told where it has none."""

from __future__ import annotations

import math
import time
from fractions import Fraction

import pytest
from hypothesis import given

from compiler.formula import EvaluationError, Exact, FormulaError, Inexact, Node, Scope, Value, parse
from tests.formula.strategies import draws, formulas

GIVEN: dict[str, Exact] = {
    "L": Fraction(32),
    "x": Fraction("0.3"),
    "zero": Fraction(0),
    "three": Fraction(3),
    "al": (Fraction(1), Fraction(2), Fraction("0.5")),
    "p": (Fraction("0.2"), Fraction("0.3"), Fraction("0.5")),
    "word": "fits",
    "ok": True,
}


def value(text: str, **definitions: str) -> Value:
    return Scope(GIVEN, {name: parse(formula) for name, formula in definitions.items()}).evaluate(parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 * L * 4", 256.0),
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("0^0", 1.0),
        ("(-2)^3", -8.0),
        ("0.1 + 0.2", 0.1 + 0.2),
        ("floor(-2.5)", -3.0),
        ("ceil(2.1)", 3.0),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(0.5)", 1.0),
        ("round(2.675, 2)", 2.68),
        ("round(-1.005, 2)", -1.01),
        ("round(1250, -2)", 1300.0),
        ("sig(1234.5, 4)", 1235.0),
        ("sig(-0.00012345, 4)", -0.0001235),
        ("sig(9.9996, 4)", 10.0),
        ("sig(0, 3)", 0.0),
        ("sig(1e300, 3)", 1e300),
        ("mod(7, 3)", 1.0),
        ("mod(-7, 3)", 2.0),
        ("mod(7, -3)", -2.0),
        ("mod(5.3, 0.1)", 0.0),
        ("sign(-3) + sign(0)", -1.0),
        ("abs(-3)", 3.0),
        ("min(3, 1, 2)", 1.0),
        ("max(al)", 2.0),
        ("sum(p * al)", 0.2 + 0.6 + 0.25),
        ("mean(al)", 3.5 / 3),
        ("prod(al)", 1.0),
        ("len(al)", 3.0),
        ("argmax(al)", 1.0),
        ("argmin(al)", 2.0),
        ("al[argmax(p)]", 0.5),
        ("exp(al[1]) / sum(exp(al))", math.exp(2) / (math.exp(1) + math.exp(2) + math.exp(0.5))),
        ("al^2", (1.0, 4.0, 0.25)),
        ("2^al * 1", (2.0, 4.0, math.sqrt(2))),
        ("round(al * 1.3)", (1.0, 3.0, 1.0)),
        ("distinct(al)", True),
        ("distinct(1, 2, 1)", False),
        ("distinct(0.1 + 0.2, x)", False),
        ("tie(2.49, 0.03)", True),
        ("tie(2.4, 0.03)", False),
        ("tie(-2.5, 0.03)", True),
        ("1 < 2 <= 2 < 3", True),
        ("1 < 2 > 2", False),
        ("word == 'fits' != 'no'", True),
        ("'fits' if L <= 32 else 'does not fit'", "fits"),
        ("ceil(log2(8)) + ceil(log10(1000))", 6.0),
        ("atan(1) * 4", math.pi),
        ("cos(pi)", -1.0),
        ("ln(exp(1))", 1.0),
        ("sqrt(2)", math.sqrt(2)),
    ],
)
def test_values(text: str, expected: Value) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_only_the_branch_that_is_taken_is_evaluated() -> None:
    assert value("1 / zero if zero != 0 else 0") == 0.0
    assert value("zero != 0 and 1 / zero > 2") is False
    assert value("zero == 0 or 1 / zero > 2") is True
    with pytest.raises(EvaluationError):
        value("ok and 1 / zero > 2")


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        ("1 + L / zero", "L / zero", "divides by zero"),
        ("1 / (x - 0.3)", "1 / (x - 0.3)", "divides by zero"),
        ("1 / (0.3 - 0.1 - 0.2)", "1 / (0.3 - 0.1 - 0.2)", "divides by zero"),
        ("mod(L, zero)", "mod(L, zero)", "divides by zero"),
        ("zero^-1", "zero^-1", "divides by zero"),
        ("(-8)^(1/3)", "(-8)^(1/3)", "not whole"),
        ("2 * sqrt(-1)", "sqrt(-1)", "square root"),
        ("ln(zero)", "ln(zero)", "positive"),
        ("log2(-x)", "log2(-x)", "positive number; it is -0.3"),
        ("acos(1.1)", "acos(1.1)", "from -1 to 1"),
        ("exp(1000)", "exp(1000)", "too large"),
        ("1e308 * 10", "1e308 * 10", "too large"),
        ("10^10^10", "10^10^10", "too large"),
        ("9^9^9^9", "9^9^9", "too large"),
        ("al[three]", "three", "between 0 and 2; it is 3"),
        ("al[x]", "x", "whole number; it is 0.3"),
        ("round(x, x)", "round(x, x)", "whole number"),
        ("sig(x, 20)", "sig(x, 20)", "between 1 and 15"),
        ("exp(al * 1000)", "exp(al * 1000)", "too large"),
        ("L + missing", "missing", "not defined"),
    ],
)
def test_where_there_is_no_value_the_place_is_told(text: str, marked: str, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        value(text)
    error = caught.value
    assert text[error.start : error.end] == marked
    assert message in error.message
    assert error.within is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 + word", "expected a number or a list; a text came"),
        ("1 if L else 2", "expected a truth value; a number came"),
        ("al < 1", "a list came"),
        ("word < 'a'", "a text came"),
        ("L[0]", "expected a list; a number came"),
        ("[al, 1]", "expected a number; a list came"),
        ("al + [1, 2]", "3 and 2 elements"),
        ("sum(L)", "takes a list; a number came"),
        ("max(al, 1) + max(1, al)", "takes numbers here; a list came"),
        ("tie(al, 1)", "takes numbers here; a list came"),
    ],
)
def test_values_of_the_wrong_kind_are_told_too(text: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        value(text)


def test_an_error_in_a_definition_names_the_deepest_one() -> None:
    definitions = {"a": "L * 2", "b": "1 + a / zero", "c": "b * 2"}
    with pytest.raises(EvaluationError) as caught:
        value("c + 1", **definitions)
    error = caught.value
    assert error.within == "b"
    assert definitions["b"][error.start : error.end] == "a / zero"
    assert value("a if ok else c", **definitions) == 64.0


def test_definitions_follow_from_givens_and_from_each_other() -> None:
    scope = Scope(GIVEN, {"values": parse("2 * L"), "bytes": parse("values * 4"), "MB": parse("bytes / 1e6")})
    assert scope.value("MB") == 256 / 1e6
    wrong = scope.with_definitions({"values": parse("L")})
    assert (wrong.value("MB"), wrong.value("bytes")) == (128 / 1e6, 128.0)
    assert scope.value("MB") == 256 / 1e6
    assert scope.with_definitions({"L": parse("1"), "new": parse("MB * 2")}).value("new") == 16 / 1e6


def test_a_given_value_stands_before_a_definition() -> None:
    assert Scope({"S": Fraction(7)}, {"S": parse("1 / 0"), "T": parse("S + 1")}).value("T") == 8.0


def test_a_chain_of_two_hundred_definitions_is_no_recursion() -> None:
    definitions = {"s0": parse("0.1")} | {f"s{n}": parse(f"(s{n - 1} + 0.1 + 0 * s{n - 1})") for n in range(1, 500)}
    scope = Scope({}, definitions)
    assert scope.value("s499") == pytest.approx(50)
    assert scope.evaluate(parse("floor(s499)")) == 50.0


def test_a_circle_of_definitions_is_an_error() -> None:
    scope = Scope({}, {"a": parse("b + 1"), "b": parse("a"), "c": parse("c")})
    for name in ("a", "b", "c"):
        with pytest.raises(EvaluationError, match="by way of itself"):
            scope.value(name)


def test_a_definition_is_evaluated_once() -> None:
    doubling = {"s0": parse("x")} | {f"s{n}": parse(f"s{n - 1} + s{n - 1}") for n in range(1, 200)}
    started = time.process_time()
    assert Scope(GIVEN, doubling).value("s199") == pytest.approx(0.3 * 2.0**199)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9^9",
        "10^10^10",
        "floor(10^-10^10)",
        "floor(1.0000001^1e9)",
        "round(1e308^0.9999, 15)",
        "floor(" * 20 + "1e300 / 3" + ")" * 20,
        "round(" * 15 + "x * 1e9" + ", 3)" * 15,
        "mod(1e308, 1e-308)",
        "mod(1e308, 3) == mod(1e-308, 1e-307)",
        "sig(1e-308, 15) < sig(1e308 / 3, 15)",
        "prod([" + ", ".join(["1e4 / 3"] * 60) + "]) > 1",
        "1e308 - 1e308 + 1e-308 == 0",
        "((x^9)^9)^9 == 0",
        "(((x + 1)^9)^9)^1.5 > 0",
        "sqrt(1e-308) > 0 and tie(1e300 / 7, 0.1)",
        " + ".join(["round(x / 3, 9)"] * 20),
        "distinct([" + ", ".join(["x / 3"] * 60) + "])",
    ],
)
def test_hostile_formulas_take_bounded_time(text: str) -> None:
    started = time.process_time()
    try:
        scope = Scope(GIVEN, {})
        scope.evaluate(parse(text))
        scope.exact(parse(text))
    except (FormulaError, Inexact):
        pass
    assert time.process_time() - started < 0.5


@given(formulas(), draws())
def test_evaluation_gives_a_finite_value_or_an_evaluation_error(node: Node, given: dict[str, Exact]) -> None:
    try:
        found = Scope(given, {}).evaluate(node)
    except EvaluationError:
        return
    for each in found if isinstance(found, tuple) else (found,):
        assert isinstance(each, bool | str) or math.isfinite(each)
