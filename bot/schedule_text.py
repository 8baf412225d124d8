"""How a schedule reads: what it does, when it posts next, and what the bot lacks for it."""

from __future__ import annotations

from datetime import datetime

import discord

from bot import permissions
from bot.markdown import plain_text
from bot.options import days_text
from bot.words import LANGUAGES, say
from scheduler.daily import upcoming
from scheduler.practice import Shelf
from scheduler.rules import zone as zone_of
from scheduler.store import Schedule

_MOST_TITLE = 100


def deck_title(shelf: Shelf, plan: Schedule) -> str:
    """The title of a schedule's deck, not too long; its permanent id where it is not here."""
    return next((each.title[:_MOST_TITLE] for each in shelf.decks if each.id == plan.deck), plan.deck)


def schedule_lines(interaction: discord.Interaction, plan: Schedule, shelf: Shelf, now: datetime) -> list[str]:
    """A schedule, its next post, and what the bot lacks for it."""
    line = say(
        "setup.line",
        number=plan.id,
        deck=plain_text(deck_title(shelf, plan)),
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
