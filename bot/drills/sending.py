"""A post on its way into a channel: sent, known again where it may stand there already, and taken back."""

from __future__ import annotations

import logging
from datetime import timedelta

import discord

from bot.answering.responding import UNSAID, Screen
from bot.drills.lines import pings
from bot.drills.screens import has_button
from bot.logs import log
from scheduler.daily import Post

_SKEW = timedelta(minutes=5)
"""How far Discord's clock may be behind this one."""
_NO_HISTORY, _UNKNOWN_MESSAGE = 160002, 10008
_SIGNS = {"drill": ("d", "own"), "solution": ("s", "more"), "digest": ("w", "board"), "quiet": ("q", "goon")}
"""How the nonce of each post begins, and the action of the button by which it is known again."""
LOG = logging.getLogger("drillbook.bot.posting")


async def send(post: Post, where: discord.PartialMessageable, screen: Screen) -> discord.Message:
    """Post a screen: a solution as a reply to its drill, where that may be."""
    reference = None
    if post.is_solution and post.drill.message is not None:
        reference = where.get_partial_message(int(post.drill.message)).to_reference(fail_if_not_exists=False)

    async def sent(to: discord.MessageReference | None) -> discord.Message:
        return await where.send(
            screen.content,
            embeds=screen.embeds,
            view=screen.view,
            files=screen.files or [],
            nonce=f"{_SIGNS[post.name][0]}{post.schedule.id}-{post.what.day:%Y%m%d}",
            allowed_mentions=pings(post.schedule.role if post.is_drill else None),
            reference=to,  # type: ignore[arg-type]
        )

    try:
        return await sent(reference)
    except discord.HTTPException as error:
        if reference is None or not _is_of_reference(error):
            raise
        return await sent(None)


async def standing(
    post: Post, where: discord.PartialMessageable, me: discord.ClientUser | None
) -> discord.Message | None:
    """The message of a post that was begun before, if it stands there."""
    assert post.begun is not None
    action = _SIGNS[post.name][1]
    async for message in where.history(limit=None, after=post.begun - _SKEW, oldest_first=True):
        if me is not None and message.author.id == me.id and has_button(message, action, post.what.id):
            return message
    return None


async def take_back(message: discord.Message) -> None:
    """Delete what was posted for a schedule that is gone."""
    try:
        await message.delete()
    except UNSAID as error:
        log(LOG, logging.WARNING, "not taken back", why=type(error).__name__)


def _is_of_reference(error: discord.HTTPException) -> bool:
    """Whether Discord refuses only that a message is a reply."""
    return error.code in (_NO_HISTORY, _UNKNOWN_MESSAGE) or "message_reference" in error.text
