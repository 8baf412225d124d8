"""Messages that members write: where one stands, what it replies to, and how it is answered."""

from __future__ import annotations

import logging

import discord

from bot.answering.responding import UNSAID, is_outage
from bot.logs import log

LOG = logging.getLogger("drillbook.bot")


def is_direct(message: discord.Message) -> bool:
    """Whether a message was written to the bot alone; in a guild that is not known yet there is no `guild` either."""
    channel = message.channel
    if isinstance(channel, discord.PartialMessageable):
        return channel.guild_id is None
    return isinstance(channel, discord.DMChannel)


def guild_of(message: discord.Message) -> int | None:
    """The guild of a message, also of one that is not known yet."""
    if message.guild is not None:
        return message.guild.id
    return message.channel.guild_id if isinstance(message.channel, discord.PartialMessageable) else None


def replied_to(message: discord.Message) -> int | None:
    """The message that a message replies to; what is only passed on replies to nothing."""
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return None
    return reference.message_id


async def react(message: discord.Message, emoji: str) -> bool:
    """Put a sign to a message; False where that is refused: the answer follows all the same. Raises UNSAID."""
    try:
        await message.add_reaction(emoji)
    except UNSAID as error:
        if is_outage(error):
            raise
        log(LOG, logging.INFO, "no reaction", why=type(error).__name__)
        return False
    return True


async def answer(message: discord.Message, text: str, view: discord.ui.View | None = None) -> None:
    """Answer a message, unless that is refused. Raises UNSAID."""
    try:
        await message.reply(text, view=view or discord.utils.MISSING, mention_author=False)
    except UNSAID as error:
        if is_outage(error):
            raise
        log(LOG, logging.WARNING, "no answer", why=type(error).__name__)
