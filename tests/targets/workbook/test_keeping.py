"""Progress is safe: from two tabs, from storage that is full or refused, and from files and entries by anybody."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import FilePayload, Page

from tests.targets.workbook.opened import WHOLE, Workbook, tables

NOON = "2026-05-04T12:00"
NOON_AT = 1_777_896_000_000
FULL = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };"""
REFUSED = (
    """Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });"""
)
RECORD = {
    "exercise": "model-size",
    "at": NOON_AT,
    "day": "2026-05-04",
    "outcome": "right",
    "verdicts": ["right"],
    "nudges": 0,
    "steps": 0,
}


@pytest.fixture
def workbook(kept_page: Page) -> Workbook:
    return Workbook(kept_page)


def test_two_tabs_keep_what_each_has_closed_and_show_it(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    other = Workbook(workbook.page.context.new_page())
    other.open(f"#/{WHOLE}", at=NOON)
    workbook.answer("0.1")
    other.answer("0.2")
    workbook.answer("0.3")
    for tab in (workbook, other):
        tab.page.locator(f'[id="/{WHOLE}"] .standing', has_text="3 of 5 begun").wait_for()
        assert tab.exercise("0.2").locator(".state").inner_text() == "answered"
    # The same question in both: it closes once.
    assert other.exercise("0.1").locator(".reply input").is_editable() is False
    assert sum("/done/" in name for name in workbook.kept()) == 3


@pytest.mark.parametrize("trouble", [FULL, REFUSED], ids=["full", "refused"])
def test_without_storage_it_works_says_so_and_a_file_saves_it(page: Page, trouble: str) -> None:
    workbook = Workbook(page)
    workbook.page.add_init_script(trouble)
    workbook.open(f"#/{WHOLE}", at=NOON)
    assert "does not keep your progress" in workbook.page.locator(".trouble").inner_text()
    assert "Right" in workbook.answer("0.1")
    workbook.page.locator(".trouble a").click()
    with workbook.page.expect_download() as download:
        workbook.page.locator(".progress .export").click()
    (record,) = json.loads(download.value.path().read_text())["records"]
    assert record["exercise"] == "model-size"


def test_what_did_not_fit_is_kept_once_there_is_room(page: Page) -> None:
    workbook = Workbook(page)
    workbook.page.add_init_script(f"window.put = Storage.prototype.setItem; {FULL}")
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.answer("0.1")
    assert workbook.kept() == {}
    workbook.page.evaluate("() => { Storage.prototype.setItem = window.put; }")
    workbook.answer("0.2")
    assert workbook.page.locator(".trouble").is_hidden()
    assert sum("/done/" in name for name in workbook.kept()) == 2


UNREADABLE = [
    "{",
    "null",
    "[]",
    '"x"',
    json.dumps({**RECORD, "day": "2026-02-30"}),
    json.dumps({**RECORD, "at": "now"}),
    json.dumps({**RECORD, "outcome": "won"}),
    json.dumps({**RECORD, "verdicts": ["right"] * 101}),
    json.dumps({**RECORD, "verdicts": [{}]}),
    json.dumps({**RECORD, "nudges": -1}),
    json.dumps({**RECORD, "exercise": "x" * 65}),
    json.dumps({**RECORD, "exercise": {"toString": 1}}),
]


def test_entries_that_cannot_be_read_count_for_nothing(workbook: Workbook) -> None:
    keep = "([name, entry]) => localStorage.setItem(name, entry)"
    workbook.open("#/", at=NOON)
    deck = workbook.page.evaluate("document.body.dataset.deck")
    for i, entry in enumerate(UNREADABLE):
        workbook.page.evaluate(keep, [f"drillbook/{deck}/done/x{i}", entry])
    mains = [f"{WHOLE}.{number}" for number in range(1, 6)]
    for start in range(0, len(UNREADABLE), len(mains)):
        for number, entry in zip(mains, UNREADABLE[start:], strict=False):
            slug = tables()[number][0].exercise.slug
            workbook.page.evaluate(keep, [f"drillbook/{deck}/open/{slug}", entry])
        workbook.open(f"#/{WHOLE}")
        for number in mains:
            assert workbook.exercise(number).locator(".reply input").is_editable(), UNREADABLE[start:]
    assert workbook.facts()["days in a row"] == "0"
    workbook.go(f"#/{WHOLE}")
    assert "Right" in workbook.answer("0.1")
    assert workbook.facts()["day in a row"] == "1"


def test_what_is_kept_is_shown_as_text_and_graded_anew(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.reply("0.1", "3")
    name, text = next((name, text) for name, text in workbook.kept().items() if "/open/" in name)
    attempt = json.loads(text)
    attempt["replies"] = [{"text": "<img src=x onerror=alert(1)>", "verdict": "right", "hints": ["<b>hello</b>"]}]
    workbook.page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, json.dumps(attempt)])
    workbook.open(f"#/{WHOLE}")
    verdict = workbook.exercise("0.1").locator(".verdict")
    assert verdict.locator("img, b").count() == 0
    assert "Right" not in verdict.inner_text()
    assert workbook.exercise("0.1").locator(".reply input").is_editable()


NO_PROGRESS = [
    ("{", "it is no JSON"),
    ("null", "holds no progress"),
    ('{"format": "drillbook-progress"}', "holds no progress"),
    ('{"format": "drillbook-progress", "version": 0, "deck": "D", "records": []}', "holds no progress"),
    ('{"format": "drillbook-progress", "version": 1, "deck": {"toString": 1}, "records": []}', "another deck"),
    ('{"format": "drillbook-progress", "version": 2, "deck": "D", "records": []}', "newer workbook"),
    ('{"format": "drillbook-progress", "version": 1, "deck": "other<b>", "records": []}', "another deck, other<b>"),
    ('{"format": "drillbook-progress", "version": 1, "deck": "D", "records": [1, {"id": "/"}]}', "2 not readable"),
]


def test_a_file_that_is_no_progress_changes_nothing_and_is_told_why(workbook: Workbook) -> None:
    workbook.open("#/progress", at=NOON)
    deck = workbook.page.evaluate("document.body.dataset.deck")
    for text, told in NO_PROGRESS:
        file = FilePayload(name="x.json", mimeType="application/json", buffer=text.replace('"D"', f'"{deck}"').encode())
        workbook.page.locator(".progress .import").set_input_files(file)
        workbook.page.locator(".progress .told", has_text=told).wait_for()
        assert workbook.kept() == {}, text


def test_an_update_of_the_deck_that_changes_the_numbers_begins_the_attempt_anew(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.reply("0.1", "3")
    name, text = next((name, text) for name, text in workbook.kept().items() if "/open/" in name)
    changed = json.dumps({**json.loads(text), "numbers": 1})
    workbook.page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, changed])
    workbook.open(f"#/{WHOLE}")
    assert workbook.exercise("0.1").locator(".verdict").inner_text() == ""


def test_an_update_that_takes_hints_away_offers_no_more_than_there_are(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    ask = workbook.exercise("0.1").locator(".ask-hint")
    ask.click()
    name, text = next((name, text) for name, text in workbook.kept().items() if "/open/" in name)
    told = json.dumps({**json.loads(text), "nudges": 9})
    workbook.page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, told])
    workbook.open(f"#/{WHOLE}")
    steps = len(workbook.shown("0.1").steps) - 1
    for step in range(1, steps + 1):
        ask.click()
        assert workbook.exercise("0.1").locator(".told .step").count() == step
    assert ask.is_hidden()


def test_what_is_typed_stays_whatever_another_tab_does_and_outlives_a_reload(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    other = Workbook(workbook.page.context.new_page())
    other.open(f"#/{WHOLE}", at=NOON)
    typed = workbook.exercise("0.1").locator(".reply input")
    typed.fill("12")
    workbook.exercise("0.1").locator(".echo", has_text="Read as 12").wait_for()
    typed.fill("123456")
    other.answer("0.2")
    workbook.page.locator("#mac-to-flop.closed").wait_for()
    assert typed.input_value() == "123456"
    typed.fill("1234567")
    workbook.open(f"#/{WHOLE}")
    assert workbook.exercise("0.1").locator(".reply input").input_value() == "1234567"


def test_a_file_that_one_tab_reads_is_soon_in_the_other(workbook: Workbook) -> None:
    workbook.open("#/progress", at=NOON)
    other = Workbook(workbook.page.context.new_page())
    other.open(f"#/{WHOLE}", at=NOON)
    deck = workbook.page.evaluate("document.body.dataset.deck")
    records = [{"id": f"x{i}", **RECORD, "at": NOON_AT + i} for i in range(2_000)]
    text = json.dumps({"format": "drillbook-progress", "version": 1, "deck": deck, "records": records})
    file = FilePayload(name="x.json", mimeType="application/json", buffer=text.encode())
    workbook.page.locator(".progress .import").set_input_files(file)
    workbook.page.locator(".progress .told", has_text="2000 closed questions added").wait_for()
    other.go("#/progress")
    other.page.locator(".facts", has_text="2000 questions closed").wait_for()


def test_a_clock_that_ran_ahead_makes_due_what_was_answered_under_it(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at="2030-01-01T12:00")
    workbook.answer("0.1")
    workbook.open(f"#/{WHOLE}", at=NOON)
    assert workbook.exercise("0.1").locator(".state").inner_text() == "due"
    workbook.answer("0.1")
    assert workbook.exercise("0.1").locator(".state").inner_text() == "answered"
    workbook.open(f"#/{WHOLE}", at="2026-05-10T12:00")
    assert workbook.exercise("0.1").locator(".state").inner_text() == "due"


@pytest.mark.parametrize("event", ["visibilitychange", "hashchange"])
def test_a_page_that_stays_open_overnight_comes_back_on_the_next_day(workbook: Workbook, event: str) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.answer("0.1")
    workbook.set_clock("2026-05-06T12:00")
    workbook.page.evaluate("(event) => document.dispatchEvent(new Event(event, { bubbles: true }))", event)
    assert workbook.exercise("0.1").locator(".state").inner_text() == "due"
    assert workbook.exercise("0.1").locator(".reply input").is_editable()
