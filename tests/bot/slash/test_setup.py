"""`/setup`: schedules are added, changed, shown, paused and removed by organisers, with what the bot lacks for them."""

from __future__ import annotations

from datetime import date, time

import discord
import pytest

from bot.options import days_text, read_date, read_days, read_time, zone_choices
from bot.permissions import NEEDED
from scheduler.daily import MOST_SCHEDULES, ScheduleError
from scheduler.store import Drill, NotThere, PostState, Schedule, drill, schedule
from tests.bot.daily import (
    arranged,
    by_bot,
    drill_at_message,
    excused,
    posted,
    requests,
    right_for,
    schedule_numbers,
    states,
    write,
)
from tests.bot.played import Played, plays

ONE = 1777892400
"""One o'clock in Berlin on Monday, 4 May 2026, as Discord writes an instant."""


def stored(it: Played, number: int = 1) -> Schedule:
    return it.read(lambda db: schedule(db, number))


@plays
async def test_add_tells_the_next_post_as_discords_own_timestamp(it: Played) -> None:
    shown = await arranged(it)
    assert shown.private
    assert "Schedule 1 is there." in shown.text
    assert f"next post: <t:{ONE}:F> (<t:{ONE}:R>)" in shown.text
    assert it.home.channel.mention in shown.text and "13:00 Europe/Berlin, daily" in shown.text
    assert "I lack" not in shown.text
    found = stored(it)
    assert (found.at, found.zone, found.late_minutes, found.gap) == (time(13), "Europe/Berlin", 120, 7)


@plays
async def test_what_was_typed_wrongly_is_told_with_what_to_write(it: Played) -> None:
    given: dict[str, str]
    for given, told in (
        ({"at": "25:00"}, "`25:00` is no time of day; write it as 08:00 or 18:30."),
        ({"at": "8 pm"}, "`8 pm` is no time of day"),
        ({"zone": "Europe/Berln"}, "Did you mean Europe/Berlin?"),
        ({"days": "someday"}, "`someday` names no days; write them as daily, Mon-Fri, or Mon Wed Sat."),
        ({"deck": "nothing"}, "There is no deck `nothing`; I have tiny."),
    ):
        shown = await arranged(it, None, **given)
        assert shown.private
        assert told in shown.text and ".." not in shown.text
    assert schedule_numbers(it) == []


@plays
async def test_edit_changes_what_is_given_and_leaves_the_rest(it: Played) -> None:
    role = it.home.guild.create_role("learners", mentionable=True)
    await arranged(it, role=role)
    shown = await it.slash(it.home.boss, "setup edit", schedule=1, at="18:30", days="Mon-Fri", mode="private", late=0)
    assert "Schedule 1 is changed." in shown.text
    assert "18:30 Europe/Berlin, Mon Tue Wed Thu Fri" in shown.text and "answered in private" in shown.text
    found = stored(it)
    assert (found.at, found.late_minutes, found.gap, found.role) == (time(18, 30), 0, 7, str(role.id))
    await it.slash(it.home.boss, "setup edit", schedule=1, role=it.home.guild.default_role)
    assert stored(it).role is None


@plays
async def test_everybody_is_no_role_to_ping(it: Played) -> None:
    await arranged(it, role=it.home.guild.default_role)
    assert stored(it).role is None


@plays
async def test_show_lists_the_schedules_of_this_group_alone(it: Played) -> None:
    assert "no schedule yet" in (await it.slash(it.home.boss, "setup show")).text
    other = it.group("Other")
    await arranged(it)
    await arranged(it, other, at="14:00")
    shown = await it.slash(it.home.boss, "setup show")
    assert shown.private
    assert "**1**" in shown.text and "**2**" not in shown.text


@plays
async def test_as_many_schedules_as_a_group_can_have_are_shown_in_several_messages(it: Played) -> None:
    for _ in range(MOST_SCHEDULES):
        await arranged(it)
    refused = await arranged(it)
    assert f"A group can have {MOST_SCHEDULES} schedules" in refused.text
    shown = await it.slash(it.home.boss, "setup show")
    assert len(shown.messages) > 1
    assert all(len(each.content) <= 2000 for each in shown.messages)
    assert [f"**{n}**" in shown.text for n in range(1, MOST_SCHEDULES + 1)] == [True] * MOST_SCHEDULES


@plays
async def test_what_the_bot_lacks_in_the_channel_is_told_by_discords_names(it: Played) -> None:
    assert it.bot.user is not None
    hidden = discord.PermissionOverwrite(embed_links=False, add_reactions=False, create_public_threads=False)
    channel = it.home.guild.create_text_channel("quiet", overwrites={it.bot.user: hidden})
    shown = await arranged(it, channel=channel)
    assert f"In {channel.mention} I lack: Create Public Threads, Embed Links, Add Reactions." in shown.text
    assert "Schedule 1 is there." in shown.text


@plays
async def test_a_role_that_not_everybody_may_mention_needs_a_permission(it: Played) -> None:
    assert it.bot.user is not None
    hidden = discord.PermissionOverwrite(mention_everyone=False)
    channel = it.home.guild.create_text_channel("strict", overwrites={it.bot.user: hidden})
    closed = it.home.guild.create_role("closed", mentionable=False)
    free = it.home.guild.create_role("free", mentionable=True)
    assert "Mention @everyone" in (await arranged(it, channel=channel, role=closed)).text
    assert "I lack" not in (await arranged(it, channel=channel, role=free)).text


@plays
async def test_a_channel_that_is_gone_is_told(it: Played) -> None:
    await arranged(it)
    it.env.backend.delete_channel(it.home.channel.id)
    await it.env.settle(idle=0.001)
    it.home.guild.create_text_channel("drills")
    assert "I cannot see that channel" in (await it.slash(it.home.boss, "setup show")).text


@plays
async def test_the_test_post_looks_like_a_drill_and_counts_for_nothing(it: Played) -> None:
    role = it.home.guild.create_role("learners", mentionable=True)
    await arranged(it, role=role)
    shown = await it.slash(it.home.boss, "setup test", schedule=1)
    (message,) = by_bot(it, it.home.channel)
    assert message.jump_url in shown.text and shown.private
    assert message.content.startswith("A test:") and message.embeds[0].title == "1.1 Twice"
    assert message.components == [] and message.role_mentions == []
    await write(it, it.ann, "17", message)
    assert by_bot(it, it.home.channel) == [message] and it.home.channel.threads == []
    assert states(it) == []


@plays
async def test_a_test_post_that_is_refused_tells_what_is_lacking(it: Played) -> None:
    assert it.bot.user is not None
    hidden = discord.PermissionOverwrite(send_messages=False)
    channel = it.home.guild.create_text_channel("shut", overwrites={it.bot.user: hidden})
    await arranged(it, channel=channel)
    shown = await it.slash(it.home.boss, "setup test", schedule=1)
    assert f"{channel.mention} has refused the test." in shown.text and "I lack: Send Messages" in shown.text


@plays
async def test_a_pause_until_a_date_excuses_its_days_and_ends_by_itself(it: Played) -> None:
    await it.practice(it.ann)
    await arranged(it)
    shown = await it.slash(it.home.boss, "setup pause", schedule=1, until="2026-05-07")
    assert "Schedule 1 is paused. Days until 2026-05-07 are excused in everybody's streak." in shown.text
    assert f"<t:{ONE + 3 * 86400}:F>" in shown.text
    assert "\npaused until 2026-05-07\n" in (await it.slash(it.home.boss, "setup show")).text
    for _ in range(4):
        await posted_if_any(it)
    assert "paused" not in (await it.slash(it.home.boss, "setup show")).text
    assert states(it) == [
        ("2026-05-04", PostState.PAUSED),
        ("2026-05-05", PostState.PAUSED),
        ("2026-05-06", PostState.PAUSED),
        ("2026-05-07", PostState.SENT),
    ]
    assert excused(it, it.ann) == ["2026-05-04", "2026-05-05", "2026-05-06"]
    assert len(by_bot(it, it.home.channel)) == 1


async def posted_if_any(it: Played) -> None:
    """A day later, with what is due posted an hour after noon."""
    first = states(it) == []
    await it.later(hours=1 if first else 24)
    await it.post()


@plays
async def test_a_pause_without_an_end_lasts_until_it_is_resumed(it: Played) -> None:
    await arranged(it)
    shown = await it.slash(it.home.boss, "setup pause", schedule=1)
    assert "until `/setup resume`" in shown.text and "paused until somebody resumes it" in shown.text
    await it.later(days=3, hours=0.5)
    await it.post()
    assert by_bot(it, it.home.channel) == []
    shown = await it.slash(it.home.boss, "setup resume", schedule=1)
    assert "Schedule 1 goes on." in shown.text and f"<t:{ONE + 3 * 86400}:F>" in shown.text
    await posted(it)
    assert len(by_bot(it, it.home.channel)) == 1


@plays
async def test_a_pause_ends_on_a_day_to_come(it: Played) -> None:
    await arranged(it)
    for until, told in (
        ("2026-05-04", "A pause ends on a date from tomorrow to"),
        ("2036-05-04", "A pause ends on a date from tomorrow to"),
        ("tomorrow", "`tomorrow` is no date; write it as 2026-12-24."),
    ):
        assert told in (await it.slash(it.home.boss, "setup pause", schedule=1, until=until)).text
    assert stored(it).paused_until is None


@plays
async def test_remove_leaves_what_members_answered(it: Played) -> None:
    await arranged(it)
    message = await posted(it)
    await write(it, it.ann, right_for(it, message), message)
    posted_drill: Drill = drill_at_message(it, message)
    shown = await it.slash(it.home.boss, "setup remove", schedule=1)
    assert "Schedule 1 is removed." in shown.text
    assert schedule_numbers(it) == []
    with pytest.raises(NotThere, match="no drill"):
        it.read(lambda db: drill(db, posted_drill.id))
    assert "1 day in a row" in (await it.slash(it.ann, "streak")).text
    await write(it, it.ben, "17", message)
    await it.later(hours=24)
    await it.post()
    assert len(by_bot(it, it.home.channel)) == 1


@plays
async def test_a_try_is_kept_as_a_review_when_its_schedule_is_removed(it: Played) -> None:
    await arranged(it)
    message = await posted(it)
    await write(it, it.ann, "17", message)
    await it.slash(it.home.boss, "setup remove", schedule=1)
    assert it.read(lambda db: db.execute("SELECT count(*) FROM reviews").fetchone()[0]) == 1


@plays
async def test_a_command_without_the_permission_is_refused_wherever_discord_let_it_through(it: Played) -> None:
    await arranged(it)
    command = next(each for each in await it.bot.tree.fetch_commands() if each.name == "setup")
    it.home.guild.set_command_permissions(command, {it.ann: True})
    for name, options in (
        ("add", {"channel": it.home.channel, "deck": "tiny", "at": "9:00", "zone": "UTC"}),
        ("edit", {"schedule": 1, "at": "9:00"}),
        ("show", {}),
        ("remove", {"schedule": 1}),
        ("pause", {"schedule": 1}),
        ("resume", {"schedule": 1}),
        ("test", {"schedule": 1}),
    ):
        shown = await it.slash(it.ann, f"setup {name}", **options)
        assert shown.text == "This is for organisers: it needs the permission Manage Server." and shown.private
    assert schedule_numbers(it) == [1] and stored(it).at == time(13) and by_bot(it, it.home.channel) == []
    assert {type(each) for each in it.env.errors} == {discord.app_commands.CheckFailure}


@plays
async def test_decks_and_zones_are_offered_while_they_are_typed(it: Played) -> None:
    boss, channel = it.home.boss, it.home.channel
    assert await boss.autocomplete(channel, "setup add", "deck", "te") == [{"name": "Tests", "value": "tiny"}]
    zones = await boss.autocomplete(channel, "setup add", "zone", "berl")
    assert zones == [{"name": "Europe/Berlin", "value": "Europe/Berlin"}]
    assert len(await boss.autocomplete(channel, "setup edit", "zone", "")) == 25


@plays
async def test_a_group_that_the_bot_leaves_has_its_schedules_wait(it: Played) -> None:
    await arranged(it)
    it.env.backend.remove_guild(it.home.guild.id)
    await it.env.settle(idle=0.001)
    assert stored(it).next_at is None
    await it.later(hours=1)
    await it.post()
    assert requests(it, "POST", "/channels/.*") == []


@plays
async def test_a_change_of_time_gives_no_second_drill_on_one_date(it: Played) -> None:
    await arranged(it)
    await posted(it)
    shown = await it.slash(it.home.boss, "setup edit", schedule=1, at="15:00")
    assert f"<t:{ONE + 26 * 3600}:F>" in shown.text
    await it.later(hours=3)
    await it.post()
    assert states(it) == [("2026-05-04", PostState.SENT)]


def test_times_of_day_days_and_dates_are_read() -> None:
    assert [read_time(each) for each in ("08:00", " 8:05 ", "18.30")] == [time(8), time(8, 5), time(18, 30)]
    for text in ("24:00", "8", "08:60", "0800", "٠٨:٠٠", ""):
        with pytest.raises(ScheduleError):
            read_time(text)
    assert read_date(" 2026-12-24 ") == date(2026, 12, 24)
    for text in ("24.12.2026", "2026-13-01", "soon"):
        with pytest.raises(ScheduleError):
            read_date(text)
    for text, days in (
        ("daily", "daily"),
        ("Mon-Fri", "Mon Tue Wed Thu Fri"),
        ("sat, sun", "Sat Sun"),
        ("Sat-Mon", "Mon Sat Sun"),
        ("monday wednesday", "Mon Wed"),
        ("Mon-Sun", "daily"),
    ):
        assert days_text(read_days(text)) == days
    for text in ("Mon-", "Mon-Wed-Fri", "-", "weekends", ""):
        with pytest.raises(ScheduleError):
            read_days(text)


def test_zones_are_found_by_any_part_of_their_name() -> None:
    assert zone_choices("new york")[0].value == "America/New_York"
    assert len(zone_choices("")) == 25
    assert zone_choices("nowhere at all") == []
    assert all(not each.value.startswith("Etc/") for each in zone_choices("gmt"))


def test_the_bot_asks_for_no_more_than_it_needs() -> None:
    assert not NEEDED.administrator and not NEEDED.mention_everyone and not NEEDED.manage_messages
