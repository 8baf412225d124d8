"""What the checker says: whole sentences by their ids, from one table."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from compiler.checker.facts import facts


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its id and what fills its slots, so that it can be said in any language."""

    message: str
    slots: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The sentence. A slot's text is put in as it is, braces and all."""
        return facts()["messages"][self.message].format(**dict(self.slots))


class NotRead(Exception):
    """A reply that was not read: `said` tells why, or asks which of two readings is meant."""

    def __init__(self, message: str, **slots: str) -> None:
        super().__init__(message)
        self.said = Said(message, tuple(slots.items()))

    @property
    def asks(self) -> bool:
        """Whether the reply can be read in two ways, and a question goes back."""
        return self.said.message.startswith("ask-")


def either(words: Sequence[str]) -> str:
    """The words as a choice: `B`, `B or kB`, `B, kB or MB`."""
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def both(words: Sequence[str]) -> str:
    """The words together: `S`, `S and Z`, `S, Z and q`."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def quoted(text: str) -> str:
    """The beginning of what somebody typed, harmless to show: letters, digits and plain signs."""
    shown = facts()["limits"]["shown"]
    return text if len(text) <= shown else f"{text[:shown]}…"


def character_name(character: str) -> str:
    """A character as a message shows it: itself where it can be seen alone, and its code point."""
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if unicodedata.category(character)[0] in "LNPS" else code
