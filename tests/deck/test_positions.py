"""Where the characters of a text stand in the source, whichever way YAML lets it be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.deck.diagnostics import Findings
from compiler.deck.reading import read_text
from compiler.deck.source import Mapping, Scalar, SourceFile, Span
from tests.deck.samples import DOUBLE, diagnostics


def scalar(text: str) -> Scalar:
    """The scalar under the first key."""
    findings = Findings()
    node = read_text(SourceFile("test", text), findings)
    assert findings.found == []
    assert isinstance(node, Mapping)
    found = node.entries[0][1]
    assert isinstance(found, Scalar)
    return found


def underlined(span: Span) -> str:
    return span.file.text[span.start : span.end]


LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co"]),
    min_size=1,
    max_size=6,
)
WORDS = st.lists(
    st.one_of(LETTERS, st.sampled_from(["''", '""', "\\", "\\n", "{n}", "#", "-", "'"])), min_size=1, max_size=8
)


def pointed(found: Scalar) -> list[str]:
    """What `part` underlines for each visible character."""
    return [underlined(found.part(i, i + 1)) for i, c in enumerate(found.text) if not c.isspace()]


def visible(text: str) -> list[str]:
    return [c for c in text if not c.isspace()]


@given(WORDS, st.sampled_from([" ", "  ", "\n  ", "\n\n  "]))
def test_a_plain_text_knows_its_characters(words: list[str], gap: str) -> None:
    found = scalar("key: x" + gap.join(word.replace(":", ".").replace("#", ".") for word in words) + "\n")
    assert pointed(found) == visible(found.text)


@given(WORDS, st.sampled_from([" ", "\n  ", "\n\n\n    "]))
def test_a_single_quoted_text_knows_its_characters(words: list[str], gap: str) -> None:
    text = gap.join(words)
    found = scalar("key: '" + text.replace("'", "''") + "' # 'remark'\n")
    assert visible(found.text) == visible(text)
    assert pointed(found) == ["''" if c == "'" else c for c in visible(text)]


def escaped(character: str, how: int) -> str:
    """A character as one of its escapes, or as itself where it may stand so."""
    point = ord(character)
    if how == 1 and point < 0x100:
        return f"\\x{point:02x}"
    if how == 2 and point < 0x10000:
        return f"\\u{point:04X}"
    if how == 3 or character in '"\\':
        return f"\\U{point:08x}"
    return character


@given(WORDS, st.data())
def test_a_double_quoted_text_knows_its_characters(words: list[str], data: st.DataObject) -> None:
    gaps = st.sampled_from([" ", "\\n", "\\t ", " \\_", "\\\n   ", "\n  \n ", "\\x20", "\\u2003", "\\  "])
    written: list[str] = []
    source = ""
    for word in words:
        units = [escaped(c, data.draw(st.integers(0, 3))) for c in word]
        written += units
        source += "".join(units) + data.draw(gaps)
    found = scalar(f'key: "{source}"\n')
    assert visible(found.text) == visible("".join(words))
    assert pointed(found) == written


@pytest.mark.parametrize("header", ["|", ">", "|-", ">+", "| # remark", ">2"])
@given(lines=st.lists(WORDS, min_size=1, max_size=4), deeper=st.booleans())
def test_a_block_text_knows_its_characters(header: str, lines: list[list[str]], deeper: bool) -> None:
    body = ["x" + " ".join(lines[0]), *(("   " if deeper else "") + " ".join(line) for line in lines[1:])]
    found = scalar(f"key: {header}\n" + "".join(f"  {line}\n" for line in body) + "next: 1\n")
    assert visible(found.text) == visible("".join(body))
    assert pointed(found) == visible(found.text)


@given(WORDS, st.integers(0, 60), st.integers(0, 60))
def test_a_part_lies_within_the_file_and_is_never_empty(words: list[str], start: int, end: int) -> None:
    found = scalar("key: '" + " ".join(words).replace("'", "''") + "'\n")
    part = found.part(start, end)
    assert found.span.start < part.start < part.end <= found.span.end + 1


def test_the_end_of_a_formula_is_behind_its_last_character(tmp_path: Path) -> None:
    for work in ("work: {double: 2 * n + }", "work:\n  double: >\n    2 * n\n    +\n", "work: {double: '2 * n +  '}"):
        (found,) = diagnostics(tmp_path / "deck", DOUBLE.replace("work: {double: 2 * n}", work))
        assert found.code == "D301"
        source = found.span.file.text
        assert source[: found.span.start].rstrip().endswith("+")
        assert source[found.span.start - 1] == "+"


def test_names_of_a_folded_prompt_are_underlined_where_they_stand(tmp_path: Path) -> None:
    ask = "ask: >\n  The first {n}\n\n    and far {to_the_right}\n  and {n + third)}.\n"
    wrong = DOUBLE.replace("ask: What is twice {n}?\n", ask)
    (found,) = diagnostics(tmp_path / "a", wrong)
    assert (found.code, found.span.line, found.span.column, underlined(found.span)) == ("D301", 13, 21, ")")
    (found,) = diagnostics(tmp_path / "b", wrong.replace("third)", "n"))
    assert (found.code, found.span.line, found.span.column, underlined(found.span)) == ("D302", 12, 18, "to_the_right")


def test_pointing_takes_time_in_proportion_to_the_text(tmp_path: Path) -> None:
    """Thousands of wrong placeholders in a long text are found in a moment."""
    texts = "".join(f"  - '{'} ' * 2_900}'\n" for _ in range(16))
    found = diagnostics(tmp_path / "deck", f"{DOUBLE}hints:\n{texts}")
    assert len(found) == 500
