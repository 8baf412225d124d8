"""What is played for the gallery: a module for each part of the bot, and in it stories, each on a stage of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from tests.bot.rendered.recording import Scene
from tests.bot.rendered.scenes import data, decks, dispute, drills, notices, practice, setup, standing
from tests.bot.rendered.stage import Stage, staged

Story = Callable[[Stage], Awaitable[None]]
CHAPTERS: dict[str, tuple[Story, ...]] = {
    "The daily drill": (drills.day, drills.in_private, standing.today),
    "Numbers of one's own": (drills.own_numbers, drills.hints),
    "Practice": (practice.practice, practice.types, practice.refusals, practice.directly, practice.verdicts),
    "How one stands": (practice.streak, standing.chapters, standing.board),
    "One's own settings and data": (data.settings, data.reminder, data.data),
    "The week": (notices.digest, notices.quiet),
    "For organisers": (setup.setup, setup.refusals, dispute.dispute),
    "Decks": (decks.decks, decks.anki),
    "In German": (drills.in_german, practice.in_german, setup.in_german),
}
"""The stories by the chapters of the gallery, in its order."""


@cache
def chapters() -> dict[str, list[Scene]]:
    """All scenes by their chapters, played now."""
    import asyncio

    return asyncio.run(_played())


async def _played() -> dict[str, list[Scene]]:
    found: dict[str, list[Scene]] = {}
    for chapter, stories in CHAPTERS.items():
        found[chapter] = []
        for story in stories:
            async with staged() as stage:
                await story(stage)
            found[chapter] += stage.scenes
    return found
