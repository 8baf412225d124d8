"""`/import`, played: what was reviewed in Anki counts, once; whatever is sent instead is told and leaves nothing."""

from __future__ import annotations

import asyncio
import errno
import tempfile
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import thread_time
from typing import Any
from unittest.mock import Mock
from zipfile import ZIP_DEFLATED, ZipFile

import discord
import pytest
import zstandard

from bot import bounded
from bot.desk import account
from bot.messages.words import LANGUAGES, say, table
from bot.slash import import_
from scheduler.anki import Limits, Why
from scheduler.rules import Streak, streak
from scheduler.store import all_about, history, learner_of
from tests.bot.played import Played, Shown, Who, plays
from tests.scheduler.anki.samples import EASY, GOOD, Anki, handmade
from tests.scheduler.practice.samples import NOON, TODAY

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where files lie while they are read, and not afterwards."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def collection(folder: Path, *days: int, sql: str = "") -> bytes:
    """The file of somebody who reviewed one exercise some days ago, at noon in Berlin."""
    rows = [(round((NOON - n * DAY).timestamp() * 1000), GOOD, 30, 9_000, 1) for n in days]
    path = handmade(folder / "collection.anki2", rows, sql)
    data = path.read_bytes()
    path.unlink()
    return data


async def bring(it: Played, who: Who, data: bytes, name: str = "mine.apkg") -> Shown:
    """`/import` with a file."""
    return await it.slash(who, "import", file=(name, data))


def about(it: Played, who: Who) -> dict[str, list[dict[str, Any]]]:
    """All that is stored of somebody."""
    me = it.learner(who).id
    return it.read(lambda db: all_about(db, me))


def streak_of(it: Played, who: Who) -> Streak:
    """Somebody's streak."""
    me = it.learner(who)
    return streak(it.read(lambda db: history(db, me.id)), me.day(it.now()))


@plays
async def test_days_in_anki_count_once_and_the_answer_is_private(it: Played, tmp_path: Path) -> None:
    data = collection(tmp_path, 2, 1, 0)
    shown = await bring(it, it.ann, data)
    assert shown.private
    assert shown.text.splitlines() == [
        "From Anki",
        "3 reviews of 1 exercise: 3 new, 0 known already.",
        "3 days count now that did not before.",
        "Streak in days: 3 now, 0 before, 3 at best.",
        "Days are those of the time zone Europe/Berlin.",
    ]
    assert shown.labels == [table("en")["question.zone"]]
    assert streak_of(it, it.ann) == Streak(3, 3, True, 0)
    before = about(it, it.ann)
    shown = await bring(it, it.ann, data)
    assert "3 reviews of 1 exercise: 0 new, 3 known already.\nStreak in days: 3 now, 3 before" in shown.text
    assert about(it, it.ann) == before


@plays
async def test_it_is_said_in_german_and_works_in_direct_messages(it: Played, tmp_path: Path) -> None:
    dora = it.env.create_user("dora")
    it.speaks(dora, "de")
    shown = await bring(it, dora, collection(tmp_path, 1, -1))
    assert shown.text.splitlines() == [
        "Aus Anki",
        "1 Wiederholung zu 1 Aufgabe: 1 neu, 0 schon bekannt.",
        "1 Tag zählt jetzt, der vorher nicht zählte.",
        "Ausgelassen: 1 aus der Zukunft (eine Uhr geht falsch).",
        "Serie in Tagen: jetzt 1, vorher 0, beste 1.",
        "Die Tage sind die der Zeitzone Europe/Berlin.",
    ]


@plays
async def test_an_export_of_ankis_own_is_read_and_what_is_known_is_not_asked(it: Played, tmp_path: Path) -> None:
    anki = Anki(tmp_path / "anki")
    anki.answer("twice", EASY)
    anki.sleep()
    anki.answer("half", EASY)
    anki.sleep((datetime.now(UTC) - NOON).days + 1)
    data = anki.colpkg().read_bytes()
    anki.col.close()
    shown = await bring(it, it.ann, data, "all.colpkg")
    assert "2 reviews of 2 exercises: 2 new, 0 known already." in shown.text
    asked = it.question(await it.practice(it.ann))
    due = {card["exercise"]: date.fromisoformat(card["due"]) for card in about(it, it.ann)["cards"]}
    assert due.keys() == {"twice", "half"} and min(due.values()) > TODAY
    assert asked.place.exercise == "area"


@plays
async def test_a_full_disk_is_told_and_noted(it: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = collection(tmp_path, 0)
    with monkeypatch.context() as full:
        full.setattr("bot.slash.import_.mkdtemp", Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
        shown = await bring(it, it.ann, data)
    assert shown.private and shown.text == say("general.wrong")
    (noted,) = it.errors()
    assert "something went wrong" in noted
    assert "1 new, 0 known already." in (await bring(it, it.ann, data)).text


def bomb() -> bytes:
    """Three hundred megabytes, in a few thousand bytes."""
    return zstandard.compress(b"SQLite format 3\0" + bytes(300_000_000))


def zipped(folder: Path, name: str, data: bytes) -> bytes:
    """A zip file of one entry."""
    path = folder / "made.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return path.read_bytes()


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was read is not read again: a process of its own takes longer than all the rest."""
    known: dict[bytes, bounded.Ran] = {}
    read_apart = import_.read_apart

    async def read_once(path: Path, wanted: Collection[str]) -> bounded.Ran:
        data = path.read_bytes()
        if data not in known:
            known[data] = await read_apart(path, wanted)
        return known[data]

    monkeypatch.setattr(import_, "read_apart", read_once)


@pytest.mark.usefixtures("once")
@plays
async def test_what_cannot_be_imported_is_told(it: Played, tmp_path: Path) -> None:
    told_alone = {
        "not-anki": b"a shopping list",
        "no-collection": zipped(tmp_path, "../collection.anki2", b"x"),
        "damaged": b"SQLite format 3\0" + bytes(9_000),
        "too-large": zipped(tmp_path, "collection.anki21b", bomb()),
    }
    told_among_others = {
        "none": collection(tmp_path, sql="DELETE FROM notes;"),
        "unscheduled": collection(tmp_path),
    }
    for language in LANGUAGES:
        it.speaks(it.ann, language)
        for key, data in told_alone.items():
            shown = await bring(it, it.ann, data)
            assert (shown.private, shown.text) == (True, table(language)[f"importing.{key}"])
        for key, data in told_among_others.items():
            assert table(language)[f"importing.{key}"] in (await bring(it, it.ann, data)).text
    assert streak_of(it, it.ann) == Streak(0, 0, False, 0)


@plays
async def test_a_file_that_is_too_large_is_not_even_fetched(
    it: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetched(*_: Any, **__: Any) -> bytes:
        raise AssertionError("it was fetched")

    monkeypatch.setattr(import_, "LIMITS", Limits(file_bytes=1_000))
    monkeypatch.setattr(discord.Attachment, "read", fetched)
    shown = await bring(it, it.ann, collection(tmp_path, 1))
    assert shown.text == table()["importing.over"].format(most=25)


@pytest.mark.parametrize(
    ("stopped", "why"),
    [
        (bounded.Stopped.TIME, Why.TOO_LONG),
        (bounded.Stopped.MEMORY, Why.TOO_LARGE),
        (bounded.Stopped.OUTPUT, Why.TOO_MANY),
        (bounded.Stopped.CRASHED, Why.DAMAGED),
        (None, Why.DAMAGED),
    ],
)
@plays
async def test_a_process_that_comes_to_no_good_end_is_told(
    it: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bounded.Stopped | None, why: Why
) -> None:
    async def ended(path: Path, _: object) -> bounded.Ran:
        (path.parent / "left behind").write_text("half a collection", "utf-8")
        return bounded.Ran(1, b"", b"Traceback", stopped)

    monkeypatch.setattr(import_, "read_apart", ended)
    shown = await bring(it, it.ann, collection(tmp_path, 1))
    assert shown.text == table()[f"importing.{why.value}"]


@plays
async def test_a_file_that_would_not_end_is_broken_off_while_others_are_answered(
    it: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_, "LIMITS", Limits(seconds=0.0))
    data = collection(tmp_path, *range(9_000))
    busy: list[float] = []
    watching = asyncio.ensure_future(_watch(busy))
    shown = await bring(it, it.ann, data)
    watching.cancel()
    assert shown.text == table()["importing.too-long"]
    assert len(busy) > 2 and max(busy) < 0.1  # it was watched meanwhile, however quick the machine is


async def _watch(busy: list[float]) -> None:
    """Note for how long at a time the event loop computes, in seconds of its own thread, whoever else is at work."""
    while True:
        before = thread_time()
        await asyncio.sleep(0.005)
        busy.append(thread_time() - before)


@plays
async def test_a_member_has_one_file_read_at_a_time(
    it: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on, read_apart = asyncio.Event(), asyncio.Event(), import_.read_apart

    async def slow(*arguments: Any) -> bounded.Ran:
        begun.set()
        await goes_on.wait()
        return await read_apart(*arguments)

    monkeypatch.setattr(import_, "read_apart", slow)
    data, settle = collection(tmp_path, 1), it.env._settle_internal

    async def unsettled(**_: object) -> None:
        return None

    monkeypatch.setattr(it.env, "_settle_internal", unsettled)
    first = await bring(it, it.ann, data)
    await begun.wait()
    second = await bring(it, it.ann, data)
    goes_on.set()
    monkeypatch.setattr(it.env, "_settle_internal", settle)
    await it.env.settle(idle=0.001)
    assert second.text == table()["importing.busy"]
    assert "1 new" in first.text


@plays
async def test_who_deletes_everything_while_a_file_is_read_is_not_made_anew(
    it: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await it.practice(it.ann)
    read_apart = import_.read_apart

    async def deleting(*arguments: Any) -> bounded.Ran:
        it.store.forget(it.learner(it.ann).id, it.now())
        return await read_apart(*arguments)

    monkeypatch.setattr(import_, "read_apart", deleting)
    shown = await bring(it, it.ann, collection(tmp_path, 1))
    assert shown.text == table()["general.gone"]
    assert it.read(lambda db: learner_of(db, account(it.ann.id))) is None
