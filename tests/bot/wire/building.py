"""Building Discord: users, guilds, roles, members and channels, before the bot comes and while it is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from discord import Permissions

from tests.bot.wire import permissions
from tests.bot.wire.gateway import MEMBERS_INTENT
from tests.bot.wire.records import Channel, Guild, Kind, Member, Role, User
from tests.bot.wire.world import GUILDS, World

P = ParamSpec("P")
T = TypeVar("T")
W = TypeVar("W", bound=World)
_ANSWERED_IN = 60.0


def anywhere(method: Callable[Concatenate[W, P], T]) -> Callable[Concatenate[W, P], T]:
    """Run a method in the thread of the fake's loop, whichever thread calls it."""

    def call(self: W, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if self.loop is None or self.thread == threading.get_ident():
            return method(self, *args, **kwargs)
        result: Future[T] = Future()

        def run() -> None:
            try:
                result.set_result(method(self, *args, **kwargs))
            except Exception as error:
                result.set_exception(error)

        self.loop.call_soon_threadsafe(run)
        return result.result(_ANSWERED_IN)

    return wraps(method)(call)


class Building(World):
    """What there is."""

    @anywhere
    def add_user(self, name: str, *, locale: str = "en-US", reachable: bool = True) -> User:
        return self.new_user(name, locale=locale, reachable=reachable)

    @anywhere
    def add_guild(
        self,
        name: str = "guild",
        owner: User | None = None,
        *,
        everyone: Permissions | None = None,
        bot: Permissions | None = None,
        locale: str = "en-US",
    ) -> Guild:
        """A guild which the bot is in, with what @everyone and, by a role of its own, the bot may do."""
        owner = owner or self.developer
        guild = Guild(self.new_id(), name, owner, locale=locale)
        bits = permissions.USUAL if everyone is None else everyone.value
        guild.roles[guild.id] = Role(guild.id, "@everyone", bits, 0)
        roles = []
        if bot is not None:
            role = Role(self.new_id(), self.bot.name, bot.value, 1)
            guild.roles[role.id] = role
            roles = [role.id]
        for user, own in ((self.bot, roles), (owner, [])):
            guild.members[user.id] = Member(user, list(own), self.now())
        self.guilds[guild.id] = guild
        self.sessions.emit("GUILD_CREATE", GUILDS, lambda intents: self.guild_created(guild, intents))
        return guild

    @anywhere
    def remove_guild(self, guild: Guild) -> None:
        """Throw the bot out of a guild."""
        self.part(guild)

    @anywhere
    def invite(self, guild: Guild) -> None:
        """Let the bot into a guild again that it was thrown out of."""
        guild.members[self.bot.id] = Member(self.bot, [], self.now())
        self.guilds[guild.id] = guild
        self.sessions.emit("GUILD_CREATE", GUILDS, lambda intents: self.guild_created(guild, intents))

    @anywhere
    def remove_member(self, guild: Guild, user: User) -> None:
        """Let a member leave."""
        del guild.members[user.id]
        data = {"guild_id": str(guild.id), "user": user.json()}
        self.sessions.emit("GUILD_MEMBER_REMOVE", MEMBERS_INTENT, lambda _: data)

    @anywhere
    def add_role(self, guild: Guild, name: str, allow: Permissions | None = None) -> Role:
        role = Role(self.new_id(), name, allow.value if allow else 0, len(guild.roles))
        guild.roles[role.id] = role
        data = {"guild_id": str(guild.id), "role": role.json()}
        self.sessions.emit("GUILD_ROLE_CREATE", GUILDS, lambda _: data)
        return role

    @anywhere
    def add_member(self, guild: Guild, user: User, roles: Iterable[Role] = (), nick: str | None = None) -> Member:
        return self.join(guild, user, [role.id for role in roles], nick)

    @anywhere
    def add_channel(
        self,
        guild: Guild,
        name: str = "channel",
        kind: Kind = Kind.TEXT,
        *,
        allow: Permissions | None = None,
        deny: Permissions | None = None,
        parent: Channel | None = None,
    ) -> Channel:
        """A channel, with what the bot is allowed and denied in it."""
        channel = self.new_channel(kind, name, guild=guild, parent=parent)
        if allow or deny:
            self.overwrite(channel, self.bot.id, False, allow.value if allow else 0, deny.value if deny else 0)
        if self.may(channel) & permissions.VIEW:
            self.emit_channel("CHANNEL_CREATE", channel)
        return channel

    @anywhere
    def permit(
        self,
        channel: Channel,
        who: User | Role | None = None,
        *,
        allow: Permissions | None = None,
        deny: Permissions | None = None,
    ) -> None:
        """Say what somebody, by default the bot, may do in a channel from now on."""
        whose = who or self.bot
        self.overwrite(
            channel, whose.id, isinstance(whose, Role), allow.value if allow else 0, deny.value if deny else 0
        )

    @anywhere
    def remove_channel(self, channel: Channel) -> None:
        self.forget_channel(channel)

    @anywhere
    def archive(self, thread: Channel) -> None:
        """Put a thread away, as Discord does once nothing has been written in it for a while."""
        thread.archived = True
        self.emit_channel("THREAD_UPDATE", thread)

    @anywhere
    def direct_messages(self, user: User) -> Channel:
        """The channel of direct messages between a user and the bot."""
        return self.direct(user)
