"""The scripts that cards and pages share: what a question asks for, its slots and keys, what is said of a reply."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("javascript")
# Each file uses functions of all.
_PARTS = ("slots", "question", "keys", "verdict", "report")


@cache
def script() -> str:
    """JavaScript: functions alone, which do nothing until they are called."""
    return "\n".join(_FOLDER.joinpath(f"{part}.js").read_text("utf-8") for part in _PARTS)
