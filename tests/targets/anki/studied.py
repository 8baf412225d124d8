"""Cards of real exercises, one of each type, imported into a collection of the official program."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.deck import Deck, Filled, table
from compiler.targets.anki import build, content
from tests.deck.samples import tinyml
from tests.targets.anki.learner import Learner

if TYPE_CHECKING:
    from anki.notes import Note  # anki can be imported only with its collection first

ROOT = Path(__file__).parents[3]
CHOSEN = {
    "derive": "8.2",
    "formula": "3.5a",
    "decide": "7.4b",
    "vector": "4.2a",
    "debug": "3.4a",
}
"""The exercise that speaks for each type; that of `debug` has the largest note of the deck."""
FURTHER = ("2.4", "1.4", "4.4")
"""Others, in which verdicts occur that those have no occasion for."""


@dataclass(frozen=True)
class Card:
    """What the official program makes of a note: both sides, the texts of the browser's columns, and the style."""

    front: str
    back: str
    columns: tuple[str, str]
    css: str


@dataclass(frozen=True)
class Studied:
    """The deck, the tables of the chosen exercises, and their cards, by number."""

    deck: Deck
    tables: dict[str, tuple[Filled, ...]]
    cards: dict[str, Card]


@cache
def studied() -> Studied:
    """What the tests of cards share: made once a process."""
    deck = tinyml()
    wanted = {*CHOSEN.values(), *FURTHER}
    places = [(chapter, each) for chapter in deck.chapters for each in chapter.exercises if each.number in wanted]
    tables = {each.number: table(deck, each) for _, each in places}
    package = build(deck, [content(deck, *place, tables[place[1].number]) for place in places], None)
    return Studied(deck, tables, imported(Path(tempfile.mkdtemp(prefix="drillbook-cards-")), package))


def imported(folder: Path, package: bytes) -> dict[str, Card]:
    """The cards of a package by number, as the official program renders them."""
    learner = Learner(folder)
    learner.take_package(package)
    notes = map(learner.col.get_note, learner.col.find_notes(""))
    cards = {note["Number"]: _card(note) for note in notes}
    learner.col.close()
    return cards


def _card(note: Note) -> Card:
    (card,) = note.cards()
    shown, columns = card.render_output(), card.render_output(reload=True, browser=True)
    return Card(shown.question_text, shown.answer_text, (columns.question_text, columns.answer_text), shown.css)
