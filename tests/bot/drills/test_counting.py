"""What replies to a drill count for: a review, or the day alone, whoever answered before, and wherever."""

from __future__ import annotations

import pytest

from bot.messages.words import say
from tests.bot.daily import (
    DAY,
    DAY_ONLY,
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
    now_reads,
    posted,
    reference_to,
    right_for,
    thread,
    write,
    wrong_for,
)
from tests.bot.played import Played, plays

ORDERS = {
    "a right": {"a": "review"},
    "a wrong, a right": {"a": "review"},
    "a right, b right": {"a": "review", "b": "day"},
    "b wrong, a right, b right": {"a": "review", "b": "day"},
    "a right, b wrong, b right": {"a": "review", "b": "day"},
    "a wrong, b wrong, b right, a right": {"a": "day", "b": "review"},
    "b unread, a right, b right": {"a": "review", "b": "day"},
    "a wrong, b wrong": {"a": "review", "b": "review"},
    "b wrong, a right": {"a": "review", "b": "review"},
    "a right, b wrong": {"a": "review", "b": "day"},
    "b wrong, a right, b wrong": {"a": "review", "b": "review"},
    "a unread, b unread": {},
}
"""Who replies how, in turn, and what it counts for in the end: a review, or the day alone."""


@pytest.mark.parametrize("order", ORDERS)
@plays
async def test_a_reply_is_a_review_as_long_as_no_right_answer_stood_there_before_it(it: Played, order: str) -> None:
    message = await drill_of_today(it)
    people, tried = {"a": it.ann, "b": it.ben}, set[str]()
    for step in order.split(", "):
        who, how = step.split()
        text = {"right": right_for(it, message), "wrong": wrong_for(it, message), "unread": "no idea"}[how]
        await write(it, people[who], text, message)
        said = answer(it)
        if how == "right":
            is_review = ORDERS[order][who] == "review"
            assert last(said) == (REVIEW if is_review else DAY_ONLY).removesuffix(FIRST if who in tried else "")
            assert (say("reply.note_known") in said.content) != is_review
        elif how == "wrong":
            assert last(said) == (OPEN if who in tried else TRIED)
        else:
            assert last(said) == OPEN
        tried |= set() if how == "unread" else {who}
    await posted(it, hours=24)
    drill = drill_at_message(it, message)
    rows = it.read(
        lambda db: db.execute(
            "SELECT account, scheduled, finished FROM reviews JOIN questions ON questions.id = question "
            "JOIN learners ON learners.id = reviews.learner WHERE drill = ?",
            (drill.id,),
        ).fetchall()
    )
    names = {f"discord:{who.id}": name for name, who in people.items()}
    assert {names[who]: "review" if scheduled else "day" for who, scheduled, _ in rows} == ORDERS[order]
    assert all(finished for _, _, finished in rows)


@plays
async def test_ones_own_numbers_are_a_review_also_after_a_right_answer(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, right_for(it, message), message)
    await write(it, it.ben, right_for(it, message), message)
    assert last(answer(it)) == DAY_ONLY
    asked = await it.press(it.ben, answer(it), "My own numbers")
    done = await it.answer(it.ben, asked, it.right(asked))
    assert f"{DAY} · asked again on Tue 5 May" in done.text


@plays
async def test_everybodys_numbers_answered_in_private_count_as_they_would_in_public(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ben, wrong_for(it, message), message)
    mine = answer(it)
    await write(it, it.ann, right_for(it, message), message)
    asked = await it.press(it.ben, mine, "Hint")
    assert asked.private and "(everybody's numbers)" in asked.text
    done = await it.answer(it.ben, asked, right_for(it, message))
    assert DAY_ONLY.removeprefix("-# ").removesuffix(FIRST) in done.text and say("reply.note_known") in done.text
    assert count(it, "reviews WHERE scheduled") == 1


@plays
async def test_what_is_answered_in_private_gives_nothing_away_and_spoils_no_review(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    asked = await it.press(it.ann, answer(it), "Hint")
    await it.answer(it.ann, asked, right_for(it, message))
    await write(it, it.ben, right_for(it, message), message)
    assert last(answer(it)) == REVIEW


@plays
async def test_a_verdict_tells_the_day_in_the_members_own_zone(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await it.later(hours=4)
    form = await it.press(it.ann, answer(it), "Change zone")
    changed = await it.fill(it.ann, form, "Pacific/Kiritimati")
    assert "Tue 5 May" in changed.text and changed.private
    await write(it, it.ann, right_for(it, message), message)
    assert last(answer(it)).startswith("-# Tue 5 May, Pacific/Kiritimati · asked again on Wed 6 May")
    await write(it, it.ben, right_for(it, message), message)
    assert last(answer(it)) == DAY_ONLY


@plays
async def test_two_groups_with_one_deck_and_one_member_go_their_own_ways(it: Played) -> None:
    other = it.group("Other")
    ann_there = it.member(it.ann, other)
    cat = it.member("cat", other)
    await arranged(it)
    await arranged(it, other)
    here = await posted(it)
    there = other.channel.last_message
    assert there is not None and there.id != here.id
    await write(it, it.ann, right_for(it, here), here)
    await it.post()
    assert "1 is done" in now_reads(here, it.home) and "nobody" in now_reads(there, other)
    await cat.send(other.channel, right_for(it, there), reply_to=there)
    assert last(answer(it, other)) == REVIEW
    await ann_there.send(other.channel, right_for(it, there), reply_to=there)
    assert "no interval changes" in last(answer(it, other)) and "streak" not in last(answer(it, other))
    assert say("reply.note_known") in answer(it, other).content
    await it.post()
    assert "1 is done" in now_reads(here, it.home) and "2 are done" in now_reads(there, other)
    assert len(by_bot(it, thread(it.home))) == 1


@plays
async def test_what_is_answered_at_the_same_moment_is_counted_in_turn(it: Played) -> None:
    message = await drill_of_today(it)
    people = [it.ann, it.ben, *(it.member(f"m{n}") for n in range(4))]
    reference = reference_to(message)
    for who in people:
        it.env.backend.create_message(it.home.channel.id, who.id, right_for(it, message), reference=reference)
    await it.env.settle(idle=0.001)
    answers = by_bot(it, thread(it.home))
    assert len(answers) == len(people)
    assert sum(last(each) == REVIEW for each in answers) == 1
    assert sum(say("reply.note_known") in each.content for each in answers) == len(people) - 1
    assert len(it.home.channel.threads) == 1
