"""Files of a deck: what of them is read, and that nothing outside the folder ever is."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.deck import Diagnostic, load
from compiler.deck.diagnostics import Findings
from compiler.deck.reading import MAX_BYTES, read_file
from tests.deck.samples import DOUBLE, HEAD, loaded, write_deck


def places(found: list[Diagnostic]) -> list[tuple[str, int, int, str]]:
    """Code, line, column and underlined text of each finding."""
    return [(d.code, d.span.line, d.span.column, d.span.file.text[d.span.start : d.span.end]) for d in found]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    def columns(data: bytes) -> list[tuple[str, int, int, str]]:
        (tmp_path / "a.yaml").write_bytes(data)
        findings = Findings()
        read_file(tmp_path / "a.yaml", "a.yaml", findings)
        return places(findings.found)

    text = "title: T\nintro: |\n  one\n  two\ntitle: U\n"
    plain = columns(text.encode())
    assert plain == [("D103", 5, 1, "title")]
    assert columns(b"\xef\xbb\xbf" + text.encode()) == plain
    assert columns(text.replace("\n", "\r\n").encode()) == plain
    assert columns(text.replace("\n", "\r").encode()) == plain


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"\xff\xfe", "D102", "not UTF-8 at byte 0"),
        (b"a: " + b"x" * MAX_BYTES, "D105", "1,000,003 bytes"),
        (b"", "D101", "empty"),
        (b"# a comment\n", "D101", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, code: str, words: str) -> None:
    (tmp_path / "a.yaml").write_bytes(data)
    findings = Findings()
    assert read_file(tmp_path / "a.yaml", "shown.yaml", findings) is None
    (found,) = findings.found
    assert (found.code, found.span.file.path, found.span.line, found.span.column) == (code, "shown.yaml", 1, 1)
    assert words in found.message


def test_a_folder_and_a_missing_file_are_no_regular_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yaml"):
        findings = Findings()
        assert read_file(path, "x", findings) is None
        assert [d.code for d in findings.found] == ["D102"]


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    """A link in a deck from a stranger must not show other files in the diagnostics."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("chapter: 1\ntitle: Secret\nintro: My password.\nexercises: {}\n")
    folder = write_deck(tmp_path / "deck", DOUBLE)
    (folder / "02-link.yaml").symlink_to(secret)
    (folder / "03-loop.yaml").symlink_to(folder / "03-loop.yaml")
    result = load(folder)
    assert [(d.code, Path(d.span.file.path).name) for d in result.diagnostics] == [
        ("D102", "02-link.yaml"),
        ("D102", "03-loop.yaml"),
    ]
    assert result.deck is not None
    assert [chapter.title for chapter in result.deck.chapters] == ["Tests"]


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "deck", DOUBLE)
    (folder / "drafts").mkdir()
    (folder / "01-tests.yaml").rename(folder / "drafts" / "one.yaml")
    (folder / "01-tests.yaml").symlink_to("drafts/one.yaml")
    assert load(folder).diagnostics == ()


def test_hidden_files_are_no_chapters(tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "deck", DOUBLE)
    (folder / ".#01-tests.yaml").symlink_to("editor@host")
    (folder / "._01-tests.yaml").write_bytes(b"\x00\x05\x16\x07")
    assert load(folder).diagnostics == ()


def test_a_deck_reads_the_same_whatever_its_files_have_for_line_ends(tmp_path: Path) -> None:
    before = loaded(tmp_path / "a", DOUBLE)
    folder = write_deck(tmp_path / "b", DOUBLE, head="\ufeff" + HEAD)
    for path in folder.glob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    after = load(folder).deck
    assert after is not None
    assert [e.title for e in after.exercises] == [e.title for e in before.exercises]
