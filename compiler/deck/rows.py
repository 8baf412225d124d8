"""Sound draws as they are shown: every formula's values row by row, and the texts that they fill.

All rows are computed at once; only what depends on the branches that a row takes is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from compiler.deck.template import Template
from compiler.formula import Columns, Decimals, DrawnColumn, Exact, Inexact, Name, Node, Result, Slotted, Value

Floats = npt.NDArray[np.float64]
T = TypeVar("T")

_TRACE = 1e-9
"""What is smaller may be nothing."""


def values(columns: Columns, node: Node) -> list[Value]:
    """The values of a formula. Raises EvaluationError where a row has none."""
    return _listed(columns, node, columns.evaluate(node))


def _listed(columns: Columns, node: Node, result: Result) -> list[Value]:
    if result.failed.any():
        columns.row(int(np.flatnonzero(result.failed)[0])).evaluate(node)
    if isinstance(result.values, tuple):
        return list(zip(*(part.tolist() for part in result.values), strict=True))
    return list(result.values.tolist())


def named(columns: Columns, name: str) -> list[Value]:
    """The values of a name. Raises EvaluationError where a row has none."""
    return values(columns, Name(name))


def shown(columns: Columns, node: Node) -> list[Value]:
    """The values of a formula as they are put in print: without what float64 leaves behind, or where terms cancel."""
    result = columns.evaluate(node)
    found = [_readable(value) for value in _listed(columns, node, result)]
    for row in _traces(result).tolist():
        with suppress(Inexact):
            found[row] = _rounded(columns.row(row).exact(node))
    return found


def _traces(result: Result) -> npt.NDArray[np.intp]:
    """The rows with a number so small that it may be all that float64 has left where terms cancel."""
    tiny = [(part != 0) & (np.abs(part) < _TRACE) for part in result.parts if part.dtype == np.float64]
    return np.flatnonzero(np.any(tiny, axis=0)) if tiny else np.zeros(0, dtype=np.intp)


def _rounded(exact: Exact) -> Value:
    """An exact value in float64."""
    if isinstance(exact, tuple):
        return tuple(map(float, exact))
    return float(exact) if isinstance(exact, Fraction) else exact


def _readable(value: Value) -> Value:
    if isinstance(value, float):
        return readable(value)
    return tuple(map(readable, value)) if isinstance(value, tuple) else value


def readable(number: float) -> float:
    """A number without what float64 leaves behind the 15th digit.

    So 17.55, which arithmetic may make 17.549999999999997, is rounded like 17.55.
    """
    is_clean = number.is_integer() and abs(number) < 1e15
    return number if is_clean else float(f"{number:.15g}")


def numbers(columns: Columns, node: Node) -> Floats:
    """The numbers of a formula. Raises EvaluationError where a row has none."""
    return np.array(values(columns, node), dtype=np.float64)


def alike(of: Callable[[Value], T], each: list[Value]) -> list[T]:
    """What a function says of each value; equal values are asked once."""
    found: dict[Value, T] = {}
    for value in each:
        if value not in found:
            found[value] = of(value)
    return [found[value] for value in each]


def texts(template: Template, columns: Columns) -> list[Slotted]:
    """The text for each row: Markdown at even positions, shown values at odd ones.

    Raises EvaluationError where a placeholder has no value.
    """
    filled: list[list[str]] = [[""] for _ in range(columns.rows)]
    for part in template.parts:
        if isinstance(part, str):
            for row in filled:
                row[-1] += part
        else:
            for row, text in zip(filled, alike(part.format.text, shown(columns, part.node)), strict=True):
                row += [text, ""]
    return [tuple(row) for row in filled]


def replaced(columns: Columns, name: str, each: Floats | tuple[Floats, ...]) -> Columns:
    """The same draws with other values for a name; they are taken for the decimals that they print as."""
    drawn = tuple(map(_drawn, each)) if isinstance(each, tuple) else _drawn(each)
    definitions = {other: node for other, node in columns.definitions.items() if other != name}
    return Columns({**columns.given, name: drawn}, definitions, columns.rows)


def _drawn(each: Floats) -> DrawnColumn:
    distinct, index = np.unique(each, return_inverse=True)
    return DrawnColumn(Decimals(distinct), index)
