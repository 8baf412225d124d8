"""The weekly digest: posted once for each Monday, with who finished all drills, the hardest one, and a picture."""

from __future__ import annotations

import discord
import pytest

from bot.drills.notices import MOST_NAMES
from bot.messages.words import say, speaking
from scheduler.daily import MOST_REFUSED
from scheduler.store import schedule
from tests.bot.daily import (
    arranged,
    by_bot,
    drills,
    outage,
    pings,
    posted,
    requests,
    right_for,
    tick,
    write,
    wrong_for,
)
from tests.bot.played import Group, Played, buttons, plays, texts

MESSAGES = "/channels/*/messages"
DAYS = "Mon 4 May,Tue 5 May,Wed 6 May,Thu 7 May,Fri 8 May,Sat 9 May,Sun 10 May".split(",")


def digests(it: Played, group: Group | None = None) -> list[discord.Message]:
    """The digests that stand in a channel."""
    return [each for each in by_bot(it, (group or it.home).channel) if "The week from" in each.content]


def states(it: Played) -> list[tuple[str, str, str]]:
    """The notices by their days and kinds, and what became of them."""
    sql = "SELECT day, kind, state FROM notices ORDER BY day, id"
    return [(day, kind, state) for day, kind, state in it.read(lambda db: db.execute(sql).fetchall())]


async def week(it: Played, *, until: float = 24, **options: object) -> list[discord.Message]:
    """A week of drills, which ann answers rightly and ben wrongly, and so many hours after its last one."""
    await arranged(it, None, **{"digest": True, **options})
    found = [await posted(it)]
    for day in range(7):
        if day:
            found.append(await posted(it, hours=24))
        await write(it, it.ann, right_for(it, found[-1]), found[-1])
        if day < 6:
            await write(it, it.ben, wrong_for(it, found[-1]), found[-1])
    await tick(it, hours=until)
    return found


@plays
async def test_a_digest_tells_of_the_week_from_monday_to_sunday(it: Played) -> None:
    found = await week(it)
    (digest,) = digests(it)
    assert digest.content == "**The week from Mon 4 May to Sun 10 May**"
    lines = (digest.embeds[0].description or "").split("\n")
    assert lines[:2] == ["2 members answered.", f"Finished all 7 drills: {it.ann.mention}"]
    assert lines[2:] == [
        f"{day}: {embed.title} {message.jump_url}"
        for message, day in zip(found, DAYS, strict=True)
        for embed in message.embeds
    ]
    (picture,) = digest.attachments
    assert picture.filename == "week.png" and "2 members took part" in (picture.description or "")
    assert pings(digest, it) == ([], [], False)
    assert states(it) == [("2026-05-11", "digest", "sent")]


@plays
async def test_its_button_opens_this_weeks_board_in_private(it: Played) -> None:
    await week(it)
    (digest,) = digests(it)
    await it.restarted()
    shown = await it.press(it.ben, digest, "Board")
    assert shown.private and "Board: this week" in shown.text


@plays
async def test_the_hardest_is_named_with_its_share(it: Played) -> None:
    await arranged(it, digest=True)
    first = await posted(it)
    cat = it.member("cat")
    for who in (it.ann, it.ben, cat):
        await write(it, who, wrong_for(it, first), first)
    second = await posted(it, hours=24)
    for who in (it.ann, it.ben, cat):
        await write(it, who, right_for(it, second), second)
    for _ in range(6):
        await tick(it, hours=24)
    (digest,) = digests(it)
    named = first.embeds[0].title
    assert f"Hardest: {named}, right at the first try for 0% (0 of 3)" in texts(digest)[1]


@plays
async def test_more_members_than_a_digest_names_are_counted(it: Played) -> None:
    await arranged(it, digest=True, days="Mon")
    message = await posted(it)
    for n in range(MOST_NAMES + 2):
        await write(it, it.member(f"member {n}"), wrong_for(it, message), message)
    await tick(it, days=7)
    (digest,) = digests(it)
    line = texts(digest)[1].split("\n")[1]
    assert line.startswith("Finished the drill: <@") and line.endswith(" and 2 more")
    assert line.count("<@") == MOST_NAMES


@plays
async def test_who_hides_is_not_named(it: Played) -> None:
    shown = await it.slash(it.ann, "leaderboard")
    await it.press(it.ann, shown, "Hide me")
    await week(it)
    (digest,) = digests(it)
    assert it.ann.mention not in texts(digest)[1] and "2 members answered." in texts(digest)[1]


@plays
async def test_a_week_without_answers_has_none(it: Played) -> None:
    await arranged(it, digest=True)
    for _ in range(8):
        await tick(it, hours=24)
    assert digests(it) == []


@plays
async def test_it_is_told_when_it_comes_and_switched_off(it: Played) -> None:
    shown = await arranged(it, digest=True)
    assert "next weekly digest: <t:1777892400:F>" in shown.text
    shown = await it.slash(it.home.boss, "setup edit", schedule=1, at="15:00")
    assert "next weekly digest: <t:1777899600:F>" in shown.text
    await tick(it, hours=3)
    for until, is_told in (("2026-05-11", True), ("2026-05-12", False)):
        shown = await it.slash(it.home.boss, "setup pause", schedule=1, until=until)
        assert ("next weekly digest: <t:" in shown.text) is is_told  # none comes while it is paused
    await it.slash(it.home.boss, "setup resume", schedule=1)
    shown = await it.slash(it.home.boss, "setup edit", schedule=1, digest=False)
    assert "digest" not in shown.text
    assert it.read(lambda db: schedule(db, 1)).digest_next is None


@plays
async def test_it_speaks_the_language_of_its_schedule(it: Played) -> None:
    await week(it, until=23)
    await it.slash(it.home.boss, "setup edit", schedule=1, language="de")
    await tick(it, hours=1)
    with speaking("de"):
        (digest,) = [each for each in by_bot(it, it.home.channel) if "Die Woche von" in each.content]
        assert "2 Mitglieder haben geantwortet." in texts(digest)[1]
        assert list(buttons(digest)) == [say("digest.board")]
        assert digest.attachments[0].filename == say("digest.picture")


@plays
async def test_two_groups_have_each_their_own(it: Played) -> None:
    away = it.group("Away")
    eve = it.member("eve", away)
    await arranged(it, away, digest=True)
    await arranged(it)
    for day in range(7):
        message = await posted(it, away, hours=24 if day else 1)
        await write(it, eve, right_for(it, message), message)
    await tick(it, hours=24)
    assert digests(it) == []
    (digest,) = digests(it, away)
    assert eve.mention in texts(digest)[1] and f"/{away.guild.id}/" in texts(digest)[1]


# Each once.


@plays
async def test_a_digest_whose_answer_was_lost_is_found_and_not_sent_again(it: Played) -> None:
    await week(it)
    found = digests(it)
    sent = len(requests(it, "POST", f"/channels/{it.home.channel.id}/messages"))
    for lapsed in ("'planned', retry = due", "'claimed', owner = 'gone', lease = due"):
        sql = f"UPDATE notices SET state = {lapsed}, message = NULL, sent = NULL"
        it.read(lambda db, sql=sql: db.execute(sql))  # type: ignore[misc]
        await it.restarted()
        await tick(it, minutes=1)
        assert digests(it) == found and states(it) == [("2026-05-11", "digest", "sent")]
    assert len(requests(it, "POST", f"/channels/{it.home.channel.id}/messages")) == sent


@plays
async def test_a_bot_that_ended_between_claim_and_post_leaves_it_to_the_next_one(it: Played) -> None:
    await week(it, until=23)
    claimed = (
        "INSERT INTO notices (schedule, kind, day, due, state, owner, lease) VALUES (1, 'digest', '2026-05-11', "
        "'2026-05-11T11:00:00.000Z', 'claimed', 'gone', '2026-05-11T12:00:00.000Z')"
    )
    it.read(lambda db: db.execute(claimed))
    await it.restarted()
    for _ in range(2):
        await tick(it, hours=1)
    assert len(digests(it)) == 1 and states(it) == [("2026-05-11", "digest", "sent")]


@plays
async def test_an_outage_of_discord_is_waited_out(it: Played) -> None:
    await week(it, until=23)
    outage(it, "POST", MESSAGES)
    await tick(it, hours=1)
    await tick(it, minutes=1)
    assert digests(it) == []
    it.env.backend.faults.clear()
    await tick(it, minutes=5)
    assert len(digests(it)) == 1


@plays
async def test_an_outage_of_more_than_two_days_is_a_missed_digest(it: Played) -> None:
    await week(it, until=23)
    await it.restarted()
    await tick(it, days=2, hours=2)
    assert digests(it) == [] and states(it) == [("2026-05-11", "digest", "missed")]
    assert len(drills(it)) == 8


@plays
async def test_a_channel_that_refuses_it_again_and_again_is_told_to_the_organiser_once(it: Played) -> None:
    await week(it, until=23)
    it.read(lambda db: db.execute("UPDATE schedules SET days = 64"))
    await it.slash(it.home.boss, "setup edit", schedule=1, gap=1)
    it.env.inject_error("POST", f"/channels/{it.home.channel.id}/messages", status=403, code=50013, times=None)
    await tick(it, hours=1)
    for _ in range(2 * MOST_REFUSED):
        await tick(it, minutes=11)
    told = [each.content for each in it.home.boss.user.dm_channel.history() if "message of its own" in each.content]
    assert told == [
        f"In Home, schedule 1 gives up on a message of its own: {it.home.channel.mention} has refused it 3 times. "
        "See to my permissions there."
    ]
    assert states(it) == [("2026-05-11", "digest", "failed")]
    assert it.read(lambda db: schedule(db, 1)).next_at is not None


@pytest.mark.parametrize("hour", ["12:30", "13:30"])
@plays
async def test_a_change_of_its_time_makes_neither_two_nor_none_of_it(it: Played, hour: str) -> None:
    await week(it, until=24 if hour == "13:30" else 23)
    await it.slash(it.home.boss, "setup edit", schedule=1, at=hour)
    for _ in range(3):
        await tick(it, minutes=31)
    assert len(digests(it)) == 1
