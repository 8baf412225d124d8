"""The gateway: sessions, which outlive their connections, and the connections, over which events go out in order."""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.bot.wire.records import Json

if TYPE_CHECKING:
    from tests.bot.wire.state import State

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _MEMBERS, _INVALID, _HELLO, _ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
_KEPT = 5_000
WRONG_TOKEN, NEEDS_SHARDS, DISALLOWED_INTENTS = 4004, 4011, 4014
MEMBERS_INTENT, CONTENT_INTENT = 1 << 1, 1 << 15
_PRIVILEGED = MEMBERS_INTENT | 1 << 8 | CONTENT_INTENT


class Connection:
    """One websocket: what is put into it is sent in order, compressed where the client asked for that."""

    def __init__(self, socket: web.WebSocketResponse, compress: bool) -> None:
        self.socket = socket
        self.queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._zlib = zlib.compressobj(level=1) if compress else None
        self.code = int(WSCloseCode.OK)

    def put(self, op: int, data: object, name: str | None = None, number: int | None = None) -> None:
        self.queue.put_nowait(json.dumps({"op": op, "d": data, "s": number, "t": name}))

    def close(self, code: int) -> None:
        """Close it once everything before is sent."""
        self.code = code
        self.queue.put_nowait(None)

    async def write(self) -> None:
        """Send until it is closed."""
        with suppress(ConnectionError):
            while (text := await self.queue.get()) is not None:
                if self._zlib is None:
                    await self.socket.send_str(text)
                else:
                    packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(packed)
            await self.socket.close(code=self.code)


class Session:
    """What a client is owed: the events since it identified, the last of which are kept to be sent again."""

    def __init__(self, intents: int, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard, self.shards = shard
        self.number = 0
        self.kept: deque[tuple[int, str]] = deque(maxlen=_KEPT)
        self.connection: Connection | None = None

    def has(self, guild: int) -> bool:
        """Whether its shard is told of a guild; 0 stands for direct messages."""
        return (guild >> 22) % self.shards == self.shard

    def put(self, name: str, data: Json) -> None:
        self.number += 1
        text = json.dumps({"op": _DISPATCH, "d": data, "s": self.number, "t": name})
        self.kept.append((self.number, text))
        if self.connection is not None:
            self.connection.queue.put_nowait(text)

    def resume(self, connection: Connection, after: int) -> bool:
        """Send what was missed; False where that is not kept any more."""
        missed = [text for number, text in self.kept if number > after]
        if len(missed) < self.number - after:
            return False
        self.connection = connection
        for text in missed:
            connection.queue.put_nowait(text)
        return True


class Gateway:
    """All sessions, and counts of how they began."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.sessions: dict[str, Session] = {}
        self.open: set[Connection] = set()
        self.identified = 0
        self.resumed = 0
        self.intents = 0
        self.latest: Json = {}
        self.answers_heartbeats = True
        self.shards = 1
        """How many it advises; a client that has no shards is turned away where these are more than one."""
        self._held: dict[int, list[tuple[Connection, Json]]] = {}

    @property
    def connected(self) -> bool:
        """Whether a client with a session is there."""
        return any(session.connection is not None for session in self.sessions.values())

    def emit(self, name: str, intent: int, render: Callable[[int], Json]) -> None:
        """Give every session that wants it an event; `render` makes it for a session's intents."""
        for session in self.sessions.values():
            if not intent or session.intents & intent:
                data = render(session.intents)
                if session.has(_guild(name, data)):
                    session.put(name, data)

    def drop(self, code: int = 4000, shard: int | None = None) -> None:
        """Close every connection, or those of a shard; the sessions stay, to be resumed."""
        dropped = [one for one in self.sessions.values() if shard in (None, one.shard)]
        for connection in self.open if shard is None else {one.connection for one in dropped if one.connection}:
            connection.close(code)
        for session in dropped:
            session.connection = None

    def forget(self, shard: int | None = None) -> None:
        """Lose all sessions, or those of a shard, with their connections."""
        self.drop(shard=shard)
        self.sessions = {key: one for key, one in self.sessions.items() if shard not in (None, one.shard)}

    def hold(self, shard: int) -> None:
        """Say nothing to a shard that wants to begin or to resume, until it is let go."""
        self._held[shard] = []

    def let_go(self, shard: int) -> None:
        """Answer a shard that was held up."""
        for connection, message in self._held.pop(shard):
            self._receive(connection, message)

    def ask_to_reconnect(self) -> None:
        """Tell every client to connect again and resume."""
        for connection in self.open:
            connection.put(_RECONNECT, None)

    async def serve(self, request: web.BaseRequest) -> web.WebSocketResponse:
        """A connection, from hello to its end."""
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request.query.get("compress") == "zlib-stream")
        self.open.add(connection)
        connection.put(_HELLO, {"heartbeat_interval": 41_250})
        writer = asyncio.create_task(connection.write())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(connection, json.loads(message.data))
        finally:
            self._left(connection)
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
        return socket

    def _left(self, connection: Connection) -> None:
        self.open.discard(connection)
        ended = connection.socket.close_code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY)
        for session in list(self.sessions.values()):
            if session.connection is connection:
                session.connection = None
                if ended:
                    del self.sessions[session.id]

    def _receive(self, connection: Connection, message: Json) -> None:
        op: int = message["op"]
        data: Any = message.get("d")
        if op in (_IDENTIFY, _RESUME) and (held := self._held.get(self._shard(op, data))) is not None:
            held.append((connection, message))
        elif op == _HEARTBEAT and self.answers_heartbeats:
            connection.put(_ACK, None)
        elif op == _IDENTIFY:
            self._identify(connection, data)
        elif op == _RESUME:
            self._resume(connection, data)
        elif op == _MEMBERS:
            self._members(connection, data)

    def _shard(self, op: int, data: Json) -> int:
        """Which shard wants to begin or to resume; 0 where that is not known any more."""
        if op == _IDENTIFY:
            return int(data.get("shard", [0])[0])
        return self.sessions[data["session_id"]].shard if data["session_id"] in self.sessions else 0

    def _identify(self, connection: Connection, data: Json) -> None:
        state, intents = self._state, data["intents"]
        if data["token"] != state.token:
            return connection.close(WRONG_TOKEN)
        if intents & _PRIVILEGED & ~state.privileged:
            return connection.close(DISALLOWED_INTENTS)
        if self.shards > 1 and "shard" not in data:
            return connection.close(NEEDS_SHARDS)
        self.identified += 1
        self.intents, self.latest = intents, data
        shard, shards = data.get("shard", [0, 1])
        self.sessions = {key: one for key, one in self.sessions.items() if one.connection or one.shard != shard}
        session = Session(intents, (shard, shards))
        session.connection = connection
        self.sessions[session.id] = session
        session.put(
            "READY",
            {
                "v": 10,
                "user": state.bot.json(),
                "application": {"id": str(state.bot.id), "flags": state.flags},
                "guilds": [{"id": str(guild), "unavailable": True} for guild in state.guilds if session.has(guild)],
                "session_id": session.id,
                "resume_gateway_url": state.gateway,
                "shard": [shard, shards],
            },
        )
        for guild in state.guilds.values():
            if session.has(guild.id):
                session.put("GUILD_CREATE", {**state.guild_created(guild, intents), "unavailable": False})
        return None

    def _resume(self, connection: Connection, data: Json) -> None:
        if data["token"] != self._state.token:
            return connection.close(WRONG_TOKEN)
        session = self.sessions.get(data["session_id"])
        if session is None or not session.resume(connection, data["seq"] or 0):
            return connection.put(_INVALID, False)
        self.resumed += 1
        session.put("RESUMED", {})
        return None

    def _members(self, connection: Connection, data: Json) -> None:
        session = next((one for one in self.sessions.values() if one.connection is connection), None)
        guild = self._state.guilds.get(int(data["guild_id"]))
        if session is None or guild is None:
            return
        wanted = {int(number) for number in data.get("user_ids", ())} or set(guild.members)
        found = [member.json() for number, member in guild.members.items() if number in wanted]
        chunk = {"guild_id": str(guild.id), "members": found, "chunk_index": 0, "chunk_count": 1, "not_found": []}
        session.put("GUILD_MEMBERS_CHUNK", {**chunk, "nonce": data.get("nonce")})


def _guild(name: str, data: Json) -> int:
    """The guild that an event is about; 0 for direct messages."""
    about = data["id"] if name in ("GUILD_CREATE", "GUILD_DELETE") else data.get("guild_id")
    return int(about or 0)
