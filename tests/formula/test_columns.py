"""Many draws at once are the same draws one by one: the same bits, and the same failures."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.formula import NUMBER, Columns, DrawnColumn, EvaluationError, Exact, Node, parse, walk
from tests.formula.strategies import draws, formulas
from tests.formula.test_parser import EXERCISES

Drawn = DrawnColumn | tuple[DrawnColumn, ...]


def bits(value: object) -> object:
    """What must agree: the bits of floats, other values themselves."""
    if isinstance(value, tuple):
        return tuple(map(bits, value))
    if isinstance(value, float | np.floating):
        return struct.pack("<d", float(value))
    return bool(value) if isinstance(value, bool | np.bool_) else value


def scalar(columns: Columns, node: Node, row: int) -> object:
    """The scalar's value in a row, as bits; None where it has none."""
    try:
        return bits(columns.row(row).evaluate(node))
    except EvaluationError:
        return None


def assert_rows_agree(columns: Columns, node: Node) -> None:
    result = columns.evaluate(node)
    assert result.failed.shape == (columns.rows,)
    for row in range(columns.rows):
        values = result.values
        found = tuple(array[row] for array in values) if isinstance(values, tuple) else values[row]
        assert (None if result.failed[row] else bits(found)) == scalar(columns, node, row), f"row {row}: {found!r}"


def column(values: list[Exact]) -> Drawn:
    """A column that holds the values in their order."""
    if isinstance(values[0], tuple):
        return tuple(flat([row[at] for row in values if isinstance(row, tuple)]) for at in range(len(values[0])))
    return flat([value for value in values if not isinstance(value, tuple)])


def flat(values: Sequence[Fraction | bool | str]) -> DrawnColumn:
    options: list[Fraction | bool | str] = list(dict.fromkeys(values))
    return DrawnColumn(options, np.array([options.index(value) for value in values]))


def drawn(*rows: dict[str, Exact]) -> dict[str, Drawn]:
    return {name: column([row[name] for row in rows]) for name in rows[0]}


many = st.lists(draws(), min_size=1, max_size=5)


@given(formulas(), many)
def test_every_row_has_the_bits_and_the_failures_of_the_scalar(node: Node, rows: list[dict[str, Exact]]) -> None:
    assert_rows_agree(Columns(drawn(*rows), {}, len(rows)), node)


@given(formulas(NUMBER, depth=2), formulas(NUMBER, depth=2), formulas(depth=2), many)
def test_definitions_agree_too_and_so_do_changed_ones(
    first: Node, second: Node, node: Node, rows: list[dict[str, Exact]]
) -> None:
    # The formulas use `a` and `K`, which are definitions here: `K` follows from `a`, `a` from what is given.
    given = drawn(*rows)
    given["b"], given["c"] = given.pop("a"), given.pop("K")
    plain = {"a": parse("b * 3 / 7"), "K": parse("c + a if a > 0 else 1 / a")}
    columns = Columns(given, plain, len(rows))
    assert_rows_agree(columns, node)
    changed = columns.with_definitions({"K": parse("floor(a) - c")})
    assert_rows_agree(changed, node)
    assert_rows_agree(changed, FOLLOWING)
    assert_rows_agree(columns, node)


FOLLOWING = parse("K + a")


def exercise_columns(rows: int) -> Columns:
    chance = random.Random(5)

    def pick(*options: str) -> DrawnColumn:
        fractions = [Fraction(option) for option in options]
        return DrawnColumn(fractions, np.array([chance.randrange(len(options)) for _ in range(rows)]))

    def steps(low: int, high: int, by: str) -> DrawnColumn:
        return pick(*(str(n * Fraction(by)) for n in range(low, high)))

    whole = pick("4", "8", "12", "16", "64")
    given: dict[str, Drawn] = dict.fromkeys("L G d N n s Fl cap used bw cb acc T T0 H P X b".split(), whole)
    given |= {"D": pick("3", "5", "7"), "K": pick("3", "4", "8", "64"), "W": pick("0.1", "0.25", "1.6")}
    given |= {"a": pick("0.3", "0.5", "0.75"), "g": steps(-40, 40, "1/10"), "w": steps(-40, 40, "1/20")}
    given |= {"c": pick("0.5", "0.75", "1"), "j": pick("0", "1", "2"), "lo": steps(-80, -3, "1/10")}
    given |= {"hi": steps(4, 120, "1/10"), "x": steps(-160, 281, "1/20")}
    given |= {name: tuple(steps(1, 12, "1/4") for _ in range(3)) for name in ("al", "p", "l")}
    return Columns(given, {"S": parse("(hi - lo) / (2^b - 1)"), "Z": parse("round(-lo / S)")}, rows)


@pytest.mark.parametrize("text", EXERCISES.strip().splitlines())
def test_the_exercises_agree(text: str) -> None:
    assert_rows_agree(exercise_columns(300), parse(text))


def test_rows_that_fail_are_told_apart() -> None:
    columns = Columns({"x": flat([Fraction(n) for n in (0, 1, -1, 400)])}, {"y": parse("1 / x")}, 4)
    assert columns.value("y").failed.tolist() == [True, False, False, False]
    assert columns.evaluate(parse("y if x != 0 else 7")).failed.tolist() == [False] * 4
    assert columns.evaluate(parse("x != 0 and y > 0")).failed.tolist() == [False] * 4
    assert columns.evaluate(parse("x == 0 or sqrt(x) > 1")).failed.tolist() == [False, False, True, False]
    assert columns.evaluate(parse("10^x")).failed.tolist() == [False, False, False, True]
    assert columns.evaluate(parse("[1, 2][x]")).failed.tolist() == [False, False, True, True]
    assert columns.evaluate(parse("len([1 / x, 2]) + 1")).failed.tolist() == [True, False, False, False]
    assert columns.evaluate(parse("1 / 0")).failed.tolist() == [True] * 4


def test_results_are_arrays_of_the_rows_whatever_they_are() -> None:
    columns = Columns({"x": flat([Fraction(1), Fraction(2)]), "t": flat(["a", "b"]), "ok": flat([True, False])}, {}, 2)
    assert columns.evaluate(parse("3")).values.tolist() == [3.0, 3.0]  # type: ignore[union-attr]
    assert columns.evaluate(parse("'a'")).values.tolist() == ["a", "a"]  # type: ignore[union-attr]
    assert columns.evaluate(parse("t if ok else 'long text'")).values.tolist() == ["a", "long text"]  # type: ignore[union-attr]
    assert columns.evaluate(parse("ok and x < 3")).values.tolist() == [True, False]  # type: ignore[union-attr]
    values = columns.evaluate(parse("[x, 5] * 2")).values
    assert isinstance(values, tuple)
    assert [each.tolist() for each in values] == [[2.0, 4.0], [10.0, 10.0]]


def test_long_lists_have_elements_too() -> None:
    columns = Columns({"i": flat([Fraction(n) for n in (0, 63, 64, 17)])}, {}, 4)
    assert_rows_agree(columns, parse("[" + ", ".join(f"i+{n}" for n in range(64)) + "][i]"))


def test_no_rows_are_rows_too() -> None:
    empty = exercise_columns(5).take(np.zeros(5, bool))
    for text in [*EXERCISES.strip().splitlines(), "1 + 2", "1 / 0", "exp(1) > 2^3", "[1, 2][0] + x", "len(al) + 1"]:
        assert empty.evaluate(parse(text)).failed.shape == (0,)


def test_taken_rows_are_the_same_draws() -> None:
    columns = exercise_columns(50)
    before = columns.value("Z").values
    mask = np.arange(50) % 7 == 3
    for rows in (mask, np.flatnonzero(mask)):
        taken = columns.take(rows)
        assert taken.rows == 7
        assert bits(tuple(taken.value("Z").values)) == bits(tuple(before[mask]))
        assert_rows_agree(taken, parse("round(x / S) + Z * al[1]"))
        assert taken.row(2).value("x") == columns.row(17).value("x")


def test_what_does_not_follow_from_a_change_is_not_computed_again() -> None:
    columns = Columns(
        {"x": flat([Fraction(1), Fraction(2)])}, {"y": parse("x + 1"), "z": parse("y * 2"), "u": parse("x * 5")}, 2
    )
    columns.value("z"), columns.value("u")
    changed = columns.with_definitions({"y": parse("x")})
    assert set(changed._found) == {"x", "u"}
    assert changed.value("z").values.tolist() == [2.0, 4.0]  # type: ignore[union-attr]
    assert columns.value("z").values.tolist() == [4.0, 6.0]  # type: ignore[union-attr]


def test_changing_a_result_changes_nothing_else() -> None:
    columns = exercise_columns(3)
    columns.value("x").values[:] = 0.0  # type: ignore[index]
    assert_rows_agree(columns, parse("x"))


def test_a_name_that_is_not_defined_is_an_error_of_the_formula() -> None:
    with pytest.raises(EvaluationError, match="`missing` is not defined"):
        exercise_columns(2).evaluate(parse("1 + missing"))


def test_a_chain_of_definitions_is_no_recursion() -> None:
    definitions = {"s0": parse("x")} | {f"s{n}": parse(f"s{n - 1} + 0.1") for n in range(1, 500)}
    columns = Columns({"x": flat([Fraction(0), Fraction(1)])}, definitions, 2)
    assert_rows_agree(columns, parse("floor(s490)"))


def test_edges_shared_by_all_rows_cost_one_scalar_evaluation_for_each_draw_that_differs() -> None:
    columns = Columns({"x": DrawnColumn([Fraction(3, 10), Fraction(6, 10)], np.arange(20_000) % 2)}, {}, 20_000)
    values = columns.evaluate(parse("floor(x / 0.1)")).values
    assert columns.effort.done == 2 * len(list(walk(parse("floor(x / 0.1)"))))
    assert values[:2].tolist() == [3.0, 6.0]  # type: ignore[union-attr]


def test_numpy_is_loaded_for_columns_only() -> None:
    code = (
        "import sys, compiler.formula as f; assert 'numpy' not in sys.modules; f.Columns; assert 'numpy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
