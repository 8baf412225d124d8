"""All commands together: announced to Discord where they changed, and a member's pace looked at before each."""

from __future__ import annotations

import hashlib
import json
import logging

import discord
from discord import app_commands

from bot.answering.responding import guarded, speak_to, tell
from bot.decks.building import Workshop
from bot.decks.library import Library
from bot.desk import Desk
from bot.logs import log
from bot.messages.translating import Translations
from bot.messages.words import LANGUAGES, say, table
from bot.slash.data import Data
from bot.slash.deck import Decks
from bot.slash.dispute import dispute_command
from bot.slash.import_ import import_command
from bot.slash.leaderboard import leaderboard_command
from bot.slash.practice import practice_command
from bot.slash.progress import progress_command
from bot.slash.settings import settings_command
from bot.slash.setup import Setup
from bot.slash.streak import streak_command
from bot.slash.today import today_command
from scheduler.store import remember, remembered

LOG = logging.getLogger("drillbook.bot")


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands."""

    def __init__(self, client: discord.Client, desk: Desk, library: Library, workshop: Workshop) -> None:
        super().__init__(client)
        self._desk = desk
        for command in (
            practice_command(desk),
            streak_command(desk),
            progress_command(desk),
            today_command(desk),
            settings_command(desk),
            Data(desk),
            dispute_command(desk),
            leaderboard_command(desk),
            Decks(desk, library, workshop),
            import_command(desk),
            Setup(desk),
        ):
            self.add_command(command)

    async def announce(self) -> None:
        """Announce the commands in all languages, if neither they nor any text has changed since that was done."""
        await self.set_translator(Translations())
        said = [each.to_dict(self) for each in self.get_commands()], [table(language) for language in LANGUAGES]
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        name = f"commands:{self.client.application_id}"
        if await self._desk.run(lambda db: remembered(db, name)) == digest:
            return
        await self.sync()
        await self._desk.run(lambda db: remember(db, name, digest))
        log(LOG, logging.INFO, "commands announced")

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Whether a command may run now."""
        speak_to(interaction)
        is_typing = interaction.type is discord.InteractionType.autocomplete
        if is_typing or self._desk.limiter.allows(interaction.user.id):
            return True
        await guarded(self._desk, interaction, tell(interaction, say("general.slow_down")))
        return False

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """What discord.py itself could not make of a command, such as one that is not known here any more."""
        if isinstance(error, app_commands.CheckFailure):  # whoever checked has said why
            return
        log(LOG, logging.WARNING, "a command could not be called", error=error)
        await guarded(self._desk, interaction, tell(interaction, say("general.wrong")))
