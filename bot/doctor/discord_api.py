"""The doctor's look at Discord: the way there, the token, the application, and the places where it is to post.

It is asked over HTTP alone: whoever watches the bot does not see it come and go.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp
import discord
from discord.abc import GuildChannel

from bot.doctor.checks import Check, State, fine
from bot.permissions import NEEDS, PING, invite, missing
from bot.settings import proxies
from bot.settings.tokens import PORTAL
from bot.settings.values import PREFIX, Settings, Shards
from compiler.console import counted

Channel = tuple[int, int, int | None]
"""Where a schedule posts: a guild, its channel, and the role that is pinged."""
PATIENCE = 20.0
"""Seconds that an answer of Discord is waited for, with all retries."""
_SLOW_CLOCK, _WRONG_CLOCK = 5.0, 60.0  # seconds
_STATUS = "https://discordstatus.com"
MOST_SERVERS, _NEARLY = 2_500, 0.8
"""Servers that one connection may have; and from which part of them on there is a warning."""


@dataclass(slots=True)
class _Seen:
    """The way to Discord, and what answers tell besides what they say: the clock there, and the last status."""

    now: Callable[[], datetime]
    proxy: str | None = None
    status: int = 0
    offsets: list[tuple[float, float]] = field(default_factory=list)

    def trace(self) -> aiohttp.TraceConfig:
        """What lets aiohttp tell of each request."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._began)
        config.on_request_end.append(self._ended)
        return config

    def clock(self) -> Check:
        """How far the clock here is from the one there, as far as the journey and whole seconds let it be told."""
        name = "clock"
        if not self.offsets:
            return Check(name, State.WARNING, "it could not be compared: no answer of Discord had a time in it")
        unsure, ahead = min(self.offsets)
        far = max(0.0, abs(ahead) - unsure)
        if far <= _SLOW_CLOCK:
            return fine(name, "it agrees with Discord's")
        told = f"it is {abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} Discord's"
        remedy = "let the system set its clock, as `timedatectl set-ntp true` does: exercises are posted by it"
        return Check(name, State.WRONG if far > _WRONG_CLOCK else State.WARNING, told, remedy)

    async def _began(self, _: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
        context.began = asyncio.get_running_loop().time()

    async def _ended(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        took = asyncio.get_running_loop().time() - context.began
        here = self.now() - timedelta(seconds=took / 2)
        self.status = ended.response.status
        with suppress(KeyError, ValueError, TypeError):  # no Date, or none that is one
            there = parsedate_to_datetime(ended.response.headers["Date"]) + timedelta(seconds=0.5)
            self.offsets.append((took / 2 + 0.5, (here - there).total_seconds()))


async def discord_itself(settings: Settings, channels: Sequence[Channel], now: Callable[[], datetime]) -> list[Check]:
    """What Discord says of the token, the application, and the places where it is to post."""
    seen = _Seen(now, settings.proxy)
    async with _client(seen) as client:
        try:
            async with asyncio.timeout(PATIENCE):
                await client.login(settings.token.get_secret_value())
        except discord.LoginFailure:
            told = "Discord does not know it: it was reset, or a part is missing"
            remedy = f"{PORTAL} → your application → Bot → Reset Token shows a new one; pass it as {PREFIX}TOKEN"
            return [Check("token", State.WRONG, told, remedy), seen.clock()]
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            return [_unreachable(error, seen)]
        except (KeyError, TypeError, ValueError):  # a page, where JSON was expected
            told = "what answers in Discord's place is not Discord"
            return [Check("Discord", State.WRONG, told, "log in to this network first, or leave out the proxy")]
        application = client.application
        assert client.user is not None and application is not None
        checks = [fine("token", f"it is that of {client.user} ({application.id})"), seen.clock()]
        checks += _application(application, settings)
        for channel in channels:
            checks.append(await _channel(client, channel, application.id, seen))
        return list(dict.fromkeys(checks))  # of schedules in one channel, or in a server that the bot was put out of


@asynccontextmanager
async def _client(seen: _Seen) -> AsyncIterator[discord.Client]:
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        http_trace=seen.trace(),
        max_ratelimit_timeout=30.0,
        chunk_guilds_at_startup=False,
        proxy=seen.proxy,
    )
    try:
        yield client
    finally:
        await client.close()


def _unreachable(error: Exception, seen: _Seen) -> Check:
    """Why Discord did not answer as it should."""
    code = error.status if isinstance(error, discord.HTTPException) else seen.status
    if isinstance(error, discord.RateLimited) or code == 429:
        told = "Discord takes no more requests from here for now (429)"
        return Check("Discord", State.WRONG, told, "wait an hour; too many requests came from this address")
    if code >= 500:
        return Check("Discord", State.WRONG, f"Discord has a failure of its own ({code})", f"see {_STATUS}, and wait")
    if isinstance(error, discord.HTTPException):
        told = f"Discord refused with {error.status}"
        return Check(
            "Discord", State.WRONG, told, "something between here and Discord may answer in its place: a proxy?"
        )
    told, remedy = _no_connection(error, seen.proxy)
    return Check("Discord", State.WRONG, told, remedy)


def _no_connection(error: Exception, proxy: str | None) -> tuple[str, str]:
    """Why there was no answer at all, and what to do."""
    remedy = "see that https://discord.com opens from this machine; a firewall has to let port 443 out"
    if proxy is not None:
        way = f"the proxy {proxies.shown(proxy)}"
        remedy = f"see that it is the right one, in {PREFIX}PROXY or {proxies.VARIABLES[0]}"
        if isinstance(error, aiohttp.ClientHttpProxyError) and error.status == 407:
            return (
                f"{way} wants a user and a password (407)",
                f"pass them: {PREFIX}PROXY=http://user:password@host:port",
            )
        if isinstance(error, aiohttp.ClientHttpProxyError):
            return f"{way} does not let us through to Discord ({error.status})", remedy
        if isinstance(error, aiohttp.ClientProxyConnectionError):
            return f"{way} cannot be reached", remedy
        remedy = f"{remedy}, and that it lets us through to discord.com and gateway.discord.gg"
    if isinstance(error, TimeoutError):
        return f"Discord did not answer within {PATIENCE:g} s", remedy
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "there is no address for Discord: no network, or no name server", remedy
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "whoever answered could not show that it is Discord: a proxy in between, or old certificates", remedy
    return f"there is no connection with Discord ({type(error).__name__})", remedy


def _application(application: discord.AppInfo, settings: Settings) -> list[Check]:
    message_content = settings.message_content
    page = f"{PORTAL}/{application.id}"
    flags = application.flags
    is_on = flags.gateway_message_content or flags.gateway_message_content_limited
    name = "Message Content"
    if message_content and not is_on:
        remedy = f"switch it on at {page}/bot, or leave out {PREFIX}MESSAGE_CONTENT"
        first = Check(name, State.WRONG, "the settings ask for this intent, and the portal has it off", remedy)
    elif is_on and not message_content:
        remedy = f"{PREFIX}MESSAGE_CONTENT=true makes use of it; otherwise it can be off"
        first = Check(name, State.WARNING, "the portal has this intent on, and the settings do not ask for it", remedy)
    else:
        first = fine(name, "on, here and in the portal" if is_on else "off; replies are read where they ping the bot")
    checks = [first]
    if application.interactions_endpoint_url:
        told = "Discord sends commands and buttons to an address (Interactions Endpoint URL), not to the bot"
        checks.append(Check("interactions", State.WRONG, told, f"empty that field at {page}/information"))
    if application.bot_require_code_grant:
        told = "the bot asks for an OAuth2 code grant, with which the link of the invitation does not work"
        checks.append(Check("invitation", State.WRONG, told, f"switch Requires OAuth2 Code Grant off at {page}/bot"))
    elif not application.bot_public:
        checks.append(fine("invitation", f"its owner alone can invite it: {invite(application.id)}"))
    else:
        checks.append(fine("invitation", f"whoever manages a server can invite it: {invite(application.id)}"))
    return [*checks, _servers(application.approximate_guild_count, settings.shards)]


def _servers(count: int, shards: Shards) -> Check:
    """Whether the connections with Discord are enough for the servers that the bot is in."""
    name = "servers"
    if shards == "auto":
        return fine(name, f"it is in about {count:,}, for which Discord says how many connections it needs")
    most = MOST_SERVERS * (shards or 1)
    told = f"it is in about {count:,}, and with {counted(shards or 1, 'connection')} it may be in {most:,}"
    if count < most * _NEARLY:
        return fine(name, told)
    return Check(name, State.WRONG if count >= most else State.WARNING, told, f"set {PREFIX}SHARDS=auto")


async def _channel(client: discord.Client, wanted: Channel, application: int, seen: _Seen) -> Check:
    """Whether the bot may do in a channel what its schedule needs."""
    guild_id, channel_id, role = wanted
    name = f"channel {channel_id} in server {guild_id}"
    assert client.user is not None
    try:
        async with asyncio.timeout(PATIENCE):
            try:
                guild = await client.fetch_guild(guild_id, with_counts=False)
                member = await guild.fetch_member(client.user.id)
            except (discord.NotFound, discord.Forbidden):
                remedy = f"invite it: {invite(application)}"
                return Check(
                    f"server {guild_id}", State.WRONG, "the bot is not in it, and a schedule posts there", remedy
                )
            try:
                channel = await guild.fetch_channel(channel_id)
                inside = isinstance(channel, discord.Thread)
                around = (
                    await guild.fetch_channel(channel.parent_id) if isinstance(channel, discord.Thread) else channel
                )
            except discord.NotFound:
                return Check(
                    name, State.WRONG, f"{guild.name} has no such channel any more", "`/setup` chooses another"
                )
            except discord.Forbidden:
                told = f"the bot does not see it in {guild.name}"
                link = f"https://discord.com/channels/{guild_id}/{channel_id}"
                remedy = f"give it {NEEDS[0].name} in {link}, or in its category"
                return Check(name, State.WRONG, told, remedy)
            except discord.InvalidData:
                return Check(name, State.WRONG, f"it is no channel of {guild.name}", "`/setup` chooses another")
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        why = _unreachable(error, seen)
        return Check(name, why.state, why.text, why.remedy)
    assert isinstance(around, GuildChannel)
    return _permitted(f"#{channel.name} in {guild.name}", guild, around, member, role, inside)


def _permitted(
    name: str, guild: discord.Guild, channel: GuildChannel, member: discord.Member, role: int | None, inside: bool
) -> Check:
    """The permissions in a channel, or in a thread that lies `inside` it, where no further thread is opened."""
    pinged = None if role is None else guild.get_role(role)
    lacking = missing(
        channel.permissions_for(member),
        role_ping=pinged is not None and not (pinged.mentionable or pinged.is_default()),
    )
    if inside:
        lacking = [each for each in lacking if each not in ("Send Messages", "Create Public Threads")]
    hard = [each for each in lacking if each != PING.name]
    if hard:
        why = {need.name: need.why for need in NEEDS}
        told = "; ".join(f"{each} ({why[each]})" for each in hard)
        until = (
            f"; it may do nothing before {member.timed_out_until:%Y-%m-%d %H:%M} UTC" if member.is_timed_out() else ""
        )
        remedy = f"give {', '.join(lacking)} to the bot's role, in the channel or in the server{until}"
        return Check(name, State.WRONG, f"missing: {told}", remedy)
    if role is not None and pinged is None:
        told = "all is permitted, but the role that the schedule pings is gone"
        return Check(name, State.WARNING, told, "`/setup` chooses another, or none")
    if lacking:
        assert pinged is not None
        remedy = f"let everybody mention the role (Server Settings → Roles), or give the bot {PING.name}"
        return Check(name, State.WARNING, f"the bot may not ping the role {pinged.name}", remedy)
    return fine(name, "all is permitted")
