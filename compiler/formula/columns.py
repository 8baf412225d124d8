"""Many draws at once. The law: every row has the bits and the failures of the scalar evaluation of that draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from compiler.formula import vector_functions as functions
from compiler.formula import vectors
from compiler.formula.definitions import Definitions
from compiler.formula.drawn import Drawn, take, take_found
from compiler.formula.errors import EvaluationError
from compiler.formula.functions import FUNCTIONS, Takes
from compiler.formula.kinds import undefined
from compiler.formula.limits import Effort
from compiler.formula.merging import Columned, choose, constant, each, join, overwrite, spread
from compiler.formula.scalar import OneByOne
from compiler.formula.scope import Scope
from compiler.formula.smooth import Smooth
from compiler.formula.syntax import (
    Binary,
    Call,
    Compare,
    Conditional,
    Index,
    List,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Text,
)
from compiler.formula.vectors import Column, Rows, either


@dataclass(frozen=True, slots=True)
class Result:
    """Values in all rows (float64, bool, object for texts; a tuple of arrays for a list), and the rows without one."""

    values: npt.NDArray[Any] | tuple[npt.NDArray[Any], ...]
    failed: Rows

    @property
    def parts(self) -> tuple[npt.NDArray[Any], ...]:
        """The values, or those of each element of a list."""
        return self.values if isinstance(self.values, tuple) else (self.values,)


_ARITHMETIC: Mapping[str, Callable[[Column, Column], Column]] = {
    "+": vectors.add,
    "-": vectors.subtract,
    "*": vectors.multiply,
    "/": vectors.divide,
    "^": vectors.power,
}


@dataclass(slots=True)
class Columns:
    """Given columns, and definitions that follow from them, in `rows` draws.

    The formulas must be of the right kinds (`kind_of`). A row whose float stands near an edge is computed by the scalar
    evaluation, once for all rows that drew the same. Raises TooCostly where that is more than the effort allows.
    """

    given: Mapping[str, Drawn]
    definitions: Mapping[str, Node]
    rows: int
    effort: Effort = field(default_factory=Effort, repr=False)
    _found: dict[str, Columned] = field(default_factory=dict, repr=False)
    _shared: Definitions | None = field(default=None, repr=False)
    _scalar: OneByOne = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._scalar = OneByOne(self.given, self._shared or Definitions(self.definitions), self.effort)

    def value(self, name: str) -> Result:
        """The values of a name. Raises EvaluationError for one that is not defined."""
        return self.evaluate(Name(name, start=0, end=len(name)))

    def evaluate(self, node: Node) -> Result:
        """The values of a formula; failed are exactly the rows in which the scalar evaluation raises."""
        with np.errstate(all="ignore"):
            outcome = self._outcome(node)
        columns = outcome if isinstance(outcome, tuple) else (outcome,)
        failed = either(*(column.failed for column in columns))
        values = tuple(spread(self.rows, column.values) for column in columns)
        lost = spread(self.rows, False if failed is None else failed)
        return Result(values if isinstance(outcome, tuple) else values[0], lost)

    def row(self, row: int) -> Scope:
        """The draw of one row, one by one."""
        return self._scalar.row(row)

    def with_definitions(self, changes: Mapping[str, Node]) -> Columns:
        """The same draws with some names defined anew; what does not depend on them is not computed again."""
        shared, changed = self._scalar.definitions.replaced(changes)
        given = {name: drawn for name, drawn in self.given.items() if name not in changes}
        kept = {name: found for name, found in self._found.items() if name not in changed or name in given}
        return Columns(given, shared.nodes, self.rows, self.effort, kept, shared)

    def take(self, rows: npt.NDArray[Any]) -> Columns:
        """Some of the draws, by mask or by indices."""
        taken = np.flatnonzero(rows) if rows.dtype == bool else rows
        given = {name: take(drawn, taken) for name, drawn in self.given.items()}
        found = {name: take_found(columns, taken) for name, columns in self._found.items()}
        return Columns(given, self.definitions, len(taken), self.effort, found, self._scalar.definitions)

    def _outcome(self, node: Node) -> Columned:
        match node:
            case Name():
                return self._name(node)
            case Number() | Text():
                return self._constant(node)
            case Binary(operator, left, right):
                return self._each(node, _ARITHMETIC[operator], self._numeric(left), self._numeric(right))
            case Negate(operand):
                return each(vectors.negate, self._numeric(operand))
            case Compare():
                return self._compare(node)
            case Conditional():
                return self._conditional(node)
            case Logic(operator, left, right):
                return join(operator, self._single(left), self._single(right))
            case Not(operand):
                truth = self._single(operand)
                return Column(not truth.values if truth.constant else np.logical_not(truth.values), truth.failed)
            case Call():
                return self._call(node)
            case Index():
                return self._index(node)
            case List(items):
                return self._list(tuple(self._single(item) for item in items))
        raise TypeError(f"not a formula: {node!r}")

    def _constant(self, node: Node) -> Column:
        """A single value that is the same in all rows: the first row speaks for all."""
        scope = self._scalar.scope(0) if self.rows else Scope({}, {})
        try:
            outcome = scope.outcome(node)
        except EvaluationError:
            return Column(np.full(self.rows, np.nan), np.ones(self.rows, bool))
        assert not isinstance(outcome, tuple)  # lists are arrays from their first node on
        return constant(outcome)

    def _list(self, items: tuple[Column, ...]) -> tuple[Column, ...]:
        """A list has no value in a row where one of its elements has none."""
        failed = either(*(item.failed for item in items))
        return tuple(
            Column(np.broadcast_to(np.asarray(item.values, float), self.rows), failed, None, item.bound)
            for item in items
        )

    def _name(self, node: Name) -> Columned:
        name = node.name
        if name == "pi":
            return Column(np.pi)
        if name in self._found:
            return self._found[name]
        if name in self.given:
            drawn = self.given[name]
            if isinstance(drawn, tuple):
                self._found[name] = self._list(tuple(column.column() for column in drawn))
            else:
                self._found[name] = drawn.column()
        elif name in self.definitions:
            for use in self._scalar.definitions.order(name, self.given, self._found):
                self._found[use] = self._outcome(self.definitions[use])
        else:
            error = undefined(node, {**self.given, **self.definitions})
            raise EvaluationError(error.message, error.start, error.end, error.help)
        return self._found[name]

    def _numeric(self, node: Node) -> Columned:
        outcome = self._outcome(node)
        first = outcome[0] if isinstance(outcome, tuple) else outcome
        if np.asarray(first.values).dtype != float:
            raise EvaluationError("expected a number or a list", node.start, node.end)
        return outcome

    def _single(self, node: Node) -> Column:
        outcome = self._outcome(node)
        if isinstance(outcome, tuple):
            raise EvaluationError(
                "expected a single value; a list came", node.start, node.end, "take an element, as x[0]"
            )
        return outcome

    def _each(self, node: Node, apply: Callable[..., Column], *operands: Columned) -> Columned:
        """An operation on single values, or element by element where operands are lists of one length."""
        if all(isinstance(operand, Column) and operand.constant for operand in operands):
            return self._constant(node)
        lengths = {len(operand) for operand in operands if isinstance(operand, tuple)}
        if not lengths:
            return self._settled(node, (apply(*operands),))[0]
        if len(lengths) > 1:
            raise EvaluationError("lists of different lengths do not match", node.start, node.end)
        wide = [operand if isinstance(operand, tuple) else (operand,) * max(lengths) for operand in operands]
        return self._list(self._settled(node, tuple(map(apply, *wide))))

    def _compare(self, node: Compare) -> Column:
        operands = [self._single(child) for child in node.children()]
        if all(operand.constant for operand in operands):
            return self._constant(node)
        pairs = pairwise(operands)
        found = [functions.compare(sign, *pair) for (sign, _), pair in zip(node.rest, pairs, strict=True)]
        column = found[0]
        for other in found[1:]:
            holds = np.logical_and(column.values, other.values)
            column = Column(holds, either(column.failed, other.failed), either(column.doubt, other.doubt))
        return self._settled(node, (column,))[0]

    def _conditional(self, node: Conditional) -> Columned:
        condition = self._single(node.condition)
        if condition.constant and condition.failed is None:
            return self._outcome(node.then if condition.values else node.otherwise)
        then, otherwise = self._outcome(node.then), self._outcome(node.otherwise)
        if isinstance(then, tuple) and isinstance(otherwise, tuple):
            chosen = tuple(choose(condition, a, b) for a, b in zip(then, otherwise, strict=True))
            return self._list(chosen)
        if isinstance(then, tuple) or isinstance(otherwise, tuple):
            raise EvaluationError("both branches must be of one kind", node.start, node.end)
        return choose(condition, then, otherwise)

    def _call(self, node: Call) -> Columned:
        function = FUNCTIONS[node.function]
        arguments = [self._numeric(argument) for argument in node.arguments]
        if function.takes in (Takes.LIST, Takes.MANY):
            first = arguments[0]
            singles = tuple(argument for argument in arguments if isinstance(argument, Column))
            items = first if isinstance(first, tuple) else self._list(singles)
            return self._settled(node, (functions.MANY[function.name](items),))[0]
        if isinstance(function.apply, Smooth):
            smooth = function.apply
            return self._each(node, lambda x: functions.smooth(smooth, x), *arguments)
        if function.name in functions.STEPS and len(arguments) == 1:
            step, close = functions.STEPS[function.name]
            stepped = self._each(node, lambda x: functions.stepping(step, close, x), *arguments)
            return each(functions.measured, stepped)
        if function.name == "mod":
            return self._each(node, functions.modulo, *arguments)
        if function.name == "tie":
            return self._each(node, functions.tie, *arguments)
        return self._each(node, lambda x, n: functions.rounded(function.name, x, n, self.rows), *arguments)

    def _index(self, node: Index) -> Column:
        items, index = self._outcome(node.list), self._single(node.index)
        if not isinstance(items, tuple):
            raise EvaluationError("only a list has elements", node.list.start, node.list.end)
        usable = np.isfinite(index.values) & (np.floor(index.values) == index.values)
        usable &= np.greater_equal(index.values, 0) & np.less(index.values, len(items))
        doubt = None if vectors.certain(index.bound) else vectors.some(vectors.near_whole(np.asarray(index.values)))
        at = np.where(usable, index.values, 0.0).astype(np.int64)
        values = np.stack([item.values for item in items])[at, np.arange(self.rows)]
        failed = either(items[0].failed, index.failed, vectors.some(~usable))
        return self._settled(node, (Column(values, failed, doubt, vectors.widest(*items)),))[0]

    def _settled(self, node: Node, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        """The columns with the rows in doubt computed one by one."""
        doubt = either(*(column.doubt for column in columns))
        if doubt is None:
            return columns
        rows = np.flatnonzero(np.broadcast_to(doubt, self.rows))
        return overwrite(columns, self.rows, rows, self._scalar.outcomes(node, rows))
