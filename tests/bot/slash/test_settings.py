"""`/settings`: what members set for themselves, all of it or nothing, and how it then stands."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
import simcord

from bot.messages.words import say
from scheduler.practice import MOST_NEW
from scheduler.store import group_of, is_shown
from tests.bot.english import sent, untranslated
from tests.bot.played import Group, Played, Shown, Who, plays, practised
from tests.scheduler.practice.samples import NOON

HOW = "-# `/settings` with an option changes it, or several at once."


async def settings(it: Played, who: Who, **options: Any) -> Shown:
    """`/settings`."""
    return await it.slash(who, "settings", **options)


def shown_in(it: Played, group: Group, who: Who) -> bool | None:
    """Whether others of a group see somebody."""

    def found(db: Any) -> bool | None:
        here = group_of(db, f"discord:{group.guild.id}")
        return None if here is None else is_shown(db, here.id, it_number)

    it_number = it.learner(who).id
    return it.read(found)


@plays
async def test_without_options_all_is_told_with_how_to_change_it(it: Played) -> None:
    shown = await settings(it, it.ann)
    assert shown.private
    assert shown.text.split("\n") == [
        "**Your settings**",
        "**Time zone**: Europe/Berlin, a guess so far. Your day there is Mon 4 May, and begins at 4:00. "
        "(`zone`, `day-begins`)",
        "**Reminder** before a streak breaks: `off`. (`reminder`, a time as 19:30)",
        "**New exercises**: at most 3 a day. (`daily`)",
        "**This group** sees you on its board, and your streak. (`board`)",
        "**Language**: English; it follows that of your Discord.",
        HOW,
    ]


@plays
async def test_several_at_once_are_changed_and_told(it: Played) -> None:
    options = {"zone": "Asia/Tokyo", "day-begins": 2, "reminder": "19.30", "daily": 1, "board": "hidden"}
    shown = await settings(it, it.ann, **options)
    assert shown.private
    assert shown.text.split("\n") == [
        "**Changed.** Your settings now:",
        "**Time zone**: Asia/Tokyo. Your day there is Mon 4 May, and begins at 2:00. (`zone`, `day-begins`)",
        "**Reminder** before a streak breaks: at 19:30, in a direct message. (`reminder`, a time or `off`)",
        "**New exercises**: at most 1 a day. (`daily`)",
        "**This group** does not see you on its board, nor your streak. (`board`)",
        "**Language**: English; it follows that of your Discord.",
        HOW,
    ]
    found = it.learner(it.ann)
    assert (found.zone, found.roll_over, found.new_a_day, found.remind_at) == ("Asia/Tokyo", 2, 1, time(19, 30))
    assert found.remind_next == NOON + timedelta(minutes=30)  # 19:30 in Tokyo
    assert shown_in(it, it.home, it.ann) is False
    await it.restarted()
    assert "Asia/Tokyo" in (await settings(it, it.ann)).text


@plays
async def test_a_blank_zone_is_near_to_none(it: Played) -> None:
    told = (await settings(it, it.ann, zone=" ")).text
    assert told.startswith("There is no time zone ''") and "Did you mean" not in told


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"zone": "Mars/Olympus"}, "There is no time zone 'Mars/Olympus'"),
        ({"zone": "Europe/Berln"}, "Did you mean Europe/Berlin?"),
        ({"zone": "*" * 300}, "There is no time zone"),
        ({"reminder": "half past seven"}, "`half past seven` is no time of day; write it as 19:30, or off."),
        ({"reminder": "24:00"}, "`24:00` is no time of day"),
        ({"reminder": "`<@1>` **x**" * 30}, "`ˋ<@1>ˋ **x**ˋ<@1>ˋ"),
    ],
)
@plays
async def test_what_cannot_be_is_told_and_then_nothing_is_changed(
    it: Played, options: dict[str, str], said: str
) -> None:
    await settings(it, it.ann)
    before = it.learner(it.ann)
    shown = await settings(
        it, it.ann, **{"zone": "Asia/Tokyo", "reminder": "18:00", "daily": 9, "board": "hidden"} | options
    )
    assert shown.private and said in shown.text and len(shown.text) < 500
    assert it.learner(it.ann) == before
    assert shown_in(it, it.home, it.ann) is True


@plays
async def test_a_store_that_fails_has_changed_nothing(it: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    await settings(it, it.ann)
    before = it.learner(it.ann)

    def fails(*_: object) -> None:
        raise OverflowError("the disk is full")

    monkeypatch.setattr("bot.slash.settings.choose_pace", fails)
    shown = await settings(it, it.ann, zone="Asia/Tokyo", reminder="18:00", daily=9)
    assert shown.text == say("general.wrong")
    assert it.learner(it.ann) == before
    assert "OverflowError" in "".join(it.errors())


@plays
async def test_options_have_their_limits(it: Played) -> None:
    for options in ({"daily": MOST_NEW + 1}, {"daily": -1}, {"day-begins": 24}, {"board": "sometimes"}):
        with pytest.raises(simcord.SetupError):
            await settings(it, it.ann, **options)
    assert "at most 0 a day" in (await settings(it, it.ann, daily=0)).text
    assert "begins at 0:00" in (await settings(it, it.ann, **{"day-begins": 0})).text


@plays
async def test_zones_are_offered_while_they_are_typed(it: Played) -> None:
    found = await it.ann.autocomplete(it.home.channel, "settings", "zone", "berl")
    assert found == [{"name": "Europe/Berlin", "value": "Europe/Berlin"}]


@plays
async def test_the_board_is_a_matter_of_each_group(it: Played) -> None:
    away = it.group("Away")
    there = it.member(it.ann, away)
    await settings(it, there)
    await settings(it, it.ann, board="hidden")
    assert (shown_in(it, it.home, it.ann), shown_in(it, away, it.ann)) == (False, True)
    assert say("streak.hidden", name="ann") == (await it.slash(it.ben, "streak", member=it.ann)).text
    assert "sees you on its board" in (await settings(it, it.ann, board="shown")).text
    assert shown_in(it, it.home, it.ann) is True


@plays
async def test_direct_messages_know_no_board(it: Played) -> None:
    await settings(it, it.ann)
    shown = await settings(it, it.ann.user, zone="Asia/Tokyo")
    assert "Asia/Tokyo" in shown.text and "This group" not in shown.text
    before = it.learner(it.ann)
    shown = await settings(it, it.ann.user, board="hidden", daily=7)
    assert shown.text == say("general.only_groups")
    assert it.learner(it.ann) == before


@plays
async def test_the_first_zone_dates_the_first_days_anew_and_moves_the_reminder(it: Played) -> None:
    await practised(it, it.ann)
    await settings(it, it.ann, reminder="19:30")
    shown = await settings(it, it.ann, zone="Pacific/Kiritimati")
    assert "Your day there is Mon 4 May" in shown.text
    assert it.learner(it.ann).remind_next == NOON + timedelta(hours=19, minutes=30)


@pytest.mark.parametrize("word", ["off", "OFF", " aus "])
@plays
async def test_a_reminder_is_switched_off_by_a_word_of_any_language(it: Played, word: str) -> None:
    await settings(it, it.ann, reminder="19:30")
    assert "`off`" in (await settings(it, it.ann, reminder=word)).text
    assert (it.learner(it.ann).remind_at, it.learner(it.ann).remind_next) == (None, None)


@plays
async def test_all_of_it_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    assert "`aus`" in (await settings(it, eva)).text
    assert "bisher geraten" in (await settings(it, eva, reminder="19:30", board="hidden", daily=1)).text
    assert "keine Uhrzeit" in (await settings(it, eva, reminder="bald")).text
    assert (
        await settings(it, eva.user, board="shown")
    ).text == "Das geht auf einem Server, nicht in Direktnachrichten."
    assert "Sprache**: Deutsch" in (await settings(it, eva, zone="Europe/Vienna")).text
    assert untranslated(sent(it)) == set()
