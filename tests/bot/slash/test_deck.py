"""`/deck`, played: decks that organisers add, update and remove, and that members take along."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

import discord
import pytest
import simcord

from bot.bounded import Ran, Stopped
from bot.decks import proving
from bot.decks.building import Part
from compiler.deck import load
from scheduler.practice import Shelf
from tests.bot.daily import arranged, count, posted, states, tick
from tests.bot.packed import BROKEN, CHANGED, GROWN, IDENTITY, UNSOUND, add, at_once, files, kept, ours, written, zipped
from tests.bot.played import Played, played, plays
from tests.scheduler.practice.samples import FIRST, SECOND

ORGANISERS = "This is for organisers: it needs the permission Manage Server."
SOUND = ["deck.yaml", "01-first.yaml", "release.json"]


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    with at_once():
        yield


async def offered(it: Played, who: simcord.MemberActor, command: str = "deck get") -> list[str]:
    """The decks that are offered to somebody while they type."""
    found = await who.autocomplete(who.guild.channels["drills"], command, "deck", "")
    return [str(each["value"]) for each in found]


@plays
async def test_a_deck_is_added_and_taken_along(it: Played) -> None:
    shown = await add(it, ours())
    assert shown.private and shown.text == (
        "**Ours** is here now, with 3 exercises, for this server alone. `/practice` has it, and `/setup add` takes it "
        "as `ours`."
    )
    assert [Path(each).name for each in kept(it) if "." in each] == sorted(SOUND)
    shown = await it.slash(it.ann, "deck get", deck="Ours")
    assert shown.private and [each.filename for each in shown.message.attachments] == [
        "ours.apkg",
        "ours.html",
        "ours-sheet.html",
    ]
    assert "File → Import" in shown.text and "open it in a browser" in shown.text and "answer key" in shown.text
    assert {(await each.read())[:2] for each in shown.message.attachments} == {b"PK", b"<!"}


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("deck show", {}),
        ("deck get", {"deck": "tiny"}),
        ("practice", {}),
        ("practice", {"deck": "tiny"}),
        ("progress", {}),
        ("progress", {"deck": "tiny"}),
    ],
)
@plays
async def test_where_there_is_no_deck_that_is_said(it: Played, command: str, options: dict[str, str]) -> None:
    it.desk.stock(Shelf([]), {})
    shown = await it.slash(it.ann, command, **options)
    assert shown.private and shown.text == "There is no deck here yet."


@plays
async def test_an_update_tells_what_has_changed(it: Played) -> None:
    await add(it, ours())
    shown = await add(it, ours(GROWN), name="ours-v2.zip")
    assert shown.text.startswith("**Ours** is updated, with 6 exercises now: 3 new, 1 changed, 0 taken out.")
    shown = await add(it, ours(FIRST))
    assert "with 3 exercises now: 0 new, 1 changed, 3 taken out." in shown.text
    assert (await add(it, ours(FIRST))).text == "**Ours** is as it was, with 3 exercises."
    assert await offered(it, it.ann) == ["tiny", "ours"]
    assert len([each for each in kept(it) if "." in each]) == len(SOUND)


@plays
async def test_what_is_wrong_with_a_deck_is_shown_where_it_stands_and_the_last_version_stays(it: Played) -> None:
    await add(it, ours())
    before = kept(it)
    shown = await add(it, ours(BROKEN))
    assert shown.text.startswith("This deck has errors, so nothing has changed here:\n```\nerror[D202]")
    assert "--> ours/01-first.yaml:17:5\n17 |     titel: Half\n   |     ^^^^^\n" in shown.text
    assert "did you mean ˋtitleˋ?\n```" in shown.text and shown.message.attachments == []
    assert "error[" in (await add(it, ours(UNSOUND))).text
    many = "".join(f'  bad-{number}:\n    titel: "```@everyone"\n' for number in range(30))
    shown = await add(it, ours(FIRST + many))
    (attached,) = shown.message.attachments
    assert attached.filename == "diagnostics.txt" and len(shown.message.content) < 2000
    whole = (await attached.read()).decode()
    assert whole.count("error[") == int(re.findall(r"has (\d+)\.", shown.text)[0]) >= 60
    assert shown.text.count("```") == 2
    assert kept(it) == before and it.bot.desk.shelf.decks[1].title == "Ours"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("deck.zip", lambda: b"PK\x03\x04 no", "This zip cannot be read"),
        ("deck.exe", lambda: b"MZ", "this is neither"),
        ("deck.zip", lambda: zipped({"../x.yaml": ""}, ""), "is no name that a file of a deck can have"),
        ("deck.zip", lambda: b"PK" + b"0" * 5_000_000, "larger than 5 MB"),
        ("deck.zip", lambda: ours(identity="tiny-for-tests"), "not this server's own"),
    ],
)
def test_what_is_no_deck_is_refused_and_leaves_nothing(name: str, data: Callable[[], bytes], said: str) -> None:
    @plays
    async def refused(it: Played) -> None:
        shown = await add(it, data(), name)
        assert said in shown.text and shown.text.endswith("Nothing has changed here.") and shown.private
        assert [each for each in kept(it) if each != "groups"] == []

    refused()


@pytest.mark.parametrize(
    ("stopped", "said"),
    [
        (Stopped.TIME, "more than 60 seconds of work"),
        (Stopped.MEMORY, "more than 512 MB of memory"),
        (Stopped.CRASHED, "more than 512 MB of memory"),
        (Stopped.OUTPUT, "This deck has errors"),
    ],
)
def test_a_deck_that_takes_too_much_is_refused(stopped: Stopped, said: str) -> None:
    async def taking(*_: object, **__: object) -> Ran:
        return Ran(-9, b"", b"error[D101]: something\n", stopped)

    @plays
    async def refused(it: Played) -> None:
        await add(it, ours())
        with patch.object(proving, "drillbook", _drillbook), patch.object(proving, "run", taking):
            assert said in (await add(it, ours(CHANGED))).text
        assert it.bot.desk.shelf.decks[1].exercises[1].ask.source.text.startswith("What is half")

    refused()


_drillbook = proving.drillbook


@plays
async def test_a_deck_is_its_groups_own(it: Played) -> None:
    other = it.group("Away")
    cleo = it.member("cleo", other)
    await add(it, ours(title="Same"))
    await add(it, ours(SECOND, identity="theirs-for-tests", title="Same"), group=other)
    assert "not this server's own" in (await add(it, ours(), group=other)).text
    assert await offered(it, it.ann) == ["tiny", "ours"] and await offered(it, cleo) == ["tiny", "ours-2"]
    shown = await it.practice(it.ann, deck="same", chapter=1)
    assert shown.number and it.question(shown).place.deck == IDENTITY
    shown = await it.practice(cleo, deck="same", chapter=2)
    assert it.question(shown).place.deck == "theirs-for-tests"
    assert (await it.practice(cleo, deck=IDENTITY)).message.embeds == []  # no question
    assert it.question(await it.practice(cleo, chapter=2)).place.deck != IDENTITY
    listed = (await it.slash(it.ann, "deck show")).text
    assert listed.startswith("**Tests** (`tiny`): 6 exercises, everybody's") and listed.count("Same") == 1
    assert "**Same** (`ours`): 3 exercises, this server's own, as of <t:" in listed
    ben = it.member(it.ben, other)
    assert await offered(it, it.ben) == ["tiny", "ours"]
    await it.practice(it.ben)
    await it.practice(ben)
    found = await ben.autocomplete(other.channel, "practice", "deck", "same")
    assert found == [{"name": "ours: Same", "value": "ours"}, {"name": "ours-2: Same", "value": "ours-2"}]
    assert "another of your servers' own" in (await it.slash(ben, "deck show")).text


@plays
async def test_only_organisers_add_and_remove(it: Played) -> None:
    await add(it, ours())
    for name, options in (("add", {"file": ("ours.zip", ours(CHANGED))}), ("remove", {"deck": "ours"})):
        shown = await it.slash(it.ann, f"deck {name}", **options)
        assert shown.text == ORGANISERS and shown.private
        shown = await it.slash(it.ann.user, f"deck {name}", **options)
        assert shown.text == "This works in a server, not in direct messages."
    assert await it.ann.autocomplete(it.home.channel, "deck remove", "deck", "") == []
    assert await it.home.boss.autocomplete(it.home.channel, "deck remove", "deck", "") == [
        {"name": "Ours", "value": "ours"}
    ]
    assert it.bot.desk.shelf.decks[1].exercises[1].ask.source.text.startswith("What is half")


@plays
async def test_an_open_question_keeps_its_numbers_over_an_update_and_is_graded_by_them(it: Played) -> None:
    await add(it, ours())
    shown = await it.practice(it.ann, deck="ours")
    before = it.question(shown)
    await add(it, ours(FIRST.replace("square: n^2", "square: n^3").replace("twice the square", "twice the cube")))
    again = await it.practice(it.ann, deck="ours")
    assert it.question(again).variant == before.variant and "the square" in again.text
    answered = await it.answer(it.ann, again, it.right(shown))
    assert "streak: 1 day" in answered.text
    assert count(it, "reviews") == 1


@plays
async def test_a_question_from_a_deck_that_was_removed_is_still_answered(it: Played) -> None:
    await add(it, ours())
    shown = await it.practice(it.ann, deck="ours")
    assert "**Ours** is removed." in (await it.slash(it.home.boss, "deck remove", deck="ours")).text
    assert await offered(it, it.ann) == ["tiny"] and [each for each in kept(it) if each != "groups"] == []
    answered = await it.answer(it.ann, shown, it.right(shown))
    assert "streak: 1 day" in answered.text
    assert "That is all" in (await it.press(it.ann, answered, "Next question")).text
    assert "1 day" in (await it.slash(it.ann, "streak")).text
    await add(it, ours())
    assert count(it, "cards") == 1  # what was learnt is there still


@plays
async def test_a_deck_that_a_schedule_needs_is_not_removed(it: Played) -> None:
    await add(it, ours())
    await arranged(it, deck="ours")
    shown = await it.slash(it.home.boss, "deck remove", deck="ours")
    assert "still used here, by these schedules: 1." in shown.text
    await it.slash(it.home.boss, "setup edit", schedule=1, deck="tiny")
    assert "is removed" in (await it.slash(it.home.boss, "deck remove", deck="ours")).text
    shown = await it.slash(it.home.boss, "deck remove", deck="tiny")
    assert shown.text == "No deck that was added here is called tiny. `/deck show` lists all."


@plays
async def test_the_organiser_of_a_schedule_hears_that_its_deck_is_gone(it: Played) -> None:
    folder = written(it.store.path.parent / "decks" / "ours", files())
    await it.bot.library.look()
    await it.bot.library.look()
    await arranged(it, deck="ours")
    await posted(it)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    await it.bot.library.look()
    await it.bot.library.look()
    await tick(it, days=1)
    assert [str(state) for _, state in states(it)] == ["sent", "failed"]
    assert "ours-for-tests" in it.home.boss.user.dm_channel.history()[-1].content
    assert len(it.errors()) == 1


@plays
async def test_a_group_has_its_decks_after_a_restart(it: Played) -> None:
    await add(it, ours())
    await it.restarted()
    assert await offered(it, it.ann) == ["tiny", "ours"]


@plays
async def test_a_chapter_alone_is_a_deck(it: Played) -> None:
    assert "**First** is here now" in (await add(it, FIRST.encode(), "week-1.yaml")).text
    assert "1 changed" in (await add(it, CHANGED.encode(), "week-1.yaml")).text
    assert await offered(it, it.ann) == ["tiny", "week-1"]


@plays
async def test_it_speaks_german_as_well(it: Played) -> None:
    boss = it.home.boss
    it.speaks(boss, "de")
    assert (await add(it, ours())).text.startswith("**Ours** ist jetzt da, mit 3 Aufgaben")
    assert "hat jetzt 6 Aufgaben: 3 neu, 1 geändert, 0 herausgenommen" in (await add(it, ours(GROWN))).text
    assert (await add(it, ours(BROKEN))).text.startswith("Dieser Stapel hat Fehler")
    assert "keins von beiden. Hier hat sich nichts geändert." in (await add(it, b"?", "x.png")).text
    assert "zum Mitnehmen" in (await it.slash(boss, "deck get", deck="ours", **{"as": "anki"})).text
    assert "nur für diesen Server, Stand <t:" in (await it.slash(boss, "deck show")).text
    assert "ist entfernt" in (await it.slash(boss, "deck remove", deck="ours")).text


def house(folder: Path) -> Callable[[Callable[[Played], Awaitable[None]]], None]:
    """Run a test with a deck of the house that lies in a folder."""
    deck = load(written(folder / "ours", files())).deck
    assert deck is not None

    def run(test: Callable[[Played], Awaitable[None]]) -> None:
        async def whole() -> None:
            async with played(deck) as it:
                await test(it)

        asyncio.run(whole())

    return run


def test_files_are_built_once_and_again_when_the_deck_has_changed(tmp_path: Path) -> None:
    calls: list[str] = []
    quick = proving.drillbook

    async def counted(arguments: Sequence[str], folder: Path) -> Ran:
        calls.append(arguments[0])
        await asyncio.sleep(0.01)
        return await quick(arguments, folder)

    async def test(it: Played) -> None:
        deck = it.bot.desk.shelf.decks[0]
        with patch("bot.decks.building.drillbook", counted):
            workshop = it.bot.workshop
            found = await asyncio.gather(*(workshop.files(deck, tuple(Part)) for _ in range(3)))
            assert calls == ["build", "sheets"] and found[0] == found[1] == found[2]
            await it.slash(it.ann.user, "deck get", deck="ours", **{"as": "sheet"})
            assert calls == ["build", "sheets"]
            (deck.folder / "01-first.yaml").write_text(CHANGED, "utf-8")
            shown = await it.slash(it.ann.user, "deck get", deck="ours", **{"as": "workbook"})
            assert calls == ["build", "sheets", "build"]
            assert [each.filename for each in shown.message.attachments] == ["ours.html"]
            assert b"How much" in await shown.message.attachments[0].read()
            built = it.store.path.parent / "built" / deck.id
            assert len(list(built.iterdir())) == 1
            (deck.folder / "01-first.yaml").write_text(BROKEN, "utf-8")
            shown = await it.slash(it.ann, "deck get", deck="ours")
            assert shown.text.startswith("I cannot make these files now.")
            assert len(it.errors()) == 1

    house(tmp_path)(test)


def test_what_is_too_large_for_discord_is_told_and_the_rest_is_given(tmp_path: Path) -> None:
    async def test(it: Played) -> None:
        shown = await it.slash(it.ann, "deck get", deck="ours")
        sizes = {each.filename: each.size for each in shown.message.attachments}
        with limit(max(sizes.values())):
            shown = await it.slash(it.ann, "deck get", deck="ours")
        assert [[each.filename for each in message.attachments] for message in shown.messages] == [
            ["ours.apkg"],
            ["ours.html"],
            ["ours-sheet.html"],
        ]
        assert shown.private
        with limit(max(sizes.values()) - 1):
            shown = await it.slash(it.ann, "deck get", deck="ours")
        large = max(sizes, key=lambda name: sizes[name])
        assert f"`{large}` is larger than the 0 MB that I may send here." in shown.text
        assert large not in [each.filename for message in shown.messages for each in message.attachments]
        with limit(1):
            shown = await it.slash(it.ann, "deck get", deck="ours")
        assert shown.text.count("is larger") == 3 and "to take along" not in shown.text

    house(tmp_path)(test)


def limit(size: int) -> AbstractContextManager[object]:
    """Have Discord take files of so many bytes."""
    return patch.object(discord.Interaction, "filesize_limit", property(lambda _: size, lambda _, __: None))


@plays
async def test_a_deck_that_is_not_here_cannot_be_taken_along(it: Played) -> None:
    shown = await it.slash(it.ann, "deck get", deck="*nothing*")
    assert "`*nothing*`" in shown.text and "tiny" in shown.text and shown.private
