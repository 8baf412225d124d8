"""How far a learner is: streak, the year, mastery, and what is due in the coming days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from compiler.deck import Chapter, Deck
from scheduler.practice.shelf import Shelf, Shelved
from scheduler.rules import History, Mastery, Stage, Streak, mastery, stage, streak
from scheduler.store import Card, Learner, Place, begun_on, cards, finished_by_day, history

COMING_DAYS = 7


class DayKind(StrEnum):
    """What a day of the calendar was."""

    FINISHED = "finished"
    FROZEN = "frozen"
    EXCUSED = "excused"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, and how many exercises were finished on it."""

    date: date
    kind: DayKind
    finished: int


@dataclass(frozen=True, slots=True)
class Due:
    """What waits: due today or before, new ones that today's limit leaves, and due on each of the coming days."""

    today: int
    new: int
    coming: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class DeckProgress:
    """Mastery of a deck, of its chapters in order, and the stage of each exercise."""

    deck: Deck
    mastery: Mastery
    chapters: tuple[tuple[Chapter, Mastery], ...]
    exercises: tuple[tuple[Shelved, Stage, Card | None], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """All that a learner is shown of their progress on a day. `year` has 365 days, the last one is today."""

    today: date
    streak: Streak
    year: tuple[Day, ...]
    decks: tuple[DeckProgress, ...]
    due: Due

    @property
    def due_next(self) -> date | None:
        """The day on which something is due, today at the earliest; None where nothing was begun."""
        due = [card.due for deck in self.decks for _, _, card in deck.exercises if card is not None]
        return max(min(due), self.today) if due else None


def progress(db: Database, learner: Learner, shelf: Shelf, now: datetime) -> Progress:
    """The progress of a learner at an instant; reads only."""
    today = learner.day(now)
    known, days = cards(db, learner.id), history(db, learner.id)
    decks = tuple(_deck(deck, shelf, known) for deck in shelf.decks)
    return Progress(
        today,
        streak(days, today),
        _year(db, learner, days, today),
        decks,
        _due(db, learner, shelf, known, today),
    )


def _year(db: Database, learner: Learner, days: History, today: date) -> tuple[Day, ...]:
    first = today - timedelta(days=364)
    finished = finished_by_day(db, learner.id, first, today)
    year = []
    for each in (first + timedelta(days=n) for n in range(365)):
        if each in finished:
            kind = DayKind.FINISHED
        elif each in days.excused:
            kind = DayKind.EXCUSED
        elif each in days.spent:
            kind = DayKind.FROZEN
        else:
            kind = DayKind.EMPTY
        year.append(Day(each, kind, finished.get(each, 0)))
    return tuple(year)


def _deck(deck: Deck, shelf: Shelf, known: dict[Place, Card]) -> DeckProgress:
    of_deck = [each for each in shelf.exercises if each.deck is deck]
    cards_of = [known.get(each.place) for each in of_deck]
    memories = [None if card is None else card.memory for card in cards_of]
    chapters = []
    for chapter in deck.chapters:
        chosen = [memory for each, memory in zip(of_deck, memories, strict=True) if each.chapter is chapter]
        chapters.append((chapter, mastery(chosen)))
    exercises = tuple(
        (each, stage(memory), card) for each, memory, card in zip(of_deck, memories, cards_of, strict=True)
    )
    return DeckProgress(deck, mastery(memories), tuple(chapters), exercises)


def _due(db: Database, learner: Learner, shelf: Shelf, known: dict[Place, Card], today: date) -> Due:
    here = [card for place, card in known.items() if shelf.at(place) is not None]
    fresh = sum(each.place not in known for each in shelf.exercises)
    new = max(0, min(fresh, learner.new_a_day - begun_on(db, learner.id, today)))
    coming = [today + timedelta(days=n) for n in range(1, COMING_DAYS + 1)]
    return Due(
        sum(card.due <= today for card in here),
        new,
        tuple((day, sum(card.due == day for card in here)) for day in coming),
    )
