"""Posting drills and solutions, as far as it is not Discord's: who posts what, what became of it, when it is retried.

A post is claimed with a lease, begun, and then sent. Between beginning and sending anything may stop, so whoever claims
a post that was begun before looks whether it stands there already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from compiler.checker import Variant
from scheduler.daily.planning import OUTAGE, excuse_members, is_fresh
from scheduler.store import (
    Drill,
    Group,
    Place,
    PostState,
    Schedule,
    claim_drills,
    claim_solutions,
    drill_again,
    drill_begun,
    drill_ended,
    drill_sent,
    group,
    keep_numbers,
    keep_schedule,
    schedule,
    solution_again,
    solution_begun,
    solution_ended,
    solution_sent,
)

LEASE = timedelta(minutes=5)
MOST_REFUSED = 3
"""After how many refusals in a row a schedule is paused."""
REFUSED_AGAIN = timedelta(minutes=10)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(minutes=10)
SOLUTION_LATE = timedelta(days=2)
"""How late a solution may follow."""


@dataclass(frozen=True, slots=True)
class Post:
    """A drill or its solution to be posted; `fresh`: in time; `doubtful`: it may stand in its channel already.

    Posting it was begun `tries` times before.
    """

    drill: Drill
    schedule: Schedule
    group: Group
    fresh: bool
    doubtful: bool
    is_solution: bool
    tries: int


def claim(db: Database, owner: str, now: datetime, most: int) -> list[Post]:
    """Claim drills that are to be posted, and solutions that are to follow: at most so many of each."""
    posts = []
    for drill in claim_drills(db, owner, now, now + LEASE, most):
        plan = schedule(db, drill.schedule)
        fresh, tries = is_fresh(drill, plan, now), drill.tried
        posts.append(Post(drill, plan, group(db, plan.group), fresh, tries > 0, False, tries))
    for solution in claim_solutions(db, owner, now, now + LEASE, most):
        plan = schedule(db, solution.drill.schedule)
        fresh = now - solution.drill.ends <= SOLUTION_LATE
        tries = solution.tried
        posts.append(Post(solution.drill, plan, group(db, plan.group), fresh, tries > 0, True, tries))
    return posts


def begin(db: Database, post: Post, place: Place | None = None, variant: Variant | None = None) -> None:
    """Note that posting begins; for a drill that has no numbers yet, with those that it gets."""
    if post.is_solution:
        solution_begun(db, post.drill.id)
        return
    if place is not None and variant is not None:
        keep_numbers(db, post.drill.id, place, variant)
    drill_begun(db, post.drill.id)


def sent(db: Database, post: Post, channel: str, message: str, at: datetime) -> None:
    """Note where a post stands."""
    if post.is_solution:
        solution_sent(db, post.drill.id, message, at)
        return
    drill_sent(db, post.drill.id, channel, message, at)
    plan = schedule(db, post.schedule.id)
    if plan.refused:
        keep_schedule(db, replace(plan, refused=0))


def missed(db: Database, post: Post) -> None:
    """Note that the time of a post has passed; a drill's day is excused."""
    if post.is_solution:
        solution_ended(db, post.drill.id, PostState.MISSED)
    else:
        drill_ended(db, post.drill.id, PostState.MISSED)
        excuse_members(db, post.drill, OUTAGE)


def retried(db: Database, post: Post, now: datetime) -> datetime:
    """Plan another try after an outage, later each time; when that is."""
    at = now + min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(post.tries, 10))
    (solution_again if post.is_solution else drill_again)(db, post.drill.id, at)
    return at


def refused(db: Database, post: Post, now: datetime) -> bool:
    """Note that the channel would not have a post; whether the schedule is paused, since it happens again and again."""
    if post.is_solution:
        solution_ended(db, post.drill.id, PostState.FAILED)
        return False
    plan = schedule(db, post.schedule.id)
    count = plan.refused + 1
    if count < MOST_REFUSED:
        keep_schedule(db, replace(plan, refused=count))
        drill_again(db, post.drill.id, now + REFUSED_AGAIN)
        return False
    keep_schedule(db, replace(plan, refused=0, next_at=None))
    failed(db, post)
    return True


def failed(db: Database, post: Post) -> None:
    """Note that a drill cannot be posted at all, as without its deck; its day is excused."""
    if post.is_solution:
        solution_ended(db, post.drill.id, PostState.FAILED)
    else:
        drill_ended(db, post.drill.id, PostState.FAILED)
        excuse_members(db, post.drill, OUTAGE)
