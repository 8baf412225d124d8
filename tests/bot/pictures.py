"""The bot's pictures in docs/, taken anew by `make pictures`: the year of somebody who practises nearly every day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bot.picture import year_picture
from scheduler.practice import Day, DayKind
from scheduler.rules import Streak
from tests.bot.test_picture import deck, progress
from tests.deck.samples import ROOT

TODAY = date(2026, 11, 28)


def main() -> None:
    """The picture of `/streak`."""
    days = tuple(_day(364 - number) for number in range(365))
    found = progress(days, deck("TinyML and efficient deep learning", 17, 31, 50), streak=Streak(24, 61, True, 2))
    (ROOT / "docs" / "pictures" / "streak.png").write_bytes(year_picture(found))


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
