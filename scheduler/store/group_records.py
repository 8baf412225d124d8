"""What the store keeps of groups, as values: schedules, what is posted for these, and what members did with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from compiler.checker import Variant
from scheduler.store.records import Place


@dataclass(frozen=True, slots=True)
class Group:
    """A study group; `account` is where it comes from ('discord:1234')."""

    id: int
    account: str
    joined: datetime


class ChoiceOfDrill(StrEnum):
    """How a schedule chooses: what the group is weakest at, or the next in the order of the chapters."""

    WEAKEST = "weakest"
    IN_ORDER = "in-order"


class Mode(StrEnum):
    """How a group answers: in the channel and with numbers of one's own, or only with these."""

    OPEN = "open"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and where a group wants a drill.

    `at` is the wall clock in `zone`, `days` are bits, Monday is 1. A drill may be `late_minutes` late, and an exercise
    comes back after `gap` days at the earliest. `role` is pinged, `organiser` is told when something is wrong.
    It is paused through the day before `paused_until`; where `next_at` is None, until somebody resumes it. `refused`
    counts how often in a row its channel would not have a drill. Its posts are in `language`. `digest_next` is the
    instant of the next weekly digest, None where none is wanted; `quiet_since` is when the group was asked whether to
    slow down, and None again once somebody answers a drill; `arranged` is when it was made, changed or resumed last.
    """

    id: int
    group: int
    deck: str
    channel: str
    at: time
    zone: str
    days: int
    role: str | None
    choice: ChoiceOfDrill
    mode: Mode
    late_minutes: int
    gap: int
    organiser: str | None
    paused_until: date | None = None
    next_at: datetime | None = None
    refused: int = 0
    language: str = "en"
    digest_next: datetime | None = None
    quiet_since: datetime | None = None
    arranged: datetime | None = None


class PostState(StrEnum):
    """What became of a drill, its solution, or a notice; the last three are final, and nothing was posted."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    MISSED = "missed"
    FAILED = "failed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Drill:
    """The drill of a schedule's local date: due at an instant, its questions open until another.

    Posting it was begun `tried` times, first at `begun`. `place` and `variant` are there once it was drawn, `channel`,
    `message` and `sent` once it stands there, `thread` once it is talked about, `solved` once a right answer stands
    there too.
    """

    id: int
    schedule: int
    day: date
    state: PostState
    due: datetime
    ends: datetime
    tried: int
    begun: datetime | None
    place: Place | None
    variant: Variant | None
    channel: str | None
    message: str | None
    thread: str | None
    sent: datetime | None
    solved: datetime | None


class NoticeKind(StrEnum):
    """What a schedule posts besides drills: the digest of a week, and the question whether to slow down."""

    DIGEST = "digest"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of a schedule's local date, due at an instant."""

    id: int
    schedule: int
    kind: NoticeKind
    day: date
    due: datetime
    state: PostState


@dataclass(frozen=True, slots=True)
class BoardMember:
    """A member of a group, and whether they are `shown` on its board."""

    learner: int
    account: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """How a learner did at a drill that they tried: right in the end, and at the first try."""

    learner: int
    right: bool
    first_try: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """How many drills in a row nobody has tried, and the local date of the first of them."""

    drills: int
    since: date


@dataclass(frozen=True, slots=True)
class Claimed:
    """The number of a post that was claimed; posting it was begun `tried` times, first at `begun`."""

    number: int
    tried: int
    begun: datetime | None
