"""The author's guide, executed: its examples are one chapter, as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.checker import VerdictKind, grade
from compiler.deck import Deck, filled, load, prove
from tests.deck.samples import ROOT, write_chapter

GUIDE = ROOT / "docs" / "authors-guide.md"


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    examples = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    loaded = load(write_chapter(tmp_path_factory.mktemp("guide"), "\n".join(examples)))
    assert loaded.deck is not None
    assert loaded.diagnostics == ()
    return loaded.deck


def test_one_exercise_of_each_type(deck: Deck) -> None:
    assert [each.type for each in deck.exercises] == ["derive", "debug", "vector", "decide", "formula"]


def test_all_proofs_hold_and_every_answer_is_right(deck: Deck) -> None:
    for exercise in deck.exercises:
        assert prove(deck, exercise).diagnostics == ()
        for seed in range(5):
            found = filled(deck, exercise, seed)
            assert grade(found.variant.key, found.answer).kind is VerdictKind.RIGHT, found.answer


def test_the_second_deck_has_all_types_a_figure_and_a_table() -> None:
    loaded = load(Path(ROOT / "decks" / "networking"))
    assert loaded.deck is not None and loaded.diagnostics == ()
    exercises = loaded.deck.exercises
    assert len(exercises) == 6
    assert {each.type for each in exercises} == {"derive", "formula", "decide", "vector", "debug"}
    assert any(each.figure is not None for each in exercises)
    assert any("| --- |" in each.ask.source.text for each in exercises)
    for exercise in exercises:
        assert prove(loaded.deck, exercise).diagnostics == ()
        for seed in range(10):
            found = filled(loaded.deck, exercise, seed)
            assert grade(found.variant.key, found.answer).kind is VerdictKind.RIGHT, found.answer
