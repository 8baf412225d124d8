"""Disputes: "I think I was right." Variant and reply are kept; accepting corrects the review and all that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.practice.closing import Closed, close_question, count_day, facts_of, replay, review_of
from scheduler.practice.errors import Decided, NothingToDispute
from scheduler.rules import Outcome
from scheduler.store import (
    Dispute,
    DisputeState,
    NotThere,
    Question,
    Reply,
    accepted_replies,
    card,
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


@dataclass(frozen=True, slots=True)
class Accepted:
    """A dispute that was accepted, and what its question counts for now."""

    dispute: Dispute
    closed: Closed


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
        raise NothingToDispute("there is no reply here that was not right", "nothing-to-dispute")
    meant = wrong[-1]
    if not raise_dispute(db, meant, now) and dispute(db, meant.id).state is not DisputeState.OPEN:
        state = dispute(db, meant.id).state.value
        raise NothingToDispute(f"that reply was looked at, and {state}", f"looked-at-{state}")
    return meant


def accept(db: Database, reply: int, now: datetime) -> Accepted:
    """The reply was right: its question is so from that reply on, and quality, interval, day and streak follow.

    Raises NotThere, and Decided.
    """
    found = _undecided(db, reply)
    decide(db, reply, DisputeState.ACCEPTED, now)
    closed = _corrected(db, question(db, found.reply.question), found.reply)
    return Accepted(dispute(db, reply), closed)


def decline(db: Database, reply: int, now: datetime) -> Dispute:
    """The reply was not right, and nothing changes. Raises NotThere, and Decided."""
    _undecided(db, reply)
    decide(db, reply, DisputeState.DECLINED, now)
    return dispute(db, reply)


def _undecided(db: Database, reply: int) -> Dispute:
    found = dispute(db, reply)
    if found.state is not DisputeState.OPEN:
        state = found.state.value
        raise Decided(f"dispute {reply} was {state} already", f"decided-{state}", number=reply)
    return found


def _corrected(db: Database, asked: Question, right: Reply) -> Closed:
    who = learner(db, asked.learner)
    before = review(db, asked.id)
    if before is None:  # open still, or left in silence
        return close_question(db, who, asked, Outcome.RIGHT, right.at, right.day)
    close(db, asked.id, Outcome.RIGHT, asked.closed or right.at)
    facts = facts_of(asked, Outcome.RIGHT, replies(db, asked.id), accepted_replies(db, asked.id), before.usual)
    new_day = not counts_already(db, who.id, before.day)
    after = review_of(asked, facts, before.scheduled, before.day)
    keep_review(db, after)
    replay(db, who.id, asked.place)
    known = card(db, who.id, asked.place) if after.scheduled else None
    streak = count_day(db, who.id, before.day) if new_day else None
    return Closed(after, None if known is None else known.due, new_day, streak)
