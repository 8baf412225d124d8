"""The year as a picture: every day at its place, in a sign that also those tell apart who see no colours."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.messages.words import LANGUAGES, speaking
from bot.pictures.parts import BACKGROUND, BAR_LEFT, EMPTY, FINISHED, HELD, ROW, WIDTH
from bot.pictures.parts import TODAY as OUTLINE
from bot.pictures.year import CELL, FIRST_ROW, LEFT, PITCH, TOP, level, place, year_alt, year_picture
from scheduler.practice import Day, Progress
from scheduler.rules import Streak
from tests.bot.seen import (
    DEUTERANOPIA,
    FULL,
    HOSTILE,
    PROTANOPIA,
    SIGNS,
    TODAY,
    across,
    at,
    contrast,
    deck,
    light,
    opened,
    progress,
    year,
)


def drawn(found: Progress) -> Image.Image:
    """The picture, as Discord opens it."""
    return opened(year_picture(found))


def sign(image: Image.Image, day: date, today: date = TODAY) -> Image.Image:
    """The sign of a day, cut out."""
    x, y = place(day, today - timedelta(days=364))
    return image.crop((x, y, x + CELL, y + CELL))


def test_the_picture_is_small_and_fits_a_message() -> None:
    signs = list(SIGNS.values())
    days = tuple(Day(each.date, *signs[i * i % 7 % len(signs)]) for i, each in enumerate(year()))
    decks = [deck(f"A deck with a long title, number {i}", 100 * i, 500, 999) for i in range(6)]
    found = progress(days, *decks)
    assert len(year_picture(found)) < 40_000
    image = drawn(found)
    assert image.width <= 1600 and image.height < image.width / 2


def test_every_kind_of_day_has_its_sign() -> None:
    image = drawn(
        progress(year(d10="empty", d11="frozen", d12="excused", d13="one", d14="some", d15="more", d16="many"))
    )
    cells = [sign(image, TODAY - timedelta(days=back)) for back in range(10, 17)]
    empty, frozen, excused, *finished = cells
    middle, corner = (CELL // 2, CELL // 2), (1, 1)
    assert [at(cell, *middle) for cell in finished] == list(FINISHED)
    assert [at(cell, 3, 3) for cell in finished] == list(FINISHED)
    assert (at(empty, *middle), at(empty, 4, 4)) == (EMPTY, BACKGROUND)
    assert (at(frozen, *middle), at(frozen, *corner)) == (HELD, BACKGROUND)
    assert (at(excused, *middle), at(excused, 3, CELL // 2)) == (BACKGROUND, HELD)


def test_kinds_of_days_are_told_apart_by_shape_alone() -> None:
    image = drawn(progress(year(d10="empty", d11="frozen", d12="excused", d13="one", d14="many")))
    shapes = [
        [light(at(cell, x, y)) > 0.1 for x in range(CELL) for y in range(CELL)]
        for cell in (sign(image, TODAY - timedelta(days=back)) for back in range(10, 15))
    ]
    different = {(i, j): sum(map(bool.__ne__, shapes[i], shapes[j])) for i, j in combinations(range(5), 2)}
    assert different.pop((3, 4)) < CELL, "of the finished ones only the lightness differs"
    assert min(different.values()) > CELL * CELL / 8


def test_today_is_outlined() -> None:
    image = drawn(progress(year(d0="one")))
    x, y = place(TODAY, TODAY - timedelta(days=364))
    assert at(image, x + CELL // 2, y - 2) == OUTLINE
    assert at(image, x + CELL // 2, y - 5) == BACKGROUND
    yesterday = place(TODAY - timedelta(days=1), TODAY - timedelta(days=364))
    assert at(image, yesterday[0] - 2, yesterday[1] + CELL // 2) == BACKGROUND


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
    assert places[0][0] == LEFT and places[-1][0] == LEFT + 52 * PITCH
    assert places[-1][0] + CELL < WIDTH
    for day, (x, y) in zip(days, places, strict=True):
        assert y == TOP + day.weekday() * PITCH
        assert x == LEFT + ((day - (days[0] - timedelta(days=days[0].weekday()))).days // 7) * PITCH


@pytest.mark.parametrize("back", range(7))
@pytest.mark.parametrize("year_ends", [date(2026, 11, 28), date(2024, 2, 29), date(2025, 2, 28), date(2028, 3, 1)])
def test_any_year_is_drawn(year_ends: date, back: int) -> None:
    today = year_ends - timedelta(days=back)
    image = drawn(progress(year(today, d364="many", d9="many")))
    for days in (364, 9):
        assert at(sign(image, today - timedelta(days=days), today), CELL // 2, CELL // 2) == FINISHED[3]


def test_a_deck_has_a_bar_below_the_year() -> None:
    without, image = drawn(progress(year())), drawn(progress(year(), deck("A", 9, 9, 9), deck("B", 0, 0, 9)))
    assert across(image, BAR_LEFT, BAR_LEFT + 100, FIRST_ROW) == {FINISHED[3]}
    assert across(image, BAR_LEFT + 4, BAR_LEFT + 100, FIRST_ROW + ROW) == {BACKGROUND}
    assert at(image, BAR_LEFT, FIRST_ROW + ROW) == EMPTY
    assert without.height < FIRST_ROW < image.height


def test_decks_that_were_begun_come_before_others_where_there_is_no_room() -> None:
    decks = [deck(f"D{i}", 0, int(i == 5), 9) for i in range(6)]
    found = year_alt(progress(year(), *decks))
    assert [name for name in ("D0", "D1", "D2", "D3", "D4", "D5") if name in found] == ["D0", "D1", "D2", "D5"]
    assert drawn(progress(year(), *decks)).height == drawn(progress(year(), *decks[:4])).height + ROW


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_keeps_to_the_picture(language: str) -> None:
    with speaking(language):
        image = drawn(progress(year()))
    assert {at(image, x, y) for x in range(WIDTH - 30, WIDTH) for y in range(TOP, image.height - 30)} == {BACKGROUND}


@pytest.mark.parametrize("title", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_title_keeps_to_its_place(title: str) -> None:
    image = drawn(progress(year(), deck(title, 1, 2, 3)))
    assert image.height == drawn(progress(year(), deck("A", 1, 2, 3))).height
    assert across(image, BAR_LEFT - 12, BAR_LEFT, FIRST_ROW) == {BACKGROUND}
    assert len(year_alt(progress(year(), *[deck(title, 1, 2, 3)] * 9))) <= 1024


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
