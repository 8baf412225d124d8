"""Direct messages, to members who asked for them and to organisers: Discord has an eye on who writes to many."""

from __future__ import annotations

import asyncio

import discord

from bot.answering.responding import Screen
from bot.desk import number_of

PAUSE = 0.35
"""How many seconds lie between two of them."""
MOST_SECONDS = 30.0
"""How long one may take, with all waiting that Discord asks for."""
_REFUSALS = (10013, 50007, 50278)
"""The account is gone; it takes no direct messages; it is in no server with the bot any more."""


async def write_to(client: discord.Client, account: str, screen: Screen, nonce: str) -> bool:
    """Send a direct message; whether it was taken: False where the account takes none, or is not Discord's.

    With the same nonce it is sent once within some minutes. Raises UNSAID.
    """
    if not account.startswith("discord:"):
        return False
    try:
        async with asyncio.timeout(MOST_SECONDS):
            direct = await client.create_dm(discord.Object(number_of(account)))
            await direct.send(screen.content, embeds=screen.embeds, view=screen.view, nonce=nonce)
    except discord.HTTPException as error:
        if error.code in _REFUSALS:
            return False
        raise
    return True
