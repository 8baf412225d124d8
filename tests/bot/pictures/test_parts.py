"""What pictures share: letters, colours, bars of three parts, corners."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.parts import (
    BACKGROUND,
    BAR_LEFT,
    EDGE,
    EMPTY,
    FINISHED,
    HELD,
    LARGE,
    MOST_ALT,
    MUTED,
    PLAIN,
    ROW,
    SMALL,
    TEXT,
    TODAY,
    WIDTH,
    Amounts,
    Colour,
    Row,
    bar,
    bar_ends,
    bar_width,
    bare_numbers,
    described,
    draw_rows,
    fitting,
    font,
    mastery_rows,
    png,
    sheet,
    titled,
    typed,
    width_of,
)
from scheduler.rules import Mastery
from tests.bot.seen import DEUTERANOPIA, FULL, HOSTILE, PROTANOPIA, across, at, contrast, opened

MIDDLE = 60


def row(name: str, *amounts: int, share: float = 1.0) -> Row:
    """A row with its numbers."""
    first, second, third = amounts
    return Row(name, (first, second, third), bare_numbers((first, second, third)), share)


def drawn(*rows: Row) -> Image.Image:
    """Rows on a sheet, as Discord opens it."""
    image, _ = sheet(MIDDLE + len(rows) * ROW)
    draw_rows(image, rows, MIDDLE)
    return opened(png(image))


@pytest.mark.parametrize("colour", [*FINISHED, HELD, EMPTY, TODAY])
def test_signs_stand_out_from_the_background(colour: Colour) -> None:
    for seen in (FULL, DEUTERANOPIA, PROTANOPIA):
        assert contrast(colour, BACKGROUND, seen) >= 3


@pytest.mark.parametrize("colour", [TEXT, MUTED])
def test_words_can_be_read(colour: Colour) -> None:
    assert contrast(colour, BACKGROUND) >= 7


def test_letters_are_ten_pixels_high_where_discord_shows_the_picture_smaller() -> None:
    assert min(SMALL, PLAIN, LARGE) * 550 / WIDTH >= 10


def test_the_parts_of_a_bar_differ_in_pattern_and_in_lightness() -> None:
    lightness = []
    for amounts in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        grey = bar(400, amounts).convert("L")
        lightness.append(sum(grey.tobytes()) / len(grey.tobytes()))
    assert lightness[0] > 2 * lightness[1] > 4 * lightness[2]
    middle = at(bar(400, (1, 0, 0)), 200, 14), at(bar(400, (0, 0, 1)), 200, 14)
    assert middle == (FINISHED[3], BACKGROUND)
    assert {BACKGROUND, FINISHED[1]} <= across(bar(400, (0, 1, 0)), 10, 390, 14)


def test_a_row_tells_its_parts() -> None:
    rows = (row("A", 30, 30, 60), row("B", 0, 0, 9), row("C", 9, 0, 0), row("D", 5, 0, 0, share=0.5))
    image, width = drawn(*rows), bar_width(rows)
    left, half = BAR_LEFT, BAR_LEFT + width // 2
    assert across(image, left, left + width * 29 // 120, MIDDLE) == {FINISHED[3]}
    striped = across(image, left + width * 31 // 120, left + width * 59 // 120, MIDDLE)
    assert {BACKGROUND, FINISHED[1]} <= striped and FINISHED[3] not in striped
    assert across(image, left + width * 61 // 120, left + width - 4, MIDDLE) == {BACKGROUND}
    assert across(image, left + 4, left + width - 4, MIDDLE + ROW) == {BACKGROUND}
    assert across(image, left, left + width, MIDDLE + 2 * ROW) == {FINISHED[3]}
    assert FINISHED[3] not in across(image, half + 2, left + width, MIDDLE + 3 * ROW)
    assert across(image, left, half - 2, MIDDLE + 3 * ROW) == {FINISHED[3]}


def test_a_row_has_its_name_before_and_its_numbers_behind_the_bar() -> None:
    rows = (row("A name", 30, 30, 60), row("", 0, 0, 0, share=0))
    image, end = drawn(*rows), BAR_LEFT + bar_width(rows)
    assert TEXT in across(image, EDGE, BAR_LEFT, MIDDLE)
    behind = image.crop((end, 0, WIDTH, MIDDLE + ROW // 2)).convert("RGB")
    assert {MUTED, FINISHED[3], FINISHED[1], EMPTY} <= {colour for _, colour in behind.getcolors() or []}
    assert across(image, EDGE, end, MIDDLE + ROW) == {BACKGROUND}, "where nothing is to be told there is no bar"


def test_the_largest_numbers_have_room() -> None:
    rows = (row("W" * 1_000, 123_456, 123_456, 123_456),)
    image = drawn(*rows)
    assert bar_width(rows) > 100
    assert across(image, BAR_LEFT - 12, BAR_LEFT, MIDDLE) == {BACKGROUND}
    assert {at(image, x, y) for x in range(WIDTH - EDGE + 1, WIDTH) for y in range(30, 90)} == {BACKGROUND}


@given(st.tuples(*[st.integers(0, 2_000)] * 3), st.integers(30, 900))
def test_a_part_of_a_bar_is_seen_unless_it_is_empty(amounts: Amounts, width: int) -> None:
    filled, striped = bar_ends(amounts, width)
    assert 0 <= filled <= striped <= width
    if any(amounts):
        assert (filled > 0, striped > filled, striped < width) == tuple(map(bool, amounts))


def test_a_deck_without_exercises_has_an_empty_bar() -> None:
    assert bar_ends((0, 0, 0), 400) == (0, 0)


def test_what_has_no_room_is_told_together_and_what_was_begun_goes_first() -> None:
    named = [(f"D{i}", Mastery(i, 2 * i, 99)) for i in range(6)]
    rows = mastery_rows(named, 3, bare_numbers)
    assert [(each.name, each.amounts) for each in rows] == [
        ("D1", (1, 1, 97)),
        ("D2", (2, 2, 95)),
        ("D3", (3, 3, 93)),
        ("and 3 more", (9, 9, 279)),
    ]
    assert [each.name for each in mastery_rows(named, 6, bare_numbers)] == [f"D{i}" for i in range(6)]


def test_letters_are_the_right_ones() -> None:
    text = "äöüß ÄÖÜẞ éñłøæœ µΩαβλ × − ≤ ≥ ≈ → ² ₁ – … „“ ’ €"
    assert typed(text) == text.replace("ẞ", "?")
    assert typed("A\u0308 Löwe") == "Ä Löwe"
    assert typed("ạ ọ") == "a o"


def test_what_the_font_lacks_is_a_plain_sign() -> None:
    assert typed("中文 Ж 🚀") == "?? ? ?"
    assert typed(HOSTILE["no letter"]) == ""
    assert typed("a\u0301\u0301\u0301\u0322b\u200d\ufe0f\u202e\nc") == "áb c"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("size", [SMALL, PLAIN, LARGE])
def test_a_title_has_letters_of_the_font_and_keeps_to_its_room(text: str, size: int) -> None:
    shown = fitting(text, size, 300)
    assert width_of(shown, size) <= 300
    assert all(each == " " or font(size).getmask(each).getbbox() for each in shown)


def test_a_title_is_cut_only_where_it_has_no_room() -> None:
    width = width_of("A title", PLAIN)
    assert fitting("A title", PLAIN, width) == "A title"
    assert fitting("A title", PLAIN, width - 1) == "A ti…"
    assert fitting("i" * 1_000, PLAIN, 100_000).endswith("i…")


def test_a_description_is_as_long_as_discord_takes() -> None:
    assert described(["x" * 500, "y" * (MOST_ALT - 501)]).endswith("y")
    found = described(["x" * 500, "y" * (MOST_ALT - 500)])
    assert len(found) == MOST_ALT and found.endswith("y…")
    assert titled("t" * 100) == "t" * 100 and titled("t" * 101) == "t" * 100 + "…"


def test_corners_are_clear_so_that_no_theme_shows_a_frame() -> None:
    image = opened(png(sheet(200)[0]))
    right, bottom = image.width - 1, image.height - 1
    corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)]
    assert [image.getpixel(corner) for corner in corners] == [(*BACKGROUND, 0)] * 4
    assert image.getpixel((right // 2, 0)) == image.getpixel((0, bottom // 2)) == (*BACKGROUND, 255)
    assert len(set(image.getchannel("A").tobytes())) > 4, "and smooth"
