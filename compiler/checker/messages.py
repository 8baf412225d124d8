"""What the checker says: whole sentences by their ids."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.checker.facts import facts


def say(message: str, **slots: str) -> str:
    """The sentence of that id with its slots filled. A slot's text is put in as it is, braces and all."""
    return facts()["messages"][message].format(**slots)


def either(words: Sequence[str]) -> str:
    """The words as a choice: `B`, `B or kB`, `B, kB or MB`."""
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
