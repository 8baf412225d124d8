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

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
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


@dataclass(frozen=True, slots=True, eq=False)
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
        """Where the characters `start` to `end` of the text stand in the file.

        YAML folds lines, strips indentation and unescapes, so the text is walked beside its source; white space stands
        for any white space, an escape for one character.
        """
        source, at = self.span.file.text, self.span.start
        offsets: list[int] = []
        if not self.plain and at < len(source) and source[at] in "|>":
            at = source.find("\n", at) + 1
        elif not self.plain and at < len(source):
            at += 1
        for character in self.text:
            at = self._next(source, at, character)
            offsets.append(min(at, self.span.end))
            escaped = source[at : at + 1] == "\\" and character != "\\"
            at += 2 if escaped or source[at : at + 2] == "''" else 1
        offsets.append(min(at, self.span.end))
        first = offsets[min(start, len(offsets) - 1)]
        last = offsets[min(max(end, start + 1) - 1, len(offsets) - 1)] + 1
        return Span(self.span.file, first, max(first + 1, min(last, max(self.span.end, first + 1))))

    def _next(self, source: str, at: int, character: str) -> int:
        """The offset of the next source character that stands for `character`."""
        if source[at : at + 1] == character or character.isspace():
            return at
        while at < self.span.end and source[at].isspace():
            at += 1
        return at


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
