"""Replies that members write: to a drill in its channel or thread, or to a question in direct messages.

Discord sends what a message says only where it mentions the bot, replies to it with the @ left on, or is a direct
message. Edits are ignored: a reply is what was sent first.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from datetime import datetime

import discord
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons
from bot.answering.responding import UNSAID, is_outage
from bot.desk import Desk, account
from bot.drills.meaning import drills_meant
from bot.drills.threads import Threads
from bot.drills.written import answer, guild_of, is_direct, react, replied_to
from bot.logs import log
from bot.messages.words import ENGLISH, say, sentence, speak, speaking
from bot.questions.recalling import recalled
from bot.questions.showing import answered_embed, counted, look, question_screen, sign, verdict_text
from scheduler.daily import Done, PrivateOnly, reply_to_drill
from scheduler.practice import Answered, NotOpen, Over, TooMany, Twice, reply
from scheduler.store import (
    Drill,
    Learner,
    Mode,
    Question,
    StoreError,
    drill,
    is_kept,
    is_shown,
    learner_of,
    open_question,
    open_session,
    schedule,
)

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
"""What members write; Discord itself says that a message was pinned, or a thread begun."""
LOG = logging.getLogger("drillbook.bot")


class Hearing:
    """Grades what members write."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        self._client, self._desk = client, desk
        self._threads = Threads(client, desk)
        self._heard: deque[int] = deque(maxlen=1000)
        self._unanswered: deque[int] = deque(maxlen=1000)

    async def hear(self, message: discord.Message, at: datetime | None = None) -> None:
        """Grade a message, if it is a reply to something that the bot asked; of now, or late, as of an instant.

        All that is late is graded, however much, and answered also where it was kept before and its answer lost.
        Raises UNSAID where Discord cannot be reached, and what is late StoreError too: it is to be heard again.
        """
        me = self._client.user
        if me is None or message.author.bot or message.webhook_id is not None or message.id in self._heard:
            return
        if message.type not in _WRITTEN:
            return
        self._heard.append(message.id)
        now, is_late = at or self._desk.now(), at is not None
        try:
            with speaking(ENGLISH):  # until it is known whose message this is
                await self._told(message, me, now, is_late)
        except UNSAID as error:
            if is_outage(error):
                _forget(self._heard, message.id)
                self._unanswered.append(message.id)
            raise
        except StoreError:
            _forget(self._heard, message.id)
            raise
        _forget(self._unanswered, message.id)

    async def _told(self, message: discord.Message, me: discord.ClientUser, now: datetime, is_late: bool) -> None:
        guild = guild_of(message)
        try:
            if is_direct(message):
                await self._heard_directly(message, now, is_late)
            elif guild is not None and (replied_to(message) is not None or me in message.mentions):
                await self._heard_in_group(message, me, guild, now, is_late)
        except StoreError as error:
            log(LOG, logging.ERROR, "a reply could not be kept", why=str(error))
            if is_late:
                raise
            await answer(message, say("general.busy"))

    async def _heard_in_group(
        self, message: discord.Message, me: discord.ClientUser, guild: int, now: datetime, is_late: bool
    ) -> None:
        source = f"message:{message.id}"
        before = await self._desk.run(lambda db: recalled(db, source)) if is_late else None
        if before is not None:
            await self._graded_before(message, guild, *before)
            return
        meant = await drills_meant(self._desk, message, me, guild, now)
        if not meant:
            return
        posted = meant[0]
        await self._speak_to(message, posted)
        if not (is_late or await self._may(message)):
            return
        if len(meant) > 1:
            await self._tell(message, is_late, say("drill.which"))
            return
        text = re.sub(rf"<@!?{me.id}>", " ", message.content).strip()
        if not text:
            key = await self._desk.run(lambda db: _why_unheard(db, posted, now))
            await self._tell(message, is_late, say(key), None if key == "drill.over_public" else _own(posted))
            return
        learner = await self._desk.learner(message.author.id, guild)
        try:
            asked, answered = await self._desk.run(
                lambda db: reply_to_drill(db, posted.id, learner.id, text, now, source)
            )
        except Twice:
            return
        except Over:
            await self._tell(message, is_late, say("drill.over_public"))
        except Done:
            await self._tell(message, is_late, say("drill.done_before"), _own(posted))
        except PrivateOnly:
            await self._tell(message, is_late, say("drill.private_only"), _own(posted))
        except (NotOpen, TooMany) as error:
            await self._tell(message, is_late, sentence(error))
        else:
            self._desk.changed.add(posted.id)
            await react(message, sign(answered.verdict.kind))
            await self._graded(message, posted, learner, asked, answered, now)

    async def _graded_before(self, message: discord.Message, guild: int, asked: Question, answered: Answered) -> None:
        """Answer a reply that was kept, where its answer was lost: as far as anybody can tell, it has no sign then.

        Where signs are refused, what was answered cannot be told from what was not; nothing is said twice.
        """
        number = asked.drill
        if number is None or (any(each.me for each in message.reactions) and message.id not in self._unanswered):
            return
        if await react(message, sign(answered.verdict.kind)) or message.id in self._unanswered:
            posted = await self._desk.run(lambda db: drill(db, number))
            await self._speak_to(message, posted)
            learner = await self._desk.learner(message.author.id, guild)
            self._desk.changed.add(posted.id)
            await self._graded(message, posted, learner, asked, answered, answered.reply.at)

    async def _graded(
        self,
        message: discord.Message,
        posted: Drill,
        learner: Learner,
        asked: Question,
        answered: Answered,
        now: datetime,
    ) -> None:
        """A short answer in the drill's thread, which gives nothing away."""
        closed = answered.closed
        text = verdict_text(answered, asked, public=True)
        if closed is not None and asked.known:
            text += "\n" + say("reply.note_known")
        shown = await self._desk.run(lambda db: is_shown(db, schedule(db, posted.schedule).group, learner.id))
        text += f"\n-# {counted(learner, closed, now, answered.streak, hidden=not shown)}"
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
            thread = await self._threads.of(posted)
        if thread is not None:
            author = message.author
            allowed = discord.AllowedMentions(users=[author], everyone=False, roles=False)
            try:
                await thread.send(f"{author.mention} {text}", view=view, allowed_mentions=allowed)
                return
            except (discord.Forbidden, discord.NotFound) as error:  # locked, or deleted: the channel has to do
                log(LOG, logging.WARNING, "the thread takes no answer", drill=posted.id, code=error.code)
                self._threads.refuse(posted)
        await answer(message, text, view)

    async def _heard_directly(self, message: discord.Message, now: datetime, is_late: bool) -> None:
        """A direct message is a reply to the question that waits."""
        await self._speak_to(message, None)
        if not (is_late or await self._may(message)):
            return
        user, source = account(message.author.id), f"message:{message.id}"

        def graded(db: Database) -> tuple[Question, Answered] | None:
            learner = learner_of(db, user)
            current = None if learner is None else open_session(db, learner.id)
            asked = None if current is None else open_question(db, current.id)
            if is_kept(db, source):  # before anything is said of what this very message has closed
                raise Twice("this reply was kept already")
            if asked is None:
                return None
            return asked, reply(db, asked.learner, asked.id, message.content, now, source=source)

        try:
            found = await self._desk.run(graded)
        except Twice:
            found = await self._desk.run(lambda db: recalled(db, source)) if is_late else None
            if found is None:
                return
        except TooMany as error:
            await self._tell(message, is_late, sentence(error))
            return
        if found is None:
            await self._tell(message, is_late, say("practice.direct"))
            return
        asked, answered = found
        looked = await self._desk.run(lambda db: look(db, asked.id, user))
        screen = question_screen(looked, self._desk.shelf, answered_embed(answered, looked, now))
        await message.reply(embeds=screen.embeds[1:], view=screen.view, mention_author=False)

    async def _speak_to(self, message: discord.Message, posted: Drill | None) -> None:
        """Speak from now on as its author was heard last; to who is new, as the drill speaks that they reply to."""

        def found(db: Database) -> str:
            author = learner_of(db, account(message.author.id))
            if author is not None:
                return author.language
            return ENGLISH if posted is None else schedule(db, posted.schedule).language

        speak(await self._desk.run(found))

    async def _tell(
        self, message: discord.Message, is_late: bool, text: str, view: discord.ui.View | None = None
    ) -> None:
        """Say why a message is not graded; who wrote many such while the bot was away is not told of each."""
        if not is_late or self._desk.limiter.allows(message.author.id):
            await answer(message, text, view)

    async def _may(self, message: discord.Message) -> bool:
        """Whether a member may be answered now; who is too quick is told so once a minute."""
        if self._desk.limiter.allows(message.author.id):
            return True
        if self._desk.limited.allows(message.author.id):
            await answer(message, say("general.slow_down"))
        return False


def _forget(numbers: deque[int], number: int) -> None:
    if number in numbers:
        numbers.remove(number)


def _why_unheard(db: Database, posted: Drill, now: datetime) -> str:
    """What a blank reply is told: how to be heard, where that would be of use."""
    if now >= posted.ends:
        return "drill.over_public"
    return "drill.private_only" if schedule(db, posted.schedule).mode is Mode.PRIVATE else "drill.blank"


def _own(posted: Drill) -> discord.ui.View:
    """The button for numbers of one's own; by it a reply to this answer finds its drill, too."""
    return buttons(("own", posted.id, "drill.own", Style.secondary))
