"""From release to build and on: times in the package move when, and only when, a note changes."""

import json
import re
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.calls import HALF, TWICE, UNSOUND, Call, deck

NOW = 1_800_000_000
RELEASE = Path("mine/release.json")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of day, which tests move on."""
    now = [float(NOW)]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def times(drillbook: Call) -> dict[str, int]:
    """From when each note of a fresh package stands, by its slug."""
    assert drillbook("build", "mine").code == 0
    database = zipfile.ZipFile("data/mine.apkg").read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        rows = connection.execute("SELECT flds, mod FROM notes").fetchall()
    return {fields.split("\x1f")[0].partition("/")[2]: modified for fields, modified in rows}


def test_times_move_with_what_has_changed(drillbook: Call, clock: list[float]) -> None:
    deck(Path("mine"))
    assert set(times(drillbook).values()) == {1_700_000_000}

    released = drillbook("release", "mine")
    assert (released.code, released.out) == (0, "mine/release.json: the first release, 2 notes\n")
    assert times(drillbook) == {"twice": NOW, "half": NOW}

    deck(Path("mine"), TWICE.format(slug="twice"), HALF.replace("title: Half", "title: A half"))
    assert times(drillbook) == {"twice": NOW, "half": NOW + 1}
    out = drillbook("build", "mine").out
    assert "since the last release 1 unchanged, 1 changed\n" in out
    told = " ".join(out.split())
    effect = (
        "Notes of those who have the release of 2027-01-15: 1 changes, 1 stays as it is; the note type stays as it is."
    )
    assert f"{effect} Schedules and reviews stay. In a note that changes" in told
    assert "tags of their own are replaced, unless they edited it after the coming release." in told

    clock[0] += 86_400
    out = drillbook("release", "mine").out
    assert out.startswith("mine/release.json: 1 unchanged, 1 changed\n")
    assert effect in " ".join(out.split())
    assert times(drillbook) == {"twice": NOW, "half": NOW + 86_400}

    deck(Path("mine"), HALF.replace("title: Half", "title: A half"), TWICE.format(slug="new"))
    later = NOW + 86_401
    assert times(drillbook) == {"half": later, "new": later, "twice": later}  # `half` is number 1.1 now
    out = drillbook("build", "mine").out
    assert "mine.apkg: 2 notes, " in out
    assert "since the last release 1 changed, 1 new, 1 retired\n" in out
    assert "Retired: twice. New: new. If one was only renamed, list its old slug under `was:`" in " ".join(out.split())
    drillbook("release", "mine")
    assert "since the last release 2 unchanged\n" in drillbook("build", "mine").out


def test_a_build_never_writes_the_release(drillbook: Call) -> None:
    deck(Path("mine"))
    drillbook("build", "mine")
    assert not RELEASE.exists()
    drillbook("release", "mine")
    before = RELEASE.read_bytes()
    deck(Path("mine"), HALF)
    drillbook("build", "mine")
    assert RELEASE.read_bytes() == before


def test_where_nothing_changed_the_release_stays(drillbook: Call, clock: list[float]) -> None:
    deck(Path("mine"))
    drillbook("release", "mine")
    before = RELEASE.read_bytes()
    clock[0] += 1000
    run = drillbook("release", "mine")
    assert (run.code, run.out) == (0, "mine/release.json: nothing has changed since the last release\n")
    assert RELEASE.read_bytes() == before


def test_a_renamed_slug_is_no_new_note(drillbook: Call) -> None:
    deck(Path("mine"), HALF)
    drillbook("release", "mine")
    deck(Path("mine"), HALF.replace("  half:\n", "  a-half:\n    was: [half]\n"))
    assert times(drillbook) == {"half": NOW}


def test_json_says_what_was_released(drillbook: Call) -> None:
    deck(Path("mine"))
    (released,) = drillbook("release", "mine", "--json").objects
    assert released == {
        "kind": "release", "deck": "mine", "errors": 0, "file": "mine/release.json", "written": True,
        "unchanged": 0, "changed": 0, "new": 2, "retired": 0, "note_type_changed": True, "note_type": "updated",
    }  # fmt: skip
    assert drillbook("release", "mine", "--json").objects[0]["written"] is False


def test_what_would_split_the_note_type_is_refused_unless_told_otherwise(drillbook: Call) -> None:
    deck(Path("mine"))
    drillbook("release", "mine")
    released = json.loads(RELEASE.read_text())
    released["note_type"]["ids"].pop()
    RELEASE.write_text(json.dumps(released))
    before = RELEASE.read_text()
    for command in ("build", "release"):
        run = drillbook(command, "mine")
        assert (run.code, run.out) == (1, "")
        assert "second note type, Drillbook+" in run.err
        assert "template Exercise added" in run.err
        assert "--split-note-type" in run.err
    assert not Path("data").exists()
    assert RELEASE.read_text() == before
    assert drillbook("build", "mine", "--split-note-type").code == 0
    assert drillbook("build", "mine", "--split-note-type", "--json").kind("deck")[0]["note_type"] == "split"
    assert drillbook("release", "mine", "--split-note-type").code == 0
    assert drillbook("build", "mine").code == 0


def test_the_release_of_another_deck_is_refused(drillbook: Call) -> None:
    deck(Path("mine"))
    drillbook("release", "mine")
    about = Path("mine/deck.yaml")
    about.write_text(re.sub("id: .*", "id: other-for-tests", about.read_text()))
    before = RELEASE.read_text()
    for command in ("build", "release"):
        run = drillbook(command, "mine")
        assert (run.code, run.out) == (1, "")
        assert "this deck's id is other-for-tests: put the id back" in run.err
    assert RELEASE.read_text() == before


def test_an_exercise_that_would_take_over_the_cards_of_another_is_refused(drillbook: Call) -> None:
    deck(Path("mine"))
    drillbook("release", "mine")
    deck(Path("mine"), TWICE.format(slug="twice").replace("  twice:\n", "  twice:\n    was: [half]\n"))
    run = drillbook("build", "mine")
    assert run.code == 1
    assert "remove it from `was`" in run.err


def test_a_deck_that_is_refused_does_not_keep_the_others_from_being_built(drillbook: Call) -> None:
    deck(Path("mine"))
    deck(Path("yours"))
    RELEASE.write_text("{")
    run = drillbook("build", "mine", "yours")
    assert run.code == 1
    assert "mine/release.json" in run.err
    assert sorted(path.name for path in Path("data").iterdir()) == ["yours.apkg", "yours.html"]


def test_a_deck_with_errors_is_not_released(drillbook: Call) -> None:
    deck(Path("mine"), UNSOUND)
    run = drillbook("release", "mine")
    assert (run.code, run.out) == (1, "mine: 1 error, nothing is released\n")
    assert [value["kind"] for value in drillbook("release", "mine", "--json").objects] == ["diagnostic", "release"]
    assert not RELEASE.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 99, "time": 1, "notes": {}}'])
def test_a_damaged_release_is_a_clear_error_and_builds_nothing(text: str, drillbook: Call) -> None:
    deck(Path("mine"))
    RELEASE.write_text(text)
    for command in ("build", "release"):
        run = drillbook(command, "mine")
        assert (run.code, run.out) == (1, "")
        assert run.err.startswith(f"drillbook {command}: mine/release.json: ")
        assert "version control" in run.err or "another drillbook" in run.err
    assert RELEASE.read_text() == text
    assert not Path("data").exists()


def test_a_release_that_cannot_be_written_is_a_clear_error(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    deck(Path("mine"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    run = drillbook("release", "mine")
    message = "drillbook release: mine/release.json cannot be written: No space left on device\n"
    assert (run.code, run.err) == (1, message)
    assert sorted(path.name for path in Path("mine").iterdir()) == ["01-tests.yaml", "deck.yaml"]


def test_the_release_is_data_that_version_control_shows_line_by_line(drillbook: Call) -> None:
    deck(Path("mine"))
    drillbook("release", "mine")
    text = RELEASE.read_text("utf-8")
    assert set(json.loads(text)["notes"]) == {"half", "twice"}
    assert text.endswith("}\n")
    assert len(text.splitlines()) > 8
