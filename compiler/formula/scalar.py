"""Draws in columns, evaluated one by one where that must be: once for all rows that drew the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy.typing as npt

from compiler.formula.definitions import Definitions
from compiler.formula.drawn import Drawn, DrawnColumn, Row, alike
from compiler.formula.errors import EvaluationError
from compiler.formula.limits import Effort
from compiler.formula.quantity import Quantity
from compiler.formula.scope import Outcome, Scope
from compiler.formula.syntax import Node, names_used, walk

_MOST_SCOPES = 200
"""How many rows' scopes are kept for the next formula."""


@dataclass(frozen=True, slots=True)
class OneByOne:
    """The scalar evaluation of draws that are given in columns. What it costs is counted beforehand."""

    given: Mapping[str, Drawn]
    definitions: Definitions
    effort: Effort
    _scopes: dict[int, Scope] = field(default_factory=dict, repr=False)

    def row(self, row: int) -> Scope:
        """The draw of one row, with nothing computed yet."""
        return Scope.sharing(Row(self.given, row), self.definitions, {})

    def scope(self, row: int) -> Scope:
        """The draw of one row, with what was computed of it lately."""
        if len(self._scopes) > _MOST_SCOPES:
            self._scopes.clear()
        if row not in self._scopes:
            self._scopes[row] = self.row(row)
        return self._scopes[row]

    def outcomes(self, node: Node, rows: npt.NDArray[Any]) -> list[Outcome | None]:
        """What a formula gives in some rows, without the way to it; None where it has no value.

        Raises TooCostly where that is more than the effort allows.
        """
        first, sort = alike(self._rests_upon(node), rows)
        self.effort.add(len(first) * self._cost(node))
        found: list[Outcome | None] = []
        for row in first.tolist():
            try:
                found.append(_bare(self.scope(row).outcome(node)))
            except EvaluationError:
                found.append(None)
        return [found[at] for at in sort.tolist()]

    def _cost(self, node: Node) -> int:
        """The operations of a formula and of all that it rests upon, in one draw."""
        names = self.definitions.sources(names_used(node))
        nodes = [node, *(self.definitions.nodes[name] for name in names if name in self.definitions.nodes)]
        given = (self.given.get(name) for name in names)
        width = max([1, *(len(drawn) for drawn in given if isinstance(drawn, tuple))])
        return width * sum(1 for each in nodes for _ in walk(each))

    def _rests_upon(self, node: Node) -> list[DrawnColumn]:
        """All that was drawn for the names that a formula follows from."""
        drawn = [self.given[name] for name in self.definitions.sources(names_used(node)) if name in self.given]
        return [column for each in drawn for column in (each if isinstance(each, tuple) else (each,))]


def _bare(outcome: Outcome) -> Outcome:
    """A value without the way to it, which would keep all that it rests upon in memory."""
    if isinstance(outcome, tuple):
        return tuple(Quantity(item.value, None, ()) for item in outcome)
    return Quantity(outcome.value, None, ()) if isinstance(outcome, Quantity) else outcome
