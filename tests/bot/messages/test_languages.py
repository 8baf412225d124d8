"""Two languages at once: everybody is answered in their own, a schedule posts in its own, and none is mixed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.messages.translating import described
from bot.messages.words import LANGUAGES, language_of, speaking, table
from bot.options import days_text, read_days
from scheduler.daily import MOST_REFUSED, ScheduleError
from scheduler.practice.answering import MOST_REPLIES
from tests.bot.daily import answer, arranged, by_bot, now_reads, right_for, thread, tick, write, wrong_for
from tests.bot.english import sent, untranslated
from tests.bot.played import Played, buttons, plays


def test_english_would_be_found() -> None:
    assert untranslated([("label", "Hint"), ("content", "**Drill of Mon 4 May**"), ("text", "Kein Weg")]) >= {"Hint"}
    assert "This question has closed already" in untranslated([("content", "This question has closed already.")])
    assert untranslated([("content", "Diese Frage ist schon geschlossen."), ("label", "Hinweis")]) == set()


@plays
async def test_english_is_found_in_what_an_english_member_is_shown(it: Played) -> None:
    await it.answer(it.ann, await it.practice(it.ann), "7 furlongs")
    assert {"Mend my reply", "Give up", "is neither a unit nor a function here"} <= untranslated(sent(it))


@plays
async def test_a_day_of_practice_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    found = await it.practice(eva)
    assert found.text.startswith("1.1 Twice (neu)")
    assert found.labels == ["Antworten", "Hinweis", "Aufgeben", "Überspringen"]
    form = await it.press(eva, found, "Antworten")
    assert form.form["title"] == "Antwort auf 1.1"
    found = await it.fill(eva, form, "7 furlongs")
    assert "furlongs ist hier weder eine Einheit noch eine Funktion." in found.text
    found = await it.answer(eva, found, it.wrong(found))
    assert "❌ **Noch nicht richtig: Prüf die Schritte einen nach dem anderen.**\ngelesen als" in found.said
    assert found.said.endswith("-# Mo 4. Mai, Europe/Berlin · noch offen")
    assert (await it.press(eva, found, "Hinweis")).said == "**Hinweis** (noch 2)\nSquare it first."
    assert "aufgehoben" in (await it.press(eva, found, "Ich glaube, es war richtig")).said
    found = await it.answer(eva, found, it.right(found))
    assert "✅ **Richtig.**" in found.said and found.said.endswith("kommt wieder am Di 5. Mai · Serie: 1 Tag")
    assert "Lösungsweg" in (await it.press(eva, found, "Lösungsweg")).text
    found = await it.press(eva, found, "Nächste Frage")
    sure = await it.press(eva, found, "Aufgeben")
    assert sure.said.startswith("Noch nicht versucht")
    assert "zählt nicht für den Tag" in (await it.press(eva, sure, "Trotzdem öffnen")).said
    found = await it.press(eva, await it.practice(eva), "Überspringen")
    while "Überspringen" in found.labels:
        found = await it.press(eva, found, "Überspringen")
    assert "Das war alles für heute." in found.said and "**2 Fragen**: 1 gelöst, 0 beim ersten Versuch" in found.said
    assert "Es gibt nichts" in (await it.press(eva, found, "Extrarunden")).text or found.text
    assert it.learner(eva).language == "de"
    assert untranslated(sent(it)) == set()


@plays
async def test_streak_and_zone_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    found = await it.slash(eva, "streak")
    assert found.text.startswith("eva: 0 Tage in Folge\nfang heute an · längste 0 · 0 Freezes auf Vorrat")
    assert "Andere in dieser Gruppe sehen" in (await it.press(eva, found, "Vor anderen verbergen")).said
    assert "Einen Stapel `nothing` gibt es nicht" in (await it.practice(eva, deck="nothing")).text
    asked = await it.practice(eva)
    found = await it.answer(eva, asked, it.right(asked))
    form = await it.press(eva, found, "Zeitzone ändern")
    assert form.form["title"] == "Deine Zeitzone"
    assert (await it.fill(eva, form, "Europe/Berln")).text == (
        "Eine Zeitzone 'Europe/Berln' gibt es nicht; sie heißt nach Kontinent und Stadt, etwa Europe/Berlin. "
        "Meinst du Europe/Berlin?"
    )
    form = await it.press(eva, found, "Zeitzone ändern")
    assert (await it.fill(eva, form, "Europe/Vienna")).text.startswith("Deine Zeitzone ist Europe/Vienna: Dort ist")
    assert untranslated(sent(it)) == set()


@plays
async def test_a_refusal_of_the_scheduler_is_said_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    found = await it.practice(eva)
    for _ in range(MOST_REPLIES + 1):
        last = await it.answer(eva, found, it.wrong(found))
    assert last.said == "Auf diese Frage kamen schon 100 Antworten; ihr Lösungsweg verrät die richtige."
    assert untranslated(sent(it)) == set()


@plays
async def test_a_german_drill_answers_everybody_in_their_own_language(it: Played) -> None:
    eva, tom = it.member("eva", locale="de"), it.member("tom")
    await it.slash(tom, "streak")
    await arranged(it, language="de")
    await tick(it, hours=1)
    (posted,) = by_bot(it, it.home.channel)
    assert posted.content == "**Tagesaufgabe vom Mo 4. Mai** · noch niemand ist fertig"
    assert list(buttons(posted)) == ["Meine eigenen Zahlen"]
    await write(it, tom, wrong_for(it, posted), posted)
    assert "Not right yet: check the steps one by one." in answer(it).content
    assert thread(it.home).name == "1.1 Twice · Mo 4. Mai"
    await write(it, eva, wrong_for(it, posted), posted)  # who was never heard before
    assert "Noch nicht richtig: Prüf die Schritte einen nach dem anderen." in answer(it).content
    assert it.learner(eva).language == "de"
    await write(it, eva, right_for(it, posted), posted)
    assert "**Richtig.**" in answer(it).content
    await it.post()
    assert now_reads(posted, it.home).startswith("**Tagesaufgabe vom Mo 4. Mai** · 1 ist fertig, 1 ist noch dabei")
    own = await it.press(tom, posted, "Meine eigenen Zahlen")
    assert own.labels[0] == "Reply"
    await tick(it, days=1)
    solution = next(each for each in by_bot(it, it.home.channel) if "Lösung" in each.content)
    assert solution.content.startswith("**Lösung vom Mo 4. Mai: 1.1 Twice**\n2 Mitglieder haben es versucht.")
    assert untranslated([("content", each.content) for each in by_bot(it, it.home.channel)]) == set()


@plays
async def test_who_was_heard_in_a_language_is_answered_in_it_wherever_they_write(it: Played) -> None:
    eva = it.member("eva", locale="de")
    await arranged(it)
    await tick(it, hours=1)
    (posted,) = by_bot(it, it.home.channel)
    assert posted.content.startswith("**Drill of Mon 4 May**")
    await it.slash(eva, "streak")
    await write(it, eva, "7 furlongs", posted)
    assert "furlongs ist hier weder eine Einheit noch eine Funktion." in answer(it).content
    assert thread(it.home).name == "1.1 Twice · Mon 4 May"
    it.speaks(eva, "en-GB")
    await it.slash(eva, "streak")
    await write(it, eva, wrong_for(it, posted), posted)
    assert "Not right yet" in answer(it).content and it.learner(eva).language == "en"


@plays
async def test_replies_that_are_not_graded_are_told_why_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    await it.slash(eva, "streak")
    await arranged(it, mode="private")
    await tick(it, hours=1)
    (posted,) = by_bot(it, it.home.channel)
    await write(it, eva, "5", posted)
    answered = by_bot(it, it.home.channel)[-1]
    assert answered.content.startswith("In dieser Gruppe wird privat geantwortet")
    assert list(buttons(answered)) == ["Meine eigenen Zahlen"]
    await tick(it, days=1, hours=1)
    await write(it, eva, "5", posted)
    assert by_bot(it, it.home.channel)[-1].content.startswith("Diese Aufgabe ist vorbei.")


@plays
async def test_the_organiser_of_a_german_schedule_is_told_in_german_what_is_missing(it: Played) -> None:
    boss, shut = it.home.boss, discord.PermissionOverwrite(send_messages=False)
    it.speaks(boss, "de")
    assert it.bot.user is not None
    channel = it.home.guild.create_text_channel("shut", overwrites={it.bot.user: shut})
    found = await arranged(it, channel=channel)
    assert f"In <#{channel.id}> fehlt mir: Nachrichten senden, Links einbetten," in found.text
    await tick(it, hours=1)
    for _ in range(MOST_REFUSED):
        await tick(it, minutes=11)
    (told,) = boss.user.dm_channel.history()
    assert told.content.startswith("In Home macht Plan 1 Pause: ")
    assert untranslated([("content", told.content), *sent(it)]) == set()


@plays
async def test_direct_messages_are_answered_in_the_language_that_was_spoken_last(it: Played) -> None:
    user = it.env.create_user("eva")
    it.speaks(user, "de")
    await user.send_dm("hallo")  # which says nothing of the language
    assert user.dm_channel.history()[-1].content == table()["practice.direct"]
    await it.practice(user)
    await user.send_dm("7 furlongs")
    assert "ist hier weder eine Einheit noch eine Funktion." in str(
        user.dm_channel.history()[-1].embeds[-1].description
    )
    assert "Antwort verbessern" in buttons(user.dm_channel.history()[-1])


@plays
async def test_schedules_are_arranged_in_german(it: Played) -> None:
    boss = it.home.boss
    it.speaks(boss, "de")
    found = await arranged(it, days="täglich")
    assert found.text.startswith("Plan 1 ist da.\n**1** · Tests in <#")
    assert "13:00 Uhr, Europe/Berlin, täglich" in found.text and found.text.count("Sprache: Deutsch") == 1
    found = await it.slash(boss, "setup edit", schedule=1, days="Mo-Fr", language="en")
    assert "Mo Di Mi Do Fr" in found.text and "Sprache: English" in found.text
    assert "nächste Aufgabe: <t:" in (await it.slash(boss, "setup show")).text
    for name, given, said in (
        ("edit", {"at": "acht"}, "`acht` ist keine Uhrzeit"),
        ("edit", {"days": "immer"}, "`immer` nennt keine Tage"),
        ("edit", {"zone": "Berlin"}, "Eine Zeitzone 'Berlin' gibt es nicht"),
        ("edit", {"deck": "keiner"}, "Einen Stapel `keiner` gibt es nicht; es gibt tiny."),
        ("pause", {"until": "morgen"}, "`morgen` ist kein Datum"),
        (
            "pause",
            {"until": "2020-01-01"},
            "Eine Pause endet an einem Tag von morgen bis 2027-05-05, nicht 2020-01-01.",
        ),
        ("resume", {}, "Plan 1 läuft weiter."),
        ("pause", {}, "Plan 1 macht Pause bis `/setup resume`."),
    ):
        found = await it.slash(boss, f"setup {name}", schedule=1, **given)
        assert found.text.startswith(said), found.text
    assert (await it.slash(boss, "setup edit", schedule=7)).text.startswith("Einen Plan 7 gibt es hier nicht")
    eva = it.member("eva", locale="de")
    command = next(each for each in await it.bot.tree.fetch_commands() if each.name == "setup")
    it.home.guild.set_command_permissions(command, {eva: True})
    assert (await it.slash(eva, "setup show")).text.startswith("Das ist für die, die organisieren")
    it.env.errors.clear()
    assert untranslated(sent(it)) == set()


@plays
async def test_commands_are_announced_in_both_languages(it: Played) -> None:
    commands = next(each.json for each in it.env.http_requests if each.path.endswith("/commands"))
    missing = {
        str(each.get("description", each.get("name")))
        for each in described_parts(commands)
        if not (each.get("description_localizations") or each.get("name_localizations") or {}).get("de")
    }
    assert missing == set(LANGUAGES.values())
    assert "Privat üben: erst, was fällig ist, dann, was neu ist." in str(commands)


@plays
async def test_commands_are_announced_anew_when_only_a_translation_has_changed(
    it: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    def announced() -> int:
        return len([each for each in it.env.http_requests if each.path.endswith("/commands") and each.method == "PUT"])

    before = announced()
    await it.restarted()
    assert announced() == before
    monkeypatch.setitem(table("de"), "commands.streak", "Wie viele Tage in Folge.")
    await it.restarted()
    assert announced() == before + 1


@plays
async def test_every_command_that_needs_no_option_answers_in_german(it: Played) -> None:
    it.speaks(it.home.boss, "de")
    await arranged(it)
    called = set()
    for each in it.bot.tree.walk_commands():
        if isinstance(each, app_commands.Command) and not any(option.required for option in each.parameters):
            found = await it.slash(it.home.boss, each.qualified_name)
            assert found.messages, each.qualified_name
            called.add(each.qualified_name)
    assert {"practice", "streak", "setup show"} <= called
    assert untranslated(sent(it)) == set()


def described_parts(node: object) -> Iterator[dict[str, Any]]:
    """The commands, options and choices that have something to be translated."""
    if isinstance(node, list):
        for each in node:
            yield from described_parts(each)
    elif isinstance(node, dict):
        if "description" in node or "value" in node:
            yield node
        yield from described_parts(node.get("options", []))
        yield from described_parts(node.get("choices", []))


def test_a_locale_of_discord_has_the_language_that_is_nearest() -> None:
    asked = ("de", "en-GB", "en-US", "fr", "", None)
    assert [language_of(each) for each in asked] == ["de", "en", "en", "en", "en", "en"]
    assert str(described("commands.streak")) == table()["commands.streak"]


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("daily", "daily", "täglich"),
        ("täglich", "daily", "täglich"),
        ("Mo-Fr", "Mon Tue Wed Thu Fri", "Mo Di Mi Do Fr"),
        ("Sa, So", "Sat Sun", "Sa So"),
        ("montag", "Mon", "Mo"),
        ("Sonntag Dienstag Wed", "Tue Wed Sun", "Di Mi So"),
        ("Do-Mo", "Mon Thu Fri Sat Sun", "Mo Do Fr Sa So"),
    ],
)
def test_days_are_read_in_any_language_and_told_in_the_one_that_is_spoken(text: str, english: str, german: str) -> None:
    days = read_days(text)
    assert days_text(days) == english
    with speaking("de"):
        assert read_days(text) == days and days_text(days) == german


@pytest.mark.parametrize("text", ["M", "Mox", "Frog", "Montagg", "di-mi-do"])
def test_what_is_no_day_in_any_language_is_refused(text: str) -> None:
    with pytest.raises(ScheduleError):
        read_days(text)
