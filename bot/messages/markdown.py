"""From small Markdown to Discord's: what it can show is shown, and nothing in a text acts.

Discord has no tables and sets no formulas: a table becomes an aligned block of code, LaTeX a line of plain text. What
members typed is shown as it is, in a place that it cannot leave.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser

from bot.messages.latex import plain_latex
from compiler.targets.html import escape, literal, render

MOST = 4096
"""How many characters the description of an embed may have."""
WIDEST = 56
"""How many columns of code stand side by side in a window that is not wide."""
_LONGER = 4
"""How many times longer a text may be than what is shown of it; what lies beyond is not even looked at."""
_INVISIBLE = "\N{ZERO WIDTH SPACE}"
_MARKS = {"em": "*", "strong": "**"}
_MOST_ACCENTS = 4
_ACTIVE = re.compile(r"[\\`*_~|\[<]|:(?=[^\s:]+:|//)")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?[0-9])")
_LINE = re.compile(r"[ \t]*(?:[0-9]+\.|[-+>#])(?=[-+>#\s]|$)")
_FENCE = re.compile("`{3,}")
_SPACE = re.compile(r"[ \t\n]+")
# A long word is several pieces, so that it can be cut; an escape stays in one.
_PIECE = re.compile(r" |(?:\\.|[^ ]){1,40}")


@lru_cache(maxsize=256)
def discord_text(markdown: str, most: int = MOST) -> str:
    """Small Markdown as Discord shows it, at most so many characters; what is cut ends at a word, with an ellipsis."""
    page = _Page()
    page.feed(render(literal(markdown[: _LONGER * most]), math=_formula))
    page.close()
    return _cut(page.pieces, most)


def plain_text(text: str) -> str:
    """Text without Markdown, such as a line of work or a title, as Discord's Markdown that shows it as it is."""
    return "\n".join(_escaped(line, fresh=True) for line in text.split("\n"))


def quoted(text: str, most: int = 200) -> str:
    """What a member typed, cut to so many characters, on one line and in a span of code that it cannot leave.

    The span may stand beside words and in a spoiler; in bold, stars of the text could end that.
    """
    shown, accents = "", 0
    for character in " ".join(text.split()):
        kind = unicodedata.category(character)
        accents = accents + 1 if kind in ("Mn", "Me") else 0
        if kind == "Cs":
            shown += "\N{REPLACEMENT CHARACTER}"
        elif kind not in ("Cc", "Cf") and accents <= _MOST_ACCENTS:
            shown += character
    shown = " ".join(shown.split())
    if len(shown) > most:
        shown = f"{shown[: most - 1].rstrip()}…"
    return _code(shown or " ")


def spoiler(text: str) -> str:
    """Discord's Markdown, blocks of code among it, hidden until it is clicked; nothing in it ends that early."""
    if not text.strip():
        return ""
    inside = re.sub(r"\|(?=\|)", f"|{_INVISIBLE}", text)
    before = _INVISIBLE if inside.startswith("|") else ""
    after = _INVISIBLE if inside.endswith(("|", "\\")) else ""
    return f"||{before}{inside}{after}||"


def _formula(tex: str) -> str:
    return escape(plain_latex(tex), quote=False)


def _escaped(text: str, fresh: bool) -> str:
    """Text that does not act in Discord's Markdown; more would act at the beginning of a line."""
    text = _MENTION.sub(f"@{_INVISIBLE}", _ACTIVE.sub(r"\\\g<0>", text))
    acts = _LINE.match(text) if fresh else None
    return f"{text[: acts.end() - 1]}\\{text[acts.end() - 1 :]}" if acts else text


def _code(text: str) -> str:
    """A span of code. What looks like a backtick stands for one, which could end it."""
    return f"`{text.replace('`', 'ˋ')}`"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that is not cut, and what closes after it where the rest is."""

    text: str
    closing: str = ""
    block: bool = False

    @property
    def end(self) -> str:
        """What follows the piece when it is the last that has room."""
        return f"\n{self.closing}\n…" if self.block else f"…{self.closing}"


def _cut(pieces: list[_Piece], most: int) -> str:
    """All pieces, or as many as there is room for."""
    so_far, found = "", "…"
    for piece in pieces:
        so_far += piece.text
        shorter = so_far.rstrip() + piece.end
        if len(shorter) <= most:
            found = shorter
    return so_far if len(so_far) <= most else found


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a table; numbers stand at its right."""

    text: str
    right: bool


class _Page(HTMLParser):
    """Reads the few tags that small Markdown becomes, and collects pieces of Discord's Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[_Piece] = []
        self._before = ""  # stands before the next piece: a space, marks that open, the sign of an item
        self._gap = ""  # stands before the next block
        self._fresh = True
        self._marks: list[str] = []
        self._lists: list[int | None] = []
        self._listed = False  # whether the block before is a list
        self._fenced = False
        self._verbatim: str | None = None
        self._rows: list[list[_Cell]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What a tag opens."""
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "table":
                self._rows = []
            case "tr" if self._rows is not None:
                self._rows.append([])
            case "th" | "td" if self._rows:
                self._rows[-1].append(_Cell("", "right" in given.get("style", "")))
            case "pre":
                self._fenced, self._verbatim = True, ""
            case _ if self._rows is not None or self._fenced:
                pass
            case "code":
                self._verbatim = ""
            case "ul" | "ol":
                self._lists.append(int(given.get("start", 1)) if tag == "ol" else None)
            case "li":
                self._item()
            case "p" if not (self._lists and self._fresh):
                self._before = "\n" + self._indent(self._lists) if self._lists else self._gap
                self._fresh = True
            case "br":
                self._before, self._fresh = "\n" + self._indent(self._lists), True
            case "em" | "strong":
                # Where marks close and marks open, they would be read as one.
                touches = not self._before and self.pieces and self.pieces[-1].text.endswith("*")
                self._before += _INVISIBLE * bool(touches) + _MARKS[tag]
                self._marks.append(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        """What a tag closes."""
        match tag:
            case "table" if self._rows:
                rows, self._rows = self._rows, None
                self._table(rows)
            case "pre" if self._verbatim is not None:
                lines = self._verbatim.removesuffix("\n").split("\n")
                self._fenced, self._verbatim = False, None
                self._block(lines)
            case _ if self._rows is not None or self._fenced:
                pass
            case "code" if self._verbatim is not None:
                text, self._verbatim = self._verbatim, None
                self._add(_code(text))
            case "p":
                self._gap, self._listed = "\n\n", False
            case "ul" | "ol":
                self._lists.pop()
                self._gap, self._fresh, self._listed = "\n\n", False, not self._lists
            case "em" | "strong":
                mark = self._marks.pop()
                if self._before.endswith(mark):
                    self._before = self._before.removesuffix(mark)
                else:
                    last = self.pieces[-1]
                    self.pieces[-1] = replace(last, text=last.text + mark, closing=self._closing())

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if self._rows is not None:
            if self._rows and self._rows[-1]:
                cell = self._rows[-1][-1]
                self._rows[-1][-1] = replace(cell, text=cell.text + _SPACE.sub(" ", data))
        elif self._verbatim is not None:
            self._verbatim += data
        elif data.strip() or not self._fresh:
            self._say(data)

    def _say(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        for each in _PIECE.findall(_escaped(text.lstrip() if self._fresh else text, self._fresh)):
            if each == " ":
                self._before += each
            else:
                self._add(each)

    def _add(self, text: str) -> None:
        self.pieces.append(_Piece(self._before + text, self._closing()))
        self._before, self._fresh = "", False

    def _closing(self) -> str:
        return "".join(reversed(self._marks))

    def _indent(self, lists: list[int | None]) -> str:
        return "".join("  " if number is None else "   " for number in lists)

    def _item(self) -> None:
        """The sign of a list's next item."""
        *outer, number = self._lists
        gap = "\n\n" if self._listed else "\n"
        self._before = (gap if self.pieces else "") + self._indent(outer)
        self._before += "- " if number is None else f"{number}. "
        self._lists[-1] = None if number is None else number + 1
        self._fresh, self._listed = True, False

    def _block(self, lines: list[str]) -> None:
        """A block of code, which sets itself apart from what surrounds it."""
        sign = self._before if self._fresh else ""
        start = f"{sign}\n```\n" if self.pieces or sign else "```\n"
        for line in lines:
            self.pieces.append(_Piece(start + _FENCE.sub(lambda found: "ˋ" * len(found[0]), line), "```", block=True))
            start = "\n"
        self.pieces.append(_Piece("\n```"))
        self._before, self._gap, self._fresh, self._listed = "", "\n", False, False

    def _table(self, rows: list[list[_Cell]]) -> None:
        """A table with aligned columns; where they have no room, each row as lines that repeat its headings."""
        texts = [[cell.text.strip() for cell in row] for row in rows]
        widths = [max(map(_columns, column)) for column in zip(*texts, strict=True)]
        if sum(widths) + 2 * len(widths) - 2 <= WIDEST:
            lines = ["  ".join(map(_aligned, row, widths)).rstrip() for row in rows]
            self._block([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])
            return
        for row in texts[1:]:
            self._before = self._gap
            for heading, value in zip(texts[0], row, strict=True):
                self._fresh = True
                self._say(f"{heading}: {value}" if heading else value)
                self._before = "\n"
            self._gap = "\n\n"


def _columns(text: str) -> int:
    """How many columns a text takes in type of one width."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _aligned(cell: _Cell, width: int) -> str:
    text = cell.text.strip()
    room = " " * (width - _columns(text))
    return room + text if cell.right else text + room
