"""The notices of a schedule: the digest of a week, and the question whether to slow down, with what its buttons do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import discord
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, handles
from bot.answering.responding import Screen, put_picture, tell
from bot.desk import Desk, account, number_of
from bot.drills.screens import link_to
from bot.messages.markdown import plain_text
from bot.messages.words import count, in_words, say, speaking
from bot.options import days_text
from bot.permissions import is_organiser
from bot.pictures.week import DayOfWeek, Hardest, Week, week_alt, week_picture
from scheduler.daily import DrillOfWeek, WeekOfDrills, arrange, pause, week_of
from scheduler.store import Group, Notice, NoticeKind, NotThere, Schedule, group, notice, schedule

MOST_NAMES = 20
"""How many members a digest names."""
SLOWER = 0b001_0101
"""Monday, Wednesday and Friday."""
_MOST_TITLE = 100


async def notice_screen(desk: Desk, told: Notice, plan: Schedule, home: Group) -> Screen:
    """A notice as it is posted."""
    if told.kind is NoticeKind.QUIET:
        slower = [("slower", told.id, "quiet.slower", Style.secondary)] if plan.days.bit_count() > 3 else []
        rest = (("rest", told.id, "quiet.rest", Style.secondary), ("goon", told.id, "quiet.goon", Style.secondary))
        return Screen(say("quiet.ask"), view=buttons(*slower, *rest))
    week = await desk.run(lambda db: week_of(db, plan.id, told.day))
    shown = _week(week)
    picture = await asyncio.to_thread(week_picture, shown)
    embed = discord.Embed(description="\n".join(_lines(week, home)))
    file = put_picture(embed, say("digest.picture"), picture, week_alt(shown))
    head = say("digest.head", first=in_words(week.first), last=in_words(week.last))
    return Screen(head, [embed], buttons(("board", told.id, "digest.board", Style.secondary)), [file])


@handles("slower")
async def slower(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Have a schedule post on three days a week."""

    def changed(db: Database, plan: Schedule) -> Schedule:
        return arrange(db, replace(plan, days=SLOWER), desk.now())

    await _choose(desk, interaction, number, "quiet.chose_slower", changed)


@handles("rest")
async def rest(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Pause a schedule until somebody resumes it."""
    await _choose(desk, interaction, number, "quiet.chose_rest", lambda db, plan: pause(db, plan, None, desk.now()))


@handles("goon")
async def go_on(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Leave a schedule as it is."""
    await _choose(desk, interaction, number, "quiet.chose_goon", lambda _, plan: plan)


async def _choose(
    desk: Desk,
    interaction: discord.Interaction,
    number: int,
    key: str,
    change: Callable[[Database, Schedule], Schedule],
) -> None:
    """Have an organiser choose what becomes of a quiet schedule, and say so where that was asked."""
    if not is_organiser(interaction):
        await tell(interaction, say("setup.only_organisers"))
        return
    await interaction.response.defer()

    def changed(db: Database) -> Schedule:
        plan = schedule(db, notice(db, number).schedule)
        if interaction.guild_id is None or group(db, plan.group).account != account(interaction.guild_id):
            raise NotThere(f"there is no notice {number}")
        return change(db, plan)

    plan = await desk.run(changed)
    with speaking(plan.language):  # for everybody, as it was asked
        chosen = say(key, who=interaction.user.mention, days=days_text(plan.days))
        await interaction.edit_original_response(content=f"{say('quiet.ask')}\n{chosen}", view=None)


def _week(week: WeekOfDrills) -> Week:
    """A week for its picture."""
    days = tuple(DayOfWeek(each.drill.day, each.first_try, each.right, each.tried) for each in week.drills)
    hardest = None
    if week.hardest is not None:
        number, title = _named(week.hardest)
        hardest = Hardest(number, title, week.hardest.first_try, week.hardest.tried)
    return Week(week.first, week.last, days, hardest, week.members)


def _lines(week: WeekOfDrills, home: Group) -> list[str]:
    lines = [count("digest.answered", week.members)]
    if week.finished:
        names = ", ".join(f"<@{number_of(each)}>" for each in week.finished[:MOST_NAMES])
        if len(week.finished) > MOST_NAMES:
            names = say("digest.more_names", names=names, n=len(week.finished) - MOST_NAMES)
        lines.append(count("digest.finished", len(week.drills), names=names))
    if week.hardest is not None:
        number, title = _named(week.hardest)
        slots = {"right": week.hardest.first_try, "tried": week.hardest.tried}
        percent = round(100 * week.hardest.first_try / week.hardest.tried)
        lines.append(say("digest.hardest", number=number, title=plain_text(title), percent=percent, **slots))
    for each in week.drills:
        number, title = _named(each)
        link = link_to(each.drill, home)
        lines.append(
            say("digest.drill", day=in_words(each.drill.day), number=number, title=plain_text(title), link=link)
        )
    return lines


def _named(each: DrillOfWeek) -> tuple[str, str]:
    """The number and title of what a drill asked."""
    assert each.drill.variant is not None
    return each.drill.variant.number, each.drill.variant.title[:_MOST_TITLE]
