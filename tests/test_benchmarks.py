"""The benchmarks can be run, and the pages that they wrote say what is still true."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.graders import OURS, PLAUSIBLE, READERS, Graded, Reading, of_others, scored
from benchmarks.growth import Curve, Growth, Panel, grown_deck
from benchmarks.measuring import Figure, Peer
from benchmarks.page import BEGIN, END, graders_table, lines, number, put_between, whole_page
from benchmarks.plot import plotted
from compiler.checker import NotRead
from compiler.deck import load

ROOT = Path(__file__).parents[1]
FIGURES = {"Compiling (`compiling`)": [Figure("a `build`", "s", 2.0, 7, Peer("genanki alone", 4.0))]}
GREW = Curve("building", "s", (50, 500, 5_000), (1.0, 10.0, 100.0), Growth.LINEAR)
PANELS = [Panel("A deck", "exercises", (GREW, Curve("a look", "ms", (50, 500, 5_000), (1.0, 0.9, 1.1), Growth.NONE)))]


def ours_reads(replies: Sequence[str]) -> list[Reading | None]:
    """What our reader makes of replies, in this process."""
    read = READERS[OURS]()
    readings: list[Reading | None] = []
    for reply in replies:
        try:
            readings.append(read(reply))
        except NotRead:
            readings.append(None)
    return readings


def test_the_pages_say_how_many_replies_are_read_today() -> None:
    plausible, others = scored(PLAUSIBLE, ours_reads), scored(of_others(), ours_reads)
    assert plausible.wrong == others.wrong == ()
    row = graders_table([Graded(OURS, plausible, others, 1.0, 1.0)]).splitlines()[2]
    assert row in (ROOT / "README.md").read_text("utf-8").splitlines()
    assert row in (ROOT / "docs" / "benchmarks.md").read_text("utf-8").splitlines()


def test_a_reader_that_takes_the_longest_prefix_is_silently_wrong() -> None:
    score = scored(
        PLAUSIBLE, lambda replies: [Reading(float(each[0])) if each[0].isdigit() else None for each in replies]
    )
    assert score.right + score.refused + len(score.wrong) == len(PLAUSIBLE)
    assert "`13,6` as 1" in score.wrong and "`7/10` as 7" in score.wrong


def test_a_deck_of_any_size_is_grown_from_tinyml(tmp_path: Path) -> None:
    few, more = grown_deck(tmp_path / "few", 2), grown_deck(tmp_path / "more", 102)
    loaded = load(tmp_path / "few")
    assert loaded.diagnostics == () and loaded.deck is not None
    assert len(loaded.deck.exercises) == few < more
    assert len(list((tmp_path / "more").glob("[0-9]*.yaml"))) == 100


def test_a_curve_tells_by_which_power_of_the_size_it_grew_last() -> None:
    assert GREW.power == pytest.approx(1.0)
    assert Curve("quadratic", "s", (1, 10, 100), (5.0, 5.0, 500.0), Growth.LINEAR).power == pytest.approx(2.0)


def test_figures_are_shown_beside_those_of_others() -> None:
    assert [line.split() for line in lines(FIGURES)][2] == "a build 2 s 0.5 × genanki alone (4 s)".split()
    page = whole_page(FIGURES, PANELS, [])
    assert "| a `build` | 2 s | 7 | genanki alone | 4 s | 0.5 |" in page
    assert "| A deck | building | 5\u202f000 | 100 s | 1.00 | 1 |" in page


def test_numbers_have_three_digits() -> None:
    assert [number(each) for each in (0.0000123456, 0.123456, 12.3456, 999.6, 1234.5)] == [
        "0.0000123",
        "0.123",
        "12.3",
        "1\u202f000",
        "1\u202f234",
    ]


def test_the_plot_is_a_picture_with_words_for_who_cannot_see_it() -> None:
    picture = ElementTree.fromstring(plotted(PANELS))
    title = picture.findtext("{*}title")
    assert title is not None and "building from 1 s at 50 to 100 s at 5\u202f000" in title
    assert len(picture.findall(".//{*}polyline")) == 2


def test_a_page_without_the_marks_is_left_alone() -> None:
    assert put_between(f"a\n{BEGIN}\nold\n{END}\nb", "new\n") == f"a\n{BEGIN}\nnew\n{END}\nb"
    with pytest.raises(ValueError, match="needs the marks"):
        put_between("a\nb", "new\n")


def test_the_command_knows_its_sections() -> None:
    command = [sys.executable, "-m", "benchmarks", "nothing"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2 and "there is no section nothing; there are compiling, " in run.stderr
