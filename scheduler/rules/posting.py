"""When a group's daily drill is due: one instant for each local date, whatever the clocks do.

A wall-clock time that the clocks skip is made up for by the instant that lies as far behind the change as the time lay
within it (02:30 becomes 03:30); where that would be the next date, by one before the change. Of a time that comes twice
the first is meant. A date that a zone leaves out, as Samoa did with 30 December 2011, has no instant.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from scheduler.rules.days import zone

EVERY_DAY = 0b111_1111
"""The days of a week as bits; Monday is 1."""
_DAY = timedelta(days=1)
_LOOKS_AHEAD = 16
"""Days that are looked at: a week, and what a zone may leave out."""


def is_on(days: int, day: date) -> bool:
    """Whether a date is among some days of the week, which are bits."""
    return bool(days >> day.weekday() & 1)


def post_instant(zone_name: str, at: time, day: date) -> datetime | None:
    """The one instant (UTC) of a wall-clock time on a local date; None where the zone leaves the date out.

    Raises ZoneError.
    """
    here = zone(zone_name)
    for fold in (0, 1):
        instant = datetime.combine(day, at, tzinfo=here).replace(fold=fold).astimezone(UTC)
        if instant.astimezone(here).date() == day:
            return instant
    return None


def next_post(zone_name: str, at: time, days: int, after: datetime) -> tuple[date, datetime]:
    """The first local date, and its instant (UTC), that is due after an instant.

    `days` are those of the week on which there is a post. Raises ZoneError, and ValueError where there is none.
    """
    first = after.astimezone(zone(zone_name)).date() - _DAY
    for day in (first + n * _DAY for n in range(_LOOKS_AHEAD)):
        instant = post_instant(zone_name, at, day) if is_on(days, day) else None
        if instant is not None and instant > after:
            return day, instant
    raise ValueError("a schedule needs a day of the week, 1 to 127 as bits")
