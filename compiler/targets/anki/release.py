"""What was last released: the content of each note and since when it says that. Kept in git.

Anki takes a note from a package only when it was modified later than the note it has. So a note's time moves on
when its content does and stays otherwise; building reads these times, and only a release writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from compiler.deck import Deck
from compiler.targets.anki.errors import AnkiError
from compiler.targets.anki.model import FIRST_SCHEMA, note_type
from compiler.targets.anki.note import Content

VERSION = 2
FILE_NAME = "release.json"
DRAFT = "draft"
# November 2023, in seconds: what was never released is older than any release.
BASE_TIME = 1_700_000_000
_LATEST = 2**33
_AGAIN = "take the file from the version control again"


@dataclass(frozen=True, slots=True)
class Mark:
    """A note's content by its hash, and the time in seconds from which on it stands; its title ("" in version 1)."""

    hash: str
    time: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """When a deck was last released (seconds), and the marks of its notes by identity.

    `deck` is its permanent id ("" where a release of version 1 did not tell); `note_type` is the hash of the note type,
    and `schema` are its ids, by which Anki takes it for the same one.
    """

    deck: str
    time: int
    note_type: str
    schema: tuple[int, ...]
    notes: Mapping[str, Mark]

    @property
    def day(self) -> str:
        """The day of the release, in UTC."""
        return _day(self.time)

    def to_json(self) -> dict[str, object]:
        """The release as JSON types."""
        return {
            "version": VERSION,
            "deck": self.deck,
            "time": self.time,
            "note_type": {"hash": self.note_type, "ids": list(self.schema)},
            "notes": {identity: _mark_to_json(mark) for identity, mark in sorted(self.notes.items())},
        }

    @classmethod
    def from_json(cls, value: object) -> Release:
        """The release of JSON types. Raises AnkiError for anything else."""
        fields = _mapping(value, "a release")
        version = fields.get("version")
        if isinstance(version, bool) or version not in (1, VERSION):
            raise AnkiError(f"expected version {VERSION} of a release, got {version!r}, which another drillbook wrote")
        kind = _mapping(fields.get("note_type"), "a note type")
        notes = _mapping(fields.get("notes"), "the notes of a release")
        marks = {identity: _mark(mark) for identity, mark in notes.items()}
        return cls(
            deck="" if version == 1 else _text(fields.get("deck"), "the id of a deck"),
            # A merge may have taken the one's time and the other's notes.
            time=max([_time(fields.get("time")), *(mark.time for mark in marks.values())]),
            note_type=_text(kind.get("hash"), "the hash of a note type"),
            schema=FIRST_SCHEMA if version == 1 else _ids(kind.get("ids")),
            notes=marks,
        )

    @classmethod
    def read(cls, path: Path) -> Release | None:
        """The release in a file; None where there is no file. Raises AnkiError where it cannot be read."""
        try:
            text = path.read_text("utf-8")
            if "<<<<<<<" in text:
                raise AnkiError(f"a merge left a conflict in it; {_AGAIN}, and release anew")
            return cls.from_json(json.loads(text, object_pairs_hook=_once))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise AnkiError(f"{path}: {error}; {_AGAIN}") from error
        except AnkiError as error:
            raise AnkiError(f"{path}: {error}") from error

    def text(self) -> str:
        """The release as it stands in its file."""
        return json.dumps(self.to_json(), indent=1) + "\n"


def release_path(deck: Deck) -> Path:
    """Where a deck keeps its release."""
    return deck.folder / FILE_NAME


def differs(content: Content, release: Release | None) -> bool:
    """Whether a note says something else than the release, or is not in it."""
    mark = None if release is None else release.notes.get(content.identity)
    return mark is None or mark.hash != content.digest


def next_release(deck: Deck, notes: Sequence[Content], previous: Release | None, now: int) -> Release:
    """The release that follows: what changed stands from `now` (seconds) on, what did not keeps its time.

    Retired exercises keep their marks, so that they are known when they return. Where nothing changed, it is the
    previous release itself, but for what version 1 did not remember.
    """
    kind = note_type()
    changed = [content for content in notes if differs(content, previous)]
    marks: dict[str, Mark] = {} if previous is None else dict(previous.notes)
    # Later than every note of the last release, and than those that were built on top of it.
    time = max(now, (BASE_TIME if previous is None else previous.time) + 2)
    if previous is not None and not changed and previous.note_type == kind.digest:
        time = previous.time
    marks |= {content.identity: Mark(content.digest, time) for content in changed}
    marks |= {content.identity: replace(marks[content.identity], title=content.title) for content in notes}
    return Release(deck.id, time, kind.digest, kind.schema, marks)


def note_time(content: Content, release: Release | None) -> int:
    """From when on a note says what it says, in seconds: a note that changed since the release is a second younger."""
    if release is None:
        return BASE_TIME
    return release.time + 1 if differs(content, release) else release.notes[content.identity].time


def note_release(content: Content, release: Release | None) -> str:
    """The release since which a note says what it says, by its day; a draft is not released yet."""
    return DRAFT if differs(content, release) else _day(note_time(content, release))


def _day(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).date().isoformat()


def _mark_to_json(mark: Mark) -> dict[str, object]:
    return {"hash": mark.hash, "time": mark.time, "title": mark.title}


def _mark(value: object) -> Mark:
    fields = _mapping(value, "a mark")
    return Mark(
        _text(fields.get("hash"), "the hash of a content"),
        _time(fields.get("time")),
        _text(fields.get("title", ""), "the title of a note"),
    )


def _once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """An object of which no key comes twice, as it may after a merge."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} comes twice")
        found[key] = value
    return found


def _ids(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not value or not all(type(each) is int for each in value):
        raise AnkiError(f"expected the ids of a note type, got {value!r}; {_AGAIN}")
    return tuple(value)


def _time(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _LATEST:
        raise AnkiError(f"expected a time in seconds, got {value!r}; {_AGAIN}")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise AnkiError(f"expected {what}, got {value!r}; {_AGAIN}")
    return value


def _mapping(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise AnkiError(f"expected {what}, a mapping, got {type(value).__name__}; {_AGAIN}")
    return value
