"""The pictures of cards in docs/, taken anew by `make pictures`."""

from __future__ import annotations

import datetime

from playwright.sync_api import Browser, Page, sync_playwright

from compiler.checker import NumberKey, numbers_of
from tests.browser import ARGUMENTS, chromium
from tests.targets.anki.reviewer import Reviewer
from tests.targets.anki.studied import CHOSEN, ROOT, studied

FOLDER = ROOT / "docs" / "pictures"
NUMBER = CHOSEN["derive"]
CARD = studied().cards[NUMBER]
DAY = datetime.datetime.fromisoformat("2026-05-12 12:00").astimezone()


def main() -> None:
    """A mistake and its hint, the back, and the same on a phone at night."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        _desktop(browser)
        _phone(browser)
        browser.close()


def _desktop(browser: Browser) -> None:
    page = _page(browser, 700)
    reviewer = Reviewer(page)
    reviewer.open(CARD)
    reviewer.front(CARD)
    key = _key(reviewer)
    given = dict(studied().tables[NUMBER][reviewer.row()].given)
    said = reviewer.reply("*".join(f"{given[name]:.0f}" for name in "LGdNBy") + " B")
    assert "a well-known mistake" in said, said  # keys alone, without the values
    _picture(page, "card-front.png")
    reviewer.reply(f"{key.value:.4g} MB")
    reviewer.back(CARD)
    _picture(page, "card-back.png")


def _phone(browser: Browser) -> None:
    page = _page(browser, 320)
    reviewer = Reviewer(page, night=True, phone=True)
    card = studied().cards[CHOSEN["vector"]]
    reviewer.open(card)
    reviewer.front(card)
    page.click(".keypad summary")
    key = studied().tables[CHOSEN["vector"]][reviewer.row()].key
    right = [f"{number.value + 0:.4g}" for _, number in numbers_of(key)]
    reviewer.reply("; ".join([*right[:-1], "3"]))
    _picture(page, "card-phone.png")


def _page(browser: Browser, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 200}, device_scale_factor=1.5)
    page.clock.set_fixed_time(DAY)
    return page


def _key(reviewer: Reviewer) -> NumberKey:
    key = studied().tables[NUMBER][reviewer.row()].key
    assert isinstance(key, NumberKey)
    return key


def _picture(page: Page, name: str) -> None:
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.screenshot(path=FOLDER / name, full_page=True)


if __name__ == "__main__":
    main()
