"""The answer keys of the other types: a formula, a verdict with its number, several values, a line and its value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Literal, get_args

from compiler.checker.characters import SYMBOL, plain
from compiler.checker.key import TAG, Json, NumberKey
from compiler.checker.messages import NotRead
from compiler.checker.splitting import compared
from compiler.checker.stored import Stored
from compiler.checker.tolerance import Tolerance

MOST_PARTS = 6
"""How many values a `vector` asks for at most."""
MOST_LINES = 20
MOST_POINTS = 16
"""How many sample points a formula is compared at, at most."""
EXACT = Tolerance("exact")
InvariantKind = Literal["sums-to", "rises", "falls"]
"""What must hold of several values together, whatever each of them is; the names are those of its messages."""


def typed(text: str) -> str:
    """A word as it is compared with what people type. Raises ValueError where nobody could type it."""
    try:
        return plain(text)
    except NotRead as refusal:
        raise ValueError(f"{text[:40]!r} could not be typed: {refusal.said.text}") from None


@dataclass(frozen=True, slots=True)
class WrongFormula:
    """What a known wrong formula gives at the sample points, and the hint for it."""

    values: tuple[float, ...]
    hint: str

    def to_json(self) -> Json:
        """`{"values", "hint"}`."""
        return {"values": list(self.values), "hint": self.hint}


@dataclass(frozen=True, slots=True)
class FormulaKey:
    """The answer of a `formula` exercise: its values at sample points from the exercise's own ranges.

    Each point has a value for each of `symbols`; `values` are those of the right formula there. Nothing of the formula
    itself is kept, so that a key does not show it. Raises ValueError where the numbers do not fit together.
    """

    symbols: tuple[str, ...]
    points: tuple[tuple[float, ...], ...]
    values: tuple[float, ...]
    mistakes: tuple[WrongFormula, ...] = ()

    def __post_init__(self) -> None:
        if not self.symbols or not 1 <= len(self.points) <= MOST_POINTS:
            raise ValueError(f"a formula needs symbols, and 1 to {MOST_POINTS} points to be compared at")
        symbols = [typed(symbol) for symbol in self.symbols]
        if not all(map(SYMBOL.fullmatch, symbols)):
            raise ValueError("a symbol has letters, digits and _, a letter first")
        if len(set(symbols)) < len(symbols):
            raise ValueError("no symbol is listed twice")
        columns = [self.values, *(mistake.values for mistake in self.mistakes)]
        if any(len(column) != len(self.points) for column in columns):
            raise ValueError("a formula needs one value for each point")
        if any(len(point) != len(self.symbols) for point in self.points):
            raise ValueError("a point needs one value for each symbol")
        if not all(math.isfinite(value) for row in (*self.points, *columns) for value in row):
            raise ValueError("points and values must be finite numbers")

    def to_json(self) -> Json:
        """The key as JSON types, tagged with its type."""
        return {
            "type": "formula",
            "symbols": list(self.symbols),
            "points": [list(point) for point in self.points],
            "values": list(self.values),
            "mistakes": [mistake.to_json() for mistake in self.mistakes],
        }

    @classmethod
    def from_json(cls, stored: object, path: str = "key") -> FormulaKey:
        """The key of its JSON, whoever wrote it. Raises VariantError."""
        whole = Stored(stored, path)
        _, symbols, points, values, mistakes = whole.fields("type", "symbols", "points", "values", "mistakes")
        read = [mistake.fields("values", "hint") for mistake in mistakes.items()]
        return whole.made(
            lambda: cls(
                tuple(symbol.name() for symbol in symbols.items()),
                tuple(point.numbers() for point in points.items()),
                values.numbers(),
                tuple(WrongFormula(wrong.numbers(), hint.text()) for wrong, hint in read),
            )
        )


@dataclass(frozen=True, slots=True)
class DecideKey:
    """The answer of a `decide` exercise: one of several verdicts, and the number that decides it.

    Each of `options` is the words that say it, the first of which is shown; `right` is the index of the right one.
    Raises ValueError where there are no two options, or two of them are said alike.
    """

    options: tuple[tuple[str, ...], ...]
    right: int
    number: NumberKey

    def __post_init__(self) -> None:
        words = [typed(word).lower() for option in self.options for word in option]
        if len(self.options) < 2 or not all(self.options):
            raise ValueError("a decision has two options or more, and words for each")
        if len(set(words)) < len(words):
            raise ValueError("no two options are said in the same words")
        if not 0 <= self.right < len(self.options):
            raise ValueError("the right option is one of the options")

    def to_json(self) -> Json:
        """The key as JSON types, tagged with its type."""
        options = [list(option) for option in self.options]
        return {"type": "decide", "options": options, "right": self.right, "number": self.number.to_json()}

    @classmethod
    def from_json(cls, stored: object, path: str = "key") -> DecideKey:
        """The key of its JSON, whoever wrote it. Raises VariantError."""
        whole = Stored(stored, path)
        _, options, right, number = whole.fields("type", "options", "right", "number")
        said = tuple(tuple(word.name() for word in option.items()) for option in options.items())
        key = NumberKey.from_json(number.value, number.path)
        return whole.made(lambda: cls(said, right.whole(len(said) + 1), key))


@dataclass(frozen=True, slots=True)
class Part:
    """One of several values: its label and its key."""

    label: str
    number: NumberKey

    def to_json(self) -> Json:
        """`{"label", "number"}`."""
        return {"label": self.label, "number": self.number.to_json()}


@dataclass(frozen=True, slots=True)
class Invariant:
    """A check on all values together: that they make `total` within a tolerance, that they rise, or that they fall."""

    kind: InvariantKind
    total: float = 0.0
    tolerance: Tolerance = EXACT

    def __post_init__(self) -> None:
        if self.kind not in get_args(InvariantKind):
            raise ValueError(f"an invariant is {', '.join(get_args(InvariantKind))}; not {self.kind}")
        if not math.isfinite(self.total):
            raise ValueError("a total must be a finite number")

    def holds(self, values: tuple[float, ...]) -> bool:
        """Whether it holds of these values."""
        if self.kind == "sums-to":
            # From left to right, as every language adds: sum() keeps more digits since Python 3.12.
            return self.tolerance.accepts(self.total, reduce(add, values, 0.0))
        return all(a < b if self.kind == "rises" else a > b for a, b in pairwise(values))

    def to_json(self) -> Json:
        """`{"kind", "total", "tolerance"}`."""
        return {"kind": self.kind, "total": self.total, "tolerance": self.tolerance.to_json()}

    @classmethod
    def from_json(cls, stored: Stored) -> Invariant:
        """The invariant of its JSON. Raises VariantError."""
        kind, total, tolerance = stored.fields("kind", "total", "tolerance")
        name = next((known for known in get_args(InvariantKind) if known == kind.value), None)
        if name is None:
            raise kind.wrong(f"one of {', '.join(get_args(InvariantKind))}")
        return cls(name, total.number(), Tolerance.from_json(tolerance.value, tolerance.path))


@dataclass(frozen=True, slots=True)
class VectorKey:
    """The answer of a `vector` exercise: 2 to 6 labelled numbers, and a check on all of them where there is one.

    Raises ValueError where that is not so.
    """

    parts: tuple[Part, ...]
    invariant: Invariant | None = None

    def __post_init__(self) -> None:
        if not 2 <= len(self.parts) <= MOST_PARTS:
            raise ValueError(f"a vector has 2 to {MOST_PARTS} values")
        labels = [compared(typed(part.label)) for part in self.parts]
        if len(set(labels)) < len(labels) or any(sign in label for label in labels for sign in "=~:;,\n"):
            raise ValueError("every value of a vector has a label of its own, without signs that separate")

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in order."""
        return tuple(part.label for part in self.parts)

    def to_json(self) -> Json:
        """The key as JSON types, tagged with its type."""
        invariant = None if self.invariant is None else self.invariant.to_json()
        return {"type": "vector", "parts": [part.to_json() for part in self.parts], "invariant": invariant}

    @classmethod
    def from_json(cls, stored: object, path: str = "key") -> VectorKey:
        """The key of its JSON, whoever wrote it. Raises VariantError."""
        whole = Stored(stored, path)
        _, parts, invariant = whole.fields("type", "parts", "invariant")
        read = [part.fields("label", "number") for part in parts.items()]
        present = invariant.optional()
        return whole.made(
            lambda: cls(
                tuple(Part(label.name(), NumberKey.from_json(number.value, number.path)) for label, number in read),
                None if present is None else Invariant.from_json(present),
            )
        )


@dataclass(frozen=True, slots=True)
class DebugKey:
    """The answer of a `debug` exercise: the wrong line of a derivation, and the final value once it is mended.

    Lines are counted from 1 to `lines`; a `line` of 0 says that none is wrong. Raises ValueError where that is not so.
    """

    lines: int
    line: int
    number: NumberKey

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= MOST_LINES or not 0 <= self.line <= self.lines:
            raise ValueError(f"a derivation has 1 to {MOST_LINES} lines, and the wrong one is one of them or 0")

    def to_json(self) -> Json:
        """The key as JSON types, tagged with its type."""
        return {"type": "debug", "lines": self.lines, "line": self.line, "number": self.number.to_json()}

    @classmethod
    def from_json(cls, stored: object, path: str = "key") -> DebugKey:
        """The key of its JSON, whoever wrote it. Raises VariantError."""
        whole = Stored(stored, path)
        _, lines, line, number = whole.fields("type", "lines", "line", "number")
        key = NumberKey.from_json(number.value, number.path)
        return whole.made(lambda: cls(lines.whole(MOST_LINES + 1), line.whole(MOST_LINES + 1), key))


AnswerKey = NumberKey | FormulaKey | DecideKey | VectorKey | DebugKey
"""What a reply is graded by, tagged in JSON by the five types of exercise."""


def numbers_of(key: AnswerKey) -> tuple[tuple[str, NumberKey], ...]:
    """The numbers that an answer key asks for, each with its label (empty for the only one); a formula has none."""
    match key:
        case NumberKey():
            return (("", key),)
        case DecideKey() | DebugKey():
            return (("", key.number),)
        case VectorKey():
            return tuple((part.label, part.number) for part in key.parts)
        case FormulaKey():
            return ()


_READERS: dict[str, Callable[[object, str], AnswerKey]] = {
    TAG: NumberKey.from_json,
    "formula": FormulaKey.from_json,
    "decide": DecideKey.from_json,
    "vector": VectorKey.from_json,
    "debug": DebugKey.from_json,
}


def key_from_json(stored: object, path: str = "key") -> AnswerKey:
    """The answer key of its JSON, whoever wrote it. Raises VariantError."""
    tag = Stored(stored, path).field("type")
    read = _READERS.get(tag.name())
    if read is None:
        raise tag.wrong(f"one of {', '.join(_READERS)}", f"'{tag.name()}', a type that this version does not grade")
    return read(stored, path)
