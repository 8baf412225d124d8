"""A group's board as each member sees it: on their own local date, with the cap, and with nobody who hides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from scheduler.practice import Board, BoardLine, Participant, board, participation
from scheduler.rules import MOST_A_DAY, VERSION, Outcome, Period
from scheduler.store import (
    Kind,
    Learner,
    Review,
    Store,
    ask,
    begin_session,
    close,
    end_session,
    join,
    keep_review,
    learner_of,
    show,
    welcome,
    welcome_group,
)
from tests.scheduler.practice.samples import BERLIN, place
from tests.scheduler.store.samples import variant

SUNDAY = datetime(2026, 5, 10, 13, tzinfo=UTC)
"""Three in the afternoon in Berlin, when Monday has begun in Kiritimati, where days begin at four."""
ZONES = {"ada": BERLIN, "bob": BERLIN, "kiri": "Pacific/Kiritimati", "lou": "America/Los_Angeles"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A group of four members, in three zones."""

    def members(db: Database) -> None:
        welcome_group(db, "discord:1", SUNDAY)
        for name, zone in ZONES.items():
            join(db, 1, welcome(db, name, zone, SUNDAY).id, SUNDAY)

    with Store(tmp_path / "a.db") as store:
        store.write(members)
        yield store


def known(db: Database, name: str) -> Learner:
    found = learner_of(db, name)
    assert found is not None
    return found


def right(db: Database, name: str, at: datetime, times: int = 1) -> None:
    """Have a member be right at the first try so many times, in practice in the group."""
    who = known(db, name)
    session = begin_session(db, who.id, "{}", at, 1)
    for n in range(times):
        asked = ask(db, who.id, session.id, place("twice"), Kind.DUE, variant(n), at)
        close(db, asked.id, Outcome.RIGHT, at)
        keep_review(db, Review(asked.id, who.id, asked.place, True, who.day(at), True, True, None, None, 4, VERSION))
    end_session(db, session.id, at)


def seen(store: Store, name: str, at: datetime = SUNDAY, period: Period = Period.WEEK) -> Board:
    return store.write(lambda db: board(db, 1, known(db, name), period, at))


def points(found: Board) -> list[tuple[int | None, str, int]]:
    return [(each.rank, each.account, each.points) for each in found.lines]


def test_a_day_brings_at_most_so_many_points_and_the_next_one_more(store: Store) -> None:
    store.write(lambda db: right(db, "ada", SUNDAY, MOST_A_DAY + 2))
    store.write(lambda db: right(db, "bob", SUNDAY, MOST_A_DAY))
    assert points(seen(store, "ada")) == [(1, "ada", MOST_A_DAY), (1, "bob", MOST_A_DAY)]
    store.write(lambda db: right(db, "bob", SUNDAY - timedelta(days=1)))
    assert points(seen(store, "ada")) == [(1, "bob", MOST_A_DAY + 1), (2, "ada", MOST_A_DAY)]


def test_the_week_of_a_board_is_that_of_whoever_looks(store: Store) -> None:
    store.write(lambda db: right(db, "ada", SUNDAY))
    assert points(seen(store, "ada")) == points(seen(store, "lou")) == [(1, "ada", 1)]
    there = SUNDAY + timedelta(hours=2)  # five in the morning of Monday
    assert points(seen(store, "kiri", there)) == []
    store.write(lambda db: right(db, "kiri", there))
    assert points(seen(store, "kiri", there)) == [(1, "kiri", 1)]
    assert points(seen(store, "ada", there)) == [(1, "ada", 1), (1, "kiri", 1)]


@pytest.mark.parametrize(("period", "expected"), [(Period.WEEK, 0), (Period.MONTH, 1), (Period.ALL, 2)])
def test_what_lies_before_a_period_does_not_count(store: Store, period: Period, expected: int) -> None:
    for day in (3, 10):
        store.write(lambda db, day=day: right(db, "ada", SUNDAY - timedelta(days=day)))  # type: ignore[misc]
    assert seen(store, "ada", SUNDAY + timedelta(days=1), period).own.points == expected


def test_who_hides_has_no_rank_and_takes_none(store: Store) -> None:
    store.write(lambda db: right(db, "ada", SUNDAY, 2))
    store.write(lambda db: right(db, "bob", SUNDAY))
    store.write(lambda db: show(db, 1, known(db, "ada").id, False))
    assert points(seen(store, "bob")) == [(1, "bob", 1)]
    assert seen(store, "bob").own == seen(store, "bob").lines[0]
    assert seen(store, "ada").own == BoardLine(None, "ada", 2, 0)
    assert points(seen(store, "ada")) == [(1, "bob", 1)]


def test_who_has_done_nothing_has_no_rank(store: Store) -> None:
    assert seen(store, "ada") == Board(0, (), BoardLine(None, "ada", 0, 0))


def test_an_organiser_reads_of_those_who_show_themselves_and_how_many_do_not(store: Store) -> None:
    store.write(lambda db: right(db, "bob", SUNDAY - timedelta(days=20)))
    store.write(lambda db: show(db, 1, known(db, "lou").id, False))
    found = store.write(lambda db: participation(db, 1, known(db, "ada"), Period.WEEK, SUNDAY))
    assert found.members == (
        Participant("bob", 0, date(2026, 4, 20)),
        Participant("ada", 0, None),
        Participant("kiri", 0, None),
    )
    assert (found.hidden, found.posted) == (1, 0)
