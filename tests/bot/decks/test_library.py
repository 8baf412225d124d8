"""The decks that the bot has: the house's, a folder that is looked at, and groups' own; the last good version stays."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.decks import library as library_module
from bot.decks.library import Library
from bot.decks.proving import put, take_out
from bot.decks.unpacking import NotTaken, copied
from compiler.console import Failure
from compiler.deck import Deck
from scheduler.practice import Shelf
from tests.bot.packed import BROKEN, CHANGED, GROWN, IDENTITY, UNSOUND, at_once, files, ours, written, zipped
from tests.scheduler.practice.samples import FIRST, tiny

HERE, THERE = "discord:1", "discord:2"


class Stocked:
    """A library in a folder, and what the desk has of it."""

    def __init__(self, data: Path, *house: Deck) -> None:
        self.data = data
        self.shelf, self.owners = Shelf([]), dict[str, str]()
        self.library = Library(data, house, self._stock)

    def _stock(self, shelf: Shelf, owners: dict[str, str]) -> None:
        self.shelf, self.owners = shelf, owners

    @property
    def titles(self) -> list[str]:
        """The titles of the exercises, deck after deck."""
        return [each.title for deck in self.shelf.decks for each in deck.exercises if each.of is None]

    @property
    def names(self) -> list[str]:
        return [deck.name for deck in self.shelf.decks]

    async def seen(self, times: int = 2) -> Stocked:
        """Itself, after it has looked so often."""
        for _ in range(times):
            await self.library.look()
        return self

    def left(self) -> list[str]:
        """What lies about that is hidden."""
        found = [path for path in self.data.rglob(".*") if path.name != ".good"]
        return [path.name for path in found]


async def opened(data: Path, *house: Deck) -> Stocked:
    """A library that has been opened."""
    it = Stocked(data, *house)
    await it.library.open()
    return it


def plays(data: Path, act: Callable[[Path], Coroutine[Any, Any, None]]) -> None:
    """Do something in a folder, in which decks are proved at once."""
    with at_once():
        asyncio.run(act(data))


def test_a_folder_that_comes_changes_and_goes_is_followed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def act(data: Path) -> None:
        it = await opened(data, tiny())
        assert it.names == ["tiny"]
        folder = written(data / "decks" / "ours", files())
        assert (await it.seen(1)).names == ["tiny"]  # it may be half copied still
        assert (await it.seen(1)).names == ["tiny", "ours"] and it.owners == {}
        assert it.titles[-2:] == ["Twice", "Half"]
        written(folder, files(GROWN))
        assert (await it.seen()).titles[-5:] == ["Twice", "Half", "Area", "More", "Both"]
        shutil.rmtree(folder)
        assert (await it.seen(1)).names == ["tiny", "ours"]  # it may be about to come back
        assert (await it.seen(1)).names == ["tiny"]
        assert not (data / "decks" / ".good" / "ours").exists() and it.left() == []

    plays(tmp_path, act)
    assert "a deck is gone" in caplog.text


def test_a_folder_that_cannot_be_written_is_told_once_and_used_once_it_can(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        written(data / "decks" / "ours", files())
        with patch("tempfile.mkdtemp", side_effect=PermissionError(13, "Permission denied")):
            assert (await it.seen(4)).names == []
        assert (await it.seen(1)).names == ["ours"]

    plays(tmp_path, act)
    (said,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert said.getMessage() == "the folder of decks cannot be used"
    assert said.__dict__["fields"] == {"folder": str(tmp_path / "decks"), "why": "Permission denied"}


def test_a_deck_that_was_not_copied_for_a_full_disk_is_taken_in_once_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = 100.0
    monkeypatch.setattr(library_module, "monotonic", lambda: at)

    async def act(data: Path) -> None:
        nonlocal at
        it = await opened(data)
        written(data / "decks" / "ours", files())
        written(data / "decks" / "theirs", files(identity="theirs-for-tests"))
        full = OSError(errno.ENOSPC, "No space left on device")

        def copied_but_for_ours(folder: Path, into: Path) -> None:
            if folder.name == "ours":
                raise full
            copied(folder, into)

        with patch.object(library_module, "copied", copied_but_for_ours):
            assert (await it.seen(4)).names == ["theirs"] and it.left() == []
        assert caplog.text.count("a deck cannot be read") == 1  # it is left alone for a while
        at += library_module.AGAIN
        assert (await it.seen(1)).names == ["theirs", "ours"]

    plays(tmp_path, act)


def test_folders_that_cannot_be_read_end_the_bot_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    error = PermissionError(13, "Permission denied", str(tmp_path / "groups"))
    with patch.object(library_module, "mend", side_effect=error), pytest.raises(Failure) as caught:
        asyncio.run(opened(tmp_path))
    assert str(caught.value).startswith(f"{tmp_path / 'groups'} cannot be used: Permission denied; let the account")


@pytest.mark.parametrize(("chapter", "why"), [(BROKEN, "error[D202]"), (UNSOUND, "error[D402]")])
def test_the_last_good_version_stays_also_over_a_restart_until_it_is_mended(
    tmp_path: Path, chapter: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        folder = written(data / "decks" / "ours", files())
        await it.seen()
        written(folder, files(chapter))
        assert (await it.seen()).titles == ["Twice", "Half"] and it.left() == []
        assert caplog.text.count("its last good version stays") == 1
        await it.seen()
        assert caplog.text.count("its last good version stays") == 1  # said once
        (said,) = [each for each in caplog.records if "last good" in each.getMessage()]
        assert why in str(said.__dict__["fields"]) and "ours/01-first.yaml:" in str(said.__dict__["fields"])
        again = await opened(data)
        assert again.titles == ["Twice", "Half"]
        written(folder, files(CHANGED))
        await again.seen()
        assert "How much" in str(again.shelf.decks[0].exercises[1].ask.source.text)

    plays(tmp_path, act)


def test_a_deck_that_did_not_change_is_not_proved_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(data: Path) -> None:
        written(data / "decks" / "ours", files())
        await (await opened(data)).seen()

        async def never(*_: object) -> None:
            raise AssertionError("it was proved again")

        monkeypatch.setattr(library_module, "prove", never)
        again = await (await opened(data)).seen(3)
        assert again.names == ["ours"]

    plays(tmp_path, act)


def test_a_folder_that_never_comes_to_rest_is_not_read(tmp_path: Path) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        folder = written(data / "decks" / "ours", files())
        for number in range(4):
            os.utime(folder / "deck.yaml", ns=(0, number))
            assert (await it.seen(1)).names == []

    plays(tmp_path, act)


def test_of_two_decks_with_one_id_the_first_counts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def act(data: Path) -> None:
        house = replace(tiny(), id=IDENTITY)
        await (await opened(data)).library.add(HERE, "ours.zip", ours())
        it = await opened(data)
        assert it.owners == {IDENTITY: HERE}
        written(data / "decks" / "served", files(GROWN))
        assert (await it.seen()).names == ["served"] and it.owners == {}
        again = await opened(data, house)
        assert again.names == ["tiny"] and again.owners == {}

    plays(tmp_path, act)
    assert "two decks have one id" in caplog.text


def test_decks_of_the_house_that_lie_in_the_folder_are_followed_as_well(tmp_path: Path) -> None:
    async def act(data: Path) -> None:
        folder = written(data / "decks" / "ours", files())
        it = await opened(data, replace(tiny(), folder=folder))
        assert it.names == []
        assert (await it.seen()).names == ["ours"]

    plays(tmp_path, act)


def test_groups_have_their_own_after_a_restart_and_broken_ones_stop_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(data: Path) -> None:
        it = await opened(data, tiny())
        await it.library.add(HERE, "ours.zip", ours())
        await it.library.add(THERE, "ours.zip", ours(identity="theirs-for-tests", title="Theirs"))
        written(data / "groups" / "discord-2" / "ours-2", {"01-first.yaml": BROKEN})
        again = await opened(data, tiny())
        assert again.names == ["tiny", "ours"] and again.owners == {IDENTITY: HERE}
        assert [each.id for each in again.library.own(HERE).decks] == [IDENTITY]
        mended = await again.library.add(THERE, "x.zip", ours(identity="theirs-for-tests", title="Theirs"))
        assert mended.deck.name == "ours-2" and mended.since is None

    plays(tmp_path, act)
    assert "a deck cannot be read" in caplog.text and "titel" not in caplog.text


def test_a_group_has_so_many_decks_bytes_and_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        await it.library.add(HERE, "ours.zip", ours())
        other = ours(identity="other-for-tests")
        for limit, value, said in (
            ("library.MOST_DECKS", 1, "which is the most"),
            ("loading.MOST_BYTES", 1_500, "MB together"),
            ("loading.MOST_DRAWN", 150, "than 150 values together"),
        ):
            monkeypatch.setattr(f"bot.decks.{limit}", value)
            with pytest.raises(NotTaken, match=said):
                await it.library.add(HERE, "other.zip", other)
            assert (await it.library.add(HERE, "ours.zip", ours(CHANGED))).since is not None
            assert (await it.library.add(HERE, "ours.zip", ours())).since is not None
            monkeypatch.undo()
        assert sorted(path.name for path in (data / "groups" / "discord-1").iterdir()) == ["ours"]
        monkeypatch.setattr("bot.decks.loading.MOST_OPERATIONS", 2)
        with pytest.raises(NotTaken, match="`twice` takes more than 2 operations"):
            await it.library.add(HERE, "other.zip", other)
        monkeypatch.undo()
        added = await it.library.add(HERE, "ours.zip", other)
        assert added.deck.name == "ours-2"

    plays(tmp_path, act)


def test_however_many_groups_call_a_deck_alike_each_has_a_name_of_its_own(tmp_path: Path) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        for number in range(1, 1_001):
            deck = replace(tiny(), id=f"theirs-{number}", name="ours" if number == 1 else f"ours-{number}")
            it.library._own[f"discord:{1000 + number}"] = {deck.id: deck}
        assert (await it.library.add(HERE, "ours.zip", ours())).deck.name == "ours-1001"

    plays(tmp_path, act)


def test_a_head_that_is_read_in_another_way_than_it_looks_is_refused(tmp_path: Path) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        plain = f"id: {IDENTITY}\ntitle: Ours\nlicence: MIT\n"
        for text in (
            plain.replace("id:", '"id":'),
            f"description: |-\n  a\n'id': {IDENTITY}\n{plain[plain.index('title') :]}",
        ):
            with pytest.raises(NotTaken):
                await it.library.add(HERE, "x.zip", zipped({"deck.yaml": text, "01-first.yaml": FIRST}))
        assert it.names == [] and list((data / "groups").iterdir()) == []

    plays(tmp_path, act)


@pytest.mark.parametrize("title", ['" "', "x" * 101, r'"a\nb"'])
def test_a_title_that_cannot_be_shown_everywhere_is_refused(tmp_path: Path, title: str) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        with pytest.raises(NotTaken):
            await it.library.add(HERE, "ours.zip", ours(title=title))
        assert it.names == [] and list((data / "groups").iterdir()) == []

    plays(tmp_path, act)


def test_folders_that_cannot_be_changed_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        await it.library.add(HERE, "ours.zip", ours())
        refused = pytest.raises(NotTaken, match="cannot change decks now")
        with patch.object(library_module, "put", side_effect=PermissionError), refused:
            await it.library.add(HERE, "ours.zip", ours(CHANGED))
        refused = pytest.raises(NotTaken, match="cannot change decks now")
        with patch.object(library_module, "take_out", side_effect=PermissionError), refused:
            await it.library.remove(HERE, it.shelf.decks[0])
        assert it.titles == ["Twice", "Half"] and it.left() == []
        shutil.rmtree(data / "groups" / "discord-1" / "ours")
        await it.library.remove(HERE, it.shelf.decks[0])
        assert it.names == []

    plays(tmp_path, act)
    assert caplog.text.count("the folders of decks cannot be changed") == 2


def test_what_a_crash_has_left_is_put_right(tmp_path: Path) -> None:
    async def act(data: Path) -> None:
        it = await opened(data)
        await it.library.add(HERE, "ours.zip", ours())
        room = data / "groups" / "discord-1"
        (room / "ours").rename(room / ".old.ours")  # between the two steps of an update
        written(room / ".new.abc" / "ours", files(GROWN))
        again = await opened(data)
        assert again.titles == ["Twice", "Half"] and again.left() == []
        written(room / ".old.ours", files(GROWN))  # after them, before the last version was removed
        assert (await opened(data)).titles == ["Twice", "Half"] and again.left() == []

    plays(tmp_path, act)


def test_a_folder_is_put_into_its_place_whole_and_taken_out_whole(tmp_path: Path) -> None:
    place = tmp_path / "room" / "ours"
    put(written(tmp_path / "one", {"a.yaml": "1"}), place)
    put(written(tmp_path / "two", {"b.yaml": "2"}), place)
    assert [path.name for path in place.iterdir()] == ["b.yaml"] and not (tmp_path / "two").exists()
    take_out(place)
    assert list(tmp_path.iterdir()) == []
