"""Backups: one a day while the store is in use, one before every migration, kept for a stated time.

A backup is a whole database in one file. It is made from a connection of its own, so that nobody waits for it, and gets
its name only when it is complete and found sound: a damaged store does not drive out its good backups.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from scheduler.store.errors import NotThere, damaged, translated
from scheduler.store.schema import check_ours, known

MOST_KEPT = 7
"""How many backups of each kind are kept."""
MOST_DAYS = 30
"""How long a backup is kept at most: until then a deleted learner may still be found in one."""
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{6}Z)-(daily|before-migration|replaced)(.*)")
_STAMP = "%Y-%m-%dT%H%M%SZ"
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, when it was made, and why: `daily`, `before-migration`, or `replaced` by one that was restored."""

    path: Path
    made: datetime
    why: str


def folder_of(store: Path) -> Path:
    """Where the backups of a store lie."""
    return store.parent / "backups"


def backups(store: Path) -> list[Backup]:
    """The backups of a store, newest first."""
    found = [backup for backup, ending in _named(store) if ending == ".db"]
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def back_up(store: Path, now: datetime, why: str = "daily") -> Backup:
    """Make a backup while the store is in use, and let go of those that are too many or too old. Raises StoreError."""
    made = now.astimezone(UTC).replace(microsecond=0)
    target = _target(store, made, why)
    unfinished = target.with_suffix(".unfinished")
    with translated(target):
        target.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            _copy(store, unfinished)
            checked(unfinished, store)
            os.replace(unfinished, target)
            _to_disk(target.parent)
        finally:
            _remove(unfinished)
    prune(store, made)
    return Backup(target, made, why)


def is_due(store: Path, now: datetime) -> bool:
    """Whether the UTC day has no daily backup yet."""
    today = now.astimezone(UTC).date()
    return all(backup.made.date() != today for backup in backups(store) if backup.why == "daily")


def prune(store: Path, now: datetime) -> None:
    """Let go of backups that are too many or too old, and of what an interrupted one left."""
    kept: dict[str, int] = {}
    for backup in backups(store):
        kept[backup.why] = kept.get(backup.why, 0) + 1
        if kept[backup.why] > MOST_KEPT or backup.made < now - timedelta(days=MOST_DAYS):
            _remove(backup.path)
    for left, ending in _named(store):
        # One that is younger may still be in the making, by another process.
        if ".unfinished" in ending and left.made < now - timedelta(days=1):
            _remove(left.path)


def put_back(store: Path, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the place of a store that the caller owns; what was there goes to the backups, and is returned.

    Raises StoreError where the backup is not whole, or not of Drillbook; the store is then as it was.
    """
    with translated(backup):
        if not backup.is_file():
            raise NotThere(f"there is no backup {backup}")
        checked(backup)
        with closing(_reading(backup)) as db:
            check_ours(Database(db, execute_plugins=False), backup, known(), "choose one of Drillbook's backups")
    made = now.astimezone(UTC).replace(microsecond=0)
    while (replaced := _target(store, made, "replaced")).exists():
        made += timedelta(seconds=1)
    incoming = store.with_name(store.name + ".incoming")
    with translated(store):
        replaced.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            _copy(backup, incoming)
            there = store.exists()
            for suffix in ("-wal", ""):
                part = store.with_name(store.name + suffix)
                if part.exists():
                    _keep(part, replaced.with_name(replaced.name + suffix))
            _to_disk(replaced.parent)
            for suffix in _BESIDE:  # the log of one database must not be taken for another's
                store.with_name(store.name + suffix).unlink(missing_ok=True)
            os.replace(incoming, store)
            _to_disk(store.parent)
        finally:
            _remove(incoming)
    prune(store, made)
    return replaced if there else None


def checked(path: Path, named: Path | None = None) -> None:
    """Read a whole database file. Raises StoreError, about `named` if it is a copy of that, where it is not sound."""
    with translated(named or path), closing(_reading(path)) as db:
        found = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise damaged(named or path, str(found[0]) if found else "it cannot be read")


def _target(store: Path, made: datetime, why: str) -> Path:
    return folder_of(store) / f"{made:{_STAMP}}-{why}.db"


def _named(store: Path) -> list[tuple[Backup, str]]:
    """What in the folder has a name as backups have, each with the end of its name; the rest is not ours."""
    found = []
    for path in folder_of(store).glob("*"):
        if named := _NAME.fullmatch(path.name):
            with suppress(ValueError):  # no such date: then it is not ours either
                made = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                found.append((Backup(path, made, named[2]), named[3]))
    return found


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _copy(source: Path, copy: Path) -> None:
    """A whole database as one file of its own, with what is only in the log of the source; it is on the disk then."""
    _remove(copy)
    with translated(source), closing(_reading(source)) as original:
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with translated(copy):
            copy.touch(mode=0o600)
            with closing(sqlite3.connect(copy)) as db:
                original.backup(db)
                db.execute("PRAGMA journal_mode = DELETE")
            _to_disk(copy)


def _keep(part: Path, kept: Path) -> None:
    """Keep a file under another name: a copy, so that there is no moment without a store.

    Where the disk is full, or cannot read the file any more, the file itself is moved.
    """
    unfinished = kept.with_name(kept.name + ".unfinished")
    try:
        unfinished.touch(mode=0o600)
        shutil.copyfile(part, unfinished)
        _to_disk(unfinished)
        os.replace(unfinished, kept)
    except OSError:
        unfinished.unlink(missing_ok=True)
        os.replace(part, kept)


def _remove(path: Path) -> None:
    """Remove a database, and what SQLite may have left beside it."""
    for suffix in ("", *_BESIDE):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Have the system write a file, or a folder's names, to the disk."""
    with suppress(*([PermissionError] if os.name == "nt" else [])):  # Windows opens no folders
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
