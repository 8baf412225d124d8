"""Disputes: replies that a learner thinks were right, what became of them, and whether the learner was told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from scheduler.rules import instant, utc
from scheduler.store.errors import NotThere
from scheduler.store.questions import reply_of
from scheduler.store.records import Dispute, DisputeState, Reply

_DISPUTE = (
    "SELECT replies.id, question, text, verdict, at, day, replies.nudges, replies.steps, questions.learner, raised, "
    "disputes.state, decided, told FROM disputes "
    "JOIN replies ON replies.id = reply JOIN questions ON questions.id = question"
)


def raise_dispute(db: Database, reply: Reply, now: datetime) -> bool:
    """Keep that a learner thinks a reply was right; False where that is known already."""
    done = db.execute(
        "INSERT INTO disputes (reply, raised, state) VALUES (?, ?, 'open') ON CONFLICT (reply) DO NOTHING",
        (reply.id, utc(now)),
    )
    return done.rowcount > 0


def dispute(db: Database, reply: int) -> Dispute:
    """The dispute of a reply. Raises NotThere."""
    row = db.execute(f"{_DISPUTE} WHERE reply = ?", (reply,)).fetchone()
    if row is None:
        raise NotThere(f"there is no dispute {reply}")
    return _dispute(row)


def open_disputes(db: Database) -> list[Dispute]:
    """The disputes that wait, oldest first."""
    return list(map(_dispute, db.execute(f"{_DISPUTE} WHERE disputes.state = 'open' ORDER BY raised, reply")))


def open_disputes_in(db: Database, group: int) -> list[Dispute]:
    """Those that wait on questions of a group's drills, and of sessions that were begun in it; oldest first."""
    sql = f"{_DISPUTE} WHERE disputes.state = 'open' AND group_id = ? ORDER BY raised, reply"
    return list(map(_dispute, db.execute(sql, (group,))))


def dispute_in(db: Database, group: int, reply: int) -> Dispute:
    """The dispute of a reply, open or not. Raises NotThere, also where it is another group's, or of no group."""
    row = db.execute(f"{_DISPUTE} WHERE reply = ? AND group_id = ?", (reply, group)).fetchone()
    if row is None:
        raise NotThere(f"there is no dispute {reply} in group {group}")
    return _dispute(row)


def accepted_replies(db: Database, question: int) -> set[int]:
    """The replies to a question that were accepted after all."""
    sql = "SELECT reply FROM disputes JOIN replies ON replies.id = reply WHERE question = ? AND state = 'accepted'"
    return {number for (number,) in db.execute(sql, (question,))}


def decide(db: Database, reply: int, state: DisputeState, now: datetime) -> None:
    """Note what became of a dispute."""
    db.execute("UPDATE disputes SET state = ?, decided = ? WHERE reply = ?", (state.value, utc(now), reply))


def untold_disputes(db: Database, learner: int | None = None) -> list[Dispute]:
    """The disputes, of everybody or of one learner, that were decided and of which the learner was not told."""
    sql = f"{_DISPUTE} WHERE told = 0 AND disputes.state <> 'open' AND (? IS NULL OR questions.learner = ?)"
    return list(map(_dispute, db.execute(f"{sql} ORDER BY decided, reply", (learner, learner))))


def keep_told(db: Database, reply: int) -> None:
    """Note that a learner was told what became of their dispute."""
    db.execute("UPDATE disputes SET told = 1 WHERE reply = ?", (reply,))


def _dispute(row: tuple[Any, ...]) -> Dispute:
    raised, state, decided, told = row[9:]
    at = None if decided is None else instant(decided)
    return Dispute(reply_of(row[:8]), row[8], instant(raised), DisputeState(state), at, bool(told))
