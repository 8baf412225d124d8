"""Columns put together row by row: branches, truth values, and rows that were computed one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from compiler.formula import vectors
from compiler.formula.errors import Inexact
from compiler.formula.quantity import Quantity, Undefined, nearest
from compiler.formula.scope import Outcome
from compiler.formula.vectors import Column, either

Columned = Column | tuple[Column, ...]


def each(apply: Callable[[Column], Column], columns: Columned) -> Columned:
    """A column's operation, on each column of a list."""
    return tuple(map(apply, columns)) if isinstance(columns, tuple) else apply(columns)


def constant(outcome: Quantity | bool | str) -> Column:
    """A value that all rows share; its bound is its own fraction, if its float64 is the nearest to that."""
    if not isinstance(outcome, Quantity):
        return Column(outcome)
    try:
        exact = outcome.exact()
        same = nearest(exact) == outcome.value
    except (Inexact, Undefined):
        return Column(outcome.value)
    return Column(outcome.value, bound=(abs(exact.numerator), exact.denominator) if same else None)


def choose(condition: Column, then: Column, otherwise: Column) -> Column:
    """The branch that each row takes, and the failures of that branch only."""
    where = np.asarray(condition.values, bool)
    failed = condition.failed
    if then.failed is not None:
        failed = either(failed, then.failed & where)
    if otherwise.failed is not None:
        failed = either(failed, otherwise.failed & ~where)
    values = np.where(where, array(then.values), array(otherwise.values))
    return Column(values, failed, None, vectors.widest(then, otherwise))


def array(values: Any) -> npt.NDArray[Any]:
    """Values as an array; texts as objects."""
    return texts([values]) if isinstance(values, str) else np.asarray(values)


def texts(values: Sequence[Any]) -> npt.NDArray[Any]:
    """Texts as an array of objects, of whatever length they are."""
    found = np.empty(len(values), object)
    found[:] = values
    return found


def join(operator: str, left: Column, right: Column) -> Column:
    """`and` or `or`; a row that the left side decides does not fail with the right one."""
    decided = np.asarray(left.values, bool) != (operator == "and")
    failed = None if right.failed is None else right.failed & ~decided
    combine = np.logical_and if operator == "and" else np.logical_or
    values = combine(left.values, right.values)
    return Column(values if values.ndim else bool(values), either(left.failed, failed))


def spread(rows: int, values: Any) -> npt.NDArray[Any]:
    """Values for all rows, in an array of their own."""
    found = array(values)
    return found.copy() if found.shape == (rows,) else np.full(rows, found)


def overwrite(
    columns: tuple[Column, ...], size: int, rows: npt.NDArray[np.intp], outcomes: Sequence[Outcome | None]
) -> tuple[Column, ...]:
    """Columns of `size` rows (one an element for a list) with the outcomes in some of them; None is a failure."""
    lost = np.array([outcome is None for outcome in outcomes], bool)
    settled = []
    for at, column in enumerate(columns):
        values = spread(size, column.values)
        values[rows] = [_plain(outcome[at] if isinstance(outcome, tuple) else outcome) for outcome in outcomes]
        failed = spread(size, False if column.failed is None else column.failed)
        failed[rows] = lost
        settled.append(Column(values, vectors.some(failed), None, column.bound))
    return tuple(settled)


def _plain(outcome: Outcome | None) -> Any:
    if outcome is None:
        return np.nan
    return outcome.value if isinstance(outcome, Quantity) else outcome
