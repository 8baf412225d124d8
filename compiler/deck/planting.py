"""The derivation of a `debug` exercise: correct but for one line, and in one draw of six in every line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.checker import Said, said
from compiler.deck.derivation import legends, lines
from compiler.deck.filled import escaped
from compiler.deck.generator import Integers, below, stream, words
from compiler.deck.missteps import made
from compiler.deck.model import Exercise, Misstep
from compiler.deck.rows import texts
from compiler.formula import Columns, Slotted, names_used

CLEAN = 6
"""One draw in so many has no mistake."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake in a derivation: the number of its line, counted from 1; line 0 and no mistake where it is clean."""

    line: int
    mistake: Misstep | None


def plant(deck_id: str, exercise: Exercise, columns: Columns, seeds: Integers) -> list[Planted]:
    """The mistake in each derivation: of those made at a step and active in the draw, each as often."""
    mistakes = _plantable(exercise)
    active = np.array([made(each, columns) for each in mistakes])
    steps = [step.name for step in exercise.work]
    counts = active.sum(axis=0)
    random = words(stream(deck_id, exercise.identity, "mistake of"), seeds, 0)
    found = []
    for row, choice in enumerate(below(random, CLEAN * np.maximum(1, counts)).tolist()):
        choices = [mistakes[index] for index in np.flatnonzero(active[:, row])]
        if choice < len(choices) or not choices:
            found.append(Planted(0, None))
        else:
            mistake = choices[choice % len(choices)]
            found.append(Planted(steps.index(str(mistake.at)) + 1, mistake))
    return found


def planted_prompts(exercise: Exercise, columns: Columns, planted: list[Planted]) -> list[Slotted]:
    """What is asked, what the letters stand for, and the numbered lines; what follows from the mistake follows."""
    legend = legends(exercise, frozenset(planted_names(exercise)), columns)
    derivations = _derivations(exercise, columns, planted)
    prompts = []
    for row, asked in enumerate(texts(exercise.ask, columns)):
        parts = [*asked[:-1], asked[-1] + "\n"]
        for symbol in legend[row]:
            parts[-1] += "\n- "
            parts += [f"{symbol.name} = {symbol.value}", _explained(symbol.means)]
        parts[-1] += "\n"
        for number, (step, line) in enumerate(zip(exercise.work, derivations[row], strict=True), 1):
            parts[-1] += f"\n{number}. "
            parts += [line, _explained(step.means)]
        prompts.append(tuple(parts))
    return prompts


def _explained(means: str | None) -> str:
    """What a name means, behind it; a plain text, whatever it would mean in Markdown."""
    return f", {escaped(' '.join(means.split()))}" if means else ""


def _derivations(exercise: Exercise, columns: Columns, planted: list[Planted]) -> dict[int, list[str]]:
    """The lines of each row, mistake by mistake."""
    rows: dict[int, list[int]] = {}
    for row, each in enumerate(planted):
        rows.setdefault(-1 if each.mistake is None else exercise.mistakes.index(each.mistake), []).append(row)
    found: dict[int, list[str]] = {}
    for index, those in rows.items():
        wrong = columns.take(np.array(those))
        if index >= 0:
            mistake = exercise.mistakes[index]
            wrong = wrong.with_definitions({str(mistake.at): mistake.formula.node})
        steps = lines(exercise, wrong)
        found |= {row: [step.line() for step in each] for row, each in zip(those, steps, strict=True)}
    return found


def planted_texts(columns: Columns, planted: list[Planted]) -> list[str]:
    """Which line is wrong in each row, and the hint for whoever makes the mistake."""
    found = []
    for row, each in enumerate(planted):
        if each.mistake is None:
            found.append(Said("planted-nothing").text)
        else:
            (hint,) = texts(each.mistake.hint, columns.take(np.array([row])))
            found.append(said("planted", line=str(each.line), hint="".join(hint)).text)
    return found


def planted_names(exercise: Exercise) -> tuple[str, ...]:
    """The names that the lines may show, whichever mistake is planted."""
    nodes = [step.formula.node for step in exercise.work]
    nodes += [mistake.formula.node for mistake in _plantable(exercise)]
    return tuple(dict.fromkeys(name for node in nodes for name in names_used(node)))


def _plantable(exercise: Exercise) -> list[Misstep]:
    return [mistake for mistake in exercise.mistakes if mistake.at is not None]
