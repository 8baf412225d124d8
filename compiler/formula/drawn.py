"""What was drawn, as columns: options and which of them each row has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from compiler.formula.merging import Columned, each, texts
from compiler.formula.quantity import Undefined, nearest
from compiler.formula.scope import Exact
from compiler.formula.vectors import WHOLE, Bound, Column

Selection = npt.NDArray[Any]


class Decimals(Sequence[Fraction]):
    """Finite floats, taken for the decimals that they print as; a fraction is made when it is asked for."""

    def __init__(self, floats: npt.NDArray[np.float64]) -> None:
        self.floats = floats + 0.0  # no negative zero: decimals have none

    def __len__(self) -> int:
        return len(self.floats)

    @overload
    def __getitem__(self, at: int) -> Fraction: ...
    @overload
    def __getitem__(self, at: slice) -> Decimals: ...
    def __getitem__(self, at: int | slice) -> Fraction | Decimals:
        return Decimals(self.floats[at]) if isinstance(at, slice) else Fraction(str(float(self.floats[at])))

    @property
    def bound(self) -> Bound | None:
        """How large their numerators and denominators are at most, where that is plain to see."""
        largest = float(np.abs(self.floats).max(initial=0.0))
        return (int(largest), 1) if largest <= WHOLE and (np.trunc(self.floats) == self.floats).all() else None


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """What was drawn for one name: in row i it is options[index[i]]. The options are of one kind."""

    options: Sequence[Fraction | bool | str]
    index: npt.NDArray[np.integer[Any]]

    def column(self) -> Column:
        """The values of all rows."""
        options = self.options
        if isinstance(options, Decimals):
            return Column(options.floats[self.index], bound=options.bound)
        if len(options) == 0 or isinstance(options[0], bool):
            return Column(np.array(options, bool)[self.index])
        if isinstance(options[0], str):
            return Column(texts(options)[self.index])
        numbers = [option for option in options if not isinstance(option, str)]
        values = np.array([_nearest_or_nan(number) for number in numbers])[self.index]
        lost = np.isnan(values)
        if lost.any():
            return Column(values, lost)
        sizes = max(abs(number.numerator) for number in numbers), max(number.denominator for number in numbers)
        return Column(values, bound=sizes)

    def take(self, rows: Selection) -> DrawnColumn:
        """Some of the rows."""
        return DrawnColumn(self.options, self.index[rows])

    def number(self, row: int) -> Fraction:
        """The number that a row has."""
        return Fraction(self.options[self.index[row]])


Drawn = DrawnColumn | tuple[DrawnColumn, ...]


class Row(Mapping[str, Exact]):
    """The draw of one row, looked up when it is asked for."""

    def __init__(self, given: Mapping[str, Drawn], row: int) -> None:
        self._given = given
        self._row = row

    def __getitem__(self, name: str) -> Exact:
        drawn = self._given[name]
        if isinstance(drawn, tuple):
            return tuple(column.number(self._row) for column in drawn)
        option: Exact = drawn.options[drawn.index[self._row]]
        return option

    def __contains__(self, name: object) -> bool:
        return name in self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


def take(drawn: Drawn, rows: Selection) -> Drawn:
    """Some of the rows of a name."""
    return tuple(column.take(rows) for column in drawn) if isinstance(drawn, tuple) else drawn.take(rows)


def take_found(columns: Columned, rows: Selection) -> Columned:
    """Some of the rows of values that were computed already."""

    def some(column: Column) -> Column:
        values = column.values if np.ndim(column.values) == 0 else column.values[rows]
        failed = column.failed
        if failed is not None and failed.ndim:
            failed = failed[rows]
        return Column(values, failed, None, column.bound)

    return each(some, columns)


def alike(columns: Sequence[DrawnColumn], rows: Selection) -> tuple[Selection, Selection]:
    """Rows that drew the same options: the first of each sort, and the sort of every row."""
    key, size = np.zeros(len(rows), np.int64), 1
    for column in columns:
        if size * len(column.options) > 2**62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            size = len(rows)
        key = key * len(column.options) + column.index[rows].astype(np.int64)
        size *= len(column.options)
    _, first, sort = np.unique(key, return_index=True, return_inverse=True)
    return rows[first], sort


def _nearest_or_nan(number: Fraction | int) -> float:
    try:
        return nearest(number)
    except Undefined:
        return float("nan")
