"""The week of a group: who was right at the first try, later, and not, each day, and the hardest exercise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image

from bot.messages.words import speaking
from bot.pictures.parts import BACKGROUND, BAR_LEFT, EDGE, EMPTY, FINISHED, MUTED, ROW, TEXT, WIDTH
from bot.pictures.week import FIRST_ROW, DayOfWeek, Hardest, Week, week_alt, week_picture
from tests.bot.seen import HOSTILE, across, at, opened

MONDAY = date(2026, 11, 23)
HARDEST = Hardest("8.2", "KV-cache memory", 3, 12)


def week(*went: tuple[int, int, int], hardest: Hardest | None = HARDEST, members: int = 12) -> Week:
    """A week from Monday on: how many were right at the first try, right, and tried on each day."""
    days = (DayOfWeek(MONDAY + timedelta(days=n), *each) for n, each in enumerate(went))
    return Week(MONDAY, MONDAY + timedelta(days=6), tuple(days), hardest, members)


def drawn(found: Week) -> Image.Image:
    """The picture, as Discord opens it."""
    return opened(week_picture(found))


def test_a_day_has_a_bar_of_three_parts() -> None:
    image = drawn(week((4, 8, 12), (0, 6, 6), (0, 0, 3), (0, 0, 0)))
    parts = [across(image, BAR_LEFT, BAR_LEFT + 60, FIRST_ROW + n * ROW) for n in range(4)]
    assert parts[0] == {FINISHED[3]}
    assert {FINISHED[1], BACKGROUND} <= parts[1] and FINISHED[3] not in parts[1]
    assert EMPTY in parts[2] and not parts[2] & {FINISHED[1], FINISHED[3]}
    assert parts[3] == {BACKGROUND}, "nobody tried it"
    assert all(TEXT in across(image, EDGE, BAR_LEFT, FIRST_ROW + n * ROW) for n in range(4))


def test_a_bar_is_as_long_as_many_tried_it() -> None:
    image = drawn(week((12, 12, 12), (6, 6, 6), (1, 1, 1)))

    def long(n: int) -> int:
        row = FIRST_ROW + n * ROW
        return next(x for x in range(BAR_LEFT, WIDTH) if at(image, x, row) == BACKGROUND) - BAR_LEFT

    assert abs(long(1) - long(0) / 2) <= 1
    assert abs(long(2) - long(0) / 12) <= 1


def test_what_the_parts_mean_stands_above_them() -> None:
    image = drawn(week((4, 8, 12)))
    above = image.crop((0, 140, WIDTH, 195)).convert("RGB")
    assert {FINISHED[3], FINISHED[1], EMPTY, MUTED} <= {colour for _, colour in above.getcolors() or []}


def test_the_hardest_exercise_stands_below_with_its_share() -> None:
    with_it, without = drawn(week((4, 8, 12))), drawn(week((4, 8, 12), hardest=None))
    foot = FIRST_ROW + ROW
    assert with_it.height > without.height
    words = with_it.crop((0, foot + 16, WIDTH, with_it.height - 20)).convert("RGB")
    left, right = words.crop((0, 0, WIDTH // 2, words.height)), words.crop((WIDTH // 2, 0, WIDTH, words.height))
    assert all(TEXT in {colour for _, colour in half.getcolors() or []} for half in (left, right))


def test_a_week_without_drills_is_drawn() -> None:
    image = drawn(week(hardest=None, members=0))
    assert image.height < FIRST_ROW
    assert TEXT in across(image, EDGE, WIDTH // 2, 60)


@pytest.mark.parametrize("title", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_title_keeps_to_its_place(title: str) -> None:
    found = week((4, 8, 12), hardest=replace(HARDEST, title=title))
    image = drawn(found)
    assert image.height == drawn(week((4, 8, 12))).height
    assert {at(image, x, y) for x in range(WIDTH - EDGE + 2, WIDTH) for y in range(24, image.height - 24)} == {
        BACKGROUND
    }
    assert len(week_alt(found)) <= 1024


def test_the_description_tells_the_same() -> None:
    assert week_alt(week((4, 8, 12), (1, 1, 1))) == (
        "Mon 23 November to Sun 29 November: 12 members took part."
        " Mon 23 November: 12 tried, 8 right, 4 of them at the first try."
        " Tue 24 November: 1 tried, 1 right, 1 of them at the first try."
        " The hardest exercise: 8.2 KV-cache memory, 25% at the first try (3 of 12)."
    )


def test_the_description_in_german() -> None:
    with speaking("de"):
        found = week_alt(week((4, 8, 12), members=1))
    assert found == (
        "Mo 23. November bis So 29. November: 1 Mitglied hat mitgemacht."
        " Mo 23. November: 12 versucht, 8 richtig, davon 4 auf Anhieb."
        " Die schwerste Aufgabe: 8.2 KV-cache memory, 25 % auf Anhieb (3 von 12)."
    )
