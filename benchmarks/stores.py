"""Stores as they become with the years: filled with cards, reviews and schedules, however many are wanted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlite_utils import Database

from benchmarks.compiling import tinyml
from scheduler.practice import Shelf
from scheduler.store import ChoiceOfDrill, Mode, Schedule, add_schedule, welcome_group

CARDS_EACH = 100
"""Cards of each learner, those of tinyml among them."""
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
EVERY_DAY, LATE, GAP = 127, 600, 7


def put_learners(db: Database, count: int) -> None:
    """Learners 1 to `count`, all members of one group."""
    db.conn.executemany(
        "INSERT INTO learners (account, zone, roll_over, new_a_day, reached, joined) "
        "VALUES (?, 'Europe/Berlin', 4, 3, '2026-01-01', ?)",
        ((f"discord:{number}", "2026-01-01T00:00:00.000Z") for number in range(count)),
    )


def put_cards(db: Database, learners: int) -> None:
    """A hundred cards a learner, due on days around today."""
    places = [each.place for each in Shelf([tinyml()]).exercises]
    others = [("other-deck", f"exercise-{number}") for number in range(CARDS_EACH - len(places))]
    names = [*((place.deck, place.exercise) for place in places), *others]
    draw = random.Random(1)

    def cards() -> Iterator[tuple[object, ...]]:
        for number in range(1, learners + 1):
            for deck, exercise in names:
                interval = draw.randrange(1, 60)
                reviewed = TODAY - timedelta(days=draw.randrange(interval + 3))
                due = (reviewed + timedelta(days=interval)).isoformat()
                yield number, deck, exercise, 3, interval, 250, "2026-01-01", reviewed.isoformat(), due

    db.conn.executemany(f"INSERT INTO cards VALUES ({', '.join('?' * 9)})", cards())


def put_reviews(db: Database, learners: int, count: int) -> None:
    """Reviews of two years, spread over the learners; needs a variant, and so a question that was asked."""
    variant = db.execute("SELECT min(id) FROM variants").fetchone()[0]
    first = db.execute("SELECT max(id) + 1 FROM questions").fetchone()[0]
    days = [(date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in range(800)]

    def places() -> Iterator[tuple[int, int, str, str]]:
        for index in range(count):
            number, each = divmod(index, count // learners)
            yield first + index, number + 1, f"exercise-{each % 50}", days[each * 2 % 800]

    at = "T12:00:00.000Z"
    db.conn.executemany(
        "INSERT INTO questions (id, learner, variant, deck, exercise, kind, asked, closed, outcome) "
        f"VALUES (?, ?, {variant}, 'other-deck', ?, 'due', ?, ?, 'right')",
        ((number, who, exercise, day + at, day + at) for number, who, exercise, day in places()),
    )
    db.conn.executemany(
        "INSERT INTO reviews (question, learner, deck, exercise, scheduled, day, finished, first_try, seconds, "
        "quality, quality_version) VALUES (?, ?, 'other-deck', ?, 1, ?, 1, 1, 12.5, 4, 1)",
        ((number, who, exercise, day) for number, who, exercise, day in places()),
    )


def put_schedules(db: Database, places: list[tuple[int, int]], due: datetime) -> None:
    """A schedule of tinyml for each guild and channel, its first drill due at the same instant."""
    deck = tinyml().id
    for guild, channel in places:
        group = welcome_group(db, f"discord:{guild}", due).id
        how = (ChoiceOfDrill.WEAKEST, Mode.OPEN, LATE, GAP, None)
        at = time(due.hour, due.minute)
        add_schedule(db, Schedule(0, group, deck, str(channel), at, "UTC", EVERY_DAY, None, *how, next_at=due))
