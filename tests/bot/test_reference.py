"""What docs/commands.md says of Discord is what Discord is told: commands, options, choices, who may; and buttons."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.answering.pressing import HANDLERS
from scheduler.commands.practice import COMMANDS as TYPED
from tests.bot.rendered.gallery import PAYLOADS
from tests.bot.rendered.stage import staged
from tests.test_docs import PAGES, prose
from tests.test_reference import BUTTONS, DISCORD, rows, sections

GROUPS = 2
"""Up to this type an option of Discord's is a command within a command."""
SHOWN_LATER = {"Show to others"}
"""The label of a button that no recorded message has: the other side of one that is recorded."""


def announced() -> dict[str, dict[str, Any]]:
    """What Discord is told of each command, by its whole name; of a part, also of the whole."""

    async def payloads() -> list[dict[str, Any]]:
        async with staged() as stage:
            tree = stage.it.bot.tree
            return [dict(each.to_dict(tree)) for each in tree.get_commands()]

    def parts(name: str, command: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        options = command.get("options", [])
        inner = [each for each in options if each["type"] <= GROUPS]
        for each in inner:
            yield from parts(f"{name} {each['name']}", {**each, "all": command.get("all", command)})
        if not inner:
            yield name, command

    return {name: part for each in asyncio.run(payloads()) for name, part in parts(f"/{each['name']}", each)}


@pytest.fixture(scope="module")
def commands() -> dict[str, dict[str, Any]]:
    """What Discord is told of each command."""
    return announced()


def test_the_reference_has_every_command_of_discord_and_no_other(commands: dict[str, dict[str, Any]]) -> None:
    assert set(sections(DISCORD)) == set(commands)


def test_the_reference_has_every_option_of_discord_and_no_other(commands: dict[str, dict[str, Any]]) -> None:
    for name, command in commands.items():
        part = sections(DISCORD)[name]
        options = {each["name"]: each for each in command.get("options", [])}
        assert set(rows(part)) == set(options), name
        assert ("It has no options." in part) == (not options), name
        required = {each for each in options if options[each].get("required")}
        assert set(re.findall(r"\*\*`([a-z-]+)`\*\*", part)) == required, name
        for option, said in rows(part).items():
            if said != "as for `/setup add`":
                assert [each["name"] for each in options[option].get("choices", []) if each["name"] not in said] == []


def test_the_reference_says_who_may_and_where(commands: dict[str, dict[str, Any]]) -> None:
    elsewhere = {name for name, command in commands.items() if not top(command)["dm_permission"]}
    organisers = {name for name, part in sections(DISCORD).items() if part.lstrip().startswith("For organisers:")}
    assert elsewhere - organisers == {"/leaderboard"}
    locked = {name for name, command in commands.items() if top(command)["default_member_permissions"]}
    assert locked <= organisers
    assert organisers - locked == {"/deck add", "/deck remove"}


def test_commands_of_discord_that_pages_name_exist(commands: dict[str, dict[str, Any]]) -> None:
    known = {" ".join(name.split()[:count]) for name in commands for count in (1, 2)} | set(TYPED)
    named = {(page.name, text) for page in PAGES for text in re.findall(r"`(/[a-z]+(?: [a-z]+)?)`", prose(page))}
    assert len(named) > 40
    assert sorted(each for each in named if each[1] not in known) == []


def top(command: dict[str, Any]) -> dict[str, Any]:
    """The command that Discord knows, of one of its parts."""
    whole_command: dict[str, Any] = command.get("all", command)
    return whole_command


def test_the_reference_has_every_button_and_no_other() -> None:
    shown: dict[str, set[str]] = {}
    for file in PAYLOADS.glob("*.json"):
        if not file.stem.startswith("de-"):
            for label, action in pressed(json.loads(file.read_text("utf-8"))):
                shown.setdefault(action, set()).add(label)
    assert set(shown) == set(HANDLERS)
    labels = {label.partition(":")[0] for each in shown.values() for label in each}
    assert set(rows(BUTTONS)) - {"/today"} == labels | SHOWN_LATER


def pressed(payload: object) -> Iterator[tuple[str, str]]:
    """Label and action of every button in a payload."""
    if isinstance(payload, dict):
        if "label" in payload and str(payload.get("custom_id", "")).startswith("db."):
            yield str(payload["label"]), str(payload["custom_id"]).split(".")[1]
        for each in payload.values():
            yield from pressed(each)
    elif isinstance(payload, list):
        for each in payload:
            yield from pressed(each)
