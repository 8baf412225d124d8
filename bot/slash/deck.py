"""`/deck`: the decks that are here, as files for Anki and for paper, and an organiser's own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from io import BytesIO

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.responding import Screen, guarded, show, tell, tell_all, timely
from bot.decks.building import Built, Part, Workshop
from bot.decks.library import Added, Library
from bot.decks.loading import MOST_TITLE
from bot.decks.proving import Unsound, release_in
from bot.decks.unpacking import MOST_SENT, NotTaken, files_of
from bot.desk import Desk, account
from bot.messages.markdown import plain_text
from bot.messages.translating import described
from bot.messages.words import count, say
from bot.options import deck_choices, deck_named, no_deck
from bot.permissions import is_organiser
from compiler.deck import Deck
from scheduler.store import group_of, schedules

_EVERYTHING = "everything"
_PARTS = {_EVERYTHING: tuple(Part)} | {part.name.lower(): (part,) for part in Part}
_MOST_SHOWN = 1500


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Decks(app_commands.Group):
    """The commands for decks: some for everybody, some for organisers."""

    def __init__(self, desk: Desk, library: Library, workshop: Workshop) -> None:
        super().__init__(name="deck", description=described("commands.deck"))
        self._desk, self._library, self._workshop = desk, library, workshop
        self._adding: set[int] = set()

    @app_commands.command(name="get", description=described("commands.deck-get"))
    @app_commands.describe(deck=described("commands.deck-deck"), kind=described("commands.deck-as"))
    @app_commands.rename(kind="as")
    @app_commands.choices(
        kind=[
            app_commands.Choice(name=described("decks.everything"), value=_EVERYTHING),
            app_commands.Choice(name=described("decks.anki"), value="anki"),
            app_commands.Choice(name=described("decks.workbook"), value="workbook"),
            app_commands.Choice(name=described("decks.sheet"), value="sheet"),
        ]
    )
    async def get(self, interaction: discord.Interaction, deck: str, kind: str = _EVERYTHING) -> None:
        """Give a deck as files."""

        async def work() -> None:
            shelf = await self._desk.shelf_of(interaction.user.id, interaction.guild_id)
            identity = deck_named(shelf, deck)
            found = next((each for each in shelf.decks if each.id == identity), None)
            if found is None:
                await tell(interaction, no_deck(shelf, deck))
                return
            try:
                built = await timely(interaction, self._workshop.files(found, _PARTS[kind]), afresh=True)
            except NotTaken as error:
                await tell(interaction, str(error))
                return
            await _give(interaction, found, built)

        await guarded(self._desk, interaction, work())

    @app_commands.command(name="show", description=described("commands.deck-show"))
    async def show(self, interaction: discord.Interaction) -> None:
        """List the decks that are here."""

        async def work() -> None:
            shelf = await self._desk.shelf_of(interaction.user.id, interaction.guild_id)
            lines = await asyncio.to_thread(lambda: [self._line(each, interaction.guild_id) for each in shelf.decks])
            await tell_all(interaction, lines or [say("decks.none")])

        await guarded(self._desk, interaction, work())

    @app_commands.command(name="add", description=described("commands.deck-add"))
    @app_commands.describe(file=described("commands.deck-file"))
    async def add(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Add a deck to the group, or update one of its own."""

        async def work() -> None:
            guild = await _organised(interaction)
            if guild is None:
                return
            if guild in self._adding:
                await tell(interaction, say("decks.adding"))
                return
            self._adding.add(guild)
            try:
                screen = await timely(interaction, self._added(guild, file), afresh=True)
            finally:
                self._adding.discard(guild)
            await show(interaction, screen, afresh=True)

        await guarded(self._desk, interaction, work())

    @app_commands.command(name="remove", description=described("commands.deck-remove"))
    @app_commands.describe(deck=described("commands.deck-own"))
    async def remove(self, interaction: discord.Interaction, deck: str) -> None:
        """Remove a deck that the group has added."""

        async def work() -> None:
            guild = await _organised(interaction)
            if guild is not None:
                await tell(interaction, await timely(interaction, self._removed(guild, deck), afresh=True))

        await guarded(self._desk, interaction, work())

    @get.autocomplete("deck")
    async def _decks(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return deck_choices(await self._desk.shelf_of(interaction.user.id, interaction.guild_id), typed)

    @remove.autocomplete("deck")
    async def _own(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None or not is_organiser(interaction):
            return []
        return deck_choices(self._library.own(account(interaction.guild_id)), typed)

    async def _added(self, guild: int, file: discord.Attachment) -> Screen:
        """What an organiser is told of a deck that they sent."""
        try:
            if file.size > MOST_SENT:
                raise NotTaken(say("decks.too_large", most=MOST_SENT // 1_000_000))
            added = await self._library.add(account(guild), file.filename, await file.read())
        except Unsound as error:
            return _errors(error)
        except NotTaken as error:
            return Screen(say("decks.refused", why=str(error)))
        return Screen(_news(added))

    async def _removed(self, guild: int, name: str) -> str:
        """Remove a deck, unless a schedule needs it; what an organiser is told."""
        here, own = account(guild), self._library.own(account(guild))
        identity = deck_named(own, name)
        deck = next((each for each in own.decks if each.id == identity), None)
        if deck is None:
            return say("decks.not_own", deck=plain_text(name[:60]))

        def using(db: Database) -> list[int]:
            group = group_of(db, here)
            return [] if group is None else [each.id for each in schedules(db, group.id) if each.deck == identity]

        numbers = await self._desk.run(using)
        if numbers:
            return say("decks.used", deck=plain_text(deck.title), schedules=", ".join(map(str, numbers)))
        try:
            await self._library.remove(here, deck)
        except NotTaken as error:
            return str(error)
        return say("decks.removed", deck=plain_text(deck.title))

    def _line(self, deck: Deck, guild: int | None) -> str:
        """A deck in the list."""
        owner = self._desk.owners.get(deck.id)
        if owner is None:
            whose = say("decks.of_house" if self._library.is_of_house(deck) else "decks.of_server")
        else:
            is_here = guild is not None and owner == account(guild)
            whose = say("decks.of_group" if is_here else "decks.of_other_group")
        version = _version(deck)
        return say(
            "decks.line",
            title=plain_text(deck.title[:MOST_TITLE]),
            name=deck.name,
            exercises=count("decks.exercises", len(deck.exercises)),
            whose=whose,
            day="…" if version is None else f"<t:{version}:D>",
        )


async def _organised(interaction: discord.Interaction) -> int | None:
    """The guild in which an organiser asks; None where somebody else does, who is told."""
    if is_organiser(interaction):
        return interaction.guild_id
    await tell(interaction, say("general.only_groups" if interaction.guild_id is None else "setup.only_organisers"))
    return None


async def _give(interaction: discord.Interaction, deck: Deck, built: Sequence[Built]) -> None:
    """Send files, as many in a message as Discord takes; of what is too large, say so."""
    most = interaction.filesize_limit
    fitting = [each for each in built if len(each.data) <= most]
    large = [each for each in built if len(each.data) > most]
    lines = [say("decks.here", deck=plain_text(deck.title[:MOST_TITLE]))] if fitting else []
    names = {each.name for each in fitting}
    if f"{deck.name}{Part.ANKI}" in names:
        lines.append(say("decks.how_anki"))
    if f"{deck.name}{Part.WORKBOOK}" in names:
        lines.append(say("decks.how_workbook"))
    if f"{deck.name}{Part.SHEET}" in names:
        lines.append(say("decks.how_sheet"))
    lines += [say("decks.file_over", file=each.name, most=most // 2**20) for each in large]
    is_one = sum(len(each.data) for each in fitting) <= most
    first, rest = (fitting, []) if is_one else (fitting[:1], fitting[1:])
    await show(interaction, Screen("\n".join(lines), files=[_file(each) for each in first]), afresh=True)
    for each in rest:
        await interaction.followup.send(file=_file(each), ephemeral=True)


def _file(built: Built) -> discord.File:
    return discord.File(BytesIO(built.data), built.name)


def _errors(error: Unsound) -> Screen:
    """What is wrong with a deck: as much as a message has room for, and all of it in a file where that is more."""
    found = error.found.replace("`", "ˋ")
    shown = _fitting(found.split("\n\n"), _MOST_SHOWN)
    text = f"{error}\n```\n{shown}\n```"
    if shown == found:
        return Screen(text)
    text += say("decks.all_errors", n=found.count("error["))
    return Screen(text, files=[discord.File(BytesIO(error.found.encode()), "diagnostics.txt")])


def _fitting(parts: Sequence[str], most: int) -> str:
    """The first paragraphs for which there is room, at least a piece of one."""
    shown = parts[0][:most]
    for each in parts[1:]:
        if len(shown) + 2 + len(each) > most:
            break
        shown += f"\n\n{each}"
    return shown


def _news(added: Added) -> str:
    """What an organiser is told of a deck that is here now."""
    title, exercises = plain_text(added.deck.title), count("decks.exercises", len(added.deck.exercises))
    news = added.since
    if news is None:
        return say("decks.added", deck=title, name=added.deck.name, exercises=exercises)
    if not (news.new or news.changed or news.retired):
        return say("decks.same", deck=title, exercises=exercises)
    changes = say("decks.changes", new=news.new, changed=news.changed, retired=news.retired)
    return say("decks.updated", deck=title, exercises=exercises, changes=changes)


def _version(deck: Deck) -> int | None:
    """When a deck was released last, or else when a file of it was written last (seconds); None where it is gone."""
    release = release_in(deck.folder)
    if release is not None:
        return release.time
    try:
        return int(max(path.stat().st_mtime for path in files_of(deck.folder)))
    except (OSError, ValueError):
        return None
