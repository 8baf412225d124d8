"""What is hardest to say can be said: draws, conditions, balances, alternatives and mistakes of many kinds.

Their figures agree with an independent computation of the same exercises.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from compiler.deck import Proof, load, prove_all
from tests.deck.samples import scopes

HARDEST = Path(__file__).parent / "hardest"

# Share of draws kept in %, and the distance of the nearest mistake in tolerances, as computed elsewhere.
FIGURES = {
    "sparsity": (100, 3.7),
    "zero-point": (93, None),
    "round-trip": (96, 4.1),
    "straight-through": (98, 180.0),
    "low-bits": (100, 3.1),
    "space-size": (96, 3.6),
    "relaxed": (62, 3.0),
    "reward": (75, 3.8),
    "patches": (83, 3.5),
}


@pytest.fixture(scope="module")
def proofs() -> dict[str, Proof]:
    loaded = load(HARDEST)
    assert [d.message for d in loaded.diagnostics] == []
    assert loaded.deck is not None
    return {proof.slug: proof for proof in prove_all(loaded.deck)}


def test_everything_is_sound(proofs: dict[str, Proof]) -> None:
    assert [d.message for proof in proofs.values() for d in proof.diagnostics] == []
    assert len(proofs) == 11


@pytest.mark.parametrize("slug", FIGURES)
def test_the_figures_agree_with_an_independent_computation(slug: str, proofs: dict[str, Proof]) -> None:
    kept, nearest = FIGURES[slug]
    proof = proofs[slug]
    assert 100 * proof.kept == pytest.approx(kept, abs=1.5)
    if nearest is not None:
        assert proof.nearest == pytest.approx(nearest, abs=0.15)


def test_a_quarter_of_the_quantized_values_saturate() -> None:
    deck = load(HARDEST).deck
    assert deck is not None
    quantize = next(exercise for exercise in deck.exercises if exercise.slug == "quantize")
    assert quantize.balance is not None
    drawn = [scope.evaluate(quantize.balance.when.node) for _, scope in scopes(quantize, deck.id, np.arange(2000))]
    assert sum(map(bool, drawn)) / len(drawn) == pytest.approx(0.25, abs=0.03)
