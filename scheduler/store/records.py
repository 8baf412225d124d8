"""What the store keeps of learners, as values: who they are, what they were asked, what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from compiler.checker import Variant, VerdictKind
from scheduler.rules import Memory, Outcome, Pressed, local_day


@dataclass(frozen=True, slots=True)
class Learner:
    """One person everywhere.

    `account` is where they come from ('local', 'discord:1234'). Until a zone is chosen (`zone_chosen`), `zone` is a
    guess. A day begins at the hour `roll_over`; at most `new_a_day` exercises are new on one. `reached` is the furthest
    local date that it was when one of these changed. `language` is the one they were last heard in. Who asked for it is
    reminded of a streak at `remind_at` of their wall clock; `remind_next` is the next instant, None where no
    message reaches them.
    """

    id: int
    account: str
    zone: str
    zone_chosen: datetime | None
    roll_over: int
    new_a_day: int
    reached: date
    joined: datetime
    language: str = "en"
    remind_at: time | None = None
    remind_next: datetime | None = None

    def day(self, at: datetime) -> date:
        """The learner's local date of an instant."""
        return local_day(at, self.zone, self.roll_over)


@dataclass(frozen=True, slots=True)
class Place:
    """An exercise for ever: the deck's permanent id and the exercise's first slug."""

    deck: str
    exercise: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is remembered of an exercise: it follows from the reviews that count for its interval.

    `began` is the day of the first, `reviewed` that of the last one.
    """

    place: Place
    memory: Memory
    began: date
    reviewed: date
    due: date


class Kind(StrEnum):
    """Why a question is asked. The first two and the last may count for the interval, the others never do."""

    DUE = "due"
    NEW = "new"
    AGAIN = "again"
    EXTRA = "extra"
    MAGNITUDE = "magnitude"
    DRILL = "drill"

    @property
    def counts(self) -> bool:
        """Whether a review of it may change the interval."""
        return self in (Kind.DUE, Kind.NEW, Kind.DRILL)


@dataclass(frozen=True, slots=True)
class Question:
    """A variant put to a learner, open until it closes; `asked` is when it was last shown, of `shown` times.

    `nudges` and `steps` are the hints that were shown, without and with a step of the derivation. `outcome` is None
    while it is open, and after it was left in silence. One of a `drill` has the learner's `own` numbers or everybody's;
    then a right answer may be `known`, since it stood in the channel before this one.
    """

    id: int
    learner: int
    session: int | None
    place: Place
    kind: Kind
    variant: Variant
    asked: datetime
    shown: int
    nudges: int
    steps: int
    closed: datetime | None
    outcome: Outcome | None
    drill: int | None = None
    own: bool = True
    known: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it was sent, with its verdict, the learner's local date, and the hints that were shown before it."""

    id: int
    question: int
    text: str
    verdict: VerdictKind
    at: datetime
    day: date
    nudges: int
    steps: int


@dataclass(frozen=True, slots=True)
class Review:
    """A closed question as it counts: for the interval (`scheduled`), for the learner's local `day` (`finished`).

    `seconds` went by before the first try; `usual` was the learner's own time for the exercise (None: not known).
    """

    question: int
    learner: int
    place: Place
    scheduled: bool
    day: date
    finished: bool
    first_try: bool
    seconds: float | None
    usual: float | None
    quality: int
    quality_version: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A review that was made in Anki at an instant, and imported: it counts for the learner's local `day`.

    It counts for the interval, too, where the exercise has one of its own (`scheduled`). `seconds` is how long the card
    was looked at (None: that says nothing).
    """

    place: Place
    at: datetime
    scheduled: bool
    day: date
    pressed: Pressed
    seconds: float | None


class DisputeState(StrEnum):
    """What became of a dispute."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Dispute:
    """ "I think I was right": a reply that waits for judgement, or had it; whether its learner was `told`."""

    reply: Reply
    learner: int
    raised: datetime
    state: DisputeState
    decided: datetime | None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A learner's practice until another one begins; `wish` is what was asked for, as JSON."""

    id: int
    learner: int
    wish: str
    started: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Logged:
    """A question of a session as it ended: when it closed, and the quality of its review, None where it was left."""

    kind: Kind
    place: Place
    closed: datetime
    quality: int | None
