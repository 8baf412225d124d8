"""What is at which address. A slug from an address is looked up among the exercises, and never becomes a path."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources
from urllib.parse import parse_qs

from compiler.deck import render
from compiler.preview.cards import card
from compiler.preview.state import Shown, State

_SHELL = {
    "/": ("shell.html", "text/html"),
    "/shell.css": ("shell.css", "text/css"),
    "/frame.js": ("frame.js", "text/javascript"),
    "/shell.js": ("shell.js", "text/javascript"),
}
_CARD = re.compile(r"/card/([a-z0-9-]{1,200})/(front|back)")
_MAX_ROW = 1_000_000

OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For the shell: its own files alone."""
MADE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For the workbook and for cards, which carry all that they need and reach nothing, this server included."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its status, its kind of content, and under which Content-Security-Policy a browser shows it."""

    status: HTTPStatus
    kind: str
    body: bytes
    policy: str = OWN


def answer(path: str, query: str, state: State) -> Answer:
    """What belongs at an address."""
    if path in _SHELL:
        name, kind = _SHELL[path]
        return Answer(HTTPStatus.OK, kind, resources.files(__package__).joinpath("shell", name).read_bytes())
    if path == "/state":
        return Answer(HTTPStatus.OK, "application/json", json.dumps(_facts(state)).encode())
    if path == "/workbook":
        # Its query is for the script within it.
        return _nothing("nothing of this deck can be read yet") if state.page is None else _page(state.page)
    if found := _CARD.fullmatch(path):
        shown = state.exercise(found[1])
        chosen = parse_qs(query[:200])
        page = None if shown is None else card(shown, found[2] == "back", _row(chosen), chosen.get("theme") == ["dark"])
        return _nothing("there is no such card to show") if page is None else _page(page.encode())
    return Answer(HTTPStatus.NOT_FOUND, "text/plain", b"There is nothing at this address.\n")


def _page(body: bytes) -> Answer:
    return Answer(HTTPStatus.OK, "text/html", body, MADE)


def _nothing(why: str) -> Answer:
    """A page in place of one that cannot be shown."""
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Nothing to show</title><p>{why}</p></html>'
    return Answer(HTTPStatus.NOT_FOUND, "text/html", html.encode(), MADE)


def _row(chosen: dict[str, list[str]]) -> int:
    text = chosen.get("row", ["0"])[0]
    return min(int(text), _MAX_ROW) if re.fullmatch("[0-9]{1,9}", text) else 0


def _facts(state: State) -> dict[str, object]:
    """The state for the shell's script, which shows every text as text."""
    return {
        "version": state.version,
        "title": state.title,
        "seconds": round(state.seconds, 3),
        "edited": state.edited,
        "page": state.page is not None,
        "diagnostics": [{**each.to_json(), "rendered": render(each)} for each in state.diagnostics],
        "exercises": [_exercise(each) for each in state.exercises],
    }


def _exercise(shown: Shown) -> dict[str, object]:
    return {
        "slug": shown.slug,
        "number": shown.number,
        "title": shown.title,
        "chapter": shown.chapter,
        "variants": shown.variants,
        "behind": shown.behind,
        "rejections": [each.to_json() for each in shown.rejections],
    }
