"""How near a reply must come to the exact value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from compiler.checker.stored import Stored
from compiler.formula import Rounding, shortest_decimal

EXACT_NOISE = 1e-12
"""Relative: what float64 arithmetic and a unit's factor may leave between a reply and an exact value."""
ZERO_NOISE = 1e-12
"""Absolute: the same where the exact value is zero and nothing is relative to it."""
BETWEEN_WHOLE = 0.25
"""Absolute: of a large whole number the next one is never taken for noise."""
EDGE = 1e-9
"""The edge belongs to the tolerance: 46.0 is within 45.8 ± 0.2, though float64 makes that more."""
COARSE = 0.05
"""What is rounded further off than this share says something else."""
_NOISE = 1e-14
_LARGEST_FACTOR = 10.0
_WRITTEN = re.compile(
    r"(?P<factor>factor )?"
    r"(?P<number>(?:[0-9]{1,12}(?:\.[0-9]{1,12})?|\.[0-9]{1,12})(?:e-?[0-9]{1,2})?)"
    r"(?P<percent> ?%)?"
)


ToleranceKind = Literal["relative", "absolute", "decimals", "sig", "exact", "factor"]
"""The ways of being near."""
_KINDS: tuple[ToleranceKind, ...] = get_args(ToleranceKind)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A tolerance; `value` is a share (0.01 is 1 %), a distance in the asked unit, a number of digits, 0, or a factor.

    So many decimals, or significant figures, are a distance: half a unit of the last of them.
    """

    kind: ToleranceKind
    value: float = 0.0

    def __post_init__(self) -> None:
        match self.kind:
            case "relative" if not 0 < self.value < 1:
                raise ValueError("a relative tolerance is more than 0 % and less than 100 %")
            case "absolute" if not (self.value > 0 and math.isfinite(self.value)):
                raise ValueError("an absolute tolerance is a finite number above 0; for none, write exact")
            case "factor" if not 1 < self.value <= _LARGEST_FACTOR:
                raise ValueError("a factor is greater than 1 and at most 10")
            case "decimals" | "sig":
                Rounding(self.kind, int(self.value) if self.value == int(self.value) else -1)
            case "exact" if self.value != 0:
                raise ValueError("an exact answer has no tolerance value")
            case kind if kind not in _KINDS:
                raise ValueError(f"a tolerance is {', '.join(_KINDS)}; not {kind}")

    @classmethod
    def parse(cls, text: str) -> Tolerance:
        """The tolerance that an author writes: `1%`, `0.002`, `2 decimals`, `3 sig`, `exact` or `factor 2`.

        Raises ValueError.
        """
        words = " ".join(text.split()) if len(text) <= 64 else ""
        if words == "exact":
            return cls("exact")
        if words.endswith(("sig", "decimal", "decimals")):
            rounding = Rounding.parse(words)
            return cls(rounding.kind, float(rounding.digits))
        found = _WRITTEN.fullmatch(words)
        if found is None or (found["factor"] and found["percent"]):
            raise ValueError(f"expected a tolerance such as 1%, 0.002, 3 sig, exact or factor 2; got '{text[:40]}'")
        number = Fraction(found["number"])
        if found["percent"]:
            return cls("relative", float(number / 100))
        return cls("factor" if found["factor"] else "absolute", float(number))

    @property
    def distance(self) -> float | None:
        """How far it reaches in the asked unit, where that is the same for every answer."""
        return self.width(0.0) if self.kind in ("absolute", "decimals") else None

    def width(self, right: float) -> float:
        """How far from `right` the tolerance reaches, in its unit (for a factor: on the far side)."""
        match self.kind:
            case "relative":
                return abs(right) * self.value
            case "absolute":
                return self.value
            case "decimals":
                return 0.5 * float(f"1e{-self.value:.0f}")
            case "sig" if right != 0:
                first = shortest_decimal(right).adjusted()
                return 0.5 * float(f"1e{first + 1 - self.value:.0f}")
            case "factor":
                return abs(right) * (self.value - 1)
            case "exact" | "sig":
                noise = abs(right) * EXACT_NOISE or ZERO_NOISE
                return min(noise, BETWEEN_WHOLE) if right == math.floor(right) else noise

    def accepts(self, right: float, reply: float) -> bool:
        """Whether the reply is near enough to the exact value; nothing that is not finite ever is."""
        if self.kind == "relative":
            width = abs(right) * self.value
        elif self.kind == "factor":
            low, high = abs(right) / self.value, abs(right) * self.value
            return (
                math.isfinite(reply)
                and (right > 0) == (reply > 0)
                and low * (1 - EDGE) <= abs(reply) <= high * (1 + EDGE)
            )
        else:
            width = self.width(right)
        # What is not finite is at no distance that is less than another.
        return abs(reply - right) <= width * (1 + EDGE) + abs(right) * _NOISE

    def to_json(self) -> dict[str, float | bool]:
        """The kind and its value: `{"relative": 0.01}`, `{"sig": 3}`, `{"factor": 2}`; or `{"exact": true}`."""
        if self.kind == "exact":
            return {self.kind: True}
        return {self.kind: int(self.value) if self.kind in ("decimals", "sig") else self.value}

    @classmethod
    def from_json(cls, stored: object, path: str = "tolerance") -> Tolerance:
        """The tolerance of its JSON. Raises VariantError."""
        whole = Stored(stored, path)
        kind = next((kind for kind in _KINDS if whole.has(kind)), None)
        if kind is None:
            raise whole.wrong('a tolerance such as {"relative": 0.01}')
        (value,) = whole.fields(kind)
        if kind == "exact":
            if value.value is not True:
                raise value.wrong("true")
            return cls(kind)
        number = value.number()
        try:
            return cls(kind, number)
        except ValueError as error:
            raise value.wrong(f"a tolerance ({error})", f"{number:g}") from None

    def __str__(self) -> str:
        """As an author writes it."""
        match self.kind:
            case "relative":
                return f"{self.value * 100:.12g}%"
            case "factor":
                return f"factor {self.value:.12g}"
            case "exact":
                return "exact"
            case "decimals" | "sig":
                return str(Rounding(self.kind, int(self.value)))
            case "absolute":
                return f"{self.value:.12g}"
