"""The year as a picture: every day at its place, in a sign that also those tell apart who see no colours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot import picture
from bot.picture import (
    BACKGROUND,
    CELL,
    FINISHED,
    HELD,
    Colour,
    bar_ends,
    level,
    place,
    year_alt,
    year_picture,
)
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


def progress(days: tuple[Day, ...], *decks: DeckProgress, streak: Streak | None = None) -> Progress:
    """The progress of somebody."""
    return Progress(days[-1].date, streak or Streak(12, 41, True, 2), days, decks, Due(0, 0, ()))


def opened(found: Progress) -> Image.Image:
    """The picture, as Discord opens it."""
    with Image.open(BytesIO(year_picture(found))) as image:
        assert image.format == "PNG"
        return image.convert("RGBA")


def at(image: Image.Image, x: int, y: int) -> Colour:
    """The colour of a pixel."""
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return int(pixel[0]), int(pixel[1]), int(pixel[2])


def sign(image: Image.Image, day: date, today: date = TODAY) -> Image.Image:
    """The sign of a day, cut out."""
    x, y = place(day, today - timedelta(days=364))
    return image.crop((x, y, x + CELL, y + CELL))


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


def test_the_picture_is_small_and_fits_a_message() -> None:
    signs = list(SIGNS.values())
    days = tuple(Day(each.date, *signs[i * i % 7 % len(signs)]) for i, each in enumerate(year()))
    decks = [deck(f"A deck with a long title, number {i}", 100 * i, 500, 999) for i in range(6)]
    found = progress(days, *decks)
    assert len(year_picture(found)) < 40_000
    image = opened(found)
    assert image.width <= 1600 and image.height < image.width / 2


def test_every_kind_of_day_has_its_sign() -> None:
    image = opened(
        progress(year(d10="empty", d11="frozen", d12="excused", d13="one", d14="some", d15="more", d16="many"))
    )
    cells = [sign(image, TODAY - timedelta(days=back)) for back in range(10, 17)]
    empty, frozen, excused, *finished = cells
    middle, corner = (CELL // 2, CELL // 2), (1, 1)
    assert [at(cell, *middle) for cell in finished] == list(FINISHED)
    assert [at(cell, 3, 3) for cell in finished] == list(FINISHED)
    assert (at(empty, *middle), at(empty, 4, 4)) == (picture.EMPTY, BACKGROUND)
    assert (at(frozen, *middle), at(frozen, *corner)) == (HELD, BACKGROUND)
    assert (at(excused, *middle), at(excused, 3, CELL // 2)) == (BACKGROUND, HELD)


def test_kinds_of_days_are_told_apart_by_shape_alone() -> None:
    image = opened(progress(year(d10="empty", d11="frozen", d12="excused", d13="one", d14="many")))
    shapes = [
        [light(at(cell, x, y)) > 0.1 for x in range(CELL) for y in range(CELL)]
        for cell in (sign(image, TODAY - timedelta(days=back)) for back in range(10, 15))
    ]
    different = {(i, j): sum(map(bool.__ne__, shapes[i], shapes[j])) for i, j in combinations(range(5), 2)}
    assert different.pop((3, 4)) < CELL, "of the finished ones only the lightness differs"
    assert min(different.values()) > CELL * CELL / 8


def test_today_is_outlined() -> None:
    image = opened(progress(year(d0="one")))
    x, y = place(TODAY, TODAY - timedelta(days=364))
    assert at(image, x + CELL // 2, y - 2) == picture.TODAY
    assert at(image, x + CELL // 2, y - 5) == BACKGROUND
    yesterday = place(TODAY - timedelta(days=1), TODAY - timedelta(days=364))
    assert at(image, yesterday[0] - 2, yesterday[1] + CELL // 2) == BACKGROUND


@pytest.mark.parametrize("colour", [*FINISHED, picture.HELD, picture.EMPTY, picture.TODAY])
def test_signs_stand_out_from_the_background(colour: Colour) -> None:
    for seen in (FULL, DEUTERANOPIA, PROTANOPIA):
        assert contrast(colour, BACKGROUND, seen) >= 3


@pytest.mark.parametrize("colour", [picture.TEXT, picture.MUTED])
def test_words_can_be_read(colour: Colour) -> None:
    assert contrast(colour, BACKGROUND) >= 7


def test_the_parts_of_a_bar_stand_out_from_one_another() -> None:
    assert contrast(FINISHED[3], BACKGROUND) >= 3 and contrast(FINISHED[1], BACKGROUND) >= 3


@pytest.mark.parametrize("seen", [FULL, DEUTERANOPIA, PROTANOPIA])
def test_levels_differ_in_lightness_for_all_eyes(seen: tuple[tuple[float, ...], ...]) -> None:
    for darker, lighter in pairwise(FINISHED):
        assert light(darker, seen) < light(lighter, seen)
        assert contrast(darker, lighter, seen) >= 1.6


def test_levels_are_told_by_how_many_were_finished() -> None:
    assert [level(count) for count in (1, 2, 4, 5, 9, 10, 1000)] == [0, 1, 1, 2, 2, 3, 3]


@given(st.dates(date(1999, 1, 1), date(2101, 1, 1)))
def test_days_stand_in_weeks_whatever_day_the_year_begins_on(today: date) -> None:
    days = [day.date for day in year(today)]
    places = [place(day, days[0]) for day in days]
    assert len(set(places)) == 365
    assert places[0][0] == picture.LEFT and places[-1][0] == picture.LEFT + 52 * picture.PITCH
    assert places[-1][0] + CELL < picture.WIDTH
    for day, (x, y) in zip(days, places, strict=True):
        assert y == picture.TOP + day.weekday() * picture.PITCH
        assert x == picture.LEFT + ((day - (days[0] - timedelta(days=days[0].weekday()))).days // 7) * picture.PITCH


@pytest.mark.parametrize("back", range(7))
@pytest.mark.parametrize("year_ends", [date(2026, 11, 28), date(2024, 2, 29), date(2025, 2, 28), date(2028, 3, 1)])
def test_any_year_is_drawn(year_ends: date, back: int) -> None:
    today = year_ends - timedelta(days=back)
    image = opened(progress(year(today, d364="many", d9="many")))
    for days in (364, 9):
        assert at(sign(image, today - timedelta(days=days), today), CELL // 2, CELL // 2) == FINISHED[3]


def test_corners_are_clear_so_that_no_theme_shows_a_frame() -> None:
    image = opened(progress(year()))
    right, bottom = image.width - 1, image.height - 1
    corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)]
    assert [image.getpixel(corner) for corner in corners] == [(*BACKGROUND, 0)] * 4
    assert image.getpixel((right // 2, 0)) == image.getpixel((0, bottom // 2)) == (*BACKGROUND, 255)
    assert len(set(image.getchannel("A").tobytes())) > 4, "and smooth"


def test_a_bar_a_deck_tells_mastery() -> None:
    image = opened(progress(year(), deck("A", 30, 60, 120), deck("B", 0, 0, 9), deck("C", 9, 9, 9)))
    left, width, middle = picture.BAR_LEFT, picture.BAR_WIDTH, picture.FIRST_ROW
    seen = [at(image, left + width * part // 120, middle) for part in (1, 29)]
    assert seen == [FINISHED[3]] * 2
    striped = {at(image, left + x, middle) for x in range(width * 31 // 120, width * 59 // 120)}
    assert {BACKGROUND, FINISHED[1]} <= striped and FINISHED[3] not in striped
    assert {at(image, left + x, middle) for x in range(width * 61 // 120, width - 4)} == {BACKGROUND}
    row = picture._ROW
    assert {at(image, left + x, middle + row) for x in range(4, width - 4)} == {BACKGROUND}
    assert {at(image, left + x, middle + 2 * row) for x in range(4, width - 4)} == {FINISHED[3]}


@given(st.integers(1, 2_000), st.integers(0, 2_000), st.integers(0, 2_000))
def test_a_part_of_a_bar_is_seen_unless_it_is_empty(total: int, a: int, b: int) -> None:
    mastered, begun = sorted((min(a, total), min(b, total)))
    ends = bar_ends(Mastery(mastered, begun, total))
    assert 0 <= ends[0] <= ends[1] <= picture.BAR_WIDTH
    assert (ends[0] > 0, ends[1] > ends[0], ends[1] < picture.BAR_WIDTH) == (
        mastered > 0,
        begun > mastered,
        begun < total,
    )


def test_a_deck_without_exercises_has_an_empty_bar() -> None:
    assert bar_ends(Mastery(0, 0, 0)) == (0, 0)


def test_decks_that_were_begun_come_before_others_where_there_is_no_room() -> None:
    decks = [deck(f"D{i}", 0, int(i == 5), 9) for i in range(6)]
    found = year_alt(progress(year(), *decks))
    assert [name for name in ("D0", "D1", "D2", "D3", "D4", "D5") if name in found] == ["D0", "D1", "D2", "D5"]
    assert opened(progress(year(), *decks)).height == opened(progress(year(), *decks[:4])).height + picture._ROW


def test_a_title_in_other_letters_is_drawn() -> None:
    assert year_picture(progress(year(), deck("Größe 中文 Ж – " * 9, 1, 2, 3)))


def test_the_description_tells_the_same() -> None:
    days = year(
        d0="one", d1="many", d2="frozen", d3="excused", d4="excused", d29="one", d30="one", d33="one", d34="some"
    )
    found = year_alt(progress(days, deck("Small nets", 3, 5, 9)))
    assert found == (
        "Current streak: 12 days, best: 41 days, freezes: 2. In the last year: 6 days with a finished exercise, 3 of"
        " them in the last 30; 1 held by a freeze, 2 excused. Best month: Oct 2026, 4 days. Small nets: 3 of 9"
        " mastered, 2 learning."
    )


def test_the_description_of_an_empty_year() -> None:
    found = year_alt(progress(year(), streak=Streak(0, 1, False, 0)))
    assert found == (
        "Current streak: 0 days, best: 1 day, freezes: 0. In the last year: 0 days with a finished exercise, 0 of them"
        " in the last 30; 0 held by a freeze, 0 excused."
    )


def test_the_description_is_as_long_as_discord_takes() -> None:
    found = year_alt(progress(year(), *[deck("T" * 400, 1, 2, 3)] * 4))
    assert len(found) == 1024 and found.endswith("…")
