"""The proofs: mistakes told apart, draws kept and counted, and every finding with a draw that shows it."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from compiler.checker import VerdictKind, grade_number
from compiler.deck import Proof, prove, prove_all, table
from compiler.deck.draw import seeded
from compiler.deck.fill import fill
from compiler.deck.missteps import wrong_answers
from tests.deck.samples import loaded, number_key, only, tinyml

NUMBERS = "{name: n, pick: [1, 2, 3, 5, 7]}"
MANY = "{name: n, from: 1, to: 200, step: 1}, {name: m, from: 1, to: 200, step: 1}"


def exercise(
    given: str = NUMBERS,
    work: str = "{double: 2 * n}",
    tolerance: str = "1%",
    mistakes: str = "",
    more: str = "",
    ask: str | None = None,
) -> str:
    names = re.findall(r"name: (\w+)", given)
    ask = " ".join(f"{{{name}}}" for name in names) if ask is None else ask
    last = re.findall(r"(\w+):", work)[-1] if "round" not in work else "double"
    text = f"title: T\ntype: derive\ngiven: [{given}]\nask: '{ask}'\nwork: {work}\n"
    text += f"answer: {{is: {last}, tolerance: {tolerance}}}\n{more}"
    return text + (f"mistakes: [{mistakes}]\n" if mistakes else "")


def proved(folder: Path, *args: str, **keys: str) -> Proof:
    return prove(*only(folder, exercise(*args, **keys)))


def told(proof: Proof) -> list[tuple[str, str]]:
    """Code and underlined text of each finding."""
    return [(d.code, d.span.file.text[d.span.start : d.span.end]) for d in proof.diagnostics]


# Mistakes tell apart


@pytest.mark.parametrize(
    ("tolerance", "wrong", "apart"),
    [
        ("1%", "1.03 * double", True),
        ("1%", "1.0299 * double", False),
        ("1%", "0.97 * double", True),
        ("1%", "0.9701 * double", False),
        ("0.1", "double + 0.3", True),
        ("0.1", "double + 0.2999", False),
        ("0.1", "double - 0.3", True),
        ("0.1", "-double", True),
        ("exact", "double + 0.0001", True),
        ("exact", "n + n", False),
        ("exact", "double * 1.0000000000001", False),
        ("factor 2", "8 * double", True),
        ("factor 2", "7.99 * double", False),
        ("factor 2", "double / 8", True),
        ("factor 2", "-double", True),
        ("factor 2", "double / 7", False),
    ],
)
def test_a_mistake_lies_three_tolerances_away(tmp_path: Path, tolerance: str, wrong: str, apart: bool) -> None:
    mistake = f"{{is: {wrong}, hint: No.}}"
    proof = proved(tmp_path / "deck", tolerance=tolerance, mistakes=mistake)
    assert told(proof) == ([] if apart else [("D405", wrong)])
    assert proof.kept == (1.0 if apart else 0.0)
    if apart and proof.nearest is not None:
        assert proof.nearest >= 3 * (1 - 1e-9)


def test_a_draw_where_a_mistake_is_too_near_is_not_used(tmp_path: Path) -> None:
    proof = proved(tmp_path / "a", mistakes="{is: n^2, hint: No.}", given="{name: n, pick: [1, 2, 3, 4, 5, 7]}")
    assert proof.kept == pytest.approx(5 / 6) and proof.diagnostics == ()
    (rejection,) = proof.rejections
    assert (rejection.kind, rejection.text, rejection.worst) == ("mistake", "n^2", "n = 2")
    assert rejection.share == pytest.approx(1 / 6) and rejection.distance == 0
    assert rejection.to_json() == {
        "cause": "mistake",
        "text": "n^2",
        "line": rejection.line,
        "share": rejection.share,
        "worst": "n = 2",
        "distance": 0.0,
        "advice": rejection.advice,
    }
    guarded = "{is: n^2, hint: No., when: n != 2}"
    proof = proved(tmp_path / "b", mistakes=guarded, given="{name: n, pick: [1, 2, 3, 4, 5, 7]}")
    assert (proof.kept, proof.rejections) == (1, ())


def test_a_mistake_that_no_draw_makes_is_told_at_its_condition(tmp_path: Path) -> None:
    assert told(proved(tmp_path / "deck", mistakes="{is: n, hint: No., when: n > 7}")) == [("D405", "n > 7")]


def test_a_waiver_is_listed_and_must_be_needed(tmp_path: Path) -> None:
    near = proved(tmp_path / "a", mistakes="{is: 1.01 * double, hint: No., waive: The same to the eye.}")
    assert (near.waivers, near.diagnostics, near.kept) == (("The same to the eye.",), (), 1)
    far = proved(tmp_path / "b", mistakes="{is: 1.03 * double, hint: No., waive: Really.}")
    assert told(far) == [("D411", "1.03 * double")]
    sometimes = proved(tmp_path / "c", mistakes="{is: n^2, hint: No., waive: Really.}")
    assert (sometimes.kept, sometimes.diagnostics) == (1, ())


@pytest.mark.parametrize(
    ("accept", "wrong", "kept"),
    [
        ("{is: 10 * n}", "10.1 * n", False),
        ("{is: 10 * n}", "10.3 * n", True),
        ("{is: 10 * n, tolerance: 0.1%}", "10.1 * n", True),
        ("{is: 10 * n, tolerance: exact}", "10 * n", False),
        ("{is: 10000 * n, unit: ms}", "10.1 * n", False),
        ("{is: 10000 * n, unit: ms, tolerance: 0.1}", "10.1 * n", True),
        ("{is: 10000 * n, unit: ms, tolerance: 500}", "10.1 * n", False),
        ("{is: 10.1 * n, unit: kg}", "10.1 * n", True),
    ],
)
def test_what_is_accepted_besides_is_told_apart_as_well(tmp_path: Path, accept: str, wrong: str, kept: bool) -> None:
    text = exercise(mistakes=f"{{is: {wrong}, hint: No.}}", more=f"accept: [{accept}]\n")
    proof = prove(*only(tmp_path / "deck", text.replace("{is: double,", "{is: double, unit: s,")))
    assert told(proof) == ([] if kept else [("D405", wrong)])


def test_every_exercise_of_the_shipped_deck_is_proved() -> None:
    """That verdicts on replies agree with the proofs is tested with the deck."""
    proofs = prove_all(tinyml(), 2_000)
    assert [proof.slug for proof in proofs] == [each.slug for each in tinyml().exercises]
    failing = {
        proof.slug: (proof.diagnostics, proof.waivers, proof.kept, proof.nearest)
        for proof in proofs
        if proof.diagnostics != ()
        or proof.waivers != ()
        or not proof.kept >= 0.25
        or not (proof.nearest is None or proof.nearest >= 3 * (1 - 1e-9))
    }
    assert failing == {}


def test_two_mistakes_of_the_same_number_show_both_hints(tmp_path: Path) -> None:
    deck, target = only(tmp_path / "deck", exercise(mistakes="{is: n, hint: One.}, {is: double / 2, hint: Two.}"))
    assert prove(deck, target).diagnostics == ()
    key = number_key(table(deck, target)[0])
    verdict = grade_number(key, key.value / 2)
    assert (verdict.kind, verdict.hints) == (VerdictKind.MISTAKE, ("One.", "Two."))


# Draws are kept and counted


def test_weights_count_in_every_share(tmp_path: Path) -> None:
    given = "{name: n, pick: [1, 2, 3, 5, 7, 11, 11, 11, 11, 11]}"
    proof = proved(tmp_path / "deck", given, more="require: n < 11\n")
    assert proof.draws == 6 and proof.kept == pytest.approx(0.5)
    (rejection,) = proof.rejections
    assert (rejection.kind, rejection.worst) == ("require", "n = 11") and rejection.share == pytest.approx(0.5)


def test_each_condition_counts_what_the_ones_before_it_let_through(tmp_path: Path) -> None:
    given = "{name: n, from: 1, to: 10, step: 1}"
    proof = proved(
        tmp_path / "deck", given, more="require: [n > 2, n > 4]\n", mistakes="{is: n^2 - 4 * n + 10, hint: N.}"
    )
    assert [(r.text, r.line) for r in proof.rejections] == [("n > 2", 12), ("n > 4", 12)]
    assert [r.share for r in proof.rejections] == pytest.approx([0.2, 0.2])
    assert proof.kept == pytest.approx(0.6)


@pytest.mark.parametrize(("bound", "code"), [(10, None), (5, None), (4, "D407"), (0, "D407")])
def test_a_quarter_of_the_draws_must_be_kept(tmp_path: Path, bound: int, code: str | None) -> None:
    given = "{name: n, from: 1, to: 20, step: 1}"
    proof = proved(tmp_path / "deck", given, more=f"require: n <= {bound}\n")
    assert [c for c, _ in told(proof)] == ([] if code is None else [code])
    if code is not None:
        (found,) = proof.diagnostics
        assert f"{bound / 20:.1%}" in found.message
        assert found.draw == f"n = {bound + 1}"
        assert (proof.variants, proof.answers) == (bound, bound)
        assert "line 12" in (found.help or "")


@pytest.mark.parametrize(
    ("given", "work", "ask"),
    [
        ("{name: n, pick: [1, 2, 3, 5]}", "{double: 2 * n}", "{n}"),
        (NUMBERS, "{double: 2 * min([n, 3])}", "{n}"),
        ("{name: n, pick: [1.0001, 2, 3, 4, 1]}", "{double: 2 * n}", "{n:.2f}"),
    ],
)
def test_fewer_than_five_variants_are_too_few(tmp_path: Path, given: str, work: str, ask: str) -> None:
    proof = proved(tmp_path / "deck", given, work.replace("min([n, 3])", "(n if n < 3 else 3)"), ask=ask)
    assert [c for c, _ in told(proof)] == ["D406"]


def test_all_draws_are_looked_at_where_that_is_possible_else_a_sample(tmp_path: Path) -> None:
    few = proved(
        tmp_path / "a", "{name: n, from: 1, to: 200, step: 1}, {name: m, from: 1, to: 100, step: 1}", "{p: n * m}"
    )
    many = proved(tmp_path / "b", MANY, "{p: n * m}")
    assert (few.draws, few.exhaustive) == (20_000, True)
    assert (many.draws, many.exhaustive) == (20_000, False)
    deck, some = only(tmp_path / "c", exercise(MANY, "{p: n * m}"))
    assert [proof.draws for proof in (prove(deck, some, draws=500), *prove_all(deck, draws=500))] == [500, 500]


def test_a_proof_counts_prompts_and_answers_that_differ(tmp_path: Path) -> None:
    proof = proved(tmp_path / "deck", "{name: n, pick: [-3, -2, -1, 0, 1, 2, 3]}", "{double: n^2 + 1}")
    assert (proof.number, proof.draws, proof.variants, proof.answers) == ("1.1", 7, 7, 4)


def test_a_draw_without_a_value_hides_no_answer_of_zero_in_another(tmp_path: Path) -> None:
    proof = proved(tmp_path / "deck", work="{a: 1 / (n - 3), double: n - 2}", more="insight: '{a}'\n")
    assert told(proof) == [("D401", "1 / (n - 3)"), ("D402", "double")]
    same = proved(tmp_path / "same", work="{a: 1 / (n - 2), double: n - 2}", more="insight: '{a}'\n")
    assert told(same) == [("D401", "1 / (n - 2)")]


def test_a_part_whose_tolerance_is_no_share_hides_no_other_part_that_is_zero(tmp_path: Path) -> None:
    text = (
        f"title: T\ntype: vector\ngiven: [{NUMBERS}]\nask: '{{n}}'\nwork: {{p: n + 1, q: n - 2}}\n"
        "answer: {parts: {a: {is: p, tolerance: exact}, b: {is: q, tolerance: 1%}}}\n"
    )
    assert told(prove(*only(tmp_path / "deck", text))) == [("D402", "q")]


def test_a_sample_agrees_with_the_whole(tmp_path: Path) -> None:
    """The same conditions on halves of 40,000 draws: a sample finds the share that counting gives."""
    share = sum(n + m < 250 and abs(n * m / (n + m) - 1) >= 0.03 for n in range(1, 201) for m in range(1, 201)) / 40_000
    mistake = "{is: n + m, hint: No.}"
    proof = proved(tmp_path / "deck", MANY, "{p: n * m}", mistakes=mistake, more="require: n + m < 250\n")
    assert not proof.exhaustive
    assert proof.kept == pytest.approx(share, abs=0.01)


def test_the_worst_draw_of_a_sample_comes_again_by_its_seed(tmp_path: Path) -> None:
    deck, target = only(
        tmp_path / "deck",
        exercise(MANY, "{p: n * m}", mistakes="{is: n * m + n - m, hint: No.}", more="require: n + m < 250\n"),
    )
    for rejection in prove(deck, target).rejections:
        match = re.fullmatch(r"n = (\d+), m = (\d+) \(seed (\d+)\)", rejection.worst)
        assert match is not None
        n, m, seed = map(int, match.groups())
        sample = seeded(target, deck.id, np.array([seed], dtype=np.int64))
        assert (sample.columns.row(0).value("n"), sample.columns.row(0).value("m")) == (n, m)
        assert not sample.judgement.kept[0]
        if rejection.kind == "mistake":
            assert rejection.distance == pytest.approx(abs(n - m) / (n * m) / 0.01)
        else:
            assert n + m >= 250


def test_a_proof_is_the_same_at_every_run(tmp_path: Path) -> None:
    text = exercise(MANY, "{p: n * m}", mistakes="{is: n + m, hint: No.}")
    one, two = (prove(*only(tmp_path / name, text)) for name in "ab")
    assert (one.kept, one.nearest, one.rejections) == (two.kept, two.nearest, two.rejections)


def test_a_mistake_at_a_step_is_followed_to_the_answer(tmp_path: Path) -> None:
    work = "{a: n + 1, b: a * 3, c: b - 3}"
    proof = proved(tmp_path / "deck", NUMBERS, work, mistakes="{at: a, is: n, hint: No.}")
    assert proof.nearest == pytest.approx(3 / 21 / 0.01)


# All findings of a run


def test_findings_of_several_exercises_stand_in_their_order(tmp_path: Path) -> None:
    seen: list[str] = []
    deck = loaded(tmp_path / "deck", exercise(), exercise("{name: n, pick: [1, 2]}"), exercise(ask="None"))
    proofs = prove_all(deck, progress=seen.append)
    assert [[d.code for d in proof.diagnostics] for proof in proofs] == [[], ["D406"], ["D404"]]
    assert seen == ["e1", "e2", "e3"]


def test_the_answer_key_of_a_kept_draw_is_that_of_the_proof(tmp_path: Path) -> None:
    """What the proofs look at in columns is what a variant holds, draw by draw."""
    mistake = "{at: a, is: n * 1.5, hint: No., when: n > 2}"
    deck, target = only(tmp_path / "deck", exercise(NUMBERS, "{a: n / 3, double: a * 7}", mistakes=mistake))
    sample = seeded(target, deck.id, np.arange(200, dtype=np.int64))
    (column,) = sample.judgement.mistakes
    (wrong,) = wrong_answers(target, column.mistake, sample.columns).values()
    for row, variant in enumerate(fill(deck, target, sample.columns, np.arange(200))):
        key = number_key(variant)
        assert key.value == sample.judgement.answers[0][row]
        assert [m.value for m in key.mistakes] == ([wrong.values[row]] if column.active[row] else [])
        assert Fraction(key.value) > 0
