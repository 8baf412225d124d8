"""Reminders in the store: only who asked, whose streak is at risk, once a day, and never twice through a kill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from scheduler.practice import (
    Reminder,
    choose_reminder,
    choose_roll_over,
    choose_zone,
    claim_reminder,
    remind_again,
    remind_no_more,
)
from scheduler.practice.reminding import LOOKED_AT
from scheduler.store import Learner, NotThere, Store, due_reminders, excuse, keep_learner, learner, welcome
from tests.scheduler.practice.samples import BERLIN, NOON, TODAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENING = time(19, 30)
DUE = NOON + 7.5 * HOUR
"""19:30 in Berlin, on the day at whose noon all begins."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of its own."""
    with Store(tmp_path / "drillbook.db") as found:
        yield found


def made(store: Store, name: str = "discord:1", at: time | None = EVENING, days: int = 1) -> int:
    """A learner in Berlin who finished an exercise on each of the days before, and wants to be reminded."""

    def work(db: Database) -> int:
        who = welcome(db, name, BERLIN, NOON)
        for n in range(1, days + 1):
            finished(db, who.id, who.day(NOON - n * DAY))
        choose_reminder(db, who, at, NOON)
        return who.id

    return store.write(work)


def finished(db: Database, number: int, day: date) -> None:
    """Have a day count for a learner."""
    row = {"learner": number, "deck": "d", "exercise": "e", "at": f"{day}T10:00:00.000Z", "day": day.isoformat()}
    db.table("imported").insert({**row, "scheduled": 0, "button": 3})


def who(store: Store, number: int) -> Learner:
    """A learner as they are stored."""
    return store.write(lambda db: learner(db, number))


def claimed(store: Store, now: datetime) -> list[Reminder] | None:
    """What is claimed at an instant."""
    return store.write(lambda db: claim_reminder(db, now))


def test_it_is_due_at_the_wall_clock_and_then_the_day_after(store: Store) -> None:
    number = made(store, days=3)
    assert claimed(store, DUE - timedelta(seconds=1)) is None
    (found,) = claimed(store, DUE) or []
    assert (found.learner.id, found.due, found.streak.current) == (number, DUE, 3)
    assert who(store, number).remind_next == DUE + DAY
    assert claimed(store, DUE) is None


@pytest.mark.parametrize("days", [0, 1])
def test_only_a_streak_that_is_there_is_reminded_of(store: Store, days: int) -> None:
    made(store, days=days)
    assert len(claimed(store, DUE) or []) == days
    assert claimed(store, DUE) is None


def test_a_day_that_is_excused_needs_no_reminder(store: Store) -> None:
    number = made(store)
    store.write(lambda db: excuse(db, number, [TODAY], "pause"))
    assert claimed(store, DUE) == []


def test_who_has_done_something_today_is_left_alone(store: Store) -> None:
    number = made(store)
    store.write(lambda db: finished(db, number, TODAY))
    assert claimed(store, DUE) == []


def test_nobody_is_reminded_who_did_not_ask(store: Store) -> None:
    made(store, at=None)
    assert claimed(store, DUE + DAY) is None


def test_of_days_that_were_missed_only_the_last_comes_and_only_within_three_hours(store: Store) -> None:
    number = made(store)
    assert claimed(store, DUE + 3 * HOUR + timedelta(seconds=1)) == []
    assert who(store, number).remind_next == DUE + DAY
    store.write(lambda db: keep_learner(db, replace(learner(db, number), remind_next=DUE)))
    assert len(claimed(store, DUE + 3 * HOUR) or []) == 1


def test_one_comes_at_a_time_and_no_transaction_looks_at_many(store: Store) -> None:
    numbers = [made(store, f"discord:{n}", days=n % 2) for n in range(2 * LOOKED_AT + 3)]
    seen, looks = [], 0
    while (found := claimed(store, DUE)) is not None:
        looks += 1
        assert len(found) <= 1
        seen += [each.learner.id for each in found]
    assert seen == numbers[1::2]
    assert looks <= len(seen) + 3
    quiet = [made(store, f"discord:quiet{n}", days=0) for n in range(LOOKED_AT + 1)]
    assert claimed(store, DUE) == []
    assert [each.id for each in store.write(lambda db: due_reminders(db, DUE, 100))] == quiet[-1:]


def test_a_kill_before_it_is_sent_costs_it_and_nothing_comes_twice(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    with Store(path) as store:
        made(store)
        assert len(claimed(store, DUE) or []) == 1
    with Store(path) as store:
        assert claimed(store, DUE + HOUR) is None


def test_one_that_could_not_be_sent_is_due_again(store: Store) -> None:
    number = made(store)
    (found,) = claimed(store, DUE) or []
    store.write(lambda db: remind_again(db, found))
    (again,) = claimed(store, DUE + HOUR) or []
    assert again.due == DUE
    changed = store.write(lambda db: choose_reminder(db, learner(db, number), time(23), DUE))
    store.write(lambda db: remind_again(db, again))
    assert who(store, number) == changed


def test_who_cannot_be_reached_is_reminded_no_more_and_their_time_stays_to_be_told(store: Store) -> None:
    number = made(store)
    store.write(lambda db: remind_no_more(db, number))
    assert claimed(store, DUE + DAY) is None
    assert (who(store, number).remind_at, who(store, number).remind_next) == (EVENING, None)
    store.write(lambda db: choose_zone(db, learner(db, number), "Asia/Tokyo", NOON))
    assert who(store, number).remind_next is None


def test_who_was_deleted_meanwhile_is_not_there(store: Store) -> None:
    number = made(store)
    (found,) = claimed(store, DUE) or []
    store.forget(number, DUE)
    for work in (lambda db: remind_again(db, found), lambda db: remind_no_more(db, number)):
        with pytest.raises(NotThere):
            store.write(work)


def test_a_change_of_zone_moves_it(store: Store) -> None:
    number = made(store)
    moved = store.write(lambda db: choose_zone(db, learner(db, number), "America/New_York", NOON))
    assert moved.remind_next == NOON + 13.5 * HOUR
    assert who(store, number) == moved


def test_another_hour_at_which_the_day_begins_keeps_it_at_its_time(store: Store) -> None:
    number = made(store)
    moved = store.write(lambda db: choose_roll_over(db, learner(db, number), 20, NOON))
    assert (moved.roll_over, moved.remind_next) == (20, DUE)


def test_a_zone_that_is_known_no_more_ends_it_and_holds_up_nobody(store: Store) -> None:
    lost, other = made(store), made(store, "discord:2")
    store.write(lambda db: keep_learner(db, replace(learner(db, lost), zone="Mars/Olympus")))
    (found,) = claimed(store, DUE) or []
    assert found.learner.id == other
    assert who(store, lost).remind_next is None


def test_it_can_be_switched_off(store: Store) -> None:
    number = made(store)
    store.write(lambda db: choose_reminder(db, learner(db, number), None, NOON))
    assert (who(store, number).remind_at, who(store, number).remind_next) == (None, None)
    assert claimed(store, DUE) is None
