"""What goes wrong in a soak, by chance: the connection, Discord's answers, the process, the disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from tests.bot.soak.stage import Stage
from tests.bot.wire.traffic import Moment

PATHS = (
    ("POST", "/channels/*/messages"),
    ("POST", "/channels/*/messages"),
    ("PUT", "/channels/*/messages/*/reactions/**"),
    ("POST", "/interactions/*/*/callback"),
    ("PATCH", "/channels/*/messages/*"),
    ("POST", "/channels/*/messages/*/threads"),
    ("GET", "/channels/*/messages"),
)
MIDSTS = (
    ("POST", r"/channels/\d+/messages"),
    ("POST", r"/channels/\d+/messages"),
    ("PUT", r"/channels/\d+/messages/\d+/reactions/.*"),
    ("POST", r"/channels/\d+/messages/\d+/threads"),
    ("POST", r"/interactions/\d+/[^/]+/callback"),
)
MOMENTS: tuple[Moment, ...] = ("arrived", "done", "answered")
WAIT = 0.03
"""Seconds that a limit asks to wait, and that a slow answer takes."""


class Faults:
    """Puts faults into the way, and counts them by what they are called."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.fake, self.chance = stage, stage.fake, stage.chance
        self.count: Counter[str] = Counter()
        self._kinds: tuple[tuple[str, Callable[[], None]], ...] = (
            ("connection lost", self.fake.drop),
            ("session lost", self.fake.forget_sessions),
            ("asked to reconnect", self.fake.ask_to_reconnect),
            ("429 of a route", lambda: self._refuse(429)),
            ("429 of everything", lambda: self._refuse(429, everywhere=True)),
            ("500", lambda: self._refuse(500)),
            ("502", lambda: self._refuse(502, times=6)),
            ("503", lambda: self._refuse(503, times=2)),
            ("503 after it was done", lambda: self._refuse(503, before=False)),
            ("cut before it was done", lambda: self._cut(before=True)),
            ("cut after it was done", lambda: self._cut(before=False)),
            ("slow", self._slow),
            ("nonces forgotten", self.fake.forget_nonces),
        )

    def on_the_wire(self, number: int | None = None) -> None:
        """Something on the way to Discord, by chance or by its number."""
        name, happen = self.chance.choice(self._kinds) if number is None else self._kinds[number % len(self._kinds)]
        self.count[name] += 1
        happen()

    @property
    def kinds(self) -> int:
        """How many kinds of faults on the wire there are."""
        return len(self._kinds)

    def kill(self, number: int | None = None) -> None:
        """Kill the bot in the midst of the next request of some kind, which may be lost with it."""
        method, path = self.chance.choice(MIDSTS) if number is None else MIDSTS[number % len(MIDSTS)]
        moment: Moment = self.chance.choice(MOMENTS)
        if moment == "arrived" and self.chance.random() < 0.5:
            self.fake.fault(method, path.replace(r"\d+", "*").replace("[^/]+", "*").replace(".*", "**"), cut=True)
        self.stage.arm(moment, method, path, self.chance.choice((0.0, self.chance.uniform(0, 0.02))))

    def hold(self) -> None:
        """Have nobody be heard for a while."""
        if self.stage.is_begun and not self.stage.is_held:
            self.count["nobody heard"] += 1
            self.stage.hold()

    def fill(self) -> None:
        """Have the disk be full for a while."""
        if self.stage.is_begun:
            self.count["disk full"] += 1
            self.stage.fill(True)

    def calm(self) -> None:
        """Let everything through from now on."""
        self.fake.traffic.faults.clear()
        self.stage.disarm()

    def pause(self) -> timedelta:
        """For how long a bot that was killed is down: mostly until somebody restarts it, that is, no time."""
        return timedelta(minutes=self.chance.choice((0, 0, 0, 10, 20, 40)))

    def _refuse(self, status: int, *, times: int = 1, before: bool = True, everywhere: bool = False) -> None:
        wait = WAIT if status == 429 else None
        method, path = self.chance.choice(PATHS)
        self.fake.fault(method, path, status, times=times, before=before, retry_after=wait, everywhere=everywhere)

    def _cut(self, *, before: bool) -> None:
        method, path = self.chance.choice(PATHS)
        self.fake.fault(method, path, cut=True, before=before)

    def _slow(self) -> None:
        method, path = self.chance.choice(PATHS)
        self.fake.fault(method, path, delay=WAIT * 5, times=3)
