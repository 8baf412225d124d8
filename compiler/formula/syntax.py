"""What a formula is once it is read: a tree of frozen nodes.

`start` and `end` are character offsets into the text that was read. They take no part in equality: two formulas are
equal when they say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula."""

    start: int = field(default=0, compare=False, kw_only=True)
    end: int = field(default=0, compare=False, kw_only=True)

    def children(self) -> tuple[Node, ...]:
        """The parts directly below, from left to right as they are written."""
        return ()


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as its author wrote it; the decimal text is exact."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text value in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name: a given, a step or a constant."""

    name: str


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """The unary minus."""

    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic of two operands; `operator` is one of `+ - * / ^`."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """A comparison, chained as in `a < b <= c`; operators are `< <= > >= == !=`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def children(self) -> tuple[Node, ...]:
        return (self.first, *(node for _, node in self.rest))


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The negation of a truth value."""

    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and` or `or`; the right side is evaluated only where it decides."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`then if condition else otherwise`; one branch is evaluated."""

    then: Node
    condition: Node
    otherwise: Node

    def children(self) -> tuple[Node, ...]:
        return (self.then, self.condition, self.otherwise)


@dataclass(frozen=True, slots=True)
class List(Node):
    """A list of numbers."""

    items: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Index(Node):
    """An element of a list, counted from 0."""

    list: Node
    index: Node

    def children(self) -> tuple[Node, ...]:
        return (self.list, self.index)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of the language and its arguments."""

    function: str
    arguments: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.arguments


def walk(node: Node) -> Iterator[Node]:
    """Every node of a formula, from left to right, parents before children."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(current.children()))


def names_used(node: Node) -> tuple[str, ...]:
    """The names that a formula uses, constants left out, in the order of their first appearance."""
    found = (part.name for part in walk(node) if isinstance(part, Name) and part.name not in CONSTANTS)
    return tuple(dict.fromkeys(found))


def substituted(node: Node, definitions: Mapping[str, Node]) -> Node:
    """The formula with names replaced by their definitions, and the names in these by theirs.

    Definitions must not lead back to themselves. The formula grows with every use of a name: see `substituted_size`.
    """
    if isinstance(node, Name) and node.name in definitions:
        return substituted(definitions[node.name], definitions)

    def inside(value: object) -> object:
        if isinstance(value, Node):
            return substituted(value, definitions)
        return tuple(map(inside, value)) if isinstance(value, tuple) else value

    parts: dict[str, Any] = {each.name: inside(getattr(node, each.name)) for each in fields(node) if each.compare}
    return replace(node, **parts)


def substituted_size(node: Node, definitions: Mapping[str, Node]) -> int:
    """How many nodes `substituted` would give, found without making them."""
    sizes: dict[str, int] = {}

    def size(formula: Node) -> int:
        total = 0
        for part in walk(formula):
            if isinstance(part, Name) and part.name in definitions:
                if part.name not in sizes:
                    sizes[part.name] = size(definitions[part.name])
                total += sizes[part.name]
            else:
                total += 1
        return total

    return size(node)


CONSTANTS = frozenset({"pi"})
