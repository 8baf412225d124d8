"""Which drill a message means: by what it replies to, or by the thread or channel in which it was written."""

from __future__ import annotations

import re
from datetime import datetime

import discord
from sqlite_utils import Database

from bot.answering.pressing import PREFIX
from bot.desk import Desk
from bot.drills.screens import custom_ids, drill_here
from bot.drills.written import replied_to
from scheduler.store import Drill, NotThere, PostState, drill, drill_at, drill_sent, open_drills_in, schedule

_OWN = re.compile(rf"{PREFIX}\.own\.([0-9]{{1,18}})")


async def drills_meant(
    desk: Desk, message: discord.Message, me: discord.ClientUser, guild: int, now: datetime
) -> list[Drill]:
    """The drill that a message replies to: its post, one of the bot's answers, or that of its thread or channel.

    Who only mentions the bot in a channel may mean any drill that is open there.
    """
    number, post = None, None
    to = replied_to(message)
    if message.reference is not None and to is not None:
        resolved = message.reference.resolved
        is_mine = isinstance(resolved, discord.Message) and resolved.author.id == me.id
        if not is_mine and me not in message.mentions:
            return []
        if isinstance(resolved, discord.Message) and is_mine:
            number = next((int(m[1]) for each in custom_ids(resolved) if (m := _OWN.fullmatch(each))), None)
            post = resolved

    def find(db: Database) -> list[Drill]:
        if number is not None and post is not None:
            return [_seen(db, drill_here(db, number, guild), post)]
        found = None if to is None else drill_at(db, str(to))
        found = found or drill_at(db, str(message.channel.id))
        meant = [] if found is None else [found]
        if found is None and to is None:  # the bot is mentioned where drills wait for replies
            meant = open_drills_in(db, str(message.channel.id), now)
        return [drill_here(db, each.id, guild) for each in meant]

    try:
        return await desk.run(find)
    except NotThere:
        return []


def _seen(db: Database, posted: Drill, post: discord.Message) -> Drill:
    """A drill, noted as sent where its post is seen to stand there: whoever posted it may not have come to that."""
    is_begun = posted.state in (PostState.PLANNED, PostState.CLAIMED) and posted.tried > 0
    channel = str(post.channel.id)
    if not is_begun or post.reference is not None or channel != schedule(db, posted.schedule).channel:
        return posted
    drill_sent(db, posted.id, channel, str(post.id), post.created_at)
    return drill(db, posted.id)
