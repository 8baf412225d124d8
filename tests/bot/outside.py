"""A class in the fake of Discord, with a store and a small deck, and the bot that serves it, here or elsewhere."""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from discord import Permissions
from sqlite_utils import Database

from bot.client import Drillbot
from bot.desk import Desk, account
from bot.sharding import ShardedDrillbot
from compiler.deck import load
from scheduler.practice import Shelf
from scheduler.rules import EVERY_DAY
from scheduler.store import (
    ChoiceOfDrill,
    Drill,
    Kind,
    Mode,
    Question,
    Schedule,
    Store,
    add_schedule,
    drill,
    read,
    welcome_group,
)
from tests.bot.wire import Channel, Fake, Interaction, Message, User, redirected, running
from tests.commands.calls import HALF, ROOT, TWICE, deck, environment
from tests.scheduler.practice.samples import right
from tests.scheduler.store.samples import begin
from tests.warm import Warm

T = TypeVar("T")
TOKEN = f"{base64.b64encode(b'1234567890123456789').decode().rstrip('=')}.Gabcde.{'wire' * 10}"
"""A token as Discord's look."""
PLACE = "/channels/*/messages"
MANY = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
)
BOT = """
import sys
import bot.heartbeat
from tests.bot.wire.child import main
bot.heartbeat.BEATS_AT_FIRST = 0.05
sys.exit(main(sys.argv[1:]))
"""
NEEDS = ("bot.serving", "tests.bot.wire.child")
"""What the bot in a process of its own imports."""


def now() -> datetime:
    return datetime.now(UTC)


class Class:
    """A server with a channel and its learners, and a folder with the store and the deck of the bot that serves it."""

    def __init__(self, fake: Fake, folder: Path) -> None:
        self.fake, self.folder = fake, folder
        self.organiser = fake.add_user("organiser")
        self.guild = fake.add_guild("class", self.organiser, bot=MANY)
        self.channel = fake.add_channel(self.guild, "drills")
        self.ada = self.member("ada")
        self.deck = deck(folder / "sums", TWICE.format(slug="twice"), HALF)
        self.path = folder / "drillbook.db"
        begin(self.path)
        self._days = itertools.count()

    def member(self, name: str) -> User:
        """A new member."""
        user = self.fake.add_user(name)
        self.fake.add_member(self.guild, user)
        return user

    @cached_property
    def shelf(self) -> Shelf:
        loaded = load(self.deck).deck
        assert loaded is not None
        return Shelf([loaded])

    # The store, while no bot owns it.

    def write(self, work: Callable[[Database], T]) -> T:
        """Change the store, which nobody else owns now."""
        with Store(self.path) as store:
            return store.write(work)

    def due(self, at: datetime | None = None, **changes: Any) -> int:
        """The number of a new schedule whose first drill is due, by default since the last full minute."""
        return self.write(lambda db: self.put_due(db, at, **changes))

    def put_due(self, db: Database, at: datetime | None = None, **changes: Any) -> int:
        """The same, in a transaction."""
        found = (at or now()).replace(second=0, microsecond=0)
        wanted = Schedule(
            id=0,
            group=welcome_group(db, account(self.guild.id), found).id,
            deck="sums-for-tests",
            channel=str(self.channel.id),
            at=time(found.hour, found.minute),
            zone="UTC",
            days=EVERY_DAY,
            role=None,
            choice=ChoiceOfDrill.IN_ORDER,
            mode=Mode.OPEN,
            late_minutes=180,
            gap=7,
            organiser=account(self.organiser.id),
        )
        return add_schedule(db, replace(wanted, next_at=found, **changes)).id

    def read(self, work: Callable[[Database], T]) -> T:
        """Look at the store, whoever owns it."""
        return read(self.path, work)

    def drills(self) -> list[Drill]:
        """All drills."""
        return self.read(every_drill)

    def replies(self) -> list[tuple[str, str, str]]:
        """All replies: where each came from, its text and its verdict."""
        return self.read(lambda db: db.execute("SELECT source, text, verdict FROM replies ORDER BY id").fetchall())

    # Discord.

    def posts(self, prefix: str = "d", channel: Channel | None = None) -> dict[str, list[Message]]:
        """The messages of drills (or solutions, s, or digests, w) that stand in the channel, by their nonces."""
        found: dict[str, list[Message]] = {}
        for message in list((channel or self.channel).messages.values()):
            if message.author is self.fake.bot and message.nonce is not None and message.nonce.startswith(prefix):
                found.setdefault(message.nonce, []).append(message)
        return found

    def nonce(self, number: int, prefix: str = "d") -> str:
        """The nonce of a drill (or of its solution, s)."""
        known = self.read(lambda db: drill(db, number))
        return f"{prefix}{known.schedule}-{known.day:%Y%m%d}"

    def answers(self) -> list[str]:
        """What the bot has said beside what it posts, in channels, threads and direct messages."""
        found = [one for place in self.fake.channels.values() for one in place.messages.values()]
        return [one.content for one in found if one.author is self.fake.bot and (one.nonce or "x")[0] not in "dswq"]

    # The bot in a process of its own.

    @contextmanager
    def process(self, **variables: str) -> Iterator[Process]:
        """The bot, started; it is killed at the end, if it still runs."""
        process = Process(self, **variables)
        try:
            yield process
        finally:
            process.kill()
            process.close()

    # The bot in this process.

    @asynccontextmanager
    async def bot(self, clock: Callable[[], datetime] = now, **options: Any) -> AsyncIterator[Drillbot]:
        """The bot, ready. It posts when `poster.run` is called, unless it is given a `clockwork`."""
        with Store(self.path) as store:
            desk = Desk(store, self.shelf, clock, "UTC")
            with redirected(self.fake.url, self.fake.gateway):
                kind = ShardedDrillbot if "shards" in options else Drillbot
                client = kind(desk, **{"clockwork": False, **options})
                serving = asyncio.create_task(client.start(TOKEN))
                try:
                    await self.fake.until(lambda: self.settled(client) or serving.done())
                    if serving.done():
                        serving.result()
                    yield client
                finally:
                    await client.drain(5)
                    await asyncio.wait([serving])

    def settled(self, client: Drillbot) -> bool:
        """Whether a client is ready, and at work for nobody."""
        return client.is_ready() and self.fake.connected and not client.desk.working


class Process:
    """The bot in a process of its own; its log is kept in a file. `code` gets `before` in front of its arguments."""

    def __init__(
        self,
        of: Class,
        *,
        code: str = BOT,
        needs: Sequence[str] = NEEDS,
        before: Sequence[object] = (),
        **variables: str,
    ) -> None:
        self.of, self.log = of, of.folder / "log"
        env = environment(
            **{
                "DRILLBOOK_TOKEN": TOKEN,
                "DRILLBOOK_DATA": str(of.folder),
                "DRILLBOOK_DECKS": str(of.deck),
                "DRILLBOOK_LOG_FORMAT": "json",
                "DRILLBOOK_DRAIN_SECONDS": "5",
                **variables,
            }
        )
        self._identified = of.fake.sessions.identified
        self._began = self.log.stat().st_size if self.log.exists() else 0
        nowhere = os.open(os.devnull, os.O_RDWR)
        log = os.open(self.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            words = (*before, of.fake.url, of.fake.gateway, "--", "bot")
            self.warm = Warm(*words, env=env, files=(nowhere, log, log), code=code, needs=needs, cwd=ROOT)
        finally:
            os.close(nowhere)
            os.close(log)

    def ready(self) -> None:
        """Wait until it is."""
        self.of.fake.wait(lambda: self.said('"ready"'), 30)

    def said(self, text: str) -> bool:
        """Whether it has logged a text."""
        return text in self.logged()

    def logged(self) -> str:
        """All that it has logged."""
        return self.log.read_bytes()[self._began :].decode()

    def kill(self) -> None:
        """End it at once."""
        self.warm.kill()

    def stop(self) -> None:
        """Tell it to stop."""
        self.warm.send_signal(signal.SIGTERM)

    def close(self) -> int:
        """Its exit code, once it has ended."""
        return self.warm.wait(30)


@contextmanager
def outside(folder: Path) -> Iterator[Class]:
    """A class, with the fake in a thread."""
    with running(token=TOKEN) as fake:
        yield Class(fake, folder)


@asynccontextmanager
async def inside(folder: Path) -> AsyncIterator[Class]:
    """A class, with the fake in this loop."""
    async with Fake(token=TOKEN) as fake:
        yield Class(fake, folder)


def every_drill(db: Database) -> list[Drill]:
    """All drills of a store."""
    return [drill(db, number) for (number,) in db.execute("SELECT id FROM drills ORDER BY id").fetchall()]


def asked_of(posted: Drill) -> Question:
    """What a drill asks, as a question."""
    assert posted.place is not None and posted.variant is not None
    return Question(0, 0, None, posted.place, Kind.DRILL, posted.variant, posted.due, 1, 0, 0, None, None)


class Clock:
    """The time, which the test can put ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def on(self, **by: float) -> None:
        """Put it ahead."""
        self.ahead += timedelta(**by)


def play(folder: Path, act: Callable[[Class], Awaitable[None]]) -> None:
    """Do something in a class, with the fake in the same loop."""

    async def run() -> None:
        async with inside(folder) as of:
            await act(of)

    asyncio.run(run())


async def posted(of: Class, client: Drillbot) -> Drill:
    """Post what is due; the last drill."""
    await client.poster.run()
    await client.poster.idle()
    return of.drills()[-1]


def message_of(of: Class, drill: Drill) -> Message:
    """The message of a drill."""
    assert drill.message is not None
    return of.channel.messages[int(drill.message)]


def reply(of: Class, drill: Drill, who: User, text: str | None = None) -> Message:
    """Have a member reply to a drill, by default rightly."""
    return of.fake.say(who, of.channel, text or right(asked_of(drill)), reply_to=message_of(of, drill))


async def form(of: Class, drill: Drill, who: User) -> Interaction:
    """A form that a member has opened for their own numbers."""
    shown = of.fake.press(who, message_of(of, drill), f"db.own.{drill.id}")
    (screen,) = await shown.said()
    button = next(one["custom_id"] for row in screen.components for one in row["components"])
    return await of.fake.press(who, screen, button).done()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the store."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
