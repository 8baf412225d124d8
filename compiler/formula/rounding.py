"""Rounding as people ask for it: to significant figures or to decimals, half away from zero.

What is rounded is the shortest decimal of the float, the number that people see: 2.675 to 2 decimals is 2.68,
though the float lies a little below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from compiler.formula import digits as layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A float holds 15 decimal digits whatever they are.
MAX_DIGITS = 15
# Powers of ten that are exact as floats, so that one multiplication or division rounds correctly.
_EXACT_POWER = 22

_WRITTEN = re.compile(r"(?P<integer>integer)|(?P<digits>[0-9]{1,3}) +(?P<kind>sig|decimals?)")


@dataclass(frozen=True, slots=True)
class Rounding:
    """A rounding to `digits` significant figures (`sig`) or to `digits` decimals (`decimals`).

    Raises ValueError when digits are not 1 to 15 significant ones or 0 to 15 decimals.
    """

    kind: Literal["sig", "decimals"]
    digits: int

    def __post_init__(self) -> None:
        least = 1 if self.kind == "sig" else 0
        if self.kind not in ("sig", "decimals") or not least <= self.digits <= MAX_DIGITS:
            raise ValueError(
                f"a rounding to 1 to {MAX_DIGITS} significant figures (`3 sig`) or 0 to {MAX_DIGITS} decimals"
                f" (`2 decimals`) was expected, and {self.digits} {self.kind} came"
            )

    @classmethod
    def parse(cls, text: str) -> Rounding:
        """The rounding that an author writes: `3 sig`, `2 decimals`, `1 decimal` or `integer`.

        Raises ValueError that says what is accepted.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            expected = "a rounding such as `3 sig`, `2 decimals` or `integer` was expected"
            raise ValueError(f"{expected}, and `{text}` came")
        if match["integer"]:
            return cls("decimals", 0)
        return cls("sig" if match["kind"] == "sig" else "decimals", int(match["digits"]))

    def __str__(self) -> str:
        """The rounding as an author writes it."""
        if self.kind == "sig":
            return f"{self.digits} sig"
        return f"{self.digits} decimal{'s' * (self.digits != 1)}" if self.digits else "integer"

    @property
    def words(self) -> str:
        """The rounding as a prompt asks for it: `3 significant figures`, `1 decimal`, `a whole number`."""
        if self.kind == "sig":
            return f"{self.digits} significant figure{'s' * (self.digits != 1)}"
        return str(self) if self.digits else "a whole number"

    def decimal(self, value: float) -> Decimal:
        """`value` rounded, as a decimal. Raises ValueError when it is not finite."""
        return _rounded(self.kind, self.digits, value)

    def apply(self, value: float) -> float:
        """`value` rounded. Raises ValueError when it is not finite."""
        return float(self.decimal(value))

    def text(self, value: float, group: bool = True) -> str:
        """`value` rounded and printed with every digit asked for: `2.00`, `42 900`, `1.20×10⁻⁹`.

        Zero has no significant figures and is `0`. Raises ValueError when the value is not finite.
        """
        number = self.decimal(value)
        if self.kind == "decimals":
            is_large = abs(number) >= 1 and not layout.is_plain(number)
            return layout.brief(number, group) if is_large else layout.plain(number, self.digits, group)
        if not layout.is_plain(number):
            return layout.scientific(number, self.digits)
        decimals = self.digits - 1 - number.adjusted() if number else 0
        return layout.plain(number, max(0, decimals), group)

    def many(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Every value rounded, bit for bit as `apply` does it; what is not finite stays as it is.

        Scaled, cut and scaled back in floats; the values whose float arithmetic could fall on the wrong
        side, those next to a tie or of extreme size, are rounded one by one.
        """
        import numpy as np

        size = np.abs(values, dtype=np.float64)
        usable = np.isfinite(size) & (size > 0)
        size = np.where(usable, size, 1.0)
        is_sig = self.kind == "sig"
        shift = self.digits - 1 - self._powers(size) if is_sig else np.full(size.shape, self.digits)
        doubtful = np.abs(shift) > _EXACT_POWER
        scale = 10.0 ** np.where(doubtful, 0, np.abs(shift))
        with np.errstate(over="ignore"):
            scaled = np.where(shift >= 0, size * scale, size / scale)
        settled = ~(scaled < 2.0**52)  # no digit left to round, or too large to tell
        scaled = np.where(settled, 0.0, scaled)
        whole = np.floor(scaled)
        part = scaled - whole
        doubtful |= settled & (size < 1e15)
        doubtful |= (shift != 0) & (np.abs(part - 0.5) <= 4e-16 * (scaled + 1.0))
        whole += part >= 0.5
        rounded = np.where(settled, size, np.where(shift >= 0, whole / scale, whole * scale))
        rounded = np.where(rounded == 0, 0.0, np.copysign(rounded, values))
        for row in np.flatnonzero(doubtful & usable):
            rounded.flat[row] = self.apply(float(values.flat[row]))
        return np.where(usable, rounded, values + 0.0)

    @staticmethod
    def _powers(size: NDArray[np.float64]) -> NDArray[np.int64]:
        """The power of ten of each value's first digit, right where the logarithm rounds over an edge."""
        import numpy as np

        power = np.floor(np.log10(size)).astype(np.int64)
        with np.errstate(over="ignore", under="ignore"):
            power += size >= 10.0 ** (power + 1.0)
            power -= size < 10.0 ** power.astype(np.float64)
        return power


@lru_cache(maxsize=4096)
def _rounded(kind: str, digits: int, value: float) -> Decimal:
    number = layout.shortest_decimal(value)
    return layout.to_significant(number, digits) if kind == "sig" else layout.to_decimals(number, digits)
