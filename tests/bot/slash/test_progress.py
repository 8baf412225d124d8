"""`/progress`: how far somebody is with a deck, chapter by chapter, in private."""

from __future__ import annotations

from dataclasses import replace

from bot.desk import account
from bot.messages.words import say, table
from scheduler.practice import Shelf
from tests.bot.played import Played, Shown, Who, plays, practised
from tests.scheduler.practice.samples import other, tiny

OTHER = replace(other(), name="other", title="Other tests")
HOSTILE = "**[x](https://evil.example)** <@1> @everyone `" * 20


async def progress(it: Played, who: Who, **options: str) -> Shown:
    """`/progress`."""
    return await it.slash(who, "progress", **options)


def lines(shown: Shown) -> list[str]:
    """What stands above the picture."""
    return (shown.message.embeds[0].description or "").split("\n")


@plays
async def test_ones_own_is_private_and_has_all_of_it(it: Played) -> None:
    await practised(it, it.ann)
    shown = await progress(it, it.ann)
    assert shown.private
    assert shown.message.embeds[0].title is None  # the one deck is named below
    assert lines(shown) == [
        "**Tests**: 0 of 5 mastered, 1 learning",
        "due today: 0, new: 2",
        "due in the coming days: Tue 1 · Wed 0 · Thu 0 · Fri 0 · Sat 0 · Sun 0 · Mon 0",
        say("progress.about"),
    ]


@plays
async def test_the_chapters_are_a_picture_with_a_description(it: Played) -> None:
    await practised(it, it.ann)
    shown = await progress(it, it.ann)
    (picture,) = shown.message.attachments
    assert picture.filename == "progress.png"
    assert (picture.description or "").startswith("Tests: 0 of 5 mastered, 1 learning. Due: today 0, Tue 1,")
    assert "1 First: " in (picture.description or "")
    image = shown.message.embeds[0].image.url
    assert image in ("attachment://progress.png", picture.url)


@plays
async def test_where_nothing_was_begun_it_says_how_to_begin(it: Played) -> None:
    shown = await progress(it, it.ann)
    assert say("progress.begin") in lines(shown)
    await practised(it, it.ann)
    assert say("progress.begin") not in lines(await progress(it, it.ann))


@plays
async def test_in_direct_messages_too(it: Played) -> None:
    await practised(it, it.ann)
    assert "0 of 5 mastered, 1 learning" in (await progress(it, it.ann.user)).text


@plays
async def test_in_german(it: Played) -> None:
    it.speaks(it.ann, "de")
    shown = await progress(it, it.ann)
    assert table("de")["progress.begin"] in lines(shown)
    (picture,) = shown.message.attachments
    assert picture.filename == "fortschritt.png"
    assert "Fällig: heute 0, Di 0," in (picture.description or "")


@plays
async def test_of_several_decks_it_is_the_one_that_was_practised_last(it: Played) -> None:
    it.desk.stock(Shelf([tiny(), OTHER]), {})
    assert (await progress(it, it.ann)).message.embeds[0].title == tiny().title
    await practised(it, it.ann, deck=tiny().name)
    await it.later(days=1)
    await practised(it, it.ann, deck=OTHER.name)
    shown = await progress(it, it.ann)
    assert shown.message.embeds[0].title == OTHER.title
    assert say("progress.others") in lines(shown)
    assert "Due, all decks together:" in (shown.message.attachments[0].description or "")
    assert (await progress(it, it.ann, deck=tiny().name)).message.embeds[0].title == tiny().title


@plays
async def test_a_deck_that_is_not_there_is_told(it: Played) -> None:
    shown = await progress(it, it.ann, deck="**none**")
    assert shown.private
    assert shown.text == say("practice.no_deck", deck="`**none**`", decks=tiny().name)


@plays
async def test_decks_are_offered_while_one_types(it: Played) -> None:
    channel = it.ann.guild.channels["drills"]
    (choice,) = await it.ann.autocomplete(channel, "progress", "deck", "tES")
    assert choice["value"] == tiny().name
    assert await it.ann.autocomplete(channel, "progress", "deck", "nothing") == []


@plays
async def test_the_deck_of_another_group_is_neither_offered_nor_shown(it: Played) -> None:
    away = it.group("Away")
    eve = it.member("eve", away)
    it.desk.stock(Shelf([tiny(), OTHER]), {OTHER.id: account(away.guild.id)})
    assert OTHER.name in [each["value"] for each in await eve.autocomplete(away.channel, "progress", "deck", "")]
    assert (await progress(it, eve, deck=OTHER.name)).message.embeds[0].title == OTHER.title
    channel = it.ann.guild.channels["drills"]
    assert [each["value"] for each in await it.ann.autocomplete(channel, "progress", "deck", "")] == [tiny().name]
    told = await progress(it, it.ann, deck=OTHER.name)
    assert told.text == say("practice.no_deck", deck=f"`{OTHER.name}`", decks=tiny().name)


@plays
async def test_a_hostile_title_does_not_act(it: Played) -> None:
    it.desk.stock(Shelf([replace(tiny(), title=HOSTILE), OTHER]), {})
    shown = await progress(it, it.ann)
    title = shown.message.embeds[0].title or ""
    assert title.startswith(r"\*\*\[x](https") and len(title) <= 256
    assert all("[x]" not in line.replace(r"\[x]", "") and "@everyone" not in line for line in (title, *lines(shown)))
    assert len(shown.message.attachments[0].description or "") <= 1024
