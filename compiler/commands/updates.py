"""What an update does to people who have the last release of a deck."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.console import Failure
from compiler.deck import Deck

if TYPE_CHECKING:
    from compiler.targets.anki import Changes, Content, Release

_OVERWRITTEN = (
    "In a note that changes or is retired, what they have written into it (the field Notes too) and tags of their own "
    "are replaced, unless they edited it after the coming release."
)
_RENAMED = "If one was only renamed, list its old slug under `was:`, or its learners begin it again."
_SPLIT = (
    "the fields or templates of the note type are others than in the last release ({}). Anki would give those who have "
    "the deck a second note type, Drillbook+, and never update the notes that they have. Build with the drillbook that "
    "made the release; if you must, go on with --split-note-type"
)
_KINDS = {
    "unchanged": "the note type stays as it is",
    "updated": "the look of the cards changes",
    "split": "they get a second note type, and no updates of the notes that they have",
}
_NAMED = 5


def add_split(parser: argparse.ArgumentParser) -> None:
    """The option to go on where the note type would split."""
    parser.add_argument(
        "--split-note-type",
        action="store_true",
        help="go on where learners would get a second note type, and no more updates of the notes that they have",
    )


def compared(
    deck: Deck, present: Sequence[Content], may_split: bool
) -> tuple[Release | None, tuple[Content, ...], Changes]:
    """The deck's last release, its notes with those that are retired, and what differs.

    Raises Failure where the release cannot be read, and where the note type would split and may not.
    """
    from compiler.targets.anki import AnkiError, Release, changes, release_path, with_retired

    path = release_path(deck)
    try:
        release = Release.read(path)
    except AnkiError as error:
        raise Failure(str(error)) from None
    if release is not None:
        _check_names(deck, release, path)
    notes = with_retired(deck, present, release)
    since = changes(notes, release)
    if since.split and not may_split:
        raise Failure(f"{deck.name}: {_SPLIT.format('; '.join(since.split))}")
    return release, notes, since


def _check_names(deck: Deck, release: Release, path: Path) -> None:
    """Raises Failure where the progress of learners would go to another deck, or to another exercise."""
    if release.deck not in ("", deck.id):
        raise Failure(
            f"{path} is the release of the deck {release.deck}, and this deck's id is {deck.id}: put the id back, or "
            "everybody starts again; for a deck of its own, delete the file"
        )
    for exercise in deck.exercises:
        if exercise.slug != exercise.identity and exercise.slug in release.notes:
            raise Failure(
                f"{deck.name}: {exercise.slug} was released under this name, and `was: {exercise.identity}` would give "
                f"it the cards of {exercise.identity}: remove it from `was`"
            )


def effect(since: Changes) -> str:
    """What an update does to people who have the last release, in sentences."""
    parts = [
        (since.changed, "changes", "change"),
        (since.new, "is new", "are new"),
        (since.retired, "is retired", "are retired"),
        (since.unchanged, "stays as it is", "stay as they are"),
    ]
    said = [f"{len(names)} {one if len(names) == 1 else many}" for names, one, many in parts if names]
    told = f"{', '.join(said)}; {_KINDS[kind(since)]}. Schedules and reviews stay."
    if (since.changed or since.retired) and not since.split:
        told += f" {_OVERWRITTEN}"
    if since.retired:
        told += f" Retired: {_some(since.retired)}."
    if since.retired and since.new:
        told += f" New: {_some(since.new)}. {_RENAMED}"
    return told


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def kind(since: Changes) -> str:
    """What becomes of the note type."""
    return "split" if since.split else "updated" if since.note_type else "unchanged"


def counts(since: Changes) -> dict[str, object]:
    """What differs from the last release, for machines."""
    return {**_counts(since), "note_type_changed": since.note_type, "note_type": kind(since)}


def sentence(since: Changes) -> str:
    """What differs from the last release, for people: `1 changed, 9 unchanged`."""
    parts = [f"{count} {what}" for what, count in _counts(since).items() if count]
    return ", ".join([*parts, *(["note type changed"] if since.note_type else [])]) or "nothing"


def _counts(since: Changes) -> dict[str, int]:
    return {name: len(getattr(since, name)) for name in ("unchanged", "changed", "new", "retired")}
