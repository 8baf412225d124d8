"""The endpoints of the bot itself, of guilds, and of application commands."""

from __future__ import annotations

from tests.bot.wire import permissions as may
from tests.bot.wire.calls import Answer, Call, endpoint
from tests.bot.wire.limits import check_commands
from tests.bot.wire.records import THREADS, Guild, Json
from tests.bot.wire.refusals import Refusal, missing_access, unknown
from tests.bot.wire.world import World


@endpoint("GET", "/users/@me")
def me(world: World, call: Call) -> Answer:
    return {**world.bot.json(), "verified": True, "mfa_enabled": False, "flags": 0}


@endpoint("GET", "/oauth2/applications/@me")
@endpoint("GET", "/applications/@me")
def application(world: World, call: Call) -> Answer:
    return {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": world.developer.json(),
        "team": None,
        "verify_key": "",
        "flags": world.flags,
        "approximate_guild_count": len(world.guilds),
    }


@endpoint("GET", "/gateway/bot")
def gateway(world: World, call: Call) -> Answer:
    left = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return {"url": world.gateway, "shards": world.sessions.shards, "session_start_limit": left}


@endpoint("POST", "/users/@me/channels")
def open_direct(world: World, call: Call) -> Answer:
    user = world.users.get(int(call.body["recipient_id"]))
    if user is None or user is world.bot:
        raise Refusal(400, 50033, "Invalid Recipient(s)")
    return world.direct(user).json()


@endpoint("GET", "/users/{}")
def user(world: World, call: Call, number: str) -> Answer:
    found = world.users.get(int(number))
    if found is None:
        raise unknown("User")
    return found.json()


def _guild(world: World, number: str) -> Guild:
    guild = world.guild(number)
    if world.bot.id not in guild.members:
        raise missing_access()
    return guild


@endpoint("GET", "/guilds/{}")
def guild(world: World, call: Call, number: str) -> Answer:
    return _guild(world, number).json()


@endpoint("GET", "/guilds/{}/channels")
def guild_channels(world: World, call: Call, number: str) -> Answer:
    found = _guild(world, number).channels.values()
    return [one.json() for one in found if one.kind not in THREADS and world.may(one) & may.VIEW]


@endpoint("GET", "/guilds/{}/threads/active")
def guild_threads(world: World, call: Call, number: str) -> Answer:
    found = _guild(world, number).channels.values()
    threads = [one.json() for one in found if one.kind in THREADS and not one.archived and world.may(one) & may.VIEW]
    return {"threads": threads, "members": []}


@endpoint("GET", "/guilds/{}/roles")
def guild_roles(world: World, call: Call, number: str) -> Answer:
    return [role.json() for role in _guild(world, number).roles.values()]


@endpoint("GET", "/guilds/{}/members/{}")
def guild_member(world: World, call: Call, number: str, who: str) -> Answer:
    member = _guild(world, number).members.get(world.bot.id if who == "@me" else int(who))
    if member is None:
        raise unknown("Member")
    return member.json()


@endpoint("DELETE", "/users/@me/guilds/{}")
def leave(world: World, call: Call, number: str) -> Answer:
    world.part(_guild(world, number))
    return None


_ALL = "/applications/{}/commands"
_IN_GUILD = "/applications/{}/guilds/{}/commands"


def _place(world: World, app: str, rest: tuple[str, ...]) -> tuple[int | None, dict[int, Json]]:
    if app != str(world.bot.id):
        raise Refusal(403, 20012, "You are not authorized to perform this action on this application")
    where = int(rest[0]) if rest else None
    if where is not None:
        _guild(world, rest[0])
    return where, world.commands.setdefault(where, {})


def _enter(world: World, where: int | None, body: Json) -> Json:
    """A command as it is kept: one of the same name and type keeps its number."""
    kept, kind = world.commands[where], body.get("type", 1)
    same = [number for number, one in kept.items() if (one["name"], one["type"]) == (body["name"], kind)]
    number = same[0] if same else world.new_id()
    command: Json = {"type": 1, "description": "", "default_member_permissions": None, "nsfw": False, **body}
    command |= {"id": str(number), "application_id": str(world.bot.id), "version": str(world.new_id())}
    if where is not None:
        command["guild_id"] = str(where)
    kept[number] = command
    return command


@endpoint("GET", _ALL)
@endpoint("GET", _IN_GUILD)
def read_commands(world: World, call: Call, app: str, *rest: str) -> Answer:
    return list(_place(world, app, rest)[1].values())


@endpoint("PUT", _ALL)
@endpoint("PUT", _IN_GUILD)
def replace_commands(world: World, call: Call, app: str, *rest: str) -> Answer:
    where, kept = _place(world, app, rest)
    check_commands(call.body)
    world.commands[where] = {}
    world.commands[where] = {
        number: one for number, one in kept.items() if any(one["name"] == new["name"] for new in call.body)
    }
    return [_enter(world, where, body) for body in call.body]


@endpoint("POST", _ALL)
@endpoint("POST", _IN_GUILD)
def add_command(world: World, call: Call, app: str, *rest: str) -> Answer:
    where, kept = _place(world, app, rest)
    check_commands([*(one for one in kept.values() if one["name"] != call.body["name"]), call.body])
    return _enter(world, where, call.body)


def _command(kept: dict[int, Json], number: str) -> Json:
    if int(number) not in kept:
        raise unknown("application command")
    return kept[int(number)]


@endpoint("GET", _ALL + "/{}")
@endpoint("GET", _IN_GUILD + "/{}")
def read_command(world: World, call: Call, app: str, *rest: str) -> Answer:
    return _command(_place(world, app, rest[:-1])[1], rest[-1])


@endpoint("PATCH", _ALL + "/{}")
@endpoint("PATCH", _IN_GUILD + "/{}")
def edit_command(world: World, call: Call, app: str, *rest: str) -> Answer:
    command = _command(_place(world, app, rest[:-1])[1], rest[-1])
    check_commands([{**command, **call.body}])
    command |= {**call.body, "version": str(world.new_id())}
    return command


@endpoint("DELETE", _ALL + "/{}")
@endpoint("DELETE", _IN_GUILD + "/{}")
def delete_command(world: World, call: Call, app: str, *rest: str) -> Answer:
    kept = _place(world, app, rest[:-1])[1]
    _command(kept, rest[-1])
    del kept[int(rest[-1])]
    return None
