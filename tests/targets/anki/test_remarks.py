"""What becomes of remarks and tags of one's own in a note that changes: no package can leave them alone."""

from __future__ import annotations

from typing import Any

import pytest
from anki.collection import ImportCsvRequest, NoteIdsLimit

from compiler.targets.anki import build, next_release
from compiler.targets.anki.model import FIELDS, MODEL_ID
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import CACHE, DECK, TABLES, contents, retitled

NOW = 1_760_000_000
FIRST = next_release(DECK, contents(DECK, TABLES), None, NOW)
NEXT, LATER_TABLES = retitled("Changed")
NOTES = contents(NEXT, LATER_TABLES)
PACKAGE = build(NEXT, NOTES, next_release(NEXT, NOTES, FIRST, NOW + 1_000))
ALWAYS, NEVER = 1, 2


@pytest.fixture
def writer(learner: Learner) -> Learner:
    """Somebody who has studied a card and written into its note, before the next release."""
    learner.take(DECK, TABLES, FIRST)
    learner.study("Small Machines::08 Language models", 4)
    note = learner.note("kv-cache-memory")
    note["Notes"] = "Mine."
    note.tags.append("mine")
    learner.col.update_note(note)
    assert learner.col.db is not None
    learner.col.db.execute("UPDATE notes SET mod = ?", NOW + 1)
    return learner


def said(learner: Learner) -> tuple[str, str, bool, int]:
    """Title and remark, whether the tag is there, and how often the card was reviewed."""
    note = learner.note("kv-cache-memory")
    return note["Title"], note["Notes"], "mine" in note.tags, note.cards()[0].reps


@pytest.mark.parametrize(
    "options",
    [{}, {"with_deck_configs": True}, {"with_scheduling": True}, {"merge_notetypes": True}, {"update_notes": ALWAYS}],
    ids=str,
)
def test_the_update_of_a_note_replaces_them_whatever_is_chosen_in_the_dialog(
    options: dict[str, Any], writer: Learner
) -> None:
    writer.take_package(PACKAGE, **options)
    assert said(writer) == ("Changed", "", False, 1)


def test_they_stay_where_notes_are_never_to_be_updated(writer: Learner) -> None:
    writer.take_package(PACKAGE, update_notes=NEVER)
    assert said(writer) == (CACHE.title, "Mine.", True, 1)


def test_remarks_that_were_exported_as_text_come_back_from_it_into_the_corrected_note(writer: Learner) -> None:
    text = str(writer.folder / "mine.txt")
    col = writer.col
    col.export_note_csv(
        out_path=text, limit=NoteIdsLimit(list(col.find_notes("Notes:_*"))),
        with_html=True, with_tags=False, with_deck=False, with_notetype=False, with_guid=True,
    )  # fmt: skip
    writer.take_package(PACKAGE)
    chosen = col.get_csv_metadata(text, None)
    names = [field.name for field in FIELDS]
    columns = [names.index("Notes") + 2 if name == "Notes" else 0 for name in names]  # the first has the GUID
    chosen.global_notetype.id = MODEL_ID
    chosen.global_notetype.field_columns[:] = columns
    col.import_csv(ImportCsvRequest(path=text, metadata=chosen))
    assert said(writer) == ("Changed", "Mine.", False, 1)
