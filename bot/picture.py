"""The year of a learner as a picture, and in words for those who do not see it.

Each kind of day has a shape of its own, and of finished exercises the lightness tells how many: nothing is told by hue.
The picture brings its own background, so that it reads on Discord's dark and light themes alike.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from bot.words import count, say
from scheduler.practice import Day, DayKind, DeckProgress, Progress
from scheduler.rules import Mastery

LEVELS = (1, 2, 5, 10)
"""From how many finished exercises on a day is shown lighter."""
MOST_DECKS = 4
MOST_ALT = 1024
"""How many characters Discord takes as the description of a picture."""

Colour = tuple[int, int, int]
BACKGROUND: Colour = (0x14, 0x17, 0x1C)
TEXT: Colour = (0xE6, 0xEA, 0xF0)
MUTED: Colour = (0xA6, 0xAF, 0xBC)
FINISHED: tuple[Colour, ...] = ((0x22, 0x70, 0xA5), (0x3B, 0x97, 0xD0), (0x76, 0xC3, 0xEF), (0xE2, 0xF6, 0xFF))
HELD: Colour = (0xD0, 0xD6, 0xDE)
EMPTY: Colour = (0x76, 0x7E, 0x8A)
TODAY: Colour = (0xFF, 0xFF, 0xFF)

WIDTH = 1540
PITCH, CELL = 26, 20
LEFT, TOP = 116, 152
"""Where the first week's Monday stands."""
FIRST_ROW = TOP + 7 * PITCH + 100
"""The middle of the first deck's bar."""
_EDGE, _CORNER = 44, 24
_SMALL, _PLAIN, _LARGE = 20, 22, 44
_BAR, BAR_LEFT, BAR_WIDTH, _ROW = 20, 450, 560, 46
_LEAST = 8
"""How wide a part of a bar is at least."""
_FINE = 4
"""Signs are drawn so many times as large, and made small, which smooths them."""
_STEPS, _APART, _CLEAR = 12, 10, 8
"""How many steps edges have from the background to a colour, how far apart, and corners to what lies behind."""
# What Pillow's own font has, and what stands for letters that it has not.
_TYPE = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("…‘’“”·°±«»©")
_ALIKE = str.maketrans({"–": "-", "—": "-", "−": "-", "×": "x", "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


def year_picture(progress: Progress) -> bytes:
    """The year, a column a week, with the streak above and the mastery of decks below, as a PNG."""
    decks, more = _shown(progress)
    rows = len(decks) + bool(more)
    image = Image.new("RGB", (WIDTH, FIRST_ROW + (rows * _ROW + 8 if rows else -24)), BACKGROUND)
    pen = ImageDraw.Draw(image)
    _head(pen, progress)
    _calendar(image, pen, progress)
    _legend(image, pen)
    columns = [
        max(math.ceil(pen.textlength(said, _font(_SMALL))) for said in column)
        for column in zip(*(_counts(deck) for deck in decks), strict=True)
    ]
    for row, deck in enumerate(decks):
        _bar(image, pen, deck, columns, FIRST_ROW + row * _ROW)
    if more:
        pen.text(
            (BAR_LEFT, FIRST_ROW + len(decks) * _ROW), say("picture.more_decks", n=more), MUTED, _font(_SMALL), "lm"
        )
    return _png(image)


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
    for deck in _shown(progress)[0]:
        reached = deck.mastery
        said.append(
            say(
                "picture.alt_deck",
                title=deck.deck.title,
                mastered=reached.mastered,
                total=reached.total,
                learning=reached.begun - reached.mastered,
            )
        )
    text = " ".join(said)
    return text if len(text) <= MOST_ALT else f"{text[: MOST_ALT - 1]}…"


def place(day: date, first: date) -> tuple[int, int]:
    """Where a day's sign stands: its left upper corner, in a year that begins with `first`."""
    week = ((day - first).days + first.weekday()) // 7
    return LEFT + week * PITCH, TOP + day.weekday() * PITCH


def level(finished: int) -> int:
    """Which of the four levels of lightness so many finished exercises are, 0 to 3."""
    return max(0, sum(finished >= least for least in LEVELS) - 1)


def bar_ends(reached: Mastery) -> tuple[int, int]:
    """Where the mastered and the begun part of a bar end; a part that is not empty can be seen, however small."""
    learning, new = reached.begun > reached.mastered, reached.total > reached.begun
    mastered, begun = (round(BAR_WIDTH * count / max(1, reached.total)) for count in (reached.mastered, reached.begun))
    begun = max(begun, _LEAST * (bool(reached.mastered) + learning))
    begun = min(begun, BAR_WIDTH - _LEAST * new)
    mastered = max(mastered, _LEAST * bool(reached.mastered))
    return (min(mastered, begun - _LEAST) if learning else begun), begun


def _shown(progress: Progress) -> tuple[tuple[DeckProgress, ...], int]:
    """The decks that have room, begun ones before others, and how many have not."""
    decks = progress.decks
    chosen = sorted(range(len(decks)), key=lambda i: decks[i].mastery.begun == 0)[:MOST_DECKS]
    return tuple(decks[i] for i in sorted(chosen)), len(decks) - len(chosen)


def _days(number: int) -> str:
    return count("picture.days", number)


def _months() -> list[str]:
    return [name[:3] for name in say("days.months").split()]


def _weekdays() -> list[str]:
    """The names of every other row."""
    return [name if row % 2 == 0 else "" for row, name in enumerate(say("days.weekdays").split())]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _head(pen: ImageDraw.ImageDraw, progress: Progress) -> None:
    """The numbers of the streak, each above its name."""
    streak = progress.streak
    x = float(_EDGE)
    for number, name in (
        (_days(streak.current), say("picture.current")),
        (_days(streak.best), say("picture.best")),
        (str(streak.freezes), say("picture.freezes")),
    ):
        pen.text((x, 62), number, TEXT, _font(_LARGE), "ls")
        pen.text((x, 92), name, MUTED, _font(_SMALL), "ls")
        x += max(pen.textlength(number, _font(_LARGE)), pen.textlength(name, _font(_SMALL))) + 56


def _calendar(image: Image.Image, pen: ImageDraw.ImageDraw, progress: Progress) -> None:
    first = progress.year[0].date
    for row, name in enumerate(_weekdays()):
        pen.text((LEFT - 14, TOP + row * PITCH + CELL // 2), name, MUTED, _font(_SMALL), "rm")
    starts = [day.date for day in progress.year if day.date.day == 1]
    if (starts[0] - first).days >= 21:
        starts.insert(0, first)
    for day in starts:
        name = _months()[day.month - 1]
        x = min(place(day, first)[0], WIDTH - _EDGE - math.ceil(pen.textlength(name, _font(_SMALL))))
        pen.text((x, TOP - 14), name, MUTED, _font(_SMALL), "ls")
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
        pen.text((x + CELL + 10, y + CELL // 2), name, MUTED, _font(_SMALL), "lm")
        x += CELL + 10 + pen.textlength(name, _font(_SMALL)) + 30


def _ranges() -> list[str]:
    """The levels as numbers of exercises: 1, 2-4, 5-9, 10+."""
    ends = [str(a) if b - a == 1 else f"{a}-{b - 1}" for a, b in pairwise(LEVELS)]
    return [*ends, f"{LEVELS[-1]}+"]


def _bar(image: Image.Image, pen: ImageDraw.ImageDraw, deck: DeckProgress, columns: list[int], middle: int) -> None:
    """A deck: its title, and how much of it is mastered (filled), learning (striped) and new (an outline)."""
    pen.text((_EDGE, middle), _fitting(pen, deck.deck.title, BAR_LEFT - _EDGE - 24), TEXT, _font(_PLAIN), "lm")
    bar = _smooth(BAR_WIDTH, _BAR, lambda fine: _draw_bar(fine, BAR_WIDTH, *bar_ends(deck.mastery)))
    image.paste(bar, (BAR_LEFT, middle - _BAR // 2))
    x = BAR_LEFT + BAR_WIDTH + 20
    for sign, said, room in zip(_swatches(), _counts(deck), columns, strict=True):
        image.paste(sign, (x, middle - _BAR // 2))
        pen.text((x + _BAR + 8, middle), said, MUTED, _font(_SMALL), "lm")
        x += _BAR + 8 + room + 20


def _counts(deck: DeckProgress) -> tuple[str, str, str]:
    reached = deck.mastery
    return (
        say("picture.mastered", n=reached.mastered),
        say("picture.learning", n=reached.begun - reached.mastered),
        say("picture.new", n=reached.total - reached.begun),
    )


def _fitting(pen: ImageDraw.ImageDraw, text: str, width: float) -> str:
    """A title, cut where it has no room."""
    font, text = _font(_PLAIN), _typed(text)
    if pen.textlength(text, font) <= width:
        return text
    while text and pen.textlength(f"{text}…", font) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def _typed(text: str) -> str:
    """A title in the letters that the font has; the description of the picture has it as it is."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return "".join(each if each in _TYPE else "?" for each in bare.translate(_ALIKE))


def _smooth(width: int, height: int, draw: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    fine = Image.new("RGB", (width * _FINE, height * _FINE), BACKGROUND)
    draw(ImageDraw.Draw(fine))
    return fine.reduce(_FINE)


def _draw_bar(pen: ImageDraw.ImageDraw, width: int, mastered: int, begun: int) -> None:
    height, line = _BAR * _FINE, 2 * _FINE
    width, mastered, begun = width * _FINE, mastered * _FINE, begun * _FINE
    for x in range(-height, begun, 9 * _FINE):
        pen.line((x, height, x + height, 0), FINISHED[1], 4 * _FINE)
    pen.rectangle((begun, 0, width, height), BACKGROUND)
    pen.rectangle((0, 0, width - 1, height - 1), outline=EMPTY, width=line)
    if begun:
        pen.rectangle((0, 0, begun - 1, height - 1), outline=FINISHED[1], width=line)
    if mastered:
        pen.rectangle((0, 0, mastered - 1, height - 1), FINISHED[3])


@cache
def _swatches() -> tuple[Image.Image, ...]:
    """What mastered, learning and new look like in a bar."""

    def swatch(mastered: int, begun: int) -> Image.Image:
        return _smooth(_BAR, _BAR, lambda pen: _draw_bar(pen, _BAR, mastered, begun))

    return swatch(_BAR, _BAR), swatch(0, _BAR), swatch(0, 0)


@cache
def _ring() -> Image.Image:
    """Where the outline of today is, as a mask."""
    side = (CELL + 6) * _FINE
    fine = Image.new("L", (side, side), 0)
    ImageDraw.Draw(fine).rounded_rectangle((0, 0, side - 1, side - 1), 8 * _FINE, outline=255, width=2 * _FINE)
    return fine.reduce(_FINE)


@cache
def _finished(lightness: int) -> Image.Image:
    side = CELL * _FINE - 1
    return _smooth(CELL, CELL, lambda pen: pen.rounded_rectangle((0, 0, side, side), 5 * _FINE, FINISHED[lightness]))


@cache
def _frozen() -> Image.Image:
    """A snowflake of three strokes."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        middle, arm = CELL * _FINE / 2, 9.5 * _FINE
        for turn in (30, 90, 150):
            x, y = arm * math.cos(math.radians(turn)), arm * math.sin(math.radians(turn))
            pen.line((middle - x, middle - y, middle + x, middle + y), HELD, int(2.5 * _FINE))

    return _smooth(CELL, CELL, draw)


@cache
def _excused() -> Image.Image:
    inset, far = 2 * _FINE, (CELL - 2) * _FINE - 1
    return _smooth(CELL, CELL, lambda pen: pen.ellipse((inset, inset, far, far), outline=HELD, width=3 * _FINE))


@cache
def _empty() -> Image.Image:
    near, far = (CELL // 2 - 3) * _FINE, (CELL // 2 + 3) * _FINE - 1
    return _smooth(CELL, CELL, lambda pen: pen.ellipse((near, near, far, far), EMPTY))


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


def _png(image: Image.Image) -> bytes:
    """The picture, its corners rounded and clear, in few colours, which keeps it small."""
    few = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    palette = few.getpalette() or []
    first = len(palette) // 3 - _CLEAR
    few.putpalette([*palette[: 3 * first], *BACKGROUND * _CLEAR])
    fine = Image.new("L", (2 * _CORNER * _FINE, 2 * _CORNER * _FINE), 0)
    ImageDraw.Draw(fine).ellipse((0, 0, fine.width - 1, fine.height - 1), 255)
    corners = fine.reduce(_FINE)
    for x, left in ((0, 0), (_CORNER, image.width - _CORNER)):
        for y, top in ((0, 0), (_CORNER, image.height - _CORNER)):
            corner = corners.crop((x, y, x + _CORNER, y + _CORNER))
            steps = corner.point([first + alpha * _CLEAR // 256 for alpha in range(256)])
            few.paste(steps, (left, top), corner.point([255 * (alpha < 255) for alpha in range(256)]))
    file = BytesIO()
    clear = bytes(255 * step // (_CLEAR - 1) for step in range(_CLEAR))
    few.save(file, "PNG", transparency=b"\xff" * first + clear, compress_level=7)
    return file.getvalue()
