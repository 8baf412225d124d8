"""Streaks: how many days in a row a learner has finished an exercise.

Three kinds of day are rows of their own: days that count (an exercise was finished), excused days (the bot was down, a
pause, a journey), and days that a freeze was spent on. Excused and frozen days hold a streak together and add nothing.
Current and best streak come from the same rows. A streak stands until the end of the day after its last one.

A freeze is earned by every seventh day of a streak, and at most `MOST_FREEZES` are held. When a learner comes back
after missed days, a freeze is spent on each, if there are enough for all; where there are not, none is wasted.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

DAYS_A_FREEZE = 7
MOST_FREEZES = 2
_DAY = timedelta(days=1)
AHEAD = timedelta(days=2)
"""How far a day may lie ahead of today and still belong to the streak: as far as a journey west sets a date back."""


@dataclass(frozen=True, slots=True)
class History:
    """A learner's days, as they are stored: finished, excused, and freezes by the day they were earned and spent on."""

    finished: AbstractSet[date] = field(default_factory=frozenset)
    excused: AbstractSet[date] = field(default_factory=frozenset)
    earned: AbstractSet[date] = field(default_factory=frozenset)
    spent: AbstractSet[date] = field(default_factory=frozenset)

    @property
    def freezes(self) -> int:
        """How many freezes are held; one spent on a day that counts after all, or is excused, comes back."""
        return self.held(date.max)

    def held(self, until: date) -> int:
        """How many freezes were held at the end of a day.

        Counted day by day, so that one that comes back while others were earned is not held beyond the most.
        """
        used = self.spent - self.finished - self.excused
        held = 0
        for day in sorted(day for day in self.earned | used if day <= until):
            held = min(MOST_FREEZES, held + (day in self.earned)) - (day in used)
        return max(0, held)


@dataclass(frozen=True, slots=True)
class Streak:
    """What a learner sees: days in a row now and at best, whether today counts already, and freezes held.

    `held_by` are the missed days that a freeze will be spent on when the learner comes back today.
    """

    current: int
    best: int
    today: bool
    freezes: int
    held_by: tuple[date, ...] = ()


def streak(history: History, today: date) -> Streak:
    """The streak as it stands on a day."""
    best = max((length for _, length in _runs(history)), default=0)
    current: int = 0
    missed: tuple[date, ...] = ()
    for last, length in _runs(history, until=today + AHEAD)[-1:]:
        gap = _gap(history, last, today)
        if len(gap) <= history.freezes:
            current, missed = length, gap
    return Streak(current, best, today in history.finished, history.freezes, missed)


def settled(history: History, day: date) -> History:
    """The history once a day counts: with the freezes that it spends and the one that it may earn.

    What was held by then decides, also where an old day counts only now; what later days have spent since is owed. The
    same day again changes nothing.
    """
    before = max((other for other in history.finished if other < day), default=None)
    missed = _gap(history, before, day) if before is not None else ()
    spent = history.spent | set(missed) if len(missed) <= history.held(day) else history.spent
    counted = History(history.finished | {day}, history.excused, history.earned, spent)
    _, length = _runs(counted, until=day)[-1]  # which the day ends
    if length % DAYS_A_FREEZE == 0 and counted.held(day) < MOST_FREEZES:
        return History(counted.finished, counted.excused, counted.earned | {day}, counted.spent)
    return counted


def settled_since(history: History, since: date) -> History:
    """The history once every day that counts, from one on, is settled in order: many years of them in one pass."""
    now = _Held(history)
    for day in sorted(history.finished):
        now.comes(day, settles=day >= since)
    return History(history.finished, history.excused, frozenset(now.earned), frozenset(now.spent))


class _Held:
    """Where a streak and its freezes stand while its days come in order."""

    def __init__(self, history: History) -> None:
        self.earned, self.spent = set(history.earned), set(history.spent)
        self._days = History(history.finished, history.excused, self.earned, self.spent)
        self._ahead = sorted(history.earned | (history.spent - history.finished - history.excused), reverse=True)
        self._last: date | None = None
        self._length = self._held = 0

    def comes(self, day: date, settles: bool) -> None:
        """A day that counts, after all that came before; where it settles, freezes are spent and earned."""
        missed = () if self._last is None else _gap(self._days, self._last, day)
        moved = []
        while self._ahead and self._ahead[-1] <= day:
            moved.append(self._ahead.pop())
        if settles and missed and len(missed) <= self._after(moved):
            self.spent.update(missed)
            moved, missed = sorted({*moved, *missed}), ()
        self._held = self._after(moved)
        self._length = 1 if missed or self._last is None else self._length + 1
        if settles and self._length % DAYS_A_FREEZE == 0 and self._held < MOST_FREEZES and day not in self.earned:
            self.earned.add(day)
            self._held += 1
        self._last = day

    def _after(self, days: list[date]) -> int:
        """How many freezes are held after some days that earned or used one; fewer than none where some are owed."""
        held, finished = self._held, self._days.finished
        for day in days:
            is_used = day in self.spent and day not in finished and day not in self._days.excused
            held = min(MOST_FREEZES, held + (day in self.earned)) - is_used
        return held


def _runs(history: History, until: date = date.max) -> list[tuple[date, int]]:
    """Every streak there was, oldest first: its last day that counts, and how many of its days do."""
    days = sorted(day for day in history.finished if day <= until)
    if not days:
        return []
    runs, length = [], 1
    for before, after in pairwise(days):
        if _gap(history, before, after):
            runs.append((before, length))
            length = 0
        length += 1
    return [*runs, (days[-1], length)]


def _gap(history: History, before: date, after: date) -> tuple[date, ...]:
    """The days between two that nothing holds; of a gap that no freezes could bridge, only the beginning."""
    missed: list[date] = []
    day = before + _DAY
    while day < after and len(missed) <= MOST_FREEZES:
        if day not in history.excused and day not in history.spent:
            missed.append(day)
        day += _DAY
    return tuple(missed)
