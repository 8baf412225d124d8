"""The checker in JavaScript, line for line what is in Python here, for cards and pages that have no Python.

`javascript/` is what people read and change. What ships is `twin.min.js`, which a minifier made of it (`make twin`), so
that decks have the same bytes wherever they are built; its first line tells of which sources.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from compiler.checker.facts import facts

_HERE = Path(__file__).parent
# Each file uses what stands in those before it, and functions of all.
_PARTS = (
    "messages", "characters", "decimals", "units", "numerals", "tokens", "parser", "measure", "echo", "reading",
    "tolerance", "slips", "grade_number", "formula", "splitting", "grade_parts", "grade",
)  # fmt: skip


def source() -> str:
    """The readable twin: `makeChecker(facts)` gives `{grade(key, reply), readAlone(reply)}`; keys are as stored."""
    parts = [_HERE.joinpath("javascript", f"{name}.js").read_text("utf-8") for name in _PARTS]
    return "\n".join(["function makeChecker(FACTS) {", '"use strict";', *parts, "return { grade, readAlone };", "}\n"])


@cache
def twin() -> str:
    """JavaScript that defines `checker`, the twin with its facts: `checker.grade(key, reply)`."""
    told = {name: fact for name, fact in facts().items() if name != "about"}
    return f"{shipped()}const checker = makeChecker({json.dumps(told, ensure_ascii=False, separators=(',', ':'))});"


def shipped() -> str:
    """The minified twin, without the facts."""
    return _HERE.joinpath("twin.min.js").read_text("utf-8").partition("\n")[2]


def heading() -> str:
    """The first line of the shipped twin: of which sources it was made."""
    return f"// Made by `make twin` from javascript/, sha256 {hashlib.sha256(source().encode()).hexdigest()}"


def ship(minified: str) -> None:
    """Keep what a minifier made of the source. Anki would take two braces for a field, so there are none."""
    _HERE.joinpath("twin.min.js").write_text(f"{heading()}\n{minified.replace('{{', '{ {')}", "utf-8")
