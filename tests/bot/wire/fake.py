"""The fake: what tests build, let people do, disturb and look at. It may be called from any thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar

from tests.bot.wire import people
from tests.bot.wire.building import Building, anywhere
from tests.bot.wire.gateway import CONTENT_INTENT, MEMBERS_INTENT
from tests.bot.wire.interactions import Asked, Interaction
from tests.bot.wire.messages import Message
from tests.bot.wire.people import Choice, Filled, Impossible, Option
from tests.bot.wire.posting import attach
from tests.bot.wire.records import Channel, Json, Upload, User
from tests.bot.wire.server import Server
from tests.bot.wire.traffic import Fault, Limit, Moment, Request, pattern
from tests.bot.wire.waiting import until, wait

T = TypeVar("T")


def _utc() -> datetime:
    return datetime.now(UTC)


class Fake(Building):
    """Discord on 127.0.0.1, while it is entered. Its state stays as long as the object, whatever the bot does.

    `clock` is the time of messages, nonces and interactions; each channel keeps its last `kept` messages and the log
    its last `requests`. Of the privileged intents, the portal allows those in `privileged`.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _utc,
        kept: int = 1000,
        requests: int = 20_000,
        privileged: int = CONTENT_INTENT | MEMBERS_INTENT,
        token: str = "MTIzNDU2Nzg5MDEyMzQ1Njc4.wire00.only-the-fake-of-Discord-takes-this-token",
    ) -> None:
        super().__init__(clock, kept, requests, privileged, token)
        self._server = Server(self)

    async def start(self) -> None:
        """Begin to serve, in the loop that runs."""
        self.loop, self.thread = asyncio.get_running_loop(), threading.get_ident()
        await self._server.start()

    async def stop(self) -> None:
        await self._server.stop()
        self.loop = None

    def check(self) -> None:
        """Raises what went wrong in the fake itself: NotImplementedError where the bot asked for what it lacks."""
        if self._server.broken:
            raise self._server.broken[0]

    async def __aenter__(self) -> Fake:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        if error is None:
            self.check()

    # What people do.

    @anywhere
    def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: dict[str, bytes] | None = None,
    ) -> Message:
        """Write a message, in reply to another with ping or without."""
        people.check_there(self, user, channel)
        message = Message(self.new_id(), channel, user, self.now(), text)
        if reply_to is not None:
            message.replies_to = reply_to.id
            message.allowed_mentions = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        attach(self, message, list((files or {}).items()))
        return self.write(message)

    @anywhere
    def edit(self, message: Message, text: str) -> None:
        message.content = text
        self.rewrite(message)

    @anywhere
    def delete(self, message: Message) -> None:
        self.erase(message)

    @anywhere
    def add_reaction(self, user: User, message: Message, emoji: str) -> None:
        self.react(message, user, emoji)

    @anywhere
    def remove_reaction(self, user: User, message: Message, emoji: str) -> None:
        self.react(message, user, emoji, add=False)

    @anywhere
    def upload(self, name: str, data: bytes) -> Upload:
        """A file for an option of a command, which may be fetched from now on."""
        number = self.new_id()
        path = f"/attachments/uploads/{number}/{name}"
        self.uploads[path] = Upload(number, name, data, f"http://{self.address}{path}")
        return self.uploads[path]

    @anywhere
    def command(self, user: User, channel: Channel, name: str, options: dict[str, Option] | None = None) -> Interaction:
        """Run a slash command; `name` holds the subcommands too, as in "drill now"."""
        people.check_there(self, user, channel)
        first, *words = name.split()
        data = people.command_data(people.registered(self, user, channel, first), words, options or {}, channel.guild)
        return people.ask(self, Asked.COMMAND, name, user, channel, data)

    @anywhere
    def autocomplete(
        self, user: User, channel: Channel, name: str, option: str, text: str, options: dict[str, Option] | None = None
    ) -> Interaction:
        """Type some text into an option of a command."""
        people.check_there(self, user, channel)
        first, *words = name.split()
        known = people.registered(self, user, channel, first)
        data = people.command_data(known, words, {**(options or {}), option: text}, channel.guild, focused=option)
        return people.ask(self, Asked.AUTOCOMPLETE, name, user, channel, data)

    @anywhere
    def press(self, user: User, message: Message, custom_id: str) -> Interaction:
        """Press a button."""
        people.check_there(self, user, message.channel)
        one = people.component(message, custom_id, user)
        data = {"custom_id": custom_id, "component_type": one["type"], "id": one.get("id", 1)}
        return people.ask(self, Asked.COMPONENT, custom_id, user, message.channel, data, message=message)

    @anywhere
    def choose(self, user: User, message: Message, custom_id: str, values: Sequence[Choice]) -> Interaction:
        """Choose in a select: values that it lists, or users, roles or channels."""
        people.check_there(self, user, message.channel)
        one = people.component(message, custom_id, user)
        resolved: Json = {}
        picked = people.chosen(one, values, message.channel.guild, resolved)
        data = {"custom_id": custom_id, "component_type": one["type"], "id": one.get("id", 1), "values": picked}
        data["resolved"] = resolved
        return people.ask(self, Asked.COMPONENT, custom_id, user, message.channel, data, message=message)

    @anywhere
    def submit(self, opener: Interaction, values: dict[str, Filled]) -> Interaction:
        """Fill in the modal that an interaction opened, and send it; the same modal may be sent again."""
        if opener.modal is None:
            raise Impossible("no modal was opened")
        user, channel = opener.user, opener.channel
        name, data = opener.modal["custom_id"], people.filled(opener.modal, values, channel.guild)
        return people.ask(self, Asked.MODAL, name, user, channel, data, message=opener.message, opener=opener)

    # What goes wrong.

    @anywhere
    def fault(
        self,
        method: str,
        path: str,
        status: int | None = None,
        *,
        times: int | None = 1,
        before: bool = True,
        cut: bool = False,
        delay: float = 0.0,
        code: int = 0,
        retry_after: float | None = None,
        everywhere: bool = False,
        body: Any = None,
    ) -> Fault:
        """Put a fault into the way of the next requests to a path, in which * stands for one part, ** for several.

        With a `status` they are refused, before they take effect or after; 429 takes `retry_after`, and `everywhere`
        makes that limit a global one. With `cut` the connection breaks, likewise. With `delay` they take longer.
        """
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        if body is None and status == 429:
            body = {"message": "You are being rate limited.", "retry_after": retry_after or 0.0, "global": everywhere}
        elif body is None:
            body = {"message": f"{status}: fault", "code": code}
        headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
        fault = Fault(method, pattern(path), status, times, before, body, headers, delay, cut)
        self.traffic.faults.append(fault)
        return fault

    @anywhere
    def limit(self, method: str, path: str, count: int, seconds: float, *, everywhere: bool = False) -> Limit:
        """Let at most `count` matching requests through in some seconds, by channel or guild, or `everywhere`."""
        limit = Limit(method, pattern(path), count, seconds, everywhere, f"bucket-{len(self.traffic.limits)}")
        self.traffic.limits.append(limit)
        return limit

    @anywhere
    def drop(self, code: int = 4000, shard: int | None = None) -> None:
        """Break the bot's connections to the gateway, or those of a shard; its session waits to be resumed."""
        self.sessions.drop(code, shard)

    @anywhere
    def forget_sessions(self, shard: int | None = None) -> None:
        """Lose the sessions, or those of a shard, and their connections: a resume is refused, and events are lost."""
        self.sessions.forget(shard)

    @anywhere
    def hold(self, shard: int = 0) -> None:
        """Leave the bot, or one of its shards, without an answer when it connects again."""
        self.sessions.hold(shard)

    @anywhere
    def let_go(self, shard: int = 0) -> None:
        """Answer the bot again that was held up."""
        self.sessions.let_go(shard)

    @anywhere
    def ask_to_reconnect(self) -> None:
        """Ask the bot to connect anew, as Discord does before it restarts a server of its own."""
        self.sessions.ask_to_reconnect()

    @anywhere
    def forget_nonces(self) -> None:
        self.nonces.clear()

    @anywhere
    def advance(self, seconds: float) -> None:
        """Put the fake's clock ahead: interactions age, nonces are forgotten."""
        self.set_ahead(seconds)

    # What is to be seen.

    @anywhere
    def on_request(self, callback: Callable[[Moment, Request], None]) -> None:
        """Have requests told, in the fake's thread: as each arrives, took effect, and is about to be answered."""
        self.traffic.listeners.append(callback)

    @anywhere
    def made(self, method: str, path: str) -> list[Request]:
        """The requests to a path so far, as far as the log goes back."""
        return self.traffic.made(method, path)

    @anywhere
    def look(self, found: Callable[[], T]) -> T:
        """What `found` gives while the fake holds still."""
        return found()

    @property
    def connected(self) -> bool:
        """Whether the bot has a session and is connected."""
        return self.sessions.connected

    async def until(self, found: Callable[[], T], timeout: float = 5.0) -> T:
        """What `found` gives once that is true. Raises TimeoutError."""
        return await until(found, timeout)

    def wait(self, found: Callable[[], T], timeout: float = 5.0) -> T:
        """The same, for another thread than the fake's."""
        if self.thread == threading.get_ident() and self.loop is not None:
            raise RuntimeError("this would stop the fake itself: await until()")
        return wait(lambda: self.look(found), timeout)
