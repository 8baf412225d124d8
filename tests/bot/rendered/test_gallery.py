"""The gallery in docs/discord.md shows what the bot sends, of every command. What has changed: `make pictures`."""

from __future__ import annotations

import asyncio
import json
import re
from difflib import unified_diff

from discord import app_commands

from tests.bot.rendered.gallery import FOLDER, PAGE, PAYLOADS, gallery, stored
from tests.bot.rendered.page import alt_text
from tests.bot.rendered.pictures import digest, page_of
from tests.bot.rendered.recording import Scene
from tests.bot.rendered.scenes import chapters
from tests.bot.rendered.stage import staged

MOST_BYTES = 2_000_000
MOST_LINES = 60
MARKS = re.compile(r"\*\*|\|\||__|~~|```|<t:|<@|<#|\{[a-z_]+\}|\bNone\b|(?<!\.)\.\.(?!\.)|\\[^ n]")
AGAIN = "messages have changed: look at the difference, then run `make pictures`"


def scenes() -> list[Scene]:
    """All that are played."""
    return [scene for each in chapters().values() for scene in each]


def commands() -> set[str]:
    """The commands that the bot has, and the parts of those that have any."""

    async def whole() -> set[str]:
        async with staged() as stage:
            found = stage.it.bot.tree.walk_commands()
            return {f"/{each.qualified_name}" for each in found if isinstance(each, app_commands.Command)}

    return asyncio.run(whole())


def changed(name: str, before: str, now: str) -> list[str]:
    """How a scene differs from what was recorded of it."""
    return list(
        unified_diff(before.split("\n"), now.split("\n"), f"{name}, recorded", f"{name}, now", n=1, lineterm="")
    )


def test_every_message_is_as_it_was_recorded() -> None:
    before = {file.stem: file.read_text("utf-8") for file in PAYLOADS.glob("*.json")}
    now = {scene.name: stored(scene) for scene in scenes()}
    found = [line for name in sorted(before | now) for line in changed(name, before.get(name, ""), now.get(name, ""))]
    assert "\n".join(found[:MOST_LINES]) == "", AGAIN


def test_every_picture_is_that_of_its_messages() -> None:
    found = {file.stem: page_of(file) for file in FOLDER.iterdir()}
    assert found == {file.stem: digest(json.loads(file.read_text("utf-8"))) for file in PAYLOADS.glob("*.json")}, AGAIN


def test_the_page_lists_every_scene() -> None:
    assert changed("docs/discord.md", PAGE.read_text("utf-8"), gallery(chapters()))[:MOST_LINES] == [], AGAIN


def test_every_command_is_shown() -> None:
    assert commands() - {command for scene in scenes() for command in scene.commands} == set()


def test_scenes_have_names_of_their_own() -> None:
    names = [scene.name for scene in scenes()]
    assert len(set(names)) == len(names)


def test_no_scene_depends_on_a_number_that_discord_gives() -> None:
    assert [scene.name for scene in scenes() if re.search(r"(?<![.\d])\d{15}", stored(scene))] == []


def test_no_message_shows_marks_that_were_to_be_read() -> None:
    """Such as stars, instants, mentions and slots, and a full stop behind a full stop."""
    found = {scene.name: MARKS.findall(alt_text(scene.payload())) for scene in scenes()}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_all_pictures_together_are_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < MOST_BYTES
