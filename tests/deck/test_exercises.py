"""Reading an exercise: names, steps, answer, mistakes; one slip is one finding, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deck.samples import changed, diagnostics, only, told


@pytest.mark.parametrize(
    ("keys", "code", "where"),
    [
        ({"work": "{double: 2 * m}"}, "D302", "m"),
        ({"work": "{2n: 2 * n}", "answer": "{is: 2 * n, tolerance: 1%}"}, "D305", "2n"),
        ({"work": '{"a b": 2 * n}', "answer": "{is: 2 * n, tolerance: 1%}"}, "D305", '"a b"'),
        ({"work": "{pi: 2 * n}", "answer": "{is: 2 * n, tolerance: 1%}"}, "D305", "pi"),
        ({"work": "{n: 2 * n}", "answer": "{is: n, tolerance: 1%}"}, "D205", "n"),
        ({"work": "{double: 2 * quad, quad: 4 * n}"}, "D302", "quad"),
        ({"work": "{double: 2 * double}"}, "D302", "double"),
        ({"ask": "'{n} {double}'"}, "D302", "double"),
        ({"require": "double > 2"}, "D302", "double"),
        ({"work": "{double: 2 * n, spare: n}"}, "D303", "spare"),
        ({"work": "[2 * n]"}, "D203", "[2 * n]"),
        ({"work": "{double: {round: 3 sig}}"}, "D202", "{"),
        ({"work": "{double: {is: 2 * n, round: 3}}"}, "D308", "3"),
        ({"require": "n + 1"}, "D304", "n + 1"),
        ({"require": "[n > 0, n]"}, "D304", "n"),
        ({"balance": "{when: n}"}, "D304", "n"),
        ({"balance": "{when: n > 2, share: 1}"}, "D204", "1"),
        ({"answer": "{is: n > 2, tolerance: 1%}"}, "D304", "n > 2"),
        ({"answer": "{is: double, unit: KB, units: [MB], tolerance: 1%}"}, "D307", "KB"),
        ({"answer": "{is: double, unit: MB, label: x, tolerance: 1%}"}, "D307", "x"),
        ({"answer": "{is: double, units: [MB], tolerance: 1%}"}, "D307", "MB"),
        ({"answer": "{is: double, tolerance: 100%}"}, "D308", "100%"),
        ({"accept": "[{is: n > 1}]"}, "D304", "n > 1"),
        ({"accept": "{is: n}"}, "D203", "{is: n}"),
        ({"mistakes": "[{is: n, hint: No., at: trible}]"}, "D302", "trible"),
        ({"mistakes": "[{is: double, hint: No., at: double}]"}, "D302", "double"),
        ({"mistakes": "[{is: n > 1, hint: No., at: double}]"}, "D304", "n > 1"),
        ({"mistakes": "[{is: n, hint: '{m}'}]"}, "D302", "m"),
        ({"mistakes": "[{is: n, when: n, hint: No.}]"}, "D304", "n"),
        ({"mistakes": "[{is: n}]"}, "D202", "{"),
        ({"published": "{given: {m: 1}, answer: 2}"}, "D302", "m"),
        ({"published": "{given: {double: 1}, answer: 2}"}, "D302", "double"),
        ({"published": "{given: {n: many}, answer: 2}"}, "D203", "many"),
        ({"published": "{given: {n: [1, 2]}, answer: 2}"}, "D203", "[1, 2]"),
        ({"published": "{given: {n: 1}, answer: two}"}, "D203", "two"),
        ({"hints": "Think."}, "D203", "Think."),
        ({"hints": '["Think of {m}."]'}, "D302", "m"),
        ({"magnitude": "maybe"}, "D203", "maybe"),
        ({"type": "decide", "answer": "{is: double, tolerance: exact}"}, "D202", "{"),
        ({"type": "numeric"}, "D204", "numeric"),
    ],
)
def test_an_exercise_that_says_nothing_sound_is_told_once(
    tmp_path: Path, keys: dict[str, str], code: str, where: str
) -> None:
    assert told(tmp_path / "deck", changed(**keys)) == [(code, where)]


def test_a_broken_step_is_not_told_again_where_it_is_used(tmp_path: Path) -> None:
    text = changed(
        work="{double: 2 n, four: 2 * double}",
        answer="{is: four, tolerance: 1%}",
        mistakes="[{at: double, is: n, hint: '{double}'}, {is: double, hint: '{four}'}]",
        insight="'{double}'",
        published="{given: {n: 1}, is: double, note: So., answer: 2}",
    )
    assert [code for code, _ in told(tmp_path / "deck", text)] == ["D301"]


def test_a_wrong_step_sees_givens_and_earlier_steps_only(tmp_path: Path) -> None:
    work = "{a: 2 * n, b: a + 1, c: a + b}"
    answer = "{is: c, tolerance: 1%}"
    for wrong, found in (("a + n", []), ("b", [("D302", "b")]), ("c", [("D302", "c")])):
        text = changed(work=work, answer=answer, mistakes=f"[{{at: b, is: {wrong}, hint: No.}}]")
        assert told(tmp_path / "deck", text) == found
    text = changed(work=work, answer=answer, mistakes="[{is: a + b, hint: '{c}', when: c > 1}]")
    assert told(tmp_path / "deck", text) == []


@pytest.mark.parametrize(
    ("keys", "count"),
    [
        ({"work": "{" + ", ".join(f"s{i}: n + {i}" for i in range(33)) + "}", "answer": "{is: s32, tolerance: 1%}"}, 1),
        ({"mistakes": "[" + ", ".join("{is: n, hint: No.}" for _ in range(17)) + "]"}, 1),
        ({"work": "{double: 2 * " + "(" * 33 + "n" + ")" * 33 + "}"}, 0),
        ({"insight": "x" * 10_001}, 1),
    ],
)
def test_exercises_have_bounds(tmp_path: Path, keys: dict[str, str], count: int) -> None:
    found = told(tmp_path / "deck", changed(**keys))
    assert len(found) == 1
    assert [code for code, _ in found].count("D105") == count


def test_all_errors_of_a_deck_are_told_in_the_order_of_their_places(tmp_path: Path) -> None:
    found = diagnostics(tmp_path / "deck", changed(ask="'{m}'", work="{double: 2 n}"), changed(type="none", title=""))
    assert [d.code for d in found] == ["D302", "D301", "D203", "D204"]
    assert [d.span.start for d in found] == sorted(d.span.start for d in found)


def test_a_long_text_of_a_stranger_is_cut_in_the_message(tmp_path: Path) -> None:
    (found,) = diagnostics(tmp_path / "deck", changed(type="x" * 9_000))
    assert len(found.message) < 1000


def test_an_alternative_has_the_tolerance_of_the_answer_in_its_own_unit(tmp_path: Path) -> None:
    def tolerances(name: str, answer: str, accept: str) -> list[str]:
        text = changed(answer=f"{{is: double, {answer}}}", accept=f"[{{is: n, {accept}}}]")
        _, exercise = only(tmp_path / name, text)
        return [f"{each.tolerance} {each.unit}" for each in exercise.accept]

    assert tolerances("a", "unit: s, tolerance: 0.5", "unit: ms") == ["500 ms"]
    assert tolerances("b", "unit: s, tolerance: 1%", "unit: ms") == ["1% ms"]
    assert tolerances("c", "unit: s, tolerance: 0.5", "unit: ms, tolerance: 2") == ["2 ms"]
    assert tolerances("d", "unit: s, tolerance: 0.5", "note: So.") == ["0.5 s"]
    text = changed(answer="{is: double, unit: s, tolerance: 0.5}", accept="[{is: n, unit: kg}]")
    assert told(tmp_path / "e", text) == [("D308", "kg")]
