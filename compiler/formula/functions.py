"""The functions of the language: one table with each one's arity, kinds, float64 and exact definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from compiler.formula import deciding, listwise, smooth
from compiler.formula.quantity import Quantity

Outcome = Quantity | bool


class Takes(Enum):
    """What a function does with lists."""

    EACH = "the first argument may be a list; then every element is taken"
    NUMBERS = "numbers only"
    LIST = "one list"
    MANY = "one list, or two numbers or more"


@dataclass(frozen=True, slots=True)
class Function:
    """A function: `apply` gives its value for numbers (the elements of a list) and raises Undefined where it has none.

    `form` shows how it is written, `about` says what it gives: a number, or with `truth` a truth value.
    """

    name: str
    form: str
    about: str
    least: int
    most: int
    takes: Takes
    apply: Callable[..., Outcome]
    truth: bool = False

    @property
    def counted(self) -> str:
        """How many arguments it takes, in words."""
        words = {1: "1 argument", 2: "2 arguments"}
        if self.least == self.most:
            return words[self.least]
        if self.most == 2:
            return "1 or 2 arguments"
        return "a list, or 2 arguments or more"


def _each(form: str, about: str, apply: Callable[..., Outcome], least: int = 1, most: int = 1) -> Function:
    return Function(form.partition("(")[0], form, about, least, most, Takes.EACH, apply)


def _tie(form: str, about: str, apply: Callable[..., Outcome]) -> Function:
    return Function(form.partition("(")[0], form, about, 2, 2, Takes.NUMBERS, apply, truth=True)


def _list(form: str, about: str, apply: Callable[..., Outcome]) -> Function:
    return Function(form.partition("(")[0], form, about, 1, 1, Takes.LIST, apply)


def _many(form: str, about: str, apply: Callable[..., Outcome], truth: bool = False) -> Function:
    return Function(form.partition("(")[0], form, about, 1, 64, Takes.MANY, apply, truth)


_TABLE = (
    _each("abs(x)", "the size of x without its sign", smooth.absolute),
    _each("sign(x)", "-1, 0 or 1", deciding.sign),
    _each("sqrt(x)", "the square root", smooth.square_root),
    _each("exp(x)", "e^x", smooth.exponential),
    _each("ln(x)", "the natural logarithm", smooth.natural_logarithm),
    _each("log10(x)", "the logarithm to base 10", smooth.common_logarithm),
    _each("log2(x)", "the logarithm to base 2", smooth.binary_logarithm),
    _each("sin(x)", "the sine of x radians", smooth.sine),
    _each("cos(x)", "the cosine of x radians", smooth.cosine),
    _each("tan(x)", "the tangent of x radians", smooth.tangent),
    _each("asin(x)", "the angle in radians whose sine is x", smooth.arc_sine),
    _each("acos(x)", "the angle in radians whose cosine is x", smooth.arc_cosine),
    _each("atan(x)", "the angle in radians whose tangent is x", smooth.arc_tangent),
    _each("floor(x)", "the next whole number at or below x", deciding.floor),
    _each("ceil(x)", "the next whole number at or above x", deciding.ceiling),
    _each("round(x, n)", "x to n decimals, or to a whole number; halves away from zero", deciding.to_decimals, 1, 2),
    _each("sig(x, n)", "x to n significant digits, halves away from zero", deciding.to_digits, 2, 2),
    _each("mod(a, b)", "the remainder of a / b, with the sign of b", deciding.modulo, 2, 2),
    _tie("tie(x, margin)", "whether x is within a margin of a tie in rounding", deciding.tie),
    _many("min(a, b)", "the smallest", listwise.smallest),
    _many("max(a, b)", "the largest", listwise.largest),
    _list("sum(list)", "the sum", listwise.total),
    _list("mean(list)", "the arithmetic mean", listwise.mean),
    _list("prod(list)", "the product", listwise.product),
    _list("len(list)", "how many elements there are", listwise.length),
    _list("argmax(list)", "the index of the first largest element", listwise.index_of_largest),
    _list("argmin(list)", "the index of the first smallest element", listwise.index_of_smallest),
    _many("distinct(list)", "whether all elements differ", listwise.distinct, truth=True),
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType({function.name: function for function in _TABLE})
