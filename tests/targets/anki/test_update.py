"""What else a learner who has the deck gets from the next one; the table of changes has a file of its own."""

from dataclasses import replace

from compiler.deck import Deck
from compiler.targets.anki import Release, next_release
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import DECK, TABLES, Tables, contents, retitled, with_table

NOW = 1_760_000_000


def later(deck: Deck, tables: Tables, release: Release) -> Release:
    return next_release(deck, contents(deck, tables), release, release.time + 1_000)


def test_a_build_on_top_of_a_release_updates_too(learner: Learner) -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    learner.take(*retitled("Not released yet"), release)
    assert learner.note("kv-cache-memory")["Title"] == "Not released yet"


def test_of_two_builds_on_top_of_one_release_a_learner_gets_the_first_and_then_the_next_release(
    learner: Learner,
) -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    learner.take(*retitled("A draft"), release)
    learner.take(*retitled("Another draft"), release)
    assert learner.note("kv-cache-memory")["Title"] == "A draft"
    deck, tables = retitled("Another draft")
    learner.take(deck, tables, later(deck, tables, release))
    assert learner.note("kv-cache-memory")["Title"] == "Another draft"


def test_other_numbers_reach_the_learner(learner: Learner) -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    fewer = with_table(TABLES[2][:3])
    learner.take(DECK, fewer, later(DECK, fewer, release))
    assert "512" not in learner.note("bound")["Table"]


def test_a_preset_that_the_learner_changed_stays_and_descriptions_follow_the_deck(learner: Learner) -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    parent = learner.col.decks.by_name("Small Machines")
    assert parent is not None
    preset = learner.col.decks.config_dict_for_deck_id(parent["id"])
    preset["new"]["perDay"] = 10
    learner.col.decks.update_config(preset)
    learner.take(replace(DECK, description="Told anew."), TABLES, release)
    described = learner.col.decks.by_name("Small Machines")
    assert described is not None
    assert "Told anew." in described["desc"]
    assert learner.col.decks.config_dict_for_deck_id(parent["id"])["new"]["perDay"] == 10
