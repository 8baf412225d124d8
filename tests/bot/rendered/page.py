"""A scene as an HTML page: messages, forms and choices as members see them. The same payload gives the same page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.bot.rendered.markdown import Clock, block, line

STYLE = Path(__file__).with_name("style.css")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_ROW, _BUTTON, _TEXT_INPUT, _TEXT, _LABEL, _UPLOAD = 1, 2, 4, 10, 18, 19
_SELECTS = (3, 5, 6, 7, 8)
_TALL = 2
_COLOURS = ("#5865f2", "#3a7d5d", "#a0522d", "#7a4fa3", "#b04a6f", "#2f7f9e")
_WORDS = {
    "en": {
        "used": "used",
        "only": "Only you can see this · <span class='link'>Dismiss message</span>",
        "edited": "(edited)",
        "messages": ("1 message", "{n} messages"),
        "cancel": "Cancel",
        "submit": "Submit",
        "select": "Make a selection",
        "upload": "Drop a file here, or browse",
    },
    "de": {
        "used": "hat benutzt:",
        "only": "Nur du kannst das sehen · <span class='link'>Nachricht verwerfen</span>",
        "edited": "(bearbeitet)",
        "messages": ("1 Nachricht", "{n} Nachrichten"),
        "cancel": "Abbrechen",
        "submit": "Absenden",
        "select": "Triff eine Auswahl",
        "upload": "Datei hierher ziehen oder auswählen",
    },
}


def page(payload: dict[str, Any]) -> str:
    """The page of a scene's payload. Pictures that were sent have the addresses `files/NAME`."""
    return _Page(payload).html


class _Page:
    def __init__(self, payload: dict[str, Any]) -> None:
        self._words: dict[str, Any] = _WORDS[payload["language"]]
        self._clock = Clock(datetime.fromisoformat(payload["now"]), language=payload["language"])
        classes = " ".join(name for name in ("light", "opened") if payload.get(name))
        body = "\n".join(self._item(each) for each in payload["items"])
        head = f'<meta charset="utf-8"><style>{STYLE.read_text("utf-8")}</style>'
        start = f'<!doctype html><html lang="{payload["language"]}"><head>{head}</head>'
        self.html = f'{start}<body class="{classes}">\n{body}\n</body></html>\n'

    def _item(self, item: dict[str, Any]) -> str:
        ((kind, found),) = item.items()
        match kind:
            case "message":
                return self._message(found)
            case "form":
                return self._form(found)
            case "choices":
                return _choices(found)
            case "place":
                return f'<div class="place">{escape(found)}</div>'
            case _:
                raise ValueError(kind)

    def _message(self, found: dict[str, Any]) -> str:
        shown_by_embeds = {each.get("image") for each in found.get("embeds", [])}
        files = [each for each in found.get("files", []) if each["name"] not in shown_by_embeds]
        at = datetime.fromisoformat(found["at"]).replace(tzinfo=UTC).astimezone(ZoneInfo(self._clock.zone))
        tag = '<span class="app">APP</span>' if found.get("app") else ""
        said = block(found.get("content", ""), self._clock)
        if found.get("edited"):
            said += f'<span class="edited">{self._words["edited"]}</span>'
        parts = [
            self._above(found),
            _avatar(found["author"]),
            f"<header><b>{escape(found['author'])}</b>{tag}<time>{at:%H:%M}</time></header>",
            f'<div class="said">{said}</div>' if said else "",
            *(_picture(each) if Path(each["name"]).suffix in _PICTURES else _card(each) for each in files),
            *map(self._embed, found.get("embeds", [])),
            *map(self._component, found.get("components", [])),
        ]
        if signs := found.get("reactions"):
            shown = " ".join(f'<span class="reaction">{escape(each)}</span>' for each in signs)
            parts.append(f'<div class="reactions">{shown}</div>')
        if thread := found.get("thread"):
            one, other = self._words["messages"]
            count = one if thread["messages"] == 1 else other.format(n=thread["messages"])
            parts.append(f'<div class="thread"><b>{escape(thread["name"])}</b> <span>{count} ›</span></div>')
        if found.get("private"):
            parts.append(f'<div class="only">👁 {self._words["only"]}</div>')
        return f'<article class="message{" private" * bool(found.get("private"))}">{"".join(parts)}</article>'

    def _above(self, found: dict[str, Any]) -> str:
        if used := found.get("used"):
            who, _, command = used.partition(" used ")
            said = f'<b>{escape(who)}</b> {self._words["used"]} <span class="mention">{escape(command)}</span>'
            return f'<div class="above">{_avatar(who)}<span>{said}</span></div>'
        if other := found.get("replies_to"):
            first = line(other["content"].split("\n")[0], self._clock)
            said = f'<b>{escape(other["author"])}</b><span class="what">{first}</span>'
            return f'<div class="above">{_avatar(other["author"])}{said}</div>'
        return ""

    def _embed(self, embed: dict[str, Any]) -> str:
        parts = []
        if "title" in embed:
            parts.append(f'<div class="title">{line(embed["title"], self._clock)}</div>')
        if "description" in embed:
            parts.append(f'<div class="description">{block(embed["description"], self._clock)}</div>')
        for each in embed.get("fields", []):
            name, value = line(each["name"], self._clock), block(each["value"], self._clock)
            parts.append(f'<div class="field"><b>{name}</b> {value}</div>')
        if "image" in embed:
            parts.append(f'<img src="files/{escape(embed["image"])}">')
        if "footer" in embed:
            parts.append(f"<footer>{escape(embed['footer'])}</footer>")
        colour = f' style="border-left-color: #{embed["color"]:06x}"' if "color" in embed else ""
        return f'<div class="embed"{colour}>{"".join(parts)}</div>'

    def _component(self, found: dict[str, Any]) -> str:
        kind = found["type"]
        if kind == _ROW:
            return f'<div class="row">{"".join(map(self._component, found["components"]))}</div>'
        if kind == _BUTTON:
            off = " off" * bool(found.get("disabled"))
            return f'<span class="button s{found["style"]}{off}">{escape(found["label"])}</span>'
        if kind in _SELECTS:
            chosen = [each["label"] for each in found.get("options", []) if each.get("default")]
            text = ", ".join(chosen) or found.get("placeholder", self._words["select"])
            return f'<div class="select">{escape(text)}</div>'
        if kind == _TEXT:
            return f'<div class="display">{block(found["content"], self._clock)}</div>'
        if kind == _UPLOAD:
            return f'<div class="field-in empty tall">{self._words["upload"]}</div>'
        raise ValueError(f"no component of type {kind} is drawn")

    def _form(self, found: dict[str, Any]) -> str:
        parts = [self._field(each, found.get("filled", {})) for each in found["components"]]
        ends = (
            f'<span class="button">{self._words["cancel"]}</span><span class="button s1">{self._words["submit"]}</span>'
        )
        parts += [f'<div class="ends">{ends}</div>']
        return f'<div class="form"><div class="name">{escape(found["title"])}</div>{"".join(parts)}</div>'

    def _field(self, found: dict[str, Any], filled: dict[str, str]) -> str:
        if found["type"] != _LABEL:
            return self._component(found)
        inside = found["component"]
        if inside["type"] == _TEXT_INPUT:
            value = filled.get(inside["custom_id"], inside.get("value", ""))
            shape = "tall" if inside["style"] == _TALL else ""
            shown = escape(value or inside.get("placeholder", ""))
            drawn = f'<div class="field-in {shape} {"" if value else "empty"}">{shown}</div>'
        else:
            drawn = self._component(inside)
        needed = '<span class="needed"> *</span>' if inside.get("required", inside["type"] == _TEXT_INPUT) else ""
        how = f'<div class="how">{escape(found["description"])}</div>' if "description" in found else ""
        return f"<label>{escape(found['label'])}{needed}</label>{how}{drawn}"


def _avatar(name: str) -> str:
    colour = _COLOURS[0 if name == "Drillbook" else 1 + sum(map(ord, name)) % (len(_COLOURS) - 1)]
    return f'<span class="avatar" style="background: {colour}">{escape(name[:1].upper())}</span>'


def _picture(found: dict[str, Any]) -> str:
    return f'<img class="picture" src="files/{escape(found["name"])}">'


def _card(found: dict[str, Any]) -> str:
    about = f"<small>{escape(found['alt'])}</small>" if "alt" in found else ""
    return f'<div class="file"><i>📄</i> <span><b>{escape(found["name"])}</b>{about}</span></div>'


def _choices(found: dict[str, Any]) -> str:
    offered = "".join(f"<p>{escape(each)}</p>" for each in found["offered"])
    typed = f"{escape(found['command'])} <code>{escape(found['option'])}: {escape(found['typed'])}</code>"
    return f'<div class="offered">{offered}</div><div class="typed">{typed}</div>'


def alt_text(payload: dict[str, Any]) -> str:
    """All that stands in the picture of a scene, as one line of plain text."""
    messages = [item.get("message", {}) for item in payload["items"]]
    alts = {each["name"]: each.get("alt", "") for message in messages for each in message.get("files", [])}
    html = re.sub(r'<span class="avatar"[^>]*>.*?</span>', "", page(payload).partition("<body")[2].partition(">")[2])
    html = re.sub(r"<header><b>(.*?)</b>.*?</header>", r" \1: ", html)
    if not payload.get("opened"):
        html = re.sub(r'<span class="spoiler">.*?</span></span>', "[hidden]", html, flags=re.DOTALL)
    html = re.sub(r'<img[^>]*src="files/([^"]+)">', lambda found: f" [Picture: {escape(alts[found[1]])}] ", html)
    html = re.sub(r'<span class="button[^>]*>(.*?)</span>', r" [\1]", html)
    html = re.sub(r"</?(?:a|b|code|em|i|s|strong|time|u|span)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
