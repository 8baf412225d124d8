"""The bot itself: a Discord client that hears commands, buttons, forms and replies, and posts what is due."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlite_utils import Database

from bot.answering.pressing import HANDLERS, PREFIX, Press
from bot.answering.responding import UNSAID, guarded, is_outage, speak_to, tell
from bot.decks.building import Workshop
from bot.decks.library import Library
from bot.desk import Desk, account
from bot.drills.absence import LOST_AFTER, Absence
from bot.drills.hearing import Hearing
from bot.drills.posting import A_SECOND, Poster
from bot.logs import log
from bot.messages.markdown import quoted
from bot.messages.words import say
from bot.permissions import invite
from bot.questions.acting import replied, zone_chosen
from bot.questions.decisions import write_all_decided
from bot.reminding import Reminding
from bot.slash.tree import Tree
from scheduler.daily import pause
from scheduler.store import StoreError, group_of, schedules

LOOKS_EVERY = 5
"""Seconds between two looks at what is due."""
NOTES_EVERY, BACKS_UP_EVERY = 60, 3600
MOST_UNHEARD = timedelta(hours=12)
"""For how long no drill ends while there may be replies to it, written in time, that are not heard yet."""
MOST_RATE_LIMIT = 60.0
GARBAGE = 10_000
"""After how many allocations garbage is looked for: often and shortly, since nobody is answered meanwhile."""
MOST_GIVEN_BACK = 1800
"""How many characters of a reply that could not be taken its member gets back."""
LOG = logging.getLogger("drillbook.bot")
logging.getLogger("apscheduler.executors.default").addFilter(
    lambda record: record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)
)  # a job that ends because the bot closes is no error
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody is spoken to here


class Drillbot(discord.Client):
    """The client. `clockwork` looks at what is due by itself; without it, somebody calls `poster.run`."""

    def __init__(
        self,
        desk: Desk,
        *,
        message_content: bool = False,
        clockwork: bool = True,
        a_second: float = A_SECOND,
        proxy: str | None = None,
        shards: int | None = None,
    ) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=message_content)
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=MOST_RATE_LIMIT,
            proxy=proxy,
            shard_count=shards,
        )
        self.desk = desk
        self.lost: set[int | None] = set()
        """The shards whose connection is lost; None is the one connection of a bot without shards."""
        self.hearing = Hearing(self, desk)
        self.absence = Absence(self, desk, self.hearing.hear)
        self.poster = Poster(self, desk, a_second)
        self.reminding = Reminding(self, desk)
        data = desk.store.path.parent
        self.library, self.workshop = Library(data, desk.shelf.decks, desk.stock), Workshop(data)
        self.tree = Tree(self, desk, self.library, self.workshop)
        self._heard: datetime | None = None
        self._jobs = AsyncIOScheduler(timezone=UTC) if clockwork else None

    async def setup_hook(self) -> None:
        """After the login: buttons of messages sent before, commands where they changed, and what is due."""
        self.add_dynamic_items(Press)
        await self.library.open()
        await self.workshop.open()
        await self.tree.announce()
        await self.poster.recall()
        if self._jobs is not None:
            often: dict[str, Any] = {"trigger": "interval", "coalesce": True, "misfire_grace_time": None}
            self._jobs.add_job(self._look, seconds=LOOKS_EVERY, **often)
            self._jobs.add_job(self.library.look, seconds=LOOKS_EVERY, max_instances=2, **often)
            self._jobs.add_job(self._note, seconds=NOTES_EVERY, **often)
            self._jobs.add_job(self._back_up, seconds=BACKS_UP_EVERY, **often)
            self._jobs.add_job(write_all_decided, args=(self.desk, self), misfire_grace_time=None)
            self._jobs.start()

    async def on_ready(self) -> None:
        """Said once, and again after each connection that could not be taken up: some replies were not heard then."""
        log(LOG, logging.INFO, "ready", groups=len(self.guilds))
        if not self.guilds and self.application_id is not None:
            log(LOG, logging.WARNING, "in no server yet", invite=invite(self.application_id))
        self.lost.discard(None)
        await self.catch_up()
        if self._jobs is not None and not self.desk.closing:
            settle()
            await self._look()

    async def on_disconnect(self) -> None:
        """The connection is lost; discord.py takes it up again, or makes another."""
        self.lost.add(None)

    async def on_resumed(self) -> None:
        """The connection was taken up, and Discord has told what came meanwhile."""
        self.lost.discard(None)

    def is_connected(self) -> bool:
        """Whether everybody is heard."""
        return self.is_ready() and not self.lost

    def connections(self) -> dict[int, float]:
        """The latency of every connection with Discord, in seconds, by the number of its shard."""
        return {0: self.latency}

    async def catch_up(self) -> None:
        """Hear what members wrote while they were not heard."""
        with self.desk.at_work():
            try:
                await self.absence.catch_up()
            except StoreError as error:  # it is gone on with as soon as that is over
                log(LOG, logging.ERROR, "the store cannot be written", why=str(error))

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        if not self.desk.closing:
            with self.desk.at_work():
                try:
                    await self.hearing.hear(message)
                except UNSAID as error:  # what was written is kept all the same, and answered when that can be
                    log(LOG, logging.WARNING, "no answer", why=type(error).__name__)
                    if is_outage(error):
                        self.absence.lose()

    async def on_interaction(self, interaction: discord.Interaction[Drillbot]) -> None:
        """A form was sent off; commands and buttons have their own way."""
        if interaction.type is not discord.InteractionType.modal_submit or interaction.data is None:
            return
        speak_to(interaction)
        prefix, _, rest = str(interaction.data.get("custom_id")).partition(".")
        action, _, number = rest.partition(".")
        values = dict(_fields(interaction.data))
        work: Coroutine[Any, Any, None] | None = None
        typed = ""
        if prefix == PREFIX and action == "reply" and number.isdecimal() and len(number) <= 18:
            typed = values.get("reply", "")
            work = replied(self.desk, interaction, int(number), typed)
        elif prefix == PREFIX and action == "zone":
            work = zone_chosen(self.desk, interaction, values.get("zone", ""))
        if work is not None:
            await self._asked(interaction, work, typed)

    async def pressed(self, interaction: discord.Interaction[Drillbot], action: str, number: int) -> None:
        """A button was pressed."""
        speak_to(interaction)
        handler = HANDLERS.get(action)
        work = tell(interaction, say("general.gone")) if handler is None else handler(self.desk, interaction, number)
        assert asyncio.iscoroutine(work)
        await self._asked(interaction, work)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was put out of a server: its schedules wait until somebody resumes them."""

        def paused(db: Database) -> None:
            group = group_of(db, account(guild.id))
            for each in [] if group is None else schedules(db, group.id):
                pause(db, each, None, self.desk.now())

        await self.desk.run(paused)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Something went wrong where nobody could be told."""
        log(LOG, logging.ERROR, "something went wrong", error=sys.exception(), event=event_method)

    async def drain(self, seconds: float) -> None:
        """Begin nothing more, finish what is under way within some seconds, then leave Discord."""
        began = self.desk.now()
        self.desk.closing = True
        jobs = self._jobs if self._jobs is not None and self._jobs.running else None
        if jobs is not None:
            jobs.pause()
        finishing = [asyncio.ensure_future(self.poster.close()), *self.desk.working]
        _, late = await asyncio.wait(finishing, timeout=seconds)
        if jobs is not None:
            jobs.shutdown(wait=False)  # which ends those that are under way
        if self.is_connected() and not self.absence.behind:
            try:
                await self.absence.note(began - LOST_AFTER)
            except StoreError as error:
                log(LOG, logging.ERROR, "the store cannot be written", why=str(error))
        log(LOG, logging.INFO, "closing", unfinished=len(late))
        await self.close()

    async def _asked(
        self, interaction: discord.Interaction[Drillbot], work: Coroutine[Any, Any, None], typed: str = ""
    ) -> None:
        """Do what a member asked for. Who is too quick, or comes while the bot closes, gets back what they typed."""
        is_closing = self.desk.closing
        if is_closing or not self.desk.limiter.allows(interaction.user.id):
            work.close()
            text = say("general.closing" if is_closing else "general.slow_down")
            if typed.strip():
                text += "\n" + say("general.typed", text=quoted(typed, MOST_GIVEN_BACK))
            try:
                with self.desk.at_work():
                    await tell(interaction, text)
            except UNSAID as error:
                log(LOG, logging.WARNING, "could not be told", why=type(error).__name__)
            return
        await guarded(self.desk, interaction, work)

    async def _look(self) -> None:
        now, hears = self.desk.now(), self.is_connected() and not self.absence.behind
        self._heard = now if hears or self._heard is None else self._heard
        self.poster.wake(ends=hears or now - self._heard >= MOST_UNHEARD)
        self.reminding.wake()

    async def _note(self) -> None:
        """Remember until when members were heard for certain: that a connection is lost shows only after a while."""
        if not self.is_connected() or self.desk.closing:
            return
        try:
            if self.absence.behind:
                await self.catch_up()
            else:
                await self.absence.note(self.desk.now() - LOST_AFTER)
        except StoreError as error:
            log(LOG, logging.ERROR, "the store cannot be written", why=str(error))

    async def _back_up(self) -> None:
        store, now = self.desk.store, self.desk.now()
        try:
            if await asyncio.to_thread(store.back_up_if_due, now):
                await asyncio.to_thread(store.prune_backups, now)
                log(LOG, logging.INFO, "backed up")
        except StoreError as error:
            log(LOG, logging.ERROR, "no backup could be made", why=str(error))


def settle() -> None:
    """Have the garbage collector leave alone what is here to stay: guilds and channels, decks, modules.

    Looking through all of them holds the event loop up, and finds nothing, but for what a lost session knew.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _fields(data: Any) -> list[tuple[str, str]]:
    """The texts of a form by the custom ids of their fields, however they are wrapped."""
    if isinstance(data, list):
        return [pair for each in data for pair in _fields(each)]
    if not isinstance(data, dict):
        return []
    if isinstance(data.get("value"), str) and isinstance(data.get("custom_id"), str):
        return [(data["custom_id"], data["value"])]
    return _fields(data.get("components")) + _fields(data.get("component"))
