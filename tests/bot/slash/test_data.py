"""`/data`: all about a member as a file, and deleted for good: from the store, its file, streaks, lines of drills."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import simcord

from bot.messages.words import say
from scheduler.store import MOST_DAYS, StoreBusy, StoreError, all_about, learner_of, open_disputes
from scheduler.store.ledger import noted
from tests.bot.daily import drill_of_today, now_reads, right_for, write
from tests.bot.english import sent, untranslated
from tests.bot.played import Played, Shown, Who, plays, practised

MARK = "917364.25 furlongs per fortnight"
"""A reply that nobody else sends."""


async def export(it: Played, who: Who) -> Shown:
    """`/data export`."""
    return await it.slash(who, "data export")


async def sure(it: Played, who: Who) -> Shown:
    """`/data delete`, which asks."""
    return await it.slash(who, "data delete")


async def deleted(it: Played, who: Who) -> Shown:
    """`/data delete`, confirmed."""
    return await it.press(who, await sure(it, who), "Delete everything")


def file(it: Played, shown: Shown) -> tuple[str, bytes]:
    """The one file of an answer: its name, and what is in it."""
    (attached,) = shown.message.attachments
    data = it.env.backend.cdn.get(attached.url)
    assert data is not None
    return attached.filename, data


def limit(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Have Discord take files of so many bytes."""
    known = simcord.interactions.base_payload

    def limited(*arguments: Any, **given: Any) -> Any:
        record, payload = known(*arguments, **given)
        return record, payload | {"attachment_size_limit": most}

    monkeypatch.setattr(simcord.interactions, "base_payload", limited)


def is_known(it: Played, who: Who) -> bool:
    """Whether the store has somebody."""
    return it.read(lambda db: learner_of(db, f"discord:{who.id}")) is not None


def bytes_of_store(it: Played) -> bytes:
    """All that is in the store's file, and in the log beside it."""
    return b"".join(each.read_bytes() for each in it.store.path.parent.glob(f"{it.store.path.name}*") if each.is_file())


async def lived(it: Played, who: Who) -> None:
    """Have somebody leave rows of many kinds."""
    message = await drill_of_today(it)
    await write(it, who, right_for(it, message), message)  # type: ignore[arg-type]
    shown = await it.practice(who)
    shown = await it.answer(who, shown, MARK)
    await it.press(who, shown, "I think I was right")
    await it.slash(who, "settings", reminder="19:30")


@plays
async def test_an_export_is_all_that_is_stored_of_one_member_and_of_nobody_else(it: Played) -> None:
    await practised(it, it.ben)
    await lived(it, it.ann)
    shown = await export(it, it.ann)
    assert shown.private and shown.text == say("data.export")
    name, data = file(it, shown)
    assert name == "drillbook.json"
    number = it.learner(it.ann).id
    found = json.loads(data)
    assert found == it.read(lambda db: all_about(db, number))
    assert {name for name, rows in found.items() if rows} >= {
        "learners", "questions", "variants", "replies", "reviews", "disputes", "members", "cards", "sessions"
    }  # fmt: skip
    assert [each["account"] for each in found["learners"]] == [f"discord:{it.ann.id}"]
    assert {each["learner"] for rows in found.values() for each in rows if "learner" in each} == {number}
    assert MARK in data.decode() and str(it.ben.id) not in data.decode()


@plays
async def test_an_export_works_in_direct_messages_and_makes_nobody(it: Played) -> None:
    dan = it.env.create_user("dan")
    assert (await export(it, dan)).text == say("data.nothing")
    assert (await sure(it, dan)).text == say("data.nothing")
    assert not is_known(it, dan)
    await it.practice(dan)
    assert json.loads(file(it, await export(it, dan))[1])["learners"][0]["account"] == f"discord:{dan.id}"


@plays
async def test_what_is_too_large_is_zipped_and_what_is_larger_still_is_told(
    it: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    await practised(it, it.ann, 3)
    _, plain = file(it, await export(it, it.ann))
    limit(monkeypatch, len(plain) - 1)
    shown = await export(it, it.ann)
    name, data = file(it, shown)
    assert name == "drillbook.zip" and len(data) < len(plain)
    assert shown.text == say("data.zipped", most="0.0")
    with ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == ["drillbook.json"]
        assert json.loads(archive.read("drillbook.json"))["reviews"] == json.loads(plain)["reviews"]
    limit(monkeypatch, 100)
    shown = await export(it, it.ann)
    assert shown.message.attachments == []
    assert f"you are learner {it.learner(it.ann).id}." in shown.text


@plays
async def test_a_deletion_is_asked_for_first_and_says_what_goes_and_what_stays(it: Played) -> None:
    await practised(it, it.ann)
    shown = await sure(it, it.ann)
    assert shown.private
    assert shown.text == say("data.sure", days=MOST_DAYS) and f"{MOST_DAYS} days" in shown.text
    assert shown.labels == ["Delete everything", "Keep it"]
    kept = await it.press(it.ann, shown, "Keep it")
    assert kept.text == "Nothing was deleted." and kept.labels == []
    assert is_known(it, it.ann)


@plays
async def test_what_is_deleted_is_gone_from_the_file_too_and_all_begins_anew(it: Played) -> None:
    await practised(it, it.ben)
    await lived(it, it.ann)
    number = it.learner(it.ann).id
    assert MARK.encode() in bytes_of_store(it)
    shown = await deleted(it, it.ann)
    assert shown.private
    assert shown.text == say("data.deleted", days=MOST_DAYS) and shown.labels == []
    assert not is_known(it, it.ann)
    assert it.read(open_disputes) == []
    assert all(rows == [] for rows in it.read(lambda db: all_about(db, number)).values())
    assert MARK.encode() not in bytes_of_store(it) and str(it.ann.id).encode() not in bytes_of_store(it)
    assert [each for each, _ in noted(it.store.path)] == [number]
    assert (await it.slash(it.ben, "streak", member=it.ann)).text == say("streak.unknown", name="ann")
    assert "0 days in a row" in (await it.slash(it.ann, "streak")).text
    fresh = it.learner(it.ann)
    assert fresh.id != number and fresh.remind_at is None and fresh.zone_chosen is None
    assert "1 day in a row" in (await it.slash(it.ben, "streak")).text


@plays
async def test_the_line_of_an_open_drill_does_not_count_who_is_gone(it: Played) -> None:
    message = await drill_of_today(it)
    for who in (it.ann, it.ben):
        await write(it, who, right_for(it, message), message)
    await it.post()
    assert "2 are done" in now_reads(message, it.home)
    await deleted(it, it.ann)
    await it.post()
    assert "1 is done" in now_reads(message, it.home)


@plays
async def test_buttons_and_forms_of_questions_that_were_open_say_that_they_are_gone(it: Played) -> None:
    shown = await it.practice(it.ann)
    form = await it.press(it.ann, shown, "Reply")
    answer = it.right(shown)
    await deleted(it, it.ann)
    for label in ("Reply", "Hint", "Give up", "Skip"):
        assert (await it.press(it.ann, shown, label)).said == say("general.gone")
    assert (await it.fill(it.ann, form, answer)).said == say("general.gone")
    assert not is_known(it, it.ann)


@plays
async def test_a_confirmation_works_over_a_restart_for_a_quarter_of_an_hour(it: Played) -> None:
    await practised(it, it.ann)
    await practised(it, it.ben)
    first, second = await sure(it, it.ann), await sure(it, it.ben)
    await it.restarted()
    await it.later(minutes=15)
    assert (await it.press(it.ann, first, "Delete everything")).text == say("data.deleted", days=MOST_DAYS)
    await it.later(seconds=1)
    late = await it.press(it.ben, second, "Delete everything")
    assert late.text == say("data.stale") and late.labels == []
    assert is_known(it, it.ben) and not is_known(it, it.ann)


@plays
async def test_nobody_is_deleted_by_a_button_of_somebody_else_or_of_a_former_self(it: Played) -> None:
    await practised(it, it.ann)
    await practised(it, it.ben)
    hers, his = await sure(it, it.ann), await sure(it, it.ben)
    forged = await it.forge(it.ben, his, hers.ids["Delete everything"])
    assert forged.said == say("general.gone")
    assert is_known(it, it.ann) and is_known(it, it.ben)
    dan = it.env.create_user("dan")
    asked = await it.practice(dan)
    it.store.forget(it.learner(dan).id, it.now())
    assert (await it.forge(dan, asked, hers.ids["Delete everything"])).said == say("general.gone")
    await it.press(it.ann, hers, "Delete everything")
    await practised(it, it.ann)
    assert (await it.forge(it.ann, hers, "db.erase.5")).said == say("general.gone")
    again = await it.forge(it.ann, hers, his.ids["Delete everything"])
    assert again.said == say("general.gone") and is_known(it, it.ann)


@plays
async def test_a_number_from_the_future_deletes_nobody(it: Played) -> None:
    await practised(it, it.ann)
    shown = await sure(it, it.ann)
    number = int(shown.ids["Delete everything"].rpartition(".")[2])
    ahead = await it.forge(it.ann, shown, f"db.erase.{number + 3600 * 10**8}")
    assert ahead.said == say("data.stale") and is_known(it, it.ann)


@plays
async def test_a_second_press_says_that_it_is_gone(it: Played) -> None:
    await practised(it, it.ann)
    shown = await sure(it, it.ann)
    button = shown.ids["Delete everything"]
    await it.press(it.ann, shown, "Delete everything")
    again = await it.forge(it.ann, shown, button)
    assert again.said == say("general.gone")


@pytest.mark.parametrize("error", [StoreError("the disk is full"), StoreBusy("another program is writing")])
@plays
async def test_where_the_store_fails_it_is_told_and_all_is_there_still(
    it: Played, monkeypatch: pytest.MonkeyPatch, error: StoreError
) -> None:
    await practised(it, it.ann)
    shown = await sure(it, it.ann)

    def fails(*_: object) -> bool:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("scheduler.store.store.forget", fails)
        assert (await it.press(it.ann, shown, "Delete everything")).said == say("general.busy")
        patched.setattr("bot.slash.data.read", fails)
        assert (await export(it, it.ann)).said == say("general.busy")
    assert is_known(it, it.ann) and it.errors()
    await it.forge(it.ann, shown, shown.ids["Delete everything"])
    assert not is_known(it, it.ann)


@plays
async def test_a_deletion_that_could_not_be_noted_is_told_so(it: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    await practised(it, it.ann)
    number = it.learner(it.ann).id

    def fails(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("scheduler.store.store.note", fails)
    shown = await deleted(it, it.ann)
    deleted_text, unnoted = shown.text.split("\n")
    assert deleted_text == say("data.deleted", days=MOST_DAYS)
    assert f"learner {number} is deleted" in unnoted
    assert not is_known(it, it.ann) and "not noted" in "".join(it.errors())


@plays
async def test_a_log_that_could_not_be_emptied_is_told(it: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    await practised(it, it.ann)
    monkeypatch.setattr("scheduler.store.store.Store._empty_log", lambda _: False)
    assert (await deleted(it, it.ann)).text == f"{say('data.deleted', days=MOST_DAYS)}\n{say('data.log')}"


@plays
async def test_all_of_it_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    assert (await export(it, eva)).text == "Über dich ist nichts gespeichert."
    await it.practice(eva)
    assert (await export(it, eva)).text == "Alles, was über dich gespeichert ist, Tabelle für Tabelle."
    shown = await sure(it, eva)
    assert shown.labels == ["Alles löschen", "Behalten"]
    assert (await it.press(eva, shown, "Behalten")).text == "Nichts wurde gelöscht."
    shown = await it.press(eva, await sure(it, eva), "Alles löschen")
    assert shown.text.startswith(
        f"Alles, was über dich gespeichert war, ist gelöscht; Sicherungen folgen innerhalb von {MOST_DAYS}"
    )
    assert untranslated(sent(it)) == set()
