"""Settings of `drillbook bot`: from the environment, or from a file; looked through once, all of them together.

A setting ZONE is `DRILLBOOK_ZONE` in the environment and `zone` in the file; the environment wins. DRILLBOOK_DATA is no
setting of the bot: it names the data folder for all of drillbook. Where no proxy is set, HTTPS_PROXY and NO_PROXY of
the environment count.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.logs import Format, Level, redacted
from bot.proxies import from_environment, proxy
from bot.tokens import application_id, no_token, trouble_with
from compiler.console import UsageError, chosen_folders, data_folder, nearest
from scheduler.rules import ZoneError, zone

PREFIX = "DRILLBOOK_"
FILE = "bot.toml"
"""The file in the data folder that is read where none is named."""
LEAST_DRAIN, MOST_DRAIN = 1.0, 120.0
"""Seconds that a bot which is told to stop may go on with what it began."""

_SECRET = ("token", "token_file")
_MOST_BYTES = 64_000  # of a file
_READABLE_BY_ALL = 0o004
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class SettingsError(UsageError):
    """Settings with which the bot cannot start; the message has a line for each."""


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
    warnings: tuple[str, ...] = ()

    @property
    def application_id(self) -> int | None:
        """The number of the application, as the token tells it."""
        return application_id(self.token.get_secret_value())


def load_settings(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of an environment and of a file, or of bot.toml in the data folder, if it is there.

    Raises SettingsError with everything that is wrong.
    """
    problems = _Problems()
    written = _read_file(_default_file() if file is None else file, problems)
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX) and value.strip()}
    warnings = list(_misspelt(given))
    found = _validated(given, written, problems)
    token = _token(found, given, written, problems, warnings)
    problems.end()
    if found["proxy"] is None:
        found["proxy"], warning = from_environment(environment)
        warnings += [warning] if warning else []
    chosen = {name: value for name, value in found.items() if name not in _SECRET}
    return Settings(token=SecretStr(token), warnings=tuple(warnings), **chosen)


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
    raise ValueError(f"expected {', '.join(words[:-1])} or {words[-1]}, got {_shown(value)}{_meant(near)}")


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


class _Read(BaseSettings):
    """The settings as they are written; the sources are put in by `_sourced`, so that nothing else is looked at."""

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


NAMES = tuple(_Read.model_fields)
"""The settings, as the file names them."""


def _sourced(environment: Mapping[str, str], written: Mapping[str, object]) -> type[_Read]:
    """The same, read from these: the environment first."""

    class Sourced(_Read):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: Any, **__: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            first = EnvSettingsSource(settings_cls)
            first.env_vars = {name.lower(): value for name, value in environment.items()}
            return first, InitSettingsSource(settings_cls, dict(written))

    return Sourced


@dataclass(frozen=True, slots=True)
class _Written:
    """What a file says: values, and the line of each name."""

    path: Path | None
    values: Mapping[str, object]
    lines: Mapping[str, int]

    def place(self, name: str) -> str:
        return f"{self.path}:{self.lines.get(name, 1)}"


class _Problems:
    """All that is wrong, in the order in which it was found."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, name: str, place: str, what: str) -> None:
        self.lines.append(f"  {f'{name} ({place})' if place else name}: {what}")

    def end(self) -> None:
        """Raises SettingsError where there are any."""
        if self.lines:
            raise SettingsError(redacted("\n".join(["these settings do not do:", *self.lines])))


def _default_file() -> Path | None:
    path = data_folder() / FILE
    return path if path.exists() else None


def _read_file(path: Path | None, problems: _Problems) -> _Written:
    """The settings of a file that have a name we know; the others are problems."""
    nothing = _Written(path, {}, {})
    if path is None:
        return nothing
    text = _contents(path, problems, "the file of settings", "name another with --settings FILE")
    if text is None:
        return nothing
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of a number or a nesting that is too long
        problems.add(
            "the file of settings", str(path), f'it is no TOML: {error}; a line reads `zone = "Europe/Berlin"`'
        )
        return nothing
    written = _Written(path, values, _lines(text))
    known = {}
    for name, value in values.items():
        if name in NAMES:
            known[name] = _from(path.parent, name, value)
        else:
            problems.add(f"`{redacted(name)[:60]}`", written.place(name), _unknown(name, value))
    return _Written(path, known, written.lines)


def _unknown(name: str, value: object) -> str:
    plain = name.lower().removeprefix(PREFIX.lower())
    if isinstance(value, dict):
        return "settings stand at the top of the file, without a [table] around them"
    if plain == "data":
        return f"the data folder is named by {PREFIX}DATA, in the environment alone"
    near = nearest(plain, NAMES)
    return f"there is no such setting{_meant(near) or '; there are ' + ', '.join(NAMES)}"


def _lines(text: str) -> dict[str, int]:
    """The line on which a name is first given a value, or heads a table."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if named := re.match(r"\s*\[*\s*[\"']?([\w-]+)", line):
            found.setdefault(named[1], number)
    return found


def _from(folder: Path, name: str, value: object) -> object:
    """Paths in a file are meant from where it lies; a deck's name is no path."""
    if name == "token_file" and isinstance(value, str) and value.strip():
        return str(folder / Path(value).expanduser())
    if name == "decks":
        parts = value.split(",") if isinstance(value, str) else value
        if isinstance(parts, list):
            return [_deck_from(folder, part.strip()) if isinstance(part, str) else part for part in parts]
    return value


def _deck_from(folder: Path, name: str) -> str:
    return str(folder / Path(name).expanduser()) if os.path.dirname(name) else name


def _validated(given: Mapping[str, str], written: _Written, problems: _Problems) -> dict[str, Any]:
    """The values of the settings that are fine, by name; the others are problems."""
    wrong: set[str] = set()
    try:
        return dict(_sourced(given, written.values)())
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            name = str(each["loc"][0])
            wrong.add(name)
            problems.add(*_where(name, given, written), str(each.get("ctx", {}).get("error") or each["msg"]))
    # Once more without them, so that what is wrong with the token is told in the same run.
    kept = {name: value for name, value in given.items() if name.removeprefix(PREFIX).lower() not in wrong}
    found = dict(_sourced(kept, {name: value for name, value in written.values.items() if name not in wrong})())
    return {name: value for name, value in found.items() if name not in wrong}


def _where(name: str, given: Mapping[str, str], written: _Written) -> tuple[str, str]:
    """How a setting is called where it comes from, and that place."""
    variable = _variable(name)
    return (variable, "environment") if variable in given else (f"`{name}`", written.place(name))


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _token(
    found: Mapping[str, Any], given: Mapping[str, str], written: _Written, problems: _Problems, warnings: list[str]
) -> str:
    """The token, from wherever it comes; what is wrong with it is a problem."""
    named = [name for name in _SECRET if _variable(name) in given] or [
        name for name in _SECRET if name in written.values
    ]
    if not named:
        problems.add("token", "", no_token())
        return ""
    name, place = _where(named[0], given, written)
    if len(named) > 1:
        problems.add(name, place, "the token is given here and in a file of its own as well; keep one of both")
        return ""
    if named[0] not in found:
        return ""  # told already
    if named[0] == "token":
        token: str = found["token"].get_secret_value()
        if written.path is not None and place != "environment":
            _warn_if_open(written.path, warnings)
    else:
        path = Path(found["token_file"]).expanduser()
        read = _contents(path, problems, name, "name a file that has nothing but the token in it", place)
        if read is None:
            return ""
        _warn_if_open(path, warnings)
        token, place = read.strip(), str(path)
        if not token:
            problems.add(name, place, "the file is empty; put the token into it")
            return ""
    if wrong := trouble_with(token):
        problems.add(name, place, wrong)
    return token


def _contents(path: Path, problems: _Problems, name: str, instead: str, place: str = "") -> str | None:
    """The text of a small file; what prevents it is a problem."""
    at = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # also of a name that no file can have
        why = getattr(error, "strerror", None) or error
        problems.add(name, place or at, f"cannot read {at}: {why}; {instead}")
        return None
    if len(raw) > _MOST_BYTES:
        problems.add(name, place or at, f"{at} has more than {_MOST_BYTES:,} bytes; {instead}")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(name, place or at, f"{at} is not UTF-8; save it as such, or {instead}")
        return None


def _warn_if_open(path: Path, warnings: list[str]) -> None:
    try:
        is_open = os.name != "nt" and bool(path.stat().st_mode & _READABLE_BY_ALL)
    except OSError:
        return
    if is_open:
        warnings.append(f"everybody on this machine may read the token in {path}; `chmod 600 {path}` ends that")


def _misspelt(given: Iterable[str]) -> Iterable[str]:
    """Warnings of variables that look like settings."""
    for variable in given:
        name = variable.removeprefix(PREFIX).lower()
        if name not in (*NAMES, "data") and (near := nearest(name, NAMES)):
            yield f"{redacted(variable)[:60]} in the environment is no setting; did you mean {PREFIX}{near.upper()}?"


def _shown(value: object) -> str:
    text = redacted(repr(value))
    return text if len(text) <= 60 else f"{text[:59]}…"


def _meant(near: str | None) -> str:
    return f"; did you mean `{near}`?" if near else ""
