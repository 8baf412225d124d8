"""A number of an evaluation: its float64, with its exact value at hand for where a decision needs it.

Arithmetic is float64. Beside it every quantity remembers the rule that made it, so that the exact fraction can be had
when a rounding, a comparison or a domain stands near an edge. Exact values are computed on demand, once, and without
recursion.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from compiler.formula.errors import Inexact

NEAR = 1e-9
"""A float within this distance of an edge, relative beyond 1 and absolute below, does not decide by itself."""

BITS = 1024
"""The size of numerator and denominator beyond which exact arithmetic gives up."""

Rational = Fraction | int
Rule = Callable[..., Rational]


class Undefined(Exception):
    """An operation without a value, such as a division by zero; the evaluation adds the place."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class Quantity:
    """A float64 and the way to its exact value: `rule` of the parts' exact values, or None for an irrational one."""

    __slots__ = ("_exact", "_known", "parts", "rule", "value")

    def __init__(self, value: float, rule: Rule | None, parts: tuple[Quantity, ...]) -> None:
        self.value = value
        self.rule = rule
        self.parts = parts
        self._known = False
        self._exact: Rational | None = None

    @classmethod
    def of(cls, exact: Rational) -> Quantity:
        """A quantity known exactly. Raises Undefined where no float64 holds it."""
        quantity = cls(nearest(exact), None, ())
        quantity._known, quantity._exact = True, exact
        return quantity

    def exact(self) -> Rational:
        """The exact value. Raises Inexact where it is irrational or too long."""
        pending = [self]
        while pending:
            top = pending[-1]
            waiting = [] if top._known or top.rule is None else [part for part in top.parts if not part._known]
            if waiting:
                pending.extend(waiting)
            else:
                top._settle()
                pending.pop()
        if self._exact is None:
            raise Inexact
        return self._exact

    def near(self, edge: float) -> bool:
        """Whether the float is too near an edge to decide by itself."""
        return near(self.value, edge)

    def decisive(self, doubtful: bool) -> float | Rational:
        """The value that decides: the float, or where that is doubtful the exact value if there is one."""
        if doubtful:
            try:
                return self.exact()
            except Inexact:
                return self.value
        return self.value

    def _settle(self) -> None:
        if self._known:
            return
        self._known = True
        values = [part._exact for part in self.parts]
        if self.rule is None or any(value is None for value in values):
            return
        try:
            result = self.rule(*values)
        except (Inexact, ArithmeticError, ValueError):
            return
        if _bits(result) <= BITS:
            self._exact = result


def near(value: float, edge: float) -> bool:
    """Whether a value lies within 1e-9 of an edge, taken of the larger of both and of 1."""
    return abs(value - edge) <= NEAR * max(1.0, abs(value), abs(edge))


def near_whole(value: float) -> bool:
    """Whether a value lies within 1e-9 of a whole number, where floor and ceil step."""
    above = value - math.floor(value)
    return min(above, 1.0 - above) <= NEAR * max(1.0, abs(value))


def near_half(value: float) -> bool:
    """Whether a value lies within 1e-9 of a tie between two whole numbers."""
    above = value - math.floor(value)
    return abs(above - 0.5) <= NEAR * max(1.0, abs(value))


def nearest(value: float | Rational) -> float:
    """The nearest float64. Raises Undefined where there is none."""
    try:
        return float(value)
    except OverflowError:
        raise too_large() from None


def too_large() -> Undefined:
    """What to say of a result beyond float64."""
    return Undefined("the result is too large for 64 bits", "keep it below 1e308")


@lru_cache(maxsize=4096)
def literal(text: str) -> Quantity:
    """The number that a literal writes; the parser has bounded its size."""
    return Quantity.of(Fraction(text))


def finite(value: float, rule: Rule | None, *parts: Quantity) -> Quantity:
    """A result, if float64 holds it. Raises Undefined for an infinite one."""
    if not math.isfinite(value):
        raise too_large()
    return Quantity(value, rule, parts)


def negate(a: Quantity) -> Quantity:
    """-a."""
    return Quantity(-a.value, lambda x: -x, (a,))


def add(a: Quantity, b: Quantity) -> Quantity:
    """a + b. Raises Undefined as every operation here, where the result is not finite."""
    return finite(a.value + b.value, lambda x, y: x + y, a, b)


def subtract(a: Quantity, b: Quantity) -> Quantity:
    """a - b."""
    return finite(a.value - b.value, lambda x, y: x - y, a, b)


def multiply(a: Quantity, b: Quantity) -> Quantity:
    """a * b."""
    return finite(a.value * b.value, lambda x, y: x * y, a, b)


def divide(a: Quantity, b: Quantity) -> Quantity:
    """a / b. A divisor near zero is taken exactly: 0.3 - 0.1 - 0.2 is zero."""
    divisor = nearest(b.decisive(b.near(0.0)))
    if divisor == 0.0:
        raise Undefined(
            "this divides by zero", "require that the divisor is not 0, or guard it: a / b if b != 0 else 0"
        )
    return finite(a.value / divisor, lambda x, y: Fraction(x) / y, a, b)


def power(a: Quantity, b: Quantity) -> Quantity:
    """a ^ b, with 0^0 = 1. A root of a negative number has no value."""
    base = nearest(a.decisive(a.near(0.0))) + 0.0  # never a negative zero, of which there is no exact one
    exponent = nearest(b.decisive(base <= 0.0 and (b.near(0.0) or near_whole(b.value))))
    if base == 0.0 and exponent < 0.0:
        raise Undefined("a negative power of zero divides by zero", "require that the base is not 0")
    if base < 0.0 and exponent != math.floor(exponent):
        raise Undefined("a negative number has no power that is not whole", "require a base that is not negative")
    return finite(raised(base, exponent), _exact_power, a, b)


def raised(base: float, exponent: float) -> float:
    """base ^ exponent in float64, infinite where it overflows. A square is a product, which is correctly rounded."""
    if exponent == 2.0:
        return base * base
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def _exact_power(base: Rational, exponent: Rational) -> Rational:
    if exponent.denominator != 1:
        raise Inexact
    if abs(exponent.numerator) * _bits(base) > BITS and base not in (-1, 0, 1):
        raise Inexact
    if base in (0, 1):
        return base if exponent > 0 or base == 1 else Fraction(0) ** exponent.numerator
    if base == -1:
        return 1 if exponent.numerator % 2 == 0 else -1
    return Fraction(base) ** exponent.numerator


def _bits(value: Rational) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())
