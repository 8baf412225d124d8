"""The words of a formula. What cannot be a part of one is refused here, with what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from compiler.formula.errors import FormulaError
from compiler.formula.limits import Limits


class Sort(Enum):
    """What a token is: in both modes, in an author's formula, in a reply."""

    NUMBER = "a number"
    NAME = "a name"
    POWER = "a superscript"
    SIGN = "a sign"
    END = "the end"

    TEXT = "a text"
    WORD = "a word"

    MIXED = "a whole number and a fraction"
    FUNCTION = "a function"
    SUFFIX = "a thousand, a million, …"
    UNIT = "a unit"


class Token(NamedTuple):
    """A word of a formula; `value` is the plain sign, the name, the number or the text in the quotes."""

    sort: Sort
    value: str
    start: int
    end: int


WORDS = frozenset({"and", "or", "not", "if", "else"})

_GREEK = "\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>[A-Za-z_{_GREEK}][A-Za-z0-9_{_GREEK}]*)
    | (?P<text>'[^'\r\n]*'|"[^"\r\n]*")
    | (?P<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    | (?P<wrong>//|&&|\|\||<>|=<|=>|:=|\+\+|[%&|!?;:{{}}$\\`@\#~√∞°](?!=)|=(?!=))
    | (?P<sign>\*\*|<=|>=|==|!=|[-+*/^<>()\[\],×·÷−≤≥≠])
    """,
    re.VERBOSE,
)
_PLAIN = {"**": "^", "×": "*", "·": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!="}
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

_INSTEAD = {
    "=": ("a single = is not a comparison", "write == to compare"),
    "=<": ("=< is not a comparison", "write <="),
    "=>": ("=> is not a comparison", "write >="),
    "<>": ("<> is not a comparison", "write !="),
    ":=": ("a formula does not define names", "write == to compare"),
    "//": ("// is not part of the language", "write floor(a / b)"),
    "%": ("% is not part of the language", "write mod(a, b) for a remainder, a / 100 for per cent"),
    "&": ("& is not part of the language", "write and"),
    "&&": ("&& is not part of the language", "write and"),
    "|": ("| is not part of the language", "write or; an absolute value is abs(x)"),
    "||": ("|| is not part of the language", "write or"),
    "!": ("! is not part of the language", "write not"),
    "?": ("? is not part of the language", "write a if condition else b"),
    ":": (": is not part of a formula", "write a if condition else b; a list's element is x[0]"),
    ";": ("; is not part of a formula", "separate arguments with a comma"),
    "{": ("braces are not part of a formula", "write ( )"),
    "}": ("braces are not part of a formula", "write ( )"),
    "$": ("$ is not part of a formula", "write the formula plainly, as 2 * x^2"),
    "\\": ("\\ is not part of a formula", "write the formula plainly, as 2 * x^2"),
    "√": ("√ is not part of the language", "write sqrt(x)"),
    "∞": ("∞ is not a number of the language", "write a condition that needs no infinity"),
    "++": ("++ is not part of the language", "write one +"),
}


def tokenize(text: str, limits: Limits) -> Iterator[Token]:
    """The tokens of a text, an end token last. Raises FormulaError at the first character that cannot be used."""
    _check_characters(text, limits)
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        start, position = position, match.end()
        value = match.group()
        match match.lastgroup:
            case "number":
                yield _number(text, value, start, position, limits)
            case "name":
                sort = Sort.WORD if value in WORDS else Sort.NAME
                yield Token(sort, "pi" if value == "π" else value, start, position)
            case "text":
                yield Token(Sort.TEXT, value[1:-1], start, position)
            case "power":
                yield Token(Sort.POWER, value.translate(_SUPERSCRIPTS), start, position)
            case "sign":
                yield Token(Sort.SIGN, _PLAIN.get(value, value), start, position)
            case "wrong":
                message, help = _INSTEAD.get(value, (f"`{value}` is not part of a formula", "remove it"))
                raise FormulaError(message, start, position, help)
    yield Token(Sort.END, "", len(text), len(text))


def _check_characters(text: str, limits: Limits) -> None:
    if len(text) > limits.length:
        message = f"a formula has at most {limits.length} characters; this one has {len(text)}"
        raise FormulaError(message, limits.length, len(text), "name a part of it as a step of its own")
    for position, character in enumerate(text):
        if character in "\t\r\n":
            continue
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            message = f"the character U+{ord(character):04X} cannot be seen and has no place in a formula"
            raise FormulaError(message, position, position + 1, "delete it and type the formula anew")


def _number(text: str, value: str, start: int, end: int, limits: Limits) -> Token:
    after = text[end : end + 1]
    if after == "_":
        raise FormulaError("a number has no _ in it", end, end + 1, "write 1000 or 1e3")
    if after == ".":
        help = "write 1 or 1.0" if "." not in value else "a number has one decimal point"
        raise FormulaError("a decimal point must stand between digits", end, end + 1, help)
    return Token(Sort.NUMBER, checked_number(value, start, end, limits), start, end)


def checked_number(value: str, start: int, end: int, limits: Limits) -> str:
    """The number as it is written; raises FormulaError where no float64 holds it. Never expands the exponent."""
    mantissa, _, exponent = value.lower().partition("e")
    if len(mantissa) > limits.digits:
        message = f"a number has at most {limits.digits} digits; this one has {len(mantissa)}"
        raise FormulaError(message, start, end, "write it with an exponent, as 1.5e20")
    shift = exponent.lstrip("+-").lstrip("0")
    if len(shift) > 4 or int(shift or "0") > limits.exponent:
        message = f"the exponent of a number lies between -{limits.exponent} and {limits.exponent}"
        raise FormulaError(message, start, end, "write a number nearer to 1")
    size = float(value)
    if size == float("inf") or (size == 0 and any(digit in "123456789" for digit in mantissa)):
        raise FormulaError("the number does not fit into 64 bits", start, end, "write a number nearer to 1")
    return value


def _unreadable(text: str, position: int) -> FormulaError:
    character = text[position]
    end = position + 1
    if character in "'\"":
        return FormulaError(f"the text that begins here has no closing {character}", position, len(text), "close it")
    if character == ".":
        return FormulaError("a decimal point must stand between digits", position, end, "write 0.5")
    if unicodedata.category(character) == "Zs":
        message = f"the space U+{ord(character):04X} is not an ordinary one"
        return FormulaError(message, position, end, "write an ordinary space; numbers are written without any")
    if character == "µ":
        return FormulaError("this µ is the micro sign", position, end, "write the Greek letter μ, or mu")
    if character.isalpha():
        message = f"`{character}` cannot be part of a name"
        return FormulaError(message, position, end, "names have Latin and Greek letters, digits and _")
    shown = f"`{character}` (U+{ord(character):04X})"
    return FormulaError(f"{shown} is not part of a formula", position, end, "write + - * / ^ ( ) and names")
