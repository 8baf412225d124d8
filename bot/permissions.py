"""What the bot must be allowed in a channel, each with what it is for, and the link that invites it with just that."""

from __future__ import annotations

from dataclasses import dataclass

import discord

APPLICATION = "APPLICATION_ID"
"""What stands in the link where the number of the application is not known."""


@dataclass(frozen=True, slots=True)
class Need:
    """A permission: its name in discord.py, in Discord's own words, and what the bot needs it for."""

    flag: str
    name: str
    why: str


NEEDS = (
    Need("view_channel", "View Channel", "to see the channel at all"),
    Need("send_messages", "Send Messages", "to post the daily exercise"),
    Need("send_messages_in_threads", "Send Messages in Threads", "to talk an exercise over below its post"),
    Need("create_public_threads", "Create Public Threads", "to open that thread"),
    Need("embed_links", "Embed Links", "to show an exercise in a frame of its own"),
    Need("attach_files", "Attach Files", "to show figures and formulas as pictures"),
    Need("read_message_history", "Read Message History", "to find its own post again after a restart"),
    Need("add_reactions", "Add Reactions", "to mark a reply that was read"),
)
PING = Need(
    "mention_everyone", "Mention @everyone, @here, and All Roles", "to ping a role that not everybody may mention"
)
NEEDED = discord.Permissions(**{need.flag: True for need in NEEDS})


def invite(application_id: int | str = APPLICATION) -> str:
    """The link with which somebody who manages a server adds the bot to it, with the permissions that it needs."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application_id}&permissions={NEEDED.value}"
        "&integration_type=0&scope=bot+applications.commands"
    )


def is_organiser(interaction: discord.Interaction) -> bool:
    """Whether somebody organises the server in which they act: what Discord asks for by default can be given away."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def missing(permissions: discord.Permissions, *, role_ping: bool = False) -> list[str]:
    """What is missing among the permissions in a channel, in Discord's words.

    With `role_ping`, a role is to be pinged that not everybody may mention.
    """
    return [need.name for need in lacking(permissions, role_ping=role_ping)]


def lacking(permissions: discord.Permissions, *, role_ping: bool = False) -> list[Need]:
    """What is missing among the permissions in a channel."""
    if permissions.administrator:
        return []
    needs = [*NEEDS, PING] if role_ping else NEEDS
    return [need for need in needs if not getattr(permissions, need.flag)]
