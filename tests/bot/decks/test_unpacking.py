"""Decks as strangers send them: what is meant well is written, everything else is refused, and nothing is left over."""

from __future__ import annotations

import io
import os
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.decks.unpacking import MOST_FILES, MOST_SENT, MOST_WHOLE, NotTaken, copied, files_of, id_of, slug, unpack
from compiler.deck import load
from tests.bot.packed import IDENTITY, files, head, ours, written, zipped
from tests.scheduler.practice.samples import FIRST

OWNER = "discord:1"
MEGABYTE = b"a: b\n" * 200_000
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def names(folder: Path) -> list[str]:
    """The files in a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def with_entry(name: str, data: bytes = b"x: 1\n", **about: int) -> bytes:
    """The zip of a deck with one entry more, whose facts are set as they are given."""
    stream = io.BytesIO(ours())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        for fact, value in about.items():
            setattr(entry, fact, value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a name that is there already
            archive.writestr(entry, data, compress_type=entry.compress_type)
    return stream.getvalue()


def encrypted() -> bytes:
    """A zip whose entries say that they have a password."""
    data = bytearray(ours())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = data.find(mark)
        while begin >= 0:
            data[begin + at] |= 1
            begin = data.find(mark, begin + 4)
    return bytes(data)


def lying() -> bytes:
    """A zip in which an entry of 3 MB says that it has a few bytes."""
    data = bytearray(with_entry("ours/02-large.yaml", b"a" * 3_000_000))
    size = (3_000_000).to_bytes(4, "little")
    while (begin := data.find(size)) >= 0:
        data[begin : begin + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def bomb() -> bytes:
    """A zip of a few kilobytes that unpacks to more than a deck may have."""
    large = {f"{number:02}-x.yaml": MEGABYTE[:999_999] for number in range(MOST_WHOLE // 1_000_000 + 2)}
    return zipped({"deck.yaml": head(), **large})


@pytest.mark.parametrize("folder", ["", "ours/"])
def test_a_deck_lies_at_the_top_of_a_zip_or_in_a_folder_there(folder: str, tmp_path: Path) -> None:
    data = zipped({**files(), "pictures/a.SVG": SVG, "release.json": "{}"}, folder)
    found = unpack("Ours (2).zip", data, tmp_path, OWNER)
    assert found.name == ("ours" if folder else "ours-2")
    assert names(found) == ["01-first.yaml", "deck.yaml", "pictures/a.SVG", "release.json"]
    assert (found / "01-first.yaml").read_text("utf-8") == FIRST
    assert id_of(found) == IDENTITY


def test_what_lies_beside_a_deck_is_left_out(tmp_path: Path) -> None:
    beside = (".DS_Store", ".schema/deck.json", "README.md", "LICENSE", "notes.txt", "__MACOSX/._deck.yaml")
    found = unpack("a.zip", zipped({**files(), **dict.fromkeys(beside, "?")}), tmp_path, OWNER)
    assert names(found) == ["01-first.yaml", "deck.yaml"]
    found = unpack("b.zip", zipped({"__MACOSX/ours/._deck.yaml": "?", **files()}, ""), tmp_path, OWNER)
    assert names(found) == ["01-first.yaml", "deck.yaml"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(lambda: b"MZ\x90", "neither", id="no-zip"),
        pytest.param(lambda: b"PK\x05\x06" + b"\0" * 18, "no `deck.yaml`", id="empty"),
        pytest.param(lambda: b"PK\x03\x04" + os.urandom(500), "cannot be read", id="noise"),
        pytest.param(lambda: ours()[:-200], "cannot be read", id="cut"),
        pytest.param(lambda: b"PK" + b"x" * MOST_SENT, "larger than 5 MB", id="large"),
        pytest.param(encrypted, "password", id="encrypted"),
        pytest.param(lying, "cannot be read", id="lying"),
        pytest.param(bomb, "too large", id="bomb"),
        pytest.param(lambda: with_entry("ours/b.yaml", b" " * 50_000_000), "larger than 1 MB", id="large-file"),
        pytest.param(lambda: with_entry("../evil.yaml"), "no name", id="above"),
        pytest.param(lambda: with_entry("ours/../../evil.yaml"), "no name", id="above-inside"),
        pytest.param(lambda: with_entry("/tmp/evil.yaml"), "no name", id="absolute"),
        pytest.param(lambda: with_entry("C:/evil.yaml"), "no name", id="drive"),
        pytest.param(lambda: with_entry("ours\\..\\evil.yaml"), "no name", id="backslash"),
        pytest.param(lambda: with_entry("ours/a\x1b[2J.yaml"), "no name", id="control"),
        pytest.param(lambda: with_entry(f"ours/{'x' * 300}.yaml"), "no name", id="long"),
        pytest.param(lambda: with_entry("ours//b.yaml"), "no name", id="nameless-folder"),
        pytest.param(
            lambda: with_entry("ours/b.yaml", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16),
            "no name",
            id="link",
        ),
        pytest.param(
            lambda: with_entry("ours/b.yaml", external_attr=stat.S_IFIFO << 16, create_system=3), "no name", id="pipe"
        ),
        pytest.param(lambda: with_entry("ours/b.yaml", compress_type=zipfile.ZIP_LZMA), "cannot be read", id="lzma"),
        pytest.param(lambda: with_entry("ours/run.py"), "nothing that a deck has", id="code"),
        pytest.param(lambda: with_entry("ours/01-FIRST.yaml"), "twice", id="same-but-for-case"),
        pytest.param(lambda: with_entry("ours/01-first.yaml"), "twice", id="same"),
        pytest.param(lambda: with_entry("ours/a/b/c.svg", SVG), "not where", id="deep"),
        pytest.param(lambda: with_entry("theirs/b.yaml"), "not where", id="beside"),
        pytest.param(lambda: with_entry("theirs/deck.yaml"), "more than one", id="two"),
        pytest.param(lambda: zipped({"01-first.yaml": FIRST}), "no `deck.yaml`", id="headless"),
        pytest.param(lambda: zipped(files(), "a/b/"), "no `deck.yaml`", id="two-deep"),
        pytest.param(
            lambda: zipped({f"{number}.yaml": "" for number in range(MOST_FILES + 1)}), "more than 300", id="many"
        ),
    ],
)
def test_what_is_not_meant_well_is_refused_with_a_word(data: Callable[[], bytes], said: str, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(NotTaken, match=said):
        unpack("deck.zip", data(), into, OWNER)
    assert names(tmp_path) == [] or all(name.startswith("into/") for name in names(tmp_path))
    assert not Path("/tmp/evil.yaml").exists()


def test_a_zip_may_be_for_another_system_and_still_be_read(tmp_path: Path) -> None:
    found = unpack("deck.zip", with_entry("ours/02-more.yaml", create_system=0, external_attr=0x20), tmp_path, OWNER)
    assert "02-more.yaml" in names(found)


def test_a_chapter_alone_becomes_a_deck_that_its_file_name_identifies(tmp_path: Path) -> None:
    sent = [("Week 3.yaml", OWNER), ("week-3.yml", OWNER), ("week-4.yaml", OWNER), ("week-3.yaml", "discord:2")]
    made = []
    for number, (name, owner) in enumerate(sent):
        into = tmp_path / str(number)
        into.mkdir()
        made.append(unpack(name, FIRST.encode(), into, owner))
    decks = [load(folder) for folder in made]
    assert all(each.diagnostics == () for each in decks)
    one, same, later, theirs = (each.deck for each in decks if each.deck is not None)
    assert one.id == same.id and len({one.id, later.id, theirs.id}) == 3
    assert (one.name, one.title, one.chapters[0].slug) == ("week-3", "First", "week-3")
    assert "All rights reserved" in one.licence


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('title: "Bits: 8 of them"', "Bits: 8 of them"),
        ("title: >\n  Folded", "week"),
        ("title: *alias", "week"),
        ("titel: x", "week"),
        ('title: "open', "week"),
    ],
)
def test_its_title_is_the_chapters_where_that_stands_on_a_line(line: str, title: str, tmp_path: Path) -> None:
    folder = unpack("week.yaml", FIRST.replace("title: First", line, 1).encode(), tmp_path, OWNER)
    assert (folder / "deck.yaml").read_text("utf-8").count("\n") == 3
    found = load(folder).deck
    assert found is not None and found.title == title


def test_a_chapter_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotTaken, match="larger than 1 MB"):
        unpack("week.yaml", MEGABYTE + b"x", tmp_path, OWNER)


def test_names_of_folders_are_plain() -> None:
    assert [slug(each) for each in ("My Deck", "Ünï", "--", "x" * 99)] == ["my-deck", "n", "deck", "x" * 40]


def test_the_id_is_read_where_it_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    for text, wanted in (
        ("title: x\nid: 'abc-12345' # mine\r\n", "abc-12345"),
        ("id: abc-12345", "abc-12345"),
        (" id: abc-12345", None),
        ("id: short", None),
        ("id: >\n  abc-12345", None),
    ):
        (tmp_path / "deck.yaml").write_text(text, "utf-8", newline="")
        assert id_of(tmp_path) == wanted
    assert id_of(tmp_path / "nowhere") is None


def test_a_folder_is_copied_with_its_times_and_without_what_is_no_deck(tmp_path: Path) -> None:
    source = written(tmp_path / "deck", {**files(), ".hidden.yaml": "", "a.py": "", "release.json": "{}"})
    (source / "deep" / "deeper").mkdir(parents=True)
    (source / "deep" / "deeper" / "b.svg").write_bytes(SVG)
    (source / "deep" / "a.svg").write_bytes(SVG)
    os.utime(source / "deck.yaml", ns=(10**18, 10**18 + 7))
    copied(source, tmp_path / "copy")
    assert names(tmp_path / "copy") == ["01-first.yaml", "deck.yaml", "deep/a.svg", "release.json"]
    assert (tmp_path / "copy" / "deck.yaml").stat().st_mtime_ns == 10**18 + 7
    assert [path.name for path in files_of(source)] == ["01-first.yaml", "deck.yaml", "a.svg"]


def test_a_folder_of_too_many_files_is_not_copied(tmp_path: Path) -> None:
    written(tmp_path / "deck", {f"{number}.yaml": "" for number in range(MOST_FILES + 1)})
    with pytest.raises(NotTaken):
        copied(tmp_path / "deck", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
