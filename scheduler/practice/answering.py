"""Answering a question: a reply, a hint, the derivation, giving up, leaving it for later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from compiler.checker import Verdict, grade
from scheduler.practice.closing import Closed, close_question, count_day
from scheduler.practice.errors import NotOpen, NotTried, Over, TooMany, Twice
from scheduler.rules import Outcome, Streak
from scheduler.store import (
    MOST_CHARACTERS,
    Kind,
    Learner,
    NotThere,
    Question,
    Reply,
    answer_known,
    close,
    counts_already,
    drill,
    heard_again,
    is_kept,
    keep_hints,
    keep_reply,
    learner,
    question,
    replies,
)

MOST_REPLIES = 100
"""How many replies a question takes."""
SIZE_SECONDS = 10
"""How long an order of magnitude should take; more is told, and costs nothing."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a reply led to: its verdict, the reply as it is kept, and what the question counted for, if it closed.

    `seconds` went by since the question was shown. `late` says that its size was asked, and took longer than it should.
    `streak` is how it stands where this reply to a drill made the day count, right or wrong.
    """

    verdict: Verdict
    reply: Reply
    closed: Closed | None
    seconds: float
    late: bool
    streak: Streak | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint: its text (small Markdown), whether it shows a step of the derivation, and how many are left."""

    text: str
    shows_step: bool
    left: int


def reply(db: Database, learner: int, number: int, text: str, now: datetime, source: str | None = None) -> Answered:
    """Grade a learner's reply to an open question, keep it, and close the question where it is right.

    `source` is where the reply came from: delivered twice, it is kept once. Of a drill, one graded reply counts for the
    day, right or wrong; but what is right, or tried first, once a right answer stands in its channel changes no
    interval. Raises NotOpen, TooMany, and Twice.
    """
    if source is not None and is_kept(db, source):
        raise Twice("this reply was kept already", "kept-already")
    who, asked = _open(db, learner, number, now)
    before = replies(db, asked.id)
    if len(before) >= MOST_REPLIES:
        text = f"this question has had {MOST_REPLIES} replies; its derivation tells the answer"
        raise TooMany(text, "too-many-replies", most=MOST_REPLIES)
    verdict, day = grade(asked.variant.key, text[:MOST_CHARACTERS]), who.day(now)
    is_first = not any(each.verdict.is_attempt for each in before)
    if verdict.is_attempt and (verdict.right or is_first) and _is_known(db, asked, now):
        answer_known(db, asked.id)
        asked = replace(asked, known=True)
    new_day = asked.kind is Kind.DRILL and verdict.is_attempt and not counts_already(db, who.id, day)
    kept = keep_reply(db, asked, text, verdict.kind, now, day, source)
    if asked.drill is not None and verdict.is_attempt:
        heard_again(db, asked.drill)
    streak = count_day(db, who.id, day) if new_day else None
    closed = close_question(db, who, asked, Outcome.RIGHT, now, day) if verdict.right else None
    if closed is not None and new_day:
        closed = replace(closed, day_counts=True, streak=streak)
    seconds = (now - asked.asked).total_seconds()
    late = asked.kind is Kind.MAGNITUDE and seconds > SIZE_SECONDS
    return Answered(verdict, kept, closed, seconds, late, streak)


def hint(db: Database, learner: int, number: int, now: datetime) -> Hint | None:
    """The next hint: the author's first, then the steps of the derivation but for the last. None when all are told.

    Raises NotOpen.
    """
    _, asked = _open(db, learner, number, now)
    nudges, steps = asked.variant.hints, asked.variant.work[:-1]
    left = len(nudges) + len(steps) - asked.nudges - asked.steps - 1
    if asked.nudges < len(nudges):
        keep_hints(db, asked.id, asked.nudges + 1, asked.steps)
        return Hint(nudges[asked.nudges], False, left)
    if asked.steps < len(steps):
        keep_hints(db, asked.id, asked.nudges, asked.steps + 1)
        return Hint(steps[asked.steps], True, left)
    return None


def reveal(db: Database, learner: int, number: int, now: datetime) -> Closed:
    """Open the derivation after a try, which closes the question and counts for the day.

    Raises NotOpen, and NotTried where there was no try.
    """
    who, asked = _open(db, learner, number, now)
    if not _tried(db, asked):
        raise NotTried("the derivation opens after a try; without one, give up", "not-tried")
    return close_question(db, who, asked, Outcome.REVEALED, now, who.day(now))


def give_up(db: Database, learner: int, number: int, now: datetime) -> Closed:
    """Close a question unanswered; after a try that is the same as opening its derivation. Raises NotOpen."""
    who, asked = _open(db, learner, number, now)
    outcome = Outcome.REVEALED if _tried(db, asked) else Outcome.GIVEN_UP
    return close_question(db, who, asked, outcome, now, who.day(now))


def leave(db: Database, learner: int, number: int, now: datetime) -> Question:
    """Leave a question for another time: no review, and what was due stays due. Raises NotOpen."""
    _, asked = _open(db, learner, number, now)
    close(db, asked.id, None, now)
    return replace(asked, closed=now)


def _open(db: Database, learner_number: int, number: int, now: datetime) -> tuple[Learner, Question]:
    asked = question(db, number)
    if asked.learner != learner_number:
        raise NotThere(f"there is no question {number}")
    if asked.closed is not None:
        raise NotOpen("this question has closed already", "not-open")
    if asked.drill is not None and now >= drill(db, asked.drill).ends:
        raise Over("this drill is over", "over")
    return learner(db, learner_number), asked


def _is_known(db: Database, asked: Question, now: datetime) -> bool:
    """Whether a right answer to the numbers of a question stood in its drill's channel at an instant."""
    if asked.drill is None or asked.own:
        return False
    solved = drill(db, asked.drill).solved
    return solved is not None and solved <= now


def _tried(db: Database, asked: Question) -> bool:
    return any(each.verdict.is_attempt for each in replies(db, asked.id))
