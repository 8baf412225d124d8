"""How a decimal number is laid out for people: the minus sign, groups of thousands, powers of ten.

Nothing here rounds but the two functions that say so. Everything is decimal: what is printed is what was
meant.
"""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

MINUS = "\u2212"
NARROW_SPACE = "\u202f"
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

# From 10¹⁵ on a float no longer holds what whole digits promise; below 10⁻⁵ the zeros are hard to count.
_PLAIN_BELOW = Decimal("1e15")
_PLAIN_FROM = Decimal("1e-5")
# A float's shortest decimal has at most 17 digits; with 15 decimals asked for it is laid out in at most 32.
_CONTEXT = Context(prec=40)


def shortest_decimal(value: float) -> Decimal:
    """The shortest decimal that reads back as `value`; never a negative zero.

    Raises ValueError for a number that is not finite: there is nothing to print.
    """
    if not math.isfinite(value):
        raise ValueError(f"a finite number was expected, and {value} came; check it before printing it")
    return Decimal(repr(float(value))) if value else Decimal(0)


def to_decimals(number: Decimal, decimals: int) -> Decimal:
    """`number` rounded to so many decimals, half away from zero."""
    return _to_place(number, -decimals)


def to_significant(number: Decimal, digits: int) -> Decimal:
    """`number` rounded to so many significant digits, half away from zero.

    The largest floats are rounded towards zero instead, where a carry would leave the range of floats.
    """
    if not number:
        return number
    place = number.adjusted() - digits + 1
    rounded = _to_place(number, place)
    return rounded if math.isfinite(float(rounded)) else _to_place(number, place, ROUND_DOWN)


def is_plain(number: Decimal) -> bool:
    """Whether the number is printed without a power of ten: zero, or from 10⁻⁵ to below 10¹⁵."""
    return not number or _PLAIN_FROM <= abs(number) < _PLAIN_BELOW


def plain(number: Decimal, decimals: int, group: bool) -> str:
    """The number with exactly so many decimals: `7.0`, `−42 900`; `group` sets thousands apart."""
    whole, point, fraction = format(number.copy_abs(), f".{decimals}f").partition(".")
    if group:
        whole = f"{int(whole):,}".replace(",", NARROW_SPACE)
    return _sign(number) + whole + point + fraction


def scientific(number: Decimal, digits: int) -> str:
    """The number with so many digits and a power of ten: `1.36×10⁷`."""
    power = number.adjusted()
    mantissa = format(number.copy_abs().scaleb(-power), f".{digits - 1}f")
    return f"{_sign(number)}{mantissa}×10{str(power).translate(SUPERSCRIPTS)}"


def whole(number: int, group: bool) -> str:
    """The whole number, which is below 10¹⁵: `1 024`, `−3`."""
    return f"{number:,}".replace(",", NARROW_SPACE if group else "").replace("-", MINUS)


def brief(number: Decimal, group: bool) -> str:
    """The number with no digit more than it has: `0.3`, `1 024`, `1.2×10⁻⁹`."""
    if not number:
        return "0"
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    if not is_plain(number):
        return scientific(number, len(digits))
    lowest = number.adjusted() - len(digits) + 1
    return plain(number, max(0, -lowest), group)


def _to_place(number: Decimal, place: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= place:
        return number
    rounded = number.quantize(Decimal(1).scaleb(place), rounding, _CONTEXT)
    return rounded if rounded else Decimal(0)


def _sign(number: Decimal) -> str:
    return MINUS if number < 0 else ""
