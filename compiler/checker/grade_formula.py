"""Grading a formula: it is compared with the right one at points from the exercise's own ranges."""

from __future__ import annotations

import math
from collections.abc import Sequence

from compiler.checker.characters import plain
from compiler.checker.formula_reading import FormulaReading, read_formula
from compiler.checker.keys import FormulaKey
from compiler.checker.messages import Said, either
from compiler.checker.verdict import Verdict, VerdictKind, verdict

SAME = 1e-9
"""Relative: how near two formulas must come at every point to be one."""
_FACTORS = {8.0: VerdictKind.EIGHT, 1 / 8: VerdictKind.EIGHT}
_FACTORS |= {base**power: VerdictKind.BINARY for base in (1.024, 1024.0) for power in (-3, -2, -1, 1, 2, 3)}
_FACTORS |= {float(f"1e{power}"): VerdictKind.POWER_OF_TEN for power in range(-9, 10) if power}


def grade_formula(key: FormulaKey, reply: str) -> Verdict:
    """The verdict on a formula. Raises NotRead where it cannot be read, or has symbols of its own."""
    symbols = tuple(map(plain, key.symbols))
    reading = read_formula(reply, symbols)
    found = _verdict(key, symbols, reading)
    return Verdict(found.kind, found.said, hints=found.hints, readings=(("", reading),))


def _verdict(key: FormulaKey, symbols: tuple[str, ...], reading: FormulaReading) -> Verdict:
    if not reading.names & set(symbols):
        return verdict(VerdictKind.UNREADABLE, "formula-number", symbols=either(key.symbols))
    columns = map(list, zip(*key.points, strict=True))
    values = reading.values(dict(zip(symbols, columns, strict=True)), len(key.points))
    if _same(values, key.values):
        return verdict(VerdictKind.RIGHT, "right")
    hints = tuple(mistake.hint for mistake in key.mistakes if _same(values, mistake.values))
    if hints:
        return Verdict(VerdictKind.MISTAKE, Said("mistake"), hints=tuple(dict.fromkeys(hints)))
    if any(map(math.isnan, values)):
        return verdict(VerdictKind.WRONG, "formula-undefined")
    return _constant_factor(values, key.values) or verdict(VerdictKind.WRONG, "formula-wrong")


def _same(values: Sequence[float], others: Sequence[float]) -> bool:
    """Whether the values agree at every point; what has no value never does."""
    return all(abs(a - b) <= SAME * abs(b) for a, b in zip(values, others, strict=True))


def _constant_factor(values: Sequence[float], right: Sequence[float]) -> Verdict | None:
    """The verdict on a formula that is the right one times the same number at every point."""
    if not all(right):
        return None
    factor = values[0] / right[0]
    if factor == 0 or not _same(values, [factor * value for value in right]):
        return None
    if abs(factor + 1) <= SAME:
        return verdict(VerdictKind.WRONG, "formula-sign")
    kinds = (kind for known, kind in _FACTORS.items() if abs(factor - known) <= SAME * known)
    return verdict(next(kinds, VerdictKind.WRONG), "formula-factor")
