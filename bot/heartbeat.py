"""What the running bot tells of itself: in a file, to whoever asks over HTTP, and to systemd where that started it."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from aiohttp import web

from bot.client import Drillbot
from bot.health import Health, Shard, State, end, facts, keep, problems
from bot.logs import log
from bot.settings.values import PREFIX, Address
from compiler.console import Failure
from scheduler.rules import utc
from scheduler.store import StoreError, latest, remember

BEATS_EVERY, BEATS_AT_FIRST = 15.0, 1.0
"""Seconds between two signs of life, and until all has begun, so that systemd hears of that at once."""
WRITES_EVERY = timedelta(minutes=1)
"""How often it is tried whether the database takes something."""
PATIENCE = 10.0
"""Seconds that the database is waited for; its owner may be at work for somebody."""
PATH = "/health"
_TRIED = "health"  # under which name the database keeps the last try
LOG = logging.getLogger("drillbook.bot")


class Heartbeat:
    """Looks at a client every few seconds, and tells how it is."""

    def __init__(self, client: Drillbot) -> None:
        self._client, self._desk = client, client.desk
        self._store = client.desk.store.path
        self._version = _version()
        self._started = self._since = client.desk.now()
        self._state = State.STARTING
        self._connected: datetime | None = None
        self._tried: datetime | None = None
        self._written: datetime | None = None
        self._backup: datetime | None = None
        self._free: int | None = None
        self._is_kept = True

    @asynccontextmanager
    async def beating(self, address: Address | None) -> AsyncIterator[None]:
        """Tell how it is as long as the block lasts. Raises Failure where nobody can be listened to at the address."""
        runner = web.AppRunner(self._application(), access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await runner.setup()
        try:
            if address is not None:
                await _listen(runner, address)
            beats = asyncio.create_task(self._run())
            try:
                yield
            finally:
                beats.cancel()
                await asyncio.wait([beats])
                with suppress(OSError):
                    end(self._store.parent)
        finally:
            await runner.cleanup()

    async def _run(self) -> None:
        is_begun = False
        while True:
            try:
                told = await self.beat()
                is_begun = told.state is not State.STARTING and told.looked is not None
            except Exception as error:  # the next one may be given
                log(LOG, logging.ERROR, "no sign of life", error=error)
            await asyncio.sleep(BEATS_EVERY if is_begun else BEATS_AT_FIRST)

    async def beat(self) -> Health:
        """Give a sign of life: how the bot is, as it is told."""
        at = self._desk.now()
        if self._tried is None or not timedelta() <= at - self._tried < WRITES_EVERY:
            self._tried = at
            await self._write(at)
        await asyncio.to_thread(self._look_around, at)
        health = self.health()
        try:
            await asyncio.to_thread(keep, self._store.parent, health)
            self._is_kept = True
        except OSError as error:  # then the file grows old, which tells the same
            if self._is_kept:
                log(LOG, logging.ERROR, "no sign of life can be written", why=error.strerror)
            self._is_kept = False
        wrong = problems(health, health.at)
        ready = [] if health.state is State.STARTING else ["READY=1"]
        notify(*ready, "WATCHDOG=1", f"STATUS={'; '.join([health.state.value, *wrong])}")
        return health

    def health(self) -> Health:
        """How the bot is now."""
        client, is_ready, at = self._client, self._client.is_ready(), self._desk.now()
        if client.is_connected():
            self._connected = at
        if (state := self._state_now()) is not self._state:
            self._state, self._since = state, at
        return Health(
            version=self._version,
            process=os.getpid(),
            at=at,
            started=self._started,
            state=self._state,
            since=self._since,
            connected=self._connected,
            looked=client.poster.looked,
            written=self._written,
            backup=self._backup,
            free=self._free,
            shards=tuple(
                Shard(
                    number, is_ready and not client.lost & {number, None}, latency if math.isfinite(latency) else None
                )
                for number, latency in sorted(client.connections().items())
            ),
        )

    def _state_now(self) -> State:
        if self._desk.closing:
            return State.STOPPING
        if not self._client.is_ready():
            return State.STARTING
        return State.READY if self._client.is_connected() else State.DISCONNECTED

    async def _write(self, at: datetime) -> None:
        """See whether the database takes something."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._desk.run(lambda db: remember(db, _TRIED, utc(at)))
            self._written = at
        except (StoreError, TimeoutError) as error:
            log(LOG, logging.ERROR, "the store cannot be written", why=str(error) or "it took too long")

    def _look_around(self, at: datetime) -> None:
        with suppress(OSError):
            last = latest(self._store, at)
            self._backup = None if last is None else last.made
            self._free = shutil.disk_usage(self._store.parent).free

    def _application(self) -> web.Application:
        application = web.Application()
        application.router.add_get(PATH, self._answer)
        return application

    async def _answer(self, _: web.Request) -> web.Response:
        health = self.health()
        said = facts(health, health.at)
        return web.json_response(said, status=200 if said["healthy"] else 503)


async def _listen(runner: web.AppRunner, address: Address) -> None:
    host, port = address
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise Failure(
            f"nobody can be told at {host}:{port} how the bot is: {error.strerror or error}; choose another address "
            f"with {PREFIX}HEALTH, or none"
        ) from None
    log(LOG, logging.INFO, "tells how it is", address=f"http://{host}:{port}{PATH}")


def notify(*words: str) -> None:
    """Tell systemd something, in the words of sd_notify(3), where it started the bot and wants to hear."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if sys.platform == "win32" or not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.connect("\0" + address[1:] if address.startswith("@") else address)
        door.sendall("\n".join(words).encode())


def _version() -> str:
    try:
        return version("drillbook")
    except PackageNotFoundError:
        return "unknown"
