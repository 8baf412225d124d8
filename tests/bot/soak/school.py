"""The groups of a soak, their schedules and members, as Discord and the store have them before the bot starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from random import Random

from sqlite_utils import Database

from bot.desk import account
from compiler.deck import load
from scheduler.daily import arrange
from scheduler.practice import Shelf
from scheduler.store import ChoiceOfDrill, Drill, Mode, Question, Schedule, drill, question, welcome_group
from tests.bot.outside import MANY, Class, asked_of
from tests.bot.soak.calendar import DAY, dates, day_of, due
from tests.bot.soak.clock import SharedClock
from tests.bot.wire import Channel, Fake, Guild, Message, User
from tests.scheduler.practice.samples import FIRST, SECOND


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule is to be; `days` are those of the week, Monday is 0."""

    zone: str
    at: time
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    late: int = 120
    private: bool = False


@dataclass(eq=False, slots=True)
class Course:
    """A schedule of a group, as it was arranged, and from when to when it was stopped, and until which date paused."""

    number: int
    group: Group
    channel: Channel
    plan: Plan
    stopped: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    paused: list[tuple[datetime, date]] = field(default_factory=list)
    posts: dict[date, Message] = field(default_factory=dict)

    def due(self, day: date) -> datetime:
        """The instant of a date."""
        return due(self.plan.zone, self.plan.at, day)

    def between(self, first: datetime, last: datetime) -> Iterator[date]:
        """The dates that are due from the first instant to the last, as far as nobody stopped the schedule."""
        for day in dates(first.date() - DAY, last.date() + DAY):
            at = self.due(day)
            if day.weekday() in self.plan.days and first <= at <= last and not self.is_stopped(at):
                yield day

    def is_stopped(self, at: datetime) -> bool:
        """Whether it was stopped until somebody resumes it."""
        return any(since < at and (until is None or at <= until) for since, until in self.stopped)

    def is_paused(self, day: date) -> bool:
        """Whether the drill of a date was taken away by a pause until some date."""
        return any(since < self.due(day) and day < until for since, until in self.paused)

    def ends(self, day: date) -> datetime:
        """When the drill of a date ends: with the next date, also where that has none."""
        return self.due(day + DAY)

    def post(self, day: date) -> Message | None:
        """The message of a date's drill, once it stands in the channel."""
        if day not in self.posts:
            nonce = f"d{self.number}-{day:%Y%m%d}"
            found = (each for each in reversed(self.channel.messages.values()) if each.nonce == nonce)
            if (message := next(found, None)) is not None:
                self.posts[day] = message
        return self.posts.get(day)


@dataclass(eq=False, slots=True)
class Member:
    """Somebody who practises: where, in which manner, and by which clock their days are counted.

    `clocks` are the zones and hours at which a day begins, with the instants since when; `journeys` are days that a
    change of these took away. `done` are the questions that are closed for them, or of which they do not know.
    """

    user: User
    group: Group
    manner: str
    clocks: list[tuple[datetime, str, int]]
    reached: date
    journeys: set[date] = field(default_factory=set)
    done: set[object] = field(default_factory=set)
    has_chosen: bool = False
    rests_until: datetime | None = None
    is_at_it: bool = False

    def clock(self, at: datetime) -> tuple[str, int]:
        """The zone and the hour that held at an instant."""
        return next((zone, begins) for since, zone, begins in reversed(self.clocks) if since <= at)

    def day(self, at: datetime) -> date:
        """Their date at an instant."""
        return day_of(at, *self.clock(at))


@dataclass(eq=False, slots=True)
class Group:
    """A server with its courses and members; `is_out` while the bot is not in it, `was_out` once it was put out."""

    guild: Guild
    organiser: User
    courses: list[Course] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    is_out: bool = False
    was_out: bool = False


class School(Class):
    """All groups, and the deck that they practise."""

    def __init__(self, fake: Fake, folder: Path, clock: SharedClock, chance: Random) -> None:
        super().__init__(fake, folder)
        self.clock, self.chance = clock, chance
        self.began = clock()
        self.groups: list[Group] = []
        self.asked: dict[tuple[int, date], Question] = {}
        self.deck = folder / "soaked"
        self.deck.mkdir()
        (self.deck / "deck.yaml").write_text("id: soaked-for-tests\ntitle: Soaked\nlicence: MIT\n", "utf-8")
        for name, text in (("01-first", FIRST), ("02-second", SECOND)):
            (self.deck / f"{name}.yaml").write_text(text, "utf-8")

    @cached_property
    def shelf(self) -> Shelf:
        loaded = load(self.deck).deck
        assert loaded is not None
        return Shelf([loaded])

    @property
    def members(self) -> list[Member]:
        """The members of all groups."""
        return [each for group in self.groups for each in group.members]

    @property
    def courses(self) -> list[Course]:
        """The courses of all groups."""
        return [each for group in self.groups for each in group.courses]

    def open(self, plans: Sequence[Plan], manners: Sequence[str]) -> Group:
        """A new group with a channel for each of its plans, and a member for each manner."""
        name, organiser = f"group-{len(self.groups)}", self.fake.add_user("organiser")
        group = Group(self.fake.add_guild(name, organiser, bot=MANY), organiser)
        for number, plan in enumerate(plans):
            channel = self.fake.add_channel(group.guild, f"drills-{number}")
            schedule = self.write(lambda db, plan=plan, channel=channel: self._arranged(db, group, plan, channel))  # type: ignore[misc]
            group.courses.append(Course(schedule.id, group, channel, plan))
        for number, manner in enumerate(manners):
            user = self.fake.add_user(f"{manner}-{len(self.groups)}-{number}")
            self.fake.add_member(group.guild, user)
            clock = (datetime.min.replace(tzinfo=self.began.tzinfo), plans[0].zone, 4)
            group.members.append(Member(user, group, manner, [clock], day_of(self.began, *clock[1:])))
        self.groups.append(group)
        return group

    def question(self, course: Course, day: date) -> Question:
        """What the drill of a date asks, which is kept before it is posted."""
        key = course.number, day
        if key not in self.asked:
            self.asked[key] = asked_of(self.read(lambda db: _drill_of(db, course.number, day)))
        return self.asked[key]

    def own_question(self, number: int) -> Question:
        """A question of a member's own."""
        return self.read(lambda db: question(db, number))

    def _arranged(self, db: Database, group: Group, plan: Plan, channel: Channel) -> Schedule:
        now = self.clock()
        wanted = Schedule(
            id=0,
            group=welcome_group(db, account(group.guild.id), now).id,
            deck="soaked-for-tests",
            channel=str(channel.id),
            at=plan.at,
            zone=plan.zone,
            days=sum(1 << day for day in plan.days),
            role=None,
            choice=self.chance.choice(list(ChoiceOfDrill)),
            mode=Mode.PRIVATE if plan.private else Mode.OPEN,
            late_minutes=plan.late,
            gap=self.chance.choice((0, 2, 7)),
            organiser=account(group.organiser.id),
        )
        digest = self.chance.random() < 0.5
        return arrange(db, replace(wanted, language=self.chance.choice(("en", "de"))), now, digest=digest)


def _drill_of(db: Database, schedule: int, day: date) -> Drill:
    sql = "SELECT id FROM drills WHERE schedule = ? AND day = ?"
    return drill(db, db.execute(sql, (schedule, day.isoformat())).fetchone()[0])
