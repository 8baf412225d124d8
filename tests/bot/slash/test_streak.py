"""`/streak`: one's own in private, that of others where they show it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import account
from bot.messages.words import say
from scheduler.practice import Shelf
from tests.bot.played import Played, Shown, Who, plays, practised
from tests.scheduler.practice.samples import other, tiny

OTHER = replace(other(), name="other", title="Other tests")


async def streak(it: Played, who: Who, of: Who | None = None) -> Shown:
    """`/streak`."""
    return await it.slash(who, "streak", **({} if of is None else {"member": of}))


@plays
async def test_ones_own_is_private_and_has_all_of_it(it: Played) -> None:
    await practised(it, it.ann, 2)
    shown = await streak(it, it.ann)
    assert shown.private
    assert shown.message.embeds[0].title == "ann: 2 days in a row"
    lines = (shown.message.embeds[0].description or "").split("\n")
    assert lines == [
        "done today · best 2 · 0 freezes held",
        "**Tests**: 0 of 5 mastered, 1 learning",
        "due today: 0, new: 3",
        say("streak.about"),
    ]
    assert shown.labels == ["Hide from others"]


@plays
async def test_the_year_is_a_picture_with_a_description(it: Played) -> None:
    await practised(it, it.ann)
    shown = await streak(it, it.ann)
    (picture,) = shown.message.attachments
    assert picture.filename == "streak.png"
    assert (picture.description or "").startswith("Current streak: 1 day, best: 1 day, freezes: 0.")
    assert (
        shown.message.embeds[0].image.url == "attachment://streak.png"
        or picture.url == shown.message.embeds[0].image.url
    )


@plays
async def test_who_never_practised_has_an_empty_one(it: Played) -> None:
    shown = await streak(it, it.ann)
    assert "ann: 0 days in a row" in shown.text
    assert "begin today" in shown.text
    assert "due today: 0, new: 3" in shown.text


@plays
async def test_a_day_without_practice_keeps_it_until_its_end(it: Played) -> None:
    await practised(it, it.ann, 3)
    await it.later(days=1)
    assert "one exercise today keeps it · best 3" in (await streak(it, it.ann)).text
    await it.later(days=1)
    assert "ann: 0 days in a row" in (await streak(it, it.ann)).text


@plays
async def test_a_freeze_holds_it_and_says_for_which_day(it: Played) -> None:
    await practised(it, it.ann, 7)
    assert "1 freeze held" in (await streak(it, it.ann)).text
    await it.later(days=2)
    shown = await streak(it, it.ann)
    assert "ann: 7 days in a row" in shown.text
    assert "1 freeze will hold it for Mon 11 May." in shown.text


@plays
async def test_another_members_is_shown_in_private_too(it: Played) -> None:
    await practised(it, it.ann)
    shown = await streak(it, it.ben, it.ann)
    assert shown.private
    assert "ann: 1 day in a row" in shown.text
    assert shown.message.components == []
    assert len(shown.message.attachments) == 1


@plays
async def test_naming_oneself_is_ones_own(it: Played) -> None:
    assert (await streak(it, it.ann, it.ann)).labels == ["Hide from others"]


@plays
async def test_an_opt_out_holds_for_others_of_the_group_and_can_be_taken_back(it: Played) -> None:
    await practised(it, it.ann)
    shown = await it.press(it.ann, await streak(it, it.ann), "Hide from others")
    assert shown.private
    assert shown.text == say("streak.now_hidden")
    await it.restarted()
    assert (await streak(it, it.ben, it.ann)).text == say("streak.hidden", name="ann")
    mine = await streak(it, it.ann)
    assert "ann: 1 day in a row" in mine.text
    assert mine.labels == ["Show to others"]
    shown = await it.press(it.ann, mine, "Show to others")
    assert shown.text == say("streak.now_shown")
    assert "ann: 1 day in a row" in (await streak(it, it.ben, it.ann)).text


@plays
async def test_an_opt_out_and_the_decks_of_a_group_are_for_it_alone(it: Played) -> None:
    away = it.group("Away")
    there, eve = it.member(it.ann, away), it.member("eve", away)
    it.desk.stock(Shelf([tiny(), OTHER]), {OTHER.id: account(it.home.guild.id)})
    await practised(it, it.ann)
    assert (await streak(it, eve, there)).text == say("streak.unknown", name="ann")
    await streak(it, there)
    await it.press(it.ann, await streak(it, it.ann), "Hide from others")
    assert (await streak(it, it.ben, it.ann)).text == say("streak.hidden", name="ann")
    assert OTHER.title in (await streak(it, there)).text
    hers = await streak(it, eve, there)
    assert "ann: 1 day in a row" in hers.text
    assert OTHER.title not in f"{hers.text} {hers.message.attachments[0].description}"  # a deck of her other server


@plays
async def test_the_organiser_does_not_see_what_is_hidden(it: Played) -> None:
    await practised(it, it.ann)
    await it.press(it.ann, await streak(it, it.ann), "Hide from others")
    assert (await streak(it, it.home.boss, it.ann)).text == say("streak.hidden", name="ann")


@plays
async def test_who_is_unknown_here_is_told_so(it: Played) -> None:
    shown = await streak(it, it.ann, it.ben)
    assert shown.private
    assert shown.text == say("streak.unknown", name="ben")


@plays
async def test_who_practises_elsewhere_is_unknown_here(it: Played) -> None:
    eve = it.member("eve", it.group("Away"))
    await practised(it, eve)
    assert (await streak(it, it.ann, eve.user)).text == say("streak.unknown", name="eve")


@pytest.mark.parametrize("action", ["hide", "show"])
@plays
async def test_nobody_hides_in_a_group_from_elsewhere(it: Played, action: str) -> None:
    eve = it.member("eve", it.group("Away"))
    await practised(it, it.ann)
    mine = await streak(it, it.ann)
    hers = await streak(it, eve)
    number = mine.ids["Hide from others"].rpartition(".")[2]
    assert (await it.forge(eve, hers, f"db.{action}.{number}")).text == say("general.gone")
    assert "ann: 1 day" in (await streak(it, it.ben, it.ann)).text


@plays
async def test_a_name_does_not_act(it: Played) -> None:
    ace = it.member("**ace** <@1> `x`")
    shown = await streak(it, ace)
    assert "\\*\\*ace\\*\\*" in (shown.message.embeds[0].title or "")
    assert "\\*\\*ace\\*\\*" in ((await streak(it, it.ann, ace)).message.embeds[0].title or "")


@plays
async def test_a_streak_goes_by_the_zone_of_its_learner(it: Played) -> None:
    shown = await it.practice(it.ann)
    shown = await it.answer(it.ann, shown, it.right(shown))
    await it.fill(it.ann, await it.press(it.ann, shown, "Change zone"), "Pacific/Kiritimati")
    await it.later(hours=6)
    assert "one exercise today keeps it" in (await streak(it, it.ann)).text
