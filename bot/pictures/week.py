"""A week of a group's drills as a picture, and in words for those who do not see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.messages.words import count, in_words, say
from bot.pictures.parts import (
    BAR,
    EDGE,
    LARGE,
    MUTED,
    PLAIN,
    ROW,
    SMALL,
    TEXT,
    WIDTH,
    Amounts,
    Row,
    bare_numbers,
    described,
    draw_rows,
    fitting,
    font,
    png,
    sheet,
    swatches,
    titled,
    width_of,
)

MOST_DAYS = 7
FIRST_ROW = 224
"""The middle of the first day's bar."""


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """How a day's drill went: how many members tried it, were right in the end, and were so at the first try.

    `first_try` ≤ `right` ≤ `tried`.
    """

    date: date
    first_try: int
    right: int
    tried: int


@dataclass(frozen=True, slots=True)
class Hardest:
    """The exercise that fewest had right at the first try: its number ("8.2"), its title, how many did, and tried."""

    number: str
    title: str
    first_try: int
    tried: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week from its first to its last day: the days that had a drill, in order, and who took part in any of them."""

    first: date
    last: date
    days: tuple[DayOfWeek, ...]
    hardest: Hardest | None
    members: int


def week_picture(week: Week) -> bytes:
    """A bar a day, of who was right at the first try, right later, and not, above the hardest exercise, as a PNG."""
    most = max((day.tried for day in week.days), default=0)
    rows = [
        Row(in_words(day.date), _amounts(day), bare_numbers(_amounts(day)), day.tried / max(1, most))
        for day in week.days[:MOST_DAYS]
    ]
    foot = FIRST_ROW + len(rows) * ROW
    image, pen = sheet(foot + (94 if week.hardest else -12))
    pen.text((EDGE, 74), _title(week), TEXT, font(LARGE), "ls")
    pen.text((EDGE, 116), count("picture.took_part", week.members), MUTED, font(SMALL), "ls")
    x = EDGE
    names = (say("picture.first_try"), say("picture.right_later"), say("picture.not_right"))
    for sign, name in zip(swatches(), names, strict=True):
        image.paste(sign, (x, 166 - BAR // 2))
        pen.text((x + BAR + 12, 166), name, MUTED, font(SMALL), "lm")
        x += BAR + 12 + width_of(name, SMALL) + 40
    draw_rows(image, rows, FIRST_ROW)
    if week.hardest is not None:
        pen.text((EDGE, foot + 14), say("picture.hardest"), MUTED, font(SMALL), "ls")
        share = _share(week.hardest)
        room = WIDTH - 2 * EDGE - width_of(share, PLAIN) - 40
        pen.text((EDGE, foot + 56), fitting(_name(week.hardest), PLAIN, room), TEXT, font(PLAIN), "ls")
        pen.text((WIDTH - EDGE, foot + 56), share, TEXT, font(PLAIN), "rs")
    return png(image)


def week_alt(week: Week) -> str:
    """What the picture tells, in words, for its description."""
    said = [f"{_title(week)}: {count('picture.took_part', week.members)}."]
    for day in week.days[:MOST_DAYS]:
        slots = {"tried": day.tried, "right": day.right, "first": day.first_try}
        said.append(say("picture.alt_day", day=in_words(day.date), **slots))
    if week.hardest is not None:
        said.append(f"{say('picture.hardest')}: {titled(_name(week.hardest))}, {_share(week.hardest)}.")
    return described(said)


def _amounts(day: DayOfWeek) -> Amounts:
    return day.first_try, day.right - day.first_try, day.tried - day.right


def _title(week: Week) -> str:
    return say("picture.week", first=in_words(week.first), last=in_words(week.last))


def _name(hardest: Hardest) -> str:
    return f"{hardest.number} {hardest.title}"


def _share(hardest: Hardest) -> str:
    percent = round(100 * hardest.first_try / max(1, hardest.tried))
    return say("picture.share", percent=percent, right=hardest.first_try, tried=hardest.tried)
