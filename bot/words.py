"""What the bot says: every text comes from one table, `messages.toml`."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("messages.toml")


def say(key: str, **slots: object) -> str:
    """The text of a key such as `drill.own`, with its slots filled. Raises KeyError where there is none."""
    return str(table()[key]).format(**slots)


def count(key: str, n: int, **slots: object) -> str:
    """The text of a key that counts: one, or other."""
    return say(f"{key}.{'one' if n == 1 else 'other'}", n=n, **slots)


def sentence(error: Exception) -> str:
    """What an error says, as a sentence of its own."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"


def in_words(day: date) -> str:
    """A day as people say it: Wed 25 November."""
    weekday, month = say("days.weekdays").split()[day.weekday()], say("days.months").split()[day.month - 1]
    return say("days.day", weekday=weekday, day=day.day, month=month)


@cache
def table() -> dict[str, str]:
    """All texts by their keys."""
    return dict(_flat("", tomllib.loads(_TABLE.read_text("utf-8"))))


def _flat(prefix: str, found: dict[str, object]) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    for name, value in found.items():
        key = f"{prefix}{name}"
        texts += _flat(f"{key}.", value) if isinstance(value, dict) else [(key, str(value))]
    return texts
