"""From a folder to a deck: chapters, slugs, the head, prose and key formulas, each with its limits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compiler.deck import Deck, filled, load
from tests.deck.samples import DOUBLE, HEAD, changed, loaded, told, write_deck


def chapter(number: int | str = 1, more: str = "exercises: {}\n") -> str:
    return f"chapter: {number}\ntitle: C\nintro: I\n{more}"


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    (path / "deck.yaml").write_text(HEAD)
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text)
    return path


def test_chapters_come_in_the_order_of_their_files_and_exercises_in_their_own(tmp_path: Path) -> None:
    exercises = "exercises:\n  second:\n    " + changed().strip().replace("\n", "\n    ") + "\n"
    both = exercises + exercises.replace("exercises:\n", "").replace("second", "first")
    made = folder(
        tmp_path / "deck", **{"02-b": chapter(3, both), "10-a": chapter(1), "01-c": chapter(8, "exercises: {}\n")}
    )
    deck = load(made).deck
    assert deck is not None
    assert [(c.number, c.slug) for c in deck.chapters] == [(8, "c"), (3, "b"), (1, "a")]
    assert [(e.number, e.slug) for e in deck.exercises] == [("3.1", "second"), ("3.2", "first")]


def test_a_chapter_number_stands_once(tmp_path: Path) -> None:
    (found,) = load(folder(tmp_path / "deck", a=chapter(), b=chapter())).diagnostics
    assert (found.code, Path(found.span.file.path).name, found.span.line, found.span.column) == (
        "D205",
        "b.yaml",
        1,
        10,
    )


@pytest.mark.parametrize("number", ["-1", "100", "1.5", "one", "", "[1]"])
def test_a_chapter_number_is_whole_and_below_100(tmp_path: Path, number: str) -> None:
    (found,) = load(folder(tmp_path / "deck", a=chapter(number))).diagnostics
    assert found.code in ("D203", "D204")


def test_chapter_files_differ_in_more_than_their_numbers(tmp_path: Path) -> None:
    """The name without the number is the chapter's identity in Anki."""
    (found,) = load(folder(tmp_path / "deck", **{"01-a": chapter(1), "02-a": chapter(2)})).diagnostics
    assert (found.code, Path(found.span.file.path).name) == ("D205", "02-a.yaml")


@pytest.mark.parametrize("slug", ["Upper", "two words", "a_b", "-a", "a-", "a--b", "ä", "a" * 65])
def test_a_slug_is_made_of_plain_words(tmp_path: Path, slug: str) -> None:
    made = folder(tmp_path / "deck", a=chapter(1, f"exercises:\n  {slug}: {{title: T}}\n"))
    assert [d.code for d in load(made).diagnostics] == ["D202", "D204"]


def test_a_slug_belongs_to_one_exercise_of_the_deck(tmp_path: Path) -> None:
    text = changed().strip().replace("\n", "\n    ")
    exercises = f"exercises:\n  same:\n    {text}\n"
    made = folder(tmp_path / "deck", a=chapter(1, exercises), b=chapter(2, exercises))
    result = load(made)
    assert [(d.code, d.span.line) for d in result.diagnostics] == [("D205", 5)]
    assert "a.yaml:5" in result.diagnostics[0].message


def test_the_first_former_slug_is_the_identity(tmp_path: Path) -> None:
    deck = loaded(tmp_path / "deck", changed(was="[old, older]"), changed())
    assert [(e.slug, e.identity) for e in deck.exercises] == [("e1", "old"), ("e2", "e2")]


@pytest.mark.parametrize("was", ["[e1]", "[a, e1]", "[x]", "[a, x]"])
def test_every_former_slug_is_taken(tmp_path: Path, was: str) -> None:
    assert told(tmp_path / "deck", changed(was="[b, x]"), changed(was=was)) == [("D205", "e2")]


def test_a_former_slug_is_a_slug(tmp_path: Path) -> None:
    assert told(tmp_path / "deck", changed(was="[Old Name, ok]")) == [("D204", "Old Name")]


def test_a_renamed_exercise_draws_what_it_drew_before(tmp_path: Path) -> None:
    before, after = loaded(tmp_path / "a", changed()), loaded(tmp_path / "b", changed(was="[e1]"))
    other = loaded(tmp_path / "c", changed(was="[e0]"))

    def prompts(deck: Deck) -> list[str]:
        return [filled(deck, deck.exercises[0], seed).variant.prompt for seed in range(40)]

    assert prompts(before) == prompts(after) != prompts(other)


# deck.yaml


def test_a_folder_without_deck_or_chapters_is_no_deck(tmp_path: Path) -> None:
    assert [d.code for d in load(tmp_path).diagnostics] == ["D208"]
    assert [d.code for d in load(tmp_path / "missing").diagnostics] == ["D208"]
    assert [d.code for d in load(folder(tmp_path / "deck")).diagnostics] == ["D208"]
    assert [d.code for d in load(folder(tmp_path / ("x" * 65), a=chapter())).diagnostics] == ["D208"]
    os.mkfifo(tmp_path / "deck.yaml")
    assert [d.code for d in load(tmp_path).diagnostics] == ["D208"]


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("id: short\ntitle: T\nlicence: MIT\n", ["D204"]),
        ("id: Upper-case\ntitle: T\nlicence: MIT\n", ["D204"]),
        ("id: 12345678\ntitle: T\nlicence: MIT\n", []),
        ("title: T\n", ["D202"]),
        ("id: a-good-id\ntitle: ''\nlicence: MIT\n", ["D203"]),
        ("id: a-good-id\ntitle: T\nlicence: MIT\nauthors: Me\n", ["D203"]),
        ("id: a-good-id\ntitle: T\nlicence: MIT\ndescription: <b>\n", ["D209"]),
        ("[id]\n", ["D203"]),
    ],
)
def test_the_head_of_a_deck_is_checked(tmp_path: Path, head: str, codes: list[str]) -> None:
    assert [d.code for d in load(write_deck(tmp_path / "deck", DOUBLE, head=head)).diagnostics] == codes


def test_there_are_at_most_a_hundred_chapters_and_two_hundred_exercises(tmp_path: Path) -> None:
    many = {f"c{i:03}": chapter(i % 100) for i in range(101)}
    found = load(folder(tmp_path / "a", **many)).diagnostics
    assert [d.code for d in found] == ["D105"]
    text = changed().strip().replace("\n", "\n    ")
    body = "exercises:\n" + "".join(f"  e{i}:\n    {text}\n" for i in range(201))
    result = load(folder(tmp_path / "b", a=chapter(1, body)))
    assert [(d.code, d.span.line) for d in result.diagnostics] == [("D105", 5 + 200 * 7)]
    assert result.deck is not None
    assert len(result.deck.exercises) == 200


def test_what_a_deck_draws_from_is_bounded_in_all(tmp_path: Path) -> None:
    wide = changed(given="[{name: n, from: 1, to: 9999, step: 1}]")
    text = wide.strip().replace("\n", "\n    ")
    body = "exercises:\n" + "".join(f"  e{{0}}-{i}:\n    {text}\n" for i in range(40))
    result = load(
        folder(tmp_path / "deck", a=chapter(1, body.replace("{0}", "a")), b=chapter(2, body.replace("{0}", "b")))
    )
    assert [(d.code, d.span.file.text[d.span.start : d.span.end]) for d in result.diagnostics] == [("D105", "eb-10")]


# Prose and key formulas


def key_formula(path: Path, text: str) -> list[tuple[str, str]]:
    found = load(folder(path, a=chapter(1, f"formulas:\n  - {text}\nexercises: {{}}\n"))).diagnostics
    return [(d.code, d.span.file.text[d.span.start : d.span.end]) for d in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{symbol: E, is: m * v^2 / 2, where: {m: mass, v: speed}}", []),
        ("{symbol: E, is: m * v^2 / 2, where: {E: energy, m: mass, v: speed}, note: Slow.}", []),
        ("{symbol: E, is: pi * m, where: {m: mass}}", []),
        ("{symbol: E, is: m * v^2 / 2, where: {m: mass}}", [("D302", "v")]),
        ("{symbol: E, is: m * v^2 / 2, where: {}}", [("D302", "m"), ("D302", "v")]),
        ("{symbol: E, is: m, where: {m: mass, v: speed}}", [("D303", "v")]),
        ("{symbol: E, is: m}", [("D202", "{")]),
        ("{symbol: E, is: m, where: mass}", [("D203", "mass")]),
        ("{symbol: E, is: 2 m, where: {m: mass}}", [("D301", " m")]),
        ("{symbol: E, is: m, where: {m: mass}, note: <b>}", [("D209", "<b>")]),
    ],
)
def test_a_key_formula_explains_every_name(tmp_path: Path, text: str, found: list[tuple[str, str]]) -> None:
    assert key_formula(tmp_path / "deck", text) == found
