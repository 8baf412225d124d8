"""Reading `given`: every way of drawing, and every way of getting it wrong, told once."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from compiler.deck import prove
from compiler.deck.model import Derived, Drawn
from tests.deck.samples import DOUBLE, changed, only, told


def options(folder: Path, given: str, *names: str) -> list[tuple[object, ...]]:
    shown = " ".join(f"{{{name}}}" for name in names or ("n",))
    _, exercise = only(folder, changed(given=f"[{given}]", ask=f"'{shown}'", work="{double: 1 + 1}"))
    (draw,) = (each for each in exercise.given if isinstance(each, Drawn))
    return [option for option, weight in zip(draw.options, draw.weights, strict=True) for _ in range(weight)]


def test_a_pick_keeps_its_order_and_weights(tmp_path: Path) -> None:
    assert options(tmp_path / "a", "{name: n, pick: [2, 1, 2.0, 0.10]}") == [(2,), (2,), (1,), (Fraction(1, 10),)]
    assert options(tmp_path / "b", '{name: n, pick: [a, "8", no]}') == [("a",), ("8",), ("no",)]
    rows = "{rows: [n, m], pick: [[1, a], [2, b]]}"
    assert options(tmp_path / "c", rows, "n", "m") == [(1, "a"), (2, "b")]


def test_a_range_has_both_ends_and_its_gaps(tmp_path: Path) -> None:
    found = options(tmp_path / "a", "{name: n, from: 0.05, to: 0.3, step: 0.05, without: [0.1, [0.2, 0.25]]}")
    assert found == [(Fraction(1, 20),), (Fraction(3, 20),), (Fraction(3, 10),)]
    assert options(tmp_path / "b", "{name: n, from: 1, to: 2, step: 0.7}") == [(1,), (Fraction(17, 10),)]


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ("{name: n, pick: [1, a]}", "D304", "a"),
        ("{name: n, pick: [1, '2']}", "D304", "'2'"),
        ("{name: n, pick: [true, 1]}", "D304", "true"),
        ("{name: n, pick: []}", "D309", "[]"),
        ("{name: n, pick: 3}", "D203", "3"),
        ("{name: n, pick: [1, ~]}", "D203", "~"),
        ("{name: n, pick: [1, [2]]}", "D203", "[2]"),
        ("{name: n}", "D309", "{"),
        ("{name: n, pick: [1], is: 2}", "D309", "{"),
        ("{name: n, pick: [1, 2], step: 3}", "D309", "3"),
        ("{name: n, from: 1, to: 9}", "D309", "{"),
        ("{name: n, from: 1, to: 9, step: 0}", "D309", "0"),
        ("{name: n, from: 9, to: 1, step: 1}", "D309", "1"),
        ("{name: n, from: a, to: 9, step: 1}", "D203", "a"),
        ("{name: n, from: 1, to: 3, step: 1, without: [[1, 3]]}", "D309", "{"),
        ("{name: n, from: 1, to: 3, step: 1, without: [[3, 1]]}", "D309", "[3, 1]"),
        ("{name: n, from: 1, to: 3, step: 1, without: [[1]]}", "D309", "[1]"),
        ("{name: n, from: 1, to: 3, step: 1, without: 1}", "D203", "1"),
        ("{name: n, from: 1, to: 3, step: 1, times: 1}", "D204", "1"),
        ("{name: n, from: 1, to: 3, step: 1, times: 65}", "D204", "65"),
        ("{name: n, pick: [a, b], times: 2}", "D309", "2"),
        ("{name: n, divisors: m}", "D309", "m"),
        ("{rows: [n, m], pick: [[1, 2], [3]]}", "D309", "[3]"),
        ("{rows: [n, m], pick: [[1, 2], [3, 4, 5]]}", "D309", "[3, 4, 5]"),
        ("{rows: [n, m], pick: [[1, 2], 3]}", "D203", "3"),
        ("{rows: [n, m], pick: [[1, a], [b, 2]]}", "D304", "[b, 2]"),
        ("{rows: [n, m], pick: [[1, 2]], times: 2}", "D309", "2"),
        ("{rows: [n, m], from: 1, to: 2, step: 1}", "D309", "{"),
        ("{rows: [n, m], pick: [[1, 2]], means: {n: x, q: y}}", "D201", "q"),
        ("{rows: [n, n], pick: [[1, 2]]}", "D205", "n"),
        ("{name: n, rows: [n, m], pick: [1]}", "D309", "{"),
        ("{name: 2n, pick: [1, 2]}", "D305", "2n"),
        ("{name: ln, pick: [1, 2]}", "D305", "ln"),
        ("{name: π, pick: [1, 2]}", "D305", "π"),
        ("{name: ϕ, pick: [1, 2]}", "D305", "ϕ"),
        ("{name: " + "n" * 41 + ", pick: [1, 2]}", "D305", "n" * 41),
        ("{nam: n, pick: [1, 2]}", "D201", "nam"),
        ("{name: n, pik: [1, 2]}", "D201", "pik"),
        ("{name: n, is: 2 * }", "D301", " "),
        ("{name: n, is: later + 1}", "D302", "later"),
        ("n", "D203", "n"),
    ],
)
def test_a_given_that_cannot_be_drawn_is_told_once(tmp_path: Path, given: str, code: str, where: str) -> None:
    """Whatever uses the name is not reported again: one slip, one finding."""
    assert told(tmp_path / "deck", changed(given=f"[{given}]")) == [(code, where)]


def test_divisors_are_those_of_whole_numbers(tmp_path: Path) -> None:
    text = changed(ask="'{n} {d}'", work="{double: 2 * d}")
    given = "[{{name: n, pick: {0}}}, {{name: d, divisors: n, without: [{1}]}}]"
    folder = tmp_path / "deck"
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[12, 6]", "1"))) == []
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[12, 7.5]", ""))) == [
        ("D309", "n")
    ]
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[0, 6]", ""))) == [("D309", "n")]
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[12, 7]", "1, 7"))) == [
        ("D309", "{")
    ]


@pytest.mark.parametrize(
    "given",
    [
        "[{name: n, from: 1, to: 10001, step: 1}]",
        "[{name: n, from: 1, to: 6000, step: 1}, {name: m, from: 1, to: 6000, step: 1}]",
        "[{name: n, from: 0, to: 1e9, step: 1e-9}]",
        "[{name: n, pick: [" + "1, " * 10_000 + "2]}]",
        "[" + ", ".join(f"{{name: n{i}, pick: [1]}}" for i in range(65)) + "]",
        "[{rows: [" + ", ".join(f"n{i}" for i in range(65)) + "], pick: [[" + ", ".join("1" * 65) + "]]}]",
        "[{name: n, pick: [1], times: 64}, {name: m, pick: [1], times: 64}, {name: k, pick: [1]}]",
        "[{name: n, from: 1, to: 9, step: 1, without: [" + "5, " * 64 + "5]}]",
        "[{name: m, from: 1, to: 9999, step: 2}, {name: n, divisors: m}]",
    ],
)
def test_draws_have_bounds(tmp_path: Path, given: str) -> None:
    found = told(tmp_path / "deck", changed(given=given, ask="Nothing", work="{double: 1 + 1}"))
    assert [code for code, _ in found] == ["D105"]


def test_many_draws_of_one_value_can_be_enumerated(tmp_path: Path) -> None:
    """More elements than an array has dimensions."""
    given = "[{name: n, pick: [1, 2, 3, 4, 5]}, {name: a, pick: [1], times: 60}, {name: b, pick: [2], times: 60}]"
    text = changed(given=given, ask="'{n} {a} {b}'", work='{double: "2 * n * a[0] * b[1]"}')
    proof = prove(*only(tmp_path / "deck", text))
    assert (proof.draws, proof.variants, proof.diagnostics) == (5, 5, ())


def test_an_exercise_is_read_whole(tmp_path: Path) -> None:
    rows = "{rows: [a, b], pick: [[1, 2]], means: {b: both}}"
    given = f"[{{name: n, pick: [1, 2, 3, 5, 7], means: how many}}, {{name: m, is: n + 1}}, {rows}]"
    _, exercise = only(tmp_path / "deck", changed(given=given, ask="'{n} {m} {a} {b}'"))
    assert [type(each) for each in exercise.given] == [Drawn, Derived, Drawn]
    assert exercise.means == {"n": "how many", "b": "both"}
