"""The parts of an exercise as HTML with slots: hints, derivation, insight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.deck import Step, Symbol
from compiler.targets.html.markdown import escape
from compiler.targets.html.table import Slots, Table


def hints_html(slots: Slots, table: Table) -> str:
    """Hints, from mild to strong, each folded."""
    hints = [slots.prose(hint) for hint in zip(*(row.hints for row in table), strict=True)]
    return "".join(
        f"<details><summary>Hint{f' {i}' if len(hints) > 1 else ''}</summary>{hint}</details>"
        for i, hint in enumerate(hints, 1)
    )


def insight_html(slots: Slots, table: Table) -> str:
    """Why it matters; empty where the author does not say."""
    insights = [row.insight for row in table if row.insight is not None]
    return slots.prose(insights) if len(insights) == len(table) else ""


def steps_html(slots: Slots, table: Table) -> str:
    """The derivation: what its letters stand for, and a block a step, with a line for each equality, and its note."""
    symbols = "".join(_symbol(slots, rows) for rows in zip(*(row.symbols for row in table), strict=True))
    legend = f'<div class="symbols">{symbols}</div>' if symbols else ""
    steps = zip(*(row.steps for row in table), strict=True)
    return legend + "".join(f'<div class="step">{"".join(_step(slots, step))}</div>' for step in steps)


def _symbol(slots: Slots, rows: Sequence[Symbol]) -> str:
    name, value = escape(rows[0].name), slots.value([row.value for row in rows])
    return f"<div><b>{name}</b> = {value}</div><div>{escape(rows[0].means)}</div>"


def _step(slots: Slots, step: Sequence[Step]) -> Iterator[str]:
    yield f'<div class="name">{slots.value([row.name for row in step])}</div><div class="lines">'
    *before, value = _right_sides(slots, step)
    yield from (f'<div class="line">{side}</div>' for side in before)
    yield f'<div class="line value">{value}</div>'
    notes = [row.note for row in step if row.note is not None]
    if len(notes) == len(step):
        yield f'<div class="note">{slots.prose(notes)}</div>'
    yield "</div>"


def _right_sides(slots: Slots, step: Sequence[Step]) -> list[str]:
    """What a step's name equals: symbols, numbers, value, each behind its sign; nothing is said twice."""
    symbols = [] if step[0].symbols == step[0].name else [f"= {escape(step[0].symbols)}"]
    numbers = ["".join(row.numbers) for row in step]
    values = [row.value for row in step]
    if any(number == shown for number, shown in zip(numbers, values, strict=True)) and numbers != values:
        return [*symbols, slots.value([_numbers_and_value(row) for row in step])]
    filled = []
    if numbers != values and set(numbers) != {step[0].symbols}:
        filled = [f"{slots.value([row.signs[0] for row in step])} {slots.plain([row.numbers for row in step])}"]
    said = [] if set(values) == {step[0].symbols} else symbols
    return [*said, *filled, f"{slots.value([row.signs[1] for row in step])} {slots.value(values)}"]


def _numbers_and_value(row: Step) -> str:
    numbers = "".join(row.numbers)
    value = f"{row.signs[1]} {row.value}"
    return value if numbers == row.value else f"{row.signs[0]} {numbers} {value}"
