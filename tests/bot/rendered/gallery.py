"""The page docs/discord.md: every scene with its sentence, its picture, and all that stands in it as alt text."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from tests.bot.rendered.page import alt_text
from tests.bot.rendered.recording import Scene
from tests.deck.samples import ROOT

PAGE = ROOT / "docs" / "discord.md"
FOLDER = ROOT / "docs" / "pictures" / "discord"
PAYLOADS = Path(__file__).with_name("payloads")
_HEAD = """\
# What the bot says in Discord

The messages of [the Discord bot](bot.md) as members see them, drawn from what it really sends to a study group that is
played; the exercises are those of the deck on TinyML. `make pictures` makes this page and its pictures.
"""


def stored(scene: Scene) -> str:
    """The payload of a scene as it is kept in git."""
    return json.dumps(scene.payload(), ensure_ascii=False, indent=1) + "\n"


def gallery(chapters: dict[str, list[Scene]]) -> str:
    """The page."""
    parts = [_HEAD]
    for chapter, scenes in chapters.items():
        parts.append(f"## {chapter}\n")
        parts += map(_entry, scenes)
    return "\n".join(parts)


def _entry(scene: Scene) -> str:
    alt = escape(alt_text(scene.payload()))
    return f'{scene.sentence}\n\n<img src="pictures/discord/{scene.name}.png" width="620" alt="{alt}">\n'
