"""The facts of the checker: one data file that this room and its JavaScript twin both read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict, cast


class Prefix(TypedDict, total=False):
    """A unit prefix: its exact factor as text, its other spellings, and its word (kilo)."""

    factor: str
    also: list[str]
    word: str


class Row(TypedDict, total=False):
    """A row of the unit table: the names that it spells, for each of its prefixes."""

    names: list[str]
    prefixes: list[str]
    factor: str


class Family(TypedDict):
    """Units that stand for one another in a reply; `of` are the dimensions, `case` is "strict" or not there."""

    family: str
    kind: str
    of: str
    case: NotRequired[str]
    units: list[Row]


class Characters(TypedDict):
    """What replies are written with: further digits and letters (the first of each run), and what looks the same."""

    digits: list[str]
    letters: list[str]
    same: dict[str, str]
    fractions: dict[str, list[int]]


class Limits(TypedDict):
    """Bounds: of a stored variant's texts, names and lists; of a reply's characters, parts and nesting.

    `shown` is how many characters of a reply a message repeats at most.
    """

    text: int
    name: int
    list: int
    reply: int
    tokens: int
    depth: int
    sides: int
    shown: int


class Facts(TypedDict):
    """The whole file; its `about` explains each part."""

    prefixes: dict[str, Prefix]
    families: list[Family]
    slips: dict[str, list[str]]
    bases: list[tuple[str, float, int]]
    functions: dict[str, int]
    constants: dict[str, float]
    suffixes: dict[str, str]
    asks: dict[str, list[str]]
    characters: Characters
    joints: list[str]
    nothing: list[str]
    leads: list[str]
    limits: Limits
    messages: dict[str, str]


@cache
def facts() -> Facts:
    """The facts, read once. The file ships with the package: its tests check it, not each start."""
    return cast(Facts, json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8")))
