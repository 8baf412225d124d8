"""A group at work, by chance: whatever is pressed, written and restarted, all are answered, and what counts is so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
import simcord
from sqlite_utils import Database

from bot.messages.words import say
from compiler.checker import VerdictKind
from scheduler.rules import Outcome
from scheduler.store import Question, drill, question, replies
from tests.bot.played import Played, Shown, buttons, played
from tests.scheduler.practice.samples import other, right, tiny, wrong

STEPS = 120
TEXTS = ("?", "5", "yes", "2 * a * b", "double = 3; triple = 4", "line 1: 5", "`**", "@everyone", "1e400", "9" * 3999)
WISHES: tuple[dict[str, object], ...] = (
    {},
    {},
    {"deck": "tiny"},
    {"chapter": 2},
    {"type": "vector"},
    {"type": "debug"},
    {"wrong-only": True},
    {"deck": "nothing"},
)

Doing = Callable[[simcord.MemberActor], Coroutine[Any, Any, None]]


class Walk:
    """What some members have before them, and what they may do next."""

    def __init__(self, it: Played, random: Random) -> None:
        self.it, self.random = it, random
        self.members = [it.ann, it.ben, it.member("eve")]
        self.shown: dict[int, list[Shown]] = {each.id: [] for each in self.members}
        self.did: list[str] = []

    async def step(self) -> None:
        """Somebody does something."""
        who = self.random.choice(self.members)
        doing: list[Doing] = [*[self.press] * 10, self.practise, self.practise]
        doing += [self.look, self.write, self.wait, self.post, *[self.answer_drill] * 3]
        chosen = self.random.choice(doing)
        self.did.append(f"{who.name}: {chosen.__name__}")
        await chosen(who)

    async def practise(self, who: simcord.MemberActor) -> None:
        """Begin, or go on."""
        self.keep(who, await self.it.practice(who, **self.random.choice(WISHES)))

    async def look(self, who: simcord.MemberActor) -> None:
        """Look at a streak."""
        shown = await self.it.slash(who, "streak", member=self.random.choice(self.members))
        self.keep(who, shown)

    async def press(self, who: simcord.MemberActor) -> None:
        """Press a button of something that was shown, new or old, or of what stands in the channel."""
        public: list[simcord.ResponseMessage | discord.Message] = [
            each for each in self.it.home.channel.history() if buttons(each)
        ]
        mine = [each.message for each in self.shown[who.id][-4:] if each.labels]
        before = [*mine * 4, *public[-2:]]
        if not before:
            return
        message = self.random.choice(before)
        label = self.random.choice(list(buttons(message)))
        self.did.append(label)
        shown = await self.it.press(who, message, label)
        if shown.result.modal is None:
            self.keep(who, shown)
        elif self.random.random() < 0.9:
            self.keep(who, await self.it.fill(who, shown, self.text(shown)))

    def text(self, form: Shown) -> str:
        """What somebody writes into a form."""
        action, number = str(form.form["custom_id"]).split(".")[1:]
        if action == "zone":
            return self.random.choice(("Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin", "nowhere"))
        choices = [self.it.reply_to(int(number), is_right=is_right) for is_right in (True, True, False)]
        return self.random.choice([*choices, self.random.choice(TEXTS)])

    async def write(self, who: simcord.MemberActor) -> None:
        """Write a direct message: to what waits, or at random."""
        waiting = self.it.waiting(who)
        text = self.random.choice(TEXTS)
        if waiting is not None and self.random.random() < 0.7:
            text = self.it.reply_to(waiting, is_right=self.random.random() < 0.5)
        before = len(who.user.dm_channel.history())
        await who.send_dm(text[:2000])
        assert len(who.user.dm_channel.history()) == before + 2

    async def answer_drill(self, who: simcord.MemberActor) -> None:
        """Reply to the last drill in the channel."""
        drills = [each for each in self.it.home.channel.history() if "My own numbers" in buttons(each)]
        if drills:
            number = int(buttons(drills[-1])["My own numbers"].rpartition(".")[2])
            posted = self.it.read(lambda db: drill(db, number))
            asked = cast(Question, SimpleNamespace(variant=posted.variant))
            text = self.random.choice((right(asked), wrong(asked), self.random.choice(TEXTS)))
            await who.send(self.it.home.channel, text[:2000], reply_to=drills[-1])

    async def wait(self, _: simcord.MemberActor) -> None:
        """Time passes; now and then the bot is restarted."""
        await self.it.later(minutes=self.random.choice((1, 10, 300, 1500)))
        if self.random.random() < 0.5:
            await self.it.restarted()

    async def post(self, _: simcord.MemberActor) -> None:
        """It gets eight o'clock in Berlin, and what is due is posted: a drill, and the solution of the last one."""
        due = self.it.now().replace(hour=6, minute=0) + timedelta(days=1)
        await self.it.later(seconds=(due - self.it.now()).total_seconds() + 30)
        await self.it.post()

    def keep(self, who: simcord.MemberActor, shown: Shown) -> None:
        """Everybody is answered, in private, within Discord's limits, and never with a word of something wrong."""
        assert shown.messages, self.did[-6:]
        assert shown.private, self.did[-6:]
        assert say("general.wrong") not in shown.text
        for each in shown.messages:
            assert len(each.content) <= 2000
            assert sum(len(embed) for embed in each.embeds) <= 6000
        self.shown[who.id].append(shown)


def check(it: Played) -> None:
    """What is stored is sound: a question counts once, and is right by its last reply; one waits in a session."""

    def work(db: Database) -> None:
        for (number,) in db.execute("SELECT id FROM questions").fetchall():
            asked, verdicts = question(db, number), [each.verdict for each in replies(db, number)]
            (counted,) = db.execute("SELECT count(*) FROM reviews WHERE question = ?", (number,)).fetchone()
            assert counted == (asked.outcome is not None)
            assert (VerdictKind.RIGHT in verdicts) == (asked.outcome is Outcome.RIGHT)
            assert VerdictKind.RIGHT not in verdicts[:-1]
        waiting = "SELECT count(*) FROM questions WHERE closed IS NULL AND session IS NOT NULL GROUP BY learner"
        assert all(each == (1,) for each in db.execute(waiting).fetchall())

    it.read(work)


@pytest.mark.parametrize("seed", range(4))
def test_a_walk(seed: int) -> None:
    async def whole() -> None:
        random = Random(seed)
        async with played(tiny(), other()) as it:
            options: dict[str, Any] = {
                "channel": it.home.channel,
                "deck": "tiny",
                "at": "08:00",
                "zone": "Europe/Berlin",
            }
            await it.slash(it.home.boss, "setup add", **options)
            walk = Walk(it, random)
            for _ in range(STEPS):
                await walk.step()
            check(it)

    asyncio.run(whole())
