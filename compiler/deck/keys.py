"""From draws to their answer keys, for each of the five types, and to the answer as a reply would give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
from compiler.deck.defined import in_symbols, rests_on
from compiler.deck.draw import unjudged
from compiler.deck.filled import NoVariant
from compiler.deck.judge import conditions, verdicts
from compiler.deck.missteps import untouched, wrong_answers
from compiler.deck.model import Answer, Exercise, Misstep
from compiler.deck.planting import Planted
from compiler.deck.rows import named, numbers, readable, replaced
from compiler.formula import (
    Columns,
    Compare,
    DrawnColumn,
    Exact,
    List,
    Name,
    Node,
    Number,
    Rounding,
    Scope,
    Text,
    Value,
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
_ABOUT = Rounding("sig", 2)
"""How an answer is shown where its magnitude is asked."""

Floats = npt.NDArray[np.float64]
Hints = dict[Misstep, list[str | None]]
"""What to say of each mistake, row by row; None where it is not told."""


def keys(deck_id: str, exercise: Exercise, columns: Columns, planted: list[Planted], hints: Hints) -> list[AnswerKey]:
    """The answer key of each draw: exact values, and the mistakes that are told in it.

    Raises NoVariant where a formula has too few points.
    """
    if exercise.type == "formula":
        return list(_formula_keys(deck_id, exercise, columns, hints))
    parts = [number_keys(exercise, columns, part, hints) for part in range(len(exercise.answers))]
    match exercise.type:
        case "vector":
            labels = [answer.label or "" for answer in exercise.answers]
            return [VectorKey(tuple(map(Part, labels, row)), exercise.invariant) for row in zip(*parts, strict=True)]
        case "decide":
            options = tuple(option.words for option in exercise.options)
            right = verdicts(exercise, columns).tolist()
            return [DecideKey(options, side, number) for side, number in zip(right, parts[0], strict=True)]
        case "debug":
            lines = len(exercise.work)
            return [DebugKey(lines, each.line, number) for each, number in zip(planted, parts[0], strict=True)]
        case _:
            return list(parts[0])


def number_keys(exercise: Exercise, columns: Columns, part: int, hints: Hints) -> list[NumberKey]:
    """The key of a number that is asked, in each draw."""
    answer = exercise.answers[part]
    right = numbers(columns, answer.formula.node)
    accepted = [(each, numbers(columns, each.formula.node).tolist()) for each in exercise.accept]
    mistakes = [_mistakes(exercise, mistake, columns, part, hints[mistake], right) for mistake in exercise.mistakes]
    rounded = _rounded_steps(exercise, columns, answer, right)
    found = []
    for row, value in enumerate(right.tolist()):
        key = NumberKey(
            value=value,
            unit=answer.unit,
            units=answer.units or units_like(answer.unit),
            tolerance=answer.tolerance,
            roundings=answer.roundings,
            accept=tuple(Accepted(each[row], other.unit, other.tolerance, other.note) for other, each in accepted),
            mistakes=tuple(mistake for each in mistakes if (mistake := each[row]) is not None),
            rounded=rounded[row],
        )
        found.append(key.magnitude() if exercise.magnitude else key)
    return found


def _mistakes(
    exercise: Exercise, mistake: Misstep, columns: Columns, part: int, hints: list[str | None], right: Floats
) -> list[Mistake | None]:
    """A mistake in each draw; None where it is not told, or leaves this one of several values as it is."""
    wrong = wrong_answers(exercise, mistake, columns).get(part)
    if wrong is None:
        return [None] * columns.rows
    values = np.asarray(wrong.values, dtype=np.float64)
    same = untouched(values, right) & (len(exercise.answers) > 1)
    rows = zip(values.tolist(), hints, same.tolist(), strict=True)
    return [None if hint is None or is_same else Mistake(value, hint) for value, hint, is_same in rows]


def _rounded_steps(exercise: Exercise, columns: Columns, answer: Answer, right: Floats) -> list[tuple[Rounded, ...]]:
    """What the answer comes to where a step is rounded before the next one, if that is no longer right."""
    values: list[float] = right.tolist()
    found: list[dict[float, Rounded]] = [{} for _ in values]
    rows = np.tile(np.arange(len(values)), len(_CARRIED))  # every draw once for each number of figures
    for step in exercise.work[:-1] if answer.tolerance.kind != "factor" else ():
        exact = columns.value(step.name).values
        if isinstance(exact, tuple) or exact.dtype != np.float64:
            continue
        rounded = np.concatenate([Rounding("sig", digits).many(exact) for digits in _CARRIED])
        off = np.flatnonzero(~untouched(rounded, exact[rows]))
        if not len(off):
            continue
        carried = replaced(columns.take(rows[off]), step.name, rounded[off]).evaluate(answer.formula.node)
        replies = np.where(carried.failed, np.nan, np.asarray(carried.values, dtype=np.float64)).tolist()
        for row, reply in zip(rows[off].tolist(), replies, strict=True):
            if isclose(reply, values[row], rel_tol=_NEARLY) and not answer.tolerance.accepts(values[row], reply):
                found[row].setdefault(reply, Rounded(reply, step.name))
    return [tuple(each.values()) for each in found]


def _formula_keys(deck_id: str, exercise: Exercise, columns: Columns, hints: Hints) -> Iterator[FormulaKey]:
    """The key of each draw; draws that differ in symbols alone have the same points."""
    known: dict[tuple[Value, ...], FormulaKey] = {}
    fixed = [named(columns, name) for name in fixed_names(exercise)]
    for row in range(columns.rows):
        pinned = tuple(each[row] for each in fixed)
        if pinned not in known:
            found = formula_key(deck_id, exercise, columns.row(row))
            if found is None:
                raise NoVariant(f"{exercise.slug}: the symbols take fewer than {LEAST_POINTS} different values")
            known[pinned] = found
        told = [hints[mistake][row] or "" for mistake in exercise.mistakes]
        wrong = zip(known[pinned].mistakes, told, strict=True)
        yield replace(known[pinned], mistakes=tuple(replace(each, hint=hint) for each, hint in wrong))


def formula_key(deck_id: str, exercise: Exercise, scope: Scope) -> FormulaKey | None:
    """The key of a formula: its values at points from the exercise's own ranges; None where there are too few points.

    The hints of wrong formulas are left open.
    What is no symbol has the value of this draw at every point.
    """
    drawn = unjudged(exercise, deck_id, np.arange(_POINT_SEEDS))
    pinned = {name: _constant(scope, name, drawn.rows) for name in fixed_names(exercise)}
    points = Columns({**drawn.given, **pinned}, drawn.definitions, drawn.rows)
    kept, *_ = conditions(exercise, points)
    symbols = [np.asarray(points.value(symbol).values, dtype=np.float64) for symbol in exercise.symbols]
    right = points.evaluate(exercise.answer.formula.node)
    wrong = [_wrong(exercise, mistake, points) for mistake in exercise.mistakes]
    kept &= np.isfinite([right.values, *(values for values in wrong)]).all(axis=0) & ~right.failed
    _, first = np.unique(np.array(symbols)[:, kept], axis=1, return_index=True)
    rows = np.flatnonzero(kept)[np.sort(first)][:POINTS]
    if len(rows) < LEAST_POINTS:
        return None
    return FormulaKey(
        exercise.symbols,
        tuple(zip(*(column[rows].tolist() for column in symbols), strict=True)),
        tuple(np.asarray(right.values, dtype=np.float64)[rows].tolist()),
        tuple(WrongFormula(tuple(values[rows].tolist()), "") for values in wrong),
    )


def _constant(scope: Scope, name: str, rows: int) -> DrawnColumn | tuple[DrawnColumn, ...]:
    """The value of a name in this draw, in every row."""
    value, row = scope.exact(Name(name)), np.zeros(rows, dtype=np.int64)
    return tuple(DrawnColumn([each], row) for each in value) if isinstance(value, tuple) else DrawnColumn([value], row)


def _wrong(exercise: Exercise, mistake: Misstep, points: Columns) -> Floats:
    """What a wrong formula gives at the points; nothing (NaN) where it has no value."""
    (result,) = wrong_answers(exercise, mistake, points).values()
    return np.where(result.failed, np.nan, np.asarray(result.values, dtype=np.float64))


def fixed_names(exercise: Exercise) -> tuple[str, ...]:
    """The drawn givens that a formula's answer rests on without being symbols of it."""
    rests = rests_on(exercise.answer.formula.node, in_symbols(exercise))
    return tuple(name for name in rests if name not in exercise.symbols)


def formula_text(exercise: Exercise, scope: Scope) -> str:
    """The right formula in its symbols alone."""
    return typeset_text(substituted(exercise.answer.formula.node, inlined(exercise, scope)))


def inlined(exercise: Exercise, scope: Scope, keep_steps: bool = False) -> dict[str, Node]:
    """What stands for the names of a formula that are no symbols: the numbers of this draw, or their own formulas.

    Steps keep their names where they are told one by one.
    """
    found = {name: _literal(scope.exact(Name(name))) for name in fixed_names(exercise)}
    kept = {step.name for step in exercise.work} if keep_steps else set()
    return found | {name: node for name, node in in_symbols(exercise).items() if name not in kept}


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


def answer_text(key: NumberKey | DecideKey | VectorKey | DebugKey) -> str:
    """The right answer as a reply would give it: rounded as asked, with its unit."""
    match key:
        case NumberKey():
            return _number_text(key)
        case DecideKey():
            return f"{key.options[key.right][0]}, {_number_text(key.number)}"
        case VectorKey():
            return "; ".join(f"{part.label} = {_number_text(part.number)}" for part in key.parts)
        case DebugKey():
            line = said("read-line", line=str(key.line)) if key.line else Said("read-no-line")
            return f"{line.text}: {_number_text(key.number)}"


def _number_text(key: NumberKey) -> str:
    roundings = (_ABOUT,) if key.tolerance.kind == "factor" else key.roundings
    value = readable(key.value)
    text = roundings[0].text(value) if roundings else number_text(value)
    return with_unit(text, key.unit)


def with_unit(text: str, unit: str | None) -> str:
    """A number's text with its unit, kept in one line; a percent sign stands close, and a fraction is a bare number."""
    if unit is None or unit == "fraction":
        return text
    if unit == "%":
        return f"{text}%"
    return f"{text}\N{NO-BREAK SPACE}{unit}"
