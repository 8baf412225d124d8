"""The bot in a process of its own that speaks to the wire fake, its event loop watched: FILE URL GATEWAY."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from bot.client import Drillbot
from compiler.commands import main as drillbook
from tests.bot.wire import redirected

EVERY = 0.002


async def watch(client: Drillbot, report: Path) -> None:
    """Note the longest time that the loop was not free, and the memory that is resident, in a file."""
    loop = asyncio.get_running_loop()
    longest, at = 0.0, loop.time()
    await client.wait_until_ready()
    told = loop.time()
    while True:
        before = loop.time()
        await asyncio.sleep(EVERY)
        longest = max(longest, loop.time() - before - EVERY)
        if loop.time() - told > 0.25:
            told = loop.time()
            whole = {"longest": longest, "since": told - at, "mebibytes": resident(os.getpid())}
            report.with_suffix(".new").write_text(json.dumps(whole), "utf-8")
            report.with_suffix(".new").replace(report)


def resident(process: int) -> float:
    """The memory of a process that is resident, in mebibytes; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text("ascii", "replace").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def main(report: str, url: str, gateway: str) -> int:
    """Run the bot until it is told to stop."""
    set_up = Drillbot.setup_hook

    async def watched(client: Drillbot) -> None:
        await set_up(client)
        client.watching = asyncio.create_task(watch(client, Path(report)))  # type: ignore[attr-defined]

    Drillbot.setup_hook = watched  # type: ignore[assignment,method-assign]
    with redirected(url, gateway):
        return drillbook(["bot"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
