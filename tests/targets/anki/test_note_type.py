"""What the official program takes for the same note type, and that `schema` says so beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from compiler.targets.anki import build, changes, model, next_release
from compiler.targets.anki.note import contents
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import DECK, TABLES

NOW = 1_760_000_000
NEW_ID = 4_107_236_590_318_274_999
ONE, SPLIT = ["Drillbook"], ["Drillbook", "Drillbook+"]
Part = dict[str, object]
KIND = model.note_type()
LAST = KIND.fields[-1]
TEMPLATE = KIND.templates[0]


@dataclass(frozen=True)
class Shape:
    """The parts of a note type by which Anki may know it."""

    fields: tuple[Part, ...] = KIND.fields
    templates: tuple[Part, ...] = KIND.templates


class Student:
    """Somebody who has a deck, has studied a card of it, and may lose nothing of that."""

    def __init__(self, learner: Learner, patch: pytest.MonkeyPatch) -> None:
        self.learner, self.patch = learner, patch

    def take(self, shape: Shape, time: int, **changed: str) -> None:
        """Import the deck with a note type of this shape, all of it of this time."""
        kind = replace(KIND, fields=shape.fields, templates=shape.templates, digest=str(time), **changed)
        names = tuple(model.Field(str(field["name"]), 0, "") for field in shape.fields)
        self.patch.setattr("compiler.targets.anki.note.FIELDS", names)
        self.patch.setattr("compiler.targets.anki.package.FIELDS", names)
        for module in ("package", "release"):
            self.patch.setattr(f"compiler.targets.anki.{module}.note_type", lambda: kind)
        deck = replace(DECK, licence=f"Licence of {time}")
        notes = contents(deck, TABLES)
        self.learner.take_package(build(deck, notes, next_release(notes, None, time)))

    @property
    def updated(self) -> bool:
        return self.learner.note("kv-cache-memory")["Licence"] != f"Licence of {NOW}"

    def note_types(self) -> list[str]:
        names = [kind.name for kind in self.learner.col.models.all_names_and_ids()]
        return sorted(name for name in names if name.startswith("Drillbook"))

    def schedule(self) -> tuple[int, ...]:
        card = self.learner.note("kv-cache-memory").cards()[0]
        return (card.id, card.reps, card.due, card.ivl, card.factor, card.did)


@pytest.fixture
def student(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> Iterator[Student]:
    student = Student(learner, monkeypatch)
    student.take(Shape(), NOW)
    learner.study("Small Machines::08 Language models", 4)
    before = student.schedule()
    assert before[1] == 1
    yield student
    assert student.schedule() == before


def with_ids() -> Mapping[str, tuple[Shape, bool]]:
    """Changes of a note type whose parts have ids, and whether they split it."""
    named = tuple({**field, "name": f"{field['name']}*"} if field is LAST else field for field in KIND.fields)
    other = {**TEMPLATE, "name": "Other", "id": NEW_ID}
    return {
        "field added last": (Shape((*KIND.fields, {"name": "Another", "id": NEW_ID})), True),
        "field added in between": (Shape((*KIND.fields[:-1], {"name": "Another", "id": NEW_ID}, LAST)), True),
        "field removed": (Shape(KIND.fields[:-1]), True),
        "fields moved": (Shape((*KIND.fields[:-2], LAST, KIND.fields[-2])), True),
        "field replaced by one of its name": (Shape((*KIND.fields[:-1], {**LAST, "id": NEW_ID})), True),
        "template added": (Shape(templates=(TEMPLATE, other)), True),
        "template replaced by one of its name": (Shape(templates=({**TEMPLATE, "id": NEW_ID},)), True),
        "field renamed": (Shape(named), False),
        "template renamed": (Shape(templates=({**TEMPLATE, "name": "Task"},)), False),
    }


@pytest.mark.parametrize("change", with_ids())
def test_the_schema_foresees_a_second_note_type_after_which_nothing_is_updated(change: str, student: Student) -> None:
    shape, splits = with_ids()[change]
    release = next_release(contents(DECK, TABLES), None, NOW)
    kind = replace(KIND, fields=shape.fields, templates=shape.templates)
    student.patch.setattr("compiler.targets.anki.release.note_type", lambda: kind)
    assert changes(contents(DECK, TABLES), release).splits is splits
    student.take(shape, NOW + 1_000)
    assert student.note_types() == (SPLIT if splits else ONE)
    assert student.updated is not splits


def without_ids() -> Mapping[str, Shape]:
    bare = Shape(*(tuple({k: v for k, v in part.items() if k != "id"} for part in parts) for parts in vars(Shape())
                   .values()))  # fmt: skip
    return {}


def test_a_deck_with_the_fields_old_name_is_updated_in_place(student: Student) -> None:
    pass
