"""Replies that were written while nobody heard them, over the wire: all of them are graded, once, as of then."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from unittest.mock import Mock, patch

import pytest

from bot.client import Drillbot
from bot.desk import Desk
from bot.drills.absence import HEARD
from bot.messages.words import say
from scheduler.rules import utc
from scheduler.store import (
    Store,
    StoreError,
    remembered,
)
from tests.bot.outside import PLACE, TOKEN, Class, Clock, play, posted, reply
from tests.bot.wire import Request, redirected
from tests.bot.wire.traffic import Moment


async def kept(of: Class, count: int) -> list[tuple[str, str, str]]:
    """The replies that are kept, once there are so many."""
    await of.fake.until(lambda: len(of.replies()) >= count)
    return of.replies()


async def look(client: Drillbot) -> None:
    """Have the bot look at what is due, as it does by itself every few seconds."""
    await client._look()
    await client.poster.idle()


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


def test_catching_up_is_done_again_where_the_store_could_not_be_written(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            await posted(of, client)
            with patch("bot.drills.absence.remember", Mock(side_effect=StoreError("the disk is full"))):
                await client.on_ready()
            assert client.absence.behind
            await client._note()
            assert not client.absence.behind

    play(tmp_path, act)


def test_no_drill_ends_before_what_was_written_in_time_is_heard(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            drill = await posted(of, client)
            first = reply(of, drill, of.ada, "0")
            await kept(of, 1)
            clock.on(hours=23)
            await look(client)
            of.fake.hold()
            of.fake.forget_sessions()
            await of.fake.until(lambda: not client.is_connected())
            second, bob = reply(of, drill, of.ada), reply(of, drill, of.member("bob"), "0")
            clock.on(hours=1)
            await look(client)
            assert not of.posts("s")
            of.fake.let_go()
            assert [source for source, _, _ in await kept(of, 3)] == [
                f"message:{one.id}" for one in (first, second, bob)
            ]
            await of.fake.until(lambda: not client.absence.behind)
            await look(client)
            assert len(of.posts("s")) == 1
            outcomes = of.read(lambda db: db.execute("SELECT outcome FROM questions ORDER BY id").fetchall())
            assert outcomes == [("right",), ("revealed",)]

    play(tmp_path, act)


def test_where_nobody_can_be_heard_for_long_drills_end_all_the_same(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            await posted(of, client)
            clock.on(hours=23)
            await look(client)
            client.absence.lose()
            clock.on(hours=1)
            await look(client)
            assert not of.posts("s")
            clock.on(hours=11)
            await look(client)
            assert len(of.posts("s")) == 1

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
    monkeypatch.setattr("bot.drills.absence.MOST_READ", most)

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
            patch.setattr("bot.drills.hearing.reply_to_drill", Mock(side_effect=StoreError("the disk is full")))
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
