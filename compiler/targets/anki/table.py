"""The table of a note: the texts once, with slots, and a row of values and an answer key for each variant."""

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
from compiler.targets.anki.html import escape, literal, marker, render

VERSION = 2

Json = dict[str, object]


@dataclass(slots=True)
class Slots:
    """Gathers the slots of a note while its texts are written; equal columns are one, constant ones are none."""

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
        return render("".join(markdown), pieces)

    def rows(self, count: int) -> list[list[str]]:
        """What each of `count` variants puts into the slots."""
        return [[column[row] for column in self.columns] for row in range(count)]


def _alike(texts: Sequence[Slotted]) -> bool:
    """Whether the words between the numbers are the same."""
    return len({text[::2] for text in texts}) == 1


def order(key: str, count: int) -> tuple[int, int]:
    """Where a card's days begin in its table and how far each day steps: `count` days in a row show every row once."""
    digest = hashlib.sha256(key.encode()).digest()
    start = int.from_bytes(digest[:4], "big") % count
    strides = [stride for stride in range(1, count + 1) if math.gcd(stride, count) == 1]
    return start, strides[int.from_bytes(digest[4:8], "big") % len(strides)]


def table_json(
    key: str, rows: Sequence[Sequence[str]], variants: Sequence[Filled], number: Callable[[float], float]
) -> str:
    """The table as JSON; `number` says how exact its answer-key numbers are.

    - `rows`: for each variant the texts of the slots, as indices into `texts`; day `d` shows row
      `(start + d * stride) mod n`
    - `type`, `ask`: what is asked, alike in all variants (`ask_json`)
    - `key`: what differs from one variant to the next (`key_row`)
    - `hints`: the hints of known mistakes, to which the rows of `key` point
    """
    keys = [variant.key for variant in variants]
    hints: dict[str, int] = {}
    start, stride = order(key, len(rows))
    # The most frequent first, whose indices are the shortest.
    texts = [text for text, _ in Counter(text for row in rows for text in row).most_common()]
    places = {text: place for place, text in enumerate(texts)}
    table = {
        "v": VERSION,
        "start": start,
        "stride": stride,
        "texts": texts,
        "rows": [[places[text] for text in row] for row in rows],
        "type": variants[0].exercise.type,
        "ask": ask_json(keys[0], variants[0].exercise.answer.label),
        "key": [key_row(each, hints, number) for each in keys],
        "hints": [_html(hint) for hint in hints],
    }
    return json.dumps(table, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def ask_json(key: AnswerKey, label: str | None) -> Json:
    """What all answer keys of an exercise have alike.

    A number has `label`, `unit`, `units` (accepted ones), `tolerance`, `roundings`, `accept` (unit, tolerance, note). A
    decision has `options` (words) and its `number`; a vector `parts`, each a number with its label, and `invariant`;
    a formula `symbols`; a derivation with a mistake how many `lines`, and the `number` at its end.
    """
    match key:
        case NumberKey():
            return _number_json(key, label)
        case DecideKey():
            return {"options": [list(words) for words in key.options], "number": _number_json(key.number, label)}
        case VectorKey():
            invariant = None if key.invariant is None else key.invariant.to_json()
            return {"parts": [_number_json(part.number, part.label) for part in key.parts], "invariant": invariant}
        case FormulaKey():
            return {"symbols": list(key.symbols)}
        case DebugKey():
            return {"lines": key.lines, "number": _number_json(key.number, label)}


def key_row(key: AnswerKey, hints: dict[str, int], number: Callable[[float], float]) -> list[object]:
    """What an answer key has of its own; `hints` gains those of its mistakes, which are told by their index.

    A number is its value, the values of `accept`, and the known mistakes, each a value and the index of its hint. A
    decision is the index of the right verdict and its number; a vector the row of each number; a formula its points,
    its values there, and the wrong formulas, each with values and the index of its hint; a derivation with a mistake
    the number of that line (0 for none) and its number.
    """
    match key:
        case NumberKey():
            mistakes = [[number(each.value), hints.setdefault(each.hint, len(hints))] for each in key.mistakes]
            return [number(key.value), [number(each.value) for each in key.accept], mistakes]
        case DecideKey():
            return [key.right, key_row(key.number, hints, number)]
        case VectorKey():
            return [key_row(part.number, hints, number) for part in key.parts]
        case FormulaKey():
            wrong = [
                [[number(value) for value in each.values], hints.setdefault(each.hint, len(hints))]
                for each in key.mistakes
            ]
            points = [[number(value) for value in point] for point in key.points]
            return [points, [number(value) for value in key.values], wrong]
        case DebugKey():
            return [key.line, key_row(key.number, hints, number)]


def _number_json(key: NumberKey, label: str | None) -> Json:
    return {
        "label": label,
        "unit": key.unit,
        "units": list(key.accepted_units),
        "tolerance": key.tolerance.to_json(),
        "roundings": [str(rounding) for rounding in key.roundings],
        "accept": [
            {"unit": each.unit, "tolerance": each.tolerance.to_json(), "note": _html(each.note)} for each in key.accept
        ],
    }


def _html(markdown: str | None) -> str | None:
    return None if markdown is None else render(literal(markdown))
