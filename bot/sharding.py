"""The bot with several connections to Discord, among which its servers are shared: needed from 2,500 of them on."""

from __future__ import annotations

import discord

from bot.client import Drillbot


class ShardedDrillbot(Drillbot, discord.AutoShardedClient):
    """The same client; of Discord's connections each serves some of the servers, and the first all direct messages.

    A connection that was made anew is told of by `on_shard_ready`: `on_ready` comes only once all are there.
    """

    async def setup_hook(self) -> None:
        """As without shards, once it is known how many; that is asked here, where it is asked again after an outage."""
        if not self.shard_count:
            try:
                self.shard_count, *_ = await self.http.get_bot_gateway()
            except discord.GatewayNotFound as error:
                raise error.__cause__ or error from None
        await super().setup_hook()

    def connections(self) -> dict[int, float]:
        """The latency of every connection, in seconds, by its number."""
        return dict(self.latencies)

    async def on_disconnect(self) -> None:
        """One of them is lost; `on_shard_disconnect` says which."""

    async def on_shard_disconnect(self, shard: int) -> None:
        """This one is lost."""
        self.lost.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """It was taken up, and Discord has told what came meanwhile."""
        self.lost.discard(shard)

    async def on_shard_ready(self, shard: int) -> None:
        """It was made anew, and what came meanwhile was not heard."""
        self.lost.discard(shard)
        if self.is_ready():
            await self.catch_up()
