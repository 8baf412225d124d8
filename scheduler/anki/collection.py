"""From a collection of Anki's to the reviews of our notes in it. Whatever is in the file is taken for hostile.

A collection is an SQLite database: `notes` have a GUID, `cards` a note, and `revlog` has a row for each time that a
button was pressed: `id` is the instant in milliseconds, `ease` the button (0: none), `ivl` the next interval in days,
or negative in seconds, `time` how long it took in milliseconds, `type` 0 learning, 1 review, 2 relearning, 3 filtered
deck, 4 set by hand, 5 rescheduled.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scheduler.anki.errors import NotImported, Why
from scheduler.anki.found import AnkiReview, Found
from scheduler.anki.limits import Limits

_TABLES = {"notes": {"id", "guid"}, "cards": {"id", "nid"}, "revlog": {"id", "cid", "ease", "ivl", "time", "type"}}
_OURS = "FROM notes WHERE guid IN (SELECT value FROM json_each(?))"
_REVIEWS = (
    "SELECT notes.guid, log.id, log.ease, log.ivl, log.time, log.type FROM notes "
    "JOIN cards ON cards.nid = notes.id JOIN revlog AS log ON log.cid = cards.id "
    "WHERE notes.guid IN (SELECT value FROM json_each(?)) LIMIT ?"
)
_BY_HAND = (4, 5)
_LONGEST_VALUE = 2**26
"""Bytes of one value or row; Anki's own limit for a note is far below."""
_INSTRUCTIONS = 10_000
"""Of SQLite's machine, after which the clock is looked at: a millisecond, or less."""
_LAST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp()) * 1000
_MOST_INTERVAL = 2**31
_LONGEST = 3_600.0
"""Seconds from which on a time says nothing: somebody has left the desk."""


def log_of(collection: Path) -> Path:
    """Where SQLite keeps what was written to a database last, if it was not closed as it should be."""
    return collection.with_name(f"{collection.name}-wal")


def check_free(collection: Path) -> None:
    """Raises NotImported where Anki has a collection open: it locks it, and a copy would be half of something.

    Whatever else is wrong shows in the copy. In this mode of locking, SQLite leaves no file beside the collection.
    """
    with closing(sqlite3.connect(f"{collection.resolve().as_uri()}?mode=ro", uri=True, timeout=0)) as db:
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            if (getattr(error, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY"):
                raise NotImported(Why.IN_USE, f"{collection.name} is open in Anki; close Anki first") from None


def found_in(collection: Path, guids: Collection[str], limits: Limits) -> Found:
    """The reviews, in a copy of a collection, of the notes that have one of these GUIDs. Raises NotImported."""
    with _translated(), closing(_opened(collection, time.monotonic() + limits.seconds)) as db:
        _check_tables(db)
        ours = json.dumps(sorted(guids))
        notes = int(db.execute(f"SELECT count(DISTINCT guid) {_OURS}", (ours,)).fetchone()[0])
        rows = db.execute(_REVIEWS, (ours, limits.reviews + 1)).fetchall()
    if len(rows) > limits.reviews:
        raise NotImported(Why.TOO_MANY, f"there are more than {limits.reviews:,} reviews of our exercises in it")
    reviews = [_review(*row) for row in rows]
    pressed = sorted({each for each in reviews if each is not None}, key=lambda each: (each.at, each.guid))
    return Found(notes, tuple(pressed), reviews.count(None))


def _opened(collection: Path, deadline: float) -> sqlite3.Connection:
    """A collection of which nothing is run and nothing written; what is asked is broken off at a monotonic instant."""
    how = "mode=rw" if log_of(collection).exists() else "mode=ro&immutable=1"
    db = sqlite3.connect(f"{collection.resolve().as_uri()}?{how}", uri=True, isolation_level=None, timeout=0)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
        db.execute(f"PRAGMA {setting}")
    db.set_progress_handler(lambda: time.monotonic() > deadline, _INSTRUCTIONS)
    return db


def _check_tables(db: sqlite3.Connection) -> None:
    """Raises NotImported where what should be tables of Anki's is missing, or is something else by these names."""
    for table, needed in _TABLES.items():
        sql = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?"
        stored = db.execute(sql, (table,)).fetchone()
        # Neither computed columns nor tables that a module makes up: both would run something.
        columns = {name for (name,) in db.execute("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (table,))}
        if not stored or not stored[0] or not needed <= columns:
            raise NotImported(Why.NOT_ANKI, f"this is no collection of Anki's: it has no proper table `{table}`")


def _review(guid: str, at: object, button: object, interval: object, took: object, kind: object) -> AnkiReview | None:
    """The review of a row; None where no button was pressed. Raises NotImported."""
    at, interval = _within(at, 0, _LAST), _within(interval, -_MOST_INTERVAL, _MOST_INTERVAL)
    button, took, kind = _within(button, 0, 4), _within(took, 0, _LAST), _within(kind, 0, 99)
    if button == 0 or kind in _BY_HAND:
        return None
    seconds = took / 1000
    return AnkiReview(guid, at, button, interval if interval > 0 else None, seconds if seconds <= _LONGEST else None)


def _within(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or not least <= value <= most:
        raise _damaged()
    return value


def _damaged() -> NotImported:
    return NotImported(
        Why.DAMAGED, "the collection in it is damaged; in Anki, Tools > Check Database mends it, then export it again"
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", None) == "SQLITE_INTERRUPT":
            raise NotImported(Why.TOO_LONG, "looking through the collection took too long") from None
        raise _damaged() from error
