"""From a draw to its answer key, for each of the five types, and to the answer as a reply would give it."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose

import numpy as np
import numpy.typing as npt

from compiler.checker import (
    Accepted,
    AnswerKey,
    DebugKey,
    DecideKey,
    FormulaKey,
    Mistake,
    NumberKey,
    Part,
    Rounded,
    Said,
    VectorKey,
    WrongFormula,
    said,
    units_like,
)
from compiler.deck.draw import definitions, rests_on, seeded
from compiler.deck.model import Exercise, Misstep
from compiler.deck.planting import Planted
from compiler.formula import (
    Columns,
    Compare,
    DrawnColumn,
    EvaluationError,
    Exact,
    List,
    Name,
    Node,
    Number,
    Rounding,
    Scope,
    Text,
    number_text,
    substituted,
    typeset_text,
)

LEAST_POINTS = 5
POINTS = 12
"""How many points a formula is compared at."""
_POINT_SEEDS = 240
_CARRIED = (3, 2, 1)
"""To how many significant figures people round a step before they go on."""
_NEARLY = 0.1
"""An answer further off than this is no longer nearly right."""
_UNTOUCHED = 1e-9
_ABOUT = Rounding("sig", 2)
"""How an answer is shown where its magnitude is asked."""

Markdown = Callable[[Misstep], str]
"""The hint of a mistake in this draw."""


def key(deck_id: str, exercise: Exercise, scope: Scope, planted: Planted, hint: Markdown) -> AnswerKey:
    """The answer key of one draw: exact values, and the mistakes that are active in it.

    Raises ValueError where a formula has too few points.
    """
    match exercise.type:
        case "formula":
            found = formula_key(deck_id, exercise, scope, hint)
            if found is None:
                raise ValueError(f"{exercise.slug}: the symbols take fewer than {LEAST_POINTS} different values")
            return found
        case "vector":
            numbers = [number_key(exercise, scope, hint, part) for part in range(len(exercise.answers))]
            labels = [answer.label or "" for answer in exercise.answers]
            parts = tuple(Part(label, number) for label, number in zip(labels, numbers, strict=True))
            return VectorKey(parts, exercise.invariant)
        case "decide":
            return DecideKey(
                tuple(option.words for option in exercise.options),
                verdict(exercise, scope),
                number_key(exercise, scope, hint),
            )
        case "debug":
            return DebugKey(len(exercise.work), planted.line, number_key(exercise, scope, None))
        case _:
            return number_key(exercise, scope, hint)


def verdict(exercise: Exercise, scope: Scope) -> int:
    """The index of the verdict that is right in a draw."""
    conditions = (option.when for option in exercise.options)
    holds = (when is None or scope.evaluate(when.node) is True for when in conditions)
    return next(index for index, true in enumerate(holds) if true)


def number_key(exercise: Exercise, scope: Scope, hint: Markdown | None, part: int = 0) -> NumberKey:
    """The key of a number that is asked; without `hint`, known mistakes are left out."""
    answer = exercise.answers[part]
    value = _number(scope, answer.formula.node)
    mistakes: list[Mistake] = []
    for mistake in exercise.mistakes if hint is not None else ():
        if mistake.when is not None and scope.evaluate(mistake.when.node) is not True:
            continue
        wrong = mistaken(exercise, mistake, scope, part)
        if hint is not None and not (len(exercise.answers) > 1 and isclose(wrong, value, rel_tol=_UNTOUCHED)):
            mistakes.append(Mistake(wrong, hint(mistake)))
    found = NumberKey(
        value=value,
        unit=answer.unit,
        units=answer.units or units_like(answer.unit),
        tolerance=answer.tolerance,
        roundings=answer.roundings,
        accept=tuple(
            Accepted(_number(scope, each.formula.node), each.unit, each.tolerance, each.note)
            for each in exercise.accept
        ),
        mistakes=tuple(mistakes),
        rounded=_rounded_steps(exercise, scope, part),
    )
    return found.magnitude() if exercise.magnitude else found


def _rounded_steps(exercise: Exercise, scope: Scope, part: int) -> tuple[Rounded, ...]:
    """What the answer comes to where a step is rounded before the next one, if that is no longer right."""
    asked = exercise.answers[part]
    right = _number(scope, asked.formula.node)
    if asked.tolerance.kind == "factor":
        return ()
    found: dict[float, Rounded] = {}
    for step in exercise.work[:-1]:
        value = scope.value(step.name)
        for digits in _CARRIED:
            if not isinstance(value, float) or isclose(rounded := Rounding("sig", digits).apply(value), value):
                continue
            carried = scope.with_definitions({step.name: Number(repr(rounded))})
            try:
                answer = _number(carried, asked.formula.node)
            except EvaluationError:
                continue
            if not asked.tolerance.accepts(right, answer) and isclose(answer, right, rel_tol=_NEARLY):
                found.setdefault(answer, Rounded(answer, step.name))
    return tuple(found.values())


def mistaken(exercise: Exercise, mistake: Misstep, scope: Scope, part: int = 0) -> float:
    """The number of one who makes a mistake in this draw, in the asked unit."""
    right = exercise.answers[part].formula.node
    if mistake.at is None:
        return _number(scope, mistake.formula.node if part == mistake.part else right)
    wrong = scope.with_definitions({mistake.at: mistake.formula.node})
    return _number(wrong, right)


def formula_key(deck_id: str, exercise: Exercise, scope: Scope, hint: Markdown | None = None) -> FormulaKey | None:
    """The key of a formula: its values at points from the exercise's own ranges; None where there are too few points.

    What is no symbol has the value of this draw at every point.
    """
    drawn = seeded(exercise, deck_id, np.arange(_POINT_SEEDS)).columns
    pinned = {name: _constant(scope, name, drawn.rows) for name in fixed_names(exercise)}
    points = Columns({**drawn.given, **pinned}, drawn.definitions, drawn.rows)
    kept = np.ones(points.rows, dtype=np.bool_)
    for condition in exercise.require:
        result = points.evaluate(condition.node)
        kept &= np.asarray(result.values, dtype=np.bool_) & ~result.failed
    symbols = [np.asarray(points.value(symbol).values, dtype=np.float64) for symbol in exercise.symbols]
    right = points.evaluate(exercise.answer.formula.node)
    wrong = [_wrong(points, mistake, exercise.answer.formula.node) for mistake in exercise.mistakes]
    kept &= np.isfinite([right.values, *(values for values in wrong)]).all(axis=0) & ~right.failed
    _, first = np.unique(np.array(symbols)[:, kept], axis=1, return_index=True)
    rows = np.flatnonzero(kept)[np.sort(first)][:POINTS]
    if len(rows) < LEAST_POINTS:
        return None
    return FormulaKey(
        exercise.symbols,
        tuple(zip(*(column[rows].tolist() for column in symbols), strict=True)),
        tuple(np.asarray(right.values, dtype=np.float64)[rows].tolist()),
        tuple(
            WrongFormula(tuple(values[rows].tolist()), hint(mistake) if hint is not None else "")
            for mistake, values in zip(exercise.mistakes, wrong, strict=True)
        ),
    )


def _constant(scope: Scope, name: str, rows: int) -> DrawnColumn | tuple[DrawnColumn, ...]:
    """The value of a name in this draw, in every row."""
    value, row = scope.exact(Name(name)), np.zeros(rows, dtype=np.int64)
    return tuple(DrawnColumn([each], row) for each in value) if isinstance(value, tuple) else DrawnColumn([value], row)


def _wrong(points: Columns, mistake: Misstep, right: Node) -> npt.NDArray[np.float64]:
    """What a wrong formula gives at the points; nothing (NaN) where it has no value."""
    if mistake.at is None:
        result = points.evaluate(mistake.formula.node)
    else:
        result = points.with_definitions({mistake.at: mistake.formula.node}).evaluate(right)
    return np.where(result.failed, np.nan, np.asarray(result.values, dtype=np.float64))


def fixed_names(exercise: Exercise) -> tuple[str, ...]:
    """The drawn givens that a formula's answer rests on without being symbols of it."""
    hidden = {name: node for name, node in definitions(exercise).items() if name not in exercise.symbols}
    return tuple(name for name in rests_on(exercise.answer.formula.node, hidden) if name not in exercise.symbols)


def formula_text(exercise: Exercise, scope: Scope) -> str:
    """The right formula in its symbols alone."""
    return typeset_text(substituted(exercise.answer.formula.node, inlined(exercise, scope)))


def inlined(exercise: Exercise, scope: Scope, keep_steps: bool = False) -> dict[str, Node]:
    """What stands for the names of a formula that are no symbols: the numbers of this draw, or their own formulas.

    Steps keep their names where they are told one by one.
    """
    found = {name: _literal(scope.exact(Name(name))) for name in fixed_names(exercise)}
    kept = {step.name for step in exercise.work} if keep_steps else set()
    defined = definitions(exercise)
    return found | {name: defined[name] for name in defined if name not in kept and name not in exercise.symbols}


def _literal(value: Exact) -> Node:
    """The formula that is a value."""
    match value:
        case str():
            return Text(value)
        case tuple():
            return List(tuple(map(_literal, value)))
        case bool():
            return Compare(Number("0"), (("==", Number("0" if value else "1")),))
        case _:
            return Number(number_text(float(value), group=False))


def answer_text(key: AnswerKey, exercise: Exercise, scope: Scope) -> str:
    """The right answer as a reply would give it: rounded as asked, with its unit."""
    match key:
        case NumberKey():
            return _number_text(key)
        case FormulaKey():
            return formula_text(exercise, scope)
        case DecideKey():
            return f"{key.options[key.right][0]}, {_number_text(key.number)}"
        case VectorKey():
            return "; ".join(f"{part.label} = {_number_text(part.number)}" for part in key.parts)
        case DebugKey():
            line = said("read-line", line=str(key.line)) if key.line else Said("read-no-line")
            return f"{line.text}: {_number_text(key.number)}"


def _number_text(key: NumberKey) -> str:
    roundings = (_ABOUT,) if key.tolerance.kind == "factor" else key.roundings
    text = roundings[0].text(key.value) if roundings else number_text(key.value)
    return with_unit(text, key.unit)


def with_unit(text: str, unit: str | None) -> str:
    """A number's text with its unit, kept in one line; a percent sign stands close."""
    if unit is None or unit == "%":
        return f"{text}{unit or ''}"
    return f"{text}\N{NO-BREAK SPACE}{unit}"


def _number(scope: Scope, node: Node) -> float:
    value = scope.evaluate(node)
    if not isinstance(value, float):
        raise TypeError(f"expected a number, got {value!r}; the loader checks kinds")
    return value
