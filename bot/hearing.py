"""Replies that members write: to a drill in its channel or thread, or to a question in direct messages.

Discord sends what a message says only where it mentions the bot, replies to it with the @ left on, or is a direct
message. Edits are ignored: a reply is what was sent first.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from datetime import datetime
from weakref import WeakValueDictionary

import discord
from sqlite_utils import Database

from bot.desk import Desk, account
from bot.drills import custom_ids, drill_here, thread_name
from bot.logs import log
from bot.pressing import PREFIX, Style, buttons
from bot.responding import UNSAID
from bot.showing import answered_embed, counted, look, question_screen, sign, verdict_text
from bot.words import say, sentence
from scheduler.daily import Done, PrivateOnly, reply_to_drill
from scheduler.practice import Answered, NotOpen, Over, TooMany, Twice, reply
from scheduler.store import (
    Drill,
    Learner,
    Mode,
    NotThere,
    PostState,
    Question,
    StoreError,
    drill,
    drill_at,
    drill_sent,
    drill_thread,
    learner_of,
    open_drills_in,
    open_question,
    open_session,
    schedule,
)

HAS_THREAD = 160004
_OWN = re.compile(rf"{PREFIX}\.own\.([0-9]{{1,18}})")
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
"""What members write; Discord itself says that a message was pinned, or a thread begun."""
LOG = logging.getLogger("drillbook.bot")


class Hearing:
    """Grades what members write."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        self._client, self._desk = client, desk
        self._threads: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._heard: deque[int] = deque(maxlen=1000)

    async def hear(self, message: discord.Message, at: datetime | None = None) -> None:
        """Grade a message, if it is a reply to something that the bot asked; as of an instant, or of now."""
        me = self._client.user
        if me is None or message.author.bot or message.webhook_id is not None or message.id in self._heard:
            return
        if message.type not in _WRITTEN:
            return
        self._heard.append(message.id)
        now = at or self._desk.now()
        try:
            if message.guild is None:
                await self._heard_directly(message, now)
            elif _replied_to(message) is not None or me in message.mentions:
                await self._heard_in_group(message, me, now)
        except StoreError as error:
            log(LOG, logging.ERROR, "a reply could not be kept", why=str(error))
            await _answer(message, say("general.busy"))

    async def _heard_in_group(self, message: discord.Message, me: discord.ClientUser, now: datetime) -> None:
        assert message.guild is not None
        guild = message.guild.id
        posted = await self._drill(message, me, guild, now)
        if posted is None or not await self._may(message):
            return
        text = re.sub(rf"<@!?{me.id}>", " ", message.content).strip()
        if not text:
            key = await self._desk.run(lambda db: _why_unheard(db, posted, now))
            await _answer(message, say(key), None if key == "drill.over_public" else _own(posted))
            return
        learner = await self._desk.learner(message.author.id, guild)
        source = f"message:{message.id}"

        try:
            asked, answered = await self._desk.run(
                lambda db: reply_to_drill(db, posted.id, learner.id, text, now, source)
            )
        except Twice:
            return
        except Over:
            await _answer(message, say("drill.over_public"))
        except Done:
            await _answer(message, say("drill.done_before"), _own(posted))
        except PrivateOnly:
            await _answer(message, say("drill.private_only"), _own(posted))
        except (NotOpen, TooMany) as error:
            await _answer(message, sentence(error))
        else:
            self._desk.changed.add(posted.id)
            await self._graded(message, posted, learner, asked, answered, now)

    async def _graded(
        self,
        message: discord.Message,
        posted: Drill,
        learner: Learner,
        asked: Question,
        answered: Answered,
        now: datetime,
    ) -> None:
        """A sign at once, and a short answer in the drill's thread, which gives nothing away."""
        await _react(message, sign(answered.verdict.kind))
        closed = answered.closed
        text = verdict_text(answered, asked, public=True)
        if closed is not None and asked.known:
            text += "\n" + say("reply.note_known")
        text += f"\n-# {counted(learner, closed, now, answered.streak)}"
        pressed = [("hint", asked.id, "question.hint", Style.secondary)]
        if answered.verdict.right:
            pressed = [("why", asked.id, "question.why", Style.secondary)]
        else:
            pressed.append(("right", asked.id, "question.right", Style.secondary))
        own, zone = ("own", posted.id, "drill.own", Style.secondary), ("zone", 0, "question.zone", Style.secondary)
        await self._say(message, posted, text, buttons(*pressed, own, zone))

    async def _say(self, message: discord.Message, posted: Drill, text: str, view: discord.ui.View) -> None:
        thread = None
        if str(message.channel.id) == posted.channel:
            thread = await self._thread(message, posted)
        if thread is not None:
            author = message.author
            allowed = discord.AllowedMentions(users=[author], everyone=False, roles=False)
            try:
                await thread.send(f"{author.mention} {text}", view=view, allowed_mentions=allowed)
                return
            except (discord.Forbidden, discord.NotFound) as error:  # locked, or deleted: the channel has to do
                log(LOG, logging.WARNING, "the thread takes no answer", drill=posted.id, code=error.code)
        await _answer(message, text, view)

    async def _thread(self, message: discord.Message, posted: Drill) -> discord.abc.Messageable | None:
        """The thread of a drill, made with the first reply; None where it may not be made."""
        assert posted.message is not None
        lock = self._threads.setdefault(posted.id, asyncio.Lock())
        async with lock:
            current = await self._desk.run(lambda db: drill(db, posted.id))
            if current.thread is None:
                number = await self._made(message, current)
                if number is None:
                    return None
                await self._desk.run(lambda db: drill_thread(db, posted.id, str(number)))
            else:
                number = int(current.thread)
        return self._client.get_partial_messageable(number)

    async def _made(self, message: discord.Message, posted: Drill) -> int | None:
        assert posted.message is not None
        partial = self._client.get_partial_messageable(message.channel.id).get_partial_message(int(posted.message))
        try:
            made = await self._client.http.start_thread_with_message(
                message.channel.id, partial.id, name=thread_name(posted), auto_archive_duration=1440
            )
        except discord.HTTPException as error:
            if error.code == HAS_THREAD:
                return partial.id
            log(LOG, logging.WARNING, "no thread", drill=posted.id, code=error.code)
            return None
        return int(made["id"])

    async def _drill(self, message: discord.Message, me: discord.ClientUser, guild: int, now: datetime) -> Drill | None:
        """The drill that a message replies to: its post, one of the bot's answers, or that of its thread or channel."""
        number, post = None, None
        replied_to = _replied_to(message)
        if message.reference is not None and replied_to is not None:
            resolved = message.reference.resolved
            is_mine = isinstance(resolved, discord.Message) and resolved.author.id == me.id
            if not is_mine and me not in message.mentions:
                return None
            if isinstance(resolved, discord.Message) and is_mine:
                number = next((int(m[1]) for each in custom_ids(resolved) if (m := _OWN.fullmatch(each))), None)
                post = resolved

        def find(db: Database) -> Drill | None:
            if number is not None and post is not None:
                return _seen(db, drill_here(db, number, guild), post)
            found = None if replied_to is None else drill_at(db, str(replied_to))
            found = found or drill_at(db, str(message.channel.id))
            if found is None and replied_to is None:  # the bot is mentioned where one drill waits for replies
                waiting = open_drills_in(db, str(message.channel.id), now)
                found = waiting[0] if len(waiting) == 1 else None
            return None if found is None else drill_here(db, found.id, guild)

        try:
            return await self._desk.run(find)
        except NotThere:
            return None

    async def _heard_directly(self, message: discord.Message, now: datetime) -> None:
        """A direct message is a reply to the question that waits."""
        if not await self._may(message):
            return
        user = account(message.author.id)

        def graded(db: Database) -> tuple[Question, Answered] | None:
            learner = learner_of(db, user)
            current = None if learner is None else open_session(db, learner.id)
            asked = None if current is None else open_question(db, current.id)
            if asked is None:
                return None
            source = f"message:{message.id}"
            return asked, reply(db, asked.learner, asked.id, message.content, now, source=source)

        try:
            found = await self._desk.run(graded)
        except Twice:
            return
        except TooMany as error:
            await _answer(message, sentence(error))
            return
        if found is None:
            await _answer(message, say("practice.direct"))
            return
        asked, answered = found
        looked = await self._desk.run(lambda db: look(db, asked.id, user))
        screen = question_screen(looked, self._desk.shelf, answered_embed(answered, looked, now))
        await message.reply(embeds=screen.embeds[1:], view=screen.view, mention_author=False)

    async def _may(self, message: discord.Message) -> bool:
        """Whether a member may be answered now; who is too quick is told so once a minute."""
        if self._desk.limiter.allows(message.author.id):
            return True
        if self._desk.limited.allows(message.author.id):
            await _answer(message, say("general.slow_down"))
        return False


def _seen(db: Database, posted: Drill, post: discord.Message) -> Drill:
    """A drill, noted as sent where its post is seen to stand there: whoever posted it may not have come to that."""
    is_begun = posted.state in (PostState.PLANNED, PostState.CLAIMED) and posted.tried > 0
    channel = str(post.channel.id)
    if not is_begun or post.reference is not None or channel != schedule(db, posted.schedule).channel:
        return posted
    drill_sent(db, posted.id, channel, str(post.id), post.created_at)
    return drill(db, posted.id)


async def _react(message: discord.Message, emoji: str) -> None:
    try:
        await message.add_reaction(emoji)
    except UNSAID as error:  # as without the permission: the answer follows all the same
        log(LOG, logging.INFO, "no reaction", why=type(error).__name__)


def _replied_to(message: discord.Message) -> int | None:
    """The message that a message replies to; what is only passed on replies to nothing."""
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return None
    return reference.message_id


def _why_unheard(db: Database, posted: Drill, now: datetime) -> str:
    """What a blank reply is told: how to be heard, where that would be of use."""
    if now >= posted.ends:
        return "drill.over_public"
    return "drill.private_only" if schedule(db, posted.schedule).mode is Mode.PRIVATE else "drill.blank"


def _own(posted: Drill) -> discord.ui.View:
    """The button for numbers of one's own; by it a reply to this answer finds its drill, too."""
    return buttons(("own", posted.id, "drill.own", Style.secondary))


async def _answer(message: discord.Message, text: str, view: discord.ui.View | None = None) -> None:
    try:
        await message.reply(text, view=view or discord.utils.MISSING, mention_author=False)
    except UNSAID as error:
        log(LOG, logging.WARNING, "no answer", why=type(error).__name__)
