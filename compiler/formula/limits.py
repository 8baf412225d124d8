"""How large a formula may be. Every bound is checked before the work that it bounds."""

from __future__ import annotations

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
