"""What may be behind wrong replies that no known mistake explains: a factor, another value, a step too many.

Many short formulas come near a single wrong number by chance. Where the numbers differ from question to question, one
that explains several replies at once seldom does; so replies are clustered by the formula that explains most of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEAST = 2
"""How many replies a formula explains at least."""
_NEAR = 0.004
"""How near, relatively, a reply comes to what explains it."""
_FACTORS = (
    *((f"{n}", float(n)) for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 60, 64, 100, 1000, 1024, 3600)),
    ("2^20", 2.0**20),
    ("1e6", 1e6),
    ("2^30", 2.0**30),
    ("1e9", 1e9),
    ("1.024", 1.024),
    ("1.048576", 1.048576),
    ("pi", math.pi),
    ("1.5", 1.5),
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong number, in the asked unit, beside the right one and the values of the exercise's other names."""

    value: float
    right: float
    names: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """A formula that leads to wrong numbers: `sign` for people (×2, = bytes), `formula`, with {answer}, for authors."""

    sign: str
    formula: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Wrong numbers that one slip explains, in their order."""

    slip: Slip
    wrong: tuple[Wrong, ...]


def clusters(wrong: Sequence[Wrong]) -> tuple[list[Cluster], list[Wrong]]:
    """Wrong numbers by what explains most of them, each in one cluster, and those that nothing explains.

    Of slips that explain as many, the simpler one is taken: they are tried in the order in which people slip.
    """
    explained: dict[Slip, list[int]] = {}
    for index, each in enumerate(wrong):
        for slip in _slips(each):
            explained.setdefault(slip, []).append(index)
    left, found = set(range(len(wrong))), []
    while explained:
        slip, indices = max(explained.items(), key=lambda item: len(left.intersection(item[1])))
        taken = sorted(left.intersection(indices))
        if len(taken) < LEAST:
            break
        found.append(Cluster(slip, tuple(wrong[index] for index in taken)))
        left.difference_update(taken)
        del explained[slip]
    return found, [wrong[index] for index in sorted(left)]


def _slips(wrong: Wrong) -> Iterator[Slip]:
    """The slips that lead from the right number to a wrong one, simplest first."""
    value, right = wrong.value, wrong.right
    for name, number in wrong.names:
        if _is_near(value, number):
            yield Slip(f"= {name}", name)
    if right:
        ratio = value / right
        yield from _ratios(ratio, wrong.names)
        if _is_near(ratio, -1.0):
            yield Slip("−", "-{answer}")
        elif ratio < 0:
            for slip in _ratios(-ratio, wrong.names):
                yield Slip(f"−, {slip.sign}", f"-({slip.formula})")
    for name, number in (("1", 1.0), *wrong.names):
        if _is_near(value, right + number):
            yield Slip(f"+ {name}", f"{{answer}} + {name}")
        if _is_near(value, right - number):
            yield Slip(f"− {name}", f"{{answer}} - {name}")


def _ratios(ratio: float, names: tuple[tuple[str, float], ...]) -> Iterator[Slip]:
    for name, number in (*_FACTORS, *names):
        if number in (0.0, 1.0):
            continue
        if _is_near(ratio, number):
            yield Slip(f"×{name}", f"{{answer}} * {name}")
        if _is_near(ratio * number, 1.0):
            yield Slip(f"÷{name}", f"{{answer}} / {name}")
    for name, number in names:
        if number > 0 and number != 1.0:
            if _is_near(ratio, number * number):
                yield Slip(f"×{name}²", f"{{answer}} * {name}^2")
            if _is_near(ratio * number * number, 1.0):
                yield Slip(f"÷{name}²", f"{{answer}} / {name}^2")


def _is_near(value: float, other: float) -> bool:
    return math.isclose(value, other, rel_tol=_NEAR, abs_tol=0.0)
