"""`/dispute`: organisers decide what members of their group think was right, and the member is told."""

from __future__ import annotations

import json
from dataclasses import replace

import discord
import pytest

from bot.messages.words import say
from bot.questions.decisions import write_all_decided
from scheduler.practice import decline
from scheduler.store import DisputeState, Question, card, dispute, learner_of, open_disputes, review
from tests.bot.daily import arranged, drill_of_today, now_reads, write, wrong_for
from tests.bot.english import sent, untranslated
from tests.bot.played import Group, Played, Shown, Who, heard, plays

MESSAGES = "/channels/*/messages"

pytestmark = pytest.mark.usefixtures("unpaced")


async def disputed(it: Played, who: Who, reply: str | None = None) -> tuple[int, Question]:
    """A wrong reply in practice that its member thinks was right: the number of the reply, and its question."""
    shown = await it.practice(who)
    asked = it.question(shown)
    shown = await it.answer(who, shown, reply or it.wrong(shown))
    assert "you are told in a direct message" in (await it.press(who, shown, "I think I was right")).text
    return it.read(open_disputes)[-1].reply.id, asked


async def dispute_of(it: Played, who: Who) -> Shown:
    """`/dispute`."""
    return await it.slash(who, "dispute")


def state(it: Played, number: int) -> tuple[DisputeState, bool]:
    """What became of a dispute, and whether its member was told."""
    found = it.read(lambda db: dispute(db, number))
    return found.state, found.told


def shut(it: Played) -> None:
    """Have Discord refuse the next direct message."""
    it.env.inject_error("POST", MESSAGES, status=403, code=50007)


@plays
async def test_an_organiser_sees_all_that_is_needed_to_judge(it: Played) -> None:
    number, asked = await disputed(it, it.ann, "7 `furlongs`")
    shown = await dispute_of(it, it.home.boss)
    assert shown.private
    assert shown.message.content == "**1 dispute** waits to be decided on."
    prompt, work, reply = shown.message.embeds
    assert prompt.title == f"{asked.variant.number} {asked.variant.title}"
    assert "What is twice the square of" in (prompt.description or "")
    assert work.title == "Derivation" and asked.variant.work[0] in (work.description or "")
    first, said, *rest = (reply.description or "").split("\n")
    assert first.startswith(f"<@{it.ann.id}> thinks that this was right (<t:")
    assert said == "Reply: `7 ˋfurlongsˋ`"
    assert rest[-1].startswith("🔁 ")
    assert shown.labels == ["It was right", "It was not", "Later"]
    assert list(shown.ids.values()) == [f"db.{each}.{number}" for each in ("uphold", "reject", "later")]


@plays
async def test_who_was_right_is_told_what_it_counts_for(it: Played) -> None:
    number, asked = await disputed(it, it.ann)
    shown = await it.press(it.home.boss, await dispute_of(it, it.home.boss), "It was right")
    assert shown.private
    assert shown.text == f"The reply of <@{it.ann.id}> counts as right now.\nNo dispute waits."
    assert shown.labels == []
    assert state(it, number) == (DisputeState.ACCEPTED, True)
    (told,) = heard(it.ann.user)
    first, second = told.split("\n")
    assert first.startswith("Your reply `") and first.endswith(
        " to 1.1 Twice was looked at: **it was right**, and counts as such now."
    )
    assert second == "-# Mon 4 May, Europe/Berlin · asked again on Tue 5 May · streak: 1 day"
    found = it.read(lambda db: review(db, asked.id))
    assert found is not None and found.first_try
    assert it.read(lambda db: card(db, asked.learner, asked.place)) is not None


@plays
async def test_who_was_not_is_told_that_nothing_changes(it: Played) -> None:
    number, asked = await disputed(it, it.ann)
    shown = await it.press(it.home.boss, await dispute_of(it, it.home.boss), "It was not")
    assert shown.text.startswith(f"The reply of <@{it.ann.id}> stays as it was graded.")
    assert state(it, number) == (DisputeState.DECLINED, True)
    (told,) = heard(it.ann.user)
    assert told.endswith(" to 1.1 Twice was looked at: it stays as it was graded, and nothing changes.")
    assert it.read(lambda db: review(db, asked.id)) is None


@plays
async def test_the_longest_dispute_fits_into_what_discord_takes(it: Played) -> None:
    number, asked = await disputed(it, it.ann, "[x](http://y) " * 250)
    long = replace(asked.variant, prompt="p " * 5000, work=("w" * 5000,), insight="*i* " * 5000, title="t" * 400)
    body = json.dumps(long.to_json())
    it.read(lambda db: db.execute("UPDATE variants SET body = ?", (body,)))
    shown = await dispute_of(it, it.home.boss)
    assert 4_500 < sum(map(len, shown.message.embeds)) <= 6_000
    assert f"db.uphold.{number}" in shown.ids.values()
    await it.press(it.home.boss, shown, "It was not")
    (told,) = heard(it.ann.user)
    assert len(told) < 700


@plays
async def test_nobody_is_pinged(it: Played) -> None:
    await disputed(it, it.ann)
    await it.press(it.home.boss, await dispute_of(it, it.home.boss), "It was right")
    backend = it.env.backend
    assert not any(each.ping_user_ids for channel in backend.messages.values() for each in channel.values())


@plays
async def test_they_come_one_after_the_other_and_what_was_left_comes_again(it: Played) -> None:
    cat = it.member("cat")
    numbers = []
    for who in (it.ann, it.ben, cat):
        numbers.append((await disputed(it, who))[0])
        await it.later(minutes=1)
    shown = await dispute_of(it, it.home.boss)
    assert shown.message.content == "**3 disputes** wait to be decided on."
    for number in numbers:
        assert f"db.later.{number}" in shown.ids.values()
        shown = await it.press(it.home.boss, shown, "Later")
    assert shown.text == "That was the last one; 3 that you left still wait: `/dispute`."
    shown = await it.press(it.home.boss, await dispute_of(it, it.home.boss), "It was not")
    assert f"<@{it.ben.id}> thinks" in shown.text
    await it.restarted()
    shown = await it.press(it.home.boss, shown, "Later")
    shown = await it.press(it.home.boss, shown, "It was right")
    assert shown.text.endswith("That was the last one; 1 that you left still waits: `/dispute`.")
    assert [state(it, each)[0].value for each in numbers] == ["declined", "open", "accepted"]


@plays
async def test_of_two_organisers_the_second_is_told(it: Played) -> None:
    number, _ = await disputed(it, it.ann)
    role = it.home.guild.create_role("more", permissions=discord.Permissions(manage_guild=True))
    other = it.home.guild.add_member(it.env.create_user("other boss"), roles=[role])
    first, second = await dispute_of(it, it.home.boss), await dispute_of(it, other)
    await it.press(it.home.boss, first, "It was right")
    shown = await it.press(other, second, "It was not")
    assert shown.text == "Somebody else has decided that one meanwhile.\nNo dispute waits."
    assert state(it, number)[0] is DisputeState.ACCEPTED
    assert len(heard(it.ann.user)) == 1


@plays
async def test_a_drills_disputes_are_its_groups_and_the_line_above_it_follows(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    own = await it.press(it.ann, message, "My own numbers")
    own = await it.answer(it.ann, own, it.wrong(own))
    await it.press(it.ann, own, "I think I was right")
    await it.post()
    assert "1 is still trying" in now_reads(message, it.home)
    shown = await it.press(it.home.boss, await dispute_of(it, it.home.boss), "It was right")
    assert "counts as right now" in shown.text
    await it.post()
    assert "1 is done" in now_reads(message, it.home)


@plays
async def test_what_a_schedule_asked_that_is_removed_since_can_be_judged(it: Played) -> None:
    message = await drill_of_today(it)
    own = await it.press(it.ann, message, "My own numbers")
    own = await it.answer(it.ann, own, it.wrong(own))
    await it.press(it.ann, own, "I think I was right")
    await it.slash(it.home.boss, "setup remove", schedule=1)
    shown = await it.press(it.home.boss, await dispute_of(it, it.home.boss), "It was right")
    assert "counts as right now" in shown.text
    assert "streak: 1 day" in heard(it.ann.user)[-1]


@plays
async def test_only_organisers_judge_whatever_the_servers_own_list_says(it: Played) -> None:
    number, _ = await disputed(it, it.ann)
    command = next(each for each in await it.bot.tree.fetch_commands() if each.name == "dispute")
    it.home.guild.set_command_permissions(command, {it.ben: True})
    shown = await dispute_of(it, it.ben)
    assert shown.private and shown.text == say("setup.only_organisers")
    for action in ("uphold", "reject", "later"):
        assert (await it.forge(it.ben, shown, f"db.{action}.{number}")).said == say("setup.only_organisers")
    assert state(it, number)[0] is DisputeState.OPEN


@plays
async def test_each_group_sees_and_decides_its_own_and_nobody_what_was_asked_in_direct_messages(it: Played) -> None:
    away: Group = it.group("Away")
    eve = it.member("eve", away)
    mine, theirs = (await disputed(it, it.ann))[0], (await disputed(it, eve))[0]
    dan = it.env.create_user("dan")
    alone, _ = await disputed(it, dan)
    shown = await dispute_of(it, it.home.boss)
    assert "**1 dispute** waits" in shown.text and f"<@{it.ann.id}>" in shown.text
    for number in (theirs, alone, 999):
        for action in ("uphold", "reject", "later"):
            refused = await it.forge(it.home.boss, shown, f"db.{action}.{number}")
            assert refused.said == say("general.gone")
    assert f"<@{eve.id}>" in (await dispute_of(it, away.boss)).text
    assert {state(it, each)[0] for each in (mine, theirs, alone)} == {DisputeState.OPEN}
    assert "No dispute waits." in (await it.press(it.home.boss, shown, "It was right")).text


@plays
async def test_an_organiser_in_direct_messages_decides_nothing(it: Played) -> None:
    number, _ = await disputed(it, it.ann)
    user = it.home.boss.user
    shown = await it.practice(user)
    refused = await it.forge(user, shown, f"db.uphold.{number}")
    assert refused.said == say("setup.only_organisers")
    assert state(it, number)[0] is DisputeState.OPEN


@plays
async def test_a_server_without_disputes_says_so(it: Played) -> None:
    assert (await dispute_of(it, it.home.boss)).text == "No dispute waits."


@plays
async def test_setup_show_tells_that_disputes_wait(it: Played) -> None:
    await arranged(it)
    assert "dispute" not in (await it.slash(it.home.boss, "setup show")).text
    await disputed(it, it.ann)
    await disputed(it, it.ben)
    shown = await it.slash(it.home.boss, "setup show")
    assert shown.text.endswith("**2 disputes** wait to be decided on. See `/dispute`.")
    away = it.group("Away")
    assert "dispute" not in (await it.slash(away.boss, "setup show")).text


@pytest.mark.parametrize("command", ["today", "practice"])
@plays
async def test_who_takes_no_direct_messages_is_told_with_the_next_command_once(it: Played, command: str) -> None:
    number, _ = await disputed(it, it.ann)
    shown = await dispute_of(it, it.home.boss)
    shut(it)
    await it.press(it.home.boss, shown, "It was right")
    assert state(it, number) == (DisputeState.ACCEPTED, False)
    assert heard(it.ann.user) == []
    told = await it.slash(it.ann, command)
    assert told.private
    assert "**it was right**" in told.said and "streak: 1 day" in told.said
    assert state(it, number) == (DisputeState.ACCEPTED, True)
    assert "it was right" not in (await it.slash(it.ann, command)).text
    assert "it was right" not in (await it.slash(it.ben, command)).text


@plays
async def test_what_did_not_arrive_is_told_after_a_restart(it: Played) -> None:
    number, _ = await disputed(it, it.ann)
    shown = await dispute_of(it, it.home.boss)
    it.env.inject_error("POST", "/users/@me/channels", status=502, times=None)
    await it.press(it.home.boss, shown, "It was not")
    assert state(it, number) == (DisputeState.DECLINED, False)
    it.env.backend.faults.clear()
    await it.restarted()
    for _ in range(2):
        with it.env._bot_scope():
            await write_all_decided(it.desk, it.bot)
    assert len(heard(it.ann.user)) == 1
    assert state(it, number) == (DisputeState.DECLINED, True)


@plays
async def test_what_was_decided_while_the_bot_was_away_is_told_in_the_members_language(it: Played) -> None:
    eva = it.member("eva", locale="de")
    shown = await it.practice(eva)
    shown = await it.answer(eva, shown, it.wrong(shown))
    await it.press(eva, shown, "Ich glaube, es war richtig")
    (found,) = it.read(open_disputes)
    it.read(lambda db: decline(db, found.reply.id, it.now()))
    with it.env._bot_scope():
        await write_all_decided(it.desk, it.bot)
    assert heard(eva.user)[0].endswith("Sie bleibt, wie sie bewertet war, und nichts ändert sich.")


@plays
async def test_nothing_is_written_while_the_bot_closes_nor_to_the_local_learner(it: Played) -> None:
    number, _ = await disputed(it, it.ann)
    it.read(lambda db: decline(db, number, it.now()))
    it.desk.closing = True
    with it.env._bot_scope():
        await write_all_decided(it.desk, it.bot)
    assert heard(it.ann.user) == []
    it.desk.closing = False
    it.read(lambda db: db.execute("UPDATE learners SET account = 'local'"))
    with it.env._bot_scope():
        await write_all_decided(it.desk, it.bot)
    assert state(it, number) == (DisputeState.DECLINED, False)


@plays
async def test_whoever_deletes_their_data_takes_their_disputes_along(it: Played) -> None:
    await disputed(it, it.ann)
    shown = await dispute_of(it, it.home.boss)
    it.store.forget(it.learner(it.ann).id, it.now())
    assert (await it.press(it.home.boss, shown, "It was right")).said == say("general.gone")
    assert it.read(lambda db: learner_of(db, f"discord:{it.ann.id}")) is None
    assert it.read(open_disputes) == []


@plays
async def test_an_accepted_dispute_of_another_day_tells_the_streak_of_today(it: Played) -> None:
    await disputed(it, it.ann)
    await it.press(it.ann, await it.practice(it.ann), "Solution")
    await it.later(days=1)
    shown = await it.practice(it.ann)
    await it.answer(it.ann, shown, it.right(shown))
    await it.press(it.home.boss, await dispute_of(it, it.home.boss), "It was right")
    assert "Mon 4 May, Europe/Berlin" in heard(it.ann.user)[-1]
    assert heard(it.ann.user)[-1].endswith("streak: 2 days")


@plays
async def test_an_organiser_judges_in_german(it: Played) -> None:
    eva = it.member("eva", locale="de")
    shown = await it.practice(eva)
    shown = await it.answer(eva, shown, it.wrong(shown))
    await it.press(eva, shown, "Ich glaube, es war richtig")
    it.speaks(it.home.boss, "de")
    shown = await dispute_of(it, it.home.boss)
    assert shown.message.content == "**1 Einspruch** wartet auf eine Entscheidung."
    shown = await it.press(it.home.boss, shown, "Das war richtig")
    assert shown.text == f"Die Antwort von <@{eva.id}> zählt jetzt als richtig.\nKein Einspruch wartet."
    assert "**Sie war richtig** und zählt jetzt so.\n-# Mo 4. Mai" in heard(eva.user)[0]
    assert untranslated(sent(it)) == set()
