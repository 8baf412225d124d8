"""Small decks for tests: a chapter's text becomes a loaded deck."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

from compiler.checker import AnswerKey, DebugKey, DecideKey, FormulaKey, NumberKey, VectorKey
from compiler.deck import Deck, Diagnostic, Exercise, Filled, load

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


def number_keys(key: AnswerKey) -> tuple[NumberKey, ...]:
    """The numbers that an answer key asks for, whatever its type."""
    match key:
        case NumberKey():
            return (key,)
        case DecideKey() | DebugKey():
            return (key.number,)
        case VectorKey():
            return tuple(part.number for part in key.parts)
        case FormulaKey():
            return ()


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


def tinyml() -> Deck:
    """The deck that ships."""
    deck = load(TINYML).deck
    assert deck is not None
    return deck
