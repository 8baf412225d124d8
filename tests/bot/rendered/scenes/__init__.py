"""What is played for the gallery: a module for each part of the bot, and in it stories, each on a stage of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from tests.bot.rendered.recording import Scene
from tests.bot.rendered.scenes import arranging, decking, drilling, judging, owning, practising, standing, weekly
from tests.bot.rendered.stage import Stage, staged

Story = Callable[[Stage], Awaitable[None]]
CHAPTERS: dict[str, tuple[Story, ...]] = {
    "The daily drill": (drilling.day, drilling.in_private, standing.today),
    "Numbers of one's own": (drilling.own_numbers, drilling.hints),
    "Practice": (practising.practice, practising.types, practising.refusals, practising.directly, practising.verdicts),
    "How one stands": (practising.streak, standing.chapters, standing.board),
    "One's own settings and data": (owning.settings, owning.reminder, owning.data),
    "The week": (weekly.digest, weekly.quiet),
    "For organisers": (arranging.setup, arranging.refusals, judging.dispute),
    "Decks": (decking.decks, decking.anki),
    "In German": (drilling.in_german, practising.in_german, arranging.in_german),
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
