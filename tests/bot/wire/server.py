"""Serving: requests are read, logged, hindered where a fault or a limit says so, and answered by their endpoints."""

from __future__ import annotations

import asyncio
import json
from time import monotonic
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from tests.bot.wire import answers, channels, places
from tests.bot.wire.calls import Answer, Call, find
from tests.bot.wire.refusals import Refusal, unknown
from tests.bot.wire.traffic import Fault, Request, too_many
from tests.bot.wire.world import World

_ENDPOINTS = (answers, channels, places)
_API = "/api/v10"
_FILES = "/attachments/"
_MOST = 25 * 2**20
"""How many bytes a request may have."""
_OPEN = ("/interactions/", "/webhooks/")
Files = list[tuple[str, bytes]]


class Server:
    """The address at which a world is found, from `start` to `stop`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._runner: web.ServerRunner | None = None
        self.broken: list[Exception] = []

    async def start(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._world.address = f"{host}:{port}"

    async def stop(self) -> None:
        self._world.sessions.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.rel_url.raw_path
        if path.startswith(_API):
            return await self._answer(request, path.removeprefix(_API))
        if path.startswith(_FILES):
            return self._file(path)
        return await self._world.sessions.serve(request)

    async def _answer(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        traffic = self._world.traffic
        body, files = await _read(http)
        authorization = http.headers.get("Authorization", "")
        sizes = {name: len(data) for name, data in files}
        request = Request(http.method, path, dict(http.query), body, sizes, monotonic(), authorization)
        traffic.arrived(request)
        refused, headers = traffic.within(request)
        fault = traffic.fault(request) if refused is None else None
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if refused is not None:
            request.status, request.answer = 429, refused
        elif fault is not None and fault.before and (fault.cut or fault.status is not None):
            _stumble(request, fault, headers)
        else:
            self._carry_out(request, files)
            traffic.tell("done", request)
            if fault is not None and (fault.cut or fault.status is not None):
                _stumble(request, fault, headers)
        if request.status == 0 and http.transport is not None:
            http.transport.abort()
        response = _response(request, headers)
        traffic.tell("answered", request)
        return response

    def _carry_out(self, request: Request, files: Files) -> None:
        """Let the endpoint do what is asked; what it gives becomes the request's answer."""
        try:
            answer = self._endpoint(request, files)
        except Refusal as refusal:
            request.status, request.answer = refusal.status, refusal.json()
        except Exception as error:
            # What the fake does not know is no failing of the bot: it ends the test.
            self.broken.append(error)
            request.status, request.answer = 400, {"message": f"{type(error).__name__}: {error}", "code": 0}
        else:
            request.status, request.answer = (204, None) if answer is None else (200, answer)

    def _endpoint(self, request: Request, files: Files) -> Answer:
        if not request.path.startswith(_OPEN) and request.authorization != f"Bot {self._world.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        found = find(request.method, request.path)
        if found is None:
            raise NotImplementedError(f"{request.method} {request.path}")
        function, parts = found
        return function(self._world, Call(request.body, request.query, files), *parts)

    def _file(self, path: str) -> web.Response:
        if path in self._world.uploads:
            return web.Response(body=self._world.uploads[path].data)
        channel, message, name = path.removeprefix(_FILES).split("/", 2)
        try:
            files = self._world.message(self._world.channel(channel), message).files
            return web.Response(body=files[unquote(name)])
        except (Refusal, KeyError):
            return web.json_response(unknown("Message").json(), status=404)


def _stumble(request: Request, fault: Fault, headers: dict[str, str]) -> None:
    request.status, request.answer = 0 if fault.cut else fault.status, fault.body
    headers |= fault.headers


async def _read(http: web.BaseRequest) -> tuple[Any, Files]:
    """The JSON of a body, and the files that come with it."""
    http = http.clone(client_max_size=_MOST)
    if not http.content_type.startswith("multipart/"):
        raw = await http.read()
        return (json.loads(raw) if raw else {}), []
    form: MultiDictProxy[Any] = await http.post()
    files = MultiDict((name, field) for name, field in form.items() if isinstance(field, web.FileField))
    body = json.loads(form["payload_json"]) if "payload_json" in form else {}
    found = [(field.filename, field.file.read()) for field in files.values()]
    for field in files.values():
        field.file.close()
    return body, found


def _response(request: Request, headers: dict[str, str]) -> web.Response:
    status = request.status or 500
    if status == 204:
        return web.Response(status=204, headers=headers)
    if status == 429:
        # Without Via a client takes it for a ban of its address.
        headers = {"Via": "1.1 google", **headers}
        if request.answer is None:
            request.answer = too_many(float(headers.get("Retry-After", "0")), False)
    # Its type must be exactly this, or a client reads it as text.
    kind = {"Content-Type": "application/json"}
    return web.Response(status=status, body=json.dumps(request.answer).encode(), headers={**headers, **kind})
