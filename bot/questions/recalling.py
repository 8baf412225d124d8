"""What a reply that was kept led to, for an answer that has not come through."""

from __future__ import annotations

from sqlite_utils import Database

from compiler.checker import grade
from scheduler.practice import SIZE_SECONDS, Answered, Closed
from scheduler.rules import streak
from scheduler.store import Kind, Question, card, history, question, replies, reply_from, review


def recalled(db: Database, source: str) -> tuple[Question, Answered] | None:
    """The question and the outcome of a reply that was kept; None where there is none.

    Its text is graded once more. How long the streak is, and when the exercise is due, is told as it stands now.
    """
    kept = reply_from(db, source)
    if kept is None:
        return None
    asked = question(db, kept.question)
    verdict = grade(asked.variant.key, kept.text)
    closed = closed_as(db, asked) if verdict.right else None
    seconds = (kept.at - asked.asked).total_seconds()
    late = asked.kind is Kind.MAGNITUDE and seconds > SIZE_SECONDS
    is_open = closed is None and asked.kind is Kind.DRILL
    first = next((each.id for each in replies(db, asked.id) if each.verdict.is_attempt), None)
    standing = streak(history(db, asked.learner), kept.day) if is_open and first == kept.id else None
    return asked, Answered(verdict, kept, closed, seconds, late, standing)


def closed_as(db: Database, asked: Question) -> Closed | None:
    """What a question that closed counted for, as it stands now; None where it has no review."""
    found = review(db, asked.id)
    if found is None:
        return None
    current = card(db, asked.learner, asked.place) if found.scheduled else None
    standing = streak(history(db, asked.learner), found.day) if found.finished else None
    return Closed(found, None if current is None else current.due, standing is not None, standing)
