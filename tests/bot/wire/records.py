"""What Discord keeps: users, roles, members, guilds and channels, and how each reads on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bot.wire.messages import Message

Json = dict[str, Any]


class Kind(IntEnum):
    """The types of channels that the fake knows."""

    TEXT = 0
    DIRECT = 1
    CATEGORY = 4
    NEWS = 5
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = (Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)


@dataclass(slots=True, eq=False)
class User:
    """An account. Where it is not `reachable`, it lets nobody write to it directly."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    reachable: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def json(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0001" if self.bot else "0",
            "global_name": None if self.bot else self.name.title(),
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(slots=True, eq=False)
class Role:
    """A role; the one with its guild's own number is @everyone."""

    id: int
    name: str
    permissions: int
    position: int

    def json(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild, with the numbers of the roles."""

    user: User
    roles: list[int]
    joined: datetime
    nick: str | None = None

    def json(self, with_user: bool = True) -> Json:
        data: Json = {
            "roles": [str(role) for role in self.roles],
            "joined_at": self.joined.isoformat(),
            "nick": self.nick,
            "avatar": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
        }
        if with_user:
            data["user"] = self.user.json()
        return data


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """A file that somebody puts into an option of a command, and where it may be fetched."""

    id: int
    name: str
    data: bytes
    url: str

    def json(self) -> Json:
        known = {"id": str(self.id), "filename": self.name, "size": len(self.data)}
        return known | {"url": self.url, "proxy_url": self.url, "ephemeral": True}


@dataclass(slots=True, eq=False)
class Guild:
    """A server; its threads are among its channels, and so is that in which the `system` speaks."""

    id: int
    name: str
    owner: User
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    locale: str = "en-US"
    system: Channel | None = None

    def json(self) -> Json:
        """As GET gives it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "roles": [role.json() for role in self.roles.values()],
            "preferred_locale": self.locale,
            "system_channel_id": None if self.system is None else str(self.system.id),
            **dict.fromkeys(("icon", "splash", "banner", "description", "rules_channel_id")),
            **dict.fromkeys(("afk_channel_id", "public_updates_channel_id", "vanity_url_code", "application_id")),
            **dict.fromkeys(("verification_level", "default_message_notifications", "explicit_content_filter"), 0),
            **dict.fromkeys(("mfa_level", "nsfw_level", "premium_tier", "system_channel_flags"), 0),
            "afk_timeout": 300,
            "features": [],
            "emojis": [],
            "stickers": [],
        }

    def created(self, seen: list[Member], visible: list[Channel]) -> Json:
        """As GUILD_CREATE gives it, with the members and channels that the bot is shown."""
        return {
            **self.json(),
            "joined_at": next(iter(self.members.values())).joined.isoformat(),
            "large": len(self.members) > 250,
            "member_count": len(self.members),
            "members": [member.json() for member in seen],
            "channels": [channel.json() for channel in visible if channel.kind not in THREADS],
            "threads": [channel.json() for channel in visible if channel.kind in THREADS and not channel.archived],
            **{name: [] for name in ("presences", "voice_states", "stage_instances", "soundboard_sounds")},
            "guild_scheduled_events": [],
        }


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies to one role or one member, apart from what holds in the guild."""

    of_role: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, a thread in one, or the direct messages with one user; it keeps its last messages."""

    id: int
    kind: Kind
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: User | None = None
    owner: User | None = None
    topic: str | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last: int | None = None
    archived: bool = False
    locked: bool = False
    changed: str = "2026-01-01T00:00:00+00:00"
    duration: int = 1440
    followers: set[int] = field(default_factory=set)
    posted: int = 0

    @property
    def latest(self) -> Message | None:
        """The newest message that is kept."""
        return next(reversed(self.messages.values()), None)

    def json(self) -> Json:
        data: Json = {
            "id": str(self.id),
            "type": int(self.kind),
            "last_message_id": None if self.last is None else str(self.last),
            "flags": 0,
        }
        if self.recipient is not None:
            return {**data, "recipients": [self.recipient.json()]}
        assert self.guild is not None
        data |= {
            "guild_id": str(self.guild.id),
            "name": self.name,
            "parent_id": None if self.parent is None else str(self.parent.id),
            "rate_limit_per_user": 0,
        }
        if self.kind in THREADS:
            return data | {
                "owner_id": str(self.owner.id) if self.owner else "0",
                "message_count": self.posted,
                "total_message_sent": self.posted,
                "member_count": len(self.followers),
                "thread_metadata": {
                    "archived": self.archived,
                    "locked": self.locked,
                    "auto_archive_duration": self.duration,
                    "archive_timestamp": self.changed,
                    "create_timestamp": self.changed,
                },
            }
        return data | {
            "position": 0,
            "topic": self.topic,
            "nsfw": False,
            "permission_overwrites": [
                {"id": str(who), "type": 0 if one.of_role else 1, "allow": str(one.allow), "deny": str(one.deny)}
                for who, one in self.overwrites.items()
            ],
        }
