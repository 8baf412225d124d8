"""Disputes: "I think I was right." Variant and reply are kept; accepting corrects the review and all that follows."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.practice.closing import close_question, count_day, facts_of, replay, review_of
from scheduler.rules import Outcome
from scheduler.store import (
    Dispute,
    DisputeState,
    NotThere,
    Question,
    Reply,
    StoreError,
    accepted_replies,
    close,
    counts_already,
    decide,
    dispute,
    keep_review,
    learner,
    question,
    raise_dispute,
    replies,
    review,
)


class NothingToDispute(StoreError):
    """No reply of the question was anything but right, or the one that was meant has been decided on already."""


def think_right(db: Database, learner_number: int, number: int, now: datetime, which: int | None = None) -> Reply:
    """Keep that a learner thinks a reply to a question, open or closed, was right; that reply.

    It is the one with the number `which`, or the last one that was not right, read or not. Raises NotThere, and
    NothingToDispute.
    """
    asked = question(db, number)
    if asked.learner != learner_number:
        raise NotThere(f"there is no question {number}")
    wrong = [each for each in replies(db, number) if each.verdict is not VerdictKind.RIGHT and which in (None, each.id)]
    if not wrong:
        raise NothingToDispute("there is no reply here that was not right")
    meant = wrong[-1]
    if not raise_dispute(db, meant, now) and dispute(db, meant.id).state is not DisputeState.OPEN:
        raise NothingToDispute(f"that reply was looked at, and {dispute(db, meant.id).state.value}")
    return meant


def accept(db: Database, reply: int, now: datetime) -> Dispute:
    """The reply was right: its question is so from that reply on, and quality, interval, day and streak follow.

    Raises NotThere, and StoreError where the dispute was decided before.
    """
    found = _undecided(db, reply)
    decide(db, reply, DisputeState.ACCEPTED, now)
    _correct(db, question(db, found.reply.question), found.reply)
    return dispute(db, reply)


def decline(db: Database, reply: int, now: datetime) -> Dispute:
    """The reply was not right, and nothing changes. Raises NotThere, and StoreError where it was decided before."""
    _undecided(db, reply)
    decide(db, reply, DisputeState.DECLINED, now)
    return dispute(db, reply)


def _undecided(db: Database, reply: int) -> Dispute:
    found = dispute(db, reply)
    if found.state is not DisputeState.OPEN:
        raise StoreError(f"dispute {reply} was {found.state.value} already")
    return found


def _correct(db: Database, asked: Question, right: Reply) -> None:
    who = learner(db, asked.learner)
    before = review(db, asked.id)
    if before is None:  # open still, or left in silence
        close_question(db, who, asked, Outcome.RIGHT, right.at)
        return
    close(db, asked.id, Outcome.RIGHT, asked.closed or right.at)
    facts = facts_of(asked, Outcome.RIGHT, replies(db, asked.id), accepted_replies(db, asked.id), before.usual)
    counted = counts_already(db, who.id, before.day)
    keep_review(db, review_of(asked, facts, before.scheduled, before.day))
    replay(db, who.id, asked.place)
    if not counted:
        count_day(db, who.id, before.day)
