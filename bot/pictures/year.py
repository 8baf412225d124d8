"""The year of a learner as a picture, and in words for those who do not see it.

Each kind of day has a shape of its own, and of finished exercises the lightness tells how many.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise

from PIL import Image, ImageDraw

from bot.messages.words import count, say
from bot.pictures.parts import (
    EDGE,
    EMPTY,
    FINE,
    FINISHED,
    HELD,
    LARGE,
    MUTED,
    ROW,
    SMALL,
    TEXT,
    TODAY,
    WIDTH,
    Named,
    chosen,
    described,
    draw_rows,
    font,
    mastery_rows,
    mastery_words,
    png,
    sheet,
    smooth,
    told,
    width_of,
)
from scheduler.practice import Day, DayKind, Progress

LEVELS = (1, 2, 5, 10)
"""From how many finished exercises on a day is shown lighter."""
MOST_DECKS = 4
PITCH, CELL = 26, 20
LEFT, TOP = 116, 182
"""Where the first week's Monday stands."""
FIRST_ROW = TOP + 7 * PITCH + 112
"""The middle of the first deck's bar."""


def year_picture(progress: Progress) -> bytes:
    """The year, a column a week, with the streak above and the mastery of decks below, as a PNG."""
    rows = mastery_rows(_decks(progress), MOST_DECKS, mastery_words)
    image, pen = sheet(FIRST_ROW + (len(rows) * ROW - 4 if rows else -38))
    _head(pen, progress)
    _calendar(image, pen, progress)
    _legend(image, pen)
    draw_rows(image, rows, FIRST_ROW)
    return png(image)


def year_alt(progress: Progress) -> str:
    """What the picture tells, in words, for its description."""
    kinds = Counter(day.kind for day in progress.year)
    month = sum(day.kind is DayKind.FINISHED for day in progress.year[-30:])
    streak = progress.streak
    said = [
        say("picture.alt_streak", current=_days(streak.current), best=_days(streak.best), freezes=streak.freezes),
        say(
            "picture.alt_year",
            year=_days(kinds[DayKind.FINISHED]),
            month=month,
            frozen=kinds[DayKind.FROZEN],
            excused=kinds[DayKind.EXCUSED],
        ),
    ]
    months = Counter((day.date.year, day.date.month) for day in progress.year if day.kind is DayKind.FINISHED)
    if months:
        best = max(months, key=lambda each: (months[each], each))
        name = _months()[best[1] - 1]
        said.append(say("picture.alt_month", month=name, year=best[0], days=_days(months[best])))
    said += map(told, chosen(_decks(progress), MOST_DECKS)[0])
    return described(said)


def place(day: date, first: date) -> tuple[int, int]:
    """Where a day's sign stands: its left upper corner, in a year that begins with `first`."""
    week = ((day - first).days + first.weekday()) // 7
    return LEFT + week * PITCH, TOP + day.weekday() * PITCH


def level(finished: int) -> int:
    """Which of the four levels of lightness so many finished exercises are, 0 to 3."""
    return max(0, sum(finished >= least for least in LEVELS) - 1)


def _decks(progress: Progress) -> list[Named]:
    return [(each.deck.title, each.mastery) for each in progress.decks]


def _days(number: int) -> str:
    return count("picture.days", number)


def _months() -> list[str]:
    return [name[:3] for name in say("days.months").split()]


def _weekdays() -> list[str]:
    """The names of every other row."""
    return [name if row % 2 == 0 else "" for row, name in enumerate(say("days.weekdays").split())]


def _head(pen: ImageDraw.ImageDraw, progress: Progress) -> None:
    """The numbers of the streak, each above its name."""
    streak = progress.streak
    x = float(EDGE)
    for number, name in (
        (_days(streak.current), say("picture.current")),
        (_days(streak.best), say("picture.best")),
        (str(streak.freezes), say("picture.freezes")),
    ):
        pen.text((x, 72), number, TEXT, font(LARGE), "ls")
        pen.text((x, 112), name, MUTED, font(SMALL), "ls")
        x += max(pen.textlength(number, font(LARGE)), pen.textlength(name, font(SMALL))) + 56


def _calendar(image: Image.Image, pen: ImageDraw.ImageDraw, progress: Progress) -> None:
    first = progress.year[0].date
    for row, name in enumerate(_weekdays()):
        pen.text((LEFT - 14, TOP + row * PITCH + CELL // 2), name, MUTED, font(SMALL), "rm")
    starts = [day.date for day in progress.year if day.date.day == 1]
    if (starts[0] - first).days >= 21:
        starts.insert(0, first)
    for day in starts:
        name = _months()[day.month - 1]
        x = min(place(day, first)[0], WIDTH - EDGE - width_of(name, SMALL))
        pen.text((x, TOP - 14), name, MUTED, font(SMALL), "ls")
    for each in progress.year:
        image.paste(_sign(each), place(each.date, first))
    _outline(image, place(progress.today, first))


def _outline(image: Image.Image, at: tuple[int, int]) -> None:
    """The sign of today, around another one."""
    image.paste(TODAY, (at[0] - 3, at[1] - 3), _ring())


def _legend(image: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    x, y = float(LEFT), TOP + 7 * PITCH + 20
    signs = [(_finished(i), name) for i, name in enumerate(_ranges())]
    signs[-1] = (signs[-1][0], f"{signs[-1][1]} {say('picture.finished')}")
    signs += [
        (_frozen(), say("picture.frozen")),
        (_excused(), say("picture.excused")),
        (_empty(), say("picture.empty")),
    ]
    for sign, name in (*signs, (None, say("picture.today"))):
        if sign is None:
            _outline(image, (int(x), y))
        else:
            image.paste(sign, (int(x), y))
        pen.text((x + CELL + 10, y + CELL // 2), name, MUTED, font(SMALL), "lm")
        x += CELL + 10 + pen.textlength(name, font(SMALL)) + 30


def _ranges() -> list[str]:
    """The levels as numbers of exercises: 1, 2–4, 5–9, 10+."""
    ends = [str(a) if b - a == 1 else f"{a}–{b - 1}" for a, b in pairwise(LEVELS)]
    return [*ends, f"{LEVELS[-1]}+"]


@cache
def _ring() -> Image.Image:
    """Where the outline of today is, as a mask."""
    side = (CELL + 6) * FINE
    fine = Image.new("L", (side, side), 0)
    ImageDraw.Draw(fine).rounded_rectangle((0, 0, side - 1, side - 1), 8 * FINE, outline=255, width=2 * FINE)
    return fine.reduce(FINE)


@cache
def _finished(lightness: int) -> Image.Image:
    side = CELL * FINE - 1
    return smooth(CELL, CELL, lambda pen: pen.rounded_rectangle((0, 0, side, side), 5 * FINE, FINISHED[lightness]))


@cache
def _frozen() -> Image.Image:
    """A snowflake of three strokes."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        middle, arm = CELL * FINE / 2, 9.5 * FINE
        for turn in (30, 90, 150):
            x, y = arm * math.cos(math.radians(turn)), arm * math.sin(math.radians(turn))
            pen.line((middle - x, middle - y, middle + x, middle + y), HELD, int(2.5 * FINE))

    return smooth(CELL, CELL, draw)


@cache
def _excused() -> Image.Image:
    inset, far = 2 * FINE, (CELL - 2) * FINE - 1
    return smooth(CELL, CELL, lambda pen: pen.ellipse((inset, inset, far, far), outline=HELD, width=3 * FINE))


@cache
def _empty() -> Image.Image:
    near, far = (CELL // 2 - 3) * FINE, (CELL // 2 + 3) * FINE - 1
    return smooth(CELL, CELL, lambda pen: pen.ellipse((near, near, far, far), EMPTY))


def _sign(day: Day) -> Image.Image:
    match day.kind:
        case DayKind.FINISHED:
            return _finished(level(day.finished))
        case DayKind.FROZEN:
            return _frozen()
        case DayKind.EXCUSED:
            return _excused()
        case DayKind.EMPTY:
            return _empty()
