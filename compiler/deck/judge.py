"""Whether a draw is sound: its conditions hold, everything has a value, every mistake is told from the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from compiler.checker import Tolerance
from compiler.deck.distances import distance, edges, unit_factor
from compiler.deck.missteps import untouched, wrong_answers
from compiler.deck.model import Derived, Exercise, Formula, Misstep
from compiler.deck.source import Span
from compiler.deck.template import Template
from compiler.formula import Binary, Columns, Name, Number, Result

SEPARATION = 3.0
"""How many tolerances lie at least between the answer and a mistake."""

TOO_NEAR = SEPARATION * (1 - 1e-9)
"""The same, with what float64 may leave at the edge."""

Floats = npt.NDArray[np.float64]
Sides = npt.NDArray[np.int64]
"""For each draw the index of the verdict that is right, or 1 where the balance's condition holds and 0 where not."""
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why draws are rejected: a condition, a mistake too near the answer, a verdict on the edge, or the balance."""

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
    """A mistake over all draws: where it is active, and how many tolerances it lies from the answer.

    Of several values the nearest counts among those that the mistake touches.
    """

    mistake: Misstep
    active: Mask
    distance: Floats


@dataclass(frozen=True, slots=True)
class Judgement:
    """All draws of a sample: kept or not, why not, the exact answers and the mistakes beside them.

    `columns` holds the draws that meet every condition (`required` says which rows of the sample these are); `answers`,
    `sides`, `mistakes`, `causes` and `broken` speak of these rows, `unmet` and `undecided` of all rows.
    """

    kept: Mask
    required: Mask
    columns: Columns
    answers: tuple[Floats, ...]
    sides: Sides | None
    mistakes: tuple[MistakeColumn, ...]
    causes: tuple[Cause, ...]
    broken: tuple[Broken, ...]
    unmet: tuple[Cause, ...]
    undecided: tuple[Broken, ...]


def shares(exercise: Exercise) -> tuple[float, ...]:
    """The share of draws that is wanted on each side: what the balance says, or else the same for every verdict."""
    if exercise.balance is not None:
        return (1 - exercise.balance.share, exercise.balance.share)
    return tuple(1 / len(exercise.options) for _ in exercise.options)


def judge(exercise: Exercise, columns: Columns, wanted: Sides | None = None) -> Judgement:
    """Judge every draw; `wanted` says on which side each must fall, where there are sides."""
    required, met, unmet, undecided = conditions(exercise, columns)
    sound = _Sound(exercise, met)
    sides = sound.sides(None if wanted is None else wanted[required])
    sound.definitions()
    answers = tuple(sound.numbers(answer.formula, "the answer") for answer in exercise.answers)
    sound.margins(sides)
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
        kept,
        required,
        sound.columns,
        answers,
        sides,
        mistakes,
        tuple(sound.causes),
        tuple(sound.broken),
        unmet,
        undecided,
    )


def conditions(exercise: Exercise, columns: Columns) -> tuple[Mask, Columns, tuple[Cause, ...], tuple[Broken, ...]]:
    """Which rows meet every condition, and their draws; then those that fail one, or for which one has no value.

    A condition is asked only of the rows that meet the ones before it.
    """
    total, rows = columns.rows, np.arange(columns.rows)
    unmet: list[Cause] = []
    undecided: list[Broken] = []
    for condition in exercise.require:
        result = columns.evaluate(condition.node)
        met = _truths(result) & ~result.failed
        if result.failed.any():
            undecided.append(Broken(condition, "a condition", _mask(rows[result.failed], total)))
        off = _mask(rows[~met & ~result.failed], total)
        unmet.append(Cause("require", condition.source.text, condition.source.span, off))
        if not met.all():
            rows, columns = rows[met], columns.take(met)
    return _mask(rows, total), columns, tuple(unmet), tuple(undecided)


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

    def sides(self, wanted: Sides | None) -> Sides | None:
        """The side that each draw falls on, if there are sides; draws on another one than wanted are rejected."""
        balance, options = self.exercise.balance, self.exercise.options
        if balance is not None:
            sides = _truths(self.result(balance.when, "the balance")).astype(np.int64)
            where: Formula | None = balance.when
        elif options:
            where = options[0].when
            sides = verdicts(self.exercise, self.columns, self.broken)
        else:
            return None
        if wanted is not None and where is not None:
            self.causes.append(Cause("balance", where.source.text, where.source.span, sides != wanted))
        return sides

    def margins(self, sides: Sides | None) -> None:
        """Reject the draws whose verdict would be another one for some number that is graded right.

        `sides` are the verdicts, unless a balance has sides of its own.
        """
        answer = self.exercise.answer
        step = answer.formula.node
        if not self.exercise.options or not isinstance(step, Name):
            return
        right = sides if self.exercise.balance is None else verdicts(self.exercise, self.columns)
        off = np.zeros(self.columns.rows, dtype=np.bool_)
        for edge in edges(answer.tolerance):
            moved = {step.name: Binary(edge[0], self.columns.definitions[step.name], Number(repr(edge[1])))}
            off |= verdicts(self.exercise, self.columns.with_definitions(moved)) != right
        self.causes.append(Cause("verdict", answer.formula.source.text, answer.formula.source.span, off))

    def definitions(self) -> None:
        """Every derived given and every step must have a value, whether or not the answer needs it."""
        for given in self.exercise.given:
            if isinstance(given, Derived):
                self.result(given.formula, f"the given `{given.name}`")
        for step in self.exercise.work:
            self.result(step.formula, f"the step `{step.name}`")

    def mistakes(self, answers: tuple[Floats, ...]) -> tuple[MistakeColumn, ...]:
        """Every mistake beside the answer and its alternatives.

        Draws with an active one too near are rejected. A formula is compared at several points, and where the magnitude
        is asked a mistake of about that size is none.
        """
        exercise = self.exercise
        targets = [[(right, each.tolerance)] for right, each in zip(answers, exercise.answers, strict=True)]
        targets[0] += self._alternatives()
        columns = [self._mistake(mistake, answers, targets) for mistake in exercise.mistakes]
        if exercise.magnitude:
            columns = [replace(each, active=each.active & (each.distance >= TOO_NEAR)) for each in columns]
        for column in columns:
            if column.mistake.waive is None and exercise.type != "formula":
                near = column.active & (column.distance < TOO_NEAR)
                source = column.mistake.formula.source
                self.causes.append(Cause("mistake", source.text, source.span, near, column.distance, column.mistake))
        return tuple(columns)

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
            factor = unit_factor(alternative.unit, self.exercise.answer.unit)
            if factor is not None:
                tolerance = alternative.tolerance
                if tolerance.distance is not None:
                    tolerance = Tolerance("absolute", tolerance.distance * factor)
                found.append((values * factor, tolerance))
        return found

    def _mistake(
        self, mistake: Misstep, answers: tuple[Floats, ...], targets: list[list[tuple[Floats, Tolerance]]]
    ) -> MistakeColumn:
        active = np.ones(self.columns.rows, dtype=np.bool_)
        if mistake.when is not None:
            result = self.result(mistake.when, "the condition of a mistake", mistake)
            active = _truths(result) & ~result.failed
        results = wrong_answers(self.exercise, mistake, self.columns)
        failed = np.any([result.failed for result in results.values()], axis=0) & active
        if failed.any():
            self.broken.append(Broken(mistake.formula, "a mistake", failed, mistake))
        nearest = np.full(self.columns.rows, np.inf)
        all_same = np.ones(self.columns.rows, dtype=np.bool_)
        for part, result in results.items():
            values = _numbers(result)
            same = untouched(values, answers[part])
            away = np.min([distance(values, right, tolerance) for right, tolerance in targets[part]], axis=0)
            nearest = np.minimum(nearest, np.where(same, np.inf, away))
            all_same &= same
        return MistakeColumn(mistake, active & ~failed, np.where(all_same, 0.0, nearest))


def verdicts(exercise: Exercise, columns: Columns, broken: list[Broken] | None = None) -> Sides:
    """The index of the option that is right in each draw; `broken` gains the conditions that have no value in some."""
    found = np.full(columns.rows, len(exercise.options) - 1, dtype=np.int64)
    open = np.ones(columns.rows, dtype=np.bool_)
    for index, option in enumerate(exercise.options):
        if option.when is None:
            continue
        result = columns.evaluate(option.when.node)
        failed = result.failed & open
        if broken is not None and failed.any():
            broken.append(Broken(option.when, "the condition of a verdict", failed))
        holds = _truths(result) & open & ~failed
        found[holds] = index
        open &= ~holds
    return found


def _truths(result: Result) -> Mask:
    return np.asarray(result.values, dtype=np.bool_)


def _numbers(result: Result) -> Floats:
    return np.asarray(result.values, dtype=np.float64)


def _mask(rows: npt.NDArray[np.intp], total: int) -> Mask:
    """Some of all rows as a mask."""
    mask = np.zeros(total, dtype=np.bool_)
    mask[rows] = True
    return mask
