"""Kinds are found without evaluating, and what does not fit is told at its place."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.formula import (
    FUNCTIONS,
    NUMBER,
    TEXT,
    TRUTH,
    EvaluationError,
    Exact,
    FormulaError,
    Kind,
    Node,
    Scope,
    kind_of,
    list_of,
    parse,
    suggest,
)
from tests.formula.strategies import NAMES, draws, formulas

KINDS = {"x": NUMBER, "n": NUMBER, "v": list_of(3), "w": list_of(2), "ok": TRUTH, "word": TEXT, "heads": NUMBER}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x + 1", NUMBER),
        ("pi", NUMBER),
        ("v * x - v", list_of(3)),
        ("2^v", list_of(3)),
        ("-exp(v)", list_of(3)),
        ("round(v, 2)", list_of(3)),
        ("[x, 1]", list_of(2)),
        ("v[n]", NUMBER),
        ("v[2]", NUMBER),
        ("sum(v) + max(v) + max(x, n, 3) + len(v)", NUMBER),
        ("x < n <= 3", TRUTH),
        ("word == 'a' != word", TRUTH),
        ("ok and not x == 1", TRUTH),
        ("tie(x, 0.1) or distinct(v) or distinct(x, n)", TRUTH),
        ("'a' if ok else word", TEXT),
        ("v if ok else v + 1", list_of(3)),
    ],
)
def test_a_formula_has_a_kind(text: str, kind: Kind) -> None:
    assert kind_of(parse(text), KINDS) == kind


@pytest.mark.parametrize(
    ("text", "marked", "message", "help"),
    [
        ("1 + heds", "heds", "`heds` is not defined", "did you mean `heads`?"),
        ("2 * e", "e", "`e` is not defined", "exp(1)"),
        ("qqq", "qqq", "not defined", "names that are defined here: x, n"),
        ("x + word", "word", "arithmetic needs a number or a list; this is a text", None),
        ("-ok", "ok", "this is a truth value", "1 if condition else 0"),
        ("v + w", "v + w", "one has 3, the other 2", "same length"),
        ("v > 1", "v", "expected a number; this is a list of 3", "x[0]"),
        ("word < 'a'", "word < 'a'", "texts have no order", "=="),
        ("word == 1", "1", "expected a text; this is a number", None),
        ("1 if x else 2", "x", "expected a truth value; this is a number", "x > 0"),
        ("1 if ok else 'a'", "1 if ok else 'a'", "one is a number, the other a text", "same kind"),
        ("v if ok else w", "v if ok else w", "a list of 3, the other a list of 2", None),
        ("x and ok", "x", "expected a truth value", None),
        ("not x", "x", "expected a truth value", None),
        ("x[0]", "x", "only a list has elements; this is a number", None),
        ("v[3]", "3", "elements 0 to 2; 3 came", "from 0"),
        ("v[-1]", "-1", "elements 0 to 2; -1 came", None),
        ("v[0.5]", "0.5", "0.5 came", None),
        ("[v, 1]", "v", "expected a number", None),
        ("sum(x)", "x", "sum takes a list; this is a number", "sum([a, b])"),
        ("max(x)", "max(x)", "a list, or 2 numbers or more", "max(a, b)"),
        ("max(v, 1)", "v", "expected a number; this is a list of 3", None),
        ("tie(v, 1)", "v", "expected a number", None),
        ("mod(x, v)", "v", "expected a number", None),
        ("round(x, 0.5)", "0.5", "whole number of digits from -15 to 15", None),
        ("sig(x, 0)", "0", "from 1 to 15", None),
        ("abs(ok)", "ok", "this is a truth value", None),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(text: str, marked: str, message: str, help: str | None) -> None:
    with pytest.raises(FormulaError) as caught:
        kind_of(parse(text), KINDS)
    error = caught.value
    assert text[error.start : error.end] == marked
    assert message in error.message
    assert help is None or help in (error.help or "")


def kind_of_value(value: object) -> Kind:
    if isinstance(value, bool):
        return TRUTH
    if isinstance(value, tuple):
        return list_of(len(value))
    return TEXT if isinstance(value, str) else NUMBER


@given(formulas(), draws())
def test_the_value_is_of_the_kind_that_was_found(node: Node, given: dict[str, Exact]) -> None:
    kind = kind_of(node, NAMES)
    try:
        value = Scope(given, {}).evaluate(node)
    except EvaluationError:
        return
    assert kind_of_value(value) == kind


@given(formulas(), st.fixed_dictionaries({name: st.sampled_from(list(NAMES.values())) for name in NAMES}))
def test_names_of_any_kinds_give_a_kind_or_a_formula_error(node: Node, kinds: dict[str, Kind]) -> None:
    with suppress(FormulaError):
        assert str(kind_of(node, kinds))


def test_every_function_has_a_form_that_can_be_read() -> None:
    for name, function in FUNCTIONS.items():
        text = function.form.replace("list", "v").replace("margin", "0.1").replace("a, b", "x, n")
        assert kind_of(parse(text), KINDS) in (NUMBER, TRUTH)
        assert name == function.name
        assert function.about


def test_the_nearest_name_is_suggested_and_nothing_where_none_is_near() -> None:
    assert suggest("heds", ["layers", "heads"]) == "heads"
    assert suggest("MB", ["mb", "x"]) == "mb"
    assert suggest("zzz", ["heads"]) is None
    assert suggest("x" * 100_000, ["heads"]) is None
