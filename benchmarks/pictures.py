"""How long the bot's pictures take at their largest, with titles of 10,000 characters."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle

from benchmarks.measuring import Figure, seconds
from bot.pictures.chapters import chapters_alt, chapters_picture
from bot.pictures.week import DayOfWeek, Hardest, Week, week_alt, week_picture
from bot.pictures.year import year_alt, year_picture
from tests.bot.seen import HOSTILE, SIGNS, chapters, deck, progress, year

RUNS = 15
CHAPTERS, DECKS, MANY = 100, 100, 123_456


def figures() -> list[Figure]:
    """Those of each picture."""
    titles = cycle(HOSTILE.values())
    signs = cycle(SIGNS.values())
    days = tuple(
        replace(day, kind=kind, finished=finished) for day, (kind, finished) in zip(year(), signs, strict=False)
    )
    large = chapters("W" * 10_000, *[(next(titles), MANY, 2 * MANY, 3 * MANY) for _ in range(CHAPTERS)])
    found = progress(days, large, *(deck(next(titles), 1, 2, 3) for _ in range(DECKS)), due=[MANY] * 8)
    monday = date(2026, 11, 23)
    went = tuple(DayOfWeek(monday + timedelta(days=n), MANY, 2 * MANY, 3 * MANY) for n in range(7))
    week = Week(monday, went[-1].date, went, Hardest("8.2", HOSTILE["marks"], 1, MANY), MANY)
    return [
        *_timed("the year", lambda: (year_picture(found), year_alt(found))),
        *_timed(f"{CHAPTERS} chapters", lambda: (chapters_picture(found, large), chapters_alt(found, large))),
        *_timed("the week", lambda: (week_picture(week), week_alt(week))),
    ]


def _timed(name: str, work: Callable[[], object]) -> Iterator[Figure]:
    """The median, and the worst, which is mostly the first one of a process."""
    took = [seconds(work) * 1000 for _ in range(RUNS)]
    yield Figure(f"picture of {name}, with its description", "ms", statistics.median(took), RUNS)
    yield Figure(f"the worst of {RUNS}", "ms", max(took), 1)
