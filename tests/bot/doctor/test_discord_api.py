"""What the doctor says of a Discord that answers well, badly or not at all."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.doctor import discord_api
from bot.doctor.checks import Check, State
from bot.doctor.discord_api import Channel, discord_itself
from bot.permissions import NEEDED
from bot.settings.values import Settings, Shards
from tests.bot.doctor.samples import NOW, TOKEN, named

SETTINGS = Settings(token=SecretStr(TOKEN), decks=("networking",))
ME, OWNER, GUILD, CHANNEL, THREAD, MINE, PINGED = 101, 102, 200, 300, 301, 400, 401
Json = dict[str, Any]


@dataclass
class Fake:
    """The few endpoints that are asked, and how they are to answer."""

    application: Json = field(default_factory=dict)
    permissions: int = NEEDED.value
    mentionable: bool = True
    overwrites: list[Json] = field(default_factory=list)
    timeout: str | None = None
    status: dict[str, int] = field(default_factory=dict)
    date: str | None = None
    page: bool = False
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/api")
        self.asked.append(path)
        headers = {"Date": self.date or format_datetime(NOW, usegmt=True)}
        if self.page:
            return web.Response(text="<h1>Log in to this hotel</h1>", content_type="text/html", headers=headers)
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return self.json({"message": "401: Unauthorized", "code": 0}, status=401, headers=headers)
        status = self.status.get(path, 200)
        if status != 200:
            return self.json({"message": "no", "code": 50001}, status=status, headers=headers)
        return self.json(self.said(path), headers=headers)

    def json(self, said: Json, headers: dict[str, str], status: int = 200) -> web.Response:
        """As discord.py has it: with no charset behind the type."""
        return web.Response(
            body=json.dumps(said).encode(), content_type="application/json", status=status, headers=headers
        )

    def said(self, path: str) -> Json:
        user = {"id": str(ME), "username": "drill", "discriminator": "0001", "avatar": None, "bot": True}
        roles = [
            (GUILD, "@everyone", 0, False),
            (MINE, "drill", self.permissions, False),
            (PINGED, "learners", 0, self.mentionable),
        ]
        channel = {
            "id": str(CHANNEL),
            "guild_id": str(GUILD),
            "type": 0,
            "name": "maths",
            "position": 0,
            "permission_overwrites": self.overwrites,
        }
        at = "2026-01-01T00:00:00+00:00"
        return {
            "/users/@me": user,
            "/oauth2/applications/@me": {
                "id": "123456789012345678",
                "name": "drill",
                "description": "",
                "icon": None,
                "rpc_origins": [],
                "bot_public": True,
                "bot_require_code_grant": False,
                "owner": {**user, "id": str(OWNER), "bot": False},
                "team": None,
                "verify_key": "",
                "flags": 0,
                **self.application,
            },
            f"/guilds/{GUILD}": {
                "id": str(GUILD),
                "name": "A school",
                "owner_id": str(OWNER),
                "roles": [
                    {
                        "id": str(id),
                        "name": name,
                        "permissions": str(permissions),
                        "position": position,
                        "color": 0,
                        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
                        "mentionable": mentionable,
                    }
                    for position, (id, name, permissions, mentionable) in enumerate(roles)
                ],
            },
            f"/guilds/{GUILD}/members/{ME}": {
                "user": user,
                "roles": [str(MINE)],
                "joined_at": at,
                "communication_disabled_until": self.timeout,
                "flags": 0,
            },
            f"/channels/{CHANNEL}": channel,
            f"/channels/{THREAD}": {
                "id": str(THREAD),
                "guild_id": str(GUILD),
                "parent_id": str(CHANNEL),
                "type": 11,
                "name": "talk",
                "owner_id": str(ME),
                "message_count": 0,
                "member_count": 0,
                "rate_limit_per_user": 0,
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 60,
                    "archive_timestamp": at,
                    "locked": False,
                },
            },
        }[path]


Ask = Callable[..., list[Check]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask a fake of Discord; `now` is the time here."""

    def asked(
        fake: Fake, channels: Sequence[Channel] = (), settings: Settings = SETTINGS, now: datetime = NOW
    ) -> list[Check]:
        async def run() -> list[Check]:
            app = web.Application()
            app.router.add_get("/api/{rest:.*}", fake.answer)
            async with TestServer(app) as server:
                monkeypatch.setattr(discord.http.Route, "BASE", str(server.make_url("/api")))
                return await discord_itself(settings, channels, lambda: now)

        return asyncio.run(run())

    return asked


def test_all_is_well_where_it_is(ask: Ask) -> None:
    fake = Fake()
    checks = ask(fake, [(GUILD, CHANNEL, PINGED), (GUILD, THREAD, None)])
    assert {check.state for check in checks} == {State.FINE}, checks
    assert [check.name for check in checks] == [
        "token",
        "clock",
        "Message Content",
        "invitation",
        "servers",
        "#maths in A school",
        "#talk in A school",
    ]
    assert "it is that of drill#0001 (123456789012345678)" in checks[0].text
    assert "client_id=123456789012345678&" in named(checks, "invitation").text
    assert not any("gateway" in path for path in fake.asked)


@pytest.mark.parametrize(
    ("count", "shards", "state"),
    [
        (1999, None, "fine"),
        (2000, None, "warning"),
        (2500, None, "wrong"),
        (4999, 2, "warning"),
        (5000, 2, "wrong"),
        (9999, "auto", "fine"),
    ],
)
def test_too_many_servers_for_the_connections(ask: Ask, count: int, shards: Shards, state: str) -> None:
    check = named(
        ask(Fake(application={"approximate_guild_count": count}), settings=replace(SETTINGS, shards=shards)), "servers"
    )
    assert check.state == state and f"it is in about {count:,}" in check.text
    assert check.remedy == ("" if state == "fine" else "set DRILLBOOK_SHARDS=auto")


def test_a_token_that_was_reset(ask: Ask) -> None:
    checks = ask(Fake(), settings=Settings(token=SecretStr(TOKEN[:-1] + "B")))
    assert (checks[0].name, checks[0].state) == ("token", State.WRONG)
    assert "Reset Token" in checks[0].remedy
    assert checks[1].name == "clock"  # the answer has a time nevertheless


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(0, "fine"), (5, "fine"), (-4, "fine"), (8, "warning"), (-8, "warning"), (70, "wrong"), (-3600, "wrong")],
)
def test_the_clock_is_compared_with_discords(seconds: int, state: str, ask: Ask) -> None:
    check = named(ask(Fake(), now=NOW + timedelta(seconds=seconds)), "clock")
    assert check.state == state
    if seconds > 5:
        assert "ahead of Discord's" in check.text
    elif seconds < -5:
        assert "behind Discord's" in check.text


def test_a_date_that_is_none_is_no_error(ask: Ask) -> None:
    assert named(ask(Fake(date="yesterday")), "clock").state == "warning"


@pytest.mark.parametrize(
    ("asked", "flags", "state"),
    [
        (False, 0, "fine"),
        (True, 1 << 18, "fine"),
        (True, 1 << 19, "fine"),
        (True, 0, "wrong"),
        (False, 1 << 19, "warning"),
    ],
)
def test_the_intent_is_on_here_and_there_or_off(asked: bool, flags: int, state: str, ask: Ask) -> None:
    settings = Settings(token=SecretStr(TOKEN), message_content=asked)
    check = named(ask(Fake({"flags": flags}), settings=settings), "Message Content")
    assert check.state == state
    assert bool(check.remedy) == (state != "fine")


def test_an_application_that_cannot_work(ask: Ask) -> None:
    odd = {"interactions_endpoint_url": "https://example.org", "bot_require_code_grant": True}
    checks = ask(Fake(odd))
    assert named(checks, "interactions").state == "wrong"
    assert named(checks, "invitation").state == "wrong"
    assert "its owner alone" in named(ask(Fake({"bot_public": False})), "invitation").text


def test_permissions_that_a_channel_takes_away_are_named_with_what_they_are_for(ask: Ask) -> None:
    without = discord.Permissions(attach_files=True, send_messages_in_threads=True).value
    taken = [{"id": str(MINE), "type": 0, "allow": "0", "deny": str(without)}]
    check = ask(Fake(overwrites=taken), [(GUILD, CHANNEL, None)])[-1]
    assert (check.name, check.state) == ("#maths in A school", "wrong")
    assert "Send Messages in Threads (to talk" in check.text
    assert "Attach Files (to show figures" in check.text
    assert "Send Messages (" not in check.text
    assert "give Send Messages in Threads, Attach Files to the bot's role" in check.remedy


def test_in_a_thread_it_takes_no_right_to_open_another(ask: Ask) -> None:
    few = discord.Permissions(NEEDED.value)
    few.update(create_public_threads=False)
    checks = ask(Fake(permissions=few.value), [(GUILD, THREAD, None), (GUILD, CHANNEL, None)])
    assert [check.state for check in checks[-2:]] == ["fine", "wrong"]


def test_a_bot_that_was_sent_to_the_corner(ask: Ask) -> None:
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    check = ask(Fake(timeout=until), [(GUILD, CHANNEL, None)])[-1]
    assert check.state == "wrong"
    assert "it may do nothing before" in check.remedy


def test_a_role_that_it_may_not_ping_and_one_that_is_gone(ask: Ask) -> None:
    check = ask(Fake(mentionable=False), [(GUILD, CHANNEL, PINGED)])[-1]
    assert (check.state, check.text) == ("warning", "the bot may not ping the role learners")
    everyone = NEEDED.value | discord.Permissions(mention_everyone=True).value
    assert ask(Fake(mentionable=False, permissions=everyone), [(GUILD, CHANNEL, PINGED)])[-1].state == "fine"
    assert "is gone" in ask(Fake(), [(GUILD, CHANNEL, 999)])[-1].text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"/channels/{CHANNEL}", 404, "A school has no such channel any more"),
        (f"/channels/{CHANNEL}", 403, "the bot does not see it in A school"),
        (f"/channels/{CHANNEL}", 503, "Discord has a failure of its own (503)"),
    ],
)
def test_a_channel_that_cannot_be_looked_at(path: str, status: int, said: str, ask: Ask) -> None:
    check = ask(Fake(status={path: status}), [(GUILD, CHANNEL, None)])[-1]
    assert (check.state, check.text) == ("wrong", said)
    assert check.name == f"channel {CHANNEL} in server {GUILD}"
    assert check.remedy


@pytest.mark.parametrize("path", [f"/guilds/{GUILD}", f"/guilds/{GUILD}/members/{ME}"])
def test_a_server_that_the_bot_is_not_in_is_told_once(path: str, ask: Ask) -> None:
    checks = ask(Fake(status={path: 404}), [(GUILD, CHANNEL, None), (GUILD, THREAD, None)])
    check = named(checks, f"server {GUILD}")
    assert (check.state, check.text) == (State.WRONG, "the bot is not in it, and a schedule posts there")
    assert "invite it: https://discord.com/oauth2/authorize?client_id=" in check.remedy


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (503, "Discord has a failure of its own (503)"),
        (429, "takes no more requests"),
        (403, "Discord refused with 403"),
    ],
)
def test_a_discord_that_refuses(status: int, said: str, ask: Ask) -> None:
    (check,) = ask(Fake(status={"/users/@me": status}))
    assert (check.name, check.state) == ("Discord", "wrong")
    assert said in check.text


def test_a_discord_that_fails_again_and_again_is_not_waited_for_long(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord_api, "PATIENCE", 0.1)
    (check,) = ask(Fake(status={"/users/@me": 502}))
    assert "a failure of its own (502)" in check.text


def test_a_page_in_the_place_of_discord(ask: Ask) -> None:
    (check,) = ask(Fake(page=True))
    assert "is not Discord" in check.text


def failing(base: str, monkeypatch: pytest.MonkeyPatch, proxy: str | None = None) -> Check:
    monkeypatch.setattr(discord.http.Route, "BASE", base)
    (check,) = asyncio.run(discord_itself(replace(SETTINGS, proxy=proxy), [], lambda: NOW))
    assert (check.name, check.state) == ("Discord", State.WRONG)
    return check


@pytest.fixture
def nowhere() -> str:
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def test_no_network(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check = failing(f"http://{nowhere}/api", monkeypatch)
    assert "there is no connection with Discord" in check.text
    assert "a firewall has to let port 443 out" in check.remedy


def test_a_proxy_that_is_not_there_is_named_without_its_password(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check = failing("http://discord.example/api", monkeypatch, f"http://me:secret@{nowhere}")
    assert check.text == f"the proxy http://{nowhere} cannot be reached"
    assert "DRILLBOOK_PROXY" in check.remedy


@pytest.mark.parametrize(
    ("status", "said"), [(407, "wants a user and a password"), (403, "does not let us through to Discord (403)")]
)
def test_a_proxy_that_refuses(status: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        await writer.drain()
        writer.close()

    async def run() -> list[Check]:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with server:
            address = f"http://me:secret@127.0.0.1:{server.sockets[0].getsockname()[1]}"
            return await discord_itself(replace(SETTINGS, proxy=address), [], lambda: NOW)

    monkeypatch.setattr(discord.http.Route, "BASE", "https://discord.example/api")
    (check,) = asyncio.run(run())
    assert said in check.text and "secret" not in str(check)
    assert asked[0].startswith(b"CONNECT discord.example:443")
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0" in asked[0]


def test_no_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", nothing)
    assert "there is no address for Discord" in failing("http://discord.example/api", monkeypatch).text


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord_api, "PATIENCE", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        check = failing(f"http://127.0.0.1:{silent.getsockname()[1]}/api", monkeypatch)
    assert check.text == "Discord did not answer within 0.05 s"
