"""Arithmetic of many draws at once, the same bits as one by one.

An operation gives values, the rows that fail, the rows in doubt (near an edge, where exact values must decide), and a
bound that rules doubt out. The bound: every value is the float64 nearest to a fraction whose numerator and denominator
are at most so large. Two such fractions are equal, and so are their floats, or differ by more than the floats round.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from compiler.formula.quantity import NEAR, raised

Rows = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Bound = tuple[int, int]

WHOLE = 2**53
_CERTAIN = 2**50


@dataclass(slots=True)
class Column:
    """Values of all draws: an array, or one value that all share. None instead of rows: there are none such."""

    values: Any
    failed: Rows | None = None
    doubt: Rows | None = None
    bound: Bound | None = None

    @property
    def constant(self) -> bool:
        """Whether all draws share the value, and none fails."""
        return not isinstance(self.values, np.ndarray)

    @property
    def whole(self) -> bool:
        """Whether all values are known to be whole and exact."""
        return self.bound is not None and self.bound[1] == 1 and self.bound[0] <= WHOLE


def either(*rows: Rows | None) -> Rows | None:
    """The rows that are in any of the sets."""
    there = [each for each in rows if each is not None]
    return reduce(np.logical_or, there) if there else None


def some(rows: Any) -> Rows | None:
    """The set, or None if it is empty."""
    return rows if rows.any() else None


def near(a: Any, b: Any) -> Any:
    """Where two values are too near each other to be told apart; the twin of quantity.near."""
    return np.abs(a - b) <= NEAR * np.maximum(np.maximum(1.0, np.abs(a)), np.abs(b))


def near_whole(values: Any) -> Any:
    """The twin of quantity.near_whole."""
    above = values - np.floor(values)
    return np.minimum(above, 1.0 - above) <= NEAR * np.maximum(1.0, np.abs(values))


def near_half(values: Any) -> Any:
    """The twin of quantity.near_half."""
    above = values - np.floor(values)
    return np.abs(above - 0.5) <= NEAR * np.maximum(1.0, np.abs(values))


def certain(a: Bound | None, b: Bound | None = (1, 1)) -> bool:
    """Whether values within the bounds compare, and round to whole numbers, as their exact values do."""
    return a is not None and b is not None and a[0] * b[1] <= _CERTAIN and b[0] * a[1] <= _CERTAIN


def result(values: Any, failed: Rows | None, bound: Bound | None, doubt: Rows | None = None) -> Column:
    """A column with the rows failing where it is not finite; bounded values always are."""
    if bound is None:
        finite = np.isfinite(values)
        if not finite.all():
            failed = either(failed, ~finite)
    return Column(values, failed, doubt, bound)


def _if_whole(a: Column, b: Column, size: Callable[[int, int], int]) -> Bound | None:
    if a.whole and b.whole and a.bound and b.bound:
        largest = size(a.bound[0], b.bound[0])
        return (largest, 1) if largest <= WHOLE else None
    return None


def negate(a: Column) -> Column:
    """-a."""
    return Column(-a.values, a.failed, bound=a.bound)


def add(a: Column, b: Column) -> Column:
    """a + b."""
    return result(a.values + b.values, either(a.failed, b.failed), _if_whole(a, b, lambda p, q: p + q))


def subtract(a: Column, b: Column) -> Column:
    """a - b."""
    return result(a.values - b.values, either(a.failed, b.failed), _if_whole(a, b, lambda p, q: p + q))


def multiply(a: Column, b: Column) -> Column:
    """a * b."""
    return result(a.values * b.values, either(a.failed, b.failed), _if_whole(a, b, lambda p, q: p * q))


def divide(a: Column, b: Column) -> Column:
    """a / b."""
    doubt = None if certain(b.bound) else some(np.abs(b.values) <= NEAR)
    failed = either(a.failed, b.failed, some(np.equal(b.values, 0.0)))
    bound = (max(a.bound[0], 1), max(b.bound[0], 1)) if a.whole and b.whole and a.bound and b.bound else None
    return result(np.divide(a.values, b.values), failed, bound, doubt)


def power(a: Column, b: Column) -> Column:
    """a ^ b: a square is a product, all others are Python's own powers, one by one."""
    failed = either(a.failed, b.failed)
    if b.constant and b.values == 2.0:
        doubt = None if certain(a.bound) else some(near(a.values, 0.0))
        return result(a.values * a.values, failed, _if_whole(a, a, lambda p, q: p * q), doubt)
    base, exponent = np.broadcast_arrays(a.values + 0.0, b.values)
    uncertain = None if certain(a.bound) else some(near(base, 0.0))
    if not certain(b.bound):
        uncertain = either(uncertain, some((base <= 0.0) & (near(exponent, 0.0) | near_whole(exponent))))
    outside = ((base == 0.0) & (exponent < 0.0)) | ((base < 0.0) & (exponent != np.floor(exponent)))
    if a.constant and a.values == 2.0 and b.whole:
        values = np.ldexp(1.0, np.clip(exponent, -1100.0, 1100.0).astype(np.int64))
    else:
        usable = ~outside & np.isfinite(base) & np.isfinite(exponent)
        values = np.where(exponent == 2.0, base * base, one_by_one(math.pow, raised, usable, base, exponent))
    return result(values, either(failed, some(outside)), _power_bound(a, b), uncertain)


def _power_bound(a: Column, b: Column) -> Bound | None:
    if not (a.whole and b.whole and a.bound and b.bound) or np.min(b.values, initial=0.0) < 0.0:
        return None
    base, exponent = max(a.bound[0], 2), b.bound[0]
    return (base**exponent, 1) if exponent * math.log2(base) <= 53 else None


def one_by_one(quick: Callable[..., float], careful: Callable[..., float], good: Rows, *arguments: Numbers) -> Numbers:
    """Python's own function row by row, so that the bits are the same; NaN in the rows that are not good.

    `careful` is `quick` that gives infinity where that raises OverflowError.
    """
    values = np.full(good.shape, np.nan)
    rows = [each[good].tolist() for each in arguments]
    try:
        values[good] = list(map(quick, *rows))
    except OverflowError:
        values[good] = list(map(careful, *rows))
    return values


def widest(*columns: Column) -> Bound | None:
    """A bound that holds for values of all the columns."""
    bounds = [column.bound for column in columns if column.bound is not None]
    if len(bounds) < len(columns):
        return None
    return max(bound[0] for bound in bounds), max(bound[1] for bound in bounds)
