"""Whether a draw is sound: its conditions hold, everything has a value, every mistake is told from the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compiler.checker import Tolerance, convert, find_unit
from compiler.deck.model import Derived, Exercise, Formula, Misstep
from compiler.deck.source import Span
from compiler.deck.template import Template
from compiler.formula import Columns, Result

SEPARATION = 3.0
"""How many tolerances lie at least between the answer and a mistake."""

TOO_NEAR = SEPARATION * (1 - 1e-9)
"""The same, with what float64 may leave at the edge."""

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why draws are rejected: a condition, a mistake too near the answer, or the balance."""

    kind: str
    text: str
    span: Span
    rows: Mask
    distance: Floats | None = None
    mistake: Misstep | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A formula that has no value in some draws; `start` is its offset in the text it stands in."""

    formula: Formula
    what: str
    rows: Mask
    mistake: Misstep | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class MistakeColumn:
    """A mistake over all draws: its values in the asked unit, where it is active, its distance in tolerances."""

    mistake: Misstep
    values: Floats
    active: Mask
    distance: Floats


@dataclass(frozen=True, slots=True)
class Judgement:
    """All draws of a sample: kept or not, why not, the exact answers and the mistakes beside them.

    `columns` holds the draws that meet every condition (`required` says which rows of the sample these are); `answers`,
    `mistakes`, `causes` and `broken` speak of these rows, `unmet` and `undecided` of all rows.
    """

    kept: Mask
    required: Mask
    columns: Columns
    answers: Floats
    mistakes: tuple[MistakeColumn, ...]
    causes: tuple[Cause, ...]
    broken: tuple[Broken, ...]
    unmet: tuple[Cause, ...]
    undecided: tuple[Broken, ...]


def judge(exercise: Exercise, columns: Columns, wanted: Mask | None = None) -> Judgement:
    """Judge every draw; `wanted` says on which side of the balance each must fall."""
    required, unmet, undecided = _conditions(exercise, columns)
    sound = _Sound(exercise, columns if required.all() else columns.take(required))
    if exercise.balance is not None and wanted is not None:
        sound.balance(exercise.balance.when, wanted[required])
    sound.definitions()
    answers = sound.numbers(exercise.answer.formula, "the answer")
    mistakes = sound.mistakes(answers)
    sound.texts(mistakes)
    kept = required.copy()
    kept[required] = ~np.any(
        [
            np.zeros(sound.columns.rows, dtype=np.bool_),
            *(c.rows for c in sound.causes),
            *(b.rows for b in sound.broken),
        ],
        axis=0,
    )
    return Judgement(
        kept, required, sound.columns, answers, mistakes, tuple(sound.causes), tuple(sound.broken), unmet, undecided
    )


def _conditions(exercise: Exercise, columns: Columns) -> tuple[Mask, tuple[Cause, ...], tuple[Broken, ...]]:
    """The rows that meet every condition; a condition is asked only of the rows that meet the ones before it."""
    alive = np.ones(columns.rows, dtype=np.bool_)
    unmet: list[Cause] = []
    undecided: list[Broken] = []
    for condition in exercise.require:
        rows = np.flatnonzero(alive)
        result = (columns if alive.all() else columns.take(rows)).evaluate(condition.node)
        if result.failed.any():
            undecided.append(Broken(condition, "a condition", _spread(result.failed, rows, columns.rows)))
        unmet_rows = ~_truths(result) & ~result.failed
        unmet.append(
            Cause("require", condition.source.text, condition.source.span, _spread(unmet_rows, rows, columns.rows))
        )
        alive[rows] = _truths(result) & ~result.failed
    return alive, tuple(unmet), tuple(undecided)


class _Sound:
    """The draws that meet the conditions, while they are judged further."""

    def __init__(self, exercise: Exercise, columns: Columns) -> None:
        self.exercise = exercise
        self.columns = columns
        self.causes: list[Cause] = []
        self.broken: list[Broken] = []

    def result(self, formula: Formula, what: str, mistake: Misstep | None = None) -> Result:
        """A formula's values; the rows where it has none are noted."""
        result = self.columns.evaluate(formula.node)
        if result.failed.any():
            self.broken.append(Broken(formula, what, result.failed, mistake))
        return result

    def numbers(self, formula: Formula, what: str) -> Floats:
        """A formula's numbers."""
        return _numbers(self.result(formula, what))

    def balance(self, when: Formula, wanted: Mask) -> None:
        """Reject the draws that fall on the other side than wanted."""
        result = self.result(when, "the balance")
        self.causes.append(Cause("balance", when.source.text, when.source.span, _truths(result) != wanted))

    def definitions(self) -> None:
        """Every derived given and every step must have a value, whether or not the answer needs it."""
        for given in self.exercise.given:
            if isinstance(given, Derived):
                self.result(given.formula, f"the given `{given.name}`")
        for step in self.exercise.work:
            self.result(step.formula, f"the step `{step.name}`")

    def mistakes(self, answers: Floats) -> tuple[MistakeColumn, ...]:
        """Every mistake beside the answer and its alternatives; draws with an active one too near are rejected."""
        targets = [(answers, self.exercise.answer.tolerance), *self._alternatives()]
        columns = tuple(self._mistake(mistake, targets) for mistake in self.exercise.mistakes)
        for column in columns:
            if column.mistake.waive is None:
                near = column.active & (column.distance < TOO_NEAR)
                source = column.mistake.formula.source
                self.causes.append(Cause("mistake", source.text, source.span, near, column.distance, column.mistake))
        return columns

    def texts(self, mistakes: tuple[MistakeColumn, ...]) -> None:
        """Every placeholder must have a value wherever its text is shown."""
        everywhere = np.ones(self.columns.rows, dtype=np.bool_)
        for template in self.exercise.texts:
            self._placeholders(template, everywhere, None)
        for column in mistakes:
            self._placeholders(column.mistake.hint, column.active, column.mistake)

    def _placeholders(self, template: Template, shown: Mask, mistake: Misstep | None) -> None:
        for each in template.placeholders:
            failed = self.columns.evaluate(each.node).failed & shown
            if failed.any():
                formula = Formula(each.node, template.source)
                self.broken.append(Broken(formula, "a placeholder", failed, mistake, each.start))

    def _alternatives(self) -> list[tuple[Floats, Tolerance]]:
        """The accepted alternatives that are of the asked unit's kind, in the asked unit."""
        found: list[tuple[Floats, Tolerance]] = []
        for alternative in self.exercise.accept:
            values = self.numbers(alternative.formula, "an alternative")
            factor = _factor(alternative.unit, self.exercise.answer.unit)
            if factor is not None:
                tolerance = alternative.tolerance
                if tolerance.distance is not None:
                    tolerance = Tolerance("absolute", tolerance.distance * factor)
                found.append((values * factor, tolerance))
        return found

    def _mistake(self, mistake: Misstep, targets: list[tuple[Floats, Tolerance]]) -> MistakeColumn:
        active = np.ones(self.columns.rows, dtype=np.bool_)
        if mistake.when is not None:
            result = self.result(mistake.when, "the condition of a mistake", mistake)
            active = _truths(result) & ~result.failed
        result = wrong_answer(self.exercise, mistake, self.columns)
        failed = result.failed & active
        if failed.any():
            self.broken.append(Broken(mistake.formula, "a mistake", failed, mistake))
        values = _numbers(result)
        distance = np.min([_distance(values, right, tolerance) for right, tolerance in targets], axis=0)
        return MistakeColumn(mistake, values, active & ~failed, distance)


def wrong_answer(exercise: Exercise, mistake: Misstep, columns: Columns) -> Result:
    """The answer of one who makes a mistake: the wrong final value, or what follows from the wrong step."""
    if mistake.at is None:
        return columns.evaluate(mistake.formula.node)
    return columns.with_definitions({mistake.at: mistake.formula.node}).evaluate(exercise.answer.formula.node)


def _factor(unit: str | None, asked: str | None) -> float | None:
    """What a number in `unit` is multiplied by to be in the asked one; None for units of two kinds."""
    if unit == asked:
        return 1.0
    one, two = find_unit(unit or ""), find_unit(asked or "")
    if one is None or two is None or one.kind != two.kind:
        return None
    return convert(1.0, one, two)


def _distance(values: Floats, right: Floats, tolerance: Tolerance) -> Floats:
    """How many tolerances a value lies from the right one (on a log scale where the tolerance is a factor)."""
    with np.errstate(all="ignore"):
        match tolerance.kind:
            case "relative":
                found = np.abs(values - right) / (np.abs(right) * tolerance.value)
            case "absolute":
                found = np.abs(values - right) / tolerance.value
            case "factor":
                same_sign = (values * right) > 0
                ratio = np.abs(np.log(np.abs(values / right))) / np.log(tolerance.value)
                found = np.where(same_sign, ratio, np.inf)
            case _:
                widths = np.array([tolerance.width(value) for value in right.tolist()])
                found = np.abs(values - right) / widths
                if tolerance.kind == "exact":
                    found = np.where(found <= 1.0, 0.0, np.inf)
    return np.where(np.isnan(found), 0.0, found)


def _truths(result: Result) -> Mask:
    return np.asarray(result.values, dtype=np.bool_)


def _numbers(result: Result) -> Floats:
    return np.asarray(result.values, dtype=np.float64)


def _spread(mask: Mask, rows: npt.NDArray[np.intp], total: int) -> Mask:
    """A mask over some rows as a mask over all."""
    spread = np.zeros(total, dtype=np.bool_)
    spread[rows] = mask
    return spread
