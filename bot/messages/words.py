"""What the bot says: every text comes from one table, which has a file for each language, such as `en.toml`.

Which language is spoken is set for a task, and for what it starts: `speak` and `speaking` set it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from scheduler.rules import Refusal

_FOLDER = Path(__file__).parent
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""What the bot speaks, by what the languages call themselves; the first one where it does not speak somebody's."""
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> str:
    """The language that is spoken now."""
    return _spoken.get()


@lru_cache(maxsize=64)
def language_of(locale: str | None) -> str:
    """The language for a locale of Discord, such as `de` or `en-GB`."""
    found = (locale or "").lower().partition("-")[0]
    return found if found in LANGUAGES else ENGLISH


def speak(language: str) -> None:
    """Speak a language from now on: in this task, and in what it starts."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language: in this task and in what is started meanwhile."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(key: str, **slots: object) -> str:
    """The text of a key such as `drill.own`, with its slots filled. Raises KeyError where there is none."""
    return table(spoken())[key].format(**slots)


def count(key: str, n: int, **slots: object) -> str:
    """The text of a key that counts: one, or other."""
    return say(f"{key}.{'one' if n == 1 else 'other'}", n=n, **slots)


def sentence(error: Exception) -> str:
    """What an error says, as a sentence of its own; a refusal that has a code says it in any language."""
    text = str(error)
    if isinstance(error, Refusal) and error.code:
        text = say(f"errors.{error.code}", **error.slots)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"


def in_words(day: date) -> str:
    """A day as people say it: Wed 25 November."""
    weekday, month = say("days.weekdays").split()[day.weekday()], say("days.months").split()[day.month - 1]
    return say("days.day", weekday=weekday, day=day.day, month=month)


@cache
def table(language: str = ENGLISH) -> dict[str, str]:
    """All texts of a language by their keys."""
    return dict(_flat("", tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))))


def _flat(prefix: str, found: dict[str, object]) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    for name, value in found.items():
        key = f"{prefix}{name}"
        texts += _flat(f"{key}.", value) if isinstance(value, dict) else [(key, str(value))]
    return texts
