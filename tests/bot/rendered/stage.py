"""Where scenes are played: a study group with the TinyML deck, on a clock that begins on a Monday noon in Berlin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import discord
import simcord

from bot.messages.words import table
from compiler.checker import NumberKey
from tests.bot.daily import by_bot, drill_at_message, right_for, thread, tick, write
from tests.bot.played import Group, Played, Shown, Who, buttons, played
from tests.bot.rendered.recording import Item, Recorder, Scene
from tests.deck.samples import tinyml
from tests.scheduler.practice.samples import BERLIN


class Stage:
    """What is played, and the scenes that were recorded of it."""

    def __init__(self, it: Played) -> None:
        self.it = it
        self.scenes: list[Scene] = []
        self._recorder = Recorder(it)
        self._used: dict[int, str] = {}
        self.language = "en"
        it.env.backend.bot_user.name = "Drillbook"
        it.env.settle_timeout = 60  # decks are compiled in a process of their own
        self.ann, self.ben = it.ann, it.ben
        self.olga = self.organiser(it.home)

    def organiser(self, group: Group, name: str = "olga") -> simcord.MemberActor:
        """An organiser of a group, by name."""
        role = group.guild.create_role("organisers", permissions=discord.Permissions(manage_guild=True))
        group.boss = group.guild.add_member(self.it.env.create_user(name), roles=[role])
        return group.boss

    def members(self, *names: str) -> list[simcord.MemberActor]:
        """Further members of the group."""
        return [self.it.member(name) for name in names]

    @contextmanager
    def german(self, *who: Who) -> Iterator[None]:
        """Some members set German, and scenes are in German."""
        self.language = "de"
        for each in who:
            self.it.speaks(each, "de")
        yield
        self.language = "en"
        for each in who:
            self.it.speaks(each, "en-GB")

    async def slash(self, who: Who, command: str, **options: Any) -> Shown:
        """Call a command, and remember that its answer is one."""
        shown = await self.it.slash(who, command, **options)
        if shown.messages:
            self._used[shown.messages[0].id] = f"{who.name} used /{command}"
        return shown

    async def press(self, who: Who, shown: Shown | discord.Message, key: str) -> Shown:
        """Press a button, by the key of its label in the bot's texts."""
        return await self.it.press(who, shown, table(self.language)[key])

    async def schedule(self, **options: Any) -> Shown:
        """A schedule for the deck in the order of its chapters, daily at one in Berlin, an hour from the start."""
        given = {"channel": self.it.home.channel, "deck": "tinyml", "at": "13:00", "zone": BERLIN, "choose": "in-order"}
        return await self.slash(self.olga, "setup add", **{**given, **options})

    async def drill(self, **options: Any) -> discord.Message:
        """The drill of a schedule that is new."""
        await self.schedule(**options)
        await tick(self.it, hours=1)
        return self.last("own")

    async def reply(self, who: simcord.MemberActor, text: str, to: discord.Message) -> discord.Message:
        """A public reply to a drill, some minutes after the last thing that was done."""
        await self.it.later(minutes=4)
        return await write(self.it, who, text, to)

    def seen(self, *shown: Shown | discord.Message) -> list[Item]:
        """What stands there now of messages, and of what answered somebody."""
        found: list[Item] = []
        for each in shown:
            for message in each.messages if isinstance(each, Shown) else [each]:
                found.append(self._recorder.message(message, self._used.get(message.id, "")))
        return found

    def form(self, shown: Shown, **filled: str) -> list[Item]:
        """A form, filled in."""
        return [self._recorder.form(shown, **filled)]

    async def choices(
        self, who: simcord.MemberActor, command: str, option: str, typed: str, **filled: Any
    ) -> list[Item]:
        """What is offered while somebody types an option."""
        channel = who.guild.channels["drills"]
        offered = await who.autocomplete(channel, command, option, typed, **filled)
        return [self._recorder.choices(f"/{command}", option, typed, offered)]

    def thread(self, *messages: discord.Message) -> list[Item]:
        """The thread of the group's channel: all of it, or some of its messages."""
        where = thread(self.it.home)
        written = [
            each for each in where.history() if each.type in (discord.MessageType.default, discord.MessageType.reply)
        ]
        return [{"place": f"🧵 {where.name}"}, *self.seen(*(messages or written))]

    def now(self, message: discord.Message) -> discord.Message:
        """A message of the group's channel as it stands now."""
        return next(each for each in self.it.home.channel.history() if each.id == message.id)

    def last(self, action: str) -> discord.Message:
        """The last post of the channel with a button for something: `own` of a drill, `more` of its solution."""
        posts = [each for each in by_bot(self.it, self.it.home.channel) if f"db.{action}." in str(buttons(each))]
        return posts[-1]

    def key(self, asked: Shown | discord.Message) -> NumberKey:
        """The answer key of a question, or of a drill, that asks for a number."""
        variant = (self.it.question(asked) if isinstance(asked, Shown) else drill_at_message(self.it, asked)).variant
        assert variant is not None and isinstance(variant.key, NumberKey)
        return variant.key

    def right(self, posted: discord.Message) -> str:
        """The right reply to everybody's numbers of a drill, as somebody would type it."""
        return right_for(self.it, posted)

    def ids(self, message: discord.Message) -> list[str]:
        """The custom ids of a message's buttons."""
        return list(buttons(message).values())

    def keys(self, shown: Shown) -> set[str]:
        """The keys of the labels of the buttons that somebody is shown."""
        labels = set(shown.labels)
        return {key for key, text in table(self.language).items() if text in labels}

    async def remind(self) -> None:
        """Have all reminders sent that are due."""
        with self.it.env._bot_scope():
            await self.it.bot.reminding.run()
        await self.it.env.settle(idle=0.001)

    def scene(self, name: str, sentence: str, *items: list[Item], light: bool = False, opened: bool = False) -> None:
        """Record a scene: its name, what it shows, and what is seen from top to bottom."""
        seen = tuple(each for part in items for each in part)
        now, files = self.it.now().isoformat(timespec="minutes"), dict(self._recorder.files)
        self.scenes.append(Scene(name, sentence, seen, now, self.language, light, opened, files))


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """A stage of its own."""
    async with played(tinyml()) as it:
        yield Stage(it)
