"""Small decks for tests: a chapter's text becomes a loaded deck."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent, indent

import numpy as np

from compiler.checker import NumberKey
from compiler.deck import Deck, Diagnostic, Exercise, Filled, load, prove
from compiler.deck.draw import sound
from compiler.deck.fill import fill
from compiler.deck.generator import Integers
from compiler.deck.template import Template
from compiler.formula import Columns, Scope, Slotted

ROOT = Path(__file__).parents[2]
TINYML = ROOT / "decks" / "tinyml"
HEAD = "id: a-deck-for-tests\ntitle: Tests\nlicence: MIT\n"

DOUBLE = """\
title: Twice
type: derive
given: [{name: n, pick: [1, 2, 3, 5, 7]}]
ask: What is twice {n}?
work: {double: 2 * n}
answer: {is: double, tolerance: exact}
"""


def number_key(drawn: Filled) -> NumberKey:
    """The answer key of a number."""
    assert isinstance(drawn.variant.key, NumberKey)
    return drawn.variant.key


def drawn(deck: Deck, exercise: Exercise, count: int) -> tuple[Columns, list[Filled]]:
    """The variants of the first seeds, and their draws in columns."""
    seeds, columns = sound(exercise, deck.id, np.arange(count))
    return columns, fill(deck, exercise, columns, seeds)


def scopes(exercise: Exercise, deck_id: str, seeds: Integers) -> Iterator[tuple[int, Scope]]:
    """The sound draw of each seed that has one, one by one."""
    found, columns = sound(exercise, deck_id, seeds)
    return ((int(seed), columns.row(row)) for row, seed in enumerate(found))


def in_words(template: Template, scope: Scope) -> Slotted:
    """A text for one draw, filled in one by one: what `texts` must make of all draws together."""
    filled = [""]
    for part in template.parts:
        if isinstance(part, str):
            filled[-1] += part
        else:
            filled += [part.format.text(scope.evaluate(part.node)), ""]
    return tuple(filled)


def write_chapter(folder: Path, exercises: str) -> Path:
    """A deck's folder with one chapter, its exercises by their slugs."""
    folder.mkdir(exist_ok=True)
    (folder / "deck.yaml").write_text(HEAD, encoding="utf-8")
    chapter = "chapter: 3\ntitle: Tests\nintro: For tests.\nexercises:\n" + indent(dedent(exercises), "  ")
    (folder / "03-tests.yaml").write_text(chapter, encoding="utf-8")
    return folder


def write_deck(folder: Path, *exercises: str, head: str = HEAD) -> Path:
    """A deck's folder with the given exercises, called e1, e2, … in one chapter."""
    folder.mkdir(exist_ok=True)
    (folder / "deck.yaml").write_text(head, encoding="utf-8")
    chapter = "chapter: 1\ntitle: Tests\nintro: For tests.\nexercises:\n"
    for i, text in enumerate(exercises, 1):
        chapter += f"  e{i}:\n{indent(text, '    ')}"
    (folder / "01-tests.yaml").write_text(chapter, encoding="utf-8")
    return folder


def loaded(folder: Path, *exercises: str) -> Deck:
    """The deck of the given exercises, without a diagnostic."""
    result = load(write_deck(folder, *exercises))
    assert [d.message for d in result.diagnostics] == []
    assert result.deck is not None
    return result.deck


def proved_deck(folder: Path, exercises: str) -> Deck:
    """A deck of one chapter, its exercises by their slugs, without a finding of reading or proving."""
    loaded = load(write_chapter(folder, exercises))
    assert loaded.deck is not None
    proofs = [prove(loaded.deck, exercise) for exercise in loaded.deck.exercises]
    told = [*loaded.diagnostics, *(each for proof in proofs for each in proof.diagnostics)]
    assert [(each.code, each.message) for each in told] == []
    return loaded.deck


def only(folder: Path, exercise: str) -> tuple[Deck, Exercise]:
    """A deck of one exercise, and that exercise."""
    deck = loaded(folder, exercise)
    return deck, deck.exercises[0]


def diagnostics(folder: Path, *exercises: str) -> tuple[Diagnostic, ...]:
    """What reading says of the given exercises."""
    return load(write_deck(folder, *exercises)).diagnostics


def changed(**keys: str) -> str:
    """The sample exercise with some of its keys replaced or added."""
    lines = {line.split(":", 1)[0]: line.split(":", 1)[1] for line in DOUBLE.splitlines()}
    return "".join(f"{key}:{' ' * (not text.startswith(' '))}{text}\n" for key, text in (lines | keys).items())


def told(folder: Path, *exercises: str) -> list[tuple[str, str]]:
    """Code and underlined text of each finding."""
    return [(d.code, d.span.file.text[d.span.start : d.span.end]) for d in diagnostics(folder, *exercises)]


@cache
def tinyml() -> Deck:
    """The deck that ships, read once in a process: nothing in a deck can be changed."""
    deck = load(TINYML).deck
    assert deck is not None
    return deck
