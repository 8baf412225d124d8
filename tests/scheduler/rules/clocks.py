"""The clocks of the world over a year: every IANA zone, and the moments at which each changes its offset."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

YEAR = 2026
# "localtime" is whatever the machine says.
ZONES = sorted(available_timezones() - {"localtime"})


class Change(NamedTuple):
    """A change of the clocks: its moment to the second, and how far the wall clock jumps."""

    at: datetime
    jump: timedelta


def year_of(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year and of the next one, in UTC."""
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def offset(at: datetime, zone_name: str) -> timedelta:
    """How far a zone is ahead of UTC at a moment."""
    found = at.astimezone(ZoneInfo(zone_name)).utcoffset()
    assert found is not None
    return found


@cache
def changes(zone_name: str, year: int) -> tuple[Change, ...]:
    """The changes of the clocks of a zone in a year: looked for day by day, then halved down to the second."""
    found = []
    at, end = year_of(year)
    before = offset(at, zone_name)
    while at < end:
        low, high = at, at + timedelta(days=1)
        after = offset(high, zone_name)
        jump = after - before
        while jump and high - low > timedelta(seconds=1):
            middle = low + (high - low) // 2
            middle = middle.replace(microsecond=0)
            if offset(middle, zone_name) == before:
                low = middle
            else:
                high = middle
        if jump:
            found.append(Change(high, jump))
        at, before = at + timedelta(days=1), after
    return tuple(found)


def clocks(year: int) -> list[str]:
    """One zone for each way in which clocks went in a year: most zones go as another does."""
    alike = defaultdict(list)
    for name in ZONES:
        alike[offset(year_of(year)[0], name), changes(name, year)].append(name)
    return [names[0] for names in alike.values()]


@contextmanager
def standing_in(zone_name: str) -> Iterator[None]:
    """The machine in another zone for a while."""
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = zone_name
        time.tzset()
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()
