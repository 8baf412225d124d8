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
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from scheduler.store.backups import back_up, incoming_of, is_due, prune, remove
from scheduler.store.errors import StoreDamaged, StoreError, sqlite_translated
from scheduler.store.ledger import ledger_of, note
from scheduler.store.opening import BUSY_SECONDS, opened
from scheduler.store.owning import claimed
from scheduler.store.personal import Gone, forget, gone
from scheduler.store.schema import FOLDER

T = TypeVar("T")
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
            self._db = opened(path, migrations, busy)
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
