"""Several connections to Discord: each server is served over its own, and one that is lost is caught up with."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.client import Drillbot
from bot.desk import Desk, account
from bot.heartbeat import Heartbeat
from bot.serving import _connected
from bot.sharding import ShardedDrillbot
from scheduler.store import Drill, PostState, Store, add_schedule, schedule, welcome_group
from tests.bot.outside import TOKEN, Class, Clock, asked_of, now, outside, play
from tests.bot.wire import Channel, Guild, Message, redirected
from tests.scheduler.practice.samples import right


def shard_of(guild: Guild) -> int:
    """The one of two shards that serves a guild."""
    return (guild.id >> 22) % 2


class Two:
    """A class, and a second server on the other of two shards; each with a drill that is due."""

    def __init__(self, of: Class) -> None:
        self.of = of
        self.guild = of.fake.add_guild("other", of.organiser)
        while shard_of(self.guild) == shard_of(of.guild):
            of.fake.remove_guild(self.guild)
            of.fake.advance(0.001)
            self.guild = of.fake.add_guild("other", of.organiser)
        self.channel = of.fake.add_channel(self.guild, "others")
        of.fake.add_member(self.guild, of.ada)
        number = of.due()

        def other(store: Store) -> None:
            first = store.write(lambda db: schedule(db, number))
            group = store.write(lambda db: welcome_group(db, account(self.guild.id), now()))
            store.write(lambda db: add_schedule(db, replace(first, group=group.id, channel=str(self.channel.id))))

        with Store(of.path) as store:
            other(store)

    def reply(self, drill: Drill) -> Message:
        """Have Ada reply to a drill, rightly."""
        place = self.of.fake.channels[int(drill.channel or 0)]
        assert drill.message is not None
        message = place.messages[int(drill.message)]
        return self.of.fake.say(self.of.ada, place, right(asked_of(drill)), reply_to=message)

    def place(self, shard: int) -> Channel:
        """The channel that a shard serves."""
        return self.of.channel if shard_of(self.of.guild) == shard else self.channel

    async def posted(self, client: Drillbot) -> dict[int, Drill]:
        """Post what is due: the drills by their shards."""
        await client.poster.run()
        await client.poster.idle()
        return {
            shard: drill for shard in (0, 1) for drill in self.of.drills() if drill.channel == str(self.place(shard).id)
        }

    def sources(self) -> list[str]:
        return [source for source, _, _ in self.of.replies()]


@pytest.mark.parametrize("shards", [2, None])
def test_servers_on_two_shards_get_their_drill_once_and_their_members_are_heard(
    tmp_path: Path, shards: int | None
) -> None:
    async def act(of: Class) -> None:
        two = Two(of)
        of.fake.sessions.shards = 2
        async with of.bot(shards=shards) as client:
            assert sorted(one.shard for one in of.fake.sessions.sessions.values()) == [0, 1]
            assert {guild.id: guild.shard_id for guild in client.guilds} == {
                guild.id: shard_of(guild) for guild in (of.guild, two.guild)
            }
            drills = await two.posted(client)
            assert sorted(drills) == [0, 1] and {one.state for one in drills.values()} == {PostState.SENT}
            for place in (of.channel, two.channel):
                assert [len(found) for found in of.posts(channel=place).values()] == [1]
            said = [two.reply(each) for each in drills.values()]
            await of.fake.until(lambda: all(one.reactions for one in said))
            assert sorted(two.sources()) == sorted(f"message:{one.id}" for one in said)
            pressed = of.fake.command(of.ada, two.channel, "streak")
            assert await pressed.said()
        assert of.fake.sessions.identified == 2

    play(tmp_path, act)


def test_direct_messages_come_over_the_first_shard_and_are_answered(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        Two(of)
        async with of.bot(shards=2):
            place = of.fake.direct_messages(of.ada)
            asked = of.fake.command(of.ada, place, "practice")
            await asked.said()
            of.fake.say(of.ada, place, "3")
            await of.fake.until(lambda: [text for _, text, _ in of.replies()] == ["3"])

    play(tmp_path, act)


@pytest.mark.parametrize("lost", [0, 1])
def test_what_was_written_on_a_shard_while_it_was_lost_is_caught_up_with(tmp_path: Path, lost: int) -> None:
    async def act(of: Class) -> None:
        two, clock = Two(of), Clock()
        async with of.bot(clock, shards=2) as client:
            drills = await two.posted(client)
            of.fake.hold(lost)
            of.fake.forget_sessions(lost)
            await of.fake.until(lambda: client.lost == {lost})
            said = two.reply(drills[lost])
            heard = two.reply(drills[1 - lost])
            await of.fake.until(lambda: heard.reactions)
            for _ in range(3):  # minutes go by: nobody may believe that all were heard
                clock.on(minutes=10)
                await client._note()
            assert not said.reactions and client.is_ready() and not client.is_connected()
            stands = {one.number: one.connected for one in Heartbeat(client).health().shards}
            assert stands == {lost: False, 1 - lost: True}
            of.fake.let_go(lost)
            await of.fake.until(lambda: said.reactions and of.settled(client))
            assert client.is_connected() and not client.absence.behind
            assert sorted(two.sources()) == sorted(f"message:{one.id}" for one in (said, heard))
        assert of.fake.sessions.identified == 3

    play(tmp_path, act)


def test_a_shard_that_is_taken_up_again_hears_what_was_written_meanwhile(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        two = Two(of)
        async with of.bot(shards=2) as client:
            drills = await two.posted(client)
            of.fake.drop(shard=1)
            said = two.reply(drills[1])
            await of.fake.until(lambda: said.reactions and client.is_connected())
            assert (of.fake.sessions.resumed, of.fake.sessions.identified) == (1, 2)
            assert two.sources() == [f"message:{said.id}"]

    play(tmp_path, act)


def test_without_shards_a_bot_in_too_many_servers_ends_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        of.fake.sessions.shards = 2
        with of.process() as process:
            assert process.close() == 1
            assert "set DRILLBOOK_SHARDS=auto" in process.logged() and "Traceback" not in process.logged()
        of.due()
        with of.process(DRILLBOOK_SHARDS="auto") as process:
            of.fake.wait(lambda: len(of.posts()) == 1, 30)
            process.stop()
            assert process.close() == 0, process.logged()
            assert not {"error", "Traceback", "Unclosed"} & set(process.logged().replace('"', " ").split())


def test_how_many_shards_is_asked_again_where_discord_cannot_be_reached(
    tmp_path: Path, hurried: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.serving.FIRST_PAUSE", 0.01)

    async def act(of: Class) -> None:
        outage = of.fake.fault("GET", "/gateway/bot", 503, times=2)
        with Store(of.path) as store, redirected(of.fake.url, of.fake.gateway):
            client = ShardedDrillbot(Desk(store, of.shelf, Clock(), "UTC"))
            running = asyncio.create_task(_connected(client, TOKEN))
            await of.fake.until(lambda: client.is_ready() or running.done(), 20)
            assert outage.hits == 2 and client.shard_count == 1
            await client.drain(1)
            await running

    with caplog.at_level(logging.INFO):
        play(tmp_path, act)
    assert sum(one.getMessage() == "Discord cannot be reached" for one in caplog.records) == 2
