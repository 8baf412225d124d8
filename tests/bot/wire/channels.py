"""The endpoints of channels: messages, reactions and threads."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from urllib.parse import unquote

from tests.bot.wire import permissions as may
from tests.bot.wire.calls import Answer, Call, endpoint
from tests.bot.wire.limits import check_thread
from tests.bot.wire.messages import EPHEMERAL, Message
from tests.bot.wire.posting import fill
from tests.bot.wire.records import THREADS, Channel, Json, Kind
from tests.bot.wire.refusals import Refusal, missing_access, missing_permissions, unknown, wrong_form
from tests.bot.wire.world import World


def _seen(world: World, number: str, needed: int = 0) -> Channel:
    """A channel in which the bot may do what is needed. Raises Refusal."""
    channel = world.channel(number)
    bits = world.may(channel)
    if not bits & may.VIEW:
        raise missing_access()
    if needed & ~bits:
        raise missing_permissions()
    return channel


@endpoint("GET", "/channels/{}")
def read_channel(world: World, call: Call, number: str) -> Answer:
    return _seen(world, number).json()


@endpoint("PATCH", "/channels/{}")
def edit_channel(world: World, call: Call, number: str) -> Answer:
    channel, body = world.channel(number), call.body
    thread = channel.kind in THREADS
    own = thread and channel.owner is world.bot
    _seen(world, number, 0 if own else may.MANAGE_THREADS if thread else may.MANAGE_CHANNELS)
    if "name" in body:
        check_thread({"name": body["name"]})
        channel.name = body["name"]
    if thread:
        channel.archived = body.get("archived", channel.archived)
        channel.locked = body.get("locked", channel.locked)
    channel.topic = body.get("topic", channel.topic)
    channel.changed = world.now().isoformat()
    world.emit_channel("THREAD_UPDATE" if thread else "CHANNEL_UPDATE", channel)
    return channel.json()


@endpoint("DELETE", "/channels/{}")
def delete_channel(world: World, call: Call, number: str) -> Answer:
    channel = world.channel(number)
    _seen(world, number, may.MANAGE_THREADS if channel.kind in THREADS else may.MANAGE_CHANNELS)
    world.forget_channel(channel)
    return channel.json()


@endpoint("POST", "/channels/{}/typing")
def typing(world: World, call: Call, number: str) -> Answer:
    _seen(world, number, may.SEND)
    return None


@endpoint("POST", "/channels/{}/messages")
def post(world: World, call: Call, number: str) -> Answer:
    body = call.body
    channel = _seen(world, number)
    _check_post(world, channel, call)
    key = (world.bot.id, str(body["nonce"])) if body.get("nonce") is not None else None
    if key is not None and body.get("enforce_nonce"):
        at, before = world.nonces.get(key, (None, None))
        if at is not None and before is not None and world.now() - at < timedelta(seconds=world.nonces_kept):
            return world.shown(before)
    message = Message(world.new_id(), channel, world.bot, world.now(), nonce=key and key[1])
    fill(world, message, {**body, "flags": (body.get("flags") or 0) & ~EPHEMERAL}, call.files)
    message.replies_to = _replied(channel, body.get("message_reference"))
    world.write(message)
    if key is not None:
        world.keep_nonce(key, message)
    return world.shown(message)


def _check_post(world: World, channel: Channel, call: Call) -> None:
    bits, thread = world.may(channel), channel.kind in THREADS
    if channel.kind in (Kind.CATEGORY, Kind.FORUM):
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    if channel.recipient is not None and not channel.recipient.reachable:
        raise Refusal(403, 50007, "Cannot send messages to this user")
    if thread and channel.archived and channel.locked and not bits & may.MANAGE_THREADS:
        raise Refusal(400, 50083, "Thread is archived")
    needed = may.SEND_IN_THREADS if thread else may.SEND
    needed |= may.EMBED if call.body.get("embeds") else 0
    needed |= may.ATTACH if call.files else 0
    if channel.guild is not None and needed & ~bits:
        raise missing_permissions()
    if call.body.get("message_reference") and channel.guild is not None and not bits & may.HISTORY:
        raise Refusal(403, 160002, "Cannot reply without permission to read message history")


def _replied(channel: Channel, reference: Json | None) -> int | None:
    if reference is None:
        return None
    number = int(reference["message_id"])
    if number in channel.messages:
        return number
    if reference.get("fail_if_not_exists", True):
        raise wrong_form({"message_reference": "Unknown message"})
    return None


@endpoint("GET", "/channels/{}/messages")
def read_messages(world: World, call: Call, number: str) -> Answer:
    channel, query = _seen(world, number), call.query
    limit = int(query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise wrong_form({"limit": "int value should be between 1 and 100."})
    if channel.guild is not None and not world.may(channel) & may.HISTORY:
        return []
    numbers = sorted(channel.messages)
    if "around" in query:
        first = max(0, bisect_left(numbers, int(query["around"])) - limit // 2)
        chosen = numbers[first : first + limit]
    elif "after" in query:
        chosen = [one for one in numbers if one > int(query["after"])][:limit]
    else:
        before = int(query.get("before", 2**63))
        chosen = [one for one in numbers if one < before][-limit:]
    return [world.shown(channel.messages[one]) for one in reversed(chosen)]


@endpoint("GET", "/channels/{}/messages/{}")
def read_message(world: World, call: Call, number: str, message: str) -> Answer:
    channel = _seen(world, number, may.HISTORY)
    return world.shown(world.message(channel, message))


@endpoint("PATCH", "/channels/{}/messages/{}")
def edit_message(world: World, call: Call, number: str, message: str) -> Answer:
    found = world.message(_seen(world, number), message)
    if found.author is not world.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    world.rewrite(fill(world, found, call.body, call.files, editing=True))
    return world.shown(found)


@endpoint("DELETE", "/channels/{}/messages/{}")
def delete_message(world: World, call: Call, number: str, message: str) -> Answer:
    channel = _seen(world, number)
    found = world.message(channel, message)
    if found.author is not world.bot:
        _seen(world, number, may.MANAGE_MESSAGES)
    world.erase(found)
    return None


@endpoint("PUT", "/channels/{}/messages/{}/reactions/{}/@me")
def add_reaction(world: World, call: Call, number: str, message: str, emoji: str) -> Answer:
    channel = _seen(world, number, may.HISTORY)
    found, name = world.message(channel, message), unquote(emoji)
    if name not in found.reactions:
        _seen(world, number, may.REACT)
    world.react(found, world.bot, name)
    return None


@endpoint("DELETE", "/channels/{}/messages/{}/reactions/{}/{}")
def remove_reaction(world: World, call: Call, number: str, message: str, emoji: str, who: str) -> Answer:
    channel = _seen(world, number, may.HISTORY if who == "@me" else may.MANAGE_MESSAGES)
    user = world.bot if who == "@me" else world.users.get(int(who))
    if user is None:
        raise unknown("User")
    world.react(world.message(channel, message), user, unquote(emoji), add=False)
    return None


@endpoint("POST", "/channels/{}/messages/{}/threads")
def thread_at(world: World, call: Call, number: str, message: str) -> Answer:
    channel = _seen(world, number, may.PUBLIC_THREADS)
    check_thread(call.body)
    start = world.message(channel, message)
    if start.thread is not None:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    return world.open_thread(channel, call.body["name"], world.bot, Kind.PUBLIC_THREAD, start).json()


@endpoint("POST", "/channels/{}/threads")
def thread(world: World, call: Call, number: str) -> Answer:
    kind = Kind(call.body.get("type", Kind.PRIVATE_THREAD))
    channel = _seen(world, number, may.PUBLIC_THREADS if kind is Kind.PUBLIC_THREAD else may.PRIVATE_THREADS)
    check_thread(call.body)
    return world.open_thread(channel, call.body["name"], world.bot, kind).json()


@endpoint("PUT", "/channels/{}/thread-members/{}")
def follow(world: World, call: Call, number: str, who: str) -> Answer:
    channel = _seen(world, number)
    if channel.kind not in THREADS:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    channel.followers.add(world.bot.id if who == "@me" else int(who))
    return None


@endpoint("GET", "/channels/{}/thread-members")
def followers(world: World, call: Call, number: str) -> Answer:
    channel = _seen(world, number)
    joined = {"join_timestamp": channel.changed, "flags": 0, "id": str(channel.id)}
    return [{**joined, "user_id": str(one)} for one in channel.followers]
