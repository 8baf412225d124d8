"""Learners and their days: who somebody is, which days count, are excused, or were held by a freeze."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.rules import ROLL_OVER, History, instant, local_day, utc
from scheduler.store.errors import NotThere
from scheduler.store.records import Learner

_UNTRIED = tuple(kind.value for kind in VerdictKind if not kind.is_attempt)
NEW_A_DAY = 3
"""How many exercises are new on a day, unless a learner says otherwise: the pace of the Anki decks."""
_TRIES = (
    "FROM questions JOIN replies ON replies.question = questions.id "
    f"WHERE learner = ? AND kind = 'drill' AND verdict NOT IN {_UNTRIED}"
)
"""A learner's tries at drills: one graded reply counts for its day, right or wrong."""
_COLUMNS = "id, account, zone, zone_chosen, roll_over, new_a_day, reached, joined, language, remind_at, remind_next"


def learner_of(db: Database, account: str) -> Learner | None:
    """The learner of an account, if there is one."""
    return _one(db, "account = ?", account)


def learner(db: Database, number: int) -> Learner:
    """A learner. Raises NotThere."""
    found = _one(db, "id = ?", number)
    if found is None:
        raise NotThere(f"there is no learner {number}")
    return found


def welcome(db: Database, account: str, zone: str, now: datetime) -> Learner:
    """The learner of an account, who is made where there is none; the zone is then a guess."""
    db.execute(
        "INSERT INTO learners (account, zone, roll_over, new_a_day, reached, joined) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (account) DO NOTHING",
        (account, zone, ROLL_OVER, NEW_A_DAY, local_day(now, zone, ROLL_OVER).isoformat(), utc(now)),
    )
    found = learner_of(db, account)
    assert found is not None
    return found


def keep_learner(db: Database, learner: Learner) -> None:
    """Store a learner's settings."""
    chosen = None if learner.zone_chosen is None else utc(learner.zone_chosen)
    day = (chosen, learner.roll_over, learner.new_a_day, learner.reached.isoformat())
    remind_at = None if learner.remind_at is None else f"{learner.remind_at:%H:%M}"
    remind_next = None if learner.remind_next is None else utc(learner.remind_next)
    db.execute(
        "UPDATE learners SET zone = ?, zone_chosen = ?, roll_over = ?, new_a_day = ?, reached = ?, language = ?, "
        "remind_at = ?, remind_next = ? WHERE id = ?",
        (learner.zone, *day, learner.language, remind_at, remind_next, learner.id),
    )


def due_reminders(db: Database, now: datetime, most: int) -> list[Learner]:
    """The learners whose next reminder is due, at most so many, longest due first."""
    return learner_rows(db, "remind_next <= ? ORDER BY remind_next LIMIT ?", (utc(now), most))


def learner_rows(db: Database, where: str, values: tuple[object, ...]) -> list[Learner]:
    """The learners that meet a condition in SQL."""
    return list(map(_learner, db.execute(f"SELECT {_COLUMNS} FROM learners WHERE {where}", values)))


def history(db: Database, learner: int, *, with_imported: bool = True) -> History:
    """The days of a learner: those that count, as `counts_already` tells, and all others; with the imported, or not."""
    reviewed = "SELECT day FROM reviews WHERE learner = ? AND finished = 1"
    elsewhere = "SELECT day FROM imported WHERE learner = ? AND ?"
    sql = f"{reviewed} UNION SELECT replies.day {_TRIES} UNION {elsewhere}"
    finished = db.execute(sql, (learner, learner, learner, int(with_imported)))
    excused = db.execute("SELECT day FROM excused WHERE learner = ?", (learner,))
    frozen = db.execute("SELECT day, what FROM freezes WHERE learner = ?", (learner,)).fetchall()
    return History(
        frozenset(date.fromisoformat(day) for (day,) in finished),
        frozenset(date.fromisoformat(day) for (day,) in excused),
        frozenset(date.fromisoformat(day) for day, what in frozen if what == "earned"),
        frozenset(date.fromisoformat(day) for day, what in frozen if what == "spent"),
    )


def counts_already(db: Database, learner: int, day: date) -> bool:
    """Whether a day counts: an exercise was finished on it, here or in Anki, or a drill tried."""
    finished = "SELECT day FROM reviews WHERE learner = ? AND finished = 1 AND day = ?"
    elsewhere = "SELECT day FROM imported WHERE learner = ? AND day = ?"
    tried = f"SELECT replies.day {_TRIES} AND replies.day = ?"
    sql = f"SELECT EXISTS ({finished} UNION ALL {elsewhere} UNION ALL {tried})"
    return bool(db.execute(sql, (learner, day.isoformat()) * 3).fetchone()[0])


def finished_by_day(db: Database, learner: int, first: date, last: date) -> dict[date, int]:
    """For each day from `first` to `last` that counts, how many exercises were finished on it, or drills tried.

    An exercise that was reviewed in Anki is one a day, however often.
    """
    between = "BETWEEN ? AND ?"
    reviewed = f"SELECT day, question FROM reviews WHERE learner = ? AND finished = 1 AND day {between}"
    tried = f"SELECT replies.day, question {_TRIES} AND replies.day {between}"
    elsewhere = f"SELECT DISTINCT day, deck || ' ' || exercise FROM imported WHERE learner = ? AND day {between}"
    sql = f"SELECT day, count(*) FROM ({reviewed} UNION {tried} UNION ALL {elsewhere}) GROUP BY day"
    rows = db.execute(sql, (learner, first.isoformat(), last.isoformat()) * 3)
    return {date.fromisoformat(day): count for day, count in rows}


def keep_freezes(db: Database, learner: int, before: History, after: History) -> None:
    """Store what has changed between two states of a learner's freezes."""
    for what, old, new in (("earned", before.earned, after.earned), ("spent", before.spent, after.spent)):
        for day in sorted(new - old):
            row = (learner, day.isoformat(), what)
            db.execute("INSERT INTO freezes (learner, day, what) VALUES (?, ?, ?)", row)
        for day in sorted(old - new):
            db.execute(
                "DELETE FROM freezes WHERE learner = ? AND day = ? AND what = ?", (learner, day.isoformat(), what)
            )


def excuse(db: Database, learner: int, days: Iterable[date], reason: str) -> None:
    """Excuse a learner's days: they hold a streak together. A day that is excused stays so for its first reason."""
    sql = "INSERT INTO excused (learner, day, reason) VALUES (?, ?, ?) ON CONFLICT (learner, day) DO NOTHING"
    for day in days:
        db.execute(sql, (learner, day.isoformat(), reason))


def excused_since(db: Database, learner: int, day: date, reason: str) -> int:
    """How many days from a day on are excused for a reason."""
    sql = "SELECT count(*) FROM excused WHERE learner = ? AND day >= ? AND reason = ?"
    return int(db.execute(sql, (learner, day.isoformat(), reason)).fetchone()[0])


def _one(db: Database, where: str, value: object) -> Learner | None:
    return next(iter(learner_rows(db, where, (value,))), None)


def _learner(row: tuple[Any, ...]) -> Learner:
    number, account, zone, chosen, roll_over, new_a_day, reached, joined, language, remind_at, remind_next = row
    return Learner(
        number,
        account,
        zone,
        None if chosen is None else instant(chosen),
        roll_over,
        new_a_day,
        date.fromisoformat(reached),
        instant(joined),
        language,
        None if remind_at is None else time.fromisoformat(remind_at),
        None if remind_next is None else instant(remind_next),
    )
