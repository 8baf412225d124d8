"""`drillbook bot --doctor`: looks at all that the bot stands on, without starting it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from bot.desk import number_of
from bot.doctor.checks import Check, State, fine
from bot.doctor.discord_api import Channel, discord_itself
from bot.doctor.machine import database, decks, health, zones
from bot.logs import set_up
from bot.redaction import redacted
from bot.settings import proxies
from bot.settings.values import Settings
from compiler.console import colours, counted, heading, print_json, say
from scheduler.commands import now, store_path
from scheduler.store import StoreError, group, read, schedules


def diagnose(settings: Settings, as_json: bool) -> int:
    """Look at all that the bot needs, and print it: 0 where nothing is wrong, else 1."""
    set_up("error", settings.log_format, settings.token.get_secret_value())
    checks = asyncio.run(examine(settings, store_path(), _channels()))
    show(checks, as_json)
    return 0 if is_well(checks) else 1


def _channels() -> list[Channel]:
    """Where the schedules post; none where the store cannot be read, which a check of its own tells."""

    def found(db: Database) -> list[Channel]:
        return [
            (number_of(group(db, each.group).account), int(each.channel), None if each.role is None else int(each.role))
            for each in schedules(db)
            if each.next_at is not None
        ]

    try:
        return read(store_path(), found) if store_path().exists() else []
    except (StoreError, OSError):
        return []


async def examine(
    settings: Settings, store: Path, channels: Sequence[Channel] = (), *, now: Callable[[], datetime] = now
) -> list[Check]:
    """Look at everything: this machine first, then Discord, and there the channels of the schedules.

    A channel comes with its guild, and with the role that is pinged, if there is one. What is wrong is never raised.
    """
    here = [*zones(settings.zone), *database(store, now()), *health(store, settings.health), *decks(settings.decks)]
    if settings.proxy is not None:
        here.append(fine("proxy", f"Discord is spoken to through {proxies.shown(settings.proxy)}"))
    there = await discord_itself(settings, channels, now)
    token = settings.token.get_secret_value()
    return [
        Check(each.name, each.state, redacted(each.text, token), redacted(each.remedy, token))
        for each in [*(_warned(warning) for warning in settings.warnings), *here, *there]
    ]


def show(checks: Sequence[Check], as_json: bool) -> None:
    """Print the checks, for people with a sum at the end."""
    if as_json:
        for check in checks:
            text = {"name": check.name, "state": check.state.value, "text": check.text, "remedy": check.remedy or None}
            print_json({"kind": "check", **text})
        return
    marks = {State.FINE: ("✓", "32"), State.WARNING: ("!", "33"), State.WRONG: ("✗", "31")}
    coloured = colours(sys.stdout)
    for check in checks:
        mark, colour = marks[check.state]
        shown = f"\x1b[{colour}m{mark}\x1b[0m" if coloured else mark
        say(f"{check.name}: {check.text}", indent=f"{shown} ", hang="  ")
        if check.remedy:
            say(f"→ {check.remedy}", indent="  ", hang="  ")
    wrong, odd = (sum(check.state is state for check in checks) for state in (State.WRONG, State.WARNING))
    say()
    heading(f"{counted(wrong, 'thing')} wrong, {counted(odd, 'warning')}" if wrong or odd else "all is well")


def is_well(checks: Sequence[Check]) -> bool:
    """Whether the bot can run: nothing is wrong, whatever there is to be warned of."""
    return all(check.state is not State.WRONG for check in checks)


def _warned(text: str) -> Check:
    return Check("settings", State.WARNING, text)
