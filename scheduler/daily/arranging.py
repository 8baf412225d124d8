"""Arranging a group's schedules: adding, changing, pausing and resuming them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from scheduler.daily.ending import end_drill
from scheduler.daily.errors import ScheduleError
from scheduler.daily.noticing import next_digest
from scheduler.daily.planning import excuse_pause, plan_due
from scheduler.rules import EVERY_DAY, ZoneError, next_post, zone
from scheduler.store import (
    Schedule,
    add_schedule,
    keep_schedule,
    last_drill,
    remove_schedule,
    schedule,
    schedules,
    unclosed_drills,
)

MOST_SCHEDULES = 20
MOST_LATE = 22 * 60
"""How many minutes late a drill may be at most: less than a day, also where the clocks change."""
MOST_GAP = 365
MOST_PAUSE = timedelta(days=366)


def arrange(db: Database, wanted: Schedule, now: datetime, *, digest: bool | None = None) -> Schedule:
    """Store a schedule, new where its number is 0, and work out its next post.

    `digest` is whether it has a weekly one, None: as before. What was due by now stays due as it was. Raises
    ScheduleError, and NotThere.
    """
    _check(wanted)
    if digest is not None:
        wanted = replace(wanted, digest_next=now if digest else None)
    if wanted.id == 0:
        if len(schedules(db, wanted.group)) >= MOST_SCHEDULES:
            text = f"a group can have {MOST_SCHEDULES} schedules; remove one first"
            raise ScheduleError(text, "too-many-schedules", most=MOST_SCHEDULES)
        return add_schedule(db, _begun_anew(replace(wanted, next_at=_next_at(db, wanted, now)), now))
    before = _caught_up(db, wanted.id, now)
    is_running = wanted.next_at is not None
    refused = wanted.refused if wanted.channel == before.channel else 0
    changed = replace(wanted, next_at=_next_at(db, wanted, now) if is_running else None, refused=refused)
    changed = _begun_anew(changed, now)
    keep_schedule(db, changed)
    return changed


def pause(db: Database, paused: Schedule, until: date | None, now: datetime) -> Schedule:
    """Pause a schedule through the day before a date, with these days excused; None: until it is resumed.

    What was due by now stays due. Raises ScheduleError, and NotThere.
    """
    if until is not None:
        _check_zone(paused)
        today = now.astimezone(zone(paused.zone)).date()
        last = today + MOST_PAUSE
        if not today < until <= last:
            text = f"a pause ends on a date from tomorrow to {last}, not {until}"
            raise ScheduleError(text, "bad-pause", last=last, until=until)
    _caught_up(db, paused.id, now)
    changed = replace(paused, paused_until=until, next_at=None if until is None else _next_at(db, paused, now))
    keep_schedule(db, changed)
    if until is not None and changed.next_at is not None:
        first = changed.next_at.astimezone(zone(paused.zone)).date()
        excuse_pause(db, paused, now, min(first, until))
    return changed


def resume(db: Database, paused: Schedule, now: datetime) -> Schedule:
    """Let a schedule go on from now. Raises ScheduleError, and NotThere."""
    _check_zone(paused)
    _caught_up(db, paused.id, now)
    changed = replace(paused, paused_until=None, refused=0)
    changed = _begun_anew(replace(changed, next_at=_next_at(db, changed, now)), now)
    keep_schedule(db, changed)
    return changed


def remove(db: Database, number: int, now: datetime) -> None:
    """Delete a schedule with its drills; what members have open of them closes as at its end, and stays."""
    for drill in unclosed_drills(db, number):
        while end_drill(db, drill, now) is None:
            pass
    remove_schedule(db, number)


def upcoming(planned: Schedule) -> tuple[date, datetime] | None:
    """The date and instant of the next drill that a schedule will post.

    None while it is paused for good, or where its zone is known no more.
    """
    at = planned.next_at
    if at is None:
        return None
    try:
        day = at.astimezone(zone(planned.zone)).date()
    except ZoneError:
        return None
    while planned.paused_until is not None and day < planned.paused_until:
        day, at = next_post(planned.zone, planned.at, planned.days, at)
    return day, at


def _caught_up(db: Database, number: int, now: datetime) -> Schedule:
    """A schedule as it was until now, with what it had due planned: no change takes that away."""
    before = schedule(db, number)
    plan_due(db, before, now)
    return before


def _begun_anew(changed: Schedule, now: datetime) -> Schedule:
    """A schedule of which an organiser has just thought, with its next digest, if it has any."""
    digest_next = None if changed.digest_next is None else next_digest(changed, now)
    return replace(changed, digest_next=digest_next, arranged=now)


def _next_at(db: Database, planned: Schedule, now: datetime) -> datetime:
    """The next instant whose date has had no drill."""
    last = None if planned.id == 0 else last_drill(db, planned.id)
    day, at = next_post(planned.zone, planned.at, planned.days, now)
    while last is not None and day <= last.day:
        day, at = next_post(planned.zone, planned.at, planned.days, at)
    return at


def _check_zone(wanted: Schedule) -> None:
    try:
        zone(wanted.zone)
    except ZoneError as error:
        raise ScheduleError(str(error), error.code, **error.slots) from None


def _check(wanted: Schedule) -> None:
    _check_zone(wanted)
    if not 0 < wanted.days <= EVERY_DAY:
        raise ScheduleError("a schedule needs at least one day of the week", "no-days")
    if not 0 <= wanted.late_minutes <= MOST_LATE:
        text = f"a drill may be 0 to {MOST_LATE} minutes late, not {wanted.late_minutes}"
        raise ScheduleError(text, "bad-late", most=MOST_LATE, late=wanted.late_minutes)
    if not 0 <= wanted.gap <= MOST_GAP:
        text = f"an exercise may rest 0 to {MOST_GAP} days, not {wanted.gap}"
        raise ScheduleError(text, "bad-gap", most=MOST_GAP, gap=wanted.gap)
