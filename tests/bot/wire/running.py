"""Running the fake beside synchronous tests and other processes, and pointing a client of discord.py at it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState
from yarl import URL

from tests.bot.wire.fake import Fake


@contextmanager
def running(**options: Any) -> Iterator[Fake]:
    """The fake in a thread and loop of its own; `options` are those of Fake."""
    fake, loop = Fake(**options), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fake of Discord", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(fake.start(), loop).result()
        try:
            yield fake
        finally:
            asyncio.run_coroutine_threadsafe(_ended(fake), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
    fake.check()


async def _ended(fake: Fake) -> None:
    """Stop the fake, and whatever answer it is still slow with."""
    await fake.stop()
    for task in (left := asyncio.all_tasks() - {asyncio.current_task()}):
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@contextmanager
def redirected(url: str, gateway: str, *, ready: float = 0.05) -> Iterator[None]:
    """Within it, clients of discord.py in this process speak to the fake.

    They do not pause before they identify again, and wait `ready` seconds for more guilds before they are ready.
    """

    async def at_once(client: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        return None

    begin = ConnectionState.__init__

    def hurried(state: ConnectionState[Any], **options: Any) -> None:
        begin(state, **{"guild_ready_timeout": ready, **options})

    with (
        patch.object(Route, "BASE", url),
        patch.object(DiscordWebSocket, "DEFAULT_GATEWAY", URL(gateway)),
        patch.object(discord.Client, "before_identify_hook", at_once),
        patch.object(ConnectionState, "__init__", hurried),
    ):
        yield
