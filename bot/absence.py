"""What was missed while the bot was away: replies that members wrote are graded, and lost days excused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import discord
from sqlite_utils import Database

from bot.desk import Desk, number_of
from bot.logs import log
from bot.responding import UNSAID, is_outage
from scheduler.daily import excuse_absence
from scheduler.rules import instant, utc
from scheduler.store import begun_drills, group, open_drills, remember, remembered, schedule

HEARD = "heard"
"""Under which name the store remembers until when members were heard."""
MOST_PLACES, MOST_MISSED = 500, 200
"""How many channels are looked through after an absence, and how many messages of each."""
LOG = logging.getLogger("drillbook.bot")
Hear = Callable[[discord.Message, datetime], Awaitable[None]]


class Absence:
    """Catches up on what was missed, and remembers until when nothing was."""

    def __init__(self, client: discord.Client, desk: Desk, hear: Hear) -> None:
        self._client, self._desk, self._hear = client, desk, hear
        self._looking = asyncio.Lock()
        self.behind = True
        """Whether there may be something that members wrote while they were not heard."""

    async def catch_up(self) -> None:
        """Grade what members wrote since the bot last heard them, where a drill is open; oldest first.

        Each reply is graded as of when it was written, and those that were kept already are passed over.
        """
        self.behind = True
        async with self._looking:
            now = self._desk.now()
            since, places = await self._desk.run(lambda db: _missed(db, now))
            if await self._looked_through(since, places, now):
                await self.note(now)
                self.behind = False

    async def _looked_through(self, since: datetime | None, places: dict[str, int], now: datetime) -> bool:
        """Whether all that was missed could be read."""
        is_complete = True
        for place, guild in list(places.items())[:MOST_PLACES]:
            where = self._client.get_partial_messageable(int(place), guild_id=guild)
            try:
                written = [each async for each in where.history(limit=MOST_MISSED, after=since, oldest_first=True)]
            except UNSAID as error:
                log(LOG, logging.WARNING, "not caught up", channel=place, why=type(error).__name__)
                is_complete = is_complete and not is_outage(error)
                continue
            answered = {
                each.reference.message_id for each in written if each.reference and _is_mine(each, self._client)
            }
            for message in written:
                if message.id not in answered:
                    await self._hear_late(message, min(now, message.created_at))
        return is_complete

    async def _hear_late(self, message: discord.Message, at: datetime) -> None:
        """Hear what was missed; where it can be kept but not answered, the next one is heard all the same."""
        try:
            await self._hear(message, at)
        except UNSAID as error:
            log(LOG, logging.WARNING, "no answer", why=type(error).__name__)

    async def note(self, until: datetime) -> None:
        """Remember until when members were heard."""
        await self._desk.run(lambda db: remember(db, HEARD, utc(until)))


def _missed(db: Database, now: datetime) -> tuple[datetime | None, dict[str, int]]:
    """Until when members were heard, and the channels and threads of drills that were open then, with their guilds.

    Whole days on which nobody could practise are excused.
    """
    heard = remembered(db, HEARD)
    if heard is None:
        return None, {}
    since, places = instant(heard), dict[str, int]()
    excuse_absence(db, since, now)
    for each in [*open_drills(db, since), *begun_drills(db)]:
        plan = schedule(db, each.schedule)
        guild = number_of(group(db, plan.group).account)
        places.update({place: guild for place in (each.channel or plan.channel, each.thread) if place is not None})
    return since, places


def _is_mine(message: discord.Message, client: discord.Client) -> bool:
    return client.user is not None and message.author.id == client.user.id
