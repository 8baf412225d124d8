"""When a learner is reminded of a streak that ends with their day: once a day, at a time of their own."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from scheduler.rules.days import local_day
from scheduler.rules.posting import EVERY_DAY, next_post
from scheduler.rules.streak import History, streak

LATEST = timedelta(hours=3)
"""How late a reminder may come, as after an outage."""


def next_reminder(zone_name: str, at: time, roll_over: int, after: datetime) -> datetime:
    """The next instant (UTC) of a wall-clock time, after another one: at most one on each local day of a learner.

    A time before the hour `roll_over` belongs to the day before. Where the clocks skip it into the day that begins
    then, as 02:30 into 03:30 with a day that begins at 3, there is none for that day. Raises ZoneError.
    """
    while True:
        day, after = next_post(zone_name, at, EVERY_DAY, after)
        meant = day - timedelta(days=1) if at.hour < roll_over else day
        if local_day(after, zone_name, roll_over) == meant:
            return after


def is_timely(due: datetime, now: datetime, zone_name: str, roll_over: int) -> bool:
    """Whether a reminder that was due may still be sent: on the same local day, and not too late."""
    same_day = local_day(due, zone_name, roll_over) == local_day(now, zone_name, roll_over)
    return same_day and now - due <= LATEST


def is_at_risk(history: History, today: date) -> bool:
    """Whether a streak ends, or costs a freeze, unless its learner does something today."""
    return today not in history.finished | history.excused and streak(history, today).current > 0
