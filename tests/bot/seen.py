"""Progress to make pictures of, and how the pictures look: as Discord opens them, to eyes of several kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from bot.pictures.parts import Colour
from compiler.deck import Chapter
from scheduler.practice import Day, DayKind, DeckProgress, Due, Progress
from scheduler.rules import Mastery, Streak
from tests.deck.samples import tinyml

TODAY = date(2026, 11, 28)
SIGNS = {
    "empty": (DayKind.EMPTY, 0),
    "frozen": (DayKind.FROZEN, 0),
    "excused": (DayKind.EXCUSED, 0),
    "one": (DayKind.FINISHED, 1),
    "some": (DayKind.FINISHED, 4),
    "more": (DayKind.FINISHED, 5),
    "many": (DayKind.FINISHED, 99),
}
HOSTILE = {
    "long": "W" * 10_000,
    "emoji": "👩‍👩‍👧‍👦🚀" * 300,
    "right to left": "שלום \u202eevil\u202c العربية " * 40,
    "marks": "Z" + "\u0301\u0322" * 5_000,
    "no letter": "\u0000\u0007\u200b\ufeff\uffff\U000e0001",
    "other letters": "Größe 中文 Ж – ñ ł µ × ≤ ",
    "none": "",
}

# Machado, Oliveira and Fernandes (2009), severity 1, for linear light.
DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
PROTANOPIA = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
FULL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def year(today: date = TODAY, **days: str) -> tuple[Day, ...]:
    """An empty year, but for the days back from today that are given: `d3="one"`."""
    marked = {today - timedelta(days=int(back[1:])): SIGNS[sign] for back, sign in days.items()}
    dates = (today - timedelta(days=364 - n) for n in range(365))
    return tuple(Day(each, *marked.get(each, SIGNS["empty"])) for each in dates)


def deck(title: str, mastered: int, begun: int, total: int) -> DeckProgress:
    """How far somebody is with a deck."""
    return DeckProgress(replace(tinyml(), title=title), Mastery(mastered, begun, total), (), ())


def chapters(title: str, *parts: tuple[str, int, int, int]) -> DeckProgress:
    """How far somebody is with a deck and its chapters: the title of each, and how many are mastered, begun, there."""
    known = [(chapter(n, name), Mastery(*reached)) for n, (name, *reached) in enumerate(parts, 1)]
    sums = (sum(each) for each in zip(*(reached for _, *reached in parts), strict=True))
    return DeckProgress(replace(tinyml(), title=title), Mastery(*sums), tuple(known), ())


def chapter(number: int, title: str) -> Chapter:
    """A chapter without exercises."""
    return replace(tinyml().chapters[0], number=number, title=title, exercises=())


def progress(
    days: tuple[Day, ...], *decks: DeckProgress, streak: Streak | None = None, due: Iterable[int] = (0,) * 8
) -> Progress:
    """The progress of somebody; `due` is how many are due today and on each of the seven days after."""
    today, now, *coming = days[-1].date, *due
    dates = ((today + timedelta(days=n), number) for n, number in enumerate(coming, 1))
    return Progress(today, streak or Streak(12, 41, True, 2), days, decks, Due(now, 0, tuple(dates)))


def opened(picture: bytes) -> Image.Image:
    """A picture, as Discord opens it."""
    with Image.open(BytesIO(picture)) as image:
        assert image.format == "PNG"
        return image.convert("RGBA")


def at(image: Image.Image, x: int, y: int) -> Colour:
    """The colour of a pixel."""
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return int(pixel[0]), int(pixel[1]), int(pixel[2])


def across(image: Image.Image, left: int, right: int, y: int) -> set[Colour]:
    """The colours along a line."""
    return {at(image, x, y) for x in range(left, right)}


def light(colour: Colour, seen: tuple[tuple[float, ...], ...] = FULL) -> float:
    """The relative luminance by WCAG 2.2, seen by eyes of a kind."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in seen)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour, seen: tuple[tuple[float, ...], ...] = FULL) -> float:
    """The contrast of two colours by WCAG 2.2."""
    less, more = sorted((light(one, seen), light(other, seen)))
    return (more + 0.05) / (less + 0.05)
