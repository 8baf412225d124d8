"""Drawing: from an exercise to columns of draws, by seeds or by enumeration of all that can be drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compiler.deck.defined import definitions
from compiler.deck.generator import Integers, stream, words
from compiler.deck.judge import Judgement, judge, shares
from compiler.deck.model import Exercise
from compiler.deck.picks import all_picks, chances, numbered, picked, seeded_picks, size, width
from compiler.formula import Columns, Effort, List, Node, TooCostly, walk

MAX_ATTEMPTS = 400
MAX_ENUMERATED = 20_000
MAX_SEED = 2**53 - 1
MAX_OPERATIONS = 60_000_000
"""Operations in columns that an exercise may cost, over all draws that are looked at."""
MAX_EFFORT = 1_000_000
"""Operations one by one that it may cost: where exact values must decide, and cannot be shared between draws."""
_PROBE = 8
"""How many draws tell what the others will cost."""
_FEWER = 8
"""By what factor there are fewer draws where these have cost too much."""
_TOGETHER = 8
"""How many attempts of a seed are drawn together, once the first has failed."""

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sample:
    """Draws in columns, as they fell: `judgement.kept` says which of them are sound; weights add up to 1.

    They come from `seeds`, or else they are all that there can be: then `place` says of each number of a combination of
    options in which row it stands (-1 for one that is never drawn).
    """

    columns: Columns
    judgement: Judgement
    weights: Floats
    seeds: Integers | None = None
    place: Integers | None = None

    @property
    def exhaustive(self) -> bool:
        """Whether these are all draws."""
        return self.place is not None


def judged_draws(exercise: Exercise, deck_id: str, draws: int) -> Sample:
    """The draws that an exercise is judged by.

    All are taken where MAX_ENUMERATED suffices, and else `draws` by seed; fewer where so many would cost too much, as
    they may in a deck from a stranger.
    """
    most = max(1, MAX_OPERATIONS // operations(exercise))
    found = _judged(exercise, deck_id, draws, most, MAX_EFFORT / 4)
    if found is None:
        most = min(most, _affordable(exercise, deck_id))
        found = _judged(exercise, deck_id, draws, most, 2 * MAX_EFFORT)
    while found is None:  # a few draws have told too little of the others
        most = max(1, min(most, draws) // _FEWER)
        found = _judged(exercise, deck_id, draws, most, MAX_EFFORT if most > 1 else math.inf)
    return found


def _judged(exercise: Exercise, deck_id: str, draws: int, most: int, limit: float) -> Sample | None:
    """The draws, at most so many of them; None where they need more operations one by one than the limit."""
    effort = Effort(limit)
    try:
        if size(exercise) <= min(MAX_ENUMERATED, most):
            found = every(exercise, effort)
        else:
            found = seeded(exercise, deck_id, np.arange(min(draws, most), dtype=np.int64), effort=effort)
    except TooCostly:
        return None
    effort.most = math.inf  # the limit was for judging them
    return found


def _affordable(exercise: Exercise, deck_id: str) -> int:
    """How many draws can be expected to stay within MAX_EFFORT, from what a few of them need."""
    effort = seeded(exercise, deck_id, np.arange(_PROBE)).columns.effort.done
    return max(1, MAX_EFFORT * _PROBE // max(1, effort))


def operations(exercise: Exercise) -> int:
    """How many operations judge a draw, which is nearly all that it takes to make one."""
    parts = [part for node in _formulas(exercise) for part in walk(node)]
    return len(parts) * max([width(exercise), *(len(part.items) for part in parts if isinstance(part, List))])


def _formulas(exercise: Exercise) -> Iterator[Node]:
    """All formulas that a draw is judged by, steps once more for each mistake in one of them."""
    yield from definitions(exercise).values()
    yield from (answer.formula.node for answer in exercise.answers)
    yield from (option.when.node for option in exercise.options if option.when is not None)
    yield from (condition.node for condition in exercise.require)
    yield from (alternative.formula.node for alternative in exercise.accept)
    for mistake in exercise.mistakes:
        yield mistake.formula.node
        if mistake.when is not None:
            yield mistake.when.node
        if mistake.at is not None:
            yield from (step.formula.node for step in exercise.work)


def every(exercise: Exercise, effort: Effort | None = None) -> Sample:
    """All draws of an exercise whose size is at most MAX_ENUMERATED. Raises TooCostly beyond an effort."""
    picks = all_picks(exercise)
    weights = chances(exercise, picks)
    there = weights > 0
    place = np.where(there, np.cumsum(there) - 1, -1)
    weights = weights[there]
    columns = picked(exercise, {element: index[there] for element, index in picks.items()}, len(weights), effort)
    return Sample(columns, judge(exercise, columns), weights / weights.sum(), place=place)


def seeded(
    exercise: Exercise, deck_id: str, seeds: Integers, attempt: int | Integers = 0, effort: Effort | None = None
) -> Sample:
    """One draw for each seed, at one attempt or each at its own. Raises TooCostly beyond an effort."""
    columns = unjudged(exercise, deck_id, seeds, attempt, effort)
    weights = np.full(len(seeds), 1 / max(1, len(seeds)))
    return Sample(columns, judge(exercise, columns, _wanted(exercise, deck_id, seeds)), weights, seeds)


def unjudged(
    exercise: Exercise, deck_id: str, seeds: Integers, attempt: int | Integers = 0, effort: Effort | None = None
) -> Columns:
    """The same draws as they fell, sound or not."""
    return picked(exercise, seeded_picks(exercise, deck_id, seeds, attempt), len(seeds), effort)


def _wanted(exercise: Exercise, deck_id: str, seeds: Integers) -> Integers | None:
    """The side on which the draw of each seed must fall, where there are sides."""
    if len(shares(exercise)) < 2:
        return None
    # The last side first, so that a balance's condition holds for the small words.
    fair = words(stream(deck_id, exercise.identity, "balance of"), seeds, 0).astype(np.float64) / 2.0**64
    passed = np.cumsum(shares(exercise)[::-1])[:-1]
    return np.asarray(len(passed) - np.searchsorted(passed, fair, side="right"))


def sound(exercise: Exercise, deck_id: str, seeds: Integers, known: Sample | None = None) -> tuple[Integers, Columns]:
    """The seeds that have a sound draw, in their order, and these draws in columns.

    Rejected draws are drawn again; a seed that finds no sound one in MAX_ATTEMPTS is left out. What is `known` of the
    exercise's draws need not be computed again.
    """
    attempts = np.full(len(seeds), -1)
    tried, together = 0, 1
    while tried < MAX_ATTEMPTS and len(pending := np.flatnonzero(attempts < 0)):
        # Several attempts of all seeds at once: a pass costs about as much for many draws as for a few.
        these = np.arange(tried, min(tried + together, MAX_ATTEMPTS))
        rows, tries = np.tile(pending, len(these)), np.repeat(these, len(pending))
        kept = _kept(exercise, deck_id, seeds[rows], tries, known)
        those, first = np.unique(rows[kept], return_index=True)
        attempts[those] = tries[kept][first]
        tried, together = tried + len(these), _TOGETHER
    found = attempts >= 0
    return seeds[found], _drawn(exercise, deck_id, seeds[found], attempts[found], known)


def _kept(exercise: Exercise, deck_id: str, seeds: Integers, attempts: Integers, known: Sample | None) -> Mask:
    """Which seeds have a sound draw, each at its attempt."""
    rows = _rows(exercise, deck_id, seeds, attempts, known)
    if known is None or rows is None:
        return seeded(exercise, deck_id, seeds, attempts).judgement.kept
    judgement, wanted = known.judgement, _wanted(exercise, deck_id, seeds)
    kept: Mask = judgement.kept[rows]
    if wanted is not None and judgement.sides is not None:
        sides = np.zeros(len(judgement.kept), dtype=np.int64)
        sides[judgement.required] = judgement.sides
        kept &= sides[rows] == wanted
    return kept


def _drawn(exercise: Exercise, deck_id: str, seeds: Integers, attempts: Integers, known: Sample | None) -> Columns:
    """The draw of each seed at its attempt; all of them are sound."""
    rows = _rows(exercise, deck_id, seeds, attempts, known)
    if known is None or rows is None:
        return unjudged(exercise, deck_id, seeds, attempts)
    met = np.cumsum(known.judgement.required) - 1
    return known.judgement.columns.take(met[rows])


def _rows(
    exercise: Exercise, deck_id: str, seeds: Integers, attempts: Integers, known: Sample | None
) -> Integers | None:
    """In which rows of a sample the draws of the seeds stand; None where it does not hold them all."""
    if known is None:
        return None
    if known.place is not None:
        rows: Integers = known.place[numbered(exercise, seeded_picks(exercise, deck_id, seeds, attempts), len(seeds))]
        return rows
    assert known.seeds is not None
    is_first = not attempts.any() and seeds.max(initial=0) < len(known.seeds)
    return seeds if is_first and np.array_equal(known.seeds[seeds], seeds) else None
