"""The schedules of a server: found by number, and how one reads: what it does, its next post, what the bot lacks."""

from __future__ import annotations

from datetime import datetime

import discord
from discord import app_commands
from sqlite_utils import Database

from bot import permissions
from bot.desk import account
from bot.messages.markdown import plain_text
from bot.messages.words import LANGUAGES, say
from bot.options import MOST_CHOICES, days_text
from scheduler.daily import ScheduleError, upcoming
from scheduler.practice import Shelf
from scheduler.rules import zone as zone_of
from scheduler.store import NotThere, Schedule, group_of, schedule, schedules

_MOST_TITLE = 100


def home_of(interaction: discord.Interaction) -> str:
    """The account of the group in which somebody acts. Raises ScheduleError outside of servers."""
    if interaction.guild_id is None:
        raise ScheduleError(say("general.only_groups"))
    return account(interaction.guild_id)


def schedules_here(db: Database, interaction: discord.Interaction) -> list[Schedule]:
    """The schedules of this server's group. Raises ScheduleError."""
    group = group_of(db, home_of(interaction))
    return [] if group is None else schedules(db, group.id)


def schedule_here(db: Database, interaction: discord.Interaction, number: int) -> Schedule:
    """A schedule of this server's group. Raises ScheduleError, also where it is another group's."""
    group = group_of(db, home_of(interaction))
    try:
        found = schedule(db, number)
    except (NotThere, OverflowError):
        found = None
    if found is None or group is None or found.group != group.id:
        raise ScheduleError(say("setup.no_schedule", number=number))
    return found


def schedule_choices(known: list[Schedule], shelf: Shelf, typed: str) -> list[app_commands.Choice[int]]:
    """The schedules whose number, deck, time or zone holds what was typed so far."""
    named = [(f"{each.id} · {_deck_title(shelf, each)} · {each.at:%H:%M} {each.zone}"[:100], each.id) for each in known]
    found = [each for each in named if typed.lower() in each[0].lower()]
    return [app_commands.Choice(name=name, value=number) for name, number in found[:MOST_CHOICES]]


def _deck_title(shelf: Shelf, plan: Schedule) -> str:
    """The title of a schedule's deck, not too long; its permanent id where it is not here."""
    return next((each.title[:_MOST_TITLE] for each in shelf.decks if each.id == plan.deck), plan.deck)


def schedule_lines(interaction: discord.Interaction, plan: Schedule, shelf: Shelf, now: datetime) -> list[str]:
    """A schedule, its next post, and what the bot lacks for it."""
    line = say(
        "setup.line",
        number=plan.id,
        deck=plain_text(_deck_title(shelf, plan)),
        channel=f"<#{plan.channel}>",
        at=f"{plan.at:%H:%M}",
        zone=plan.zone,
        days=days_text(plan.days),
        choice=say(f"setup.{plan.choice.value}"),
        mode=say(f"setup.{plan.mode.value}"),
        late=plan.late_minutes,
        gap=plan.gap,
        language=LANGUAGES.get(plan.language, plan.language),
        role="" if plan.role is None else say("setup.role", role=f"<@&{plan.role}>"),
    )
    return [line, _next_post(plan, now), *_next_digest(plan), *lacking(interaction, plan)]


def _next_post(plan: Schedule, now: datetime) -> str:
    following = upcoming(plan)
    if following is None:
        return say("setup.next_none")
    _, at = following
    full, relative = discord.utils.format_dt(at, "F"), discord.utils.format_dt(at, "R")
    post = say("setup.next", full=full, relative=relative)
    until = plan.paused_until
    if until is None or now.astimezone(zone_of(plan.zone)).date() >= until:
        return post
    return f"{say('setup.resting', until=until.isoformat())}\n{post}"


def _next_digest(plan: Schedule) -> list[str]:
    """When the weekly digest comes next, where there is one and the schedule is not paused then."""
    if plan.digest_next is None or upcoming(plan) is None:
        return []
    day, until = plan.digest_next.astimezone(zone_of(plan.zone)).date(), plan.paused_until
    if until is not None and day < until:
        return []
    return [say("digest.next", full=discord.utils.format_dt(plan.digest_next, "F"))]


def lacking(interaction: discord.Interaction, plan: Schedule) -> list[str]:
    """What the bot may not do in a schedule's channel, and needs."""
    guild = interaction.guild
    channel = None if guild is None else guild.get_channel(int(plan.channel))
    if guild is None or channel is None:
        return [say("setup.no_channel")]
    role = None if plan.role is None else guild.get_role(int(plan.role))
    pings = role is not None and not role.mentionable
    needs = permissions.lacking(channel.permissions_for(guild.me), role_ping=pings)
    names = [say(f"permissions.{need.flag}") for need in needs]
    return [say("setup.missing", channel=channel.mention, permissions=", ".join(names))] if names else []
