"""Outages of Discord, the network and the disk: what is lost is fetched, what fails is done again, and once."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import Mock

import discord
import pytest
from discord import app_commands
from sqlite_utils import Database

from bot.absence import HEARD
from bot.client import Drillbot
from bot.desk import Desk, account
from bot.serving import _connected
from bot.words import say
from compiler.checker import VerdictKind
from scheduler.practice import decline, think_right
from scheduler.rules import utc
from scheduler.store import (
    Drill,
    Kind,
    PostState,
    Store,
    StoreError,
    ask,
    dispute,
    keep_reply,
    remembered,
    schedule,
    welcome,
)
from tests.bot.outside import PLACE, TOKEN, Class, Clock, asked_of, message_of, now, outside, play, posted, reply
from tests.bot.wire import Interaction, Request, User, redirected
from tests.bot.wire.traffic import Moment
from tests.scheduler.practice.samples import right
from tests.scheduler.store.samples import PLACES, variant

COMMANDS = "/applications/*/commands"


async def form(of: Class, drill: Drill, who: User) -> Interaction:
    """A form that a member has opened for their own numbers."""
    shown = of.fake.press(who, message_of(of, drill), f"db.own.{drill.id}")
    (screen,) = await shown.said()
    button = next(one["custom_id"] for row in screen.components for one in row["components"])
    return await of.fake.press(who, screen, button).done()


async def kept(of: Class, count: int) -> list[tuple[str, str, str]]:
    """The replies that are kept, once there are so many."""
    await of.fake.until(lambda: len(of.replies()) >= count)
    return of.replies()


# Login, commands, and connections that are lost.


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


def test_a_reply_during_a_dropped_connection_is_heard_once(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            of.fake.drop()
            said = reply(of, drill, of.ada)
            assert await kept(of, 1) == [(f"message:{said.id}", said.content, "right")]
            await of.fake.until(of.answers)
            assert of.fake.sessions.resumed == 1 and said.reactions == {"✅": [of.fake.bot.id]}
        assert len(of.replies()) == 1

    play(tmp_path, act)


def test_replies_during_a_lost_session_are_caught_up_once_and_as_of_when_they_were_written(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            drill = await posted(of, client)
            of.fake.forget_sessions()
            said = [reply(of, drill, of.member(name)) for name in ("bob", "cleo", "dan")]
            clock.on(hours=2)
            assert [source for source, _, _ in await kept(of, 3)] == [f"message:{one.id}" for one in said]
            await of.fake.until(lambda: len(of.answers()) == 3 and of.settled(client))
            await client.absence.catch_up()
            times = of.read(lambda db: db.execute("SELECT at FROM replies ORDER BY id").fetchall())
            assert times == [(utc(one.at),) for one in said]
            known = of.read(lambda db: db.execute("SELECT known FROM questions ORDER BY id").fetchall())
            assert known == [(0,), (1,), (1,)]
        assert of.fake.sessions.identified == 2 and len(of.answers()) == 3

    play(tmp_path, act)


def test_a_long_outage_of_the_connection_is_not_taken_for_hearing(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            drill = await posted(of, client)
            of.fake.hold()
            of.fake.forget_sessions()
            await of.fake.until(lambda: not client.is_connected())
            said = reply(of, drill, of.ada)
            for _ in range(3):
                clock.on(minutes=10)
                await client._note()
            of.fake.let_go()
            assert [source for source, _, _ in await kept(of, 1)] == [f"message:{said.id}"]
            await of.fake.until(lambda: said.reactions and client.is_connected())

    play(tmp_path, act)


def test_a_start_catches_up_with_what_was_written_meanwhile(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            before = reply(of, drill, of.ada)
            await kept(of, 1)
            done = reply(of, drill, of.ada, "7")
            await of.fake.until(lambda: any(say("drill.done_before") in one for one in of.answers()))
        meanwhile = reply(of, drill, of.member("bob"))
        for _ in range(2):
            async with of.bot():
                assert [source for source, _, _ in of.replies()] == [f"message:{one.id}" for one in (before, meanwhile)]
        assert sum(say("drill.done_before") in one for one in of.answers()) == 1 and not done.reactions

    play(tmp_path, act)


def test_a_reply_to_a_drill_that_ended_meanwhile_counts_if_it_was_written_in_time(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            drill = await posted(of, client)
        said = reply(of, drill, of.ada)
        clock.on(days=1, minutes=5)
        async with of.bot(clock) as client:
            assert [source for source, _, _ in of.replies()] == [f"message:{said.id}"]
            await client.poster.run()
            await client.poster.idle()
            assert "1 member tried it. 1 was right" in of.posts("s")[of.nonce(drill.id, "s")][0].content

    play(tmp_path, act)


def test_catching_up_is_done_again_where_the_channel_could_not_be_read(tmp_path: Path, hurried: None) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
        said = reply(of, drill, of.ada)
        outage = of.fake.fault("GET", PLACE, 503, times=None)
        async with of.bot() as client:
            assert outage.hits and of.replies() == [] and client.absence.behind
            await client._note()
        async with of.bot() as client:
            outage.end()
            await client._note()
            assert [source for source, _, _ in of.replies()] == [f"message:{said.id}"] and not client.absence.behind

    play(tmp_path, act)


def test_a_lost_answer_keeps_no_other_reply_from_being_caught_up(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
        said = [reply(of, drill, of.member(name)) for name in ("bob", "cleo")]
        of.fake.fault("PUT", f"/channels/*/messages/{said[0].id}/**", cut=True)
        of.fake.fault("POST", "/channels/*/messages/*/threads", cut=True)
        async with of.bot():
            assert [source for source, _, _ in of.replies()] == [f"message:{one.id}" for one in said]
            assert said[1].reactions

    play(tmp_path, act)


@pytest.mark.parametrize("most", [5_000, 60])
def test_however_much_was_written_meanwhile_all_replies_are_caught_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, most: int
) -> None:
    monkeypatch.setattr("bot.absence.MOST_READ", most)

    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
        said = []
        for name in ("bob", "cleo"):
            for number in range(220):
                of.fake.say(of.ada, of.channel, f"chat {number}")
            said.append(reply(of, drill, of.member(name)))
        rounds = 0
        async with of.bot() as client:
            while client.absence.behind:
                heard = of.read(lambda db: remembered(db, HEARD))
                await client._note()
                assert (of.read(lambda db: remembered(db, HEARD)) or "") >= (heard or "")
                rounds += 1
                assert rounds < 20
            assert [source for source, _, _ in of.replies()] == [f"message:{one.id}" for one in said]
        assert (rounds > 5) == (most == 60) and len(of.answers()) == 2
        assert any(one.getMessage() == "more to catch up with" for one in caplog.records) == (most == 60)

    with caplog.at_level(logging.WARNING):
        play(tmp_path, act)


def test_catching_up_goes_on_where_an_outage_interrupted_it(tmp_path: Path, hurried: None) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
        first = reply(of, drill, of.ada)
        for number in range(150):
            of.fake.say(of.ada, of.channel, f"chat {number}")
        second = reply(of, drill, of.member("bob"))
        pages = 0

        def interrupt(moment: Moment, request: Request) -> None:
            nonlocal pages
            if moment == "answered" and request.method == "GET" and request.path.endswith("/messages"):
                pages += 1
                if pages == 1:
                    of.fake.fault("GET", PLACE, 503)

        of.fake.on_request(interrupt)
        async with of.bot() as client:
            assert [source for source, _, _ in of.replies()] == [f"message:{first.id}"] and client.absence.behind
            await client._note()
            assert [source for source, _, _ in of.replies()] == [f"message:{one.id}" for one in (first, second)]
            assert first.reactions and second.reactions and client.absence.behind is False

    play(tmp_path, act)


@pytest.mark.parametrize("lost", [("PUT", "/channels/*/messages/*/reactions/**"), ("POST", PLACE)])
def test_an_answer_that_is_lost_is_given_soon_after(tmp_path: Path, hurried: None, lost: tuple[str, str]) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            outage = of.fake.fault(*lost, 503, times=None)
            said = reply(of, drill, of.ada)
            await of.fake.until(lambda: outage.hits and of.settled(client))
            assert client.absence.behind and len(of.replies()) == 1 and of.answers() == []
            outage.end()
            for _ in range(2):
                await client._note()
                assert said.reactions == {"✅": [of.fake.bot.id]} and len(of.answers()) == 1
                assert not client.absence.behind
        assert len(of.replies()) == 1

    play(tmp_path, act)


def test_what_cannot_be_kept_while_catching_up_is_kept_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
        said = [reply(of, drill, of.member(name)) for name in ("bob", "cleo")]
        with monkeypatch.context() as patch:
            patch.setattr("bot.hearing.reply_to_drill", Mock(side_effect=StoreError("the disk is full")))
            async with of.bot() as client:
                for _ in range(7):
                    await client._note()
                assert client.absence.behind and of.replies() == [] and of.answers() == []
        async with of.bot() as client:
            assert [source for source, _, _ in of.replies()] == [f"message:{one.id}" for one in said]
            assert not client.absence.behind

    play(tmp_path, act)


def test_a_stop_before_all_is_caught_up_loses_nothing(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
        said = reply(of, drill, of.ada)
        slow = of.fake.fault("GET", PLACE, 503, delay=0.3)
        with Store(of.path) as store, redirected(of.fake.url, of.fake.gateway):
            client = Drillbot(Desk(store, of.shelf, Clock(), "UTC"), clockwork=False)
            serving = asyncio.create_task(client.start(TOKEN))
            await of.fake.until(lambda: slow.hits)
            await client.drain(0.1)
            await asyncio.wait([serving])
        assert of.replies() == []
        async with of.bot():
            assert [source for source, _, _ in of.replies()] == [f"message:{said.id}"]

    play(tmp_path, act)


# Posts that fail.


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_rate_limit_only_delays_a_post(tmp_path: Path, everywhere: bool) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            limited = of.fake.fault("POST", PLACE, 429, times=2, retry_after=0.02, everywhere=everywhere)
            drill = await posted(of, client)
            assert (drill.state, limited.hits) == (PostState.SENT, 2)
            assert list(of.posts()) == [of.nonce(drill.id)] and len(of.channel.messages) == 1

    play(tmp_path, act)


HINDRANCES = {
    "five times 429": {"status": 429, "times": 5, "retry_after": 0.01},
    "a 429 that is longer than the client waits": {"status": 429, "retry_after": 120},
    "five times 502": {"status": 502, "times": 5},
    "a 503": {"status": 503},
    "a cut connection": {"cut": True},
    "502, though it took effect": {"status": 502, "times": 5, "before": False},
    "503, though it took effect": {"status": 503, "before": False},
    "a cut connection after it took effect": {"cut": True, "before": False},
}


@pytest.mark.parametrize("forgetful", [False, True])
@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_a_post_that_fails_is_put_off_and_made_once(
    tmp_path: Path, hurried: None, hindrance: str, forgetful: bool
) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            of.fake.fault("POST", PLACE, **HINDRANCES[hindrance])  # type: ignore[arg-type]
            assert (await posted(of, client)).state is PostState.PLANNED
            assert (await posted(of, client)).state is PostState.PLANNED
            if forgetful:
                of.fake.forget_nonces()
            clock.on(seconds=31)
            drill = await posted(of, client)
            assert drill.state is PostState.SENT
            assert [str(one) for one in of.channel.messages] == [drill.message]

    play(tmp_path, act)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_reply_counts_to_a_drill_that_stands_though_nobody_could_note_that(tmp_path: Path, restarted: bool) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            of.fake.fault("POST", PLACE, cut=True, before=False)
            drill = await posted(of, client)
            assert drill.state is PostState.PLANNED and of.channel.latest is not None
            post = of.channel.latest
            if not restarted:
                said = of.fake.say(of.ada, of.channel, right(asked_of(drill)), reply_to=post)
                await of.fake.until(lambda: said.reactions)
        if restarted:
            said = of.fake.say(of.ada, of.channel, right(asked_of(drill)), reply_to=post)
            async with of.bot():
                assert said.reactions
        clock = Clock()
        clock.on(seconds=31)
        async with of.bot(clock) as client:
            drill = await posted(of, client)
        assert (drill.state, drill.message) == (PostState.SENT, str(post.id))
        assert len(of.posts()) == 1 and [source for source, _, _ in of.replies()] == [f"message:{said.id}"]

    play(tmp_path, act)


def test_the_client_tries_again_by_itself(tmp_path: Path, hurried: None) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            of.fake.fault("POST", PLACE, 502, times=2)
            of.fake.fault("POST", PLACE, 500, before=False)
            drill = await posted(of, client)
            assert drill.state is PostState.SENT and len(of.fake.made("POST", PLACE)) == 4
            assert [str(one) for one in of.channel.messages] == [drill.message]

    play(tmp_path, act)


def test_a_slow_answer_is_waited_for(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            of.fake.fault("POST", PLACE, delay=0.2)
            client.poster.wake()
            await asyncio.sleep(0.1)
            client.poster.wake()
            drill = await posted(of, client)
            assert drill.state is PostState.SENT and len(of.fake.made("POST", PLACE)) == 1

    play(tmp_path, act)


def test_an_outage_that_lasts_is_waited_out_and_its_day_is_excused(tmp_path: Path, hurried: None) -> None:
    async def act(of: Class) -> None:
        of.due(late_minutes=30)
        clock = Clock()
        async with of.bot(clock) as client:
            outage = of.fake.fault("*", "/channels/**", 503, times=None)
            for _ in range(20):
                assert (await posted(of, client)).state is PostState.PLANNED
                clock.on(minutes=2)
            outage.end()
            clock.on(minutes=10)
            assert (await posted(of, client)).state is PostState.MISSED and not of.channel.messages

    play(tmp_path, act)


@pytest.mark.parametrize("reachable", [True, False])
def test_a_channel_that_refuses_three_times_pauses_the_schedule_and_its_organiser_is_told(
    tmp_path: Path, reachable: bool
) -> None:
    async def act(of: Class) -> None:
        number = of.due()
        of.organiser.reachable = reachable
        system = of.fake.add_channel(of.guild, "general")
        of.guild.system = system
        of.fake.permit(of.channel, deny=discord.Permissions(send_messages=True))
        clock = Clock()
        async with of.bot(clock) as client:
            for _ in range(2):
                assert (await posted(of, client)).state is PostState.PLANNED
                clock.on(minutes=11)
            assert (await posted(of, client)).state is PostState.FAILED
            assert of.read(lambda db: schedule(db, number)).next_at is None
            place = of.fake.direct_messages(of.organiser) if reachable else system
            (told,) = place.messages.values()
            assert f"<#{of.channel.id}>" in told.content and told.allowed_mentions == {"parse": []}
            assert len(of.answers()) == 1

    play(tmp_path, act)


def test_a_channel_that_takes_posts_again_is_not_paused(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        number = of.due()
        of.fake.permit(of.channel, deny=discord.Permissions(send_messages=True))
        clock = Clock()
        async with of.bot(clock) as client:
            for _ in range(2):
                await posted(of, client)
                clock.on(minutes=11)
            of.fake.permit(of.channel, allow=discord.Permissions(send_messages=True))
            assert (await posted(of, client)).state is PostState.SENT
            assert of.read(lambda db: schedule(db, number)).refused == 0 and len(of.channel.messages) == 1

    play(tmp_path, act)


# Interactions that are late.


def test_a_late_interaction_raises_nothing_and_its_reply_is_kept_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            opened = await form(of, drill, of.ada)
            of.fake.deadline = -1.0
            late = [of.fake.submit(opened, {"reply": "3"}), of.fake.command(of.ada, of.channel, "practice")]
            await of.fake.until(lambda: all(one.refused for one in late) and of.settled(client))
            assert [one.refused[0].code for one in late] == [10062, 10062]
            assert [source for source, _, _ in of.replies()] == [f"interaction:{late[0].id}"]

    with caplog.at_level(logging.INFO):
        play(tmp_path, act)
    assert sum(one.getMessage() == "too late for Discord" for one in caplog.records) == 2
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


def test_an_answer_that_is_lost_leaves_the_reply_kept_and_raises_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            opened = await form(of, drill, of.ada)
            lost = of.fake.fault("POST", "/interactions/**", cut=True, times=None)
            sent = of.fake.submit(opened, {"reply": "3"})
            await of.fake.until(lambda: lost.hits and of.settled(client))
            assert [source for source, _, _ in of.replies()] == [f"interaction:{sent.id}"]

    with caplog.at_level(logging.INFO):
        play(tmp_path, act)
    assert not [one for one in caplog.records if one.name == "asyncio" or one.exc_info]


# A store that cannot be written.


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the store."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_where_the_store_cannot_be_written_the_member_is_told_and_nothing_is_acknowledged(
    tmp_path: Path, trouble: str
) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            opened = await form(of, drill, of.ada)
            await client.desk.run(lambda db: db.execute("PRAGMA busy_timeout = 10"))
            long = "ü" * 3900

            async def trying() -> None:
                said = reply(of, drill, of.member("bob"), long)
                sent = of.fake.submit(opened, {"reply": long})
                (told,) = await sent.said()
                assert told.content == say("general.busy") and told.ephemeral
                await of.fake.until(lambda: say("general.busy") in of.answers())
                assert not said.reactions and of.replies() == []

            if trouble == "locked":
                with locked(of.path):
                    await trying()
            else:
                pages = await client.desk.run(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
                await client.desk.run(lambda db: db.execute(f"PRAGMA max_page_count = {pages}"))
                await trying()
                await client.desk.run(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
            said = reply(of, drill, of.member("cleo"))
            await of.fake.until(lambda: said.reactions)
            again = await of.fake.submit(opened, {"reply": "3"}).done()
            assert again.callback is not None and len(of.replies()) == 2

    play(tmp_path, act)


def test_a_post_that_stands_but_could_not_be_recorded_is_found_again(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            await client.desk.run(lambda db: db.execute("PRAGMA busy_timeout = 10"))
            answer = of.fake.fault("POST", PLACE, delay=0.1)
            client.poster.wake()
            await of.fake.until(lambda: answer.hits)
            with locked(of.path):
                await client.poster.idle()
            assert of.drills()[0].state is PostState.CLAIMED
            of.fake.forget_nonces()
            clock.on(minutes=6)
            drill = await posted(of, client)
            assert drill.state is PostState.SENT and [str(one) for one in of.channel.messages] == [drill.message]

    play(tmp_path, act)


# Discord cannot be reached at the start.


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
        slow = of.fake.fault("*", path, delay=3)
        with of.process() as process:
            of.fake.wait(lambda: slow.hits, 30)
            process.stop()
            began = time.monotonic()
            assert process.close() == 0, process.logged()
            assert time.monotonic() - began < 2
            assert not {"error", "Traceback", "Unclosed"} & set(process.logged().replace('"', " ").split())


def test_an_interruption_at_the_keyboard_stops_likewise(tmp_path: Path) -> None:
    with outside(tmp_path) as of, of.process() as process:
        process.ready()
        process.warm.send_signal(signal.SIGINT)
        assert process.close() == 0 and '"closing"' in process.logged()
