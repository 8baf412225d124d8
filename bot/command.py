"""`drillbook bot`: the Discord bot, until it is told to stop; and its doctor."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from compiler.console import Failure, add_json


def run(arguments: list[str]) -> int:
    """0 after it was told to stop, or where the doctor finds nothing wrong; 1 where it cannot run; 2 for settings."""
    parser = argparse.ArgumentParser(
        prog="drillbook bot",
        description="The Discord bot: a drill a day for every study group, and every reply graded.",
        epilog="Settings: DRILLBOOK_TOKEN and others in the environment, or lines of a file; docs/bot.md has them all.",
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="a file of settings (default: bot.toml in the data folder)"
    )
    parser.add_argument(
        "--doctor", action="store_true", help="look at token, permissions, database, clock and decks, and stop"
    )
    add_json(parser)
    options = parser.parse_args(arguments)
    try:
        from bot.serving import diagnose, serve
        from bot.settings import load_settings
    except ModuleNotFoundError as error:
        raise Failure(f"{error.name} is missing: `pip install 'drillbook[bot]'` brings what the bot needs") from None
    settings = load_settings(options.settings, os.environ)
    return diagnose(settings, options.json) if options.doctor else serve(settings)
