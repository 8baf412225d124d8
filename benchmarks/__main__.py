"""`make bench`: what everything takes and how it grows, beside what others take for the same, in one table.

`python -m benchmarks` measures all and prints it; with names of sections, those alone. `--write` also writes
docs/benchmarks.md, its plot, and the grader's table in the README.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import chain

from tqdm import tqdm

from benchmarks import (
    bot,
    card,
    compiling,
    decks,
    graders,
    grading,
    growth,
    page,
    pictures,
    preview,
    proving,
    remembering,
    workbook,
)
from benchmarks.measuring import ROOT, Figure
from benchmarks.plot import plotted

DOCS, README = ROOT / "docs", ROOT / "README.md"
GRADING, GROWTH = "grading", "growth"


@dataclass(frozen=True, slots=True)
class Section:
    """Some figures that are measured together."""

    title: str
    figures: Callable[[], list[Figure]]


SECTIONS = {
    "compiling": Section("Compiling a deck", compiling.figures),
    "proving": Section("Proofs", proving.figures),
    "card": Section("Cards", card.figures),
    "workbook": Section("The workbook", workbook.figures),
    "preview": Section("The preview", preview.figures),
    "remembering": Section("Scheduler and store", remembering.figures),
    "bot": Section("The bot", bot.figures),
    "decks": Section("A group's own decks", decks.figures),
    "pictures": Section("The bot's pictures", pictures.figures),
}
"""What is measured beside the graders and growth, by the names that choose it."""


def main() -> None:
    """Measure, print, and write the pages that show it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="What everything takes, and how it grows."
    )
    names = [*SECTIONS, GRADING, GROWTH]
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of: {', '.join(names)}")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and the README's table, too")
    parser.add_argument("--json", action="store_true", help="print an object a line")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(names):
        parser.error(f"there is no section {min(unknown)}; there are {', '.join(names)}")
    if options.write and options.sections:
        parser.error("--write goes with all sections")
    chosen = options.sections or names
    graded: list[graders.Graded] = []
    panels: list[growth.Panel] = []
    figures: dict[str, list[Figure]] = {}
    for name in tqdm(chosen, unit="section", leave=False):
        if name == GRADING:
            graded = graders.graded()
            figures[f"Reading and grading (`{name}`)"] = grading.figures(graded)
        elif name == GROWTH:
            panels = growth.panels()
        else:
            figures[f"{SECTIONS[name].title} (`{name}`)"] = SECTIONS[name].figures()
    if options.json:
        found: list[Figure | growth.Panel | graders.Graded] = [*chain(*figures.values()), *panels, *graded]
        for each in found:
            print(json.dumps(asdict(each), ensure_ascii=False, default=lambda value: value.name.lower()))
    else:
        print("\n".join([*page.lines(figures), *page.growth_lines(panels), "", *page.graders_lines(graded)]))
    if missing := [name for name in graders.missing() if GRADING in chosen]:
        print(f"not installed, and so not compared with: {', '.join(missing)}; `make bench` installs them")
    elif options.write:
        (DOCS / "benchmarks.md").write_text(page.whole_page(figures, panels, graded), "utf-8")
        (DOCS / "pictures" / "growth.svg").write_text(plotted(panels), "utf-8")
        README.write_text(page.put_between(README.read_text("utf-8"), page.graders_table(graded)), "utf-8")


if __name__ == "__main__":
    main()
