"""Drawing: from an exercise to columns of draws, by seeds or by enumeration of all that can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np
import numpy.typing as npt

from compiler.deck.generator import Integers, below, stream, words
from compiler.deck.judge import Judgement, judge, shares
from compiler.deck.model import Derived, Drawn, Exercise
from compiler.formula import Columns, DrawnColumn, Effort, List, Node, Scope, TooCostly, names_used, walk

MAX_ATTEMPTS = 400
MAX_ENUMERATED = 20_000
MAX_SEED = 2**53 - 1
MAX_OPERATIONS = 60_000_000
"""Operations in columns that an exercise may cost, over all draws that are looked at."""
MAX_EFFORT = 4_000_000
"""Operations one by one that it may cost: where exact values must decide, and cannot be shared between draws."""
_PROBE = 8
_TOGETHER = 8
"""How many attempts of a seed are drawn together, once the first has failed."""

Floats = npt.NDArray[np.float64]
Picks = Mapping[tuple[int, int], Integers]
"""For each draw of the exercise and each of its elements, the index of the option that each row picked."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Draws in columns, as they fell: `judgement.kept` says which of them are sound; weights add up to 1."""

    columns: Columns
    judgement: Judgement
    weights: Floats
    seeds: Integers | None


def definitions(exercise: Exercise) -> dict[str, Node]:
    """The formulas of an exercise's names: derived givens, then steps."""
    derived = {given.name: given.formula.node for given in exercise.given if isinstance(given, Derived)}
    return derived | {step.name: step.formula.node for step in exercise.work}


def in_symbols(exercise: Exercise) -> dict[str, Node]:
    """The same without the symbols of a `formula`, which stand for themselves."""
    return {name: node for name, node in definitions(exercise).items() if name not in exercise.symbols}


def rests_on(node: Node, named: Mapping[str, Node]) -> tuple[str, ...]:
    """The names without a definition that a formula rests on, directly or through its definitions."""
    found: dict[str, None] = {}
    pending, seen = list(names_used(node)), set[str]()
    while pending:
        name = pending.pop(0)
        if name in seen:
            continue
        seen.add(name)
        if name in named:
            pending += names_used(named[name])
        else:
            found[name] = None
    return tuple(found)


def size(exercise: Exercise) -> int:
    """How many draws there can be, conditions aside."""
    return prod(len(draw.options) ** (draw.times or 1) for draw in _draws(exercise))


def sample(exercise: Exercise, deck_id: str, draws: int) -> tuple[Sample, bool]:
    """The draws that an exercise is judged by, and whether these are all that there can be.

    All are taken where MAX_ENUMERATED suffices, and else `draws` by seed; fewer where so many would cost too much, which
    those of nobody's exercise do, but a deck may come from a stranger.
    """
    most = max(1, MAX_OPERATIONS // _operations(exercise))
    try:
        return _sample(exercise, deck_id, draws, most, Effort(MAX_EFFORT))
    except TooCostly:
        probe = seeded(exercise, deck_id, np.arange(_PROBE)).columns.effort.done
        return _sample(exercise, deck_id, draws, min(most, max(1, MAX_EFFORT * _PROBE // probe)), Effort())


def _sample(exercise: Exercise, deck_id: str, draws: int, most: int, effort: Effort) -> tuple[Sample, bool]:
    if size(exercise) <= min(MAX_ENUMERATED, most):
        return every(exercise, effort), True
    return seeded(exercise, deck_id, np.arange(min(draws, most), dtype=np.int64), effort=effort), False


def _operations(exercise: Exercise) -> int:
    """How many operations judge a draw."""
    parts = [part for node in _formulas(exercise) for part in walk(node)]
    lists = [len(part.items) for part in parts if isinstance(part, List)]
    return len(parts) * max([1, *lists, *(draw.times or 1 for draw in _draws(exercise))])


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
    elements = [(d, e) for d, draw in enumerate(_draws(exercise)) for e in range(draw.times or 1)]
    draws = _draws(exercise)
    shape = [len(draws[d].options) for d, _ in elements]
    total = prod(shape)
    picks: dict[tuple[int, int], Integers] = {}
    stride = total
    for element, options in zip(elements, shape, strict=True):
        stride //= options
        picks[element] = np.arange(total, dtype=np.int64) // stride % options
    weights = np.ones(total)
    for (d, _), index in picks.items():
        if draws[d].divisor_of is None:
            weights *= np.asarray(draws[d].weights, dtype=np.float64)[index]
        else:
            weights *= _divisor_chances(draws, picks, d)
    picks = {element: index[weights > 0] for element, index in picks.items()}
    weights = weights[weights > 0]
    columns = _columns(exercise, picks, len(weights), effort)
    return Sample(columns, judge(exercise, columns), weights / weights.sum(), None)


def seeded(
    exercise: Exercise, deck_id: str, seeds: Integers, attempt: int | Integers = 0, effort: Effort | None = None
) -> Sample:
    """One draw for each seed, at one attempt or each at its own. Raises TooCostly beyond an effort."""
    wanted = None
    if len(shares(exercise)) > 1:
        # The last side first, so that a balance's condition holds for the small words.
        fair = words(stream(deck_id, exercise.identity, "balance of"), seeds, 0).astype(np.float64) / 2.0**64
        passed = np.cumsum(shares(exercise)[::-1])[:-1]
        wanted = len(passed) - np.searchsorted(passed, fair, side="right")
    columns = unjudged(exercise, deck_id, seeds, attempt, effort)
    weights = np.full(len(seeds), 1 / max(1, len(seeds)))
    return Sample(columns, judge(exercise, columns, wanted), weights, seeds)


def unjudged(
    exercise: Exercise, deck_id: str, seeds: Integers, attempt: int | Integers = 0, effort: Effort | None = None
) -> Columns:
    """The same draws as they fell, sound or not."""
    draws = _draws(exercise)
    picks: dict[tuple[int, int], Integers] = {}
    for d, draw in enumerate(draws):
        key = stream(deck_id, exercise.identity, *draw.names)
        for e in range(draw.times or 1):
            picks[d, e] = _pick(draws, picks, d, words(key, seeds, attempt, e))
    return _columns(exercise, picks, len(seeds), effort)


def sound(exercise: Exercise, deck_id: str, seeds: Integers) -> tuple[Integers, Columns]:
    """The seeds that have a sound draw, in their order, and these draws in columns.

    Rejected draws are drawn again; a seed that finds no sound one in MAX_ATTEMPTS is left out.
    """
    found: list[Integers] = []
    draws: list[Columns] = []
    pending, attempt, together = seeds, 0, 1
    while len(pending) and attempt < MAX_ATTEMPTS:
        # Several attempts of all seeds at once: a pass costs about as much for many draws as for a few.
        attempts = np.arange(attempt, min(attempt + together, MAX_ATTEMPTS))
        rows = np.tile(pending, len(attempts))
        judgement = seeded(exercise, deck_id, rows, np.repeat(attempts, len(pending))).judgement
        those, first = np.unique(rows[judgement.kept], return_index=True)
        found.append(those)
        draws.append(judgement.columns.take(np.flatnonzero(judgement.kept[judgement.required])[first]))
        pending = pending[~np.isin(pending, those)]
        attempt, together = attempt + len(attempts), _TOGETHER
    all_found = np.concatenate([seeds[:0], *found])
    place = {int(seed): i for i, seed in enumerate(seeds)}
    order = np.argsort([place[int(seed)] for seed in all_found])
    given = {name: _joined([draw.given[name] for draw in draws]) for name in draws[0].given} if draws else {}
    return all_found[order], Columns(given, definitions(exercise), len(all_found)).take(order)


def _joined(parts: Sequence[DrawnColumn | tuple[DrawnColumn, ...]]) -> DrawnColumn | tuple[DrawnColumn, ...]:
    """The draws of one name from the same options, one behind the other."""
    lists = [part if isinstance(part, tuple) else (part,) for part in parts]
    joined = tuple(
        DrawnColumn(each[0].options, np.concatenate([part.index for part in each])) for each in zip(*lists, strict=True)
    )
    return joined if isinstance(parts[0], tuple) else joined[0]


def scopes(exercise: Exercise, deck_id: str, seeds: Integers) -> Iterator[tuple[int, Scope]]:
    """The sound draw of each seed that has one, in the order of the seeds."""
    found, columns = sound(exercise, deck_id, seeds)
    return ((int(seed), columns.row(row)) for row, seed in enumerate(found))


def _draws(exercise: Exercise) -> list[Drawn]:
    return [given for given in exercise.given if isinstance(given, Drawn)]


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


def _columns(exercise: Exercise, picks: Picks, rows: int, effort: Effort | None = None) -> Columns:
    given: dict[str, DrawnColumn | tuple[DrawnColumn, ...]] = {}
    for d, draw in enumerate(_draws(exercise)):
        for position, name in enumerate(draw.names):
            options = tuple(option[position] for option in draw.options)
            if draw.times is None:
                given[name] = DrawnColumn(options, picks[d, 0])
            else:
                given[name] = tuple(DrawnColumn(options, picks[d, e]) for e in range(draw.times))
    return Columns(given, definitions(exercise), rows, effort or Effort())
