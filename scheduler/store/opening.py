"""Opening: a file is looked through before anything is written to it, and brought up to date.

What is refused stays as it is: another program's file, a damaged one, one of a newer Drillbook.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from scheduler.store.backups import back_up, beside, checked
from scheduler.store.errors import StoreBlank, StoreError, StoreOlder, damaged, sqlite_translated, translated
from scheduler.store.ledger import noted
from scheduler.store.personal import give_none_up_to
from scheduler.store.schema import applied, check_ours, is_blank, known, migrate

T = TypeVar("T")
_HEADER = b"SQLite format 3\x00"
_LEAST_BYTES = 100  # the header
BUSY_SECONDS = 5.0
"""How long another program's lock on the file is waited for."""
_ELSEWHERE = "name another folder with DRILLBOOK_DATA"
_LEAST_SQLITE = (3, 37)  # strict tables


def opened(path: Path, folder: Path, busy: float) -> Database:
    """The file, or a new one, ready for its owner; others are waited for `busy` seconds. Raises StoreError."""
    if sqlite3.sqlite_version_info < _LEAST_SQLITE:
        raise StoreError(f"the store needs SQLite 3.37 or later; this Python has {sqlite3.sqlite_version}")
    with translated(path):
        if is_new := _is_missing(path):
            path.touch(mode=0o600)
        else:
            _check_header(path)
            _check_size(path)
            is_new = _looked_through(path, known(folder), busy)
        db = connected(path, "rw", busy)
        try:
            _prepared(db, path, folder, is_new)
        except BaseException:
            db.close()
            raise
    return db


def _looked_through(path: Path, steps: set[str], busy: float) -> bool:
    """Whether a file is still blank. Nothing is written to it: one that is refused here stays as it is."""
    log = _has_log(path)
    # What a transaction without WAL left half done, at the very beginning of the file, must be undone by writing.
    mode = "rw" if beside(path, "-journal").exists() else "ro"
    with closing(connected(path, mode, busy)) as db:
        if is_blank(db):
            return True
        check_ours(db, path, steps, _ELSEWHERE)
        clean = db.execute("SELECT clean FROM closing").fetchone()
    if log or clean != (1,):  # after a clean end the log is empty
        checked(path)
    return False


def _prepared(db: Database, path: Path, folder: Path, is_new: bool) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    if applied(db) != known(folder):
        if not is_new:
            back_up(path, datetime.now(UTC), "before-migration")
        migrate(db, path, folder)
    with suppress(StoreError):  # a new file in the place of one that is gone must not give its numbers again
        if given := max((learner for learner, _ in noted(path)), default=0):
            with db.atomic():
                give_none_up_to(db, given)
    db.execute("UPDATE closing SET clean = 0")


def read(path: Path, work: Callable[[Database], T]) -> T:
    """Run work on a store that another process may own, without writing. Raises what work raises, and StoreError."""
    with translated(path):
        if there := not _is_missing(path):
            _check_header(path)
    if not there:
        raise StoreBlank(f"there is no database {path} yet; `drillbook practice` begins one")
    with sqlite_translated(path), closing(connected(path, "ro", BUSY_SECONDS)) as db:
        if is_blank(db):
            raise StoreBlank(f"there is nothing in {path} yet; `drillbook practice` begins it")
        check_ours(db, path, known(), _ELSEWHERE)
        if applied(db) != known():
            raise StoreOlder(f"{path} is of an older Drillbook; `drillbook practice` brings it up to date")
        db.execute("PRAGMA query_only = ON")
        db.execute("BEGIN")  # one state of the file, whatever its owner writes meanwhile
        return work(db)


def examined(path: Path) -> None:
    """Look a store through to its end without writing, whoever owns it. Raises StoreError as `read` does.

    StoreBlank and StoreOlder mean that what is there is sound.
    """
    older = None
    try:
        read(path, lambda _: None)
    except StoreOlder as error:
        older = error
    checked(path)
    if older is not None:
        raise older


def connected(path: Path, mode: str, busy: float) -> Database:
    """A connection in a mode of SQLite: `ro` or `rw`. Raises sqlite3.Error."""
    conn = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy,
        isolation_level=None,
        check_same_thread=False,  # made here, then used by the one thread that it lives on
        cached_statements=256,
    )
    db = Database(conn, recursive_triggers=False, execute_plugins=False, strict=True)
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _is_missing(path: Path) -> bool:
    """Whether there is no file yet, or an empty one. Raises StoreDamaged where the log says that there was more."""
    try:
        missing = path.stat().st_size == 0
    except FileNotFoundError:
        missing = True
    if missing and _has_log(path):  # SQLite would delete it
        raise damaged(path, f"it is missing or empty, but its log {beside(path, '-wal').name} is there")
    return missing


def _check_header(path: Path) -> None:
    with path.open("rb") as file:
        header = file.read(len(_HEADER))
    if header != _HEADER:
        raise damaged(path, "it is no SQLite database")


def _check_size(path: Path) -> None:
    """Raises StoreDamaged where a file was cut short. With a log beside it the file may be behind it."""
    if _has_log(path):
        return
    with path.open("rb") as file:
        header = file.read(_LEAST_BYTES)
    page = int.from_bytes(header[16:18], "big")
    expected = max(_LEAST_BYTES, int.from_bytes(header[28:32], "big") * (65_536 if page == 1 else page))
    there = path.stat().st_size
    if there < expected:
        raise damaged(path, f"{there} bytes of {expected} are there")


def _has_log(path: Path) -> bool:
    """Whether a log with something in it lies beside the file."""
    try:
        return beside(path, "-wal").stat().st_size > 0
    except FileNotFoundError:
        return False
