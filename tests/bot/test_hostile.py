"""Members who mean no good: what they forge is refused, what they flood is slowed, and nothing of others is told."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from bot.limits import BURST, Limiter
from bot.messages.words import say
from scheduler.practice import Shelf
from tests.bot.daily import (
    answer,
    arranged,
    by_bot,
    drill_of_today,
    now_reads,
    pings,
    posted,
    public,
    reference_to,
    right_for,
    schedule_numbers,
    thread,
    write,
    wrong_for,
)
from tests.bot.played import Played, buttons, played, plays
from tests.scheduler.practice.samples import tiny

QUESTIONS = ("reply", "hint", "open", "sure", "why", "right", "skip")
SESSIONS = ("next", "extra", "stop")
GONE = say("general.gone")
MARKUP = [
    "@everyone @here",
    "<@&1> <@1> <#1> </setup add:1> <t:0>",
    "`` ` ```code``` `",
    "||spoiler|| **bold** __line__ ~~gone~~ *it*",
    "[a link](https://example.com/?q=1) https://example.com <https://example.com>",
    "# big\n## less\n-# small\n> quote\n>>> more\n- list",
    "5 `@everyone` ` [x](http://x)",
    "3 [apples](https://example.com)",
    "\u202e5 m\u2066 \u200b",
    "5" + "\u0301" * 300,
    ":smile: <:name:123456789012345678>",
    "2 * __import__('os').system('x')",
    "'; DROP TABLE replies; --",
    "{day} {0} %s $" + "{x}",
    "\ud83d\ude00" * 3,
    "9" * 400 + "^" + "9" * 400,
    "(" * 900,
    "1e999999999",
]


def tables(it: Played) -> dict[str, list[object]]:
    """All that is stored, but for who was met."""
    names = ["questions", "replies", "reviews", "cards", "schedules", "drills", "solutions", "sessions", "disputes"]
    return {name: it.read(lambda db, name=name: list(db.execute(f"SELECT * FROM {name}"))) for name in names}  # type: ignore[misc]


def outside_code(text: str) -> str:
    """What may act of a message: without spans of code, what is escaped, and the member who is addressed."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"\\.|^<@\d+> ", "", text))


@plays
async def test_buttons_and_forms_of_another_member_are_refused_and_change_nothing(it: Played) -> None:
    message = await drill_of_today(it)
    mine = await it.press(it.ann, message, "My own numbers")
    session = await it.practice(it.ann)
    await it.practice(it.ben)
    before = tables(it)
    for _ in range(2):
        for number in (mine.number, session.number):
            for action in QUESTIONS:
                shown = await it.forge(it.ben, mine, f"db.{action}.{number}")
                assert shown.text == GONE and shown.private and shown.result.modal is None
            for written in (f"{number}", f"{number:018}"):
                shown = await it.forge_form(it.ben, mine, f"db.reply.{written}", reply="7")
                assert shown.text == GONE
        for action in SESSIONS:
            assert (await it.forge(it.ben, mine, f"db.{action}.1")).text == GONE
        assert tables(it) == before
        await it.restarted()


@plays
async def test_what_stands_in_a_public_answer_works_for_its_member_alone(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    said = answer(it)
    before = tables(it)
    for label in ("Hint", "I think I was right"):
        shown = await it.press(it.ben, said, label)
        assert shown.text == GONE and shown.private
    assert tables(it) == before


@plays
async def test_custom_ids_that_are_nothing_are_answered_or_passed_over(it: Played) -> None:
    shown = await it.practice(it.ann)
    before = tables(it)
    numbers = ("0", "999999", "9" * 18)
    for action in (*QUESTIONS, *SESSIONS, "own", "more", "hide", "show", "nothing"):
        for number in numbers:
            assert (await it.forge(it.ann, shown, f"db.{action}.{number}")).text == GONE
    for custom_id in (
        "db.own.-1",
        "db.own.1x",
        "db.own." + "9" * 19,
        "db.own." + "9" * 30,
        "db.own.",
        "db..1",
        "own.1",
        "xdb.hint.1",
        "",
        "x" * 100,
        "db.own.٣",
    ):
        assert not (await it.forge(it.ann, shown, custom_id)).messages
    for custom_id in (
        "db.reply.x",
        "db.reply." + "9" * 19,
        "db.reply." + "9" * 30,
        "db.reply.",
        "db.reply.1.1",
        "db.reply.²",
        "db.hint.1",
        "db.nothing.1",
        "x",
        "",
    ):
        assert not (await it.forge_form(it.ann, shown, custom_id, reply="7")).messages
    assert (await it.forge_form(it.ann, shown, "db.reply.999999", reply="7")).text == GONE
    assert tables(it) == before


@plays
async def test_a_form_without_its_field_or_with_others_is_an_empty_reply(it: Played) -> None:
    shown = await it.practice(it.ann)
    done = await it.forge_form(it.ann, shown, f"db.reply.{shown.number}", other="7")
    assert "There is no reply here" in done.text


@plays
async def test_the_drill_of_another_group_gives_nothing(it: Played) -> None:
    other = it.group("Other")
    await arranged(it, other)
    await posted(it, other)
    theirs = other.channel.last_message
    assert theirs is not None and list(buttons(theirs).values()) == ["db.own.1"]
    shown = await it.practice(it.ann)
    before = tables(it)
    for action in ("own", "more"):
        refused = await it.forge(it.ann, shown, f"db.{action}.1")
        assert refused.text == GONE and refused.private
    for action in ("hide", "show"):
        refused = await it.forge(it.ann, shown, f"db.{action}.1")
        assert refused.text == GONE
    assert tables(it) == before
    direct = await it.practice(it.ann.user)
    assert (await it.forge(it.ann.user, direct, "db.own.1")).text == GONE


@plays
async def test_schedules_of_another_group_are_not_there_for_any_command(it: Played) -> None:
    other = it.group("Other")
    await arranged(it, other, at="14:00")
    await arranged(it)
    before = tables(it)
    for number in (1, 0, -1, 99, 2**53 - 1):
        for name, options in (
            ("edit", {"at": "09:00"}),
            ("remove", {}),
            ("pause", {}),
            ("pause", {"until": "2026-05-09"}),
            ("resume", {}),
            ("test", {}),
        ):
            shown = await it.slash(it.home.boss, f"setup {name}", schedule=number, **options)
            assert shown.text == f"There is no schedule {number} here; `/setup show` lists them." and shown.private
    assert tables(it) == before and schedule_numbers(it) == [1, 2]
    assert public(it, it.home) == public(it, other) == []


@plays
async def test_a_message_that_only_looks_like_the_bots_is_no_drill(it: Played) -> None:
    message = await drill_of_today(it)
    robot = it.home.guild.add_member(it.env.create_user("robot", bot=True))
    stored = it.env.backend.get_message(message.channel.id, message.id)
    it.env.backend.create_message(message.channel.id, robot.id, "Drill", components=stored.components)
    fake = it.home.channel.history()[-1]
    assert buttons(fake) == buttons(message)
    await write(it, it.ann, f"12 {it.bot.user.mention if it.bot.user else ''}", fake)
    await write(it, it.ann, "12", fake)
    assert tables(it)["replies"] == []


@pytest.mark.parametrize("text", MARKUP)
@plays
async def test_markup_in_a_reply_acts_nowhere_and_pings_nobody(it: Played, text: str) -> None:
    message = await drill_of_today(it)
    await it.env.settle(idle=0.001)
    await write(it, it.ann, text, message)
    await write(it, it.ann, text, answer(it))
    mine = await it.press(it.ann, message, "My own numbers")
    shown = await it.answer(it.ann, mine, text.replace("\n", " "))
    said = [each.content for each in by_bot(it, thread(it.home))] + [shown.said]
    assert len(said) == 3
    for each in said:
        left = outside_code(each).split("\n-# ")[0]
        assert len(each) <= 2000 and "`" not in left
        assert not re.search(r"\|\||\[|<[@#/:]|~~|__|@everyone|@here|^#|^>|:[a-z]+:|://", left, re.M), left
    for sent in public(it, it.home):
        users, roles, everybody = pings(sent, it)
        assert set(users) <= {it.ann.id} and roles == [] and not everybody


@plays
async def test_a_reply_of_four_thousand_characters_is_answered_briefly(it: Played) -> None:
    message = await drill_of_today(it)
    for text in ("7" * 4000, "x" * 4000, "1 + " * 1000, "@everyone " * 400, "é" * 4000, "😀" * 4000):
        stored = it.env.backend.prepare_message(
            it.home.channel.id, it.ann.id, reference=reference_to(message), content="x"
        )
        stored.content = text[:4000]
        it.env.backend.commit_message(stored)
        await it.env.settle(idle=0.001)
        assert 0 < len(answer(it).content) <= 1000
    mine = await it.press(it.ann, message, "My own numbers")
    for text in ("7" * 4000, "x" * 4000):
        shown = await it.answer(it.ann, mine, text)
        assert len(shown.said) <= 1000
    forged = await it.forge_form(it.ann, mine, f"db.reply.{mine.number}", reply="8" * 100_000)
    assert len(forged.said) <= 1000
    longest = it.read(lambda db: db.execute("SELECT max(length(text)) FROM replies").fetchone()[0])
    assert longest <= 4000


@plays
async def test_a_long_reply_fits_where_it_is_asked_for_again(it: Played) -> None:
    message = await drill_of_today(it)
    mine = await it.press(it.ann, message, "My own numbers")
    shown = await it.answer(it.ann, mine, "x" * 4000)
    form = await it.press(it.ann, shown, "Mend my reply")
    assert len(str(form.field.get("value") or "")) <= 4000


@plays
async def test_long_and_hostile_options_of_setup_are_answered_briefly(it: Played) -> None:
    hostile = (
        "x" * 6000,
        "@everyone " * 500,
        "`" * 3000,
        "../../etc/passwd",
        "\x00",
        "Europe/Berlin\n",
        "[a](http://b)",
    )
    for text in hostile:
        for option in ("at", "zone", "days", "deck"):
            shown = await arranged(it, None, **{option: text})
            assert shown.private and all(0 < len(each.content) <= 2000 for each in shown.messages)
            assert "[" not in outside_code(shown.text) and "@everyone" not in outside_code(shown.text)
    assert len(schedule_numbers(it)) <= 1
    await arranged(it)
    number = schedule_numbers(it)[-1]
    for text in hostile:
        shown = await it.slash(it.home.boss, "setup pause", schedule=number, until=text)
        assert "is no date" in shown.text and len(shown.text) <= 2000
    it.desk.stock(Shelf([replace(tiny(), title="*x" * 3000)]), {})
    for command in ("setup show", "deck show"):
        shown = await it.slash(it.home.boss, command)
        assert r"\*x\*x" in shown.text and all(len(each.content) <= 2000 for each in shown.messages)


@plays
async def test_hostile_zones_of_a_member_are_refused(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    practice = await it.practice(it.ann)
    for text in ("x" * 4000, "../../etc/passwd", "@everyone", "\x00", "", "/etc/localtime"):
        shown = await it.forge_form(it.ann, practice, "db.zone.0", zone=text)
        assert shown.private and 0 < len(shown.text) <= 2000
        assert it.learner(it.ann).zone == "Europe/Berlin"


def flooded() -> Limiter:
    """A limiter under a clock that stands still."""
    return Limiter(clock=lambda: 0.0)


def test_a_thousand_replies_at_once_are_slowed_and_others_are_served() -> None:
    async def whole() -> None:
        async with played(limiter=flooded()) as it:
            message = await drill_of_today(it)
            reference = reference_to(message)
            for number in range(1000):
                it.env.backend.create_message(it.home.channel.id, it.ann.id, f"{number + 2}", reference=reference)
            await asyncio.sleep(0)
            while it.desk.working:  # simcord would look through all of them whenever one is done
                await asyncio.sleep(0.01)
            await it.env.settle(timeout=60, idle=0.001)
            assert len(tables(it)["replies"]) == BURST
            assert len(by_bot(it, thread(it.home))) == BURST
            slowed = [each for each in by_bot(it, it.home.channel) if each.content == say("general.slow_down")]
            assert len(slowed) == 1
            await write(it, it.ben, right_for(it, message), message)
            assert "**Right.**" in answer(it).content
            await it.post()
            assert now_reads(message, it.home).endswith("1 is done, 1 is still trying")

    asyncio.run(whole())


def test_blank_replies_presses_commands_and_forms_are_slowed_too() -> None:
    async def whole() -> None:
        async with played(limiter=flooded()) as it:
            await arranged(it)
            message = await posted(it)
            for _ in range(BURST):
                await write(it, it.ann, "12", message, ping=False)
            assert len(by_bot(it, it.home.channel)) == 1 + BURST
            for _ in range(30):
                await write(it, it.ann, "12", message, ping=False)
            assert len(by_bot(it, it.home.channel)) == 1 + BURST + 1
            assert (await it.press(it.ann, message, "My own numbers")).text == say("general.slow_down")
            assert (await it.practice(it.ann)).text == say("general.slow_down")
            mine = await it.press(it.ben, message, "My own numbers")
            forged = await it.forge_form(it.ann, mine, f"db.reply.{mine.number}", reply="7")
            assert forged.text == "\n".join([say("general.slow_down"), say("general.typed", text="`7`")])
            assert tables(it)["replies"] == []

    asyncio.run(whole())


@plays
async def test_a_reply_in_one_group_to_the_number_of_another_groups_thread_is_not_heard(it: Played) -> None:
    message = await drill_of_today(it)
    other = it.group("Other")
    cat = it.member("cat", other)
    assert it.bot.user is not None
    await cat.send(other.channel, f"{it.bot.user.mention} {right_for(it, message)} db.own.1 {message.id}")
    assert tables(it)["replies"] == [] and public(it, other) == []
