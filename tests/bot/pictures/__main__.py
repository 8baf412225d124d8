"""The bot's pictures in docs/, taken anew by `make pictures`: those of somebody who practises nearly every day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bot.pictures.chapters import chapters_picture
from bot.pictures.week import DayOfWeek, Hardest, Week, week_picture
from bot.pictures.year import year_picture
from scheduler.practice import Day, DayKind, DeckProgress
from scheduler.rules import History, Mastery, settled_since, streak
from tests.bot.seen import TODAY, progress
from tests.deck.samples import ROOT, tinyml

MONDAY = date(2026, 11, 23)
FOLDER = ROOT / "docs" / "pictures"


def main() -> None:
    """The pictures of `/streak`, `/progress` and the digest."""
    went, deck = history(), reached()
    days = tuple(_day(went, TODAY - timedelta(days=364 - number)) for number in range(365))
    found = progress(days, deck, streak=streak(went, TODAY), due=(4, 2, 0, 5, 1, 0, 3, 2))
    (FOLDER / "streak.png").write_bytes(year_picture(found))
    (FOLDER / "progress.png").write_bytes(chapters_picture(found, deck))
    (FOLDER / "digest.png").write_bytes(week_picture(week()))


def history() -> History:
    """Eleven months in which few days were missed, one week was excused, and freezes fell as the rules have it."""
    ago = {TODAY - timedelta(days=number): number for number in range(331)}
    excused = {day for day, number in ago.items() if 118 <= number <= 124}
    missed = {day for day, number in ago.items() if Random(number).random() < 0.07}
    return settled_since(History(ago.keys() - excused - missed, excused), min(ago))


def reached() -> DeckProgress:
    """The TinyML deck, of which the first chapters are known best; companions are not counted."""
    parts: list[Mastery] = []
    for place, chapter in enumerate(tinyml().chapters):
        total = sum(exercise.of is None for exercise in chapter.exercises)
        mastered = max(0, total - place)
        parts.append(Mastery(mastered, max(mastered, min(total, 13 - 2 * place)), total))
    whole = Mastery(*(sum(getattr(each, name) for each in parts) for name in ("mastered", "begun", "total")))
    return DeckProgress(tinyml(), whole, tuple(zip(tinyml().chapters, parts, strict=True)), ())


def week() -> Week:
    """A week of eleven members who have a drill on every working day."""
    went = [(4, 7, 9), (6, 8, 8), (1, 3, 10), (5, 5, 7), (3, 6, 6)]
    days = (DayOfWeek(MONDAY + timedelta(days=n), *each) for n, each in enumerate(went))
    hardest = Hardest("8.2", "Memory of the KV cache", 1, 10)
    return Week(MONDAY, MONDAY + timedelta(days=6), tuple(days), hardest, 11)


def _day(went: History, day: date) -> Day:
    if day in went.finished:
        return Day(day, DayKind.FINISHED, min(14, 1 + int(Random(day.toordinal()).expovariate(0.3))))
    kinds = {DayKind.EXCUSED: went.excused, DayKind.FROZEN: went.spent}
    return Day(day, next((kind for kind, days in kinds.items() if day in days), DayKind.EMPTY), 0)


if __name__ == "__main__":
    main()
