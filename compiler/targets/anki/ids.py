"""Identity for ever: ids in Anki that follow from a deck's permanent id and an exercise's identity; names, tags."""

from __future__ import annotations

import hashlib

import genanki

from compiler.deck import Chapter, Deck, Exercise

# Anki's ids are times in milliseconds. These look like times of 2020 to 2023: never in the future.
_FIRST_ID = 1_600_000_000_000
_IDS = 100_000_000_000


def stable_id(*parts: str) -> int:
    """An id for Anki that depends on the parts alone."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return _FIRST_ID + int.from_bytes(digest[:8], "big") % _IDS


def key(deck: Deck, identity: str) -> str:
    """What a card is called among all cards: the deck's permanent id and the exercise's first slug."""
    return f"{deck.id}/{identity}"


def guid(deck: Deck, identity: str) -> str:
    """By this Anki knows a note again, whatever its number, title, texts and numbers have become."""
    return str(genanki.guid_for(deck.id, identity))


def deck_id(deck: Deck) -> int:
    """Anki's id of the parent deck."""
    return stable_id("deck", deck.id)


def chapter_id(deck: Deck, chapter: Chapter) -> int:
    """Anki's id of a chapter's subdeck."""
    return stable_id("deck", deck.id, chapter.slug)


def deck_name(deck: Deck) -> str:
    """The parent deck's name."""
    return _one_level(deck.title)


def chapter_name(deck: Deck, chapter: Chapter) -> str:
    """The subdeck's name: `Title::08 Language models`, padded so that names sort as chapters do."""
    return f"{deck_name(deck)}::{chapter.number:02d} {_one_level(chapter.title)}"


def tags(deck: Deck, chapter: Chapter, exercise: Exercise) -> tuple[str, ...]:
    """Chapter, type and the author's tags, in a tree of the deck's own, then the tags of the deck itself; each once."""
    own = (f"{chapter.number:02d}-{chapter.slug}", f"type::{exercise.type}", *exercise.tags)
    found = [f"{_tag(deck.name)}::{_tag(tag)}" for tag in own] + [_tag(tag) for tag in deck.tags]
    return tuple(dict.fromkeys(found))


def retired_tags(deck: Deck) -> tuple[str, ...]:
    """The tags of a retired exercise."""
    return (f"{_tag(deck.name)}::retired",)


def _one_level(title: str) -> str:
    """A title as one level of a deck's name, where `::` would begin another."""
    return " ".join(title.replace("::", ": ").split())


def _tag(text: str) -> str:
    return "-".join(text.split())
