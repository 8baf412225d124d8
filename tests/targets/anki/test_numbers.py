"""Which numbers a card shows: the same ones from its front to its back, other ones the next time."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import Page

from tests.targets.anki.reviewer import Reviewer
from tests.targets.anki.studied import CHOSEN, studied

CARD = studied().cards[CHOSEN["derive"]]
OTHER = studied().cards[CHOSEN["vector"]]
NOON = datetime.datetime.fromisoformat("2026-05-12 12:00").astimezone()  # where the browser is
NO_STORAGE = """Object.defineProperty(window, "sessionStorage", {get() { throw new Error("refused"); }});"""


@pytest.fixture
def reviewer(kept_page: Page) -> Reviewer:
    kept_page.clock.set_fixed_time(NOON)
    return Reviewer(kept_page)


@pytest.fixture
def without_storage(page: Page) -> Reviewer:
    page.clock.set_fixed_time(NOON)
    page.add_init_script(NO_STORAGE)
    return Reviewer(page)


def later(reviewer: Reviewer, **time: float) -> None:
    reviewer.page.clock.set_fixed_time(NOON + datetime.timedelta(**time))


def test_the_back_shows_the_numbers_of_the_front(reviewer: Reviewer) -> None:
    reviewer.open(CARD)
    reviewer.front(CARD)
    shown = reviewer.numbers()
    reviewer.back(CARD)
    assert reviewer.numbers() == shown


def test_the_back_is_that_of_the_front_when_the_page_is_loaded_anew(reviewer: Reviewer) -> None:
    reviewer.load_front(CARD)
    reviewer.reply("12 MB")
    shown = reviewer.numbers()
    reviewer.load_back(CARD)
    assert reviewer.numbers() == shown
    assert "12 MB" in reviewer.page.inner_text(".yours")


def test_a_new_day_between_front_and_back_changes_nothing(reviewer: Reviewer) -> None:
    later(reviewer, hours=15.9)
    reviewer.load_front(CARD)
    shown = reviewer.numbers()
    later(reviewer, hours=16.1)  # past four in the morning
    reviewer.load_front(CARD)
    assert reviewer.numbers() == shown
    reviewer.load_back(CARD)
    assert reviewer.numbers() == shown


def test_a_front_loaded_anew_keeps_numbers_replies_and_what_was_typed(reviewer: Reviewer) -> None:
    reviewer.load_front(CARD)
    shown = reviewer.numbers()
    reviewer.reply("12 MB")
    reviewer.page.fill("#typeans", "34")
    reviewer.load_front(CARD)
    assert reviewer.numbers() == shown
    assert reviewer.page.input_value("#typeans") == "34"
    assert reviewer.page.inner_text(".verdict")


@pytest.mark.parametrize("days", [0, 1], ids=["on the same day", "a day later each"])
def test_the_next_attempts_have_other_numbers(days: int, reviewer: Reviewer) -> None:
    reviewer.open(CARD)
    shown = []
    for attempt in range(8):
        later(reviewer, days=days * attempt)
        reviewer.front(CARD)
        shown.append(reviewer.row())
        reviewer.back(CARD)
    assert len(set(shown)) == 8


def test_a_front_that_was_never_turned_changes_once_another_card_was_shown(reviewer: Reviewer) -> None:
    reviewer.open(CARD)
    reviewer.front(CARD)
    shown = reviewer.row()
    reviewer.front(OTHER)
    reviewer.front(CARD)
    assert reviewer.row() != shown


def test_a_front_that_was_never_turned_changes_the_next_day(reviewer: Reviewer) -> None:
    reviewer.load_front(CARD)
    shown = reviewer.row()
    later(reviewer, days=1)
    reviewer.load_front(CARD)
    assert reviewer.row() != shown


def test_all_devices_show_the_same_numbers_at_the_first_attempt_of_a_day(reviewer: Reviewer) -> None:
    reviewer.load_front(CARD)
    shown = reviewer.row()
    reviewer.page.evaluate("sessionStorage.clear()")
    reviewer.load_front(CARD)
    assert reviewer.row() == shown


def test_without_storage_a_page_that_lives_on_remembers(without_storage: Reviewer) -> None:
    reviewer = without_storage
    reviewer.open(CARD)
    reviewer.front(CARD)
    first = reviewer.row()
    assert reviewer.reply("12 MB")
    reviewer.back(CARD)
    assert reviewer.row() == first
    assert "12 MB" in reviewer.page.inner_text(".yours")
    reviewer.front(CARD)
    assert reviewer.row() != first


def test_without_storage_and_globals_both_sides_still_show_one_row(without_storage: Reviewer) -> None:
    reviewer = without_storage
    reviewer.load_front(CARD)
    shown = reviewer.numbers()
    reviewer.load_back(CARD)
    assert reviewer.numbers() == shown


@pytest.mark.parametrize("stored", ["null", "7", "{}", '{"row": 999, "replies": []}', '{"row": "1"}', "not JSON"])
def test_what_is_stored_may_be_damaged(stored: str, reviewer: Reviewer) -> None:
    reviewer.load_front(CARD)
    shown = reviewer.row()
    reviewer.page.evaluate(
        "(text) => Object.keys(sessionStorage).forEach((k) => sessionStorage.setItem(k, text))", stored
    )
    reviewer.load_front(CARD)
    assert reviewer.row() == shown
    assert reviewer.reply("12 MB")


def test_a_card_begins_its_day_at_four_in_the_morning(reviewer: Reviewer) -> None:
    later(reviewer, hours=15.9)
    reviewer.load_front(CARD)
    shown = reviewer.row()
    reviewer.page.evaluate("sessionStorage.clear()")
    later(reviewer, hours=1)
    reviewer.load_front(CARD)
    assert reviewer.row() == shown
