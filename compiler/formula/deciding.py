"""Functions that step: where an argument lies near a step, its exact value decides.

Halves are rounded away from zero, as TFLite does and as school teaches; Python and numpy round them to even.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from compiler.formula.errors import Inexact
from compiler.formula.quantity import NEAR, Quantity, Rational, Undefined, divide, near, near_half, near_whole

PLACES = 15
"""A float64 holds 15 decimal digits, whatever they are."""

COMPARISONS: dict[str, Callable[[float | Rational, float | Rational], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def compare(operator: str, a: Quantity, b: Quantity) -> bool:
    """Whether a comparison holds: 0.1 + 0.2 == 0.3 does."""
    holds = COMPARISONS[operator]
    if near(a.value, b.value):
        try:
            return holds(a.exact(), b.exact())
        except Inexact:
            pass
    return holds(a.value, b.value)


def sign(x: Quantity) -> Quantity:
    """-1, 0 or 1."""
    value = x.decisive(x.near(0.0))
    return Quantity.of((value > 0) - (value < 0))


def floor(x: Quantity) -> Quantity:
    """The next whole number at or below x."""
    return Quantity.of(math.floor(x.decisive(near_whole(x.value))))


def ceiling(x: Quantity) -> Quantity:
    """The next whole number at or above x."""
    return Quantity.of(math.ceil(x.decisive(near_whole(x.value))))


def half_away(x: Rational) -> int:
    """The nearest whole number, halves away from zero."""
    size = math.floor(abs(Fraction(x)) + Fraction(1, 2))
    return size if x >= 0 else -size


def to_decimals(x: Quantity, n: Quantity | None = None) -> Quantity:
    """x rounded to n decimals; a negative n rounds to tens, hundreds and so on."""
    places = 0 if n is None else whole(n, "the number of decimals", -PLACES, PLACES)
    scaled = shifted(x.value, places)
    doubtful = not math.isfinite(scaled) or near_half(scaled)
    return _at_place(Fraction(x.decisive(doubtful)), places)


def to_digits(x: Quantity, n: Quantity) -> Quantity:
    """x rounded to n significant digits."""
    digits = whole(n, "the number of significant digits", 1, PLACES)
    value = x.decisive(x.near(0.0) or _digits_doubtful(x.value, digits))
    if value == 0:
        return Quantity.of(0)
    exact = Fraction(value)
    return _at_place(exact, digits - 1 - magnitude(exact))


def _digits_doubtful(value: float, digits: int) -> bool:
    """Whether rounding to digits, or counting them from the first, is decided within the error of a float."""
    first = magnitude(Fraction(value))
    power = float(f"1e{first}")
    size = abs(value)
    if size - power <= NEAR * size or 10.0 * power - size <= NEAR * size:
        return True
    scaled = shifted(value, digits - 1 - first)
    return not math.isfinite(scaled) or near_half(scaled)


def magnitude(x: Fraction) -> int:
    """The exponent of the power of ten at or below |x|, exactly; x is not zero."""
    guess = len(str(abs(x.numerator))) - len(str(x.denominator))
    return guess if abs(x) >= Fraction(10) ** guess else guess - 1


def shifted(value: float, places: int) -> float:
    """value * 10^places in float64, in one operation."""
    power = float(f"1e{min(abs(places), 308)}")
    return value * power if places >= 0 else value / power


def _at_place(x: Fraction, places: int) -> Quantity:
    step = Fraction(10) ** -places
    return Quantity.of(half_away(x / step) * step)


def modulo(a: Quantity, b: Quantity) -> Quantity:
    """The remainder of a / b with the sign of b, as Python's %."""
    ratio = divide(a, b)
    doubtful = near_whole(ratio.value) or b.near(0.0)
    if doubtful:
        try:
            return Quantity.of(Fraction(a.exact()) % b.exact())
        except Inexact:
            pass
    quotient = Fraction(a.value) // Fraction(b.value)
    remainder = Fraction(a.value) - quotient * Fraction(b.value)
    return Quantity(float(remainder), lambda x, y: x - quotient * y, (a, b))


def tie(x: Quantity, margin: Quantity) -> bool:
    """Whether |x - floor(x) - 1/2| < margin: x lies so near a half that rounding it is a matter of convention."""
    distance = abs(x.value - math.floor(x.value) - 0.5)
    if abs(distance - margin.value) <= NEAR * max(1.0, abs(x.value)):
        try:
            exact = x.exact()
            return abs(exact - math.floor(exact) - Fraction(1, 2)) < margin.exact()
        except Inexact:
            pass
    return distance < margin.value


def whole(x: Quantity, what: str, least: int, most: int) -> int:
    """A whole number in a range. Raises Undefined for another."""
    value = x.decisive(near_whole(x.value))
    if value != math.floor(value):
        raise Undefined(f"{what} must be a whole number; it is {x.value:.6g}", "round it, or write a whole number")
    if not least <= value <= most:
        raise Undefined(f"{what} must lie between {least} and {most}; it is {x.value:.6g}", "choose one in the range")
    return int(value)
