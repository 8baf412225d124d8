"""Boards: since when they count, how many points a day can bring, and who shares a rank."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import MOST_A_DAY, Period, Ranked, points, ranked

POINTS = st.dictionaries(st.integers(1, 50), st.integers(0, 8), max_size=20)


@pytest.mark.parametrize(
    ("period", "today", "since"),
    [
        (Period.WEEK, date(2026, 5, 4), date(2026, 5, 4)),
        (Period.WEEK, date(2026, 5, 10), date(2026, 5, 4)),
        (Period.WEEK, date(2026, 5, 11), date(2026, 5, 11)),
        (Period.WEEK, date(2027, 1, 1), date(2026, 12, 28)),
        (Period.MONTH, date(2026, 5, 1), date(2026, 5, 1)),
        (Period.MONTH, date(2026, 5, 31), date(2026, 5, 1)),
        (Period.MONTH, date(2024, 2, 29), date(2024, 2, 1)),
        (Period.ALL, date(2026, 5, 4), date.min),
    ],
)
def test_a_period_begins_on_its_first_day(period: Period, today: date, since: date) -> None:
    assert period.since(today) == since


@given(st.dates(min_value=date(2000, 1, 3)))
def test_a_week_has_seven_days_from_monday(today: date) -> None:
    since = Period.WEEK.since(today)
    assert since.weekday() == 0
    assert since <= today < since + timedelta(days=7)


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ([], 0),
        ([3], 3),
        ([MOST_A_DAY], MOST_A_DAY),
        ([MOST_A_DAY + 1], MOST_A_DAY),
        ([100, 1, 2], MOST_A_DAY + 3),
    ],
)
def test_a_day_brings_at_most_so_many_points(rights: list[int], expected: int) -> None:
    assert points(rights) == expected


def test_who_has_as_many_points_shares_a_rank_and_the_next_one_is_behind_all_of_them() -> None:
    assert ranked({4: 2, 3: 5, 1: 5, 2: 0}) == [Ranked(1, 1, 5), Ranked(1, 3, 5), Ranked(3, 4, 2), Ranked(4, 2, 0)]
    assert ranked({}) == []


@given(POINTS)
def test_a_rank_is_one_more_than_how_many_have_more_points(given_points: dict[int, int]) -> None:
    found = ranked(given_points)
    assert {each.learner: each.points for each in found} == given_points
    assert [each.points for each in found] == sorted(given_points.values(), reverse=True)
    for each in found:
        assert each.rank == 1 + sum(other > each.points for other in given_points.values())
