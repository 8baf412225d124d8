"""YAML as definitions use it: what scalars say, where they stand, and what is refused at its place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.deck import Diagnostic, load
from compiler.deck.diagnostics import Findings
from compiler.deck.reading import MAX_DEPTH, MAX_KEY, MAX_NODES, read_text
from compiler.deck.source import Mapping, Node, Scalar, Sequence, SourceFile, Span
from tests.deck.samples import DOUBLE, diagnostics, write_deck


def read(text: str) -> tuple[Node | None, list[Diagnostic]]:
    findings = Findings()
    return read_text(SourceFile("test", text), findings), findings.found


def sound(text: str) -> Node:
    node, found = read(text)
    assert [d.message for d in found] == []
    assert node is not None
    return node


def value(text: str) -> Node:
    """What stands under the first key."""
    node = sound(text)
    assert isinstance(node, Mapping)
    return node.entries[0][1]


def scalar(text: str) -> Scalar:
    node = value(text)
    assert isinstance(node, Scalar)
    return node


def items(node: Node) -> list[str]:
    assert isinstance(node, Sequence)
    return [item.text for item in node.items if isinstance(item, Scalar)]


def places(found: list[Diagnostic]) -> list[tuple[str, int, int, str]]:
    """Code, line, column and underlined text of each finding."""
    return [(d.code, d.span.line, d.span.column, underlined(d.span)) for d in found]


def underlined(span: Span) -> str:
    return span.file.text[span.start : span.end]


# What scalars say


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "No", "YES", "y", "n", "12:30", "1_000", "0x10", "0o7", "١"]
)
def test_a_word_that_yaml_1_1_would_turn_into_something_else_stays_text(word: str) -> None:
    found = scalar(f"a: {word}")
    assert (found.text, found.number, found.truth, found.is_null) == (word, None, None, False)


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "false", "False", "FALSE"])
def test_only_true_and_false_are_truth_values(word: str) -> None:
    assert scalar(f"a: {word}").truth is (word.lower() == "true")
    assert scalar(f"a: '{word}'").truth is None


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL", "# nothing"])
def test_nothing_has_five_forms_and_a_comment_is_none_of_them(word: str) -> None:
    assert scalar(f"a: {word}").is_null
    assert not scalar("a: ''").is_null


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("1e6", 10**6),
        ("0.10", Fraction(1, 10)),
        ("-2.5e-3", Fraction(-1, 400)),
        (".5", Fraction(1, 2)),
        ("3.", 3),
        ("+7", 7),
        ("007", 7),
        ("9007199254740993", 2**53 + 1),
        ("1e307", 10**307),
    ],
)
def test_a_number_is_exactly_what_is_written(word: str, number: Fraction) -> None:
    assert scalar(f"a: {word}").number == number
    assert scalar(f"a: '{word}'").number is None


@pytest.mark.parametrize("word", ["1e999", "1e-999", "1" * 61, ".", "e5", "1e", ".inf", ".nan", "--1", "1e+ 5"])
def test_what_no_float_could_hold_is_no_number(word: str) -> None:
    assert scalar(f"a: {word}").number is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_every_decimal_is_read_exactly(decimal: object) -> None:
    assert scalar(f"a: {decimal}").number == Fraction(str(decimal))


# Aliases, merge keys, duplicates


def test_an_alias_is_the_very_value_it_names() -> None:
    node = sound("a: &words [x, y]\nb: *words\n")
    assert isinstance(node, Mapping)
    assert node.entries[0][1] is node.entries[1][1]


def test_an_anchor_is_not_part_of_its_value() -> None:
    text = 'a: &one "x + é"\nb: &two # remark\n  y + q\nc: &three {k: v}\n'
    node = sound(text)
    assert isinstance(node, Mapping)
    spans = [underlined(each.span) for _, each in node]
    assert spans == ['"x + é"', "y + q", "{k: v}"]
    assert isinstance(node.entries[0][1], Scalar)
    assert underlined(node.entries[0][1].part(4, 5)) == "é"


def test_an_error_in_a_shared_value_spoils_every_exercise_that_shares_it(tmp_path: Path) -> None:
    bad = DOUBLE.replace("ask: What is twice {n}?", 'ask: &ask "{n} }"')
    result = load(write_deck(tmp_path / "deck", bad, DOUBLE.replace("ask: What is twice {n}?", "ask: *ask")))
    assert [d.code for d in result.diagnostics] == ["D306"]
    assert result.deck is not None
    assert result.deck.exercises == ()


def test_errors_beyond_the_most_that_are_shown_still_spoil_their_exercises(tmp_path: Path) -> None:
    many = DOUBLE.replace("ask: What is twice {n}?", 'ask: "{n} ' + "} " * 600 + '"')
    result = load(write_deck(tmp_path / "deck", many, many))
    assert len(result.diagnostics) == 500
    assert result.deck is not None
    assert result.deck.exercises == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: *nothing\n", (1, 4, "*nothing")),
        ("a: &b [1, *b]\n", (1, 11, "*b")),
        ("a: &b {c: *b}\n", (1, 11, "*b")),
    ],
)
def test_an_alias_of_nothing_or_of_itself_is_refused(text: str, place: tuple[int, int, str]) -> None:
    node, found = read(text)
    assert node is None
    assert places(found) == [("D105", *place)]


def test_aliases_count_in_full_and_long_texts_for_several(tmp_path: Path) -> None:
    lists = "a: &a [" + "x, " * 299 + "x]\nb: ["
    assert read(lists + ", ".join(["*a"] * 150) + "]\n")[1] == []
    assert [d.code for d in read(lists + ", ".join(["*a"] * 170) + "]\n")[1]] == ["D105"]
    texts = f"a: &a {'x' * 9_000}\nb: ["
    assert read(texts + ", ".join(["*a"] * 500) + "]\n")[1] == []
    assert [d.code for d in read(texts + ", ".join(["*a"] * 600) + "]\n")[1]] == ["D105"]


def test_merge_keys_are_keys_like_others(tmp_path: Path) -> None:
    """YAML 1.2 has no merge keys; what `<<` would bring in is told to be unknown, not left out in silence."""
    found = diagnostics(tmp_path / "deck", "<<: &base {title: T}\n" + DOUBLE)
    assert [(d.code, underlined(d.span)) for d in found] == [("D201", "<<")]


def test_a_key_that_stands_twice_is_told_with_the_line_of_the_first() -> None:
    _, found = read("a: 1\nb: {c: 1, 'c': 2}\n'a': 3\n")
    assert places(found) == [("D103", 2, 11, "'c'"), ("D103", 3, 1, "'a'")]
    assert "line 1" in found[1].message


# What is refused, at its place


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "help"),
    [
        ("a: b: c\n", "D101", 1, 5, "must be quoted"),
        ("a:\n\tb: 1\n", "D101", 2, 1, "indent with spaces"),
        ("a: {n} is shown\nb: 1\n", "D101", 1, 8, "must be quoted"),
        ("a: *b is shown\n", "D105", 1, 4, "write the value out"),
        ("a: `code`\n", "D101", 1, 4, "must be quoted"),
        ("a: 'open\nb: 1\n", "D101", 2, 5, "quotes"),
        ("a: {is: max(a, b}\n", "D104", 1, 9, None),
        ("a: [1, 2\nb: 3\n", "D104", 2, 2, "quote"),
        ("a: 1\n---\nb: 2\n", "D106", 2, 1, "one document"),
        ("a: !!int 1\n", "D106", 1, 4, "remove the tag"),
        ("a: !own 1\n", "D106", 1, 4, "remove the tag"),
        ("!!map {a: 1}\n", "D106", 1, 1, "remove the tag"),
        ("é: ü\x01\n", "D101", 1, 5, None),
        ("a: x\ufeff\n", "D101", 1, 5, None),
        ("a: '\x7f'\n", "D101", 1, 5, None),
        ('a: "é\\e[2J"\n', "D106", 1, 6, "remove it"),
        ('a: "\\u202e"\n', "D106", 1, 5, "remove it"),
        ("? [a]\n: 1\n", "D203", 1, 3, "write `key: value`"),
        ("{" + "k" * (MAX_KEY + 1) + ": 1}\n", "D105", 1, 2, None),
        ("[" * (MAX_DEPTH + 1), "D105", 1, MAX_DEPTH + 1, "depth"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, code: str, line: int, column: int, help: str | None) -> None:
    _, found = read(text)
    assert [(d.code, d.span.line, d.span.column) for d in found][:1] == [(code, line, column)]
    assert help is None or help in (found[0].help or "")


def test_too_many_values_are_refused_before_they_are_kept() -> None:
    node, found = read("a: [" + "1," * (MAX_NODES + 10) + "]")
    assert node is None
    assert [d.code for d in found] == ["D105"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_text_makes_reading_fail_otherwise_than_with_a_diagnostic(text: str) -> None:
    for written in (text, f"a: {text}", f'a: "{text}"', f"a: {{b: {text}}}"):
        node, found = read(written)
        assert (node is None) <= bool(found)


@pytest.mark.parametrize("point", [0, 0x7F, 0x85, 0xA0, 0xAD, 0x2028, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFE, 0x10FFFF])
def test_a_character_is_allowed_or_named(point: int) -> None:
    _, found = read(f"a: x{chr(point)}x\n")
    assert all(f"U+{point:04X}" in d.message for d in found)


# Formulas and texts that a comma has torn


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{is: max(a, b)}", "max(a"),
        ("{is: max(a, b, c), round: 3 sig}", "max(a"),
        ("{is: f(g(a, b), c), round: 3 sig}", "f(g(a"),
        ("[max(a, b) > 1, c > 2]", "max(a"),
        ("[max(a, min(b, c)), d]", "max(a"),
        ("{hint: No, twice.}", "twice."),
        ("{hint: No, not once, twice.}", "not once"),
        ("{at: a, hint: No, twice., is: b}", "twice."),
    ],
)
def test_a_torn_value_is_one_finding_that_says_to_quote(text: str, where: str) -> None:
    _, found = read(f"a: {text}\n")
    assert [(d.code, underlined(d.span)) for d in found] == [("D104", where)]
    assert "quote" in (found[0].help or "")


def test_what_stands_after_a_torn_formula_is_read() -> None:
    node, _ = read("a: [max(b, c) > 1, d > 2]\n")
    assert isinstance(node, Mapping)
    assert items(node.entries[0][1]) == ["max(b", "d > 2"]


@pytest.mark.parametrize(
    "text", ['{is: "max(a, b)"}', "{a: , b: 1}", "{a: 1, b : 2}", '{a: 1, "b":2}', "[(a), (b)]", "{}"]
)
def test_what_is_not_torn_is_not_reported(text: str) -> None:
    sound(f"a: {text}\n")
