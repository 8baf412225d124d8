"""The shipped deck: its fifty exercises and their companions, each over 200 draws, as learners read and answer them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import pytest

from compiler.checker import (
    AnswerKey,
    DebugKey,
    DecideKey,
    FormulaKey,
    NumberKey,
    VectorKey,
    VerdictKind,
    convert,
    grade,
    numbers_of,
)
from compiler.deck import Filled
from compiler.deck.defined import definitions
from compiler.deck.filled import markdown
from compiler.deck.keys import inlined
from compiler.formula import Columns, Scope, substituted, typeset_text
from tests.deck.samples import drawn as draw
from tests.deck.samples import tinyml

DECK = tinyml()
DRAWS = 200

PUBLISHED = {
    "0.1": 13.6, "0.2": 300, "0.3": 8000, "0.4": 784, "0.5": 4,
    "1.1": 131328, "1.2": 18496, "1.3": 14.450688, "1.4": 576 / 73, "1.5": 1048.576,
    "2.1": 70, "2.2": 0.4, "2.3": 50, "2.4": 800, "2.5": 300000,
    "3.1": 8 / 255, "3.2": 64, "3.3": 112, "3.4": 0.00576, "3.5": 8,
    "4.1": 508, "4.2": None, "4.3": 4, "4.4": 3.5, "4.5": 16,
    "5.1": 11.831372560199, "5.2": 0.6652409557748219, "5.3": 7.7, "5.4": 0.7652566, "5.5": 4000 / 96,
    "6.1": 0.48102, "6.2": 25, "6.3": 3.12, "6.4": 25.6 / 3.4, "6.5": 0.1,
    "7.1": 294, "7.2": 16, "7.3": 56448, "7.4": 976.5625, "7.5": 10.5,
    "8.1": 2.147483648, "8.2": 268.435456, "8.3": 8, "8.4": 131072, "8.5": 3.54,
    "9.1": 831.25, "9.2": 80, "9.3": 500, "9.4": 13.2108864, "9.5": 3.125,
}  # fmt: skip
"""What the source's numbers make, computed apart from the deck; None where it leaves something open."""
ERRATA = {"1.4", "5.4", "8.2"}
"""Where the source prints another number."""


@cache
def drawn(slug: str) -> tuple[Columns, tuple[Filled, ...]]:
    exercise = next(each for each in DECK.exercises if each.slug == slug)
    columns, variants = draw(DECK, exercise, DRAWS)
    return columns, tuple(variants)


@cache
def drawn_keys() -> tuple[tuple[str, str, AnswerKey], ...]:
    """Every answer key of the 200 draws of every exercise, once: where it was drawn first, its right answer and it."""
    found: dict[tuple[str, str, AnswerKey], str] = {}
    for exercise in DECK.exercises:
        for each in drawn(exercise.slug)[1]:
            found.setdefault((exercise.slug, each.answer, each.key), f"{exercise.slug}, seed {each.seed}")
    return tuple((where, answer, key) for (_, answer, key), where in found.items())


def test_ten_chapters_of_five_exercises_each_numbered_as_in_the_source() -> None:
    assert [chapter.number for chapter in DECK.chapters] == list(range(10))
    mains = [each for each in DECK.exercises if each.of is None]
    assert [each.number for each in mains] == list(PUBLISHED)
    assert {each.type for each in mains} == {"derive"}


def test_every_chapter_explains_itself() -> None:
    for chapter in DECK.chapters:
        assert len(chapter.intro) > 100
        assert len(chapter.formulas) >= 3
        assert chapter.callouts


def test_companions_of_every_type() -> None:
    companions = [each for each in DECK.exercises if each.of is not None]
    types = Counter("magnitude" if each.magnitude else each.type for each in companions)
    assert len(companions) >= 25
    assert all(types[kind] >= 4 for kind in ("formula", "decide", "vector", "debug", "magnitude")), types


@pytest.mark.parametrize("number", ["2.3", "3.4", "4.5", "6.2", "6.5", "7.4", "8.3"])
def test_what_has_few_answers_has_a_companion(number: str) -> None:
    main = next(each for each in DECK.exercises if each.number == number)
    assert [each.slug for each in DECK.exercises if each.of == main.slug]


@pytest.mark.parametrize("number", PUBLISHED)
def test_the_numbers_of_the_source_give_what_is_right(number: str) -> None:
    exercise = next(each for each in DECK.exercises if each.number == number)
    published, expected = exercise.published, PUBLISHED[number]
    assert published is not None
    assert (published.undetermined is not None) == (expected is None)
    assert (published.erratum is not None) == (number in ERRATA)
    if expected is not None:
        named = {name: node for name, node in definitions(exercise).items() if name not in published.given}
        formula = published.formula or exercise.answer.formula
        assert Scope(published.given, named).evaluate(formula.node) == pytest.approx(expected, rel=2e-5)


# Replies


def number_keys(key: AnswerKey) -> list[NumberKey]:
    return [number for _, number in numbers_of(key)]


def in_words(key: AnswerKey, numbers: tuple[str, ...]) -> str:
    """A whole reply with the given texts for its numbers."""
    match key:
        case DecideKey():
            return f"{key.options[key.right][0]}, {numbers[0]}"
        case DebugKey():
            return f"{key.line}: {numbers[0]}"
        case VectorKey():
            return "; ".join(f"{label} = {number}" for label, number in zip(key.labels, numbers, strict=True))
        case _:
            return numbers[0]


def written(value: float, unit: str | None) -> Iterator[str]:
    """A number in three notations."""
    behind = "" if unit is None else f" {unit}"
    power = int(np.floor(np.log10(abs(value)))) if value else 0
    yield f"{value!r}{behind}"
    yield f"{value:.14e}{behind}"
    yield f"{value / 10.0**power:.14f} × 10^{power}{behind}"


def rights(key: AnswerKey) -> list[str]:
    """The right text for each number of a reply."""
    return [f"{each.value!r} {each.unit or ''}".strip() for each in number_keys(key)]


def replies(key: AnswerKey, part: int, texts: Iterable[str]) -> Iterator[str]:
    """Whole replies in which one number is said as each of the texts, and the others are right."""
    right = rights(key)
    for text in texts:
        yield in_words(key, (*right[:part], text, *right[part + 1 :]))


def notations(number: NumberKey) -> list[str]:
    """A right number in each unit that is accepted, in each notation."""
    return [
        text
        for unit in number.accepted_units or (None,)
        for text in written(number.value if unit is None else convert(number.value, number.unit or "", unit), unit)
    ]


def mixed(key: AnswerKey) -> Iterator[str]:
    """Whole replies that say each number in each unit and notation; the numbers of one reply in different ones."""
    said = [notations(number) for number in number_keys(key)]
    for turn in range(max(map(len, said), default=0)):
        yield in_words(key, tuple(texts[(turn + place) % len(texts)] for place, texts in enumerate(said)))


def test_the_right_answer_is_right_in_each_unit_and_notation() -> None:
    for where, answer, key in drawn_keys():
        assert grade(key, answer).kind is VerdictKind.RIGHT, (where, answer)
        for reply in mixed(key):
            assert grade(key, reply).kind is VerdictKind.RIGHT, (where, reply)
        for part, number in enumerate(number_keys(key)):
            rounded = (f"{rounding.text(number.value)} {number.unit or ''}" for rounding in number.roundings)
            for reply in replies(key, part, rounded):
                assert grade(key, reply).kind is VerdictKind.RIGHT, (where, reply)


def test_every_mistake_is_told() -> None:
    for where, _, key in drawn_keys():
        for part, number in enumerate(number_keys(key)):
            for mistake in number.mistakes:
                (reply,) = replies(key, part, [f"{mistake.value!r} {number.unit or ''}"])
                verdict = grade(key, reply)
                assert any(hint.endswith(mistake.hint) for hint in verdict.hints), (where, reply)
                assert not verdict.right, (where, reply)


def test_one_and_a_half_tolerances_away_is_not_right() -> None:
    for where, _, key in drawn_keys():
        for part, number in enumerate(number_keys(key)):
            away = [number.value + sign * 1.5 * number.tolerance.width(number.value) for sign in (1, -1)]
            if number.tolerance.kind == "exact":
                away = [number.value + 1, number.value - 1]
            elif number.tolerance.kind == "factor":
                away = [number.value * 3, number.value / 3]
            wrong = [
                value for value in away if not any(each.tolerance.accepts(each.value, value) for each in number.accept)
            ]
            for reply in replies(key, part, (f"{value!r} {number.unit or ''}" for value in wrong)):
                assert grade(key, reply).kind is not VerdictKind.RIGHT, (where, reply)


def test_wrong_formulas_are_told() -> None:
    for exercise in (each for each in DECK.exercises if each.type == "formula"):
        columns, variants = drawn(exercise.slug)
        for row, found in enumerate(variants[:20]):
            key = found.key
            assert isinstance(key, FormulaKey), exercise.slug
            names = inlined(exercise, columns.row(row))
            for mistake, wrong in zip(exercise.mistakes, key.mistakes, strict=True):
                changed = names if mistake.at is None else names | {mistake.at: mistake.formula.node}
                node = mistake.formula.node if mistake.at is None else exercise.answer.formula.node
                reply = typeset_text(substituted(node, changed))
                verdict = grade(key, reply)
                told = (verdict.kind, wrong.hint in verdict.hints)
                assert told == (VerdictKind.MISTAKE, True), (exercise.slug, found.seed, reply)


def test_one_derivation_of_six_is_clean() -> None:
    for exercise in DECK.exercises:
        if exercise.type == "debug":
            keys = [found.key for found in drawn(exercise.slug)[1]]
            clean = sum(isinstance(key, DebugKey) and key.line == 0 for key in keys)
            assert 15 <= clean <= 55, exercise.slug  # of 200; five standard deviations around a sixth
            assert len({key.line for key in keys if isinstance(key, DebugKey)}) >= 3, exercise.slug


def test_verdicts_are_drawn_as_often_as_each_other() -> None:
    for exercise in DECK.exercises:
        if exercise.type == "decide":
            keys = [found.key for found in drawn(exercise.slug)[1]]
            found = Counter(key.right for key in keys if isinstance(key, DecideKey))
            share = DRAWS / len(exercise.options)
            assert all(abs(found[side] - share) < 40 for side in range(len(exercise.options))), (exercise.slug, found)


# Reading

LEFT_OVER = re.compile(r"\b(?:nan|inf|None|True|False)\b|[{}]")
"""What is left of a placeholder, or of a value that is none."""
DECIMAL = re.compile(r"(?<![\d.,])\d[\d\u202f]*\.\d+")
MOST_DIGITS = 8
TRACE = re.compile(r"×10⁻(?:[¹²³][⁰¹²³⁴⁵⁶⁷⁸⁹]|⁹)")
"""A number so small that arithmetic has left it where there is nothing."""
ONE = re.compile(r"(?<![\d.,\u202f×^·/+−=<>≤≥-])(?<![×^·/+−=<>≤≥-] )1 (?:[A-Z]{2} )?([a-z]{3,}s)\b")
SINGULAR = {
    "class",
    "less",
    "bias",
    "minus",
    "plus",
    "times",
    "this",
    "its",
    "process",
    "across",
    "was",
    "has",
    "keeps",
    "lies",
}
LONG = re.compile(r"(?<![\w.,\u202f])\d{5,}(?![\d.,]*[a-zA-Z])")
SAID_OTHERWISE = {
    "×": "factor|times|ratio",
    "%": "%|per cent",
    "B": "bytes",
    "bit": "bits",
    "fraction": "probabilit|share|fraction|weight",
    "params": "parameters|weights",
    "values": "values",
    "levels": "levels|codes|values",
    "count": "how many",
    "log10": "log10|logarithm|log₁₀",
    "FLOPs/byte": "FLOPs(?:/| per )byte",
    "kMACs/token": "kMACs.*for one token",
}
"""How a prompt may ask for a unit that is not said by its symbol."""


def told(found: Filled) -> Iterator[str]:
    """All that a learner may read of a variant."""
    variant = found.variant
    yield from (variant.prompt, *variant.hints, *variant.work, found.answer)
    yield from (f"{symbol.name} = {symbol.value}, {symbol.means}" for symbol in found.symbols)
    yield from (markdown(step.note) for step in found.steps if step.note is not None)
    if variant.insight is not None:
        yield variant.insight
    for number in number_keys(variant.key):
        yield from (mistake.hint for mistake in number.mistakes)
    if isinstance(variant.key, FormulaKey):
        yield from (mistake.hint for mistake in variant.key.mistakes)


def test_a_learner_reads_no_noise() -> None:
    heard = {
        text: (exercise.slug, found.seed)
        for exercise in DECK.exercises
        for found in drawn(exercise.slug)[1]
        for text in told(found)
    }  # many draws say the same
    for text, where in heard.items():
        assert LEFT_OVER.search(text) is None, (where, text)
        for number in DECIMAL.findall(text):
            digits = re.sub(r"\D", "", number).lstrip("0")
            noisy = len(digits) > MOST_DIGITS or re.search(r"0{4,}$", number)
            assert not noisy, (where, number, text)
        assert TRACE.search(text) is None, (where, text)
        assert LONG.findall(text) == [], (where, text)
        assert re.search(r"\bKB\b", text) is None, (where, text)
        for match in ONE.finditer(text):
            assert match[1] in SINGULAR or match[1].endswith("ss"), (where, match[0], text)


def test_drawn_thousands_are_set_apart() -> None:
    for exercise in DECK.exercises:
        for found in drawn(exercise.slug)[1]:
            notes = [step.note for step in found.steps if step.note is not None]
            slotted = [found.prompt, *found.hints, *notes, *([found.insight] if found.insight else [])]
            for slot in (part for text in slotted for part in text[1::2]):
                bare = re.fullmatch(r"[−-]?\d{4,}(?:\.\d+)?", slot)
                assert bare is None, (exercise.slug, found.seed, slot)


def test_the_prompt_asks_in_the_unit_of_the_answer() -> None:
    for exercise in DECK.exercises:
        units = {answer.unit for answer in exercise.answers if answer.unit is not None}
        wanted = [SAID_OTHERWISE.get(unit, re.escape(unit)) for unit in units]
        for found in drawn(exercise.slug)[1]:
            prompt = found.variant.prompt.replace("\\", "")
            assert all(re.search(said, prompt) for said in wanted), (exercise.slug, units, prompt)


def test_prose_has_no_bare_kb() -> None:
    for chapter in DECK.chapters:
        prose = [
            chapter.intro,
            *(each.text for each in chapter.callouts),
            *(each.note or "" for each in chapter.formulas),
        ]
        assert not any(re.search(r"\bKB\b", text) for text in prose)
