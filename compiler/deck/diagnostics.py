"""What is wrong with a definition: a code, a place, the text underlined, the draw that breaks it, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from compiler.deck.source import Span

CODES = {
    "D101": "the YAML cannot be read",
    "D102": "the file cannot be read",
    "D103": "a key stands twice",
    "D104": "a comma or bracket inside an unquoted flow value",
    "D105": "a limit of the format is passed",
    "D106": "a feature of YAML that definitions do without",
    "D201": "an unknown key",
    "D202": "a required key is missing",
    "D203": "a value of the wrong kind",
    "D204": "a value that is not allowed",
    "D205": "the same name for two things",
    "D206": "a figure that cannot be used",
    "D207": "something that does not go with the type of the exercise",
    "D208": "a folder that is no deck",
    "D209": "a text beyond the small Markdown",
    "D301": "a formula that cannot be read",
    "D302": "an undefined name",
    "D303": "a name that is never used",
    "D304": "values of the wrong kind in a formula",
    "D305": "a name that cannot be given",
    "D306": "a placeholder that cannot be read",
    "D307": "an unknown or unsuitable unit",
    "D308": "a tolerance or rounding that cannot be read",
    "D309": "a draw that cannot be made",
    "D401": "a draw in which a formula has no value",
    "D402": "an answer so near zero that its tolerance is void",
    "D403": "not solvable as shown",
    "D404": "a given that the prompt does not show",
    "D405": "a mistake that no draw tells apart, or that no draw activates",
    "D406": "fewer than five distinct variants",
    "D407": "fewer than a quarter of the draws are kept",
    "D408": "the published numbers give another answer",
    "D409": "an erratum that is not true",
    "D410": "published numbers that do not fit their statement",
    "D411": "a waiver that nothing needs",
    "D412": "a balance or a verdict with one side only",
    "D413": "an invariant that the right values do not have",
}


MAX_FINDINGS = 500
"""Nobody reads more in one run; what comes after is found again once these are mended."""
MAX_SENTENCE = 600


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `draw` shows the numbers that break a proof, `help` says what to do."""

    code: str
    message: str
    span: Span
    help: str | None = None
    draw: str | None = None
    exercise: str | None = None

    def to_json(self) -> dict[str, str | int | None]:
        """The finding for machines: code, message, file, line, column, length, help, draw, exercise."""
        return {
            "code": self.code,
            "message": self.message,
            "file": self.span.file.path,
            "line": self.span.line,
            "column": self.span.column,
            "length": max(1, self.span.end - self.span.start),
            "help": self.help,
            "draw": self.draw,
            "exercise": self.exercise,
        }


@dataclass(slots=True)
class Findings:
    """The diagnostics of a run, gathered while it goes on; the same finding at the same place counts once."""

    found: list[Diagnostic] = field(default_factory=list)
    noted: int = 0
    """How often something was found wrong, what was found before and what is too much counted as well."""
    _places: set[tuple[str, str, int]] = field(default_factory=set)

    def add(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        help: str | None = None,
        draw: str | None = None,
        exercise: str | None = None,
    ) -> None:
        """Note a finding under a code of the table."""
        if code not in CODES:
            raise ValueError(f"{code} is no diagnostic code")
        self.noted += 1
        place = (code, span.file.path, span.start)
        if place in self._places or len(self.found) == MAX_FINDINGS:
            return
        self._places.add(place)
        self.found.append(Diagnostic(code, _cut(message), span, help and _cut(help), draw, exercise))

    def has(self, code: str, span: Span) -> bool:
        """Whether something was found under a code at a place."""
        return (code, span.file.path, span.start) in self._places

    def sorted(self) -> tuple[Diagnostic, ...]:
        """By file and place."""
        return tuple(sorted(self.found, key=lambda d: (d.span.file.path, d.span.start, d.code)))


def _cut(text: str) -> str:
    """A sentence that quotes a stranger's text, no longer than people read."""
    return text if len(text) <= MAX_SENTENCE else f"{text[:MAX_SENTENCE]} …"


_RED, _BLUE, _BOLD, _OFF = "\x1b[31m", "\x1b[34m", "\x1b[1m", "\x1b[0m"


def render(diagnostic: Diagnostic, colour: bool = False) -> str:
    """The finding for people: heading, place, the line with the text underlined, the draw, what to do."""
    red, blue, bold, off = (_RED, _BLUE, _BOLD, _OFF) if colour else ("", "", "", "")
    span = diagnostic.span
    line, column = span.file.position(span.start)
    source = span.file.line(line)
    width = max(1, min(span.end - span.start, len(source) - column + 1))
    shown, offset = _window(source, column - 1, width)
    gutter = " " * len(str(line))
    lines = [
        f"{red}{bold}error[{diagnostic.code}]{off}{bold}: {printable(diagnostic.message)}{off}",
        f"{gutter}{blue}-->{off} {printable(span.file.path)}:{line}:{column}",
        f"{blue}{line} |{off} {shown}",
        f"{blue}{gutter} |{off} {' ' * offset}{red}{'^' * min(width, max(1, len(shown) - offset))}{off}",
    ]
    if diagnostic.draw:
        lines.append(f"{gutter} {blue}={off} draw: {printable(diagnostic.draw)}")
    if diagnostic.help:
        lines.append(f"{gutter} {blue}={off} help: {printable(diagnostic.help)}")
    return "\n".join(lines)


def _window(source: str, start: int, width: int) -> tuple[str, int]:
    """At most 100 characters of a line around the underlined part, and where that part begins in them."""
    cut = max(0, min(start - 20, start + width - 80)) if len(source) > 100 else 0
    return printable(source[cut : cut + 100]), start - cut


def printable(text: str) -> str:
    """Text from a stranger's file without what moves the cursor, one character for one."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """`no errors`, `1 error`, `3 errors`."""
    count = len(tuple(diagnostics))
    return "no errors" if not count else f"{count} error{'s' if count > 1 else ''}"
