"""A client of discord.py as it is, with one command, and a guild for it to meet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from tests.bot.wire import Channel, Fake, Guild, Message, User, redirected

PLAIN = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True)
READING = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)
Handler = Callable[[Any], Awaitable[None]]


class Client(discord.Client):
    """A client with one command, and an ear for components and modals."""

    def __init__(self, intents: discord.Intents, on_command: Handler | None, on_press: Handler | None) -> None:
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.on_press = on_press
        self.resumed = 0
        self.failed: list[BaseException] = []

        async def drill(interaction: discord.Interaction[Client], topic: str = "any") -> None:
            interaction.extras["topic"] = topic
            assert on_command is not None
            await self.tried(on_command(interaction))

        async def topics(interaction: discord.Interaction[Client], typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=typed * 2, value=typed)]

        command: app_commands.Command[Any, ..., None] = app_commands.Command(
            name="now", description="Now", callback=drill
        )
        command.autocomplete("topic")(topics)
        group = app_commands.Group(name="drill", description="Drills")
        group.add_command(command)
        self.tree.add_command(group)

    async def tried(self, doing: Awaitable[None]) -> None:
        try:
            await doing
        except Exception as error:
            self.failed.append(error)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def on_interaction(self, interaction: discord.Interaction[Client]) -> None:
        if interaction.type is discord.InteractionType.component and self.on_press is not None:
            await self.tried(self.on_press(interaction))

    def text(self, channel: Channel) -> discord.TextChannel:
        found = self.get_channel(channel.id)
        assert isinstance(found, discord.TextChannel)
        return found


class Scene:
    """A guild with one channel and one learner, and a client that is ready."""

    def __init__(self, fake: Fake, client: Client, guild: Guild, channel: Channel, ada: User) -> None:
        self.fake, self.client, self.guild, self.channel, self.ada = fake, client, guild, channel, ada
        self.there = client.text(channel)

    async def heard(self, text: Message) -> discord.Message:
        """The message as the client hears of it."""
        found = await self.fake.until(lambda: [one for one in self.client.heard if one.id == text.id])
        return found[0]


@asynccontextmanager
async def scene(
    intents: discord.Intents = PLAIN, on_command: Handler | None = None, on_press: Handler | None = None
) -> AsyncIterator[Scene]:
    async with Fake() as fake:
        guild = fake.add_guild("class")
        channel, ada = fake.add_channel(guild, "drills"), fake.add_user("ada")
        fake.add_member(guild, ada)
        with redirected(fake.url, fake.gateway):
            client = Client(intents, on_command, on_press)
            serving = asyncio.create_task(client.start(fake.token))
            try:
                await fake.until(lambda: client.is_ready() or serving.done())
                if serving.done():
                    serving.result()
                yield Scene(fake, client, guild, channel, ada)
            finally:
                await client.close()
                await asyncio.wait([serving])


def play(act: Callable[[Scene], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def run() -> None:
        async with scene(**options) as there:
            await act(there)

    asyncio.run(run())
