"""The bot from its start to its end: what it announces and waits for, and that a stop loses and doubles nothing."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from pathlib import Path

import discord
import pytest
from discord import app_commands
from sqlite_utils import Database

from bot.client import Drillbot
from bot.desk import Desk, account
from bot.messages.words import say
from bot.serving import _connected
from compiler.checker import VerdictKind
from scheduler.practice import decline, think_right
from scheduler.store import (
    Kind,
    PostState,
    Store,
    ask,
    dispute,
    keep_reply,
    welcome,
)
from tests.bot.outside import TOKEN, Class, Clock, asked_of, form, now, outside, play, posted
from tests.bot.wire import redirected
from tests.scheduler.practice.samples import right
from tests.scheduler.store.samples import PLACES, variant

COMMANDS = "/applications/*/commands"


def test_commands_are_announced_once_and_again_when_they_have_changed(tmp_path: Path) -> None:
    @app_commands.command(name="more", description="More")
    async def more(_: discord.Interaction) -> None: ...

    async def act(of: Class) -> None:
        announced = []
        for _ in range(2):
            async with of.bot():
                announced.append(len(of.fake.made("PUT", COMMANDS)))
        with Store(of.path) as store, redirected(of.fake.url, of.fake.gateway):
            for _ in range(2):
                client = Drillbot(Desk(store, of.shelf, Clock(), "UTC"), clockwork=False)
                client.tree.add_command(more)
                await client.login(TOKEN)
                await client.close()
                announced.append(len(of.fake.made("PUT", COMMANDS)))
        assert announced == [1, 1, 2, 2]
        assert {one["name"] for one in of.fake.commands[None].values()} >= {"more", "practice", "setup", "streak"}

    play(tmp_path, act)


def test_the_bot_waits_until_discord_can_be_reached(
    tmp_path: Path, hurried: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.serving.FIRST_PAUSE", 0.01)

    async def act(of: Class) -> None:
        of.fake.fault("GET", "/users/@me", cut=True, times=2)  # aiohttp reads once more by itself
        of.fake.fault("GET", "/users/@me", 503)
        of.fake.fault("GET", "/users/@me", 429, retry_after=1000)
        of.fake.fault("GET", "/oauth2/applications/@me", cut=True, times=2)
        of.fake.fault("PUT", COMMANDS, 503)
        with Store(of.path) as store, redirected(of.fake.url, of.fake.gateway):
            client = Drillbot(Desk(store, of.shelf, Clock(), "UTC"))
            running = asyncio.create_task(_connected(client, TOKEN))
            await of.fake.until(lambda: client.is_ready() or running.done(), 20)
            await client.drain(1)
            await running

    with caplog.at_level(logging.INFO):
        play(tmp_path, act)
    assert sum(one.getMessage() == "Discord cannot be reached" for one in caplog.records) == 5


def test_a_wrong_token_ends_the_bot_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    with outside(tmp_path) as of, of.process(DRILLBOOK_TOKEN=TOKEN[:-1] + "x") as process:
        assert process.close() == 1
        assert "Discord does not know this token" in process.logged() and "Reset Token" in process.logged()
        assert "Traceback" not in process.logged() and "wirewire" not in process.logged()


def test_a_token_that_is_reset_ends_the_bot_likewise(tmp_path: Path) -> None:
    with outside(tmp_path) as of, of.process() as process:
        process.ready()
        of.fake.drop(4004)
        assert process.close() == 1
        assert "Reset Token" in process.logged() and "Traceback" not in process.logged()


def test_an_intent_that_the_portal_does_not_allow_ends_the_bot_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        of.fake.privileged = 0
        with of.process(DRILLBOOK_MESSAGE_CONTENT="true") as process:
            assert process.close() == 1
            assert "Message Content Intent" in process.logged() and "Traceback" not in process.logged()


# Stopping.


def test_a_stop_finishes_a_post_and_begins_nothing_more(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        of.due()
        with of.process() as process:
            of.fake.wait(lambda: len(of.posts()) == 1, 30)
        (first,) = of.drills()
        of.due()
        slow = of.fake.fault("POST", f"/channels/{of.channel.id}/messages", delay=0.7)
        with of.process() as process:
            of.fake.wait(lambda: slow.hits, 30)
            process.stop()
            process.stop()
            time.sleep(0.2)
            said = of.fake.say(of.ada, of.channel, right(asked_of(first)), reply_to=of.posts()[of.nonce(first.id)][0])
            refused = of.fake.command(of.ada, of.channel, "practice")
            assert process.close() == 0, process.logged()
            assert [one.state for one in of.drills()] == [PostState.SENT] * 2
            assert of.replies() == [] and [one.content for one in refused.messages] == [say("general.closing")]
            assert not {"error", "Traceback", "Unclosed"} & set(process.logged().replace('"', " ").split())
        with of.process() as process:
            of.fake.wait(lambda: said.reactions, 30)
            process.stop()
            assert process.close() == 0
        assert [source for source, _, _ in of.replies()] == [f"message:{said.id}"]
        assert [len(found) for found in of.posts().values()] == [1, 1]


def test_a_stop_finishes_telling_what_was_decided_while_the_bot_was_away(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        at = now()

        def declined(db: Database) -> int:
            who = welcome(db, account(of.ada.id), "UTC", at)
            asked = ask(db, who.id, None, PLACES[0], Kind.NEW, variant(1), at)
            said = keep_reply(db, asked, "1 MB", VerdictKind.WRONG, at, who.day(at))
            think_right(db, who.id, asked.id, at)
            return decline(db, said.id, at).reply.id

        number = of.write(declined)
        channel = of.fake.direct_messages(of.ada)
        slow = of.fake.fault("POST", f"/channels/{channel.id}/messages", delay=0.4)
        with of.process() as process:
            of.fake.wait(lambda: slow.hits, 30)
            process.stop()
            assert process.close() == 0, process.logged()
            assert '"unfinished": 0' in process.logged()
        assert len(channel.messages) == 1 and of.read(lambda db: dispute(db, number)).told


def test_who_sends_a_form_while_the_bot_closes_gets_back_what_they_typed(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            opened = await form(of, await posted(of, client), of.ada)
            client.desk.closing = True
            for typed, given in (("12 `kB`", "`12 ˋkBˋ`"), ("1" * 4000, f"`{'1' * 1799}…`")):
                (told,) = await of.fake.submit(opened, {"reply": typed}).said()
                assert told.content == "\n".join([say("general.closing"), say("general.typed", text=given)])
                assert told.ephemeral and of.replies() == []

    play(tmp_path, act)


def test_a_stop_finishes_an_interaction(tmp_path: Path) -> None:
    with outside(tmp_path) as of, of.process() as process:
        process.ready()
        slow = of.fake.fault("POST", "/interactions/**", delay=0.5)
        asked = of.fake.command(of.ada, of.channel, "practice")
        of.fake.wait(lambda: slow.hits)
        process.stop()
        assert process.close() == 0, process.logged()
        assert asked.messages and asked.refused == []
        assert '"unfinished": 0' in process.logged()


def test_a_stop_waits_no_longer_than_it_may(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        of.due()
        stuck = of.fake.fault("POST", f"/channels/{of.channel.id}/messages", delay=8, cut=True)
        with of.process(DRILLBOOK_DRAIN_SECONDS="1") as process:
            of.fake.wait(lambda: stuck.hits, 30)
            process.stop()
            began = time.monotonic()
            assert process.close() == 0, process.logged()
            assert 0.9 < time.monotonic() - began < 4
            assert '"unfinished": 1' in process.logged() and "Unclosed" not in process.logged()
        with of.process() as process:
            of.fake.wait(lambda: [one.state for one in of.drills()] == [PostState.SENT], 30)
        assert [len(found) for found in of.posts().values()] == [1]


@pytest.mark.parametrize("path", ["/users/@me", "/oauth2/applications/@me", COMMANDS])
def test_a_stop_during_the_login_is_obeyed(tmp_path: Path, path: str) -> None:
    with outside(tmp_path) as of:
        slow = of.fake.fault("*", path, delay=30)
        with of.process() as process:
            of.fake.wait(lambda: slow.hits, 30)
            process.stop()
            began = time.monotonic()
            assert process.close() == 0, process.logged()
            assert time.monotonic() - began < 10
            assert not {"error", "Traceback", "Unclosed"} & set(process.logged().replace('"', " ").split())


def test_an_interruption_at_the_keyboard_stops_likewise(tmp_path: Path) -> None:
    with outside(tmp_path) as of, of.process() as process:
        process.ready()
        process.warm.send_signal(signal.SIGINT)
        assert process.close() == 0 and '"closing"' in process.logged()
