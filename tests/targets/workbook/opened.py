"""The workbook of real exercises, one of each type and a whole chapter, opened in a browser like a reader's."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from playwright.sync_api import Locator, Page

from compiler.checker import AnswerKey
from compiler.deck import Filled, table
from compiler.targets.workbook import document, section
from tests.deck.samples import tinyml

CHOSEN = {"derive": "8.2", "formula": "3.5a", "decide": "7.4b", "vector": "4.2a", "debug": "3.4a"}
"""The exercise that speaks for each type."""
FURTHER = ("2.4", "1.4", "4.4")
"""Others, in which verdicts occur that those have no occasion for."""
WHOLE = "0"
"""The chapter that is there with all its exercises."""
# Types a reply and checks it, as a reader does; what is said of it, and how it looks.
REPLIED = """(article, replies) => replies.map((reply) => {
    article.querySelector(".reply input").value = reply;
    article.querySelector(".reply").requestSubmit();
    const verdict = article.querySelector(".verdict");
    return [verdict.innerText, verdict.className];
})"""

# Follows a link, and ends once the page has heard of it and done what it does then.
GONE = """(place) => new Promise((done) => {
    if (location.hash === place) return done();
    addEventListener("hashchange", () => setTimeout(done), { once: true });
    location.hash = place;
})"""


@cache
def tables() -> dict[str, tuple[Filled, ...]]:
    """The variants of the exercises that are there, by number."""
    return {
        each.number: table(tinyml(), each)
        for each in tinyml().exercises
        if each.number in (*CHOSEN.values(), *FURTHER) or each.number.startswith(f"{WHOLE}.")
    }


@cache
def address() -> str:
    """Where the workbook lies, made once a process."""
    sections = [section(tinyml(), table[0].exercise, table) for table in tables().values()]
    return written(document(tinyml(), sections))


def written(html: str) -> str:
    """The address of a file that holds a page."""
    path = Path(tempfile.mkdtemp(prefix="drillbook-workbook-")) / "workbook.html"
    path.write_text(html, "utf-8")
    return path.as_uri()


@dataclass
class Workbook:
    """A reader's browser with a workbook in it: that of `address()`, unless another is named."""

    page: Page
    file: str = field(default_factory=address)

    def open(self, place: str = "#/", at: str | None = None) -> None:
        """Load it anew, at a place, on a day and hour of local time where one is given."""
        if at is not None:
            self.set_clock(at)
        self.page.goto("about:blank")
        self.page.goto(self.file + place)

    def set_clock(self, at: str) -> None:
        """Stop the page's clock at a local time."""
        self.page.clock.set_fixed_time(datetime.fromisoformat(at))

    def go(self, place: str) -> None:
        """Follow a link within the page."""
        self.page.evaluate(GONE, place)

    def exercise(self, number: str) -> Locator:
        """The exercise of a number."""
        return self.page.locator(f'[id="{tables()[number][0].exercise.slug}"]')

    def shown(self, number: str) -> Filled:
        """The variant that an exercise shows."""
        words = self.exercise(number).locator(".variant").text_content() or ""
        return tables()[number][int(words.split()[1]) - 1]

    def key(self, number: str) -> AnswerKey:
        """The answer key of what an exercise shows."""
        return self.shown(number).key

    def reply(self, number: str, text: str) -> str:
        """Type a reply, check it, and give what is said of it."""
        article = self.exercise(number)
        article.locator(".reply input").fill(text)
        article.locator(".reply input").press("Enter")
        return article.locator(".verdict").inner_text()

    def replies(self, number: str, texts: list[str]) -> list[tuple[str, str]]:
        """What is said of replies, one after another, and the classes in which it is shown."""
        found: list[list[str]] = self.exercise(number).evaluate(REPLIED, texts)
        return [(said, looks) for said, looks in found]

    def answer(self, number: str) -> str:
        """Reply with the answer that the exercise prints in its derivation."""
        return self.reply(number, self.shown(number).answer)

    def kept(self) -> dict[str, str]:
        """All that is kept in the browser."""
        found: dict[str, str] = self.page.evaluate("() => Object.assign({}, localStorage)")
        return found

    def facts(self) -> dict[str, str]:
        """The overview's figures by their words: `{"mastered": "0 %", "days in a row": "1", …}`."""
        self.go("#/")
        found: dict[str, str] = self.page.evaluate(
            """() => Object.fromEntries(Array.from(document.querySelectorAll(".figure-box"), (box) =>
                [box.querySelector("span:not(.meter)").textContent, box.querySelector("strong").textContent]))"""
        )
        return found
