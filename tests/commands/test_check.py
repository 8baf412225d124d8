"""`drillbook check`: all that is wrong, for people and for scripts."""

from pathlib import Path

import pytest

from tests.commands.calls import HALF, MANY, TWICE, UNDEFINED, UNSOUND, Call, deck


def test_a_sound_deck_is_told_exercise_by_exercise(drillbook: Call) -> None:
    deck(Path("mine"))
    run = drillbook("check", "mine")
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines() == [
        "  1.1 twice  all 8 draws proved, 100% kept, 8 answers",
        "  1.2 half   all 40 draws proved, 75% kept, 30 answers",
        "mine: 2 exercises, no errors",
    ]


def test_all_errors_are_shown_and_not_the_first(drillbook: Call) -> None:
    deck(Path("mine"), UNDEFINED, UNSOUND, HALF)
    run = drillbook("check", "mine")
    assert run.code == 1
    assert "error[D302]" in run.err
    assert "error[D402]" in run.err
    assert run.out.endswith("mine: 2 exercises, 2 errors\n")


def test_one_bad_deck_does_not_hide_another(drillbook: Call) -> None:
    deck(Path("bad"), UNDEFINED)
    deck(Path("good"))
    run = drillbook("check", "bad", "good", "--json")
    assert run.code == 1
    assert [(value["deck"], value["errors"]) for value in run.kind("deck")] == [("bad", 1), ("good", 0)]


def test_json_has_diagnostics_exercises_and_a_deck(drillbook: Call) -> None:
    deck(Path("mine"), UNSOUND, HALF)
    run = drillbook("check", "mine", "--json")
    assert (run.code, run.err) == (1, "")
    assert [value["kind"] for value in run.objects] == ["diagnostic", "exercise", "exercise", "deck"]
    (diagnostic,) = run.kind("diagnostic")
    assert {"code", "message", "file", "line", "column", "length", "help", "draw", "exercise"} <= set(diagnostic)
    assert (diagnostic["code"], diagnostic["file"], diagnostic["line"]) == ("D402", "mine/01-tests.yaml", 12)
    unsound, half = run.kind("exercise")
    assert (unsound["deck"], unsound["exercise"], unsound["number"], unsound["errors"]) == ("mine", "unsound", "1.1", 1)
    assert (half["draws"], half["exhaustive"], half["errors"]) == (40, True, 0)
    assert half["kept"] == pytest.approx(0.75)
    (rejection,) = half["rejections"]
    assert (rejection["cause"], rejection["text"]) == ("require", "mod(n, 4) > 0")
    assert run.kind("deck") == [{"kind": "deck", "deck": "mine", "exercises": 2, "errors": 1}]


def test_a_large_exercise_is_sampled_as_said(drillbook: Call) -> None:
    deck(Path("mine"), MANY)
    assert drillbook("check", "mine", "--draws", 500).out.startswith("  1.1 many  500 draws checked, ")
    (proof,) = drillbook("check", "mine", "--draws", 500, "--json").kind("exercise")
    assert (proof["draws"], proof["exhaustive"]) == (500, False)


def test_a_folder_without_chapters_is_an_error_and_no_accident(drillbook: Call) -> None:
    deck(Path("mine"), TWICE.format(slug="twice"))
    Path("mine/01-tests.yaml").unlink()
    run = drillbook("check", "mine")
    assert run.code == 1
    assert "error[D208]: the deck has no chapters" in run.err
