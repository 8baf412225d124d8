"""The functions of the language for many draws at once, the same bits as one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from compiler.formula.deciding import COMPARISONS, PLACES
from compiler.formula.quantity import NEAR
from compiler.formula.smooth import Smooth, absolute, square_root
from compiler.formula.vectors import (
    WHOLE,
    Column,
    Rows,
    add,
    certain,
    divide,
    either,
    multiply,
    near,
    near_half,
    near_whole,
    one_by_one,
    result,
    some,
    widest,
)

_POWERS = np.array([float(f"1e{n}") for n in range(23)])


def smooth(function: Smooth, x: Column) -> Column:
    """A function without steps; outside its domain it fails, near the edge of the domain it is in doubt."""
    if function is absolute:
        return Column(np.abs(x.values), x.failed, bound=x.bound)
    values = x.values + 0.0
    doubt = None if certain(x.bound) else either(*(some(near(values, edge)) for edge in function.edges))
    good = np.isfinite(values)
    if function.edges:
        good &= (values <= function.most) & ((values > function.least) if function.open else (values >= function.least))
    failed = either(x.failed, None if good.all() else ~good)
    results = np.sqrt(values) if function is square_root else one_by_one(function.real, function.at, good, values)
    return result(results, failed, None, doubt)


def stepping(step: Callable[[Any], Any], close: Callable[[Any], Any], x: Column) -> Column:
    """floor, ceil, round and sign: in doubt where the argument is close to a step."""
    # Adding 0.0 turns the negative zero of np.ceil(-0.5) into a plain one.
    values = step(x.values) + 0.0
    if x.bound and certain((2 * sum(x.bound), 1)):
        return Column(values, x.failed, bound=(sum(x.bound), 1))
    return result(values, x.failed, None, some(close(x.values)))


def measured(x: Column) -> Column:
    """Whole results with the bound that they turn out to have, once no row is in doubt any more."""
    if x.bound is None and not x.constant:
        size = np.max(np.abs(x.values), where=True if x.failed is None else ~x.failed, initial=0.0)
        x.bound = (int(size), 1) if size <= WHOLE else None
    return x


def half_away(values: Any) -> Any:
    """The nearest whole numbers, halves away from zero; right where near_half is not."""
    return np.copysign(np.floor(np.abs(values) + 0.5), values)


def to_decimals(x: Column, places: int) -> Column:
    """round(x, n) for one n."""
    power = float(_POWERS[abs(places)])
    scaled = x.values * power if places >= 0 else x.values / power
    doubt = some(near_half(scaled) | ~np.isfinite(scaled))
    rounded = half_away(scaled)
    values = (rounded / power if places >= 0 else rounded * power) + 0.0
    return Column(values, x.failed, doubt)


def to_digits(x: Column, digits: int) -> Column:
    """sig(x, n) for one n."""
    doubt = near(x.values, 0.0) | ~np.isfinite(x.values)
    usable = np.where(doubt, 1.0, x.values)
    places = digits - 1 - np.floor(np.log10(np.abs(usable))).astype(np.int64)
    steps = _POWERS[np.minimum(np.abs(places), 22)]
    scaled = np.where(places >= 0, usable * steps, usable / steps)
    # Twice the distance, as this measures it in another way than the scalar does.
    lowest, size, width = 10.0 ** (digits - 1), np.abs(scaled), 2.0 * NEAR * np.abs(scaled)
    edge = (size - lowest <= width) | (10.0 * lowest - size <= width)
    rounded = half_away(scaled)
    values = np.where(places >= 0, rounded / steps, rounded * steps) + 0.0
    return Column(values, x.failed, some(doubt | edge | near_half(scaled) | (np.abs(places) > 22)))


def modulo(a: Column, b: Column) -> Column:
    """mod(a, b)."""
    ratio = divide(a, b)
    bound = (max(b.bound[0], 1), 1) if a.whole and b.whole and b.bound and a.bound and certain(a.bound) else None
    doubt = ratio.doubt
    if bound is None:
        doubt = either(doubt, some(near_whole(ratio.values)))
    return Column(np.mod(a.values, b.values) + 0.0, ratio.failed, doubt, bound)


def tie(x: Column, margin: Column) -> Column:
    """tie(x, margin)."""
    distance = np.abs(x.values - np.floor(x.values) - 0.5)
    doubt = np.abs(distance - margin.values) <= NEAR * np.maximum(1.0, np.abs(x.values))
    return Column(distance < margin.values, either(x.failed, margin.failed), some(doubt))


def compare(operator: str, a: Column, b: Column) -> Column:
    """A comparison of numbers, or of texts."""
    failed = either(a.failed, b.failed)
    holds = COMPARISONS[operator](a.values, b.values)
    if _is_text(a) or _is_text(b):
        return Column(np.asarray(holds, dtype=bool), failed)
    doubt = None if certain(a.bound, b.bound) else some(near(a.values, b.values))
    return Column(holds, failed, doubt)


def _is_text(x: Column) -> bool:
    return isinstance(x.values, str) or (isinstance(x.values, np.ndarray) and x.values.dtype.kind == "O")


def larger(a: Column, b: Column) -> Column:
    """max(a, b), the first of equals."""
    return _chosen(b.values > a.values, b, a)


def smaller(a: Column, b: Column) -> Column:
    """min(a, b), the first of equals."""
    return _chosen(b.values < a.values, b, a)


def _chosen(where: Any, a: Column, b: Column) -> Column:
    return Column(np.where(where, a.values, b.values), either(a.failed, b.failed), bound=widest(a, b))


def first_best(operator: str, items: tuple[Column, ...]) -> Column:
    """argmax (`>`) and argmin (`<`): the index of the first of the best."""
    best, index = items[0], np.zeros(np.shape(items[0].values))
    doubt: Rows | None = None
    for at, item in enumerate(items[1:], 1):
        ahead = compare(operator, item, best)
        doubt = either(doubt, ahead.doubt)
        index = np.where(ahead.values, float(at), index)
        best = _chosen(ahead.values, item, best)
    return Column(index, either(*(item.failed for item in items)), doubt, (len(items), 1))


def distinct(items: tuple[Column, ...]) -> Column:
    """Whether all items of a row differ."""
    values: Any = True
    doubt: Rows | None = None
    for at, item in enumerate(items):
        for other in items[at + 1 :]:
            differ = compare("!=", item, other)
            values = values & differ.values
            doubt = either(doubt, differ.doubt)
    return Column(values, either(*(item.failed for item in items)), doubt)


def length(items: tuple[Column, ...]) -> Column:
    """How many items there are."""
    return Column(np.full(np.shape(items[0].values), float(len(items))), items[0].failed, bound=(len(items), 1))


def rounded(function: str, x: Column, n: Column, rows: int) -> Column:
    """round(x, n) or sig(x, n); digits that differ between rows, or are out of range, are left to the scalar."""
    least = 1 if function == "sig" else -PLACES
    if n.constant and n.failed is None and float(n.values).is_integer() and least <= n.values <= PLACES:
        spread = Column(np.broadcast_to(np.asarray(x.values, float), rows), x.failed, None, x.bound)
        return to_digits(spread, int(n.values)) if function == "sig" else to_decimals(spread, int(n.values))
    return Column(np.zeros(rows), None, np.ones(rows, bool))


STEPS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "floor": (np.floor, near_whole),
    "ceil": (np.ceil, near_whole),
    "round": (half_away, near_half),
    "sign": (np.sign, lambda values: near(values, 0.0)),
}
"""Functions that step, and where their arguments are too close to a step."""

MANY: Mapping[str, Callable[[tuple[Column, ...]], Column]] = {
    "min": lambda items: reduce(smaller, items),
    "max": lambda items: reduce(larger, items),
    "sum": lambda items: reduce(add, items),
    "mean": lambda items: divide(reduce(add, items), length(items)),
    "prod": lambda items: reduce(multiply, items),
    "len": length,
    "argmax": lambda items: first_best(">", items),
    "argmin": lambda items: first_best("<", items),
    "distinct": distinct,
}
"""Functions of several numbers."""
