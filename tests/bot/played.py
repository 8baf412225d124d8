"""Discord played by simcord: the real client, members who press, write and fill in forms, a clock that a test moves.

A test is a coroutine function that takes a `Played`; `plays` makes it one that pytest calls:

    @plays
    async def test_a_right_reply_counts(it: Played) -> None:
        shown = await it.practice(it.ann)
        shown = await it.answer(it.ann, shown, it.right(shown))
        assert "streak: 1 day" in shown.text

Whatever the bot raises or logs as an error fails the test, unless the test takes it with `it.errors()`.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

import discord
import simcord
import simcord.interactions
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers
from sqlite_utils import Database

from bot.answering.pressing import PREFIX
from bot.client import Drillbot
from bot.desk import Desk, account
from bot.limits import Limiter
from bot.messages.words import LANGUAGES, table
from compiler.deck import Deck
from scheduler.practice import Shelf
from scheduler.store import Learner, Question, Store, learner_of, open_question, open_session, question
from tests.scheduler.practice.samples import BERLIN, NOON, right, tiny, wrong
from tests.scheduler.store.samples import quick

T = TypeVar("T")
P = ParamSpec("P")
Who = simcord.MemberActor | simcord.UserHandle
"""A member of a server, or a user in direct messages."""
_PRESS, _FORM = 3, 5
"""Discord's types of interaction."""
_REPLYING = {table(language)[key] for language in LANGUAGES for key in ("question.reply", "question.mend")}
"""What the buttons are called that open the form for a reply."""
_NUMBER = re.compile(rf"{PREFIX}\.(?:reply|hint|why|skip|open|sure)\.([0-9]+)")

# How often simcord looks whether the bot is still at work. It waits for all of the bot's tasks either way, also for
# those that wait for the store's thread; an action takes 2 ms with this, and 50 ms without.
cast(Any, simcord.Env._settle_internal).__kwdefaults__["idle"] = 0.001

_payload = cast(Any, serializers).message_payload


def _to_bot(backend: Any, message: Any, *, for_user: int | None = None) -> Any:
    """A message as the bot gets it: which reactions are its own stands in what it reads of a channel, too."""
    return _payload(backend, message, for_user=for_user or backend.bot_user.id)


cast(Any, serializers).message_payload = _to_bot

_LOCALES = WeakKeyDictionary[Any, dict[int, str]]()
"""The locales of users that are not English ones, by simcord's backend."""
_base_payload = simcord.interactions.base_payload


def _in_locale(backend: Any, *, user_id: int, **given: Any) -> Any:
    """What a user does, as the bot hears of it: with the language that they have chosen in Discord."""
    record, payload = _base_payload(backend, user_id=user_id, **given)
    return record, payload | {"locale": _LOCALES.get(backend, {}).get(user_id, payload["locale"])}


cast(Any, simcord.interactions).base_payload = _in_locale


class Shown:
    """What somebody was shown for what they did."""

    def __init__(self, result: simcord.InteractionResult) -> None:
        self.result = result

    @property
    def message(self) -> simcord.ResponseMessage:
        """The message that answered, or that was changed; where there was none, what was sent afterwards."""
        found = self.result.response or next(iter(self.result.followups), None)
        assert found is not None, f"nothing was shown: {self.result}"
        return found

    @property
    def messages(self) -> list[simcord.ResponseMessage]:
        """All messages."""
        return [each for each in (self.result.response, *self.result.followups) if each is not None]

    @property
    def text(self) -> str:
        """All that is to be read: contents, titles, descriptions, footers."""
        return "\n".join(text for each in self.messages for text in texts(each))

    @property
    def said(self) -> str:
        """What was said last: the last text of the message."""
        return texts(self.messages[-1])[-1]

    @property
    def ids(self) -> dict[str, str]:
        """The custom ids of the buttons by their labels."""
        return buttons(self.message)

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons."""
        return list(self.ids)

    @property
    def number(self) -> int:
        """The number of the question that the buttons belong to."""
        found = [int(found[1]) for each in self.ids.values() if (found := _NUMBER.fullmatch(each))]
        assert found, f"no question: {self.text}"
        return found[0]

    @property
    def private(self) -> bool:
        """Whether only the member sees it."""
        return all(each.ephemeral for each in self.messages)

    @property
    def form(self) -> dict[str, Any]:
        """The form that opened."""
        assert self.result.modal is not None, f"no form opened: {self.result}"
        return self.result.modal

    @property
    def field(self) -> dict[str, Any]:
        """The one field of the form."""
        return next(
            cast("dict[str, Any]", each["component"]) for each in self.form["components"] if "component" in each
        )


@dataclass(slots=True)
class Group:
    """A server with a channel, and an organiser."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    boss: simcord.MemberActor


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(self.format(record))


class Played:
    """A bot with its store and decks, and those who use it: ann and ben, members of `home`, and its organiser."""

    def __init__(self, store: Store, decks: Iterable[Deck], zone: str, limiter: Limiter | None) -> None:
        self.store, self._zone, self._limiter = store, zone, limiter
        self.shelf = Shelf(decks)
        self.log = _Log()
        self.bot = self._bot()
        self._run = simcord.run(self.bot)
        self.env = self._run._env
        self.env.backend.clock._epoch = NOON

    def _bot(self) -> Drillbot:
        limiter = self._limiter or Limiter(burst=10_000)
        self.desk = Desk(self.store, self.shelf, self.now, self._zone, Random(5), limiter)
        return Drillbot(self.desk, clockwork=False)

    async def _begin(self) -> None:
        self.home = self.group("Home")
        self.ann, self.ben = self.member("ann"), self.member("ben")

    def now(self) -> datetime:
        """The time on the clock of simcord, which goes by the test alone; it begins at noon in Berlin, on a Monday."""
        return self.env.now()

    async def later(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass."""
        await self.env.advance_time(((days * 24 + hours) * 60 + minutes) * 60 + seconds)

    def group(self, name: str) -> Group:
        """Another server, with a channel and an organiser."""
        guild = self.env.create_guild(name)
        channel = guild.create_text_channel("drills")
        role = guild.create_role("organisers", permissions=discord.Permissions(manage_guild=True))
        return Group(guild, channel, guild.add_member(self.env.create_user(f"boss of {name}"), roles=[role]))

    def member(self, who: str | Who, group: Group | None = None, *, locale: str | None = None) -> simcord.MemberActor:
        """A member of a server, who uses Discord in a language: somebody new, or somebody who is elsewhere already."""
        user = who.user if isinstance(who, simcord.MemberActor) else who
        found = (group or self.home).guild.add_member(self.env.create_user(user) if isinstance(user, str) else user)
        if locale is not None:
            self.speaks(found, locale)
        return found

    def speaks(self, who: Who, locale: str) -> None:
        """Have somebody use Discord in a language from now on."""
        _LOCALES.setdefault(self.env.backend, {})[who.id] = locale

    async def restarted(self) -> None:
        """Stop the bot, and start another one with the same store."""
        self.bot = self._bot()
        await self.env.restart_bot(self.bot)

    async def post(self) -> None:
        """Have all that is due posted, and the lines of drills edited."""
        with self.env._bot_scope():
            await self.bot.poster.run()
            await self.bot.poster.idle()
        await self.env.settle(idle=0.001)

    def errors(self) -> list[str]:
        """What was logged as an error so far; the test takes it upon itself."""
        found, self.log.seen = self.log.seen, []
        return found

    async def slash(self, who: Who, name: str, **options: Any) -> Shown:
        """Call a command: in the channel of a member's server, or in direct messages."""
        if isinstance(who, simcord.UserHandle):
            return Shown(await who.slash(name, **options))
        return Shown(await who.slash(who.guild.channels["drills"], name, **options))

    async def practice(self, who: Who, **options: Any) -> Shown:
        """`/practice`."""
        return await self.slash(who, "practice", **options)

    async def press(self, who: Who, shown: Shown | simcord.ResponseMessage | discord.Message, label: str) -> Shown:
        """Press a button of a message."""
        return Shown(await who.click(shown.message if isinstance(shown, Shown) else shown, label=label))

    async def fill(self, who: Who, form: Shown, text: str) -> Shown:
        """Fill in the one field of a form, and send it."""
        return Shown(await who.submit_modal(form.result, {form.field["custom_id"]: text}))

    async def answer(self, who: Who, shown: Shown, text: str) -> Shown:
        """Open the form of a question, and reply with a text."""
        label = next(each for each in shown.labels if each in _REPLYING)
        return await self.fill(who, await self.press(who, shown, label), text)

    async def forge(self, who: Who, shown: Shown, custom_id: str) -> Shown:
        """Press a button that is not there."""
        return await self._sent(who, shown, _PRESS, {"custom_id": custom_id, "component_type": 2})

    async def forge_form(self, who: Who, shown: Shown, custom_id: str, **values: str) -> Shown:
        """Send a form that was not opened."""
        fields = [
            {"type": 18, "id": n, "component": {"type": 4, "id": n + 1, "custom_id": key, "value": value}}
            for n, (key, value) in enumerate(values.items(), 1)
        ]
        return await self._sent(who, shown, _FORM, {"custom_id": custom_id, "components": fields})

    async def at_once(self, who: Who, shown: Shown, *labels: str) -> list[Shown]:
        """Press buttons of a message one after the other, without waiting for an answer."""
        settle = self.env._settle_internal
        found = []

        async def unsettled(**_: object) -> None:
            return None

        cast(Any, self.env)._settle_internal = unsettled
        try:
            for label in labels:
                found.append(await self.press(who, shown, label))
        finally:
            cast(Any, self.env)._settle_internal = settle
        await self.env.settle(idle=0.001)
        return found

    async def _sent(self, who: Who, shown: Shown, kind: int, data: dict[str, Any]) -> Shown:
        stored = shown.message._message
        channel = who.dm_channel if isinstance(who, simcord.UserHandle) else who.guild.channels["drills"]
        message: dict[str, Any] = dict(serializers.message_payload(self.env.backend, stored))
        if kind == _PRESS:  # discord.py passes over what does not stand in the message
            button = {"type": 2, "id": 2, "style": 1, "label": "forged", "custom_id": data["custom_id"]}
            message["components"] = [{"type": 1, "id": 1, "components": [button]}]
        result = await _dispatch_actor_interaction(
            who, kind, channel, data, extra={"message": message}, source_message_id=stored.id
        )
        return Shown(result)

    def read(self, work: Callable[[Database], T]) -> T:
        """Look into the store."""
        return self.store.write(work)

    def learner(self, who: Who) -> Learner:
        """The learner that somebody is."""
        found = self.read(lambda db: learner_of(db, account(who.id)))
        assert found is not None
        return found

    def waiting(self, who: Who) -> int | None:
        """The number of the question that waits in somebody's session."""

        def found(db: Database) -> int | None:
            learner = learner_of(db, account(who.id))
            current = None if learner is None else open_session(db, learner.id)
            asked = None if current is None else open_question(db, current.id)
            return None if asked is None else asked.id

        return self.read(found)

    def reply_to(self, number: int, *, is_right: bool) -> str:
        """A reply to a question that is right, or wrong."""
        asked = self.read(lambda db: question(db, number))
        return right(asked) if is_right else wrong(asked)

    def question(self, shown: Shown) -> Question:
        """The question that a message is about."""
        return self.read(lambda db: question(db, shown.number))

    def right(self, shown: Shown) -> str:
        """A reply that is right."""
        return right(self.question(shown))

    def wrong(self, shown: Shown) -> str:
        """A reply that is read, and wrong."""
        return wrong(self.question(shown))


@asynccontextmanager
async def played(*decks: Deck, zone: str = BERLIN, limiter: Limiter | None = None) -> AsyncIterator[Played]:
    """A bot under way, with the small deck unless others are given."""
    memory = Path("/dev/shm")
    with (
        TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder,
        quick(Path(folder) / "drillbook.db") as store,
    ):
        it = Played(store, decks or (tiny(),), zone, limiter)
        logging.getLogger().addHandler(it.log)
        try:
            async with it._run:
                await it._begin()
                yield it
            assert it.log.seen == []
        finally:
            logging.getLogger().removeHandler(it.log)


def plays(test: Callable[Concatenate[Played, P], Awaitable[None]]) -> Callable[P, None]:
    """A test that pytest calls, of a coroutine function that takes a `Played`, and perhaps parameters."""

    def run(*arguments: P.args, **named: P.kwargs) -> None:
        async def whole() -> None:
            async with played() as it:
                await test(it, *arguments, **named)

        asyncio.run(whole())

    signature = inspect.signature(test)
    run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
    cast(Any, run).__signature__ = signature.replace(
        parameters=list(signature.parameters.values())[1:], return_annotation=None
    )
    return run


def texts(message: simcord.ResponseMessage | discord.Message) -> list[str]:
    """What is to be read of a message, from top to bottom."""
    found = [message.content]
    for embed in message.embeds:
        found += [embed.title or "", embed.description or "", embed.footer.text or ""]
    return [each for each in found if each]


def buttons(message: simcord.ResponseMessage | discord.Message) -> dict[str, str]:
    """The custom ids of a message's buttons by their labels."""
    rows = [each if isinstance(each, dict) else cast(Any, each).to_dict() for each in message.components]
    return {str(each["label"]): str(each["custom_id"]) for row in rows for each in row["components"]}


async def practised(it: Played, who: Who, days: int = 1, **options: Any) -> None:
    """Finish an exercise on each of some days; the clock stands at the last one. The options are `/practice`'s."""
    for day in range(days):
        if day:
            await it.later(days=1)
        shown = await it.practice(who, **options)
        await it.answer(who, shown, it.right(shown))


def heard(user: simcord.UserHandle) -> list[str]:
    """What the bot wrote to somebody directly, each message in one text."""
    return ["\n".join(texts(each)) for each in user.dm_channel.history() if each.author.bot]
