"""The words of a reply: numbers as people type them, units, functions, signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from compiler.checker.characters import LETTERS
from compiler.checker.facts import facts
from compiler.checker.messages import NotRead, character_name
from compiler.checker.numerals import EXPONENT, NUMERAL, roles, with_exponent
from compiler.checker.reply_symbols import symbol_tokens
from compiler.checker.reply_words import times_token, word_token
from compiler.formula import Sort, Token

_ALIKE = {"**": "^", "·": "*", "[": "(", "]": ")"}
_SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")

_FRACTIONS = facts()["characters"]["fractions"]


def _tokens(name: str) -> re.Pattern[str]:
    """What reads a token; names are told apart by mode, since digits may be a part of a symbol."""
    numeral, exponent = (pattern.replace(" ", "[ ]") for pattern in (NUMERAL, EXPONENT))
    return re.compile(
        rf"""
          (?P<space>[ ]+)
        | (?P<number>{numeral})(?P<exponent>{exponent})?
        | (?P<fraction>[{"".join(_FRACTIONS)}])
        | (?P<name>{name})
        | (?P<power>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
        | (?P<sign>\*\*|\+/?-|[-+*/×·^()\[\]%√;,])
        """,
        re.VERBOSE,
    )


_WITH_UNITS = _tokens(rf"log(?:10|2)(?![0-9])|per[ ]cent(?![{LETTERS}])|[{LETTERS}]+")
_WITH_SYMBOLS = _tokens(rf"[{LETTERS}][{LETTERS}0-9_]*")
# `1.36×10-5`: a superscript that a copy has lost, or a difference.
_LOST_POWER = re.compile(r"10 ?[-+][0-9]+(?![0-9.,/(])")
# `1.36×107` alone: the same without a sign. Nobody means 10²⁴ by 1024.
_LOST_DIGITS = re.compile(r"10[1-9]|10(?!24)[12][0-9]")
_TEN = re.compile("10[eE]")
_MIXED = re.compile("[0-9]+ +[0-9]+/[0-9]+(?![0-9.,])")
_WHOLE = re.compile("[0-9]+")
# `3.10^8`: a point that multiplies, as it is written in some languages.
_POINT_TEN = re.compile(r"[0-9]+[.,]10(?= ?(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]))")


def tokenize(text: str, symbols: tuple[str, ...] | None = None) -> list[Token]:
    """The tokens of a reply in plain characters, an end token last. Raises NotRead.

    With `symbols`, those of a formula, names are these, functions and constants; without, there are units.
    """
    most = facts()["limits"]["tokens"]
    found: list[Token] = []
    position = 0
    pattern = _WITH_UNITS if symbols is None else _WITH_SYMBOLS
    while position < len(text):
        match = pattern.match(text, position)
        if match is None:
            raise NotRead("character", character=character_name(text[position]))
        start, position = position, match.end()
        match match.lastgroup:
            case "space":
                continue
            case "number" | "exponent":
                found.append(_mixed(text, start, found) or _number(match, found))
                position = found[-1].end
            case "name":
                if symbols is None:
                    found.append(word_token(text, start, position, found))
                else:
                    found.extend(islice(symbol_tokens(text, start, position, symbols, found), most + 1 - len(found)))
            case "sign":
                found.append(_sign(text, start, position, found, symbols))
            case "power":
                found.append(Token(Sort.POWER, match.group().translate(_SUPERSCRIPTS), start, position))
            case "fraction":
                _fraction(text, start, found)
        if len(found) > most:
            raise NotRead("too-many-parts")
    _check_roles(text, found)
    found.append(Token(Sort.END, "", len(text), len(text)))
    return found


def check_lost_digits(text: str, tokens: Sequence[Token]) -> None:
    """Ask about `1.36×107` and `0·5`, which are a product only to those who know that nothing was lost."""
    first_unit = next(place for place, token in enumerate(tokens) if token.sort in (Sort.UNIT, Sort.END))
    numbers = tokens[:first_unit]
    if len(numbers) != 3 or [each.sort for each in numbers] != [Sort.NUMBER, Sort.SIGN, Sort.NUMBER]:
        return
    first, sign, last = (text[each.start : each.end] for each in numbers)
    if sign in ("×", "·", "x", "X") and _LOST_DIGITS.fullmatch(last) and 1 <= float(numbers[0].value) < 10:
        raise NotRead("ask-exponent", exponent=last[2:])
    if sign == "·" and _WHOLE.fullmatch(first + last) and numbers[2].end - numbers[0].start == len(first + last) + 1:
        raise NotRead("ask-point", shown=first + sign + last)


def _check_roles(text: str, tokens: list[Token]) -> None:
    """In one reply a comma, or a point, either begins the decimals or sets thousands apart."""
    known: dict[str, str] = {}
    for token in tokens:
        if token.sort is Sort.NUMBER:
            typed = text[token.start : token.end]
            for sign, role in roles(re.split("[ eE]", typed)[0]).items():
                if known.setdefault(sign, role) != role:
                    raise NotRead("ask-comma", numeral=typed)


def _number(match: re.Match[str], before: list[Token]) -> Token:
    number = with_exponent(match["number"], match["exponent"])
    if before and before[-1].value == "*":
        lost = _LOST_POWER.match(match.string, match.start())
        if lost is not None:
            raise NotRead("ask-exponent", exponent=lost[0][2:].strip(" "))
        if _TEN.match(match.group()):
            raise NotRead("ask-ten", shown=match.string[before[-1].start : match.end()])
    if _POINT_TEN.match(match.string, match.start()):
        raise NotRead("ask-point", shown=match.group())
    return Token(Sort.NUMBER, number, match.start(), match.end())


def _mixed(text: str, start: int, before: list[Token]) -> Token | None:
    """A whole number with a fraction, `1 1/2`; None where the numbers are two, as in `13 600/8`."""
    found = _MIXED.match(text, start)
    if found is None:
        return None
    whole, above, below = re.split("[ /]+", found.group())
    if not 0 < int(above) < int(below):
        return None
    joined = before and before[-1].value in ("*", "/", "^")
    if len(above) == 3 or joined or len(whole) > 3:
        raise NotRead("ask-mixed", numeral=found.group())
    return Token(Sort.MIXED, f"{whole} {above}/{below}", start, found.end())


def _fraction(text: str, start: int, found: list[Token]) -> None:
    """Adds ½ and its like, to the whole number before it where there is one."""
    above, below = _FRACTIONS[text[start]]
    whole = "0"
    if found and found[-1].sort is Sort.NUMBER:
        last = found.pop()
        if not last.value.isdigit():
            raise NotRead("numeral", numeral=text[last.start : start + 1])
        whole, first = last.value, last.start
    else:
        first = start
    found.append(Token(Sort.MIXED, f"{whole} {above}/{below}", first, start + 1))


def _sign(text: str, start: int, end: int, before: list[Token], symbols: tuple[str, ...] | None) -> Token:
    sign = text[start:end]
    if sign in ("+-", "+/-"):
        raise NotRead("ask-range", shown=text[start:])
    if sign == "×":
        return times_token(text, start, end, before) if symbols is None else Token(Sort.SIGN, "*", start, end)
    if sign == "%":
        if symbols is not None:
            raise NotRead("unit-in-formula", unit="%")
        return Token(Sort.UNIT, "%", start, end)
    if sign == "√":
        return Token(Sort.FUNCTION, "sqrt", start, end)
    return Token(Sort.SIGN, _ALIKE.get(sign, sign), start, end)
