"""The store: one SQLite file with one owner, one connection that writes, and one thread that it lives on.

Work is a function of the database. `write` runs it in a transaction of its own, and gives its result once that is on
the disk; `run` is the same for asyncio. Where the work raises, nothing of it is kept.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from sqlite_utils import Database

from scheduler.store.backups import back_up, checked, is_due
from scheduler.store.errors import StoreBusy, StoreDamaged, StoreError, StoreNewer, damaged, translated
from scheduler.store.schema import APPLICATION, FOLDER, applied, known, migrate

T = TypeVar("T")
_HEADER = b"SQLite format 3\x00"
_BUSY_SECONDS = 5.0
_LEAST_SQLITE = (3, 37)  # strict tables


class Store:
    """An open store, and this process its owner. Use it as a context manager, or close it."""

    def __init__(self, path: Path, *, migrations: Path = FOLDER, owner: str = "drillbook") -> None:
        """Open the file, or make it. Raises StoreError: another owner, a newer or damaged file, no right to write."""
        self.path = path
        self._jobs: queue.SimpleQueue[Callable[[Database], None] | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = _owned(path, owner)
        try:
            self._db = _opened(path, migrations)
        except BaseException:
            self._lock.release()
            raise
        self._thread = threading.Thread(target=self._work, name=f"store {path.name}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, work: Callable[[Database], T]) -> T:
        """Run work in a transaction, and wait until it is on the disk. Raises what the work raises, and StoreError."""
        return self._submit(work).result()

    async def run(self, work: Callable[[Database], T]) -> T:
        """The same, without holding up the event loop. A cancelled wait does not undo what was begun."""
        return await asyncio.shield(asyncio.wrap_future(self._submit(work)))

    def back_up_if_due(self, now: datetime) -> bool:
        """Make the day's backup, if there is none yet; readers and writers go on. Raises StoreError."""
        if not is_due(self.path, now):
            return False
        back_up(self.path, now)
        return True

    def close(self) -> None:
        """Finish what was submitted, note that all is well, and let the file go."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._thread.join()
        self._lock.release()

    def _submit(self, work: Callable[[Database], T]) -> Future[T]:
        if self._closed:
            raise StoreError(f"{self.path} is closed")
        done: Future[T] = Future()

        def job(db: Database) -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                result = _transaction(db, self.path, work)
            except BaseException as error:
                done.set_exception(error)
            else:
                done.set_result(result)

        self._jobs.put(job)
        return done

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job(self._db)
            del job
        # Where the disk is full, the mark of a clean end is missing, and the next start checks the file.
        with suppress(sqlite3.Error):
            self._db.execute("UPDATE closing SET clean = 1")
            self._db.execute("PRAGMA optimize")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(sqlite3.Error):
            self._db.close()


def read(path: Path, work: Callable[[Database], T]) -> T:
    """Run work on a store that another process may own, without writing. Raises StoreError."""
    if not path.exists():
        raise StoreError(f"there is no database {path} yet; `drillbook practice` begins one")
    _check_header(path)
    with translated(path):
        db = _connected(path, "ro")
        try:
            _check_ours(db, path, known())
            if applied(db) != known():
                raise StoreError(f"{path} is of an older Drillbook; `drillbook practice` brings it up to date")
            db.execute("PRAGMA query_only = ON")
            db.execute("BEGIN")  # one state of the file, whatever its owner writes meanwhile
            return work(db)
        finally:
            db.close()


def _transaction(db: Database, path: Path, work: Callable[[Database], T]) -> T:
    with translated(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            result = work(db)
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
        return result


def _owned(path: Path, owner: str) -> FileLock:
    """The lock of the one owner, beside the file; whoever has it says so in it."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    name = path.with_name(path.name + ".lock")
    lock = FileLock(name, timeout=0, is_singleton=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreBusy(f"{path} is in use by {_who(name)}; one at a time") from None
    except OSError as error:
        raise StoreError(f"cannot use {name}: {error.strerror or error}") from error
    with suppress(OSError):
        name.write_text(json.dumps({"process": os.getpid(), "owner": owner}), "utf-8")
    return lock


def _who(lock: Path) -> str:
    try:
        facts = json.loads(lock.read_text("utf-8"))
        return f"`{facts['owner']}` (process {facts['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _opened(path: Path, folder: Path) -> Database:
    if sqlite3.sqlite_version_info < _LEAST_SQLITE:
        raise StoreError(f"the store needs SQLite 3.37 or later; this Python has {sqlite3.sqlite_version}")
    is_new = not path.exists() or path.stat().st_size == 0
    with translated(path):
        if is_new:
            path.touch(mode=0o600)
        else:
            _check_header(path)
            _check_size(path)
        db = _connected(path, "rw")
        try:
            _prepared(db, path, folder, is_new)
        except BaseException:
            db.close()
            raise
    return db


def _connected(path: Path, mode: str) -> Database:
    conn = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,  # made here, then used by the one thread that it lives on
        cached_statements=256,
    )
    db = Database(conn, recursive_triggers=False, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _prepared(db: Database, path: Path, folder: Path, is_new: bool) -> None:
    steps = known(folder)
    # A process that was killed while it made the file may have left an empty database.
    is_new = is_new or not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not is_new:
        _check_ours(db, path, steps)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    if not is_new and not db.execute("SELECT clean FROM closing").fetchone()[0]:
        checked(path)
    if applied(db) != steps:
        if not is_new:
            back_up(path, datetime.now(UTC), "before-migration")
        migrate(db, folder)
    db.execute("UPDATE closing SET clean = 0")


def _check_ours(db: Database, path: Path, steps: set[str]) -> None:
    """Raises StoreError where the file belongs to another program, or to a newer version of this one."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StoreDamaged(f"{path} is a database of another program; name another folder with DRILLBOOK_DATA")
    newer = sorted(applied(db) - steps)
    if newer:
        raise StoreNewer(f"{path} was written by a newer Drillbook (it knows {newer[-1]}): update drillbook to use it")


def _check_header(path: Path) -> None:
    with translated(path), path.open("rb") as file:
        header = file.read(len(_HEADER))
    if header != _HEADER:
        raise damaged(path, "it is no SQLite database")


def _check_size(path: Path) -> None:
    """Raises StoreDamaged where a file was cut short. With a log beside it the file may be behind it."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return
    with path.open("rb") as file:
        header = file.read(100)
    page = int.from_bytes(header[16:18], "big")
    expected = int.from_bytes(header[28:32], "big") * (65_536 if page == 1 else page)
    there = path.stat().st_size
    if there < expected:
        raise damaged(path, f"{there} bytes of {expected} are there")
