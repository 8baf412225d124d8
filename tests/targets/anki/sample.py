"""A small deck with its tables, built by hand: two chapters, three exercises, everything that a card can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from compiler.checker import Accepted, Mistake, NumberKey, Tolerance
from compiler.deck import Callout, Chapter, Deck, Exercise, Figure, Filled, KeyFormula, Step, Symbol
from compiler.deck.model import Answer, Formula
from compiler.deck.source import Scalar, SourceFile, Span
from compiler.deck.template import Template
from compiler.formula import Rounding, Slotted, parse
from compiler.targets.anki import Content, content

Tables = tuple[tuple[Filled, ...], ...]

_FILE = SourceFile("sample.yaml", "")
_SPAN = Span(_FILE, 0, 0)
_SCALAR = Scalar("", _SPAN, plain=False)

# One white pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef924"
    "0000000a49444154789c63680000008200817775d2010000000049454e44ae426082"
)

CACHES = ((32, 8, 512), (32, 8, 8192), (80, 8, 4096), (12, 12, 1024), (22, 4, 2048), (80, 8, 1024), (32, 32, 512))
SIZES = ((470_000, 32), (740_000, 8), (1_240_000, 16), (25_600_000, 8), (44_500_000, 4))
BATCHES = (1, 8, 64, 512, 1024)


def formula(text: str) -> Formula:
    return Formula(parse(text), _SCALAR)


def grouped(number: float) -> str:
    return f"{number:,.0f}".replace(",", "\u202f")


def exercise(
    slug: str, number: str, title: str, answer: str, unit: str | None, figure: Figure | None = None
) -> Exercise:
    return Exercise(
        slug=slug,
        identity=slug,
        number=number,
        title=title,
        type="derive",
        given=(),
        means={},
        require=(),
        balance=None,
        ask=Template((), _SCALAR),
        figure=figure,
        work=(),
        answers=(Answer(formula(answer), unit, (), None, Tolerance.parse("1%"), (Rounding.parse("3 sig"),)),),
        accept=(),
        mistakes=(),
        hints=(),
        insight=None,
        published=None,
        tags=("memory", "by heart"),
        magnitude=False,
        span=_SPAN,
    )


STORED = exercise(
    "stored-size",
    "0.1",
    "Stored size",
    "MB",
    "MB",
    Figure(Path("figures/Weights.PNG"), 'Weights "as stored" & in use', PIXEL),
)
CACHE = exercise("kv-cache-memory", "8.1", "KV-cache memory", "MB", "MB")
BOUND = exercise("bound", "8.2", "Bound by memory <or not>", "t", None)


DECK = Deck(
    name="sample",
    id="sample-7f3a9c",
    title="Small Machines",
    description="Exercises about **small** machines.",
    language="en",
    authors=("A. Author",),
    licence="CC-BY-4.0",
    source="A lecture & its notes",
    address="https://example.org/sample",
    tags=("machine learning",),
    folder=Path("sample"),
    chapters=(
        Chapter(
            0,
            "efficiency-metrics",
            "Efficiency metrics",
            "What is counted, and in $n^2$ which units.",
            (),
            (),
            (STORED,),
        ),
        Chapter(
            8,
            "language-models",
            "Language models",
            "Decoders *remember*.",
            (KeyFormula("cache", formula("2 * L * G"), (("L", "layers"), ("G", "KV heads")), "Both are kept."),),
            (Callout("Mind the units", "MB is not MiB."),),
            (CACHE, BOUND),
        ),
    ),
)


def with_exercise(deck: Deck, changed: Exercise) -> Deck:
    """The deck with one exercise replaced by another of the same identity."""
    chapters = tuple(
        replace(
            chapter,
            exercises=tuple(changed if each.identity == changed.identity else each for each in chapter.exercises),
        )
        for chapter in deck.chapters
    )
    return replace(deck, chapters=chapters)


def contents(deck: Deck, tables: Tables) -> tuple[Content, ...]:
    """The notes of a deck, from a table for each of its exercises, in their order."""
    places = [(chapter, exercise) for chapter in deck.chapters for exercise in chapter.exercises]
    return tuple(content(deck, *place, table) for place, table in zip(places, tables, strict=True))


def with_table(changed: tuple[Filled, ...]) -> Tables:
    """The tables with one replaced by another of the same exercise."""
    return tuple(changed if changed[0].exercise.identity == table[0].exercise.identity else table for table in TABLES)


def filled(
    this: Exercise,
    seed: int,
    given: Mapping[str, float],
    prompt: Slotted,
    steps: tuple[Step, ...],
    value: float,
    answer: str,
    hints: tuple[Slotted, ...] = (),
    insight: Slotted | None = None,
    mistakes: tuple[Mistake, ...] = (),
    accept: tuple[Accepted, ...] = (),
) -> Filled:
    key = NumberKey(value, this.answer.unit, (), this.answer.tolerance, this.answer.roundings, accept, mistakes)
    symbols = tuple(Symbol(name, f"{value:g}", this.means.get(name, "")) for name, value in given.items())
    return Filled(DECK, this, seed, tuple(given.items()), prompt, symbols, steps, answer, key, hints, insight)


def step(name: str, symbols: str, numbers: Slotted, value: str, note: Slotted | None = None) -> Step:
    return Step(name, symbols, numbers, value, ("=", "="), note)


def stored(seed: int, n: int, b: int) -> Filled:
    value = n * b / 8 / 1e6
    return filled(
        STORED,
        seed,
        {"n": n, "b": b},
        ("A network has ", grouped(n), " weights of ", str(b), " bits each. How many MB does it take?"),
        (
            step("bytes", "n × b / 8", ("", grouped(n), " × ", str(b), " / 8"), grouped(n * b / 8)),
            step("MB", "bytes / 10⁶", ("", grouped(n * b / 8), " / 10⁶"), f"{value:.6g}"),
        ),
        value,
        f"{value:.3g}\u00a0MB",
        mistakes=(Mistake(value * 8, "A byte has **eight** bits."),),
    )


def cache(seed: int, layers: int, heads: int, tokens: int) -> Filled:
    values = 2 * layers * heads * 128 * tokens
    value = values * 2 / 1e6
    shown = (str(layers), str(heads), grouped(tokens))
    return filled(
        CACHE,
        seed,
        {"L": layers, "G": heads, "N": tokens},
        (
            "A decoder with ",
            shown[0],
            " layers and ",
            shown[1],
            " KV heads of dimension ",
            "128",
            " has cached **",
            shown[2],
            " tokens** of one sequence in `fp16`.\n\nHow many MB does the KV-cache take? (1 MB = 10⁶ bytes)",
        ),
        (
            step(
                "values",
                "2 × L × G × d × N",
                ("2 × ", shown[0], " × ", shown[1], " × ", "128", " × ", shown[2]),
                grouped(values),
                (
                    "Keys *and* values: two tensors a layer, ",
                    shown[0],
                    " layers.",
                ),
            ),
            step("bytes", "values × y", ("", grouped(values), " × ", "2", ""), grouped(values * 2)),
            step("MB", "bytes / 10⁶", ("", grouped(values * 2), " / 10⁶"), f"{value:.6g}"),
        ),
        value,
        f"{value:.3g}\u00a0MB",
        (("Count the tensors of a layer first.",), ("There are ", grouped(values), " values.")),
        ("The cache grows with every token: after ", shown[2], " tokens it holds two tensors a layer."),
        (Mistake(value / 2, "Keys and values are both kept."),)
        + ((Mistake(value / 1.048576, f"That is in MiB, for {layers} layers."),) if tokens > 1024 else ()),
        (Accepted(value * 1.01, "MB", Tolerance.parse("0.5%"), "With the page table."),),
    )


def bound(seed: int, batch: int) -> Filled:
    memory = batch < 100
    ratio = batch / 3
    branch = ("", str(batch), " / 3") if memory else ("(", str(batch), " + 0) / 3")
    return filled(
        BOUND,
        seed,
        {"m": batch},
        (
            "At $\\frac{1}{x} < 3$ and batch ",
            str(batch),
            " a layer is ",
            "memory" if memory else "compute",
            "-bound:\n\n| layer | batch |\n|:--|--:|\n| one | ",
            str(batch),
            " |\n\n- not [sound:x.mp3]\n- 5 \\* 3 < 20",
        ),
        (
            step("m", "m", ("", str(batch), ""), str(batch)),
            step("t", "m / 3 if m < 100 else (m + 0) / 3", branch, f"{ratio:.4f}"),
            step("rest", "t if m > 8 else 1 × t", ("" if batch > 8 else "1 × ", f"{ratio:.4f}", ""), f"{ratio:.4f}"),
        ),
        ratio,
        f"{ratio:.3g}",
    )


TABLES = (
    tuple(stored(seed, *numbers) for seed, numbers in enumerate(SIZES)),
    tuple(cache(seed, *numbers) for seed, numbers in enumerate(CACHES)),
    tuple(bound(seed, batch) for seed, batch in enumerate(BATCHES)),
)


def retitled(title: str) -> tuple[Deck, Tables]:
    """The deck and its tables, with another title for the second exercise."""
    changed = replace(CACHE, title=title)
    return with_exercise(DECK, changed), with_table(tuple(replace(row, exercise=changed) for row in TABLES[1]))
