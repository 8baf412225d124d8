"""Local days: the one place where instants become dates.

A learner's day begins at a roll-over hour of their own (04:00, say): an evening does not end at midnight. Arithmetic is
on the wall clock: a day has 23 or 25 hours where the clocks change, and dates are compared, never seconds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.rules.refusal import Refusal

ROLL_OVER = 4
"""The hour at which a new day begins, unless a learner says otherwise."""


class ZoneError(Refusal, ValueError):
    """A time zone that is not known; the message names it."""


_LONGEST_NAME = 60


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as Europe/Berlin. Raises ZoneError."""
    try:
        if len(name) > _LONGEST_NAME:
            raise ValueError("no zone has a name as long as that")
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        shown = repr(name[:_LONGEST_NAME])
        text = f"there is no time zone {shown}; it is named by continent and city, as Europe/Berlin"
        raise ZoneError(text, "no-zone", name=shown) from None


def local_day(at: datetime, zone_name: str, roll_over: int = ROLL_OVER) -> date:
    """The date of an instant for a learner in a zone, whose day begins at the hour `roll_over` (0 to 23).

    Raises ValueError where the instant has no zone of its own, and ZoneError.
    """
    wall = _in_zone(at, zone(zone_name)).replace(tzinfo=None)
    return (wall - timedelta(hours=roll_over)).date()


def days_lost(before: date, after: date) -> tuple[date, ...]:
    """The days that are lost when the local date of one instant becomes another: the one cut short, and those skipped.

    Going east past midnight a date ends before its time; going west one is lived twice, and none is lost.
    """
    return tuple(before + timedelta(days=n) for n in range((after - before).days))


def utc(at: datetime) -> str:
    """An instant as it is stored: RFC 3339 in UTC with milliseconds, so that texts sort as instants do.

    Raises ValueError where the instant has no zone of its own.
    """
    return _in_zone(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(stored: str) -> datetime:
    """The instant of its stored text."""
    return datetime.fromisoformat(stored)


def _in_zone(at: datetime, wanted: tzinfo) -> datetime:
    # Left to itself, astimezone takes a naive instant for one in the zone of the machine.
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone; a naive one could mean any")
    return at.astimezone(wanted)
