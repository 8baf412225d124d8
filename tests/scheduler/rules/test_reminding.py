"""Reminders: once on a local day, at the learner's wall clock, in every zone and through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import History, ZoneError, is_at_risk, is_timely, local_day, next_reminder
from tests.scheduler.rules.clocks import YEAR, ZONES, changes, clocks, year_of

DAY = timedelta(days=1)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
FIRST, LAST = (each.replace(tzinfo=None) for each in year_of(YEAR))
INSTANTS = st.datetimes(FIRST, LAST - 9 * DAY, timezones=st.just(UTC))
TODAY = date(2026, 5, 4)


def at(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "wall", "roll_over", "after", "expected"),
    [
        (BERLIN, "19:30", 4, "2026-05-04T10:00Z", "2026-05-04T17:30Z"),
        (BERLIN, "19:30", 4, "2026-05-04T17:30Z", "2026-05-05T17:30Z"),  # it is over at its very instant
        (NEW_YORK, "19:30", 4, "2026-05-04T10:00Z", "2026-05-04T23:30Z"),
        ("Pacific/Kiritimati", "19:30", 4, "2026-05-04T10:00Z", "2026-05-05T05:30Z"),
        (BERLIN, "02:30", 4, "2026-03-28T20:00Z", "2026-03-29T01:30Z"),  # skipped: as much later
        (BERLIN, "02:30", 3, "2026-03-28T20:00Z", "2026-03-30T00:30Z"),  # that would be the next day's: none
        (BERLIN, "02:30", 2, "2026-03-28T20:00Z", "2026-03-29T01:30Z"),
        (BERLIN, "02:30", 4, "2026-10-24T20:00Z", "2026-10-25T00:30Z"),  # twice: the first
        (BERLIN, "02:30", 4, "2026-10-25T00:30Z", "2026-10-26T01:30Z"),
        ("Africa/Cairo", "00:30", 4, "2026-04-23T20:00Z", "2026-04-23T22:30Z"),
    ],
)
def test_the_next_one(zone: str, wall: str, roll_over: int, after: str, expected: str) -> None:
    assert next_reminder(zone, time.fromisoformat(wall), roll_over, at(after)) == at(expected)


@given(st.sampled_from(ZONES), st.times(timezones=st.none()), st.integers(0, 23), INSTANTS)
def test_there_is_one_on_each_local_day_unless_the_clocks_skip_it(
    zone: str, wall: time, roll_over: int, after: datetime
) -> None:
    wall = wall.replace(second=0, microsecond=0)
    found = [next_reminder(zone, wall, roll_over, after)]
    for _ in range(4):
        found.append(next_reminder(zone, wall, roll_over, found[-1]))
    days = [local_day(each, zone, roll_over) for each in found]
    assert all(first < then for first, then in pairwise(days))
    skipped = sum((then - first).days - 1 for first, then in pairwise(days))
    jumps = [each for each in changes(zone, YEAR) if each.jump > timedelta(0) and after < each.at < found[-1] + DAY]
    assert skipped <= len(jumps)
    if not jumps:
        assert all(each.astimezone(ZoneInfo(zone)).time() == wall for each in found)


@pytest.mark.parametrize("zone", clocks(YEAR))
def test_around_changes_of_the_clocks_none_comes_twice(zone: str) -> None:
    for change in changes(zone, YEAR):
        for minutes in range(0, 24 * 60, 30):
            wall = time(minutes // 60, minutes % 60)
            for roll_over in (0, 2, 3, 4):
                first = next_reminder(zone, wall, roll_over, change.at - 2 * DAY)
                days = []
                while first < change.at + 2 * DAY:
                    days.append(local_day(first, zone, roll_over))
                    first = next_reminder(zone, wall, roll_over, first)
                assert len(days) == len(set(days)) >= 3


@pytest.mark.parametrize(
    ("zone", "roll_over", "due", "now", "expected"),
    [
        (BERLIN, 4, "2026-05-04T17:30Z", "2026-05-04T17:30Z", True),
        (BERLIN, 4, "2026-05-04T17:30Z", "2026-05-04T20:30Z", True),
        (BERLIN, 4, "2026-05-04T17:30Z", "2026-05-04T20:30:01Z", False),  # more than three hours late
        (BERLIN, 4, "2026-05-04T21:30Z", "2026-05-04T22:30Z", True),  # past midnight, the day goes on
        (BERLIN, 0, "2026-05-04T21:30Z", "2026-05-04T22:00Z", False),  # midnight ends it
        (BERLIN, 4, "2026-05-05T01:30Z", "2026-05-05T02:00Z", False),  # four o'clock ends it
        (BERLIN, 3, "2026-05-05T01:30Z", "2026-05-05T02:00Z", True),  # where it has not ended at three
        (BERLIN, 4, "2026-10-25T00:30Z", "2026-10-25T02:59Z", True),  # an hour twice: the day is longer
        (BERLIN, 4, "2026-03-29T00:30Z", "2026-03-29T02:00Z", False),  # an hour less
        (NEW_YORK, 4, "2026-05-04T23:30Z", "2026-05-05T02:29Z", True),
    ],
)
def test_a_late_one_comes_on_the_same_day_within_three_hours(
    zone: str, roll_over: int, due: str, now: str, expected: bool
) -> None:
    assert is_timely(at(due), at(now), zone, roll_over) is expected


def days(*back: int) -> frozenset[date]:
    """Days so many before today."""
    return frozenset(TODAY - n * DAY for n in back)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (History(), False),
        (History(days(1)), True),
        (History(days(0, 1)), False),  # today counts already
        (History(days(2)), False),  # it has ended
        (History(days(2), earned=days(2)), True),  # a freeze will hold it, if today counts
        (History(days(2), excused=days(1)), True),
        (History(days(1), excused=days(0)), False),  # nothing is lost today
    ],
)
def test_a_streak_is_at_risk_where_today_would_end_it(history: History, expected: bool) -> None:
    assert is_at_risk(history, TODAY) is expected


def test_a_zone_that_is_not_known_is_an_error() -> None:
    with pytest.raises(ZoneError):
        next_reminder("Mars/Olympus", time(19, 30), 4, year_of(YEAR)[0])
