"""Backups: one a day while the store is in use, one before every migration, kept for a stated time.

A backup is a whole database in one file. It is made from a connection of its own, so that nobody waits for it, and gets
its name only when it is complete.
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

from scheduler.store.errors import NotThere, damaged, translated

MOST_KEPT = 7
"""How many backups of each kind are kept."""
MOST_DAYS = 30
"""How long a backup is kept at most: until then a deleted learner may still be found in one."""
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{6}Z)-(daily|before-migration|replaced)\.db")


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
    found = []
    for path in folder_of(store).glob("*.db"):
        named = _NAME.fullmatch(path.name)
        if named:
            made = datetime.strptime(named[1], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
            found.append(Backup(path, made, named[2]))
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def back_up(store: Path, now: datetime, why: str = "daily") -> Backup:
    """Make a backup while the store is in use, and let go of those that are too many or too old. Raises StoreError."""
    folder = folder_of(store)
    target = folder / f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{why}.db"
    unfinished = target.with_suffix(".unfinished")
    with translated(target):
        folder.mkdir(mode=0o700, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        try:
            with (
                closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(unfinished)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            _to_disk(unfinished)
            os.replace(unfinished, target)
            _to_disk(folder)
        finally:
            unfinished.unlink(missing_ok=True)
    prune(store, now)
    return Backup(target, now, why)


def is_due(store: Path, now: datetime) -> bool:
    """Whether a day has passed since the last daily backup."""
    daily = [backup.made for backup in backups(store) if backup.why == "daily"]
    return not daily or now.astimezone(UTC).date() != daily[0].date()


def prune(store: Path, now: datetime) -> None:
    """Let go of backups that are too many or too old."""
    kept: dict[str, int] = {}
    for backup in backups(store):
        kept[backup.why] = kept.get(backup.why, 0) + 1
        if kept[backup.why] > MOST_KEPT or backup.made < now - timedelta(days=MOST_DAYS):
            for suffix in ("", "-wal", "-shm"):  # a damaged store that was replaced may have its log beside it
                with suppress(OSError):
                    backup.path.with_name(backup.path.name + suffix).unlink(missing_ok=True)


def put_back(store: Path, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the place of a store that the caller owns; what was there goes to the backups, and is returned.

    Raises StoreError where the backup is not whole; the store is then as it was.
    """
    if not backup.is_file():
        raise NotThere(f"there is no backup {backup}")
    checked(backup)
    folder = folder_of(store)
    incoming = store.with_name(store.name + ".incoming")
    replaced = folder / f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-replaced.db"
    with translated(store):
        folder.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(backup, incoming)
        incoming.chmod(0o600)
        _to_disk(incoming)
        there = store.exists()
        for suffix in ("-wal", "", "-shm"):
            part = store.with_name(store.name + suffix)
            if part.exists():
                os.replace(part, replaced.with_name(replaced.name + suffix))
        os.replace(incoming, store)
        _to_disk(store.parent)
    return replaced if there else None


def checked(path: Path) -> None:
    """Read a whole database file. Raises StoreError where it is not sound."""
    with translated(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        found = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise damaged(path, str(found[0]) if found else "it cannot be read")


def _to_disk(path: Path) -> None:
    """Have the system write a file, or a folder's names, to the disk."""
    with suppress(*([PermissionError] if os.name == "nt" else [])):  # Windows opens no folders
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
