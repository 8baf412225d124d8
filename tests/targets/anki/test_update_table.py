"""What the official program does with each sort of change, a test a row; scheduling is kept in every one of them."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from compiler.deck import Deck, Filled
from compiler.targets.anki import Release, build, model, next_release
from compiler.targets.anki.note import contents
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import CACHE, DECK, TABLES, with_exercise

NOW = 1_760_000_000
LATER = NOW + 1_000
DECK_OF_IT = "Small Machines::08 Language models"
Tables = tuple[tuple[Filled, ...], ...]
Parts = tuple[dict[str, Any], ...]


def released(deck: Deck = DECK, tables: Tables = TABLES, previous: Release | None = None, now: int = NOW) -> Release:
    return next_release(contents(deck, tables), previous, now)


FIRST = released()


def retitled(title: str) -> tuple[Deck, Tables]:
    changed = replace(CACHE, title=title)
    return with_exercise(DECK, changed), (
        TABLES[0],
        tuple(replace(row, exercise=changed) for row in TABLES[1]),
        TABLES[2],
    )


@pytest.fixture
def student(learner: Learner) -> Learner:
    """Somebody who has the released deck and has studied a card of it."""
    learner.take(DECK, TABLES, FIRST)
    learner.study(DECK_OF_IT, 4)
    return learner


@pytest.fixture(autouse=True)
def progress(request: pytest.FixtureRequest) -> Any:
    """Nothing that an update does may cost progress: the card that was studied is there, as it was."""
    student = request.getfixturevalue("student")
    before = student.note("kv-cache-memory").cards()[0]
    assert before.reps == 1
    yield
    after = student.col.get_card(before.id)
    assert (after.nid, after.reps, after.due, after.ivl, after.factor, after.did) == (
        before.nid, before.reps, before.due, before.ivl, before.factor, before.did,
    )  # fmt: skip


def note_types(learner: Learner) -> list[str]:
    return sorted(kind.name for kind in learner.col.models.all_names_and_ids() if kind.name.startswith("Drillbook"))


def take_with(learner: Learner, patch: pytest.MonkeyPatch, kind: model.NoteType, title: str = "Changed") -> None:
    """The deck of the next release, with another note type and another title."""
    for module in ("package", "release"):
        patch.setattr(f"compiler.targets.anki.{module}.note_type", lambda: kind)
    deck, tables = retitled(title)
    learner.take(deck, tables, released(deck, tables, FIRST, LATER))


def without_ids(parts: Parts) -> Parts:
    return tuple({name: value for name, value in part.items() if name != "id"} for part in parts)


def test_texts_template_style_and_description_with_a_later_time_are_updated(
    student: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = model.note_type()
    template = {**now.templates[0], "afmt": f"<p>Redesigned</p>{now.templates[0]['afmt']}"}
    other = replace(now, templates=(template,), css="p { color: red }", digest="another")
    for module in ("package", "release"):
        monkeypatch.setattr(f"compiler.targets.anki.{module}.note_type", lambda: other)
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
    assert note_types(student) == ["Drillbook"]


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


ADDED = {"name": "Another", "id": 4_107_236_590_318_274_999}


@pytest.mark.parametrize("change", ["added", "removed", "moved", "other id", "other template"])
def test_fields_or_templates_with_other_ids_make_a_second_note_type_and_no_more_updates(
    change: str, student: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = model.note_type()
    fields = {
        "added": (*now.fields, ADDED),
        "removed": now.fields[:-1],
        "moved": (*now.fields[:-2], now.fields[-1], now.fields[-2]),
        "other id": (*now.fields[:-1], {**now.fields[-1], "id": ADDED["id"]}),
        "other template": now.fields,
    }[change]
    templates = now.templates
    if change == "other template":
        templates = ({**templates[0], "id": 5_318_470_226_914_530_999},)
    names = tuple(model.Field(str(field["name"]), 0, "") for field in fields)
    other = replace(now, fields=fields, templates=templates, digest="another")
    assert other.schema != now.schema
    monkeypatch.setattr("compiler.targets.anki.note.FIELDS", names)
    take_with(student, monkeypatch, other)
    assert student.note("kv-cache-memory")["Title"] == CACHE.title
    assert note_types(student) == ["Drillbook", "Drillbook+"]


def test_without_ids_a_renamed_field_makes_a_second_note_type(
    learner: Learner, student: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = model.note_type()
    renamed = tuple({**field, "name": "Later"} if field["name"] == "Reserved 2" else field for field in now.fields)
    take_with(student, monkeypatch, replace(now, fields=without_ids(renamed), digest="another"))
    assert student.note("kv-cache-memory")["Title"] == CACHE.title
    assert note_types(student) == ["Drillbook", "Drillbook+"]


@pytest.mark.parametrize("name", ["Reserved 2", "Release"])
def test_with_ids_a_renamed_field_is_renamed_in_place(
    name: str, student: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = model.note_type()
    renamed = tuple({**field, "name": "Later"} if field["name"] == name else field for field in now.fields)
    other = replace(now, fields=renamed, digest="another")
    assert other.schema == now.schema
    template = {**now.templates[0], "afmt": str(now.templates[0]["afmt"]).replace(f"{{{{{name}}}}}", "{{Later}}")}
    take_with(student, monkeypatch, replace(other, templates=(template,)))
    assert student.note("kv-cache-memory")["Title"] == "Changed"
    assert "Later" in student.note("kv-cache-memory")
    assert note_types(student) == ["Drillbook"]


def test_another_id_of_the_note_type_is_a_conflict(student: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compiler.targets.anki.package.MODEL_ID", model.MODEL_ID + 1)
    take_with(student, monkeypatch, replace(model.note_type(), digest="another"))
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
    student.take(deck, TABLES[:2])
    assert student.col.note_count() == 3
    assert student.note("bound")["Title"]


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
    other = replace(now, templates=(template,), digest="another")
    for module in ("package", "release"):
        monkeypatch.setattr(f"compiler.targets.anki.{module}.note_type", lambda: other)
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
