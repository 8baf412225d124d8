"""Where a soak is played: the bot, which is started, killed and stopped, and the time, which goes on in steps."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from benchmarks.watched import resident
from tests.bot.outside import Process
from tests.bot.soak.clock import SharedClock
from tests.bot.soak.school import School
from tests.bot.wire import Fake
from tests.bot.wire.traffic import Moment
from tests.bot.wire.trap import Trap
from tests.bot.wire.waiting import until

T = TypeVar("T")
CODE = "import sys; from tests.bot.soak.child import main; sys.exit(main(sys.argv[1:]))"
NEEDS = ("bot.serving", "tests.bot.soak.child")
ROUNDS = 15
"""How often the bot is seen to be at nothing before a member believes that no answer comes."""
PATIENCE = 20.0
"""Seconds after which it is an error that the bot does not come to rest."""


@dataclass(slots=True)
class Life:
    """A process of the bot: since when it runs, and its resident memory in mebibytes at some instants."""

    began: datetime
    memory: list[tuple[datetime, float]] = field(default_factory=list)


class Stage:
    """The bot and the time."""

    def __init__(self, school: School, clock: SharedClock, chance: Random) -> None:
        self.school, self.clock, self.chance = school, clock, chance
        self.fake: Fake = school.fake
        self.process: Process | None = None
        self.is_up = self.is_begun = self.is_held = self.is_full = False
        self.outages: list[tuple[datetime, datetime]] = []
        """From when to when the bot could not post: it was down, or the disk was full."""
        self.away: list[tuple[datetime, datetime]] = []
        """From when to when it was down."""
        self.lives: list[Life] = []
        self.kills = self.stops = 0
        self._since: datetime | None = None
        self._down: datetime | None = None
        self._trap = Trap(self.fake)

    # The bot.

    async def start(self) -> None:
        """Start a bot, and wait until it hears everybody and has done what was to be done."""
        assert self.process is None
        self.clock.begun()
        clock = self.school.folder / "clock"
        self.process = Process(self.school, code=CODE, needs=NEEDS, before=(clock,))
        self.is_up = True
        self.lives.append(Life(self.clock()))
        await self.settle()
        self.is_begun = self.is_up
        if self.is_up and self._since is not None:
            self.outages.append((self._since, self.clock()))
            self.away.append((self._down or self._since, self.clock()))
            self._since = self._down = None

    def kill(self) -> None:
        """End the bot at once."""
        if self.is_up and self.process is not None:
            self.process.kill()
            self._is_down()
            self.kills += 1

    async def stop(self) -> None:
        """Have the bot end in good order."""
        if self.is_up and self.process is not None:
            self._is_down()
            self.process.stop()
            code = await asyncio.to_thread(self.process.close)
            assert code == 0, (code, self.process.logged()[-3000:])
            self.process = None
            self.stops += 1

    def end(self) -> None:
        """End the bot, if there is one, in whatever state it is."""
        if self.process is not None:
            self.process.kill()
            self.process.close()

    def buried(self) -> None:
        """Take note of the end of a bot that was killed; that one ends by itself is an error."""
        if self.process is not None and not self.is_up:
            assert self.process.close() == -signal.SIGKILL, self.process.logged()[-3000:]
            self.process = None

    def _is_down(self) -> None:
        self.is_up = self.is_begun = self.is_full = False
        self._trap.disarm()
        self._since, self._down = self._since or self.clock(), self.clock()

    # A bot that is killed in the midst of something.

    def arm(self, moment: Moment, method: str, path: str, after: float) -> None:
        """Kill the bot so many seconds after that moment of the next such request; a path is a pattern."""
        self._trap.arm(self.kill, moment, method, path, after)

    def disarm(self) -> None:
        """Have no kill wait for a request any more."""
        self._trap.disarm()

    # Outages that leave the bot running.

    def fill(self, full: bool) -> None:
        """Have the disk be full for the bot, or have room again."""
        import resource

        if self.process is not None and self.is_up:
            most = 0 if full else resource.RLIM_INFINITY
            resource.prlimit(self.process.warm.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        if full:
            self._since = self._since or self.clock()
        self.is_full = full and self.is_up

    async def has_room(self) -> None:
        """Have the disk have room again, and wait until the bot has noticed."""
        self.fill(False)
        if self.is_up and self._since is not None:
            since, self._since = self._since, None
            await self.settle()
            self.outages.append((since, self.clock()))

    def hold(self) -> None:
        """Have the bot lose its session, and get no new one."""
        self.fake.forget_sessions()
        self.fake.hold()
        self.is_held = True

    async def let_go(self) -> None:
        """Give it a new session, if somebody has not done that already."""
        if not self.is_held:
            return
        self.is_held = False
        self.fake.let_go()
        await self.settle()

    # The time.

    async def step(self, at: datetime) -> None:
        """Have it be later, and wait until the bot has done what is to be done by then."""
        if at > self.clock():
            self.clock.set(at)
            await self.settle()

    async def settle(self) -> None:
        """Wait until the bot is at rest: all is done and heard, or, where that cannot be now, it is at nothing."""
        rounds = self.clock.still + ROUNDS * 3
        await self._until(lambda: self.clock.is_quiet or not self.is_up or self.clock.still > rounds)
        if self.is_up and self.process is not None and not self.is_held:
            self.lives[-1].memory.append((self.clock(), resident(self.process.warm.pid)))

    async def answered(self, found: Callable[[], T]) -> T:
        """What `found` gives once that is true, or when no answer comes any more."""
        rounds = self.clock.still + ROUNDS

        def over() -> bool:
            return bool(found()) or not self.is_up or self.clock.still > rounds

        await self._until(over)
        return found()

    async def _until(self, over: Callable[[], bool]) -> None:
        try:
            await until(over, PATIENCE)
        except TimeoutError as error:
            if self.process is not None:
                self.process.warm.send_signal(signal.SIGUSR1)
                await asyncio.sleep(1)
                error.add_note(f"at {self.clock()} the bot comes to no rest:\n{self.process.logged()[-9000:]}")
            raise

    @property
    def log(self) -> Path:
        """What the bots have logged."""
        return self.school.folder / "log"
