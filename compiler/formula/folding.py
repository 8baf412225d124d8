"""What the typesetters share: how tightly each form binds, and a walk from the leaves up.

The walk keeps its own stack: a sum of two hundred terms is a tree two hundred deep.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar

from compiler.formula.syntax import Binary, Compare, Conditional, Index, Logic, Negate, Node, Not

T = TypeVar("T")


class Binding(IntEnum):
    """How tightly a form holds its parts together, loosest first, as in the grammar."""

    CONDITIONAL = 0
    OR = 1
    AND = 2
    NOT = 3
    COMPARISON = 4
    SUM = 5
    PRODUCT = 6
    NEGATION = 7
    POWER = 8
    INDEX = 9
    ATOM = 10

    @property
    def above(self) -> Binding:
        """The next tighter one."""
        return Binding(self + 1)


_OPERATORS = {
    "or": Binding.OR,
    "and": Binding.AND,
    "+": Binding.SUM,
    "-": Binding.SUM,
    "*": Binding.PRODUCT,
    "/": Binding.PRODUCT,
    "^": Binding.POWER,
}


def binding(node: Node) -> Binding:
    """How tightly the outermost form of a formula binds."""
    match node:
        case Binary(operator=operator) | Logic(operator=operator):
            return _OPERATORS[operator]
        case Conditional():
            return Binding.CONDITIONAL
        case Not():
            return Binding.NOT
        case Compare():
            return Binding.COMPARISON
        case Negate():
            return Binding.NEGATION
        case Index():
            return Binding.INDEX
        case _:
            return Binding.ATOM


def fold(
    node: Node,
    combine: Callable[[Node, tuple[T, ...]], T],
    parts: Callable[[Node], tuple[Node, ...]] = lambda node: node.children(),
) -> T:
    """The formula put together from its leaves up: `combine` gets a node and what its `parts` became."""
    results: list[T] = []
    pending: list[tuple[Node, int | None]] = [(node, None)]
    while pending:
        current, count = pending.pop()
        if count is None:
            below = parts(current)
            pending.append((current, len(below)))
            pending.extend((part, None) for part in reversed(below))
        else:
            split = len(results) - count
            results[split:] = [combine(current, tuple(results[split:]))]
    return results[0]
