"""Authors' texts: placeholders, braces, dollars, and the small Markdown that every face can show."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compiler.deck.diagnostics import Diagnostic, Findings
from compiler.deck.reading import read_text
from compiler.deck.rows import texts
from compiler.deck.source import Mapping, Scalar, SourceFile
from compiler.deck.template import LATEX, MAX_PLACEHOLDERS, Template, check_prose, read_template
from compiler.deck.values import MAX_TEXT
from compiler.formula import Columns, DrawnColumn
from tests.deck.samples import DOUBLE, diagnostics, in_words


def drawn(option: Fraction | str) -> DrawnColumn:
    return DrawnColumn([option], np.zeros(1, dtype=np.int64))


DRAW = Columns(
    {
        "n": drawn(Fraction(1234567)),
        "x": drawn(Fraction(1, 3)),
        "one": drawn(Fraction(1)),
        "word": drawn("int8"),
        "z": (drawn(Fraction(1)), drawn(Fraction(5, 2))),
    },
    {},
    1,
)


def written(text: str) -> Scalar:
    """The text as a literal block, where nothing needs an escape."""
    body = "".join(f"  {line}\n" for line in text.split("\n"))
    node = read_text(SourceFile("test", f"ask: |2-\n{body}"), Findings())
    assert isinstance(node, Mapping)
    scalar = node.entries[0][1]
    assert isinstance(scalar, Scalar)
    assert scalar.text == text
    return scalar


def read(text: str) -> tuple[Template | None, list[Diagnostic]]:
    findings = Findings()
    return read_template(written(text), findings), findings.found


def filled(text: str) -> tuple[str, ...]:
    template, found = read(text)
    assert [d.message for d in found] == []
    assert template is not None
    (found_text,) = texts(template, DRAW)
    assert found_text == in_words(template, DRAW.row(0))
    return found_text


def refused(text: str) -> list[tuple[str, str]]:
    """Code and underlined text of each finding."""
    template, found = read(text)
    assert (template is None) == bool(found)
    return [(d.code, d.span.file.text[d.span.start : d.span.end]) for d in found]


@pytest.mark.parametrize(
    ("placeholder", "shown"),
    [
        ("{n}", "1234567"),
        ("{n:,}", "1\u202f234\u202f567"),
        ("{ n / 1e6 : .2f }", "1.23"),
        ("{n / 1e6:.3g}", "1.23"),
        ("{1000 * n:,.3g}", "1\u202f230\u202f000\u202f000"),
        ("{n:3 sig}", "1\u202f230\u202f000"),
        ("{x:2 decimals}", "0.33"),
        ("{x:integer}", "0"),
        ("{0.1 + 0.2}", "0.3"),
        ("{n:byte|bytes}", "bytes"),
        ("{one:byte|bytes}", "byte"),
        ("{n > 3:above|below}", "above"),
        ("{n < 3:above|below}", "below"),
        ("{n > 3}", "yes"),
        ("{word}", "int8"),
        ("{z}", "[1, 2.5]"),
        ("{z:.2f}", "[1.00, 2.50]"),
        ('{"}" if n > 3 else "{"}', "}"),
        ("{'a: b' if n > 3 else ':'}", "a: b"),
        ('{" each" if n > 3 else ""}', " each"),
        ("{one:ratio: one|ratios}", "ratio: one"),
        ("{one:node's|nodes'}", "node's"),
        ("{n:node's|nodes'}", "nodes'"),
        ("{n /\n1e6:.1f}", "1.2"),
    ],
)
def test_a_placeholder_shows_its_formula_in_its_format(placeholder: str, shown: str) -> None:
    assert filled(f"a {placeholder} b") == ("a ", shown, " b")


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("no slot", ("no slot",)),
        ("", ("",)),
        ("{one}", ("", "1", "")),
        ("{one}{word}", ("", "1", "", "int8", "")),
        ("a {{one}} b", ("a {one} b",)),
        ("a {{{one}}} b", ("a {", "1", "} b")),
        ("{{}}", ("{}",)),
    ],
)
def test_filling_gives_words_at_even_places_and_values_at_odd_ones(text: str, slots: tuple[str, ...]) -> None:
    assert filled(text) == slots


PIECES = st.sampled_from(["{one}", "{word}", "{n:,}", "{{", "}}", "a", " ", "$5 ", "\\$", "$x$ ", "é", "(", "`c` "])


@given(st.lists(PIECES, max_size=12))
def test_slots_alternate_and_say_the_text_in_order(pieces: list[str]) -> None:
    text = "".join(pieces)
    assume(text.strip() == text and not any(set("{}") & set(found) for found in LATEX.findall(text)))
    slots = filled(text)
    assert len(slots) == 2 * sum(piece in ("{one}", "{word}", "{n:,}") for piece in pieces) + 1
    shown = {"{one}": "1", "{word}": "int8", "{n:,}": "1\u202f234\u202f567", "{{": "{", "}}": "}"}
    assert "".join(slots) == "".join(shown.get(piece, piece) for piece in pieces)


@pytest.mark.parametrize(
    "text",
    [
        r"half is $\frac{1}{2}$ of it",
        r"$x$ and ${y}$ and $z_{i}$",
        r"in $\{1, 2\}$ or $\text{a {b} c}$",
        r"($\sqrt{n}$)",
    ],
)
def test_braces_of_latex_are_left_alone(text: str) -> None:
    assert filled(text) == (text,)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("from $5 to $6 for {one}", ("from $5 to $6 for ", "1", "")),
        ("it costs ${one} or $6", ("it costs $", "1", " or $6")),
        (r"it costs \${one}$ more", (r"it costs \$", "1", "$ more")),
        ("${one}, then $ {one}", ("$", "1", ", then $ ", "1", "")),
        ("$5/$6 and {one}", ("$5/$6 and ", "1", "")),
        ("$a\n{one}$", ("$a\n", "1", "$")),
        (r"$a\${one}", (r"$a\$", "1", "")),
    ],
)
def test_prices_are_no_latex(text: str, slots: tuple[str, ...]) -> None:
    assert filled(text) == slots


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("a {n", "D306", "{"),
        ("a {n {one}", "D306", "{"),
        ("a } b", "D306", "}"),
        ("{'n}", "D306", "{"),
        ("{n:.2z}", "D306", ":.2z"),
        ("{n:a|a}", "D306", ":a|a"),
        ("{n:a|b|c}", "D306", ":a|b|c"),
        ("{n:1000 sig}", "D306", ":1000 sig"),
        ("{}", "D301", "}"),
        ("{n +}", "D301", "}"),
        ("{n:}}", "D306", "}"),
        ("{2 ** }", "D301", "}"),
        ("{log(n)}", "D301", "log"),
        ("{n = 2}", "D301", "="),
    ],
)
def test_a_placeholder_that_cannot_be_read_is_underlined(text: str, code: str, where: str) -> None:
    assert refused(f"x {text}") == [(code, where)]


def test_every_wrong_placeholder_of_a_text_is_told() -> None:
    assert refused("{a b} } {n:z}") == [("D301", " b"), ("D306", "}"), ("D306", ":z")]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a <b>bold</b> word", ["<b>", "</b>"]),
        ("<script>alert(1)</script>", ["<script>", "</script>"]),
        ("a <!-- b --> c", ["<!-- b -->"]),
        ("see <https://example.org>", ["<https://example.org>"]),
        ("<img src={one}>", ["<img src={one}>"]),
        ("[here](https://example.org)", ["[here](https://example.org)"]),
        ("![a [b] c](d.png)", ["![a [b] c](d.png)"]),
        ("[{one}]({one})", ["[{one}]({one})"]),
        ("a <open", ["<open"]),
    ],
)
def test_html_and_links_are_refused(text: str, where: list[str]) -> None:
    assert refused(text) == [("D209", each) for each in where]
    findings = Findings()
    check_prose(written(text), findings)
    assert len(findings.found) == len(where)


@pytest.mark.parametrize(
    "text",
    [
        "a < b and 3 <4",
        r"write \<b for a sign",
        "`<b>` and ``a ` <i>``",
        "$a<b$ and $[x](y)$",
        "{n <x:above|below} of it",
        "{z[0]} (in MB)",
        "the interval [0, 1] (closed)",
        "`[a](b)`",
        "*a* **b** _c_",
        "| a | b |\n|---|---|\n| {one} | 2 |",
    ],
)
def test_the_small_markdown_is_taken(text: str) -> None:
    assert refused(text) == []


@pytest.mark.parametrize(
    "unit", ["`", "`a", "``a`", "[", "[a", "[[a]", "](", "[](", "<a", "$a ", "{{", "![", "\\", "$"]
)
def test_the_longest_text_is_checked_in_a_moment(unit: str) -> None:
    """Ten thousand characters of the worst sort; a pattern that backtracks would take minutes."""
    findings = Findings()
    scalar = written("x " + unit * ((MAX_TEXT - 2) // len(unit)))
    for _ in range(3):
        read_template(scalar, findings)
        check_prose(scalar, findings)


def test_a_text_has_bounds(tmp_path: Path) -> None:
    assert refused("{one} " * MAX_PLACEHOLDERS) == []
    assert [code for code, _ in refused("{one} " * (MAX_PLACEHOLDERS + 1))] == ["D105"]
    for key in ("insight", "title"):
        text = DOUBLE if key == "insight" else DOUBLE.replace("title: Twice\n", "")
        assert diagnostics(tmp_path / key, f"{text}{key}: {'x' * MAX_TEXT}\n") == ()
        (found,) = diagnostics(tmp_path / key, f"{text}{key}: {'x' * (MAX_TEXT + 1)}\n")
        assert found.code == "D105"


@pytest.mark.parametrize(
    ("placeholder", "where"),
    [("{word:.2f}", "word:.2f"), ("{word:a|b}", "word:a|b"), ("{n > 2:,}", "n > 2:,"), ("{z:a|b}", "z:a|b")],
)
def test_a_format_that_does_not_suit_the_value_is_told(placeholder: str, where: str, tmp_path: Path) -> None:
    text = DOUBLE.replace("given: [{name: n, pick: [1, 2, 3, 5, 7]}]", GIVEN).replace(
        "{n}?", f"{{n}} {{word}} {{z}} {placeholder}?"
    )
    (found,) = diagnostics(tmp_path / "deck", text)
    assert (found.code, found.span.file.text[found.span.start : found.span.end]) == ("D304", where)


GIVEN = "given: [{name: z, pick: [1, 2], times: 2}, {rows: [n, word], pick: [[1, a], [2, b], [3, c], [5, d], [7, e]]}]"
