"""Reviews: what counts of closed questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from scheduler.rules import instant
from scheduler.store.records import Place, Review

_REVIEW = (
    "question, learner, deck, exercise, scheduled, day, finished, first_try, seconds, usual, quality, quality_version"
)
_BOARD = "(SELECT group_id FROM questions WHERE id = ? AND kind IN ('due', 'drill'))"
"""The group on whose board a review may bring a point: where its question was due, or a drill."""


def keep_review(db: Database, review: Review) -> None:
    """Store a review, in the place of an earlier state of it."""
    place = (review.place.deck, review.place.exercise)
    counts = (int(review.scheduled), review.day.isoformat(), int(review.finished), int(review.first_try))
    graded = (review.seconds, review.usual, review.quality, review.quality_version)
    db.execute(
        f"INSERT INTO reviews ({_REVIEW}, board) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {_BOARD}) "
        "ON CONFLICT (question) DO UPDATE SET scheduled = excluded.scheduled, day = excluded.day, "
        "finished = excluded.finished, first_try = excluded.first_try, seconds = excluded.seconds, "
        "usual = excluded.usual, quality = excluded.quality, quality_version = excluded.quality_version",
        (review.question, review.learner, *place, *counts, *graded, review.question),
    )


def review(db: Database, question: int) -> Review | None:
    """The review of a question, if it closed with one."""
    row = db.execute(f"SELECT {_REVIEW} FROM reviews WHERE question = ?", (question,)).fetchone()
    return None if row is None else _review(row)


def reviews_of(db: Database, learner: int, place: Place) -> list[tuple[Review, datetime]]:
    """The reviews of an exercise by a learner, in the order in which they counted, and when their questions closed."""
    closed = "(SELECT closed FROM questions WHERE questions.id = question)"
    sql = f"SELECT {_REVIEW}, {closed} FROM reviews WHERE learner = ? AND deck = ? AND exercise = ? ORDER BY +id"
    rows = db.execute(sql, (learner, place.deck, place.exercise))  # +id: found by their index, not by everybody's
    return [(_review(row[:-1]), instant(row[-1])) for row in rows]


def all_reviews(db: Database, learner: int) -> list[Review]:
    """All reviews of a learner, in the order of their questions."""
    return list(
        map(_review, db.execute(f"SELECT {_REVIEW} FROM reviews WHERE learner = ? ORDER BY question", (learner,)))
    )


def times(db: Database, learner: int, place: Place, most: int) -> list[float]:
    """How many seconds a learner took for an exercise when it was right at the first try; the last ones, in order.

    Repeats on the same day, and questions for the size alone, are quicker and say nothing.
    """
    rows = db.execute(
        "SELECT seconds FROM reviews JOIN questions ON questions.id = question "
        "WHERE reviews.learner = ? AND reviews.deck = ? AND reviews.exercise = ? AND first_try = 1 "
        "AND seconds IS NOT NULL AND kind NOT IN ('again', 'magnitude') AND NOT known ORDER BY question DESC LIMIT ?",
        (learner, place.deck, place.exercise, most),
    )
    return [seconds for (seconds,) in rows][::-1]


def last_qualities(db: Database, learner: int) -> dict[Place, int]:
    """For every exercise that a learner has a review of, the quality of the last one; the size alone aside."""
    rows = db.execute(
        "SELECT deck, exercise, quality FROM reviews WHERE question IN (SELECT max(question) FROM reviews "
        "JOIN questions ON questions.id = question WHERE reviews.learner = ? AND kind <> 'magnitude' AND NOT known "
        "GROUP BY reviews.deck, reviews.exercise)",
        (learner,),
    )
    return {Place(deck, exercise): quality for deck, exercise, quality in rows}


def _review(row: tuple[Any, ...]) -> Review:
    question, learner, deck, exercise, scheduled, day, finished, first_try, seconds, usual, quality, version = row
    return Review(
        question,
        learner,
        Place(deck, exercise),
        bool(scheduled),
        date.fromisoformat(day),
        bool(finished),
        bool(first_try),
        seconds,
        usual,
        quality,
        version,
    )
