"""Grading a formula: it is compared with the right one at points from the exercise's own ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from compiler.checker.characters import plain
from compiler.checker.formula_reading import FormulaReading, read_formula
from compiler.checker.keys import FormulaKey
from compiler.checker.messages import Said, either
from compiler.checker.slips import suspects
from compiler.checker.verdict import Verdict, VerdictKind, verdict

SAME = 1e-9
"""Relative: how near two formulas must come at every point to be one."""
_NOISE = 1e-12
"""What float64 arithmetic may leave where terms cancel: relative to the largest of them, and to the largest value."""


def grade_formula(key: FormulaKey, reply: str) -> Verdict:
    """The verdict on a formula. Raises NotRead where it cannot be read, or has symbols of its own."""
    symbols = tuple(map(plain, key.symbols))
    reading = read_formula(reply, symbols)
    found = _verdict(key, symbols, reading)
    return replace(found, readings=(("", reading),))


def _verdict(key: FormulaKey, symbols: tuple[str, ...], reading: FormulaReading) -> Verdict:
    if not reading.names & set(symbols):
        return verdict(VerdictKind.UNREADABLE, "formula-number", symbols=either(key.symbols))
    columns = map(list, zip(*key.points, strict=True))
    values, terms = reading.values(dict(zip(symbols, columns, strict=True)), len(key.points))
    if _same(values, key.values, terms):
        return verdict(VerdictKind.RIGHT, "right")
    hints = tuple(mistake.hint for mistake in key.mistakes if _same(values, mistake.values, terms))
    if hints:
        return Verdict(VerdictKind.MISTAKE, Said("mistake"), hints=tuple(dict.fromkeys(hints)))
    if any(map(math.isnan, values)):
        return verdict(VerdictKind.WRONG, "formula-undefined")
    return _constant_factor(values, key.values, terms) or verdict(VerdictKind.WRONG, "formula-wrong")


def _same(values: Sequence[float], others: Sequence[float], terms: Sequence[float]) -> bool:
    """Whether the values agree at every point, but for what the terms may leave; what has no value never does."""
    largest = max(map(abs, others))
    rows = zip(values, others, terms, strict=True)
    return all(abs(a - b) <= SAME * abs(b) + _NOISE * min(term, largest) for a, b, term in rows)


def _constant_factor(values: Sequence[float], right: Sequence[float], terms: Sequence[float]) -> Verdict | None:
    """The verdict on a formula that is the right one times the same number at every point."""
    if not all(right):
        return None
    factor = values[0] / right[0]
    if factor == 0 or not _same(values, [factor * value for value in right], terms):
        return None
    if abs(factor + 1) <= SAME:
        return verdict(VerdictKind.WRONG, "formula-sign")
    kinds = (kind for kind, known, _ in suspects(factor) if abs(factor - known) <= SAME * known)
    return verdict(next(kinds, VerdictKind.WRONG), "formula-factor")
