"""Instants become local days in every zone: none is skipped or repeated but where the zone itself does so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import ZoneError, days_lost, instant, local_day, utc, zone
from tests.scheduler.rules.clocks import YEAR, ZONES, changes, clocks, standing_in, year_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ROLL_OVERS = st.integers(0, 23)
INSTANTS = st.integers(0, 7_000_000_000_000).map(lambda n: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n))


@lru_cache(1)
def looked_at(zone_name: str, year: int) -> list[datetime]:
    """Every hour of a year, and the moments around each change of the clocks and the day boundaries near it."""
    at, end = year_of(year)
    moments = {at + n * HOUR for n in range((end - at) // HOUR)}
    for change in changes(zone_name, year):
        near = [change.at + n * timedelta(minutes=5) for n in range(-48, 49)]
        moments.update(near)
        moments.update(moment - timedelta(seconds=1) for moment in near)
    return sorted(moments)


def assert_days_follow_one_another(zone_name: str, year: int, roll_over: int) -> list[date]:
    """Walk through a year and return its dates; each follows the one before, unless the clocks were changed."""
    moments = looked_at(zone_name, year)
    jumps = changes(zone_name, year)
    days = [local_day(moment, zone_name, roll_over) for moment in moments]
    latest = days[0]
    for (before, after), (first, second) in zip(pairwise(moments), pairwise(days), strict=True):
        if second == first:
            continue
        jump = sum((change.jump for change in jumps if before < change.at <= after), timedelta())
        if second < first:
            assert jump < timedelta(), f"{zone_name}: from {first} back to {second} at {after}"
            assert first - second <= max(DAY, -jump)
        elif second - first > DAY:
            assert jump > HOUR * 12, f"{zone_name}: from {first} to {second} at {after}"
        if second < latest:
            # Inside a fold: the later date comes again after as long as the clocks were set back.
            assert any(timedelta() <= after - change.at < -change.jump for change in jumps)
        latest = max(latest, second)
    return sorted(set(days))


def skipped(days: list[date]) -> list[date]:
    """The dates missing between the first and the last."""
    there = set(days)
    return [day for day in (days[0] + n * DAY for n in range((days[-1] - days[0]).days)) if day not in there]


def test_the_changes_of_the_clocks_are_found() -> None:
    assert changes("Europe/Berlin", 2026) == (
        (datetime(2026, 3, 29, 1, tzinfo=UTC), HOUR),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), -HOUR),
    )
    assert changes("Australia/Lord_Howe", 2026)[0].jump == -HOUR / 2
    assert changes("Asia/Tokyo", 2026) == ()
    assert len(clocks(YEAR)) > 60


def test_every_zone_has_every_date_of_a_year_in_order() -> None:
    for turn, name in enumerate(clocks(YEAR)):
        for roll_over in (0, 1 + turn % 23):
            days = assert_days_follow_one_another(name, YEAR, roll_over)
            assert skipped(days) == [], name
            assert 365 <= len(days) <= 367


@pytest.mark.parametrize(
    ("name", "year", "lost"),
    [
        ("Pacific/Apia", 2011, date(2011, 12, 30)),
        ("Pacific/Fakaofo", 2011, date(2011, 12, 30)),
        ("Pacific/Kiritimati", 1994, date(1994, 12, 31)),
        ("Pacific/Kwajalein", 1993, date(1993, 8, 21)),
    ],
)
@pytest.mark.parametrize("roll_over", [0, 4])
def test_a_date_that_a_zone_skipped_never_occurs(name: str, year: int, lost: date, roll_over: int) -> None:
    days = assert_days_follow_one_another(name, year, roll_over)
    # With a roll-over the first hours after the jump are the lost day's.
    assert skipped(days) == ([lost] if roll_over == 0 else [])


@pytest.mark.stress
@pytest.mark.parametrize("name", ZONES)
def test_every_zone_has_every_date_of_a_year_at_several_roll_overs(name: str) -> None:
    for roll_over in (0, 4, 23):
        assert skipped(assert_days_follow_one_another(name, YEAR, roll_over)) == []


@pytest.mark.stress
@pytest.mark.parametrize("year", range(1990, 2038, 3))
def test_every_zone_has_every_date_of_many_years_in_order(year: int) -> None:
    for turn, name in enumerate(clocks(year)):
        days = assert_days_follow_one_another(name, year, (turn + year) % 24)
        assert len(skipped(days)) <= any(change.jump > 12 * HOUR for change in changes(name, year)), name


def test_every_zone_is_known_by_its_name() -> None:
    noon = datetime(YEAR, 6, 1, 12, tzinfo=UTC)
    for name in ZONES:
        assert zone(name).key == name
        assert abs(local_day(noon, name, 0) - date(YEAR, 6, 1)) <= DAY


@pytest.mark.parametrize(
    ("wall", "roll_over", "expected"),
    [
        ("2026-03-10T00:00:00+01:00", 0, date(2026, 3, 10)),
        ("2026-03-10T03:59:59.999+01:00", 4, date(2026, 3, 9)),
        ("2026-03-10T04:00:00+01:00", 4, date(2026, 3, 10)),
        ("2026-03-11T03:00:00+01:00", 4, date(2026, 3, 10)),
        ("2026-03-10T22:59:00+01:00", 23, date(2026, 3, 9)),
        ("2026-03-10T23:00:00+01:00", 23, date(2026, 3, 10)),
        # The clocks go from 2 to 3, and from 3 to 2: the day begins at 4 on the wall all the same.
        ("2026-03-29T03:59:00+02:00", 4, date(2026, 3, 28)),
        ("2026-03-29T04:00:00+02:00", 4, date(2026, 3, 29)),
        ("2026-10-25T03:59:00+01:00", 4, date(2026, 10, 24)),
        ("2026-10-25T04:00:00+01:00", 4, date(2026, 10, 25)),
        # Both times when it is half past two belong to the same day.
        ("2026-10-25T02:30:00+02:00", 2, date(2026, 10, 25)),
        ("2026-10-25T02:30:00+01:00", 2, date(2026, 10, 25)),
    ],
)
def test_a_day_begins_at_its_hour_on_the_wall_clock(wall: str, roll_over: int, expected: date) -> None:
    assert local_day(datetime.fromisoformat(wall), "Europe/Berlin", roll_over) == expected
    assert local_day(datetime.fromisoformat(wall).astimezone(UTC), "Europe/Berlin", roll_over) == expected


@given(INSTANTS, st.sampled_from(ZONES), ROLL_OVERS)
def test_the_day_is_that_of_the_instant_in_whichever_zone_it_is_written(
    at: datetime, zone_name: str, roll_over: int
) -> None:
    elsewhere = at.astimezone(timezone(timedelta(hours=-9, minutes=-30)))
    assert local_day(elsewhere, zone_name, roll_over) == local_day(at, zone_name, roll_over)


@pytest.mark.parametrize("function", [lambda at: local_day(at, "Europe/Berlin"), utc])
def test_a_naive_instant_is_refused(function: object) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match="needs a time zone"):
        function(datetime(2026, 3, 10, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "Europe/../Europe/Berlin",
        "",
        ".",
        "..",
        "Europe",
        "Europe/",
        "Europe/Berlin\0",
        "Europe\0/Berlin",
        "Europe/Berlin\n",
        " Europe/Berlin",
        "europe/atlantis",
        "zone.tab",
        "tzdata.zi",
        "UTC+1",
        "a" * 10_000,
        "a/" * 5_000,
        "é",
        "\ud800",
        "C:\\Windows",
        "%s{0}",
    ],
)
def test_a_name_that_is_no_zone_is_refused_briefly(name: str) -> None:
    with pytest.raises(ZoneError, match=r"there is no time zone .* as Europe/Berlin") as refused:
        local_day(datetime(2026, 1, 1, tzinfo=UTC), name)
    assert len(str(refused.value)) < 400
    assert str(refused.value).isprintable()


@given(st.text())
def test_whatever_a_stranger_types_is_a_zone_or_refused(name: str) -> None:
    try:
        assert zone(name).key == name
    except ZoneError:
        assert name not in ZONES


def lost_between(at: datetime, old: str, new: str, roll_over: int) -> tuple[date, ...]:
    """The days that a change of zone takes away."""
    return days_lost(local_day(at, old, roll_over), local_day(at, new, roll_over))


@pytest.mark.parametrize(
    ("at", "old", "new", "lost"),
    [
        # East: the date ends before its time, or is skipped.
        ("2026-05-01T20:00Z", "Europe/Berlin", "Asia/Tokyo", [date(2026, 5, 1)]),
        ("2026-05-01T10:30Z", "Pacific/Niue", "Pacific/Kiritimati", [date(2026, 4, 30), date(2026, 5, 1)]),
        # East within a date: nothing is lost.
        ("2026-05-01T08:00Z", "Europe/Berlin", "Asia/Tokyo", []),
        # West: a date is lived twice.
        ("2026-05-01T20:00Z", "Asia/Tokyo", "Europe/Berlin", []),
        ("2026-05-01T10:30Z", "Pacific/Kiritimati", "Pacific/Niue", []),
        ("2026-05-01T20:00Z", "Europe/Berlin", "Europe/Berlin", []),
        # Over the turn of a year.
        ("2026-12-31T20:00Z", "Europe/London", "Asia/Tokyo", [date(2026, 12, 31)]),
    ],
)
def test_going_east_past_midnight_loses_days_and_going_west_none(at: str, old: str, new: str, lost: list[date]) -> None:
    assert list(lost_between(datetime.fromisoformat(at), old, new, 0)) == lost


@given(INSTANTS, st.sampled_from(ZONES), st.sampled_from(ZONES), ROLL_OVERS)
def test_days_lost_lead_from_the_old_date_up_to_the_new_one(at: datetime, old: str, new: str, roll_over: int) -> None:
    lost = lost_between(at, old, new, roll_over)
    first, last = local_day(at, old, roll_over), local_day(at, new, roll_over)
    assert len(lost) <= 2
    if lost:
        assert lost[0] == first and lost[-1] + DAY == last
        assert lost_between(at, new, old, roll_over) == ()
    else:
        assert last <= first


@given(st.datetimes(timezones=st.sampled_from(ZONES).map(zone)).filter(lambda at: 1 < at.year < 9999))
def test_stored_and_read_again_an_instant_is_the_same_to_the_millisecond(at: datetime) -> None:
    again = instant(utc(at))
    assert again.utcoffset() == timedelta()
    assert timedelta() <= at - again < timedelta(milliseconds=1)
    assert utc(again) == utc(at)


@given(INSTANTS, st.sampled_from(ZONES).map(zone), INSTANTS, st.sampled_from(ZONES).map(zone))
def test_stored_texts_sort_as_instants_do(one: datetime, here: ZoneInfo, two: datetime, there: ZoneInfo) -> None:
    first, second = utc(one.astimezone(here)), utc(two.astimezone(there))
    assert (first < second) == (instant(first) < instant(second))
    assert len(first) == len(second) == len("2026-03-10T12:00:00.000Z")


def test_an_instant_is_stored_in_utc() -> None:
    assert utc(datetime.fromisoformat("2026-03-10T12:00:00.1239+01:00")) == "2026-03-10T11:00:00.123Z"
    assert utc(datetime(2026, 3, 10, 12, tzinfo=zone("Asia/Kathmandu"))) == "2026-03-10T06:15:00.000Z"


def test_a_zone_that_is_refused_is_named_and_cut_where_it_is_long() -> None:
    for name, shown in (("Mars/Olympus", "'Mars/Olympus'"), ("x" * 80, f"'{'x' * 60}'")):
        with pytest.raises(ZoneError, match=f"no time zone {shown};") as refused:
            zone(name)
        assert (refused.value.code, refused.value.slots) == ("no-zone", {"name": shown})


def test_an_instant_is_stored_in_utc_wherever_the_machine_stands() -> None:
    with standing_in("Asia/Tokyo"):
        assert utc(datetime.fromisoformat("2026-03-10T12:00:00+01:00")) == "2026-03-10T11:00:00.000Z"


def test_a_day_begins_at_four_unless_a_learner_says_otherwise() -> None:
    begins = datetime.fromisoformat("2026-03-10T04:00:00+01:00")
    assert local_day(begins, "Europe/Berlin") == date(2026, 3, 10)
    assert local_day(begins - timedelta(seconds=1), "Europe/Berlin") == date(2026, 3, 9)
