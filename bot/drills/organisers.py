"""Telling an organiser what is wrong with a schedule that they set up."""

from __future__ import annotations

import logging

import discord

from bot.answering.direct import write_to
from bot.answering.responding import UNSAID, Screen
from bot.desk import number_of
from bot.logs import log
from bot.messages.markdown import plain_text
from bot.messages.words import say
from scheduler.daily import Post

LOG = logging.getLogger("drillbook.bot.posting")


async def tell_organiser(client: discord.Client, post: Post, key: str, **slots: object) -> None:
    """Tell whoever set a schedule up, in a direct message; where that is shut, in the server's own channel."""
    guild = client.get_guild(number_of(post.group.account))
    text = say(key, guild="?" if guild is None else plain_text(guild.name), number=post.schedule.id, **slots)
    try:
        organiser, nonce = post.schedule.organiser, f"o{post.name[:2]}{post.what.id}-{post.tries}"
        if organiser is not None and await write_to(client, organiser, Screen(text), nonce):
            return
    except UNSAID as error:
        log(LOG, logging.INFO, "the organiser takes no direct messages", why=type(error).__name__)
    try:
        if guild is not None and guild.system_channel is not None:
            await guild.system_channel.send(text)
    except UNSAID as error:
        log(LOG, logging.WARNING, "no organiser could be told", why=type(error).__name__)
