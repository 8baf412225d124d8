"""What a member may do in a channel, as Discord reckons it from roles and overwrites."""

from __future__ import annotations

from discord import Permissions

from tests.bot.wire.records import THREADS, Channel, Guild

ALL = Permissions.all().value
VIEW = Permissions(view_channel=True).value
SEND = Permissions(send_messages=True).value
SEND_IN_THREADS = Permissions(send_messages_in_threads=True).value
EMBED = Permissions(embed_links=True).value
ATTACH = Permissions(attach_files=True).value
HISTORY = Permissions(read_message_history=True).value
REACT = Permissions(add_reactions=True).value
PUBLIC_THREADS = Permissions(create_public_threads=True).value
PRIVATE_THREADS = Permissions(create_private_threads=True).value
MANAGE_THREADS = Permissions(manage_threads=True).value
MANAGE_MESSAGES = Permissions(manage_messages=True).value
MANAGE_CHANNELS = Permissions(manage_channels=True).value
MANAGE_GUILD = Permissions(manage_guild=True).value
ADMINISTRATOR = Permissions(administrator=True).value
USUAL = (
    VIEW
    | SEND
    | SEND_IN_THREADS
    | EMBED
    | ATTACH
    | HISTORY
    | REACT
    | PUBLIC_THREADS
    | PRIVATE_THREADS
    | Permissions(use_application_commands=True, use_external_emojis=True, change_nickname=True).value
)
"""What @everyone may do in a new guild."""


def in_guild(guild: Guild, user: int) -> int:
    """What a member may do where no channel says otherwise; nothing for who is no member."""
    member = guild.members.get(user)
    if member is None:
        return 0
    if guild.owner.id == user:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role in member.roles:
        bits |= guild.roles[role].permissions
    return ALL if bits & ADMINISTRATOR else bits


def in_channel(channel: Channel, user: int) -> int:
    """What a user may do in a channel; a thread is ruled by the channel it hangs from."""
    if channel.guild is None:
        return USUAL if channel.recipient is not None else 0
    if channel.kind in THREADS and channel.parent is not None:
        return in_channel(channel.parent, user)
    bits = in_guild(channel.guild, user)
    if bits == ALL or bits == 0:
        return bits
    everyone = channel.overwrites.get(channel.guild.id)
    if everyone is not None:
        bits = bits & ~everyone.deny | everyone.allow
    roles = [channel.overwrites[role] for role in channel.guild.members[user].roles if role in channel.overwrites]
    for one in roles:
        bits &= ~one.deny
    for one in roles:
        bits |= one.allow
    own = channel.overwrites.get(user)
    if own is not None:
        bits = bits & ~own.deny | own.allow
    return bits if bits & VIEW else 0
