"""The pictures of the workbook in docs/, taken anew by `make pictures`."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, sync_playwright

from compiler.checker import NumberKey
from compiler.deck import table
from compiler.targets.workbook import document, section
from tests.browser import ARGUMENTS, chromium
from tests.deck.samples import ROOT, tinyml
from tests.targets.workbook.opened import CHOSEN, Workbook, tables, written

FOLDER = ROOT / "docs" / "pictures"
STUDIED = {
    "2026-04-13": "01",
    "2026-04-14": "01",
    "2026-04-20": "01",
    "2026-05-05": "0",
    "2026-05-06": "1",
    "2026-05-07": "2",
    "2026-05-08": "2",
    "2026-05-09": "3",
    "2026-05-10": "3",
    "2026-05-11": "4",
}
"""On which day which chapters are answered."""
TODAY = "2026-05-12T12:00"


def main() -> None:
    """The overview of somebody who is under way, a mistake with its hint, and a chapter on a phone at night."""
    FOLDER.mkdir(exist_ok=True)
    # The whole deck, so that nothing on a picture is missing.
    for each in tinyml().exercises:
        tables().setdefault(each.number, table(tinyml(), each))
    sections = [section(tinyml(), each, tables()[each.number]) for each in tinyml().exercises]
    address = written(document(tinyml(), sections))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        _desk(browser, address)
        _phone(browser, address)
        browser.close()


def _desk(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1180, "height": 780}, device_scale_factor=1.5)
    workbook = Workbook(page, address)
    for day, chapters in STUDIED.items():
        for chapter in chapters:
            workbook.open(f"#/{chapter}", at=f"{day}T12:00")
            for number in (f"{chapter}.{i}" for i in range(1, 6)):
                workbook.answer(number)
    workbook.open(f"#/{CHOSEN['derive'][0]}", at=TODAY)
    key = workbook.key(CHOSEN["derive"])
    assert isinstance(key, NumberKey)
    article = workbook.exercise(CHOSEN["derive"])
    article.locator(".ask-hint").click()
    workbook.reply(CHOSEN["derive"], f"{key.mistakes[0].value:.4g} MB")
    page.evaluate("document.activeElement.blur()")
    article.screenshot(path=FOLDER / "workbook-exercise.png")
    workbook.answer(CHOSEN["derive"])
    workbook.go("#/")
    _picture(page, "workbook.png")


def _phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 720}, device_scale_factor=1.5, color_scheme="dark")
    Workbook(page, address).open("#/3", at=TODAY)
    _picture(page, "workbook-phone.png")


def _picture(page: Page, name: str) -> None:
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    main()
