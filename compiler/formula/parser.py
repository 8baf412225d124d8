"""From a formula's text to its tree, as authors write it: the grammar's first mode."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar

from compiler.formula.climbing import AND, COMPARE, CONDITIONAL, NOT, OR, Climber
from compiler.formula.errors import FormulaError
from compiler.formula.functions import FUNCTIONS
from compiler.formula.limits import LIMITS, Limits
from compiler.formula.suggest import suggest
from compiler.formula.syntax import (
    Binary,
    Call,
    Compare,
    Conditional,
    Index,
    List,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Text,
)
from compiler.formula.tokens import Sort, Token, tokenize

_OPERAND = frozenset({Sort.NUMBER, Sort.TEXT, Sort.NAME})


# A deck is read again at each save, and most of its formulas are the same.
@lru_cache(maxsize=8_192)
def parse(text: str, limits: Limits = LIMITS) -> Node:
    """The tree of a formula in author's mode. Raises FormulaError with the characters that are wrong.

    Time and memory are bounded by `limits`, whatever the text holds.
    """
    tokens: list[Token] = []
    for token in tokenize(text, limits):
        if len(tokens) > limits.tokens:
            message = f"a formula has at most {limits.tokens} numbers, names and signs"
            raise FormulaError(message, token.start, len(text), "name a part of it as a step of its own")
        tokens.append(token)
    if len(tokens) == 1:
        raise FormulaError("expected a formula; there is nothing here", 0, len(text), "write one, as 2 * x")
    parser = _Parser(text, tokens, limits)
    node = parser.expression(CONDITIONAL)
    parser.finish()
    _check_height(node, limits)
    return node


def _check_height(node: Node, limits: Limits) -> None:
    """A long chain, as 1 + 1 + 1 + …, is a high tree though nothing in it is nested."""
    level: list[Node] = [node]
    for _ in range(limits.height):
        level = [child for parent in level for child in parent.children()]
        if not level:
            return
    message = f"the formula chains more than {limits.height} operations"
    raise FormulaError(message, node.start, node.end, "name a part of it as a step of its own")


class _Parser(Climber):
    """Reads what an author writes; every error says what to write instead."""

    levels: ClassVar[Mapping[str, int]] = {
        "if": CONDITIONAL,
        "or": OR,
        "and": AND,
        **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), COMPARE),
        **Climber.levels,
    }
    signs = frozenset({Sort.SIGN, Sort.WORD})

    def __init__(self, text: str, tokens: list[Token], limits: Limits) -> None:
        super().__init__(tokens, limits.depth)
        self.text = text
        self.limits = limits

    def too_deep(self) -> FormulaError:
        message = f"the formula is nested more than {self.limits.depth} deep"
        return FormulaError(message, self.token.start, self.token.end, "name a part of it as a step of its own")

    def prefix(self, level: int) -> Node:
        token = self.token
        if self.sees("-"):
            return self.negation()
        if self.sees("not"):
            if level > NOT:
                raise FormulaError("`not` cannot follow an operator", token.start, token.end, "write (not x)")
            self.take()
            return Not(self.expression(NOT), start=token.start, end=self.end)
        node = self.atom()
        while self.sees("["):
            node = self.index(node, token.start)
        self.check_juxtaposition(token.start)
        return node

    def infix(self, left: Node, level: int, first: int) -> Node:
        start = self.tokens[first].start
        if level == CONDITIONAL:
            return self.conditional(left, start)
        if level == COMPARE:
            return self.comparison(left, start)
        if level in (OR, AND):
            operator = self.take()
            return Logic(operator.value, left, self.expression(level + 1), start=start, end=self.end)
        return super().infix(left, level, first)

    def conditional(self, then: Node, start: int) -> Node:
        opened = self.take()
        condition = self.expression(OR)
        if not self.sees("else"):
            help = "write a if condition else b"
            if self.token.sort is Sort.END:
                raise FormulaError("this `if` has no `else`", opened.start, opened.end, help)
            raise FormulaError(f"expected `else`; {self.came()}", self.token.start, self.token.end, help)
        self.take()
        otherwise = self.expression(CONDITIONAL)
        return Conditional(then, condition, otherwise, start=start, end=self.end)

    def comparison(self, first: Node, start: int) -> Node:
        rest: list[tuple[str, Node]] = []
        while self.operator() == COMPARE:
            operator = self.take().value
            rest.append((operator, self.expression(COMPARE + 1)))
        return Compare(first, tuple(rest), start=start, end=self.end)

    def superscript(self, base: Node, token: Token, start: int) -> Node:
        if self.sees("^") or self.token.sort is Sort.POWER:
            raise FormulaError("a power of a power needs ( )", token.start, self.token.end, "write (x^2)^3 or x^(2^3)")
        digits = token.value.lstrip("-")
        first = token.end - len(digits)
        if len(digits) > self.limits.digits:
            message = f"a number has at most {self.limits.digits} digits; this one has {len(digits)}"
            raise FormulaError(message, token.start, token.end, "write x^n")
        exponent: Node = Number(digits, start=first, end=token.end)
        if token.value.startswith("-"):
            exponent = Negate(exponent, start=token.start, end=token.end)
        self.check_juxtaposition(start)
        return Binary("^", base, exponent, start=start, end=token.end)

    def atom(self) -> Node:
        token = self.take()
        match token.sort:
            case Sort.NUMBER:
                return Number(token.value, start=token.start, end=token.end)
            case Sort.TEXT:
                return Text(token.value, start=token.start, end=token.end)
            case Sort.NAME:
                return self.call(token) if self.sees("(") else self.name(token)
        if token.sort is Sort.SIGN and token.value == "(":
            node = self.expression(CONDITIONAL)
            if self.sees(","):
                help = "write [a, b] for a list, 1000 without a comma for a number"
                raise FormulaError("a comma has no meaning here", self.token.start, self.token.end, help)
            self.close(")", token)
            return node
        if token.sort is Sort.SIGN and token.value == "[":
            items = self.items("]", token)
            if not items:
                raise FormulaError("a list needs at least one number", token.start, self.end, "write [1, 2, 3]")
            return List(items, start=token.start, end=self.end)
        raise self.no_operand(token)

    def name(self, token: Token) -> Node:
        if token.value in FUNCTIONS or token.value == "log":
            form = FUNCTIONS[token.value].form if token.value in FUNCTIONS else "ln(x), log10(x) or log2(x)"
            raise FormulaError(f"`{token.value}` is a function", token.start, token.end, f"write {form}")
        return Name(token.value, start=token.start, end=token.end)

    def call(self, token: Token) -> Node:
        name = token.value
        if name == "log":
            raise FormulaError("`log` does not say its base", token.start, token.end, "say which: ln, log10 or log2")
        if name not in FUNCTIONS:
            near = suggest(name, FUNCTIONS)
            help = f"did you mean `{near}`?" if near else f"for a product write {name} * ( … )"
            raise FormulaError(f"there is no function `{name}`", token.start, token.end, help)
        arguments = self.items(")", self.take())
        function = FUNCTIONS[name]
        if not function.least <= len(arguments) <= function.most:
            came = f"{len(arguments)} came" if arguments else "none came"
            message = f"{name} takes {function.counted}; {came}"
            raise FormulaError(message, token.start, self.end, f"write {function.form}")
        return Call(name, arguments, start=token.start, end=self.end)

    def items(self, closing: str, opened: Token) -> tuple[Node, ...]:
        """Expressions with commas between them, up to the closing bracket, which is taken."""
        found: list[Node] = []
        while not (not found and self.sees(closing)):
            if len(found) == self.limits.items:
                message = f"a list has at most {self.limits.items} items"
                raise FormulaError(message, self.token.start, self.token.end, "compute with fewer")
            found.append(self.expression(CONDITIONAL))
            if not self.sees(","):
                break
            self.take()
        self.close(closing, opened)
        return tuple(found)

    def index(self, base: Node, start: int) -> Node:
        opened = self.take()
        index = self.expression(CONDITIONAL)
        self.close("]", opened)
        return Index(base, index, start=start, end=self.end)

    def close(self, closing: str, opened: Token) -> None:
        if self.sees(closing):
            self.take()
        elif self.token.sort is Sort.END:
            message = f"the {opened.value} that opens here is never closed"
            raise FormulaError(message, opened.start, opened.end, f"add a {closing}")
        else:
            raise FormulaError(f"expected {closing}; {self.came()}", self.token.start, self.token.end)

    def check_juxtaposition(self, start: int) -> None:
        """Two operands side by side are no product in author's mode."""
        token = self.token
        opening = token.sort is Sort.SIGN and token.value in "(["
        if token.sort in _OPERAND or opening:
            left, right = self.text[start : self.end], self.text[token.start : token.end]
            if token.sort is Sort.NUMBER and self.tokens[self.at - 1].sort is Sort.NUMBER:
                help = "write numbers without spaces, products with *"
            elif opening or len(left) > 40:
                help = "write * for a product"
            else:
                help = f"write {left} * {right}"
            raise FormulaError("an operator is missing here", self.end, token.end, help)

    def finish(self) -> None:
        """Everything must have been read."""
        token = self.token
        if token.sort is Sort.END:
            return
        if token.value == "," and token.sort is Sort.SIGN:
            help = "write 1000 without a comma, 0.5 with a point, a list as [a, b]"
            raise FormulaError("a comma has no meaning here", token.start, token.end, help)
        if token.value in (")", "]"):
            help = f"remove it, or add a {'(' if token.value == ')' else '['}"
            raise FormulaError(f"this {token.value} closes nothing", token.start, token.end, help)
        if token.value == "else":
            raise FormulaError("this `else` has no `if`", token.start, token.end, "write a if condition else b")
        raise FormulaError(f"expected an operator or the end; {self.came()}", token.start, token.end)

    def came(self) -> str:
        if self.token.sort is Sort.END:
            return "the formula ends here"
        return f"`{self.text[self.token.start : self.token.end]}` came"

    def no_operand(self, token: Token) -> FormulaError:
        """What to say where a number, a name or a bracket had to come."""
        if token.sort is Sort.END:
            return FormulaError("the formula ends where a number or a name must follow", token.start, token.end)
        shown = self.text[token.start : token.end]
        message = f"expected a number or a name; `{shown}` came"
        return FormulaError(message, token.start, token.end, "remove it" if shown == "+" else None)
