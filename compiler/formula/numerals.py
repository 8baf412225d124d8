"""Numbers as people read them: the default print, the formats of placeholders, the values of a derivation.

Every print has its reading: `printed` and `step_value` give the number that a reader of the text gets back,
so that it can be checked that what is printed suffices.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compiler.formula import digits as layout
from compiler.formula.rounding import Rounding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Format", "Printable", "Rounding", "number_text", "step_many", "step_text", "step_value"]

Printable = float | bool | str | tuple[float, ...]

_DEFAULT = Rounding("sig", 12)
_STEP = Rounding("sig", 6)

_PYTHON_STYLE = re.compile(r"(?P<group>,?)(?:\.(?P<digits>[0-9]{1,3})(?P<kind>[fg]))?")


def number_text(value: float, group: bool = True) -> str:
    """The number in the shortest decimal of at most 12 significant digits; whole numbers below 10¹⁵ whole.

    `0.3` for 0.1 + 0.2, `1 024`, `−2.5`, `1.5×10¹⁸`. Raises ValueError when it is not finite.
    """
    return _brief_text(_DEFAULT, value, group)


@dataclass(frozen=True, slots=True)
class Format:
    """What a placeholder says after its colon, read.

    `group` sets thousands apart; `rounding` is None for the shortest decimal; `trim` drops the zeros that a
    rounding leaves behind the point; `choice` holds the words for one and for any other number.
    """

    group: bool = False
    rounding: Rounding | None = None
    trim: bool = False
    choice: tuple[str, str] | None = None

    @classmethod
    def parse(cls, text: str) -> Format:
        """The format that an author writes.

        Nothing (the shortest decimal), `,` (thousands set apart), `.2f` (2 decimals), `.3g` (3 significant
        figures without the zeros behind), `,.2f`, `,.3g`, a rounding in words (`3 sig`, `2 decimals`,
        `integer`: thousands set apart, as answers are printed), or two words of which the first is for 1
        and for what is true: `byte|bytes`. Raises ValueError that says what is accepted.
        """
        written = text.strip()
        if "|" in written:
            words = [word.strip() for word in written.split("|")]
            if len(words) != 2 or words[0] == words[1]:
                raise ValueError(f"two different words such as `byte|bytes` were expected, and `{text}` came")
            return cls(choice=(words[0], words[1]))
        match = _PYTHON_STYLE.fullmatch(written)
        if match is None:
            return cls(group=True, rounding=_rounding(written))
        if match["kind"] is None:
            return cls(group=bool(match["group"]))
        rounding = Rounding("decimals" if match["kind"] == "f" else "sig", int(match["digits"]))
        return cls(group=bool(match["group"]), rounding=rounding, trim=match["kind"] == "g")

    @property
    def is_for_numbers(self) -> bool:
        """Whether the format says how to print a number; a text or a truth value has no use for it."""
        return self.choice is None and self != Format()

    def text(self, value: Printable) -> str:
        """The value in print: a text as it is, a truth value as `yes` or `no`, a list as `[1, 2, 3]`.

        Raises ValueError for a number that is not finite.
        """
        if self.choice is not None:
            return self.choice[0] if value == 1 else self.choice[1]
        return _text(value, self._number)

    def printed(self, value: float) -> float | None:
        """The number that a reader of the text gets back; None where the text is a word and says no number.

        Raises ValueError for a number that is not finite.
        """
        if self.choice is not None:
            return None
        return _whole_or(_DEFAULT, value) if self.rounding is None else self.rounding.apply(value)

    def printed_many(self, values: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """`printed` of every value; what is not finite stays as it is."""
        if self.choice is not None:
            return None
        return _whole_or_many(_DEFAULT, values) if self.rounding is None else self.rounding.many(values)

    def _number(self, value: float) -> str:
        if self.rounding is None:
            return number_text(value, self.group)
        if self.trim:
            return layout.brief(self.rounding.decimal(value), self.group)
        return self.rounding.text(value, self.group)


def step_text(value: Printable, rounding: Rounding | None) -> str:
    """What a derivation shows of a step's value, thousands set apart.

    Without a rounding whole numbers below 10¹⁵ are shown whole and others with 6 significant digits; zeros
    behind are dropped in either case. A list is `[1, 2, 3]`, a truth value `yes` or `no`. Raises ValueError for
    a number that is not finite.
    """
    return _text(value, lambda number: _step_number(number, rounding))


def step_value(value: float, rounding: Rounding | None) -> float:
    """The number that a reader of `step_text` gets back. Raises ValueError when it is not finite."""
    return _whole_or(_STEP, value) if rounding is None else rounding.apply(value)


def step_many(values: NDArray[np.float64], rounding: Rounding | None) -> NDArray[np.float64]:
    """`step_value` of every value; what is not finite stays as it is."""
    return _whole_or_many(_STEP, values) if rounding is None else rounding.many(values)


def _step_number(value: float, rounding: Rounding | None) -> str:
    return _brief_text(_STEP, value, True) if rounding is None else layout.brief(rounding.decimal(value), True)


def _text(value: Printable, number: Callable[[float], str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return f"[{', '.join(map(number, value))}]"
    return number(value)


def _brief_text(rounding: Rounding, value: float, group: bool) -> str:
    """A number without a digit more than it has; what is not whole is rounded first."""
    if _is_whole(value):
        return layout.whole(int(value), group)
    return layout.brief(rounding.decimal(value), group)


def _whole_or(rounding: Rounding, value: float) -> float:
    return value + 0.0 if _is_whole(value) else rounding.apply(value)


def _is_whole(value: float) -> bool:
    """Whether the number is a whole one that is printed in full: below 10¹⁵."""
    return abs(value) < 1e15 and value == int(value)


def _whole_or_many(rounding: Rounding, values: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    whole = (np.abs(values) < 1e15) & (np.trunc(values) == values)
    rounded = values + 0.0  # a copy without negative zeros
    rounded[~whole] = rounding.many(values[~whole])
    return rounded


def _rounding(written: str) -> Rounding:
    try:
        return Rounding.parse(written)
    except ValueError:
        raise ValueError(
            "a format such as `,` `.2f` `,.2f` `.3g` `,.3g` `3 sig` `2 decimals` `integer` or `byte|bytes`"
            f" was expected, and `{written}` came"
        ) from None
