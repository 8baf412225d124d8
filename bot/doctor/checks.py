"""What the doctor finds: checks, each with how it came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    FINE = "fine"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and what to do about it, where there is something to do."""

    name: str
    state: State
    text: str
    remedy: str = ""


def fine(name: str, text: str) -> Check:
    """A check with which all is well."""
    return Check(name, State.FINE, text)
