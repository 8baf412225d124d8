"""YAML with a memory: every value knows where it stands, down to the character.

Read from the event stream of libyaml rather than with a loader: a definition may come from a stranger, so nothing is
constructed, depth and size are bounded while reading, and aliases are shared, never copied. Scalars stay text; YAML 1.2
decides what they say (`no` is text, `1e6` a number, decimals are exact).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import log10

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CHARACTER = re.compile(".", re.DOTALL)
_WRITTEN = {
    "'": re.compile("''|.", re.DOTALL),
    '"': re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|.", re.DOTALL),
}
_BLANK_ESCAPES = frozenset("nrtvf NLP_\t\n")
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A file's text under the name that diagnostics show."""

    path: str
    text: str

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, both counted from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        start = self._line_starts[number - 1]
        return self.text[start:].split("\n", 1)[0]


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A stretch of a file, in character offsets; `end` is behind the last character."""

    file: SourceFile
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line it starts in, counted from 1."""
        return self.file.position(self.start)[0]

    @property
    def column(self) -> int:
        """The column it starts at, counted from 1."""
        return self.file.position(self.start)[1]


@dataclass(frozen=True, eq=False)
class Scalar:
    """A scalar's text as YAML reads it, and where it stands."""

    text: str
    span: Span
    plain: bool

    @property
    def is_null(self) -> bool:
        """Whether YAML says that nothing stands here."""
        return self.plain and self.text in _NULLS

    @property
    def truth(self) -> bool | None:
        """The truth value, or None where it is none."""
        return _TRUTHS.get(self.text) if self.plain else None

    @property
    def number(self) -> Fraction | None:
        """The exact number that the author wrote, or None where it is none (or none that float64 could hold)."""
        if not self.plain or len(self.text) > 60 or not _NUMBER.fullmatch(self.text):
            return None
        number = Fraction(self.text)
        return number if number == 0 or -308 < log10(abs(number.numerator)) - log10(number.denominator) < 308 else None

    def part(self, start: int, end: int) -> Span:
        """Where the characters `start` to `end` of the text stand in the file; `end` is behind the last of them."""
        places = self._places
        first = places[min(start, len(self.text))]
        last = places[min(max(end, start + 1), len(self.text) + 1) - 1]
        return Span(self.span.file, first[0], max(first[1], last[1]))

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """For each character of the text where it begins and ends in the file, and last the place behind them all.

        YAML folds lines and strips indentation, but keeps every other character in its order: these are found exactly,
        and white space stands where it fits between them.
        """
        written = self._written()
        places: list[tuple[int, int]] = []
        following, at, behind = next(written, None), self.span.start, self.span.start
        for character in self.text:
            if character.isspace() or following is None:
                at = min(at, self.span.end if following is None else following[0])
                places.append((at, at + 1))
                at += 1
            else:
                places.append(following)
                at = behind = following[1]
                following = next(written, None)
        return [*places, (behind, behind + 1)]

    def _written(self) -> Iterator[tuple[int, int]]:
        """Where each visible character begins and ends in the source; an escape is one character."""
        source, start, end = self.span.file.text, self.span.start, self.span.end
        style = "" if self.plain else source[start : start + 1]
        if style in ("|", ">"):
            start = source.find("\n", start) + 1 or end
        elif style:
            start, end = start + 1, end - 1
        for match in _WRITTEN.get(style, _CHARACTER).finditer(source, start, end):
            if not _blank(match.group()):
                yield match.span()


def _blank(written: str) -> bool:
    """Whether a character of the source, or an escape, is white space in the text."""
    if written[0] != "\\" or len(written) == 1:
        return written.isspace()
    return chr(int(written[2:], 16)).isspace() if len(written) > 2 else written[1] in _BLANK_ESCAPES


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list and where it stands."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """A mapping in its author's order; keys are texts, each once."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


def describe(node: Node) -> str:
    """What a value is, in the words of diagnostics."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    if node.is_null:
        return "nothing"
    if node.truth is not None:
        return f"the truth value {node.text}"
    if node.number is not None:
        return f"the number {node.text}"
    return "text"
