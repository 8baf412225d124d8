"""`/practice`: one question after the other, in private, until nothing is left; then a summary, and extra rounds."""

from __future__ import annotations

import asyncio

import pytest

from scheduler.practice import Wish
from scheduler.store import Kind, session
from tests.bot.played import Group, Played, Shown, Who, played, plays
from tests.scheduler.practice.samples import other, tiny


async def answered(it: Played, who: Who, shown: Shown) -> Shown:
    """Answer a question rightly."""
    return await it.answer(who, shown, it.right(shown))


async def following(it: Played, who: Who, shown: Shown) -> Shown:
    """Answer a question rightly, and go on."""
    return await it.press(who, await answered(it, who, shown), "Next question")


async def rest(it: Played, who: Who, shown: Shown, most: int = 20) -> list[str]:
    """Answer rightly what is left: the titles of what was asked."""
    asked: list[str] = []
    while "Reply" in shown.labels and len(asked) < most:
        asked.append(shown.message.embeds[0].title or "")
        shown = await following(it, who, shown)
    assert "Next question" not in shown.labels
    return asked


@plays
async def test_a_question_is_private_and_has_its_buttons(it: Played) -> None:
    shown = await it.practice(it.ann)
    assert shown.private
    assert shown.labels == ["Reply", "Hint", "Give up", "Skip"]
    assert it.home.channel.history() == []
    assert shown.message.embeds[0].title == "1.1 Twice (new)"


@plays
async def test_questions_follow_in_the_order_of_chapters_up_to_the_limit_of_new_ones(it: Played) -> None:
    assert await rest(it, it.ann, await it.practice(it.ann)) == ["1.1 Twice (new)", "1.2 Half (new)", "2.1 Area (new)"]


@plays
async def test_the_end_is_a_summary(it: Played) -> None:
    shown = await it.practice(it.ann)
    shown = await it.answer(it.ann, shown, it.wrong(shown))
    shown = await following(it, it.ann, shown)
    shown = await following(it, it.ann, shown)
    shown = await it.press(it.ann, shown, "Give up")
    shown = await it.press(it.ann, shown, "Open it all the same")
    shown = await it.press(it.ann, shown, "Next question")
    while "Reply" in shown.labels:
        shown = await following(it, it.ann, shown)
    assert "**5 questions**: 4 solved, 3 at the first try" in shown.text
    assert "streak: 1 day, best 1, freezes 0" in shown.text
    assert "next due: Tue 5 May" in shown.text
    assert shown.labels == ["Extra rounds"]
    assert len(shown.message.embeds) == 1
    assert shown.private


@plays
async def test_nothing_practised_is_a_summary_too(it: Played) -> None:
    shown = await it.practice(it.ann)
    for _ in range(3):
        shown = await it.press(it.ann, shown, "Skip")
    while "Skip" in shown.labels:
        shown = await it.press(it.ann, shown, "Skip")
    assert "No question was finished this time." in shown.text
    assert "What you skipped stays for another time." in shown.text


@plays
async def test_extra_rounds_follow_where_nothing_is_due_and_count_for_the_day_only(it: Played) -> None:
    await rest(it, it.ann, await it.practice(it.ann))
    shown = await it.press(it.ann, await it.practice(it.ann), "Extra rounds")
    assert shown.message.embeds[0].title == "1.1 Twice (extra round)"
    await it.later(days=0.5)
    shown = await answered(it, it.ann, shown)
    assert "asked again on" not in shown.said


@plays
async def test_extra_rounds_begin_with_what_was_skipped(it: Played) -> None:
    shown = await it.practice(it.ann, type="vector")
    shown = await it.press(it.ann, shown, "Skip")
    shown = await it.press(it.ann, shown, "Extra rounds")
    assert shown.message.embeds[0].title == "2.3 Both (new)"
    shown = await it.press(it.ann, shown, "Skip")
    assert "There is nothing left to ask" in shown.text
    assert shown.message.components == []


@plays
async def test_stopping_sums_up(it: Played) -> None:
    shown = await answered(it, it.ann, await it.practice(it.ann))
    first = it.question(shown)
    shown = await it.press(it.ann, shown, "Stop here")
    assert "**1 question**: 1 solved, 1 at the first try" in shown.text
    assert shown.message.components == []
    shown = await it.press(it.ann, await it.practice(it.ann), "Skip")
    assert shown.message.embeds[0].title == "2.1 Area (new)"
    assert it.question(shown).session != first.session


@plays
async def test_stopping_keeps_a_question_that_waits(it: Played) -> None:
    shown = await answered(it, it.ann, await it.practice(it.ann))
    waiting = await it.practice(it.ann)
    shown = await it.press(it.ann, shown, "Stop here")
    assert "A question waits" in shown.text
    assert (await it.practice(it.ann)).number == waiting.number


@plays
async def test_sizes_are_asked_in_extra_rounds(it: Played) -> None:
    await rest(it, it.ann, await it.practice(it.ann))
    shown = await it.press(it.ann, await it.practice(it.ann), "Extra rounds")
    for _ in range(3):
        shown = await following(it, it.ann, shown)
    assert it.question(shown).kind is Kind.MAGNITUDE
    assert "Only its size is asked" in shown.text
    shown = await answered(it, it.ann, shown)
    assert "In 0 s." in shown.said


@plays
async def test_numbers_differ_the_next_day(it: Played) -> None:
    first = await it.practice(it.ann)
    await answered(it, it.ann, first)
    prompt = it.question(first).variant.prompt
    await it.later(days=1)
    again = await it.practice(it.ann)
    assert again.message.embeds[0].title == "1.1 Twice (due)"
    assert it.question(again).variant.prompt != prompt


@plays
async def test_two_members_have_their_own_questions(it: Played) -> None:
    shown = [await it.practice(each) for each in (it.ann, it.ben)]
    assert len({each.number for each in shown}) == 2


@plays
async def test_a_waiting_question_is_shown_again_with_the_same_numbers(it: Played) -> None:
    first, again = await it.practice(it.ann), await it.practice(it.ann)
    assert again.number == first.number
    assert again.message.embeds[0].description == first.message.embeds[0].description
    assert again.message.id != first.message.id


@plays
async def test_another_wish_leaves_what_waits(it: Played) -> None:
    first = await it.practice(it.ann)
    second = await it.practice(it.ann, chapter=2)
    assert second.message.embeds[0].title == "2.1 Area (new)"
    shown = await it.press(it.ann, first, "Hint")
    assert "has closed already" in shown.said
    assert it.learner(it.ann).account == f"discord:{it.ann.id}"


@plays
async def test_a_session_that_has_ended_says_so(it: Played) -> None:
    first = await answered(it, it.ann, await it.practice(it.ann))
    await it.practice(it.ann, chapter=2)
    shown = await it.press(it.ann, first, "Next question")
    assert shown.private
    assert shown.text == "This session has ended; `/practice` begins another one."


@pytest.mark.parametrize("named", ["tiny", "Tests", "TINY ", "tiny-for-tests"])
def test_a_deck_is_named_by_name_title_or_id(named: str) -> None:
    async def whole() -> None:
        async with played(tiny(), other()) as it:
            shown = await it.practice(it.ann, deck=named)
            assert it.question(shown).place.deck == "tiny-for-tests"

    asyncio.run(whole())


@plays
async def test_an_unknown_deck_is_told_with_those_that_there_are(it: Played) -> None:
    shown = await it.practice(it.ann, deck="**@everyone**" + "x" * 500)
    assert shown.private
    assert "`**@everyone**xxx" in shown.text and shown.text.endswith("x…`; I have tiny.")
    assert len(shown.text) < 300


@plays
async def test_a_part_without_exercises_is_told(it: Played) -> None:
    for options in ({"chapter": 77}, {"chapter": 1, "type": "vector"}, {"deck": "tiny", "chapter": 0}):
        shown = await it.practice(it.ann, **options)
        assert shown.text == "No exercise of these decks is of that chapter and type."
        assert shown.private


@plays
async def test_a_type_can_be_chosen(it: Played) -> None:
    for kind, title in (("vector", "2.3 Both (new)"), ("decide", "2.2 More (new)"), ("debug", "(extra round)")):
        shown = await it.practice(it.ann, type=kind)
        assert title in (shown.message.embeds[0].title or "")


@plays
async def test_wrong_only_asks_what_was_wrong_the_last_time(it: Played) -> None:
    shown = await it.practice(it.ann)
    shown = await it.answer(it.ann, shown, it.wrong(shown))
    shown = await following(it, it.ann, shown)
    await answered(it, it.ann, shown)
    asked = await it.practice(it.ann, **{"wrong-only": True})
    assert asked.message.embeds[0].title == "1.1 Twice (extra round)"
    shown = await following(it, it.ann, asked)
    assert "Reply" not in shown.labels


@plays
async def test_wrong_only_with_nothing_wrong_asks_nothing(it: Played) -> None:
    await answered(it, it.ann, await it.practice(it.ann))
    shown = await it.practice(it.ann, **{"wrong-only": True})
    assert shown.text.startswith("Nothing is left that you got wrong the last time.\nstreak: 1 day")
    assert shown.private
    shown = await it.press(it.ann, shown, "Extra rounds")
    assert "Reply" in shown.labels


@plays
async def test_choices_of_decks_and_chapters_follow_what_is_typed(it: Played) -> None:
    channel = it.home.channel
    decks = await it.ann.autocomplete(channel, "practice", "deck", "tES")
    assert [(each["name"], each["value"]) for each in decks] == [("Tests", "tiny")]
    assert await it.ann.autocomplete(channel, "practice", "deck", "nothing") == []
    chapters = await it.ann.autocomplete(channel, "practice", "chapter", "")
    assert [(each["name"], each["value"]) for each in chapters] == [("1 First", 1), ("2 Second", 2)]
    assert len(await it.ann.autocomplete(channel, "practice", "chapter", "sec", deck="tiny")) == 1
    assert len(await it.ann.autocomplete(channel, "practice", "chapter", "2")) == 1
    assert len(await it.ann.autocomplete(channel, "practice", "chapter", "", deck="unknown")) == 2


@plays
async def test_the_same_member_in_two_groups_is_one_learner(it: Played) -> None:
    away = it.group("Away")
    there = it.member(it.ann, away)
    first, second = await it.practice(it.ann), await it.practice(there)
    assert second.number == first.number
    await answered(it, there, second)
    shown = await it.press(it.ann, first, "Hint")
    assert "has closed already" in shown.said
    assert it.read(lambda db: db.execute("SELECT count(*) FROM learners").fetchone()[0]) == 1
    assert it.read(lambda db: db.execute("SELECT count(*) FROM members").fetchone()[0]) == 2


@plays
async def test_two_groups_practise_at_once(it: Played) -> None:
    away: Group = it.group("Away")
    eve = it.member("eve", away)
    mine, hers = await it.practice(it.ann), await it.practice(eve)
    for who, shown in ((it.ann, mine), (eve, hers)):
        done = await answered(it, who, shown)
        assert "streak: 1 day" in done.said
    members = it.read(lambda db: db.execute("SELECT group_id, learner FROM members").fetchall())
    assert len({each[0] for each in members}) == len({each[1] for each in members}) == 2


@plays
async def test_pressing_next_twice_at_once_asks_one_question(it: Played) -> None:
    shown = await answered(it, it.ann, await it.practice(it.ann))
    twice = await it.at_once(it.ann, shown, "Next question", "Next question")
    assert len({each.number for each in twice}) == 1
    assert it.read(lambda db: db.execute("SELECT count(*) FROM questions").fetchone()[0]) == 2


@plays
async def test_pressing_extra_rounds_twice_at_once_begins_one_session(it: Played) -> None:
    await rest(it, it.ann, await it.practice(it.ann))
    end = await it.practice(it.ann)
    twice = await it.at_once(it.ann, end, "Extra rounds", "Extra rounds")
    assert len({each.number for each in twice}) == 1
    wishes = it.read(lambda db: [session(db, n).wish for (n,) in db.execute("SELECT id FROM sessions")])
    assert sum(Wish.from_text(each).extra for each in wishes) == 1


@plays
async def test_practice_goes_on_after_a_restart(it: Played) -> None:
    shown = await it.practice(it.ann)
    await it.restarted()
    shown = await answered(it, it.ann, shown)
    await it.restarted()
    shown = await it.press(it.ann, shown, "Next question")
    assert shown.message.embeds[0].title == "1.2 Half (new)"


@plays
async def test_practice_goes_on_the_next_day_from_an_old_button(it: Played) -> None:
    shown = await answered(it, it.ann, await it.practice(it.ann))
    await it.later(days=2)
    shown = await it.press(it.ann, shown, "Next question")
    assert shown.message.embeds[0].title == "1.1 Twice (due)"


@plays
async def test_a_new_learner_is_guessed_to_be_where_the_group_is(it: Played) -> None:
    options = {"channel": it.home.channel, "deck": "tiny", "at": "08:00", "zone": "Asia/Tokyo"}
    await it.slash(it.home.boss, "setup add", **options)
    shown = await answered(it, it.ann, await it.practice(it.ann))
    assert "Mon 4 May, Asia/Tokyo" in shown.said
    assert it.learner(it.ann).zone_chosen is None
