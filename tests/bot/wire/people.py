"""What people do in Discord: they write, react, run commands, press, choose, and fill in modals.

What a person's own client would not let them do raises Impossible: a command that is not registered, a button that is
not there or disabled, a text that is too long for its field.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from tests.bot.wire import permissions
from tests.bot.wire.interactions import Asked, Interaction
from tests.bot.wire.messages import Message
from tests.bot.wire.records import Channel, Guild, Json, Role, Upload, User
from tests.bot.wire.world import World

_SUB, _GROUP, _STRING, _INTEGER, _BOOLEAN, _USER, _CHANNEL, _ROLE, _NUMBER, _FILE = 1, 2, 3, 4, 5, 6, 7, 8, 10, 11
_BUTTON, _TEXT_INPUT, _SELECTS = 2, 4, (3, 5, 6, 7, 8)
Choice = str | User | Channel | Role
Filled = str | Sequence[Choice]
Option = str | int | float | bool | User | Channel | Role | Upload


class Impossible(AssertionError):
    """What a person's client does not let them do."""


def parts(components: list[Json]) -> Iterator[Json]:
    """All components, those within others too."""
    for one in components:
        yield one
        yield from parts(one.get("components", []))
        yield from parts([one[name] for name in ("component", "accessory") if name in one])


def ask(
    world: World,
    kind: Asked,
    name: str,
    user: User,
    channel: Channel,
    data: Json,
    *,
    message: Message | None = None,
    opener: Interaction | None = None,
) -> Interaction:
    """Send the bot an interaction."""
    asked = Interaction(
        world.new_id(), secrets.token_urlsafe(40), kind, name, user, channel, data, world.now(), message, opener
    )
    world.keep_interaction(asked)
    payload = _payload(world, asked)
    world.sessions.emit("INTERACTION_CREATE", 0, lambda _: payload)
    return asked


def _payload(world: World, asked: Interaction) -> Json:
    user, channel, guild = asked.user, asked.channel, asked.channel.guild
    may = world.may(channel, user)
    payload: Json = {
        "id": str(asked.id),
        "application_id": str(world.bot.id),
        "type": int(asked.kind),
        "token": asked.token,
        "version": 1,
        "data": asked.data,
        "channel_id": str(channel.id),
        "channel": {**channel.json(), "permissions": str(may)},
        "app_permissions": str(world.may(channel)),
        "locale": user.locale,
        "entitlements": [],
        "authorizing_integration_owners": {"0": "0" if guild is None else str(guild.id)},
        "context": 1 if guild is None else 0,
        "attachment_size_limit": 10 * 2**20,
    }
    if guild is None:
        payload["user"] = user.json()
    else:
        payload |= {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": {**guild.members[user.id].json(), "permissions": str(may)},
        }
    if asked.message is not None:
        payload["message"] = world.shown(asked.message)
    return payload


def check_there(world: World, user: User, channel: Channel) -> None:
    """Raises Impossible where the user does not see the channel."""
    if channel.guild is None and channel.recipient is not user:
        raise Impossible("these are the direct messages of somebody else")
    if channel.guild is not None and channel.guild.id not in world.guilds:
        raise Impossible("the bot is not in this guild")
    if not world.may(channel, user) & permissions.VIEW:
        raise Impossible(f"{user.name} does not see #{channel.name}")


def registered(world: World, user: User, channel: Channel, name: str) -> Json:
    """The command that is registered for a place; a guild's own comes before a global one. Raises Impossible."""
    guild = channel.guild
    places = [world.commands[None], *([] if guild is None else [world.commands.get(guild.id, {})])]
    found = [one for kept in reversed(places) for one in kept.values() if one["name"] == name and one["type"] == 1]
    if not found:
        raise Impossible(f"no command /{name} is registered here")
    command: Json = found[0]
    contexts, needed = command.get("contexts"), command.get("default_member_permissions")
    here = 1 if guild is None else 0
    if (contexts is not None and here not in contexts) or (guild is None and command.get("dm_permission") is False):
        raise Impossible(f"/{name} is not offered in this place")
    if guild is not None and needed is not None:
        may = world.may(channel, user)
        if not may & permissions.ADMINISTRATOR and (int(needed) & ~may or int(needed) == 0):
            raise Impossible(f"/{name} is not offered to {user.name}")
    return command


def point(value: User | Channel | Role | Upload, guild: Guild | None, resolved: Json) -> str:
    """The number of what somebody points at, which is described in `resolved`."""
    number = str(value.id)
    if isinstance(value, User):
        resolved.setdefault("users", {})[number] = value.json()
        if guild is not None and value.id in guild.members:
            member = {**guild.members[value.id].json(with_user=False), "permissions": "0"}
            resolved.setdefault("members", {})[number] = member
    elif isinstance(value, Channel):
        resolved.setdefault("channels", {})[number] = {**value.json(), "permissions": "0"}
    elif isinstance(value, Upload):
        resolved.setdefault("attachments", {})[number] = value.json()
    else:
        resolved.setdefault("roles", {})[number] = value.json()
    return number


def command_data(
    command: Json, words: Sequence[str], given: dict[str, Option], guild: Guild | None, focused: str | None = None
) -> Json:
    """What a command's interaction carries: the path of subcommands, and the options with what they point at."""
    known: list[Json] = command.get("options") or []
    path: list[Json] = []
    for word in words:
        step = next((one for one in known if one["name"] == word and one["type"] in (_SUB, _GROUP)), None)
        if step is None:
            raise Impossible(f"/{command['name']} has no subcommand {word}")
        path.append(step)
        known = step.get("options") or []
    if any(one["type"] in (_SUB, _GROUP) for one in known):
        raise Impossible(f"/{command['name']} needs a subcommand")
    resolved: Json = {}
    options = _options(known, given, guild, focused, resolved)
    for step in reversed(path):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data | ({"resolved": resolved} if resolved else {})


def _options(
    known: list[Json], given: dict[str, Option], guild: Guild | None, focused: str | None, resolved: Json
) -> list[Json]:
    unknown = set(given) - {one["name"] for one in known}
    if unknown:
        raise Impossible(f"no option {', '.join(sorted(unknown))}")
    options = []
    for one in known:
        if one["name"] not in given:
            if one.get("required") and focused is None:
                raise Impossible(f"option {one['name']} is required")
            continue
        value = given[one["name"]]
        if focused is None:
            _check_option(one, value)
        if isinstance(value, (User, Channel, Role, Upload)):
            value = point(value, guild, resolved)
        option: Json = {"name": one["name"], "type": one["type"], "value": value}
        options.append(option | ({"focused": True} if one["name"] == focused else {}))
    return options


def _check_option(known: Json, value: Option) -> None:
    name, kind = known["name"], known["type"]
    wanted = {_STRING: str, _INTEGER: int, _BOOLEAN: bool, _USER: User, _CHANNEL: Channel, _ROLE: Role, _FILE: Upload}
    wanted_type: Any = (int, float) if kind == _NUMBER else wanted.get(kind, object)
    if not isinstance(value, wanted_type) or (isinstance(value, bool) and kind in (_INTEGER, _NUMBER)):
        raise Impossible(f"option {name} cannot be {value!r}")
    if known.get("choices") and value not in [choice["value"] for choice in known["choices"]]:
        raise Impossible(f"{value!r} is not offered for option {name}")
    size = len(value) if isinstance(value, str) else value
    least = known.get("min_length", known.get("min_value"))
    most = known.get("max_length", known.get("max_value", 6000 if isinstance(value, str) else None))
    if isinstance(size, (int, float)) and not ((least is None or least <= size) and (most is None or size <= most)):
        raise Impossible(f"{value!r} is out of the bounds of option {name}")


def component(message: Message, custom_id: str, user: User) -> Json:
    """The button or select of a message. Raises Impossible."""
    if message.deleted:
        raise Impossible("the message is deleted")
    if message.ephemeral and message.interaction is not None and message.interaction.user is not user:
        raise Impossible(f"{user.name} does not see the message")
    known = [one for one in parts(message.components) if "custom_id" in one]
    found = next((one for one in known if one["custom_id"] == custom_id), None)
    if found is None:
        raise Impossible(f"no {custom_id!r} there, but {[one['custom_id'] for one in known]}")
    if found.get("disabled"):
        raise Impossible(f"{custom_id!r} is disabled")
    return found


def chosen(one: Json, values: Sequence[Choice], guild: Guild | None, resolved: Json) -> list[str]:
    """The values of a select as they are sent. Raises Impossible where it does not offer them."""
    offered = [option["value"] for option in one.get("options", [])]
    if one["type"] == _SELECTS[0] and not set(values) <= set(offered):
        raise Impossible(f"{values} are not all among {offered}")
    if not one.get("min_values", 1) <= len(values) <= one.get("max_values", 1):
        raise Impossible(f"{len(values)} values may not be chosen")
    return [value if isinstance(value, str) else point(value, guild, resolved) for value in values]


def filled(modal: Json, values: dict[str, Filled], guild: Guild | None) -> Json:
    """What a modal's interaction carries, with what a person put into its fields. Raises Impossible."""
    fields = {one["custom_id"] for one in parts(modal["components"]) if "custom_id" in one}
    if set(values) - fields:
        raise Impossible(f"no {sorted(set(values) - fields)} there, but {sorted(fields)}")
    resolved: Json = {}
    components = [_filled(one, values, guild, resolved) for one in modal["components"]]
    return {"custom_id": modal["custom_id"], "components": components, "resolved": resolved}


def _filled(one: Json, values: dict[str, Filled], guild: Guild | None, resolved: Json) -> Json:
    kind, data = one["type"], {"type": one["type"], "id": one.get("id", 1)}
    if "components" in one:
        return data | {"components": [_filled(inner, values, guild, resolved) for inner in one["components"]]}
    if "component" in one:
        return data | {"component": _filled(one["component"], values, guild, resolved)}
    if "custom_id" not in one:
        return data
    name, needed = one["custom_id"], one.get("required", True)
    if kind == _TEXT_INPUT:
        text = values.get(name, one.get("value") or "")
        least, most = max(one.get("min_length") or 0, 1 if needed else 0), one.get("max_length") or 4000
        if not isinstance(text, str) or ((text or needed) and not least <= len(text) <= most):
            raise Impossible(f"{text!r} does not fit into {name!r}")
        return data | {"custom_id": name, "value": text}
    picked = values.get(name, [option["value"] for option in one.get("options", []) if option.get("default")])
    picked = [picked] if isinstance(picked, str) else picked
    return data | {"custom_id": name, "values": chosen(one, picked, guild, resolved) if picked or needed else []}
