"""How a reply was read, in print: `3.4e6 × 32 / 8 B = 13.6 MB`. Reading it again gives the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.checker.facts import facts
from compiler.checker.units import scaled
from compiler.formula import Sort, Token, number_text

_MINUS = "\u2212"
_NARROW_SPACE = "\u202f"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+")
_SIGNS = {"+": " + ", "-": f" {_MINUS} ", "*": " × ", "/": " / ", "^": "^", ";": "; ", ",": "; "}
_OPERANDS = frozenset({Sort.NUMBER, Sort.MIXED, Sort.NAME, Sort.FUNCTION})
_BEHIND = frozenset({Sort.MIXED, Sort.UNIT, Sort.SUFFIX, Sort.END})
"""What a reply has that is one number."""
_FRACTIONS = {f"{above}/{below}": sign for sign, (above, below) in facts()["characters"]["fractions"].items()}
_NAMES = {"pi": "π"}
_LARGE, _SMALL = 1e4, 1e-3


def echo(tokens: Sequence[Token]) -> str:
    """The reply with one spelling for everything: `3.4e6 × 32 / 8 B`, `2 × d × r`, `13 600 000`."""
    return "".join(_pieces(tokens)).strip()


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    start = Token(Sort.SIGN, "(", 0, 0)
    for before, token, after in zip([start, *tokens], tokens, [*tokens[1:], start], strict=False):
        ended = before.sort not in (Sort.SIGN, Sort.FUNCTION) or before.value == ")"
        if ended and (token.sort in _OPERANDS or token.value == "("):
            yield " × "
        elif before.sort is Sort.FUNCTION and token.value != "(":
            yield " "
        match token.sort:
            case Sort.NUMBER:
                yield _grouped(token.value)
            case Sort.MIXED:
                yield _mixed(token.value, any(each.sort not in _BEHIND for each in tokens))
            case Sort.NAME:
                yield _NAMES.get(token.value, token.value)
            case Sort.POWER:
                yield token.value.translate(_SUPERSCRIPTS)
            case Sort.UNIT:
                yield f" {token.value}" if ended and token.value != "%" else token.value
            case Sort.SUFFIX:
                yield f" {token.value}"
            case Sort.SIGN if token.value in ("+", "-") and not ended:
                yield _MINUS if token.value == "-" else ""
            case Sort.SIGN if before.sort is Sort.UNIT and after.sort is Sort.UNIT and token.value in "*/":
                yield "/" if token.value == "/" else "·"
            case Sort.SIGN:
                yield _SIGNS.get(token.value, token.value)
            case _:
                yield token.value


def _mixed(value: str, is_part: bool) -> str:
    """A whole number and a fraction, in parentheses where it is a part of something; ½ as it was typed."""
    whole, fraction = value.split(" ")
    if whole == "0" and fraction in _FRACTIONS:
        return _FRACTIONS[fraction]
    if len(whole) > 3:
        return f"({whole} + {fraction})"
    return f"({value})" if is_part else value


def _grouped(number: str) -> str:
    """A plain decimal with its thousands set apart: `13 600 000`, `3.4e6`."""
    digits, e, exponent = number.partition("e")
    whole, point, decimals = digits.partition(".")
    if len(whole) > 3 and whole[0] != "0" and not e:
        whole = f"{int(whole):,}".replace(",", _NARROW_SPACE)
    return f"{whole or '0'}{point}{decimals}{e}{exponent}"


def numeral_echo(numeral: str, value: float, unit: str | None) -> str:
    """A number as it was typed, in one spelling; and what it comes to, where that is easier to read."""
    shown = _with_unit(f"{_MINUS if value < 0 else ''}{_grouped(numeral)}", unit)
    easier, better = _scaled(value, unit)
    if better == unit and "e" not in numeral:
        return shown
    return f"{shown} = {_with_unit(number_text(easier), better)}"


def readable(value: float, unit: str | None) -> str:
    """A number with its unit, in the unit of its family that leaves few digits before the point."""
    easier, better = _scaled(value, unit)
    return _with_unit(number_text(easier), better)


def _scaled(value: float, unit: str | None) -> tuple[float, str | None]:
    """The value in the unit of its family that leaves one to three digits before the point, if it is far from that."""
    if unit is not None and value != 0 and not _SMALL <= abs(value) < _LARGE:
        for ratio, symbol in scaled(unit):
            if 1 <= abs(value) / ratio < 1000:
                return value / ratio, symbol
    return value, unit


def _with_unit(number: str, unit: str | None) -> str:
    return number if unit is None else f"{number}%" if unit == "%" else f"{number} {unit}"
