"""docs/commands.md is true: what the program has stands there, and what stands there the program has."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.settings.proxies import VARIABLES
from bot.settings.values import NAMES, Settings
from compiler.commands import COMMANDS, main
from scheduler.commands.practice import COMMANDS as TYPED
from tests.commands.calls import HALF, UNDEFINED, UNSOUND, deck
from tests.test_docs import DOCS, PAGES, ROOT, prose

REFERENCE = (DOCS / "commands.md").read_text("utf-8")
COMMAND_LINE, JSON, ENVIRONMENT, SETTINGS, DISCORD, BUTTONS = (
    REFERENCE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    for title in (
        "On the command line",
        "JSON for scripts",
        "Environment variables",
        "Settings of the bot",
        "In Discord",
        "Buttons in Discord",
    )
)


# The command line.


class Parsed(Exception):
    """A command has made its parser, and got so far."""


def parser_of(command: str, monkeypatch: pytest.MonkeyPatch) -> argparse.ArgumentParser:
    """The parser of a command, caught on its way to read the arguments."""
    caught: list[argparse.ArgumentParser] = []

    def catch(parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        caught.append(parser)
        raise Parsed

    for name in ("parse_args", "parse_intermixed_args"):
        monkeypatch.setattr(argparse.ArgumentParser, name, catch)
    with pytest.raises(Parsed):
        import_module(COMMANDS[command].module).run([])
    return caught[0]


def whole(command: str, parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """A command by its name, or the parts that it has."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return {f"{command} {name}": part for name, part in action.choices.items()}
    return {command: parser}


def spelt(action: argparse.Action) -> list[str]:
    """How an argument is written: `-o FILE` and `--output FILE`, or `DECK`."""
    value = str(action.metavar or action.dest.upper())
    return [f"{each} {value}" if action.nargs != 0 else each for each in action.option_strings] or [value]


def sections(text: str) -> dict[str, str]:
    """The parts of a chapter of the reference, by their headings."""
    heads = re.split(r"^### `(.+?)`\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(heads[::2], heads[1::2], strict=True))


def rows(text: str) -> dict[str, str]:
    """What the tables of a part say of each name in backticks of their first column."""
    cells = re.findall(r"^\| (.+?) \| (.*) \|$", text, re.MULTILINE)
    return {name: said for first, said in cells for name in re.findall(r"`([^`]+)`", first)}


def test_the_reference_has_every_command_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {f"drillbook {name}" for each in COMMANDS for name in whole(each, parser_of(each, monkeypatch))}
    assert set(sections(COMMAND_LINE)) == parts


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_has_every_argument_of_a_command_and_no_other(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, parser in whole(command, parser_of(command, monkeypatch)).items():
        listed = rows(sections(COMMAND_LINE)[f"drillbook {name}"])
        actions = [each for each in parser._actions if not isinstance(each, argparse._HelpAction)]
        assert set(listed) == {text for each in actions for text in spelt(each)}
        for action in actions:
            said = listed[spelt(action)[0]]
            for choice in action.choices or ():
                assert f"`{choice}`" in said, (name, choice)
            if isinstance(action.default, int) and not isinstance(action.default, bool):
                assert re.search(rf"\b{action.default}\b", said), (name, action.option_strings)


def called(page: Path) -> Iterator[tuple[str, list[str]]]:
    """The calls of drillbook that a page shows, each with its long options."""
    text = page.read_text("utf-8")
    pieces = [*re.findall(r"`([^`\n]+)`", prose(page)), *re.findall(r"^ *```.*?^ *```$|^ {4}.*$", text, re.S | re.M)]
    for piece in pieces:
        for name, rest in re.findall(r"(?<![/\w.=-])(?:[\w./]*bin/)?drillbook ([a-z]+)\b([^\n`#]*)", piece):
            yield name, re.findall(r"(?<!\S)\[?(--[a-z-]+)", rest.partition("&&")[0])


def test_calls_that_pages_show_name_commands_and_options_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, set[str]] = {}
    for name in COMMANDS:
        parts = whole(name, parser_of(name, monkeypatch)).values()
        options[name] = {text for part in parts for each in part._actions for text in each.option_strings}
    found = [
        (page.name, name, option) for page in PAGES for name, rest in called(page) for option in rest or ["--help"]
    ]
    assert len(found) > 80 and {"bot", "check", "practice"} <= {name for _, name, _ in found}
    assert [each for each in found if each[1] not in options or each[2] not in options[each[1]]] == []


def test_the_reference_has_every_line_that_practice_takes_for_a_command() -> None:
    assert set(re.findall(r"`(/[a-z]+)`", sections(COMMAND_LINE)["drillbook practice"])) == set(TYPED)
    shown = (DOCS / "practice.md").read_text("utf-8").partition("| you type |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(/[a-z]+)`", shown)) == set(TYPED)


# JSON.


def documented() -> dict[tuple[str, str], set[str]]:
    """The fields of each kind of object that a command prints; a diagnostic is printed by all."""
    found: dict[tuple[str, str], set[str]] = {}
    for kind, by, fields in re.findall(r"^\| `([a-z]+)` \| (.*?) \| (.*) \|$", JSON, re.MULTILINE)[1:]:
        for command in re.findall(r"`([a-z]+)", by) or [""]:
            found[kind, command] = set(re.findall(r"`([a-z_]+)`", fields))
    return found


def test_the_reference_has_every_kind_of_object_and_no_other() -> None:
    files = [*ROOT.glob("*/commands/*.py"), ROOT / "compiler/console/terminal.py", *(ROOT / "bot").rglob("*.py")]
    printed = {kind for file in files for kind in re.findall(r'"kind": "([a-z]+)"', file.read_text("utf-8"))}
    assert {kind for kind, _ in documented()} == printed - {"derivation"}  # which only people ask for, at a terminal


WALK = [
    "new mine",
    "check sound broken",
    "build sound",
    "release sound",
    "release broken",
    "build broken",
    "sheets broken",
    *(f"draw {one}" for one in ("networking", "odd half --rejected")),
    "sheets sound -n 2",
    *(f"read {reply}" for reply in ("5", "foo", "1/2π", "--batch replies")),
    *(f"grade sound twice {reply}" for reply in ("5", "--batch replies")),
    "settings",
    "practice sound",
    "stats sound",
    "disputes",
    "disputes --accept 1",
    "report sound",
    "data export all.json",
    "restore",
    "data delete --yes",
    "restore latest",
]
LINES = "/help\n/hint\n3 m\n/right\n/solution\n/why\n/skip\n/quit\n"
"""Calls that print nearly every kind of object, and what `practice` reads."""


UNWALKED = {("serving", "preview"), ("built", "preview"), ("imported", "import"), ("check", "bot"), ("health", "bot")}
"""Kinds with tests of their own: they need a server, a file of Anki's, or Discord."""


def test_objects_have_the_fields_that_the_reference_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLBOOK_DATA", str(tmp_path / "data"))
    deck(Path("sound"))
    deck(Path("broken"), UNDEFINED)
    deck(Path("odd"), UNSOUND, HALF)
    Path("replies").write_text('{"reply": "5"}\nnonsense\n', "utf-8")
    printed: dict[tuple[str, str], set[str]] = {}
    for call in WALK:
        monkeypatch.setattr(sys, "stdin", io.StringIO(LINES))
        capsys.readouterr()
        main([*call.split(), "--json"])
        for line in capsys.readouterr().out.splitlines():
            found: dict[str, Any] = json.loads(line)
            kind = found.pop("kind")
            key = kind, "" if kind == "diagnostic" else call.split()[0]
            printed[key] = printed.get(key, set()) | set(found)
    assert printed == {key: fields for key, fields in documented().items() if key not in UNWALKED}


# The environment and the bot's settings.


def test_the_reference_has_every_variable_that_is_read_and_no_other() -> None:
    files = [*(path for room in ("bot", "compiler", "scheduler") for path in (ROOT / room).rglob("*.py"))]
    code = "\n".join(path.read_text("utf-8") for path in [*files, *(ROOT / "tests").glob("*.py")])
    read = set(re.findall(r"""environ(?:ment)?(?:\.get\(|\[)["'](\w+)["']""", code))
    assert set(rows(ENVIRONMENT)) - {"dumb", "HTTPS_PROXY"} == {name for name in read if name.isupper()}
    assert "HTTPS_PROXY" in VARIABLES


def test_pages_name_variables_that_the_reference_has() -> None:
    known = {name for name in (*rows(ENVIRONMENT), *rows(SETTINGS)) if name.startswith("DRILLBOOK_")}
    named = {(page.name, name) for page in PAGES for name in re.findall(r"DRILLBOOK_[A-Z_]+", page.read_text("utf-8"))}
    assert len(named) > 20
    assert sorted(each for each in named if each[1] not in known) == []


def test_the_reference_has_every_setting_with_its_name_in_the_file_and_its_default() -> None:
    cells = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in SETTINGS.splitlines()]
    found = {row[1]: row for row in cells if row[0].startswith("DRILLBOOK_")}
    assert {name: row[0] for name, row in found.items()} == {name: f"DRILLBOOK_{name.upper()}" for name in NAMES}
    defaults = Settings(token=SecretStr(""))
    for name, row in found.items():
        default = getattr(defaults, name, None)
        if isinstance(default, str | float):
            assert row[-1].split("`")[0] == (
                default if isinstance(default, str) else f"{default:g}" if default else "false"
            )


def test_the_file_that_the_reference_shows_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", SETTINGS, re.DOTALL | re.MULTILINE)
    assert set(tomllib.loads(example)) <= set(NAMES)
