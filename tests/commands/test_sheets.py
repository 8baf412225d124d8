"""`drillbook sheets`: a file of sheets, what is said of it, and what is refused."""

import os
import re
from pathlib import Path

import pytest

from tests.commands.calls import HALF, INCOMPARABLE, TWICE, UNDEFINED, Call, deck

COMPANION = TWICE.format(slug="twice-again").replace("    title:", "    of: twice\n    title:")


def numbers(path: str) -> list[str]:
    """The numbers of the exercises on the first sheet."""
    first = Path(path).read_text("utf-8").split('<section class="sheet"')[1]
    return re.findall(r"<h4><b>(.*?)</b>", first)


def test_the_sheets_are_in_the_data_folder_and_it_says_what_to_do(drillbook: Call) -> None:
    deck(Path("mine"), HALF)
    run = drillbook("sheets", "mine")
    assert (run.code, run.err) == (0, "")
    path = os.path.abspath("data/mine-sheets.html")
    size = Path(path).stat().st_size / 1000
    assert run.out == (
        f"{path}: 30 sheets of 1 exercise and the answer key, {size:.0f} kB; "
        "print it from a browser, the answer key is on the last pages\n"
    )
    assert Path(path).read_text("utf-8").count('class="sheet"') == 30


def test_repeats_are_told(drillbook: Call) -> None:
    deck(Path("mine"))
    run = drillbook("sheets", "mine", "-n", 10)
    assert run.out.splitlines()[1:] == ["1.1 twice has 8 variants, which repeat on 10 sheets"]
    alone = drillbook("sheets", "mine", "-n", 10, "--exercise", "twice")
    assert alone.out.splitlines()[2:] == ["Only 8 sheets can differ from each other; more exercises make more"]


def test_json_says_what_was_written(drillbook: Call) -> None:
    deck(Path("mine"))
    (told,) = drillbook("sheets", "mine", "-n", 10, "--seed", 4, "-o", "new/place.html", "--json").objects
    assert told == {
        "kind": "sheets", "deck": "mine", "errors": 0, "file": "new/place.html",
        "bytes": Path("new/place.html").stat().st_size, "sheets": 10, "different": 10, "seed": 4,
        "exercises": ["twice", "half"], "repeated": [{"exercise": "twice", "variants": 8}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ("--chapter 3", "3.1 3.2 3.3 3.4 3.5"),
        ("--chapter 3 --companions --type debug --type formula", "3.4a 3.5a"),
        ("--chapter 3 --companions --type vector --exercise 8.2", "3.1a 8.2"),
    ],
)
def test_what_is_chosen_stands_on_every_sheet_in_the_decks_order(options: str, chosen: str, drillbook: Call) -> None:
    run = drillbook("sheets", "tinyml", *options.split(), "-n", 2, "-o", "out.html")
    assert (run.code, run.err) == (0, "")
    assert numbers("out.html") == chosen.split()


def test_the_same_call_gives_the_same_bytes_and_another_seed_others(drillbook: Call) -> None:
    deck(Path("mine"))
    pages = []
    for seed in (0, 0, 1):
        drillbook("sheets", "mine", "-n", 5, "--seed", seed, "-o", "out.html")
        pages.append(Path("out.html").read_bytes())
    assert pages[0] == pages[1] != pages[2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("-n 0", "expected a whole number from 1 to 500, got 0"),
        ("-n 501", "expected a whole number from 1 to 500, got 501"),
        ("--seed -1", "expected a whole number from 0 to"),
        ("--type essay", "invalid choice: 'essay'"),
        ("--chapter 12", "the deck tinyml has no chapter 12; it has 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        ("--exercise kv-cash", "did you mean `kv-cache-memory`?"),
        (
            "--type debug",
            "only companions of other exercises are of that chapter and type; --companions takes them, too",
        ),
        ("--chapter 0 --type debug", "no exercise of tinyml is of that chapter and type"),
        (
            "-n 101",
            "101 sheets of 50 exercises make 5,050 exercises, and a file holds 5,000 at most; take fewer sheets",
        ),
    ],
)
def test_wrong_usage_is_two_and_says_what_is_expected(options: str, message: str, drillbook: Call, here: Path) -> None:
    run = drillbook("sheets", "tinyml", *options.split())
    assert (run.code, run.out) == (2, "")
    assert message in run.err
    assert list(here.iterdir()) == []


def test_figures_of_too_many_sheets_are_refused(drillbook: Call) -> None:
    deck(Path("mine"), HALF.replace("    ask:", "    figure: {file: f.svg, alt: A square}\n    ask:"))
    Path("mine/f.svg").write_text("<svg>" + " " * 900_000 + "</svg>", "utf-8")
    run = drillbook("sheets", "mine", "-n", 60)
    assert run.code == 2
    assert "the figures of all sheets have 54 MB, and a file holds 50 MB at most" in run.err


def test_of_a_deck_with_errors_nothing_is_written(drillbook: Call) -> None:
    deck(Path("mine"), HALF, UNDEFINED)
    run = drillbook("sheets", "mine")
    assert (run.code, run.out) == (1, "mine: 1 error, nothing is written\n")
    assert "error[D302]" in run.err
    told = drillbook("sheets", "mine", "--json")
    assert [value["kind"] for value in told.objects] == ["diagnostic", "sheets"]
    assert told.objects[1] == {"kind": "sheets", "deck": "mine", "errors": 1, "file": None}
    assert not Path("data").exists()


def test_a_formula_that_cannot_be_compared_is_told(drillbook: Call) -> None:
    deck(Path("mine"), INCOMPARABLE)
    run = drillbook("sheets", "mine")
    assert (run.code, run.out) == (1, "")
    assert "half: the symbols take fewer than 5 different values; `drillbook check` tells why" in run.err


def test_an_exercise_without_a_draw_is_told(drillbook: Call) -> None:
    deck(Path("mine"), TWICE.format(slug="twice"), HALF.replace("mod(n, 4) > 0", "n > 99"))
    run = drillbook("sheets", "mine")
    assert (run.code, run.out) == (1, "")
    assert run.err == "drillbook sheets: half: no sound draw; `drillbook check` tells why, nothing is written\n"
    assert not Path("data").exists()


def test_an_exercise_that_is_named_needs_no_chapter_and_may_be_a_companion(drillbook: Call) -> None:
    deck(Path("mine"), TWICE.format(slug="twice"), COMPANION, HALF)
    drillbook("sheets", "mine", "-n", 1, "-o", "out.html", "--exercise", "half", "--exercise", "twice-again")
    assert numbers("out.html") == ["1.1a", "1.2"]


def test_companions_are_left_out_unless_they_are_asked_for(drillbook: Call) -> None:
    deck(Path("mine"), TWICE.format(slug="twice"), COMPANION)
    drillbook("sheets", "mine", "-n", 1, "-o", "out.html")
    assert numbers("out.html") == ["1.1"]
    drillbook("sheets", "mine", "-n", 1, "-o", "out.html", "--companions")
    assert numbers("out.html") == ["1.1", "1.1a"]
