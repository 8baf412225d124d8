"""Reading and grading replies: how fast, how right, and beside it what others read of the same replies."""

from __future__ import annotations

import ast
import json
import math
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from compiler.checker import AnswerKey, FormulaKey, NotRead, find_unit, grade, key_from_json, read

TABLE = Path(__file__).parents[1] / "tests" / "conformance"

PLAUSIBLE: tuple[tuple[str, float, str | None], ...] = (
    ("13.6", 13.6, None),
    ("13.6 MB", 13.6, "MB"),
    ("13.6MB", 13.6, "MB"),
    ("1.36e7", 1.36e7, None),
    ("1.36E7", 1.36e7, None),
    ("1.36e7 bytes", 1.36e7, "B"),
    ("13600000 B", 1.36e7, "B"),
    ("13,600,000 B", 1.36e7, "B"),
    ("13 600 000 B", 1.36e7, "B"),
    ("13_600_000", 1.36e7, None),
    ("1.36×10⁷", 1.36e7, None),
    ("1.36 x 10^7", 1.36e7, None),
    ("1.36*10^7 B", 1.36e7, "B"),
    ("1.36·10^7", 1.36e7, None),
    ("3.4e6*32/8/1e6", 13.6, None),
    ("3.4e6*32/8 B", 1.36e7, "B"),
    ("70 %", 70, "%"),
    ("70%", 70, "%"),
    ("0.7", 0.7, None),
    ("7/10", 0.7, None),
    ("−0.5", -0.5, None),
    ("-0.5", -0.5, None),
    ("13,6", 13.6, None),
    ("1.234,5", 1234.5, None),
    ("1,234.5", 1234.5, None),
    ("1 1/2", 1.5, None),
    ("≈ 13.6", 13.6, None),
    ("~13.6 MB", 13.6, "MB"),
    ("= 13.6", 13.6, None),
    ("S = 0.0314", 0.0314, None),
    ("2^10", 1024, None),
    ("2**10", 1024, None),
    ("sqrt(2)", math.sqrt(2), None),
    ("3 MB + 200 kB", 3.2, "MB"),
    ("200 MB/s", 200, "MB/s"),
    ("１３．６", 13.6, None),
)
"""36 plausible replies, what they say, and in which unit."""

Rows = list[tuple[str, str, float]]
Reader = Callable[[str], tuple[float, str | None]]


class Refused(Exception):
    """What a reader does not read."""


def rows() -> Rows:
    """The figures of the checker: name, unit, value."""
    stored = json.loads((TABLE / "keys.json").read_text("utf-8"))
    keys: dict[str, AnswerKey] = {name: key_from_json(key) for name, key in stored.items()}
    table = [json.loads(line) for line in (TABLE / "replies.jsonl").read_text("utf-8").splitlines()]
    graded: list[tuple[AnswerKey, str]] = [
        (keys[row["key"]] if isinstance(row["key"], str) else key_from_json(row["key"]), row["reply"])
        for row in table
        if row["key"] is not None
    ]
    plausible = [(keys["cache"], reply) for reply, _, _ in PLAUSIBLE]
    return [
        (f"read and grade a reply, median of {len(plausible)} plausible ones", "µs", _median_cost(plausible)),
        ("  for scale: ast.parse of 3.4e6*32/8/1e6 in this run", "µs", _best(lambda: ast.parse("3.4e6*32/8/1e6"), 40)),
        (f"read and grade a reply, median of the {len(graded)} of the table", "µs", _median_cost(graded)),
        ("  the slowest of the table", "µs", max(_cost(key, reply) for key, reply in graded)),
        ("  the slowest of up to 10,000 characters", "µs", _slowest([*keys.values(), _formula_at_12_points()])),
    ]


def print_right() -> None:
    """The tables: right, refused and silently wrong, of the plausible replies and of those that others wrote."""
    print(f"\n{'of 36 plausible replies':<40}  right  refused  silently wrong  times slower than ours")
    ours = _cost_of(_drillbook)
    for name, reader in _readers():
        if reader is None:
            print(f"{name:<40}  not installed (pip install 'drillbook[peers]')")
            continue
        right, refused, wrong = _score(reader)
        print(f"{name:<40}  {right:>5}  {refused:>7}  {len(wrong):>14}  {_cost_of(reader) / ours:>22.1f}")
        if wrong:
            print(f"{'':<40}  wrong: {', '.join(wrong)}")
    table = [json.loads(line) for line in (TABLE / "replies.jsonl").read_text("utf-8").splitlines()]
    sourced = [row for row in table if "source" in row]
    found = Counter(_as_its_source_says(row) for row in sourced)
    counts = f"{found['right']} right, {found['refused']} refused, {found['wrong']} silently wrong"
    print(f"\nof {len(sourced)} adopted from other suites, which docs/replies.md tells from the others: {counts}")


def _as_its_source_says(row: dict[str, Any]) -> str:
    """Whether a reply is read, or graded, as those say who wrote the case; refused where it is not read."""
    if row["key"] is not None:
        verdict = grade(key_from_json(row["key"]), row["reply"])
        if verdict.right == (row["verdict"] == "right"):
            return "right"
        return "wrong" if verdict.is_attempt else "refused"
    try:
        reading = read(row["reply"])
    except NotRead:
        return "right" if row["value"] is None else "refused"
    is_same = row["value"] is not None and math.isclose(reading.value, row["value"], rel_tol=1e-12)
    return "right" if is_same else "wrong"


def _score(reader: Reader) -> tuple[int, int, list[str]]:
    right, refused, wrong = 0, 0, []
    for reply, value, unit in PLAUSIBLE:
        try:
            found, said = reader(reply)
        except Exception:
            refused += 1
            continue
        expected = value if unit is None or said in (unit, "as asked") else value * _factor(unit)
        if math.isclose(found, expected, rel_tol=1e-9):
            right += 1
        else:
            wrong.append(f"{reply!r} as {found:g}")
    return right, refused, wrong


def _factor(symbol: str) -> float:
    unit = find_unit(symbol)
    assert unit is not None
    return float(unit.factor)


def _readers() -> Iterator[tuple[str, Reader | None]]:
    yield "drillbook", _drillbook
    for name, module, make in (
        ("pint", "pint", _pint),
        ("sympy parse_expr", "sympy", _sympy),
        ("math-verify", "math_verify", _math_verify),
        ("simpleeval", "simpleeval", _simpleeval),
    ):
        try:
            yield name, make(import_module(module))
        except ImportError:
            yield name, None


def _drillbook(reply: str) -> tuple[float, str | None]:
    reading = read(reply)
    return reading.value, reading.unit


def _pint(pint: Any) -> Reader:
    registry = pint.UnitRegistry()

    def reader(reply: str) -> tuple[float, str | None]:
        quantity = registry.Quantity(reply)
        if (quantity.check("") and not quantity.is_compatible_with("byte")) or quantity.unitless:
            return float(quantity.to("").magnitude), None
        base = "byte/s" if "/s" in reply else "byte"
        return float(quantity.to(base).magnitude), base

    return reader


def _sympy(_: Any) -> Reader:
    sympy_parser: Any = import_module("sympy.parsing.sympy_parser")
    steps = (*sympy_parser.standard_transformations, sympy_parser.implicit_multiplication_application)

    def reader(reply: str) -> tuple[float, str | None]:
        return float(sympy_parser.parse_expr(reply, transformations=steps)), "as asked"

    return reader


def _math_verify(math_verify: Any) -> Reader:
    def reader(reply: str) -> tuple[float, str | None]:
        found = math_verify.parse(reply, parsing_timeout=None)
        if not found or not hasattr(found[0], "evalf"):
            raise Refused
        value = float(found[0].evalf())
        return value, "as asked"

    return reader


def _simpleeval(simpleeval: Any) -> Reader:
    def reader(reply: str) -> tuple[float, str | None]:
        return float(simpleeval.simple_eval(reply, functions={"sqrt": math.sqrt})), "as asked"

    return reader


def _cost_of(reader: Reader) -> float:
    """Seconds that a reader takes for all plausible replies, refused ones too: the best of three runs."""

    def all_of_them() -> None:
        for reply, _, _ in PLAUSIBLE:
            try:
                reader(reply)
            except Exception:
                continue

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        all_of_them()
        return min(_timed(all_of_them) for _ in range(3))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median_cost(replies: list[tuple[AnswerKey, str]]) -> float:
    return statistics.median(_cost(key, reply) for key, reply in replies)


def _cost(key: AnswerKey, reply: str, calls: int = 40) -> float:
    """Microseconds to read and grade a reply: the best of five runs of several calls each."""

    return _best(lambda: grade(key, reply), calls)


def _best(work: Callable[[], object], calls: int) -> float:
    """Microseconds that a call takes: the best of five runs of several calls each."""

    def several() -> None:
        for _ in range(calls):
            work()

    several()
    return min(_timed(several) for _ in range(5)) / calls * 1e6


def _formula_at_12_points() -> FormulaKey:
    """A formula in four symbols, compared at as many points as exercises use."""
    points = tuple((2.0 + i, 3.0 * i + 1, 64.0 / (i + 1), 0.5 + i) for i in range(12))
    return FormulaKey(("n", "b", "a", "r"), points, tuple(n * b * a * r for n, b, a, r in points))


def _slowest(keys: list[AnswerKey]) -> float:
    """Microseconds for the slowest of replies that were made to be slow."""
    pieces = "1|a|(|-|a=|=|1,|1.|'1|½|²|×|x|MB|/s|√|^2|1+|1*|2(|1;|p1=1;|r*|r+|r^2*|K^|~|:|𝟏|1e|e|.|_|%".split("|")
    pieces += ["n", "nb", "nbar", "n+", "exp(n)^b*", "=½", "=5/5", "1+1+1;", "5 kB/s*", "0·", "1,5 ", "- 1\n", "p1=.1,"]
    pieces += [" ", "1 ", "ln ", "no ", "\u202f"]
    long = [piece * (size // len(piece)) for piece in pieces for size in (63, 126, 199, 10_000)]
    long += ["1" + "+1" * 31, "r" + "*r" * 31, "(" * 15 + "1" + ")" * 15, "sqrt(" * 14 + "r" + ")" * 14]
    long.append("1 MB" + "+1 kB" * 15)
    return max(_cost(key, reply, 1) for reply in long for key in keys)
