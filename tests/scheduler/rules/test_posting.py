"""One instant for each local date, in every zone, at every time of day, as counted from the changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import EVERY_DAY, ZoneError, is_on, next_post, post_instant
from tests.scheduler.rules.clocks import YEAR, ZONES, changes, clocks, offset, standing_in, year_of

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
YEARS = (YEAR, YEAR + 1)
_TIMES = "00:00 00:01 00:30 01:00 01:45 02:00 02:15 02:30 03:00 09:00 23:30 23:59"
TIMES = tuple(map(time.fromisoformat, _TIMES.split()))
"""Times of day at which clocks change somewhere, and some at which none do."""
MONDAYS, WEEKEND = 0b000_0001, 0b110_0000


@cache
def offsets(zone_name: str, first: int, last: int) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """From when to when a zone is how far ahead of UTC, over some years and a few days around them."""
    begin, end = year_of(first)[0], year_of(last)[1]
    moments = [begin - 9 * DAY]
    steady = offset(begin, zone_name) == offset(moments[0], zone_name)
    for year in range(first if steady else first - 1, last + 1):
        moments += [change.at for change in changes(zone_name, year) if change.at > moments[0]]
    if offset(end, zone_name) != offset(end + 9 * DAY, zone_name):
        moments += [change.at for change in changes(zone_name, last + 1) if change.at < end + 9 * DAY]
    moments.append(end + 9 * DAY)
    return tuple((since, until, offset(since, zone_name)) for since, until in pairwise(moments))


def expected(zone_name: str, at: time, day: date, first: int, last: int) -> datetime | None:
    """The instant of a time on a date, found by looking through all stretches between two changes of the clocks."""
    wall = datetime.combine(day, at, UTC)
    stretches = offsets(zone_name, first, last)
    for since, until, ahead in stretches:
        if since <= wall - ahead < until:
            return wall - ahead
    for (_, change, before), (_, _, after) in pairwise(stretches):
        if before <= wall - change < after:  # the clocks skip it
            late, early = change + (wall - change - before), change - (after - (wall - change))
            return next((found for found in (late, early) if local(found, stretches).date() == day), None)
    raise AssertionError(f"{zone_name}: {wall}")


def local(at: datetime, stretches: tuple[tuple[datetime, datetime, timedelta], ...]) -> datetime:
    """What the clocks show."""
    return next(at + ahead for since, until, ahead in stretches if since <= at < until)


def walked(zone_name: str, at: time, days: int, after: datetime, until: datetime) -> list[tuple[date, datetime]]:
    """All posts between two instants, each found from the one before."""
    found: list[tuple[date, datetime]] = []
    while True:
        post = next_post(zone_name, at, days, after)
        if post[1] >= until:
            return found
        found.append(post)
        after = post[1]


def assert_one_for_each_date(zone_name: str, at: time, first: int, last: int) -> list[date]:
    """Walk through some years: each date once, in order, where the clocks say; the dates that have none."""
    begin, end = year_of(first)[0], year_of(last)[1]
    posts = walked(zone_name, at, EVERY_DAY, begin, end)
    wanted: dict[date, datetime] = {}
    left: list[date] = []
    for n in range(-2, (end - begin).days + 3):
        day = begin.date() + n * DAY
        instant = expected(zone_name, at, day, first, last)
        if instant is None:
            left.append(day)
        elif begin < instant < end:
            wanted[day] = instant
    assert posts == list(wanted.items()), zone_name
    assert all(one < other for (_, one), (_, other) in pairwise(posts)), zone_name
    return left


def times_near(zone_name: str, first: int, last: int) -> list[time]:
    """Times of day at and around every change of a zone's clocks, before and after it."""
    walls = {
        (change.at + offset(change.at - MINUTE, zone_name) + shift * change.jump + minutes * MINUTE).time()
        for year in range(first, last + 1)
        for change in changes(zone_name, year)
        for shift in (0, 0.5, 1)
        for minutes in (-1, 0, 1)
    }
    return sorted({wall.replace(second=0, microsecond=0) for wall in walls})


def test_every_zone_has_one_instant_for_each_date_of_two_years() -> None:
    for name in ZONES:
        assert assert_one_for_each_date(name, TIMES[crc32(name.encode()) % len(TIMES)], *YEARS) == []


def test_where_clocks_change_the_times_around_have_one_instant_for_each_date() -> None:
    tried = 0
    for name in clocks(YEAR):
        near = times_near(name, *YEARS)
        chosen = near[crc32(name.encode()) % 4 :: 4] if len(near) > 12 else near[:3]
        for at in chosen:
            assert assert_one_for_each_date(name, at, YEAR, YEAR) == []
        tried += len(chosen)
    assert tried > 100


@pytest.mark.stress
@pytest.mark.parametrize("name", ZONES)
def test_every_zone_has_one_instant_for_each_date_at_many_times(name: str) -> None:
    for at in sorted({*TIMES, *times_near(name, *YEARS)}):
        assert assert_one_for_each_date(name, at, *YEARS) == []


@pytest.mark.stress
@pytest.mark.parametrize("year", range(1970, 2038))
def test_every_clock_of_many_years_has_one_instant_for_each_date(year: int) -> None:
    for name in clocks(year):
        if not changes(name, year):
            continue
        # The dates around the year are looked at, too: Samoa left one out at the end of 2011.
        near = (*changes(name, year - 1), *changes(name, year))
        leaps = [change for change in near if change.jump > timedelta(hours=12)]
        for at in times_near(name, year, year):
            assert len(assert_one_for_each_date(name, at, year, year)) <= len(leaps), name


@pytest.mark.parametrize(
    ("name", "year", "lost"),
    [
        ("Pacific/Apia", 2011, date(2011, 12, 30)),
        ("Pacific/Fakaofo", 2011, date(2011, 12, 30)),
        ("Pacific/Kiritimati", 1994, date(1994, 12, 31)),
        ("Pacific/Kwajalein", 1993, date(1993, 8, 21)),
    ],
)
@pytest.mark.parametrize("at", [time(0), time(9), time(23, 59)])
def test_a_date_that_a_zone_left_out_has_no_instant(name: str, year: int, lost: date, at: time) -> None:
    assert assert_one_for_each_date(name, at, year, year) == [lost]
    assert post_instant(name, at, lost) is None
    before = post_instant(name, at, lost - DAY)
    assert before is not None
    assert next_post(name, at, EVERY_DAY, before) == (lost + DAY, before + DAY)
    # A day of the week that is left out comes a week later.
    assert next_post(name, at, 1 << lost.weekday(), before)[0] == lost + 7 * DAY
    assert next_post(name, at, 1 << lost.weekday(), before - 6 * DAY)[0] == lost + 7 * DAY


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("Australia/Lord_Howe", 2026),  # half an hour
        ("Antarctica/Troll", 2026),  # two hours
        ("Asia/Beirut", 2026),  # at midnight, forwards and back
        ("Africa/Cairo", 2026),
        ("America/Havana", 2026),
        ("America/Asuncion", 2023),
        ("America/Santiago", 2026),
        ("America/Sao_Paulo", 2018),
        ("America/St_Johns", 2010),  # a minute past midnight
        ("America/Toronto", 1919),  # at 23:30
        ("Asia/Pyongyang", 2018),  # half an hour before midnight, once
        ("Africa/Casablanca", 2026),  # back for Ramadan
        ("Africa/El_Aaiun", 2024),  # like all of these a year that is over: states change what is to come
        ("Africa/Monrovia", 1972),  # 44 minutes and a half
        ("Asia/Gaza", 2026),
        ("America/Nuuk", 2026),
        ("Antarctica/Casey", 2023),
        ("Africa/Juba", 2021),
    ],
)
def test_odd_changes_of_the_clocks_leave_one_instant_for_each_date(name: str, year: int) -> None:
    near = times_near(name, year, year)
    assert near
    for at in near:
        assert assert_one_for_each_date(name, at, year, year) == []


@pytest.mark.parametrize(
    ("name", "at", "day", "wall"),
    [
        # Skipped: as far behind the change as the time lay within it.
        ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T03:30:00+02:00"),
        ("Europe/Berlin", "01:59", "2026-03-29", "2026-03-29T01:59:00+01:00"),
        ("Europe/Berlin", "03:00", "2026-03-29", "2026-03-29T03:00:00+02:00"),
        ("Asia/Beirut", "00:00", "2026-03-29", "2026-03-29T01:00:00+03:00"),
        ("Africa/Cairo", "00:30", "2026-04-24", "2026-04-24T01:30:00+03:00"),
        ("America/Santiago", "00:00", "2026-09-06", "2026-09-06T01:00:00-03:00"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-04T02:45:00+11:00"),
        ("Antarctica/Troll", "01:30", "2026-03-29", "2026-03-29T03:30:00+02:00"),
        # Skipped, and behind the change it would be the next date: as far before.
        ("America/Toronto", "23:45", "1919-03-30", "1919-03-30T22:45:00-05:00"),
        ("America/Toronto", "00:15", "1919-03-31", "1919-03-31T01:15:00-04:00"),
        # Twice: the first.
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T02:30:00+02:00"),
        ("America/Havana", "00:30", "2026-11-01", "2026-11-01T00:30:00-04:00"),
        ("Asia/Beirut", "23:30", "2026-10-24", "2026-10-24T23:30:00+03:00"),
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-05T01:45:00+11:00"),
        ("America/St_Johns", "23:30", "2010-11-06", "2010-11-06T23:30:00-02:30"),
        ("America/St_Johns", "00:00", "2010-11-07", "2010-11-07T00:00:00-02:30"),
        # An ordinary day.
        ("Asia/Kathmandu", "09:00", "2026-05-04", "2026-05-04T09:00:00+05:45"),
    ],
)
def test_a_time_that_the_clocks_skip_or_show_twice_is_one_instant(name: str, at: str, day: str, wall: str) -> None:
    wanted, on = datetime.fromisoformat(wall), date.fromisoformat(day)
    assert post_instant(name, time.fromisoformat(at), on) == wanted
    assert next_post(name, time.fromisoformat(at), EVERY_DAY, wanted - MINUTE) == (on, wanted)
    assert next_post(name, time.fromisoformat(at), EVERY_DAY, wanted)[0] == on + DAY


INSTANTS = st.integers(0, 2_000_000_000).map(lambda n: datetime(1972, 1, 1, tzinfo=UTC) + timedelta(seconds=n))
CLOCK = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(st.sampled_from(ZONES), CLOCK, st.integers(1, EVERY_DAY), INSTANTS)
def test_the_next_post_is_the_first_of_all_that_come_after(
    zone_name: str, at: time, days: int, after: datetime
) -> None:
    day, instant = next_post(zone_name, at, days, after)
    assert instant > after and is_on(days, day) and post_instant(zone_name, at, day) == instant
    assert instant - after <= timedelta(days=15)
    between = [day - n * DAY for n in range(1, 17)]
    assert not [
        other for other in between if is_on(days, other) and (post_instant(zone_name, at, other) or after) > after
    ]


@pytest.mark.parametrize("days", [MONDAYS, WEEKEND, 0b101_0101, EVERY_DAY])
def test_only_the_days_of_the_week_that_are_wanted_have_posts(days: int) -> None:
    begin, end = year_of(YEAR)
    posts = walked("Europe/Berlin", time(2, 30), days, begin, end)
    assert [day for day, _ in posts] == [
        day for day in (begin.date() + n * DAY for n in range(365)) if days >> day.weekday() & 1
    ]


def test_the_days_of_the_week_are_bits_from_monday_on() -> None:
    assert [is_on(MONDAYS, date(2026, 5, 4) + n * DAY) for n in range(7)] == [True] + 6 * [False]
    assert [is_on(WEEKEND, date(2026, 5, 4) + n * DAY) for n in range(7)] == 5 * [False] + [True, True]


def test_an_instant_is_in_utc_and_the_same_wherever_the_machine_stands() -> None:
    after = datetime.fromisoformat("2026-05-04T23:30:00-11:00")
    with standing_in("Pacific/Kiritimati"):  # two dates further
        day, instant = next_post("Pacific/Niue", time(23, 45), EVERY_DAY, after)
    assert (day, instant) == (date(2026, 5, 4), after + 15 * MINUTE)
    assert instant.tzinfo is UTC


def test_an_instant_may_be_written_in_any_zone() -> None:
    berlin = datetime.fromisoformat("2026-05-04T09:00:00+02:00")
    day, instant = next_post("Europe/Berlin", time(9), EVERY_DAY, berlin - MINUTE)
    assert (day, instant, instant.utcoffset()) == (date(2026, 5, 4), berlin, timedelta())


def test_what_cannot_be_is_refused() -> None:
    now = year_of(YEAR)[0]
    with pytest.raises(ValueError, match="needs a day of the week"):
        next_post("UTC", time(9), 0, now)
    with pytest.raises(ZoneError, match="there is no time zone"):
        next_post("Europe/Atlantis", time(9), EVERY_DAY, now)
    with pytest.raises(ZoneError):
        post_instant("Europe/Atlantis", time(9), date(2026, 5, 4))
