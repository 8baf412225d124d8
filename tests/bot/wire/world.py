"""The changes to Discord's state that people and the bot make, and the events that tell of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

from tests.bot.wire import permissions
from tests.bot.wire.gateway import MEMBERS_INTENT
from tests.bot.wire.interactions import Interaction
from tests.bot.wire.messages import Message, emoji_json
from tests.bot.wire.records import THREADS, Channel, Guild, Json, Kind, Member, Overwrite, User
from tests.bot.wire.state import State

GUILDS = 1 << 0
_GUILD_MESSAGES, _DIRECT_MESSAGES = 1 << 9, 1 << 12
_GUILD_REACTIONS, _DIRECT_REACTIONS = 1 << 10, 1 << 13
_USER, _ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")


class World(State):
    """What may happen. It happens in one thread only."""

    def emit_message(self, name: str, message: Message) -> None:
        channel = message.channel
        if not message.ephemeral and self.may(channel) & permissions.VIEW:
            intent = _DIRECT_MESSAGES if channel.guild is None else _GUILD_MESSAGES
            self.sessions.emit(name, intent, lambda intents: self.told(message, intents))

    def emit_channel(self, name: str, channel: Channel, **more: Any) -> None:
        self.sessions.emit(name, GUILDS, lambda _: {**channel.json(), **more})

    def write(self, message: Message) -> Message:
        """Put a message into its channel, and tell of it; an ephemeral one lives in its interaction alone."""
        channel = message.channel
        self.read_mentions(message)
        if not message.ephemeral:
            channel.messages[message.id] = message
            channel.last = message.id
            channel.posted += 1
            for number in list(islice(channel.messages, max(0, len(channel.messages) - self.kept))):
                del channel.messages[number]
            if channel.archived and not channel.locked:
                channel.archived = False
                self.emit_channel("THREAD_UPDATE", channel)
        self.emit_message("MESSAGE_CREATE", message)
        return message

    def rewrite(self, message: Message) -> None:
        """Tell that a message was changed."""
        message.edited = self.now()
        self.read_mentions(message)
        self.emit_message("MESSAGE_UPDATE", message)

    def erase(self, message: Message) -> None:
        """Delete a message, and tell of it."""
        message.deleted = True
        channel = message.channel
        if channel.messages.pop(message.id, None) is None:
            return
        intent = _DIRECT_MESSAGES if channel.guild is None else _GUILD_MESSAGES
        data = {"id": str(message.id), "channel_id": str(channel.id)} | _of(channel.guild)
        self.sessions.emit("MESSAGE_DELETE", intent, lambda _: data)

    def read_mentions(self, message: Message) -> None:
        """Find whom a message pings: what it says, as far as its `allowed_mentions` go."""
        allowed = message.allowed_mentions
        parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse", ()))
        named = {int(number) for number in (allowed or {}).get("users", ())}
        said = (int(number) for number in _USER.findall(message.content))
        pinged = [self.users[one] for one in said if one in self.users and ("users" in parse or one in named)]
        asked = message.channel.messages.get(message.replies_to or 0)
        if asked is not None and (allowed or {}).get("replied_user", allowed is None):
            pinged.append(asked.author)
        message.mentions = _unique(pinged)
        roles = {int(number) for number in (allowed or {}).get("roles", ())}
        said = (int(number) for number in _ROLE.findall(message.content))
        message.mention_roles = [one for one in said if "roles" in parse or one in roles]
        message.mention_everyone = "everyone" in parse and (
            "@everyone" in message.content or "@here" in message.content
        )

    def keep_nonce(self, key: tuple[int, str], message: Message) -> None:
        """Remember a nonce, and let go of those that are too old."""
        self.nonces.pop(key, None)
        self.nonces[key] = self.now(), message
        oldest = self.now() - timedelta(seconds=self.nonces_kept)
        while self.nonces and next(iter(self.nonces.values()))[0] < oldest:
            del self.nonces[next(iter(self.nonces))]

    def keep_interaction(self, asked: Interaction) -> None:
        """Remember an interaction, and let go of those that nothing more can be said to."""
        self.interactions[asked.token] = asked
        oldest = self.now() - timedelta(seconds=2 * self.lifetime)
        while (first := next(iter(self.interactions.values()))).at < oldest:
            del self.interactions[first.token]

    def react(self, message: Message, user: User, emoji: str, add: bool = True) -> None:
        """Add a reaction to a message or take it away, and tell of it."""
        users = message.reactions.setdefault(emoji, [])
        if add == (user.id in users):
            return
        (users.append if add else users.remove)(user.id)
        if not users:
            del message.reactions[emoji]
        guild = message.channel.guild
        data: Json = {"user_id": str(user.id), "channel_id": str(message.channel.id), "message_id": str(message.id)}
        data |= {"emoji": emoji_json(emoji), "burst": False, "type": 0} | _of(guild)
        if add:
            data["message_author_id"] = str(message.author.id)
            if guild is not None and user.id in guild.members:
                data["member"] = guild.members[user.id].json()
        intent = _DIRECT_REACTIONS if guild is None else _GUILD_REACTIONS
        self.sessions.emit("MESSAGE_REACTION_ADD" if add else "MESSAGE_REACTION_REMOVE", intent, lambda _: data)

    def join(self, guild: Guild, user: User, roles: Iterable[int] = (), nick: str | None = None) -> Member:
        """Make a user a member, and tell of it."""
        member = guild.members[user.id] = Member(user, list(roles), self.now(), nick)
        data = {**member.json(), "guild_id": str(guild.id)}
        self.sessions.emit("GUILD_MEMBER_ADD", MEMBERS_INTENT, lambda _: data)
        return member

    def part(self, guild: Guild) -> None:
        """Take the bot out of a guild, and tell of it."""
        del self.guilds[guild.id], guild.members[self.bot.id]
        self.sessions.emit("GUILD_DELETE", GUILDS, lambda _: {"id": str(guild.id)})

    def open_thread(self, parent: Channel, name: str, owner: User, kind: Kind, start: Message | None = None) -> Channel:
        """Begin a thread, at a message or without one, and tell of it."""
        number = self.new_id() if start is None else start.id
        thread = Channel(number, kind, name, parent.guild, parent, owner=owner, followers={owner.id})
        self.enter(thread)
        if start is not None:
            start.thread = thread
            start.flags |= 1 << 5
            self.emit_message("MESSAGE_UPDATE", start)
        self.emit_channel("THREAD_CREATE", thread, newly_created=True)
        return thread

    def forget_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, and tell of it."""
        for thread in [one for one in self.channels.values() if one.parent is channel and one.kind in THREADS]:
            self.forget_channel(thread)
        del self.channels[channel.id]
        if channel.guild is not None:
            del channel.guild.channels[channel.id]
        self.emit_channel("THREAD_DELETE" if channel.kind in THREADS else "CHANNEL_DELETE", channel)

    def overwrite(self, channel: Channel, who: int, of_role: bool, allow: int, deny: int) -> None:
        """Say what a role or member may do in a channel, and tell of it; out of sight it is as good as deleted."""
        before = self.may(channel) & permissions.VIEW
        channel.overwrites[who] = Overwrite(of_role, allow, deny)
        after = self.may(channel) & permissions.VIEW
        events = {(True, True): "CHANNEL_UPDATE", (True, False): "CHANNEL_DELETE", (False, True): "CHANNEL_CREATE"}
        event = events.get((bool(before), bool(after)))
        if event is not None:
            self.emit_channel(event, channel)


def _of(guild: Guild | None) -> Json:
    return {} if guild is None else {"guild_id": str(guild.id)}


def _unique(users: list[User]) -> list[User]:
    return list({user.id: user for user in users}.values())
