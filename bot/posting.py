"""Posting drills and solutions: what is due is claimed from the store and posted at Discord's pace, each once."""

from __future__ import annotations

import asyncio
import logging
import uuid
from datetime import timedelta
from typing import Any

import discord
from sqlite_utils import Database

from bot.desk import Desk, number_of
from bot.drills import drill_screen, is_drill, is_solution, solution_screen, standing_line
from bot.logs import log
from bot.markdown import plain_text
from bot.responding import UNSAID, Screen, is_outage
from bot.words import in_words, say
from compiler.checker import Variant
from compiler.deck import NoVariant
from scheduler.daily import (
    MOST_REFUSED,
    Post,
    begin,
    claim,
    drill_pick,
    end_drill,
    failed,
    missed,
    plan,
    refused,
    retried,
    sent,
)
from scheduler.store import Drill, Place, StoreError, drill, drill_standing, open_drills, schedule

A_SECOND = 50
"""How many posts are begun a second: what Discord takes of one bot."""
ROOM = 100
"""How many posts are under way at once."""
PLANNED_AT_ONCE = 200
EDITS_AT_ONCE = 20
_LOOKED_THROUGH = 1000
"""How many messages are looked through for a post that may stand there already."""
LOG = logging.getLogger("drillbook.bot.posting")


class Poster:
    """Posts what is due, and keeps the line of each drill true."""

    def __init__(self, client: discord.Client, desk: Desk, a_second: float = A_SECOND) -> None:
        self._client, self._desk = client, desk
        self._owner = uuid.uuid4().hex
        self._interval = 1 / a_second
        self._next_start = 0.0
        self._running: set[asyncio.Task[None]] = set()
        self._at_work: asyncio.Task[None] | None = None
        self._closing = False

    def wake(self) -> None:
        """Have all that is due by now posted, if that is not under way."""
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self.run())

    async def run(self) -> None:
        """Plan and post all that is due by now; what was begun last may still be under way when this ends."""
        try:
            while not self._closing:
                planned = await self._desk.run(lambda db: plan(db, self._desk.now(), PLANNED_AT_ONCE))
                for each in planned:
                    log(LOG, logging.INFO, each.state.value, drill=each.id, day=each.day.isoformat())
                room = ROOM - len(self._running)
                posts = await self._desk.run(lambda db, most=room: claim(db, self._owner, self._desk.now(), most))  # type: ignore[misc]
                for post in sorted(posts, key=lambda each: not each.is_solution):  # yesterday before today
                    await self._begin(post)
                if not planned and not posts:
                    break
                if len(self._running) >= ROOM:
                    await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            await self._edit()
        except StoreError as error:
            log(LOG, logging.ERROR, "the store cannot be used", why=str(error))

    async def _begin(self, post: Post) -> None:
        """Post in a task of its own, unless that is still under way though its lease has run out."""
        name = f"{'solution' if post.is_solution else 'drill'} {post.drill.id}"
        if any(task.get_name() == name for task in self._running):
            return
        await self._paced()
        task = asyncio.create_task(self._post(post), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        if self._at_work is not None:
            await self._at_work
        while self._running:
            await asyncio.wait(set(self._running))

    async def close(self) -> None:
        """Begin nothing more, and finish what is under way."""
        self._closing = True
        await self.idle()

    async def recall(self) -> None:
        """After a restart: look at the lines of all drills that are open."""
        self._desk.changed.update(
            each.id for each in await self._desk.run(lambda db: open_drills(db, self._desk.now()))
        )

    async def _paced(self) -> None:
        loop = asyncio.get_running_loop()
        wait = self._next_start - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._next_start = max(self._next_start, loop.time() - self._interval) + self._interval

    async def _post(self, post: Post) -> None:
        fields: dict[str, Any] = {"drill": post.drill.id, "solution": post.is_solution, "tries": post.tries}
        try:
            await self._tried(post, fields)
        except StoreError as error:  # its lease ends, and another try follows
            log(LOG, logging.ERROR, "the store cannot be used", **fields, why=str(error))

    async def _tried(self, post: Post, fields: dict[str, Any]) -> None:
        try:
            await self._posted(post, fields)
        except (discord.Forbidden, discord.NotFound) as error:
            log(LOG, logging.WARNING, "refused", **fields, code=error.code)
            if await self._desk.run(lambda db: refused(db, post, self._desk.now())):
                await self._tell_refused(post)
        except NoVariant as error:
            await self._desk.run(lambda db: failed(db, post))
            log(LOG, logging.ERROR, "no sound draw", **fields, why=str(error))
            await self._tell_deck(post, str(error))
        except StoreError:
            raise
        except Exception as error:
            if is_outage(error) and self._closing:  # whoever comes next claims it at once
                log(LOG, logging.WARNING, "left", **fields, why=type(error).__name__)
                return
            if is_outage(error):
                at = await self._desk.run(lambda db: retried(db, post, self._desk.now()))
                log(LOG, logging.WARNING, "put off", **fields, why=type(error).__name__, until=at.isoformat())
                return
            log(LOG, logging.ERROR, "failed", error=error, **fields)
            await self._desk.run(lambda db: failed(db, post))

    async def _posted(self, post: Post, fields: dict[str, Any]) -> None:
        went = None
        if post.is_solution:
            went = await self._desk.run(lambda db: end_drill(db, post.drill.id, self._desk.now()))
        channel = post.drill.channel if post.is_solution else None
        where = self._client.get_partial_messageable(int(channel or post.schedule.channel))
        message = await self._standing(post, where) if post.doubtful else None
        if message is None and not post.fresh:
            await self._desk.run(lambda db: missed(db, post))
            log(LOG, logging.WARNING, "missed", **fields)
            return
        if message is None:
            if went is not None:
                await self._desk.run(lambda db: begin(db, post))
                screen = solution_screen(post.drill, went)
            else:
                place, variant = await self._numbers(post)
                screen = drill_screen(post.drill.day, place, variant, post.schedule, self._desk.shelf, post.drill.id)
            message = await self._send(post, where, screen)
        number, at = str(message.id), message.created_at
        await self._desk.run(lambda db: sent(db, post, str(where.id), number, at))
        log(LOG, logging.INFO, "sent", **fields, message=number)

    async def _numbers(self, post: Post) -> tuple[Place, Variant]:
        """What the drill asks: what it asked at an earlier try, or numbers that are drawn now. Raises NoVariant."""
        known = post.drill
        if known.place is not None and known.variant is not None:
            await self._desk.run(lambda db: begin(db, post))
            return known.place, known.variant
        pick = await self._desk.run(lambda db: drill_pick(db, self._desk.shelf, known))
        if pick is None:
            raise NoVariant(f"the deck {post.schedule.deck} is not here")
        choice, variant = await self._desk.draw(pick)
        place = choice.shelved.place
        await self._desk.run(lambda db: begin(db, post, place, variant))
        return place, variant

    async def _send(self, post: Post, where: discord.PartialMessageable, screen: Screen) -> discord.Message:
        role, known = post.schedule.role, post.drill
        roles = [discord.Object(int(role))] if role is not None and not post.is_solution else []
        reference = None
        if post.is_solution and known.message is not None:
            reference = where.get_partial_message(int(known.message)).to_reference(fail_if_not_exists=False)
        return await where.send(
            screen.content,
            embeds=screen.embeds,
            view=screen.view,
            files=screen.files or [],
            nonce=f"{'s' if post.is_solution else 'd'}{known.id}",
            allowed_mentions=discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False),
            reference=reference,  # type: ignore[arg-type]
        )

    async def _standing(self, post: Post, where: discord.PartialMessageable) -> discord.Message | None:
        """The message of a post that was begun before, if it stands there."""
        is_it = is_solution if post.is_solution else is_drill
        since = (post.drill.ends if post.is_solution else post.drill.due) - timedelta(minutes=5)
        me = self._client.user
        async for message in where.history(limit=_LOOKED_THROUGH, after=since, oldest_first=True):
            if me is not None and message.author.id == me.id and is_it(message, post.drill.id):
                return message
        return None

    async def _edit(self) -> None:
        """Bring the lines of drills up to date, so many at a time."""
        for number in list(self._desk.changed)[:EDITS_AT_ONCE]:
            self._desk.changed.discard(number)

            def found(db: Database, number: int = number) -> tuple[Drill, str | None, int, int]:
                posted = drill(db, number)
                return posted, schedule(db, posted.schedule).role, *drill_standing(db, number)

            try:
                posted, role, finished, trying = await self._desk.run(found)
                if posted.channel is None or posted.message is None:
                    continue
                where = self._client.get_partial_messageable(int(posted.channel))
                line = standing_line(in_words(posted.day), finished, trying, role)
                await where.get_partial_message(int(posted.message)).edit(content=line)
            except (*UNSAID, StoreError) as error:
                log(LOG, logging.INFO, "line not edited", drill=number, why=type(error).__name__)
                if is_outage(error):  # the others would be waited for in vain, and so long nothing is posted
                    self._desk.changed.add(number)
                    break

    async def _tell_refused(self, post: Post) -> None:
        channel = f"<#{post.schedule.channel}>"
        await self._tell(post, "setup.told", channel=channel, times=MOST_REFUSED)

    async def _tell_deck(self, post: Post, why: str) -> None:
        await self._tell(post, "setup.told_deck", why=why)

    async def _tell(self, post: Post, key: str, **slots: object) -> None:
        """Tell whoever set a schedule up, in a direct message; where that is shut, in the server's own channel."""
        guild = self._client.get_guild(number_of(post.group.account))
        text = say(key, guild="?" if guild is None else plain_text(guild.name), number=post.schedule.id, **slots)
        try:
            if post.schedule.organiser is not None:
                user = discord.Object(number_of(post.schedule.organiser))
                direct = await self._client.create_dm(user)
                await direct.send(text)
                return
        except UNSAID as error:
            log(LOG, logging.INFO, "the organiser takes no direct messages", why=type(error).__name__)
        try:
            if guild is not None and guild.system_channel is not None:
                await guild.system_channel.send(text)
        except UNSAID as error:
            log(LOG, logging.WARNING, "no organiser could be told", why=type(error).__name__)
