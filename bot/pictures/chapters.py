"""A deck chapter by chapter as a picture, what is due below, and in words for those who do not see it."""

from __future__ import annotations

from PIL import ImageDraw

from bot.messages.words import count, say
from bot.pictures.parts import (
    EDGE,
    EMPTY,
    FINISHED,
    LARGE,
    MUTED,
    PLAIN,
    ROW,
    SMALL,
    TEXT,
    WIDTH,
    Named,
    Row,
    amounts,
    bare_numbers,
    chosen,
    described,
    draw_rows,
    fitting,
    font,
    mastery_rows,
    mastery_words,
    png,
    sheet,
    told,
)
from scheduler.practice import DeckProgress, Progress

MOST_CHAPTERS = 19
FIRST_ROW = 138
"""The middle of the bar of the whole deck, which stands above its chapters."""
PITCH, COLUMN, HIGH = 193, 96, 90
"""How far apart the columns of two days are, how wide one is, and how high where most is due."""
_LEAST = 8
"""How high a column is at least, unless nothing is due."""


def chapters_picture(progress: Progress, deck: DeckProgress) -> bytes:
    """The mastery of a deck and of its chapters, a bar each, above a column a day of what is due, as a PNG."""
    whole = amounts(deck.mastery)
    rows = [
        Row(say("picture.whole"), whole, mastery_words(whole)),
        *mastery_rows(_chapters(deck), MOST_CHAPTERS, bare_numbers),
    ]
    foot = foot_of(len(rows))
    image, pen = sheet(foot + 62)
    pen.text((EDGE, 74), fitting(deck.deck.title, LARGE, WIDTH - 2 * EDGE), TEXT, font(LARGE), "ls")
    draw_rows(image, rows, FIRST_ROW)
    pen.text((EDGE, foot - HIGH - 62), _due_head(progress), TEXT, font(PLAIN), "ls")
    _columns(pen, _due(progress), foot)
    return png(image)


def chapters_alt(progress: Progress, deck: DeckProgress) -> str:
    """What the picture tells, in words, for its description."""
    due = ", ".join(f"{day} {number}" for day, number in _due(progress))
    shown, others = chosen(_chapters(deck), MOST_CHAPTERS)
    said = [told((deck.deck.title, deck.mastery)), f"{_due_head(progress)}: {due}.", *map(told, shown)]
    if others:
        said.append(count("picture.alt_more", len(others)))
    return described(said)


def foot_of(rows: int) -> int:
    """Where the columns of the coming days stand, below so many rows."""
    return FIRST_ROW + rows * ROW + 82 + HIGH


def _chapters(deck: DeckProgress) -> list[Named]:
    return [(f"{chapter.number} {chapter.title}", reached) for chapter, reached in deck.chapters]


def _due(progress: Progress) -> list[tuple[str, int]]:
    """What is due on each day, today first; decks are not told apart."""
    names = say("days.weekdays").split()
    coming = [(names[day.weekday()], number) for day, number in progress.due.coming]
    return [(say("picture.today"), progress.due.today), *coming]


def _due_head(progress: Progress) -> str:
    return say("picture.due" if len(progress.decks) == 1 else "picture.due_all")


def _columns(pen: ImageDraw.ImageDraw, days: list[tuple[str, int]], foot: int) -> None:
    """A column a day with its number above and the day below."""
    most = max(number for _, number in days)
    for n, (day, number) in enumerate(days):
        left = EDGE + n * PITCH
        middle, high = left + COLUMN // 2, max(_LEAST, HIGH * number // most) if number else 0
        if number:
            pen.rectangle((left, foot - high, left + COLUMN - 1, foot - 1), FINISHED[1])
        pen.rectangle((left, foot, left + COLUMN - 1, foot + 2), EMPTY)
        pen.text((middle, foot - high - 10), str(number), TEXT, font(SMALL), "ms")
        pen.text((middle, foot + 38), day, MUTED, font(SMALL), "ms")
