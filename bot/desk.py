"""What every part of the bot works with: the store, the decks, a clock, and who somebody is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import TypeVar

from sqlite_utils import Database

from bot.limits import Limiter
from bot.messages.words import spoken
from compiler.checker import Variant
from scheduler.practice import Choice, Pick, Shelf, drawn
from scheduler.store import (
    Learner,
    Store,
    groups_of,
    join,
    keep_learner,
    learner_of,
    read,
    schedules,
    welcome,
    welcome_group,
)

T = TypeVar("T")


@dataclass(slots=True)
class Desk:
    """The store, the decks to ask from, the clock, chance, and the zone that is guessed where nothing else is known."""

    store: Store
    shelf: Shelf
    """All decks, also those that belong to one group alone."""
    now: Callable[[], datetime]
    zone: str
    random: Random = field(default_factory=Random)
    limiter: Limiter = field(default_factory=Limiter)
    limited: Limiter = field(default_factory=lambda: Limiter(burst=1, a_minute=1))
    """Lets a member be told once a minute that they are too quick."""
    changed: set[int] = field(default_factory=set)
    """Drills whose line is to be edited, since somebody has answered."""
    owners: dict[str, str] = field(default_factory=dict)
    """The account of the group that a deck belongs to, by the deck's id; the others are everybody's."""
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
        """Run work in a transaction of the store, in the language that is spoken here; the event loop goes on."""
        here = copy_context()
        return await self.store.run(lambda db: here.run(work, db))

    async def look(self, work: Callable[[Database], T]) -> T:
        """Run work that only reads, beside the store's own thread: however long it takes, nobody waits for it."""
        return await asyncio.to_thread(read, self.store.path, work)

    def stock(self, shelf: Shelf, owners: dict[str, str]) -> None:
        """Have other decks from now on; what is open keeps its numbers."""
        self.shelf, self.owners = shelf, owners

    def shelf_for(self, db: Database, learner: Learner) -> Shelf:
        """The decks that a learner may practise: everybody's, and those of their groups."""
        return self._shelf_of({each.account for each in groups_of(db, learner.id)})

    def shelf_in(self, guild: int | None) -> Shelf:
        """The decks that may be used in a guild: everybody's, and its own."""
        return self._shelf_of(set() if guild is None else {account(guild)})

    async def shelf_of(self, user: int, guild: int | None) -> Shelf:
        """The decks that a Discord user may practise, who perhaps writes in a guild for the first time."""

        def found(db: Database) -> Shelf:
            who, here = learner_of(db, account(user)), set() if guild is None else {account(guild)}
            return self._shelf_of(here | {each.account for each in ([] if who is None else groups_of(db, who.id))})

        return await self.run(found) if self.owners else self.shelf

    def _shelf_of(self, groups: Collection[str]) -> Shelf:
        if not self.owners:
            return self.shelf
        return Shelf(each for each in self.shelf.decks if self.owners.get(each.id) in (None, *groups))

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
    """The learner of a Discord user, who is spoken to in their language, which is remembered.

    A new one is guessed to be in the zone of the guild's first schedule.
    """
    if guild is None:
        return _heard_in(db, learner_of(db, account(user)) or welcome(db, account(user), zone, now), spoken())
    group = welcome_group(db, account(guild), now)
    found = learner_of(db, account(user))
    if found is None:
        guess = next((each.zone for each in schedules(db, group.id)), zone)
        found = welcome(db, account(user), guess, now)
    join(db, group.id, found.id, now)
    return _heard_in(db, found, spoken())


def _heard_in(db: Database, learner: Learner, language: str) -> Learner:
    """A learner whose language is this one from now on."""
    if learner.language == language:
        return learner
    changed = replace(learner, language=language)
    keep_learner(db, changed)
    return changed
