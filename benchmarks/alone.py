"""discord.py alone, in a process that speaks to the wire fake: it connects, and sends a message to each channel.

Arguments: REPORT TOKEN URL GATEWAY CHANNELS, the last one a JSON list.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import discord

from tests.bot.wire import redirected

A_SECOND = 50
"""What Discord takes of one bot."""


class Alone(discord.Client):
    """Sends what a drill looks like, at Discord's pace."""

    def __init__(self, report: Path, channels: list[int]) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self._report, self._channels = report, channels

    async def on_ready(self) -> None:
        """Send all, then say so."""
        self._report.write_text("ready", "utf-8")
        sending = []
        for number in self._channels:
            sending.append(asyncio.create_task(self._send(number)))
            await asyncio.sleep(1 / A_SECOND)
        await asyncio.gather(*sending)
        self._report.write_text("sent", "utf-8")

    async def _send(self, number: int) -> None:
        channel = self.get_channel(number)
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Answer with numbers of my own", custom_id="own"))
        await channel.send(embed=discord.Embed(title="A drill", description="How many bytes? " * 20), view=view)


def main(report: str, token: str, url: str, gateway: str, channels: str) -> None:
    """Run until the process is ended."""
    with redirected(url, gateway):
        Alone(Path(report), json.loads(channels)).run(token, log_handler=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
