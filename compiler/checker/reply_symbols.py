"""The symbols of a formula: what a run of letters is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from compiler.checker.facts import facts
from compiler.checker.messages import NotRead, either
from compiler.checker.reply_words import TIMES, ends_operand
from compiler.checker.units import Unit, unit_meant
from compiler.formula import Sort, Token


def symbol_tokens(
    text: str, start: int, end: int, symbols: tuple[str, ...], before: Sequence[Token]
) -> Iterator[Token]:
    """The symbols, constants and functions that a run of letters in a formula is made of, the longest first."""
    run = text[start:end]
    if run in TIMES and run not in symbols and before and ends_operand(before[-1]):
        yield Token(Sort.SIGN, "*", start, end)
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
        return NotRead("unit-in-formula", unit=run)
    return NotRead("unknown-symbol", name=run, symbols=either(symbols))
