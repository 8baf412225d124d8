"""On which instant a drill is due, and which date an instant has for a member: worked out apart from the scheduler.

A schedule has one instant for each of its local dates. Of a time that the clocks show twice it is the first; a time
that they skip comes as much later as they go ahead (docs/bot.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def due(zone: str, at: time, day: date) -> datetime:
    """The instant of a time of day on a local date."""
    here, wall = ZoneInfo(zone), datetime.combine(day, at, UTC)
    before, after = ((wall + by).astimezone(here).utcoffset() for by in (-DAY, DAY))
    assert before is not None and after is not None
    shown = [each for each in (wall - before, wall - after) if each.astimezone(here).replace(tzinfo=UTC) == wall]
    return min(shown, default=wall - before)


def day_of(at: datetime, zone: str, begins: int) -> date:
    """The date of an instant for a member whose day begins at some hour of their zone's wall clock."""
    wall = at.astimezone(ZoneInfo(zone))
    return wall.date() if wall.hour >= begins else wall.date() - DAY


def dates(first: date, last: date) -> Iterator[date]:
    """All dates from the first to the last."""
    return (first + n * DAY for n in range((last - first).days + 1))
