"""The daily drill: what is posted, once a date; its line and its solution; what happens where that cannot be."""

from __future__ import annotations

import asyncio

from bot.desk import account
from scheduler.store import PostState, learner_of
from tests.bot.daily import (
    arranged,
    by_bot,
    drill_at_message,
    drill_of_today,
    drills,
    now_reads,
    outage,
    pings,
    posted,
    public,
    requests,
    right_for,
    solutions,
    states,
    tick,
    write,
    wrong_for,
)
from tests.bot.played import Played, buttons, played, plays, texts

MESSAGES = "/channels/*/messages"


@plays
async def test_a_drill_shows_the_question_how_to_answer_and_a_button(it: Played) -> None:
    message = await drill_of_today(it)
    assert message.content == "**Drill of Mon 4 May** · nobody is done yet"
    (embed,) = message.embeds
    assert embed.title == "1.1 Twice" and str(embed.description).startswith("What is twice the square of")
    assert "with the @ left on" in str(embed.footer.text)
    assert buttons(message) == {"My own numbers": "db.own.1"}
    assert pings(message, it) == ([], [], False)


@plays
async def test_one_drill_is_posted_for_each_local_date_however_often_somebody_looks(it: Played) -> None:
    await arranged(it, late=1320)
    for _ in range(3):
        for _ in range(4):
            await tick(it, hours=6)
            await it.post()
            await it.restarted()
    assert states(it) == [(f"2026-05-0{day}", PostState.SENT) for day in (4, 5, 6)]
    assert len(drills(it)) == 3


@plays
async def test_a_group_has_several_schedules_that_go_their_own_ways(it: Played) -> None:
    await arranged(it)
    await arranged(it, at="20:00", zone="Asia/Tokyo", choose="weakest")
    message = await posted(it)
    assert len(drills(it)) == 2 and drills(it)[0].content.startswith("**Drill of Mon 4 May**")
    assert message.embeds[0].title == "1.1 Twice"


@plays
async def test_days_of_the_week_without_a_drill_have_none(it: Played) -> None:
    await arranged(it, days="Tue Thu")
    await tick(it, hours=1)
    for _ in range(5):
        await tick(it, days=1)
    assert states(it) == [("2026-05-05", PostState.SENT), ("2026-05-07", PostState.SENT)]


@plays
async def test_in_order_asks_one_exercise_after_the_other_and_tells_how_to_write_the_reply(it: Played) -> None:
    await arranged(it)
    await tick(it, hours=1)
    for _ in range(6):
        await tick(it, days=1)
    how = [str(each.embeds[0].footer.text).split("\n")[0] for each in drills(it)]
    assert how[:5] == [
        "A number, or a calculation: 3.4e6*32/8.",
        "A number with its unit, or a calculation: 3.4e6*32/8 B.",
        "A formula in a, b.",
        "The verdict and the number that decides it: yes / no, then the number.",
        "Each value with its label, as in: double = 3; triple = 4.",
    ]
    assert [each.embeds[0].title for each in drills(it)] == [
        "1.1 Twice",
        "1.2 Half",
        "2.1 Area",
        "2.2 More",
        "2.3 Both",
        "1.1 Twice",
        "1.2 Half",
    ]


@plays
async def test_weakest_asks_what_went_worst_after_its_rest(it: Played) -> None:
    await arranged(it, choose="weakest", gap=2)
    first = await posted(it)
    await write(it, it.ann, wrong_for(it, first), first)
    await write(it, it.ann, right_for(it, first), first)
    second = await posted(it, hours=24)
    assert second.embeds[0].title != first.embeds[0].title
    await write(it, it.ann, right_for(it, second), second)
    third = await posted(it, hours=24)
    assert third.embeds[0].title == first.embeds[0].title


@plays
async def test_the_line_tells_how_many_are_done_and_how_many_try(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await it.post()
    assert now_reads(message, it.home) == "**Drill of Mon 4 May** · 1 is still trying"
    await write(it, it.ben, right_for(it, message), message)
    await it.post()
    assert now_reads(message, it.home) == "**Drill of Mon 4 May** · 1 is done, 1 is still trying"
    await write(it, it.ann, right_for(it, message), message)
    await it.post()
    assert now_reads(message, it.home) == "**Drill of Mon 4 May** · 2 are done"


@plays
async def test_the_line_counts_what_is_answered_in_private(it: Played) -> None:
    message = await drill_of_today(it, mode="private")
    asked = await it.press(it.ann, message, "My own numbers")
    await it.answer(it.ann, asked, it.right(asked))
    await it.post()
    assert now_reads(message, it.home) == "**Drill of Mon 4 May** · 1 is done"


@plays
async def test_the_line_is_edited_once_for_many_replies(it: Played) -> None:
    message = await drill_of_today(it)
    for number in range(9):
        await write(it, it.ann, f"{number + 1}", message)
    await it.post()
    await it.post()
    assert len(requests(it, "PATCH", f"/channels/.*/messages/{message.id}")) == 1


@plays
async def test_a_line_that_cannot_be_edited_now_is_edited_later(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    outage(it, "PATCH", "/channels/*/messages/*")
    await it.post()
    assert "nobody" in now_reads(message, it.home)
    it.env.backend.faults.clear()
    await tick(it, seconds=61)
    assert "1 is still trying" in now_reads(message, it.home)


@plays
async def test_a_line_that_was_not_edited_before_a_restart_is_edited_after_it(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, right_for(it, message), message)
    await it.restarted()
    await it.post()
    assert now_reads(message, it.home) == "**Drill of Mon 4 May** · 1 is done"


@plays
async def test_a_role_is_pinged_by_the_drill_alone_and_no_other_role(it: Played) -> None:
    role = it.home.guild.create_role("learners", mentionable=True)
    message = await drill_of_today(it, role=role)
    assert message.content == f"<@&{role.id}> **Drill of Mon 4 May** · nobody is done yet"
    assert pings(message, it) == ([], [role.id], False)
    (sent,) = requests(it, "POST", f"/channels/{it.home.channel.id}/messages")
    assert sent["allowed_mentions"] == {"parse": [], "roles": [role.id]}
    await write(it, it.ann, right_for(it, message), message)
    await it.post()
    (edited,) = requests(it, "PATCH", f"/channels/.*/messages/{message.id}")
    assert edited["allowed_mentions"] == sent["allowed_mentions"] and "1 is done" in edited["content"]
    await posted(it, hours=24)
    (solution,) = solutions(it)
    assert pings(solution, it) == ([], [], False)


@plays
async def test_numbers_of_ones_own_are_private_and_the_same_each_time(it: Played) -> None:
    message = await drill_of_today(it)
    mine = await it.press(it.ann, message, "My own numbers")
    theirs = await it.press(it.ben, message, "My own numbers")
    assert mine.private and theirs.private
    everybody = message.embeds[0].description
    assert "1.1 Twice (your own numbers)" in mine.text and str(everybody) not in mine.text
    again = await it.press(it.ann, message, "My own numbers")
    assert again.text == mine.text and again.number == mine.number != theirs.number
    done = await it.answer(it.ann, again, it.right(again))
    assert "Right." in done.text and "asked again on Tue 5 May" in done.text and "streak: 1 day" in done.text
    assert public(it, it.home) == [message]


@plays
async def test_the_solution_follows_under_a_spoiler_with_how_it_went(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await write(it, it.ben, right_for(it, message), message)
    await posted(it, hours=24)
    (solution,) = solutions(it)
    variant = drill_at_message(it, message).variant
    assert variant is not None
    work = "\n".join(variant.work)
    assert solution.content == (
        "**Solution of Mon 4 May: 1.1 Twice**\n2 members tried it. 1 was right, 1 at the first try.\n"
        "The derivation, with everybody's numbers:"
    )
    assert [each.description for each in solution.embeds] == [f"||```\n{work}\n```||"]
    assert solution.reference is not None and solution.reference.message_id == message.id
    assert buttons(solution) == {"Practise": "db.more.1"}
    practice = await it.press(it.ann, solution, "Practise")
    assert practice.private and "Reply" in practice.labels


@plays
async def test_the_solution_of_yesterday_stands_before_the_drill_of_today(it: Played) -> None:
    await drill_of_today(it)
    await posted(it, hours=24)
    assert [each.content.split()[0] for each in by_bot(it, it.home.channel)] == ["**Drill", "**Solution", "**Drill"]


@plays
async def test_the_commonest_mistake_is_told_from_five_members_on(it: Played) -> None:
    message = await drill_of_today(it)
    people = [it.ann, it.ben, *(it.member(name) for name in ("cat", "dan"))]
    number = str(message.embeds[0].description).split()[-1].strip("?")
    for who in people[:3]:
        await write(it, who, f"{number}/3", message)
    await write(it, people[3], "1", message)
    await posted(it, hours=24)
    assert "commonest mistake" not in solutions(it)[0].content
    assert "4 members tried it. 0 were right" in solutions(it)[0].content


@plays
async def test_five_members_are_told_what_most_of_them_got_wrong(it: Played) -> None:
    message = await drill_of_today(it)
    people = [it.ann, it.ben, *(it.member(name) for name in ("cat", "dan", "eve"))]
    number = str(message.embeds[0].description).split()[-1].strip("?")
    for who in people[:3]:
        await write(it, who, f"{number}/3", message)
    for who in people[3:]:
        await write(it, who, "1", message)
    await posted(it, hours=24)
    (solution,) = solutions(it)
    assert "The commonest mistake, made by 3 of 5:\n||That is a third.||" in solution.content
    assert all(str(who.id) not in solution.content for who in people) and solution.mentions == []


@plays
async def test_a_solution_that_nobody_waited_for_says_so(it: Played) -> None:
    await drill_of_today(it)
    await posted(it, hours=24)
    assert "Nobody tried it this time." in solutions(it)[0].content


@plays
async def test_what_was_tried_counts_when_the_drill_ends(it: Played) -> None:
    message = await drill_of_today(it)
    await write(it, it.ann, wrong_for(it, message), message)
    await tick(it, hours=24)
    reviews = it.read(lambda db: db.execute("SELECT day, finished FROM reviews").fetchall())
    assert reviews == [("2026-05-04", 1)]


def test_a_new_member_is_guessed_to_be_in_the_zone_of_the_schedule() -> None:
    async def whole() -> None:
        async with played(zone="UTC") as it:
            message = await drill_of_today(it)
            await write(it, it.ann, "17", message)
            found = it.read(lambda db: learner_of(db, account(it.ann.id)))
            assert found is not None and found.zone == "Europe/Berlin"

    asyncio.run(whole())


@plays
async def test_every_message_of_a_drill_fits(it: Played) -> None:
    message = await drill_of_today(it)
    for _ in range(5):
        message = await posted(it, hours=24)
        await write(it, it.ann, wrong_for(it, message), message)
    for each in public(it, it.home):
        assert len(each.content) <= 2000 and len("".join(texts(each))) <= 6000
