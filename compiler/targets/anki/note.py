"""From the variants of an exercise to the fields of its note."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from compiler.deck import Chapter, Deck, Exercise, Figure
from compiler.targets.anki import ids
from compiler.targets.anki.model import FIELDS
from compiler.targets.html import Slots, Table, escape, hints_html, insight_html, steps_html, table_json


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
        "Hints": hints_html(slots, table),
        "Answer": slots.value([row.answer for row in table]),
        "Steps": steps_html(slots, table),
        "Insight": insight_html(slots, table),
        "Chapter": escape(f"{chapter.number} {chapter.title}"),
        "Source": escape(deck.source),
        "Licence": escape(deck.licence),
    }
    tags = ids.tags(deck, chapter, exercise)
    # Another machine's power or logarithm may differ in a last digit; that is no change worth a learner's update.
    about = table_json(key, slots, table, lambda value: float(f"{value:.12g}"))
    digest = hashlib.sha256(json.dumps([said, about, tags]).encode()).hexdigest()[:32]
    said["Table"] = escape(table_json(key, slots, table), quote=False)
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
