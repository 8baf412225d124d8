"""The derivation of a draw: its lines, and what the letters in them stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from math import isclose

from compiler.deck.filled import Step, Symbol
from compiler.deck.model import Drawn, Exercise, Option, WorkStep
from compiler.deck.rows import alike, shown, texts
from compiler.formula import (
    Columns,
    Compare,
    EvaluationError,
    Name,
    Node,
    Rounding,
    Scope,
    Slotted,
    Value,
    guard_slots,
    names_used,
    number_text,
    step_text,
    step_value,
    substituted,
    typeset_numbers,
    typeset_slots,
    typeset_text,
)

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def given_names(exercise: Exercise) -> tuple[str, ...]:
    """The names of the givens, drawn and derived, in order."""
    names: list[str] = []
    for given in exercise.given:
        names += given.names if isinstance(given, Drawn) else [given.name]
    return tuple(names)


def lines(exercise: Exercise, columns: Columns) -> list[tuple[Step, ...]]:
    """The derivation of each row; the numbers in a line are shown as the steps that they come from are.

    The columns' own definitions count, which may differ from the exercise's in a step.
    """
    seen = _Shown(exercise, columns)
    steps = [seen.line(step) for step in exercise.work]
    return list(zip(*steps, strict=True)) if steps else [()] * columns.rows


def decisions(exercise: Exercise, columns: Columns, sides: Sequence[int]) -> list[tuple[Step, ...]]:
    """The comparison that decides for the verdict of each row (`sides`); none where not every verdict has one."""
    comparisons = [_comparison(exercise, option) for option in exercise.options]
    seen = _Shown(exercise, columns)
    told: list[tuple[str, list[Slotted]]] = []
    for node in comparisons:
        if node is None:
            return [()] * columns.rows
        told.append((_typeset(node), seen.numbers(node)))
    found: list[tuple[Step, ...]] = []
    for row, side in enumerate(sides):
        text, numbers = told[side]
        found.append((Step(text, text, numbers[row], exercise.options[side].words[0], ("⇔", "⇒"), None),))
    return found


def _comparison(exercise: Exercise, option: Option) -> Node | None:
    """Why a verdict is right: its condition, or for the last of two the opposite of the other one's."""
    when = option.when or (exercise.options[0].when if len(exercise.options) == 2 else None)
    match None if when is None else when.node:
        case Compare(left, ((sign, right),)) if sign in _OPPOSITE:
            return Compare(left, ((sign if option.when else _OPPOSITE[sign], right),))
    return None


class _Shown:
    """The values of some draws as a derivation shows them."""

    def __init__(self, exercise: Exercise, columns: Columns) -> None:
        self.columns = columns
        self.roundings = {step.name: step.round for step in exercise.work}
        self._known: dict[str, list[Value]] = {}
        self._texts: dict[str, list[str]] = {}
        self._exact: dict[str, list[bool]] = {}

    def texts(self, name: str) -> list[str]:
        """What is shown of a name in each row."""
        if name not in self._texts:
            show = partial(step_text, rounding=self.roundings.get(name))
            self._texts[name] = alike(show, self._values(name))
        return self._texts[name]

    def exact(self, name: str) -> list[bool]:
        """Whether the text of a name says all of its value, but for what float64 leaves behind."""
        if name not in self._exact:
            says_all = partial(_shown_exactly, rounding=self.roundings.get(name))
            self._exact[name] = alike(says_all, self._values(name))
        return self._exact[name]

    def _values(self, name: str) -> list[Value]:
        if name not in self._known:
            self._known[name] = shown(self.columns, Name(name))
        return self._known[name]

    def line(self, step: WorkStep) -> list[Step]:
        """The line of a step in each row."""
        node = self.columns.definitions[step.name]
        symbols, numbers = _typeset(node), self.numbers(node)
        notes = [None] * self.columns.rows if step.note is None else texts(step.note, self.columns)
        exact = [all(row) for row in zip(*map(self.exact, names_used(node)), strict=True)] or [True] * len(notes)
        found = []
        for row, value in enumerate(self.texts(step.name)):
            signs = ("=" if exact[row] else "≈", "=" if exact[row] and self.exact(step.name)[row] else "≈")
            found.append(Step(step.name, symbols, numbers[row], value, signs, notes[row]))
        return found

    def numbers(self, node: Node) -> list[Slotted]:
        """A formula with the numbers of each row."""
        slots = typeset_slots(node)
        if slots is None:  # what is shown depends on the branch that a row takes
            return [typeset_numbers(node, self.columns.row(row), self._in_row(row)) for row in range(self.columns.rows)]
        texts = [self.texts(name) for name in slots[1::2]]
        rows_of_texts = zip(*texts, strict=True) if texts else [()] * self.columns.rows
        return [guard_slots(slots, each) for each in rows_of_texts]

    def _in_row(self, row: int) -> Callable[[str], str]:
        return lambda name: self.texts(name)[row]


def lines_in_symbols(exercise: Exercise, numbers: Mapping[str, Node], notes: list[Slotted | None]) -> tuple[Step, ...]:
    """A derivation in letters; `numbers` stand for the names that are none, `notes` beside the lines."""
    found = []
    for step, note in zip(exercise.work, notes, strict=True):
        text = _typeset(substituted(step.formula.node, numbers))
        found.append(Step(step.name, text, (text,), text, ("=", "="), note))
    return tuple(found)


@lru_cache(maxsize=4096)
def _typeset(node: Node) -> str:
    """The text of a formula, which all variants share."""
    return typeset_text(node)


def legends(exercise: Exercise, names: frozenset[str], columns: Columns) -> list[tuple[Symbol, ...]]:
    """For each row what letters stand for: the givens among the names, with their values and meanings."""
    used = [name for name in given_names(exercise) if name in names]
    texts = [alike(partial(step_text, rounding=None), shown(columns, Name(name))) for name in used]
    means = [exercise.means.get(name, "") for name in used]
    rows = zip(*texts, strict=True) if used else [()] * columns.rows
    return [tuple(map(Symbol, used, row, means)) for row in rows]


def _shown_exactly(value: Value, rounding: Rounding | None) -> bool:
    numbers = value if isinstance(value, tuple) else (value,) if isinstance(value, float) else ()
    return all(isclose(step_value(number, rounding), number, rel_tol=1e-12) for number in numbers)


def show_draw(exercise: Exercise, scope: Scope, seed: int | None = None) -> str:
    """A draw in one line: `L = 32, G = 8` and the seed that makes it, where it was drawn by one."""
    said = []
    for name in given_names(exercise):
        try:
            value = scope.value(name)
        except EvaluationError:
            said.append(f"{name} has no value")
            continue
        if isinstance(value, tuple):
            said.append(f"{name} = [{', '.join(number_text(item, group=False) for item in value)}]")
        else:
            said.append(f"{name} = {number_text(value, group=False) if isinstance(value, float) else value}")
    return ", ".join(said) + ("" if seed is None else f" (seed {seed})")
