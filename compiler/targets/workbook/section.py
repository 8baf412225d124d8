"""An exercise in the workbook: its HTML with slots, and beside it its table of variants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compiler.deck import Deck, Exercise
from compiler.targets.html import Slots, Table, escape, hints_html, insight_html, steps_html, table_json
from compiler.targets.workbook.embedded import image
from compiler.targets.workbook.mathml import mathml

_KINDS = {"derive": "Derive", "formula": "Formula", "decide": "Decide", "vector": "Vector", "debug": "Debug"}


@dataclass(frozen=True, slots=True)
class Section:
    """What the page holds of an exercise; `variants` says how many it can show."""

    slug: str
    html: str
    variants: int


def section(deck: Deck, exercise: Exercise, table: Table) -> Section:
    """The section of an exercise, from its table of variants."""
    slots = Slots(mathml)
    said = "".join(_said(slots, exercise, table))
    # Nothing in the JSON ends the element it stands in.
    data = table_json(f"{deck.id}/{exercise.identity}", slots, table).replace("<", r"\u003c")
    kind = "exercise" if exercise.of is None else "exercise companion"
    named = f'id="{exercise.slug}" data-exercise="{exercise.identity}" aria-labelledby="{exercise.slug}/title"'
    return Section(
        slug=exercise.slug,
        html=f'<article class="{kind}" {named} tabindex="-1">{said}'
        f'<script type="application/json" class="table">{data}</script></article>',
        variants=len(table),
    )


def _said(slots: Slots, exercise: Exercise, table: Table) -> Iterator[str]:
    slug, number, title = exercise.slug, exercise.number, escape(exercise.title)
    yield f'<h2 id="{slug}/title"><a class="number" href="#{slug}">{number}</a> <span class="title">{title}</span> '
    yield f'<span class="kind" lang="en">{_KINDS[exercise.type]}</span> <span class="state" lang="en"></span></h2>'
    yield f'<div class="prompt">{slots.prose([row.prompt for row in table])}</div>'
    if exercise.figure is not None:
        yield f'<div class="figure">{image(exercise.figure)}</div>'
    yield '<div class="work" lang="en"></div>'
    hints = hints_html(slots, table)
    if hints:
        yield f'<div class="hints">{hints}</div>'
    yield '<details class="solution"><summary lang="en">Derivation</summary><div class="body"><p class="answer">'
    yield f"{slots.value([row.answer for row in table])}</p>"
    yield f'<div class="steps">{steps_html(slots, table)}</div>'
    yield f'<p class="trust" lang="en">{number} · <span class="variant">variant 1 of {len(table)}</span>'
    yield ' <a class="report" hidden target="_blank" rel="noopener">Report a mistake</a></p></div></details>'
    insight = insight_html(slots, table)
    if insight:
        yield f'<details class="insight"><summary lang="en">Why it matters</summary>{insight}</details>'
