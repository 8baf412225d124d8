"""What the bot's pictures have in common: colours, letters, bars of three parts, and how one becomes a small file.

Nothing is told by hue: parts of a bar are filled, striped or an outline, and have their numbers beside them. A picture
brings its own background, so that it reads on Discord's dark and light themes alike. Discord shows it at about a third
of its width, for which letters and lines are large enough.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import accumulate

from PIL import Image, ImageDraw, ImageFont

from bot.messages.words import say
from compiler.targets.workbook import SANS
from scheduler.rules import Mastery

MOST_ALT = 1024
"""How many characters Discord takes as the description of a picture."""
MOST_TITLE = 100
"""How much of a title a description has."""

Colour = tuple[int, int, int]
BACKGROUND: Colour = (0x14, 0x17, 0x1C)
TEXT: Colour = (0xE6, 0xEA, 0xF0)
MUTED: Colour = (0xA6, 0xAF, 0xBC)
FINISHED: tuple[Colour, ...] = ((0x22, 0x70, 0xA5), (0x3B, 0x97, 0xD0), (0x76, 0xC3, 0xEF), (0xE2, 0xF6, 0xFF))
HELD: Colour = (0xD0, 0xD6, 0xDE)
EMPTY: Colour = (0x76, 0x7E, 0x8A)
TODAY: Colour = (0xFF, 0xFF, 0xFF)

WIDTH, EDGE = 1540, 44
SMALL, PLAIN, LARGE = 29, 32, 48
"""Sizes of letters."""
BAR, ROW = 28, 58
"""How high a bar is, and how far apart two are."""
BAR_LEFT = 548
FINE = 4
"""Signs are drawn so many times as large, and made small, which smooths them."""
Amounts = tuple[int, int, int]
"""How many a bar shows as filled, as striped, and as an outline."""
Said = tuple[str, str, str]
"""What is said of them behind the bar."""
Named = tuple[str, Mastery]
"""A deck or a chapter by its title, and how far it is."""
_MOST_LETTERS = 240
"""How much of a text is looked at, which is more than a picture has room for."""
_WEIGHTS = {SMALL: 500, PLAIN: 500, LARGE: 600}
_GAP = 26
_LEAST = 10
"""How wide a part of a bar is at least."""
_CORNER = 24
_STEPS, _APART, _CLEAR = 12, 10, 8
"""How many steps edges have from the background to a colour, how far apart, and corners to what lies behind."""


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its name before it, and what is said of its parts behind it; `share` is its part of the full width."""

    name: str
    amounts: Amounts
    said: Said
    share: float = 1.0


def amounts(reached: Mastery) -> Amounts:
    """How many exercises are mastered, learning and new."""
    return reached.mastered, reached.begun - reached.mastered, reached.total - reached.begun


def mastery_words(amounts: Amounts) -> Said:
    """How many are mastered, learning and new."""
    mastered, learning, new = amounts
    return say("picture.mastered", n=mastered), say("picture.learning", n=learning), say("picture.new", n=new)


def bare_numbers(amounts: Amounts) -> Said:
    """The same where words stand above it."""
    first, second, third = map(str, amounts)
    return first, second, third


def chosen(named: Sequence[Named], most: int) -> tuple[list[Named], list[Named]]:
    """What has room, things begun before others, and what has not; both in order."""
    first = set(sorted(range(len(named)), key=lambda i: not named[i][1].begun)[:most])
    shown = [each for i, each in enumerate(named) if i in first]
    return shown, [each for i, each in enumerate(named) if i not in first]


def mastery_rows(named: Sequence[Named], most: int, said: Callable[[Amounts], Said]) -> list[Row]:
    """A row each, as many as there is room for, and one for all others together."""
    shown, others = chosen(named, most)
    if others:
        parts = ((reached.mastered, reached.begun, reached.total) for _, reached in others)
        shown.append((say("picture.more", n=len(others)), Mastery(*map(sum, zip(*parts, strict=True)))))
    return [Row(name, amounts(reached), said(amounts(reached))) for name, reached in shown]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The letters of a size; the workbook's, so they have ß, µ and ≤. Each letter is as wide as it is alone."""
    found = ImageFont.truetype(SANS, size, layout_engine=ImageFont.Layout.BASIC)
    found.set_variation_by_axes([_WEIGHTS[size]])
    return found


def typed(text: str) -> str:
    """A text from people in letters that the font has; the description of the picture has it as it is.

    What the font lacks loses its accents, else it is a plain sign; what is no letter, such as a mark, is left out.
    """
    return "".join(map(_typed, unicodedata.normalize("NFC", " ".join(text[:_MOST_LETTERS].split()))))


def fitting(text: str, size: int, width: float) -> str:
    """A text from people in letters that the font has, cut where it has no room."""
    text = typed(text)
    ends = list(accumulate(_advance(each, size) for each in text))
    if not ends or (ends[-1] <= width and len(text) < _MOST_LETTERS):
        return text
    return f"{text[: bisect_right(ends, width - _advance('…', size))].rstrip()}…"


def width_of(text: str, size: int) -> int:
    """How wide a text is, in pixels."""
    return math.ceil(font(size).getlength(text))


def sheet(height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty picture, and what draws on it."""
    image = Image.new("RGB", (WIDTH, height), BACKGROUND)
    return image, ImageDraw.Draw(image)


def smooth(width: int, height: int, draw: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    """A part of a picture that is drawn `FINE` times as large."""
    fine = Image.new("RGB", (width * FINE, height * FINE), BACKGROUND)
    draw(ImageDraw.Draw(fine))
    return fine.reduce(FINE)


def bar(width: int, amounts: Amounts) -> Image.Image:
    """A bar: its first part filled, the second one striped, the third one an outline."""
    filled, striped = bar_ends(amounts, width)
    return smooth(width, BAR, lambda pen: _draw_bar(pen, width * FINE, filled * FINE, striped * FINE))


def bar_ends(amounts: Amounts, width: int) -> tuple[int, int]:
    """Where the filled and the striped part of a bar end; a part that is not empty can be seen, however small."""
    total = max(1, sum(amounts))
    first, second, third = (bool(each) for each in amounts)
    striped = max(round(width * (amounts[0] + amounts[1]) / total), _LEAST * (first + second))
    striped = min(striped, width - _LEAST * third)
    filled = max(round(width * amounts[0] / total), _LEAST * first)
    return (min(filled, striped - _LEAST) if second else striped), striped


@cache
def swatches() -> tuple[Image.Image, Image.Image, Image.Image]:
    """What the three parts look like in a bar."""
    return bar(BAR, (1, 0, 0)), bar(BAR, (0, 1, 0)), bar(BAR, (0, 0, 1))


def draw_rows(image: Image.Image, rows: Sequence[Row], middle: int) -> None:
    """Rows of bars, the first one at a height; what is said of their parts stands in columns at the right."""
    pen, columns, longest = ImageDraw.Draw(image), _columns(rows), bar_width(rows)
    for row in rows:
        pen.text((EDGE, middle), fitting(row.name, PLAIN, BAR_LEFT - EDGE - 24), TEXT, font(PLAIN), "lm")
        if row.share:
            image.paste(bar(max(3 * _LEAST, round(longest * row.share)), row.amounts), (BAR_LEFT, middle - BAR // 2))
        x = WIDTH - EDGE - sum(columns)
        for sign, said, room in zip(swatches(), row.said, columns, strict=True):
            image.paste(sign, (x + _GAP, middle - BAR // 2))
            pen.text((x + _GAP + BAR + 12, middle), said, MUTED, font(SMALL), "lm")
            x += room
        middle += ROW


def bar_width(rows: Sequence[Row]) -> int:
    """How wide the bar of a row with the full share is: what names and numbers leave."""
    return WIDTH - EDGE - BAR_LEFT - sum(_columns(rows))


def _columns(rows: Sequence[Row]) -> list[int]:
    return [_GAP + BAR + 12 + max((width_of(row.said[part], SMALL) for row in rows), default=0) for part in range(3)]


def described(sentences: Iterable[str]) -> str:
    """The description of a picture, cut where Discord takes no more."""
    text = " ".join(sentences)
    return text if len(text) <= MOST_ALT else f"{text[: MOST_ALT - 1]}…"


def titled(title: str) -> str:
    """A title in a description."""
    return title if len(title) <= MOST_TITLE else f"{title[:MOST_TITLE]}…"


def told(named: Named) -> str:
    """How far a deck or a chapter is, as a sentence of a description."""
    title, reached = named
    slots = {"mastered": reached.mastered, "total": reached.total, "learning": reached.begun - reached.mastered}
    return say("picture.alt_deck", title=titled(title), **slots)


def png(image: Image.Image) -> bytes:
    """The picture, its corners rounded and clear, in few colours, which keeps it small."""
    few = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    palette = few.getpalette() or []
    first = len(palette) // 3 - _CLEAR
    few.putpalette([*palette[: 3 * first], *BACKGROUND * _CLEAR])
    fine = Image.new("L", (2 * _CORNER * FINE, 2 * _CORNER * FINE), 0)
    ImageDraw.Draw(fine).ellipse((0, 0, fine.width - 1, fine.height - 1), 255)
    corners = fine.reduce(FINE)
    for x, left in ((0, 0), (_CORNER, image.width - _CORNER)):
        for y, top in ((0, 0), (_CORNER, image.height - _CORNER)):
            corner = corners.crop((x, y, x + _CORNER, y + _CORNER))
            steps = corner.point([first + alpha * _CLEAR // 256 for alpha in range(256)])
            few.paste(steps, (left, top), corner.point([255 * (alpha < 255) for alpha in range(256)]))
    file = BytesIO()
    clear = bytes(255 * step // (_CLEAR - 1) for step in range(_CLEAR))
    few.save(file, "PNG", transparency=b"\xff" * first + clear, compress_level=7)
    return file.getvalue()


@lru_cache(maxsize=4096)
def _typed(letter: str) -> str:
    if letter == " " or _has(letter):
        return letter
    base = unicodedata.normalize("NFKD", letter)[:1]
    if _has(base):
        return base
    return "" if unicodedata.category(letter)[0] in "MC" else "?"


def _has(letter: str) -> bool:
    """Whether the font has a letter: where it has none, nothing is drawn."""
    return font(PLAIN).getmask(letter).getbbox() is not None


@lru_cache(maxsize=4096)
def _advance(letter: str, size: int) -> float:
    return font(size).getlength(letter)


def _draw_bar(pen: ImageDraw.ImageDraw, width: int, filled: int, striped: int) -> None:
    height, line = BAR * FINE, 3 * FINE
    for x in range(-height, striped, 13 * FINE):
        pen.line((x, height, x + height, 0), FINISHED[1], 6 * FINE)
    pen.rectangle((striped, 0, width, height), BACKGROUND)
    pen.rectangle((0, 0, width - 1, height - 1), outline=EMPTY, width=line)
    if striped:
        pen.rectangle((0, 0, striped - 1, height - 1), outline=FINISHED[1], width=line)
    if filled:
        pen.rectangle((0, 0, filled - 1, height - 1), FINISHED[3])


@cache
def _palette() -> Image.Image:
    """Every colour, in steps from the background to it: what smooth edges need."""
    colours = [BACKGROUND, *FINISHED, TEXT, MUTED, HELD, EMPTY, TODAY]
    for colour in tuple(colours[1:]):
        for step in range(1, _STEPS):
            red, green, blue = ((_STEPS - step) * a + step * b for a, b in zip(BACKGROUND, colour, strict=True))
            between = (red // _STEPS, green // _STEPS, blue // _STEPS)
            # Pillow looks for near colours coarsely; what is too near to another one would be shown for it.
            if all(math.dist(between, other) > _APART for other in colours):
                colours.append(between)
    # At the end the steps of the corners, in a colour that no part of the picture is near to.
    colours += [(0xFF, 0, 0xFF)] * _CLEAR
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in colours for part in colour])
    return image
