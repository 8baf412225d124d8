"""From a reply to its tree, as people type it: the grammar's second mode.

Besides what authors write, two operands side by side are a product (`2dr`, `(a+b)(c)`), as tight as one with a sign.
Behind a division that is ambiguous, and asked: `1/2d`. A unit stands behind what it belongs to: the number before it,
or a whole division of plain numbers (`3.4e6*32/8 B`), which must then end its term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compiler.checker.facts import facts
from compiler.checker.messages import NotRead, either
from compiler.checker.reply_tokens import tokenize
from compiler.checker.units import COUNTED, LARGEST_POWER, Powers, is_sensible
from compiler.formula import NEGATE, POWER, PRODUCT, SUM, Binary, Call, Climber, Name, Negate, Node, Number, Sort, Token


@dataclass(frozen=True, slots=True)
class Units(Node):
    """A product of units, as one factor of a product."""

    powers: Powers


def parse_reply(text: str, symbols: tuple[str, ...] | None = None) -> tuple[Node, Sequence[Token]]:
    """The tree of a reply in plain characters, and its tokens. Raises NotRead."""
    parser = _ReplyParser(text, tokenize(text, symbols))
    return parser.whole(), parser.tokens


def _power_of_ten(node: Node) -> str | None:
    """The exponent of a whole power of ten, so that 1.36 × 10⁷ is the number that 1.36e7 is."""
    match node:
        case Binary("^", Number("10"), Number(digits)):
            sign = ""
        case Binary("^", Number("10"), Negate(Number(digits))):
            sign = "-"
        case _:
            return None
    return sign + digits if digits.isdigit() else None


class _ReplyParser(Climber):
    """Reads what people type; what can be read in two ways is asked."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        super().__init__(tokens, facts()["limits"]["depth"] + 1)
        self.text = text
        self.divided: Node | None = None
        """The division that was read last, if it is not in parentheses."""

    def sees_unit(self) -> bool:
        """Whether a unit comes."""
        return self.token.sort is Sort.UNIT

    def whole(self) -> Node:
        """The whole reply, never a part of it."""
        node = self.expression(SUM)
        token = self.token
        if token.sort is Sort.END:
            return node
        raise NotRead("closes-nothing") if token.value == ")" else self.unexpected(token)

    def too_deep(self) -> NotRead:
        return NotRead("too-deep")

    def unexpected(self, token: Token) -> NotRead:
        if token.sort is Sort.END:
            return NotRead("unfinished")
        return NotRead("unexpected", sign=self.text[token.start : token.end])

    def operator(self) -> int:
        sort, value, _, _ = self.tokens[self.at]
        if sort is Sort.SIGN:
            return PRODUCT if value == "(" else self.levels.get(value, 0)
        if sort is Sort.END:
            return 0
        return POWER if sort is Sort.POWER else PRODUCT if sort is not Sort.SUFFIX else 0

    def prefix(self, level: int) -> Node:
        token = self.token
        if token.sort is Sort.NUMBER:
            return self.number()
        if self.sees("-"):
            return self.negation()
        if self.sees("+"):
            self.take()
            return self.expression(NEGATE)
        if self.sees("("):
            return self.group()
        match token.sort:
            case Sort.MIXED:
                return self.mixed()
            case Sort.NAME:
                self.take()
                return Name(token.value)
            case Sort.FUNCTION:
                return self.call()
            case Sort.UNIT if self.at > 1 and self.tokens[self.at - 1].value in ("(", "*"):
                return self.units()
            case Sort.UNIT | Sort.SUFFIX:
                raise NotRead("number-missing")
        raise self.unexpected(token)

    def number(self) -> Node:
        """A number, and the thousand or million behind it."""
        token = self.take()
        node: Node = Number(token.value)
        suffix = self.token
        if suffix.sort is not Sort.SUFFIX:
            return node
        if self.is_exponent(self.at - 1):
            raise self.operator_missing()
        factor = facts()["suffixes"][suffix.value]
        if factor.startswith("e") and "e" not in token.value:
            self.take()
            return Number(token.value + factor)
        return self.many(node)

    def is_exponent(self, place: int) -> bool:
        """Whether the token at a place stands behind a ^, its signs aside."""
        while place > 0 and self.tokens[place - 1].value in ("+", "-"):
            place -= 1
        return place > 0 and self.tokens[place - 1].value == "^"

    def mixed(self) -> Node:
        """A whole number and a fraction: 1 1/2 is 1 + 1/2, and -1 1/2 is -(1 + 1/2)."""
        token = self.take()
        if self.sees("^") or self.token.sort is Sort.POWER:
            raise NotRead("ask-mixed", numeral=token.value)
        whole, fraction = token.value.split(" ")
        above, below = (Number(digits) for digits in fraction.split("/"))
        node = Binary("+", Number(whole), Binary("/", above, below))
        return self.many(node) if self.token.sort is Sort.SUFFIX else node

    def many(self, node: Node) -> Node:
        """A number times the thousand or million that comes."""
        suffix = self.take()
        factor = facts()["suffixes"][suffix.value]
        many = Number(f"1{factor}" if factor.startswith("e") else factor)
        return Binary("*", node, many)

    def group(self) -> Node:
        self.take()
        node = self.expression(SUM)
        self.close()
        self.divided = None
        return node

    def close(self) -> None:
        if self.token.sort is Sort.END:
            raise NotRead("never-closed")
        if not self.sees(")"):
            raise self.unexpected(self.token)
        self.take()

    def call(self) -> Node:
        """A function with its arguments; one argument without parentheses is one operand, and ends the term."""
        token = self.take()
        name = token.value
        if not self.sees("("):
            return self.bare_call(token)
        self.take()
        arguments = [self.expression(SUM)]
        while self.sees(";") or self.sees(","):
            self.take()
            arguments.append(self.expression(SUM))
        self.close()
        if len(arguments) != facts()["functions"][name]:
            raise NotRead("function-arguments" if len(arguments) == 1 else "function-needs", function=name)
        return Call(name, tuple(arguments))

    def bare_call(self, token: Token) -> Node:
        argument = self.token
        alone = facts()["functions"][token.value] == 1 and token.value != "exp"  # `5 exp 3` is 5e3 to a calculator
        if not alone or argument.sort not in (Sort.NUMBER, Sort.MIXED, Sort.NAME):
            raise NotRead("function-needs", function=token.value)
        operand = self.prefix(POWER)
        if not (self.token.sort is Sort.END or self.token.value in ("+", "-", ")", ";")):
            raise NotRead("ask-function", function=token.value)
        return Call(token.value, (operand,))

    def superscript(self, base: Node, token: Token, start: int) -> Node:
        if self.sees("^") or self.token.sort is Sort.POWER:
            raise self.operator_missing()
        digits = token.value.lstrip("+-")
        exponent: Node = Number(digits)
        if token.value.startswith("-"):
            exponent = Negate(exponent)
        return Binary("^", base, exponent)

    def infix(self, left: Node, level: int, first: int) -> Node:
        if level != PRODUCT:
            return super().infix(left, level, first)
        if self.token.sort is Sort.UNIT:
            right: Node = self.units()
        elif self.sees("/"):
            return self.division(left, first)
        elif self.sees("*"):
            self.take()
            right = self.expression(PRODUCT + 1)
            power = _power_of_ten(right)
            if power is not None and isinstance(left, Number) and "e" not in left.text:
                return Number(f"{left.text}e{power}")
        else:
            right = self.side_by_side(left)
        return Binary("*", left, right)

    def side_by_side(self, left: Node) -> Node:
        """The second of two operands that stand side by side."""
        before, token = self.tokens[self.at - 1], self.token
        if token.sort in (Sort.NUMBER, Sort.MIXED):
            if before.sort in (Sort.NUMBER, Sort.MIXED):
                raise NotRead("two-numbers")
            raise self.operator_missing()
        if before.sort in (Sort.UNIT, Sort.SUFFIX):
            raise self.operator_missing()
        if left is self.divided:
            raise NotRead("ask-division")
        return self.expression(PRODUCT + 1)

    def operator_missing(self) -> NotRead:
        before, token = self.tokens[self.at - 1], self.token
        left, right = (self.text[each.start : each.end] for each in (before, token))
        return NotRead("operator-missing", left=left, right=right)

    def division(self, left: Node, first: int) -> Node:
        """A division, and the unit behind it: the divisor's if what is divided has one, else that of the whole."""
        measured = any(token.sort is Sort.UNIT for token in self.tokens[first : self.at])
        self.take()
        if self.sees_unit():
            return Binary("/", left, self.units())
        right = self.expression(PRODUCT + 1)
        if not self.sees_unit():
            self.divided = Binary("/", left, right)
            return self.divided
        if measured:
            return Binary("/", left, Binary("*", right, self.units()))
        whole = Binary("*", Binary("/", left, right), self.units())
        if not (self.token.sort is Sort.END or self.token.value in ("+", "-", ")", ";", ",")):
            raise NotRead("ask-division")
        return whole

    def units(self) -> Units:
        """A product of units: `MB/s`, `kMACs per token`, `W h`, `MB s⁻¹`."""
        first = self.take()
        found = {first.value: self.unit_power()}
        while True:
            if self.token.sort is Sort.UNIT:
                sign = 1
            elif (self.sees("/") or self.sees("*")) and self.tokens[self.at + 1].sort is Sort.UNIT:
                sign = -1 if self.take().value == "/" else 1
            else:
                break
            if sign == 1 and first.value == "B" and self.token.value in COUNTED:
                raise NotRead("ask-unit", unit="B", units=either(("billion", "B")))
            symbol = self.take().value
            found[symbol] = found.get(symbol, 0) + sign * self.unit_power()
        powers = tuple((symbol, power) for symbol, power in found.items() if power)
        if not is_sensible(powers):
            raise NotRead("unknown-unit", unit=self.text[first.start : self.end])
        return Units(powers)

    def unit_power(self) -> int:
        """The power behind a unit, 1 where none is written."""
        if self.token.sort is Sort.POWER:
            text = self.take().value
        elif self.sees("^"):
            self.take()
            sign = "-" if self.sees("-") else ""
            if sign:
                self.take()
            text = sign + (self.token.value if self.token.sort is Sort.NUMBER else "")
            self.take()
        else:
            return 1
        if not text.lstrip("+-").isdigit() or len(text) > 2 or abs(int(text)) > LARGEST_POWER:
            raise NotRead("unknown-unit", unit=self.text[: self.end])
        return int(text)
