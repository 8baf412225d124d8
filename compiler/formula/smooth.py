"""Functions of one number without steps. Their domain has edges; a number near one is taken exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from compiler.formula.errors import Inexact
from compiler.formula.quantity import Quantity, Rational, Rule, Undefined, finite, nearest


@dataclass(frozen=True, slots=True)
class Smooth:
    """`real` is the function in float64, defined from `least` to `most` (`least` itself not where `open`).

    `exactly` gives the results that are rational and raises Inexact for the others.
    """

    real: Callable[[float], float]
    exactly: Rule
    least: float = -math.inf
    most: float = math.inf
    open: bool = False
    outside: str = ""
    help: str | None = None

    def __call__(self, x: Quantity) -> Quantity:
        value = nearest(x.decisive(any(x.near(edge) for edge in self.edges))) + 0.0
        if not self.least <= value <= self.most or (self.open and value == self.least):
            raise Undefined(f"{self.outside}; it is {x.value:.6g}", self.help)
        return finite(self.at(value), self.exactly, x)

    @property
    def edges(self) -> tuple[float, ...]:
        """Where the domain ends."""
        return tuple(edge for edge in (self.least, self.most) if math.isfinite(edge))

    def at(self, value: float) -> float:
        """The float64 result inside the domain, infinite where it overflows."""
        try:
            return self.real(value)
        except OverflowError:
            return math.inf


def _only(known: Rational, result: Rational) -> Rule:
    """The rule of a function that has one rational result, as exp(0) = 1."""

    def rule(x: Rational) -> Rational:
        if x == known:
            return result
        raise Inexact

    return rule


def _root(x: Rational) -> Rational:
    numerator, denominator = math.isqrt(x.numerator), math.isqrt(x.denominator)
    if numerator * numerator == x.numerator and denominator * denominator == x.denominator:
        return Fraction(numerator, denominator)
    raise Inexact


def _logarithm(base: int) -> Rule:
    def rule(x: Rational) -> Rational:
        power = round(math.log(x.numerator, base) - math.log(x.denominator, base))
        if Fraction(base) ** power == x:
            return power
        raise Inexact

    return rule


_POSITIVE = "require a positive number here"
_ANGLE = "require a number from -1 to 1 here"

absolute = Smooth(abs, abs)
square_root = Smooth(
    math.sqrt,
    _root,
    0.0,
    outside="a square root needs a number that is not negative",
    help="require a number from 0 up here",
)
exponential = Smooth(math.exp, _only(0, 1))
natural_logarithm = Smooth(math.log, _only(1, 0), 0.0, open=True, outside="ln needs a positive number", help=_POSITIVE)
common_logarithm = Smooth(
    math.log10, _logarithm(10), 0.0, open=True, outside="log10 needs a positive number", help=_POSITIVE
)
binary_logarithm = Smooth(
    math.log2, _logarithm(2), 0.0, open=True, outside="log2 needs a positive number", help=_POSITIVE
)
sine = Smooth(math.sin, _only(0, 0))
cosine = Smooth(math.cos, _only(0, 1))
tangent = Smooth(math.tan, _only(0, 0))
arc_sine = Smooth(math.asin, _only(0, 0), -1.0, 1.0, outside="asin needs a number from -1 to 1", help=_ANGLE)
arc_cosine = Smooth(math.acos, _only(1, 0), -1.0, 1.0, outside="acos needs a number from -1 to 1", help=_ANGLE)
arc_tangent = Smooth(math.atan, _only(0, 0))
