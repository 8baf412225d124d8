"""The quiet group: asked once whether to slow down or pause, and what its organisers choose."""

from __future__ import annotations

import discord
import pytest

from bot.messages.words import say, speaking
from scheduler.store import Schedule, schedule
from tests.bot.daily import arranged, by_bot, drills, last, pings, posted, right_for, tick, write
from tests.bot.played import Played, buttons, plays

THREE = ["Three days a week", "Pause", "Go on as it is"]


def questions(it: Played) -> list[discord.Message]:
    """The questions whether to slow down that stand in the channel, answered or not."""
    return [each for each in by_bot(it, it.home.channel) if each.content.startswith(say("quiet.ask"))]


def plan(it: Played) -> Schedule:
    """The schedule as it is stored."""
    return it.read(lambda db: schedule(db, 1))


async def quiet_week(it: Played, **options: object) -> discord.Message:
    """The question that follows a week in which nobody answered."""
    await arranged(it, None, **options)
    await tick(it, hours=1)
    for _ in range(7):
        await tick(it, hours=24)
    return questions(it)[-1]


@plays
async def test_a_group_is_asked_once_after_a_week_and_drills_go_on(it: Played) -> None:
    question = await quiet_week(it)
    assert question.content == say("quiet.ask")
    assert list(buttons(question)) == THREE
    assert pings(question, it) == ([], [], False)
    await it.restarted()
    for _ in range(10):
        await tick(it, hours=24)
    assert questions(it) == [question] and len(drills(it)) == 18


@plays
async def test_it_is_asked_again_after_an_answer_and_another_quiet_week(it: Played) -> None:
    await quiet_week(it)
    message = await posted(it, hours=24)
    await write(it, it.ann, right_for(it, message), message)
    for _ in range(7):
        await tick(it, hours=24)
    assert len(questions(it)) == 1
    await tick(it, hours=24)
    assert len(questions(it)) == 2


@plays
async def test_a_group_that_answers_is_not_asked(it: Played) -> None:
    await arranged(it)
    for day in range(10):
        message = await posted(it, hours=24 if day else 1)
        if day % 3 == 0:
            await write(it, it.ann, right_for(it, message), message)
    assert questions(it) == []


@plays
async def test_three_days_a_week_are_monday_wednesday_and_friday(it: Played) -> None:
    question = await quiet_week(it)
    await it.restarted()
    await it.press(it.home.boss, question, "Three days a week")
    (changed,) = questions(it)
    assert changed.content == f"{say('quiet.ask')}\n{it.home.boss.mention} has chosen fewer drills: Mon Wed Fri."
    assert buttons(changed) == {} and pings(changed, it) == ([], [], False)
    assert plan(it).days == 0b001_0101
    before = len(drills(it))
    for _ in range(7):
        await tick(it, hours=24)
    assert len(drills(it)) == before + 3


@plays
async def test_a_pause_lasts_until_somebody_resumes_it(it: Played) -> None:
    question = await quiet_week(it)
    await it.press(it.home.boss, question, "Pause")
    assert last(questions(it)[0]).startswith(f"{it.home.boss.mention} has chosen a pause")
    assert plan(it).next_at is None and plan(it).paused_until is None
    before = len(drills(it))
    await tick(it, days=3)
    assert len(drills(it)) == before
    await it.slash(it.home.boss, "setup resume", schedule=1)
    for _ in range(9):
        await tick(it, hours=24)
    assert len(drills(it)) == before + 9 and len(questions(it)) == 1


@plays
async def test_to_go_on_changes_nothing(it: Played) -> None:
    question = await quiet_week(it)
    before = plan(it)
    await it.press(it.home.boss, question, "Go on as it is")
    assert last(questions(it)[0]) == f"{it.home.boss.mention} has chosen to go on as it is."
    assert plan(it) == before


@pytest.mark.parametrize("label", THREE)
@plays
async def test_members_who_press_are_told_that_it_is_for_organisers(it: Played, label: str) -> None:
    question = await quiet_week(it)
    before = plan(it)
    shown = await it.press(it.ann, question, label)
    assert shown.private and shown.text == say("setup.only_organisers")
    assert plan(it) == before and questions(it) == [question]
    assert list(buttons(questions(it)[0])) == THREE


@pytest.mark.parametrize("action", ["slower", "rest", "goon"])
@plays
async def test_no_organiser_of_another_group_chooses(it: Played, action: str) -> None:
    await quiet_week(it)
    before = plan(it)
    away = it.group("Away")
    shown = await it.slash(away.boss, "leaderboard")
    for number in (1, 999):
        forged = await it.forge(away.boss, shown, f"db.{action}.{number}")
        assert forged.said == say("general.gone") and plan(it) == before


@plays
async def test_fewer_days_are_not_offered_where_there_are_few(it: Played) -> None:
    await arranged(it, days="Mon Wed Fri")
    await tick(it, hours=1)
    for _ in range(13):
        await tick(it, hours=24)
    (question,) = questions(it)
    assert list(buttons(question)) == THREE[1:]


@plays
async def test_it_speaks_the_language_of_its_schedule_whoever_presses(it: Played) -> None:
    await arranged(it, language="de")
    await tick(it, hours=1)
    for _ in range(7):
        await tick(it, hours=24)
    with speaking("de"):
        (question,) = questions(it)
        labels = list(buttons(question))
        await it.press(it.home.boss, question, labels[0])
        assert last(questions(it)[0]) == f"{it.home.boss.mention} hat seltenere Aufgaben gewählt: Mo Mi Fr."
