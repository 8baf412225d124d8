"""The bot's pictures in docs/, taken anew by `make pictures`: those of somebody who practises nearly every day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bot.pictures.chapters import chapters_picture
from bot.pictures.week import DayOfWeek, Hardest, Week, week_picture
from bot.pictures.year import year_picture
from scheduler.practice import Day, DayKind
from scheduler.rules import Streak
from tests.bot.seen import TODAY, chapters, progress
from tests.deck.samples import ROOT, tinyml

MONDAY = date(2026, 11, 23)
FOLDER = ROOT / "docs" / "pictures"


def main() -> None:
    """The pictures of `/streak`, `/progress` and the digest."""
    days = tuple(_day(364 - number) for number in range(365))
    parts = ((each.title, len(each.exercises)) for each in tinyml().chapters)
    reached = [
        (title, max(0, n - 2 * place), max(0, min(n, 25 - 3 * place)), n) for place, (title, n) in enumerate(parts)
    ]
    deck = chapters(tinyml().title, *reached)
    found = progress(days, deck, streak=Streak(24, 61, True, 2), due=(4, 2, 0, 5, 1, 0, 3, 2))
    (FOLDER / "streak.png").write_bytes(year_picture(found))
    (FOLDER / "progress.png").write_bytes(chapters_picture(found, deck))
    (FOLDER / "digest.png").write_bytes(week_picture(week()))


def week() -> Week:
    """A week of eleven members who have a drill on every working day."""
    went = [(4, 7, 9), (6, 8, 8), (1, 3, 10), (5, 5, 7), (3, 6, 6)]
    days = (DayOfWeek(MONDAY + timedelta(days=n), *each) for n, each in enumerate(went))
    hardest = Hardest("8.2", "Memory of the KV-cache", 1, 10)
    return Week(MONDAY, MONDAY + timedelta(days=6), tuple(days), hardest, 11)


def _day(ago: int) -> Day:
    day, chance = TODAY - timedelta(days=ago), Random(ago)
    if 118 <= ago <= 124:
        return Day(day, DayKind.EXCUSED, 0)
    if ago in (24, 25, 71, 160, 233):
        return Day(day, DayKind.FROZEN, 0)
    if ago > 330 or (ago > 86 and chance.random() < 0.12):
        return Day(day, DayKind.EMPTY, 0)
    return Day(day, DayKind.FINISHED, min(14, 1 + int(chance.expovariate(0.3))))


if __name__ == "__main__":
    main()
