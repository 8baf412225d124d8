"""Replies to a drill: where they are heard, what is said to them, what they count for, and that nothing gives away."""

from __future__ import annotations

import discord
from simcord.enums import MessageType

from bot.messages.words import say
from tests.bot.daily import (
    FIRST,
    OPEN,
    REVIEW,
    TRIED,
    answer,
    arranged,
    by_bot,
    count,
    drill_at_message,
    drill_of_today,
    last,
    pings,
    posted,
    public,
    reactions,
    reference_to,
    requests,
    right_for,
    thread,
    write,
    wrong_for,
)
from tests.bot.played import Played, buttons, plays


@plays
async def test_a_reply_gets_a_reaction_and_an_answer_in_the_drills_thread(it: Played) -> None:
    message = await drill_of_today(it)
    wrote = await write(it, it.ann, wrong_for(it, message), message)
    assert reactions(wrote, it.home.channel) == ["❌"]
    assert thread(it.home).name == "1.1 Twice · Mon 4 May"
    said = answer(it)
    assert said.content.startswith(f"{it.ann.mention} **Not right yet")
    assert "read as `" in said.content and last(said) == TRIED
    assert list(buttons(said)) == ["Hint", "I think I was right", "My own numbers", "Change zone"]
    wrote = await write(it, it.ann, right_for(it, message), message)
    assert reactions(wrote, it.home.channel) == ["✅"]
    said = answer(it)
    assert "**Right.**" in said.content and last(said) == REVIEW.removesuffix(FIRST)
    assert list(buttons(said)) == ["Derivation", "My own numbers", "Change zone"]
    assert by_bot(it, it.home.channel) == [message]


@plays
async def test_a_reply_is_heard_in_the_thread_in_every_way_that_reaches_the_bot(it: Played) -> None:
    assert it.bot.user is not None
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    here = thread(it.home)
    to_an_answer = await write(it, it.ann, "11", answer(it))
    by_mention = await write(it, it.ann, f"{it.bot.user.mention} 12", where=here)
    to_somebody_else = await write(it, it.ben, f"13 {it.bot.user.mention}", by_mention)
    for wrote, number in ((to_an_answer, 11), (by_mention, 12), (to_somebody_else, 13)):
        assert reactions(wrote, here) == ["❌"]
        assert any(
            f"read as `{number}`" in each.content and each.reference and each.reference.message_id == wrote.id
            for each in by_bot(it, here)
        )
    assert len(it.home.channel.threads) == 1


@plays
async def test_who_mentions_the_bot_in_the_channel_answers_the_one_drill_that_is_open_there(it: Played) -> None:
    await drill_of_today(it)
    assert it.bot.user is not None
    written = await write(it, it.ann, f"{it.bot.user.mention} 11")
    assert reactions(written, it.home.channel) == ["❌"] and "read as `11`" in answer(it).content
    await posted(it, hours=24)
    after = await write(it, it.ben, f"{it.bot.user.mention} 12")
    assert reactions(after, it.home.channel) == ["❌"] and count(it, "replies") == 2
    await arranged(it, at="15:00")
    await posted(it, hours=4)
    unclear = await write(it, it.ben, f"{it.bot.user.mention} 13")
    assert reactions(unclear, it.home.channel) == [] and count(it, "replies") == 2
    assert by_bot(it, it.home.channel)[-1].content == say("drill.which")


@plays
async def test_what_members_say_to_one_another_is_left_alone(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    here = thread(it.home)
    before = len(public(it, it.home))
    chat = await write(it, it.ann, "is it 12?", where=here)
    await write(it, it.ben, "I have 13", chat)
    await write(it, it.ben, "I have 13", chat, ping=False)
    await write(it, it.ben, "13", where=it.home.channel)
    gone = await write(it, it.ann, "never mind", where=here)
    reference = reference_to(gone)
    await it.ann.delete(gone)
    it.env.backend.create_message(here.id, it.ben.id, "14", reference=reference)
    await it.env.settle(idle=0.001)
    assert len(public(it, it.home)) == before and count(it, "replies") == 1


@plays
async def test_without_the_permission_for_threads_the_answer_stands_in_the_channel(it: Played) -> None:
    assert it.bot.user is not None
    no_threads = discord.PermissionOverwrite(create_public_threads=False)
    channel = it.home.guild.create_text_channel("flat", overwrites={it.bot.user: no_threads})
    await arranged(it, channel=channel)
    await posted_there(it)
    message = by_bot(it, channel)[-1]
    for _ in range(2):
        wrote = await it.ann.send(channel, wrong_for(it, message), reply_to=message)
        said = by_bot(it, channel)[-1]
        assert said.reference is not None and said.reference.message_id == wrote.id
        assert said.content.startswith("**Not right yet") and last(said) in (TRIED, OPEN)
        assert pings(said, it) == ([], [], False)
    assert channel.threads == []
    path = f"/channels/{channel.id}/messages/{message.id}/threads"
    assert len(requests(it, "POST", path)) == 1
    await it.later(minutes=6)
    await it.ann.send(channel, "12", reply_to=message)
    assert len(requests(it, "POST", path)) == 2


async def posted_there(it: Played) -> None:
    """An hour later, with what is due posted."""
    await it.later(hours=1)
    await it.post()


@plays
async def test_a_thread_that_takes_no_answer_leaves_it_in_the_channel(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    here = thread(it.home)
    it.env.inject_error("POST", f"/channels/{here.id}/messages", status=403, code=50083, times=1)
    await write(it, it.ann, "11", message)
    assert "read as `11`" in by_bot(it, it.home.channel)[-1].content
    await it.later(minutes=6)
    it.env.backend.delete_channel(here.id)
    await it.env.settle(idle=0.001)
    await write(it, it.ann, "12", message)
    assert "read as `12`" in by_bot(it, it.home.channel)[-1].content
    assert count(it, "replies") == 3


@plays
async def test_a_thread_that_a_member_began_is_the_drills(it: Played) -> None:
    message = await drill_of_today(it)
    await message.create_thread(name="our own")
    it.env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=160004)
    await write(it, it.ann, wrong_for(it, message), message)
    assert thread(it.home).name == "our own" and last(answer(it)) == TRIED


@plays
async def test_a_reaction_that_is_not_allowed_keeps_no_answer_back(it: Played) -> None:
    message = await drill_of_today(it)
    it.env.inject_error("PUT", "/channels/*/messages/*/reactions/*/@me", status=403, code=50013, times=None)
    wrote = await write(it, it.ann, right_for(it, message), message)
    assert reactions(wrote, it.home.channel) == [] and last(answer(it)) == REVIEW


@plays
async def test_a_message_that_is_deleted_at_once_is_answered_all_the_same(it: Played) -> None:
    message = await drill_of_today(it)
    it.env.inject_error("PUT", "/channels/*/messages/*/reactions/*/@me", status=404, code=10008, times=None)
    await write(it, it.ann, right_for(it, message), message)
    assert last(answer(it)) == REVIEW


@plays
async def test_a_blank_reply_is_told_how_to_be_heard_and_a_reply_to_that_is_heard(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, right_for(it, message), message, ping=False)
    said = by_bot(it, it.home.channel)[-1]
    assert said.content == say("drill.blank") and list(buttons(said)) == ["My own numbers"]
    assert count(it, "replies") == 0 and it.home.channel.threads == []
    wrote = await write(it, it.ann, right_for(it, message), said)
    assert reactions(wrote, it.home.channel) == ["✅"] and last(answer(it)) == REVIEW


@plays
async def test_a_picture_and_a_bare_mention_are_blank_too(it: Played) -> None:
    assert it.bot.user is not None
    message = await drill_of_today(it)
    await it.ann.send(it.home.channel, "", reply_to=message, attachments=[("my-work.png", b"x")])
    assert by_bot(it, it.home.channel)[-1].content == say("drill.blank")
    await write(it, it.ann, f" {it.bot.user.mention} ", message)
    assert by_bot(it, it.home.channel)[-1].content == say("drill.blank")
    assert count(it, "replies") == 0


@plays
async def test_a_drill_that_is_passed_on_or_what_discord_says_is_no_reply(it: Played) -> None:
    message = await drill_of_today(it)
    await it.ann.forward(message, it.home.channel)
    it.home.guild.create_system_message(it.home.channel, MessageType.PREMIUM_GUILD_SUBSCRIPTION, author=it.ann)
    stored = it.env.backend.prepare_message(
        it.home.channel.id, it.ann.id, "pinned", reference=reference_to(message), message_type=MessageType.REPLY
    )
    stored.type = int(MessageType.PINS_ADD)
    it.env.backend.commit_message(stored)
    await it.env.settle(idle=0.001)
    assert by_bot(it, it.home.channel) == [message]


@plays
async def test_an_edit_changes_nothing(it: Played) -> None:
    message = await drill_of_today(it)
    wrote = await write(it, it.ann, wrong_for(it, message), message)
    before = [each.content for each in public(it, it.home)]
    await it.ann.edit(wrote, right_for(it, message))
    assert [each.content for each in public(it, it.home)] == before
    assert reactions(wrote, it.home.channel) == ["❌"] and count(it, "reviews") == 0


@plays
async def test_a_reply_is_graded_once_even_if_it_is_delivered_twice(it: Played) -> None:
    message = await drill_of_today(it)
    wrote = await write(it, it.ann, right_for(it, message), message)
    before = len(public(it, it.home))
    await it.restarted()
    stored = it.env.backend.get_message(wrote.channel.id, wrote.id)
    it.env.backend.announce_message_create(stored)
    await it.env.settle(idle=0.001)
    assert len(public(it, it.home)) == before and count(it, "replies") == 1


@plays
async def test_a_reply_to_yesterdays_drill_is_told_that_it_is_over(it: Played) -> None:
    message = await drill_of_today(it)
    await posted(it, hours=24)
    wrote = await write(it, it.ann, right_for(it, message), message)
    assert by_bot(it, it.home.channel)[-1].content == "This drill is over. `/practice` has others."
    assert reactions(wrote, it.home.channel) == [] and count(it, "replies") == 0
    await write(it, it.ben, right_for(it, message), message, ping=False)
    assert by_bot(it, it.home.channel)[-1].content == say("drill.over_public")


@plays
async def test_todays_and_yesterdays_drill_are_told_apart_by_what_is_replied_to(it: Played) -> None:
    first = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, first), first)
    second = await posted(it, hours=24)
    await write(it, it.ann, right_for(it, second), second)
    newest = max(it.home.channel.threads, key=lambda each: each.id)
    assert newest.name == "1.2 Half · Tue 5 May" and "**Right.**" in by_bot(it, newest)[-1].content
    assert "streak: 2 days" in last(by_bot(it, newest)[-1])


@plays
async def test_a_drill_that_was_deleted_is_still_answered_in_its_thread(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    text = right_for(it, message)
    await message.delete()
    await it.post()
    await write(it, it.ann, text, answer(it))
    assert last(answer(it)) == REVIEW.removesuffix(FIRST)


@plays
async def test_after_ones_right_answer_another_reply_is_told_so(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, right_for(it, message), message)
    await write(it, it.ann, right_for(it, message), message)
    said = by_bot(it, it.home.channel)[-1]
    assert said.content == say("drill.done_before") and list(buttons(said)) == ["My own numbers"]
    assert count(it, "replies") == 1


@plays
async def test_in_private_mode_a_reply_is_told_to_use_the_button_and_is_not_graded(it: Played) -> None:
    message = await drill_of_today(it, mode="private")
    assert "the button gives everybody numbers of their own" in str(message.embeds[0].footer.text)
    wrote = await write(it, it.ann, right_for(it, message), message)
    said = by_bot(it, it.home.channel)[-1]
    assert said.content == "This group answers in private: press **My own numbers** above."
    assert reactions(wrote, it.home.channel) == [] and count(it, "replies") == 0 and it.home.channel.threads == []
    asked = await it.press(it.ann, said, "My own numbers")
    done = await it.answer(it.ann, asked, it.right(asked))
    assert done.private and REVIEW.removeprefix("-# ") in done.text
    await write(it, it.ben, "12", message, ping=False)
    assert by_bot(it, it.home.channel)[-1].content == say("drill.private_only")
    assert count(it, "replies") == 1


@plays
async def test_a_hint_and_a_derivation_are_for_the_member_alone(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    first = answer(it)
    before = public(it, it.home)
    hint = await it.press(it.ann, first, "Hint")
    assert hint.private and "Square it first." in hint.text
    kept = await it.press(it.ann, first, "I think I was right")
    assert kept.private and "Kept for a second look" in kept.text
    assert public(it, it.home) == before
    await write(it, it.ann, right_for(it, message), message)
    shown = await it.press(it.ann, answer(it), "Derivation")
    variant = drill_at_message(it, message).variant
    assert variant is not None and shown.private and variant.work[-1] in shown.text
    for label in ("Derivation", "My own numbers"):
        theirs = await it.press(it.ben, answer(it), label)
        assert theirs.private and variant.work[-1] not in theirs.text


@plays
async def test_a_hundred_replies_are_enough(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    row = "INSERT INTO replies (question, text, verdict, at, day, nudges, steps) "
    row += "SELECT question, text, verdict, at, day, nudges, steps FROM replies LIMIT 1"
    for _ in range(99):
        it.read(lambda db: db.execute(row))
    await write(it, it.ann, right_for(it, message), message)
    assert "This question has had 100 replies" in by_bot(it, it.home.channel)[-1].content
    assert count(it, "reviews") == 0


@plays
async def test_a_stranger_who_replies_becomes_a_member_of_the_group_and_a_bot_does_not(it: Played) -> None:
    message = await drill_of_today(it)
    robot = it.home.guild.add_member(it.env.create_user("robot", bot=True))
    await robot.send(it.home.channel, right_for(it, message), reply_to=message)
    hook = it.home.guild.create_webhook(it.home.channel)
    assert it.bot.user is not None
    await hook.send(f"{it.bot.user.mention} 12")
    assert count(it, "replies") == 0
    await write(it, it.ann, "12", message)
    assert count(it, "members") == 1
