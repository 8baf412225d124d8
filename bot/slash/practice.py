"""`/practice`: questions in private, one after the other."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.answering.pressing import handles
from bot.answering.responding import guarded, show, tell, timely
from bot.desk import Desk
from bot.messages.translating import described
from bot.messages.words import say
from bot.options import MOST_CHOICES, deck_choices, deck_named, no_deck
from bot.questions.decisions import tell_decided
from bot.questions.sessions import begun_screen
from compiler.deck import TYPES
from scheduler.practice import Wish


def practice_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command, with the decks that there are."""

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.command(name="practice", description=described("commands.practice"))
    @app_commands.describe(
        deck=described("commands.practice-deck"),
        chapter=described("commands.practice-chapter"),
        type=described("commands.practice-type"),
        wrong_only=described("commands.practice-wrong-only"),
    )
    @app_commands.rename(wrong_only="wrong-only")
    @app_commands.choices(
        type=[app_commands.Choice(name=described(f"commands.type-{each}"), value=each) for each in TYPES]
    )
    async def practice(
        interaction: discord.Interaction,
        deck: str | None = None,
        chapter: app_commands.Range[int, 0, 9999] | None = None,
        type: str | None = None,
        wrong_only: bool = False,
    ) -> None:
        await guarded(desk, interaction, practise(desk, interaction, deck, chapter, type, wrong_only))

    @practice.autocomplete("deck")
    async def _decks(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return deck_choices(await desk.shelf_of(interaction.user.id, interaction.guild_id), typed)

    @practice.autocomplete("chapter")
    async def _chapters(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[int]]:
        shelf = await desk.shelf_of(interaction.user.id, interaction.guild_id)
        named = deck_named(shelf, getattr(interaction.namespace, "deck", None) or "")
        chapters = [
            (f"{chapter.number} {chapter.title}"[:100], chapter.number)
            for deck in shelf.decks
            if named in (None, deck.id)
            for chapter in deck.chapters
        ]
        found = [each for each in dict.fromkeys(chapters) if str(typed).lower() in each[0].lower()]
        return [app_commands.Choice(name=name, value=number) for name, number in found[:MOST_CHOICES]]

    return practice


async def practise(
    desk: Desk,
    interaction: discord.Interaction,
    deck: str | None,
    chapter: int | None,
    kind: str | None,
    wrong_only: bool,
) -> None:
    """Begin a session, or take up the one that waits."""
    shelf, identity = await desk.shelf_of(interaction.user.id, interaction.guild_id), None
    if deck is not None:
        identity = deck_named(shelf, deck)
        if identity is None:
            await tell(interaction, no_deck(shelf, deck))
            return
    wish = Wish(identity, chapter, kind, wrong_only)
    if not any(map(wish.takes, shelf.all)):
        await tell(interaction, say("practice.no_exercise" if shelf.decks else "decks.none"))
        return
    screen = await timely(interaction, begun_screen(desk, interaction, lambda _: wish), afresh=True)
    await show(interaction, screen, afresh=True)
    await tell_decided(desk, interaction)


@handles("begin")
async def begin(desk: Desk, interaction: discord.Interaction, _: int) -> None:
    """Begin a session with all decks, also in direct messages."""
    await practise(desk, interaction, None, None, None, False)
