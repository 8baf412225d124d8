"""The words of a reply: numbers as people type them, units, functions, signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice

from compiler.checker.characters import LETTERS
from compiler.checker.facts import facts
from compiler.checker.messages import NotRead, character_name, either, quoted
from compiler.checker.numerals import EXPONENT, NUMERAL, roles, with_exponent
from compiler.checker.units import Unit, unit_meant, units
from compiler.formula import Sort, Token

OPERANDS = frozenset({Sort.NUMBER, Sort.MIXED, Sort.NAME, Sort.FUNCTION})
"""What an operand begins with, a parenthesis aside."""
_ENDS = frozenset({Sort.NUMBER, Sort.MIXED, Sort.NAME, Sort.SUFFIX, Sort.UNIT, Sort.POWER})
_TIMES = frozenset({"x", "X", "×", "times"})
_ALIKE = {"**": "^", "·": "*", "[": "(", "]": ")"}
_SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")

_FRACTIONS = facts()["characters"]["fractions"]


def _tokens(name: str) -> re.Pattern[str]:
    """What reads a token; names are told apart by mode, since digits may be a part of a symbol."""
    numeral, exponent = (pattern.replace(" ", "[ ]") for pattern in (NUMERAL, EXPONENT))
    return re.compile(
        rf"""
          (?P<space>[ ]+)
        | (?P<mixed>[0-9]+[ ]+[0-9]+/[0-9]+(?![0-9.,]))
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
_WHOLE = re.compile("[0-9]+")
# `3.10^8`: a point that multiplies, as it is written in some languages.
_POINT_TEN = re.compile(r"[0-9]+[.,]10(?= ?(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]))")
_HEXADECIMAL = re.compile(r"[xXobOB][0-9A-Fa-f]")
# After the sign of a product comes an operand; a minus only where it stands close to one.
_OPERAND_FOLLOWS = re.compile(rf"[ ]*[-+]*[0-9.(\[√{LETTERS}{''.join(_FRACTIONS)}]")


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
                found.append(_number(match, found))
            case "name":
                if symbols is None:
                    found.append(_word(text, start, position, found))
                else:
                    found.extend(islice(_symbols(text, start, position, symbols, found), most + 1))
            case "sign":
                found.append(_sign(text, start, position, found, symbols))
            case "power":
                found.append(Token(Sort.POWER, match.group().translate(_SUPERSCRIPTS), start, position))
            case "mixed":
                position = _mixed(text, match, found)
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
        raise NotRead("ask-exponent", exponent=quoted(last[2:]))
    if sign == "·" and _WHOLE.fullmatch(first + last) and numbers[2].end - numbers[0].start == len(first + last) + 1:
        raise NotRead("ask-point", shown=quoted(first + sign + last))


def _check_roles(text: str, tokens: list[Token]) -> None:
    """In one reply a comma, or a point, either begins the decimals or sets thousands apart."""
    known: dict[str, str] = {}
    for token in tokens:
        if token.sort is Sort.NUMBER:
            typed = text[token.start : token.end]
            for sign, role in roles(re.split("[ eE]", typed)[0]).items():
                if known.setdefault(sign, role) != role:
                    raise NotRead("ask-comma", numeral=quoted(typed))


def ends_operand(token: Token) -> bool:
    """Whether an operand can end with this token."""
    return token.sort in _ENDS or token.value == ")"


def _number(match: re.Match[str], before: list[Token]) -> Token:
    number = with_exponent(match["number"], match["exponent"])
    if before and before[-1].value == "*":
        lost = _LOST_POWER.match(match.string, match.start())
        if lost is not None:
            raise NotRead("ask-exponent", exponent=quoted(lost[0][2:].strip(" ")))
        if _TEN.match(match.group()):
            raise NotRead("ask-ten", shown=quoted(match.string[before[-1].start : match.end()]))
    if _POINT_TEN.match(match.string, match.start()):
        raise NotRead("ask-point", shown=quoted(match.group()))
    return Token(Sort.NUMBER, number, match.start(), match.end())


def _mixed(text: str, match: re.Match[str], found: list[Token]) -> int:
    """Adds a whole number with a fraction, or only the number that comes first; gives where reading goes on."""
    whole, above, below = re.split("[ /]+", match.group())
    if 0 < int(above) < int(below):
        joined = found and found[-1].value in ("*", "/", "^")
        if len(above) == 3 or joined or len(whole) > 3:
            raise NotRead("ask-mixed", numeral=quoted(match.group()))
        found.append(Token(Sort.MIXED, f"{whole} {above}/{below}", match.start(), match.end()))
        return match.end()
    number = re.compile(NUMERAL).match(text, match.start())
    assert number is not None
    found.append(Token(Sort.NUMBER, with_exponent(number.group()), match.start(), number.end()))
    return number.end()


def _fraction(text: str, start: int, found: list[Token]) -> None:
    """Adds ½ and its like, to the whole number before it where there is one."""
    above, below = _FRACTIONS[text[start]]
    whole = "0"
    if found and found[-1].sort is Sort.NUMBER:
        last = found.pop()
        if not last.value.isdigit():
            raise NotRead("numeral", numeral=quoted(text[last.start : start + 1]))
        whole, first = last.value, last.start
    else:
        first = start
    found.append(Token(Sort.MIXED, f"{whole} {above}/{below}", first, start + 1))


def _sign(text: str, start: int, end: int, before: list[Token], symbols: tuple[str, ...] | None) -> Token:
    sign = text[start:end]
    if sign in ("+-", "+/-"):
        raise NotRead("ask-range", shown=quoted(text[start:]))
    if sign == "×":
        return _times(text, start, end, before, symbols)
    if sign == "%":
        if symbols is not None:
            raise NotRead("unit-in-formula", unit="%")
        return Token(Sort.UNIT, "%", start, end)
    if sign == "√":
        return Token(Sort.FUNCTION, "sqrt", start, end)
    return Token(Sort.SIGN, _ALIKE.get(sign, sign), start, end)


def _times(text: str, start: int, end: int, before: list[Token], symbols: tuple[str, ...] | None) -> Token:
    """The × of a product: in a formula, and where operands stand on both sides; else the × that means times."""
    if symbols is not None or (before and ends_operand(before[-1]) and _OPERAND_FOLLOWS.match(text, end)):
        return Token(Sort.SIGN, "*", start, end)
    return Token(Sort.UNIT, "×", start, end)


@cache
def _words() -> dict[str, tuple[Sort, str]]:
    """What a word means whatever stands around it: suffixes, constants, functions, and units by their exact names."""
    told = facts()
    words = {name: (Sort.UNIT, unit.symbol) for unit in units() for name in unit.names}
    words |= {name: (Sort.SUFFIX, name) for name in told["suffixes"]}
    words |= {name: (Sort.NAME, name) for name in told["constants"]} | {"π": (Sort.NAME, "pi"), "per": (Sort.SIGN, "/")}
    words |= {name: (Sort.FUNCTION, name) for name in told["functions"] if name not in words}
    return {word: meaning for word, meaning in words.items() if word not in _TIMES and word != "e"}


def _word(text: str, start: int, end: int, before: list[Token]) -> Token:
    """A word of a reply with units."""
    word = text[start:end]
    known = _words().get(word)
    if known is not None and not (word in facts()["functions"] and _applied(word, text, end)):
        return Token(*known, start, end)
    if known is not None:
        return Token(Sort.FUNCTION, word, start, end)
    number = before[-1] if before and before[-1].sort is Sort.NUMBER else None
    if number is not None and number.value == "0" and number.end == start and _HEXADECIMAL.match(text, start):
        raise NotRead("ask-prefix", numeral=quoted(text[number.start :]))
    if word in _TIMES:
        return _times(text, start, end, before, None)
    if word == "e":
        if number is not None:
            raise NotRead("ask-euler", shown=quoted(text[number.start : end]))
        return Token(Sort.NAME, word, start, end)
    unit = unit_meant(word)
    if isinstance(unit, Unit):
        return Token(Sort.UNIT, unit.symbol, start, end)
    if unit is not None:
        raise NotRead("ask-unit", unit=quoted(word), units=either(unit))
    folded = word.lower()
    if len(folded) > 2 and folded in facts()["suffixes"]:
        return Token(Sort.SUFFIX, folded, start, end)
    raise NotRead("ask-log") if word == "log" else NotRead("unknown-name", name=quoted(word))


def _applied(word: str, text: str, end: int) -> bool:
    """Whether a word that is a function and a unit is meant as the function."""
    follows = text[end:].lstrip(" ")[:1]
    return follows == "(" or (word == "log10" and follows.isdigit())


def _symbols(text: str, start: int, end: int, symbols: tuple[str, ...], before: list[Token]) -> Iterator[Token]:
    """The symbols, constants and functions that a run of letters in a formula is made of, the longest first."""
    run = text[start:end]
    if run in _TIMES and run not in symbols and before and ends_operand(before[-1]):
        yield _times(text, start, end, before, symbols)
        return
    at = 0
    first, further = _names(symbols)
    while at < len(run):
        match = (further if at else first).match(run, at)
        if match is None:
            raise _unknown_symbol(run, symbols)
        name = match[0]
        constant = name not in symbols and name in ("pi", "π")
        sort = Sort.FUNCTION if name not in symbols and name in facts()["functions"] else Sort.NAME
        yield Token(sort, "pi" if constant else name, start + at, start + match.end())
        at = match.end()


@lru_cache(maxsize=64)
def _names(symbols: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a run of letters may begin with, and what goes on: functions and constants only begin it."""
    known = (*symbols, *facts()["functions"], *facts()["constants"], "π")
    first, further = ("|".join(map(re.escape, sorted(names, key=len, reverse=True))) for names in (known, symbols))
    return re.compile(first), re.compile(further)


def _unknown_symbol(run: str, symbols: tuple[str, ...]) -> NotRead:
    if run == "log":
        return NotRead("ask-log")
    if isinstance(unit_meant(run), Unit) and len(run) > 1:
        return NotRead("unit-in-formula", unit=quoted(run))
    return NotRead("unknown-symbol", name=quoted(run), symbols=either(symbols))
