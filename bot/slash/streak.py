"""`/streak`: one's own streak, or that of a member who shows it, with the year as a picture."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, handles
from bot.answering.responding import Screen, guarded, put_picture, show, tell, timely
from bot.desk import Desk, account, known
from bot.messages.markdown import plain_text
from bot.messages.translating import described
from bot.messages.words import count, in_words, say
from bot.pictures.year import year_alt, year_picture
from bot.slash.mastery_text import mastery_lines
from scheduler.practice import Progress, progress
from scheduler.store import NotThere, group, group_of, is_shown, learner_of
from scheduler.store import show as show_member


def streak_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command."""

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.command(name="streak", description=described("commands.streak"))
    @app_commands.describe(member=described("commands.streak-member"))
    async def streak(interaction: discord.Interaction, member: discord.User | None = None) -> None:
        work = _own(desk, interaction) if member is None or member.id == interaction.user.id else None
        await guarded(desk, interaction, work or _others(desk, interaction, member or interaction.user))

    return streak


@handles("hide")
async def hide(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Hide a member's streak from others of a group."""
    await _shown(desk, interaction, number, False)


@handles("show")
async def unhide(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Show it again."""
    await _shown(desk, interaction, number, True)


async def _shown(desk: Desk, interaction: discord.Interaction, number: int, shown: bool) -> None:
    def kept(db: Database) -> None:
        learner = learner_of(db, account(interaction.user.id))
        here = interaction.guild_id
        if learner is None or here is None or group(db, number).account != account(here):
            raise NotThere("not of this group")
        show_member(db, number, learner.id, shown)

    await timely(interaction, desk.run(kept), afresh=True)
    await tell(interaction, say("streak.now_shown" if shown else "streak.now_hidden"))


async def _own(desk: Desk, interaction: discord.Interaction) -> None:
    """A member's own, in private, with the button that hides it."""
    user, guild = interaction.user.id, interaction.guild_id

    def found(db: Database) -> tuple[Progress, discord.ui.View | None]:
        learner = known(db, user, guild, desk.zone, desk.now())
        here = None if guild is None else group_of(db, account(guild))
        view = None
        if here is not None:
            shown = is_shown(db, here.id, learner.id)
            action = ("hide", "streak.hide") if shown else ("show", "streak.show")
            view = buttons((action[0], here.id, action[1], Style.secondary))
        return progress(db, learner, desk.shelf_for(db, learner), desk.now()), view

    async def screen() -> Screen:
        result, view = await desk.run(found)
        return await _screen(interaction.user, result, view)

    await show(interaction, await timely(interaction, screen(), afresh=True), afresh=True)


async def _others(desk: Desk, interaction: discord.Interaction, member: discord.User | discord.Member) -> None:
    """Another member's, where they belong to this group and show it."""
    guild, name = interaction.guild_id, plain_text(member.display_name)
    if guild is None:
        await tell(interaction, say("general.only_groups"))
        return

    def found(db: Database) -> Progress | Screen:
        here, learner = group_of(db, account(guild)), learner_of(db, account(member.id))
        shown = None if here is None or learner is None else is_shown(db, here.id, learner.id)
        if learner is None or shown is None:
            return Screen(say("streak.unknown", name=name))
        if not shown:
            return Screen(say("streak.hidden", name=name))
        return progress(db, learner, desk.shelf_in(guild), desk.now())  # not of which other servers they have decks

    async def screen() -> Screen:
        result = await desk.run(found)
        return result if isinstance(result, Screen) else await _screen(member, result, None)

    await show(interaction, await timely(interaction, screen(), afresh=True), afresh=True)


async def _screen(who: discord.User | discord.Member, found: Progress, view: discord.ui.View | None) -> Screen:
    picture = await asyncio.to_thread(year_picture, found)
    embed = discord.Embed(
        title=say("streak.title", name=plain_text(who.display_name), days=_days(found)),
        description="\n".join(_lines(found)),
    )
    file = put_picture(embed, say("streak.picture"), picture, year_alt(found))
    return Screen(embeds=[embed], view=view or buttons(), files=[file])


def _days(found: Progress) -> str:
    return count("streak.days", found.streak.current)


def _lines(found: Progress) -> list[str]:
    streak = found.streak
    today = "streak.today_done" if streak.today else "streak.today_keeps" if streak.current else "streak.today_begin"
    freezes = count("streak.freezes", streak.freezes)
    lines = [" · ".join((say(today), say("streak.best", best=streak.best), freezes))]
    if streak.held_by:
        days = ", ".join(map(in_words, streak.held_by))
        lines.append(count("streak.held", len(streak.held_by), days=days))
    return [*lines, *mastery_lines(found), say("streak.about")]
