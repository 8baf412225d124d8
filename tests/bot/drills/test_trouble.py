"""Drills that cannot be posted in time, or at all: recorded, excused, tried again, and told to the organiser."""

from __future__ import annotations

import logging

import discord
import pytest

from scheduler.daily import MOST_REFUSED
from scheduler.practice import Shelf
from scheduler.store import PostState, schedule
from tests.bot.daily import (
    answer,
    arranged,
    by_bot,
    drill_at_message,
    drill_of_today,
    drills,
    excused,
    outage,
    posted,
    requests,
    right_for,
    solutions,
    states,
    tick,
    write,
    wrong_for,
)
from tests.bot.played import Played, plays
from tests.scheduler.practice.samples import other

MESSAGES = "/channels/*/messages"


@plays
async def test_a_late_drill_is_posted_within_the_limit(it: Played) -> None:
    await arranged(it, late=120)
    await tick(it, hours=2, minutes=59)
    assert states(it) == [("2026-05-04", PostState.SENT)]


@plays
async def test_an_older_one_is_recorded_as_missed_and_excused_for_all_who_were_members(it: Played) -> None:
    for who in (it.ann, it.ben):
        await it.slash(who, "streak")
    await arranged(it, late=120)
    await tick(it, hours=3, minutes=1)
    assert states(it) == [("2026-05-04", PostState.MISSED)]
    cat = it.member("cat")
    await it.slash(cat, "streak")
    assert (excused(it, it.ann), excused(it, it.ben), excused(it, cat)) == (["2026-05-04"], ["2026-05-04"], [])
    await tick(it, days=3)
    assert states(it)[1:] == [
        ("2026-05-05", PostState.MISSED),
        ("2026-05-06", PostState.MISSED),
        ("2026-05-07", PostState.MISSED),
    ]
    assert excused(it, it.ann) == [f"2026-05-0{day}" for day in (4, 5, 6, 7)]
    assert drills(it) == []


@plays
async def test_an_outage_of_the_bot_breaks_no_streak(it: Played) -> None:
    await arranged(it)
    message = await posted(it)
    await write(it, it.ann, right_for(it, message), message)
    await tick(it, days=3, hours=5)
    await it.restarted()
    message = await posted(it, hours=19)
    await write(it, it.ann, right_for(it, message), message)
    assert "streak: 2 days" in answer_anywhere(it)


def answer_anywhere(it: Played) -> str:
    """What the bot said last in a thread."""
    newest = max((each for found in it.home.channel.threads for each in by_bot(it, found)), key=lambda each: each.id)
    return newest.content


@plays
async def test_an_outage_of_discord_is_waited_out_and_the_numbers_stay(it: Played) -> None:
    await arranged(it)
    outage(it, "POST", MESSAGES)
    await tick(it, hours=1)
    assert drills(it) == [] and states(it) == [("2026-05-04", PostState.PLANNED)]
    variant = it.read(lambda db: db.execute("SELECT variant FROM drills").fetchone())
    await tick(it, seconds=31)
    it.env.backend.faults.clear()
    await tick(it, minutes=2)
    assert len(drills(it)) == 1
    assert it.read(lambda db: db.execute("SELECT variant FROM drills").fetchone()) == variant


@plays
async def test_a_post_whose_answer_was_lost_is_found_and_not_sent_again(it: Played) -> None:
    message = await drill_of_today(it)
    sql = "UPDATE drills SET state = 'planned', retry = due, message = NULL, channel = NULL, sent = NULL"
    it.read(lambda db: db.execute(sql))
    await tick(it, minutes=1)
    assert drills(it) == [message]
    assert drill_at_message(it, message).id == 1
    assert len(requests(it, "POST", f"/channels/{it.home.channel.id}/messages")) == 1


@plays
async def test_an_outage_that_lasts_past_the_limit_is_a_missed_drill(it: Played) -> None:
    await it.slash(it.ann, "streak")
    await arranged(it, late=5)
    outage(it, "POST", MESSAGES)
    for _ in range(4):
        await tick(it, hours=0.5)
    assert states(it) == [("2026-05-04", PostState.MISSED)] and excused(it, it.ann) == ["2026-05-04"]


@plays
async def test_a_channel_that_refuses_again_and_again_is_paused_and_the_organiser_told(it: Played) -> None:
    await it.slash(it.ann, "streak")
    await arranged(it)
    it.env.inject_error("POST", f"/channels/{it.home.channel.id}/messages", status=403, code=50013, times=None)
    await tick(it, hours=1)
    for _ in range(MOST_REFUSED - 1):
        assert it.home.boss.user.dm_channel.history() == []
        await tick(it, minutes=11)
    (told,) = it.home.boss.user.dm_channel.history()
    assert told.content == (
        f"In Home, schedule 1 is paused: {it.home.channel.mention} has refused its drill 3 times. "
        "See to my permissions there, then `/setup resume`."
    )
    assert states(it) == [("2026-05-04", PostState.FAILED)] and excused(it, it.ann) == ["2026-05-04"]
    tried = len(requests(it, "POST", f"/channels/{it.home.channel.id}/messages"))
    await tick(it, days=3)
    assert tried == len(requests(it, "POST", f"/channels/{it.home.channel.id}/messages")) == MOST_REFUSED
    assert "paused until somebody resumes it" in (await it.slash(it.home.boss, "setup show")).text
    it.env.backend.faults.clear()
    await it.slash(it.home.boss, "setup resume", schedule=1)
    await tick(it, days=1)
    assert len(drills(it)) == 1


@plays
async def test_a_refusal_that_is_mended_in_time_is_forgotten(it: Played) -> None:
    await arranged(it)
    it.env.inject_error("POST", f"/channels/{it.home.channel.id}/messages", status=403, code=50013, times=2)
    await tick(it, hours=1)
    await tick(it, minutes=11)
    await tick(it, minutes=11)
    assert len(drills(it)) == 1
    assert it.read(lambda db: schedule(db, 1)).refused == 0
    assert it.home.boss.user.dm_channel.history() == []


@plays
async def test_an_organiser_who_takes_no_direct_messages_is_told_in_the_server(it: Played) -> None:
    lobby = it.home.guild.create_text_channel("lobby")
    it.env.backend.get_guild(it.home.guild.id).system_channel_id = lobby.id
    await it.restarted()
    await arranged(it)
    it.env.inject_error("POST", f"/channels/{it.home.channel.id}/messages", status=403, code=50013, times=None)
    it.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    await tick(it, hours=1)
    for _ in range(MOST_REFUSED):
        await tick(it, minutes=11)
    (told,) = by_bot(it, lobby)
    assert "schedule 1 is paused" in told.content


@plays
async def test_a_channel_that_was_deleted_is_paused_too(it: Played) -> None:
    await arranged(it)
    it.env.backend.delete_channel(it.home.channel.id)
    await it.env.settle(idle=0.001)
    await tick(it, hours=1)
    for _ in range(MOST_REFUSED):
        await tick(it, minutes=11)
    assert states(it) == [("2026-05-04", PostState.FAILED)]
    assert len(it.home.boss.user.dm_channel.history()) == 1


@plays
async def test_a_channel_without_the_permission_to_write_is_not_written_to(it: Played) -> None:
    assert it.bot.user is not None
    shut = discord.PermissionOverwrite(send_messages=False)
    channel = it.home.guild.create_text_channel("shut", overwrites={it.bot.user: shut})
    await arranged(it, channel=channel)
    await tick(it, hours=1)
    for _ in range(MOST_REFUSED):
        await tick(it, minutes=11)
    assert by_bot(it, channel) == [] and len(it.home.boss.user.dm_channel.history()) == 1


@plays
async def test_a_deck_that_is_gone_fails_the_drill_and_the_organiser_is_told_what_is_missing(it: Played) -> None:
    await it.slash(it.ann, "streak")
    await arranged(it)
    it.shelf = Shelf([other()])
    await it.restarted()
    await tick(it, hours=1)
    assert states(it) == [("2026-05-04", PostState.FAILED)] and excused(it, it.ann) == ["2026-05-04"]
    (told,) = it.home.boss.user.dm_channel.history()
    assert told.content == "In Home, schedule 1 could not post its drill: the deck tiny-for-tests is not here."
    assert any("no sound draw" in each for each in it.errors())
    await it.later(days=1)
    it.shelf = Shelf([])
    assert "Something" not in (await it.slash(it.home.boss, "setup show")).text


@plays
async def test_a_drill_whose_deck_is_gone_is_still_graded_and_solved(it: Played) -> None:
    message = await drill_of_today(it)
    it.shelf = Shelf([other()])
    await it.restarted()
    await write(it, it.ann, right_for(it, message), message)
    assert "Right." in answer(it).content
    mine = await it.press(it.ben, message, "My own numbers")
    assert str(message.embeds[0].description) in mine.text
    await tick(it, hours=24)
    assert len(solutions(it)) == 1
    it.errors()


@plays
async def test_the_solution_follows_where_the_drill_was_deleted(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await message.delete()
    await posted(it, hours=24)
    assert len(solutions(it)) == 1


@plays
async def test_a_solution_is_not_posted_days_late(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await tick(it, days=4)
    assert solutions(it) == []
    assert it.read(lambda db: db.execute("SELECT state FROM solutions").fetchone()) == ("missed",)
    assert it.read(lambda db: db.execute("SELECT count(*) FROM reviews").fetchone()) == (1,)


@plays
async def test_after_its_end_a_drill_gives_no_more_numbers(it: Played) -> None:
    message = await drill_of_today(it)
    asked = await it.press(it.ann, message, "My own numbers")
    await it.later(hours=24)
    late = await it.answer(it.ann, asked, it.right(asked))
    assert "This drill is over." in late.text and "Right." not in late.text
    assert "This drill is over" in (await it.press(it.ben, message, "My own numbers")).text
    await it.post()
    assert it.read(lambda db: db.execute("SELECT count(*) FROM reviews").fetchone()) == (0,)


@plays
async def test_what_is_logged_of_a_post_names_nobody(it: Played, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await tick(it, hours=24)
    known = [(each.args, vars(each).get("fields")) for each in caplog.records if each.name.startswith("drillbook")]
    assert (("sent",), {"drill": 1, "tries": 0, "message": str(message.id)}) in known
    assert str(it.ann.id) not in str(known)


@plays
async def test_whole_days_on_which_the_bot_was_away_are_excused(it: Played) -> None:
    await it.practice(it.ann)
    await it.bot.absence.catch_up()
    await it.later(days=3)
    await it.bot.absence.catch_up()
    assert excused(it, it.ann) == ["2026-05-05", "2026-05-06"]
