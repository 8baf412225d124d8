"""A full disk, missing rights, a locked, cut or overwritten file: a clear word, and nothing acknowledged is lost."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlite_utils import Database

from scheduler.store import Store, StoreBusy, StoreDamaged, StoreError, read
from scheduler.store.backups import back_up
from tests.scheduler.store.samples import (
    NOW,
    OWNING,
    abandoned,
    account,
    accounts,
    ended,
    killed,
    line,
    plainly,
    practise,
    practised,
    python,
)

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0
POSIX = pytest.mark.skipif(os.name == "nt", reason="rights and limits are those of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drillbook.db"


@pytest.fixture
def filled(path: Path) -> Path:
    """A store that was closed as it should be, of some hundred pages."""
    with Store(path) as store:
        store.write(lambda db: [practise(db, number) for number in range(600)])
    assert not list(path.parent.glob("*-wal"))
    assert path.stat().st_size > 100 * 4096
    return path


def digest(path: Path) -> str:
    """What tells one content of a file from another, in few words; empty where there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def refused(path: Path, kind: type[StoreError], message: str) -> None:
    """Opening ends with one kind of error, and leaves the file as it was; so does reading, where it ends with one."""
    before = digest(path)
    for _ in range(2):
        with pytest.raises(StoreError, match=message) as caught:
            Store(path, busy=0.05)
        assert type(caught.value) is kind
        with suppress(StoreError, AssertionError):  # the end of a page that was cut reads as noughts
            read(path, practised)
    assert digest(path) == before


# Full.


def test_on_a_full_disk_what_was_acknowledged_stays_and_what_fits_again_is_taken(path: Path) -> None:
    acknowledged = set()
    with Store(path) as store:
        pages = store.write(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        store.write(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 20}"))

        def until_full() -> None:
            for number in range(10_000):
                acknowledged.add(store.write(lambda db, n=number: practise(db, n)))  # type: ignore[misc]

        with pytest.raises(StoreError, match=r"the disk with .* is full; nothing of this was saved") as caught:
            until_full()
        assert type(caught.value) is StoreError
        assert read(path, practised) == acknowledged
        store.write(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
        acknowledged.add(store.write(lambda db: practise(db, 20_000)))
        assert store.write(practised) == acknowledged
    assert read(path, practised) == acknowledged
    assert len(acknowledged) > 10


@POSIX
@pytest.mark.parametrize("room", [0, 5_000, 300_000])
def test_where_the_system_lets_no_file_grow_what_was_acknowledged_stays(path: Path, room: int) -> None:
    code = (
        OWNING
        + """
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
here = max(file.stat().st_size for file in Path(sys.argv[1]).parent.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (here + int(sys.argv[2]), resource.RLIM_INFINITY))
number = 0
try:
    while True:
        print(store.write(lambda db: practise(db, number)))
        number += 1
except StoreError as error:
    print(error)
try:
    print("again", store.write(lambda db: practise(db, number)))
except StoreError as error:
    print("again", error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(store.write(lambda db: practise(db, 10**6)))
store.close()
"""
    )
    said = ended(python(code, path, room)).splitlines()
    acknowledged = {int(each.removeprefix("again ")) for each in said if each.removeprefix("again ").isdecimal()}
    assert [each for each in said if "the disk with" in each]
    assert said[-1].isdecimal()
    assert read(path, practised) == acknowledged


# Without the right to.


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A store that belongs to whoever will be refused: root is refused nothing, so it becomes somebody else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        with Store(folder / "drillbook.db") as store:
            store.write(lambda db: practise(db, 1))
        Path(name).chmod(0o755)
        if ROOT_USER:
            for each in (folder, *folder.iterdir()):
                os.chown(each, 65534, 65534)
        yield folder / "drillbook.db"
        folder.chmod(0o700)


@POSIX
@pytest.mark.parametrize(
    ("rights", "of_file", "of_folder"),
    [
        ("a file that may only be read", 0o400, 0o700),
        ("a file that may not be read", 0o000, 0o700),
        ("a folder that may not be written", 0o600, 0o500),
        ("a folder that may not be entered", 0o600, 0o000),
        ("a file and folder that may only be read", 0o400, 0o500),
    ],
)
def test_who_may_not_write_is_told_and_changes_nothing(theirs: Path, rights: str, of_file: int, of_folder: int) -> None:
    code = """
import _strptime  # while this may still read Python's own files
path = Path(sys.argv[1])
read(path, practised)
for left in path.parent.glob("*-*"): left.unlink()
path.chmod(int(sys.argv[2]))
path.parent.chmod(int(sys.argv[3]))
if os.geteuid() == 0:
    os.chown(path, 65534, 65534)
    for left in path.parent.iterdir(): os.chown(left, 65534, 65534)
    os.setgid(65534)
    os.setuid(65534)
for attempt in (lambda: Store(path), lambda: back_up(path, NOW), lambda: put_back(path, path, NOW)):
    try:
        attempt()
    except StoreError as error:
        print(type(error).__name__, error)
    else:
        print("done")
try:
    print("read", read(path, practised))
except StoreError as error:
    print("not read", type(error).__name__, error)
"""
    before = digest(theirs)
    opening, backing, putting, reading = ended(python(code, theirs, of_file, of_folder)).splitlines()
    assert opening.startswith("StoreError ")
    assert any(word in opening for word in ("may only be read", "Permission denied", "may this account write there")), (
        rights,
        opening,
    )
    if of_folder != 0o700:
        assert backing.startswith("StoreError ") and putting.startswith("StoreError ")
    assert reading == "read {1}" or reading.startswith("not read StoreError ")
    theirs.parent.chmod(0o700)
    theirs.chmod(0o600)
    if of_folder != 0o700:
        assert digest(theirs) == before
    with Store(theirs) as store:
        assert store.write(practised) == {1}


# Locked by another program.


def test_while_another_program_holds_the_file_the_owner_is_told_and_loses_nothing(filled: Path) -> None:
    code = """
import sqlite3
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(60)
"""
    process = python(code, filled)
    assert line(process) == "locked"
    refused(filled, StoreBusy, r"another program is writing to .*; try again when it is done")
    killed(process)
    with Store(filled, busy=0.05) as store:
        store.write(lambda db: practise(db, 1000))
        process = python(code, filled)
        assert line(process) == "locked"
        with pytest.raises(StoreBusy, match="another program is writing"):
            store.write(lambda db: practise(db, 1001))
        assert len(read(filled, practised)) == 601
        killed(process)
        store.write(lambda db: practise(db, 1002))
    assert len(read(filled, practised)) == 602


# Cut.


@pytest.mark.parametrize(
    "length", [1, 15, 16, 17, 20, 30, 50, 99, 100, 512, 4095, 4096, 4097, 50_000, -4097, -4096, -1]
)
def test_a_file_that_was_cut_is_told_and_whole_again_has_everything(filled: Path, length: int) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[:length])
    refused(filled, StoreDamaged, r"is damaged: .*`drillbook restore` brings back a backup")
    filled.write_bytes(whole)
    with Store(filled) as store:
        assert store.write(practised) == set(range(1, 601))


def test_an_empty_file_without_a_log_is_begun_anew(path: Path) -> None:
    path.touch()
    with Store(path) as store:
        store.write(lambda db: account(db, "a"))
    assert read(path, accounts) == {"a"}


@pytest.mark.parametrize("how", ["missing", "empty", "cut", "cut to the header"])
def test_what_only_the_log_holds_is_not_thrown_away(path: Path, how: str) -> None:
    abandoned(path, "print(len(store.write(lambda db: [practise(db, n) for n in range(600)])), file=sys.stderr)")
    log = path.with_name(path.name + "-wal")
    whole, logged = path.read_bytes(), log.read_bytes()
    assert len(logged) > 4096
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "cut": whole[: 4096 * 3], "cut to the header": whole[:100]}[how])
    try:
        Store(path).close()  # where the log has every page of a file that was cut, all is well
    except StoreDamaged:
        assert log.read_bytes() == logged
    else:
        assert how.startswith("cut")
        assert read(path, practised) == set(range(1, 601))
    path.write_bytes(whole)
    log.write_bytes(logged)
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    path.with_name(path.name + ".lock").unlink()
    with Store(path) as store:
        assert store.write(practised) == set(range(1, 601))


# Overwritten.


def scribble(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(random.Random(page).randbytes(4096))


def leaf_of(path: Path, table: str) -> int:
    """The last leaf of a table, which nothing reads at the opening; counted from 0."""
    try:
        return (
            int(plainly(path, f"SELECT max(pageno) FROM dbstat WHERE name = '{table}' AND pagetype = 'leaf'")[0][0]) - 1
        )
    except sqlite3.OperationalError:  # a SQLite without dbstat: the largest table is found in the middle
        return path.stat().st_size // 4096 // 2


def test_after_an_unclean_end_the_whole_file_is_checked(filled: Path) -> None:
    abandoned(filled)
    assert plainly(filled, "SELECT clean FROM closing") == [(0,)]
    for left in filled.parent.glob("*-wal"):
        assert left.stat().st_size == 0
    whole = filled.read_bytes()
    scribble(filled, leaf_of(filled, "replies"))
    refused(filled, StoreDamaged, "is damaged")
    filled.write_bytes(whole)
    with Store(filled) as store:
        assert store.write(practised) == set(range(1, 601))


def test_a_damaged_file_and_its_log_stay_as_they_were_found(filled: Path) -> None:
    log = filled.with_name(filled.name + "-wal")
    abandoned(filled, "store.write(lambda db: practise(db, 1000))")
    logged, whole = digest(log), filled.read_bytes()
    leaf = len(whole) // 4096 // 2
    scribble(filled, leaf)
    refused(filled, StoreDamaged, "is damaged")
    assert digest(log) == logged
    filled.write_bytes(whole)
    with Store(filled) as store:
        assert store.write(practised) == set(range(1, 602))


def test_after_a_clean_end_the_file_is_taken_at_its_word(filled: Path) -> None:
    scribble(filled, leaf_of(filled, "replies"))
    Store(filled).close()


def test_after_damage_was_met_no_end_is_clean(filled: Path) -> None:
    scribble(filled, leaf_of(filled, "replies"))
    with Store(filled) as store, pytest.raises(StoreDamaged, match="is damaged"):
        store.write(lambda db: db.execute("SELECT max(length(text)) FROM replies").fetchall())
    refused(filled, StoreDamaged, "is damaged")


def test_a_damaged_store_does_not_drive_out_its_good_backups(filled: Path) -> None:
    scribble(filled, leaf_of(filled, "replies"))
    with pytest.raises(StoreDamaged, match=r"drillbook\.db is damaged"):
        back_up(filled, NOW)
    assert list((filled.parent / "backups").iterdir()) == []


@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_written_over_it_no_other_error_comes_out(filled: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(filled.read_bytes())
    start = chance.choice((16, 24, 100, chance.randrange(len(content))))
    content[start : start + 60] = chance.randbytes(60)
    filled.write_bytes(content)

    def all_of_it(db: Database) -> list[object]:
        return [
            db.execute(f"SELECT * FROM {name}").fetchall() for name in ("learners", "questions", "replies", "cards")
        ]

    with suppress(StoreError):
        read(filled, all_of_it)
    with suppress(StoreError), Store(filled) as store:
        with suppress(StoreError):
            store.write(all_of_it)
        store.write(lambda db: db.execute("UPDATE replies SET text = 'x'"))
    with suppress(StoreError):
        back_up(filled, NOW)


@pytest.mark.parametrize(
    "content", [b"x", b"no database\n" * 1000, b"\x00" * 8192, b"SQLite format 3\x01" + b"\x00" * 4096]
)
def test_what_is_no_database_is_told_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, StoreDamaged, "is damaged: it is no SQLite database")


@pytest.mark.parametrize("content", [b"", b"\x00" * 84, b"\x10\x00\x02\x02\x00\x40\x20\x20" + b"\xff" * 4096])
def test_what_only_begins_like_a_database_is_told_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(b"SQLite format 3\x00" + content)
    refused(path, StoreDamaged, "is damaged|is no database")


def test_a_folder_in_its_place_is_told_and_left_alone(path: Path) -> None:
    path.mkdir()
    refused(path, StoreError, "directory")
    assert path.is_dir()


def test_a_file_in_the_place_of_its_folder_is_told(path: Path) -> None:
    path.write_text("mine", "utf-8")
    refused(path / "drillbook.db", StoreError, "cannot use")
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize("sql", ["CREATE TABLE notes (id INTEGER)", "PRAGMA application_id = 7"])
def test_a_database_of_another_program_is_told_and_left_alone(path: Path, mode: str, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA journal_mode = {mode}")
        db.execute(sql)
    refused(path, StoreDamaged, "is a database of another program; name another folder with DRILLBOOK_DATA")
    with pytest.raises(StoreDamaged, match="another program"):
        read(path, accounts)


def test_a_store_without_its_mark_of_a_clean_end_is_checked_and_opened(filled: Path) -> None:
    plainly(filled, "DELETE FROM closing")
    with Store(filled) as store:
        assert store.write(practised) == set(range(1, 601))


def test_a_copied_store_with_its_log_is_the_store(filled: Path, tmp_path: Path) -> None:
    def copy(db: Database) -> int:
        return practise(db, 2000)

    other = tmp_path / "other" / "drillbook.db"
    other.parent.mkdir()
    with Store(filled) as store:
        store.write(copy)
        for suffix in ("", "-wal"):
            shutil.copy(f"{filled}{suffix}", f"{other}{suffix}")
    with Store(other) as store:
        assert store.write(practised) == set(range(1, 602))
