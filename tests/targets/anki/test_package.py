"""The bytes of a package."""

import io
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compiler.targets.anki import build, next_release
from compiler.targets.anki.ids import chapter_id, chapter_name, deck_id, guid, stable_id
from compiler.targets.anki.model import note_type
from tests.targets.anki.sample import CACHE, DECK, TABLES, contents, with_exercise

NOW = 1_760_000_000


def archive(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def rows(data: bytes, query: str) -> list[Any]:
    """What a query finds in the package's collection."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(archive(data).read("collection.anki2"))
        return connection.execute(query).fetchall()


def test_two_builds_are_the_same_bytes() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    assert build(DECK, contents(DECK, TABLES), None) == build(DECK, contents(DECK, TABLES), None)
    assert build(DECK, contents(DECK, TABLES), release) == build(DECK, contents(DECK, TABLES), release)


def test_entries_are_deflated_and_bear_no_date_of_the_build() -> None:
    entries = archive(build(DECK, contents(DECK, TABLES), None)).infolist()
    assert [entry.filename for entry in entries] == ["collection.anki2", "media", "0"]
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_DEFLATED}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert len(build(DECK, contents(DECK, TABLES), None)) < sum(entry.file_size for entry in entries) / 3


def test_no_temporary_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert Path(tempfile.gettempdir()) == tmp_path
    build(DECK, contents(DECK, TABLES), None)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_two_exercises_share_is_packed_once() -> None:
    deck = with_exercise(DECK, replace(CACHE, figure=DECK.exercises[0].figure))
    media = json.loads(archive(build(deck, contents(deck, TABLES), None)).read("media"))
    assert list(media) == ["0"]


def test_identity_hangs_on_the_permanent_ids_alone() -> None:
    chapter = DECK.chapters[1]
    renamed = replace(DECK, name="other", title="Other", source="Elsewhere")
    moved = replace(CACHE, slug="cache", number="9.9", title="Another title")
    assert guid(renamed, moved.identity) == guid(DECK, CACHE.identity)
    assert (deck_id(renamed), chapter_id(renamed, replace(chapter, number=9, title="Later"))) == (
        deck_id(DECK),
        chapter_id(DECK, chapter),
    )
    assert guid(replace(DECK, id="fork-1234"), CACHE.identity) != guid(DECK, CACHE.identity)
    assert chapter_id(replace(DECK, id="fork-1234"), chapter) != chapter_id(DECK, chapter)


def test_identity_is_what_it_was_when_it_was_first_released() -> None:
    assert guid(DECK, CACHE.identity) == "j09R<d{B)k"
    assert stable_id("deck", "sample-7f3a9c") == deck_id(DECK) == 1_675_173_839_566


def test_names_of_chapters_are_padded_and_stay_one_level() -> None:
    chapter = replace(DECK.chapters[1], title="Models:: of language")
    assert chapter_name(DECK, chapter) == "Small Machines::08 Models: of language"


def test_ids_and_times_come_from_content_release_and_drillbook_only() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    package = build(DECK, contents(DECK, TABLES), release)
    stands = sorted((guid(DECK, exercise.identity), NOW) for exercise in DECK.exercises)
    assert sorted(rows(package, "SELECT guid, mod FROM notes")) == stands
    ((models,),) = rows(package, "SELECT models FROM col")
    assert [kind["mod"] for kind in json.loads(models).values()] == [note_type().changed]
