"""What is done with is kept by nobody, however long the bot runs."""

from __future__ import annotations

import asyncio
import weakref

from bot.client import settle
from bot.messages.markdown import discord_text
from compiler.targets.html import markdown
from tests.bot.played import Played, plays


class Guild:
    """Something that knows itself, as guilds and their channels know one another."""

    def __init__(self) -> None:
        self.channel = self


def test_what_a_lost_session_knew_is_let_go_of() -> None:
    guild = Guild()
    known = weakref.ref(guild)
    settle()
    del guild
    settle()
    assert known() is None


@plays
async def test_private_answers_leave_nothing_that_waits(it: Played) -> None:
    await it.practice(it.ann)
    before = len(asyncio.all_tasks())
    for _ in range(5):
        shown = await it.practice(it.ann)
        assert (await it.press(it.ann, shown, "Hint")).private
    assert len(asyncio.all_tasks()) == before
    assert not it.bot.persistent_views


def test_a_parser_serves_all_texts() -> None:
    discord_text("One $x^2$.")
    before = markdown._parser.cache_info().currsize
    for number in range(50):
        discord_text(f"{number} $x_{number}$.")
    assert markdown._parser.cache_info().currsize == before
