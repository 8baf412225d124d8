"""Answer keys at random, of all types; quicker than hypothesis draws them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import get_args

from compiler.checker import (
    Accepted,
    AnswerKey,
    DebugKey,
    DecideKey,
    FormulaKey,
    Invariant,
    Mistake,
    NotRead,
    NumberKey,
    Part,
    Rounded,
    Tolerance,
    VectorKey,
    WrongFormula,
    typed,
    unit_names,
)
from compiler.checker.formula_reading import read_formula
from compiler.checker.keys import InvariantKind
from compiler.formula import Rounding
from tests.checker.strategies import alike

TOLERANCES = (
    "1%",
    "1%",
    "0.5%",
    "0.1%",
    "2%",
    "10%",
    "0.002",
    "0.3",
    "2 decimals",
    "3 sig",
    "2 sig",
    "exact",
    "factor 2",
)
ROUNDINGS = ("3 sig", "2 sig", "4 sig", "1 sig", "1 decimal", "2 decimals", "3 decimals", "integer")
HINTS = ("Bits are no bytes.", "Keys *and* values {n}.", "A bias for each output.", "µ × 2 “quoted”")
STEPS = ("ratio", "scale", "σ", "per_token")
SIZES = (1, 2, 3, 5, 7, 8, 12, 16, 0.1, 0.25, 1 / 3, 0.7, 4.5, 13.6, 57.3, 268.435456, 1024, 1358954, 4096.5)
WORDS = (
    ("fits", "it fits"),
    ("does not fit", "too large"),
    ("yes",),
    ("no",),
    ("compute-bound", "compute bound"),
    ("B",),
)
GREEK = (("Σ first", "ΟΔΟΣ"), ("σ2",), ("ms",), ("layer 1",), ("x",), ("1 bit", "one bit"))
SPELT = ("bytes", "percent", "sec", "μs", "M tokens", "Mbps", "FLOP", "×", "fraction")
LABELS = (
    "p1",
    "p2",
    "S",
    "Z",
    "q",
    "layer 1",
    "layer 2",
    "Layer 10",
    "λ",
    "µ",
    "ΩΣ",
    "a_1",
    "KV cache",
    "x",
    "W",
    "Ｂ２",
    "α²",
    "1st",
    "𝟗9",
)
SYMBOLS = ("r", "d", "n", "d_in", "d_out", "k", "λ", "b", "x", "e", "n2", "K", "pi", "min", "MB", "log", "Σ", "Ｎ", "μ")
FORMULAS = (
    "{a}*{b}", "{a}({a} + {b})", "2{a}", "{a}²{b}", "{a}/{b} + 1", "1/({a} + {b})", "sqrt({a}) {b}", "{a} - {b}",
    "{a}^2 - 2{a}", "ln({a})/{b}", "max({a}; {b})", "{a} 2^{b}", "({a} + {b})({a} - {b})", "{a}^{b}", "floor({a}/{b})",
    "{a} - {a}", "exp(-{a})", "{a} - 1e9", "1.5{b}", "-{a}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """An answer key with its JSON, and the texts of right answers that it does not hold itself."""

    key: AnswerKey | None
    stored: object
    texts: tuple[str, ...] = ()


def question(key: AnswerKey, texts: tuple[str, ...] = ()) -> Question:
    """A question with that key."""
    return Question(key, key.to_json(), texts)


def made_questions(rng: Random, count: int) -> list[Question]:
    """So many questions of all types, numbers the most of them."""
    makers = (_number, _number, _number, _formula, _formula, _decide, _vector, _vector, _debug)
    return [rng.choice(makers)(rng) for _ in range(count)]


def _number(rng: Random) -> Question:
    return question(number_key(rng))


def made_value(rng: Random) -> float:
    """The size of an answer, most of them of few digits."""
    kind = rng.random()
    if kind < 0.03:
        return 0.0
    if kind < 0.5:
        value = rng.choice(SIZES) * 10.0 ** rng.choice((0, 0, 0, 1, 2, 3, 6, 9, -3, -6))
    elif kind < 0.7:
        value = rng.choice((1, 3, 5, 7)) * 2.0 ** rng.randint(-8, 40)
    elif kind < 0.8:
        value = float(rng.randint(1, 10**6))
    elif kind < 0.97:
        value = float(f"{10 ** rng.uniform(-4, 12):.{rng.randint(0, 15)}e}")
    else:
        value = rng.choice((1e-300, 5e-324, 1.7e308, 9007199254740993.0, 1e22, 1e15 - 1, 123456789012.5))
    return -value if rng.random() < 0.1 else value


def number_key(rng: Random, value: float | None = None) -> NumberKey:
    """Any key of a number."""
    exact = made_value(rng) if value is None else value
    unit = rng.choice((None, rng.choice(unit_names()), rng.choice(unit_names()), rng.choice(SPELT)))
    kin = () if unit is None else alike(unit)
    listed = () if unit is None or rng.random() < 0.6 else tuple(rng.sample(kin, min(len(kin), rng.randint(1, 4))))
    wrong = [exact * rng.choice((2, 0.5, 8, 1.024, 1.001, -1, 10, 0.3)) for _ in range(rng.choice((0, 0, 1, 2, 3)))]
    rounded = [exact * (1 + rng.uniform(-0.03, 0.03)) for _ in range(rng.choice((0, 0, 1, 2)))]
    return NumberKey(
        exact,
        unit,
        listed,
        Tolerance.parse(rng.choice(TOLERANCES)),
        tuple(Rounding.parse(rng.choice(ROUNDINGS)) for _ in range(rng.choice((0, 1, 1, 2)))),
        tuple(_accepted(rng, exact, unit, kin) for _ in range(rng.choice((0, 0, 0, 1, 2)))),
        tuple(Mistake(each, rng.choice(HINTS)) for each in wrong if math.isfinite(each)),
        tuple(Rounded(each, rng.choice(STEPS)) for each in rounded if math.isfinite(each)),
    )


def _accepted(rng: Random, exact: float, unit: str | None, kin: tuple[str, ...]) -> Accepted:
    other = rng.choice((None, unit, rng.choice(unit_names()), *kin[:3]))
    value = exact * rng.choice((1, 0.5, 1000, 1.5))
    value = value if math.isfinite(value) else 1.0
    return Accepted(value, other, Tolerance.parse(rng.choice(TOLERANCES)), rng.choice((None, *HINTS)))


def _formula(rng: Random) -> Question:
    symbols = tuple(rng.sample(SYMBOLS, rng.randint(1, 3)))
    points = [tuple(rng.choice((1.0, 2.0, 3.5, 0.25, 768.0, 4096.0, -2.0)) for _ in symbols) for _ in range(6)]
    plain = tuple(map(typed, symbols))
    columns = {symbol: list(column) for symbol, column in zip(plain, zip(*points, strict=True), strict=True)}
    values: list[tuple[float, ...]] = []
    texts: list[str] = []
    while len(values) < 3:
        text = rng.choice(FORMULAS).format(a=rng.choice(symbols), b=rng.choice(symbols))
        try:
            found, _ = read_formula(text, plain).values(columns, len(points))
            FormulaKey(symbols, tuple(points), tuple(found))
        except (NotRead, ValueError):
            continue
        values.append(tuple(found))
        texts.append(text)
    mistakes = tuple(WrongFormula(each, rng.choice(HINTS)) for each in values[1 : rng.randint(1, 3)])
    return question(FormulaKey(symbols, tuple(points), values[0], mistakes), tuple(texts))


def _decide(rng: Random) -> Question:
    options = tuple(rng.sample(WORDS + GREEK, rng.randint(2, 3)))
    return question(DecideKey(options, rng.randrange(len(options)), number_key(rng)))


def _vector(rng: Random) -> Question:
    labels = rng.sample(LABELS, rng.randint(2, 5))
    values = [made_value(rng) for _ in labels]
    values = values if rng.random() < 0.5 else sorted(values, reverse=rng.random() < 0.5)
    one = number_key(rng)
    shared = rng.random() < 0.7
    keys = [number_key(rng, value) for value in values]
    if shared:
        keys = [NumberKey(value, one.unit, one.units, one.tolerance, one.roundings) for value in values]
    kind = rng.choice((None, *get_args(InvariantKind)))
    total = sum(values) if math.isfinite(sum(values)) else 1.0
    check = None if kind is None else Invariant(kind, total, Tolerance.parse(rng.choice(TOLERANCES)))
    return question(VectorKey(tuple(map(Part, labels, keys)), check))


def _debug(rng: Random) -> Question:
    lines = rng.randint(1, 20)
    return question(DebugKey(lines, rng.randint(0, lines), number_key(rng)))
