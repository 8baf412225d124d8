"""Streaks: in every zone and on every journey none is broken and none invented, and freezes hold what they may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import MOST_FREEZES, History, Streak, days_lost, local_day, settled, streak
from tests.scheduler.rules.clocks import YEAR, ZONES, changes, year_of

DAY = timedelta(days=1)
FIRST = date(2026, 3, 2)


def day(number: int) -> date:
    """The days of the examples, numbered from 1."""
    return FIRST + (number - 1) * DAY


def days(*numbers: int | range) -> frozenset[date]:
    """Some of them."""
    return frozenset(day(n) for some in numbers for n in (some if isinstance(some, range) else [some]))


def lived(numbers: Iterable[int], history: History | None = None) -> History:
    """The history after each of these days was finished in turn."""
    history = history or History()
    for number in numbers:
        history = settled(history, day(number))
    return history


# --- A recount, written as a learner would count: day after day on a calendar.


class Recount(NamedTuple):
    """What a walk over the calendar finds at its end."""

    current: int
    best: int
    freezes: int
    held_by: tuple[date, ...]


def recount(finished: set[date], excused: set[date], today: date, most_freezes: int = 2) -> Recount:
    """Walk from the first day to today: a chain, the freezes in hand, and the missed days not yet decided about."""
    chain = best = freezes = 0
    missed: list[date] = []
    at = min(finished, default=today)
    while at <= today:
        if at in finished:
            if len(missed) > freezes:
                chain = 0
            else:
                freezes -= len(missed)
            missed = []
            chain += 1
            best = max(best, chain)
            if chain in range(7, 10_000, 7) and freezes < most_freezes:
                freezes += 1
        elif at not in excused and at != today:
            missed.append(at)
        at += DAY
    if not finished or len(missed) > freezes:
        return Recount(0, best, freezes, ())
    return Recount(chain, best, freezes, tuple(missed))


def found(history: History, today: date) -> Recount:
    """The same, by the rules."""
    at = streak(history, today)
    assert at.today == (today in history.finished)
    return Recount(at.current, at.best, at.freezes, at.held_by)


# --- Learners who practise on every day that they live.


class Lived(NamedTuple):
    """What became of a learner: the days in the order in which they finished something, and those that were lost."""

    finished: list[date]
    excused: list[date]
    today: date


def moment_within(
    random: Random, wanted: date, here: str, roll_over: int, begin: datetime, end: datetime
) -> datetime | None:
    """A random moment of a local day between two moments; None where the day has hardly begun at the end."""
    midnight = datetime(wanted.year, wanted.month, wanted.day, tzinfo=ZoneInfo(here))
    for _ in range(20):
        wall = midnight + timedelta(hours=random.uniform(roll_over, roll_over + 24))
        at = wall.replace(fold=random.randint(0, 1)).astimezone(UTC)
        if begin <= at < end and local_day(at, here, roll_over) == wanted:
            return at
    return begin if local_day(begin, here, roll_over) == wanted else None


def journey(random: Random, home: str, begin: datetime, end: datetime, legs: int, roll_over: int) -> Lived:
    """Live from one moment to another, at home and then in `legs` other zones, and practise once on each local day.

    The day of a departure is practised on before it, or after it where the day goes on; a day that a journey takes away
    is excused.
    """
    finished: dict[date, datetime] = {}
    excused: list[date] = []
    departures = sorted(begin + (end - begin) * random.random() for _ in range(legs))
    zones = [home, *random.choices(ZONES, k=legs)]
    for turn, (here, start, stop) in enumerate(zip(zones, [begin, *departures], [*departures, end], strict=True)):
        at, last = local_day(start, here, roll_over), local_day(stop, here, roll_over)
        while at <= last:
            if at not in finished and not (at == last and random.random() < 0.5):
                moment = moment_within(random, at, here, roll_over, start, stop)
                if moment is not None:
                    finished[at] = moment
                else:
                    assert at == last, f"{at} has no moment in {here}"
            at += DAY
        if stop != end:
            excused.extend(days_lost(stop, here, zones[turn + 1], roll_over))
    assert sorted(finished, key=finished.__getitem__) == list(finished)
    return Lived(list(finished), excused, local_day(end, zones[-1], roll_over))


def assert_unbroken(life: Lived, name: str) -> None:
    whole = len(set(life.finished))
    assert streak(History(frozenset(life.finished), frozenset(life.excused)), life.today) == Streak(
        whole, whole, life.today in life.finished, freezes=0
    ), name


def test_a_year_at_home_breaks_no_streak_in_any_zone() -> None:
    begin, end = year_of(YEAR)
    for name in ZONES:
        random = Random(name)
        life = journey(random, name, begin, end, legs=0, roll_over=random.randrange(24))
        assert len(life.finished) in range(364, 368)
        assert_unbroken(life, name)


def test_a_year_of_journeys_breaks_no_streak_from_any_zone() -> None:
    begin, end = year_of(YEAR)
    for name in ZONES:
        random = Random(name)
        legs = random.choice([1, 3, 20, 100])
        assert_unbroken(journey(random, name, begin, end, legs, roll_over=random.randrange(24)), name)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(40))
def test_many_years_of_journeys_break_no_streak(seed: int) -> None:
    for name in ZONES:
        random = Random(f"{seed} {name}")
        begin, end = year_of(random.randint(2012, 2037))
        legs = random.choice([0, 1, 3, 20, 100, 400])
        assert_unbroken(journey(random, name, begin, end, legs, roll_over=random.randrange(24)), f"{name}, {seed}")
