"""Taking a reply apart into its values: by semicolons and lines, by commas, by spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.checker.characters import plain
from compiler.checker.messages import NotRead, both, either
from compiler.checker.numerals import decimal

_LABEL = re.compile(r"(?P<label>[^=~:]{1,64}?)[ ]*[=~:][=~: ]*")
_NAMED = re.compile(r"^[^=~:;,()\[\]]{1,40}=[ ]*(?=[(\[])")
_BULLET = re.compile("^[-*·] +")
_THOUSANDS = re.compile(r"[0-9]{1,3} [0-9]{3}(?![0-9])")


def split(text: str) -> list[str]:
    """The values of a reply in plain characters, the surest separator first.

    Semicolons or new lines; else commas with a space behind them; else spaces between plain numbers; else commas, where
    the whole is no number. What could be one number or several is asked.
    """
    text = _without_brackets(_NAMED.sub("", text.rstrip(" ,;\n")))
    for separators, behind in ((";\n", ""), (",", " ")):
        pieces = _said(_split(text, separators, behind))
        if len(pieces) > 1:
            return [_BULLET.sub("", piece) for piece in pieces] if all(map(_BULLET.match, pieces)) else pieces
    pieces = _said(text.split(" "))
    if len(pieces) > 1 and all(map(_is_number, pieces)):
        if _THOUSANDS.search(text):
            raise NotRead("ask-separator", numeral=text)
        return pieces
    if "," in text and not _is_number(text):
        return _said(text.split(","))
    return [text]


def _split(text: str, separators: str, behind: str) -> list[str]:
    """The text, split at separators outside of all brackets, behind which stands what must."""
    pieces, start = [], 0
    for place in _outside(text):
        if text[place] in separators and text.startswith(behind, place + 1):
            pieces.append(text[start:place])
            start = place + 1
    return [*pieces, text[start:]]


def _outside(text: str) -> Iterator[int]:
    """The places outside of all brackets; a closing one is outside of what it closes."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth == 0:
            yield place


def compared(label: str) -> str:
    """A label as it is compared with others: `layer 1` and `Layer1` are one."""
    return label.lower().replace(" ", "")


def labelled(values: list[str], labels: tuple[str, ...]) -> list[str]:
    """The values in the order of the labels, each without its own. Raises NotRead unless there is one for each."""
    found = [_LABEL.match(value) for value in values]
    if len(values) != len(labels):
        raise NotRead("vector-count", count=str(len(labels)), labels=both(labels))
    if not any(found):
        return values
    known = {compared(plain(label)): label for label in labels}
    placed: dict[str, str] = {}
    for value, match in zip(values, found, strict=True):
        if match is None:
            raise NotRead("vector-labels", labels=both(labels))
        name = match["label"].strip(" ")
        label = known.get(compared(name))
        if label is None:
            raise NotRead("vector-label", name=name, labels=either(labels))
        if label in placed:
            raise NotRead("vector-twice", name=label)
        placed[label] = value[match.end() :]
    return [placed[label] for label in labels]


def _said(pieces: list[str]) -> list[str]:
    """The pieces that say something; a separator at the end says nothing."""
    return [piece.strip(" ") for piece in pieces if piece.strip(" ")]


def _is_number(text: str) -> bool:
    try:
        decimal(text.lstrip("+-"))
    except NotRead:
        return False
    return True


def _without_brackets(text: str) -> str:
    """The text without the brackets around all of it: `(1, 2, 3)`."""
    if not (text.startswith(("(", "[")) and text.endswith((")", "]"))):
        return text
    closed_before_the_end = next(_outside(text), len(text)) < len(text) - 1
    return text if closed_before_the_end else text[1:-1].strip(" ")
