"""Notices: what a schedule posts besides drills, once for a local date."""

from __future__ import annotations

from datetime import date, datetime

from sqlite_utils import Database

from scheduler.rules import instant, utc
from scheduler.store.board import IS_TRY
from scheduler.store.errors import NotThere
from scheduler.store.group_records import Notice, NoticeKind, PostState, Silence


def add_notice(db: Database, schedule: int, kind: NoticeKind, day: date, due: datetime) -> None:
    """Plan a notice for a schedule's local date, if there is none of its kind."""
    db.execute(
        "INSERT INTO notices (schedule, kind, day, due, state, retry) VALUES (?, ?, ?, ?, 'planned', ?) "
        "ON CONFLICT (schedule, kind, day) DO NOTHING",
        (schedule, kind.value, day.isoformat(), utc(due), utc(due)),
    )


def notice(db: Database, number: int) -> Notice:
    """A notice. Raises NotThere."""
    sql = "SELECT id, schedule, kind, day, due, state FROM notices WHERE id = ?"
    row = db.execute(sql, (number,)).fetchone()
    if row is None:
        raise NotThere(f"there is no notice {number}")
    found, schedule, kind, day, due, state = row
    return Notice(found, schedule, NoticeKind(kind), date.fromisoformat(day), instant(due), PostState(state))


def silence(db: Database, schedule: int, since: datetime | None) -> Silence | None:
    """The drills of a schedule that were posted after the last one that anybody tried, and since an instant."""
    tried = f"SELECT 1 FROM questions JOIN replies ON question = questions.id WHERE drill = a.id AND {IS_TRY}"
    last = f"SELECT day FROM drills AS a WHERE schedule = :schedule AND EXISTS ({tried}) ORDER BY day DESC LIMIT 1"
    number, first = db.execute(
        "SELECT count(*), min(day) FROM drills WHERE schedule = :schedule AND state = 'sent' AND sent > :since "
        f"AND day > coalesce(({last}), '')",
        {"schedule": schedule, "since": "" if since is None else utc(since)},
    ).fetchone()
    return None if first is None else Silence(number, date.fromisoformat(first))


def heard_again(db: Database, drill: int) -> None:
    """Note that somebody has tried a drill: its schedule is quiet no more."""
    db.execute(
        "UPDATE schedules SET quiet_since = NULL "
        "WHERE id = (SELECT schedule FROM drills WHERE id = ?) AND quiet_since IS NOT NULL",
        (drill,),
    )
