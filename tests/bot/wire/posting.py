"""Making messages of what the bot sends, wherever it sends it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from tests.bot.wire.limits import check_message
from tests.bot.wire.messages import COMPONENTS_V2, EPHEMERAL, LOADING, Message
from tests.bot.wire.records import Json
from tests.bot.wire.world import World

_SUPPRESS_EMBEDS = 1 << 2
_FREE = _SUPPRESS_EMBEDS | COMPONENTS_V2 | 1 << 12
Files = Sequence[tuple[str, bytes]]


def fill(world: World, message: Message, body: Json, files: Files, *, editing: bool = False) -> Message:
    """Give a message what a body says, leaving what it does not speak of. Raises Refusal."""
    check_message(body, files, editing=editing)
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [{"type": "rich", **embed} for embed in body["embeds"] or []]
    if "components" in body:
        message.components = _numbered(body["components"] or [])
    if "allowed_mentions" in body:
        message.allowed_mentions = body["allowed_mentions"]
    message.flags = message.flags & ~LOADING & ~_SUPPRESS_EMBEDS | (body.get("flags") or 0) & _FREE
    if not editing:
        message.flags |= (body.get("flags") or 0) & EPHEMERAL
    if editing and "attachments" in body:
        kept = {str(one.get("id")) for one in body["attachments"] or []}
        message.attachments = [one for one in message.attachments if one["id"] in kept]
        names = {one["filename"] for one in message.attachments}
        message.files = {name: data for name, data in message.files.items() if name in names}
    attach(world, message, files)
    return message


def attach(world: World, message: Message, files: Files) -> None:
    """Put files to a message, as attachments that may be fetched."""
    for name, data in files:
        url = f"http://{world.address}/attachments/{message.channel.id}/{message.id}/{name}"
        known = {"id": str(world.new_id()), "filename": name, "size": len(data), "url": url, "proxy_url": url}
        message.attachments = [*message.attachments, known]
        message.files[name] = data
    if files:
        world.with_files.append(message)
        while len(world.with_files) > world.files_kept:
            world.with_files.popleft().files.clear()


def _numbered(components: list[Json]) -> list[Json]:
    numbers = count(1)

    def number(one: Json) -> Json:
        numbered = {"id": next(numbers), **one}
        if "components" in one:
            numbered["components"] = [number(inner) for inner in one["components"]]
        for name in ("component", "accessory"):
            if name in one:
                numbered[name] = number(one[name])
        return numbered

    return [number(one) for one in components]
