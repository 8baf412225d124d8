"""What differs from the last release, and what that means to people who have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compiler.targets.anki.model import NoteType, note_type
from compiler.targets.anki.note import Content
from compiler.targets.anki.release import Release, differs


@dataclass(frozen=True, slots=True)
class Changes:
    """The exercises, by identity, that are unchanged, changed, new or retired since a release; and the note type.

    A note type that splits would be a second one to Anki, and notes that are there would never be updated again;
    `split` says in words by what.
    """

    unchanged: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    retired: tuple[str, ...]
    note_type: bool
    split: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is something to release."""
        return self.note_type or bool(self.changed or self.new or self.retired)


def changes(found: Sequence[Content], release: Release | None) -> Changes:
    """What differs from a release; without one, everything is new. Who was retired before is not counted again."""
    known = {} if release is None else release.notes
    present = [content for content in found if content.chapter is not None]
    kept = [content for content in present if content.identity in known]
    return Changes(
        unchanged=_names(content for content in kept if not differs(content, release)),
        changed=_names(content for content in kept if differs(content, release)),
        new=_names(content for content in present if content.identity not in known),
        retired=_names(content for content in found if content.chapter is None and differs(content, release)),
        note_type=release is None or release.note_type != note_type().digest,
        split=() if release is None else _split(release.schema, note_type()),
    )


def _names(contents: Iterable[Content]) -> tuple[str, ...]:
    return tuple(content.identity for content in contents)


def _split(before: tuple[int, ...], kind: NoteType) -> tuple[str, ...]:
    """By what a note type is another one to Anki than that of a release."""
    now = kind.schema
    if before == now:
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
