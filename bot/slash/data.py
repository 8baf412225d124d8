"""`/data`: all that is stored of a member, as a file to take along, or deleted."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, handles
from bot.answering.responding import Screen, guarded, show, tell, timely
from bot.desk import Desk, account
from bot.logs import log
from bot.messages.translating import described
from bot.messages.words import say
from scheduler.store import (
    MOST_DAYS,
    Learner,
    NotThere,
    StoreError,
    all_about,
    drill_questions,
    groups_of,
    learner_of,
    open_drills_of,
    read,
)

SURE_WITHIN = timedelta(minutes=15)
"""How long after it was asked a deletion can be confirmed."""
_NAME = "drillbook"
_MEGABYTE = 1_000_000
_LEARNERS = 10**8
"""In the custom id of the button stand the second at which it was asked, and behind that the learner, below this."""
LOG = logging.getLogger("drillbook.bot")


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Data(app_commands.Group):
    """The commands."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(name="data", description=described("commands.data"))
        self._desk = desk

    @app_commands.command(name="export", description=described("commands.data-export"))
    async def export(self, interaction: discord.Interaction) -> None:
        """Send a member all that is stored of them."""
        await guarded(self._desk, interaction, _exported(self._desk, interaction))

    @app_commands.command(name="delete", description=described("commands.data-delete"))
    async def delete(self, interaction: discord.Interaction) -> None:
        """Ask whether all that is stored of a member shall go."""
        await guarded(self._desk, interaction, _asked(self._desk, interaction))


async def _exported(desk: Desk, interaction: discord.Interaction) -> None:
    who = await _learner(desk, interaction)
    if who is None:
        await tell(interaction, say("data.nothing"))
        return
    most = interaction.filesize_limit
    screen = await timely(interaction, asyncio.to_thread(_packed, desk, who, most), afresh=True)
    await show(interaction, screen, afresh=True)


def _packed(desk: Desk, who: Learner, most: int) -> Screen:
    """All about a learner as a file of at most so many bytes, zipped where that is needed. Raises StoreError.

    It is read beside the store's own thread, which others wait for.
    """
    found = read(desk.store.path, lambda db: all_about(db, who.id))
    data = (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
    if len(data) <= most:
        return Screen(say("data.export"), files=[discord.File(BytesIO(data), f"{_NAME}.json")])
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{_NAME}.json", data)
    slots = {"size": _megabytes(packed.tell()), "most": _megabytes(most)}
    if packed.tell() > most:
        return Screen(say("data.too_large", number=who.id, **slots))
    packed.seek(0)
    return Screen(say("data.zipped", most=slots["most"]), files=[discord.File(packed, f"{_NAME}.zip")])


async def _asked(desk: Desk, interaction: discord.Interaction) -> None:
    who = await _learner(desk, interaction)
    if who is None:
        await tell(interaction, say("data.nothing"))
        return
    number = int(desk.now().timestamp()) * _LEARNERS + who.id
    view = buttons(("erase", number, "data.delete", Style.danger), ("keep", 0, "data.keep", Style.secondary))
    await show(interaction, Screen(say("data.sure", days=MOST_DAYS), view=view), afresh=True)


@handles("erase")
async def erase(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Delete all that is stored of a member, who asked for it a short while ago and is the one that was asked."""
    asked, learner = divmod(number, _LEARNERS)
    who = await _learner(desk, interaction)
    if who is None or who.id != learner:
        raise NotThere("somebody else was asked, or nobody is there any more")
    if not 0 <= desk.now().timestamp() - asked < SURE_WITHIN.total_seconds() + 1:
        await show(interaction, Screen(say("data.stale")))
        return
    await show(interaction, Screen(await timely(interaction, _deleted(desk, who))))


@handles("keep")
async def keep(_: Desk, interaction: discord.Interaction, __: int) -> None:
    """Delete nothing."""
    await show(interaction, Screen(say("data.kept")))


async def _deleted(desk: Desk, who: Learner) -> str:
    """Delete a learner; what is to be said of it. Raises StoreError where they are there still."""
    counted = await desk.run(lambda db: _open_drills(db, desk, who))
    text = say("data.deleted", days=MOST_DAYS)
    try:
        if not await asyncio.to_thread(desk.store.forget, who.id, desk.now()):
            text += f"\n{say('data.log')}"
    except NotThere:  # it was confirmed twice
        raise
    except StoreError as error:
        if await desk.run(lambda db: learner_of(db, who.account)) is not None:
            raise
        log(LOG, logging.ERROR, "a deletion is not noted", learner=who.id, why=str(error))
        text += f"\n{say('data.unnoted', number=who.id)}"
    desk.changed.update(counted)
    return text


def _open_drills(db: Database, desk: Desk, who: Learner) -> list[int]:
    """The drills in whose lines a learner is counted."""
    groups = [each.id for each in groups_of(db, who.id)]
    return [each.id for each in open_drills_of(db, groups, desk.now()) if drill_questions(db, each.id, who.id)]


async def _learner(desk: Desk, interaction: discord.Interaction) -> Learner | None:
    """The learner that a member is; nobody is made here."""
    return await desk.run(lambda db: learner_of(db, account(interaction.user.id)))


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}"
