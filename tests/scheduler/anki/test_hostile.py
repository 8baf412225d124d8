"""Files that were made to hurt, or were hurt: refused with a clear word, within bounds, and nothing stays behind."""

from __future__ import annotations

import random
import sqlite3
import struct
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
import zstandard

from scheduler.anki import NotImported, Why
from tests.scheduler.anki.samples import GOOD, LIMITS, SCHEMA, guid_of, handmade, read

AT = 1_700_000_000_000
ROW = (AT, GOOD, 3, 9_000, 1)
SMALL = replace(LIMITS, collection_bytes=2_000_000)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files would be, and are not afterwards."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def zipped(path: Path, entries: dict[str, bytes], method: int = ZIP_STORED) -> Path:
    """A zip file with these entries."""
    with ZipFile(path, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def collection(folder: Path, sql: str = "") -> bytes:
    """The bytes of a collection with one review."""
    path = handmade(folder / "made.anki2", [ROW], sql)
    data = path.read_bytes()
    path.unlink()
    return data


def refused(path: Path, limits: object = LIMITS) -> Why:
    """Why a file is refused."""
    with pytest.raises(NotImported) as caught:
        read(path, limits)  # type: ignore[arg-type]
    assert str(caught.value) and "Traceback" not in str(caught.value)
    return caught.value.why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.NOT_ANKI),
        (b"PK", Why.NOT_ANKI),
        (b"PK\x05\x06" + bytes(18), Why.NOT_ANKI),
        (b"%PDF-1.7 something else", Why.NOT_ANKI),
        (b"PK\x03\x04" + bytes(100), Why.DAMAGED),
        (b"SQLite format 3\0", Why.DAMAGED),
        (b"SQLite format 3\0" + bytes(4_080), Why.DAMAGED),
        (b"SQLite format 3\0" + random.Random(1).randbytes(9_000), Why.DAMAGED),
    ],
    ids=range(8),
)
def test_what_is_no_file_of_ankis_is_told_so(tmp_path: Path, data: bytes, why: Why) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(data)
    assert refused(path) is why


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.apkg") is Why.NO_ACCESS
    assert refused(tmp_path) is Why.NO_ACCESS


def test_a_zip_without_a_collection_is_told(tmp_path: Path) -> None:
    names = {"media": b"{}", "../collection.anki2": b"x", "/collection.anki21b": b"x", "a/collection.anki21": b"x"}
    assert refused(zipped(tmp_path / "x.apkg", names)) is Why.NO_COLLECTION


def test_names_that_lead_elsewhere_are_not_followed(tmp_path: Path) -> None:
    here = tmp_path / "deep" / "folder"
    here.mkdir(parents=True)
    names = {"../evil": b"1", "../../evil": b"2", str(tmp_path / "evil"): b"3", "..\\evil": b"4"}
    path = zipped(here / "x.apkg", {**names, "collection.anki2": collection(tmp_path)})
    before = sorted(tmp_path.rglob("*"))
    assert len(read(path).reviews) == 1
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["collection.anki21b", "collection.anki21", "collection.anki2"])
def test_a_bomb_is_unpacked_only_as_far_as_is_allowed(tmp_path: Path, name: str) -> None:
    zeros = b"SQLite format 3\0" + bytes(300_000_000 if name.endswith("b") else 100_000_000)
    data = zstandard.compress(zeros) if name.endswith("b") else zeros
    path = zipped(tmp_path / "x.apkg", {name: data}, ZIP_DEFLATED)
    del zeros, data
    assert path.stat().st_size < 400_000
    before = time.process_time()
    assert refused(path, SMALL) is Why.TOO_LARGE
    assert time.process_time() - before < 0.1  # all of it would take two or three times as long


def test_a_window_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = packed.compress(bytes(5_000_000)) + packed.flush()
    assert refused(zipped(tmp_path / "x.apkg", {"collection.anki21b": data})) is Why.DAMAGED


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.apkg", {"collection.anki2": collection(tmp_path)})
    assert refused(path, replace(LIMITS, file_bytes=1_000)) is Why.TOO_LARGE


def test_packing_that_anki_does_not_use_and_encryption_are_refused(tmp_path: Path) -> None:
    data = collection(tmp_path)
    assert refused(zipped(tmp_path / "a.apkg", {"collection.anki2": data}, ZIP_BZIP2)) is Why.DAMAGED
    path = zipped(tmp_path / "b.apkg", {"collection.anki2": data})
    content = bytearray(path.read_bytes())
    for start, flags in ((content.index(b"PK\x03\x04"), 6), (content.index(b"PK\x01\x02"), 8)):
        content[start + flags] |= 1
    path.write_bytes(content)
    assert refused(path) is Why.DAMAGED


@pytest.mark.parametrize("name", ["collection.anki21b", "collection.anki2"])
def test_a_file_that_was_cut_short_or_overwritten_anywhere_is_refused_or_read(tmp_path: Path, name: str) -> None:
    data = collection(tmp_path)
    packed = zstandard.compress(data) if name.endswith("b") else data
    whole = zipped(tmp_path / "x.apkg", {name: packed}, ZIP_DEFLATED).read_bytes()
    path, chance = tmp_path / "y.apkg", random.Random(3)
    for _ in range(150):
        hurt = bytearray(whole[: chance.choice([len(whole), chance.randrange(len(whole))])])
        for _ in range(chance.randrange(4) if len(hurt) > 40 else 0):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        path.write_bytes(hurt)
        with suppress(NotImported):
            assert len(read(path).reviews) <= 1


def test_a_database_that_was_overwritten_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    whole = collection(tmp_path)
    path, chance, told = tmp_path / "y.anki2", random.Random(4), 0
    for _ in range(300):
        hurt = bytearray(whole[: chance.choice([len(whole), chance.randrange(16, len(whole))])])
        for _ in range(chance.randrange(1, 60)):
            hurt[chance.randrange(16, len(hurt))] = chance.randrange(256)
        path.write_bytes(hurt)
        try:
            assert len(read(path).reviews) <= 1
        except NotImported:
            told += 1
    assert told > 30


ROWS: list[tuple[str, tuple[object, ...]]] = [
    ("text for an instant", ("yesterday", 3, 3, 9_000, 1)),
    ("an instant as a float", (AT + 0.5, 3, 3, 9_000, 1)),
    ("no instant", (None, 3, 3, 9_000, 1)),
    ("an instant before all", (-1, 3, 3, 9_000, 1)),
    ("an instant after all", (2**62, 3, 3, 9_000, 1)),
    ("text for a button", (AT, "good", 3, 9_000, 1)),
    ("a fifth button", (AT, 5, 3, 9_000, 1)),
    ("a button below none", (AT, -1, 3, 9_000, 1)),
    ("bytes for an interval", (AT, 3, b"\xff\x00", 9_000, 1)),
    ("an interval without end", (AT, 3, 2**60, 9_000, 1)),
    ("a time below nothing", (AT, 3, 3, -5, 1)),
    ("text for a kind", (AT, 3, 3, 9_000, "x" * 1_000_000)),
]


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[name for name, _ in ROWS])
def test_values_that_cannot_be_are_told(tmp_path: Path, row: tuple[object, ...]) -> None:
    assert refused(handmade(tmp_path / "c.anki2", [ROW, row])) is Why.DAMAGED


SCHEMAS = {
    "nothing": "",
    "another program's": "CREATE TABLE photos (id INTEGER PRIMARY KEY, notes TEXT);",
    "no revlog": SCHEMA.replace("CREATE TABLE revlog (id, cid, ease, ivl, time, type);", "").replace(
        "CREATE INDEX ix_revlog_cid ON revlog (cid);", ""
    ),
    "a column less": SCHEMA.replace("ivl, time, type);", "ivl, time);"),
    "a view for a table": SCHEMA.replace(
        "CREATE TABLE revlog (id, cid, ease, ivl, time, type);",
        "CREATE VIEW revlog AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) "
        "SELECT n AS id, 10 AS cid, 3 AS ease, 1 AS ivl, 1 AS time, 1 AS type FROM n;",
    ).replace("CREATE INDEX ix_revlog_cid ON revlog (cid);", ""),
    "a computed column": SCHEMA.replace(
        "(id, cid, ease, ivl, time, type)", "(id, cid, ease, ivl, time, type AS (hex(zeroblob(60000000))))"
    ),
    "a table that a module makes up": SCHEMA.replace(
        "CREATE TABLE revlog (id, cid, ease, ivl, time, type);",
        "CREATE VIRTUAL TABLE revlog USING fts5(id, cid, ease, ivl, time, type);",
    ).replace("CREATE INDEX ix_revlog_cid ON revlog (cid);", ""),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_poses_as_a_collection_is_told_and_not_run(tmp_path: Path, name: str) -> None:
    path = handmade(tmp_path / "c.anki2", schema=SCHEMAS[name] or "CREATE TABLE x (y); DROP TABLE x;")
    before = time.process_time()
    assert refused(path) is Why.NOT_ANKI
    assert time.process_time() - before < 1


def test_triggers_and_indexes_that_would_run_something_do_not(tmp_path: Path) -> None:
    sql = (
        "CREATE TRIGGER evil AFTER INSERT ON revlog BEGIN DELETE FROM revlog; END;"
        "CREATE INDEX slow ON notes (length(hex(zeroblob(1000))));"
        "CREATE VIEW also AS SELECT * FROM also2; CREATE VIEW also2 AS SELECT * FROM also;"
    )
    assert len(read(handmade(tmp_path / "c.anki2", [ROW], sql)).reviews) == 1


def test_a_search_without_end_is_broken_off(tmp_path: Path) -> None:
    """A hundred thousand cards of one note, as many rows that refer to none of them, and no index."""
    columns = {"notes": "id, guid", "cards": "id, nid", "revlog": "id, cid, ease, ivl, time, type"}
    schema = "".join(f"CREATE TABLE {name} ({those});" for name, those in columns.items())
    path = handmade(tmp_path / "c.anki2", schema=schema)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO notes VALUES (1, ?)", (guid_of("twice"),))
        db.executemany("INSERT INTO cards VALUES (?, 1)", ((n,) for n in range(100_000)))
        db.executemany("INSERT INTO revlog VALUES (?, ?, 3, 3, 9, 1)", ((AT, -n - 1) for n in range(100_000)))
    before = time.process_time()
    with suppress(NotImported):
        assert read(path, replace(LIMITS, seconds=0.2)).reviews == ()
    assert time.process_time() - before < 2
    assert refused(path, replace(LIMITS, seconds=0)) is Why.TOO_LONG


def test_rows_that_are_there_twice_and_cards_that_multiply_them_are_bounded(tmp_path: Path) -> None:
    path = handmade(tmp_path / "c.anki2", [ROW] * 500)
    assert len(read(path).reviews) == 1
    assert refused(path, replace(LIMITS, reviews=499)) is Why.TOO_MANY


def test_a_collection_of_a_hundred_thousand_foreign_notes_is_quick(tmp_path: Path) -> None:
    path = handmade(tmp_path / "c.anki2", [ROW])
    with closing(sqlite3.connect(path)) as db, db:
        foreign = range(1_000, 101_000)
        db.executemany("INSERT INTO notes VALUES (?, ?, ?)", ((n, f"guid-{n}", "a field " * 60) for n in foreign))
        db.executemany("INSERT INTO cards VALUES (?, ?, 2, 30)", ((n, n) for n in foreign))
        db.executemany("INSERT INTO revlog VALUES (?, ?, 3, 30, 9000, 1)", ((AT + n, n) for n in foreign))
    packed = zipped(tmp_path / "x.colpkg", {"collection.anki21b": zstandard.compress(path.read_bytes())})
    before = time.process_time()
    assert [each.at for each in read(packed).reviews] == [AT]
    assert time.process_time() - before < 3


def test_lengths_that_lie_are_not_believed(tmp_path: Path) -> None:
    """A header that says four gigabytes, and one that says nothing, for what is a few kilobytes."""
    data = collection(tmp_path)
    for lie in (0xFFFF_FFF0, 0):
        path = tmp_path / "x.apkg"
        info = ZipInfo("collection.anki2")
        with ZipFile(path, "w") as archive:
            archive.writestr(info, data)
        content = bytearray(path.read_bytes())
        entry = content.index(b"PK\x01\x02")
        content[entry + 24 : entry + 28] = struct.pack("<I", lie)
        path.write_bytes(content)
        with suppress(NotImported):
            assert len(read(path).reviews) <= 1


HURT: dict[str, Callable[[bytes], bytes]] = {
    "a wrong checksum": lambda data: data.replace(struct.pack("<I", zlib.crc32(b"x" * 99)), b"\0\0\0\0"),
    "an end that is missing": lambda data: data[:-30],
}


@pytest.mark.parametrize("how", HURT)
def test_a_zip_whose_checksum_or_end_is_wrong_is_refused(tmp_path: Path, how: str) -> None:
    path = zipped(tmp_path / "x.apkg", {"collection.anki2": b"x" * 99})
    path.write_bytes(HURT[how](path.read_bytes()))
    assert refused(path) is Why.DAMAGED
