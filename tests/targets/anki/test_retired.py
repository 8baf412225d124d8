"""Exercises that are taken back: whoever has them is told, and nobody else is bothered."""

from __future__ import annotations

from dataclasses import replace

from compiler.targets.anki import Release, next_release, with_retired
from compiler.targets.anki.note import contents
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import DECK, TABLES

NOW = 1_760_000_000
LAST = DECK.chapters[-1]
FEWER = replace(DECK, chapters=(*DECK.chapters[:-1], replace(LAST, exercises=LAST.exercises[:1])))


def release(previous: Release | None = None) -> Release:
    if previous is None:
        return next_release(contents(DECK, TABLES), None, NOW)
    return next_release(with_retired(FEWER, contents(FEWER, TABLES[:2]), previous), previous, NOW + 1_000)


def test_whoever_has_a_retired_exercise_is_told_and_keeps_card_and_schedule(learner: Learner) -> None:
    learner.take(DECK, TABLES, release())
    for _ in range(2):
        learner.study("Small Machines::08 Language models", 4)
    before = learner.note("bound").cards()[0]
    assert before.reps == 1
    learner.take(FEWER, TABLES[:2], release(release()))
    note = learner.note("bound")
    after = note.cards()[0]
    assert "no longer part of the deck" in note["Prompt"]
    assert note["Title"] == "Bound by memory &lt;or not&gt;"
    assert (note["Answer"], note["Table"], note["Steps"]) == ("", "", "")
    assert (after.id, after.reps, after.due, after.ivl, after.did) == (
        before.id, before.reps, before.due, before.ivl, before.did,
    )  # fmt: skip
    assert "no longer part" in after.render_output().question_text


def test_a_newcomer_is_never_shown_one(learner: Learner) -> None:
    learner.take(FEWER, TABLES[:2], release(release()))
    assert learner.col.decks.name(learner.note("bound").cards()[0].did) == "Small Machines::Retired"
    learner.col.decks.select(learner.col.decks.id_for_name("Small Machines"))  # type: ignore[arg-type]
    shown = []
    while (card := learner.col.sched.getCard()) is not None:
        shown.append(card.note()["Title"])
        learner.col.sched.answerCard(card, 4)
    assert len(shown) == 2
    assert not any("Bound" in title for title in shown)


def test_an_exercise_that_returns_is_an_ordinary_one_again(learner: Learner) -> None:
    second = release(release())
    learner.take(FEWER, TABLES[:2], second)
    third = next_release(contents(DECK, TABLES), second, NOW + 2_000)
    learner.take(DECK, TABLES, third)
    assert learner.note("bound")["Answer"]
    assert "no longer part" not in learner.note("bound")["Prompt"]


def test_a_deck_without_retired_exercises_has_no_subdeck_for_them(learner: Learner) -> None:
    learner.take(DECK, TABLES, release())
    assert not any("Retired" in name for name in learner.deck_names())


def test_a_note_tells_its_release(learner: Learner) -> None:
    learner.take(DECK, TABLES, release())
    assert learner.note("bound")["Release"] == "2025-10-09"
    assert "release <span" in learner.note("bound").cards()[0].render_output().answer_text
