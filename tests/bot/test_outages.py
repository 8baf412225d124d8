"""Outages of Discord, the network and the disk: what fails is done again, and once, and nobody is left in the dark."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import discord
import pytest

from bot.messages.words import say
from scheduler.store import (
    PostState,
    schedule,
)
from tests.bot.outside import PLACE, Class, Clock, asked_of, form, locked, play, posted, reply
from tests.scheduler.practice.samples import right

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
