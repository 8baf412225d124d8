"""The endpoints with which the bot answers interactions: the one callback in time, and what follows it."""

from __future__ import annotations

from time import monotonic

from tests.bot.wire.calls import Answer, Call, endpoint
from tests.bot.wire.interactions import Asked, Callback, Interaction
from tests.bot.wire.limits import check_choices, check_modal
from tests.bot.wire.messages import EPHEMERAL, LOADING, Message
from tests.bot.wire.posting import fill
from tests.bot.wire.records import Json
from tests.bot.wire.refusals import Refusal, unknown, wrong_form
from tests.bot.wire.world import World

_ALLOWED = {
    Asked.COMMAND: {Callback.MESSAGE, Callback.DEFER, Callback.OPEN_MODAL},
    Asked.COMPONENT: set(Callback) - {Callback.CHOICES},
    Asked.AUTOCOMPLETE: {Callback.CHOICES},
    Asked.MODAL: {Callback.MESSAGE, Callback.DEFER, Callback.DEFER_UPDATE, Callback.UPDATE},
}


@endpoint("POST", "/interactions/{}/{}/callback")
def acknowledge(world: World, call: Call, number: str, token: str) -> Answer:
    asked = world.interactions.get(token)
    if asked is None or str(asked.id) != number:
        raise unknown("Interaction")
    try:
        _acknowledge(world, call, asked)
    except Refusal as refusal:
        asked.refused.append(refusal)
        raise
    if call.query.get("with_response") not in ("1", "true"):
        return None
    return _response(world, asked)


def _acknowledge(world: World, call: Call, asked: Interaction) -> None:
    if asked.acknowledged:
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    if asked.age(world.now()) > world.deadline:
        raise unknown("Interaction")
    kind, data = call.body["type"], call.body.get("data") or {}
    allowed = _ALLOWED[asked.kind]
    updates = kind in (Callback.DEFER_UPDATE, Callback.UPDATE)
    if kind not in allowed or (updates and asked.message is None):
        raise wrong_form({"type": f"Value must be one of {sorted(int(one) for one in allowed)}."})
    if kind == Callback.MESSAGE:
        asked.original = _message(world, asked, original=True)
        fill(world, asked.original, data, call.files)
        world.write(asked.original)
    elif kind == Callback.DEFER:
        asked.original = _message(world, asked, original=True)
        asked.original.flags = LOADING | data.get("flags", 0) & EPHEMERAL
        world.write(asked.original)
    elif updates:
        asked.original = asked.message
        if kind == Callback.UPDATE and asked.message is not None:
            world.rewrite(fill(world, asked.message, data, call.files, editing=True))
    elif kind == Callback.CHOICES:
        check_choices(data.get("choices", []))
    else:
        check_modal(data)
    asked.seconds = monotonic() - asked.sent
    asked.answer = data
    asked.callback = Callback(kind)


def _response(world: World, asked: Interaction) -> Json:
    known: Json = {"id": str(asked.id), "type": int(asked.kind)}
    resource: Json = {"type": asked.callback}
    if asked.original is not None:
        known |= {
            "response_message_id": str(asked.original.id),
            "response_message_loading": asked.original.loading,
            "response_message_ephemeral": asked.original.ephemeral,
        }
        if asked.callback in (Callback.MESSAGE, Callback.UPDATE):
            resource["message"] = world.shown(asked.original)
    return {"interaction": known, "resource": resource}


def _message(world: World, asked: Interaction, original: bool) -> Message:
    return Message(world.new_id(), asked.channel, world.bot, world.now(), interaction=asked, original=original)


def _asked(world: World, token: str) -> Interaction:
    asked = world.interactions.get(token)
    if asked is None:
        raise unknown("Webhook")
    if (world.now() - asked.at).total_seconds() > world.lifetime:
        refusal = Refusal(401, 50027, "Invalid Webhook Token")
    elif not asked.acknowledged:
        refusal = unknown("Webhook")
    else:
        return asked
    asked.refused.append(refusal)
    raise refusal


@endpoint("POST", "/webhooks/{}/{}")
def follow_up(world: World, call: Call, _: str, token: str) -> Answer:
    asked = _asked(world, token)
    try:
        if asked.original is not None and asked.original.loading:
            message = fill(world, asked.original, call.body, call.files)
            world.rewrite(message)
        else:
            message = fill(world, _message(world, asked, original=False), call.body, call.files)
            world.write(message)
            asked.followups.append(message)
    except Refusal as refusal:
        asked.refused.append(refusal)
        raise
    return world.shown(message) if call.query.get("wait") in ("1", "true") else None


def _said(asked: Interaction, number: str) -> Message:
    mine = [asked.original] if number == "@original" else [asked.original, *asked.followups]
    for message in mine:
        if message is not None and not message.deleted and number in ("@original", str(message.id)):
            return message
    raise unknown("Message")


@endpoint("GET", "/webhooks/{}/{}/messages/{}")
def read_said(world: World, call: Call, _: str, token: str, number: str) -> Answer:
    return world.shown(_said(_asked(world, token), number))


@endpoint("PATCH", "/webhooks/{}/{}/messages/{}")
def edit_said(world: World, call: Call, _: str, token: str, number: str) -> Answer:
    asked = _asked(world, token)
    message = _said(asked, number)
    try:
        world.rewrite(fill(world, message, call.body, call.files, editing=True))
    except Refusal as refusal:
        asked.refused.append(refusal)
        raise
    return world.shown(message)


@endpoint("DELETE", "/webhooks/{}/{}/messages/{}")
def delete_said(world: World, call: Call, _: str, token: str, number: str) -> Answer:
    world.erase(_said(_asked(world, token), number))
    return None
