"""What was measured, as people read it: lines in a terminal, docs/benchmarks.md, the grader's table in the README."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.graders import OURS, PLAUSIBLE, Graded, Score, of_others
from benchmarks.growth import Curve, Growth, Panel
from benchmarks.measuring import Figure

BEGIN, END = "<!-- grader:begin -->", "<!-- grader:end -->"
_MOST_WRONG = 3
"""How many misread replies are shown of a reader."""
_HEAD = """\
# Benchmarks

Written by `make bench`, last on a machine with {cores} cores ({machine}, {system}, Python {python}). A figure is the
median of as many runs as stand beside it. Where somebody else does the same, or there is a floor below which it
cannot go, that took turns with ours in the same run, and *times* is ours divided by theirs: below 1 we are quicker or
smaller. The figures are those of that machine, the ratios travel. `.venv/bin/python -m benchmarks NAME` measures one
section, by the name behind its title; `--json` prints an object a line.
"""
_GROWTH = """\
## How cost grows (`growth`)

<img src="pictures/growth.svg" alt="{alt}">

Each line begins at 1, at its smallest size; the dashed one grows as the size does. Between the last two sizes a cost
grows as a power of the size: 1 is linear, 0 not at all.

| of | what | at | takes | the power | at most |
| --- | --- | ---: | ---: | ---: | ---: |
"""
_GRADERS = """\
## How well replies are read (`grading`)

{count} replies as people type them ("13,6", "1.36×10⁷", "70 %", "1 1/2"; `benchmarks/graders.py` has them all), and
{others} from the test suites and bug reports of Perseus, Khan exercises, Numbas, pint, simpleeval, bitmath,
go-humanize, humanfriendly, quantulum3 and Math-Verify (`benchmarks/others.jsonl`), with what those say to them. Ours
was built with both before its eyes, and refuses of the others' what it was not built for: LaTeX, currencies, miles.
*Silently wrong* is the worst: a value that was never meant.

"""


def lines(figures: Mapping[str, Sequence[Figure]]) -> Iterator[str]:
    """A table for a terminal: what, its median, and how many times somebody else's it is."""
    width = max((len(_plain(each.name)) for some in figures.values() for each in some), default=0)
    for title, some in figures.items():
        yield from ("", title)
        for each in some:
            beside = ""
            if each.peer is not None and each.ratio is not None:
                beside = f"{number(each.ratio)} × {_plain(each.peer.name)} ({number(each.peer.value)} {each.unit})"
            yield f"  {_plain(each.name):<{width}}  {f'{number(each.value)} {each.unit}':>12}  {beside}".rstrip()


def growth_lines(panels: Sequence[Panel]) -> Iterator[str]:
    """The same of growth: by which power of the size a cost grows between the last two."""
    for panel in panels:
        for curve in panel.curves:
            yield f"  {panel.title}: {_grows(curve)}, as the power {curve.power:.2f} of the size"


def graders_lines(graded: Sequence[Graded]) -> Iterator[str]:
    """The same of graders, with all that each misread."""
    for each in graded:
        for name, score in (("plausible replies", each.plausible), ("of others' suites", each.others)):
            counts = f"{score.right} right, {score.refused} refused, {len(score.wrong)} silently wrong"
            yield f"  {each.name}, {name}: {counts}{': ' if score.wrong else ''}{_plain(', '.join(score.wrong))}"


def _plain(markdown: str) -> str:
    return markdown.replace("`", "")


def number(value: float) -> str:
    """Three significant digits, as people write them."""
    if abs(value) >= 999.5:
        return f"{value:,.0f}".replace(",", "\u202f")
    digits = f"{value:.3g}"
    return f"{float(digits):.10f}".rstrip("0") if "e" in digits else digits


def whole_page(figures: Mapping[str, Sequence[Figure]], panels: Sequence[Panel], graded: Sequence[Graded]) -> str:
    """The text of docs/benchmarks.md."""
    system = {"machine": platform.machine(), "system": platform.system(), "python": platform.python_version()}
    parts = [_HEAD.format(cores=os.cpu_count(), **system)]
    parts += [_table(title, some) for title, some in figures.items()]
    parts.append(_GROWTH.format(alt=described(panels)) + "".join(f"{row}\n" for row in _grown(panels)))
    parts.append(_GRADERS.format(count=len(PLAUSIBLE), others=len(of_others())) + graders_table(graded))
    return "\n".join(parts)


def _table(title: str, figures: Sequence[Figure]) -> str:
    rows = [f"## {title}", "", "| what | median | runs | beside it | theirs | times |"]
    rows.append("| --- | ---: | ---: | --- | ---: | ---: |")
    for each in figures:
        beside = ["", "", ""]
        if each.peer is not None and each.ratio is not None:
            beside = [each.peer.name, f"{number(each.peer.value)} {each.unit}", number(each.ratio)]
        rows.append(f"| {' | '.join([each.name, f'{number(each.value)} {each.unit}', str(each.runs), *beside])} |")
    return "\n".join([*rows, ""])


def _grown(panels: Sequence[Panel]) -> Iterator[str]:
    for panel in panels:
        for curve in panel.curves:
            most = "1" if curve.aim is Growth.LINEAR else "0"
            at, takes = number(curve.sizes[-1]), f"{number(curve.values[-1])} {curve.unit}"
            yield f"| {panel.title} | {curve.name} | {at} | {takes} | {curve.power:.2f} | {most} |"


def described(panels: Sequence[Panel]) -> str:
    """What the plot shows, in words."""
    return "; ".join(f"{panel.title}: " + ", ".join(map(_grows, panel.curves)) for panel in panels)


def _grows(curve: Curve) -> str:
    first, last = (f"{number(value)} {curve.unit}" for value in (curve.values[0], curve.values[-1]))
    return f"{curve.name} from {first} at {number(curve.sizes[0])} to {last} at {number(curve.sizes[-1])}"


def graders_table(graded: Sequence[Graded]) -> str:
    """Right, refused and silently wrong, ours first."""
    rows = [
        f"| | of {len(PLAUSIBLE)}: right | refused | silently wrong "
        f"| of {len(of_others())}: right | refused | silently wrong | time |"
    ]
    rows.append(f"| --- |{' ---: |' * 7}")
    for each in graded:
        name = f"**{each.name}**" if each.name == OURS else each.name
        slower = "1" if each.name == OURS else f"{number(each.theirs / each.ours)} ×"
        rows.append(f"| {' | '.join([name, *_counts(each.plausible), *_counts(each.others), slower])} |")
    shown = [(each.name, (*each.plausible.wrong, *each.others.wrong)[:_MOST_WRONG]) for each in graded]
    misread = "; ".join(f"{name} reads {', '.join(wrong)}" for name, wrong in shown if wrong)
    return "\n".join([*rows, "", f"Misread, for example: {misread}.", ""])


def _counts(score: Score) -> list[str]:
    return [str(score.right), str(score.refused), f"**{len(score.wrong)}**"]


def put_between(text: str, part: str) -> str:
    """A page with another part between its two marks. Raises ValueError where they are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs the marks {BEGIN} and {END}")
    return f"{before}{begin}\n{part}{end}{after}"
