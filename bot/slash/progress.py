"""`/progress`: how far a member is, chapter by chapter, and what is due, in private."""

from __future__ import annotations

import asyncio
from datetime import date

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.responding import Screen, guarded, put_picture, show, timely
from bot.desk import Desk, known
from bot.messages.markdown import plain_text
from bot.messages.translating import described
from bot.messages.words import say
from bot.options import deck_choices, deck_named, no_deck
from bot.pictures.chapters import chapters_alt, chapters_picture
from bot.slash.mastery_text import mastery_lines
from scheduler.practice import DeckProgress, Progress, progress

_MOST_TITLE = 100


def progress_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command, with the decks that there are."""

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.command(name="progress", description=described("commands.progress"))
    @app_commands.describe(deck=described("commands.progress-deck"))
    async def command(interaction: discord.Interaction, deck: str | None = None) -> None:
        await guarded(desk, interaction, _progress(desk, interaction, deck))

    @command.autocomplete("deck")
    async def _decks(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return deck_choices(await desk.shelf_of(interaction.user.id, interaction.guild_id), typed)

    return command


async def _progress(desk: Desk, interaction: discord.Interaction, name: str | None) -> None:
    def found(db: Database) -> tuple[Progress, DeckProgress] | Screen:
        learner = known(db, interaction.user.id, interaction.guild_id, desk.zone, desk.now())
        shelf = desk.shelf_for(db, learner)
        if not shelf.decks:
            return Screen(say("decks.none"))
        named = None if name is None else deck_named(shelf, name)
        if name is not None and named is None:
            return Screen(no_deck(shelf, name))
        reached = progress(db, learner, shelf, desk.now())
        return reached, chosen_deck(reached, named)

    async def screen() -> Screen:
        result = await desk.run(found)
        return result if isinstance(result, Screen) else await _screen(*result)

    await show(interaction, await timely(interaction, screen(), afresh=True), afresh=True)


def chosen_deck(found: Progress, identity: str | None) -> DeckProgress:
    """The deck of an id, else the one that was practised on the last day, else the first one; there is one at least."""
    return max(found.decks, key=lambda each: (each.deck.id == identity, _practised(each)))


def _practised(deck: DeckProgress) -> date:
    return max((card.reviewed for _, _, card in deck.exercises if card is not None), default=date.min)


async def _screen(found: Progress, deck: DeckProgress) -> Screen:
    picture = await asyncio.to_thread(chapters_picture, found, deck)
    title = plain_text(deck.deck.title[:_MOST_TITLE]) if len(found.decks) > 1 else None
    embed = discord.Embed(title=title, description="\n".join(_lines(found)))
    file = put_picture(embed, say("progress.picture"), picture, chapters_alt(found, deck))
    return Screen(embeds=[embed], files=[file])


def _lines(found: Progress) -> list[str]:
    names = say("days.weekdays").split()
    coming = " · ".join(f"{names[day.weekday()]} {number}" for day, number in found.due.coming)
    lines = [*mastery_lines(found), say("progress.coming", days=coming)]
    if not any(each.mastery.begun for each in found.decks):
        lines.append(say("progress.begin"))
    if len(found.decks) > 1:
        lines.append(say("progress.others"))
    return [*lines, say("progress.about")]
