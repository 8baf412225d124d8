"""`/leaderboard`: points in one's own group, in private unless they are shown, and how members take part."""

from __future__ import annotations

from collections.abc import Callable

import discord
import pytest
import simcord

from bot.messages.words import say, speaking
from bot.slash.leaderboard import MOST_SHOWN
from scheduler.rules import MOST_A_DAY
from scheduler.store import join, welcome
from tests.bot.daily import (
    arranged,
    by_bot,
    drill_of_today,
    drills,
    pings,
    posted,
    right_for,
    tick,
    write,
    wrong_for,
)
from tests.bot.played import Group, Played, Shown, Who, plays


async def board(it: Played, who: Who, period: str | None = None) -> Shown:
    """`/leaderboard`."""
    return await it.slash(who, "leaderboard", **({} if period is None else {"period": period}))


async def drilled(it: Played, *who: simcord.MemberActor, group: Group | None = None) -> discord.Message:
    """The next drill of a group, which members answer rightly, one after the other."""
    message = await posted(it, group, hours=1 if not drills(it, group) else 24)
    for each in who:
        await write(it, each, right_for(it, message), message)
    return message


def lines(shown: Shown) -> list[str]:
    """What stands on a board."""
    return (shown.message.embeds[0].description or "").split("\n")


@plays
async def test_a_board_is_private_and_says_what_it_counts(it: Played) -> None:
    await arranged(it)
    await drilled(it, it.ann, it.ben)
    shown = await board(it, it.ben)
    assert shown.private
    assert shown.message.embeds[0].title == "Board: this week"
    assert shown.message.embeds[0].footer.text == say("board.about", most=MOST_A_DAY)
    assert lines(shown) == [
        f"**1.** {it.ann.mention} · 1 point · 1 of 1 drills",
        f"**2.** {it.ben.mention} · 0 points · 1 of 1 drills",  # a right answer stood there before
    ]
    assert shown.labels == ["Show to everybody", "Hide me"]


@plays
async def test_who_has_done_nothing_reads_their_own_line_all_the_same(it: Played) -> None:
    assert lines(await board(it, it.ann)) == [say("board.nobody"), "", "You: 0 points · 0 of 0 drills"]
    await arranged(it)
    await drilled(it, it.ann)
    assert lines(await board(it, it.ben))[1:] == ["", "You: 0 points · 0 of 1 drills"]


@plays
async def test_ones_own_numbers_and_practice_that_was_due_bring_points_and_new_ones_none(it: Played) -> None:
    shown = await it.practice(it.ann)
    shown = await it.answer(it.ann, shown, it.right(shown))
    assert "0 points" in lines(await board(it, it.ann))[-1]
    await it.later(days=1)
    shown = await it.practice(it.ann)
    await it.answer(it.ann, shown, it.right(shown))
    assert lines(await board(it, it.ann)) == [f"**1.** {it.ann.mention} · 1 point · 0 of 0 drills"]


@plays
async def test_practice_elsewhere_brings_no_points_here(it: Played) -> None:
    direct = it.ann.user
    for _ in range(2):
        shown = await it.practice(direct)
        await it.answer(direct, shown, it.right(shown))
        await it.later(days=1)
    assert "0 points" in lines(await board(it, it.ann))[-1]


@plays
async def test_a_week_begins_on_monday_and_a_month_on_its_first(it: Played) -> None:
    await arranged(it)
    await drilled(it, it.ann)
    await tick(it, days=7)
    assert "0 points · 0 of 1 drills" in lines(await board(it, it.ann))[-1]
    assert "1 point · 1 of 2 drills" in lines(await board(it, it.ann, "month"))[0]
    await it.later(days=21)
    assert "0 points" in (await board(it, it.ann, "month")).text
    shown = await board(it, it.ann, "all")
    assert shown.message.embeds[0].title == "Board: all time"
    assert "1 point" in lines(shown)[0]


@plays
async def test_points_stay_when_their_schedule_is_removed(it: Played) -> None:
    await arranged(it)
    await drilled(it, it.ann)
    await it.slash(it.home.boss, "setup remove", schedule=1)
    assert lines(await board(it, it.ben))[0] == f"**1.** {it.ann.mention} · 1 point · 0 of 0 drills"


@plays
async def test_points_of_one_group_do_not_show_in_another(it: Played) -> None:
    away = it.group("Away")
    there, eve = it.member(it.ann, away), it.member("eve", away)
    await arranged(it)
    await arranged(it, away)
    message = await drilled(it, it.ann)
    other = drills(it, away)[-1]
    await write(it, eve, wrong_for(it, other), other)
    assert lines(await board(it, it.ann)) == [f"**1.** {it.ann.mention} · 1 point · 1 of 1 drills"]
    assert lines(await board(it, there)) == [
        f"**1.** {eve.mention} · 0 points · 1 of 1 drills",
        "",
        "You: 0 points · 0 of 1 drills",
    ]
    await write(it, there, right_for(it, other), other)
    assert it.ann.mention in lines(await board(it, there))[0]
    assert message.id != other.id


@plays
async def test_who_hides_is_on_nobodys_board_and_sees_their_own_points(it: Played) -> None:
    await arranged(it)
    await drilled(it, it.ann, it.ben)
    shown = await it.press(it.ann, await board(it, it.ann), "Hide me")
    assert shown.private and shown.text == say("streak.now_hidden")
    await it.restarted()
    assert it.ann.mention not in (await board(it, it.ben)).text
    mine = await board(it, it.ann)
    assert lines(mine)[-1] == "You, whom others do not see: 1 point · 1 of 1 drills"
    assert mine.labels == ["Show to everybody", "Show me"]
    public = await it.press(it.ann, mine, "Show to everybody")
    assert it.ann.mention not in public.text and it.ben.mention in public.text
    await it.press(it.ann, mine, "Show me")
    assert it.ann.mention in lines(await board(it, it.ben))[0]


@pytest.mark.parametrize("reply", [right_for, wrong_for])
@plays
async def test_an_answer_that_all_can_read_does_not_tell_the_streak_of_who_hides(
    it: Played, reply: Callable[[Played, discord.Message], str]
) -> None:
    message = await drill_of_today(it)
    for label, is_told in (("Hide me", False), ("Show me", True)):
        await it.press(it.ann, await board(it, it.ann), label)
        await write(it, it.ann, reply(it, message), message)
        told = by_bot(it, it.home.channel.threads[-1])[-1].content
        assert it.ann.mention in told and ("streak: " in told) is is_told
        message = await posted(it, hours=24)


@plays
async def test_it_is_shown_to_everybody_and_pings_nobody(it: Played) -> None:
    await arranged(it)
    await drilled(it, it.ann, it.ben)
    shown = await board(it, it.ben, "month")
    await it.restarted()
    public = await it.press(it.ben, shown, "Show to everybody")
    assert not public.private
    assert public.message.embeds[0].title == "Board: this month"
    assert lines(public) == lines(shown)
    assert public.labels == []
    message = it.home.channel.history()[-1]
    assert message.embeds[0].title == "Board: this month"
    assert pings(message, it) == ([], [], False)


@plays
async def test_the_best_are_shown_and_ones_own_line_below(it: Played) -> None:
    await arranged(it)
    message = await posted(it)
    members = [it.member(f"member {n}") for n in range(MOST_SHOWN + 2)]
    for each in members:
        await write(it, each, wrong_for(it, message), message)
    last = members[-1]
    shown = lines(await board(it, last))
    assert len(shown) == MOST_SHOWN + 3
    assert all(each.startswith("**1.** ") for each in shown[:MOST_SHOWN])  # nobody has a point, and all share a rank
    assert shown[MOST_SHOWN:] == ["and 2 more", "", f"**1.** {last.mention} · 0 points · 1 of 1 drills"]


# Organisers.


@plays
async def test_organisers_see_who_takes_part(it: Played) -> None:
    await arranged(it)
    message = await posted(it)
    for who in (it.ann, it.ben):
        await write(it, who, right_for(it, message), message)
    cat = it.member("cat")
    await write(it, cat, wrong_for(it, message), message)  # and that is open still
    await it.slash(it.home.boss, "streak")
    await it.press(it.ben, await board(it, it.ben), "Hide me")
    shown = await it.slash(it.home.boss, "leaderboard", participation=True)
    assert shown.private
    assert shown.text.split("\n") == [
        "**Taking part in drills: this week**",
        f"{it.ann.mention} · 1 of 1 drills · last active on Mon 4 May",
        f"{cat.mention} · 1 of 1 drills · last active on Mon 4 May",
        f"{it.home.boss.mention} · 0 of 1 drills · nothing finished here yet",
        "and 1 who does not show themselves",
    ]
    assert it.ben.mention not in shown.text


@plays
async def test_members_do_not_see_it(it: Played) -> None:
    shown = await it.slash(it.ann, "leaderboard", participation=True)
    assert shown.private and shown.text == say("setup.only_organisers")


@plays
async def test_a_large_group_is_told_in_several_messages(it: Played) -> None:
    await board(it, it.ann)

    def many(db: object) -> None:
        for n in range(120):
            who = welcome(db, f"discord:{10**17 + n}", "UTC", it.now())  # type: ignore[arg-type]
            join(db, 1, who.id, it.now())  # type: ignore[arg-type]

    it.read(many)
    shown = await it.slash(it.home.boss, "leaderboard", participation=True)
    assert len(shown.messages) > 2 and shown.private
    assert all(len(each.content) <= 2000 for each in shown.messages)
    assert shown.text.count("<@") == 122


# Elsewhere.


@plays
async def test_it_speaks_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    await arranged(it)
    await drilled(it, it.ann, eva)
    shown = await board(it, eva)
    with speaking("de"):
        assert shown.message.embeds[0].title == "Rangliste: diese Woche"
        assert lines(shown)[0] == f"**1.** {it.ann.mention} · 1 Punkt · 1 von 1 Tagesaufgaben"
        assert shown.labels == [say("board.show"), say("board.hide")]


@pytest.mark.parametrize("custom_id", ["db.showboard.3", "db.showboard.999999", "db.board.77"])
@plays
async def test_a_button_that_is_forged_shows_no_more_than_the_command(it: Played, custom_id: str) -> None:
    shown = await board(it, it.ann)
    forged = await it.forge(it.ann, shown, custom_id)
    assert forged.private
    assert ("Board: this week" if custom_id == "db.board.77" else say("general.gone")) in forged.text


@pytest.mark.parametrize("custom_id", ["db.showboard.0", "db.board.1"])
@plays
async def test_there_is_no_board_in_direct_messages(it: Played, custom_id: str) -> None:
    shown = await it.practice(it.ann.user)
    assert (await it.forge(it.ann.user, shown, custom_id)).text == say("general.gone")
