"""A card in the preview says what Anki's own renderer makes of its note."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest

from compiler.deck import load, table
from compiler.preview import Shown
from compiler.preview.cards import card
from compiler.targets.anki import Content, build, content, sides
from tests.commands.calls import ROOT
from tests.preview.decks import small
from tests.targets.anki.learner import Learner


@dataclass(frozen=True)
class Card:
    """What Anki makes of a note."""

    front: str
    back: str
    css: str


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Content, Card]]:
    deck = load(ROOT / "decks" / "networking").deck
    assert deck is not None
    (chapter,) = deck.chapters
    made = [content(deck, chapter, each, table(deck, each)) for each in chapter.exercises]
    learner = Learner(tmp_path_factory.mktemp("cards"))
    learner.take_package(build(deck, made, None))
    outputs = {}
    for note in map(learner.col.get_note, learner.col.find_notes("")):
        shown = note.cards()[0].render_output()
        outputs[note["Number"]] = Card(shown.question_text, shown.answer_text, shown.css)
    learner.col.close()
    return [(note, outputs[dict(note.fields)["Number"]]) for note in made]


def test_both_sides_are_what_anki_shows(notes: list[tuple[Content, Card]]) -> None:
    for note, official in notes:
        for page, side in zip(sides(note, night=False), (official.front, official.back), strict=True):
            expected = side
            if note.picture is not None:
                name, data = note.picture
                expected = side.replace(name, f"data:image/svg+xml;base64,{b64encode(data).decode()}")
            assert f'<div id="qa">{trimmed(expected)}</div>' in trimmed(page)
            assert official.css in page


def trimmed(html: str) -> str:
    """Without what differs by design: the release, which the package writes, and the note's style, which Anki adds."""
    without = re.sub(r'(<span class="release">).*?(</span>)', r"\1\2", html)
    return re.sub(r"<style>.*?</style>", "", without, flags=re.DOTALL).replace("\n</div>", "</div>").strip()


def test_night_mode_sets_the_classes_that_anki_sets(notes: list[tuple[Content, Card]]) -> None:
    note, _ = notes[0]
    for night, day in zip(sides(note, night=True), sides(note, night=False), strict=True):
        assert (
            '<body class="card card1 nightMode night_mode">' in night and '<html lang="en" class="night-mode">' in night
        )
        assert '<body class="card card1">' in day and '<html lang="en">' in day


def test_what_stands_in_a_field_is_no_template(tmp_path: Path) -> None:
    folder = small(tmp_path / "small")
    chapter = folder / "01-tests.yaml"
    chapter.write_text(
        chapter.read_text("utf-8").replace("title: Half\n", "title: '{{Answer}} {{#Key}} <head> </script>'\n"), "utf-8"
    )
    deck = load(folder).deck
    assert deck is not None
    place = next((chapter, each) for chapter in deck.chapters for each in chapter.exercises if each.slug == "half")
    note = content(deck, *place, table(deck, place[1]))
    front, _ = sides(note, night=False)
    assert '<span class="title">{{Answer}} {{#Key}} &lt;head&gt; &lt;/script&gt;</span>' in front
    shown = Shown("half", "1.2", note.title, "1 Tests", 30, False, (), note)
    page = card(shown, is_back=False, row=31, night=False)
    assert page is not None and '"row": 1,' in page and page.count("<head>") == 1
