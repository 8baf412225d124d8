"""The bot in a process of its own, by the clock of a soak: CLOCK URL GATEWAY -- ARGUMENTS...

What the bot does every few seconds it does whenever the clock was set; its limits for members go by that clock, and the
pauses of discord.py before it tries again take no time. All else is as it is.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from bot.client import BACKS_UP_EVERY, NOTES_EVERY, Drillbot
from bot.limits import A_MINUTE, BURST, Limiter
from tests.bot.soak.clock import SharedClock
from tests.bot.wire.child import main as command

LOOKS = 0.002
"""Seconds between two looks at the clock."""
UNREADY = 0.5
"""After how many seconds the bot posts though Discord has not said yet which servers there are: five, in real time."""
_set_up = Drillbot.setup_hook


class Hurried(ModuleType):
    """asyncio, in which nothing sleeps for long."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        """Sleep a little."""
        await asyncio.sleep(min(seconds, 0.02))


async def pace(client: Drillbot, clock: SharedClock) -> None:
    """Do what the bot's own jobs would do, by the clock."""
    try:
        async with asyncio.timeout(UNREADY):
            await client.wait_until_ready()
    except TimeoutError:
        pass
    seen: datetime | None = None
    noted = backed_up = clock()
    while True:
        if (now := clock()) != seen:
            await _look(client)
            if now - noted >= timedelta(seconds=NOTES_EVERY):
                noted = now
                await client._note()
            if now - backed_up >= timedelta(seconds=BACKS_UP_EVERY):
                backed_up = now
                await client._back_up()
            seen = now
        if _is_still(client):
            clock.tell(now, quiet=client.is_connected() and not client.absence.behind)
        await asyncio.sleep(LOOKS)


async def _look(client: Drillbot) -> None:
    """Look at what is due by now, also where another look is under way."""
    for each in (client.poster, client.reminding):
        if each._at_work is not None:
            await asyncio.wait([each._at_work])
    await client._look()
    for each in (client.poster, client.reminding):
        if each._at_work is not None:
            await asyncio.wait([each._at_work])


def _is_still(client: Drillbot) -> bool:
    under_way = (client.poster._at_work, client.reminding._at_work)
    return not (
        client.desk.working
        or client.poster._running
        or client.poster._lines._running
        or any(each is not None and not each.done() for each in under_way)
    )


def _ended(pacing: asyncio.Task[None]) -> None:
    """Have a bot whose clock has stopped be none."""
    if not pacing.cancelled() and (error := pacing.exception()) is not None:
        traceback.print_exception(error)
        os._exit(70)


def _tell() -> None:
    """Tell what everything waits for."""
    for each in asyncio.all_tasks():
        each.print_stack()


def main(arguments: list[str]) -> int:
    """Run a command of drillbook by the clock."""
    clock = SharedClock(Path(arguments[0]))

    async def set_up(client: Drillbot) -> None:
        store = client.desk.store  # which need not wait for the disk: the machine does not lose its power here
        store._submit(lambda db: db.execute("PRAGMA synchronous = OFF"), in_transaction=False).result()
        await _set_up(client)
        client.pacing = asyncio.create_task(pace(client, clock))  # type: ignore[attr-defined]
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _tell)
        client.pacing.add_done_callback(_ended)  # type: ignore[attr-defined]

    pauses = Hurried("asyncio")
    with (
        patch.object(Drillbot, "setup_hook", set_up),
        patch("bot.serving.now", clock),
        patch("scheduler.commands.place.now", clock),
        patch("bot.heartbeat.BEATS_AT_FIRST", 0.05),
        patch.object(Limiter.__init__, "__defaults__", (BURST, A_MINUTE, clock.seconds)),
        patch("discord.client.asyncio", pauses),
        patch("discord.http.asyncio", pauses),
        patch("discord.webhook.async_.asyncio", pauses),
    ):
        return command(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
