"""Stand-ins for the programs that show cards, around the HTML that the official renderer makes: one keeps its page from
card to card, as the desktop does, one loads it anew for every side, as AnkiDroid does."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.targets.anki.studied import Card

ADDRESS = "http://card.test/"
FRAME = """<!doctype html><html lang="en" class="{html}"><head><meta charset="utf-8"><title>Card</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{css}</style></head>
<body class="card {body}"><div id="qa">{content}</div></body></html>"""
# As Anki's own page does it: scripts that come in by innerHTML do not run until they are made anew.
SHOW = """(html) => {
    const qa = document.getElementById("qa");
    qa.innerHTML = html;
    for (const old of qa.querySelectorAll("script")) {
        const script = document.createElement("script");
        script.textContent = old.textContent;
        old.replaceWith(script);
    }
}"""


# Replies to chosen rows, and what is said of each: the front is shown anew for each row, as if it were loaded again.
GRADED = """([html, wanted, show]) => {
    show = new Function("return " + show)();
    show(html);
    const key = document.querySelector("pre.key").textContent;
    return wanted.map(([row, replies]) => {
        window.drillbookCards[key] = {row, day: 0, attempt: 0, replies: [], hints: 0, draft: ""};
        window.drillbookCards["now shown"] = {key, at: Date.now(), turned: false};
        show(html);
        return replies.map((reply) => {
            document.getElementById("typeans").value = reply;
            document.querySelector("form.reply").requestSubmit();
            return document.querySelector(".verdict .said").textContent;
        });
    });
}"""
# Replies entered one after the other, and what stands below each and how that is marked.
ENTERED = """(replies) => replies.map((reply) => {
    const input = document.getElementById("typeans");
    input.value = reply;
    input.dispatchEvent(new InputEvent("input", {bubbles: true}));
    input.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
    const verdict = document.querySelector(".verdict");
    return [verdict.innerText, verdict.className];
})"""


@dataclass
class Reviewer:
    """Shows the sides of a note's card in a page. `night` and `phone` are the classes that Anki sets."""

    page: Page
    night: bool = False
    phone: bool = False

    def open(self, card: Card) -> None:
        """The page that lives on from card to card, as on the desktop; what it is told stands in `told`."""
        self._serve(card.css, "")
        self.page.evaluate("() => { window.told = []; window.pycmd = (what) => window.told.push(what); }")

    def front(self, card: Card) -> None:
        """The question, into the page that is there."""
        self.page.evaluate(SHOW, card.front)

    def back(self, card: Card) -> None:
        """The answer, into the page that is there."""
        self.page.evaluate(SHOW, card.back)

    def load_front(self, card: Card) -> None:
        """The question in a page of its own, as on a phone: globals are lost, storage is not."""
        self._serve(card.css, card.front)

    def load_back(self, card: Card) -> None:
        """The answer in a page of its own."""
        self._serve(card.css, card.back)

    def _serve(self, css: str, content: str) -> None:
        html = FRAME.format(
            html="night-mode" * self.night + " mobile android" * self.phone,
            body="nightMode night_mode" * self.night,
            css=css,
            content=content,
        )
        self.page.unroute(ADDRESS)
        self.page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
        self.page.goto(ADDRESS)

    def numbers(self) -> list[str]:
        """What stands in the slots of the question."""
        return self.page.locator(".prompt .n").all_inner_texts()

    def reply(self, text: str) -> str:
        """Type a reply, check it, and give what is said of it."""
        self.page.fill("#typeans", text)
        self.page.press("#typeans", "Enter")
        return self.page.inner_text(".verdict")

    def entered(self, replies: list[str]) -> list[tuple[str, str]]:
        """What is said of each reply, and its verdict's classes: as `reply`, but all at once and without a keyboard."""
        found: list[tuple[str, str]] = self.page.evaluate(ENTERED, replies)
        return found

    def graded(self, card: Card, wanted: list[tuple[int, list[str]]]) -> list[list[str]]:
        """The sentences on replies to chosen rows."""
        found: list[list[str]] = self.page.evaluate(GRADED, [card.front, wanted, SHOW])
        return found

    def row(self) -> int:
        """Which of the table's rows is shown."""
        found: int = self.page.evaluate(
            "() => window.drillbookCards[document.querySelector('pre.key').textContent].row"
        )
        return found

    def told(self) -> list[str]:
        """What the card has told the program so far."""
        found: list[str] = self.page.evaluate("window.told")
        return found
