"""Sheets in a real browser, on the screen and on paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from compiler.deck import Deck
from compiler.targets.workbook import deal, sheets
from tests.browser import axe
from tests.deck.samples import tinyml

MILLIMETRE = 96 / 25.4
SHEETS = 3
# All that is inside the margins, in CSS pixels: width and height.
PAPERS = {"A4": (178 * MILLIMETRE, 265 * MILLIMETRE), "Letter": (183 * MILLIMETRE, 247 * MILLIMETRE)}


@pytest.fixture(scope="module")
def deck() -> Deck:
    return tinyml()


@pytest.fixture(scope="module")
def address(deck: Deck, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with exercises of every type, long ones, and tables."""
    numbers = ("0.5a", "3.1a", "3.5a", "4.2a", "9.4a")
    chosen = [each for each in deck.exercises if each.number in numbers]
    path: Path = tmp_path_factory.mktemp("sheets") / "sheets.html"
    path.write_text(sheets(deal(deck, chosen, SHEETS, 0), derivations=True), "utf-8")
    return path.as_uri()


@pytest.mark.parametrize("paper", PAPERS)
def test_on_paper_everything_fits_the_page(paper: str, page: Page, address: str) -> None:
    width, height = PAPERS[paper]
    page.set_viewport_size({"width": int(width), "height": int(height)})
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address)
    wide = "n => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > n + 1).length"
    assert page.evaluate(wide, int(width)) == 0
    tall = "n => [...document.querySelectorAll('.exercise')].filter(e => e.offsetHeight > n).map(e => e.innerText)"
    assert page.evaluate(tall, height) == []
    colours = "e => [getComputedStyle(e).color, getComputedStyle(document.documentElement).backgroundColor]"
    assert page.locator(".sheet").first.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator(".about").is_hidden()


def test_each_sheet_begins_on_a_page_of_its_own_and_an_empty_one_behind_it_is_offered(page: Page, deck: Deck) -> None:
    page.set_content(sheets(deal(deck, deck.chapters[3].exercises[:1], SHEETS, 0)))
    assert pages(page) == SHEETS + 1
    page.check("#odd")
    assert pages(page) == 2 * SHEETS + 1


def pages(page: Page) -> int:
    """How many pages a printer gets."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_small_screen_nothing_overflows_and_axe_finds_nothing(scheme: str, page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert axe(page) == []
    page.add_style_tag(content=":root { font-size: 200%; }")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
