"""What the official program takes for the same note type; a release foresees it by the note type's ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from compiler.targets.anki import build, changes, model, next_release
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import DECK, TABLES, contents

NOW = 1_760_000_000
LATER = NOW + 1_000
NEW_ID = 4_107_236_590_318_274_999
SPLIT = ["Drillbook", "Drillbook+"]
Parts = tuple[dict[str, object], ...]
KIND = model.note_type()
FIELDS, (TEMPLATE,) = KIND.fields, KIND.templates
FIELD = {"name": "Another", "id": NEW_ID}
NO_CARD = {**TEMPLATE, "name": "Other", "id": NEW_ID, "qfmt": "{{Reserved 2}}"}


@dataclass(frozen=True)
class Shape:
    """The parts of a note type by which Anki may know it."""

    fields: Parts = FIELDS
    templates: Parts = KIND.templates

    def without_ids(self) -> Shape:
        bare = [tuple({k: v for k, v in each.items() if k != "id"} for each in of) for of in vars(self).values()]
        return Shape(*bare)


class Student:
    """Somebody who has the deck and has studied a card of it."""

    def __init__(self, learner: Learner, patch: pytest.MonkeyPatch) -> None:
        self.learner, self.patch = learner, patch

    def take(self, shape: Shape, time: int, css: str = KIND.css, words: str = "Changed") -> None:
        """Import the deck as it was released at a time, with a note type of that shape; every note says `words`."""
        kind = replace(KIND, fields=shape.fields, templates=shape.templates, css=css, digest=str(time), changed=time)
        names = tuple(model.Field(str(field["name"]), 0, "") for field in shape.fields)
        for module, name, value in [
            ("note", "FIELDS", names),
            ("package", "FIELDS", names),
            ("package", "note_type", lambda: kind),
            ("release", "note_type", lambda: kind),
            ("differences", "note_type", lambda: kind),
        ]:
            self.patch.setattr(f"compiler.targets.anki.{module}.{name}", value)
        deck = replace(DECK, licence=words)
        notes = contents(deck, TABLES)
        self.learner.take_package(build(deck, notes, next_release(deck, notes, None, time)))

    def study(self) -> None:
        self.learner.study("Small Machines::08 Language models", 4)

    @property
    def words(self) -> str:
        return self.learner.note("kv-cache-memory")["Licence"]

    def note_types(self) -> list[str]:
        names = [kind.name for kind in self.learner.col.models.all_names_and_ids()]
        return sorted(name for name in names if name.startswith("Drillbook"))

    def schedule(self) -> list[tuple[int, ...]]:
        cards = self.learner.note("kv-cache-memory").cards()
        return [(card.id, card.reps, card.due, card.ivl, card.factor, card.did) for card in cards]


@pytest.fixture
def student(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> Iterator[Student]:
    """Whatever the update, the schedule is what it was."""
    student = Student(learner, monkeypatch)
    student.take(Shape(), NOW, words="First")
    student.study()
    before = student.schedule()
    assert before[0][1] == 1
    yield student
    assert student.schedule() == before


def renamed(parts: Parts, old: str, new: str) -> Parts:
    return tuple({**part, "name": new} if part["name"] == old else part for part in parts)


SPLITTING: Mapping[str, Shape] = {
    "field added last": Shape((*FIELDS, FIELD)),
    "field added in between": Shape((*FIELDS[:-1], FIELD, FIELDS[-1])),
    "field removed": Shape(FIELDS[:-1]),
    "fields moved": Shape((*FIELDS[:-2], FIELDS[-1], FIELDS[-2])),
    "field of the same name with another id": Shape((*FIELDS[:-1], {**FIELDS[-1], "id": NEW_ID})),
    "template added": Shape(templates=(TEMPLATE, NO_CARD)),
    "template of the same name with another id": Shape(templates=({**TEMPLATE, "id": NEW_ID},)),
}
HARMLESS: Mapping[str, Shape] = {
    "field renamed": Shape(renamed(FIELDS, "Reserved 3", "Later")),
    "template renamed": Shape(templates=renamed(KIND.templates, "Exercise", "Task")),
}


@pytest.mark.parametrize("change", [*SPLITTING, *HARMLESS])
def test_a_release_foresees_a_second_note_type_after_which_nothing_is_updated(change: str, student: Student) -> None:
    shape = {**SPLITTING, **HARMLESS}[change]
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    student.take(shape, LATER)
    assert bool(changes(contents(DECK, TABLES), release).split) is (change in SPLITTING)
    assert student.note_types() == (SPLIT if change in SPLITTING else ["Drillbook"])
    assert student.words == ("First" if change in SPLITTING else "Changed")


@pytest.mark.parametrize(
    "shape",
    [
        SPLITTING["field added last"],
        SPLITTING["fields moved"],
        SPLITTING["template added"],
        HARMLESS["field renamed"],
        HARMLESS["template renamed"],
    ],
    ids=["field added", "fields moved", "template added", "field renamed", "template renamed"],
)
def test_without_ids_any_of_these_makes_a_second_note_type(shape: Shape, student: Student) -> None:
    student.take(shape.without_ids(), LATER)
    assert (student.note_types(), student.words) == (SPLIT, "First")


def test_templates_that_change_places_make_a_second_note_type(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = Student(learner, monkeypatch)
    student.take(Shape(templates=(TEMPLATE, NO_CARD)), NOW, words="First")
    student.study()
    before = student.schedule()
    student.take(Shape(templates=(NO_CARD, TEMPLATE)), LATER)
    assert (student.note_types(), student.words, student.schedule()) == (SPLIT, "First", before)


def test_whoever_has_the_field_release_under_its_old_name_gets_it_in_place(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = Student(learner, monkeypatch)
    student.take(Shape(renamed(FIELDS, "Release", "Reserved 1")), NOW, words="First")
    student.study()
    before = student.schedule()
    note = learner.note("kv-cache-memory")
    assert ("Reserved 1" in note, "Release" in note) == (True, False)
    student.take(Shape(), LATER)
    note = learner.note("kv-cache-memory")
    assert ("Reserved 1" in note, note["Release"]) == (False, "2025-10-09")
    assert (student.note_types(), student.words, student.schedule()) == (["Drillbook"], "Changed", before)


def test_template_and_style_of_the_same_time_are_ignored(student: Student) -> None:
    student.take(Shape(templates=({**TEMPLATE, "afmt": "{{Prompt}}Redesigned"},)), NOW, css="p { color: red }")
    shown = student.learner.note("kv-cache-memory").cards()[0].render_output()
    assert "Redesigned" not in shown.answer_text
    assert "color: red" not in shown.css


@pytest.mark.parametrize("what", ["field", "card"])
def test_who_adds_a_field_or_card_of_their_own_to_the_note_type_gets_no_more_updates(
    what: str, student: Student
) -> None:
    models = student.learner.col.models
    kind = models.get(model.MODEL_ID)  # type: ignore[arg-type]
    assert kind is not None
    if what == "field":
        models.add_field(kind, models.new_field("My own"))
    else:
        models.add_template(kind, {**models.new_template("My own"), "qfmt": "{{Reserved 3}}", "afmt": "{{Answer}}"})
    models.update_dict(kind)
    student.take(Shape(), LATER)
    assert (student.note_types(), student.words) == (SPLIT, "First")
