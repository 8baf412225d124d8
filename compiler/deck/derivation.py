"""The derivation of a draw: its lines, and what the letters in them stand for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import isclose

from compiler.deck.filled import Step, Symbol
from compiler.deck.model import Drawn, Exercise, WorkStep
from compiler.formula import (
    EvaluationError,
    Node,
    Rounding,
    Scope,
    Value,
    names_used,
    number_text,
    step_text,
    step_value,
    substituted,
    typeset_numbers,
    typeset_text,
)


def given_names(exercise: Exercise) -> tuple[str, ...]:
    """The names of the givens, drawn and derived, in order."""
    names: list[str] = []
    for given in exercise.given:
        names += given.names if isinstance(given, Drawn) else [given.name]
    return tuple(names)


def line(exercise: Exercise, step: WorkStep, scope: Scope, node: Node | None = None) -> Step:
    """A line of the derivation; the numbers in it are shown as the steps that they come from are.

    `node` is the formula by which the scope defines the step, where that is not the step's own.
    """
    roundings = {earlier.name: earlier.round for earlier in exercise.work}
    node = step.formula.node if node is None else node

    def show(name: str) -> str:
        return step_text(scope.value(name), roundings.get(name))

    exact = all(_shown_exactly(scope.value(name), roundings.get(name)) for name in names_used(node))
    value = scope.value(step.name)
    return Step(
        name=step.name,
        symbols=_typeset(node),
        numbers=typeset_numbers(node, scope, show),
        value=step_text(value, step.round),
        signs=("=" if exact else "≈", "=" if exact and _shown_exactly(value, step.round) else "≈"),
        note=None if step.note is None else step.note.fill(scope),
    )


def line_in_symbols(step: WorkStep, numbers: Mapping[str, Node], scope: Scope) -> Step:
    """A line of a derivation in letters; `numbers` stand for the names that are none."""
    text = _typeset(substituted(step.formula.node, numbers))
    return Step(step.name, text, (text,), text, ("=", "="), None if step.note is None else step.note.fill(scope))


@lru_cache(maxsize=4096)
def _typeset(node: Node) -> str:
    """The text of a formula, which all variants share."""
    return typeset_text(node)


def legend(exercise: Exercise, names: frozenset[str], scope: Scope) -> tuple[Symbol, ...]:
    """What letters stand for: the givens among the names, with their values and meanings."""
    return tuple(
        Symbol(name, step_text(scope.value(name), None), exercise.means.get(name, ""))
        for name in given_names(exercise)
        if name in names
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
