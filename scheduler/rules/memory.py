"""What is remembered of an exercise between two reviews, and the interface of whatever decides the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Memory:
    """How well an exercise is known.

    `repetitions` are the passes in a row, `interval` the whole days from the last review to the next, `ease` the
    factor by which intervals grow, in hundredths.
    """

    repetitions: int
    interval: int
    ease: int

    def due(self, reviewed: date) -> date:
        """The day of the next review, after one on the day `reviewed`."""
        return reviewed + timedelta(days=min(self.interval, (date.max - reviewed).days))


class Algorithm(Protocol):
    """Decides the next interval. SM-2 stands behind it; another scheduler could."""

    @property
    def name(self) -> str:
        """What it is called where it is stored and shown."""

    def after(self, memory: Memory | None, quality: int) -> Memory:
        """The memory after a review of quality 0 to 5 of an exercise (None: a new one)."""
