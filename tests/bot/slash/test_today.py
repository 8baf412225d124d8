"""`/today`: the open drills once more, and how a member stands; in a server, in direct messages, in German."""

from __future__ import annotations

import pytest

from bot.messages.words import say
from bot.slash import today
from scheduler.store import excuse
from tests.bot.daily import (
    arranged,
    by_bot,
    drill_at_message,
    drill_of_today,
    drills,
    posted,
    right_for,
    tick,
    write,
    wrong_for,
)
from tests.bot.english import sent, untranslated
from tests.bot.played import Played, Shown, Who, plays
from tests.scheduler.practice.samples import TODAY

NONE_YET = "You have not tried it yet."


async def today_of(it: Played, who: Who) -> Shown:
    """`/today`."""
    return await it.slash(who, "today")


def lines(shown: Shown, embed: int = 0) -> list[str]:
    """The lines of an embed."""
    return (shown.message.embeds[embed].description or "").split("\n")


@plays
async def test_the_drill_is_shown_again_with_its_link_and_end_and_how_many_are_done(it: Played) -> None:
    message = await drill_of_today(it)
    shown = await today_of(it, it.ann)
    assert shown.private
    again, mine = shown.message.embeds
    assert again.title == "1.1 Twice (everybody's numbers)"
    assert (again.description or "").startswith(message.embeds[0].description or "?")
    ends = int(drill_at_message(it, message).ends.timestamp())
    link = f"https://discord.com/channels/{it.home.guild.id}/{it.home.channel.id}/{message.id}"
    assert lines(shown)[-2:] == [f"[The drill]({link}) · nobody is done yet · ends <t:{ends}:R>", NONE_YET]
    assert mine.description == "0 days in a row · begin today · 0 freezes held\ndue today: 0, new: 3"
    assert shown.labels == ["My own numbers", "Practise"]


@plays
async def test_how_far_one_is_with_it_in_the_channel_and_with_numbers_of_ones_own(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    assert lines(await today_of(it, it.ann))[-1] == "You, with everybody's numbers: tried once, open still."
    await write(it, it.ann, wrong_for(it, message), message)
    await write(it, it.ann, "what?", message)  # is no try
    shown = await today_of(it, it.ann)
    assert lines(shown)[-1] == "You, with everybody's numbers: tried 2 times, open still."
    assert "1 day in a row · done today" in shown.text
    await write(it, it.ann, right_for(it, message), message)
    own = await it.press(it.ann, shown, "My own numbers")
    await it.answer(it.ann, own, it.right(own))
    shown = await today_of(it, it.ann)
    assert " · 1 is done · " in shown.text
    assert lines(shown)[-2:] == [
        "You, with everybody's numbers: right after 3 tries.",
        "You, with numbers of your own: right at the first try.",
    ]
    cat = it.member("cat")
    hers = await it.press(cat, await today_of(it, cat), "My own numbers")
    await it.press(cat, await it.press(cat, hers, "Give up"), "Open it all the same")
    assert lines(await today_of(it, cat))[-1] == "You, with numbers of your own: given up."
    his = await it.press(it.ben, await today_of(it, it.ben), "My own numbers")
    await it.press(it.ben, await it.answer(it.ben, his, it.wrong(his)), "Solution")
    assert lines(await today_of(it, it.ben))[-1] == "You, with numbers of your own: tried once, not solved."


@plays
async def test_the_buttons_give_own_numbers_and_practice(it: Played) -> None:
    await drill_of_today(it)
    shown = await today_of(it, it.ann)
    own = await it.press(it.ann, shown, "My own numbers")
    assert own.private and "your own numbers" in own.text
    await it.restarted()
    practice = await it.press(it.ann, shown, "Practise")
    assert practice.private and "1.1 Twice (new)" in practice.text


@plays
async def test_without_an_open_drill_it_says_when_the_next_one_comes(it: Played) -> None:
    assert "No drill is open, and none is planned." in (await today_of(it, it.ann)).text
    await arranged(it)
    at = int(it.now().timestamp()) + 3600
    shown = await today_of(it, it.ann)
    assert f"No drill is open. The next one comes <t:{at}:F> (<t:{at}:R>)." in shown.text
    assert shown.labels == ["Practise"]
    await arranged(it, at="12:30")
    assert f"<t:{at - 1800}:F>" in (await today_of(it, it.ann)).text
    await it.slash(it.home.boss, "setup pause", schedule=2)
    assert f"<t:{at}:F>" in (await today_of(it, it.ann)).text


@plays
async def test_a_drill_that_has_ended_is_not_shown_any_more(it: Played) -> None:
    await drill_of_today(it, days="Mon")
    await tick(it, days=7)
    (first, second) = drills(it)
    shown = await today_of(it, it.ann)
    assert str(second.id) in shown.text and str(first.id) not in shown.text


@plays
async def test_several_drills_have_a_button_each_and_what_is_too_much_is_linked(
    it: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in ("12:10", "12:20", "12:30"):
        await arranged(it, at=at)
    await posted(it)
    shown = await today_of(it, it.ann)
    assert [each.title for each in shown.message.embeds[:3]] == ["1.1 Twice (everybody's numbers)"] * 3
    numbers = [drill_at_message(it, each).id for each in drills(it)]
    ids = [each["custom_id"] for row in shown.message.components for each in row["components"]]
    assert ids == ["db.begin.0", *(f"db.own.{number}" for number in sorted(numbers))]
    monkeypatch.setattr(today, "MOST_DRILLS", 2)
    shown = await today_of(it, it.ann)
    assert len(shown.message.embeds) == 3
    assert f"1 more drill is open: https://discord.com/channels/{it.home.guild.id}/" in lines(shown, 2)[0]
    monkeypatch.setattr(today, "MOST_CHARACTERS", 10)
    shown = await today_of(it, it.ann)
    assert len(shown.message.embeds) == 2
    assert lines(shown, 1)[0].startswith("2 more drills are open: https://")


@plays
async def test_a_group_sees_its_own_drills_alone(it: Played) -> None:
    away = it.group("Away")
    eve = it.member("eve", away)
    await drill_of_today(it)
    shown = await today_of(it, eve)
    assert "No drill is open, and none is planned." in shown.text
    assert len(shown.message.embeds) == 1


@plays
async def test_direct_messages_show_the_drills_of_all_ones_groups_by_their_names(it: Played) -> None:
    away, far = it.group("Away"), it.group("Far")
    await arranged(it)
    await arranged(it, away)
    await arranged(it, far)
    there = it.member(it.ann, away)
    await today_of(it, it.ann)
    await today_of(it, there)
    await tick(it, hours=1)
    shown = await today_of(it, it.ann.user)
    assert [each.footer.text for each in shown.message.embeds] == ["Home", "Away", None]
    assert shown.labels == ["Practise", "My own numbers: 1.1, Home", "My own numbers: 1.1, Away"]
    own = await it.press(it.ann.user, shown, "My own numbers: 1.1, Away")
    own = await it.answer(it.ann.user, own, it.right(own))
    assert "✅" in own.said
    following = await it.press(it.ann.user, own, "Practise")
    assert "1.2 Half (new)" in following.text
    number = drill_at_message(it, drills(it, far)[0]).id
    assert (await it.forge(it.ann.user, shown, f"db.own.{number}")).said == say("general.gone")
    assert (await it.forge(it.ann.user, shown, f"db.more.{number}")).said == say("general.gone")


@plays
async def test_a_stranger_in_direct_messages_is_told_of_no_group(it: Played) -> None:
    await drill_of_today(it)
    shown = await today_of(it, it.env.create_user("dan"))
    assert "I know of no group that you belong to" in shown.text
    number = drill_at_message(it, drills(it)[0]).id
    dan = it.env.create_user("dan")
    assert (await it.forge(dan, await today_of(it, dan), f"db.own.{number}")).said == say("general.gone")


@plays
async def test_a_server_that_the_bot_has_left_is_left_out(it: Played) -> None:
    await drill_of_today(it)
    await today_of(it, it.ann)
    it.bot._connection._remove_guild(it.bot.get_guild(it.home.guild.id))  # type: ignore[arg-type]
    shown = await today_of(it, it.ann.user)
    assert "I know of no group that you belong to" in shown.text


@plays
async def test_an_excused_day_is_told_until_it_counts(it: Played) -> None:
    await today_of(it, it.ann)
    number = it.learner(it.ann).id
    it.read(lambda db: excuse(db, number, [TODAY], "pause"))
    assert "today is excused" in (await today_of(it, it.ann)).text
    shown = await it.practice(it.ann)
    await it.answer(it.ann, shown, it.right(shown))
    assert "done today" in (await today_of(it, it.ann)).text


@plays
async def test_all_of_it_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    assert "keine ist geplant" in (await today_of(it, eva)).text
    await arranged(it, language="de")
    await tick(it, hours=1)
    (message,) = by_bot(it, it.home.channel)
    before = len(sent(it))
    shown = await today_of(it, eva)
    assert lines(shown)[-1] == "Du hast sie noch nicht versucht."
    own = await it.press(eva, shown, "Meine eigenen Zahlen")
    await it.answer(eva, own, it.right(own))
    shown = await today_of(it, eva)
    assert lines(shown)[-1] == "Du, mit eigenen Zahlen: beim ersten Versuch richtig."
    assert (
        f"[Die Aufgabe](https://discord.com/channels/{it.home.guild.id}/{it.home.channel.id}/{message.id})"
        in shown.text
    )
    assert untranslated(sent(it)[before:]) == set()
