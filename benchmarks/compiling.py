"""Compiling the deck: commands as a whole, reading YAML, and the package beside genanki alone with the same notes."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import genanki
import yaml

from benchmarks.measuring import DECK, DRILLBOOK, RUNS, Figure, Peer, median, medians, process, spent
from compiler.deck import Deck, load, table
from compiler.deck.diagnostics import Findings
from compiler.deck.reading import read_text
from compiler.deck.source import SourceFile
from compiler.targets.anki import Content, build, content
from compiler.targets.anki.model import note_type

CHAPTER = "08-language-models.yaml"
PYTHON = [sys.executable, "-c", ""]
IMPORTS = [sys.executable, "-c", "import genanki, markdown_it, latex2mathml, numpy, yaml"]
"""The libraries that a build uses, imported, and nothing done with them."""


def figures() -> list[Figure]:
    """Those of commands, of reading and of the package."""
    return [*_commands(), *_reading(), *_package()]


def _commands() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        building = [DRILLBOOK, "build", str(DECK), "--output", f"{folder}/tinyml.apkg"]
        shown, python = medians(process([DRILLBOOK, "--help"]), process(PYTHON))
        built = median(process(building))
        memory = statistics.median(spent(building)[1] for _ in range(3))
        floor = statistics.median(spent(IMPORTS)[1] for _ in range(3))
    checked = median(process([DRILLBOOK, "check", str(DECK)]))
    return [
        Figure("`drillbook --help`, the whole process", "s", shown, RUNS, Peer("Python that does nothing", python)),
        Figure("`drillbook check tinyml`, the whole process", "s", checked, RUNS),
        Figure("`drillbook build tinyml`, the whole process", "s", built, RUNS),
        Figure("the most memory of that build", "MiB", memory, 3, Peer("importing its libraries", floor)),
    ]


def _reading() -> list[Figure]:
    text = (DECK / CHAPTER).read_text("utf-8")
    ours, theirs = medians(
        lambda: read_text(SourceFile(CHAPTER, text), Findings()), lambda: yaml.load(text, Loader=yaml.SafeLoader)
    )
    deck = tinyml()
    return [
        Figure(
            f"reading {len(text) / 1000:.0f} kB of YAML, with positions", "s", ours, RUNS, Peer("PyYAML alone", theirs)
        ),
        Figure(f"reading tinyml, {len(deck.exercises)} exercises, checked and modelled", "s", median(tinyml), RUNS),
    ]


def _package() -> list[Figure]:
    deck = tinyml()
    notes = contents(deck)
    first = deck.exercises[0]
    with tempfile.TemporaryDirectory() as folder:
        theirs = Path(folder, "theirs.apkg")
        took, alone = medians(lambda: build(deck, notes, None), _genanki(deck, notes, theirs))
        sizes = len(build(deck, notes, None)), theirs.stat().st_size
    peer = "genanki alone, the same notes"
    return [
        Figure(f"64 variants of an exercise ({first.slug})", "s", median(lambda: table(deck, first)), RUNS),
        Figure(f"the package from {len(notes)} notes", "s", took, RUNS, Peer(peer, alone)),
        Figure("the package's size", "kB", sizes[0] / 1000, 1, Peer(peer, sizes[1] / 1000)),
    ]


def _genanki(deck: Deck, notes: Sequence[Content], path: Path) -> Callable[[], object]:
    """The same notes, fields, templates and chapters, written by genanki as its readme shows."""
    kind = note_type()

    def write() -> None:
        model = genanki.Model(
            1, "Drillbook", fields=[dict(field) for field in kind.fields], templates=list(kind.templates), css=kind.css
        )
        decks = {chapter.slug: genanki.Deck(2 + n, chapter.title) for n, chapter in enumerate(deck.chapters)}
        for each in notes:
            note = genanki.Note(model, [text for _, text in each.fields], tags=list(each.tags), guid=each.guid)
            decks[each.chapter or deck.chapters[0].slug].add_note(note)
        genanki.Package(list(decks.values())).write_to_file(path)

    return write


def tinyml() -> Deck:
    """The first deck, read. Raises ValueError where that cannot be."""
    deck = load(DECK).deck
    if deck is None:
        raise ValueError("the deck tinyml cannot be read; `drillbook check tinyml` tells why")
    return deck


def contents(deck: Deck) -> list[Content]:
    """The contents of a deck's notes, in its order."""
    places = [(chapter, exercise) for chapter in deck.chapters for exercise in chapter.exercises]
    return [content(deck, *place, table(deck, place[1])) for place in places]
