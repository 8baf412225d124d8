"""What a mistake makes of draws: where it is made, and to which answers it leads."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from compiler.deck.model import Exercise, Misstep
from compiler.formula import Columns, Result

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_UNTOUCHED = 1e-9
"""Relative: how little a value differs that a mistake leaves as it is."""


def made(mistake: Misstep, columns: Columns) -> Mask:
    """In which rows a mistake is made."""
    if mistake.when is None:
        return np.ones(columns.rows, dtype=np.bool_)
    result = columns.evaluate(mistake.when.node)
    return np.asarray(result.values, dtype=np.bool_) & ~result.failed


def wrong_answers(exercise: Exercise, mistake: Misstep, columns: Columns) -> dict[int, Result]:
    """The answers of one who makes a mistake, by index: a wrong final value, or what follows from a wrong step."""
    if mistake.at is None:
        return {mistake.part: columns.evaluate(mistake.formula.node)}
    wrong = columns.with_definitions({mistake.at: mistake.formula.node})
    return {index: wrong.evaluate(answer.formula.node) for index, answer in enumerate(exercise.answers)}


def untouched(values: Floats, right: Floats) -> Mask:
    """Where a mistake leaves a value as it is."""
    return np.asarray(np.abs(values - right) <= _UNTOUCHED * np.abs(right))
