"""The store: one SQLite file with one owner, one connection that writes, and one thread that it lives on.

Work is a function of the database. `write` runs it in a transaction of its own, and gives its result once that is on
the disk; `run` is the same for asyncio. Where the work raises, nothing of it is kept.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from scheduler.store.backups import back_up, beside, checked, incoming_of, is_due, prune, remove
from scheduler.store.errors import StoreDamaged, StoreError, damaged, sqlite_translated, translated
from scheduler.store.ledger import ledger_of, note, noted
from scheduler.store.owning import claimed
from scheduler.store.personal import Gone, forget, give_none_up_to, gone
from scheduler.store.schema import FOLDER, applied, check_ours, is_blank, known, migrate

T = TypeVar("T")
_HEADER = b"SQLite format 3\x00"
_LEAST_BYTES = 100  # the header
BUSY_SECONDS = 5.0
"""How long another program's lock on the file is waited for."""
_ELSEWHERE = "name another folder with DRILLBOOK_DATA"
_LEAST_SQLITE = (3, 37)  # strict tables
_TRIES, _PAUSE = 5, 0.2  # to empty the log while somebody reads


class Store:
    """An open store, and this process its owner. Use it as a context manager, or close it."""

    def __init__(
        self, path: Path, *, migrations: Path = FOLDER, owner: str = "drillbook", busy: float = BUSY_SECONDS
    ) -> None:
        """Open the file, or make it. Raises StoreError: another owner, a newer or damaged file, no right to write."""
        self.path = path
        self._jobs: queue.SimpleQueue[Callable[[Database], None] | None] = queue.SimpleQueue()
        self._gate = threading.Lock()  # nothing is submitted behind the end of the queue, where it would wait for ever
        self._closed = False
        self._sound = True
        self._lock = claimed(path, owner)
        try:
            self._db = _opened(path, migrations, busy)
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
        if threading.current_thread() is self._thread:
            raise RuntimeError("work that writes would wait for itself; it has the database already")
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

    def prune_backups(self, now: datetime) -> None:
        """Let go of backups that are too many or too old, and of what an interrupted restoring left."""
        remove(incoming_of(self.path))
        prune(self.path, now)

    def forget(self, learner: int, now: datetime) -> bool:
        """Delete all about a learner, for good; whether the log could be emptied of it, which others' reading prevents.

        Waits up to a second for readers; others may write meanwhile. Raises NotThere, and StoreError: where it says
        that the deletion could not be noted, it was done nevertheless.
        """

        def deleted(db: Database) -> Gone:
            forget(db, learner, now)
            return gone(db)

        found = self.write(deleted)
        try:
            note(self.path, found.deleted)  # with those of before that are missing there
        except StoreError as error:
            self._empty_log()
            raise StoreError(
                f"learner {learner} is deleted, but that could not be noted in {ledger_of(self.path).name}: a backup "
                f"that is restored after the database was lost would not forget them ({error})"
            ) from error
        return self._empty_log()

    def _empty_log(self) -> bool:
        for number in range(_TRIES):
            if number:
                time.sleep(_PAUSE)
            with suppress(StoreError):  # as where the disk is full: the log stays, and nothing is lost
                if self._submit(_log_emptied, in_transaction=False).result():
                    return True
        return False

    def close(self) -> None:
        """Finish what was submitted, note that all is well, and let the file go."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()  # again, where an earlier close was interrupted here
        self._lock.release()

    def _submit(self, work: Callable[[Database], T], in_transaction: bool = True) -> Future[T]:
        done: Future[T] = Future()

        def job(db: Database) -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                result = (_transaction if in_transaction else _plainly)(db, self.path, work)
            except StopIteration as error:  # which no future of asyncio takes: its awaiting would not end
                ended = RuntimeError("the work raised StopIteration")
                ended.__cause__ = error
                done.set_exception(ended)
            except BaseException as error:
                self._sound = self._sound and not isinstance(error, StoreDamaged)
                done.set_exception(error)
            else:
                done.set_result(result)

        with self._gate:
            if self._closed:
                raise StoreError(f"{self.path} is closed")
            self._jobs.put(job)
        return done

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job(self._db)
            del job
        # Where the disk is full, the mark of a clean end is missing, and the next start checks the file. Nor is an end
        # clean after damage was met.
        with suppress(sqlite3.Error):
            self._db.execute("UPDATE closing SET clean = ?", (int(self._sound),))
            self._db.execute("PRAGMA optimize")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(sqlite3.Error):
            self._db.close()


def read(path: Path, work: Callable[[Database], T]) -> T:
    """Run work on a store that another process may own, without writing. Raises what work raises, and StoreError."""
    with translated(path):
        if there := not _is_missing(path):
            _check_header(path)
    if not there:
        raise StoreError(f"there is no database {path} yet; `drillbook practice` begins one")
    with sqlite_translated(path), closing(connected(path, "ro", BUSY_SECONDS)) as db:
        if is_blank(db):
            raise StoreError(f"there is nothing in {path} yet; `drillbook practice` begins it")
        check_ours(db, path, known(), _ELSEWHERE)
        if applied(db) != known():
            raise StoreError(f"{path} is of an older Drillbook; `drillbook practice` brings it up to date")
        db.execute("PRAGMA query_only = ON")
        db.execute("BEGIN")  # one state of the file, whatever its owner writes meanwhile
        return work(db)


def _transaction(db: Database, path: Path, work: Callable[[Database], T]) -> T:
    with sqlite_translated(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            result = work(db)
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
        return result


def _plainly(db: Database, path: Path, work: Callable[[Database], T]) -> T:
    with sqlite_translated(path):
        return work(db)


def _log_emptied(db: Database) -> bool:
    """Move all of the log into the file, and cut it to nothing, if nobody reads it at this moment."""
    patience = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute("PRAGMA busy_timeout = 0")
    try:
        blocked = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        db.execute(f"PRAGMA busy_timeout = {patience}")
    return not blocked


def _opened(path: Path, folder: Path, busy: float) -> Database:
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


def connected(path: Path, mode: str, busy: float) -> Database:
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
