"""What an update does to people who have the last release of a deck."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from compiler.console import Failure
from compiler.deck import Deck

if TYPE_CHECKING:
    from compiler.targets.anki import Changes, Content, Release

_OVERWRITTEN = (
    "In a note that changes or is retired, what they have written into it (the field Notes too) and tags of their own "
    "are replaced, unless they edited it after the release."
)
_SPLIT = (
    "the note type is another one than in the last release ({}). Anki would give those who have the deck a second note "
    "type, Drillbook+, and never update the notes that they have. Put the ids back as they were; if you must, go on "
    "with --split-note-type"
)
_KINDS = {
    "unchanged": "the note type stays as it is",
    "updated": "the look of the cards changes",
    "split": "the note type splits, and the notes that they have get no more updates",
}


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

    try:
        release = Release.read(release_path(deck))
    except AnkiError as error:
        raise Failure(str(error)) from None
    notes = with_retired(deck, present, release)
    since = changes(notes, release)
    if since.splits and not may_split:
        raise Failure(f"{deck.name}: {_SPLIT.format('; '.join(since.split))}")
    return release, notes, since


def effect(since: Changes) -> str:
    """What an update does to people who have the last release, in sentences."""
    parts = [
        (since.changed, "changes", "change"),
        (since.new, "is new", "are new"),
        (since.retired, "is retired", "are retired"),
        (since.unchanged, "stays as it is", "stay as they are"),
    ]
    notes = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count)
    told = f"of the notes {notes}; {_KINDS[kind(since)]}. Schedules and reviews stay."
    return f"{told} {_OVERWRITTEN}" if since.changed + since.retired and not since.splits else told


def kind(since: Changes) -> str:
    """What becomes of the note type."""
    return "split" if since.splits else "updated" if since.note_type else "unchanged"


def counts(since: Changes) -> dict[str, object]:
    """What differs from the last release, for machines."""
    numbers = {"unchanged": since.unchanged, "changed": since.changed, "new": since.new, "retired": since.retired}
    return {**numbers, "note_type_changed": since.note_type, "note_type": kind(since)}


def sentence(since: Changes) -> str:
    """What differs from the last release, for people: `1 changed, 9 unchanged`."""
    parts = [
        f"{count} {what}"
        for what, count in counts(since).items()
        if isinstance(count, int) and count and what != "note_type_changed"
    ]
    return ", ".join([*parts, *(["note type changed"] if since.note_type else [])]) or "nothing"
