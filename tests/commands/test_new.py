"""`drillbook new`: a deck that is accepted at once, and nothing overwritten."""

import json
import re
from pathlib import Path

import pytest

from compiler.commands import new
from compiler.deck import load
from tests.commands.calls import Call


def test_a_new_deck_is_accepted_drawn_and_built(drillbook: Call) -> None:
    started = drillbook("new", "first-deck")
    assert (started.code, started.err) == (0, "")
    assert "first-deck/01-first-steps.yaml" in started.out
    checked = drillbook("check", "first-deck")
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.endswith("first-deck: 1 exercise, no errors\n")
    assert drillbook("draw", "first-deck", "transfer-time").code == 0
    assert drillbook("build", "first-deck").code == 0
    assert Path("data/first-deck.apkg").is_file()


def test_the_schemas_for_the_editor_stand_where_the_files_look_for_them(drillbook: Call) -> None:
    drillbook("new", "mine")
    for file in ("deck.yaml", "01-first-steps.yaml"):
        first = Path("mine", file).read_text("utf-8").splitlines()[0]
        schema = Path("mine", first.partition("$schema=")[2])
        assert json.loads(schema.read_text("utf-8"))["type"] == "object"


def test_every_deck_gets_an_id_of_its_own(drillbook: Call) -> None:
    ids = [drillbook("new", f"{place}/mine", "--json").objects[0]["id"] for place in ("a", "b")]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"mine-[0-9a-f]{8}", identity) for identity in ids)


def test_json_says_what_was_made(drillbook: Call) -> None:
    (made,) = drillbook("new", "deep/down/mine", "--json").objects
    loaded = load(Path(made["folder"])).deck
    assert loaded is not None
    assert (made["kind"], made["deck"], made["id"]) == ("deck", "mine", loaded.id)


def test_an_existing_folder_is_left_alone(drillbook: Call) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("precious")
    run = drillbook("new", "mine")
    assert run.code == 2
    assert "is there already; nothing was changed" in run.err
    assert [path.name for path in Path("mine").iterdir()] == ["notes.txt"]


def test_the_folder_that_one_is_in_is_there_already(drillbook: Call, here: Path) -> None:
    run = drillbook("new", ".")
    assert (run.code, "there already" in run.err) == (2, True)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    "title",
    [
        'It\'s "quoted"',
        "Zahlen, größer als ∞ 数学 👩‍🔬",
        "a: b # c",
        "- [x] {y}: &z *a !b |c >d %e @f `g`",
        "true",
        "1e6",
        "back\\slash\\",
        "DECK-ID and DECK-TITLE",
        "{{ }} ${HOME} $(ls)",
    ],
)
def test_a_title_is_kept_as_it_is(title: str, drillbook: Call) -> None:
    assert drillbook("new", "mine", "--title", title).code == 0
    assert drillbook("check", "mine").code == 0
    loaded = load(Path("mine")).deck
    assert loaded is not None
    assert loaded.title == title


def test_a_title_is_one_line(drillbook: Call) -> None:
    assert drillbook("new", "mine", "--title", " On\n two\u2028lines\t").code == 0
    loaded = load(Path("mine")).deck
    assert loaded is not None
    assert loaded.title == "On two lines"
    assert drillbook("new", "other", "--title", "red \x1b[31m").code == 2
    assert not Path("other").exists()


def test_without_a_title_the_name_makes_one(drillbook: Call) -> None:
    drillbook("new", "linear-algebra")
    loaded = load(Path("linear-algebra")).deck
    assert loaded is not None
    assert loaded.title == "Linear algebra"


def test_what_cannot_be_written_is_not_half_there(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> dict[str, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new, "json_schemas", full)
    run = drillbook("new", "mine")
    assert (run.code, run.err) == (1, "drillbook new: mine cannot be made: No space left on device\n")
    assert not Path("mine").exists()


def test_a_file_in_the_way_is_a_clear_error(drillbook: Call) -> None:
    Path("file").write_text("")
    run = drillbook("new", "file/mine")
    assert run.code == 1
    assert run.err.startswith("drillbook new: file/mine cannot be made: ")
