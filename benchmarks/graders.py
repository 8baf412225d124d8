"""How well replies are read: right, refused or silently wrong; ours, and other readers of the same replies.

The others run in a process of their own, as some of them execute what they read, or never end.
"""

from __future__ import annotations

import ast
import json
import logging
import math
import select
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from benchmarks.measuring import ROOT, medians
from compiler.checker import find_unit, read

OTHERS = ROOT / "benchmarks" / "others.jsonl"
"""Replies from the test suites and bug reports of other readers, with what those say to them; ours refuses some."""
PATIENCE = 10.0
"""Seconds that a reader may take for a reply."""


class Said(NamedTuple):
    """A reply, and what it says: a value in a unit; None where it says no value, and is to be refused."""

    reply: str
    value: float | None
    unit: str | None


PLAUSIBLE = (
    Said("13.6", 13.6, None),
    Said("13.6 MB", 13.6, "MB"),
    Said("13.6MB", 13.6, "MB"),
    Said("1.36e7", 1.36e7, None),
    Said("1.36E7", 1.36e7, None),
    Said("1.36e7 bytes", 1.36e7, "B"),
    Said("13600000 B", 1.36e7, "B"),
    Said("13,600,000 B", 1.36e7, "B"),
    Said("13 600 000 B", 1.36e7, "B"),
    Said("13_600_000", 1.36e7, None),
    Said("1.36×10⁷", 1.36e7, None),
    Said("1.36 x 10^7", 1.36e7, None),
    Said("1.36*10^7 B", 1.36e7, "B"),
    Said("1.36·10^7", 1.36e7, None),
    Said("3.4e6*32/8/1e6", 13.6, None),
    Said("3.4e6*32/8 B", 1.36e7, "B"),
    Said("70 %", 70, "%"),
    Said("70%", 70, "%"),
    Said("0.7", 0.7, None),
    Said("7/10", 0.7, None),
    Said("−0.5", -0.5, None),
    Said("-0.5", -0.5, None),
    Said("13,6", 13.6, None),
    Said("1.234,5", 1234.5, None),
    Said("1,234.5", 1234.5, None),
    Said("1 1/2", 1.5, None),
    Said("≈ 13.6", 13.6, None),
    Said("~13.6 MB", 13.6, "MB"),
    Said("= 13.6", 13.6, None),
    Said("S = 0.0314", 0.0314, None),
    Said("2^10", 1024, None),
    Said("2**10", 1024, None),
    Said("sqrt(2)", math.sqrt(2), None),
    Said("3 MB + 200 kB", 3.2, "MB"),
    Said("200 MB/s", 200, "MB/s"),
    Said("１３．６", 13.6, None),
)
"""36 replies as people type them."""


class Reading(NamedTuple):
    """A value as a reader reads it: as typed, and in base units (bytes, seconds, parts of one) where it knows units."""

    typed: float
    base: float | None = None


Reader = Callable[[str], Reading]
Readings = Callable[[Sequence[str]], Iterable[Reading | None]]
"""What a reader makes of replies; None where it refuses."""


class Refused(Exception):
    """What a reader does not read."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a reader made of some replies; `wrong` has those that it misread."""

    right: int
    refused: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """A reader's scores, of the plausible replies and of those of others' suites.

    `ours` and `theirs` are the microseconds for a reply, of the plausible ones that both read right.
    """

    name: str
    plausible: Score
    others: Score
    ours: float
    theirs: float


def graded() -> list[Graded]:
    """The scores of ours, and of the peers that are installed."""
    others = of_others()
    return [
        Graded(name, scored(PLAUSIBLE, _apart(name)), scored(others, _apart(name)), *_costs(name))
        for name in READERS
        if name == OURS or is_installed(name)
    ]


def missing() -> list[str]:
    """The peers that are not installed."""
    return [name for name in READERS if name != OURS and not is_installed(name)]


def is_installed(distribution: str) -> bool:
    """Whether a peer is here to compare with."""
    with suppress(PackageNotFoundError):
        return bool(version(distribution))
    return False


def of_others() -> list[Said]:
    """What the suites of others ask for."""
    rows = [json.loads(line) for line in OTHERS.read_text("utf-8").splitlines()]
    return [Said(row["reply"], row["value"], row["unit"]) for row in rows]


def scored(replies: Sequence[Said], readings: Readings) -> Score:
    """How many of some replies are read right, how many are refused, and which are misread."""
    right, refused, wrong = 0, 0, []
    for said, reading in zip(replies, readings([each.reply for each in replies]), strict=True):
        if reading is None:
            right += said.value is None
            refused += said.value is not None
        elif _is_what_was_said(said, reading):
            right += 1
        else:
            wrong.append(f"{_short(said.reply)} as {reading.typed if reading.base is None else reading.base:g}")
    return Score(right, refused, tuple(wrong))


def _short(reply: str) -> str:
    return f"`{reply}`" if len(reply) <= 20 else f"`{reply[:17]}…`"


def _is_what_was_said(said: Said, reading: Reading) -> bool:
    if said.value is None:
        return False
    unit = None if said.unit is None else find_unit(said.unit)
    if reading.base is None or (said.unit is not None and unit is None):
        return math.isclose(reading.typed, said.value, rel_tol=1e-8)
    return math.isclose(reading.base, said.value * _factor(said.unit), rel_tol=1e-8)


def _factor(symbol: str | None) -> float:
    unit = None if symbol is None else find_unit(symbol)
    return 1.0 if unit is None else float(unit.factor)


def _costs(name: str) -> tuple[float, float]:
    """Microseconds of ours and of a reader for a plausible reply, of those that it reads right."""
    reader, ours = READERS[name](), READERS[OURS]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        can = [said.reply for said in PLAUSIBLE if _reads(reader, said)]
        took = medians(lambda: [ours(each) for each in can], lambda: [reader(each) for each in can])
    return took[0] / len(can) * 1e6, took[1] / len(can) * 1e6


def _reads(reader: Reader, said: Said) -> bool:
    try:
        return _is_what_was_said(said, reader(said.reply))
    except Exception:  # whatever a reader raises, it has not read that
        return False


def _apart(name: str) -> Readings:
    """A reader in a process of its own; it refuses, too, what it does not survive, or is not done with in time."""
    return lambda replies: _readings(name, replies)


def _readings(name: str, replies: Sequence[str]) -> Iterator[Reading | None]:
    child: subprocess.Popen[str] | None = None
    for reply in replies:
        if child is None or child.poll() is not None:
            child = _started(name)
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps(reply) + "\n")
        child.stdin.flush()
        answered, _, _ = select.select([child.stdout], [], [], PATIENCE)
        line = child.stdout.readline() if answered else ""
        if not line:
            child.kill()
            child.wait()
        yield Reading(*json.loads(line)) if line.strip() not in ("", "null") else None
    if child is not None:
        child.kill()
        child.wait()


def _started(name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.graders", name]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="utf-8", cwd=ROOT)
    assert child.stdout is not None
    child.stdout.readline()  # it has loaded
    return child


def _answer(name: str) -> None:
    """Read replies from standard input, each a line of JSON, and answer each with its reading or null."""
    reader = READERS[name]()
    out, sys.stdout = sys.stdout, sys.stderr  # a reader that executes what it reads may print
    print(file=out, flush=True)
    for line in sys.stdin:
        try:
            reading = reader(json.loads(line))
            answer = json.dumps(reading) if math.isfinite(reading.typed) else "null"
        except Exception:
            answer = "null"
        print(answer, file=out, flush=True)


def _drillbook() -> Reader:
    def reader(reply: str) -> Reading:
        reading = read(reply)
        return Reading(reading.value, reading.value * _factor(reading.unit))

    return reader


def _pint() -> Reader:
    registry: Any = import_module("pint").UnitRegistry()

    def reader(reply: str) -> Reading:
        quantity = registry.Quantity(reply)
        typed = float(quantity.magnitude)
        for base in ("byte", "byte/s", "second"):
            if quantity.is_compatible_with(base) and not quantity.unitless and str(quantity.units) != "percent":
                return Reading(typed, float(quantity.to(base).magnitude))
        return Reading(typed, float(quantity.to("").magnitude) if quantity.check("") else None)

    return reader


def _sympy() -> Reader:
    parser: Any = import_module("sympy.parsing.sympy_parser")
    more = (parser.implicit_multiplication_application, parser.convert_xor)
    steps = (*parser.standard_transformations, *more)
    return lambda reply: Reading(float(parser.parse_expr(reply, transformations=steps)))


def _math_verify() -> Reader:
    math_verify: Any = import_module("math_verify")
    logging.getLogger("math_verify").setLevel(logging.ERROR)

    def reader(reply: str) -> Reading:
        found = math_verify.parse(f"${reply}$" if "\\" in reply else reply, parsing_timeout=None)
        if not found or not hasattr(found[0], "evalf"):
            raise Refused
        return Reading(float(found[0].evalf()))

    return reader


def _simpleeval() -> Reader:
    simpleeval: Any = import_module("simpleeval")
    operators = simpleeval.DEFAULT_OPERATORS | {ast.BitXor: simpleeval.safe_power}
    functions = {"sqrt": math.sqrt}
    return lambda reply: Reading(float(simpleeval.simple_eval(reply, operators=operators, functions=functions)))


OURS = "drillbook"
READERS: dict[str, Callable[[], Reader]] = {
    OURS: _drillbook,
    "pint": _pint,
    "sympy": _sympy,
    "math-verify": _math_verify,
    "simpleeval": _simpleeval,
}
"""What makes a reader, by the name of its distribution."""


if __name__ == "__main__":
    _answer(sys.argv[1])
