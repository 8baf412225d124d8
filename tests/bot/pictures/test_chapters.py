"""A deck chapter by chapter, and what is due below: every part is seen, however many chapters and whatever titles."""

from __future__ import annotations

import pytest
from PIL import Image

from bot.messages.words import speaking
from bot.pictures.chapters import COLUMN, FIRST_ROW, HIGH, MOST_CHAPTERS, PITCH, chapters_alt, chapters_picture, foot_of
from bot.pictures.parts import BACKGROUND, BAR_LEFT, EDGE, EMPTY, FINISHED, LARGE, ROW, TEXT, WIDTH, width_of
from scheduler.practice import DeckProgress
from tests.bot.seen import HOSTILE, across, at, chapters, opened, progress, year

SMALL_DECK = (("Nets", 2, 4, 6), ("Pruning", 5, 5, 5), ("Searching", 0, 0, 7))
DUE = (4, 2, 0, 8, 1, 0, 3, 2)


def drawn(deck: DeckProgress, due: tuple[int, ...] = DUE) -> Image.Image:
    """The picture, as Discord opens it."""
    return opened(chapters_picture(progress(year(), deck, due=due), deck))


def test_the_deck_and_each_chapter_have_a_bar() -> None:
    image = drawn(chapters("Small nets", *SMALL_DECK))
    whole, nets, pruning, searching = (
        across(image, BAR_LEFT, BAR_LEFT + 200, FIRST_ROW + n * ROW) - {EMPTY} for n in range(4)
    )
    assert FINISHED[3] in whole and FINISHED[1] in whole
    assert FINISHED[3] in nets and FINISHED[1] in nets
    assert pruning == {FINISHED[3]}
    assert FINISHED[3] not in searching and BACKGROUND in searching
    assert all(TEXT in across(image, EDGE, BAR_LEFT, FIRST_ROW + n * ROW) for n in range(4))


def test_the_title_stands_above() -> None:
    image = drawn(chapters("Small nets", *SMALL_DECK))
    assert TEXT in across(image, EDGE, EDGE + width_of("Small nets", LARGE), 60)


def test_a_day_on_which_more_is_due_has_a_higher_column() -> None:
    image, foot = drawn(chapters("Small nets", *SMALL_DECK)), foot_of(4)
    high = []
    for n in range(8):
        x = EDGE + n * PITCH + COLUMN // 4
        high.append(sum(at(image, x, y) == FINISHED[1] for y in range(foot - HIGH, foot)))
        assert at(image, x, foot + 1) == EMPTY, "also a day on which nothing is due stands there"
        above = image.crop((x - 20, foot - high[-1] - 40, x + COLUMN, foot - high[-1] - 4)).convert("RGB")
        assert TEXT in {colour for _, colour in above.getcolors() or []}, "with its number"
    assert high == [HIGH // 2, HIGH // 4, 0, HIGH, HIGH // 8, 0, HIGH * 3 // 8, HIGH // 4]


def test_one_among_many_that_are_due_is_seen() -> None:
    image, foot = drawn(chapters("Small nets", *SMALL_DECK), (1, 1_000, 0, 0, 0, 0, 0, 0)), foot_of(4)
    assert at(image, EDGE + COLUMN // 2, foot - 4) == FINISHED[1]


def test_nothing_due_is_drawn() -> None:
    image, foot = drawn(chapters("Small nets", *SMALL_DECK), (0,) * 8), foot_of(4)
    assert FINISHED[1] not in across(image, EDGE, WIDTH - EDGE, foot - 2)


def test_a_hundred_chapters_are_twenty_rows_and_a_small_file() -> None:
    many = chapters("Large", *[(f"Chapter {n}", n, 2 * n, 300) for n in range(100)])
    assert drawn(many).height == foot_of(MOST_CHAPTERS + 2) + 62
    assert len(chapters_picture(progress(year(), many, due=DUE), many)) < 100_000


@pytest.mark.parametrize("title", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_titles_keep_to_their_places(title: str) -> None:
    deck = chapters(title, *[(title, 1, 2, 3)] * 100)
    image = drawn(deck)
    for n in range(MOST_CHAPTERS + 2):
        assert across(image, BAR_LEFT - 12, BAR_LEFT, FIRST_ROW + n * ROW) == {BACKGROUND}
        assert FINISHED[3] in across(image, BAR_LEFT, BAR_LEFT + 40, FIRST_ROW + n * ROW)
    assert across(image, WIDTH - EDGE + 1, WIDTH, 60) == {BACKGROUND}
    assert len(chapters_alt(progress(year(), deck, due=DUE), deck)) <= 1024


def test_the_description_tells_the_same() -> None:
    deck = chapters("Small nets", *SMALL_DECK)
    found = chapters_alt(progress(year(), deck, due=DUE), deck)
    assert found == (
        "Small nets: 7 of 18 mastered, 2 learning. Due: today 4, Sun 2, Mon 0, Tue 8, Wed 1, Thu 0, Fri 3, Sat 2."
        " 1 Nets: 2 of 6 mastered, 2 learning. 2 Pruning: 5 of 5 mastered, 0 learning."
        " 3 Searching: 0 of 7 mastered, 0 learning."
    )


def test_the_description_says_that_there_are_more_chapters_and_decks() -> None:
    deck = chapters("D", *[("C", 0, 0, 1)] * 21)
    found = chapters_alt(progress(year(), deck, deck), deck)
    assert "Due, all decks together: today 0," in found
    assert found.endswith(" 19 C: 0 of 1 mastered, 0 learning. And 2 more chapters.")


def test_the_description_in_german() -> None:
    deck = chapters("Kleine Netze", ("Größe", 1, 2, 3))
    with speaking("de"):
        found = chapters_alt(progress(year(), deck, due=DUE), deck)
    assert found == (
        "Kleine Netze: 1 von 3 sicher, 1 in Arbeit. Fällig: heute 4, So 2, Mo 0, Di 8, Mi 1, Do 0, Fr 3, Sa 2."
        " 1 Größe: 1 von 3 sicher, 1 in Arbeit."
    )
