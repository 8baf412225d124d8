"""What a release remembers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from compiler.deck import Deck
from compiler.targets.anki import AnkiError, Changes, Release, changes, next_release, release_path, with_retired
from compiler.targets.anki.model import note_type
from compiler.targets.anki.release import BASE_TIME, note_release, note_time
from tests.deck.samples import number_key
from tests.targets.anki.sample import DECK, TABLES, cache, contents, with_table

NOW = 1_760_000_000
SCHEMA = note_type().schema
MORE = with_table((*TABLES[1], cache(99, 16, 4, 256)))


ALL = ("stored-size", "kv-cache-memory", "bound")


def without_last(deck: Deck) -> Deck:
    last = deck.chapters[-1]
    return replace(deck, chapters=(*deck.chapters[:-1], replace(last, exercises=last.exercises[:-1])))


def test_without_a_release_everything_is_new() -> None:
    assert changes(contents(DECK, TABLES), None) == Changes(
        unchanged=(), changed=(), new=ALL, retired=(), note_type=True
    )


def test_after_a_release_nothing_is_changed() -> None:
    found = changes(contents(DECK, TABLES), next_release(DECK, contents(DECK, TABLES), None, NOW))
    assert found == Changes(unchanged=ALL, changed=(), new=(), retired=(), note_type=False)
    assert not found.any


def test_changed_new_and_retired_exercises_are_counted() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    found = changes(contents(DECK, MORE), release)
    assert (found.unchanged, found.changed, found.new, found.retired) == ((ALL[0], ALL[2]), (ALL[1],), (), ())
    fewer = without_last(DECK)
    assert changes(with_retired(fewer, contents(fewer, TABLES[:2]), release), release).retired == ("bound",)
    first = next_release(without_last(DECK), contents(without_last(DECK), TABLES[:2]), None, NOW)
    found = changes(contents(DECK, TABLES), first)
    assert (found.unchanged, found.changed, found.new, found.retired) == (ALL[:2], (), ("bound",), ())


def test_only_what_changed_gets_the_time_of_the_next_release() -> None:
    first = next_release(DECK, contents(DECK, TABLES), None, NOW)
    second = next_release(DECK, contents(DECK, MORE), first, NOW + 500)
    assert second.time == NOW + 500
    assert {identity: mark.time for identity, mark in second.notes.items()} == {
        "stored-size": NOW,
        "kv-cache-memory": NOW + 500,
        "bound": NOW,
    }


def test_a_build_gives_what_changed_the_release_and_a_second() -> None:
    first = next_release(DECK, contents(DECK, TABLES), None, NOW)
    assert [note_time(content, first) for content in contents(DECK, MORE)] == [NOW, NOW + 1, NOW]
    assert {note_time(content, None) for content in contents(DECK, MORE)} == {BASE_TIME}


def test_a_release_is_later_than_builds_on_top_of_the_last_one_whatever_the_clock_says() -> None:
    first = next_release(DECK, contents(DECK, TABLES), None, NOW)
    assert next_release(DECK, contents(DECK, MORE), first, NOW - 9_999).time > NOW + 1


def test_where_nothing_changed_the_release_stays() -> None:
    first = next_release(DECK, contents(DECK, TABLES), None, NOW)
    assert next_release(DECK, contents(DECK, TABLES), first, NOW + 500) == first


def test_a_retired_exercise_is_told_once_and_remembered() -> None:
    first = next_release(DECK, contents(DECK, TABLES), None, NOW)
    fewer = without_last(DECK)
    notes = with_retired(fewer, contents(fewer, TABLES[:2]), first)
    second = next_release(fewer, notes, first, NOW + 500)
    assert second.notes["bound"].time == NOW + 500
    assert second.notes["bound"].title == first.notes["bound"].title == "Bound by memory <or not>"
    assert not changes(with_retired(fewer, contents(fewer, TABLES[:2]), second), second).any
    returned = next_release(DECK, contents(DECK, TABLES), second, NOW + 900)
    assert returned.notes["bound"] == replace(first.notes["bound"], time=NOW + 900)


def test_a_note_tells_the_day_of_the_release_since_which_it_stands() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    assert [note_release(content, release) for content in contents(DECK, MORE)] == ["2025-10-09", "draft", "2025-10-09"]
    assert {note_release(content, None) for content in contents(DECK, MORE)} == {"draft"}


def test_a_release_of_old_is_read_and_learns_what_it_did_not_remember() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    marks = {name: {"hash": mark.hash, "time": mark.time} for name, mark in release.notes.items()}
    kind = {"hash": release.note_type, "time": NOW}
    old = Release.from_json({"version": 1, "time": NOW, "note_type": kind, "notes": marks})
    assert not changes(contents(DECK, TABLES), old).any
    assert changes(contents(DECK, TABLES), old).split == ()
    assert next_release(DECK, contents(DECK, TABLES), old, NOW + 500) == release


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (SCHEMA[:-1], ("template Exercise added",)),
        ((*SCHEMA[:-1], 7, SCHEMA[-1]), ("the one with the id 7 removed",)),
        ((*SCHEMA[:-3], SCHEMA[-2], SCHEMA[-3], SCHEMA[-1]), ("field Reserved 2 moved", "field Reserved 3 moved")),
        ((7, *SCHEMA[1:]), ("its own id was 7",)),
        (SCHEMA, ()),
    ],
)
def test_what_splits_the_note_type_is_told_in_words(before: tuple[int, ...], told: tuple[str, ...]) -> None:
    release = replace(next_release(DECK, contents(DECK, TABLES), None, NOW), schema=before)
    assert changes(contents(DECK, TABLES), release).split == told


def test_the_last_digit_of_another_machine_is_no_change() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    first = TABLES[1][0]
    key = replace(number_key(first), value=number_key(first).value * (1 + 2**-52))
    other = replace(first, key=key)
    assert key.value != number_key(first).value
    assert not changes(contents(DECK, with_table((other, *TABLES[1][1:]))), release).any


def test_a_release_is_read_as_it_was_written(tmp_path: Path) -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    path = release_path(replace(DECK, folder=tmp_path))
    assert path == tmp_path / "release.json"
    assert Release.read(path) is None
    path.write_text(release.text(), "utf-8")
    assert Release.read(path) == release
    assert release.text().endswith("}\n")


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", "{", "<<<<<<< ours\n{}",
        '{"version": 3, "deck": "x", "time": 1, "note_type": {"hash": "a", "ids": [1]}, "notes": {}}',
        '{"version": true, "time": 1, "note_type": {"hash": "a"}, "notes": {}}',
        '{"version": 2, "time": 1, "note_type": {"hash": "a", "ids": [1]}, "notes": {}}',
        '{"version": 2, "deck": "x", "time": 1, "note_type": {"hash": "a", "ids": [true]}, "notes": {}}',
        '{"version": 2, "deck": "x", "time": 1, "note_type": {"hash": "a", "time": 1}, "notes": {}}',
        '{"version": 1, "time": true, "note_type": {"hash": "a"}, "notes": {}}',
        '{"version": 1, "time": 1, "note_type": {"hash": 5}, "notes": {}}',
        '{"version": 1, "time": 1, "note_type": {"hash": "a"}, "notes": []}',
        '{"version": 1, "time": 1, "note_type": {"hash": "a"}, "notes": {"x": {"hash": "a", "time": 1e9}}}',
        '{"version": 1, "time": 1, "note_type": {"hash": "a"}, "notes": {"x": {"hash": "a", "time": 1, "title": 5}}}',
        '{"version": 1, "time": 1, "time": 2, "note_type": {"hash": "a"}, "notes": {}}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_release_is_refused_with_its_path(tmp_path: Path, text: str) -> None:
    path = tmp_path / "release.json"
    path.write_text(text, "utf-8")
    with pytest.raises(AnkiError, match=r"release\.json"):
        Release.read(path)


def test_a_release_is_plain_json() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, NOW)
    assert Release.from_json(json.loads(json.dumps(release.to_json()))) == release
    assert list(json.loads(json.dumps(release.to_json()))["notes"]) == sorted(release.notes)


def test_a_release_is_as_late_as_the_latest_of_its_notes() -> None:
    merged = json.loads(next_release(DECK, contents(DECK, TABLES), None, NOW).text())
    merged["notes"]["bound"]["time"] = NOW + 50
    assert Release.from_json(merged).time == NOW + 50


def test_a_clock_that_stands_still_in_the_past_makes_no_release_older_than_a_draft() -> None:
    release = next_release(DECK, contents(DECK, TABLES), None, 0)
    assert release.time > BASE_TIME
    assert Release.from_json(json.loads(release.text())) == release


def test_another_look_alone_is_a_release(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next_release(DECK, contents(DECK, TABLES), None, NOW)
    other = replace(note_type(), digest="another")
    for module in ("release", "differences"):
        monkeypatch.setattr(f"compiler.targets.anki.{module}.note_type", lambda: other)
    assert changes(contents(DECK, TABLES), first).any
    second = next_release(DECK, contents(DECK, TABLES), first, NOW + 500)
    assert (second.time, second.note_type) == (NOW + 500, "another")
    assert second.notes == first.notes
