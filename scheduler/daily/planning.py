"""From schedules to drills and notices: what is due is planned, what has passed is recorded and excused.

The store is the source of truth: one drill for each schedule and local date, whatever stopped, and however often this
runs. Of several dates that have passed only the last one may still be posted, within the schedule's limit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlite_utils import Database

from scheduler.daily.noticing import asked_if_quiet, with_digest
from scheduler.rules import EVERY_DAY, ZoneError, next_post, zone
from scheduler.store import (
    Drill,
    Learner,
    PostState,
    Schedule,
    add_drill,
    all_members,
    due_schedules,
    excuse,
    keep_schedule,
    members_since,
    schedule,
)

ON_TIME = timedelta(minutes=2)
"""What posting may take without being late: a schedule that allows no delay has its drills, too."""
MOST_PASSED = 400
"""How many dates that have passed are recorded; of a longer absence the last ones."""
OUTAGE, PAUSE, AWAY = "no drill came", "the group paused", "the bot was away"
"""Why members' days are excused."""
_DAY = timedelta(days=1)


def plan(db: Database, now: datetime, most: int, without: Collection[int] = ()) -> list[Drill]:
    """Plan the drills of at most so many schedules that are due; what was planned, missed or paused.

    There may be more: run it again, in a transaction of its own, until nothing comes.
    """
    due = due_schedules(db, now, most + len(without))
    return [drill for each in due if each.id not in without for drill in plan_due(db, each, now)]


def plan_one(db: Database, number: int, now: datetime) -> list[Drill]:
    """Plan the drills of one schedule, if it is still due. Raises NotThere."""
    return plan_due(db, schedule(db, number), now)


def is_fresh(drill: Drill, schedule: Schedule, now: datetime) -> bool:
    """Whether a drill may still be posted, late as it is."""
    return _is_in_time(drill.due, schedule, now)


def excuse_members(db: Database, drill: Drill, reason: str, days: int = 1) -> None:
    """Excuse the day of a drill that did not come, and some that follow, for all who were members then.

    Each on their own local date.
    """
    for member in members_since(db, schedule(db, drill.schedule).group, drill.due):
        first = _day_of(member, drill.due) or drill.day
        excuse(db, member.id, _days(first, days), reason)


def excuse_pause(db: Database, paused: Schedule, now: datetime, first: date) -> None:
    """Excuse the days from tomorrow until the first drill that a pause takes away: none of them has one."""
    for member in members_since(db, paused.group, now):
        today = _day_of(member, now)
        if today is not None:
            excuse(db, member.id, _days(today + _DAY, (first - today).days - 1), PAUSE)


def excuse_absence(db: Database, since: datetime, until: datetime) -> None:
    """Excuse the whole days that lie between two instants, between which the bot was away, for all members."""
    since = max(since, until - MOST_PASSED * _DAY)
    if until - since < _DAY:
        return
    for member in all_members(db):
        before, after = (_day_of(member, at) for at in (since, until))
        if before is not None and after is not None:
            excuse(db, member.id, _days(before + _DAY, (after - before).days - 1), AWAY)


def _day_of(who: Learner, at: datetime) -> date | None:
    """A member's local date; None where their zone is known no more, which must not keep drills from the others."""
    try:
        return who.day(at)
    except ZoneError:
        return None


def _days(first: date, count: int) -> list[date]:
    return [first + n * _DAY for n in range(count)]


def plan_due(db: Database, due: Schedule, now: datetime) -> list[Drill]:
    """Plan what one schedule has due; the drills among that."""
    try:
        due = with_digest(db, due, now)
        dates = _dates(due, now)
    except ZoneError:  # a zone that is known no more: nobody can say when it would be
        keep_schedule(db, replace(due, next_at=None, digest_next=None))
        return []
    made = []
    for (day, at), (next_day, following) in pairwise(dates):
        is_last = following > now
        if due.paused_until is not None and day < due.paused_until:
            state = PostState.PAUSED
        else:
            state = PostState.PLANNED if is_last and _is_in_time(at, due, now) else PostState.MISSED
        drill = add_drill(db, due.id, day, state, at, _end(due, day, at))
        if drill is None:  # the time of day was changed, and this date had its drill
            continue
        if state is PostState.PAUSED and due.paused_until is not None:
            excuse_members(db, drill, PAUSE, (min(next_day, due.paused_until) - day).days)
        elif state is PostState.MISSED:
            excuse_members(db, drill, OUTAGE)
        else:
            due = asked_if_quiet(db, due, day, at)
        made.append(drill)
    keep_schedule(db, replace(due, next_at=dates[-1][1] if dates else due.next_at))
    return made


def _is_in_time(due: datetime, schedule: Schedule, now: datetime) -> bool:
    return now - due <= max(ON_TIME, timedelta(minutes=schedule.late_minutes))


def _end(due: Schedule, day: date, at: datetime) -> datetime:
    """When the drill of a date ends: at the time of day of the next date."""
    following, ends = next_post(due.zone, due.at, EVERY_DAY, at)
    while following <= day:  # the zone's rules were changed since `at` was worked out
        following, ends = next_post(due.zone, due.at, EVERY_DAY, ends)
    return ends


def _dates(due: Schedule, now: datetime) -> list[tuple[date, datetime]]:
    """The dates and instants from the one that is due to the first one to come; none where none is due."""
    if due.next_at is None or due.next_at > now:
        return []
    here = zone(due.zone)
    earliest = max(due.next_at, now - timedelta(days=MOST_PASSED))
    dates = [(due.next_at.astimezone(here).date(), due.next_at)]
    if earliest > due.next_at:
        dates = [next_post(due.zone, due.at, due.days, earliest)]
    while dates[-1][1] <= now:
        dates.append(next_post(due.zone, due.at, due.days, dates[-1][1]))
    return dates
