"""Reading the settings: from the environment, or from a file; looked through once, all of them together.

A setting ZONE is `DRILLBOOK_ZONE` in the environment and `zone` in the file; the environment wins. DRILLBOOK_DATA is no
setting of the bot: it names the data folder for all of drillbook. Where no proxy is set, HTTPS_PROXY and NO_PROXY of
the environment count.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, PydanticBaseSettingsSource

from bot.redaction import redacted
from bot.settings.proxies import from_environment
from bot.settings.tokens import no_token, trouble_with
from bot.settings.values import NAMES, PREFIX, Read, Settings, meant
from compiler.console import UsageError, data_folder, nearest

FILE = "bot.toml"
"""The file in the data folder that is read where none is named."""
_SECRET = ("token", "token_file")
_MOST_BYTES = 64_000  # of a file
_READABLE_BY_ALL = 0o004


class SettingsError(UsageError):
    """Settings with which the bot cannot start; the message has a line for each."""


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


def _sourced(environment: Mapping[str, str], written: Mapping[str, object]) -> type[Read]:
    """The settings as they are written, read from these: the environment first."""

    class Sourced(Read):
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
    return f"there is no such setting{meant(near) or '; there are ' + ', '.join(NAMES)}"


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
