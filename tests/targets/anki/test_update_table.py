"""What the official program does with each sort of change, a test a row; scheduling is kept in every one of them.

The rows on fields and templates that are added, moved or renamed, with ids and without, are those of test_note_type.py.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest

from compiler.deck import Deck
from compiler.targets.anki import Release, build, model, next_release
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import CACHE, DECK, TABLES, Tables, contents, retitled, with_exercise

NOW = 1_760_000_000
LATER = NOW + 1_000
DECK_OF_IT = "Small Machines::08 Language models"


def released(deck: Deck = DECK, tables: Tables = TABLES, previous: Release | None = None, now: int = NOW) -> Release:
    return next_release(deck, contents(deck, tables), previous, now)


FIRST = released()


@pytest.fixture
def student(learner: Learner) -> Iterator[Learner]:
    """Somebody who has the released deck and has studied a card of it, which no update may cost them."""
    learner.take(DECK, TABLES, FIRST)
    learner.study(DECK_OF_IT, 4)
    before = learner.note("kv-cache-memory").cards()[0]
    assert before.reps == 1
    yield learner
    after = learner.col.get_card(before.id)
    assert (after.nid, after.reps, after.due, after.ivl, after.factor, after.did) == (
        before.nid, before.reps, before.due, before.ivl, before.factor, before.did,
    )  # fmt: skip


def with_note_type(patch: pytest.MonkeyPatch, kind: model.NoteType) -> None:
    patch.setattr("compiler.targets.anki.package.note_type", lambda: kind)


def test_texts_template_style_and_description_with_a_later_time_are_updated(
    student: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = model.note_type()
    template = {**now.templates[0], "afmt": f"<p>Redesigned</p>{now.templates[0]['afmt']}"}
    other = replace(now, templates=(template,), css="p { color: red }", changed=now.changed + 1)
    with_note_type(monkeypatch, other)
    deck, tables = retitled("Bytes of the cache")
    deck = replace(deck, description="Told anew.")
    student.take(deck, tables, released(deck, tables, FIRST, LATER))
    note = student.note("kv-cache-memory")
    assert note["Title"] == "Bytes of the cache"
    assert note.cards()[0].render_output().answer_text.startswith("<p>Redesigned</p>")
    assert note.cards()[0].render_output().css == "p { color: red }"
    described = student.col.decks.by_name("Small Machines")
    assert described is not None
    assert "Told anew." in described["desc"]


def test_what_has_the_same_time_is_ignored(student: Learner) -> None:
    deck, tables = retitled("Never seen")
    student.take(deck, tables, replace(released(deck, tables), time=NOW))
    assert student.note("kv-cache-memory")["Title"] == CACHE.title


def test_a_note_that_the_learner_edited_after_the_build_is_skipped(student: Learner) -> None:
    note = student.note("kv-cache-memory")
    note["Notes"] = "Mine."
    note.tags.append("mine")
    student.col.update_note(note)
    deck, tables = retitled("Never seen")
    student.take(deck, tables, released(deck, tables, FIRST, LATER))
    note = student.note("kv-cache-memory")
    assert (note["Title"], note["Notes"], "mine" in note.tags) == (CACHE.title, "Mine.", True)


def test_what_the_learner_wrote_before_the_release_is_replaced_in_a_note_that_changes(student: Learner) -> None:
    for identity in ("kv-cache-memory", "bound"):
        note = student.note(identity)
        note["Notes"] = "Mine."
        note.tags.append("mine")
        student.col.update_note(note)
    assert student.col.db is not None
    student.col.db.execute("UPDATE notes SET mod = ?", NOW + 1)
    deck, tables = retitled("Changed")
    student.take(deck, tables, released(deck, tables, FIRST, LATER))
    changed, unchanged = student.note("kv-cache-memory"), student.note("bound")
    assert (changed["Title"], changed["Notes"], "mine" in changed.tags) == ("Changed", "", False)
    assert (unchanged["Notes"], "mine" in unchanged.tags) == ("Mine.", True)


def test_another_id_of_the_note_type_is_a_conflict(student: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compiler.targets.anki.package.MODEL_ID", model.MODEL_ID + 1)
    deck, tables = retitled("Never seen")
    student.take(deck, tables, released(deck, tables, FIRST, LATER))
    assert student.note("kv-cache-memory")["Title"] == CACHE.title


def test_cards_stay_where_they_are_when_a_deck_gets_another_name(student: Learner) -> None:
    deck = replace(DECK, title="Large Machines")
    student.take(deck, TABLES, released(deck, TABLES, FIRST, LATER))
    card = student.note("kv-cache-memory").cards()[0]
    assert student.col.decks.name(card.did) == DECK_OF_IT
    assert "Large Machines::08 Language models" in student.deck_names()


def test_a_note_that_is_missing_from_the_package_stays(student: Learner) -> None:
    last = DECK.chapters[-1]
    deck = replace(DECK, chapters=(*DECK.chapters[:-1], replace(last, exercises=last.exercises[:1])))
    notes = contents(deck, TABLES[:2])
    student.take_package(build(deck, notes, next_release(deck, notes, FIRST, LATER)))
    assert student.col.note_count() == 3
    assert "no longer" not in student.note("bound")["Prompt"]


def test_media_of_the_same_name_is_never_updated_and_so_a_pictures_name_follows_its_content(student: Learner) -> None:
    folder = student.folder / "collection.media"
    (name,) = [path.name for path in folder.iterdir()]
    assert name.startswith("_")
    (folder / name).write_bytes(b"what the learner has")
    student.take(DECK, TABLES, FIRST)
    assert (folder / name).read_bytes() == b"what the learner has"
    exercise = DECK.exercises[0]
    assert exercise.figure is not None
    other = replace(exercise, figure=replace(exercise.figure, data=exercise.figure.data + b"\0"))
    deck = with_exercise(DECK, other)
    tables = (tuple(replace(row, exercise=other) for row in TABLES[0]), *TABLES[1:])
    student.take(deck, tables, released(deck, tables, FIRST, LATER))
    assert len(list(folder.iterdir())) == 2
    assert name not in student.note("stored-size")["Figure"]


def test_media_that_only_a_template_names_is_imported_where_its_name_begins_with_a_line(
    student: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = model.note_type()
    template = {**now.templates[0], "qfmt": f'{now.templates[0]["qfmt"]}<img src="plain.png"><img src="_kept.png">'}
    other = replace(now, templates=(template,), changed=now.changed + 1)
    with_note_type(monkeypatch, other)
    package = build(DECK, contents(DECK, TABLES), released(DECK, TABLES, FIRST, LATER))
    student.take_package(with_media(package, {"plain.png": b"plain", "_kept.png": b"kept"}))
    names = {path.name for path in (student.folder / "collection.media").iterdir()}
    assert "_kept.png" in names
    assert "plain.png" not in names


def with_media(package: bytes, media: dict[str, bytes]) -> bytes:
    """A package with further media."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    names = json.loads(files["media"])
    for name, data in media.items():
        place = str(len(names))
        names[place] = name
        files[place] = data
    files["media"] = json.dumps(names).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()
