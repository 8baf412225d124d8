"""How the workbook looks and is worked: light and dark, 320 pixels and wide, by keyboard, read aloud, printed."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser import axe
from tests.targets.workbook.opened import WHOLE, Workbook, tables

VIEWS = ["#/", *(f"#/{chapter}" for chapter in range(10)), "#/review", "#/search", "#/progress"]
NOON = "2026-05-04T12:00"
WIDTHS = (320, 768, 1600)
# Elements that reach beyond the page, but for what scrolls in a box of its own.
BEYOND = """() => Array.from(document.querySelectorAll("body *")).filter((each) => {
    const box = each.getBoundingClientRect();
    const isBeyond = box.width && (box.right > innerWidth + 1 || box.left < -1);
    return isBeyond && !each.closest(".equation, .scroll, pre, .skip");
}).map((each) => each.outerHTML.slice(0, 80))"""


# What is hidden shuts nobody out, but axe-core takes its time over it: it is put aside meanwhile.
ASIDE = """() => {
    window.aside = Array.from(document.querySelectorAll(".view[hidden]"), (view) => {
        const place = document.createComment("aside");
        view.replaceWith(place);
        return { view, place };
    });
}"""
# That of WCAG 2.2, between the letters of an element and the next ground behind them.
CONTRAST = """(element, pseudo) => {
    const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const light = (colour) => {
        const [red, green, blue] = parts(colour).map((part) => linear(part / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (each) => {
        const colour = getComputedStyle(each).backgroundColor;
        return parts(colour)[3] === 0 ? ground(each.parentElement) : colour;
    };
    const [less, more] = [light(getComputedStyle(element, pseudo).color), light(ground(element))].sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
}"""
BACK = "() => { for (const { view, place } of window.aside) place.replaceWith(view); }"


@pytest.fixture
def workbook(kept_page: Page) -> Workbook:
    kept_page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return Workbook(kept_page)


def busy(workbook: Workbook) -> None:
    """A workbook with something in each of its views: verdicts, hints, a derivation, days, findings."""
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.reply("0.1", "3")
    workbook.exercise("0.1").locator(".ask-hint").click()
    workbook.reply("0.2", "12 parsecs")
    workbook.exercise("0.2").locator(".keypad summary").click()
    workbook.answer("0.3")
    workbook.exercise("0.3").locator(".solution summary").click()
    workbook.page.locator(".find input").fill("memory")


def test_nothing_shuts_anybody_out_of_any_view(workbook: Workbook) -> None:
    busy(workbook)
    assert complaints(workbook, VIEWS) == {}


def test_all_can_be_read_at_night(workbook: Workbook) -> None:
    workbook.page.emulate_media(color_scheme="dark")
    busy(workbook)
    chapters_alike = [f"#/{number}" for number in range(1, 10)]
    views = [view for view in VIEWS if view not in chapters_alike]
    assert complaints(workbook, views, "color-contrast") == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_axe_passes_over_can_be_read_as_well(workbook: Workbook, theme: str) -> None:
    """It leaves out single letters, and what screen readers are told in other words."""
    workbook.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.answer("0.1")
    workbook.open(f"#/{WHOLE}", at="2026-05-05T12:00")
    workbook.answer("0.2")
    places = [".bar .streak .words", ".contents .due:not(:empty)", ".contents [aria-current] .number"]
    for place in places:
        assert workbook.page.locator(place).evaluate(CONTRAST) >= 4.5, place
    workbook.go("#/review")
    assert workbook.page.locator("[aria-current] .due").evaluate(CONTRAST) >= 4.5
    assert workbook.page.locator(".find input").evaluate(CONTRAST, "::placeholder") >= 4.5


def complaints(workbook: Workbook, views: list[str], *rules: str) -> dict[str, list[str]]:
    """What axe-core finds, by view."""
    found = {}
    for view in views:
        workbook.go(view)
        workbook.page.evaluate(ASIDE)
        found[view] = axe(workbook.page, *rules)
        workbook.page.evaluate(BACK)
    return {view: wrong for view, wrong in found.items() if wrong}


def test_no_view_is_wider_than_the_screen_even_at_twice_the_size_of_letters(workbook: Workbook) -> None:
    busy(workbook)
    workbook.page.add_style_tag(content=":root { font-size: 200%; }")
    for width in WIDTHS:
        workbook.page.set_viewport_size({"width": width, "height": 800})
        for view in VIEWS:
            workbook.go(view)
            assert workbook.page.evaluate(BEYOND) == [], (view, width)
            assert workbook.page.evaluate("document.documentElement.scrollWidth") <= width, view


def test_bars_and_days_are_seen_where_colours_are_forced(workbook: Workbook) -> None:
    workbook.page.emulate_media(forced_colors="active")
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.answer("0.1")
    workbook.go("#/progress")
    colours = "Array.from(document.querySelectorAll('.calendar span'), (day) => getComputedStyle(day).backgroundColor)"
    assert len(set(workbook.page.evaluate(colours))) == 2
    assert "gradient" in workbook.page.evaluate("getComputedStyle(document.querySelector('.meter')).backgroundImage")
    workbook.page.emulate_media(forced_colors="none")


def test_contents_fold_away_on_a_phone_and_stay_on_a_desk(workbook: Workbook) -> None:
    contents = workbook.page.locator(".contents")
    workbook.page.set_viewport_size({"width": 390, "height": 800})
    workbook.open("#/")
    assert contents.is_hidden()
    workbook.page.locator(".bar .menu").click()
    contents.locator("text=Pruning").click()
    workbook.page.locator('[id="/2"]').wait_for()
    assert contents.is_hidden()
    workbook.page.set_viewport_size({"width": 1280, "height": 800})
    assert contents.is_visible()
    assert contents.locator("[aria-current=page] .name").inner_text() == "Pruning"


def test_colours_follow_the_system_until_the_reader_says_otherwise(workbook: Workbook) -> None:
    def paper() -> str:
        found: str = workbook.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return found

    workbook.page.emulate_media(color_scheme="dark")
    workbook.open("#/")
    dark = paper()
    workbook.page.emulate_media(color_scheme="light")
    light = paper()
    assert dark != light
    button = workbook.page.locator(".bar .theme")
    for name, colour in (("Light", light), ("Dark", dark)):
        button.click()
        assert (button.get_attribute("aria-label"), paper()) == (f"Colours: {name}", colour)
    workbook.open("#/")
    assert paper() == dark
    workbook.open("?theme=light#/")
    assert paper() == light


def test_the_keyboard_alone_does_everything(workbook: Workbook) -> None:
    workbook.open("", at=NOON)
    keys = workbook.page.keyboard
    focused = "document.activeElement.className || document.activeElement.tagName"
    keys.press("Tab")
    assert workbook.page.evaluate(focused) == "skip"
    keys.press("Enter")
    assert workbook.page.evaluate("document.activeElement.id") == "main/"
    assert workbook.page.locator(".view:visible").get_attribute("id") == "/"
    workbook.go(f"#/{WHOLE}")
    answer = workbook.shown("0.1").answer
    workbook.exercise("0.1").locator(".number").focus()
    keys.press("Tab")
    keys.type(answer)
    keys.press("Enter")
    assert "Right" in workbook.exercise("0.1").locator(".verdict").inner_text()
    before = workbook.shown("0.1").prompt
    for _ in range(6):
        keys.press("Tab")
        if workbook.page.evaluate(focused) == "again":
            break
    keys.press("Space")
    assert workbook.shown("0.1").prompt != before
    assert workbook.page.evaluate("document.activeElement.tagName") == "INPUT"


def test_a_view_takes_the_focus_so_that_it_is_read_from_its_beginning(workbook: Workbook) -> None:
    workbook.open("#/")
    workbook.page.locator(".contents a[href='#/3']").click()
    workbook.page.locator('[id="/3"]:focus').wait_for()
    assert workbook.page.title().startswith("Quantization I: the basics · ")


def test_what_is_said_of_a_reply_is_announced_and_carries_its_tone_in_words(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    assert workbook.exercise("0.1").locator(".verdict").get_attribute("role") == "status"
    workbook.reply("0.1", "3")
    assert workbook.exercise("0.1").locator(".verdict .mark").get_attribute("aria-hidden") == "true"


def test_nothing_moves_for_those_who_do_not_want_it(workbook: Workbook) -> None:
    workbook.page.emulate_media(reduced_motion="reduce")
    workbook.open("#/")
    durations = "Array.from(document.querySelectorAll('*'), (each) => getComputedStyle(each).transitionDuration)"
    assert set(workbook.page.evaluate(durations)) == {"0s"}


def test_keys_on_a_touch_screen_type_into_the_answer(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    article = workbook.exercise("0.1")
    article.locator(".keypad summary").click()
    for key in ("3", "times", "2"):
        article.locator(f".press[aria-label='{key}']").click()
    assert article.locator(".reply input").input_value() == "3×2"


def test_a_chapter_prints_with_lines_to_write_on_and_its_answers_at_the_end(workbook: Workbook) -> None:
    workbook.open(f"#/{WHOLE}", at=NOON)
    workbook.reply("0.1", "3")
    pages = printed(workbook.page)
    text = "\n".join(pages)
    assert "Efficiency metrics" in pages[0]
    assert "Pruning" not in text
    assert "Not right yet" not in text
    assert "Search" not in text
    assert pages[-1].lstrip().startswith("Answers")
    for number in (number for number in tables() if number.startswith(f"{WHOLE}.")):
        assert workbook.shown(number).answer.split()[0] in pages[-1]
    assert workbook.page.locator(".answers").is_hidden()


def test_from_the_overview_the_whole_workbook_prints_a_chapter_a_page_at_least(workbook: Workbook) -> None:
    workbook.open("#/", at=NOON)
    workbook.page.emulate_media(color_scheme="dark")
    pages = printed(workbook.page)
    heads = [page.strip().split("\n")[0] for page in pages]
    assert [head for head in heads if head.startswith("Chapter ")] == [f"Chapter {number}" for number in range(10)]
    assert workbook.page.locator(".view:visible").get_attribute("id") == "/"
    workbook.go("#/progress")
    again = printed(workbook.page)
    assert [page.strip().split("\n")[0] for page in again] == heads
    assert "Keep it, or take it along" not in "".join(again)
    assert workbook.page.locator(".view:visible").get_attribute("id") == "/progress"
    workbook.go("#/search")
    assert len(printed(workbook.page)) == 1


def printed(page: Page) -> list[str]:
    """The pages that are printed, as text."""
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
    return [each.extract_text() for each in pdf.pages]
