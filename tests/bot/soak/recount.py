"""A streak, counted day by day from the first to the last, by what docs/practice.md says and not by the scheduler.

A day counts or not. Every seventh day of a streak earns a freeze, and two are held at most. Days that do not count and
are not excused cost a freeze each when the member comes back; who holds too few loses the streak, and no freeze.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from tests.bot.soak.calendar import dates


@dataclass(frozen=True, slots=True)
class Counted:
    """Days in a row now and at best, and the freezes that are held."""

    current: int
    best: int
    freezes: int


def recount(counting: AbstractSet[date], excused: AbstractSet[date], today: date) -> Counted:
    """The streak of somebody as it stands today, of the days that count and those that are excused."""
    length = best = held = 0
    missed = 0
    for day in dates(min(counting, default=today), today):
        if day in counting:
            if missed > held:
                length = 0
            else:
                held -= missed
            missed, length = 0, length + 1
            best = max(best, length)
            if length % 7 == 0:
                held = min(2, held + 1)
        elif day not in excused and day != today:
            missed += 1
    return Counted(0 if missed > held else length, best, held)
