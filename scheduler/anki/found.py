"""What a file from Anki says of our exercises, as values, and as JSON for who reads it in another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AnkiReview:
    """A review in Anki of the note with a GUID.

    `at` is in milliseconds since 1970, `button` 1 (again) to 4 (easy), `interval` the days until the next review (None:
    a learning step), `seconds` how long the card was looked at (None: too long to say anything).
    """

    guid: str
    at: int
    button: int
    interval: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """How many of our notes there are, their reviews in the order of time, and how many were rescheduled by hand."""

    notes: int
    reviews: tuple[AnkiReview, ...]
    rescheduled: int

    def to_json(self) -> dict[str, object]:
        """What `from_json` reads."""
        reviews = [[each.guid, each.at, each.button, each.interval, each.seconds] for each in self.reviews]
        return {"notes": self.notes, "rescheduled": self.rescheduled, "reviews": reviews}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Found:
        """The value of what `to_json` gave."""
        reviews = tuple(AnkiReview(*each) for each in stored["reviews"])
        return cls(stored["notes"], reviews, stored["rescheduled"])
