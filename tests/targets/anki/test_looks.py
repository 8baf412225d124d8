"""How cards look and read: on small screens, at night, to a screen reader, and where something is amiss."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from compiler.commands import main
from tests.browser import axe
from tests.targets.anki.reviewer import Reviewer
from tests.targets.anki.studied import CHOSEN, ROOT, studied

CARD = studied().cards[CHOSEN["derive"]]
KINDS = list(CHOSEN)
ANSWERED = {"formula": ("n*b / (n*log2(K) + K*b)",), "decide": ("fits, 1; 2", "fits, 1")}
"""Replies of which some are right, nearly right, or wrong."""


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    found: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, found)


def overlapping(page: Page) -> list[str]:
    """Keys that lie over their neighbour."""
    found: list[str] = page.evaluate("""() => {
        const keys = [...document.querySelectorAll(".press")];
        const apart = (a, b) => a.right <= b.left + 0.5 || a.bottom <= b.top + 0.5;
        const over = (a, b) => !apart(a, b) && !apart(b, a);
        const box = (key) => key.getBoundingClientRect();
        const hit = (key, i) => keys.slice(i + 1).some((other) => over(box(key), box(other)));
        const isBad = (key, i) => hit(key, i) || key.scrollWidth > key.clientWidth + 1;
        return keys.filter(isBad).map((key) => key.textContent);
    }""")
    return found


BY_DAY = [(kind, False) for kind in KINDS]
AT_NIGHT = [("derive", True), ("vector", True)]


@pytest.mark.parametrize(("kind", "night"), [*BY_DAY, *AT_NIGHT])
def test_nobody_is_shut_out(kind: str, night: bool, kept_page: Page) -> None:
    reviewer = Reviewer(kept_page, night=night)
    card = studied().cards[CHOSEN[kind]]
    reviewer.open(card)
    reviewer.front(card)
    kept_page.click(".keypad summary")
    reviewer.entered(["1", "3 §", *ANSWERED.get(kind, ("1; 2",))])
    assert axe(kept_page) == []
    reviewer.back(card)
    assert axe(kept_page) == []


def test_small_screens_and_large_fonts_need_no_scrolling_sideways(kept_page: Page) -> None:
    kept_page.set_viewport_size({"width": 320, "height": 640})
    reviewer = Reviewer(kept_page, phone=True)
    for kind, size, sized in [("derive", "100%", "16px"), *((kind, "200%", "32px") for kind in KINDS)]:
        card = studied().cards[CHOSEN[kind]]
        reviewer.open(card)
        kept_page.add_style_tag(content=f"html {{ font-size: {size}; }}")
        assert kept_page.evaluate("getComputedStyle(document.documentElement).fontSize") == sized
        reviewer.front(card)
        kept_page.click(".keypad summary")
        reviewer.entered(["1; 2"])
        assert overflow(kept_page) == 0, (kind, size)
        assert overlapping(kept_page) == [], (kind, size)
        reviewer.back(card)
        assert overflow(kept_page) == 0, (kind, size)


def test_night_is_dark_and_day_is_light(kept_page: Page) -> None:
    def brightness(night: bool) -> int:
        Reviewer(kept_page, night=night).open(CARD)
        colour = kept_page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)))

    assert brightness(True) < 150 < 600 < brightness(False)


def test_keys_are_open_on_a_touch_screen_and_say_which_setting_brings_the_keyboard(browser: Browser) -> None:
    with browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        reviewer = Reviewer(page, phone=True)
        reviewer.load_front(CARD)
        assert page.is_visible(".press[aria-label='7']")
        assert "Type answer into the card" in page.inner_text(".setting")
        assert page.evaluate("document.activeElement.id") != "typeans"


def test_taps_beside_the_controls_reach_the_program(kept_page: Page) -> None:
    reviewer = Reviewer(kept_page, phone=True)
    reviewer.open(CARD)
    reviewer.front(CARD)
    kept_page.evaluate("window.taps = []; document.addEventListener('click', (e) => taps.push(e.defaultPrevented))")
    for place in (".prompt", ".heading"):
        kept_page.click(place)
    assert kept_page.evaluate("taps") == [False, False]
    controls = kept_page.locator(".reply :is(input, button, summary)")
    assert all("tappable" in (each.get_attribute("class") or "") for each in controls.all())


def test_a_screen_reader_hears_verdict_and_echo(kept_page: Page) -> None:
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    reviewer.front(CARD)
    reviewer.reply("1")
    expect(kept_page.get_by_role("textbox", name="Your answer: a number in MB")).to_be_visible()
    assert [each.get_attribute("class") for each in kept_page.get_by_role("status").all()] == ["echo", "verdict wrong"]
    assert kept_page.locator(".verdict .mark").get_attribute("aria-hidden") == "true"


def test_without_scripts_both_sides_read_as_a_plain_card(browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        reviewer = Reviewer(page)
        for kind, number in CHOSEN.items():
            reviewer.load_front(studied().cards[number])
            assert not page.locator(".reply").is_visible(), kind
            assert len(page.inner_text(".prompt")) > 40, kind
            reviewer.load_back(studied().cards[number])
            first = studied().tables[number][0]
            assert page.inner_text(".answer") == first.answer, kind
            assert "variant 1" in page.inner_text(".trust"), kind
            assert not page.locator(".rating").is_visible(), kind


DAMAGED = ("", "{", "[]", "null", '{"v":3}', '{"v":4}', '{"v":3,"rows":[["x"]],"texts":[]}')


def test_a_damaged_table_leaves_the_text_of_the_first_variant(kept_page: Page) -> None:
    first = studied().tables[CHOSEN["derive"]][0]
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    for table in DAMAGED:
        card = replace(CARD, front=with_table(CARD.front, table), back=with_table(CARD.back, table))
        reviewer.front(card)
        assert set(reviewer.numbers()) <= set(first.prompt[1::2]), table
        assert not kept_page.is_visible(".reply"), table
        reviewer.back(card)
        assert kept_page.inner_text(".answer") == first.answer, table


def with_table(side: str, table: str) -> str:
    """A side of a card with another table."""
    return re.sub(r'(class="table">)[^<]*', lambda found: found[1] + table.replace('"', "&quot;"), side)


def test_an_engine_without_what_the_checker_needs_still_shows_fresh_numbers(page: Page) -> None:
    page.add_init_script("delete window.BigInt")
    reviewer = Reviewer(page)
    reviewer.open(CARD)
    reviewer.front(CARD)
    variant = studied().tables[CHOSEN["derive"]][reviewer.row()]
    assert reviewer.row() > 0
    assert set(reviewer.numbers()) <= set(variant.prompt[1::2])
    assert not page.is_visible(".reply")


@pytest.mark.parametrize("kind", KINDS)
def test_the_browsers_columns_are_plain_text(kind: str) -> None:
    question, answer = (re.sub(r"<[^>]*>", "", each) for each in studied().cards[CHOSEN[kind]].columns)
    exercise = studied().tables[CHOSEN[kind]][0]
    assert question.startswith(f"{exercise.exercise.number} {exercise.exercise.title}: ")
    assert answer == exercise.answer
    assert "function" not in question + answer


@pytest.mark.parametrize(
    "note",
    [
        '<table class="table"><tr><td>1</table>',
        '<span data-s="999">',
        '<span data-s="0">mine</span>',
        "<!--",
        "</main>",
    ],
)
def test_whatever_somebody_notes_on_a_card_leaves_the_card_alone(note: str, kept_page: Page) -> None:
    end = CARD.back.index("</footer>") + len("</footer>")
    card = replace(CARD, back=f'{CARD.back[:end]}<div class="notes">{note}</div>{CARD.back[end:]}')
    reviewer = Reviewer(kept_page)
    reviewer.open(card)
    reviewer.front(card)
    row = reviewer.row()
    reviewer.reply("1")
    reviewer.back(card)
    if note == "<!--":  # what follows is a comment then, the script too: the text of the first variant stands
        assert kept_page.inner_text(".answer") == studied().tables[CHOSEN["derive"]][0].answer
        return
    assert kept_page.inner_text(".answer") == studied().tables[CHOSEN["derive"]][row].answer
    assert "mine" in kept_page.inner_text(".notes") or "mine" not in note
    assert kept_page.is_visible(".yours")


def test_a_card_reads_from_left_to_right_wherever_anki_does_not(kept_page: Page) -> None:
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    kept_page.evaluate("document.documentElement.dir = 'rtl'")
    reviewer.back(CARD)
    assert kept_page.evaluate("getComputedStyle(document.querySelector('.answer')).direction") == "ltr"


def test_the_line_of_trust_says_which_numbers_these_are(kept_page: Page) -> None:
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    reviewer.front(CARD)
    row = reviewer.row()
    reviewer.back(CARD)
    said = kept_page.inner_text(".trust")
    assert said.startswith(f"8.2 · variant {row + 1} of 64 · release ")
    assert not kept_page.is_visible(".report")  # this deck tells no address


REPORTS = (
    ("https://github.com/some/deck", "https://github.com/some/deck/issues/new?title="),
    ("https://gitlab.com/some/deck/", "https://gitlab.com/some/deck/-/issues/new?issue[title]="),
    ("https://github.com/some/deck.git", "https://github.com/some/deck/issues/new?title="),
    ("https://gitlab.com/a/group/deck/-/tree/main", "https://gitlab.com/a/group/deck/-/issues/new?issue[title]="),
    ("mailto:me@deck.test", "mailto:me@deck.test?subject="),
    ("me@deck.test", "mailto:me@deck.test?subject="),
    ("https://deck.test/contact", "https://deck.test/contact"),
    ("javascript:alert(1)", None),
    ("at the lecture", None),
)


def test_report_leads_to_the_decks_own_address(kept_page: Page) -> None:
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    for address, link in REPORTS:
        card = replace(CARD, back=CARD.back.replace('"report":""', f'"report":"{address}"'))
        reviewer.front(card)
        row = reviewer.row()
        reviewer.back(card)
        if link is None:
            assert not kept_page.is_visible(".report"), address
            continue
        href = kept_page.get_attribute(".report", "href") or ""
        assert href.startswith(link), address
        if "?" in link:
            assert f"drillbook%20draw%20tinyml%208.2%20--variant%20{row + 1}" in href, address


def test_drillbook_draws_the_variant_that_a_card_tells(kept_page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    reviewer.front(CARD)
    shown = kept_page.inner_text(".prompt")
    reviewer.back(CARD)
    variant = re.search(r"variant (\d+)", kept_page.inner_text(".trust"))
    assert variant is not None
    assert main(["draw", str(ROOT / "decks" / "tinyml"), "8.2", "--variant", variant[1], "--json"]) == 0
    drawn = json.loads(capsys.readouterr().out)
    assert " ".join(drawn["prompt"].split()) == " ".join(shown.split())
    assert drawn["shown"] == kept_page.inner_text(".answer")
