"""The proofs: all of the deck's, and a formula over many draws beside numpy, which knows no exact numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from benchmarks.compiling import tinyml
from benchmarks.measuring import RUNS, Figure, Peer, median, medians
from compiler.deck import MAX_ENUMERATED, prove_all
from compiler.formula import Columns, DrawnColumn, parse

FORMULA = "2 * a * b / (a + b) - 3 * a^2 + b / 7"


def figures() -> list[Figure]:
    """Those of the whole deck, and of one formula."""
    deck = tinyml()
    name = f"all proofs of tinyml, up to {MAX_ENUMERATED:,} draws an exercise"
    return [Figure(name, "s", median(lambda: prove_all(deck)), RUNS), *_columns()]


def _columns() -> list[Figure]:
    options = tuple(Fraction(i, 10) for i in range(1, 101))
    index = np.arange(MAX_ENUMERATED) % len(options)
    back = index[::-1].copy()
    drawn = {"a": DrawnColumn(options, index), "b": DrawnColumn(options, back)}
    columns, node = Columns(drawn, {}, MAX_ENUMERATED), parse(FORMULA)
    values = np.array(options, dtype=float)
    a, b = values[index], values[back]
    ours, bare = medians(lambda: columns.evaluate(node), lambda: 2 * a * b / (a + b) - 3 * a**2 + b / 7)
    scopes = [columns.row(row) for row in range(500)]
    single = median(lambda: [scope.evaluate(node) for scope in scopes]) * MAX_ENUMERATED / len(scopes)
    name = f"a formula over {MAX_ENUMERATED:,} draws, in columns"
    return [
        Figure(name, "s", ours, RUNS, Peer("numpy alone, in floats", bare)),
        Figure(name, "s", ours, RUNS, Peer("the same one draw by draw", single)),
    ]
