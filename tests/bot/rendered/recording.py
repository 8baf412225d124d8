"""What the bot sent, as a scene: payloads of Discord that are the same whenever they are recorded.

Ids make a payload differ from run to run: mentions get names in their place, and what no member sees is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import discord
import simcord
from simcord.backend import serializers

from tests.bot.played import Played, Shown

Item = dict[str, Any]
"""One thing that is seen: a message, a form, or the choices that are offered while somebody types."""
_ID = r"\d{15,20}"
_MENTION = re.compile(rf"<(@!?|@&|#)({_ID})>")
_LINK = re.compile(rf"https://discord\.com/channels/({_ID}|@me)/({_ID})/{_ID}")
_COMMAND = re.compile(rf"</([a-z -]+):{_ID}>")
_PRIVATE = 64


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of the gallery: its file's name, a sentence on what it shows, what is seen, and at which instant.

    `opened`: spoilers are. `files` are the pictures that were sent, by their names.
    """

    name: str
    sentence: str
    items: tuple[Item, ...]
    now: str
    language: str = "en"
    light: bool = False
    opened: bool = False
    files: dict[str, bytes] = field(default_factory=dict, compare=False)

    def payload(self) -> dict[str, Any]:
        """What is kept in git."""
        flags = {name: True for name in ("light", "opened") if getattr(self, name)}
        head = {"sentence": self.sentence, "language": self.language, "now": self.now}
        return {**head, **flags, "items": list(self.items)}

    @property
    def commands(self) -> set[str]:
        """The commands whose answers it shows, such as `/setup add`."""
        used = [each["message"]["used"] for each in self.items if "used" in each.get("message", {})]
        return {each.partition(" used ")[2] for each in used}


class Recorder:
    """Turns what a bot that is played has sent into items."""

    def __init__(self, it: Played) -> None:
        self._it = it
        self.files: dict[str, bytes] = {}

    def message(self, message: discord.Message | simcord.ResponseMessage, used: str = "") -> Item:
        """A message as it stands now; `used` is the command that it answers, and who called it: `ann used /streak`."""
        backend = self._it.env.backend
        number = message.channel_id if isinstance(message, simcord.ResponseMessage) else message.channel.id
        payload = cast("Item", serializers.message_payload(backend, backend.get_message(number, message.id)))
        found: Item = {**self._author(payload), "at": payload["timestamp"][:16]}
        if (
            payload["edited_timestamp"] and "interaction_metadata" not in payload
        ):  # answers that came later are no edits
            found["edited"] = True
        if used:
            found["used"] = used
        if payload["flags"] & _PRIVATE:
            found["private"] = True
        if referenced := payload.get("referenced_message"):
            found["replies_to"] = {**self._author(referenced), "content": self._named(referenced["content"])}
        found["content"] = payload["content"]
        found["embeds"] = [self._embed(each) for each in payload["embeds"]]
        found["files"] = [self._file(each) for each in payload["attachments"]]
        found["components"] = _lean(payload["components"])
        found["reactions"] = [f"{each['emoji']['name']} {each['count']}" for each in payload["reactions"]]
        thread = backend.channels.get(message.id)
        if thread is not None:
            found["thread"] = {"name": thread.name, "messages": thread.message_count}
        return {"message": self._named({key: value for key, value in found.items() if value not in ([], "")})}

    def answers(self, shown: Shown, used: str = "") -> list[Item]:
        """All messages that answered."""
        return [self.message(each, used if n == 0 else "") for n, each in enumerate(shown.messages)]

    def form(self, shown: Shown, **filled: str) -> Item:
        """A form that opened, and what somebody fills in, by the custom ids of its fields."""
        form = {"title": shown.form["title"], "components": _lean(shown.form["components"])}
        return {"form": self._named({**form, **({"filled": filled} if filled else {})})}

    def choices(self, command: str, option: str, typed: str, offered: Iterable[dict[str, Any]]) -> Item:
        """What is offered while somebody types an option of a command."""
        names = [str(each["name"]) for each in offered]
        return {"choices": {"command": command, "option": option, "typed": typed, "offered": names}}

    def _author(self, payload: Item) -> Item:
        author = payload["author"]
        return {"author": author["global_name"] or author["username"], **({"app": True} if author["bot"] else {})}

    def _embed(self, embed: Item) -> Item:
        keys = ("title", "description", "color", "url")
        found = {key: embed[key] for key in keys if embed.get(key)}
        if embed.get("fields"):
            found["fields"] = [{key: each[key] for key in ("name", "value")} for each in embed["fields"]]
        for key in ("footer", "author"):
            if embed.get(key):
                found[key] = embed[key].get("text") or embed[key].get("name")
        if embed.get("image"):
            found["image"] = embed["image"]["url"].rpartition("/")[2]
        return found

    def _file(self, attachment: Item) -> Item:
        name = str(attachment["filename"])
        data = self._it.env.backend.cdn.get(attachment["url"])
        assert data is not None
        self.files[name] = data
        described = {"alt": attachment["description"]} if attachment.get("description") else {}
        return {"name": name, **described}

    def _named(self, value: Any) -> Any:
        """A payload with names in the place of ids."""
        if isinstance(value, dict):
            return {key: self._named(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._named(each) for each in value]
        if not isinstance(value, str):
            return value
        text = _MENTION.sub(lambda found: f"<{found[1].rstrip('!')}{self._name(int(found[2]))}>", value)
        text = _LINK.sub(lambda found: f"https://discord.com/channels/here/{self._name(int(found[2]))}/message", text)
        return _COMMAND.sub(r"</\1:0>", text)

    def _name(self, number: int) -> str:
        backend = self._it.env.backend
        if number in backend.users:
            return str(backend.users[number].name)
        if number in backend.channels:
            return str(backend.channels[number].name or "a direct message")
        roles = (role for guild in backend.guilds.values() for role in guild.roles.values())
        return next((str(each.name) for each in roles if each.id == number), "unknown")


def _lean(components: Any) -> Any:
    """Components without the numbers that Discord gives them, and what is not set."""
    if isinstance(components, list):
        return [_lean(each) for each in components]
    if isinstance(components, dict):
        shown = {key: each for key, each in components.items() if key != "id" and each is not None and each != []}
        return {key: _lean(each) for key, each in shown.items() if each is not False or key == "required"}
    return components
