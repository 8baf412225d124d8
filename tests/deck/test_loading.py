"""From a folder to a deck: chapters, slugs, givens, steps, key formulas and figures, each with its limits."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from compiler.deck import Deck, load
from compiler.deck.model import Derived, Drawn
from tests.deck.samples import DOUBLE, HEAD, diagnostics, loaded, only, write_deck

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def changed(**keys: str) -> str:
    """The sample exercise with some of its keys replaced or added."""
    lines = {line.split(":", 1)[0]: line.split(":", 1)[1] for line in DOUBLE.splitlines()}
    return "".join(f"{key}:{' ' * (not text.startswith(' '))}{text}\n" for key, text in (lines | keys).items())


def told(folder: Path, *exercises: str) -> list[tuple[str, str]]:
    """Code and underlined text of each finding."""
    return [(d.code, d.span.file.text[d.span.start : d.span.end]) for d in diagnostics(folder, *exercises)]


def chapter(number: int | str = 1, more: str = "exercises: {}\n") -> str:
    return f"chapter: {number}\ntitle: C\nintro: I\n{more}"


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    (path / "deck.yaml").write_text(HEAD)
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text)
    return path


# Chapters and slugs


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
    from compiler.deck import filled

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


# Givens


def options(folder: Path, given: str, *names: str) -> list[tuple[object, ...]]:
    shown = " ".join(f"{{{name}}}" for name in names or ("n",))
    _, exercise = only(folder, changed(given=f"[{given}]", ask=f"'{shown}'", work="{double: 1 + 1}"))
    (draw,) = (each for each in exercise.given if isinstance(each, Drawn))
    return [option for option, weight in zip(draw.options, draw.weights, strict=True) for _ in range(weight)]


def test_a_pick_keeps_its_order_and_weights(tmp_path: Path) -> None:
    assert options(tmp_path / "a", "{name: n, pick: [2, 1, 2.0, 0.10]}") == [(2,), (2,), (1,), (Fraction(1, 10),)]
    assert options(tmp_path / "b", '{name: n, pick: [a, "8", no]}') == [("a",), ("8",), ("no",)]
    rows = "{rows: [n, m], pick: [[1, a], [2, b]]}"
    assert options(tmp_path / "c", rows, "n", "m") == [(1, "a"), (2, "b")]


def test_a_range_has_both_ends_and_its_gaps(tmp_path: Path) -> None:
    found = options(tmp_path / "a", "{name: n, from: 0.05, to: 0.3, step: 0.05, without: [0.1, [0.2, 0.25]]}")
    assert found == [(Fraction(1, 20),), (Fraction(3, 20),), (Fraction(3, 10),)]
    assert options(tmp_path / "b", "{name: n, from: 1, to: 2, step: 0.7}") == [(1,), (Fraction(17, 10),)]


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ("{name: n, pick: [1, a]}", "D304", "a"),
        ("{name: n, pick: [1, '2']}", "D304", "'2'"),
        ("{name: n, pick: [true, 1]}", "D304", "true"),
        ("{name: n, pick: []}", "D309", "[]"),
        ("{name: n, pick: 3}", "D203", "3"),
        ("{name: n, pick: [1, ~]}", "D203", "~"),
        ("{name: n, pick: [1, [2]]}", "D203", "[2]"),
        ("{name: n}", "D309", "{"),
        ("{name: n, pick: [1], is: 2}", "D309", "{"),
        ("{name: n, pick: [1, 2], step: 3}", "D309", "3"),
        ("{name: n, from: 1, to: 9}", "D309", "{"),
        ("{name: n, from: 1, to: 9, step: 0}", "D309", "0"),
        ("{name: n, from: 9, to: 1, step: 1}", "D309", "1"),
        ("{name: n, from: a, to: 9, step: 1}", "D203", "a"),
        ("{name: n, from: 1, to: 3, step: 1, without: [[1, 3]]}", "D309", "{"),
        ("{name: n, from: 1, to: 3, step: 1, without: [[3, 1]]}", "D309", "[3, 1]"),
        ("{name: n, from: 1, to: 3, step: 1, without: [[1]]}", "D309", "[1]"),
        ("{name: n, from: 1, to: 3, step: 1, without: 1}", "D203", "1"),
        ("{name: n, from: 1, to: 3, step: 1, times: 1}", "D204", "1"),
        ("{name: n, from: 1, to: 3, step: 1, times: 65}", "D204", "65"),
        ("{name: n, pick: [a, b], times: 2}", "D309", "2"),
        ("{name: n, divisors: m}", "D309", "m"),
        ("{rows: [n, m], pick: [[1, 2], [3]]}", "D309", "[3]"),
        ("{rows: [n, m], pick: [[1, 2], [3, 4, 5]]}", "D309", "[3, 4, 5]"),
        ("{rows: [n, m], pick: [[1, 2], 3]}", "D203", "3"),
        ("{rows: [n, m], pick: [[1, a], [b, 2]]}", "D304", "[b, 2]"),
        ("{rows: [n, m], pick: [[1, 2]], times: 2}", "D309", "2"),
        ("{rows: [n, m], from: 1, to: 2, step: 1}", "D309", "{"),
        ("{rows: [n, m], pick: [[1, 2]], means: {n: x, q: y}}", "D201", "q"),
        ("{rows: [n, n], pick: [[1, 2]]}", "D205", "n"),
        ("{name: n, rows: [n, m], pick: [1]}", "D309", "{"),
        ("{name: 2n, pick: [1, 2]}", "D305", "2n"),
        ("{name: ln, pick: [1, 2]}", "D305", "ln"),
        ("{name: π, pick: [1, 2]}", "D305", "π"),
        ("{name: ϕ, pick: [1, 2]}", "D305", "ϕ"),
        ("{name: " + "n" * 41 + ", pick: [1, 2]}", "D305", "n" * 41),
        ("{nam: n, pick: [1, 2]}", "D201", "nam"),
        ("{name: n, pik: [1, 2]}", "D201", "pik"),
        ("{name: n, is: 2 * }", "D301", " "),
        ("{name: n, is: later + 1}", "D302", "later"),
        ("n", "D203", "n"),
    ],
)
def test_a_given_that_cannot_be_drawn_is_told_once(tmp_path: Path, given: str, code: str, where: str) -> None:
    """Whatever uses the name is not reported again: one slip, one finding."""
    assert told(tmp_path / "deck", changed(given=f"[{given}]")) == [(code, where)]


def test_divisors_are_those_of_whole_numbers(tmp_path: Path) -> None:
    text = changed(ask="'{n} {d}'", work="{double: 2 * d}")
    given = "[{{name: n, pick: {0}}}, {{name: d, divisors: n, without: [{1}]}}]"
    folder = tmp_path / "deck"
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[12, 6]", "1"))) == []
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[12, 7.5]", ""))) == [
        ("D309", "n")
    ]
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[0, 6]", ""))) == [("D309", "n")]
    assert told(folder, text.replace(DOUBLE.splitlines()[2], "given: " + given.format("[12, 7]", "1, 7"))) == [
        ("D309", "{")
    ]


@pytest.mark.parametrize(
    "given",
    [
        "[{name: n, from: 1, to: 10001, step: 1}]",
        "[{name: n, from: 1, to: 6000, step: 1}, {name: m, from: 1, to: 6000, step: 1}]",
        "[{name: n, from: 0, to: 1e9, step: 1e-9}]",
        "[{name: n, pick: [" + "1, " * 10_000 + "2]}]",
        "[" + ", ".join(f"{{name: n{i}, pick: [1]}}" for i in range(65)) + "]",
        "[{rows: [" + ", ".join(f"n{i}" for i in range(65)) + "], pick: [[" + ", ".join("1" * 65) + "]]}]",
        "[{name: n, pick: [1], times: 64}, {name: m, pick: [1], times: 64}, {name: k, pick: [1]}]",
        "[{name: n, from: 1, to: 9, step: 1, without: [" + "5, " * 64 + "5]}]",
        "[{name: m, from: 1, to: 9999, step: 2}, {name: n, divisors: m}]",
    ],
)
def test_draws_have_bounds(tmp_path: Path, given: str) -> None:
    found = told(tmp_path / "deck", changed(given=given, ask="Nothing", work="{double: 1 + 1}"))
    assert [code for code, _ in found] == ["D105"]


def test_many_draws_of_one_value_can_be_enumerated(tmp_path: Path) -> None:
    """More elements than an array has dimensions."""
    from compiler.deck import prove

    given = "[{name: n, pick: [1, 2, 3, 4, 5]}, {name: a, pick: [1], times: 60}, {name: b, pick: [2], times: 60}]"
    text = changed(given=given, ask="'{n} {a} {b}'", work='{double: "2 * n * a[0] * b[1]"}')
    proof = prove(*only(tmp_path / "deck", text))
    assert (proof.draws, proof.variants, proof.diagnostics) == (5, 5, ())


# Names, steps, mistakes


@pytest.mark.parametrize(
    ("keys", "code", "where"),
    [
        ({"work": "{double: 2 * m}"}, "D302", "m"),
        ({"work": "{2n: 2 * n}", "answer": "{is: 2 * n, tolerance: 1%}"}, "D305", "2n"),
        ({"work": '{"a b": 2 * n}', "answer": "{is: 2 * n, tolerance: 1%}"}, "D305", '"a b"'),
        ({"work": "{pi: 2 * n}", "answer": "{is: 2 * n, tolerance: 1%}"}, "D305", "pi"),
        ({"work": "{n: 2 * n}", "answer": "{is: n, tolerance: 1%}"}, "D205", "n"),
        ({"work": "{double: 2 * quad, quad: 4 * n}"}, "D302", "quad"),
        ({"work": "{double: 2 * double}"}, "D302", "double"),
        ({"ask": "'{n} {double}'"}, "D302", "double"),
        ({"require": "double > 2"}, "D302", "double"),
        ({"work": "{double: 2 * n, spare: n}"}, "D303", "spare"),
        ({"work": "[2 * n]"}, "D203", "[2 * n]"),
        ({"work": "{double: {round: 3 sig}}"}, "D202", "{"),
        ({"work": "{double: {is: 2 * n, round: 3}}"}, "D308", "3"),
        ({"require": "n + 1"}, "D304", "n + 1"),
        ({"require": "[n > 0, n]"}, "D304", "n"),
        ({"balance": "{when: n}"}, "D304", "n"),
        ({"balance": "{when: n > 2, share: 1}"}, "D204", "1"),
        ({"answer": "{is: n > 2, tolerance: 1%}"}, "D304", "n > 2"),
        ({"answer": "{is: double, unit: KB, units: [MB], tolerance: 1%}"}, "D307", "KB"),
        ({"answer": "{is: double, unit: MB, label: x, tolerance: 1%}"}, "D307", "x"),
        ({"answer": "{is: double, units: [MB], tolerance: 1%}"}, "D307", "MB"),
        ({"answer": "{is: double, tolerance: 100%}"}, "D308", "100%"),
        ({"accept": "[{is: n > 1}]"}, "D304", "n > 1"),
        ({"accept": "{is: n}"}, "D203", "{is: n}"),
        ({"mistakes": "[{is: n, hint: No., at: trible}]"}, "D302", "trible"),
        ({"mistakes": "[{is: double, hint: No., at: double}]"}, "D302", "double"),
        ({"mistakes": "[{is: n > 1, hint: No., at: double}]"}, "D304", "n > 1"),
        ({"mistakes": "[{is: n, hint: '{m}'}]"}, "D302", "m"),
        ({"mistakes": "[{is: n, when: n, hint: No.}]"}, "D304", "n"),
        ({"mistakes": "[{is: n}]"}, "D202", "{"),
        ({"published": "{given: {m: 1}, answer: 2}"}, "D302", "m"),
        ({"published": "{given: {double: 1}, answer: 2}"}, "D302", "double"),
        ({"published": "{given: {n: many}, answer: 2}"}, "D203", "many"),
        ({"published": "{given: {n: [1, 2]}, answer: 2}"}, "D203", "[1, 2]"),
        ({"published": "{given: {n: 1}, answer: two}"}, "D203", "two"),
        ({"hints": "Think."}, "D203", "Think."),
        ({"hints": "[Think of {m}.]"}, "D203", "Think of {m}."),
        ({"magnitude": "maybe"}, "D203", "maybe"),
        ({"type": "vector"}, "D207", "vector"),
        ({"type": "numeric"}, "D204", "numeric"),
    ],
)
def test_an_exercise_that_says_nothing_sound_is_told_once(
    tmp_path: Path, keys: dict[str, str], code: str, where: str
) -> None:
    if keys.get("hints", "").startswith("["):
        keys, code, where = {"hints": '["Think of {m}."]'}, "D302", "m"
    assert told(tmp_path / "deck", changed(**keys)) == [(code, where)]


def test_a_broken_step_is_not_told_again_where_it_is_used(tmp_path: Path) -> None:
    text = changed(
        work="{double: 2 n, four: 2 * double}",
        answer="{is: four, tolerance: 1%}",
        mistakes="[{at: double, is: n, hint: '{double}'}, {is: double, hint: '{four}'}]",
        insight="'{double}'",
        published="{given: {n: 1}, is: double, note: So., answer: 2}",
    )
    assert [code for code, _ in told(tmp_path / "deck", text)] == ["D301"]


def test_a_wrong_step_sees_givens_and_earlier_steps_only(tmp_path: Path) -> None:
    work = "{a: 2 * n, b: a + 1, c: a + b}"
    answer = "{is: c, tolerance: 1%}"
    for wrong, found in (("a + n", []), ("b", [("D302", "b")]), ("c", [("D302", "c")])):
        text = changed(work=work, answer=answer, mistakes=f"[{{at: b, is: {wrong}, hint: No.}}]")
        assert told(tmp_path / "deck", text) == found
    text = changed(work=work, answer=answer, mistakes="[{is: a + b, hint: '{c}', when: c > 1}]")
    assert told(tmp_path / "deck", text) == []


@pytest.mark.parametrize(
    ("keys", "count"),
    [
        ({"work": "{" + ", ".join(f"s{i}: n + {i}" for i in range(33)) + "}", "answer": "{is: s32, tolerance: 1%}"}, 1),
        ({"mistakes": "[" + ", ".join("{is: n, hint: No.}" for _ in range(17)) + "]"}, 1),
        ({"work": "{double: 2 * " + "(" * 33 + "n" + ")" * 33 + "}"}, 0),
        ({"insight": "x" * 10_001}, 1),
    ],
)
def test_exercises_have_bounds(tmp_path: Path, keys: dict[str, str], count: int) -> None:
    found = told(tmp_path / "deck", changed(**keys))
    assert len(found) == 1
    assert [code for code, _ in found].count("D105") == count


def test_all_errors_of_a_deck_are_told_in_the_order_of_their_places(tmp_path: Path) -> None:
    found = diagnostics(tmp_path / "deck", changed(ask="'{m}'", work="{double: 2 n}"), changed(type="none", title=""))
    assert [d.code for d in found] == ["D302", "D301", "D203", "D204"]
    assert [d.span.start for d in found] == sorted(d.span.start for d in found)


def test_a_long_text_of_a_stranger_is_cut_in_the_message(tmp_path: Path) -> None:
    (found,) = diagnostics(tmp_path / "deck", changed(type="x" * 9_000))
    assert len(found.message) < 1000


# Alternatives


def test_an_alternative_has_the_tolerance_of_the_answer_in_its_own_unit(tmp_path: Path) -> None:
    def tolerances(name: str, answer: str, accept: str) -> list[str]:
        text = changed(answer=f"{{is: double, {answer}}}", accept=f"[{{is: n, {accept}}}]")
        _, exercise = only(tmp_path / name, text)
        return [f"{each.tolerance} {each.unit}" for each in exercise.accept]

    assert tolerances("a", "unit: s, tolerance: 0.5", "unit: ms") == ["500 ms"]
    assert tolerances("b", "unit: s, tolerance: 1%", "unit: ms") == ["1% ms"]
    assert tolerances("c", "unit: s, tolerance: 0.5", "unit: ms, tolerance: 2") == ["2 ms"]
    assert tolerances("d", "unit: s, tolerance: 0.5", "note: So.") == ["0.5 s"]
    text = changed(answer="{is: double, unit: s, tolerance: 0.5}", accept="[{is: n, unit: kg}]")
    assert told(tmp_path / "e", text) == [("D308", "kg")]


# Chapters' prose and key formulas


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


# Givens as they are read


def test_an_exercise_is_read_whole(tmp_path: Path) -> None:
    rows = "{rows: [a, b], pick: [[1, 2]], means: {b: both}}"
    given = f"[{{name: n, pick: [1, 2, 3, 5, 7], means: how many}}, {{name: m, is: n + 1}}, {rows}]"
    _, exercise = only(tmp_path / "deck", changed(given=given, ask="'{n} {m} {a} {b}'"))
    assert [type(each) for each in exercise.given] == [Drawn, Derived, Drawn]
    assert exercise.means == {"n": "how many", "b": "both"}


# Figures


def figure(path: Path, name: str, data: bytes | None = None) -> list[tuple[str, str]]:
    made = write_deck(path, changed(figure=f"{{file: {name}, alt: A picture}}"))
    if data is not None:
        (made / name).write_bytes(data)
    found = load(made).diagnostics
    return [(d.code, d.message.split("`")[-1].strip()) for d in found]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", PNG),
        ("a.PNG", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.jpeg", b"\xff\xd8\xff\xe1"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.svg", b"\xef\xbb\xbf<?xml version='1.0'?><svg/>"),
        ("a.svg", b"\n<!-- drawn by hand --><svg/>"),
        ("a.svg", b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'><svg/>"),
    ],
)
def test_a_figure_of_a_known_kind_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    assert figure(tmp_path / "deck", name, data) == []
    deck = load(tmp_path / "deck").deck
    assert deck is not None
    found = deck.exercises[0].figure
    assert found is not None
    assert (found.data, found.alt) == (data, "A picture")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"GIF89a"),
        ("a.png", b" " + PNG),
        ("a.png", b""),
        ("a.png", PNG + b"\x00" * 1_000_000),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVEfmt "),
        ("a.svg", b"<html><script>"),
        ("a.gif", b"GIF89a"),
        ("a", PNG),
        ("missing.png", None),
        ("../a.png", None),
        ("/etc/hostname.png", None),
        ("sub/../../a.png", None),
        ("x" * 5000 + ".png", None),
    ],
)
def test_another_figure_is_refused(tmp_path: Path, name: str, data: bytes | None) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    assert [code for code, _ in figure(tmp_path / "deck", name, data)] == ["D206"]


def test_a_figure_is_a_file_of_the_deck_itself(tmp_path: Path) -> None:
    made = tmp_path / "deck"
    made.mkdir()
    (tmp_path / "out.png").write_bytes(PNG)
    (made / "link.png").symlink_to(tmp_path / "out.png")
    (made / "loop.png").symlink_to(made / "loop.png")
    (made / "folder.png").mkdir()
    os.mkfifo(made / "pipe.png")
    for name in ("link.png", "loop.png", "folder.png", "pipe.png"):
        assert [code for code, _ in figure(made, name)] == ["D206"], name
    (made / "own.png").symlink_to(made / "real.png")
    (made / "real.png").write_bytes(PNG)
    assert figure(made, "own.png") == []


def test_a_name_that_no_file_can_have_is_an_error_like_others(tmp_path: Path) -> None:
    found = diagnostics(tmp_path / "deck", changed(figure='{file: "a\\0.png", alt: A}'))
    assert {d.code for d in found} == {"D106", "D206"}
