"""What a card costs in Chromium: from its HTML to the first picture, the one with the largest note; and its sizes."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from compiler.checker.twin import shipped
from compiler.deck import load, table
from compiler.targets.anki import build, content
from compiler.targets.anki.note import Content
from tests.browser import ARGUMENTS, chromium
from tests.targets.anki.reviewer import FRAME, SHOW
from tests.targets.anki.studied import Card, imported

ROOT = Path(__file__).parents[1]
RUNS = 21
Row = tuple[str, str, float]
# Milliseconds from handing over the HTML until its layout is done and the next picture is due.
RENDER = """async ([html, show]) => {
    const put = new Function("return " + show)();
    const start = performance.now();
    put(html);
    document.body.getBoundingClientRect();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""


def rows() -> list[Row]:
    """The figures, each with its unit; none but the sizes where there is no Chromium."""
    deck = load(ROOT / "decks" / "tinyml").deck
    assert deck is not None
    places = [(chapter, exercise) for chapter in deck.chapters for exercise in chapter.exercises]
    notes = [content(deck, *place, table(deck, place[1])) for place in places]
    sizes = sorted((_size(note), note.identity) for note in notes)
    largest = next(note for note in notes if note.identity == sizes[-1][1])
    found: list[Row] = [
        ("checker in JavaScript, without the facts", "kB", len(shipped().encode()) / 1000),
        ("note of tinyml, median", "kB", statistics.median(size for size, _ in sizes) / 1000),
        (f"note of tinyml, largest ({largest.identity})", "kB", sizes[-1][0] / 1000),
    ]
    path = chromium()
    if path is None:
        return found
    with tempfile.TemporaryDirectory() as folder:
        (card,) = imported(Path(folder), build(deck, [largest], None)).values()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page()
        front, bare = _first_renders(page, card, card.front), _first_renders(page, card, _without_script(card.front))
        back = _first_renders(page, card, card.back)
        browser.close()
    return [
        *found,
        ("first render of the largest note's front", "s", front),
        ("  as many times that of its text without a script", "×", front / bare),
        ("first render of its back", "s", back),
    ]


def _size(note: Content) -> int:
    """The bytes of a note's fields, as Anki keeps them: with a separator between them."""
    return len("\x1f".join(text for _, text in note.fields).encode())


def _without_script(html: str) -> str:
    return html[: html.index("<script>")]


def _first_renders(page: Page, card: Card, html: str) -> float:
    """The median in seconds, each in a page of its own that has just been loaded."""
    times: list[float] = []
    for _ in range(RUNS):
        page.goto("about:blank")
        page.set_content(FRAME.format(html="", body="", css=card.css, content=""))
        times.append(page.evaluate(RENDER, [html, SHOW]))
    return statistics.median(times) / 1000
