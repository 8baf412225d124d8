"""`make bench`: what the rooms take, cards, pages and pictures too; each figure a median of several runs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import bot, card, decks, pictures, practice, preview, replies, workbook

RUNS = 7
ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure everything and print a table."""
    rows = [
        ("drillbook --help, process", "s", _process("--help")),
        ("drillbook check tinyml, process", "s", _process("check", "tinyml")),
        ("drillbook check tinyml --draws 20000, process", "s", _process("check", "tinyml", "--draws", "20000")),
        ("drillbook build tinyml, process", "s", _build()),
        ("start of Python alone, process", "s", _median(lambda: _run([sys.executable, "-c", ""]))),
        *_in_process(),
        *replies.rows(),
        *practice.rows(),
        *card.rows(),
        *workbook.rows(),
        *preview.rows(),
        *pictures.rows(),
        *bot.rows(),
        *decks.rows(),
    ]
    width = max(len(name) for name, _, _ in rows)
    print(f"{'figure':<{width}}  median of {RUNS}")
    for name, unit, value in rows:
        print(f"{name:<{width}}  {value:.4f} {unit}")
    replies.print_right()


def _process(*arguments: str) -> float:
    command = [str(Path(sys.executable).with_name("drillbook")), *arguments]
    return _median(lambda: _run(command))


def _build() -> float:
    with tempfile.TemporaryDirectory() as folder:
        return _process("build", "tinyml", "--output", f"{folder}/tinyml.apkg")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def _in_process() -> list[tuple[str, str, float]]:
    from compiler.deck import MAX_ENUMERATED, load, prove_all, table

    folder = ROOT / "decks" / "tinyml"
    deck = load(folder).deck
    if deck is None:
        sys.exit("the deck tinyml cannot be read; `drillbook check tinyml` tells why")
    first = deck.exercises[0]
    return [
        (f"read tinyml ({len(deck.exercises)} exercises)", "s", _median(lambda: load(folder))),
        (f"all proofs of tinyml, up to {MAX_ENUMERATED} draws each", "s", _median(lambda: prove_all(deck))),
        (f"table of 64 variants ({first.slug})", "s", _median(lambda: table(deck, first))),
        *_columns(),
        *_yaml(folder),
    ]


def _columns() -> list[tuple[str, str, float]]:
    """A formula over 20,000 draws: in columns, and one by one as a ratio of the same run."""
    from fractions import Fraction

    import numpy as np

    from compiler.formula import Columns, DrawnColumn, parse

    rows = 20_000
    options = tuple(Fraction(i, 10) for i in range(1, 101))
    index = np.arange(rows) % len(options)
    columns = Columns({"a": DrawnColumn(options, index), "b": DrawnColumn(options, index[::-1].copy())}, {}, rows)
    node = parse("2 * a * b / (a + b) - 3 * a^2 + b / 7")
    together = _median(lambda: columns.evaluate(node))
    scopes = [columns.row(row) for row in range(500)]
    alone = _median(lambda: [scope.evaluate(node) for scope in scopes]) * rows / len(scopes)
    return [
        ("a formula over 20,000 draws, in columns", "s", together),
        ("  the same one by one, times slower", "×", alone / together),
    ]


def _yaml(folder: Path) -> list[tuple[str, str, float]]:
    """A chapter's YAML with positions, and PyYAML's own pure reader as a ratio of the same run."""
    import yaml

    from compiler.deck.diagnostics import Findings
    from compiler.deck.reading import read_text
    from compiler.deck.source import SourceFile

    text = (folder / "08-language-models.yaml").read_text(encoding="utf-8")
    ours = _median(lambda: read_text(SourceFile("chapter", text), Findings()))
    theirs = _median(lambda: yaml.load(text, Loader=yaml.SafeLoader))
    return [
        (f"read {len(text) / 1000:.0f} kB of YAML with positions", "s", ours),
        ("  PyYAML's pure reader, times slower", "×", theirs / ours),
    ]


def _median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
