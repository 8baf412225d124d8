"""`drillbook import`: days practised in Anki with a deck that `drillbook build` made count here, and count once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.anki import Found, NotImported, Why
from tests.commands.calls import Call
from tests.scheduler.anki.samples import DAY_MS, EASY, GOOD, Anki
from tests.scheduler.commands.sessions import STORE, mine, practise


@pytest.fixture
def anki(drillbook: Call, tmp_path: Path) -> Iterator[Anki]:
    """Three days of practice in Anki, the last one today, of a deck as it was built."""
    mine()
    assert drillbook("build", "mine").code == 0
    anki = Anki(tmp_path / "anki", Path("data/mine.apkg").read_bytes())
    anki.answer("twice", GOOD, GOOD)
    anki.sleep()
    anki.answer("twice", GOOD)
    anki.sleep()
    anki.answer("half", EASY)
    yield anki
    anki.col.close()


def test_days_in_anki_count_once_however_often_they_are_imported(drillbook: Call, anki: Anki) -> None:
    run = drillbook("import", anki.apkg(), "mine")
    assert (run.code, run.err) == (0, "")
    assert run.out == (
        "4 reviews of 2 exercises: 4 new, 0 known.\n3 days that did not count before do now.\n"
        "Streak: 3 days, 0 before; best 3.\n"
    )
    assert drillbook("import", anki.colpkg(), "mine").out == (
        "4 reviews of 2 exercises: 0 new, 4 known.\nStreak: 3 days; best 3.\n"
    )
    (found,) = drillbook("stats", "mine", "--json").objects
    assert (found["streak"], found["today"], found["due"], found["new"]) == (3, True, 0, 0)
    assert sum(day["finished"] for day in found["calendar"].values()) == 3


def test_for_scripts_it_is_one_object(drillbook: Call, anki: Anki) -> None:
    cards = anki.note("twice").card_ids()
    anki.col.sched.set_due_date(cards, "5")
    (said,) = drillbook("import", anki.apkg(), "mine", "--json").objects
    days = said.pop("days")
    assert len(days) == len(set(days)) == 3
    assert said == {
        "kind": "imported",
        "notes": 2,
        "exercises": 2,
        "reviews": 4,
        "new": 4,
        "known": 0,
        "left_out": {"rescheduled": 1, "future": 0, "too_old": 0},
        "streak": {"before": 0, "after": 3, "best": 3},
    }


def test_the_collection_itself_is_imported_once_anki_is_closed(drillbook: Call, anki: Anki) -> None:
    anki.col.close()
    run = drillbook("import", anki.folder / "collection.anki2", "mine")
    assert (run.code, run.out.splitlines()[0]) == (0, "4 reviews of 2 exercises: 4 new, 0 known.")
    anki.col.reopen()


def test_what_was_left_out_is_told(drillbook: Call, anki: Anki) -> None:
    anki.db.execute(f"update revlog set id = id + {3 * DAY_MS}")  # which Anki itself would not export
    anki.col.close()
    said = drillbook("import", anki.folder / "collection.anki2", "mine").out
    assert "Left out: 4 of the future: some clock is wrong.\n" in said
    anki.col.reopen()


def test_a_file_without_reviews_or_without_the_deck_says_what_to_do(drillbook: Call, anki: Anki) -> None:
    run = drillbook("import", anki.apkg(scheduling=False), "mine")
    assert (run.code, 'tick "Include scheduling information"' in run.out) == (0, True)
    run = drillbook("import", anki.apkg(), "tinyml")
    assert (run.code, run.out) == (0, "None of the decks is in this file.\n")


def test_what_is_no_file_of_ankis_changes_nothing(drillbook: Call) -> None:
    mine()
    practise(0)
    before = STORE.read_bytes()
    run = drillbook("import", "nowhere.apkg", "mine")
    assert (run.code, run.err) == (2, "drillbook import: there is no file nowhere.apkg\n")
    run = drillbook("import", "mine/deck.yaml", "mine")
    assert (run.code, run.out) == (1, "")
    assert run.err.startswith("drillbook import: deck.yaml is no file of Anki's: an export ends in .apkg or .colpkg")
    assert drillbook("import").code == 2
    assert STORE.read_bytes() == before


def test_an_open_collection_asks_to_close_anki(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> Found:
        raise NotImported(Why.IN_USE, "collection.anki2 is open in Anki; close Anki first")

    mine()
    Path("collection.anki2").touch()
    monkeypatch.setattr("scheduler.commands.importing.read_anki", locked)
    run = drillbook("import", "collection.anki2", "mine")
    assert (run.code, run.err) == (1, "drillbook import: collection.anki2 is open in Anki; close Anki first\n")
