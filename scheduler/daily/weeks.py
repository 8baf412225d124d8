"""A week of a schedule's drills, as its digest tells it: who took part, who finished them all, what was hardest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from scheduler.store import Drill, board_members, schedule, sent_between, tries_at

TELLS_HARDEST = 3
"""How many members have tried an exercise at least that is called the hardest."""


@dataclass(frozen=True, slots=True)
class DrillOfWeek:
    """A drill, and how many members tried it, were right in the end, and were so at the first try."""

    drill: Drill
    tried: int
    right: int
    first_try: int


@dataclass(frozen=True, slots=True)
class WeekOfDrills:
    """The drills of a week that were posted, in order, and how many `members` tried any of them.

    `finished` are the accounts of those who tried them all and show themselves on the board; `hardest` is the one with
    the lowest share of first tries that were right, None where too few tried any.
    """

    first: date
    last: date
    drills: tuple[DrillOfWeek, ...]
    members: int
    finished: tuple[str, ...]
    hardest: DrillOfWeek | None


def week_of(db: Database, number: int, monday: date) -> WeekOfDrills:
    """The week of a schedule that ended before a Monday. Raises NotThere."""
    first, last = monday - timedelta(days=7), monday - timedelta(days=1)
    tries = [(drill, tries_at(db, drill.id)) for drill in sent_between(db, number, first, last)]
    by_drill = [{each.learner for each in tried} for _, tried in tries]
    drills = tuple(
        DrillOfWeek(drill, len(tried), sum(each.right for each in tried), sum(each.first_try for each in tried))
        for drill, tried in tries
    )
    members = set().union(*by_drill)
    all_of_it = members.intersection(*by_drill)
    shown = board_members(db, schedule(db, number).group)
    finished = tuple(each.account for each in shown if each.shown and each.learner in all_of_it)
    among = [each for each in drills if each.tried >= TELLS_HARDEST]
    hardest = min(among, key=lambda each: each.first_try / each.tried, default=None)
    return WeekOfDrills(first, last, drills, len(members), finished, hardest)
