"""Settings of `drillbook bot`: what there is to set, what each may be, and what holds where nothing is said.

Where they are read from is the business of `reading`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.logs import Format, Level
from bot.redaction import redacted
from bot.settings.proxies import proxy
from bot.settings.tokens import application_id
from compiler.console import UsageError, chosen_folders, nearest
from scheduler.rules import ZoneError, zone

PREFIX = "DRILLBOOK_"
LEAST_DRAIN, MOST_DRAIN = 1.0, 120.0
"""Seconds that a bot which is told to stop may go on with what it began."""
MOST_SHARDS = 64
"""Connections with Discord: as many as one process can serve, and for 160,000 servers."""
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_MOST_PORT = 65_535
Address = tuple[str, int]
"""Host and port."""
Shards = int | Literal["auto"] | None
"""How many connections share the servers: some, as many as Discord advises, or a single one for all (None)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the bot runs. No deck means all in the house; no format, that the stream decides."""

    token: SecretStr
    decks: tuple[str, ...] = ()
    log_level: Level = "info"
    log_format: Format | None = None
    message_content: bool = False
    drain_seconds: float = 20.0
    zone: str = "UTC"
    proxy: str | None = field(default=None, repr=False)  # there may be a password in it
    shards: Shards = None
    health: Address | None = None
    warnings: tuple[str, ...] = ()

    @property
    def application_id(self) -> int | None:
        """The number of the application, as the token tells it."""
        return application_id(self.token.get_secret_value())


# How each setting is read. Each of these raises ValueError with what was expected, what came and what to do.


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text in quotes, with something in it")
    return value


def _decks(value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError('expected decks with commas between them, or a list of them, as ["transformers"]')
    names = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    try:
        if names:
            chosen_folders(names)
    except UsageError as error:
        raise ValueError(str(error)) from None
    return names


def _one_of(value: object, words: tuple[str, ...]) -> str:
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in words:
        return word
    near = nearest(word, words) if word else None
    raise ValueError(f"expected {', '.join(words[:-1])} or {words[-1]}, got {_shown(value)}{meant(near)}")


def _level(value: object) -> str:
    return _one_of(value, get_args(Level))


def _format(value: object) -> str:
    return _one_of(value, get_args(Format))


def _switch(value: object) -> bool:
    word = str(value).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"expected true or false, got {_shown(value)}")


def _seconds(value: object) -> float:
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else 0.0
    except (ValueError, OverflowError):
        number = 0.0
    if LEAST_DRAIN <= number <= MOST_DRAIN:
        return number
    raise ValueError(f"expected seconds from {LEAST_DRAIN:g} to {MOST_DRAIN:g}, got {_shown(value)}")


def _proxy(value: object) -> str:
    return proxy(_text(value))


def _zone(value: object) -> str:
    try:
        return zone(redacted(value.strip())).key if isinstance(value, str) else _text(value)
    except ZoneError as error:
        raise ValueError(str(error)) from None


def _shards(value: object) -> Shards:
    word = str(value).strip().lower()
    if word == "auto" or word in _NO:
        return "auto" if word == "auto" else None
    if re.fullmatch("[0-9]{1,9}", word) and 1 <= int(word) <= MOST_SHARDS:
        return int(word)
    raise ValueError(f"expected off, auto or a number from 1 to {MOST_SHARDS}, got {_shown(value)}")


def _address(value: object) -> Address:
    """An address to listen on: `127.0.0.1:8710`, `localhost:8710`, `[::1]:8710`."""
    found = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\]:([0-9]{1,9})|([\w.-]+):([0-9]{1,9})", _text(value).strip())
    host, port = (found[1] or found[3], int(found[2] or found[4])) if found else ("", 0)
    if not 1 <= port <= _MOST_PORT:
        raise ValueError(f"expected a host of this machine and a port, as 127.0.0.1:8710, got {_shown(value)}")
    return host, port


class Read(BaseSettings):
    """The settings as they are written; `reading` puts the sources in, so that nothing else is looked at."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        validate_default=False,
        hide_input_in_errors=True,
        frozen=True,
    )

    token: Annotated[SecretStr | None, BeforeValidator(_text)] = None
    token_file: Annotated[str | None, BeforeValidator(_text)] = None
    decks: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_decks)] = ()
    log_level: Annotated[Level, BeforeValidator(_level)] = "info"
    log_format: Annotated[Format | None, BeforeValidator(_format)] = None
    message_content: Annotated[bool, BeforeValidator(_switch)] = False
    drain_seconds: Annotated[float, BeforeValidator(_seconds)] = 20.0
    zone: Annotated[str, BeforeValidator(_zone)] = "UTC"
    proxy: Annotated[str | None, BeforeValidator(_proxy)] = None
    shards: Annotated[Shards, NoDecode, BeforeValidator(_shards)] = None
    health: Annotated[Address | None, NoDecode, BeforeValidator(_address)] = None


NAMES = tuple(Read.model_fields)
"""The settings, as the file names them."""


def _shown(value: object) -> str:
    text = redacted(repr(value))
    return text if len(text) <= 60 else f"{text[:59]}…"


def meant(near: str | None) -> str:
    """The end of a message where something that exists is nearly what was written."""
    return f"; did you mean `{near}`?" if near else ""
