"""The deck that ships, from YAML to the official program and through an update."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from compiler.deck import Deck, Filled, load, table
from compiler.targets.anki import build, content, next_release
from compiler.targets.anki.note import Content
from tests.deck.samples import TINYML, tinyml
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import contents
from tests.targets.anki.test_import import text_of

NOW = 1_800_000_000
CHAPTER = 8
"""The one in which an exercise changes."""

deck = cache(tinyml)


@cache
def drawn() -> tuple[tuple[Filled, ...], ...]:
    """The tables of the deck that ships."""
    return tuple(table(deck(), exercise) for exercise in deck().exercises)


@cache
def notes() -> tuple[Content, ...]:
    """The notes of the deck that ships."""
    return contents(deck(), drawn())


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    """A learner who has the deck that ships: for reading only."""
    learner = Learner(tmp_path_factory.mktemp("imported"))
    learner.take_package(build(deck(), notes(), None))
    yield learner
    learner.col.close()


def changed(folder: Path) -> Deck:
    """The same deck with another title and another range in one exercise."""
    shutil.copytree(TINYML, folder)
    chapter = folder / f"{CHAPTER:02d}-language-models.yaml"
    text = chapter.read_text(encoding="utf-8")
    for before, after in (("title: Memory of the KV cache", "title: Bytes of the KV cache"), ("8192]", "8192, 16384]")):
        assert before in text
        text = text.replace(before, after)
    chapter.write_text(text, encoding="utf-8")
    newer = load(folder).deck
    assert newer is not None
    return newer


def renewed(newer: Deck) -> tuple[Content, ...]:
    """The notes of the changed deck, drawn and written anew in the chapter that changed."""
    known = {note.identity: note for note in notes()}
    return tuple(
        content(newer, chapter, exercise, table(newer, exercise))
        if chapter.number == CHAPTER
        else known[exercise.identity]
        for chapter in newer.chapters
        for exercise in chapter.exercises
    )


def test_half_of_the_notes_take_at_most_15_kilobytes() -> None:
    sizes = [len("\x1f".join(text for _, text in note.fields).encode()) for note in notes()]
    assert median(sizes) <= 15_000


def test_a_note_and_a_card_for_each_exercise_in_subdecks_in_order(imported: Learner) -> None:
    assert imported.col.note_count() == imported.col.card_count() == len(deck().exercises)
    names = [name.partition("::")[2] for name in imported.deck_names()]
    assert names == ["", *(f"{chapter.number:02d} {chapter.title}" for chapter in deck().chapters)]
    for chapter in deck().chapters:
        cards = imported.col.find_cards(f'deck:"{deck().title}::{chapter.number:02d} {chapter.title}"', order=True)
        new = sorted(cards, key=lambda card: imported.col.get_card(card).due)
        numbers = [imported.col.get_card(card).note()["Number"] for card in new]
        assert numbers == [exercise.number for exercise in chapter.exercises]


def test_both_sides_of_each_card_render_with_the_first_variant(imported: Learner) -> None:
    """What is shown without the card's script: fronts and backs can be read on their own."""
    for rows in drawn():
        first = rows[0]
        rendered = imported.note(first.exercise.identity).cards()[0].render_output()
        front, back = text_of(rendered.question_text), text_of(rendered.answer_text)
        for number in (part for part in first.prompt[1::2] if part):
            assert number in front
        assert first.answer in back
        assert all(step.value in back for step in first.steps)
        assert all(symbol.means in back for symbol in first.symbols)
        assert all(symbol.means for symbol in first.symbols)
        assert "{" not in front + back
        assert first.variant.insight is not None


def test_an_update_changes_texts_and_numbers_and_keeps_the_schedule(learner: Learner, tmp_path: Path) -> None:
    release = next_release(deck(), notes(), None, NOW)
    learner.take_package(build(deck(), notes(), release))
    learner.study(f"{deck().title}::08 Language models", 4)
    before = {card: learner.col.get_card(card) for card in learner.col.find_cards("")}
    types = [kind.name for kind in learner.col.models.all_names_and_ids()]

    newer = changed(tmp_path / "tinyml")
    learner.take_package(build(newer, renewed(newer), release))

    note = learner.note("kv-cache-memory")
    assert note["Title"] == "Bytes of the KV cache"
    assert "16\u202f384" in note["Table"]
    assert [kind.name for kind in learner.col.models.all_names_and_ids()] == types
    after = {card: learner.col.get_card(card) for card in learner.col.find_cards("")}
    assert {card: (c.reps, c.due, c.ivl, c.queue, c.did) for card, c in after.items()} == {
        card: (c.reps, c.due, c.ivl, c.queue, c.did) for card, c in before.items()
    }
    assert sum(card.reps for card in after.values()) == 1
    assert learner.note("mac-to-flop").mod == NOW
