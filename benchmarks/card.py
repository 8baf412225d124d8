"""What a card costs in Chromium: from its HTML to the first picture, the one with the largest note; and its sizes."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.compiling import contents, tinyml
from benchmarks.measuring import Figure, Peer
from compiler.checker.twin import shipped
from compiler.targets.anki import build
from compiler.targets.anki.note import Content
from tests.browser import ARGUMENTS, chromium
from tests.targets.anki.reviewer import FRAME, SHOW
from tests.targets.anki.studied import Card, imported

RUNS = 21
# Milliseconds from handing over the HTML until its layout is done and the next picture is due.
RENDER = """async ([html, show]) => {
    const put = new Function("return " + show)();
    const start = performance.now();
    put(html);
    document.body.getBoundingClientRect();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""


def figures() -> list[Figure]:
    """Those of notes and of the checker that they carry; of rendering, where there is a Chromium."""
    deck = tinyml()
    notes = contents(deck)
    sizes = sorted((_size(note), note.identity) for note in notes)
    largest = next(note for note in notes if note.identity == sizes[-1][1])
    found = [
        Figure("the checker in JavaScript, without the facts", "kB", len(shipped().encode()) / 1000, 1),
        Figure("a note of tinyml, median", "kB", statistics.median(size for size, _ in sizes) / 1000, 1),
        Figure(f"the largest note ({largest.identity})", "kB", sizes[-1][0] / 1000, 1),
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
        Figure("first picture of its front, in Chromium", "s", front, RUNS, Peer("its text without a script", bare)),
        Figure("first picture of its back", "s", back, RUNS),
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
