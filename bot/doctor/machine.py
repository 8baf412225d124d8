"""The doctor's look at this machine: time zones, the store and its folder, the decks, and the address for monitors."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.doctor.checks import Check, State, fine
from bot.health import NO_SPACE, OLD_BACKUP, OWNER
from bot.settings.values import PREFIX, Address
from compiler.console import UsageError, chosen_folders, counted
from compiler.deck import load
from scheduler.rules import ZoneError, zone
from scheduler.store import StoreBlank, StoreError, StoreOlder, backups, examined, latest, owner_of

_LITTLE_SPACE = 200_000_000  # bytes


def zones(chosen: str) -> list[Check]:
    """Whether there is time zone data."""
    for name in dict.fromkeys(("Europe/Berlin", chosen)):
        try:
            zone(name)
        except ZoneError:
            remedy = "install the package tzdata of your system, or `pip install tzdata`"
            return [Check("time zones", State.WRONG, f"there is no data about {name}", remedy)]
    known = _zone_data()
    return [fine("time zones", f"there is data about them, of the version {known}" if known else "there is data")]


def _zone_data() -> str | None:
    """The version of the data: the system's where it has some, else that of the package."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "Europe/Berlin").is_file():
            try:
                with (folder / "tzdata.zi").open(encoding="utf-8") as file:
                    return file.readline(100).removeprefix("# version").strip() or None
            except (OSError, UnicodeDecodeError):
                return None
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return None


def database(path: Path, now: datetime) -> list[Check]:
    """The store: whether it is sound and can be written, has room and a backup, and who has it."""
    around = [_folder(path), _space(path)]
    try:
        examined(path)
    except StoreBlank:
        return [fine("database", f"there is none yet; the bot is going to make {path}"), *around]
    except StoreOlder:
        first = fine("database", f"{path} is sound, of an older Drillbook; the bot brings it up to date when it starts")
    except StoreError as error:
        first = Check("database", State.WRONG, str(error))
    else:
        first = fine("database", f"{path} is sound")
    return [first, *around, _backup(path, now), _owner(path)]


def _folder(path: Path) -> Check:
    folder = _nearest_folder(path)
    if not os.access(folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
        remedy = f"let the account that runs the bot write there, or name another folder with {PREFIX}DATA"
        return Check("data folder", State.WRONG, f"{path.parent} cannot be written to", remedy)
    return fine("data folder", f"{path.parent} can be written to")


def _space(path: Path) -> Check:
    try:
        free = shutil.disk_usage(_nearest_folder(path)).free
    except OSError as error:
        return Check("disk", State.WARNING, f"its free space is not known: {error.strerror or error}")
    told = f"{free / 1e6:,.0f} MB are free"
    if free < _LITTLE_SPACE:
        state = State.WRONG if free < NO_SPACE else State.WARNING
        return Check("disk", state, told, f"make room where {path.parent} lies: the database and its backups grow")
    return fine("disk", told)


def _nearest_folder(path: Path) -> Path:
    """The folder of a file, or the one in which it is going to be made."""
    return next((folder for folder in path.absolute().parents if folder.exists()), Path(path.anchor or "/"))


def _backup(path: Path, now: datetime) -> Check:
    try:
        last = latest(path, now)
        kept = len(backups(path))
    except OSError as error:
        return Check("backup", State.WARNING, f"backups cannot be looked at: {error.strerror or error}")
    if last is None:
        return Check("backup", State.WARNING, "there is none yet", "the bot makes one on each day that it runs")
    told = f"the latest is of {last.made:%Y-%m-%d %H:%M} UTC, of {counted(kept, 'backup')}"
    if now - last.made > OLD_BACKUP:
        return Check("backup", State.WARNING, told, "where the bot runs, its log says why none is made")
    return fine("backup", told)


def _owner(path: Path) -> Check:
    try:
        owner = owner_of(path)
    except StoreError as error:
        return Check("owner", State.WRONG, str(error), "let the account that runs the bot use that file")
    if owner is None:
        return fine("owner", "nobody has the database open")
    return fine("owner", f"{owner} has the database open, and nobody else can have it meanwhile")


def health(path: Path, address: Address | None) -> list[Check]:
    """Whether the bot can tell monitors at an address how it is, if there is to be one."""
    if address is None:
        return []
    host, port = address
    name, where = "health", f"{host}:{port}"
    try:
        socket.create_server(address, family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE and _owner(path).text.startswith(f"`{OWNER}`"):
            return [fine(name, f"the bot that runs tells at {where} how it is")]
        remedy = f"choose another address with {PREFIX}HEALTH, or none"
        return [Check(name, State.WRONG, f"nobody can be told at {where} how it is: {error.strerror or error}", remedy)]
    return [fine(name, f"the bot is going to tell at {where} how it is")]


def decks(names: Sequence[str]) -> list[Check]:
    """Whether the decks can be read, without an error in any."""
    try:
        folders = chosen_folders(names)
    except UsageError as error:
        return [Check("decks", State.WRONG, str(error))]
    checks = []
    for folder in folders:
        loaded = load(folder)
        if loaded.deck is None or loaded.diagnostics:
            told = f"the deck in {folder} has {counted(len(loaded.diagnostics), 'error')}"
            checks.append(Check("deck", State.WRONG, told, f"`drillbook check {folder}` shows them"))
        else:
            checks.append(fine("deck", f"{loaded.deck.name}, {counted(len(loaded.deck.exercises), 'exercise')}"))
    return checks
