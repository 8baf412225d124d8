"""The table of a note: the texts once, with slots, and a row of values and an answer key for each variant."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from compiler.checker import NumberKey
from compiler.deck import Filled
from compiler.formula import Slotted
from compiler.targets.anki.html import escape, literal, marker, render

VERSION = 1


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

    - `rows`: for each variant the texts of the slots; day `d` shows row `(start + d * stride) mod n`
    - `key`: for each variant the answer, the values of `accept`, and the known mistakes, each a value and the
      index of its hint in `hints`
    - for all alike: `type`, `label`, `unit`, `units` (accepted ones), `tolerance`, `roundings`, `accept` (unit,
      tolerance, note)
    """
    keys = [variant.number_key for variant in variants]
    hints: dict[str, int] = {}
    first = keys[0]
    start, stride = order(key, len(rows))
    table = {
        "v": VERSION,
        "start": start,
        "stride": stride,
        "rows": rows,
        "key": [_key_row(each, hints, number) for each in keys],
        "type": variants[0].variant.type,
        "label": variants[0].exercise.answer.label,
        "unit": first.unit,
        "units": list(first.accepted_units),
        "tolerance": first.tolerance.to_json(),
        "roundings": [str(rounding) for rounding in first.roundings],
        "accept": [
            {"unit": each.unit, "tolerance": each.tolerance.to_json(), "note": _html(each.note)}
            for each in first.accept
        ],
        "hints": [_html(hint) for hint in hints],
    }
    return json.dumps(table, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _key_row(key: NumberKey, hints: dict[str, int], number: Callable[[float], float]) -> list[object]:
    mistakes = [[number(mistake.value), hints.setdefault(mistake.hint, len(hints))] for mistake in key.mistakes]
    return [number(key.value), [number(each.value) for each in key.accept], mistakes]


def _html(markdown: str | None) -> str | None:
    return None if markdown is None else render(literal(markdown))
