"""`drillbook` on the command line. Commands are loaded when they are called; `drillbook --help` loads none.

A command is a module with `run(arguments) -> exit code`: 0 fine, 1 the deck or reply has errors, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command lives, and what it does in one line."""

    module: str
    about: str


COMMANDS = {
    "new": Command("compiler.commands.new", "start a deck: a folder with a permanent id and a first exercise"),
    "check": Command("compiler.commands.check", "read and prove decks, and show all that is wrong with them"),
    "build": Command("compiler.commands.build", "check decks and compile them into Anki packages and workbooks"),
    "preview": Command("compiler.commands.preview", "show a deck in the browser, and again whenever it is saved"),
    "sheets": Command("compiler.commands.sheets", "write exercise sheets to print, each with other numbers, and a key"),
    "draw": Command("compiler.commands.draw", "draw variants of exercises, with answers and derivations"),
    "read": Command("compiler.commands.read", "say how a reply is read"),
    "grade": Command("compiler.commands.grade", "grade a reply to an exercise, and say why it is wrong"),
    "practice": Command("scheduler.commands.practice", "practise what is due, with numbers that differ each time"),
    "stats": Command("scheduler.commands.stats", "show streak, calendar, mastery, and what is due in the coming days"),
    "settings": Command("scheduler.commands.settings", "show or set your time zone and your pace"),
    "import": Command("scheduler.commands.importing", "import what you practised in Anki, so that it counts here, too"),
    "disputes": Command("scheduler.commands.disputes", "decide on replies that somebody thinks were right"),
    "report": Command("scheduler.commands.report", "tell what is hard, and which wrong replies nothing explains"),
    "data": Command("scheduler.commands.data", "export all about yourself, or delete it"),
    "restore": Command("scheduler.commands.restore", "list the backups of the database, or put one back"),
    "bot": Command("bot.command", "run the Discord bot: a drill a day, and every reply graded"),
    "release": Command(
        "compiler.commands.release", "remember what is published, so that updates keep learners' progress"
    ),
}

__all__ = ["COMMANDS", "INTERRUPTED", "main"]

INTERRUPTED, NOBODY_READS = 130, 141
"""Exit codes of a run that did not come to its end: 128 and the signal's number, as shells have it."""


_ALLOCATIONS = 100_000
"""How often garbage is looked for that counting references does not find: seldom, since a command leaves little."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    gc.set_threshold(_ALLOCATIONS)
    _open_what_is_closed()
    _print_anything(sys.stdout, sys.stderr)
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _discard(sys.stdout, sys.stderr)
        return NOBODY_READS
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Commands speak for the files they know; what is left is this program's own place and output.
        _discard(sys.stdout)
        print(f"drillbook: {error}", file=sys.stderr)
        return 1


def _run(arguments: list[str]) -> int:
    parser = _parser()
    try:
        if arguments and not arguments[0].startswith("-"):
            return _call(arguments[0], arguments[1:])
        parser.parse_args(arguments)
    except SystemExit as stop:  # argparse has printed its help, or what is wrong
        return stop.code if isinstance(stop.code, int) else 2
    parser.print_help(sys.stderr)
    return 2


def _call(command: str, arguments: list[str]) -> int:
    from compiler.console import Failure, UsageError, nearest

    name = "drillbook"
    try:
        if command not in COMMANDS:
            near = nearest(command, list(COMMANDS))
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(COMMANDS)}"
            raise UsageError(f"there is no command `{command}`; {hint}")
        name = f"drillbook {command}"
        code: int = import_module(COMMANDS[command].module).run(arguments)
        return code
    except UsageError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    except Failure as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1


def _open_what_is_closed() -> None:
    """A process may be started without standard streams (`>&-`); Python then has None in their places."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the process lives


def _print_anything(*streams: TextIO) -> None:
    """Where an encoding lacks a character, such as × in some pipes on Windows, print its escape."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _discard(*streams: TextIO) -> None:
    """What is still buffered has nowhere to go; without this, Python complains of it at its end."""
    with contextlib.suppress(OSError), open(os.devnull, "w", encoding="utf-8") as nowhere:
        for stream in streams:
            os.dup2(nowhere.fileno(), stream.fileno())


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:<{width}}  {command.about}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="drillbook",
        usage="drillbook COMMAND [ARGUMENT ...]",
        description="Exercise definitions become Anki decks whose numbers never repeat.",
        epilog=f"commands:\n{listed}\n\n`drillbook COMMAND --help` tells more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version)
    return parser


class _Version(argparse.Action):
    """Prints the installed version; the metadata is read only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, **_: object) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"drillbook {version('drillbook')}")
        except PackageNotFoundError:
            print("drillbook, not installed")
        parser.exit()
