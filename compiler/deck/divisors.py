"""The divisors of numbers that are drawn."""

from __future__ import annotations

from collections.abc import Iterable

MAX_DIVISORS = 500


def all_divisors(values: Iterable[int]) -> list[int] | None:
    """Every divisor of every value, in order; None where there are more than MAX_DIVISORS, found out early."""
    found: set[int] = set()
    for value in values:
        small = [d for d in range(1, int(value**0.5) + 1) if value % d == 0]
        found.update(small, (value // d for d in small))
        if len(found) > MAX_DIVISORS:
            return None
    return sorted(found)
