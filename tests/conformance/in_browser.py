"""The shipped twin in a browser: `load_twin(page)`, then `ask_twin(page, cases)` gives what it says of replies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

import compiler.checker
from compiler.checker import twin
from tests.conformance.table import Answer

SHIPPED = Path(compiler.checker.__file__).with_name("twin.min.js")
GRADE = """cases => JSON.stringify(JSON.parse(cases).map(([key, replies]) =>
    replies.map((reply) => key ? checker.grade(key, reply) : checker.readAlone(reply))))"""


def load_twin(page: Page) -> None:
    """Put the shipped twin into a page."""
    page.add_script_tag(content=twin())


def ask_twin(page: Page, cases: Sequence[tuple[object, Sequence[str]]]) -> list[list[Answer]]:
    """What the twin of a page says of replies: to a key as it is stored, or to none. All travel at once, as ASCII."""
    said = page.evaluate(GRADE, json.dumps(cases))
    found: list[list[Answer]] = json.loads(said, parse_int=float)  # JavaScript writes 1e20 with all its zeros
    return found
