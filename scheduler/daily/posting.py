"""Posting, as far as it is not Discord's: who posts what, what became of it, when it is retried.

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
    Notice,
    NoticeKind,
    Part,
    Place,
    PostState,
    Schedule,
    claim_posts,
    drill,
    drill_sent,
    group,
    keep_numbers,
    keep_schedule,
    notice,
    post_again,
    post_begun,
    post_ended,
    post_sent,
    schedule,
)

LEASE = timedelta(minutes=5)
MOST_REFUSED = 3
"""After how many refusals in a row a schedule is paused, or a solution or notice given up."""
REFUSED_AGAIN = timedelta(minutes=10)
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(minutes=10)
MOST_BEHIND = timedelta(days=2)
"""How late a solution or a notice may follow."""


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be posted: a drill, its solution or a notice; `fresh`: in time.

    Posting it was begun `tries` times, first at `begun`.
    """

    part: Part
    what: Drill | Notice
    schedule: Schedule
    group: Group
    fresh: bool
    tries: int
    begun: datetime | None

    @property
    def drill(self) -> Drill:
        """The drill that is posted, or whose solution is."""
        assert isinstance(self.what, Drill)
        return self.what

    @property
    def name(self) -> str:
        """What is posted, in one word: drill, solution, or the kind of notice."""
        return self.what.kind.value if isinstance(self.what, Notice) else self.part.one

    @property
    def is_drill(self) -> bool:
        """Whether it is the drill itself."""
        return self.part is Part.DRILL

    @property
    def is_solution(self) -> bool:
        """Whether it is the solution."""
        return self.part is Part.SOLUTION

    @property
    def doubtful(self) -> bool:
        """Whether it may stand in its channel already."""
        return self.tries > 0


def claim(db: Database, owner: str, now: datetime, most: int, *, ends: bool = True) -> list[Post]:
    """Claim drills that are to be posted, solutions that are to follow, and notices: at most so many of each.

    A solution ends its drill; without `ends` there are none.
    """
    return [
        _post(db, part, each, now)
        for part in Part
        if ends or part is not Part.SOLUTION
        for each in claim_posts(db, part, owner, now, now + LEASE, most)
    ]


def _post(db: Database, part: Part, claimed: Claimed, now: datetime) -> Post:
    what = notice(db, claimed.number) if part is Part.NOTICE else drill(db, claimed.number)
    plan = schedule(db, what.schedule)
    fresh = _is_fresh(part, what, plan, now)
    return Post(part, what, plan, group(db, plan.group), fresh, claimed.tried, claimed.begun)


def _is_fresh(part: Part, what: Drill | Notice, plan: Schedule, now: datetime) -> bool:
    """Whether a post may still be made, late as it is; a question whether to slow down only while nobody answers."""
    if isinstance(what, Notice):
        is_wanted = what.kind is NoticeKind.DIGEST or plan.quiet_since is not None
        return is_wanted and now - what.due <= MOST_BEHIND
    return is_fresh(what, plan, now) if part is Part.DRILL else now - what.ends <= MOST_BEHIND


def begin(db: Database, post: Post, now: datetime, place: Place | None = None, variant: Variant | None = None) -> None:
    """Note that posting begins; for a drill that has no numbers yet, with those that it gets. Raises NotThere."""
    post_begun(db, post.part, post.what.id, now)
    if place is not None and variant is not None:
        keep_numbers(db, post.drill.id, place, variant)


def sent(db: Database, post: Post, channel: str, message: str, at: datetime) -> None:
    """Note where a post stands. Raises NotThere."""
    if not post.is_drill:
        post_sent(db, post.part, post.what.id, message, at)
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
    post_again(db, post.part, post.what.id, at)
    return at


def refused(db: Database, post: Post, now: datetime) -> bool:
    """Note that the channel would not have a post; whether it is given up, since it happens again and again.

    With a drill its schedule is paused. All else is given up when there was time for as many refusals.
    """
    plan = schedule(db, post.schedule.id)
    count = plan.refused + 1
    if post.is_drill:
        is_last = count >= MOST_REFUSED
        keep_schedule(db, replace(plan, refused=0, next_at=None) if is_last else replace(plan, refused=count))
    else:
        is_last = post.begun is not None and now - post.begun >= (MOST_REFUSED - 1) * REFUSED_AGAIN
    if is_last:
        failed(db, post)
    else:
        post_again(db, post.part, post.what.id, now + REFUSED_AGAIN)
    return is_last


def _given_up(db: Database, post: Post, state: PostState) -> None:
    post_ended(db, post.part, post.what.id, state)
    if post.is_drill:
        excuse_members(db, post.drill, OUTAGE)
