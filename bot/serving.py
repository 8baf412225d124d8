"""Running the bot: from the settings to a client that is logged in, and from a signal to one that has stopped."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable

import discord

from bot.answering.responding import UNSAID, is_outage
from bot.client import Drillbot
from bot.desk import Desk
from bot.health import OWNER
from bot.heartbeat import Heartbeat
from bot.logs import log, set_up
from bot.settings.tokens import PORTAL
from bot.settings.values import PREFIX, Settings
from bot.sharding import ShardedDrillbot
from compiler.console import Failure
from scheduler.commands import now, owned, shelf

LOG = logging.getLogger("drillbook.bot")
_UNKNOWN_TOKEN = f"Discord does not know this token; {PORTAL} → your application → Bot → Reset Token"
_TOO_MANY_SERVERS = f"the bot is in more servers than one connection may have; set {PREFIX}SHARDS=auto"
_WRONG_TOKEN, _NEEDS_SHARDS = 4004, 4011
FIRST_PAUSE, LAST_PAUSE = 2.0, 60.0
"""Seconds between two tries to reach Discord at the start."""


def serve(settings: Settings) -> int:
    """Run until a signal says stop. Raises Failure where it cannot run."""
    decks = shelf(settings.decks)
    set_up(settings.log_level, settings.log_format, settings.token.get_secret_value())
    for warning in settings.warnings:
        log(LOG, logging.WARNING, warning)
    with owned(OWNER) as store:
        desk = Desk(store, decks, now, settings.zone)
        gc.collect()  # while nobody waits
        return asyncio.run(_run(desk, settings))


async def _run(desk: Desk, settings: Settings) -> int:
    stop = asyncio.Event()
    _on_signals(stop.set)
    client = _client(desk, settings)
    async with Heartbeat(client).beating(settings.health):
        return await _until_told(client, settings, stop)


def _client(desk: Desk, settings: Settings) -> Drillbot:
    """The client, with one connection or with several."""
    if settings.shards is None:
        return Drillbot(desk, message_content=settings.message_content, proxy=settings.proxy)
    count = None if settings.shards == "auto" else settings.shards
    return ShardedDrillbot(desk, message_content=settings.message_content, proxy=settings.proxy, shards=count)


async def _until_told(client: Drillbot, settings: Settings, stop: asyncio.Event) -> int:
    """Stay connected until it is told to stop. Raises Failure where that cannot be."""
    running = asyncio.create_task(_connected(client, settings.token.get_secret_value()))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stopping.done():
        if not client.is_ready():  # nobody is served yet, and a login does not go on while all is closed
            running.cancel()
        await client.drain(settings.drain_seconds)
        running.cancel()
    stopping.cancel()
    try:
        await running
    except asyncio.CancelledError:
        pass
    except discord.LoginFailure:
        raise Failure(_UNKNOWN_TOKEN) from None
    except discord.ConnectionClosed as error:
        if error.code == _WRONG_TOKEN:
            raise Failure(_UNKNOWN_TOKEN) from None
        if error.code == _NEEDS_SHARDS:
            raise Failure(_TOO_MANY_SERVERS) from None
        raise Failure(
            f"Discord has ended the connection for good, with code {error.code}; start the bot again"
        ) from None
    except discord.PrivilegedIntentsRequired:
        raise Failure(
            f"message_content is on in the settings, but not at {PORTAL} → your application → Bot → Message Content "
            "Intent: switch it on there, or off here"
        ) from None
    finally:
        if not client.is_closed():
            await client.close()
    return 0


async def _connected(client: Drillbot, token: str) -> None:
    """Log in, however long Discord cannot be reached, and stay connected."""
    pause = FIRST_PAUSE
    while True:
        try:
            await client.login(token)
            break
        except UNSAID as error:
            if not is_outage(error):
                raise
            log(LOG, logging.WARNING, "Discord cannot be reached", why=type(error).__name__, again_in=pause)
            await client.http.close()
            client.http.clear()
            client.http.connector = discord.utils.MISSING  # the last one is closed
            await asyncio.sleep(pause)
            pause = min(LAST_PAUSE, pause * 2)
    await client.connect()


def _on_signals(stop: Callable[[], None]) -> None:
    """Have SIGTERM and SIGINT stop the bot in good order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        else:
            loop.add_signal_handler(number, stop)
