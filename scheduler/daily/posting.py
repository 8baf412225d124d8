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
    Claimed,
    Drill,
    Group,
    Part,
    Place,
    PostState,
    Schedule,
    claim_posts,
    drill_sent,
    group,
    keep_numbers,
    keep_schedule,
    post_again,
    post_begun,
    post_ended,
    schedule,
    solution_sent,
)

LEASE = timedelta(minutes=5)
MOST_REFUSED = 3
"""After how many refusals in a row a schedule is paused, or a solution given up."""
REFUSED_AGAIN = timedelta(minutes=10)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(minutes=10)
SOLUTION_LATE = timedelta(days=2)
"""How late a solution may follow."""


@dataclass(frozen=True, slots=True)
class Post:
    """A drill or its solution to be posted; `fresh`: in time. Posting it was begun `tries` times, first at `begun`."""

    part: Part
    drill: Drill
    schedule: Schedule
    group: Group
    fresh: bool
    tries: int
    begun: datetime | None

    @property
    def is_solution(self) -> bool:
        """Whether it is the solution."""
        return self.part is Part.SOLUTION

    @property
    def doubtful(self) -> bool:
        """Whether it may stand in its channel already."""
        return self.tries > 0


def claim(db: Database, owner: str, now: datetime, most: int) -> list[Post]:
    """Claim drills that are to be posted, and solutions that are to follow: at most so many of each."""
    return [
        _post(db, part, each, now) for part in Part for each in claim_posts(db, part, owner, now, now + LEASE, most)
    ]


def _post(db: Database, part: Part, claimed: Claimed, now: datetime) -> Post:
    drill, plan = claimed.drill, schedule(db, claimed.drill.schedule)
    fresh = is_fresh(drill, plan, now) if part is Part.DRILL else now - drill.ends <= SOLUTION_LATE
    return Post(part, drill, plan, group(db, plan.group), fresh, claimed.tried, claimed.begun)


def begin(db: Database, post: Post, now: datetime, place: Place | None = None, variant: Variant | None = None) -> None:
    """Note that posting begins; for a drill that has no numbers yet, with those that it gets. Raises NotThere."""
    post_begun(db, post.part, post.drill.id, now)
    if place is not None and variant is not None:
        keep_numbers(db, post.drill.id, place, variant)


def sent(db: Database, post: Post, channel: str, message: str, at: datetime) -> None:
    """Note where a post stands. Raises NotThere."""
    if post.is_solution:
        solution_sent(db, post.drill.id, message, at)
        return
    drill_sent(db, post.drill.id, channel, message, at)
    plan = schedule(db, post.schedule.id)
    if plan.refused:
        keep_schedule(db, replace(plan, refused=0))


def missed(db: Database, post: Post) -> None:
    """Note that the time of a post has passed; a drill's day is excused."""
    _given_up(db, post, PostState.MISSED)


def failed(db: Database, post: Post) -> None:
    """Note that something cannot be posted at all, as a drill without its deck; a drill's day is excused."""
    _given_up(db, post, PostState.FAILED)


def retried(db: Database, post: Post, now: datetime) -> datetime:
    """Plan another try after an outage, later each time; when that is."""
    at = now + min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(post.tries, 10))
    post_again(db, post.part, post.drill.id, at)
    return at


def refused(db: Database, post: Post, now: datetime) -> bool:
    """Note that the channel would not have a post; whether it is given up, since it happens again and again.

    With a drill its schedule is paused. A solution is given up when there was time for as many refusals.
    """
    plan = schedule(db, post.schedule.id)
    count = plan.refused + 1
    if post.is_solution:
        is_last = post.begun is not None and now - post.begun >= (MOST_REFUSED - 1) * REFUSED_AGAIN
    else:
        is_last = count >= MOST_REFUSED
        keep_schedule(db, replace(plan, refused=0, next_at=None) if is_last else replace(plan, refused=count))
    if is_last:
        failed(db, post)
    else:
        post_again(db, post.part, post.drill.id, now + REFUSED_AGAIN)
    return is_last


def _given_up(db: Database, post: Post, state: PostState) -> None:
    post_ended(db, post.part, post.drill.id, state)
    if not post.is_solution:
        excuse_members(db, post.drill, OUTAGE)
