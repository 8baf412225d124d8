"""What was missed while the bot was away: replies that members wrote are graded, and lost days excused."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord
from discord.utils import snowflake_time, time_snowflake
from sqlite_utils import Database

from bot.answering.responding import UNSAID, is_outage
from bot.desk import Desk, number_of
from bot.logs import log
from scheduler.daily import excuse_absence
from scheduler.rules import instant, utc
from scheduler.store import (
    NotThere,
    StoreError,
    asked_directly,
    begun_drills,
    group,
    learner,
    open_drills,
    remember,
    remembered,
    schedule,
)

HEARD = "heard"
"""Under which name the store remembers until when members were heard everywhere."""
LOST_AFTER = timedelta(minutes=2)
"""After how long it is certain whether somebody was heard, and answered."""
MOST_READ = 5_000
"""How many messages of a channel are read before the others have their turn."""
MOST_DIRECT, ASKED_WITHIN = 50, timedelta(days=2)
"""How many members' direct messages are looked through: of those who had a question there a short while ago."""
MOST_TRIES, PAUSE = 5, 0.05
"""How often a message is tried to be answered, and how many seconds go by after each."""
LOG = logging.getLogger("drillbook.bot")
Hear = Callable[[discord.Message, datetime], Awaitable[None]]


@dataclass(slots=True)
class _Missed:
    """Since when members were not heard, the channels and threads to look through with their guilds, and the users."""

    since: datetime | None
    places: dict[int, int] = field(default_factory=dict)
    users: list[int] = field(default_factory=list)


class Absence:
    """Catches up on what was missed, and remembers until when nothing was."""

    def __init__(self, client: discord.Client, desk: Desk, hear: Hear) -> None:
        self._client, self._desk, self._hear = client, desk, hear
        self._looking = asyncio.Lock()
        self._read: dict[int, int] = {}  # the last message of each channel that was caught up with
        self._tried: Counter[int] = Counter()
        self._has_lost = False
        self.behind = True
        """Whether there may be something that members wrote while they were not heard."""

    async def catch_up(self) -> None:
        """Grade what members wrote since the bot last heard them, where a drill is open; oldest first.

        Each reply is graded as of when it was written, and those that were kept and answered already are passed over.
        Where that comes to no end, for an outage or since there is too much, it is gone on with the next time.
        """
        self.behind = True
        async with self._looking:
            if self._has_lost:
                self._has_lost = False
                self._read.clear()
            now = self._desk.now()
            missed = await self._desk.run(lambda db: _missed(db, now))
            is_complete = missed.since is None or await self._looked_through(missed, missed.since, now)
            if is_complete and not self._has_lost:
                await self.note(max(missed.since or now, now - LOST_AFTER))
                self._read.clear()
                self._tried.clear()
                self.behind = False

    def lose(self) -> None:
        """Have it caught up with soon that somebody who was heard just now could not be answered."""
        self.behind = self._has_lost = True

    async def _looked_through(self, missed: _Missed, since: datetime, now: datetime) -> bool:
        """Whether all that was missed could be read, and answered."""
        is_complete = True
        places: dict[int, int | None] = {**missed.places}
        for user in missed.users:
            try:
                places[(await self._client.create_dm(discord.Object(user))).id] = None
            except UNSAID as error:
                log(LOG, logging.WARNING, "not caught up with somebody", why=type(error).__name__)
                is_complete = is_complete and not is_outage(error)
        if len(missed.users) == MOST_DIRECT:
            log(LOG, logging.WARNING, "not all direct messages are caught up with", users=MOST_DIRECT)
        is_known = is_complete  # which channels there are
        for place, guild in places.items():
            if self._desk.closing:
                return False
            began = self._read.get(place, time_snowflake(since, high=True))
            until = await self._read_through(place, guild, began, now)
            self._read[place] = max(began, time_snowflake(now - LOST_AFTER)) if until is None else until
            is_complete = is_complete and until is None
        if is_known and not is_complete and not self._has_lost:  # until when nothing is missed, also after a restart
            first = snowflake_time(min(self._read[each] for each in places))
            await self.note(max(since, first - timedelta(milliseconds=1)))
        return is_complete

    async def _read_through(self, place: int, guild: int | None, began: int, now: datetime) -> int | None:
        """Hear what was written in a channel after a message. None, or after which message to go on the next time."""
        where = self._client.get_partial_messageable(place, guild_id=guild)
        written: list[discord.Message] = []
        answered: set[int] = set()
        last, count, is_cut = began, 0, False
        try:
            async for each in where.history(limit=MOST_READ, after=discord.Object(began), oldest_first=True):
                last, count = each.id, count + 1
                if each.reference is not None and each.reference.message_id is not None and self._is_mine(each):
                    answered.add(each.reference.message_id)
                elif guild is None or each.reference is not None or each.mentions:
                    written.append(each)
        except UNSAID as error:
            log(LOG, logging.WARNING, "not caught up", channel=place, read=count, why=type(error).__name__)
            is_cut = is_outage(error)
        if count >= MOST_READ:
            log(LOG, logging.WARNING, "more to catch up with", channel=place, read=count)
            is_cut = True
        unheard = None
        for message in written:
            if self._desk.closing:
                return message.id - 1 if unheard is None else unheard
            if message.id in answered or self._is_mine(message):
                continue
            try:
                if not await self._is_heard(message, min(now, message.created_at)) and unheard is None:
                    unheard = message.id - 1
            except StoreError:  # said already; and the next one could not be kept either
                return message.id - 1 if unheard is None else unheard
            await asyncio.sleep(PAUSE)
        if unheard is not None:
            return unheard
        return last if is_cut else None

    async def _is_heard(self, message: discord.Message, at: datetime) -> bool:
        """Hear what was missed; False where it is still to be answered, while the next one is heard all the same.

        Raises StoreError where it cannot be kept.
        """
        try:
            await self._hear(message, at)
        except NotThere:  # what it is about is gone meanwhile
            return True
        except UNSAID as error:
            log(LOG, logging.WARNING, "no answer", why=type(error).__name__)
            self._tried[message.id] += 1
            return not is_outage(error) or self._tried[message.id] >= MOST_TRIES
        except StoreError:
            raise
        except Exception as error:  # one message keeps no other from being heard
            log(LOG, logging.ERROR, "something went wrong", error=error, message_id=message.id)
        return True

    def _is_mine(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    async def note(self, until: datetime) -> None:
        """Remember until when members were heard."""
        await self._desk.run(lambda db: remember(db, HEARD, utc(until)))


def _missed(db: Database, now: datetime) -> _Missed:
    """What was missed. The places are those of drills that were open when members were last heard.

    Whole days on which nobody could practise are excused.
    """
    heard = remembered(db, HEARD)
    if heard is None:
        return _Missed(None)
    missed = _Missed(instant(heard))
    since = instant(heard)
    excuse_absence(db, since, now)
    for each in [*open_drills(db, since), *begun_drills(db)]:
        plan = schedule(db, each.schedule)
        guild = number_of(group(db, plan.group).account)
        missed.places.update({int(place): guild for place in (each.channel or plan.channel, each.thread) if place})
    asked = asked_directly(db, since - ASKED_WITHIN, MOST_DIRECT)
    missed.users = [number_of(learner(db, each).account) for each in asked]
    return missed
