"""The package: notes, decks, preset and pictures as the bytes of an `.apkg`, the same ones for the same deck."""

from __future__ import annotations

import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import genanki

from compiler.deck import Deck
from compiler.targets.anki import description, ids
from compiler.targets.anki.model import FIELDS, MODEL_ID, NAME, RELEASE_FIELD, SORT_FIELD, note_type
from compiler.targets.anki.note import Content
from compiler.targets.anki.preset import PRESET_ID, preset
from compiler.targets.anki.release import BASE_TIME, Release, note_release, note_time

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_FIELD_SIZE = 16


class _NoteType(genanki.Model):  # type: ignore[misc]
    """A note type with a time of its own."""

    modified: int

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, object]:
        return {**super().to_json(timestamp, deck_id), "mod": self.modified}


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with a time and an id of its own; its one card has the same id.

    A retired one comes without a card: whoever has its card keeps it as it is, and whoever has not gets none.
    """

    modified: int
    id: int
    retired: bool

    @property
    def cards(self) -> Sequence[genanki.Card]:
        return [] if self.retired else super().cards

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
        super().write_to_db(cursor, self.modified, deck_id, itertools.repeat(self.id))


class _Deck(genanki.Deck):  # type: ignore[misc]
    """A deck that is studied by our preset."""

    def to_json(self) -> dict[str, object]:
        counts = {name: [0, 0] for name in ("lrnToday", "newToday", "revToday", "timeToday")}
        return {**super().to_json(), **counts, "conf": PRESET_ID, "mod": BASE_TIME, "extendRev": 0}


@dataclass(frozen=True, slots=True)
class _Collection:
    decks: tuple[genanki.Deck, ...]
    pictures: Mapping[str, bytes]


def build(deck: Deck, notes: Sequence[Content], release: Release | None) -> bytes:
    """The bytes of the deck's `.apkg`, from the contents of its notes in document order, retired ones behind them."""
    collection = _collection(deck, notes, release)
    files: dict[str, bytes] = {"collection.anki2": _database(collection.decks)}
    names = dict(enumerate(collection.pictures))
    files["media"] = json.dumps({str(i): name for i, name in names.items()}).encode()
    files |= {str(i): collection.pictures[name] for i, name in names.items()}
    return _zip(files)


def _collection(deck: Deck, notes: Sequence[Content], release: Release | None) -> _Collection:
    model = _model()
    parent = _Deck(ids.deck_id(deck), ids.deck_name(deck), description.of_deck(deck))
    parent.add_model(model)
    decks: dict[str | None, _Deck] = {None: parent} | {
        chapter.slug: _Deck(
            ids.chapter_id(deck, chapter), ids.chapter_name(deck, chapter), description.of_chapter(chapter)
        )
        for chapter in deck.chapters
    }
    for place, (content, number) in enumerate(zip(notes, _distinct(notes), strict=True), 1):
        note = _Note(
            model=model,
            fields=[note_release(content, release) if name == RELEASE_FIELD else text for name, text in content.fields],
            sort_field=content.title,
            tags=list(content.tags),
            guid=content.guid,
            due=place,
        )
        note.modified = note_time(content, release)
        note.id = number
        note.retired = content.chapter is None
        decks[content.chapter].add_note(note)
    pictures = dict(content.picture for content in notes if content.picture is not None)
    return _Collection(tuple(decks.values()), pictures)


def _model() -> _NoteType:
    kind = note_type()
    model = _NoteType(
        MODEL_ID,
        NAME,
        fields=[{**field, "size": _FIELD_SIZE} for field in kind.fields],
        templates=[dict(template) for template in kind.templates],
        css=kind.css,
        sort_field_index=[field.name for field in FIELDS].index(SORT_FIELD),
    )
    model.modified = kind.changed
    return model


def _distinct(notes: Iterable[Content]) -> Iterator[int]:
    """An id for each note: its own as far as no other has it. On import Anki goes by the GUID."""
    taken: set[int] = set()
    for content in notes:
        number = ids.stable_id("note", content.key)
        while number in taken:
            number += 1
        taken.add(number)
        yield number


def _database(decks: Sequence[genanki.Deck]) -> bytes:
    """The collection as a database file, made in memory."""
    with closing(sqlite3.connect(":memory:")) as database:
        cursor = database.cursor()
        genanki.Package(decks).write_to_db(cursor, BASE_TIME, itertools.count(BASE_TIME * 1000))
        presets = json.loads(cursor.execute("SELECT dconf FROM col").fetchone()[0])
        presets[str(PRESET_ID)] = preset(BASE_TIME)
        cursor.execute("UPDATE col SET dconf = ?", (json.dumps(presets),))
        database.commit()
        cursor.execute("VACUUM")  # without the pages that earlier states of the one row left behind
        return database.serialize()


def _zip(files: Mapping[str, bytes]) -> bytes:
    """A deflated archive that knows no time and no machine."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, compresslevel=6)
    return target.getvalue()
