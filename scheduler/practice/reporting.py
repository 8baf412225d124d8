"""What is hard in a deck, and which wrong replies nothing explains yet: for its author, with nobody's name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from compiler.checker import (
    NumberKey,
    Reading,
    UnitError,
    Variant,
    VerdictKind,
    convert,
    grade,
    grade_number,
    numbers_of,
)
from compiler.deck import Deck, Exercise
from scheduler.rules import Cluster, Wrong, clusters
from scheduler.store import tries, wrong_replies


@dataclass(frozen=True, slots=True)
class PartReport:
    """The unexplained wrong numbers of one number that an exercise asks for, by what may be behind them.

    `formula` is that of the right number, as the author wrote it; `label` tells it from others (empty: there is one).
    """

    label: str
    formula: str
    clusters: tuple[Cluster, ...]
    left: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """How often an exercise was asked and right at the first try, and what went wrong without an explanation."""

    exercise: Exercise
    asked: int
    first_try: int
    parts: tuple[PartReport, ...]

    @property
    def rate(self) -> float | None:
        """The share that was right at the first try, 0 to 1; None where it was never asked."""
        return self.first_try / self.asked if self.asked else None


def report(db: Database, deck: Deck) -> list[ExerciseReport]:
    """The report of each exercise that was asked, in order; reads only."""
    counted = {each.exercise: each for each in tries(db, deck.id)}
    wrong: dict[str, list[list[Wrong]]] = {}
    for identity, variant, text in wrong_replies(db, deck.id):
        for part, each in _wrong(variant, text):
            numbers = wrong.setdefault(identity, [])
            numbers.extend([] for _ in range(part + 1 - len(numbers)))
            numbers[part].append(each)
    found = []
    for exercise in deck.exercises:
        if exercise.identity in counted:
            tried = counted[exercise.identity]
            parts = _parts(exercise, wrong.get(exercise.identity, []))
            found.append(ExerciseReport(exercise, tried.asked, tried.first_try, parts))
    return found


def _parts(exercise: Exercise, wrong: list[list[Wrong]]) -> tuple[PartReport, ...]:
    parts = []
    for answer, numbers in zip(exercise.answers, wrong, strict=False):
        if numbers:
            found, left = clusters(numbers[::-1])
            parts.append(PartReport(answer.label or "", answer.formula.source.text, tuple(found), tuple(left)))
    return tuple(parts)


def _wrong(variant: Variant, text: str) -> list[tuple[int, Wrong]]:
    """The wrong numbers of a reply that the checker has no word for, each with the index of its part."""
    asked = [key for _, key in numbers_of(variant.key)]
    read = [each for _, each in grade(variant.key, text).readings if isinstance(each, Reading)]
    if len(asked) != len(read):
        return []
    names = tuple((name, float(value)) for name, value in variant.given if isinstance(value, float | int))
    found = []
    for part, (key, reading) in enumerate(zip(asked, read, strict=True)):
        value = _unexplained(key, reading)
        if value is not None:
            found.append((part, Wrong(value, key.value, tuple(each for each in names if each[1] != key.value))))
    return found


def _unexplained(key: NumberKey, reading: Reading) -> float | None:
    """The number of a reading in the asked unit, where it is wrong and nothing says why."""
    try:
        if grade_number(key, reading.value, reading.unit, reading.numeral).kind is not VerdictKind.WRONG:
            return None
        if reading.unit is None or key.unit is None:
            return reading.value
        return convert(reading.value, reading.unit, key.unit)
    except (UnitError, ValueError):
        return None
