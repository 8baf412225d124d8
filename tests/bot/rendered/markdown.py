"""Discord's Markdown as HTML, as far as a bot meets it.

It is read as Discord's clients read it: from left to right by the first rule that fits, and what lies inside by the
same rules. All else is text, and escaped.

Mentions name what they mention, as in `<@ann>`, `<#drills>`, `<@&learners>`: `recording.py` writes them so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

Found = re.Match[str]


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is for whoever reads, and in which zone."""

    now: datetime
    zone: str = "Europe/Berlin"
    language: str = "en"


_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
}
_UNITS = {
    "en": (("day", "days"), ("hour", "hours"), ("minute", "minutes")),
    "de": (("Tag", "Tagen"), ("Stunde", "Stunden"), ("Minute", "Minuten")),
}


def instant(found: datetime, style: str, clock: Clock) -> str:
    """An instant as Discord writes `<t:…:style>` in words."""
    here, german = found.astimezone(ZoneInfo(clock.zone)), clock.language == "de"
    weekday, month = _DAYS[clock.language][here.weekday()], _MONTHS[clock.language][here.month - 1]
    day = f"{here.day}. {month} {here.year}" if german else f"{here.day} {month} {here.year}"
    match style:
        case "t" | "T":
            return f"{here:%H:%M}"
        case "d":
            return f"{here:%d.%m.%Y}" if german else f"{here:%d/%m/%Y}"
        case "D":
            return day
        case "F":
            return f"{weekday}, {day} {here:%H:%M}"
        case "R":
            return _relative(found - clock.now, clock.language)
        case _:
            return f"{day} {here:%H:%M}"


def _relative(ahead: timedelta, language: str) -> str:
    seconds = abs(ahead.total_seconds())
    day, hour, minute = _UNITS[language]
    for length, names in ((86400, day), (3600, hour), (60, minute)):
        if seconds >= length or length == 60:
            number = round(seconds / length)
            text = f"{number} {names[number != 1]}"
            break
    before, after = ("in ", "") if ahead > timedelta(0) else (("vor ", "") if language == "de" else ("", " ago"))
    return f"{before}{text}{after}"


class _Reader:
    """Reads one text; `clock` is for the instants in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._inline: list[tuple[re.Pattern[str], Callable[[Found], str]]] = [
            (re.compile(r"\\([^0-9A-Za-z\s])"), lambda found: escape(found[1])),
            (re.compile(r"```(?:([\w+.#-]+)\n)?\n*([^\n][\s\S]*?)\n*```\n?"), self._block),
            (re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"), lambda found: f"<code>{escape(_bare(found[2]))}</code>"),
            (
                re.compile(r"\|\|([\s\S]+?)\|\|"),
                lambda found: f'<span class="spoiler"><span>{self.read(found[1])}</span></span>',
            ),
            (re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"), self._wrapped("strong")),
            (re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"), self._wrapped("u")),
            (re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|[^*\\])+?)(?<!\s)\*(?!\*)"), self._wrapped("em")),
            (re.compile(r"(?<![^\W_])_((?:__|\\[\s\S]|[^\\_])+?)_(?![^\W_])"), self._wrapped("em")),
            (re.compile(r"~~([\s\S]+?)~~(?!_)"), self._wrapped("s")),
            (re.compile(r"\[([^\[\]]+)\]\((https?://[^\s)]+)\)"), lambda found: _link(self.read(found[1]))),
            (re.compile(r"<(https?://[^\s>]+)>"), lambda found: _link(escape(found[1]))),
            (
                re.compile(r"https://discord\.com/channels/([^\s/]+)/([^\s/]+)/[^\s/]+"),
                lambda found: _chip(f"# {found[2]} › 💬"),
            ),
            (re.compile(r"https?://[^\s<]+[^\s<.,:;\"')\]]"), lambda found: _link(escape(found[0]))),
            (re.compile(r"<@&([^<>\n]{1,60})>"), lambda found: _chip(f"@{found[1]}", "role")),
            (re.compile(r"<@!?([^<>\n&]{1,60})>"), lambda found: _chip(f"@{found[1]}")),
            (re.compile(r"<#([^<>\n]{1,60})>"), lambda found: _chip(f"# {found[1]}")),
            (re.compile(r"</([a-z -]{1,60}):[^<>\s]+>"), lambda found: _chip(f"/{found[1]}")),
            (re.compile(r"@(?:everyone|here)\b"), lambda found: _chip(found[0], "role")),
            (re.compile(r"<t:(-?\d{1,12})(?::([tTdDfFR]))?>"), self._instant),
        ]
        self._at_line: list[tuple[re.Pattern[str], Callable[[Found], str]]] = [
            (
                re.compile(r"(#{1,3}) +([^\n]+)(?:\n|$)"),
                lambda found: f"<h{len(found[1])}>{self.read(found[2])}</h{len(found[1])}>",
            ),
            (re.compile(r"-# +([^\n]+)(?:\n|$)"), lambda found: f"<small>{self.read(found[1])}</small>"),
            (re.compile(r"((?:> [^\n]*(?:\n|$))+)"), self._quote),
            (re.compile(r"((?: *(?:[-*]|\d+\.) +[^\n]+(?:\n+(?= *(?:[-*]|\d+\.) )|\n {2,}[^\n]+|\n|$))+)"), self._list),
        ]

    def read(self, text: str, *, lines: bool = False) -> str:
        """HTML of a text. `lines`: its lines may be headings, lists, quotes and small print."""
        pieces, at = [], 0
        while at < len(text):
            fresh = lines and (at == 0 or text[at - 1] == "\n")
            for pattern, made in [*(self._at_line if fresh else []), *self._inline]:
                if found := pattern.match(text, at):
                    pieces.append(made(found))
                    at = found.end()
                    break
            else:
                pieces.append("<br>" if text[at] == "\n" else escape(text[at]))
                at += 1
        return "".join(pieces)

    def _wrapped(self, tag: str) -> Callable[[Found], str]:
        return lambda found: f"<{tag}>{self.read(found[1])}</{tag}>"

    def _block(self, found: Found) -> str:
        return f"<pre>{escape(found[2])}</pre>"

    def _quote(self, found: Found) -> str:
        inside = re.sub(r"(?m)^> ", "", found[1]).removesuffix("\n")
        return f"<blockquote>{self.read(inside, lines=True)}</blockquote>"

    def _list(self, found: Found) -> str:
        items = re.findall(r"(?m)^( *)([-*]|\d+\.) +([^\n]+(?:\n {2,}(?![-*] |\d+\. )[^\n]+)*)", found[1])
        shown = (
            f'<li style="--in:{len(indent) // 2}"><i>{"•" if sign in "-*" else sign}</i>{self.read(text)}</li>'
            for indent, sign, text in items
        )
        return f"<ul>{''.join(shown)}</ul>"

    def _instant(self, found: Found) -> str:
        at = datetime.fromtimestamp(int(found[1]), self._clock.now.tzinfo)
        return f"<time>{instant(at, found[2] or 'f', self._clock)}</time>"


def block(text: str, clock: Clock) -> str:
    """What a message, an embed's description, or a form says."""
    return _Reader(clock).read(text.strip("\n"), lines=True)


def line(text: str, clock: Clock) -> str:
    """A title: marks act in it, but nothing makes it more than a line."""
    return _Reader(clock).read(text)


def _bare(code: str) -> str:
    """A span of code may begin and end with a space that is not shown, where a backtick would stand there."""
    return code[1:-1] if code.startswith(" `") or code.endswith("` ") else code


def _link(inside: str) -> str:
    return f'<a class="link">{inside}</a>'


def _chip(text: str, kind: str = "mention") -> str:
    return f'<span class="{kind}">{escape(text)}</span>'
