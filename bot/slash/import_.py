"""`/import`: a file from Anki, so that what a member reviewed there counts here, too.

It is read in a process of its own, in a folder that is there only as long as that takes.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sys
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons
from bot.answering.responding import Screen, guarded, show, tell, timely
from bot.bounded import MEBIBYTE, Ran, Stopped, run
from bot.desk import Desk, account, known
from bot.logs import log
from bot.messages.translating import described
from bot.messages.words import count, say
from compiler.console import HOUSE
from scheduler.anki import Found, Limits, NotImported, Why
from scheduler.importing import Kept, guids, keep
from scheduler.store import Learner, NotThere, learner_of

MOST_MEGABYTES = 25
LIMITS = Limits(MOST_MEGABYTES * 1_000_000, 256 * MEBIBYTE, reviews=20_000, seconds=10.0)
SECONDS, MEMORY, OUTPUT = 30, 256 * MEBIBYTE, 4 * MEBIBYTE
"""What reading a file may take in all: seconds, and bytes of memory and of what is said of it."""
_STOPPED = {Stopped.TIME: Why.TOO_LONG, Stopped.MEMORY: Why.TOO_LARGE, Stopped.OUTPUT: Why.TOO_MANY}
LOG = logging.getLogger("drillbook.bot")


def import_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command; a member has one file read at a time."""
    importing: set[int] = set()

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.command(name="import", description=described("commands.import"))
    @app_commands.describe(file=described("commands.import-file"))
    async def imports(interaction: discord.Interaction, file: discord.Attachment) -> None:
        async def work() -> None:
            user = interaction.user.id
            if user in importing:
                await tell(interaction, say("importing.busy"))
                return
            importing.add(user)
            try:
                screen = await timely(interaction, _imported(desk, interaction, file), afresh=True)
            finally:
                importing.discard(user)
            await show(interaction, screen, afresh=True)

        await guarded(desk, interaction, work())

    return imports


async def _imported(desk: Desk, interaction: discord.Interaction, file: discord.Attachment) -> Screen:
    """Import a file that a member sent; what they are told of it."""
    if file.size > LIMITS.file_bytes:
        return Screen(say("importing.over", most=MOST_MEGABYTES))
    user, guild = interaction.user.id, interaction.guild_id

    def kept(db: Database) -> tuple[Kept, Learner]:
        if was_here and learner_of(db, account(user)) is None:  # deleted while the file was read: it stays so
            raise NotThere("the learner is gone")
        learner = known(db, user, guild, desk.zone, desk.now())
        return keep(db, learner, desk.shelf_for(db, learner), found, desk.now()), learner

    try:
        was_here = await desk.run(lambda db: learner_of(db, account(user)) is not None)
        shelf = await desk.shelf_of(user, guild)
        found = await _found(file, list(guids(shelf)))
        return _screen(*await desk.run(kept))
    except NotImported as error:
        return Screen(say(f"importing.{error.why.value}"))


async def _found(file: discord.Attachment, wanted: Collection[str]) -> Found:
    """What a file says of the notes with these GUIDs; nothing of the file is left. Raises NotImported."""
    folder = Path(await asyncio.to_thread(mkdtemp, prefix="drillbook-"))
    try:
        path = folder / "export"
        await asyncio.to_thread(path.write_bytes, await file.read())
        return await asyncio.to_thread(_answer, await read_apart(path, wanted))
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def read_apart(path: Path, wanted: Collection[str]) -> Ran:
    """What a process of its own makes of a file, which leaves what it unpacks in the file's folder at worst."""
    return await run(
        [sys.executable, "-m", "scheduler.anki", str(path)],
        seconds=SECONDS,
        memory=MEMORY,
        output=OUTPUT,
        stdin=json.dumps({"guids": list(wanted), "limits": asdict(LIMITS)}).encode(),
        cwd=path.parent,
        env={"PYTHONPATH": str(HOUSE), "PYTHONSAFEPATH": "1", "TMPDIR": str(path.parent)},
        file=LIMITS.collection_bytes + MEBIBYTE,
    )


def _answer(ran: Ran) -> Found:
    """What the process found. Raises NotImported."""
    if ran.stopped or ran.code:
        log(LOG, logging.WARNING, "a file from Anki was not read to its end", code=ran.code, stopped=ran.stopped or "")
        raise NotImported(_STOPPED.get(ran.stopped or Stopped.CRASHED, Why.DAMAGED), "it was not read to its end")
    answer = json.loads(ran.stdout)
    if "why" in answer:
        raise NotImported(Why(answer["why"]), answer["message"])
    return Found.from_json(answer)


def _screen(kept: Kept, learner: Learner) -> Screen:
    embed = discord.Embed(title=say("importing.title"), description="\n".join(_lines(kept)))
    embed.set_footer(text=say("importing.zone", zone=learner.zone))
    zone = [] if learner.zone_chosen else [("zone", 0, "question.zone", Style.secondary)]
    return Screen(embeds=[embed], view=buttons(*zone))


def _lines(kept: Kept) -> list[str]:
    if not kept.notes:
        return [say("importing.none")]
    reviews, exercises = count("importing.reviews", kept.read), count("importing.exercises", kept.exercises)
    lines = [say("importing.read", reviews=reviews, exercises=exercises, new=kept.new, known=kept.known)]
    if not kept.read:
        lines.append(say("importing.unscheduled"))
    if kept.days:
        lines.append(count("importing.days", len(kept.days)))
    left = [
        *([say("importing.rescheduled", n=kept.rescheduled)] if kept.rescheduled else []),
        *([say("importing.future", n=kept.future)] if kept.future else []),
        *([say("importing.too_old", n=kept.too_old)] if kept.too_old else []),
    ]
    if left:
        lines.append(say("importing.left", what=", ".join(left)))
    after = kept.after
    lines.append(say("importing.streak", before=kept.before.current, after=after.current, best=after.best))
    return lines
