"""Filling in: from one draw to a variant, complete with its texts, its derivation and its answer key."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isclose

import numpy as np

from compiler.checker import Accepted, Mistake, NumberKey, Rounded, Variant, units_like
from compiler.deck.draw import MAX_ENUMERATED, MAX_SEED, every, scopes, size
from compiler.deck.filled import Filled, Step, Symbol
from compiler.deck.model import Deck, Drawn, Exercise, Misstep, WorkStep
from compiler.formula import (
    EvaluationError,
    Node,
    Number,
    Rounding,
    Scope,
    Slotted,
    Value,
    names_used,
    number_text,
    step_text,
    step_value,
    typeset_numbers,
    typeset_text,
)

TABLE_SIZE = 64
_BATCH = 128
_CARRIED = (3, 2, 1)
"""To how many significant figures people round a step before they go on."""
_NEARLY = 0.1
"""An answer further off than this is no longer nearly right."""
_ACTIVE = re.compile(r"([\\`*_\[\]<>$|~])")
_MAX_SEEDS = 4_096


class NoVariant(Exception):
    """An exercise, or a seed of it, from which no sound draw can be made."""


def filled(deck: Deck, exercise: Exercise, seed: int) -> Filled:
    """The variant of a seed from 0 to 2^53 - 1, the same for ever.

    Raises NoVariant where the exercise's conditions leave no draw.
    """
    if not 0 <= seed <= MAX_SEED:
        raise NoVariant(f"a seed is a whole number from 0 to {MAX_SEED}")
    for found, scope in scopes(exercise, deck.id, np.array([seed], dtype=np.int64)):
        return fill(deck, exercise, scope, found, exercise.ask.fill(scope))
    raise NoVariant(f"{exercise.slug}: no sound draw for seed {seed}")


def table(deck: Deck, exercise: Exercise, most: int = TABLE_SIZE) -> tuple[Filled, ...]:
    """Variants that differ in what the learner sees, of the seeds 0, 1, 2, …: `most`, or as many as there are."""
    there = _different(exercise)
    chosen: dict[tuple[str, ...], Filled] = {}
    for start in range(0, _MAX_SEEDS, _BATCH):
        for seed, scope in scopes(exercise, deck.id, np.arange(start, start + _BATCH)):
            prompt = exercise.ask.fill(scope)
            if prompt not in chosen:
                chosen[prompt] = fill(deck, exercise, scope, seed, prompt)
            if len(chosen) == min(most, there):
                return tuple(chosen.values())
        if not chosen:
            raise NoVariant(f"{exercise.slug}: no sound draw")
    return tuple(chosen.values())


def _different(exercise: Exercise) -> int:
    """How many prompts there can be at most."""
    if size(exercise) > MAX_ENUMERATED:
        return MAX_ENUMERATED
    return int(every(exercise).judgement.kept.sum())


def fill(deck: Deck, exercise: Exercise, scope: Scope, seed: int, prompt: Slotted) -> Filled:
    """The variant of one draw whose prompt is filled already."""
    steps = tuple(_step(exercise, step, scope) for step in exercise.work)
    answer = key(exercise, scope)
    hints = tuple(hint.fill(scope) for hint in exercise.hints)
    insight = None if exercise.insight is None else exercise.insight.fill(scope)
    variant = Variant(
        deck=deck.name,
        deck_id=deck.id,
        exercise=exercise.slug,
        number=exercise.number,
        title=exercise.title,
        type=exercise.type,
        seed=seed,
        given=tuple((name, scope.value(name)) for name in given_names(exercise)),
        prompt=markdown(prompt),
        work=tuple(step.line() for step in steps),
        hints=tuple(markdown(hint) for hint in hints),
        insight=None if insight is None else markdown(insight),
        key=answer,
    )
    return Filled(
        exercise=exercise,
        variant=variant,
        prompt=prompt,
        symbols=_symbols(exercise, scope),
        steps=steps,
        answer=answer_text(answer),
        hints=hints,
        insight=insight,
    )


def markdown(text: Slotted) -> str:
    """A filled text as one: what was drawn is shown as it is, whatever it would mean in Markdown."""
    return "".join(_ACTIVE.sub(r"\\\1", part) if i % 2 else part for i, part in enumerate(text))


def given_names(exercise: Exercise) -> tuple[str, ...]:
    """The names of the givens, drawn and derived, in order."""
    names: list[str] = []
    for given in exercise.given:
        names += given.names if isinstance(given, Drawn) else [given.name]
    return tuple(names)


def key(exercise: Exercise, scope: Scope) -> NumberKey:
    """The answer key of one draw: exact values, and the mistakes that are active in it."""
    answer = exercise.answer
    return NumberKey(
        value=_number(scope, exercise.answer.formula.node),
        unit=answer.unit,
        units=answer.units or units_like(answer.unit),
        tolerance=answer.tolerance,
        roundings=answer.roundings,
        accept=tuple(
            Accepted(_number(scope, each.formula.node), each.unit, each.tolerance, each.note)
            for each in exercise.accept
        ),
        mistakes=tuple(
            Mistake(mistaken(exercise, mistake, scope), markdown(mistake.hint.fill(scope)))
            for mistake in exercise.mistakes
            if mistake.when is None or scope.evaluate(mistake.when.node) is True
        ),
        rounded=_rounded_steps(exercise, scope),
    )


def _rounded_steps(exercise: Exercise, scope: Scope) -> tuple[Rounded, ...]:
    """What the answer comes to where a step is rounded before the next one, if that is no longer right."""
    right = _number(scope, exercise.answer.formula.node)
    if exercise.answer.tolerance.kind == "factor":
        return ()
    found: dict[float, Rounded] = {}
    for step in exercise.work[:-1]:
        value = scope.value(step.name)
        for digits in _CARRIED:
            if not isinstance(value, float) or isclose(rounded := Rounding("sig", digits).apply(value), value):
                continue
            carried = scope.with_definitions({step.name: Number(repr(rounded))})
            try:
                answer = _number(carried, exercise.answer.formula.node)
            except EvaluationError:
                continue
            if not exercise.answer.tolerance.accepts(right, answer) and isclose(answer, right, rel_tol=_NEARLY):
                found.setdefault(answer, Rounded(answer, step.name))
    return tuple(found.values())


def mistaken(exercise: Exercise, mistake: Misstep, scope: Scope) -> float:
    """The answer of one who makes a mistake in this draw, in the asked unit."""
    if mistake.at is None:
        return _number(scope, mistake.formula.node)
    wrong = scope.with_definitions({mistake.at: mistake.formula.node})
    return _number(wrong, exercise.answer.formula.node)


def answer_text(key: NumberKey) -> str:
    """The right answer as a reply would give it: rounded as asked, with its unit."""
    text = key.roundings[0].text(key.value) if key.roundings else number_text(key.value)
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


def _step(exercise: Exercise, step: WorkStep, scope: Scope) -> Step:
    """A line of the derivation; the numbers in it are shown as the steps that they come from are."""
    roundings = {earlier.name: earlier.round for earlier in exercise.work}

    def show(name: str) -> str:
        return step_text(scope.value(name), roundings.get(name))

    exact = all(_shown_exactly(scope.value(name), roundings.get(name)) for name in names_used(step.formula.node))
    value = scope.value(step.name)
    return Step(
        name=step.name,
        symbols=_typeset(step.formula.node),
        numbers=typeset_numbers(step.formula.node, scope, show),
        value=step_text(value, step.round),
        signs=("=" if exact else "≈", "=" if exact and _shown_exactly(value, step.round) else "≈"),
        note=None if step.note is None else step.note.fill(scope),
    )


@lru_cache(maxsize=4096)
def _typeset(node: Node) -> str:
    """The text of a formula, which all variants share."""
    return typeset_text(node)


def _symbols(exercise: Exercise, scope: Scope) -> tuple[Symbol, ...]:
    """What the derivation's letters stand for: the givens in it, with their values and meanings."""
    used = {name for step in exercise.work for name in names_used(step.formula.node)}
    return tuple(
        Symbol(name, step_text(scope.value(name), None), exercise.means.get(name, ""))
        for name in given_names(exercise)
        if name in used
    )


def _shown_exactly(value: Value, rounding: Rounding | None) -> bool:
    """Whether the text of a value in a derivation says all of it, but for what float64 leaves behind."""
    numbers = value if isinstance(value, tuple) else (value,) if isinstance(value, float) else ()
    return all(isclose(step_value(number, rounding), number, rel_tol=1e-12) for number in numbers)


def show_draw(exercise: Exercise, scope: Scope, seed: int | None = None) -> str:
    """A draw in one line: `L = 32, G = 8` and the seed that makes it, where it was drawn by one."""
    shown = []
    for name in given_names(exercise):
        try:
            value = scope.value(name)
        except EvaluationError:
            shown.append(f"{name} has no value")
            continue
        if isinstance(value, tuple):
            shown.append(f"{name} = [{', '.join(number_text(item, group=False) for item in value)}]")
        else:
            shown.append(f"{name} = {number_text(value, group=False) if isinstance(value, float) else value}")
    return ", ".join(shown) + ("" if seed is None else f" (seed {seed})")
