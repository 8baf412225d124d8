"""Streaks: in every zone and on every journey none is broken and none invented, and freezes hold what they may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from time import process_time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import MOST_FREEZES, History, Streak, days_lost, local_day, settled, settled_since, streak
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
    """What became of a learner: the days in the order in which they were finished (True) or excused, and the last."""

    events: list[tuple[date, bool]]
    today: date

    @property
    def finished(self) -> frozenset[date]:
        return frozenset(at for at, finished in self.events if finished)

    @property
    def excused(self) -> frozenset[date]:
        return frozenset(at for at, finished in self.events if not finished)


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
    events: list[tuple[date, bool]] = []
    done: set[date] = set()
    departures = sorted(begin + (end - begin) * random.random() for _ in range(legs))
    zones = [home, *random.choices(ZONES, k=legs)]
    for turn, (here, start, stop) in enumerate(zip(zones, [begin, *departures], [*departures, end], strict=True)):
        at, last = local_day(start, here, roll_over), local_day(stop, here, roll_over)
        while at <= last:
            if at not in done and not (at == last and random.random() < 0.5):
                moment = moment_within(random, at, here, roll_over, start, stop)
                if moment is not None:
                    done.add(local_day(moment, here, roll_over))
                    events.append((at, True))
                else:
                    assert at == last, f"{at} has no moment in {here}"
            at += DAY
        if stop != end:
            events.extend(
                (lost, False)
                for lost in days_lost(local_day(stop, here, roll_over), local_day(stop, zones[turn + 1], roll_over))
            )
    return Lived(events, local_day(end, zones[-1], roll_over))


@cache
def year_at_home(name: str) -> Lived:
    """A year without a journey, lived once in a process: the same in every test."""
    random = Random(name)
    return journey(random, name, *year_of(YEAR), legs=0, roll_over=random.randrange(24))


def assert_unbroken(life: Lived, name: str) -> None:
    whole = len(life.finished)
    expected = Streak(whole, whole, life.today in life.finished, freezes=0)
    assert streak(History(life.finished, life.excused), life.today) == expected, name


def test_a_year_at_home_breaks_no_streak_in_any_zone() -> None:
    for name in ZONES:
        life = year_at_home(name)
        assert len(life.finished) in range(364, 368), name
        assert_unbroken(life, name)


def test_a_year_of_journeys_breaks_no_streak_from_any_zone() -> None:
    begin, end = year_of(YEAR)
    for name in ZONES:
        random = Random(name)
        legs = random.choice([1, 3, 20, 100])
        assert_unbroken(journey(random, name, begin, end, legs, roll_over=random.randrange(24)), name)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(12))
def test_many_years_of_journeys_break_no_streak(seed: int) -> None:
    for name in ZONES:
        random = Random(f"{seed} {name}")
        begin, end = year_of(random.randint(2012, 2037))
        legs = random.choice([0, 1, 3, 20, 100, 400])
        assert_unbroken(journey(random, name, begin, end, legs, roll_over=random.randrange(24)), f"{name}, {seed}")


def assert_unbroken_and_unfrozen(life: Lived, name: str) -> None:
    """Each event as it comes: no freeze is spent on days that were practised on, and each seventh earns one."""
    history = History()
    for at, finished in life.events:
        history = settled(history, at) if finished else replace(history, excused=history.excused | {at})
    assert history.spent == frozenset(), name
    now = streak(history, life.today)
    assert now.current == now.best == len(life.finished), name
    assert now.freezes == min(MOST_FREEZES, len(life.finished) // 7), name


def test_journeys_spend_no_freezes_from_any_zone() -> None:
    for name in ZONES:
        random = Random(name)
        begin = year_of(YEAR)[0] + timedelta(days=random.uniform(0, 320))
        life = journey(random, name, begin, begin + 45 * DAY, random.randint(1, 15), random.randrange(24))
        assert_unbroken_and_unfrozen(life, name)


@pytest.mark.stress
def test_a_year_of_journeys_spends_no_freezes() -> None:
    for name in ZONES[::6]:
        random = Random(name)
        life = journey(random, name, *year_of(YEAR), random.randint(1, 60), random.randrange(24))
        assert_unbroken_and_unfrozen(life, name)


# --- Learners who miss days: the rules agree with the recount.


def days_lived(random: Random, name: str, length: int) -> list[date]:
    """All local days of a learner at home, over a time that holds a change of the clocks where the zone has one."""
    begin, end = year_of(YEAR)
    if length < 365:
        middle = random.choice([change.at for change in changes(name, YEAR)] or [begin + (end - begin) / 2])
        begin, end = middle - length / 2 * DAY, middle + length / 2 * DAY
    return sorted(journey(random, name, begin, end, legs=0, roll_over=random.randrange(24)).finished)


def assert_agrees_day_by_day(random: Random, name: str, length: int) -> None:
    """Miss some days, have some excused, and compare what the rules and the recount find on every day."""
    history, rare = History(), random.choice([0.05, 0.15, 0.3])
    for today in days_lived(random, name, length):
        if random.random() < 0.1:
            history = replace(history, excused=history.excused | {today})
        before = found(history, today)
        assert before == recount(set(history.finished), set(history.excused), today), name
        if random.random() > rare:
            history = settled(history, today)
            assert found(history, today) == recount(set(history.finished), set(history.excused), today), name
            assert settled(history, today) == history, name


def test_missed_days_break_exactly_what_a_recount_breaks_in_any_zone() -> None:
    for name in ZONES:
        random = Random(name)
        lived = sorted(year_at_home(name).finished)
        finished = {at for at in lived if random.random() > 0.03}
        excused = {at for at in lived if random.random() < 0.05}
        history, today = History(finished, excused), lived[-1] + random.randint(0, 2) * DAY
        assert found(history, today) == recount(finished, excused, today, most_freezes=0), name


def test_settled_day_by_day_is_what_a_recount_finds_in_any_zone() -> None:
    for name in ZONES:
        assert_agrees_day_by_day(Random(name), name, length=44)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(3))
def test_settled_over_a_year_is_what_a_recount_finds(seed: int) -> None:
    for name in ZONES[seed::20]:
        assert_agrees_day_by_day(Random(f"{seed} {name}"), name, length=366)


# --- The streak, by examples.


def test_a_learner_without_days_has_no_streak() -> None:
    assert streak(History(), day(1)) == Streak(current=0, best=0, today=False, freezes=0)


def test_the_first_day_is_a_streak_of_one() -> None:
    assert streak(lived([1]), day(1)) == Streak(current=1, best=1, today=True, freezes=0)


def test_a_streak_stands_until_the_end_of_the_next_day() -> None:
    history = lived(range(1, 6))
    assert [streak(history, day(today)).current for today in (5, 6, 7, 8)] == [5, 5, 0, 0]
    assert [streak(history, day(today)).today for today in (5, 6, 7, 8)] == [True, False, False, False]
    assert [streak(history, day(today)).best for today in (5, 6, 7, 8)] == [5, 5, 5, 5]


def test_a_missed_day_breaks_the_streak_and_the_best_one_stays() -> None:
    assert streak(lived([1, 2, 3, 5, 6]), day(6)) == Streak(current=2, best=3, today=True, freezes=0)


def test_an_excused_day_holds_the_streak_and_adds_nothing() -> None:
    history = History(excused=days(3, 4, 5))
    assert streak(lived([1, 2], history), day(6)).current == 2
    assert streak(lived([1, 2, 6], history), day(6)) == Streak(current=3, best=3, today=True, freezes=0)


def test_a_long_pause_that_is_excused_breaks_nothing() -> None:
    assert streak(lived([1, 2, 400], History(excused=days(range(3, 400)))), day(401)).current == 3


def test_a_day_that_was_finished_and_excused_counts_once() -> None:
    assert streak(lived([1, 2, 3], History(excused=days(2, 3))), day(3)).current == 3


def test_a_journey_west_sets_the_date_back_and_takes_no_day_away() -> None:
    history = lived([1, 2, 3, 4])
    assert [streak(history, day(today)).current for today in (4, 3, 2)] == [4, 4, 4]
    assert streak(settled(history, day(3)), day(3)) == Streak(current=4, best=4, today=True, freezes=0)


def test_a_day_belongs_to_the_streak_as_far_ahead_as_a_journey_sets_the_date_back() -> None:
    assert streak(lived([*range(1, 9), 10]), day(8)).current == 9
    assert streak(lived([*range(1, 9), 11]), day(8)).current == 8


def test_a_clock_that_ran_far_ahead_takes_nothing_away() -> None:
    ahead = date(2080, 1, 1)
    history = settled(lived(range(1, 9)), ahead)
    assert streak(history, day(8)) == Streak(current=8, best=8, today=True, freezes=1)
    history = lived(range(9, 15), history)
    assert streak(history, day(14)) == Streak(current=14, best=14, today=True, freezes=2)
    assert streak(history, ahead) == Streak(current=1, best=14, today=True, freezes=2)


def test_a_clock_that_ran_far_behind_takes_nothing_away() -> None:
    history = settled(lived(range(1, 9)), date(1970, 1, 1))
    assert streak(history, day(8)) == Streak(current=8, best=8, today=True, freezes=1)


# --- Freezes, by examples.


@pytest.mark.parametrize(("length", "freezes"), [(6, 0), (7, 1), (8, 1), (13, 1), (14, 2), (21, 2), (100, 2)])
def test_every_seventh_day_earns_a_freeze_and_two_are_held(length: int, freezes: int) -> None:
    assert streak(lived(range(1, length + 1)), day(length)).freezes == freezes


def test_with_two_held_no_other_is_noted_as_earned() -> None:
    assert lived(range(1, 50)).earned == days(7, 14)


def test_a_seventh_day_that_comes_after_the_eighth_earns_its_freeze() -> None:
    assert lived([*range(1, 7), 8, 7]).earned == days(7)


def test_a_freeze_holds_a_missed_day_and_is_spent_on_coming_back() -> None:
    history = lived(range(1, 8))
    assert streak(history, day(9)) == Streak(7, 7, today=False, freezes=1, held_by=(day(8),))
    assert streak(settled(history, day(9)), day(9)) == Streak(8, 8, today=True, freezes=0)
    assert settled(history, day(9)).spent == days(8)


def test_freezes_are_spent_only_where_there_are_enough_for_all_days() -> None:
    one = lived(range(1, 8))
    assert streak(one, day(10)) == Streak(0, 7, today=False, freezes=1)
    assert streak(settled(one, day(10)), day(10)) == Streak(1, 7, today=True, freezes=1)
    two = lived(range(1, 15))
    assert streak(settled(two, day(17)), day(17)) == Streak(15, 15, today=True, freezes=0)
    assert streak(settled(two, day(18)), day(18)) == Streak(1, 14, today=True, freezes=2)


def test_an_excused_day_costs_no_freeze() -> None:
    history = replace(lived(range(1, 8)), excused=days(8, 10))
    assert settled(history, day(11)).spent == days(9)
    assert streak(settled(history, day(11)), day(11)) == Streak(8, 8, today=True, freezes=0)


def test_a_frozen_day_does_not_bring_the_next_freeze_nearer() -> None:
    history = lived([*range(1, 8), *range(9, 15)])
    assert streak(history, day(14)) == Streak(13, 13, today=True, freezes=0)
    assert streak(settled(history, day(15)), day(15)) == Streak(14, 14, today=True, freezes=1)


def test_a_freeze_comes_back_when_its_day_is_excused() -> None:
    history = lived([*range(1, 8), 9])
    assert streak(history, day(9)).freezes == 0
    excused = replace(history, excused=days(8))
    assert streak(excused, day(9)) == Streak(8, 8, today=True, freezes=1)


def test_a_freeze_comes_back_when_its_day_counts_after_all() -> None:
    history = settled(lived([*range(1, 8), 9]), day(8))
    assert streak(history, day(9)) == Streak(9, 9, today=True, freezes=1)


def test_a_freeze_that_comes_back_to_two_is_no_third() -> None:
    history = lived([*range(1, 15), *range(16, 23)])
    assert history.earned == days(7, 14, 22) and history.spent == days(15)
    history = replace(history, excused=days(15))
    assert history.freezes == 2
    assert lived([25], history).spent == days(15, 23, 24)
    assert lived([25], history).freezes == 0


def test_a_day_that_closes_a_gap_joins_both_sides() -> None:
    history = lived([1, 2, 3, 5, 6])
    assert streak(settled(history, day(4)), day(6)) == Streak(6, 6, today=True, freezes=0)


# --- Freezes, by laws: whatever order days come in.


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Days finished and excused in any order, often many in a row."""
    history = History()
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(1, 50))
        some = range(start, start + draw(st.integers(1, 16)))
        if draw(st.integers(0, 3)):
            history = lived(some, history)
        else:
            history = replace(history, excused=history.excused | days(some[:3]))
    return history


NUMBERS = st.integers(1, 70)


@given(histories(), NUMBERS)
def test_the_same_day_again_changes_nothing(history: History, number: int) -> None:
    once = settled(history, day(number))
    assert settled(once, day(number)) == once


@given(histories(), NUMBERS)
def test_a_day_that_is_stored_as_finished_already_settles_alike(history: History, number: int) -> None:
    stored = replace(history, finished=history.finished | {day(number)})
    assert settled(stored, day(number)) == settled(history, day(number))


@given(histories(), NUMBERS)
def test_settling_only_adds(history: History, number: int) -> None:
    after = settled(history, day(number))
    assert after.finished == history.finished | {day(number)}
    assert after.excused == history.excused
    assert after.earned - history.earned <= {day(number)}
    assert after.spent >= history.spent


@given(histories(), NUMBERS)
def test_all_missed_days_are_paid_for_or_none(history: History, number: int) -> None:
    last = max((at for at in history.finished if at < day(number)), default=day(number))
    between = {last + n * DAY for n in range(1, (day(number) - last).days)}
    missed = between - history.excused - history.spent
    paid = settled(history, day(number)).spent - history.spent
    assert paid == (missed if len(missed) <= history.held(day(number)) else set())


@given(histories(), NUMBERS, NUMBERS)
def test_freezes_are_none_to_two_and_settling_earns_at_most_one(history: History, number: int, today: int) -> None:
    assert 0 <= history.freezes <= 2
    after = settled(history, day(number))
    came_back = day(number) in history.spent
    assert 0 <= after.freezes <= min(2, history.freezes + 1 + came_back)
    assert streak(after, day(today)).freezes == after.freezes


@given(histories(), NUMBERS)
def test_no_streak_is_longer_than_the_best_and_none_than_its_days(history: History, today: int) -> None:
    now = streak(history, day(today))
    assert 0 <= now.current <= now.best <= len(history.finished)
    assert len(now.held_by) <= now.freezes


@given(histories(), NUMBERS, st.dates(date(2027, 1, 1), date(9999, 12, 30)))
def test_a_day_far_ahead_leaves_the_streak_as_it_is(history: History, today: int, ahead: date) -> None:
    before, after = streak(history, day(today)), streak(settled(history, ahead), day(today))
    assert (after.current, after.freezes, after.held_by) == (before.current, before.freezes, before.held_by)


@given(histories(), NUMBERS)
def test_coming_back_keeps_the_streak_that_was_shown(history: History, today: int) -> None:
    shown, after = streak(history, day(today)), streak(settled(history, day(today)), day(today))
    assert after.today
    if max(history.finished, default=day(0)) <= day(today):
        assert after.current == max(1, shown.current + (not shown.today))


@given(st.permutations(range(1, 20)))
def test_days_in_a_row_are_one_streak_in_whatever_order_they_come(numbers: list[int]) -> None:
    now = streak(lived(numbers), day(19))
    assert (now.current, now.best, now.today, now.held_by) == (19, 19, True, ())


@given(histories(), histories(), NUMBERS)
def test_many_days_at_once_settle_as_they_do_one_after_the_other(history: History, more: History, number: int) -> None:
    """Also where freezes were earned and spent before days came that lie between the others."""
    mixed = replace(history, finished=history.finished | more.finished, excused=history.excused | more.excused)
    expected = mixed
    for each in sorted(each for each in mixed.finished if each >= day(number)):
        expected = settled(expected, each)
    assert settled_since(mixed, day(number)) == expected


def test_a_freeze_comes_back_also_at_once_when_its_day_counts_after_all_and_earns_one() -> None:
    history = History(days(range(10, 18), 20), earned=days(7, 16), spent=days(16))
    assert settled_since(history, day(20)).spent == settled(history, day(20)).spent == days(16, 18, 19)


def test_whole_lives_settle_at_once_as_they_do_day_by_day() -> None:
    """With gaps that freezes hold, where days are excused, and where days and excuses come late."""
    random = Random("lives")
    for _ in range(25):
        numbers = [number for number in range(1, 61) if random.random() > 0.12]
        late, excused = random.sample(numbers, 3), days(*random.sample(range(1, 61), 6))
        history = lived((number for number in numbers if number not in late), History(excused=days(9, 40)))
        since = day(random.choice(numbers))
        for mixed in (
            History(days(*numbers), excused),
            replace(history, finished=days(*numbers)),
            replace(history, finished=days(*numbers), excused=excused),
        ):
            expected = mixed
            for each in sorted(each for each in mixed.finished if each >= since):
                expected = settled(expected, each)
            assert settled_since(mixed, since) == expected


def test_twenty_years_settle_at_once() -> None:
    everything = frozenset(FIRST - n * DAY for n in range(7_300) if n % 9)
    begun = process_time()
    after = settled_since(History(everything), date.min)
    assert process_time() - begun < 1
    assert streak(after, FIRST).best == 6_488
