"""The days of a soak: what happens when, by chance, and all of it, one moment after the other."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.bot.soak.calendar import DAY
from tests.bot.soak.faults import Faults
from tests.bot.soak.members import Members
from tests.bot.soak.school import Course, Group, Member
from tests.bot.soak.stage import Stage
from tests.bot.wire.records import THREADS

GRID, STEP = timedelta(minutes=15), timedelta(minutes=30)
"""Members act on a grid of moments; the time never goes on by more than a step."""
TAKES_PART = {"daily": 0.9, "sloppy": 0.35, "private": 0.5, "practising": 0.45, "direct": 0.5}
"""How likely somebody does something on a day, by their manner."""
JOURNEYS = ("Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles", "Europe/Lisbon", "Asia/Kathmandu", "Pacific/Apia")
Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Weather:
    """What goes wrong on a day of the soak: so many faults on the wire and kills, and what lasts for some hours."""

    faults: int = 0
    kills: int = 0
    stopped: tuple[float, ...] = ()
    full: tuple[float, ...] = ()
    held: tuple[float, ...] = ()


class Days:
    """Everybody's days, and what goes wrong on them."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.school, self.chance = stage, stage.school, stage.chance
        self.members, self.faults = Members(stage), Faults(stage)
        self.weather: Callable[[int], Weather] = lambda _: Weather()
        """What goes wrong on the day of a number."""
        self._numbers = itertools.count()
        self._ahead: list[tuple[datetime, int, Act]] = []
        self._restarts = False

    async def live(self, days: int) -> None:
        """Live some days, from now on, and then some hours more in which nothing goes wrong."""
        began = self.stage.clock()
        await self.stage.start()
        for number in range(days):
            first = began + number * DAY
            self._plan(number, first)
            await self._until(first + DAY)
            self._put_away()
        self.faults.calm()
        await self._until(began + days * DAY + timedelta(hours=1))

    def at(self, when: datetime, act: Act) -> None:
        """Have something happen at an instant."""
        heapq.heappush(self._ahead, (when, next(self._numbers), act))

    # What is to come.

    def _plan(self, number: int, first: datetime) -> None:
        for course in self.school.courses:
            for day in course.between(first, first + DAY - timedelta(microseconds=1)):
                at = course.due(day)
                self.at(at, _nothing)
                if not course.is_paused(day):
                    for who in course.group.members:
                        self._plan_member(who, course, day, at)
        weather = self.weather(number)
        for _ in range(weather.faults):
            self.at(self._some_time(first), self.fault)
        for _ in range(weather.kills):
            self.at(self._some_time(first), self.kill)
        for hours in weather.stopped:
            self.at(self._some_time(first), lambda hours=hours: self._stopped(hours))  # type: ignore[misc]
        for hours in weather.full:
            self.at(self._some_time(first), lambda hours=hours: self._filled(hours))  # type: ignore[misc]
        for hours in weather.held:
            self.at(self._some_time(first), lambda hours=hours: self._held(hours))  # type: ignore[misc]

    def _plan_member(self, who: Member, course: Course, day: date, at: datetime) -> None:
        if who.rests_until is not None and at < who.rests_until:
            return
        if self.chance.random() < 0.02:
            who.rests_until = at + self.chance.randrange(1, 6) * DAY
        if not who.has_chosen and who.manner == "direct":  # they are known in their group before they leave it
            self.at(at + GRID, lambda: self._act(who, lambda: self.members.choose(who, course.plan.zone)))
            return
        when = at + self.chance.randrange(1, 80) * GRID
        if self.chance.random() < 0.02:
            late = self.chance.choice((when, course.ends(day) + GRID))
            self.at(late, lambda: self._act(who, lambda: self.members.say_in_vain(who, course, day)))
        if self.chance.random() < TAKES_PART[who.manner]:
            self.at(when, lambda: self._act(who, lambda: self._take_part(who, course, day)))

    async def _take_part(self, who: Member, course: Course, day: date) -> None:
        members, times = self.members, self.chance.choice((1, 1, 2, 3))
        match who.manner:
            case "private":
                await members.own_numbers(who, course, day)
            case "practising":
                await members.practise(who, course.channel, times)
            case "direct":
                await members.practise_directly(who, times)
            case _ if course.plan.private and self.chance.random() < 0.9:
                await members.own_numbers(who, course, day)
            case _:
                await members.reply_in_channel(who, course, day)

    def journey(self, who: Member, when: datetime, zone: str | None = None, begins: int | None = None) -> None:
        """Have a member choose a zone, or when their day begins, at some time."""
        self.at(when, lambda: self._act(who, lambda: self.members.choose(who, zone, begins)))

    def pause(self, group: Group, when: datetime, until: date | None) -> None:
        """Have an organiser pause all of a group, until a date or until somebody resumes it."""

        async def act() -> None:
            self.faults.calm()
            options = {} if until is None else {"until": until.isoformat()}
            for course in group.courses:
                assert await self.members.arrange(group, course, "pause", **options)
                at = self.stage.clock()
                if until is None:
                    course.stopped.append((at, None))
                else:
                    course.paused.append((at, until))

        self._calmly(when, act)

    def resume(self, group: Group, when: datetime) -> None:
        """Have an organiser resume all of a group, after having let the bot in again where it was thrown out."""

        async def act() -> None:
            self.faults.calm()
            if group.is_out:
                self.stage.fake.invite(group.guild)
                group.is_out = False
            for course in group.courses:
                assert await self.members.arrange(group, course, "resume")
                since, _ = course.stopped.pop()
                course.stopped.append((since, self.stage.clock()))

        self._calmly(when, act)

    def throw_out(self, group: Group, when: datetime) -> None:
        """Have somebody throw the bot out of a group."""

        async def act() -> None:
            self.faults.calm()
            self.stage.fake.remove_guild(group.guild)
            group.is_out = group.was_out = True
            for course in group.courses:
                course.stopped.append((self.stage.clock(), None))
            await self.stage.answered(lambda: False)

        self._calmly(when, act)

    def _calmly(self, when: datetime, act: Act) -> None:
        async def calm() -> None:
            if self.stage.is_begun and self.stage.clock.is_quiet:
                await act()
            else:
                self.at(self.stage.clock() + GRID, calm)

        self.at(when, calm)

    def _some_time(self, first: datetime) -> datetime:
        return first + self.chance.randrange(int(DAY / GRID)) * GRID

    # What is now.

    async def _until(self, last: datetime) -> None:
        """Go on, moment after moment."""
        while self.stage.clock() < last:
            following = self._ahead[0][0] if self._ahead else last
            await self.stage.step(max(min(following, self.stage.clock() + STEP, last), self.stage.clock()))
            acts = []
            while self._ahead and self._ahead[0][0] <= self.stage.clock():
                acts.append(heapq.heappop(self._ahead)[2]())
            await asyncio.gather(*acts)
            if not self.stage.is_up and not self._restarts:
                self._restart(self.faults.pause())

    async def _act(self, who: Member, act: Act) -> None:
        if who.is_at_it or who.group.is_out:
            return
        who.is_at_it = True
        try:
            await self.members.tried(act())
        finally:
            who.is_at_it = False

    def _restart(self, after: timedelta) -> None:
        self._restarts = True

        async def act() -> None:
            self._restarts = False
            self.stage.buried()
            await self.stage.start()

        self.at(self.stage.clock() + after, act)

    async def fault(self, number: int | None = None) -> None:
        """Have something go wrong on the wire."""
        self.faults.on_the_wire(number)

    async def kill(self, number: int | None = None) -> None:
        """Have the bot be killed in the midst of something."""
        if self.stage.is_up:
            self.faults.kill(number)

    async def _stopped(self, hours: float) -> None:
        """Have the bot end in good order, or be killed where it stands, and be away for some hours."""
        if not self.stage.is_begun or self.stage.is_full or self.stage.is_held:
            self.at(self.stage.clock() + GRID, lambda: self._stopped(hours))
            return
        self.faults.calm()
        if self.chance.random() < 0.5:
            await self.stage.stop()
        else:
            self.stage.kill()
        self.faults.count["away for hours" if hours else "stopped"] += 1
        self._restart(timedelta(hours=hours))

    async def _filled(self, hours: float) -> None:
        self.faults.fill()
        self.at(self.stage.clock() + timedelta(hours=hours), self.stage.has_room)

    async def _held(self, hours: float) -> None:
        self.faults.hold()
        self.at(self.stage.clock() + timedelta(hours=hours), self.stage.let_go)

    def _put_away(self) -> None:
        """Archive threads of drills that ended long ago, as Discord does."""
        before = self.stage.clock() - 2 * DAY
        for channel in list(self.stage.fake.channels.values()):
            if channel.kind in THREADS and not channel.archived and channel.changed < before.isoformat():
                self.stage.fake.archive(channel)


async def _nothing() -> None:
    """A moment at which something is due, and nobody does anything."""
