"""Exercises that are taken back: whoever has them is told, and nobody else is bothered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compiler.targets.anki import Release, build, next_release, with_retired
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import DECK, TABLES, contents

NOW = 1_760_000_000
LAST = DECK.chapters[-1]
FEWER = replace(DECK, chapters=(*DECK.chapters[:-1], replace(LAST, exercises=LAST.exercises[:1])))


def release(previous: Release | None = None) -> Release:
    if previous is None:
        return next_release(DECK, contents(DECK, TABLES), None, NOW)
    return next_release(FEWER, with_retired(FEWER, contents(FEWER, TABLES[:2]), previous), previous, NOW + 1_000)


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


@pytest.mark.parametrize("presets", [True, False])
def test_a_newcomer_gets_no_card_of_it_until_it_returns(presets: bool, learner: Learner) -> None:
    second = release(release())
    notes = with_retired(FEWER, contents(FEWER, TABLES[:2]), second)
    learner.take_package(build(FEWER, notes, second), with_deck_configs=presets)
    assert learner.note("bound").cards() == []
    assert (learner.col.card_count(), len(learner.deck_names())) == (2, 3)
    assert learner.col.get_empty_cards().notes == []
    third = next_release(DECK, contents(DECK, TABLES), second, NOW + 2_000)
    learner.take_package(build(DECK, contents(DECK, TABLES), third), with_deck_configs=presets)
    (card,) = learner.note("bound").cards()
    assert learner.col.decks.name(card.did) == "Small Machines::08 Language models"


def test_who_deletes_the_card_does_not_get_it_again(learner: Learner) -> None:
    learner.take(DECK, TABLES, release())
    second = release(release())
    learner.take(FEWER, TABLES[:2], second)
    learner.col.remove_notes([learner.note("bound").id])
    learner.take(FEWER, TABLES[:2], second)
    assert learner.note("bound").cards() == []


def test_an_exercise_that_returns_is_an_ordinary_one_again(learner: Learner) -> None:
    second = release(release())
    learner.take(FEWER, TABLES[:2], second)
    third = next_release(DECK, contents(DECK, TABLES), second, NOW + 2_000)
    learner.take(DECK, TABLES, third)
    assert learner.note("bound")["Answer"]
    assert "no longer part" not in learner.note("bound")["Prompt"]


def test_a_note_tells_its_release(learner: Learner) -> None:
    learner.take(DECK, TABLES, release())
    assert learner.note("bound")["Release"] == "2025-10-09"
    assert "release <span" in learner.note("bound").cards()[0].render_output().answer_text
