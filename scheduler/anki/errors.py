"""Why a file cannot be imported."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """What is the matter with a file."""

    NOT_ANKI = "not-anki"
    NO_COLLECTION = "no-collection"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    IN_USE = "in-use"
    NO_ACCESS = "no-access"


class NotImported(Exception):
    """Nothing was imported; `why`, and in the message what to do, in English."""

    def __init__(self, why: Why, message: str) -> None:
        super().__init__(message)
        self.why = why
