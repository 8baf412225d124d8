"""Schedules: when and where a group wants its drills."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlite_utils import Database

from scheduler.rules import instant, utc
from scheduler.store.errors import NotThere
from scheduler.store.group_records import ChoiceOfDrill, Mode, Schedule

_COLUMNS = (
    "group_id, deck, channel, at, zone, days, role, choice, mode, late_minutes, gap, organiser, paused_until, "
    "next_at, refused, language, digest_next, quiet_since, arranged"
)
_SCHEDULE = f"SELECT id, {_COLUMNS} FROM schedules"


def add_schedule(db: Database, schedule: Schedule) -> Schedule:
    """Store a new schedule, whose number is given to it."""
    row = _row(schedule)
    marks = ", ".join("?" * len(row))
    number = db.execute(f"INSERT INTO schedules ({_COLUMNS}) VALUES ({marks})", row).lastrowid
    assert number is not None
    return replace(schedule, id=number)


def keep_schedule(db: Database, schedule: Schedule) -> None:
    """Store a changed schedule."""
    named = ", ".join(f"{name} = ?" for name in _COLUMNS.split(", "))
    db.execute(f"UPDATE schedules SET {named} WHERE id = ?", (*_row(schedule), schedule.id))


def remove_schedule(db: Database, number: int) -> None:
    """Delete a schedule with its drills; what members answered stays."""
    db.execute("DELETE FROM schedules WHERE id = ?", (number,))


def schedule(db: Database, number: int) -> Schedule:
    """A schedule. Raises NotThere."""
    row = db.execute(f"{_SCHEDULE} WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotThere(f"there is no schedule {number}")
    return _schedule(row)


def schedules(db: Database, group: int | None = None) -> list[Schedule]:
    """The schedules of a group, or all, in the order in which they were made."""
    where, values = ("", ()) if group is None else (" WHERE group_id = ?", (group,))
    return list(map(_schedule, db.execute(f"{_SCHEDULE}{where} ORDER BY id", values)))


def due_schedules(db: Database, now: datetime, most: int) -> list[Schedule]:
    """The schedules whose next drill or digest is due: at most so many of each, longest due first."""
    rows = [
        row
        for due in ("next_at", "digest_next")
        for row in db.execute(f"{_SCHEDULE} WHERE {due} <= ? ORDER BY {due} LIMIT ?", (utc(now), most))
    ]
    return [_schedule(row) for row in dict.fromkeys(rows)]


def _row(schedule: Schedule) -> tuple[object, ...]:
    return (
        schedule.group,
        schedule.deck,
        schedule.channel,
        f"{schedule.at:%H:%M}",
        schedule.zone,
        schedule.days,
        schedule.role,
        schedule.choice.value,
        schedule.mode.value,
        schedule.late_minutes,
        schedule.gap,
        schedule.organiser,
        None if schedule.paused_until is None else schedule.paused_until.isoformat(),
        None if schedule.next_at is None else utc(schedule.next_at),
        schedule.refused,
        schedule.language,
        None if schedule.digest_next is None else utc(schedule.digest_next),
        None if schedule.quiet_since is None else utc(schedule.quiet_since),
        None if schedule.arranged is None else utc(schedule.arranged),
    )


def _schedule(row: tuple[Any, ...]) -> Schedule:
    number, group, deck, channel, at, zone, days, role, choice, mode, late, gap, organiser, *rest = row
    paused, next_at, refused, language, digest_next, quiet_since, arranged = rest
    return Schedule(
        number,
        group,
        deck,
        channel,
        time.fromisoformat(at),
        zone,
        days,
        role,
        ChoiceOfDrill(choice),
        Mode(mode),
        late,
        gap,
        organiser,
        None if paused is None else date.fromisoformat(paused),
        None if next_at is None else instant(next_at),
        refused,
        language,
        None if digest_next is None else instant(digest_next),
        None if quiet_since is None else instant(quiet_since),
        None if arranged is None else instant(arranged),
    )
