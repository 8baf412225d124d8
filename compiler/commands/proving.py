"""Reading, proving and drawing decks: what check, build and release begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.commands.workers import spread
from compiler.console import print_diagnostics, progress
from compiler.deck import Deck, Diagnostic, Proof, judged_draws, load, prove_draws, table

if TYPE_CHECKING:
    from compiler.targets.anki import Content
    from compiler.targets.workbook import Section


@dataclass(frozen=True, slots=True)
class Proved:
    """A deck that was read and proved, or why it was not: `deck` is None where nothing could be made of it.

    `notes` and `sections`, one an exercise in document order, are there where they are wanted and nothing is wrong.
    """

    name: str
    deck: Deck | None
    proofs: tuple[Proof, ...]
    diagnostics: tuple[Diagnostic, ...]
    notes: tuple[Content, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def sound(self) -> Deck | None:
        """The deck, where it may be published."""
        return None if self.diagnostics else self.deck


def prove_deck(folder: Path, draws: int, as_json: bool, *, notes: bool = False, sections: bool = False) -> Proved:
    """Read and prove a deck, and on request make its notes and its sections; every diagnostic is shown."""
    loaded = load(folder)
    if loaded.deck is None:
        proved = Proved(folder.resolve().name, None, (), loaded.diagnostics)
    else:
        proved = _prove(loaded.deck, loaded.diagnostics, draws, notes, sections)
    print_diagnostics(proved.diagnostics, as_json)
    return proved


def _prove(deck: Deck, known: tuple[Diagnostic, ...], draws: int, notes: bool, sections: bool) -> Proved:
    if notes:
        from compiler.targets.anki import content
    if sections:
        from compiler.targets.workbook import section

    places = [(chapter, exercise) for chapter in deck.chapters for exercise in chapter.exercises]

    def work(index: int) -> tuple[Proof, Content | None, Section | None]:
        chapter, exercise = places[index]
        sample = judged_draws(exercise, deck.id, draws)
        proof = prove_draws(deck, exercise, sample)
        if known or proof.diagnostics or not (notes or sections):
            return proof, None, None
        rows = table(deck, exercise, known=sample)
        note = content(deck, chapter, exercise, rows) if notes else None
        return proof, note, section(deck, exercise, rows) if sections else None

    with progress(len(places), f"proving {deck.name}") as step:
        found = spread(work, len(places), lambda index: step(places[index][1].slug))
    proofs = tuple(proof for proof, _, _ in found)
    diagnostics = (*known, *(diagnostic for proof in proofs for diagnostic in proof.diagnostics))
    if diagnostics:
        return Proved(deck.name, deck, proofs, diagnostics)
    made_notes = tuple(note for _, note, _ in found if note is not None)
    made_sections = tuple(made for _, _, made in found if made is not None)
    return Proved(deck.name, deck, proofs, (), made_notes, made_sections)
