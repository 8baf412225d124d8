"""What was written while the bot was away: graded as of then, answered once, and no other kept from being heard."""

from __future__ import annotations

from typing import Any, cast
from unittest.mock import AsyncMock, Mock

import pytest

from bot.limits import Limiter
from bot.messages.words import say
from tests.bot.daily import (
    REVIEW,
    TRIED,
    answer,
    arranged,
    by_bot,
    count,
    drill_of_today,
    last,
    posted,
    public,
    reactions,
    reference_to,
    right_for,
    thread,
    write,
    wrong_for,
)
from tests.bot.played import Played, plays


@plays
async def test_what_was_written_while_the_bot_was_away_is_graded_as_of_then(it: Played) -> None:
    message = await drill_of_today(it)
    reference = reference_to(message)
    await it.restarted()
    await it.later(minutes=1)
    for who, text in ((it.ann, right_for(it, message)), (it.ben, wrong_for(it, message))):
        it.env.backend.create_message(it.home.channel.id, who.id, text, reference=reference, broadcast=False)
        await it.later(minutes=1)
    await it.later(hours=12)
    await it.restarted()
    assert count(it, "replies") == 2 and last(by_bot(it, thread(it.home))[0]) == REVIEW
    rows = it.read(lambda db: db.execute("SELECT day FROM replies").fetchall())
    assert rows == [("2026-05-04",), ("2026-05-04",)]


@plays
async def test_what_was_written_directly_while_the_bot_was_away_is_graded_too(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    await user.send_dm("1")
    await it.restarted()
    await it.later(minutes=1)
    for text in ("2", it.right(shown)):
        it.env.backend.create_message(user.dm_channel.id, user.id, text, broadcast=False)
    before = len(user.dm_channel.history())
    await it.restarted()
    said = [each for each in user.dm_channel.history() if each.author.bot][-2:]
    assert [each.embeds[0].description[0] for each in said if each.embeds[0].description] == ["❌", "✅"]
    assert len(user.dm_channel.history()) == before + 2 and count(it, "replies") == 3
    await it.restarted()
    assert len(user.dm_channel.history()) == before + 2


@plays
async def test_what_was_written_in_a_server_that_is_not_known_yet_is_no_direct_message(it: Played) -> None:
    shown = await it.practice(it.ann)
    message = await drill_of_today(it)
    guild = it.bot._connection._guilds.pop(it.home.guild.id)
    chat = await it.ann.send(it.home.channel, it.right(shown))
    mentioned = await it.ann.send(it.home.channel, right_for(it, message), reply_to=message)
    it.bot._connection._guilds[it.home.guild.id] = guild
    assert it.question(shown).closed is None and reactions(chat, it.home.channel) == []
    assert reactions(mentioned, it.home.channel) == ["✅"] and count(it, "replies") == 1


@plays
async def test_a_reply_that_was_kept_and_not_answered_is_answered_after_a_restart(it: Played) -> None:
    message = await drill_of_today(it)
    killed = it.bot.hearing._told

    async def kept_only(*given: Any) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.drills.hearing.react", AsyncMock(side_effect=TimeoutError))
            await killed(*given)

    cast(Any, it.bot.hearing)._told = kept_only
    texts = [wrong_for(it, message), right_for(it, message)]
    wrote = [await write(it, it.ann, text, message) for text in texts]
    assert count(it, "replies") == 2 and it.home.channel.threads == []
    for _ in range(2):
        await it.restarted()
        assert [reactions(each, it.home.channel) for each in wrote] == [["❌"], ["✅"]]
        said = by_bot(it, thread(it.home))
        assert [last(each) for each in said] == [TRIED, REVIEW]
        assert "**Right.**" in said[1].content and by_bot(it, it.home.channel) == [message]
    assert count(it, "replies") == 2


@plays
async def test_a_reply_that_is_not_answered_is_that_to_the_drill_which_was_the_only_one_then(it: Played) -> None:
    await drill_of_today(it)
    assert it.bot.user is not None
    it.env.inject_error("PUT", "/channels/*/messages/*/reactions/*/@me", status=502, times=1)
    wrote = await write(it, it.ann, f"{it.bot.user.mention} 11")
    assert count(it, "replies") == 1 and reactions(wrote, it.home.channel) == []
    await arranged(it, at="15:00")
    await posted(it, hours=2)
    await it.restarted()
    assert reactions(wrote, it.home.channel) == ["❌"] and "read as `11`" in answer(it).content
    assert not any(each.content == say("drill.which") for each in by_bot(it, it.home.channel))


@plays
async def test_a_message_that_breaks_something_keeps_no_other_from_being_heard(it: Played) -> None:
    message = await drill_of_today(it)
    for who in (it.ann, it.ben):
        it.env.backend.create_message(
            it.home.channel.id, who.id, "12", reference=reference_to(message), broadcast=False
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.drills.hearing.recalled", Mock(side_effect=[ValueError("12"), None]))
        await it.restarted()
    assert count(it, "replies") == 1 and not it.bot.absence.behind
    (told,) = it.errors()
    assert told.startswith("something went wrong")


@plays
async def test_where_signs_are_refused_nothing_is_answered_twice(it: Played) -> None:
    message = await drill_of_today(it)
    it.env.inject_error("PUT", "/channels/*/messages/*/reactions/*/@me", status=403, code=50013, times=None)
    await write(it, it.ann, wrong_for(it, message), message)
    await it.restarted()
    assert len(by_bot(it, thread(it.home))) == 1


@plays
async def test_whoever_wrote_much_while_the_bot_was_away_is_not_slowed_down(it: Played) -> None:
    message = await drill_of_today(it)
    it.desk.limiter = it._limiter = Limiter()
    for number in range(30):
        it.env.backend.create_message(
            it.home.channel.id, it.ann.id, f"{number + 20}", reference=reference_to(message), broadcast=False
        )
    await it.restarted()
    assert count(it, "replies") == 30
    assert not any(say("general.slow_down") in each.content for each in public(it, it.home))


@plays
async def test_whoever_wrote_much_that_is_not_graded_is_not_told_so_each_time(it: Played) -> None:
    message = await drill_of_today(it)
    it.desk.limiter = it._limiter = Limiter(burst=3, a_minute=0.001)
    for _ in range(10):
        it.env.backend.create_message(
            it.home.channel.id,
            it.ann.id,
            f"<@{it.env.backend.bot_user.id}>",
            reference=reference_to(message),
            broadcast=False,
        )
    await it.restarted()
    assert [each.content for each in by_bot(it, it.home.channel)[1:]] == [say("drill.blank")] * 3
