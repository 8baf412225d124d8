"""Reading a formula that somebody types, and its values at sample points."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from compiler.checker.characters import plain
from compiler.checker.echo import echo
from compiler.checker.facts import facts
from compiler.checker.measure import apply, arithmetic
from compiler.checker.messages import NotRead
from compiler.checker.reading import divided
from compiler.checker.reply_parser import parse_reply
from compiler.formula import Binary, Call, Name, Negate, Node, Number, Token, walk

Column = list[float]
"""A value for each point; not a number where there is none."""


@dataclass(frozen=True, slots=True)
class FormulaReading:
    """A formula that was read."""

    node: Node
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """How it was read: `2 × d × r`."""
        return echo(self.tokens)

    @property
    def names(self) -> frozenset[str]:
        """The symbols and constants in it."""
        return frozenset(part.name for part in walk(self.node) if isinstance(part, Name))

    def values(self, symbols: Mapping[str, Column], points: int) -> tuple[Column, Column]:
        """Its value at each of so many points, from those of the symbols; not a number where it has none.

        Beside it the size of the largest term of a sum or a difference at each point, of which rounding may leave a
        trace where terms cancel.
        """
        terms = [0.0] * points
        return _values(self.node, symbols, points, terms), terms


def read_formula(reply: str, symbols: tuple[str, ...]) -> FormulaReading:
    """The formula that a reply says in these symbols. Raises NotRead with the reason, or with a question."""
    _, text = divided(plain(reply))
    node, tokens = parse_reply(text, symbols)
    return FormulaReading(node, tuple(tokens))


def _values(node: Node, symbols: Mapping[str, Column], points: int, terms: Column) -> Column:
    """The values of a formula; `terms` grow to the largest that are added."""
    match node:
        case Number(text):
            return [float(text)] * points
        case Name(name):
            return symbols[name] if name in symbols else [facts()["constants"][name]] * points
        case Negate(operand):
            return [-value for value in _values(operand, symbols, points, terms)]
        case Binary(operator, left, right):
            pairs = list(zip(*(_values(part, symbols, points, terms) for part in (left, right)), strict=True))
            if operator in ("+", "-"):
                terms[:] = [max(size, abs(one), abs(other)) for size, (one, other) in zip(terms, pairs, strict=True)]
            if operator == "*":
                return _finite([one * other for one, other in pairs])
            if operator == "+":
                return _finite([one + other for one, other in pairs])
            return [_or_none(arithmetic, operator, one, other) for one, other in pairs]
        case Call(function, arguments):
            columns = [_values(argument, symbols, points, terms) for argument in arguments]
            return [_or_none(apply, function, *row) for row in zip(*columns, strict=True)]
    raise TypeError(f"not a part of a formula: {node!r}")


def _finite(values: Column) -> Column:
    """The values, not a number where they are too large."""
    return values if all(map(math.isfinite, values)) else [v if math.isfinite(v) else math.nan for v in values]


def _or_none(operation: Callable[..., float], what: str, *operands: float) -> float:
    """The value of an operation, not a number where it has none or an operand has none."""
    if any(map(math.isnan, operands)):
        return math.nan
    try:
        return operation(what, *operands)
    except NotRead:
        return math.nan
