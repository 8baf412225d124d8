"""Backups: one a day while the store is in use, one before every migration, kept for a stated time.

A backup is a whole database in one file. It is made from a connection of its own, so that nobody waits for it, and gets
its name only when it is complete and found sound. Good backups are driven out neither by a damaged store nor by a clock
that is wrong once.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from scheduler.store.errors import RESTORE, NotThere, damaged, translated
from scheduler.store.schema import check_ours, known

MOST_KEPT = 7
"""How many backups of each kind are kept."""
MOST_DAYS = 30
"""After how many days a backup is let go of: until then a deleted learner may still be found in one."""
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{6}Z)-(daily|before-migration|replaced|undated)(.*)")
_STAMP = "%Y-%m-%dT%H%M%SZ"
_BESIDE = ("-wal", "-shm", "-journal")
_DAY = timedelta(days=1)
_MEND = "choose another of Drillbook's backups; the database is as it was"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, when it was made, and why: `daily`, `before-migration`, or `replaced` by one that was restored.

    One that a wrong clock dated ahead becomes `undated` when that is seen: it is older than its name says.
    """

    path: Path
    made: datetime
    why: str


def folder_of(store: Path) -> Path:
    """Where the backups of a store lie."""
    return store.parent / "backups"


def incoming_of(store: Path) -> Path:
    """Where a backup is prepared to take a store's place; only the owner of the store may touch it."""
    return store.with_name(store.name + ".incoming")


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
            to_disk(target.parent)
        finally:
            remove(unfinished)
    prune(store, made)
    return Backup(target, made, why)


def is_due(store: Path, now: datetime) -> bool:
    """Whether the UTC day has no daily backup yet."""
    today = now.astimezone(UTC).date()
    return all(backup.made.date() != today for backup in backups(store) if backup.why == "daily")


def latest(store: Path, now: datetime) -> Backup | None:
    """The backup that was made last; neither what a restoring replaced, nor one that a wrong clock dated."""
    found = (each for each in backups(store) if each.why not in ("replaced", "undated"))
    return next((each for each in found if not _is_ahead(each, now)), None)


def prune(store: Path, now: datetime) -> None:
    """Let go of backups that are too many or too old, and of what an interrupted one left.

    The clock may be wrong, today or on another day. So age is measured from a day after the last daily backup but one,
    and a single day with a wrong clock takes nothing away; and what is dated ahead is counted by itself.
    """
    _undate(store, now)
    found = backups(store)
    days = [each.made for each in found if each.why == "daily"]
    today = min(now, days[1] + _DAY) if len(days) > 1 else None
    kept: Counter[tuple[str, bool]] = Counter()
    for backup in found:
        kind = (backup.why, _is_ahead(backup, now))
        kept[kind] += 1
        if kept[kind] > MOST_KEPT or (today is not None and backup.made < today - timedelta(days=MOST_DAYS)):
            remove(backup.path)
    for left, ending in _named(store):
        # One that is younger may still be in the making, by another process.
        if abs(now - left.made) > _DAY and (".unfinished" in ending or _is_orphan(left.path, ending)):
            remove(left.path)


def _undate(store: Path, now: datetime) -> None:
    """Date anew what is dated ahead. Where most are, it is today's clock that is wrong, and they stay as they are."""
    found = backups(store)
    ahead = [each for each in found if _is_ahead(each, now)]
    if len(ahead) * 2 >= len(found):
        return
    for backup in reversed(ahead):
        anew = _unused(store, now, "undated")
        with suppress(OSError):
            os.replace(backup.path, anew)
            for suffix in _BESIDE:
                with suppress(FileNotFoundError):
                    os.replace(beside(backup.path, suffix), beside(anew, suffix))


def _is_ahead(backup: Backup, now: datetime) -> bool:
    return backup.made > now + _DAY


def _is_orphan(path: Path, ending: str) -> bool:
    """Whether a file belongs to a backup that is not there."""
    for suffix in _BESIDE:
        if ending == f".db{suffix}":
            return not path.with_name(path.name.removesuffix(suffix)).exists()
    return False


def copied(backup: Path, incoming: Path) -> None:
    """Copy a backup to where it is prepared. Raises StoreError where it is not whole, or not of Drillbook."""
    with translated(backup, _MEND):
        if not backup.is_file():
            raise NotThere(f"there is no backup {backup}")
        checked(backup, mend=_MEND)
        with closing(_reading(backup)) as db:
            check_ours(Database(db, execute_plugins=False), backup, known(), _MEND)
        _copy(backup, incoming)


def replaced_by(store: Path, incoming: Path, now: datetime) -> Path | None:
    """Put a prepared file in the place of a store that the caller owns; what was there goes to the backups.

    Returns what was there. Raises StoreError; the store is then as it was.
    """
    replaced = _unused(store, now, "replaced")
    with translated(store):
        replaced.parent.mkdir(mode=0o700, exist_ok=True)
        to_disk(incoming)
        there = store.exists()
        for suffix in ("-wal", ""):
            part = beside(store, suffix)
            if part.exists():
                _keep(part, beside(replaced, suffix))
        to_disk(replaced.parent)
        for suffix in _BESIDE:  # the log of one database must not be taken for another's
            beside(store, suffix).unlink(missing_ok=True)
        os.replace(incoming, store)
        to_disk(store.parent)
    return replaced if there else None


def checked(path: Path, named: Path | None = None, mend: str = RESTORE) -> None:
    """Read a whole database file. Raises StoreError, about `named` if it is a copy of that, where it is not sound."""
    with translated(named or path, mend), closing(_reading(path)) as db:
        found = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        why = " ".join(str(found[0]).split()) if found else "it cannot be read"
        raise damaged(named or path, why.removeprefix("*** in database main *** "), mend)


def _target(store: Path, made: datetime, why: str) -> Path:
    return folder_of(store) / f"{made:{_STAMP}}-{why}.db"


def _unused(store: Path, now: datetime, why: str) -> Path:
    """A name of the present that no backup has yet."""
    made = now.astimezone(UTC).replace(microsecond=0)
    while (target := _target(store, made, why)).exists():
        made += timedelta(seconds=1)
    return target


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
    remove(copy)
    with translated(source), closing(_reading(source)) as original:
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with translated(copy):
            copy.touch(mode=0o600)
            with closing(sqlite3.connect(copy)) as db:
                original.backup(db)
                db.execute("PRAGMA journal_mode = DELETE")
            to_disk(copy)


def _keep(part: Path, kept: Path) -> None:
    """Keep a file under another name: a copy, so that there is no moment without a store.

    Where the disk is full, or cannot read the file any more, the file itself is moved.
    """
    unfinished = kept.with_name(kept.name + ".unfinished")
    try:
        unfinished.touch(mode=0o600)
        shutil.copyfile(part, unfinished)
        to_disk(unfinished)
        os.replace(unfinished, kept)
    except OSError:
        unfinished.unlink(missing_ok=True)
        os.replace(part, kept)


def remove(path: Path) -> None:
    """Remove a database, and what SQLite may have left beside it."""
    for suffix in ("", *_BESIDE):
        with suppress(OSError):
            beside(path, suffix).unlink(missing_ok=True)


def beside(path: Path, suffix: str) -> Path:
    """What SQLite calls a file beside a database: its log, its index of the log, or its journal."""
    return path.with_name(path.name + suffix)


def to_disk(path: Path) -> None:
    """Have the system write a file, or a folder's names, to the disk."""
    with suppress(*([PermissionError] if os.name == "nt" else [])):  # Windows opens no folders
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
