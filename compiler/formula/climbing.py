"""The grammar that both modes share, what authors write and what people type, by precedence climbing.

Loosest first: `a if c else b` · or · and · not · comparisons · + - · * / · unary minus · ^ · indexing and calls.
Equal operators go from left to right, powers from right to left. A mode says what an operand is, which further
operators there are, and how it tells that something is wrong.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from compiler.formula.syntax import Binary, Negate, Node
from compiler.formula.tokens import Sort, Token

CONDITIONAL, OR, AND, NOT, COMPARE, SUM, PRODUCT, NEGATE, POWER = range(1, 10)


class Climber(ABC):
    """Reads tokens from left to right, the last of them an end; `depth` counts what is open.

    No more than `deepest` may be open, so that the stack of Python is never the limit.
    """

    levels: ClassVar[Mapping[str, int]] = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}
    signs = frozenset({Sort.SIGN})

    def __init__(self, tokens: Sequence[Token], deepest: int) -> None:
        self.tokens = tokens
        self.deepest = deepest
        self.at = 0
        self.depth = 0

    @abstractmethod
    def prefix(self, level: int) -> Node:
        """What stands at the front of an expression, up to the first operator."""

    @abstractmethod
    def superscript(self, base: Node, token: Token, start: int) -> Node:
        """The power of a superscript, which is taken already."""

    @abstractmethod
    def too_deep(self) -> Exception:
        """What to raise where too much is open."""

    @property
    def token(self) -> Token:
        """The token that comes."""
        return self.tokens[self.at]

    @property
    def end(self) -> int:
        """Where the last token that was taken ends."""
        return self.tokens[self.at - 1].end

    def take(self) -> Token:
        """The token that comes, and on to the next; the end stays."""
        token = self.tokens[self.at]
        if token.sort is not Sort.END:
            self.at += 1
        return token

    def sees(self, value: str) -> bool:
        """Whether that sign or word comes."""
        token = self.tokens[self.at]
        return token.value == value and token.sort in self.signs

    def expression(self, level: int) -> Node:
        """An expression whose operators bind at least as tightly as a level."""
        self.depth += 1
        if self.depth > self.deepest:
            raise self.too_deep()
        first = self.at
        left = self.prefix(level)
        while (found := self.operator()) >= level:
            left = self.infix(left, found, first)
        self.depth -= 1
        return left

    def operator(self) -> int:
        """The level of the operator that comes; 0 where none does."""
        token = self.tokens[self.at]
        if token.sort in self.signs:
            return self.levels.get(token.value, 0)
        return POWER if token.sort is Sort.POWER else 0

    def negation(self) -> Node:
        """The minus that comes and what it negates: -x^2 is -(x^2)."""
        token = self.take()
        return Negate(self.expression(NEGATE), start=token.start, end=self.end)

    def infix(self, left: Node, level: int, first: int) -> Node:
        """An operation whose left side begins at the token `first`; its operator comes, and is of that level."""
        start = self.tokens[first].start
        operator = self.take()
        if operator.sort is Sort.POWER:
            return self.superscript(left, operator, start)
        # An exponent may have a sign of its own and further powers: 2^-x^2 is 2^(-(x^2)).
        right = self.expression(NEGATE if level == POWER else level + 1)
        return Binary(operator.value, left, right, start=start, end=self.end)
