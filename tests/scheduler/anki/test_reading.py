"""Every file that Anki writes is read to the same facts, and of it only what belongs to our exercises."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from scheduler.anki import AnkiReview, Found, NotImported, Why
from tests.scheduler.anki.samples import AGAIN, EASY, GOOD, HARD, Anki, guid_of, handmade, read

ROOT = Path(__file__).parents[3]
AT = 1_700_000_000_000


@pytest.fixture
def studied(tmp_path: Path) -> Anki:
    """Some days of an Anki, whose collection is closed."""
    anki = Anki(tmp_path / "anki")
    anki.answer("twice", GOOD, GOOD)
    anki.answer("twice-mistake", AGAIN)
    anki.sleep(3)
    anki.answer("twice", HARD)
    anki.answer("half", EASY)
    _add_foreign(anki)
    return anki


def _add_foreign(anki: Anki) -> None:
    """A note of somebody's own, which was studied too."""
    col = anki.col
    basic = col.models.by_name("Basic")
    assert basic is not None
    note = col.new_note(basic)
    note["Front"] = "private"
    col.add_note(note, col.decks.id("Mine"))  # type: ignore[arg-type]
    anki.db.execute("insert into revlog values (5, ?, -1, 3, 9, 0, 2500, 10, 1)", note.card_ids()[0])


def test_exports_of_all_kinds_and_the_collection_itself_say_the_same(studied: Anki) -> None:
    history = [each for each in studied.history() if each[0] > 5]
    files = [studied.apkg(), studied.apkg(legacy=True, name="old.apkg"), studied.colpkg(), studied.colpkg(legacy=True)]
    studied.col.close()
    found = [read(file) for file in (*files, studied.folder / "collection.anki2")]
    assert found == found[:1] * 5
    pressed = [(each.at, each.button, each.interval) for each in found[0].reviews]
    assert pressed == [(at, button, days if days > 0 else None) for at, button, days in history]
    assert [each.guid for each in found[0].reviews] == [
        guid_of(slug) for slug in ("twice", "twice", "twice-mistake", "twice", "half")
    ]
    assert (found[0].notes, found[0].rescheduled) == (6, 0)
    assert all(each.seconds is not None and each.seconds < 60 for each in found[0].reviews)


def test_the_newest_collection_in_an_export_counts_and_the_one_that_says_update_anki_is_not_read(
    studied: Anki, tmp_path: Path
) -> None:
    file = studied.apkg()
    with ZipFile(file) as archive:
        assert {"collection.anki21b", "collection.anki2"} <= set(archive.namelist())
        (tmp_path / "dummy.anki2").write_bytes(archive.read("collection.anki2"))
    studied.col.close()
    assert len(read(file).reviews) == 5
    assert read(tmp_path / "dummy.anki2").notes == 0


def test_without_scheduling_our_notes_are_there_and_no_reviews(studied: Anki) -> None:
    found = read(studied.apkg(scheduling=False))
    studied.col.close()
    assert (found.notes, found.reviews) == (6, ())


def test_what_was_rescheduled_by_hand_is_no_review(tmp_path: Path) -> None:
    anki = Anki(tmp_path / "anki")
    anki.answer("twice", GOOD)
    cards = anki.note("twice").card_ids()
    anki.col.sched.set_due_date(cards, "5")
    anki.col.sched.schedule_cards_as_new(cards)
    found = read(anki.apkg())
    anki.col.close()
    assert ([each.button for each in found.reviews], found.rescheduled) == ([GOOD], 2)


def test_a_collection_that_was_not_closed_is_read_with_what_was_written_last(tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    anki = Anki(tmp_path / "anki")
    anki.answer("twice", GOOD)
    log = anki.folder / "collection.anki2-wal"
    assert log.stat().st_size
    shutil.copy(anki.folder / "collection.anki2", path)
    shutil.copy(log, tmp_path / log.name)
    anki.col.close()
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()}
    assert [each.button for each in read(path).reviews] == [GOOD]
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()} == before


HOLDING = """
import sys
from anki.collection import Collection
collection = Collection(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_collection_that_anki_has_open_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None and process.stdout.readline() == "open\n"
        with pytest.raises(NotImported, match=r"collection\.anki2 is open in Anki; close Anki first") as caught:
            read(path)
        process.communicate("\n")
    assert caught.value.why is Why.IN_USE
    assert read(path).notes == 0


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    read(handmade(tmp_path / "good.anki2", [(AT, GOOD, 3, 9_000, 1)]))
    (tmp_path / "bad.anki2").write_bytes(b"SQLite format 3\0" + bytes(5_000))
    with pytest.raises(NotImported):
        read(tmp_path / "bad.anki2")
    assert list(scratch.iterdir()) == []


def test_times_that_say_nothing_and_steps_of_learning_are_none(tmp_path: Path) -> None:
    rows = [(AT, GOOD, -600, 9_000, 0), (AT + 1, GOOD, 0, 10**9, 3), (AT + 2, EASY, 4, 500, 1)]
    found = read(handmade(tmp_path / "c.anki2", rows))
    assert [(each.interval, each.seconds) for each in found.reviews] == [(None, 9.0), (None, None), (4, 0.5)]


def test_in_a_process_of_its_own_it_says_the_same(tmp_path: Path) -> None:
    path = handmade(tmp_path / "c.anki2", [(AT, GOOD, 3, 9_000, 1), (AT + 5, 0, 3, 0, 4)])
    limits = {"collection_bytes": 10**6, "reviews": 10}
    assert Found.from_json(_apart(path, limits)) == Found(1, (AnkiReview(guid_of("twice"), AT, GOOD, 3, 9.0),), 1)
    assert _apart(path, {"reviews": 1})["why"] == "too-many"


def _apart(path: Path, limits: dict[str, int]) -> dict[str, object]:
    """What another process answers."""
    request = json.dumps({"guids": [guid_of("twice")], "limits": limits})
    command = [sys.executable, "-m", "scheduler.anki", str(path)]
    done = subprocess.run(command, input=request, capture_output=True, text=True, cwd=ROOT, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_note_that_is_there_twice_counts_once_for_each_review(tmp_path: Path) -> None:
    again = f"INSERT INTO notes (id, guid) VALUES (2, '{guid_of('twice')}'); INSERT INTO cards VALUES (11, 2, 0, 0);"
    log = (
        f"INSERT INTO revlog VALUES ({AT}, 11, 3, 3, 9000, 1); INSERT INTO revlog VALUES ({AT + 7}, 11, 1, 1, 9000, 1);"
    )
    path = handmade(tmp_path / "c.anki2", [(AT, GOOD, 3, 9_000, 1)], again + log)
    found = read(path)
    assert (found.notes, [each.at for each in found.reviews]) == (1, [AT, AT + 7])


def test_all_of_a_long_history_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    rows = [(AT + n * 977 % 5_000, GOOD, 3, 9_000, 1) for n in range(5_000)]
    path = handmade(tmp_path / "c.anki2", rows)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(DISTINCT id) FROM revlog").fetchone() == (5_000,)
    found = [each.at for each in read(path).reviews]
    assert found == sorted(found) and len(found) == 5_000
    assert datetime.fromtimestamp(found[0] / 1000, UTC).year == 2023
