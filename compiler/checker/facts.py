"""The facts of the checker: one data file that this room and its JavaScript twin both read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict, cast


class Prefix(TypedDict, total=False):
    """A unit prefix: its exact factor as text, and its other spellings."""

    factor: str
    also: list[str]


class Row(TypedDict, total=False):
    """A row of the unit table: the names that it spells, for each of its prefixes."""

    names: list[str]
    prefixes: list[str]
    factor: str


class Family(TypedDict):
    """Units that stand for one another in a reply."""

    family: str
    kind: str
    units: list[Row]


class Limits(TypedDict):
    """The longest text and name, in characters, and the longest list of a stored variant."""

    text: int
    name: int
    list: int


class Facts(TypedDict):
    """The whole file; its `about` explains each part."""

    prefixes: dict[str, Prefix]
    families: list[Family]
    slips: dict[str, list[str]]
    limits: Limits
    messages: dict[str, str]


@cache
def facts() -> Facts:
    """The facts, read once. The file ships with the package: its tests check it, not each start."""
    return cast(Facts, json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8")))
