"""Authors' texts: small Markdown with placeholders that are formulas.

`{N:,}` is a placeholder, `{{` and `}}` are literal braces, and inside `$…$` braces belong to LaTeX. A dollar sign opens
LaTeX when it touches what follows and a partner in the same line touches what precedes it, no digit behind; `\\$` never
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compiler.deck.diagnostics import Findings
from compiler.deck.source import Scalar
from compiler.formula import Format, FormulaError, Node, parse

MAX_PLACEHOLDERS = 64

LATEX = re.compile(r"(?<!\\)\$(?=[^\s$])[^$\n]*?(?<=[^\s\\])\$(?!\d)")
_HTML = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])[^>\n]*>?")
_LINK = re.compile(r"!?\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\([^)\n]*\)?")
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A formula in a text, with the format its value is shown in, from offset `start` of the text to `end`."""

    node: Node
    format: Format
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Template:
    """A text in parts: Markdown as it is, and placeholders."""

    parts: tuple[str | Placeholder, ...]
    source: Scalar

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders from left to right."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))


def read_template(scalar: Scalar, findings: Findings) -> Template | None:
    """The text of a scalar, its placeholders read; None when the findings say why not."""
    text = scalar.text.strip("\n")
    before = findings.noted
    shift = len(scalar.text) - len(scalar.text.lstrip("\n"))
    template = Template(tuple(_parts(text, shift, scalar, findings)), scalar)
    if len(template.placeholders) > MAX_PLACEHOLDERS:
        where = scalar.part(template.placeholders[MAX_PLACEHOLDERS].start, template.placeholders[MAX_PLACEHOLDERS].end)
        findings.add("D105", where, f"a text has at most {MAX_PLACEHOLDERS} placeholders; this one has more")
    for each in template.placeholders:
        start, end = each.start - shift, each.end - shift
        text = text[:start] + " " * (end - start) + text[end:]
    _check_markdown(text, shift, scalar, findings)
    return template if findings.noted == before else None


def check_prose(scalar: Scalar, findings: Findings) -> str:
    """A text without placeholders, checked to be small Markdown."""
    _check_markdown(scalar.text, 0, scalar, findings)
    return scalar.text.strip("\n")


def _parts(text: str, shift: int, scalar: Scalar, findings: Findings) -> Iterator[str | Placeholder]:
    latex = {match.start(): match.end() for match in LATEX.finditer(text)}
    literal, at = "", 0
    while at < len(text):
        character = text[at]
        if at in latex:
            literal += text[at : latex[at]]
            at = latex[at]
        elif text[at : at + 2] in ("{{", "}}"):
            literal += character
            at += 2
        elif character == "{":
            end = _closing(text, at)
            if end is None:
                where = scalar.part(at + shift, at + shift + 1)
                findings.add("D306", where, "the brace is not closed", help="close it, or write {{ for a literal brace")
                return
            if literal:
                yield literal
                literal = ""
            placeholder = _placeholder(text[at + 1 : end], at + 1 + shift, scalar, findings)
            if placeholder is not None:
                yield placeholder
            at = end + 1
        elif character == "}":
            where = scalar.part(at + shift, at + shift + 1)
            findings.add("D306", where, "a closing brace without its opening one", help="write }} for a literal brace")
            at += 1
        else:
            literal += character
            at += 1
    if literal:
        yield literal


def _closing(text: str, start: int) -> int | None:
    """The offset of the brace that closes the one at `start`; quoted texts in the formula may hold braces.

    Behind the colon stand words, in which an apostrophe is one.
    """
    quote, in_formula = "", True
    for at in range(start + 1, len(text)):
        character = text[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"" and in_formula:
            quote = character
        elif character == ":":
            in_formula = False
        elif character == "}":
            return at
        elif character == "{":
            return None
    return None


def _placeholder(inner: str, start: int, scalar: Scalar, findings: Findings) -> Placeholder | None:
    colon = _colon(inner)
    formula, format_text = (inner, "") if colon is None else (inner[:colon], inner[colon + 1 :])
    try:
        node = parse(formula)
    except FormulaError as error:
        where = scalar.part(start + error.start, start + max(error.end, error.start + 1))
        findings.add("D301", where, error.message, help=error.help)
        return None
    try:
        return Placeholder(node, Format.parse(format_text), start, start + len(inner))
    except ValueError as error:
        where = scalar.part(start + len(formula), start + len(inner))
        findings.add("D306", where, str(error), help="formats: `,` `.2f` `,.2f` `.3g` `3 sig` `byte|bytes`")
        return None


def _colon(inner: str) -> int | None:
    """The offset of the first colon outside quotes: formulas have none, words may."""
    quote = ""
    for at, character in enumerate(inner):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == ":":
            return at
    return None


def _check_markdown(text: str, shift: int, scalar: Scalar, findings: Findings) -> None:
    """HTML, links and pictures are not part of the small Markdown; code and LaTeX may look like them."""
    hidden = _CODE.sub(_blank, LATEX.sub(_blank, text))
    for match in _HTML.finditer(hidden):
        where = scalar.part(match.start() + shift, match.end() + shift)
        findings.add(
            "D209", where, "HTML is not part of the texts", help="write \\< for a literal sign, or use Markdown"
        )
    for match in _LINK.finditer(hidden):
        where = scalar.part(match.start() + shift, match.end() + shift)
        findings.add(
            "D209",
            where,
            "links and pictures are not part of the texts",
            help="name the source in `source`; use `figure:`",
        )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
