"""How long pictures take at their largest, with titles of 10,000 characters: `python -m benchmarks.pictures`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle

from bot.picture_chapters import chapters_alt, chapters_picture
from bot.picture_week import DayOfWeek, Hardest, Week, week_alt, week_picture
from bot.picture_year import year_alt, year_picture
from tests.bot.seen import HOSTILE, SIGNS, chapters, deck, progress, year

RUNS = 15
CHAPTERS, DECKS, MANY = 100, 100, 123_456
Row = tuple[str, str, float]


def rows() -> list[Row]:
    """The median of each picture, and the worst, which is mostly the first one of a process."""
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


def _timed(name: str, work: Callable[[], object]) -> Iterator[Row]:
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    yield f"picture of {name}, with its description", "ms", statistics.median(seconds) * 1000
    yield f"  the worst of {RUNS}", "ms", max(seconds) * 1000


if __name__ == "__main__":
    for what, unit, value in rows():
        print(f"{what:<60}  {value:.1f} {unit}")
