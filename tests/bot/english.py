"""What is English among the texts that the bot has sent: pieces of its own table, and of the checker's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from bot.messages.words import table
from compiler.checker.messages import sentences
from tests.bot.played import Played

LABELS = {"label", "name", "title"}
SHOWN = LABELS | {"content", "description", "text", "placeholder"}
"""Where texts stand in what Discord is sent."""
LEAST = 8
"""From how many characters on, in two words or more, a piece of a text is looked for within others."""


def shown(sent: object) -> Iterator[tuple[str, str]]:
    """Where a text stands in what was sent to Discord, and the text."""
    if isinstance(sent, dict):
        for key, value in sent.items():
            if key in SHOWN and isinstance(value, str):
                yield key, value
            yield from shown(value)
    elif isinstance(sent, list):
        for each in sent:
            yield from shown(each)


def sent(it: Played) -> list[tuple[str, str]]:
    """All that the bot has sent, but for the commands, which it announces in all languages at once."""
    bodies = [each.json for each in it.env.http_requests if not each.path.endswith("/commands")]
    return [each for body in bodies for each in shown(body)]


def pieces(text: str) -> list[str]:
    """What stands between the slots of a text."""
    return [literal.strip(" .:;,·*") for literal, _, _, _ in Formatter().parse(text)]


def english() -> tuple[set[str], set[str]]:
    """Whole texts, and pieces of texts, that are said in English only."""
    here, there = {**table(), **sentences()}, [*table("de").values(), *sentences("de").values()]
    whole = set(here.values()) - set(there)
    long = {each for text in here.values() for each in pieces(text) if " " in each and len(each) >= LEAST}
    return whole, {each for each in long if not any(each in text for text in there)}


WHOLE, PIECES = english()
_PIECE = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(PIECES, key=len, reverse=True)))})\b")


def untranslated(texts: list[tuple[str, str]]) -> set[str]:
    """What of some texts is English: a label, or a piece of what is longer."""
    labels = {text for where, text in texts if where in LABELS and text in WHOLE}
    return labels | {found for text in {text for _, text in texts} for found in _PIECE.findall(text)}
