"""Members and a drill: replies in the channel, numbers of one's own, and how many are done."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from compiler.checker import Variant, VerdictKind
from scheduler.daily.errors import Done, PrivateOnly
from scheduler.practice import REMEMBERED, Answered, Choice, Over, Pick, Shelf, Twice, reply
from scheduler.store import (
    Drill,
    Kind,
    Mode,
    Question,
    answer_known,
    ask_drill,
    drill,
    drill_questions,
    drill_solved,
    is_kept,
    last_variants,
    question,
    schedule,
)

TELLING = (VerdictKind.RIGHT, VerdictKind.ROUNDED, VerdictKind.OTHER_UNIT)
"""Verdicts of a reply with which the right answer stands there for all to read."""


def reply_to_drill(
    db: Database, number: int, learner: int, text: str, now: datetime, source: str
) -> tuple[Question, Answered]:
    """Grade a reply that a learner wrote in a drill's channel, to everybody's numbers; the question as it is then.

    Raises Over, Done, PrivateOnly, and what `practice.reply` does.
    """
    if is_kept(db, source):  # before anything is said of a question that this very reply has closed
        raise Twice("this reply was kept already", "kept-already")
    posted = _open(db, number, now)
    if schedule(db, posted.schedule).mode is Mode.PRIVATE:
        raise PrivateOnly("this group answers in private, each with numbers of their own", "private-only")
    asked = next((each for each in drill_questions(db, number, learner) if not each.own), None)
    if asked is None:
        assert posted.place is not None and posted.variant is not None
        asked = ask_drill(db, learner, number, posted.place, posted.variant, now, own=False)
    elif asked.closed is not None:
        raise Done("you have answered this drill already", "done")
    answered = reply(db, learner, asked.id, text, now, source)
    if answered.verdict.kind in TELLING:
        drill_solved(db, number, now)
    return question(db, asked.id), answered


def own_numbers(db: Database, shelf: Shelf, number: int, learner: int, now: datetime) -> Question | Pick:
    """A drill with numbers of the learner's own: the question that they have, or a choice to be drawn for `put_own`.

    Where the exercise is in no deck any more, everybody's numbers have to do. Raises Over.
    """
    posted = _open(db, number, now)
    asked = _own(db, number, learner)
    if asked is not None:
        return asked
    assert posted.place is not None and posted.variant is not None
    shelved = shelf.at(posted.place)
    if shelved is None:
        asked = ask_drill(db, learner, number, posted.place, posted.variant, now, own=True)
        if posted.solved is not None:
            answer_known(db, asked.id)
        return question(db, asked.id)
    last = last_variants(db, learner, posted.place, REMEMBERED - 1)
    return Pick(Choice(shelved, Kind.DRILL), [posted.variant, *last])


def put_own(db: Database, number: int, learner: int, choice: Choice, variant: Variant, now: datetime) -> Question:
    """Put numbers of their own to a learner; where a question has been put since, that one. Raises Over."""
    _open(db, number, now)
    asked = _own(db, number, learner)
    return asked or ask_drill(db, learner, number, choice.shelved.place, variant, now, own=True)


def _own(db: Database, number: int, learner: int) -> Question | None:
    return next((each for each in drill_questions(db, number, learner) if each.own), None)


def _open(db: Database, number: int, now: datetime) -> Drill:
    posted = drill(db, number)
    if posted.sent is None or now >= posted.ends:
        raise Over("this drill is over", "over")
    return posted
