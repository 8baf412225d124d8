"""What an author sees: every error of a run, at its line and characters, with its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.deck import CODES, Diagnostic, load, prove_all, render

THIRTY = Path(__file__).parent / "thirty"
_MARK = re.compile(r"#(?P<lines>!|-\d+) (?P<code>D\d+) (?P<text>.*?)\s*(?=$|#[-!])")


def findings(folder: Path) -> tuple[Diagnostic, ...]:
    loaded = load(folder)
    proofs = () if loaded.deck is None else prove_all(loaded.deck)
    return (*loaded.diagnostics, *(d for proof in proofs for d in proof.diagnostics))


def expected(folder: Path) -> set[tuple[str, int, str, str]]:
    """What the marks in the files say: file, line, code and the underlined text."""
    marks = set()
    for path in folder.glob("*.yaml"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if path.name == "deck.yaml" and number <= 2:
                continue
            for mark in _MARK.finditer(line):
                above = 0 if mark["lines"] == "!" else int(mark["lines"][1:])
                marks.add((path.name, number - above, mark["code"], mark["text"]))
    return marks


def underlined(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    return span.file.text[span.start : span.end].split("\n", 1)[0]


@pytest.fixture(scope="module")
def thirty() -> tuple[Diagnostic, ...]:
    return findings(THIRTY)


def test_thirty_errors_give_thirty_diagnostics_at_their_places(thirty: tuple[Diagnostic, ...]) -> None:
    found = {(Path(d.span.file.path).name, d.span.line, d.code, underlined(d).strip()) for d in thirty}
    assert found == expected(THIRTY)
    assert len(thirty) == len(found) >= 30


def test_every_diagnostic_renders_with_its_line_underlined(thirty: tuple[Diagnostic, ...]) -> None:
    for diagnostic in thirty:
        heading, place, source, underline, *_ = render(diagnostic).splitlines()
        assert heading.startswith(f"error[{diagnostic.code}]: ")
        assert place.endswith(f":{diagnostic.span.line}:{diagnostic.span.column}")
        marks = underline.split("|", 1)[1][1:]
        shown = source.split("|", 1)[1][1:]
        assert shown[marks.index("^") : marks.rindex("^") + 1] == underlined(diagnostic)[: marks.count("^")]


def test_every_code_is_explained_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "diagnostics.md").read_text()
    missing = [code for code in CODES if not re.search(rf"^### {code}\b", page, re.MULTILINE)]
    assert missing == []
    assert set(re.findall(r"^### (D\d+)", page, re.MULTILINE)) == set(CODES)


def test_every_code_is_given_by_some_deck(thirty: tuple[Diagnostic, ...], tmp_path: Path) -> None:
    """The codes that the thirty do not raise are raised by the decks below."""
    head = "id: a-deck-of-its-own\ntitle: T\nlicence: MIT\n"
    others: dict[str, dict[str, str | bytes]] = {
        "D102": {"deck.yaml": head, "01-a.yaml": b"chapter: \xff"},
        "D106": {"deck.yaml": head, "01-a.yaml": "chapter: !!python/none 1\n"},
        "D208": {"deck.yaml": head},
    }
    given = {d.code for d in thirty}
    for code, files in others.items():
        folder = tmp_path / code
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        found = {d.code for d in findings(folder)}
        assert code in found
        given |= found
    assert set(CODES) - given == set()
