"""The line above each drill that tells how many are done, edited as they are, beside all posting."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import discord
from sqlite_utils import Database

from bot.answering.responding import UNSAID, is_outage
from bot.desk import Desk
from bot.drills.screens import standing_line
from bot.logs import log
from bot.messages.words import in_words, speaking
from scheduler.store import Drill, NotThere, StoreError, drill, drill_standing, open_drills, schedule

EDITS_AT_ONCE = 20
RECALLED_AT_ONCE = 5
"""How many lines are looked at, each time, of those that may have changed before a restart."""
OLD, OLD_AGAIN = timedelta(hours=1), timedelta(minutes=10)
"""Discord takes few edits of messages that are older; how long one of those is left alone after an edit."""
FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(minutes=30)
MOST_SECONDS, BRIEFLY = 30.0, 1.0
"""How long an edit may take, with all waiting that Discord asks for; and how long it is waited for by others."""
LOG = logging.getLogger("drillbook.bot.lines")


@dataclass(slots=True)
class _Line:
    """A line as it stands, as far as that is known, and when it may be edited next."""

    text: str | None = None
    not_before: datetime | None = None
    failures: int = 0
    ends: datetime | None = None


class Lines:
    """Edits the lines of the drills that the desk notes as changed."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        self._client, self._desk = client, desk
        self._known: dict[int, _Line] = {}
        self._recalled: deque[int] = deque()
        self._running: dict[int, asyncio.Task[None]] = {}
        self._locks = WeakValueDictionary[str, asyncio.Lock]()  # by channel: what waits in one has all others wait
        self._closing = False

    async def recall(self) -> None:
        """After a restart: look at the lines of all drills that are open, some at a time."""
        self._recalled.extend(each.id for each in await self._desk.run(lambda db: open_drills(db, self._desk.now())))

    def wake(self) -> None:
        """Begin to edit what is to be edited by now, as far as there is room."""
        if self._closing:
            return
        now, changed = self._desk.now(), self._desk.changed
        self._known = {number: each for number, each in self._known.items() if each.ends is None or each.ends > now}
        for _ in range(min(RECALLED_AT_ONCE, len(self._recalled))):
            changed.add(self._recalled.popleft())
        for number in list(changed):
            if len(self._running) >= EDITS_AT_ONCE:
                break
            known = self._known.setdefault(number, _Line())
            if number in self._running or (known.not_before is not None and now < known.not_before):
                continue
            changed.discard(number)
            task = self._running[number] = asyncio.create_task(self._edit(number, known))
            task.add_done_callback(lambda _, number=number: self._running.pop(number))  # type: ignore[misc]

    async def idle(self) -> None:
        """Wait for the edits that are under way, but not for long."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=BRIEFLY)

    async def close(self) -> None:
        """Begin nothing more, and end what is under way: after a restart all lines are looked at."""
        self._closing = True
        await self.idle()
        for task in self._running.values():
            task.cancel()
        if self._running:
            await asyncio.wait(self._running.values(), timeout=BRIEFLY)

    async def _edit(self, number: int, known: _Line) -> None:
        def found(db: Database) -> tuple[Drill, str | None, str]:
            posted = drill(db, number)
            plan = schedule(db, posted.schedule)
            with speaking(plan.language):
                return posted, plan.role, standing_line(in_words(posted.day), *drill_standing(db, number), plan.role)

        try:
            posted, role, line = await self._desk.run(found)
            known.ends = posted.ends
            if posted.channel is None or posted.message is None or line == known.text:
                return
            where = self._client.get_partial_messageable(int(posted.channel))
            lock = self._locks.setdefault(posted.channel, asyncio.Lock())
            async with lock, asyncio.timeout(MOST_SECONDS):
                await where.get_partial_message(int(posted.message)).edit(content=line, allowed_mentions=pings(role))
            known.text, known.failures = line, 0
            if posted.sent is not None and self._desk.now() - posted.sent > OLD:
                known.not_before = self._desk.now() + OLD_AGAIN
        except (*UNSAID, StoreError) as error:
            log(LOG, logging.INFO, "line not edited", drill=number, why=type(error).__name__)
            if is_outage(error) or (isinstance(error, StoreError) and not isinstance(error, NotThere)):
                known.not_before = self._desk.now() + min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(known.failures, 10))
                known.failures += 1
                self._desk.changed.add(number)
            else:
                self._known.pop(number, None)
        except Exception as error:
            log(LOG, logging.ERROR, "line not edited", error=error, drill=number)
            self._known.pop(number, None)


def pings(role: str | None) -> discord.AllowedMentions:
    """What a drill mentions: its role alone. An edit says so too, or the mention would be one no more."""
    roles = [] if role is None else [discord.Object(int(role))]
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
