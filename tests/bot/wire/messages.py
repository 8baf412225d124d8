"""Messages, as Discord keeps them and as they read on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tests.bot.wire.records import Channel, Json, User

if TYPE_CHECKING:
    from tests.bot.wire.interactions import Interaction

EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False)
class Message:
    """A message, with what the bot asked for when it posted it, and the bytes of its files."""

    id: int
    channel: Channel
    author: User
    at: datetime
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    allowed_mentions: Json | None = None
    replies_to: int | None = None
    nonce: str | None = None
    flags: int = 0
    edited: datetime | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    interaction: Interaction | None = None
    original: bool = False
    thread: Channel | None = None
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Whether only the user of the interaction sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    def json(self, me: int, hidden: bool = False) -> Json:
        """As the bot `me` reads it; where it is `hidden`, without what the privileged intent would show."""
        guild, asked = self.channel.guild, self.interaction
        data: Json = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.json(),
            "content": "" if hidden else self.content,
            "embeds": [] if hidden else self.embeds,
            "components": [] if hidden else self.components,
            "attachments": [] if hidden else self.attachments,
            "timestamp": self.at.isoformat(),
            "edited_timestamp": None if self.edited is None else self.edited.isoformat(),
            "tts": False,
            "mention_everyone": self.mention_everyone,
            "mentions": [user.json() for user in self.mentions],
            "mention_roles": [str(role) for role in self.mention_roles],
            "pinned": False,
            "flags": self.flags,
            "type": 20 if self.original and asked and asked.kind == 2 else 19 if self.replies_to else 0,
        }
        if self.nonce is not None:
            data["nonce"] = self.nonce
        if self.replies_to is not None:
            data["message_reference"] = {"message_id": str(self.replies_to), "channel_id": str(self.channel.id)}
            if guild is not None:
                data["message_reference"]["guild_id"] = str(guild.id)
        if self.reactions:
            data["reactions"] = [_reaction(emoji, users, me) for emoji, users in self.reactions.items()]
        if self.author.id == me and asked is not None:
            data |= {"webhook_id": str(me), "application_id": str(me), "interaction_metadata": asked.metadata()}
        if self.thread is not None:
            data["thread"] = self.thread.json()
        return data


def _reaction(emoji: str, users: list[int], me: int) -> Json:
    return {
        "emoji": emoji_json(emoji),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "me": me in users,
        "me_burst": False,
        "burst_colors": [],
    }


def emoji_json(emoji: str) -> Json:
    """An emoji as its path names it: the character itself, or name:number."""
    name, _, number = emoji.partition(":")
    return {"id": number or None, "name": name}
