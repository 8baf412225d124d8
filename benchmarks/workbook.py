"""The workbook of the whole deck in Chromium: its size, until it can be used, a verdict, memory over many replies."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.compiling import tinyml
from benchmarks.measuring import Figure, Peer, percentile
from compiler.deck import table
from compiler.targets.workbook import document, section
from tests.browser import ARGUMENTS, chromium

RUNS = 7
REPLIES = 500
# Milliseconds from the beginning of the navigation until scripts have run and the first picture is there.
READY = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
    if (!document.querySelector(".view:not([hidden]) .reply input")) throw new Error("no exercise is ready");
    const [{ domContentLoadedEventEnd }] = performance.getEntriesByType("navigation");
    const [{ startTime }] = performance.getEntriesByName("first-contentful-paint");
    done(Math.max(domContentLoadedEventEnd, startTime));
})))"""
# One reply after another to the exercises of the page, right ones and wrong ones, with other numbers after each that
# is right: milliseconds from the key press to a laid-out verdict.
REPLY = """(count) => {
    const articles = Array.from(document.querySelectorAll(".view:not([hidden]) .exercise"));
    return Array.from({ length: count }, (_, i) => {
        const article = articles[i % articles.length];
        const again = article.querySelector(".again");
        if (article.classList.contains("closed")) again.click();
        const input = article.querySelector(".reply input");
        input.value = i % 3 ? `${i} kB` : article.querySelector(".answer").textContent;
        const start = performance.now();
        article.querySelector(".reply").requestSubmit();
        article.querySelector(".verdict").getBoundingClientRect();
        const took = performance.now() - start;
        if (!article.querySelector(".verdict").textContent) throw new Error("nothing was said");
        return took;
    });
}"""


def figures() -> list[Figure]:
    """Those of the page; none where there is no Chromium."""
    path = chromium()
    if path is None:
        return []
    html = _workbook().encode()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "workbook.html")
        file.write_bytes(html)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        ready = statistics.median(_opened(browser.new_context().new_page(), file) for _ in range(RUNS))
        page = browser.new_context().new_page()
        _opened(page, file)
        devtools = page.context.new_cdp_session(page)
        took: list[float] = page.evaluate(REPLY, REPLIES)
        before = _heap(devtools)
        page.evaluate(REPLY, REPLIES)
        after = _heap(devtools)
        browser.close()
    name, many = "verdict in the workbook, in Chromium", f"after {REPLIES} replies"
    return [
        Figure("workbook of tinyml", "MB", len(html) / 1e6, 1),
        Figure("from navigation to a chapter that takes replies, in Chromium", "s", ready / 1000, RUNS),
        Figure(name, "ms", statistics.median(took), REPLIES),
        Figure(f"{name}, 99th of 100", "ms", percentile(took, 99), REPLIES),
        Figure(f"memory of its page {many} more", "MB", after, 1, Peer(many, before)),
    ]


def _workbook() -> str:
    deck = tinyml()
    return document(deck, [section(deck, each, table(deck, each)) for each in deck.exercises])


def _opened(page: Page, file: Path) -> float:
    page.goto(file.as_uri() + "#/8")
    found: float = page.evaluate(READY)
    return found


def _heap(devtools: CDPSession) -> float:
    """What the page's JavaScript holds once garbage is collected, in MB."""
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    return float(metrics["JSHeapUsedSize"]) / 1e6
