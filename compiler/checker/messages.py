"""What the checker says: whole sentences by their ids, from one table for each language.

The English one is among the facts that both twins need; the others stand beside it, as `messages.de.json`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from compiler.checker.facts import facts

ENGLISH = "en"


@cache
def sentences(language: str = ENGLISH) -> Mapping[str, str]:
    """The sentences of a language by their ids. Raises FileNotFoundError where it has none."""
    if language == ENGLISH:
        return facts()["messages"]
    found: dict[str, str] = json.loads(Path(__file__).with_name(f"messages.{language}.json").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """Several words in a sentence, joined by the message `either` (B, kB or MB) or `both` (S, Z and q)."""

    join: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words, joined in English."""
        return self.in_language(ENGLISH)

    def in_language(self, language: str) -> str:
        """The words, joined."""
        *others, last = self.words
        return sentences(language)[self.join].format(first=", ".join(others), last=last) if others else last


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its id and what fills its slots, so that it can be said in any language."""

    message: str
    slots: tuple[tuple[str, str | Words | Said], ...] = ()

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.in_language(ENGLISH)

    def in_language(self, language: str) -> str:
        """The sentence. A slot's text is put in as it is, braces and all."""
        slots = {name: slot if isinstance(slot, str) else slot.in_language(language) for name, slot in self.slots}
        return sentences(language)[self.message].format(**slots)


def said(message: str, **slots: str | Words | Said) -> Said:
    """The sentence of that id."""
    return Said(message, tuple(slots.items()))


class NotRead(Exception):
    """A reply that was not read: `said` tells why, or asks which of two readings is meant.

    Of what somebody typed it repeats the beginning, which is harmless to show: letters, digits and plain signs.
    """

    def __init__(self, message: str, **slots: str | Words | Said) -> None:
        super().__init__(message)
        shown = {name: _beginning(slot) if isinstance(slot, str) else slot for name, slot in slots.items()}
        self.said = said(message, **shown)

    @property
    def asks(self) -> bool:
        """Whether the reply can be read in two ways, and a question goes back."""
        return self.said.message.startswith("ask-")


def either(words: Sequence[str]) -> Words:
    """The words as a choice: `B`, `B or kB`, `B, kB or MB`."""
    return Words("either", tuple(words))


def both(words: Sequence[str]) -> Words:
    """The words together: `S`, `S and Z`, `S, Z and q`."""
    return Words("both", tuple(words))


def _beginning(text: str) -> str:
    shown = facts()["limits"]["shown"]
    return text if len(text) <= shown else f"{text[:shown]}…"


def character_name(character: str) -> str:
    """A character as a message shows it: itself where it can be seen alone, and its code point."""
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if unicodedata.category(character)[0] in "LNPS" else code
