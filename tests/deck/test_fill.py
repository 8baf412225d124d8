"""From a draw to a variant: graded right where it is right, with texts, derivation and key that fit each other."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from compiler.checker import Variant, VerdictKind, convert, grade_number
from compiler.deck import MAX_ENUMERATED, MAX_SEED, Exercise, Filled, NoVariant, filled, table
from compiler.deck.draw import every
from compiler.deck.filled import markdown
from compiler.deck.picks import size
from compiler.deck.rows import texts
from compiler.formula import Columns, DrawnColumn, EvaluationError, Inexact, Name, Scope, Value, names_used, step_text
from tests.deck.samples import DOUBLE, drawn, in_words, number_key, only, scopes, tinyml

DECK = tinyml()
EXERCISES = pytest.mark.parametrize("exercise", [e for e in DECK.exercises if e.of is None], ids=lambda e: e.slug)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@cache
def variants(slug: str) -> list[tuple[Filled, Scope]]:
    """Fifty draws of an exercise, filled in."""
    exercise = next(each for each in DECK.exercises if each.slug == slug)
    columns, found = drawn(DECK, exercise, 50)
    return [(each, columns.row(row)) for row, each in enumerate(found)]


@cache
def rows(slug: str) -> tuple[Filled, ...]:
    """The whole table of an exercise: that it stays the same is a test of its own."""
    return tuple(table(DECK, next(each for each in DECK.exercises if each.slug == slug)))


def says(text: str) -> Fraction:
    """The number that a text of a derivation says, read here anew."""
    digits, _, power = text.replace("\u202f", "").replace("−", "-").partition("×10")
    return Fraction(digits) * Fraction(10) ** int(power.translate(SUPERSCRIPTS) or 0)


def is_said(text: str, name: str, scope: Scope) -> bool:
    """Whether the text says all of a name's value, or of each value of a list, but for what float64 leaves behind."""
    try:
        exact = scope.exact(Name(name))
    except Inexact:
        value = scope.value(name)
        exact = tuple(map(Fraction, value)) if isinstance(value, tuple) else Fraction(float(str(value)))
    items = exact if isinstance(exact, tuple) else (exact,)
    parts = text.removeprefix("[").removesuffix("]").split(", ")
    return all(
        isinstance(item, Fraction) and abs(says(part) - item) <= abs(item) / 10**12
        for part, item in zip(parts, items, strict=True)
    )


def printed(value: Value) -> Value:
    """The value as it is printed: 17.549999999999997 is meant as 17.55."""
    if isinstance(value, tuple):
        return tuple(float(f"{each:.15g}") for each in value)
    return float(f"{value:.15g}")


@EXERCISES
def test_every_draw_is_graded_as_its_author_means_it(exercise: Exercise) -> None:
    for found, _ in variants(exercise.slug):
        key = number_key(found)
        assert grade_number(key, key.value).kind is VerdictKind.RIGHT
        for rounding in key.roundings:
            assert grade_number(key, rounding.apply(key.value)).kind is VerdictKind.RIGHT
        for unit in key.accepted_units:
            assert key.unit is not None
            assert grade_number(key, convert(key.value, key.unit, unit), unit).kind is VerdictKind.RIGHT
        for mistake in key.mistakes:
            verdict = grade_number(key, mistake.value)
            assert (verdict.kind, mistake.hint in verdict.hints) == (VerdictKind.MISTAKE, True)


@EXERCISES
def test_every_active_mistake_is_in_the_key_and_no_other(exercise: Exercise) -> None:
    for found, scope in variants(exercise.slug):
        active = [m for m in exercise.mistakes if m.when is None or scope.evaluate(m.when.node) is True]
        assert [m.hint for m in number_key(found).mistakes] == [markdown(in_words(m.hint, scope)) for m in active]


@EXERCISES
def test_a_variant_comes_back_from_its_json(exercise: Exercise) -> None:
    for found in rows(exercise.slug):
        stored = json.dumps(found.variant.to_json(), allow_nan=False)
        assert Variant.from_json(json.loads(stored)) == found.variant


@EXERCISES
def test_texts_are_filled_and_show_no_noise_of_floats(exercise: Exercise) -> None:
    for found, _ in variants(exercise.slug):
        hints = [mistake.hint for mistake in number_key(found).mistakes]
        texts = [found.variant.prompt, *found.variant.hints, found.variant.insight or "", *found.variant.work, *hints]
        for text in texts:
            assert not re.search(r"[{}]|\.\d{10}|\d{16}|nan|inf\b|None|True|False", text), text
        slots = [found.prompt, *found.hints, found.insight or ("",)]
        assert all(len(slotted) % 2 == 1 for slotted in slots)


@EXERCISES
def test_a_derivation_says_what_its_steps_are_worth(exercise: Exercise) -> None:
    for found, scope in variants(exercise.slug):
        for step, work in zip(found.steps, exercise.work, strict=True):
            value = scope.value(work.name)
            assert step.value == step_text(printed(value), work.round)
            assert step.line().endswith(step.value)
            assert len(step.numbers) % 2 == 1


@EXERCISES
def test_a_derivation_says_about_exactly_where_something_shown_is_rounded(exercise: Exercise) -> None:
    roundings = {step.name: step.round for step in exercise.work}
    for found, scope in variants(exercise.slug):
        for step, work in zip(found.steps, exercise.work, strict=True):
            parts = {name: scope.value(name) for name in names_used(work.formula.node)}
            numbers = {
                n: step_text(printed(v), roundings.get(n)) for n, v in parts.items() if isinstance(v, float | tuple)
            }
            exact = all(is_said(text, name, scope) for name, text in numbers.items())
            right = is_said(step.value, work.name, scope)
            assert step.signs == ("=" if exact else "≈", "=" if exact and right else "≈"), step.line()


@EXERCISES
def test_a_table_has_distinct_prompts_and_stays_the_same(exercise: Exercise) -> None:
    first, second = rows(exercise.slug), table(DECK, exercise)
    assert [f.variant for f in first] == [f.variant for f in second]
    prompts = {f.variant.prompt for f in first}
    if size(exercise) <= MAX_ENUMERATED:
        judgement = every(exercise).judgement
        there = len(set(texts(exercise.ask, judgement.columns.take(judgement.kept[judgement.required]))))
    else:
        there = 64
    assert len(prompts) == len(first) == min(64, there)
    seeds = [f.variant.seed for f in first]
    assert seeds == sorted(seeds)
    assert [f.variant for f in table(DECK, exercise, 7)] == [f.variant for f in first[:7]]


@EXERCISES
def test_a_row_of_the_table_is_what_its_seed_draws(exercise: Exercise) -> None:
    for row in rows(exercise.slug)[::9]:
        assert filled(DECK, exercise, row.variant.seed) == row


def test_a_seed_means_the_same_variant_however_large(tmp_path: Path) -> None:
    deck, exercise = only(tmp_path / "deck", DOUBLE)
    for seed in (0, 1, 2**31, 2**52 + 1, MAX_SEED):
        assert filled(deck, exercise, seed) == filled(deck, exercise, seed)
        assert filled(deck, exercise, seed).variant.seed == seed


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1, 2**64])
def test_other_seeds_have_no_variant(tmp_path: Path, seed: int) -> None:
    with pytest.raises(NoVariant, match="from 0 to"):
        filled(*only(tmp_path / "deck", DOUBLE), seed)


def test_conditions_that_nothing_meets_leave_no_variant(tmp_path: Path) -> None:
    deck, exercise = only(tmp_path / "deck", DOUBLE + "require: n > 100\n")
    with pytest.raises(NoVariant, match="no sound draw for seed 3"):
        filled(deck, exercise, 3)
    with pytest.raises(NoVariant, match="no sound draw"):
        table(deck, exercise)


def test_a_table_has_as_many_variants_as_there_are_prompts(tmp_path: Path) -> None:
    """More draws than prompts: the parity of m is all that is seen of it."""
    text = DOUBLE.replace("given: [", "given: [{name: m, from: 1, to: 40, step: 1}, ")
    text = text.replace("{n}?", "{n}, {mod(m, 2) == 1:odd|even}?").replace("2 * n", '"2 * n + mod(m, 2)"')
    found = table(*only(tmp_path / "deck", text))
    assert len(found) == len({f.variant.prompt for f in found}) == 10


def test_draws_without_a_sound_one_are_skipped_not_counted(tmp_path: Path) -> None:
    deck, exercise = only(
        tmp_path / "deck", DOUBLE.replace("[1, 2, 3, 5, 7]", "[1, 2, 3, 4, 5, 6, 7]") + "require: n > 2\n"
    )
    assert {number_key(f).value for f in table(deck, exercise)} == {6.0, 8.0, 10.0, 12.0, 14.0}
    assert list(dict(scopes(exercise, deck.id, np.arange(50)))) == list(range(50))


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("{is: n / 3, unit: '%', tolerance: 1%, round: 1 decimal}", "333.3%"),
        ("{is: n / 3, unit: MB, tolerance: 1%, round: 3 sig}", "333\u00a0MB"),
        ("{is: 10 * n, unit: MB, tolerance: 1%, round: [2 sig, 3 sig]}", "10\u202f000\u00a0MB"),
        ("{is: n / 3, tolerance: 1%}", "333.333333333"),
        ("{is: n / 3, unit: ×, tolerance: 1%, round: integer}", "333\u00a0×"),
        ("{is: -n, label: code, tolerance: exact}", "−1\u202f000"),
        ("{is: n - 1000, label: code, tolerance: exact}", "0"),
        ("{is: 0 * -n, label: code, tolerance: exact}", "0"),
    ],
)
def test_the_answer_is_written_as_a_reply_would_be(tmp_path: Path, answer: str, shown: str) -> None:
    text = DOUBLE.replace("[1, 2, 3, 5, 7]", "[1000]").replace("{double: 2 * n}", "{}")
    text = text.replace("{is: double, tolerance: exact}", answer)
    found = filled(*only(tmp_path / "deck", text), 0)
    assert found.answer == shown


def test_the_line_of_a_step_says_nothing_twice(tmp_path: Path) -> None:
    work = "{a: n, b: 2 * a, c: 6, d: a + b + c, e: {is: d / 7, round: 3 sig, note: 'so {n}'}, double: e * 7}"
    text = DOUBLE.replace("[1, 2, 3, 5, 7]", "[1000]").replace("{double: 2 * n}", work)
    found = filled(*only(tmp_path / "deck", text), 0)
    assert found.variant.work == (
        "a = n = 1\u202f000",
        "b = 2 × a = 2 × 1\u202f000 = 2\u202f000",
        "c = 6",
        "d = a + b + c = 1\u202f000 + 2\u202f000 + 6 = 3\u202f006",
        "e = d / 7 = 3\u202f006 / 7 ≈ 429",
        "double = e × 7 ≈ 429 × 7 ≈ 3\u202f006",
    )
    assert found.steps[4].note == ("so ", "1000", "")


def test_the_letters_of_a_derivation_are_explained(tmp_path: Path) -> None:
    given = "given: [{name: n, pick: [1000], means: how many}, {name: m, is: n / 3}, {name: k, pick: [1]}]"
    text = DOUBLE.replace("given: [{name: n, pick: [1, 2, 3, 5, 7]}]", given).replace("2 * n", "2 * n * m")
    found = filled(*only(tmp_path / "deck", text.replace("{n}?", "{n} {k}?")), 0)
    assert [(s.name, s.value, s.means) for s in found.symbols] == [
        ("n", "1\u202f000", "how many"),
        ("m", "333.333", ""),
    ]
    assert found.variant.given == (("n", 1000.0), ("m", 1000 / 3), ("k", 1.0))


def test_lists_truths_and_texts_travel_with_a_variant(tmp_path: Path) -> None:
    given = "given: [{name: z, pick: [0.1], times: 2}, {rows: [w, n], pick: [[int8, 3]]}, {name: t, is: n > 2}]"
    text = DOUBLE.replace("given: [{name: n, pick: [1, 2, 3, 5, 7]}]", given).replace("2 * n", "sum(z) * n if t else 0")
    found = filled(*only(tmp_path / "deck", text.replace("{n}?", "{n} {w} {z} {t}?")), 0)
    assert found.variant.given == (("z", (0.1, 0.1)), ("w", "int8"), ("n", 3.0), ("t", True))
    assert found.variant.prompt == r"What is twice 3 int8 \[0.1, 0.1\] yes?"
    assert Variant.from_json(json.loads(json.dumps(found.variant.to_json()))) == found.variant


def test_alternatives_and_mistakes_are_those_of_the_draw(tmp_path: Path) -> None:
    more = "accept: [{is: -double, note: Backwards.}]\nmistakes: [{is: n / 2, when: n > 2, hint: 'Not {n}.'}]\n"
    deck, exercise = only(tmp_path / "deck", DOUBLE + more)
    for found in table(deck, exercise):
        n = dict(found.variant.given)["n"]
        assert isinstance(n, float)
        assert [a.value for a in number_key(found).accept] == [-2 * n]
        assert [(m.value, m.hint) for m in number_key(found).mistakes] == [(n / 2, f"Not {n:g}.")] * (n > 2)


def test_a_wrong_step_is_followed_to_the_answer(tmp_path: Path) -> None:
    work = "work: {half: n / 2, square: half^2, double: square + half}"
    text = DOUBLE.replace("work: {double: 2 * n}", work) + "mistakes: [{at: half, is: n, hint: No.}]\n"
    for found in table(*only(tmp_path / "deck", text)):
        n = dict(found.variant.given)["n"]
        assert isinstance(n, float)
        assert [m.value for m in number_key(found).mistakes] == [n * n + n]


def test_a_text_without_a_value_is_an_error_of_the_formula(tmp_path: Path) -> None:
    """Only a draw that nobody proved can come here: it raises what callers expect, nothing else."""
    _, exercise = only(tmp_path / "deck", DOUBLE + "insight: '{1 / (n - 2)}'\n")
    assert exercise.insight is not None
    with pytest.raises(EvaluationError):
        texts(exercise.insight, Columns({"n": DrawnColumn([Fraction(2)], np.zeros(1, dtype=np.int64))}, {}, 1))
