"""A learner's settings, and what a change of them means for days that have passed.

A zone, or another hour at which the day begins, holds from now on. The very first choice of a zone may come after days
that were dated by a guess: within the first week they are dated anew, once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from scheduler.practice.closing import replay
from scheduler.practice.reminding import with_reminder_moved
from scheduler.rules import History, ZoneError, days_lost, settled_since, streak, zone
from scheduler.store import (
    Kind,
    Learner,
    Question,
    all_reviews,
    drill,
    drill_replies,
    excuse,
    excused_since,
    history,
    imported,
    keep_freezes,
    keep_imported_day,
    keep_learner,
    keep_reply_day,
    keep_review,
    question,
    replies,
)

FIRST_DAYS = 7
"""How long after the first review the first choice of a zone dates days anew."""
MOST_NEW = 1000
JOURNEY = "journey"
"""Why days are excused that a change of zone, or of the hour at which a day begins, takes away."""
MOST_LOST, WITHIN_DAYS = 4, 30


def choose_zone(db: Database, learner: Learner, name: str, now: datetime) -> Learner:
    """Set a learner's zone, from now on. Days that the journey takes away are excused. Raises ZoneError.

    The first choice, in the first week, dates all reviews anew instead. From a zone that is known no more, as on
    another machine, nobody can say which days a journey takes: none.
    """
    zone(name)
    if not _is_known(learner.zone):
        learner = replace(learner, zone=name)
    changed = with_reminder_moved(replace(learner, zone=name, zone_chosen=learner.zone_chosen or now), now)
    if learner.zone_chosen is None and _is_young(db, learner, now):
        changed = replace(changed, reached=changed.day(now))
        keep_learner(db, changed)
        _date_anew(db, changed)
        return changed
    return _moved(db, learner, changed, now)


def choose_roll_over(db: Database, learner: Learner, hour: int, now: datetime) -> Learner:
    """Set the hour (0 to 23) at which a learner's day begins, from now on. Raises ValueError."""
    if hour not in range(24):
        raise ValueError(f"a day begins at an hour from 0 to 23, not {hour}")
    return _moved(db, learner, with_reminder_moved(replace(learner, roll_over=hour), now), now)


def choose_pace(db: Database, learner: Learner, new_a_day: int) -> Learner:
    """Set how many exercises are new on a day, 0 to 1,000. Raises ValueError."""
    if not 0 <= new_a_day <= MOST_NEW:
        raise ValueError(f"from 0 to {MOST_NEW} exercises can be new on a day, not {new_a_day}")
    changed = replace(learner, new_a_day=new_a_day)
    keep_learner(db, changed)
    return changed


def _moved(db: Database, before: Learner, after: Learner, now: datetime) -> Learner:
    """Store a change by which the local date may become another, and excuse the days that it takes away.

    A date is lost once: going back and forth over one that was there already takes nothing away. And there are no more
    than `MOST_LOST` such days in `WITHIN_DAYS`, so that nobody travels instead of practising.
    """
    first, last = before.day(now), after.day(now)
    lost = days_lost(max(first, before.reached), last)
    room = MOST_LOST - excused_since(db, before.id, first - timedelta(days=WITHIN_DAYS), JOURNEY)
    excuse(db, before.id, lost[: max(0, room)], JOURNEY)
    moved = replace(after, reached=max(before.reached, first, last))
    keep_learner(db, moved)
    return moved


def _is_known(name: str) -> bool:
    try:
        zone(name)
    except ZoneError:
        return False
    return True


def _is_young(db: Database, learner: Learner, now: datetime) -> bool:
    reviews = all_reviews(db, learner.id)
    return not reviews or learner.day(now) - min(each.day for each in reviews) < timedelta(days=FIRST_DAYS)


def _date_anew(db: Database, learner: Learner) -> None:
    """Give every review, here or in Anki, and every reply to a drill, its date in the zone that was chosen."""
    places = set()
    for review in all_reviews(db, learner.id):
        counted = _counted(db, question(db, review.question))
        if counted is not None:
            keep_review(db, replace(review, day=learner.day(counted)))
            places.add(review.place)
    for reply in drill_replies(db, learner.id):
        keep_reply_day(db, reply.id, learner.day(reply.at))
    for each in imported(db, learner.id):
        keep_imported_day(db, learner.id, each, learner.day(each.at))
        places.add(each.place)
    for place in places:
        replay(db, learner.id, place)
    settle_anew(db, learner.id)


def _counted(db: Database, asked: Question) -> datetime | None:
    """When a question counted: as it closed, or at its last try where the end of its drill closed it."""
    closed = asked.closed
    if closed is None or asked.kind is not Kind.DRILL:
        return closed
    if asked.drill is not None and closed < drill(db, asked.drill).ends:  # by the member
        return closed
    return max((each.at for each in replies(db, asked.id) if each.verdict.is_attempt), default=closed)


def settle_anew(db: Database, learner: int) -> None:
    """Settle all days of a learner anew, in order: the same freezes, in whatever order the days became known.

    What the days of practice here have spent by themselves stays spent: days in Anki add to a streak, and a gap that
    was held stays so.
    """
    ours, before = history(db, learner, with_imported=False), history(db, learner)
    spent = settled_since(History(ours.finished, ours.excused), date.min).spent
    after = settled_since(History(before.finished, before.excused, spent=spent), date.min)
    keep_freezes(db, learner, before, after)


def settle_found(db: Database, learner: int, seen: History, today: date) -> None:
    """Settle anew once days in Anki were found beside those of the history that was `seen`.

    They may join streaks of old by a freeze on which the streak of today hangs. It must not end by that: then freezes
    stay as they are, and only days after the last that was seen are settled.
    """
    settle_anew(db, learner)
    was, now = streak(seen, today), history(db, learner)
    after = streak(now, today)
    if after.current < was.current or after.best < was.best:
        last = max((day for day in seen.finished if day <= today), default=today)
        kept = History(now.finished, now.excused, seen.earned, seen.spent)
        keep_freezes(db, learner, now, settled_since(kept, last + timedelta(days=1)))
