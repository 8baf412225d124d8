"""Answering an interaction: in time, once, in the right place, and with a word where something is wrong.

Discord wants a sign within three seconds. Nearly all is done long before, and answered at once; what takes longer than
`PATIENCE` is acknowledged first and answered when it is there. So a reply that was answered has been kept.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeVar

import aiohttp
import discord

from bot.answering.pressing import buttons
from bot.desk import Desk
from bot.logs import log
from bot.messages.words import language_of, say, sentence, speak
from compiler.deck import NoVariant
from scheduler.practice import Ended, NotOpen, Over, PracticeError, Twice
from scheduler.store import NotThere, StoreError

T = TypeVar("T")
PATIENCE = 1.0
UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED = 10062, 40060
OUTAGES = (
    discord.DiscordServerError,
    discord.RateLimited,
    aiohttp.ClientError,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    ssl.SSLError,
)
"""What shows that Discord cannot be reached. A full disk, which is an OSError too, is none of it."""
UNSAID = (discord.HTTPException, *OUTAGES)
"""What keeps something from being said: Discord will not have it, or cannot be reached."""
_TOO_MANY = 429
LOG = logging.getLogger("drillbook.bot")


@dataclass(slots=True)
class Screen:
    """What a member sees: a text, embeds, buttons, pictures (None: those that are there stay)."""

    content: str | None = None
    embeds: list[discord.Embed] = field(default_factory=list)
    view: discord.ui.View = field(default_factory=buttons)
    files: list[discord.File] | None = None


def put_picture(embed: discord.Embed, name: str, picture: bytes, alt: str) -> discord.File:
    """Have an embed show a picture with its description; the file that is to be sent along."""
    embed.set_image(url=f"attachment://{name}")
    return discord.File(BytesIO(picture), name, description=alt)


def is_outage(error: BaseException) -> bool:
    """Whether Discord cannot be reached, or wants to be left alone for a while: what failed may be tried again."""
    return isinstance(error, OUTAGES) or (isinstance(error, discord.HTTPException) and error.status == _TOO_MANY)


def speak_to(interaction: discord.Interaction) -> None:
    """Speak the language of whoever asks, from now on: every interaction has a task of its own."""
    speak(language_of(str(interaction.locale)))


def is_in_place(interaction: discord.Interaction) -> bool:
    """Whether what was pressed stands in a message that is the member's alone, and is answered by changing it."""
    message = interaction.message
    return message is not None and (message.flags.ephemeral or interaction.guild_id is None)


async def timely(interaction: discord.Interaction, work: Awaitable[T], *, afresh: bool = False) -> T:
    """The result of some work; where it takes long, the interaction is acknowledged meanwhile.

    `afresh` has the answer be a message of its own, which only the member sees.
    """
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=PATIENCE)
    if not done and not interaction.response.is_done():
        try:
            if afresh or not is_in_place(interaction):
                await interaction.response.defer(ephemeral=True, thinking=True)
            else:
                await interaction.response.defer()
        except UNSAID as error:
            log(LOG, logging.WARNING, "not acknowledged in time", why=type(error).__name__)
    return await task


async def show(interaction: discord.Interaction, screen: Screen, *, afresh: bool = False) -> None:
    """Show a screen: in place of what was pressed where that is the member's alone, else in a private message."""
    response, content, embeds, view = interaction.response, screen.content, screen.embeds, screen.view
    if not response.is_done() and (afresh or not is_in_place(interaction)):
        await response.send_message(content, embeds=embeds, view=view, files=screen.files or [], ephemeral=True)
        return
    edit = interaction.edit_original_response if response.is_done() else response.edit_message
    attachments = discord.utils.MISSING if screen.files is None else screen.files
    await edit(content=content, embeds=embeds, view=view, attachments=attachments)


async def tell(interaction: discord.Interaction, text: str) -> None:
    """Say something to the member alone."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)


async def tell_all(interaction: discord.Interaction, lines: list[str]) -> None:
    """Say lines to the member alone, in as many messages as they need."""
    part: list[str] = []
    for line in [*lines, None]:
        if line is None or len("\n".join([*part, line])) > 1900:
            await tell(interaction, "\n".join(part))
            part = []
        if line is not None:
            part.append(line)


async def guarded(desk: Desk, interaction: discord.Interaction, work: Coroutine[Any, Any, None]) -> None:
    """Do what a member asked for; where that cannot be, say why. Nothing is raised."""
    if desk.closing:
        work.close()
        work = tell(interaction, say("general.closing"))
    try:
        with desk.at_work():
            try:
                await work
            except Exception as error:
                text = _explained(error)
                if text is not None:
                    await tell(interaction, text)
    except discord.HTTPException as error:
        log(LOG, logging.WARNING, "could not be told", status=error.status, code=error.code)
    except OUTAGES as error:
        log(LOG, logging.WARNING, "could not be told", why=type(error).__name__)


def _explained(error: Exception) -> str | None:
    """What a member is told of an error; None where Discord would not take it, or there is nothing to tell."""
    match error:
        case discord.HTTPException(code=code) if code in (UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED):
            log(LOG, logging.WARNING, "too late for Discord", code=code)
            return None
        case Twice():
            return None
        case NotThere():
            return say("general.gone")
        case NotOpen() if not isinstance(error, Over):
            return say("question.closed")
        case Ended():
            return say("practice.ended")
        case PracticeError():
            return sentence(error)
        case NoVariant():
            log(LOG, logging.ERROR, "an exercise has no sound draw", why=str(error))
            return say("practice.unsound", exercise=str(error).partition(":")[0])
        case StoreError():
            log(LOG, logging.ERROR, "the store cannot be written", why=str(error))
            return say("general.busy")
        case _ if is_outage(error):
            log(LOG, logging.WARNING, "could not be told", why=type(error).__name__)
            return None
        case _:
            log(LOG, logging.ERROR, "something went wrong", error=error)
            return say("general.wrong")
