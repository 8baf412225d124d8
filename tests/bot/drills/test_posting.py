"""Posts where something comes between, and the lines of drills, over the wire: each post once, none held up."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.client import Drillbot
from bot.drills import lines
from bot.drills.posting import BROKEN_AGAIN
from scheduler.daily import planning
from scheduler.daily.posting import REFUSED_AGAIN
from scheduler.rules import utc
from scheduler.store import Drill, PostState, Schedule, remove_schedule, schedule
from tests.bot.outside import MANY, PLACE, Class, Clock, message_of, now, play, posted, reply
from tests.bot.wire import Message

LINE = "/channels/*/messages/*"


def told(of: Class) -> list[str]:
    """What the organiser was told."""
    return [one.content for one in of.fake.direct_messages(of.organiser).messages.values()]


def solution_state(of: Class) -> tuple[str, int]:
    """What became of the one solution, and how often it was begun."""
    state, tried = of.read(lambda db: db.execute("SELECT state, tried FROM solutions").fetchone())
    return str(state), int(tried)


async def ended(of: Class, client: Drillbot, clock: Clock) -> Drill:
    """A drill that has come to its end."""
    drill = await posted(of, client)
    clock.ahead += drill.ends - clock()
    return drill


# Each once.


@pytest.mark.parametrize("part", ["drill", "solution"])
def test_a_late_post_is_found_behind_whatever_was_said_since_it_was_due(
    tmp_path: Path, hurried: None, part: str
) -> None:
    async def act(of: Class) -> None:
        of.fake.kept = 5000
        clock = Clock()
        if part == "solution":
            of.due(days=1 << now().weekday())
            async with of.bot(clock) as client:
                await ended(of, client, clock)
            of.fake.advance(clock.ahead.total_seconds())
        else:
            of.due()
        for n in range(1100):
            of.fake.say(of.ada, of.channel, f"{n}")
        clock.on(minutes=100)
        of.fake.advance(100 * 60)
        async with of.bot(clock) as client:
            before = len(of.fake.made("POST", PLACE))
            of.fake.fault("POST", PLACE, 503, before=False)
            await posted(of, client)
            assert len(of.fake.made("POST", PLACE)) == before + 1
            of.fake.forget_nonces()
            for n in range(150):
                of.fake.say(of.ada, of.channel, f"{n} more")
            read = len(of.fake.made("GET", PLACE))
            clock.on(seconds=31)
            drill = await posted(of, client)
            assert [len(found) for found in of.posts(part[0]).values()] == [1]
            assert len(of.fake.made("GET", PLACE)) == read + 1
            assert (drill.state if part == "drill" else solution_state(of)[0]) == "sent"

    play(tmp_path, act)


def test_a_post_is_found_behind_much_that_was_said_since_it_was_begun(tmp_path: Path, hurried: None) -> None:
    async def act(of: Class) -> None:
        of.fake.kept = 5000
        of.due()
        for n in range(1100):
            of.fake.say(of.ada, of.channel, f"{n}")
        clock = Clock()
        async with of.bot(clock) as client:
            of.fake.fault("POST", PLACE, 503, before=False)
            await posted(of, client)
            of.fake.forget_nonces()
            clock.on(seconds=31)
            assert (await posted(of, client)).state is PostState.SENT
            assert [len(found) for found in of.posts().values()] == [1]

    play(tmp_path, act)


def test_a_post_is_known_to_discord_by_its_schedule_and_date(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        number, clock = of.due(), Clock()
        async with of.bot(clock) as client:
            first = await ended(of, client, clock)
            await posted(of, client)
        days = [f"{first.day + timedelta(days=n):%Y%m%d}" for n in range(2)]
        assert list(of.posts()) == [f"d{number}-{day}" for day in days]
        assert list(of.posts("s")) == [f"s{number}-{days[0]}"]

    play(tmp_path, act)


def test_a_digest_that_arrived_though_its_answer_was_lost_is_found_and_not_sent_again(
    tmp_path: Path, hurried: None
) -> None:
    async def act(of: Class) -> None:
        number, clock = of.due(days=1 << now().weekday()), Clock()
        async with of.bot(clock) as client:
            drill = await posted(of, client)
            await answered(of, client, drill)
            yesterday = drill.day - timedelta(days=1)
            await client.desk.run(lambda db: db.execute("UPDATE drills SET day = ?", (yesterday.isoformat(),)))
            await client.desk.run(lambda db: db.execute("UPDATE schedules SET digest_next = ?", (utc(clock()),)))
            of.fake.fault("POST", PLACE, 503, before=False)
            await posted(of, client)
            of.fake.forget_nonces()
        clock.on(seconds=31)
        async with of.bot(clock) as client:
            await posted(of, client)
        assert {nonce: len(found) for nonce, found in of.posts("w").items()} == {f"w{number}-{drill.day:%Y%m%d}": 1}
        assert of.read(lambda db: db.execute("SELECT state, tried FROM notices").fetchall()) == [("sent", 1)]

    play(tmp_path, act)


# A schedule that is removed, or cannot be planned.


def test_a_schedule_that_is_removed_while_its_drill_is_posted_leaves_nothing_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(of: Class) -> None:
        number = of.due()
        async with of.bot() as client:
            slow = of.fake.fault("POST", PLACE, delay=0.1)
            client.poster.wake()
            await of.fake.until(lambda: slow.hits)
            await client.desk.run(lambda db: remove_schedule(db, number))
            await client.poster.idle()
            assert len(of.fake.made("POST", PLACE)) == 1 and not of.channel.messages

    with caplog.at_level(logging.INFO):
        play(tmp_path, act)
    assert "removed meanwhile" in caplog.messages
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_solution_of_a_schedule_that_is_removed_meanwhile_is_taken_back(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        number, clock = of.due(days=1 << now().weekday()), Clock()
        async with of.bot(clock) as client:
            await ended(of, client, clock)
            slow = of.fake.fault("POST", PLACE, delay=0.1)
            client.poster.wake()
            await of.fake.until(lambda: slow.hits)
            await client.desk.run(lambda db: remove_schedule(db, number))
            await client.poster.idle()
            assert not of.posts("s")

    play(tmp_path, act)


def test_a_schedule_that_cannot_be_planned_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(of: Class) -> None:
        broken, sound, clock = of.due(now() - timedelta(minutes=1)), of.due(), Clock()
        wanted = planning._end

        def end(due: Schedule, *of_it: Any) -> Any:
            if due.id == broken:
                raise ZeroDivisionError
            return wanted(due, *of_it)

        monkeypatch.setattr(planning, "_end", end)
        async with of.bot(clock) as client:
            for _ in range(3):
                assert [(each.schedule, each.state) for each in [await posted(of, client)]] == [(sound, PostState.SENT)]
            assert caplog.messages.count("a schedule cannot be planned") == 1
            clock.ahead += BROKEN_AGAIN
            await posted(of, client)
            assert caplog.messages.count("a schedule cannot be planned") == 2
            monkeypatch.setattr(planning, "_end", wanted)
            clock.ahead += BROKEN_AGAIN
            assert (await posted(of, client)).schedule == broken

    play(tmp_path, act)


# What Discord refuses.


def test_a_solution_that_is_refused_is_tried_again(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due(days=1 << now().weekday())
        clock = Clock()
        async with of.bot(clock) as client:
            await ended(of, client, clock)
            refusal = of.fake.fault("POST", PLACE, 403, code=50013)
            await posted(of, client)
            assert refusal.hits and not of.posts("s")
            clock.ahead += REFUSED_AGAIN
            await posted(of, client)
            assert len(of.posts("s")) == 1 and told(of) == []

    play(tmp_path, act)


def test_a_solution_that_is_refused_again_and_again_is_given_up_and_the_organiser_told_once(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        number, clock = of.due(days=1 << now().weekday()), Clock()
        async with of.bot(clock) as client:
            await ended(of, client, clock)
            of.fake.permit(of.channel, deny=discord.Permissions(send_messages=True))
            for _ in range(5):
                await posted(of, client)
                clock.ahead += REFUSED_AGAIN
            assert solution_state(of) == ("failed", 3)
            assert of.read(lambda db: schedule(db, number)).next_at is not None
            (said,) = told(of)
            assert said == (
                f"In class, schedule {number} gives up on a solution: <#{of.channel.id}> has refused it 3 times. "
                "See to my permissions there."
            )

    play(tmp_path, act)


def test_a_solution_follows_though_it_may_be_no_reply(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due(days=1 << now().weekday())
        clock = Clock()
        async with of.bot(clock) as client:
            await ended(of, client, clock)
            of.fake.permit(of.channel, deny=discord.Permissions(read_message_history=True))
            await posted(of, client)
            ((solution,),) = of.posts("s").values()
            assert solution.replies_to is None and solution_state(of) == ("sent", 1)

    play(tmp_path, act)


@pytest.mark.parametrize("part", ["drill", "solution"])
def test_what_discord_would_not_take_is_told_to_the_organiser(
    tmp_path: Path, part: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(of: Class) -> None:
        number, clock = of.due(days=1 << now().weekday()), Clock()
        async with of.bot(clock) as client:
            if part == "solution":
                await ended(of, client, clock)
            of.fake.fault("POST", f"/channels/{of.channel.id}/messages", 400, code=50035)
            for _ in range(2):
                await posted(of, client)
                clock.on(minutes=11)
            assert told(of) == [f"In class, schedule {number} could not post its {part}: Discord would not take it."]
            assert (of.drills()[0].state if part == "drill" else solution_state(of)[0]) == "failed"

    play(tmp_path, act)
    assert caplog.messages.count("failed") == 1


# Lines.


async def answered(of: Class, client: Drillbot, drill: Drill, name: str = "bob") -> None:
    """Have somebody new answer a drill rightly."""
    said = reply(of, drill, of.member(name))
    await of.fake.until(lambda: said.reactions and of.settled(client))


def edits(of: Class, message: Message) -> int:
    """How often the line of a drill was sent."""
    return len(of.fake.made("PATCH", f"/channels/*/messages/{message.id}"))


def test_an_edit_that_has_to_wait_holds_up_no_drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BRIEFLY", 60)

    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            drill = await posted(of, client)
            await answered(of, client, drill)
            await client.desk.run(lambda db: of.put_due(db, now() + timedelta(minutes=5)))
            slow = of.fake.fault("PATCH", LINE, 429, times=None, retry_after=1)
            client.poster.wake()
            await of.fake.until(lambda: slow.hits)
            await asyncio.sleep(0.05)
            clock.on(minutes=5)
            client.poster.wake()
            await of.fake.until(lambda: len(of.posts()) == 2, 4)  # the edit is tried five times, a second apart
            assert "nobody" in message_of(of, drill).content
            slow.end()
            await of.fake.until(lambda: "1 is done" in message_of(of, drill).content)

    play(tmp_path, act)


def test_a_line_that_discord_will_not_take_leaves_the_others_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_SECONDS", 0.1)

    async def act(of: Class) -> None:
        for _ in range(5):
            of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            await posted(of, client)
            bad, *good = of.drills()
            busy = of.fake.fault("PATCH", f"/channels/*/messages/{bad.message}", 429, times=None, retry_after=1)
            for drill in of.drills():
                await answered(of, client, drill, f"friend of {drill.id}")
            await posted(of, client)
            await of.fake.until(lambda: all("1 is done" in message_of(of, drill).content for drill in good))
            await asyncio.sleep(0.2)
            hits = busy.hits
            await posted(of, client)
            assert busy.hits == hits
            busy.end()
            clock.on(minutes=1, seconds=1)
            await posted(of, client)
            await of.fake.until(lambda: "1 is done" in message_of(of, bad).content)

    play(tmp_path, act)


def test_a_line_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            await answered(of, client, drill)
            for _ in range(3):
                client.desk.changed.add(drill.id)
                await posted(of, client)
            assert edits(of, message_of(of, drill)) == 1 and not client.desk.changed

    play(tmp_path, act)


def test_the_line_of_an_old_drill_is_edited_less_often(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        of.due()
        clock = Clock()
        async with of.bot(clock) as client:
            drill = await posted(of, client)
            clock.on(hours=1, minutes=1)
            for n, name in enumerate(("bob", "cleo", "dan")):
                await answered(of, client, drill, name)
                await posted(of, client)
                assert edits(of, message_of(of, drill)) == min(n + 1, 1)
            clock.ahead += lines.OLD_AGAIN
            await posted(of, client)
            assert "3 are done" in message_of(of, drill).content

    play(tmp_path, act)


def test_an_edit_keeps_the_mention_of_the_role(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        role = of.fake.add_role(of.guild, "learners", MANY)
        of.due(role=str(role.id))
        async with of.bot() as client:
            drill = await posted(of, client)
            assert message_of(of, drill).mention_roles == [role.id]
            await answered(of, client, drill)
            await posted(of, client)
            assert "1 is done" in message_of(of, drill).content
            assert message_of(of, drill).mention_roles == [role.id]

    play(tmp_path, act)


def test_lines_are_looked_at_some_at_a_time_after_a_restart(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        for _ in range(2 * lines.RECALLED_AT_ONCE):
            of.due()
        async with of.bot() as client:
            await posted(of, client)
        async with of.bot() as client:
            assert len(of.fake.made("PATCH", LINE)) == 0
            for n in (1, 2, 2):
                await posted(of, client)
                assert len(of.fake.made("PATCH", LINE)) == n * lines.RECALLED_AT_ONCE
            assert len(of.fake.made("GET", LINE)) == 0

    play(tmp_path, act)


def test_a_stop_waits_for_no_edit_that_has_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BRIEFLY", 0.1)

    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            drill = await posted(of, client)
            await answered(of, client, drill)
            busy = of.fake.fault("PATCH", LINE, 429, times=None, retry_after=5)
            client.poster.wake()
            await of.fake.until(lambda: busy.hits)
            began = time.monotonic()
            await client.poster.close()
            assert time.monotonic() - began < 3  # of the five that Discord asks for
            assert not [each for each in asyncio.all_tasks() if "_edit" in repr(each.get_coro())]

    play(tmp_path, act)
