"""Reading and grading replies: what a usual one takes, and the slowest of those that are made to be slow."""

from __future__ import annotations

import ast
import statistics
from functools import partial

from benchmarks import measuring
from benchmarks.graders import OURS, PLAUSIBLE, Graded
from benchmarks.measuring import Figure, Peer, each_call, median
from compiler.checker import AnswerKey, FormulaKey, grade
from tests.conformance.table import KEYS, ROWS, key_of

CALLS, RUNS = 40, 5


def figures(graders: list[Graded]) -> list[Figure]:
    """Those of our checker, and of the readers beside it."""
    plausible = [(KEYS["cache"], said.reply) for said in PLAUSIBLE]
    table = [(key, row["reply"]) for row in ROWS if (key := key_of(row)) is not None]
    usual, whole = (statistics.median(_cost(*each) for each in some) for some in (plausible, table))
    scale = each_call(lambda: ast.parse("3.4e6*32/8/1e6"), CALLS, RUNS) * 1e6
    slow = [*KEYS.values(), _long_formula()]
    slowest = max(median(partial(grade, key, reply), 3) for reply in _long() for key in slow)
    name = f"reading and grading a reply, median of {len(plausible)} plausible ones"
    return [
        Figure(name, "µs", usual, RUNS, Peer("Python's ast.parse of `3.4e6*32/8/1e6`", scale)),
        Figure(f"the same, median of the {len(table)} graded ones of the conformance table", "µs", whole, RUNS),
        Figure("the slowest reply of up to 10,000 characters", "µs", slowest * 1e6, 3),
        *(
            Figure(
                f"reading a plausible reply that {each.name} reads, too",
                "µs",
                each.ours,
                measuring.RUNS,
                Peer(each.name, each.theirs),
            )
            for each in graders
            if each.name != OURS
        ),
    ]


def _cost(key: AnswerKey, reply: str) -> float:
    """Microseconds to read and grade a reply."""
    return each_call(lambda: grade(key, reply), CALLS, RUNS) * 1e6


def _long_formula() -> FormulaKey:
    """A formula in four symbols, compared at as many points as exercises use."""
    points = tuple((2.0 + i, 3.0 * i + 1, 64.0 / (i + 1), 0.5 + i) for i in range(12))
    return FormulaKey(("n", "b", "a", "r"), points, tuple(n * b * a * r for n, b, a, r in points))


def _long() -> list[str]:
    """Replies that are made to be slow."""
    pieces = "1|a|(|-|a=|=|1,|1.|'1|½|²|×|x|MB|/s|√|^2|1+|1*|2(|1;|p1=1;|r*|r+|r^2*|K^|~|:|𝟏|1e|e|.|_|%".split("|")
    pieces += ["n", "nb", "nbar", "n+", "exp(n)^b*", "=½", "=5/5", "1+1+1;", "5 kB/s*", "0·", "1,5 ", "- 1\n", "p1=.1,"]
    pieces += [" ", "1 ", "ln ", "no ", "\u202f"]
    long = [piece * (size // len(piece)) for piece in pieces for size in (63, 126, 199, 10_000)]
    long += ["1" + "+1" * 31, "r" + "*r" * 31, "(" * 15 + "1" + ")" * 15, "sqrt(" * 14 + "r" + ")" * 14]
    return [*long, "1 MB" + "+1 kB" * 15]
