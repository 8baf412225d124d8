"""Discord's state, which outlives every connection of the bot, and what the bot may see of it."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bot.wire import permissions
from tests.bot.wire.gateway import CONTENT_INTENT, MEMBERS_INTENT, Gateway
from tests.bot.wire.interactions import Interaction
from tests.bot.wire.messages import Message
from tests.bot.wire.records import Channel, Guild, Json, Kind, Upload, User
from tests.bot.wire.refusals import unknown
from tests.bot.wire.traffic import Traffic

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_USER = re.compile(r"<@!?(\d+)>")
_MEMBERS_FLAG, _CONTENT_FLAG = 1 << 15, 1 << 19


class State:
    """Everything that Discord keeps."""

    deadline = 3.0
    """Within how many seconds an interaction must be acknowledged."""
    lifetime = 15 * 60.0
    """For how many seconds more may be said to an interaction."""
    nonces_kept = 5 * 60.0
    """For how many seconds a nonce is remembered."""
    files_kept = 500
    """Of how many messages, the last, the files are kept."""

    def __init__(self, clock: Callable[[], datetime], kept: int, requests: int, privileged: int, token: str) -> None:
        self._clock, self._ahead, self._last_id = clock, timedelta(), 0
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread = 0
        self.kept, self.token, self.privileged = kept, token, privileged
        self.address = ""
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self._directs: dict[int, Channel] = {}
        self.commands: dict[int | None, dict[int, Json]] = {None: {}}
        self.interactions: dict[str, Interaction] = {}
        self.nonces: dict[tuple[int, str], tuple[datetime, Message]] = {}
        self.with_files: deque[Message] = deque()
        self.uploads: dict[str, Upload] = {}
        self.traffic = Traffic(requests)
        self.sessions = Gateway(self)
        self.bot = self.new_user("drillbook", bot=True)
        self.developer = self.new_user("developer")

    @property
    def gateway(self) -> str:
        """Where the bot connects to."""
        return f"ws://{self.address}/"

    @property
    def url(self) -> str:
        """What the paths of requests are appended to."""
        return f"http://{self.address}/api/v10"

    @property
    def flags(self) -> int:
        """The application's flags, which say what the portal allows it."""
        allowed = {MEMBERS_INTENT: _MEMBERS_FLAG, CONTENT_INTENT: _CONTENT_FLAG}
        return sum(flag for intent, flag in allowed.items() if self.privileged & intent)

    def now(self) -> datetime:
        return self._clock() + self._ahead

    def set_ahead(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)

    def new_id(self) -> int:
        """A number that is greater than all before, and holds the time."""
        self._last_id = max((self.now() - _EPOCH) // timedelta(milliseconds=1) << 22, self._last_id + 1)
        return self._last_id

    def new_user(self, name: str, **more: Any) -> User:
        user = User(self.new_id(), name, **more)
        self.users[user.id] = user
        return user

    def new_channel(self, kind: Kind, name: str, **more: Any) -> Channel:
        """A channel of a guild, a thread, or one of direct messages; nobody is told."""
        channel = Channel(self.new_id(), kind, name, **more)
        self.enter(channel)
        return channel

    def enter(self, channel: Channel) -> None:
        channel.changed = self.now().isoformat()
        self.channels[channel.id] = channel
        if channel.guild is not None:
            channel.guild.channels[channel.id] = channel

    def direct(self, user: User) -> Channel:
        """The direct messages of the bot and a user."""
        if user.id not in self._directs:
            self._directs[user.id] = self.new_channel(Kind.DIRECT, user.name, recipient=user)
        return self._directs[user.id]

    def channel(self, number: str) -> Channel:
        """A channel by what a path says. Raises Refusal."""
        found = self.channels.get(int(number)) if number.isdecimal() else None
        if found is None:
            raise unknown("Channel")
        return found

    def message(self, channel: Channel, number: str) -> Message:
        """A message by what a path says. Raises Refusal."""
        found = channel.messages.get(int(number)) if number.isdecimal() else None
        if found is None:
            raise unknown("Message")
        return found

    def guild(self, number: str) -> Guild:
        """A guild by what a path says. Raises Refusal."""
        found = self.guilds.get(int(number)) if number.isdecimal() else None
        if found is None:
            raise unknown("Guild")
        return found

    def may(self, channel: Channel, user: User | None = None) -> int:
        """What a user, or the bot, may do in a channel."""
        return permissions.in_channel(channel, (user or self.bot).id)

    def hidden(self, message: Message, intents: int) -> bool:
        """Whether the bot is kept from reading a message."""
        if intents & CONTENT_INTENT or message.author is self.bot or message.channel.guild is None:
            return False
        if any(int(number) == self.bot.id for number in _USER.findall(message.content)):
            return False
        asked = message.channel.messages.get(message.replies_to or 0)
        regular = asked is not None and asked.author is self.bot and asked.interaction is None
        return not (regular and self.bot in message.mentions)

    def shown(self, message: Message, intents: int | None = None) -> Json:
        """A message as the bot may read it."""
        intents = self.sessions.intents if intents is None else intents
        data = message.json(self.bot.id, self.hidden(message, intents))
        if message.replies_to is not None:
            asked = message.channel.messages.get(message.replies_to)
            data["referenced_message"] = asked and asked.json(self.bot.id, self.hidden(asked, intents))
        return data

    def told(self, message: Message, intents: int) -> Json:
        """A message as an event tells of it."""
        data, guild = self.shown(message, intents), message.channel.guild
        if guild is not None:
            data["guild_id"] = str(guild.id)
            if message.author.id in guild.members:
                data["member"] = guild.members[message.author.id].json(with_user=False)
        return data

    def guild_created(self, guild: Guild, intents: int) -> Json:
        """A guild as the bot is told of it: of the members only itself, without the privileged intent."""
        everyone = intents & MEMBERS_INTENT
        seen = [one for number, one in guild.members.items() if everyone or number == self.bot.id]
        return guild.created(seen, [one for one in guild.channels.values() if self.may(one) & permissions.VIEW])
