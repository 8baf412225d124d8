"""Reviews that were made in Anki, as they were imported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlite_utils import Database

from scheduler.rules import Pressed, instant, utc
from scheduler.store.records import Imported, Place

_COLUMNS = "deck, exercise, at, scheduled, day, button, interval, seconds"


def keep_imported(db: Database, learner: int, reviews: Iterable[Imported]) -> list[Imported]:
    """Store what is not there yet; those that were not."""
    sql = (
        f"INSERT INTO imported (learner, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (learner, deck, exercise, at) DO NOTHING"
    )
    return [each for each in reviews if db.execute(sql, (learner, *_row(each))).rowcount > 0]


def imported(db: Database, learner: int) -> list[Imported]:
    """All that a learner has imported, by exercise and in the order of time."""
    sql = f"SELECT {_COLUMNS} FROM imported WHERE learner = ? ORDER BY deck, exercise, at"
    return list(map(_imported, db.execute(sql, (learner,))))


def imported_of(db: Database, learner: int, place: Place) -> list[Imported]:
    """What a learner has imported of an exercise, in the order of time."""
    sql = f"SELECT {_COLUMNS} FROM imported WHERE learner = ? AND deck = ? AND exercise = ? ORDER BY at"
    return list(map(_imported, db.execute(sql, (learner, place.deck, place.exercise))))


def has_imported(db: Database, learner: int, place: Place) -> bool:
    """Whether a learner has imported any review of an exercise."""
    sql = "SELECT EXISTS (SELECT 1 FROM imported WHERE learner = ? AND deck = ? AND exercise = ?)"
    return bool(db.execute(sql, (learner, place.deck, place.exercise)).fetchone()[0])


def count_imported(db: Database, learner: int) -> int:
    """How many reviews a learner has imported."""
    return int(db.execute("SELECT count(*) FROM imported WHERE learner = ?", (learner,)).fetchone()[0])


def keep_imported_day(db: Database, learner: int, review: Imported, day: date) -> None:
    """Date an imported review anew."""
    db.execute(
        "UPDATE imported SET day = ? WHERE learner = ? AND deck = ? AND exercise = ? AND at = ?",
        (day.isoformat(), learner, review.place.deck, review.place.exercise, utc(review.at)),
    )


def _row(review: Imported) -> tuple[object, ...]:
    place, at, day = review.place, utc(review.at), review.day.isoformat()
    said = (review.pressed.button, review.pressed.interval, review.seconds)
    return (place.deck, place.exercise, at, int(review.scheduled), day, *said)


def _imported(row: tuple[Any, ...]) -> Imported:
    deck, exercise, at, scheduled, day, button, interval, seconds = row
    pressed = Pressed(button, interval)
    return Imported(Place(deck, exercise), instant(at), bool(scheduled), date.fromisoformat(day), pressed, seconds)
