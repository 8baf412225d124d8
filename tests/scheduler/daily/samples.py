"""What the daily drill is tried with: a study group whose drills are planned, posted and answered as a bot would."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlite_utils import Database

from compiler.deck import Deck
from scheduler.daily import (
    HowItWent,
    Post,
    arrange,
    begin,
    claim,
    drill_pick,
    end_drill,
    missed,
    own_numbers,
    pause,
    plan,
    put_own,
    reply_to_drill,
    resume,
    sent,
)
from scheduler.practice import Answered, Shelf, drawn, reply
from scheduler.rules import EVERY_DAY
from scheduler.store import (
    Card,
    ChoiceOfDrill,
    Drill,
    Kind,
    Mode,
    Part,
    Question,
    Review,
    Schedule,
    card,
    drill,
    history,
    join,
    question,
    review,
    schedule,
    welcome,
    welcome_group,
)
from tests.scheduler.practice.samples import BERLIN, place, right, tiny, wrong
from tests.scheduler.store.samples import quick

MORNING = datetime(2026, 5, 4, 6, tzinfo=UTC)
"""Eight in Berlin, on a Monday: an hour before the drill."""
MONDAY = date(2026, 5, 4)
NINE = time(9)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
T = TypeVar("T")

WANTED = Schedule(
    id=0,
    group=1,
    deck=tiny().id,
    channel="77",
    at=NINE,
    zone=BERLIN,
    days=EVERY_DAY,
    role=None,
    choice=ChoiceOfDrill.WEAKEST,
    mode=Mode.OPEN,
    late_minutes=180,
    gap=7,
    organiser="discord:9",
)


class Club:
    """A group at the instant `now`, which the test moves; `owner` is the process that posts."""

    def __init__(self, path: Path, decks: Iterable[Deck] = (), now: datetime = MORNING) -> None:
        self.store = quick(path)
        self.shelf = Shelf(decks or (tiny(),))
        self.now = now
        self.random = Random(5)
        self.owner = "one"
        self.messages = count(1000)
        self.group = self.run(lambda db: welcome_group(db, "discord:1", now)).id

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def restarted(self) -> Club:
        """The group in the hands of a process that came after."""
        found = copy(self)
        found.owner = f"{self.owner}'s successor"
        return found

    def run(self, work: Callable[[Database], T]) -> T:
        """Do something in a transaction."""
        return self.store.write(work)

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    # Members.

    def member(self, name: str = "ada", zone: str = BERLIN) -> int:
        """A new member of the group."""
        who = self.run(lambda db: welcome(db, f"discord:{name}", zone, self.now)).id
        self.run(lambda db: join(db, self.group, who, self.now))
        return who

    def members(self, number: int) -> list[int]:
        """So many new members."""
        return [self.member(f"member {n}") for n in range(number)]

    def days(self, who: int, what: str) -> list[date]:
        """The days of a member that are finished, excused, earned or spent."""
        return sorted(getattr(self.run(lambda db: history(db, who)), what))

    def card(self, who: int, slug: str) -> Card | None:
        """A member's card of an exercise."""
        return self.run(lambda db: card(db, who, place(slug)))

    # Schedules.

    def wants(self, *, digest: bool = False, **changes: Any) -> Schedule:
        """A new schedule."""
        wanted = replace(WANTED, group=self.group, **changes)
        return self.run(lambda db: arrange(db, wanted, self.now, digest=digest))

    def schedule(self, number: int = 1) -> Schedule:
        """A schedule as it is stored."""
        return self.run(lambda db: schedule(db, number))

    def change(self, number: int = 1, *, digest: bool | None = None, **changes: Any) -> Schedule:
        """Change a schedule."""
        return self.run(lambda db: arrange(db, replace(schedule(db, number), **changes), self.now, digest=digest))

    def pause(self, until: date | None, number: int = 1) -> Schedule:
        """Pause a schedule."""
        return self.run(lambda db: pause(db, schedule(db, number), until, self.now))

    def resume(self, number: int = 1) -> Schedule:
        """Let a schedule go on."""
        return self.run(lambda db: resume(db, schedule(db, number), self.now))

    # Posting.

    def plan(self) -> list[Drill]:
        """Plan all that is due."""
        found: list[Drill] = []
        while planned := self.run(lambda db: plan(db, self.now, 10)):
            found += planned
        return found

    def claim(self, most: int = 100) -> list[Post]:
        """Claim what is to be posted."""
        return self.run(lambda db: claim(db, self.owner, self.now, most))

    def claimed(self) -> Post:
        """The one post that is to be made."""
        (post,) = self.claim()
        return post

    def begin(self, post: Post) -> None:
        """Begin a post, and draw what it asks, as far as that is not known."""
        if not post.is_drill or post.drill.variant is not None:
            self.run(lambda db: begin(db, post, self.now))
            return
        pick = self.run(lambda db: drill_pick(db, self.shelf, post.drill))
        assert pick is not None
        choice, variant = drawn(pick.choice, pick.last, self.random)
        self.run(lambda db: begin(db, post, self.now, choice.shelved.place, variant))

    def sent(self, post: Post) -> Drill:
        """Note that a drill, or its solution, stands in its channel."""
        self.stands(post)
        return self.drill(post.drill.id)

    def stands(self, post: Post) -> None:
        """Note that a post stands in its channel."""
        number = str(next(self.messages))
        self.run(lambda db: sent(db, post, post.schedule.channel, number, self.now))

    def notices(self, number: int = 1) -> list[tuple[str, int, str]]:
        """The notices of a schedule: their kinds, days, counted from Monday the 4th, and what became of them."""
        sql = "SELECT kind, day, state FROM notices WHERE schedule = ? ORDER BY day, id"
        rows = self.run(lambda db: db.execute(sql, (number,)).fetchall())
        return [(kind, (date.fromisoformat(day) - MONDAY).days, state) for kind, day, state in rows]

    def tick(self) -> list[Drill]:
        """Plan, claim and post all that is due; the drills that were posted, or whose solution was."""
        self.plan()
        found = []
        while posts := self.claim():
            for post in posts:
                if post.is_solution:
                    self.end(post.drill.id)
                if not post.fresh:
                    self.run(partial(missed, post=post))
                    continue
                self.begin(post)
                self.stands(post)
                if post.part is not Part.NOTICE:
                    found.append(self.drill(post.drill.id))
        return found

    def posted(self) -> Drill:
        """The next drill, posted at its time."""
        at = self.schedule().next_at
        assert at is not None
        self.now = at
        (found,) = [each for each in self.tick() if each.ends > self.now]
        return found

    def drill(self, number: int) -> Drill:
        """A drill as it is stored."""
        return self.run(lambda db: drill(db, number))

    def drills(self, number: int = 1) -> list[Drill]:
        """All drills of a schedule, by their dates."""

        def work(db: Database) -> list[Drill]:
            rows = db.execute("SELECT id FROM drills WHERE schedule = ? ORDER BY day", (number,)).fetchall()
            return [drill(db, each) for (each,) in rows]

        return self.run(work)

    def states(self, number: int = 1) -> list[tuple[int, str]]:
        """The days of a schedule's drills, counted from Monday the 4th, and what became of them."""
        return [((each.day - MONDAY).days, each.state.value) for each in self.drills(number)]

    # Answering.

    def says(self, who: int, posted: Drill, text: str, source: str | None = None) -> tuple[Question, Answered]:
        """A reply in the channel."""
        known = source or f"message:{next(self.messages)}"
        return self.run(lambda db: reply_to_drill(db, posted.id, who, text, self.now, known))

    def right(self, who: int, posted: Drill) -> Question:
        """A right reply in the channel."""
        asked, answered = self.says(who, posted, right(asked_of(posted)))
        assert answered.verdict.right
        return self.question(asked.id)

    def wrong(self, who: int, posted: Drill) -> Question:
        """A wrong reply in the channel."""
        asked, answered = self.says(who, posted, wrong(asked_of(posted)))
        assert answered.verdict.is_attempt and not answered.verdict.right
        return self.question(asked.id)

    def own(self, who: int, posted: Drill) -> Question:
        """Numbers of a member's own."""
        found = self.run(lambda db: own_numbers(db, self.shelf, posted.id, who, self.now))
        if isinstance(found, Question):
            return found
        choice, variant = drawn(found.choice, found.last, self.random)
        return self.run(lambda db: put_own(db, posted.id, who, choice, variant, self.now))

    def reply(self, who: int, asked: Question, text: str) -> Answered:
        """A reply in private."""
        return self.run(lambda db: reply(db, who, asked.id, text, self.now))

    def question(self, number: int) -> Question:
        """A question as it is stored."""
        return self.run(lambda db: question(db, number))

    def review(self, asked: Question) -> Review | None:
        """The review of a question."""
        return self.run(lambda db: review(db, asked.id))

    def end(self, number: int) -> HowItWent:
        """End a drill."""
        while (went := self.run(lambda db: end_drill(db, number, self.now))) is None:
            pass
        return went

    def count(self, sql: str) -> int:
        """A number of rows."""
        return int(self.run(lambda db: db.execute(sql).fetchone()[0]))


def asked_of(posted: Drill) -> Question:
    """What a drill asks, as a question."""
    assert posted.place is not None and posted.variant is not None
    return Question(0, 0, None, posted.place, Kind.DRILL, posted.variant, MORNING, 1, 0, 0, None, None)


def slug(posted: Drill) -> str:
    """The exercise of a drill."""
    assert posted.place is not None
    return posted.place.exercise
