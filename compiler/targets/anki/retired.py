"""Exercises that a deck has no longer: whoever has their cards is told so, by an update like any other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from compiler.deck import Deck
from compiler.targets.anki import ids
from compiler.targets.anki.model import FIELDS
from compiler.targets.anki.note import Content
from compiler.targets.anki.release import Release
from compiler.targets.html import escape

_PROMPT = (
    "<p>This exercise is no longer part of the deck.</p>"
    "<p>Suspend its card or delete it, as you like: your reviews stay in your statistics.</p>"
)


def with_retired(deck: Deck, notes: Sequence[Content], release: Release | None) -> tuple[Content, ...]:
    """The notes of a deck, and behind them one for each exercise that was released and is no longer there."""
    if release is None:
        return tuple(notes)
    present = {note.identity for note in notes}
    gone = ((identity, mark.title) for identity, mark in release.notes.items() if identity not in present)
    return (*notes, *(_retired(deck, identity, title) for identity, title in gone))


def _retired(deck: Deck, identity: str, title: str) -> Content:
    key = ids.key(deck, identity)
    said = {
        "Key": escape(key),
        "Title": escape(title or identity),
        "Prompt": _PROMPT,
        "Source": escape(deck.source),
        "Licence": escape(deck.licence),
    }
    return Content(
        identity=identity,
        key=key,
        guid=ids.guid(deck, identity),
        title=title or identity,
        chapter=None,
        fields=tuple((field.name, said.get(field.name, "")) for field in FIELDS),
        tags=ids.retired_tags(deck),
        picture=None,
        digest=hashlib.sha256(json.dumps([said["Title"], _PROMPT]).encode()).hexdigest()[:32],
    )
