"""Picking: which option of every draw each row has, by random words or by enumeration, and the columns that follow."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

import numpy as np
import numpy.typing as npt

from compiler.deck.defined import definitions
from compiler.deck.generator import Integers, below, stream, words
from compiler.deck.model import Drawn, Exercise
from compiler.formula import Columns, DrawnColumn, Effort

Floats = npt.NDArray[np.float64]
Picks = Mapping[tuple[int, int], Integers]
"""For each draw of the exercise and each of its elements, the index of the option that each row picked."""


def size(exercise: Exercise) -> int:
    """How many draws there can be, conditions aside."""
    return prod(_shape(exercise).values())


def width(exercise: Exercise) -> int:
    """The length of the longest list that is drawn; 1 where there is none."""
    return max([1, *(draw.times or 1 for draw in _draws(exercise))])


def all_picks(exercise: Exercise) -> Picks:
    """Every combination of options, in the order of their numbers (`numbered`)."""
    number = np.arange(size(exercise), dtype=np.int64)
    picks: dict[tuple[int, int], Integers] = {}
    for element, options in reversed(_shape(exercise).items()):
        number, picks[element] = np.divmod(number, options)
    return dict(reversed(picks.items()))


def numbered(exercise: Exercise, picks: Picks, rows: int) -> Integers:
    """The number of each row's combination of options, from 0 to `size` - 1."""
    number = np.zeros(rows, dtype=np.int64)
    for element, options in _shape(exercise).items():
        number = number * options + picks[element]
    return number


def chances(exercise: Exercise, picks: Picks) -> Floats:
    """The chance of each of all combinations, up to a factor that they share; none where a divisor does not divide."""
    draws = _draws(exercise)
    found = np.ones(size(exercise))
    for (d, _), index in picks.items():
        if draws[d].divisor_of is None:
            found = found * np.asarray(draws[d].weights, dtype=np.float64)[index]
        else:
            found = found * _divisor_chances(draws, picks, d)
    return found


def seeded_picks(exercise: Exercise, deck_id: str, seeds: Integers, attempt: int | Integers) -> Picks:
    """What each seed picks, at one attempt or each at its own."""
    draws = _draws(exercise)
    picks: dict[tuple[int, int], Integers] = {}
    for d, draw in enumerate(draws):
        key = stream(deck_id, exercise.identity, *draw.names)
        for e in range(draw.times or 1):
            picks[d, e] = _pick(draws, picks, d, words(key, seeds, attempt, e))
    return picks


def picked(exercise: Exercise, picks: Picks, rows: int, effort: Effort | None = None) -> Columns:
    """The draws that have been picked, in columns."""
    given: dict[str, DrawnColumn | tuple[DrawnColumn, ...]] = {}
    for d, draw in enumerate(_draws(exercise)):
        for position, name in enumerate(draw.names):
            options = tuple(option[position] for option in draw.options)
            if draw.times is None:
                given[name] = DrawnColumn(options, picks[d, 0])
            else:
                given[name] = tuple(DrawnColumn(options, picks[d, e]) for e in range(draw.times))
    return Columns(given, definitions(exercise), rows, effort or Effort())


def _draws(exercise: Exercise) -> list[Drawn]:
    return [given for given in exercise.given if isinstance(given, Drawn)]


def _shape(exercise: Exercise) -> dict[tuple[int, int], int]:
    """How many options there are for each draw and each of its elements."""
    draws = enumerate(_draws(exercise))
    return {(d, e): len(draw.options) for d, draw in draws for e in range(draw.times or 1)}


def _pick(draws: list[Drawn], picks: Picks, d: int, random: npt.NDArray[np.uint64]) -> Integers:
    """The option that each word picks: by weight, or among the divisors of an earlier name's value."""
    draw = draws[d]
    if draw.divisor_of is None:
        ladder = np.repeat(np.arange(len(draw.options)), draw.weights)
        return np.asarray(ladder[below(random, len(ladder))], dtype=np.int64)
    fits = _fitting(draws, picks, d)
    nth = below(random, fits.sum(axis=1))
    return np.asarray(np.argmax(np.cumsum(fits, axis=1) > nth[:, None], axis=1), dtype=np.int64)


def _fitting(draws: list[Drawn], picks: Picks, d: int) -> npt.NDArray[np.bool_]:
    """For each row and each option of a draw of divisors, whether it divides the row's dividend."""
    return np.asarray(_dividend(draws, picks, d)[:, None] % _whole(draws[d], 0)[None, :] == 0)


def _divisor_chances(draws: list[Drawn], picks: Picks, d: int) -> Floats:
    """For each row the chance of its divisor; none where it does not divide."""
    fits = _fitting(draws, picks, d)
    divides: npt.NDArray[np.bool_] = fits[np.arange(len(fits)), picks[d, 0]]
    return np.asarray(divides / fits.sum(axis=1), dtype=np.float64)


def _dividend(draws: list[Drawn], picks: Picks, d: int) -> Integers:
    name = draws[d].divisor_of
    of = next(i for i, draw in enumerate(draws) if name in draw.names)
    values = _whole(draws[of], draws[of].names.index(name or ""))
    return values[picks[of, 0]]


def _whole(draw: Drawn, position: int) -> Integers:
    values = (option[position] for option in draw.options)
    return np.array([int(v) for v in values if isinstance(v, Fraction)], dtype=np.int64)
