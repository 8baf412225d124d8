"""Dealing: which variant of an exercise stands on which sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, product
from math import lcm

from compiler.deck import Deck, Exercise, Filled, table

MOST_SHEETS = 500
_POOL = 500
"""From so many variants of an exercise the sheets take theirs, however few they are: more sheets change none before."""


@dataclass(frozen=True, slots=True)
class Dealt:
    """The variants of each sheet, in the order of `exercises`; `variants` says how many of each exercise there are.

    Of an exercise with fewer variants than sheets some stand on several sheets.
    """

    deck: Deck
    exercises: tuple[Exercise, ...]
    seed: int
    sheets: tuple[tuple[Filled, ...], ...]
    variants: tuple[int, ...]

    @property
    def repeated(self) -> tuple[tuple[Exercise, int], ...]:
        """The exercises whose variants repeat, and how many variants each has."""
        pairs = zip(self.exercises, self.variants, strict=True)
        return tuple((exercise, there) for exercise, there in pairs if there < len(self.sheets))

    @property
    def different(self) -> int:
        """How many sheets differ from each other in one exercise at least."""
        return len({tuple(row.seed for row in sheet) for sheet in self.sheets})


def deal(
    deck: Deck, exercises: Sequence[Exercise], sheets: int, seed: int, step: Callable[[str], None] = lambda _: None
) -> Dealt:
    """The variants of so many sheets; `step` is told the slug of each exercise that is drawn.

    The same arguments give the same sheets, a sheet does not depend on how many follow it, and another seed takes other
    variants where there are enough. Raises NoVariant where an exercise has none.
    """
    orders, variants = [], []
    for exercise in exercises:
        pool = table(deck, exercise, most=_POOL)
        orders.append(_shuffled(pool, f"{deck.id}/{exercise.identity}/sheets/{seed}")[:sheets])
        variants.append(len(pool))
        step(exercise.slug)
    rows = zip(range(sheets), places([len(order) for order in orders]), strict=False)
    dealt = tuple(tuple(order[at] for order, at in zip(orders, row, strict=True)) for _, row in rows)
    return Dealt(deck, tuple(exercises), seed, dealt, tuple(variants))


def _shuffled(pool: Sequence[Filled], key: str) -> list[Filled]:
    """All variants in the order of a key. Neighbours' answers differ where they can, so that copying does not help."""
    rest = sorted(pool, key=lambda row: hashlib.sha256(f"{key}/{row.seed}".encode()).digest())
    ordered: list[Filled] = []
    while rest:
        last = ordered[-1].answer if ordered else None
        ordered.append(rest.pop(next((i for i, row in enumerate(rest) if row.answer != last), 0)))
    return ordered


def places(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """For one sheet after the other, a place in each of some lists of given sizes, without end.

    From one sheet to the next every list goes on by one. That comes round after the sizes' least common multiple; then
    the lists are set off against each other, so that no sheet comes again before every combination was there.
    """
    for _ in count():
        seen: set[tuple[int, ...]] = set()
        for start in product(*map(range, sizes)):
            if start in seen:
                continue
            for step in range(lcm(*sizes)):
                place = tuple((first + step) % size for first, size in zip(start, sizes, strict=True))
                seen.add(place)
                yield place
