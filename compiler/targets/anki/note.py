"""From the variants of an exercise to the fields of its note."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compiler.deck import Chapter, Deck, Exercise, Figure, Filled, Step, Symbol
from compiler.targets.anki import ids
from compiler.targets.anki.errors import AnkiError
from compiler.targets.anki.html import escape
from compiler.targets.anki.model import FIELDS
from compiler.targets.anki.table import Slots, table_json

Table = tuple[Filled, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a note says: its fields by name, its tags, its picture. `digest` changes when, and only when, that does.

    `chapter` is the slug of the chapter whose subdeck it belongs to; None where the exercise is retired.
    """

    identity: str
    key: str
    guid: str
    title: str
    chapter: str | None
    fields: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    picture: tuple[str, bytes] | None
    digest: str


def contents(deck: Deck, tables: Sequence[Table]) -> tuple[Content, ...]:
    """The notes of a deck in document order, from a table of variants for each of its exercises, in the same order.

    Raises AnkiError where the tables are not those of the deck's exercises.
    """
    found = [table[0].exercise.identity if table else None for table in tables]
    wanted = [exercise.identity for exercise in deck.exercises]
    if found != wanted:
        raise AnkiError(
            f"expected a table of variants for each of the {len(wanted)} exercises, in their order; "
            f"{len(found)} came, first apart at {_first_difference(wanted, found)}: draw the tables from this deck"
        )
    places = [(chapter, exercise) for chapter in deck.chapters for exercise in chapter.exercises]
    return tuple(
        content(deck, chapter, exercise, table) for (chapter, exercise), table in zip(places, tables, strict=True)
    )


def _first_difference(wanted: Sequence[str], found: Sequence[str | None]) -> str:
    pairs = zip([*wanted, "the end"], [*found, "the end"], strict=False)
    return next((f"{one} (came: {other or 'no variant'})" for one, other in pairs if one != other), "the end")


def content(deck: Deck, chapter: Chapter, exercise: Exercise, table: Table) -> Content:
    """The note of an exercise, from its table of variants."""
    slots = Slots()
    picture = None if exercise.figure is None else (_file_name(exercise.figure), exercise.figure.data)
    key = ids.key(deck, exercise.identity)
    said = {
        "Key": escape(key),
        "Number": escape(exercise.number),
        "Title": escape(exercise.title),
        "Prompt": slots.prose([row.prompt for row in table]),
        "Figure": "" if exercise.figure is None else _image(exercise.figure),
        "Hints": _hints(slots, table),
        "Answer": slots.value([row.answer for row in table]),
        "Steps": _steps(slots, table),
        "Insight": _insight(slots, table),
        "Chapter": escape(f"{chapter.number} {chapter.title}"),
        "Source": escape(deck.source),
        "Licence": escape(deck.licence),
    }
    rows = slots.rows(len(table))
    tags = ids.tags(deck, chapter, exercise)
    # Another machine's power or logarithm may differ in a last digit; that is no change worth a learner's update.
    about = table_json(key, rows, table, lambda value: float(f"{value:.12g}"))
    digest = hashlib.sha256(json.dumps([said, about, tags]).encode()).hexdigest()[:32]
    said["Table"] = escape(table_json(key, rows, table, float), quote=False)
    return Content(
        identity=exercise.identity,
        key=key,
        guid=ids.guid(deck, exercise.identity),
        title=exercise.title,
        chapter=chapter.slug,
        fields=tuple((field.name, said.get(field.name, "")) for field in FIELDS),
        tags=tags,
        picture=picture,
        digest=digest,
    )


def _file_name(figure: Figure) -> str:
    """A name that changes with the picture, since Anki never replaces a file; `_` says that it is in use."""
    return f"_drillbook_{hashlib.sha256(figure.data).hexdigest()[:16]}{figure.path.suffix.lower()}"


def _image(figure: Figure) -> str:
    return f'<img src="{_file_name(figure)}" alt="{escape(figure.alt)}">'


def _hints(slots: Slots, table: Table) -> str:
    hints = [slots.prose(hint) for hint in zip(*(row.hints for row in table), strict=True)]
    return "".join(
        f"<details><summary>Hint{f' {i}' if len(hints) > 1 else ''}</summary>{hint}</details>"
        for i, hint in enumerate(hints, 1)
    )


def _insight(slots: Slots, table: Table) -> str:
    insights = [row.insight for row in table if row.insight is not None]
    return slots.prose(insights) if len(insights) == len(table) else ""


def _steps(slots: Slots, table: Table) -> str:
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
