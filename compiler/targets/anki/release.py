"""What was last released: the content of each note and since when it says that. Kept in git.

Anki takes a note from a package only when it was modified later than the note it has. So a note's time moves on
when its content does and stays otherwise; building reads these times, and only a release writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from compiler.deck import Deck
from compiler.targets.anki.errors import AnkiError
from compiler.targets.anki.model import NoteType, note_type
from compiler.targets.anki.note import Content

VERSION = 2
FILE_NAME = "release.json"
DRAFT = "draft"
# November 2023, in seconds: what was never released is older than any release.
BASE_TIME = 1_700_000_000
_LATEST = 2**33


@dataclass(frozen=True, slots=True)
class Mark:
    """A content by its hash, and the time in seconds from which on it stands; a note's has its title."""

    hash: str
    time: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """When the deck was last released (seconds), and the marks of its note type and of its notes by identity.

    `schema` are the ids of the note type, by which Anki takes it for the same one; none where a release of old did not
    tell.
    """

    time: int
    note_type: Mark
    notes: Mapping[str, Mark]
    schema: tuple[int, ...] = ()

    @property
    def day(self) -> str:
        """The day of the release, in UTC."""
        return _day(self.time)

    def to_json(self) -> dict[str, object]:
        """The release as JSON types."""
        return {
            "version": VERSION,
            "time": self.time,
            "note_type": _mark_to_json(self.note_type),
            "schema": list(self.schema),
            "notes": {identity: _mark_to_json(mark) for identity, mark in sorted(self.notes.items())},
        }

    @classmethod
    def from_json(cls, value: object) -> Release:
        """The release of JSON types. Raises AnkiError for anything else."""
        fields = _mapping(value, "a release")
        version = fields.get("version")
        if version not in (1, VERSION):
            raise AnkiError(f"expected version {VERSION} of a release, got {version!r}: update drillbook")
        notes = _mapping(fields.get("notes"), "the notes of a release")
        return cls(
            time=_time(fields.get("time")),
            note_type=_mark(fields.get("note_type")),
            notes={identity: _mark(mark) for identity, mark in notes.items()},
            schema=() if version == 1 else _ids(fields.get("schema")),
        )

    @classmethod
    def read(cls, path: Path) -> Release | None:
        """The release in a file; None where there is no file. Raises AnkiError where it cannot be read."""
        try:
            return cls.from_json(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, AnkiError) as error:
            raise AnkiError(f"{path}: {error}; take the file from the version control again") from error

    def text(self) -> str:
        """The release as it stands in its file."""
        return json.dumps(self.to_json(), indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many notes are unchanged, changed, new or retired since a release, and whether the note type changed.

    A note type that splits would be a second one to Anki, and notes that are there would never be updated again;
    `split` says in words by what.
    """

    unchanged: int
    changed: int
    new: int
    retired: int
    note_type: bool
    split: tuple[str, ...] = ()

    @property
    def splits(self) -> bool:
        """Whether the note type splits."""
        return bool(self.split)

    @property
    def any(self) -> bool:
        """Whether there is something to release."""
        return self.note_type or self.changed + self.new + self.retired > 0


def release_path(deck: Deck) -> Path:
    """Where a deck keeps its release."""
    return deck.folder / FILE_NAME


def changes(found: Sequence[Content], release: Release | None) -> Changes:
    """What differs from a release; without one, everything is new. Who was retired before is not counted again."""
    present = [content for content in found if content.chapter is not None]
    gone = [content for content in found if content.chapter is None]
    marks = {} if release is None else release.notes
    known = [content for content in present if content.identity in marks]
    same = [content for content in known if not _differs(content, release)]
    return Changes(
        unchanged=len(same),
        changed=len(known) - len(same),
        new=len(present) - len(known),
        retired=sum(_differs(content, release) for content in gone),
        note_type=release is None or release.note_type.hash != note_type().digest,
        split=() if release is None else _split(release.schema, note_type()),
    )


def _split(before: tuple[int, ...], kind: NoteType) -> tuple[str, ...]:
    """By what a note type is another one to Anki than that of a release; nothing where the release does not tell."""
    now = kind.schema
    if before in ((), now):
        return ()
    if before[0] != now[0]:
        return (f"its own id was {before[0]}",)
    names = {part["id"]: f"{what} {part['name']}" for what, of in _parts(kind) for part in of if "id" in part}
    gone, added = [i for i in before[1:] if i not in now], [i for i in now[1:] if i not in before]
    left, kept = [i for i in before[1:] if i in now], [i for i in now[1:] if i in before]
    moved = [names[new] for old, new in zip(left, kept, strict=True) if old != new]
    return (
        *(f"{names[i]} added" for i in added),
        *(f"the one with the id {i} removed" for i in gone),
        *(f"{name} moved" for name in moved),
    )


def _parts(kind: NoteType) -> tuple[tuple[str, tuple[dict[str, object], ...]], ...]:
    return ("field", kind.fields), ("template", kind.templates)


def _differs(content: Content, release: Release | None) -> bool:
    """Whether a note says something else than the release, or is not in it."""
    mark = None if release is None else release.notes.get(content.identity)
    return mark is None or mark.hash != content.digest


def next_release(notes: Sequence[Content], previous: Release | None, now: int) -> Release:
    """The release that follows: what changed stands from `now` (seconds) on, what did not keeps its time.

    Retired exercises keep their marks, so that they are known when they return. Where nothing changed, it is the
    previous release itself, but for what older versions did not remember.
    """
    schema = note_type().schema
    if previous is not None and not changes(notes, previous).any:
        return replace(previous, schema=schema, notes=_titled(previous.notes, notes))
    # Later than every note of the last release, and than those that were built on top of it.
    time = now if previous is None else max(now, previous.time + 2)
    marks: dict[str, Mark] = {} if previous is None else dict(previous.notes)
    for content in notes:
        marks[content.identity] = _moved(marks.get(content.identity), content.digest, time)
    marks = _titled(marks, notes)
    kind = _moved(None if previous is None else previous.note_type, note_type().digest, time)
    return Release(time, kind, marks, schema)


def _titled(marks: Mapping[str, Mark], notes: Sequence[Content]) -> dict[str, Mark]:
    titles = {content.identity: content.title for content in notes}
    return {identity: replace(mark, title=titles.get(identity, mark.title)) for identity, mark in marks.items()}


def note_time(content: Content, release: Release | None) -> int:
    """From when on a note says what it says, in seconds: a note that changed since the release is a second younger."""
    if release is None:
        return BASE_TIME
    return _moved(release.notes.get(content.identity), content.digest, release.time + 1).time


def note_release(content: Content, release: Release | None) -> str:
    """The release since which a note says what it says, by its day; a draft is not released yet."""
    return DRAFT if _differs(content, release) else _day(note_time(content, release))


def note_type_time(release: Release | None) -> int:
    """The same for the note type."""
    return BASE_TIME if release is None else _moved(release.note_type, note_type().digest, release.time + 1).time


def _day(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).date().isoformat()


def _moved(mark: Mark | None, digest: str, time: int) -> Mark:
    return mark if mark is not None and mark.hash == digest else Mark(digest, time)


def _mark_to_json(mark: Mark) -> dict[str, object]:
    return {"hash": mark.hash, "time": mark.time, **({"title": mark.title} if mark.title else {})}


def _mark(value: object) -> Mark:
    fields = _mapping(value, "a mark")
    digest = fields.get("hash")
    if not isinstance(digest, str):
        raise AnkiError(f"expected the hash of a content, got {digest!r}")
    title = fields.get("title", "")
    if not isinstance(title, str):
        raise AnkiError(f"expected the title of a note, got {title!r}")
    return Mark(digest, _time(fields.get("time")), title)


def _ids(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(each, int) for each in value):
        raise AnkiError(f"expected the ids of a note type, got {value!r}")
    return tuple(value)


def _time(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _LATEST:
        raise AnkiError(f"expected a time in seconds, got {value!r}")
    return value


def _mapping(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise AnkiError(f"expected {what}, a mapping, got {type(value).__name__}")
    return value
