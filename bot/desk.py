"""What every part of the bot works with: the store, the decks, a clock, and who somebody is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TypeVar

from sqlite_utils import Database

from bot.limits import Limiter
from compiler.checker import Variant
from scheduler.practice import Choice, Pick, Shelf, drawn
from scheduler.store import Learner, Store, join, learner_of, schedules, welcome, welcome_group

T = TypeVar("T")


@dataclass(slots=True)
class Desk:
    """The store, the decks to ask from, the clock, chance, and the zone that is guessed where nothing else is known."""

    store: Store
    shelf: Shelf
    now: Callable[[], datetime]
    zone: str
    random: Random = field(default_factory=Random)
    limiter: Limiter = field(default_factory=Limiter)
    limited: Limiter = field(default_factory=lambda: Limiter(burst=1, a_minute=1))
    """Lets a member be told once a minute that they are too quick."""
    changed: set[int] = field(default_factory=set)
    """Drills whose line is to be edited, since somebody has answered."""
    closing: bool = False
    working: set[asyncio.Task[object]] = field(default_factory=set)
    """What is being done for members; nothing is begun while the bot is closing."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count the running task among those that are waited for before the bot closes."""
        task = asyncio.current_task()
        assert task is not None
        is_first = task not in self.working
        self.working.add(task)
        try:
            yield
        finally:
            if is_first:
                self.working.discard(task)

    async def run(self, work: Callable[[Database], T]) -> T:
        """Run work in a transaction of the store; the event loop goes on meanwhile."""
        return await self.store.run(work)

    async def learner(self, user: int, guild: int | None) -> Learner:
        """The learner of a Discord user, made where there is none, and a member of the guild's group."""
        now = self.now()
        return await self.run(lambda db: known(db, user, guild, self.zone, now))

    async def draw(self, pick: Pick) -> tuple[Choice, Variant]:
        """Numbers for a choice, drawn in a thread. Raises NoVariant."""
        return await asyncio.to_thread(drawn, pick.choice, pick.last, self.random)


def account(number: int) -> str:
    """The account of a Discord user or guild."""
    return f"discord:{number}"


def number_of(account: str) -> int:
    """The Discord number of an account."""
    return int(account.partition(":")[2])


def known(db: Database, user: int, guild: int | None, zone: str, now: datetime) -> Learner:
    """The learner of a Discord user; a new one is guessed to be in the zone of the guild's first schedule."""
    if guild is None:
        return learner_of(db, account(user)) or welcome(db, account(user), zone, now)
    group = welcome_group(db, account(guild), now)
    found = learner_of(db, account(user))
    if found is None:
        guess = next((each.zone for each in schedules(db, group.id)), zone)
        found = welcome(db, account(user), guess, now)
    join(db, group.id, found.id, now)
    return found
