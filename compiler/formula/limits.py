"""How large a formula may be, and how much work. Every bound is checked before the work that it bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one formula: characters, tokens, nesting, height of its tree, items of a list, digits of a number."""

    length: int = 1000
    tokens: int = 400
    depth: int = 32
    height: int = 64
    items: int = 64
    digits: int = 40
    exponent: int = 308


LIMITS = Limits()


class TooCostly(Exception):
    """Too many rows would have to be computed one by one."""


@dataclass(slots=True)
class Effort:
    """How many operations were computed one by one, at most; more than `most` of them are not begun."""

    most: float = math.inf
    done: int = 0

    def add(self, count: int) -> None:
        """Count operations before they are computed. Raises TooCostly."""
        self.done += count
        if self.done > self.most:
            raise TooCostly
