"""What the names of an exercise are defined as, and what a formula rests on."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.deck.model import Derived, Exercise
from compiler.formula import Node, names_used


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
