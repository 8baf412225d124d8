"""What the pages promise: they lead somewhere, are reached, show what they say, and name files that are there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.drawings import FIRST, SECOND, TARGETS, drawings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), *sorted((ROOT / "data").glob("README.md"))]


# Links, anchors, pictures.


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """What can stand behind a # of a link to a page, as GitHub makes it of headings."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?)#*$", prose(page), re.MULTILINE):
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading.replace("`", "").replace("*", ""))
        name = base = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
        count = 0
        while name in found:
            count += 1
            name = f"{base}-{count}"
        found.add(name)
    return found | set(re.findall(r'<a (?:id|name)="([^"]+)"', prose(page)))


def links(page: Path) -> Iterator[str]:
    """Where a page leads, and which pictures it shows."""
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    yield from re.findall(r"\]\(([^)\s]+)\)", text)
    yield from re.findall(r'(?:href|src|srcset)="([^"\s]+)"', text)


def near(page: Path) -> Iterator[tuple[Path, str]]:
    """The links of a page to files of this repository, each with its anchor."""
    for link in links(page):
        if not re.match(r"[a-z]+:", link):
            path, _, anchor = unquote(link).partition("#")
            yield ((page.parent / path).resolve() if path else page), anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = [
        f"{path.name}#{anchor}"
        for path, anchor in near(page)
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path))
    ]
    assert broken == []


def test_every_page_and_every_picture_is_reached_from_the_readme() -> None:
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            waiting += [path for path, _ in near(page) if path.exists()] if page.suffix == ".md" else []
    assert [page.name for page in PAGES if page not in seen] == []
    pictures = {path for path in (DOCS / "pictures").rglob("*") if path.is_file()}
    assert sorted(path.name for path in pictures - seen) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_picture_says_what_it_shows(page: Path) -> None:
    text = prose(page)
    described = re.findall(r"!\[([^]]*)\]\(", text)
    for tag in re.findall(r"<img\b[^>]*>", text):
        alt = re.search(r'\balt="([^"]*)"', tag)
        described.append("" if alt is None else html.unescape(alt[1]))
    assert [alt for alt in described if len(alt) < 10] == []


def test_the_index_names_every_page_once() -> None:
    index = DOCS / "README.md"
    listed = re.findall(r"^- \[[^]]+\]\(([a-z-]+\.md)\): ", index.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(page.name for page in DOCS.glob("*.md") if page != index)


def test_the_drawings_show_the_rooms_as_they_are() -> None:
    for path, drawing in drawings():
        assert path.read_text("utf-8") == drawing, "`python -m tests.drawings` draws it again"
    files = [file for _, file in (*FIRST, *SECOND) if file] + [file for _, file, *_ in TARGETS]
    assert [file for file in files if not any(ROOT.glob(file.rstrip("/")))] == []


# Files and modules that pages name.


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/anki.md", "docs/replies.md"]
)
def test_files_that_a_page_names_are_there(name: str) -> None:
    tops = {path.name for path in ROOT.iterdir()} - {"data"}
    named = {
        path
        for path in re.findall(r"`([\w.*@{},-]+(?:/[\w.*@{},-]*)+)`", prose(ROOT / name))
        if path.partition("/")[0] in tops
    }
    assert len(named) > (20 if name == "docs/architecture.md" else 0)
    assert sorted(path for path in named if not all(any(ROOT.glob(one.rstrip("/"))) for one in unfolded(path))) == []


def unfolded(path: str) -> list[str]:
    """`a/{b,c}.py` is a/b.py and a/c.py."""
    before, brace, rest = path.partition("{")
    if not brace:
        return [path]
    inner, _, after = rest.partition("}")
    return [f"{before}{one}{after}" for one in inner.split(",")]
