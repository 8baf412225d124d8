"""What Discord refuses for its form: lengths, counts, and names that must be unique."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tests.bot.wire.messages import COMPONENTS_V2
from tests.bot.wire.records import Json
from tests.bot.wire.refusals import Refusal, wrong_form

_ROW, _BUTTON, _TEXT_INPUT, _DISPLAY, _LABEL = 1, 2, 4, 10, 18
_SELECTS = (3, 5, 6, 7, 8)
_LINK = 5
_NAME = re.compile(r"[-_'\w]{1,32}")
_LARGEST_FILE = 10 * 2**20


class Form:
    """Collects what is wrong with a body, all of it."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def text(self, place: str, value: object, most: int, least: int = 0) -> None:
        """A text within a length; None where none is needed."""
        if value is None and not least:
            return
        if not isinstance(value, str):
            self.faults[place] = "This field is required"
        elif not least <= len(value) <= most:
            self.faults[place] = f"Must be between {least} and {most} in length."

    def count(self, place: str, values: Sequence[object], most: int, least: int = 0) -> None:
        if not least <= len(values) <= most:
            self.faults[place] = f"Must be between {least} and {most} in length."

    def check(self) -> None:
        """Raises Refusal where anything was wrong."""
        if self.faults:
            raise wrong_form(self.faults)


def check_message(body: Json, files: Sequence[tuple[str, bytes]], *, editing: bool = False) -> None:
    """What a message may hold. Raises Refusal."""
    form = Form()
    content, embeds, components = body.get("content"), body.get("embeds") or [], body.get("components") or []
    form.text("content", content, 2000)
    form.count("attachments", body.get("attachments") or files, 10)
    if body.get("nonce") is not None:
        form.text("nonce", str(body["nonce"]), 25)
    _embeds(form, embeds)
    if body.get("flags", 0) & COMPONENTS_V2:
        if content or embeds:
            form.faults["content"] = "The 'content' and 'embeds' fields cannot be used when using MessageFlags"
        shown = list(_walk(components))
        form.count("components", shown, 40)
        if sum(len(one.get("content", "")) for one in shown if one["type"] == _DISPLAY) > 4000:
            form.faults["components"] = "The total text must be 4000 or fewer in length."
    else:
        form.count("components", components, 5)
        for number, row in enumerate(components):
            if row["type"] != _ROW:
                form.faults[f"components.{number}.type"] = 'Value of field "type" must be one of (1,).'
    _components(form, components, "components")
    form.check()
    if any(len(data) > _LARGEST_FILE for _, data in files):
        raise Refusal(413, 40005, "Request entity too large")
    holds = (
        (content and content.strip()) or embeds or components or files or body.get("poll") or body.get("sticker_ids")
    )
    if not editing and not holds:
        raise Refusal(400, 50006, "Cannot send an empty message")


def _embeds(form: Form, embeds: list[Json]) -> None:
    form.count("embeds", embeds, 10)
    total = 0
    for number, embed in enumerate(embeds):
        place = f"embeds.{number}"
        parts = {
            "title": (embed.get("title"), 256),
            "description": (embed.get("description"), 4096),
            "footer.text": (embed.get("footer", {}).get("text"), 2048),
            "author.name": (embed.get("author", {}).get("name"), 256),
        }
        for name, (value, most) in parts.items():
            form.text(f"{place}.{name}", value, most)
            total += len(value or "")
        fields = embed.get("fields", [])
        form.count(f"{place}.fields", fields, 25)
        for index, one in enumerate(fields):
            form.text(f"{place}.fields.{index}.name", one.get("name"), 256, 1)
            form.text(f"{place}.fields.{index}.value", one.get("value"), 1024, 1)
            total += len(one.get("name") or "") + len(one.get("value") or "")
    if total > 6000:
        form.faults["embeds"] = "Embed size exceeds maximum size of 6000"


def _walk(components: list[Json]) -> Iterator[Json]:
    for one in components:
        yield one
        yield from _walk(one.get("components", []))
        yield from _walk([one[name] for name in ("component", "accessory") if name in one])


def _components(form: Form, components: list[Json], place: str) -> None:
    names: set[str] = set()
    for number, one in enumerate(_walk(components)):
        here, kind = f"{place}.{number}", one["type"]
        if kind == _ROW:
            inside = one.get("components", [])
            form.count(f"{here}.components", inside, 5 if all(c["type"] == _BUTTON for c in inside) else 1, 1)
        elif kind == _BUTTON:
            form.text(f"{here}.label", one.get("label"), 80)
            if not one.get("label") and not one.get("emoji"):
                form.faults[f"{here}.label"] = "A label or emoji is required"
            if one.get("style") == _LINK:
                form.text(f"{here}.url", one.get("url"), 512, 1)
        elif kind in _SELECTS:
            _select(form, one, here)
        if kind in (_TEXT_INPUT, *_SELECTS) or (kind == _BUTTON and one.get("style") != _LINK):
            form.text(f"{here}.custom_id", one.get("custom_id"), 100, 1)
            if one.get("custom_id") in names:
                form.faults[f"{here}.custom_id"] = "Component custom id cannot be duplicated"
            names.add(str(one.get("custom_id")))


def _select(form: Form, one: Json, place: str) -> None:
    form.text(f"{place}.placeholder", one.get("placeholder"), 150)
    if one["type"] != _SELECTS[0]:
        return
    options = one.get("options", [])
    form.count(f"{place}.options", options, 25, 1)
    for index, option in enumerate(options):
        form.text(f"{place}.options.{index}.label", option.get("label"), 100, 1)
        form.text(f"{place}.options.{index}.value", option.get("value"), 100, 1)
        form.text(f"{place}.options.{index}.description", option.get("description"), 100)
    if len({option.get("value") for option in options}) < len(options):
        form.faults[f"{place}.options"] = "The specified option value is already used"


def check_modal(body: Json) -> None:
    """What a modal may hold. Raises Refusal."""
    form = Form()
    components = body.get("components", [])
    form.text("title", body.get("title"), 45, 1)
    form.text("custom_id", body.get("custom_id"), 100, 1)
    form.count("components", components, 5, 1)
    for number, one in enumerate(components):
        if one["type"] == _LABEL:
            form.text(f"components.{number}.label", one.get("label"), 45, 1)
            form.text(f"components.{number}.description", one.get("description"), 100)
    for number, one in enumerate(_walk(components)):
        if one["type"] == _TEXT_INPUT:
            place = f"components.{number}"
            form.text(f"{place}.label", one.get("label"), 45)
            form.text(f"{place}.value", one.get("value"), 4000)
            form.text(f"{place}.placeholder", one.get("placeholder"), 100)
            if not 0 <= (one.get("min_length") or 0) <= (one.get("max_length") or 4000) <= 4000:
                form.faults[f"{place}.max_length"] = "Must be between 1 and 4000, and not below the least."
    _components(form, components, "components")
    form.check()


def check_choices(choices: list[Json]) -> None:
    """What an autocompletion may offer. Raises Refusal."""
    form = Form()
    form.count("data.choices", choices, 25)
    for number, choice in enumerate(choices):
        form.text(f"data.choices.{number}.name", choice.get("name"), 100, 1)
        if isinstance(choice.get("value"), str):
            form.text(f"data.choices.{number}.value", choice["value"], 100, 1)
    form.check()


def check_commands(commands: list[Json]) -> None:
    """What application commands may be. Raises Refusal."""
    form = Form()
    form.count("commands", [one for one in commands if one.get("type", 1) == 1], 100)
    keys = [(one.get("name"), one.get("type", 1)) for one in commands]
    if len(set(keys)) < len(keys):
        form.faults["commands"] = "Application command names must be unique"
    for number, command in enumerate(commands):
        if command.get("type", 1) == 1:
            _command(form, command, str(number))
            if _size(command) > 8000:
                form.faults[str(number)] = "Command exceeds maximum size (8000)"
    form.check()


def _command(form: Form, command: Json, place: str) -> None:
    name = str(command.get("name", ""))
    if not _NAME.fullmatch(name) or name != name.lower():
        form.faults[f"{place}.name"] = "Command name is invalid"
    form.text(f"{place}.description", command.get("description"), 100, 1)
    options = command.get("options") or []
    form.count(f"{place}.options", options, 25)
    needed = [bool(one.get("required")) for one in options]
    if needed != sorted(needed, reverse=True):
        form.faults[f"{place}.options"] = "Required options must be placed before non-required options"
    for number, option in enumerate(options):
        here = f"{place}.options.{number}"
        _command(form, option, here)
        form.count(f"{here}.choices", option.get("choices") or [], 25)
        for index, choice in enumerate(option.get("choices") or []):
            form.text(f"{here}.choices.{index}.name", choice.get("name"), 100, 1)


def _size(command: Json) -> int:
    own = sum(len(str(command.get(name, ""))) for name in ("name", "description", "value"))
    return own + sum(_size(one) for name in ("options", "choices") for one in command.get(name) or [])


def check_thread(body: Json) -> None:
    """What a thread may be called. Raises Refusal."""
    form = Form()
    form.text("name", body.get("name"), 100, 1)
    if body.get("auto_archive_duration") not in (None, 60, 1440, 4320, 10080):
        form.faults["auto_archive_duration"] = "Value must be one of {60, 1440, 4320, 10080}."
    form.check()
