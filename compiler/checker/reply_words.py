"""The words of a reply with units: units, functions, constants, thousands, and the × of a product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from compiler.checker.characters import LETTERS
from compiler.checker.facts import facts
from compiler.checker.messages import NotRead, either
from compiler.checker.units import Unit, unit_meant, units
from compiler.formula import Sort, Token

TIMES = frozenset({"x", "X", "×", "times"})
_ENDS = frozenset({Sort.NUMBER, Sort.MIXED, Sort.NAME, Sort.SUFFIX, Sort.UNIT, Sort.POWER})
_HEXADECIMAL = re.compile(r"[xXobOB][0-9A-Fa-f]")
# After the sign of a product comes an operand; a minus only where it stands close to one.
_OPERAND_FOLLOWS = re.compile(rf"[ ]*[-+]*[0-9.(\[√{LETTERS}{''.join(facts()['characters']['fractions'])}]")


def ends_operand(token: Token) -> bool:
    """Whether an operand can end with this token."""
    return token.sort in _ENDS or token.value == ")"


@cache
def _words() -> dict[str, tuple[Sort, str]]:
    """What a word means whatever stands around it: suffixes, constants, functions, and units by their exact names."""
    told = facts()
    words = {name: (Sort.UNIT, unit.symbol) for unit in units() for name in unit.names}
    words |= {name: (Sort.SUFFIX, name) for name in told["suffixes"]}
    words |= {name: (Sort.NAME, name) for name in told["constants"]} | {"π": (Sort.NAME, "pi"), "per": (Sort.SIGN, "/")}
    words |= {name: (Sort.FUNCTION, name) for name in told["functions"] if name not in words}
    return {word: meaning for word, meaning in words.items() if word not in TIMES and word != "e"}


def word_token(text: str, start: int, end: int, before: Sequence[Token]) -> Token:
    """A word of a reply with units."""
    word = text[start:end]
    known = _words().get(word)
    if known is not None and not (word in facts()["functions"] and _applied(word, text, end)):
        return Token(*known, start, end)
    if known is not None:
        return Token(Sort.FUNCTION, word, start, end)
    number = before[-1] if before and before[-1].sort is Sort.NUMBER else None
    if number is not None and number.value == "0" and number.end == start and _HEXADECIMAL.match(text, start):
        raise NotRead("ask-prefix", numeral=text[number.start :])
    if word in TIMES:
        return times_token(text, start, end, before)
    if word == "e":
        if number is not None:
            raise NotRead("ask-euler", shown=text[number.start : end])
        return Token(Sort.NAME, word, start, end)
    unit = unit_meant(word)
    if isinstance(unit, Unit):
        return Token(Sort.UNIT, unit.symbol, start, end)
    if unit is not None:
        raise NotRead("ask-unit", unit=word, units=either(unit))
    folded = word.lower()
    if len(folded) > 2 and folded in facts()["suffixes"]:
        return Token(Sort.SUFFIX, folded, start, end)
    raise NotRead("ask-log") if word == "log" else NotRead("unknown-name", name=word)


def _applied(word: str, text: str, end: int) -> bool:
    """Whether a word that is a function and a unit is meant as the function."""
    follows = text[end:].lstrip(" ")[:1]
    return follows == "(" or (word == "log10" and follows != "" and follows in "0123456789")


def times_token(text: str, start: int, end: int, before: Sequence[Token]) -> Token:
    """The × of a product where operands stand on both sides, else the × that means times."""
    if before and ends_operand(before[-1]) and _OPERAND_FOLLOWS.match(text, end):
        return Token(Sort.SIGN, "*", start, end)
    return Token(Sort.UNIT, "×", start, end)
