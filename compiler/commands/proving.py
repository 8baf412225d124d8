"""Reading and proving decks: what check, build and release begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from compiler.commands.terminal import print_diagnostics, progress
from compiler.commands.workers import spread
from compiler.deck import Deck, Diagnostic, Proof, Rejection, load, prove


@dataclass(frozen=True, slots=True)
class Proved:
    """A deck that was read and proved, or why it was not: `deck` is None where nothing could be made of it."""

    name: str
    deck: Deck | None
    proofs: tuple[Proof, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def sound(self) -> Deck | None:
        """The deck, where it may be published."""
        return None if self.diagnostics else self.deck


def prove_deck(folder: Path, draws: int, as_json: bool) -> Proved:
    """Read and prove a deck; every diagnostic of both is shown."""
    loaded = load(folder)
    proofs: tuple[Proof, ...] = ()
    if loaded.deck is not None:
        proofs = _prove_all(loaded.deck, draws)
    diagnostics = (*loaded.diagnostics, *(d for proof in proofs for d in proof.diagnostics))
    print_diagnostics(diagnostics, as_json)
    return Proved(folder.resolve().name, loaded.deck, proofs, diagnostics)


def _prove_all(deck: Deck, draws: int) -> tuple[Proof, ...]:
    exercises = deck.exercises
    with progress(len(exercises), f"proving {deck.name}") as step:
        found = spread(lambda i: prove(deck, exercises[i], draws), len(exercises), lambda i: step(exercises[i].slug))
    return tuple(found)


def rejection_facts(rejection: Rejection) -> dict[str, object]:
    """Why draws are rejected, for scripts."""
    return {
        "cause": rejection.kind,
        "text": rejection.text,
        "line": rejection.line,
        "share": rejection.share,
        "worst": rejection.worst,
        "distance": rejection.distance,
        "advice": rejection.advice,
    }
