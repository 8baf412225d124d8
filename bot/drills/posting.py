"""Posting drills, solutions and notices: what is due is claimed from the store, and posted at Discord's pace, once."""

from __future__ import annotations

import asyncio
import logging
import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import discord

from bot.answering.responding import Screen, is_outage
from bot.desk import Desk
from bot.drills.lines import Lines
from bot.drills.notices import notice_screen
from bot.drills.organisers import tell_organiser
from bot.drills.screens import drill_screen, solution_screen
from bot.drills.sending import send, standing, take_back
from bot.logs import log
from bot.messages.words import say, speaking
from compiler.checker import Variant
from compiler.deck import NoVariant
from scheduler.daily import (
    MOST_REFUSED,
    HowItWent,
    Post,
    begin,
    claim,
    drill_pick,
    end_drill,
    failed,
    missed,
    plan,
    plan_one,
    refused,
    retried,
    sent,
)
from scheduler.store import Drill, Notice, NotThere, Place, StoreError, due_schedules

A_SECOND = 50
"""How many posts are begun a second: what Discord takes of one bot."""
ROOM = 100
"""How many posts are under way at once."""
PLANNED_AT_ONCE = 200
BROKEN_AGAIN = timedelta(minutes=10)
"""How long a schedule is left alone that could not be planned."""
LOG = logging.getLogger("drillbook.bot.posting")


class Poster:
    """Posts what is due, and has the line of each drill kept true."""

    def __init__(self, client: discord.Client, desk: Desk, a_second: float = A_SECOND) -> None:
        self._client, self._desk, self._lines = client, desk, Lines(client, desk)
        self._owner = uuid.uuid4().hex
        self.looked: datetime | None = None
        """When it last looked at what is due."""
        self._interval = 1 / a_second
        self._next_start = 0.0
        self._running: set[asyncio.Task[None]] = set()
        self._at_work: asyncio.Task[None] | None = None
        self._broken: dict[int, datetime] = {}
        self._closing = False

    def wake(self, *, ends: bool = True) -> None:
        """Have all that is due by now posted, if that is not under way, and the lines of drills edited."""
        self._lines.wake()
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self.run(ends=ends))

    async def run(self, *, ends: bool = True) -> None:
        """Plan and post all that is due by now; what was begun last may still be under way when this ends.

        Without `ends` no drill ends: its solution waits.
        """
        try:
            while not self._closing:
                planned = await self._plan()
                now, room = self._desk.now(), ROOM - len(self._running)
                posts = await self._desk.run(partial(claim, owner=self._owner, now=now, most=room, ends=ends))
                self.looked = self._desk.now()
                for post in sorted(posts, key=lambda each: not each.is_solution):  # yesterday before today
                    await self._begin(post)
                if not planned and not posts:
                    break
                if len(self._running) >= ROOM:
                    await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        except StoreError as error:
            log(LOG, logging.ERROR, "the store cannot be used", why=str(error))
        except Exception as error:
            log(LOG, logging.ERROR, "posting stopped", error=error)
        self._lines.wake()

    async def _plan(self) -> bool:
        """Plan some of what is due; whether there was any."""
        now = self._desk.now()
        self._broken = {number: until for number, until in self._broken.items() if until > now}
        without = frozenset(self._broken)
        try:
            planned = await self._desk.run(lambda db: plan(db, now, PLANNED_AT_ONCE, without))
        except StoreError:
            raise
        except Exception:
            planned = await self._plan_singly(now)
        for each in planned:
            log(LOG, logging.INFO, each.state.value, drill=each.id, day=each.day.isoformat())
        return bool(planned)

    async def _plan_singly(self, now: datetime) -> list[Drill]:
        """Plan one schedule after the other, so that one that cannot be planned is left alone and holds up no other."""
        planned: list[Drill] = []
        most, again = PLANNED_AT_ONCE + len(self._broken), now + BROKEN_AGAIN
        due = {each.id for each in await self._desk.run(lambda db: due_schedules(db, now, most))}
        for number in due - set(self._broken):
            try:
                planned += await self._desk.run(lambda db, number=number: plan_one(db, number, now))  # type: ignore[misc]
            except NotThere:
                continue
            except StoreError:
                raise
            except Exception as error:
                self._broken[number] = again
                fields = {"schedule": number, "again": again.isoformat()}
                log(LOG, logging.ERROR, "a schedule cannot be planned", error=error, **fields)
        return planned

    async def _begin(self, post: Post) -> None:
        """Post in a task of its own, unless that is still under way though its lease has run out."""
        name = f"{post.name} {post.what.id}"
        if any(task.get_name() == name for task in self._running):
            return
        await self._paced()
        task = asyncio.create_task(self._post(post), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def idle(self) -> None:
        """Wait until nothing is being posted; for edits only a moment."""
        if self._at_work is not None:
            await self._at_work
        while self._running:
            await asyncio.wait(set(self._running))
        await self._lines.idle()

    async def close(self) -> None:
        """Begin nothing more, and finish what is being posted."""
        self._closing = True
        await asyncio.gather(self._lines.close(), self.idle())

    async def recall(self) -> None:
        """After a restart: have the lines of drills looked at."""
        await self._lines.recall()

    async def _paced(self) -> None:
        loop = asyncio.get_running_loop()
        wait = self._next_start - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._next_start = max(self._next_start, loop.time() - self._interval) + self._interval

    async def _post(self, post: Post) -> None:
        fields: dict[str, Any] = {post.name: post.what.id, "tries": post.tries}
        try:
            with speaking(post.schedule.language):
                await self._tried(post, fields)
        except NotThere:
            log(LOG, logging.INFO, "removed meanwhile", **fields)
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
            is_here = any(each.id == post.schedule.deck for each in self._desk.shelf.decks)
            slots = {"exercise": str(error).partition(":")[0], "deck": post.schedule.deck}
            await self._tell_failed(post, say("setup.no_draw" if is_here else "setup.no_deck", **slots))
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
            is_theirs = isinstance(error, discord.HTTPException)
            await self._tell_failed(post, say("setup.not_taken") if is_theirs else say("setup.broken"))

    async def _posted(self, post: Post, fields: dict[str, Any]) -> None:
        went = None
        if post.is_solution:
            while went is None:  # in several transactions, where members are many
                went = await self._desk.run(lambda db: end_drill(db, post.drill.id, self._desk.now()))
        where = self._client.get_partial_messageable(int(_channel(post)))
        message = await standing(post, where, self._client.user) if post.doubtful else None
        if message is None and not post.fresh:
            await self._desk.run(lambda db: missed(db, post))
            log(LOG, logging.WARNING, "missed", **fields)
            return
        if message is None:
            message = await send(post, where, await self._screen(post, went))
        number, at = str(message.id), message.created_at
        try:
            await self._desk.run(lambda db: sent(db, post, str(where.id), number, at))
        except NotThere:
            await take_back(message)
            raise
        log(LOG, logging.INFO, "sent", **fields, message=number)

    async def _screen(self, post: Post, went: HowItWent | None) -> Screen:
        """What is posted; for a solution with how its drill went. With this posting begins. Raises NoVariant."""
        if post.is_drill:
            place, variant = await self._numbers(post)
            return drill_screen(post.drill.day, place, variant, post.schedule, self._desk.shelf, post.drill.id)
        await self._desk.run(lambda db: begin(db, post, self._desk.now()))
        if isinstance(post.what, Notice):
            return await notice_screen(self._desk, post.what, post.schedule, post.group)
        assert went is not None
        return solution_screen(post.drill, went)

    async def _numbers(self, post: Post) -> tuple[Place, Variant]:
        """What the drill asks: what it asked at an earlier try, or numbers that are drawn now. Raises NoVariant."""
        known = post.drill
        if known.place is not None and known.variant is not None:
            await self._desk.run(lambda db: begin(db, post, self._desk.now()))
            return known.place, known.variant
        pick = await self._desk.run(lambda db: drill_pick(db, self._desk.shelf, known))
        if pick is None:
            raise NoVariant(f"{post.schedule.deck}: its deck is not here")
        choice, variant = await self._desk.draw(pick)
        place = choice.shelved.place
        await self._desk.run(lambda db: begin(db, post, self._desk.now(), place, variant))
        return place, variant

    async def _tell_refused(self, post: Post) -> None:
        key = "setup.told" if post.is_drill else "setup.told_solution" if post.is_solution else "digest.told"
        await tell_organiser(self._client, post, key, channel=f"<#{_channel(post)}>", times=MOST_REFUSED)

    async def _tell_failed(self, post: Post, why: str) -> None:
        other = "setup.told_solution_failed" if post.is_solution else "digest.told_failed"
        await tell_organiser(self._client, post, "setup.told_failed" if post.is_drill else other, why=why)


def _channel(post: Post) -> str:
    """Where it is posted: a solution where its drill stands."""
    return (post.drill.channel if post.is_solution else None) or post.schedule.channel
