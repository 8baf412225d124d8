"""Reviews a chapter in Anki's desktop program with real keys, and says of each promise whether it is kept.

`make desktop` runs it as `python -m tests.desktop.review data/tinyml.apkg --pictures build/desktop`.
"""

from __future__ import annotations

import argparse
import faulthandler
import html
import json
import os
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tests.desktop.program import BACKSPACE, CTRL_SHIFT, KEY_P, RETURN, Program, TooLate

if TYPE_CHECKING:
    from anki.cards import CardId

LIMIT = 150  # seconds for everything: whatever hangs ends the run
CARDS = 3  # as many as are new on a day
RATINGS = {"Again": 1, "Hard": 2, "Good": 3}
WRONG = "123456789"

IN_REPLY = "document.hasFocus() && document.activeElement.id === 'typeans'"
INPUT = "document.getElementById('typeans').value"
IN_AN_INPUT = "document.activeElement.matches('input, textarea, select')"
NUMBERS = "[...document.querySelectorAll('.prompt span.n')].map((slot) => slot.textContent)"
# The right reply to a question for a number, from the row of the table that the prompt shows.
RIGHT = """(() => {
    const table = JSON.parse(document.querySelector('.table').textContent);
    const slots = [...document.querySelectorAll('.drillbook [data-s]')];
    const row = table.rows.findIndex((row) =>
        slots.every((slot) => table.texts[row[slot.dataset.s]] === slot.textContent));
    const unit = ['fraction', 'count'].includes(table.ask.unit) ? '' : table.ask.unit || '';
    return `${table.key[row][0]} ${unit}`.trim();
})()"""
# From 0 for black to 255 for white.
LIGHTNESS = """(() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number);
    return (red + green + blue) / 3;
})()"""


def text_of(selector: str) -> str:
    """The expression for an element's text; an element that is not there has none."""
    return f"(document.querySelector({json.dumps(selector)})?.textContent ?? '').trim()"


@dataclass
class Review:
    """A run through a chapter: what was promised and not kept, and the pictures that it leaves."""

    program: Program
    pictures: Path
    out: TextIO
    broken: list[str] = field(default_factory=list)

    def keep(self, promise: str, condition: Callable[[], object]) -> None:
        """Says whether a promise is kept, once it is or has had enough time."""
        kept = self.program.holds(condition, 4)
        print("ok    " if kept else "BROKEN", promise, file=self.out, flush=True)
        if not kept:
            self.broken.append(promise)
            self.picture(f"broken-{len(self.broken)}")

    def keep_all_along(self, promise: str, condition: Callable[[], object]) -> None:
        """Says whether a promise is kept now and a little later."""
        kept = self.program.stays(condition)
        self.keep(promise, lambda: kept)

    def picture(self, name: str) -> None:
        self.program.picture(self.pictures / f"{name}.png")

    def front(self) -> CardId:
        """Waits for a front."""
        program = self.program
        program.wait(lambda: program.window.reviewer.state == "question", "a question")
        key = program.card.note()["Key"]
        shown = f"{text_of('.key')} === {json.dumps(key)} && !document.getElementById('answer')"
        program.wait(lambda: program.read(f"{shown} && document.getElementById('qa').style.opacity === '1'"), "a front")
        return program.card.id

    def back(self) -> None:
        """Waits for a back."""
        self.program.wait(self.is_back, "a back")

    def is_back(self) -> bool:
        state = self.program.window.reviewer.state
        shown = "document.getElementById('answer') && document.getElementById('qa').style.opacity === '1'"
        return state == "answer" and bool(self.program.read(f"Boolean({shown})"))

    def is_front(self) -> bool:
        state = self.program.window.reviewer.state
        return state == "question" and bool(self.program.read("!document.getElementById('answer')"))

    def numbers(self) -> object:
        return self.program.read(NUMBERS)

    def text(self, selector: str) -> str:
        return str(self.program.read(text_of(selector)))

    def reply(self, text: str) -> None:
        """Types a reply over what the input holds, and has it checked."""
        self.empty_the_input()
        self.program.type(text)
        self.program.press(RETURN)

    def empty_the_input(self) -> None:
        for _ in str(self.program.read(INPUT)):
            self.program.press(BACKSPACE)
        self.program.wait(lambda: self.program.read(INPUT) == "", "an empty input")

    def rate(self, promise: str, key: str, rating: int) -> None:
        """Presses a key on the back, by which the card is rated and another front comes."""
        card = self.program.card.id
        before = self.program.ratings(card)
        self.program.press(key)
        self.keep(promise, lambda: self.program.ratings(card) == [*before, rating] and self.is_front())


def chapter(program: Program) -> str:
    """A deck whose first cards ask for numbers, with numbers of their own in the prompt."""
    collection = program.collection

    def suits(card: CardId) -> bool:
        note = collection.get_card(card).note()
        return json.loads(html.unescape(note["Table"]))["type"] == "derive" and "data-s" in note["Prompt"]

    for deck in collection.decks.all_names_and_ids():
        cards = collection.find_cards(f'"deck:{deck.name}"', order="c.due")
        if "::" in deck.name and len(cards) >= CARDS and all(suits(card) for card in cards[:CARDS]):
            return deck.name
    raise TooLate("no chapter begins with questions for numbers")


def answer_one_card(review: Review) -> None:
    """A card from its front over a wrong reply and a right one to its back and its rating."""
    program = review.program
    review.front()
    review.keep("the front shows a question with an input that has the focus", lambda: program.read(IN_REPLY))
    numbers = review.numbers()
    review.keep("its prompt has numbers that vary", lambda: numbers)
    review.picture("front")

    program.type(WRONG)
    review.keep("what is typed is read back", lambda: "123" in review.text(".echo"))
    review.picture("echo")
    program.press(RETURN)
    review.keep("Return says what is the matter with a wrong reply", lambda: len(review.text(".verdict")) > 10)
    review.keep_all_along("a wrong reply does not turn the card", review.is_front)
    review.keep("the input keeps the focus for another try", lambda: program.read(IN_REPLY))
    wrong = review.text(".verdict")
    review.picture("wrong")

    right = str(program.read(RIGHT))
    review.reply(right)
    review.keep("Return says that a right reply is right", lambda: review.text(".verdict") not in ("", wrong))
    review.keep_all_along("a right reply does not turn the card yet", review.is_front)
    review.picture("right")
    program.press(RETURN)
    review.keep("the next Return turns the card", review.is_back)
    review.back()

    review.keep("the back shows the numbers of the front", lambda: review.numbers() == numbers)
    replies = [WRONG[-3:], right[:3]]
    review.keep("the back lists one's replies", lambda: all(each in review.text(".yours") for each in replies))
    review.keep("the back suggests Again after a wrong reply", lambda: review.text("button.rate") == "Again")
    review.keep("no input has the focus on the back", lambda: not program.read(IN_AN_INPUT))
    review.picture("back")
    review.rate("the key 3 rates the card Good", "3", RATINGS["Good"])


def see_a_card_again(review: Review) -> None:
    """A card that comes again on the same day, in place of one that was not turned, and then that one again."""
    program = review.program
    again = review.front()
    numbers = review.numbers()
    program.press(RETURN)
    review.keep("Return in an empty input turns the card", review.is_back)
    review.back()
    review.keep("the back shows the numbers of the front that was not answered", lambda: review.numbers() == numbers)
    review.rate("the key 1 rates the card Again", "1", RATINGS["Again"])

    unturned = review.front()
    others = review.numbers()
    program.make_due(again)
    program.wait(lambda: program.card.id == again, "the card that was rated Again")
    review.front()
    review.keep("a card that comes again on the same day has other numbers", lambda: review.numbers() != numbers)
    review.keep("its input has the focus and is empty", lambda: program.read(IN_REPLY) and program.read(INPUT) == "")
    review.picture("again")
    review.reply(str(program.read(RIGHT)))
    program.wait(lambda: review.text(".verdict"), "a verdict")
    program.press(RETURN)
    review.back()
    review.keep("the back suggests Good after a right reply", lambda: review.text("button.rate") == "Good")
    review.rate("the key 3 rates the card Good once more", "3", RATINGS["Good"])

    program.wait(lambda: program.card.id == unturned, "the card that was not turned")
    review.front()
    review.keep("a front that was not turned has other numbers the next time", lambda: review.numbers() != others)


def look_at_night(review: Review) -> None:
    """Night falls on a front with a reply half typed."""
    program = review.program
    numbers = review.numbers()
    program.type("12")
    program.set_night(True)
    review.keep("the page is dark at night", lambda: float(str(program.read(LIGHTNESS))) < 64)
    kept = "the numbers and what was typed stay as they are at night"
    review.keep(kept, lambda: review.numbers() == numbers and program.read(INPUT) == "12")
    review.picture("night-front")
    review.reply(WRONG)
    program.wait(lambda: review.text(".verdict"), "a verdict")
    review.picture("night-wrong")
    review.empty_the_input()
    program.press(RETURN)
    review.back()
    review.picture("night-back")
    program.set_night(False)
    review.keep("the page is light by day", lambda: float(str(program.read(LIGHTNESS))) > 192)
    review.keep("the numbers stay as they are by day", lambda: review.numbers() == numbers)


def browse(review: Review) -> None:
    """The card in the browser's list and in its preview."""
    program = review.program
    note = program.card.note()
    with program.browser(f"cid:{program.card.id}", ["question", "answer", "deck"]) as browser:
        model = browser.form.tableView.model()
        title = html.unescape(note["Title"])

        def is_readable() -> bool:
            cell = str(model.data(model.index(0, 0)))
            return title in cell and "{" not in cell

        review.keep("the browser's question column is readable", is_readable)
        review.picture("browser")
        program.press(KEY_P, CTRL_SHIFT)
        preview = program.wait(lambda: browser._previewer, "the preview")
        program.come_forward(preview)
        prompt = "document.querySelector('.prompt')?.innerText.length > 10"
        review.keep("the preview shows the front", lambda: program.read(prompt, preview._web))
        review.picture("preview-front")
        program.click(preview._next)
        answer = "Boolean(document.getElementById('answer')) && document.querySelector('.answer').innerText.length > 0"
        review.keep("the preview shows the back", lambda: program.read(answer, preview._web))
        review.picture("preview-back")
        preview.close()


def take_the_suggestion(review: Review) -> None:
    """The key that the card itself names, on the back of a card that was answered wrong."""
    suggested = review.text("button.rate")
    key = review.text(".rating kbd").lower()
    review.keep("a key on the back takes the suggestion", lambda: suggested == "Again" and key)
    review.rate(f"the key {key} rates the card as suggested", key or "0", RATINGS["Again"])


def run(program: Program, pictures: Path, out: TextIO) -> list[str]:
    """The promises that are not kept."""
    review = Review(program, pictures, out)
    try:
        program.study(chapter(program))
        for part in (answer_one_card, see_a_card_again, look_at_night, browse, take_the_suggestion):
            part(review)
    except TooLate as late:
        print("BROKEN", f"the run ends here, since {late}", file=out, flush=True)
        review.broken.append(str(late))
        review.picture("the-end")
    review.keep("no script of a card reports an error", lambda: not program.errors)
    for error in sorted(set(program.errors)):
        print("      ", error, file=out)
    return review.broken


def quiet(log: Path) -> TextIO:
    """Where to speak, while all that the program, Qt and Chromium say goes into a file."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="the deck's .apkg file")
    parser.add_argument("--pictures", type=Path, required=True, help="a folder for pictures of the screen and a log")
    given = parser.parse_args()
    given.pictures.mkdir(parents=True, exist_ok=True)
    for old in given.pictures.glob("*.png"):
        old.unlink()
    log = given.pictures / "program.log"
    out = quiet(log)
    faulthandler.dump_traceback_later(LIMIT, exit=True, file=out)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            program = Program(Path(folder), given.package)
            broken = run(program, given.pictures, out)
            program.close()
        except Exception:
            broken = [traceback.format_exc()]
            print(*broken, file=out)
    print(f"{len(broken)} broken; pictures and log in {given.pictures}" if broken else "all kept", file=out, flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    # Qt takes itself apart only halfway at an interpreter's end, so there is none.
    os._exit(main())
