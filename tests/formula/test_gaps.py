"""Where columns, typesetting and messages are easily wrong without anybody noticing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from compiler.formula import (
    Columns,
    DrawnColumn,
    EvaluationError,
    FormulaError,
    Rounding,
    Scope,
    parse,
    step_many,
    typeset_latex,
)
from compiler.formula.drawn import alike

A = DrawnColumn([Fraction(0), Fraction(1), Fraction(-4), Fraction(9)], np.array([0, 1, 2, 3, 3]))
B = DrawnColumn([Fraction(1, 2), Fraction(0), Fraction(2)], np.array([0, 1, 2, 0, 1]))


def columns(**definitions: str) -> Columns:
    return Columns({"a": A, "b": B}, {name: parse(text) for name, text in definitions.items()}, 5)


def column(formula: str) -> np.ndarray:
    values = columns().evaluate(parse(formula)).values
    assert isinstance(values, np.ndarray)
    return values


BROKEN = "1 / a"  # without a value in the first row
ROOT = "sqrt(a)"  # without a value in the third row


@pytest.mark.parametrize(
    "formula",
    [
        f"({BROKEN})^2",
        f"({BROKEN})^({ROOT})",
        f"2^({ROOT})",
        f"({ROOT})^({BROKEN})",
        f"({BROKEN}) + ({ROOT})",
        f"max({BROKEN}, {ROOT})",
        f"min({ROOT}, {BROKEN})",
        f"argmax([{BROKEN}, {ROOT}])",
        f"({BROKEN}) < ({ROOT})",
        f"[{BROKEN}, b][1] + 0 * ({ROOT})",
        f"({BROKEN}) if b > 0.4 else ({ROOT})",
        f"round({BROKEN}, 1) + sig({ROOT}, 2)",
    ],
)
def test_a_row_fails_where_any_part_of_it_does_and_only_there(formula: str) -> None:
    found = columns(x=formula).value("x")
    failed = []
    for row in range(5):
        scope = columns(x=formula).row(row)
        try:
            value = scope.value("x")
        except EvaluationError:
            failed.append(True)
            continue
        failed.append(False)
        assert not isinstance(found.values, tuple)
        assert found.values[row] == value
    assert found.failed.tolist() == failed
    assert True in failed and False in failed


def test_what_is_taken_from_a_computed_column_fails_where_it_did() -> None:
    whole = columns(x=BROKEN, y="x + 1")
    assert whole.value("y").failed.tolist() == [True, False, False, False, False]
    part = whole.take(np.array([3, 0, 2]))
    assert part.value("y").failed.tolist() == [False, True, False]
    values = part.value("y").values
    assert not isinstance(values, tuple)
    assert values[[0, 2]].tolist() == [1 / 9 + 1, 1 / -4 + 1]


def test_a_number_beyond_floats_fails_in_its_rows_alone() -> None:
    drawn = DrawnColumn([Fraction(10) ** 400, Fraction(3)], np.array([0, 1, 1]))
    found = Columns({"a": drawn}, {"x": parse("a + 1")}, 3).value("x")
    assert found.failed.tolist() == [True, False, False]
    assert list(found.values[1:]) == [4.0, 4.0]


def test_a_condition_without_names_takes_its_branch() -> None:
    assert column("a if 1 < 2 else 1 / 0").tolist() == [0, 1, -4, 9, 9]
    assert column("1 / 0 if 1 > 2 else b").tolist() == [0.5, 0, 2, 0.5, 0]


def test_rows_that_drew_alike_are_told_by_all_their_columns() -> None:
    """Many columns of many options overflow a number for each row, which must not make different rows alike."""
    options = [Fraction(i) for i in range(1000)]
    random = np.random.default_rng(5)
    drawn = [DrawnColumn(options, random.integers(0, 1000, 40)) for _ in range(9)]
    twice = [DrawnColumn(options, np.concatenate([each.index, each.index])) for each in drawn]
    first, sort = alike(twice, np.arange(80))
    assert sort.tolist()[:40] == sort.tolist()[40:]
    assert len(first) == len(set(sort.tolist())) == 40
    changed = DrawnColumn(options, np.concatenate([drawn[0].index, (drawn[0].index + 1) % 1000]))
    first, sort = alike([changed, *twice[1:]], np.arange(80))
    assert len(first) == len(set(sort.tolist())) == 80


def test_a_zero_has_no_sign_in_a_derivation() -> None:
    zeros = np.array([-0.0, -0.00001, 0.0])
    assert not np.signbit(step_many(zeros, None)[[0, 2]]).any()
    assert not np.signbit(step_many(zeros, Rounding("decimals", 2))).any()
    assert not np.signbit(column("round(-b / 100)")).any()


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ("-(-x)", r"-\left(-x\right)"),
        ("a - (-x)", r"a - \left(-x\right)"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("a * (b + c)", r"a \times \left(b + c\right)"),
    ],
)
def test_a_second_minus_stands_in_parentheses_in_latex(formula: str, latex: str) -> None:
    assert typeset_latex(parse(formula)) == latex


@pytest.mark.parametrize(
    ("text", "place", "help"),
    [
        ("2 d", " d", "2 * d"),
        ("x² y", " y", "x² * y"),
        ("-x y", " y", "x * y"),
        ("a + [1, 2] b", " b", "[1, 2] * b"),
    ],
)
def test_two_operands_side_by_side_are_refused_with_the_product_that_is_meant(text: str, place: str, help: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert text[refused.value.start : refused.value.end] == place
    assert help in (refused.value.help or "")


def test_a_definition_by_way_of_itself_is_told_at_its_formula() -> None:
    definitions = {"x": parse("1 + y"), "y": parse("2 * x")}
    with pytest.raises(EvaluationError) as scalar:
        Scope({}, definitions).value("x")
    assert (scalar.value.start, scalar.value.end, scalar.value.within) == (0, 5, "y")
    with pytest.raises(EvaluationError) as many:
        Columns({"a": A}, definitions, 5).value("x")
    assert (many.value.start, many.value.end, many.value.within) == (0, 5, "y")


@pytest.mark.parametrize(
    "formula",
    ["a[0]", "round([a, b]) if [a, b] > 1 else a", "abs(a > 0)"],
)
def test_columns_and_draws_refuse_wrong_kinds_at_the_same_place(formula: str) -> None:
    places = []
    for evaluate in (columns().evaluate, columns().row(1).evaluate):
        with pytest.raises(EvaluationError) as refused:
            evaluate(parse(formula))
        places.append((refused.value.start, refused.value.end))
    assert all(0 <= start < end <= len(formula) for start, end in places)


def test_powers_of_whole_numbers_are_exact_and_those_of_fractions_are_not_taken_for_it() -> None:
    assert column("2^(a - 5)").tolist() == [2.0**-5, 2.0**-4, 2.0**-9, 2.0**4, 2.0**4]
    assert column("floor((b + 0.25)^2 * 1000)").tolist() == [562, 62, 5062, 562, 62]
    values = column("(a + 5)^a").tolist()
    assert values == [1, 6, 1, 14.0**9, 14.0**9]
