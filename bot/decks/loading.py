"""A deck's folder as a deck that the bot can have: without errors, and small enough to be held and drawn from."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from bot.decks.unpacking import NotTaken, files_of
from bot.logs import log
from bot.messages.words import say
from compiler.deck import Deck, Drawn, load, operations

MOST_BYTES, MOST_DRAWN = 50_000_000, 100_000
"""Of a group's decks together: their bytes, and the values that they draw from, which are what takes memory."""
MOST_OPERATIONS = 10_000
"""To draw an exercise, as the bot does for each question: some 0.1 s, and ten times what a long one takes."""
MOST_TITLE = 100
LOG = logging.getLogger("drillbook.bot")


def good(folder: Path) -> Deck | None:
    """The deck in a folder; where it has errors, the first is logged, by its place: it may quote what members wrote."""
    found = load(folder)
    if found.deck is not None and not found.diagnostics:
        return found.deck
    first = found.diagnostics[0]
    place = f"{first.span.file.path}:{first.span.line}"
    log(LOG, logging.ERROR, "a deck cannot be read", folder=str(folder), code=first.code, place=place)
    return None


def loaded(folder: Path) -> Deck:
    """The deck in a folder that was proved. Raises NotTaken where its title is none that can be shown everywhere."""
    found = load(folder)
    if found.deck is None or found.diagnostics:
        raise NotTaken(say("decks.not_proved"))
    if not (0 < len(found.deck.title) <= MOST_TITLE and found.deck.title.isprintable()):
        raise NotTaken(say("decks.bad_title", most=MOST_TITLE))
    return found.deck


def refuse_large(deck: Deck, staged: Path, folders: Iterable[Path], others: Iterable[Deck]) -> None:
    """Raises NotTaken where a deck is too large, or is so beside the other folders and decks of its group."""
    if sum(path.stat().st_size for folder in (staged, *folders) for path in files_of(folder)) > MOST_BYTES:
        raise NotTaken(say("decks.full", most=MOST_BYTES // 1_000_000))
    if sum(map(_drawn_from, (deck, *others))) > MOST_DRAWN:
        raise NotTaken(say("decks.too_many_values", most=f"{MOST_DRAWN:,}"))
    for each in deck.exercises:
        if operations(each) > MOST_OPERATIONS:
            raise NotTaken(say("decks.too_long", exercise=each.slug, most=f"{MOST_OPERATIONS:,}"))


def _drawn_from(deck: Deck) -> int:
    """How many values the exercises of a deck draw from."""
    draws = (each for exercise in deck.exercises for each in exercise.given if isinstance(each, Drawn))
    return sum(len(each.options) * len(each.names) for each in draws)
