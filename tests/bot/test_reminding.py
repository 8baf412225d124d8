"""Reminders as members get them: in a direct message, once a day, only where they asked, until Discord refuses."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest
import simcord
from sqlite_utils import Database

from bot.answering import direct
from bot.desk import account
from bot.messages.words import say
from scheduler.practice import choose_reminder
from scheduler.store import Store, StoreBusy, due_reminders, keep_learner, learner_of, welcome
from tests.bot.daily import arranged, drills, posted, requests, tick, write, wrong_for
from tests.bot.english import sent, untranslated
from tests.bot.outside import Class, outside, play
from tests.bot.played import Played, Who, buttons, plays, practised, texts
from tests.bot.wire import Channel

OPEN_DM, MESSAGES = "/users/@me/channels", "/channels/*/messages"

pytestmark = pytest.mark.usefixtures("unpaced")


async def remind(it: Played, **later: float) -> None:
    """Let time pass, and have sent what is due then."""
    await it.later(**later)
    with it.env._bot_scope():
        await it.bot.reminding.run()


def heard(who: Who) -> list[discord.Message]:
    """What the bot wrote to somebody."""
    user = who.user if isinstance(who, simcord.MemberActor) else who
    return [each for each in user.dm_channel.history() if each.author.bot]


def text(message: discord.Message) -> str:
    """All that is to be read of a message."""
    return "\n".join(texts(message))


async def wants(it: Played, *members: Who) -> None:
    """Have members practise today and be reminded from tomorrow on; the clock stands at noon tomorrow."""
    for who in members:
        await practised(it, who)
        await it.slash(who, "settings", reminder="19:30")
    await it.later(days=1)
    await remind(it)  # today's, which is not needed, and too late


@plays
async def test_it_comes_at_the_wall_clock_with_the_streak_the_freezes_and_what_can_be_done(it: Played) -> None:
    await wants(it, it.ann)
    await remind(it, hours=7, minutes=29)
    assert heard(it.ann) == []
    await remind(it, minutes=1)
    (told,) = heard(it.ann)
    assert text(told) == (
        "**1 day in a row**, and today does not count yet: one exercise keeps your streak.\n"
        "You hold no freeze: a day without an exercise ends it."
    )
    assert buttons(told) == {"Practise": "db.begin.0", "No more reminders": "db.noremind.0"}
    await remind(it, minutes=5)
    assert len(heard(it.ann)) == 1


@plays
async def test_an_open_drill_is_linked(it: Played) -> None:
    await arranged(it)
    await wants(it, it.ann)
    message = await posted(it)
    await remind(it, hours=6, minutes=30)
    link = f"https://discord.com/channels/{it.home.guild.id}/{it.home.channel.id}/{message.id}"
    assert text(heard(it.ann)[-1]).endswith(f"\nOpen now: 1.1 Twice {link}")


@plays
async def test_freezes_are_counted_without_those_that_days_before_will_take(it: Played) -> None:
    await practised(it, it.ann, 7)
    await it.slash(it.ann, "settings", reminder="19:30")
    await it.later(days=1)
    await remind(it)
    await remind(it, hours=7.5)
    assert text(heard(it.ann)[-1]).endswith("You hold 1 freeze, which a day without an exercise would take.")
    await remind(it, days=1)
    assert text(heard(it.ann)[-1]).endswith("You hold no freeze: a day without an exercise ends it.")
    await remind(it, days=1)  # it has ended
    assert len(heard(it.ann)) == 2


@plays
async def test_practice_begins_from_it_and_then_the_day_counts(it: Played) -> None:
    await wants(it, it.ann)
    await remind(it, hours=7.5)
    (told,) = heard(it.ann)
    await it.restarted()
    shown = await it.press(it.ann.user, told, "Practise")
    await it.answer(it.ann.user, shown, it.right(shown))
    await remind(it, minutes=1)
    assert len(heard(it.ann)) == 1
    assert "2 days in a row" in (await it.slash(it.ann, "streak")).text


@plays
async def test_a_try_at_the_drill_makes_it_needless(it: Played) -> None:
    await arranged(it)
    await wants(it, it.ann)
    message = await posted(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await remind(it, hours=6.5)
    assert heard(it.ann) == []


@plays
async def test_nobody_gets_one_who_did_not_ask_or_has_no_streak(it: Played) -> None:
    await practised(it, it.ann)
    await it.slash(it.ben, "settings", reminder="19:30")
    for _ in range(3):
        await remind(it, hours=12)
    assert heard(it.ann) == heard(it.ben) == []
    assert requests(it, "POST", OPEN_DM) == []


@plays
async def test_the_button_switches_them_off_for_whoever_presses_it(it: Played) -> None:
    await wants(it, it.ann, it.ben)
    await remind(it, hours=7.5)
    shown = await it.press(it.ann.user, heard(it.ann)[-1], "No more reminders")
    assert shown.text == say("reminder.stopped")
    assert it.learner(it.ann).remind_at is None
    assert it.learner(it.ben).remind_at is not None
    assert "`off`" in (await it.slash(it.ann, "settings")).text
    dan = it.env.create_user("dan")
    asked = await it.practice(dan)
    it.store.forget(it.learner(dan).id, it.now())
    assert (await it.forge(dan, asked, "db.noremind.0")).said == say("reminder.stopped")
    assert it.read(lambda db: learner_of(db, f"discord:{dan.id}")) is None


@pytest.mark.parametrize("code", [50007, 50278])
@plays
async def test_a_refusal_switches_them_off_and_settings_says_so(it: Played, code: int) -> None:
    await wants(it, it.ann, it.ben)
    it.env.inject_error("POST", MESSAGES, status=403, code=code)
    await remind(it, hours=7.5)
    assert (len(heard(it.ann)), len(heard(it.ben))) in ((0, 1), (1, 0))
    refused = it.ann if heard(it.ann) == [] else it.ben
    await remind(it, days=1)
    assert heard(refused) == []
    shown = await it.slash(refused, "settings")
    assert "off. It was set to 19:30, but Discord did not take my direct message to you" in shown.text
    assert "at 20:00, in a direct message" in (await it.slash(refused, "settings", reminder="20:00")).text


@plays
async def test_another_refusal_costs_the_day_alone(it: Played) -> None:
    await wants(it, it.ann)
    it.env.inject_error("POST", MESSAGES, status=403, code=0)
    await remind(it, hours=7.5)
    assert heard(it.ann) == []
    assert "at 19:30, in a direct message" in (await it.slash(it.ann, "settings")).text


@plays
async def test_what_an_outage_held_up_comes_later_once_and_not_too_late(it: Played) -> None:
    await practised(it, it.ben)
    await wants(it, it.ann)
    it.env.inject_error("POST", OPEN_DM, status=502, times=None)
    await remind(it, hours=7.5)
    tries = len(requests(it, "POST", OPEN_DM))
    await remind(it, seconds=30)
    assert len(requests(it, "POST", OPEN_DM)) == tries  # it is left alone for a minute
    await remind(it, hours=1)
    it.env.backend.faults.clear()
    await remind(it, minutes=2)
    assert len(heard(it.ann)) == 1
    await remind(it, minutes=2)
    assert len(heard(it.ann)) == 1


@plays
async def test_after_a_restart_a_late_one_comes_within_three_hours_of_the_same_day(it: Played) -> None:
    await wants(it, it.ann)
    await it.later(hours=10)
    await it.restarted()
    await remind(it)
    assert len(heard(it.ann)) == 1
    await it.restarted()
    await remind(it)
    assert len(heard(it.ann)) == 1
    shown = await it.practice(it.ann)
    await it.answer(it.ann, shown, it.right(shown))
    await it.later(days=1, hours=1)
    await it.restarted()
    await remind(it)
    assert len(heard(it.ann)) == 1


@plays
async def test_a_kill_before_sending_loses_one_and_sends_none_twice(
    it: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wants(it, it.ann, it.ben)

    async def killed(*_: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(direct, "write_to", killed)
        with pytest.raises(asyncio.CancelledError):
            await remind(it, hours=7.5)
    await it.restarted()
    await remind(it, minutes=1)
    assert len(heard(it.ann)) + len(heard(it.ben)) == 1


@plays
async def test_it_speaks_the_language_that_its_member_was_heard_in(it: Played) -> None:
    eva = it.member("eva", locale="de")
    await wants(it, eva)
    before = len(sent(it))
    await remind(it, hours=7.5)
    (told,) = heard(eva)
    assert text(told).startswith("**1 Tag in Folge**, und heute zählt noch nicht: Eine Aufgabe hält deine Serie.")
    shown = await it.press(eva.user, told, "Nicht mehr erinnern")
    assert shown.text == "Ich erinnere dich nicht mehr. Mit `/settings` stellst du wieder eine Erinnerung."
    assert untranslated(sent(it)[before:]) == set()


@plays
async def test_a_server_that_the_bot_has_left_is_not_linked(it: Played) -> None:
    await arranged(it)
    await wants(it, it.ann)
    await tick(it, hours=1)
    assert drills(it)
    it.bot._connection._remove_guild(it.bot.get_guild(it.home.guild.id))  # type: ignore[arg-type]
    await remind(it, hours=6.5)
    assert "Open now" not in text(heard(it.ann)[-1])


@plays
async def test_the_clock_wakes_it_and_closing_ends_it(it: Played) -> None:
    await wants(it, it.ann, it.ben)
    await it.later(hours=7.5)
    with it.env._bot_scope():
        it.bot.reminding.wake()
        it.bot.reminding.wake()
    await it.env.settle(idle=0.001)
    assert (len(heard(it.ann)), len(heard(it.ben))) == (1, 1)
    it.desk.closing = True
    await remind(it, days=1)
    assert (len(heard(it.ann)), len(heard(it.ben))) == (1, 1)
    it.desk.closing = False


@plays
async def test_a_store_that_fails_is_told_in_the_log_and_tried_again(
    it: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wants(it, it.ann)
    await it.later(hours=7.5)
    run = Store.run

    async def full(*_: object) -> None:
        raise StoreBusy("another program is writing")

    monkeypatch.setattr(Store, "run", full)
    await remind(it)
    assert "the store cannot be used" in "".join(it.errors())
    monkeypatch.setattr(Store, "run", run)
    await remind(it)
    assert len(heard(it.ann)) == 1


@plays
async def test_ten_thousand_that_are_due_at_once_hold_up_nobody(it: Played) -> None:
    def many(db: Database) -> None:
        for n in range(10_000):
            who = welcome(db, f"discord:{10**17 + n}", "Europe/Berlin", it.now())
            choose_reminder(db, who, (it.now() + timedelta(hours=3)).time(), it.now())

    it.read(many)
    await it.later(hours=4)
    longest, ended, began = 0.0, False, time.perf_counter()

    async def beat() -> None:
        nonlocal longest
        while not ended:
            asked = time.perf_counter()
            await it.desk.run(lambda db: None)
            longest = max(longest, time.perf_counter() - asked)
            await asyncio.sleep(0.005)

    with it.env._bot_scope():
        beating = asyncio.create_task(beat())
        await it.bot.reminding.run()
    ended = True
    await beating
    assert longest < max(0.25, (time.perf_counter() - began) / 10)  # all at once would take the whole of it
    assert it.read(lambda db: due_reminders(db, it.now(), 1)) == []


# The bot in a process of its own.


def due(of: Class) -> Channel:
    """Have a member be due to be reminded; where the bot writes to them."""
    at = datetime.now(UTC)

    def put(db: Database) -> None:
        who = welcome(db, account(of.ada.id), "UTC", at)
        roll_over = (at.hour + 12) % 24  # far from now
        who = replace(who, roll_over=roll_over, remind_at=at.time(), remind_next=at - timedelta(minutes=1))
        keep_learner(db, who)
        row = {"learner": who.id, "deck": "d", "exercise": "e", "at": "x", "scheduled": 0, "button": 3}
        db.table("imported").insert({**row, "day": (who.day(at) - timedelta(days=1)).isoformat()})

    of.write(put)
    return of.fake.direct_messages(of.ada)


def test_a_stop_finishes_the_reminder_that_is_under_way(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        channel = due(of)
        slow = of.fake.fault("POST", f"/channels/{channel.id}/messages", delay=0.5)
        with of.process() as process:
            of.fake.wait(lambda: slow.hits, 30)
            process.stop()
            assert process.close() == 0, process.logged()
            assert '"unfinished": 0' in process.logged()
        assert len(channel.messages) == 1


def test_a_kill_while_it_is_sent_sends_it_at_most_once(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        channel = due(of)
        slow = of.fake.fault("POST", f"/channels/{channel.id}/messages", delay=0.3)
        with of.process() as process:
            of.fake.wait(lambda: slow.hits, 30)
            process.kill()
            process.close()
        with of.process() as process:
            process.ready()
            process.stop()
            assert process.close() == 0
        assert len(channel.messages) <= 1
        found = of.read(lambda db: learner_of(db, account(of.ada.id)))
        assert found is not None and found.remind_next is not None and found.remind_next > datetime.now(UTC)


def test_who_lets_nobody_write_to_them_is_reminded_no_more(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        channel = due(of)
        of.ada.reachable = False
        async with of.bot() as client:
            await client.reminding.run()
        assert channel.messages == {}
        found = of.read(lambda db: learner_of(db, account(of.ada.id)))
        assert found is not None and found.remind_at is not None and found.remind_next is None

    play(tmp_path, act)
