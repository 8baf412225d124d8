"""Keeping what was found in a file from Anki: days that count for the streak, and what is not asked at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from compiler.targets.anki import guid
from scheduler.anki import AnkiReview, Found, NotImported, Why
from scheduler.practice import Shelf, Shelved, replay, settle_found
from scheduler.rules import Pressed, Streak, streak
from scheduler.store import Imported, Learner, count_imported, history, keep_imported

MOST_KEPT = 100_000
"""How many imported reviews a learner has."""
_FIRST = datetime(2006, 1, 1, tzinfo=UTC)
"""Before there was an Anki: a clock was wrong."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """What an import has changed.

    - `notes`: how many of our exercises the file has; `exercises`: how many of them were reviewed in it
    - `read`: reviews that count; `new`: those of them that were not there before
    - `days`: those that count now, and did not before
    - `rescheduled`, `future`, `too_old`: what was left out, since no button was pressed, or some clock was wrong
    - `before`, `after`: the streak
    """

    notes: int
    exercises: int
    read: int
    new: int
    days: tuple[date, ...]
    rescheduled: int
    future: int
    too_old: int
    before: Streak
    after: Streak

    @property
    def known(self) -> int:
        """How many reviews were there already."""
        return self.read - self.new


def guids(shelf: Shelf) -> dict[str, Shelved]:
    """By its GUID in Anki, each exercise that has a note there."""
    return {guid(each.deck, each.exercise.identity): each for each in shelf.all}


def keep(db: Database, learner: Learner, shelf: Shelf, found: Found, now: datetime) -> Kept:
    """Store the reviews that a learner made in Anki until now, and do what follows; again, it changes nothing.

    Raises NotImported where they would have too many.
    """
    ours, today, before = guids(shelf), learner.day(now), history(db, learner.id)
    reviews = [_imported(learner, ours[each.guid], each) for each in found.reviews if each.guid in ours]
    counted = [each for each in reviews if _FIRST <= each.at <= now]
    new = keep_imported(db, learner.id, counted)
    if count_imported(db, learner.id) > MOST_KEPT:
        raise NotImported(Why.TOO_MANY, f"more than {MOST_KEPT:,} reviews cannot be imported")
    for place in {each.place for each in new if each.scheduled}:
        replay(db, learner.id, place)
    days = sorted({each.day for each in new} - before.finished)
    if days:
        settle_found(db, learner.id, before, today)
    return Kept(
        found.notes,
        len({each.place for each in counted}),
        len(counted),
        len(new),
        tuple(days),
        found.rescheduled,
        sum(each.at > now for each in reviews),
        sum(each.at < _FIRST for each in reviews),
        streak(before, today),
        streak(history(db, learner.id), today),
    )


def _imported(learner: Learner, shelved: Shelved, review: AnkiReview) -> Imported:
    at = _EPOCH + timedelta(milliseconds=review.at)
    pressed = Pressed(review.button, review.interval)
    return Imported(shelved.place, at, not shelved.is_companion, learner.day(at), pressed, review.seconds)
