"""The threads in which drills are talked about: each is made with the first reply to its drill."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import discord
from sqlite_utils import Database

from bot.answering.responding import is_outage
from bot.desk import Desk
from bot.drills.screens import thread_name
from bot.logs import log
from bot.messages.words import speaking
from scheduler.store import Drill, drill, drill_thread, schedule

HAS_THREAD = 160004
REFUSED_FOR = timedelta(minutes=5)
"""How long a drill goes without its thread after that was refused."""
LOG = logging.getLogger("drillbook.bot")


class Threads:
    """Finds and makes them; what was refused is not asked for again at every reply."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        self._client, self._desk = client, desk
        self._making: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._refused: dict[int, datetime] = {}

    async def of(self, posted: Drill) -> discord.abc.Messageable | None:
        """The thread of a drill, made where there is none yet; None where it may not be made, or takes no answers."""
        lock = self._making.setdefault(posted.id, asyncio.Lock())
        async with lock:
            if self._refused.get(posted.id, self._desk.now()) > self._desk.now():
                return None
            current, name = await self._desk.run(lambda db: _named(db, posted.id))
            if current.thread is not None:
                return self._client.get_partial_messageable(int(current.thread))
            made = await self._made(current, name)
            if made is None:
                return None
            await self._desk.run(lambda db: drill_thread(db, posted.id, str(made)))
            return self._client.get_partial_messageable(made)

    def refuse(self, posted: Drill) -> None:
        """Remember for a while that the thread of a drill was refused."""
        now = self._desk.now()
        self._refused = {number: until for number, until in self._refused.items() if until > now}
        self._refused[posted.id] = now + REFUSED_FOR

    async def _made(self, posted: Drill, name: str) -> int | None:
        assert posted.channel is not None and posted.message is not None
        number = int(posted.message)
        try:
            made = await self._client.http.start_thread_with_message(
                int(posted.channel), number, name=name, auto_archive_duration=1440
            )
        except discord.HTTPException as error:
            if error.code == HAS_THREAD:
                return number
            log(LOG, logging.WARNING, "no thread", drill=posted.id, code=error.code)
            if not is_outage(error):
                self.refuse(posted)
            return None
        return int(made["id"])


def _named(db: Database, number: int) -> tuple[Drill, str]:
    """A drill, and what its thread is called, in the language of its schedule: others than the writer read it."""
    found = drill(db, number)
    with speaking(schedule(db, found.schedule).language):
        return found, thread_name(found)
