"""`drillbook bot`: the Discord bot, until it is told to stop; its doctor; and whether it is well."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from compiler.console import Failure, add_json


def run(arguments: list[str]) -> int:
    """0 after it was told to stop, or where nothing is wrong; 1 where it cannot run or something is; 2 for settings."""
    parser = argparse.ArgumentParser(
        prog="drillbook bot",
        description="The Discord bot: a drill a day for every study group, and every reply graded.",
        epilog="Settings: DRILLBOOK_TOKEN and others in the environment, or lines of a file; docs/commands.md has all.",
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="a file of settings (default: bot.toml in the data folder)"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--doctor", action="store_true", help="look at token, permissions, database, clock and decks, and stop"
    )
    instead.add_argument(
        "--health", action="store_true", help="say whether the bot that runs with this data folder is well, and stop"
    )
    add_json(parser)
    options = parser.parse_args(arguments)
    if options.health:
        from bot.health import report

        return report(options.json)
    try:
        from bot.settings.reading import load_settings

        if options.doctor:
            from bot.doctor.examining import diagnose
        else:
            from bot.serving import serve
    except ModuleNotFoundError as error:
        raise Failure(
            f"{error.name} is missing, which the extra `bot` brings: "
            "`pipx install --force '.[bot]'` in a copy of drillbook's repository"
        ) from None
    settings = load_settings(options.settings, os.environ)
    return diagnose(settings, options.json) if options.doctor else serve(settings)
