"""The table of an exercise: the texts once, with slots, and a row of values and an answer key for each variant."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from compiler.checker import AnswerKey, DebugKey, DecideKey, FormulaKey, NumberKey, VectorKey
from compiler.deck import Filled
from compiler.formula import Slotted
from compiler.targets.html.markdown import Math, escape, literal, marker, mathjax, render

VERSION = 3

_EXACT = 2**53
# The golden section: so many days on, attempts keep away from each other and from tomorrow.
_FAR = 0.382

Json = dict[str, object]
Table = tuple[Filled, ...]
"""Variants of one exercise, which differ in what the learner sees."""


@dataclass(slots=True)
class Slots:
    """Gathers the slots of an exercise while its texts are written; equal columns are one, constant ones are none."""

    math: Math = mathjax
    columns: dict[tuple[str, ...], int] = field(default_factory=dict)

    def value(self, values: Sequence[str]) -> str:
        """The HTML of a value, one for each variant: the first stands there, a script may put another."""
        if len(set(values)) == 1:
            return escape(values[0])
        number = self.columns.setdefault(tuple(values), len(self.columns))
        return f'<span class="n" data-s="{number}">{escape(values[0])}</span>'

    def plain(self, texts: Sequence[Slotted]) -> str:
        """The HTML of a plain text, one for each variant; where their words differ, the whole is one slot."""
        if not _alike(texts):
            return self.value(["".join(text) for text in texts])
        columns = list(zip(*texts, strict=True))
        return "".join(self.value(column) if i % 2 else escape(column[0]) for i, column in enumerate(columns))

    def prose(self, texts: Sequence[Slotted]) -> str:
        """The HTML of small Markdown, one for each variant; where their words differ, the whole is one slot."""
        if not _alike(texts):
            return f"<p>{self.value([''.join(text) for text in texts])}</p>"
        columns = list(zip(*texts, strict=True))
        pieces = [self.value(column) for column in columns[1::2]]
        markdown = [marker(i // 2) if i % 2 else literal(column[0]) for i, column in enumerate(columns)]
        return render("".join(markdown), pieces, math=self.math)

    def rows(self, count: int) -> list[list[str]]:
        """What each of `count` variants puts into the slots."""
        return [[column[row] for column in self.columns] for row in range(count)]


def _alike(texts: Sequence[Slotted]) -> bool:
    """Whether the words between the numbers are the same."""
    return len({text[::2] for text in texts}) == 1


def order(key: str, count: int) -> tuple[int, int, int]:
    """Where an exercise's days begin in its table, how far each day steps, and each further attempt on a day.

    `count` days in a row show every row once, and so do `count` attempts on one day. An attempt leads far from the days
    that come next.
    """
    digest = hashlib.sha256(key.encode()).digest()
    start = int.from_bytes(digest[:4], "big") % count
    strides = [stride for stride in range(1, count + 1) if math.gcd(stride, count) == 1]
    stride = strides[int.from_bytes(digest[4:8], "big") % len(strides)]
    days = min(strides, key=lambda each: abs(each - count * _FAR))
    return start, stride, days * stride % count


def table_json(key: str, slots: Slots, variants: Table, number: Callable[[float], float] = float) -> str:
    """The table as JSON, once all texts are written; `number` says how exact its answers are.

    - `rows`: for each variant the texts of the slots, as indices into `texts`; attempt `a` on day `d`, both counted
      from 0, shows row `(start + d * stride + a * hop) mod n`
    - `type`, `ask`: what is asked, alike in all variants (`ask_json`)
    - `key`: what differs from one variant to the next (`key_row`)
    - `words`: hints of known mistakes (HTML) and names of steps, to which the rows of `key` point
    - `deck`, `report`: the deck's short name, and where to report a mistake, where it tells
    """
    keys = [variant.key for variant in variants]
    rows = slots.rows(len(variants))
    words = Words(slots.math)
    start, stride, hop = order(key, len(rows))
    # The most frequent first, whose indices are the shortest.
    texts = [text for text, _ in Counter(text for row in rows for text in row).most_common()]
    places = {text: place for place, text in enumerate(texts)}
    table = {
        "v": VERSION,
        "start": start,
        "stride": stride,
        "hop": hop,
        "texts": texts,
        "rows": [[places[text] for text in row] for row in rows],
        "type": variants[0].exercise.type,
        "ask": ask_json(keys[0], variants[0].exercise.answer.label, words),
        "key": [key_row(each, words, number) for each in keys],
        "words": list(words.places),
        "deck": variants[0].deck.name,
        "report": variants[0].deck.address,
    }
    return json.dumps(table, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Words:
    """Hints (as HTML) and names of steps, each once; rows point to them by their places."""

    math: Math
    places: dict[str, int] = field(default_factory=dict)
    _rendered: dict[str, str] = field(default_factory=dict)

    def name(self, step: str) -> int:
        """The place of a step's name."""
        return self.places.setdefault(step, len(self.places))

    def hint(self, markdown: str) -> int:
        """The place of a hint."""
        return self.name(self.html(markdown))

    def html(self, markdown: str) -> str:
        """A filled text as HTML. Most hints say the same in every variant."""
        if markdown not in self._rendered:
            self._rendered[markdown] = render(literal(markdown), math=self.math)
        return self._rendered[markdown]


def ask_json(key: AnswerKey, label: str | None, words: Words) -> Json:
    """What all answer keys of an exercise have alike.

    A number has `label`, `unit`, `units` (accepted ones), `tolerance`, `roundings`, `accept` (unit, tolerance, note). A
    decision has `options` (words) and its `number`; a vector `parts`, each a number with its label, and `invariant`;
    a formula `symbols`; a derivation with a mistake how many `lines`, and the `number` at its end.
    """
    match key:
        case NumberKey():
            return _number_json(key, label, words)
        case DecideKey():
            options = [list(each) for each in key.options]
            return {"options": options, "number": _number_json(key.number, label, words)}
        case VectorKey():
            invariant = None if key.invariant is None else key.invariant.to_json()
            return {
                "parts": [_number_json(part.number, part.label, words) for part in key.parts],
                "invariant": invariant,
            }
        case FormulaKey():
            return {"symbols": list(key.symbols)}
        case DebugKey():
            return {"lines": key.lines, "number": _number_json(key.number, label, words)}


def key_row(key: AnswerKey, words: Words, number: Callable[[float], float]) -> list[object]:
    """What an answer key has of its own; `words` gains hints and names of steps, which are told by their places.

    A number is its value, the values of `accept`, the known mistakes, and the rounded steps: in one list each, a value,
    the index of its hint or name, the next value, and so on. A decision is the index of the right verdict and its
    number; a vector the row of each number; a formula its points, its values there, and the wrong formulas, each with
    values and the index of its hint; a derivation with a mistake the number of that line (0 for none) and its number.
    """

    match key:
        case NumberKey():
            mistakes = [each for one in key.mistakes for each in (_near(number(one.value)), words.hint(one.hint))]
            rounded = [each for one in key.rounded for each in (_near(number(one.value)), words.name(one.step))]
            return [_short(number(key.value)), [_short(number(each.value)) for each in key.accept], mistakes, rounded]
        case DecideKey():
            return [key.right, key_row(key.number, words, number)]
        case VectorKey():
            return [key_row(part.number, words, number) for part in key.parts]
        case FormulaKey():
            wrong = [[_shorts(each.values, number), words.hint(each.hint)] for each in key.mistakes]
            return [[_shorts(point, number) for point in key.points], _shorts(key.values, number), wrong]
        case DebugKey():
            return [key.line, key_row(key.number, words, number)]


def _near(value: float) -> float:
    """What is compared with a reply within a tolerance needs no more than 13 digits."""
    return _short(float(f"{value:.13g}"))


def _shorts(values: Sequence[float], number: Callable[[float], float]) -> list[float]:
    return [_short(number(value)) for value in values]


def _short(value: float) -> float:
    """A whole number without a point."""
    return int(value) if value == int(value) and abs(value) < _EXACT else value


def _number_json(key: NumberKey, label: str | None, words: Words) -> Json:
    return {
        "label": label,
        "unit": key.unit,
        "units": list(key.accepted_units),
        "tolerance": key.tolerance.to_json(),
        "roundings": [str(rounding) for rounding in key.roundings],
        "accept": [
            {"unit": each.unit, "tolerance": each.tolerance.to_json(), "note": each.note and words.html(each.note)}
            for each in key.accept
        ],
    }
