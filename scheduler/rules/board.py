"""The board of a group: a point for each question that was right at the first try, of which so many a day count.

Members with as many points share a rank, and the next one has as many before them as there are: 1, 1, 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_A_DAY = 10
"""How many points a day can bring: keeping at it leads further than one long evening."""


class Period(StrEnum):
    """Of which days a board tells."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def since(self, today: date) -> date:
        """Its first day: this week's Monday, the first of this month, or the first day of all."""
        match self:
            case Period.WEEK:
                return today - timedelta(days=today.weekday())
            case Period.MONTH:
                return today.replace(day=1)
            case Period.ALL:
                return date.min


@dataclass(frozen=True, slots=True)
class Ranked:
    """A learner's place on a board."""

    rank: int
    learner: int
    points: int


def points(rights_a_day: Iterable[int]) -> int:
    """The points for how many questions were right at the first try on each of some days."""
    return sum(min(rights, MOST_A_DAY) for rights in rights_a_day)


def ranked(points: Mapping[int, int]) -> list[Ranked]:
    """Learners with their points, most first; of those who share a rank the one who joined drillbook first."""
    found: list[Ranked] = []
    for place, (learner, each) in enumerate(sorted(points.items(), key=lambda item: (-item[1], item[0])), 1):
        shares = bool(found) and found[-1].points == each
        found.append(Ranked(found[-1].rank if shares else place, learner, each))
    return found
