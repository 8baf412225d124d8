"""Functions of several numbers: what a list adds up to, and which of its elements stand out.

Sums and products go from left to right, so that they are the same bits everywhere.
"""

from __future__ import annotations

from functools import reduce
from itertools import combinations

from compiler.formula.deciding import compare
from compiler.formula.quantity import Quantity, add, divide, multiply


def smallest(*items: Quantity) -> Quantity:
    """The smallest number."""
    value = reduce(lambda a, b: b if b < a else a, (item.value for item in items))
    return Quantity(value, lambda *exact: min(exact), items)


def largest(*items: Quantity) -> Quantity:
    """The largest number."""
    value = reduce(lambda a, b: b if b > a else a, (item.value for item in items))
    return Quantity(value, lambda *exact: max(exact), items)


def total(*items: Quantity) -> Quantity:
    """The sum."""
    return reduce(add, items)


def mean(*items: Quantity) -> Quantity:
    """The arithmetic mean."""
    return divide(total(*items), length(*items))


def product(*items: Quantity) -> Quantity:
    """The product."""
    return reduce(multiply, items)


def length(*items: Quantity) -> Quantity:
    """How many there are."""
    return Quantity.of(len(items))


def index_of_largest(*items: Quantity) -> Quantity:
    """The index, from 0, of the first largest."""
    return Quantity.of(_first(">", items))


def index_of_smallest(*items: Quantity) -> Quantity:
    """The index, from 0, of the first smallest."""
    return Quantity.of(_first("<", items))


def _first(operator: str, items: tuple[Quantity, ...]) -> int:
    best = 0
    for index, item in enumerate(items):
        if compare(operator, item, items[best]):
            best = index
    return best


def distinct(*items: Quantity) -> bool:
    """Whether all of them differ."""
    return all(compare("!=", a, b) for a, b in combinations(items, 2))
