"""Trees: what is in them, and what they become when names are replaced by what they stand for."""

import pytest
from hypothesis import given

from compiler.formula import Node, names_used, parse, substituted, substituted_size, walk
from tests.formula.strategies import formulas


@given(formulas())
def test_nothing_replaced_is_the_same_formula(node: Node) -> None:
    assert substituted(node, {}) == node


@pytest.mark.parametrize(
    ("formula", "definitions", "result"),
    [
        ("a + b", {"a": "2 * c"}, "2 * c + b"),
        ("a / b", {"a": "c + 1", "c": "d^2"}, "(d^2 + 1) / b"),
        ("x[i] if a < b <= c else min(a, [1, b][0])", {"b": "7"}, "x[i] if a < 7 <= c else min(a, [1, 7][0])"),
        ("not (a and b > 0)", {"b": "-a"}, "not (a and -a > 0)"),
    ],
)
def test_names_become_what_they_stand_for(formula: str, definitions: dict[str, str], result: str) -> None:
    nodes = {name: parse(text) for name, text in definitions.items()}
    assert substituted(parse(formula), nodes) == parse(result)
    assert substituted_size(parse(formula), nodes) == len(list(walk(parse(result))))


@given(formulas())
def test_names_used_are_those_of_the_tree_each_once(node: Node) -> None:
    names = names_used(node)
    assert len(set(names)) == len(names)
    assert set(names) <= {getattr(part, "name", None) for part in walk(node)}


def test_the_size_of_a_formula_that_doubles_with_each_name_is_told_at_once() -> None:
    doubling = {f"s{i + 1}": parse(f"s{i} + s{i}") for i in range(200)}
    assert substituted_size(parse("s200"), doubling) == 2**201 - 1
