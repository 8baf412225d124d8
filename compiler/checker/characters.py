"""The characters of a reply: look-alikes and digits of many scripts become plain ones, unseen ones are refused."""

from __future__ import annotations

import re
from functools import cache

from compiler.checker.facts import facts
from compiler.checker.messages import NotRead, character_name

_GREEK = "\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9"
LETTERS = f"A-Za-zµ{_GREEK}"
"""What names are made of, as the inside of a character class."""
SYMBOL = re.compile(rf"[{LETTERS}][{LETTERS}0-9_]*")
_SIGNS = "+-*/^=~("
_PRODUCTS = ("x", "X", "*", "×", *"·⋅∙•")
_RANGE = re.compile("([0-9]+)[–—][0-9]+")
_SPACES = " \n\r" + facts()["characters"]["same"][" "]
_FRACTIONS = "".join(facts()["characters"]["fractions"])
_FOREIGN = re.compile(rf"[^{LETTERS}0-9 \n+\-*/×·^()\[\]%=~.,;:'_√⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹{_FRACTIONS}]")


def plain(reply: str) -> str:
    """The reply with one spelling for each sign, digit and space, and none of them at its ends.

    Raises NotRead for an empty or an overlong one, and for a character that has no place in a reply. What is not one
    of a list of harmless characters is refused: controls, zero-width and bidirectional marks, emoji, half characters.
    """
    text = reply.strip(_SPACES)
    if not text:
        raise NotRead("empty")
    if len(text) > facts()["limits"]["reply"]:
        raise NotRead("too-long")
    if "\t" in text or "\r\n" in text:
        text = text.replace("\t", " ").replace("\r\n", "\n")
    if not text.isascii():
        _check_range(text)
        text = text.translate(_plain_characters()).strip(" ")
    if len(text) > facts()["limits"]["tokens"] < sum(map(text.count, _SIGNS)):
        raise NotRead("too-many-parts")
    foreign = _FOREIGN.search(text)
    if foreign is not None:
        raise NotRead("character", character=character_name(foreign[0]))
    return text


def _check_range(text: str) -> None:
    """`5–6` is a range in print; in `2×10–5` a superscript was lost, which is asked about elsewhere."""
    for found in _RANGE.finditer(text):
        if not (found[1] == "10" and text[: found.start()].rstrip(" ").endswith(_PRODUCTS)):
            raise NotRead("ask-range", shown=found[0])


@cache
def _plain_characters() -> dict[int, str]:
    characters = facts()["characters"]
    table = {ord(other): sign for sign, others in characters["same"].items() for other in others}
    for zero in characters["digits"]:
        table |= {ord(zero) + digit: str(digit) for digit in range(10)}
    for first, plain_first in zip(characters["letters"], "Aa", strict=True):
        table |= {ord(first) + i: chr(ord(plain_first) + i) for i in range(26)}
    return table
