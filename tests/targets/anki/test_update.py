"""What a learner who has the deck gets from the next one."""

from dataclasses import replace

import pytest

from compiler.deck import Deck, Filled
from compiler.targets.anki import Release, changes, model, next_release
from compiler.targets.anki.note import contents
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import DECK, TABLES, with_exercise, with_table

NOW = 1_760_000_000


def with_title(title: str) -> tuple[Deck, tuple[tuple[Filled, ...], ...]]:
    """The sample with another title for its second exercise."""
    changed = replace(TABLES[1][0].exercise, title=title)
    table = tuple(replace(row, exercise=changed) for row in TABLES[1])
    return with_exercise(DECK, changed), (TABLES[0], table, TABLES[2])


def later(deck: Deck, tables: tuple[tuple[Filled, ...], ...], release: Release) -> Release:
    return next_release(contents(deck, tables), release, release.time + 1_000)


def test_a_changed_exercise_is_updated_and_its_scheduling_kept(learner: Learner) -> None:
    release = next_release(contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    learner.study("Small Machines::08 Language models", 4)
    before = learner.note("kv-cache-memory").cards()[0]
    assert before.reps == 1
    deck, tables = with_title("Cache of keys and values")
    learner.take(deck, tables, later(deck, tables, release))
    note = learner.note("kv-cache-memory")
    after = note.cards()[0]
    assert note["Title"] == "Cache of keys and values"
    assert (after.id, after.reps, after.due, after.ivl, after.did) == (
        before.id, before.reps, before.due, before.ivl, before.did,
    )  # fmt: skip
    assert learner.col.card_count() == 3


def test_a_build_on_top_of_a_release_updates_too(learner: Learner) -> None:
    release = next_release(contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    learner.take(*with_title("Not released yet"), release)
    assert learner.note("kv-cache-memory")["Title"] == "Not released yet"


def test_an_unchanged_exercise_keeps_its_time_and_what_the_learner_wrote(learner: Learner) -> None:
    release = next_release(contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    note = learner.note("bound")
    note["Notes"] = "Mine."
    learner.col.update_note(note)
    deck, tables = with_title("Another")
    learner.take(deck, tables, later(deck, tables, release))
    assert learner.note("bound")["Notes"] == "Mine."
    assert learner.note("stored-size").mod == NOW


def test_a_new_template_and_a_renamed_field_arrive_without_a_second_note_type(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = next_release(contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    learner.study("Small Machines::08 Language models", 4)
    now = model.note_type()
    template = {**now.templates[0], "qfmt": f"<p>Redesigned</p>{now.templates[0]['qfmt']}"}
    fields = tuple({**field, "name": "Later"} if field["name"] == "Reserved 1" else field for field in now.fields)
    redesigned = replace(now, fields=fields, templates=(template,), css="p { color: red }", digest="another")
    for module in ("package", "release"):
        monkeypatch.setattr(f"compiler.targets.anki.{module}.note_type", lambda: redesigned)
    assert changes(contents(DECK, TABLES), release).note_type
    learner.take(DECK, TABLES, later(DECK, TABLES, release))
    output = learner.note("bound").cards()[0].render_output()
    assert output.question_text.startswith("<p>Redesigned</p>")
    assert "color: red" in output.css
    assert "Later" in learner.note("bound")
    assert "Reserved 1" not in learner.note("bound")
    assert learner.note("kv-cache-memory").cards()[0].reps == 1
    assert [kind.name for kind in learner.col.models.all_names_and_ids() if "Drillbook" in kind.name] == ["Drillbook"]


def test_other_numbers_reach_the_learner(learner: Learner) -> None:
    release = next_release(contents(DECK, TABLES), None, NOW)
    learner.take(DECK, TABLES, release)
    fewer = with_table(TABLES[2][:3])
    learner.take(DECK, fewer, later(DECK, fewer, release))
    assert "512" not in learner.note("bound")["Table"]


def test_a_preset_that_the_learner_changed_stays_and_descriptions_follow_the_deck(learner: Learner) -> None:
    release = next_release(contents(DECK, TABLES), None, NOW)
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
