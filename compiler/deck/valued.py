"""The second proof: whatever is computed or shown has a value in every draw that meets the conditions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from compiler.deck.defined import definitions
from compiler.deck.diagnostics import Findings
from compiler.deck.draw import Sample
from compiler.deck.judge import Broken
from compiler.deck.model import Exercise
from compiler.deck.source import Span
from compiler.formula import EvaluationError, Node, Scope

Show = Callable[[int], str]
"""A row of the sample as diagnostics show it."""

_REQUIRE = "leave such draws out with `require`"
_WHEN = "say with `when` in which draws it is made"


def check_values(exercise: Exercise, sample: Sample, findings: Findings, show: Show) -> None:
    """Report every formula and placeholder that has no value in some draw, with such a draw."""
    check = _Values(exercise, sample, findings, show)
    check.conditions()
    check.formulas()


class _Values:
    """What has no value in the draws of one exercise."""

    def __init__(self, exercise: Exercise, sample: Sample, findings: Findings, show: Show) -> None:
        self.exercise = exercise
        self.sample = sample
        self.judgement = sample.judgement
        self.findings = findings
        self.show = show
        self.rows = np.flatnonzero(self.judgement.required)

    def conditions(self) -> None:
        """A condition must be true or false wherever it is asked."""
        for gap in self.judgement.undecided:
            self._explain(gap, int(np.flatnonzero(gap.rows)[0]))

    def formulas(self) -> None:
        """Givens, steps, answer, mistakes and texts; what rests on a broken name is not reported again."""
        lost = np.zeros(len(self.rows), dtype=np.bool_)
        names = definitions(self.exercise)
        for gap in self.judgement.broken:
            fresh = gap.rows & ~lost
            if fresh.any() or gap.mistake is None:
                row = int(self.rows[np.flatnonzero(fresh if fresh.any() else gap.rows)[0]])
                self._explain(gap, row, frozenset(names))
            if gap.mistake is None:
                lost |= gap.rows

    def _explain(self, gap: Broken, row: int, reported: frozenset[str] = frozenset()) -> None:
        """Point at the part of the formula that has no value, unless it is a name whose own formula is reported."""
        scope = self.sample.columns.row(row)
        node, at = gap.formula.node, None
        if gap.what == "a mistake" and gap.mistake is not None and gap.mistake.at is not None:
            at = gap.mistake.at
            scope, node = scope.with_definitions({at: node}), self.exercise.answer.formula.node
        error = _error(scope, node)
        if error is None or (at is None and error.within in reported):
            return
        where = _place(gap, error) if error.within == at else gap.formula.source.span
        help = _REQUIRE if gap.mistake is None else _WHEN
        self._add(where, f"{gap.what} has no value in some draws: {error.message}", row, help)

    def _add(self, where: Span, message: str, row: int, help: str) -> None:
        self.findings.add("D401", where, message, help=help, draw=self.show(row), exercise=self.exercise.slug)


def _error(scope: Scope, node: Node) -> EvaluationError | None:
    """Why a formula has no value in a draw; None where it has one."""
    try:
        scope.evaluate(node)
    except EvaluationError as error:
        return error
    return None


def _place(gap: Broken, error: EvaluationError) -> Span:
    return gap.formula.source.part(gap.start + error.start, gap.start + max(error.end, error.start + 1))
