"""The derivation of a `debug` exercise: correct but for one line, and in one draw of six in every line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.checker import Said, said
from compiler.deck.derivation import legend, line
from compiler.deck.generator import below, stream, words
from compiler.deck.model import Exercise, Misstep
from compiler.formula import Scope, Slotted, names_used

CLEAN = 6
"""One draw in so many has no mistake."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake in a derivation: the number of its line, counted from 1; line 0 and no mistake where it is clean."""

    line: int
    mistake: Misstep | None


def plant(deck_id: str, exercise: Exercise, scope: Scope, seed: int) -> Planted:
    """The mistake in the derivation of a draw: of those made at a step and active in it, each as often."""
    mistakes = [each for each in _plantable(exercise) if each.when is None or scope.evaluate(each.when.node) is True]
    random = words(stream(deck_id, exercise.identity, "mistake of"), np.array([seed], dtype=np.int64), 0)
    choice = int(below(random, CLEAN * max(1, len(mistakes)))[0])
    if not mistakes or choice < len(mistakes):
        return Planted(0, None)
    mistake = mistakes[choice % len(mistakes)]
    return Planted([step.name for step in exercise.work].index(str(mistake.at)) + 1, mistake)


def planted_prompt(exercise: Exercise, scope: Scope, planted: Planted) -> Slotted:
    """What is asked, what the letters stand for, and the numbered lines; what follows from the mistake follows."""
    changed = {} if planted.mistake is None else {str(planted.mistake.at): planted.mistake.formula.node}
    wrong = scope.with_definitions(changed)
    parts = list(exercise.ask.fill(scope))
    parts[-1] += "\n"
    for symbol in legend(exercise, frozenset(planted_names(exercise)), scope):
        parts[-1] += "\n- "
        parts += [f"{symbol.name} = {symbol.value}", f", {symbol.means}" if symbol.means else ""]
    parts[-1] += "\n"
    for number, step in enumerate(exercise.work, 1):
        parts[-1] += f"\n{number}. "
        parts += [line(exercise, step, wrong, changed.get(step.name)).line(), ""]
    return tuple(parts)


def planted_text(planted: Planted, scope: Scope) -> str:
    """Which line is wrong, and the hint for whoever makes the mistake."""
    if planted.mistake is None:
        return Said("planted-nothing").text
    return said("planted", line=str(planted.line), hint="".join(planted.mistake.hint.fill(scope))).text


def planted_names(exercise: Exercise) -> tuple[str, ...]:
    """The names that the lines may show, whichever mistake is planted."""
    nodes = [step.formula.node for step in exercise.work]
    nodes += [mistake.formula.node for mistake in _plantable(exercise)]
    return tuple(dict.fromkeys(name for node in nodes for name in names_used(node)))


def _plantable(exercise: Exercise) -> list[Misstep]:
    return [mistake for mistake in exercise.mistakes if mistake.at is not None]
