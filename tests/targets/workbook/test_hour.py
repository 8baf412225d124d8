"""A learner's first hour with the workbook, and the days after it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from compiler.checker import NumberKey
from tests.targets.workbook.opened import CHOSEN, WHOLE, Workbook, tables

MAIN = [f"{WHOLE}.{i}" for i in range(1, 6)]
NOON = "2026-05-04T12:00"


@pytest.fixture
def workbook(kept_page: Page) -> Workbook:
    opened = Workbook(kept_page)
    opened.open(f"#/{WHOLE}", at=NOON)
    return opened


def test_a_reply_is_echoed_while_it_is_typed_and_then_graded(workbook: Workbook) -> None:
    article = workbook.exercise("0.1")
    article.locator(".reply input").fill("3.4e6*32/8 B")
    article.locator(".echo", has_text="Read as 3.4e6 × 32 / 8 B = 13.6 MB").wait_for()
    assert article.locator(".verdict").inner_text() == ""
    assert "is neither a unit nor a function" in workbook.reply("0.1", "12 parsecs")
    assert "Not right yet" in workbook.reply("0.1", "3")
    assert "Right" in workbook.answer("0.1")
    assert article.locator(".state").inner_text() == "to repeat"
    workbook.answer("0.2")
    assert workbook.exercise("0.2").locator(".state").inner_text() == "answered"


def test_a_known_mistake_is_told_with_its_hint(workbook: Workbook) -> None:
    key = workbook.key("0.1")
    assert isinstance(key, NumberKey)
    mistake = key.mistakes[0]
    assert mistake.hint in workbook.reply("0.1", f"{mistake.value} {key.unit}")


def test_a_question_closes_once_and_its_derivation_opens_then(workbook: Workbook) -> None:
    article = workbook.exercise("0.1")
    assert article.locator(".insight").is_hidden()
    workbook.answer("0.1")
    assert article.locator(".reply input").is_editable() is False
    assert article.locator(".check").is_hidden()
    assert article.locator(".insight").is_visible()
    article.locator(".solution summary").click()
    assert workbook.shown("0.1").answer in article.locator(".answer").inner_text()
    (record,) = records(workbook)
    assert (record["outcome"], record["verdicts"], record["day"]) == ("right", ["right"], "2026-05-04")


def test_hints_come_one_by_one_then_steps_but_for_the_last(workbook: Workbook) -> None:
    article, shown = workbook.exercise("0.2"), workbook.shown("0.2")
    button = article.locator(".ask-hint")
    for told in range(1, len(shown.hints) + 1):
        button.click()
        assert article.locator(".hints details:visible").count() == told
    for told in range(1, len(shown.steps)):
        button.click()
        assert article.locator(".told .step").count() == told
    assert button.is_hidden()
    assert shown.answer not in article.locator(".work").inner_text()
    workbook.answer("0.2")
    (record,) = records(workbook)
    assert (record["nudges"], record["steps"]) == (len(shown.hints), len(shown.steps) - 1)


def test_new_numbers_are_others_and_what_was_tried_stays_on_record(workbook: Workbook) -> None:
    before = workbook.shown("0.1")
    workbook.reply("0.1", "3")
    workbook.exercise("0.1").locator(".reply .again").click()
    assert workbook.shown("0.1").prompt != before.prompt
    assert workbook.exercise("0.1").locator(".verdict").inner_text() == ""
    workbook.answer("0.1")
    (record,) = records(workbook)
    assert record["verdicts"] == ["wrong", "right"]


def test_opening_the_derivation_gives_up_or_reveals_and_says_so_before(workbook: Workbook) -> None:
    summaries = [workbook.exercise(number).locator(".solution summary") for number in ("0.1", "0.2")]
    assert summaries[0].inner_text() == "Give up and show the derivation"
    summaries[0].click()
    workbook.reply("0.2", "3")
    assert summaries[1].inner_text() == "Show the derivation"
    summaries[1].click()
    workbook.page.locator("#mac-to-flop.closed").wait_for()
    assert sorted(str(record["outcome"]) for record in records(workbook)) == ["given-up", "revealed"]
    assert workbook.facts()["day in a row"] == "1"


def test_everything_is_there_after_a_reload(workbook: Workbook) -> None:
    workbook.reply("0.1", "3")
    workbook.exercise("0.1").locator(".ask-hint").click()
    workbook.answer("0.2")
    numbers = workbook.shown("0.1").prompt
    workbook.open(f"#/{WHOLE}")
    article = workbook.exercise("0.1")
    assert workbook.shown("0.1").prompt == numbers
    assert "Not right yet" in article.locator(".verdict").inner_text()
    assert article.locator(".hints details:visible").count() == 1
    assert "Right" in workbook.exercise("0.2").locator(".verdict").inner_text()
    # The day is not the learner's until a question is closed: next morning an open one goes on, a closed one is new.
    workbook.open(f"#/{WHOLE}", at="2026-05-05T12:00")
    assert workbook.shown("0.1").prompt == numbers
    assert workbook.exercise("0.2").locator(".verdict").inner_text() == ""


def test_a_chapter_is_mastered_in_weeks_and_a_missed_day_ends_the_streak(workbook: Workbook) -> None:
    days = ["2026-05-04", "2026-05-05", "2026-05-11", "2026-05-26"]
    for day in days:
        workbook.open(f"#/{WHOLE}", at=f"{day}T12:00")
        for number in MAIN:
            assert "Right" in workbook.answer(number)
    workbook.page.locator(f'[id="/{WHOLE}"] .standing', has_text="5 of 5 begun, 5 mastered").wait_for()
    facts = workbook.facts()
    assert (facts["day in a row"], facts["days at best"]) == ("1", "2")
    workbook.open("#/", at="2026-05-28T12:00")
    assert workbook.facts()["days in a row"] == "0"


def test_days_begin_at_four_in_the_morning(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at="2026-05-06T03:59")
    workbook.answer("0.1")
    workbook.open(f"#/{WHOLE}", at="2026-05-06T04:00")
    workbook.answer("0.2")
    assert [record["day"] for record in records(workbook)] == ["2026-05-05", "2026-05-06"]
    assert workbook.facts()["days in a row"] == "2"


def test_progress_goes_to_another_browser_as_a_file(workbook: Workbook, tmp_path: Path) -> None:
    for number in MAIN[:3]:
        workbook.answer(number)
    workbook.go("#/progress")
    with workbook.page.expect_download() as download:
        workbook.page.locator(".progress .export").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert "3 closed questions saved" in workbook.page.locator(".progress .told").inner_text()
    browser = workbook.page.context.browser
    assert browser is not None
    with browser.new_context() as other_context:
        other = Workbook(other_context.new_page())
        other.open(f"#/{WHOLE}", at=NOON)
        other.answer("0.4")
        other.go("#/progress")
        for told in ("3 closed questions added, 0 known already.", "0 closed questions added, 3 known already."):
            other.page.locator(".progress .import").set_input_files(file)
            other.page.locator(".progress .told", has_text=told).wait_for()
        assert other.page.locator(".tile small").first.text_content() == "4 of 5 begun, 0 mastered"


def test_starting_over_asks_first_and_leaves_nothing(workbook: Workbook) -> None:
    workbook.answer("0.1")
    workbook.go("#/progress")
    workbook.page.locator(".progress .forget").click()
    workbook.page.locator(".progress .stay").click()
    assert workbook.kept()
    workbook.page.locator(".progress .forget").click()
    workbook.page.locator(".progress .delete").click()
    assert workbook.kept() == {}
    assert workbook.facts()["days in a row"] == "0"


def test_review_asks_what_is_due_then_what_went_wrong_then_what_is_oldest(workbook: Workbook) -> None:
    workbook.answer("0.1")
    workbook.set_clock("2026-05-04T12:05")
    workbook.reply("0.2", "3")
    workbook.answer("0.2")
    workbook.set_clock("2026-05-05T12:00")
    workbook.answer("0.3")
    workbook.go("#/8")
    workbook.answer("8.2")
    asked = []
    workbook.go("#/review")
    review = workbook.page.locator(".review")
    assert review.locator(".standing").inner_text() == "2 due · 0 not right at the first try · 2 others, oldest first"
    while review.locator(".exercise").count():
        asked.append(review.locator(".exercise .number").inner_text())
        review.locator(".next").click()
    assert asked == ["0.1", "0.2", "0.3", "8.2"]
    assert "That was all: 4 questions." in review.inner_text()
    workbook.go(f"#/{WHOLE}")
    numbers = workbook.page.locator(f'[id="/{WHOLE}"] .exercise .number').all_inner_texts()
    assert numbers == [number for number in tables() if number.startswith(f"{WHOLE}.")]


def test_whoever_leaves_the_review_comes_back_to_their_question(workbook: Workbook) -> None:
    workbook.answer("0.1")
    workbook.answer("0.2")
    workbook.go("#/review")
    asked = workbook.page.locator(".review .exercise")
    number = asked.locator(".number").inner_text()
    workbook.reply(number, "1234567")
    workbook.page.locator(".skip").focus()
    workbook.page.keyboard.press("Enter")
    assert asked.count() == 1
    workbook.go("#/progress")
    workbook.page.go_back()
    asked.wait_for()
    assert asked.locator(".number").inner_text() == number
    assert "Not right yet" in asked.locator(".verdict").inner_text()
    workbook.answer(number)
    workbook.go(f"#/{WHOLE}")
    assert "2 of 5 begun" in workbook.page.locator(f'[id="/{WHOLE}"] .standing').inner_text()


def test_search_shows_its_first_place_and_survives_a_reload(workbook: Workbook) -> None:
    workbook.page.evaluate("scrollTo(0, 3000)")
    workbook.page.locator(".find input").fill("bytes")
    assert workbook.page.evaluate("scrollY") == 0
    workbook.page.reload()
    assert "for “bytes”" in workbook.page.locator(".found .standing").inner_text()
    for query, marked in (("BÝTES", "bytes"), ("10⁶", "10⁶"), ("( [ \\ ^ $ *", "")):
        workbook.page.locator(".find input").fill(query)
        assert marked in "".join(workbook.page.locator(".results mark").all_inner_texts())


def test_search_finds_exercises_and_chapters_and_enter_goes_to_the_first(workbook: Workbook) -> None:
    workbook.page.keyboard.press("/")
    workbook.page.keyboard.type("kv CACHE")
    found = workbook.page.locator(".results a").all_inner_texts()
    assert found[0].startswith("8.2 ")
    assert any(text.startswith("Chapter 8") for text in found)
    assert workbook.page.locator(".results mark").count() > 1
    workbook.page.keyboard.press("Enter")
    assert workbook.page.url.endswith("#" + tables()["8.2"][0].exercise.slug)
    workbook.exercise("8.2").wait_for()
    workbook.page.go_back()
    workbook.page.go_back()
    workbook.page.locator(f'[id="/{WHOLE}"]').wait_for()


def test_a_link_leads_to_its_exercise(workbook: Workbook) -> None:
    slug = tables()[CHOSEN["vector"]][0].exercise.slug
    workbook.open(f"#{slug}")
    assert workbook.exercise(CHOSEN["vector"]).is_visible()
    assert workbook.page.locator(".view:visible").get_attribute("id") == f"/{CHOSEN['vector'][0]}"
    for place in ("#no-such-place", "#main/", "#%", "?theme=constructor#/"):
        workbook.open(place)
        assert workbook.page.locator(".view:visible").get_attribute("id") == "/"
    workbook.open(f"#/{WHOLE}/title")
    assert workbook.page.locator(".view:visible").get_attribute("id") == f"/{WHOLE}"


def records(workbook: Workbook) -> list[dict[str, object]]:
    """The closed questions that are kept, in the order of their days."""
    kept = [json.loads(text) for name, text in workbook.kept().items() if "/done/" in name]
    return sorted(kept, key=lambda record: str(record["day"]))
