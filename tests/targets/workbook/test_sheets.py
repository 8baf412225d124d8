"""Sheets: numbers that differ, a key that is right, and paper that can be handed out."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import islice, pairwise
from math import prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.checker import grade
from compiler.deck import Deck, Exercise, Figure, NoVariant, filled, load
from compiler.targets.workbook import Dealt, deal, sheets
from compiler.targets.workbook.deal import places
from compiler.targets.workbook.sheets import wanted
from tests.deck.samples import DOUBLE, changed, loaded, only, tinyml, write_deck

SHEETS = 30
FORMULA = """\
title: In letters
type: formula
given: [{name: n, from: 1, to: 20, step: 1}]
ask: Twice n, in n?
work: {double: 2 * n}
answer: {is: double, symbols: [n]}
"""
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:x) }</style> &amp; \"'"


@pytest.fixture(scope="module")
def deck() -> Deck:
    return tinyml()


@pytest.fixture(scope="module")
def chapter(deck: Deck) -> tuple[Exercise, ...]:
    return deck.chapters[3].exercises


@pytest.fixture(scope="module")
def dealt(deck: Deck, chapter: tuple[Exercise, ...]) -> Dealt:
    return deal(deck, chapter, SHEETS, 0)


def seeds(dealt: Dealt) -> list[tuple[int, ...]]:
    return [tuple(row.seed for row in sheet) for sheet in dealt.sheets]


def answers(html: str) -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    """The key's answers by an exercise's number: those of all sheets; those of each, and what is right too."""
    key = html.partition('id="key"')[2]
    once = {text(number): text(answer) for number, answer in re.findall(r"<li><b>(.*?)</b>.*?<span>(.*?)</span>", key)}
    columns: dict[str, list[list[str]]] = {}
    for table in re.findall(r"<table>(.*?)</table>", key):
        head, body = table.split("<tbody>")
        numbers = [text(number) for number in re.findall(r"<b>(.*?)</b>", head)]
        for at, row in enumerate(re.findall(r"<tr>(.*?)</tr>", body), 1):
            assert f'<th scope="row">{at}</th>' in row
            for number, cell in zip(numbers, re.findall(r"<td>(.*?)</td>", row), strict=True):
                answer, *also = (text(part) for part in re.split(r" <small>or ", cell))
                columns.setdefault(number, []).append([answer, *also])
    return once, columns


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_no_sheet_is_another_and_no_variant_repeats_where_there_are_enough(dealt: Dealt) -> None:
    assert dealt.different == len(set(seeds(dealt))) == SHEETS
    for column, there in zip(zip(*seeds(dealt), strict=True), dealt.variants, strict=True):
        assert len(set(column)) == min(SHEETS, there)
    assert [(exercise.slug, there) for exercise, there in dealt.repeated] == [("clustered-weights-formula", 1)]


def test_neighbours_have_other_prompts_and_other_answers(dealt: Dealt) -> None:
    for left, right in pairwise(dealt.sheets):
        for one, other in zip(left, right, strict=True):
            if one.exercise.type != "formula":
                assert one.prompt != other.prompt
                assert one.answer != other.answer


def test_another_seed_gives_other_sheets(dealt: Dealt, deck: Deck, chapter: tuple[Exercise, ...]) -> None:
    other = seeds(deal(deck, chapter[:2], SHEETS, 1))
    drawn = {(at, seed) for sheet in seeds(dealt) for at, seed in enumerate(sheet[:2])}
    again = {(at, seed) for sheet in other for at, seed in enumerate(sheet)}
    assert len(drawn & again) < len(drawn) / 4
    assert set(other).isdisjoint(sheet[:2] for sheet in seeds(dealt))


def test_a_sheet_depends_neither_on_how_many_follow_nor_on_what_else_it_holds(
    dealt: Dealt, deck: Deck, chapter: tuple[Exercise, ...]
) -> None:
    alone = seeds(deal(deck, chapter[2:3], 7, 0))
    assert alone == [sheet[2:3] for sheet in seeds(dealt)[:7]]


@given(st.lists(st.integers(1, 7), min_size=1, max_size=4))
def test_every_combination_comes_before_one_comes_again(sizes: list[int]) -> None:
    found = list(islice(places(sizes), min(prod(sizes), 300)))
    assert len(set(found)) == len(found)
    assert all(0 <= at < size for place in found for at, size in zip(place, sizes, strict=True))


def test_too_few_variants_repeat_and_are_told(tmp_path: Path) -> None:
    small = loaded(tmp_path / "small", DOUBLE, changed(title="Again"))
    dealt = deal(small, small.exercises, SHEETS, 0)
    assert [there for _, there in dealt.repeated] == [5, 5]
    assert dealt.different == 25
    assert all(one != other for one, other in pairwise(seeds(dealt)))


def test_an_exercise_without_a_draw_is_an_error(tmp_path: Path) -> None:
    deck = load(write_deck(tmp_path / "none", changed(require="n > 99"))).deck
    assert deck is not None
    with pytest.raises(NoVariant, match="e1: no sound draw"):
        deal(deck, deck.exercises, 2, 0)


def test_every_answer_of_the_key_is_graded_right(dealt: Dealt, deck: Deck) -> None:
    others = [each for each in deck.exercises if each.number in ("0.5a", "5.1", "6.2")]
    for found in (dealt, deal(deck, others, 4, 3)):
        once, columns = answers(sheets(found))
        assert once.keys() | columns.keys() == {exercise.number for exercise in found.exercises}
        for at, exercise in enumerate(found.exercises):
            for number, sheet in enumerate(found.sheets):
                right = columns[exercise.number][number] if exercise.number in columns else [once[exercise.number]]
                # What is right besides stands in a `debug` without its line.
                for reply in right[:1] if exercise.type == "debug" else right:
                    assert grade(sheet[at].key, reply).right, (exercise.slug, reply)


def test_every_sheet_asks_what_its_variants_ask(dealt: Dealt) -> None:
    parts = sheets(dealt).partition('id="key"')[0].split('<section class="sheet"')[1:]
    assert len(parts) == SHEETS
    for part, sheet in zip(parts, dealt.sheets, strict=True):
        numbers = [text(number) for number in re.findall(r"<h4><b>(.*?)</b>", part)]
        assert numbers == [row.exercise.number for row in sheet]
        for row in sheet:
            assert text("".join(row.prompt[:2])).replace("\n", " ")[:40] in text(part).replace("\n", " ")
            assert all(words in text(part) for words in wanted(row.key, row.exercise.answer.label))


def test_what_is_wanted_is_said_by_type(deck: Deck) -> None:
    said = []
    for slug in ("kv-cache-memory", "asymmetric-scale", "kv-cache-formula", "flash-budget-fits", "nm-sparsity-bits"):
        (exercise,) = (each for each in deck.exercises if each.slug == slug)
        said.append(wanted(filled(deck, exercise, 0).key, exercise.answer.label))
    assert said == [
        ("a number in MB",),
        ("a number",),
        ("a formula in L, H, G, d, N, B, y",),
        ("fits or does not fit, and the number in KiB",),
        ("sparsity in %", "bits in bit"),
    ]


def test_derivations_are_there_when_they_are_asked_for(dealt: Dealt) -> None:
    html = text(sheets(dealt, derivations=True))
    assert "Derivations" not in sheets(dealt)
    for sheet in dealt.sheets:
        assert all(step.line() in html for row in sheet for step in row.steps)


def test_an_answer_that_all_sheets_share_stands_in_the_key_once(tmp_path: Path) -> None:
    deck = loaded(tmp_path / "letters", FORMULA)
    once, columns = answers(sheets(deal(deck, deck.exercises, 3, 0)))
    assert (once, columns) == ({"1.1": "2 × n"}, {})
    alone = answers(sheets(deal(deck, deck.exercises, 1, 0)))
    assert alone == ({}, {"1.1": [["2 × n"]]})


class Reader(HTMLParser):
    """The tags of a page; no attribute may act or lead elsewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        assert all((value or "").startswith(("#", "data:")) for name, value in attrs if name in ("href", "src"))


def test_nothing_in_a_deck_acts_on_the_page(tmp_path: Path) -> None:
    deck, exercise = only(tmp_path / "deck", DOUBLE)
    figure = Figure(Path("f.svg"), HOSTILE, b"<svg/>")
    ask = replace(exercise.ask, parts=(HOSTILE, *exercise.ask.parts[1:]))
    hostile = replace(exercise, title=HOSTILE, figure=figure, ask=ask)
    chapter = replace(deck.chapters[0], title=HOSTILE, exercises=(hostile,))
    deck = replace(deck, title=HOSTILE, authors=(HOSTILE,), licence=HOSTILE, language=HOSTILE, chapters=(chapter,))
    deck = replace(deck, source=HOSTILE)
    html = sheets(deal(deck, deck.exercises, 3, 0), derivations=True)
    assert "script" not in Reader(html).tags
    assert html.count("<img ") == html.count('<img src="data:image/svg+xml;base64,') == 3
    assert html.count("</style>") == 1


def test_the_file_carries_the_fonts_that_its_style_names(dealt: Dealt) -> None:
    page = sheets(dealt)
    named = set(re.findall(r'"(Drillbook [A-Z][a-z]+)"', page[page.index(":root") :]))
    assert named == set(re.findall(r'@font-face \{ font-family: "([^"]*)"', page))
