"""The value of a reply: a float64 and a product of units."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from compiler.checker.facts import facts
from compiler.checker.messages import NotRead
from compiler.checker.reply_parser import Units
from compiler.checker.units import Powers, dimensions_of, is_sensible
from compiler.formula import Binary, Call, Name, Negate, Node, Number

_MOST_MULTIPLIED = 64


class Measure(NamedTuple):
    """A number in a product of units."""

    value: float
    powers: Powers = ()


def _rounded(value: float) -> float:
    """To a whole number, halves away from zero."""
    return math.copysign(math.floor(abs(value) + 0.5), value)


FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "ln": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "abs": math.fabs,
    "floor": lambda value: float(math.floor(value)),
    "ceil": lambda value: float(math.ceil(value)),
    "round": _rounded,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "min": min,
    "max": max,
}


def apply(function: str, *arguments: float) -> float:
    """The value of a function. Raises NotRead where it has none."""
    try:
        return FUNCTIONS[function](*arguments)
    except OverflowError:
        raise NotRead("too-large") from None
    except ValueError:
        raise NotRead("no-value") from None


def arithmetic(operator: str, left: float, right: float) -> float:
    """The value of an operation in float64. Raises NotRead where it has none, or is too large."""
    if operator == "*":
        value = left * right
    elif operator == "+":
        value = left + right
    elif operator == "-":
        value = left - right
    elif operator == "^":
        value = _power(left, right)
    elif right == 0:
        raise NotRead("divided-by-zero")
    else:
        value = left / right
    if value == 0 and left != 0 and operator in "*/^" and (right != 0 or operator == "^"):
        raise NotRead("too-small")
    if math.isfinite(value):
        return value
    raise NotRead("too-large")


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        raise NotRead("divided-by-zero")
    if abs(exponent) <= _MOST_MULTIPLIED and exponent == int(exponent):
        power = _multiplied_out(base, abs(int(exponent)))
        return power if exponent >= 0 else 1 / power if power else math.inf
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        raise NotRead("no-value") from None


def _multiplied_out(base: float, times: int) -> float:
    """A small whole power, which is the same everywhere to the last bit, as a library's is not."""
    if times == 0:
        return 1.0
    half = _multiplied_out(base, times // 2)
    return half * half * base if times % 2 else half * half


def measure(node: Node) -> Measure:
    """The value of a reply's tree. Raises NotRead where it has none, or its units make no sense."""
    # Tests of the type, not patterns: this is most of what reading costs.
    if isinstance(node, Number):
        return Measure(float(node.text))
    if isinstance(node, Binary):
        return _operation(node.operator, measure(node.left), measure(node.right))
    if isinstance(node, Units):
        return Measure(1.0, node.powers)
    if isinstance(node, Negate):
        value, powers = measure(node.operand)
        return Measure(-value, powers)
    if isinstance(node, Name):
        return Measure(facts()["constants"][node.name])
    if isinstance(node, Call):
        measured = [measure(argument) for argument in node.arguments]
        if any(each.powers for each in measured):
            raise NotRead("function-unit", function=node.function)
        return Measure(apply(node.function, *(each.value for each in measured)))
    raise TypeError(f"not a part of a reply: {node!r}")


def _operation(operator: str, left: Measure, right: Measure) -> Measure:
    if operator in "*/":
        powers = right.powers
        if left.powers or operator == "/":
            powers = _joined(left.powers, right.powers, 1 if operator == "*" else -1)
        return Measure(arithmetic(operator, left.value, right.value), powers)
    if operator in "+-":
        value = right.value if right.powers == left.powers else right.value * _ratio(right.powers, left.powers)
        return Measure(arithmetic(operator, left.value, value), left.powers)
    if left.powers or right.powers:
        raise NotRead("power-unit")
    return Measure(arithmetic(operator, left.value, right.value))


def _joined(left: Powers, right: Powers, sign: int) -> Powers:
    if not right:
        return left
    found = dict(left)
    for unit, power in right:
        found[unit] = found.get(unit, 0) + sign * power
    powers = tuple((unit, power) for unit, power in found.items() if power)
    if not is_sensible(powers):
        raise NotRead("unknown-unit", unit=shown_units(powers))
    return powers


def _ratio(source: Powers, target: Powers) -> float:
    """What a number in one product of units is multiplied by to be in another. Raises NotRead where that is none."""
    one, factor = dimensions_of(source)
    other, per = dimensions_of(target)
    if not source or not target:
        raise NotRead("ask-percent" if not one and not other else "ask-sum")
    if one != other:
        raise NotRead("kinds", left=shown_units(target), right=shown_units(source))
    return float(factor / per)


def shown_units(powers: Powers) -> str:
    """A product of units in print: `MB·s⁻¹` is shown as `MB/s`."""
    above = "·".join(symbol for symbol, power in powers for _ in range(max(0, power))) or "1"
    below = "".join(f"/{symbol}" for symbol, power in powers for _ in range(max(0, -power)))
    return above + below
