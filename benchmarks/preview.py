"""How long a save of a large deck takes until it is on the screen, in Chromium."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.measuring import DECK, ROOT, Figure
from tests.browser import ARGUMENTS, REACHABLE, chromium

RUNS = 5
CHAPTER = "08-language-models.yaml"
SAVED = "kv-cache-memory:\n    title: "
"""Before the title of the exercise that is saved: one with companions, which are built again along with it."""
# True once the words are in the page that is seen, and the picture with them is due.
ON_SCREEN = """(words) => {
    const frame = document.querySelector("iframe:not(.coming)");
    const page = frame && frame.contentDocument;
    const shown = page && page.querySelector("#kv-cache-memory");
    return Boolean(shown && shown.innerText.includes(words) && shown.getBoundingClientRect().height);
}"""
REST = 1_000
"""Milliseconds between two saves, in which an author looks at what has come."""


def figures() -> list[Figure]:
    """Those of a save; none where there is no Chromium."""
    measured = _measured()
    if measured is None:
        return []
    screen, build = measured
    return [
        Figure("preview: from a save of one exercise of tinyml to the screen", "s", screen, RUNS),
        Figure("of which its build", "s", build, RUNS),
    ]


def _measured() -> tuple[float, float] | None:
    """The medians in seconds, from a save until it is on the screen and of its build; None without a Chromium."""
    path = chromium()
    if path is None:
        return None
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary, "tinyml")
        shutil.copytree(DECK, folder)
        command = [sys.executable, "-m", "compiler.commands", "preview", str(folder), "--port", "0", "--json"]
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, REACHABLE])
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT) as process:
            assert process.stdout is not None
            address = json.loads(process.stdout.readline())["address"]
            process.stdout.readline()
            page = browser.new_page()
            page.goto(address)
            page.select_option("#exercise", "kv-cache-memory")
            builds, screens = [], []
            for run in range(RUNS + 1):
                screens.append(_save(page, folder / CHAPTER, f"Saved for the {run}th time"))
                builds.append(float(json.loads(process.stdout.readline())["seconds"]))
                page.wait_for_timeout(REST)
            process.terminate()
        browser.close()
    # The first one warms up.
    return statistics.median(screens[1:]), statistics.median(builds[1:])


def _save(page: Page, chapter: Path, title: str) -> float:
    """Seconds from a save with another title until that title is on the screen."""
    before, place, after = chapter.read_text("utf-8").partition(SAVED)
    rest = after.partition("\n")[2]
    start = time.perf_counter()
    chapter.write_text(f"{before}{place}{title}\n{rest}", "utf-8")
    page.wait_for_function(ON_SCREEN, arg=title, polling=10)
    return time.perf_counter() - start
