"""Reminders, for learners who asked for them: each is claimed before it is sent, so that none comes twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlite_utils import Database

from scheduler.rules import Streak, ZoneError, is_at_risk, is_timely, next_reminder, streak
from scheduler.store import Learner, counts_already, due_reminders, history, keep_learner, learner

LOOKED_AT = 20
"""How many learners are looked at in one transaction: others wait for the store meanwhile."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A learner who is to be reminded of their streak, when that was due, and how it stands."""

    learner: Learner
    due: datetime
    streak: Streak


def choose_reminder(db: Database, learner: Learner, at: time | None, now: datetime) -> Learner:
    """Set at which time of their wall clock a learner is reminded; None: never."""
    following = None if at is None else next_reminder(learner.zone, at, learner.roll_over, now)
    changed = replace(learner, remind_at=at, remind_next=following)
    keep_learner(db, changed)
    return changed


def with_reminder_moved(learner: Learner, now: datetime) -> Learner:
    """A learner whose zone, or hour at which a day begins, is another now: with their next reminder accordingly."""
    if learner.remind_at is None or learner.remind_next is None:
        return learner
    return replace(learner, remind_next=next_reminder(learner.zone, learner.remind_at, learner.roll_over, now))


def claim_reminder(db: Database, now: datetime) -> list[Reminder] | None:
    """Look at some learners whose reminder is due, until one is to be reminded: that one, or nobody.

    None where no reminder is due. Before it is sent, the next one is stored: a kill between costs one reminder.
    """
    due = due_reminders(db, now, LOOKED_AT)
    for each in due:
        found = _looked_at(db, each, now)
        if found is not None:
            return [found]
    return [] if due else None


def remind_again(db: Database, reminder: Reminder) -> None:
    """Have a reminder that could not be sent be due again, unless its learner has changed it. Raises NotThere."""
    current = learner(db, reminder.learner.id)
    if current.remind_next == reminder.learner.remind_next:
        keep_learner(db, replace(current, remind_next=reminder.due))


def remind_no_more(db: Database, number: int) -> None:
    """Switch off the reminders of a learner who cannot be reached; their time stays, to be told. Raises NotThere."""
    keep_learner(db, replace(learner(db, number), remind_next=None))


def _looked_at(db: Database, due: Learner, now: datetime) -> Reminder | None:
    """Store the next reminder of a learner; this one, if it is to be sent."""
    at = due.remind_next
    assert at is not None and due.remind_at is not None
    try:
        following = next_reminder(due.zone, due.remind_at, due.roll_over, now)
        timely = is_timely(at, now, due.zone, due.roll_over)
    except ZoneError:  # it is known no more
        remind_no_more(db, due.id)
        return None
    claimed = replace(due, remind_next=following)
    keep_learner(db, claimed)
    today = due.day(now)
    if not timely or counts_already(db, due.id, today):
        return None
    days = history(db, due.id)
    return Reminder(claimed, at, streak(days, today)) if is_at_risk(days, today) else None
