"""Cards: what is remembered of each exercise, and which of them are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlite_utils import Database

from scheduler.rules import Memory
from scheduler.store.records import Card, Place

_COLUMNS = "deck, exercise, repetitions, interval, ease, began, reviewed, due"


def due_cards(db: Database, learner: int, today: date) -> Iterator[Card]:
    """The cards that are due on a day, most overdue first; each is read when it is asked for, within the same work."""
    sql = f"SELECT {_COLUMNS} FROM cards WHERE learner = ? AND due <= ? ORDER BY due"
    return map(_card, db.execute(sql, (learner, today.isoformat())))


def cards(db: Database, learner: int) -> dict[Place, Card]:
    """All cards of a learner."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM cards WHERE learner = ?", (learner,))
    return {card.place: card for card in map(_card, rows)}


def card(db: Database, learner: int, place: Place) -> Card | None:
    """The card of an exercise; None before its first review."""
    sql = f"SELECT {_COLUMNS} FROM cards WHERE learner = ? AND deck = ? AND exercise = ?"
    row = db.execute(sql, (learner, place.deck, place.exercise)).fetchone()
    return None if row is None else _card(row)


def keep_card(db: Database, learner: int, card: Card) -> None:
    """Store a card in the place of an earlier state of it."""
    memory = card.memory
    days = (card.began.isoformat(), card.reviewed.isoformat(), card.due.isoformat())
    row = (memory.repetitions, memory.interval, memory.ease, *days)
    db.execute(
        f"INSERT INTO cards (learner, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (learner, deck, exercise) DO UPDATE SET repetitions = excluded.repetitions, "
        "interval = excluded.interval, ease = excluded.ease, began = excluded.began, reviewed = excluded.reviewed, "
        "due = excluded.due",
        (learner, card.place.deck, card.place.exercise, *row),
    )


def begun_on(db: Database, learner: int, day: date) -> int:
    """How many exercises were new on a day."""
    sql = "SELECT count(*) FROM cards WHERE learner = ? AND began = ?"
    return int(db.execute(sql, (learner, day.isoformat())).fetchone()[0])


def _card(row: tuple[Any, ...]) -> Card:
    deck, exercise, repetitions, interval, ease, began, reviewed, due = row
    return Card(
        Place(deck, exercise),
        Memory(repetitions, interval, ease),
        date.fromisoformat(began),
        date.fromisoformat(reviewed),
        date.fromisoformat(due),
    )
