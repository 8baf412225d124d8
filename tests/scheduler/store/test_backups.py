"""A backup a day, whole and by itself, a number of them kept; and one of them put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from scheduler.store import (
    MOST_DAYS,
    MOST_KEPT,
    NotThere,
    Store,
    StoreDamaged,
    StoreError,
    StoreNewer,
    backups,
    latest,
    read,
)
from scheduler.store.backups import back_up, prune
from tests.scheduler.store.samples import (
    NOW,
    abandoned,
    account,
    accounts,
    killed,
    line,
    practise,
    practised,
    put_back,
    python,
)

DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store in which `a` practises."""
    path = tmp_path / "drillbook.db"
    with Store(path) as store:
        store.write(lambda db: account(db, "a"))
    return path


def files(path: Path) -> list[str]:
    return sorted(each.name for each in (path.parent / "backups").iterdir())


def state(path: Path) -> dict[str, bytes]:
    """A store's files and backups, but for the lock and what readers leave."""
    found = {each.name: each.read_bytes() for each in path.parent.rglob("*") if each.is_file()}
    return {name: content for name, content in found.items() if content and not name.endswith((".lock", "-shm"))}


# Made.


def test_one_is_made_on_each_utc_day(path: Path) -> None:
    with Store(path) as store:
        first = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
        assert [store.back_up_if_due(first + timedelta(seconds=n)) for n in (0, 1, 59)] == [True, False, False]
        assert [store.back_up_if_due(first + timedelta(minutes=n)) for n in (1, 2, 1440)] == [True, False, False]
        there = datetime(2026, 3, 3, 1, tzinfo=timezone(timedelta(hours=2)))  # where it is the 2nd in UTC
        assert not store.back_up_if_due(there)
        assert store.back_up_if_due(there + timedelta(hours=1))
    assert files(path) == [f"2026-03-0{n}-daily.db" for n in ("1T235900Z", "2T000000Z", "3T000000Z")]


def test_a_clock_that_was_wrong_once_does_not_make_one_at_every_turn(path: Path) -> None:
    with Store(path) as store:
        assert store.back_up_if_due(NOW + 9000 * DAY)
        assert [store.back_up_if_due(NOW + timedelta(minutes=n)) for n in range(3)] == [True, False, False]


def test_what_is_made_is_what_is_found(path: Path) -> None:
    made = [back_up(path, NOW + timedelta(microseconds=7) + n * DAY) for n in range(3)]
    assert backups(path) == made[::-1]
    assert [(each.made, each.why) for each in made] == [(NOW + n * DAY, "daily") for n in range(3)]


def test_it_is_one_file_with_all_that_was_committed(path: Path, tmp_path: Path) -> None:
    with Store(path) as store:
        for number in range(100):
            store.write(lambda db, n=number: practise(db, n))  # type: ignore[misc]
        made = back_up(path, NOW)
        store.write(lambda db: practise(db, 100))
    assert len(read(made.path, practised)) == 100
    assert files(path) == [made.path.name]  # a log of its own would be there now
    alone = tmp_path / "alone" / "drillbook.db"
    alone.parent.mkdir()
    shutil.copy(made.path, alone)
    with Store(alone) as store:
        assert store.write(practised) == set(range(1, 101))


def test_it_holds_one_state_while_the_store_is_written(path: Path) -> None:
    with Store(path) as store:
        over = threading.Event()
        written = 0

        def write() -> None:
            nonlocal written
            while not over.is_set():
                store.write(partial(practise, number=written))
                written += 1

        writer = threading.Thread(target=write)
        writer.start()
        for number in range(10):
            before = written
            made = back_up(path, NOW + number * DAY)
            after = written
            found = read(made.path, practised)
            assert found == set(range(1, len(found) + 1))
            assert before <= len(found) <= after + 1
        over.set()
        writer.join()
    assert written > 20


def test_a_number_of_each_kind_is_kept_and_none_for_longer_than_is_said(path: Path) -> None:
    for number in range(40):
        now = NOW + number * DAY
        back_up(path, now)
        if number < 12:
            back_up(path, now, "before-migration")
            put_back(path, backups(path)[0].path, now)
        kept = backups(path)
        for why in ("daily", "before-migration", "replaced"):
            of_a_kind = [backup for backup in kept if backup.why == why]
            assert len(of_a_kind) <= MOST_KEPT
        assert all(now - backup.made <= MOST_DAYS * DAY for backup in kept)
        assert [backup.made for backup in kept if backup.why == "daily"] == [
            now - n * DAY for n in range(min(number + 1, MOST_KEPT))
        ]
    back_up(path, NOW + 400 * DAY)
    back_up(path, NOW + 401 * DAY)
    assert [each.made for each in backups(path)] == [NOW + 401 * DAY, NOW + 400 * DAY]


def test_a_clock_that_was_set_forward_once_takes_no_backup_away_and_its_own_goes_in_time(path: Path) -> None:
    week = [back_up(path, NOW + n * DAY) for n in range(7)]
    moved = back_up(path, NOW + 3650 * DAY)
    later = NOW + 7 * DAY
    assert latest(path, later) == week[-1]
    today = back_up(path, later)
    kept = backups(path)
    assert [each for each in kept if each.why == "daily"] == [today, *week[:0:-1]]
    assert [each.made for each in kept if each.why == "undated"] == [later]
    assert not moved.path.exists()
    assert latest(path, later) == today
    for number in range(8, 50):
        back_up(path, NOW + number * DAY)
        undated = [each for each in backups(path) if each.why == "undated"]
        assert len(undated) == (number <= 7 + MOST_DAYS)


def test_what_was_replaced_under_a_wrong_clock_keeps_its_log(path: Path) -> None:
    made = [back_up(path, NOW - n * DAY) for n in (3, 2, 1)]
    abandoned(path, "store.write(lambda db: account(db, 'b'))")
    assert put_back(path, made[-1].path, NOW + 3650 * DAY) is not None
    prune(path, NOW)
    prune(path, NOW)
    (undated,) = [each for each in backups(path) if each.why == "undated"]
    assert [name for name in files(path) if "replaced" in name] == []
    put_back(path, undated.path, NOW)
    assert read(path, accounts) == {"a", "b"}


def test_a_clock_that_was_set_back_takes_no_backup_away_either(path: Path) -> None:
    week = [back_up(path, NOW + n * DAY) for n in range(7)]
    with Store(path) as store:
        assert [store.back_up_if_due(NOW - 9000 * DAY) for _ in range(3)] == [True, False, False]
    later = NOW + 7 * DAY
    today = back_up(path, later)
    assert backups(path) == [today, *week[:0:-1]]
    assert latest(path, later) == today


def test_two_that_are_dated_ahead_in_one_second_are_both_kept(path: Path) -> None:
    for number in (4, 3, 2, 1):
        back_up(path, NOW - number * DAY)
    ahead = [(NOW + 4000 * DAY, "daily"), (NOW + 4000 * DAY, "before-migration")]
    for moment, why in ahead:
        shutil.copy(backups(path)[-1].path, path.parent / "backups" / f"{moment:%Y-%m-%dT%H%M%SZ}-{why}.db")
    prune(path, NOW)
    assert len([each for each in backups(path) if each.why == "undated"]) == 2


def test_what_is_not_a_backup_is_left_alone(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    strange = (
        "notes.txt",
        "mine.db",
        "2020-01-01-daily.db",
        "2020-13-99T999999Z-daily.db",
        "2020-01-01T000000Z-mine.db",
        "2020-01-01T000000Z-daily.db.gz",
        "copy of 2020-01-01T000000Z-daily.db",
    )
    for name in strange:
        (folder / name).write_text("mine", "utf-8")
    for number in range(10):
        back_up(path, NOW + number * DAY)
    assert len(backups(path)) == MOST_KEPT
    assert {name for name in files(path) if (folder / name).read_bytes() == b"mine"} == set(strange)


# Interrupted.


def test_one_that_is_interrupted_has_no_backups_name_and_is_cleared_away_later(path: Path) -> None:
    with Store(path) as store:
        store.write(lambda db: [practise(db, number) for number in range(3000)])
    code = """
print("begun", flush=True)
number = 0
while True:
    back_up(Path(sys.argv[1]), NOW + timedelta(seconds=number))
    print(number, flush=True)
    number += 1
"""
    for _ in range(6):
        process = python(code, path)
        assert line(process) == "begun"
        line(process)
        killed(process)
        for backup in backups(path):
            assert read(backup.path, practised) == set(range(1, 3001))
    back_up(path, NOW + 2 * DAY)
    assert [name for name in files(path) if "unfinished" in name] == []


def test_what_an_interrupted_one_left_is_cleared_away_after_a_day(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    ends = ("daily.unfinished", "daily.unfinished-wal", "replaced.db-wal.unfinished")
    for end in ends:
        (folder / f"2026-02-28T115959Z-{end}").write_text("half", "utf-8")
        (folder / f"2026-02-28T120000Z-{end}").write_text("half, and perhaps in the making", "utf-8")
    made = back_up(path, NOW)
    assert files(path) == sorted([made.path.name, *(f"2026-02-28T120000Z-{end}" for end in ends)])


def test_a_log_whose_backup_is_gone_is_cleared_away(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    for day in ("2026-02-20", "2026-02-21"):
        (folder / f"{day}T120000Z-replaced.db-wal").write_text("a log", "utf-8")
    (folder / "2026-02-21T120000Z-replaced.db").write_text("a database", "utf-8")
    (folder / "2026-03-01T110000Z-replaced.db-wal").write_text("perhaps in the making", "utf-8")
    prune(path, NOW)
    kept = [
        "2026-02-21T120000Z-replaced.db",
        "2026-02-21T120000Z-replaced.db-wal",
        "2026-03-01T110000Z-replaced.db-wal",
    ]
    assert files(path) == kept


def test_one_that_fails_leaves_nothing(path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere\.db"):
        back_up(path.with_name("nowhere.db"), NOW)
    assert files(path) == []
    assert not path.with_name("nowhere.db").exists()


def test_a_file_in_the_folders_place_is_told(path: Path) -> None:
    (path.parent / "backups").write_text("mine", "utf-8")
    with Store(path) as store, pytest.raises(StoreError, match="cannot use"):
        store.back_up_if_due(NOW)
    assert read(path, accounts) == {"a"}


# Put back.


def test_one_is_put_back_and_what_it_replaces_is_kept(path: Path) -> None:
    made = back_up(path, NOW)
    with Store(path) as store:
        store.write(lambda db: account(db, "b"))
    replaced = put_back(path, made.path, NOW + DAY)
    assert replaced is not None
    assert [(each.path, each.why) for each in backups(path)] == [(replaced, "replaced"), (made.path, "daily")]
    with Store(path) as store:
        assert store.write(accounts) == {"a"}
    assert put_back(path, replaced, NOW + 2 * DAY) is not None
    assert read(path, accounts) == {"a", "b"}
    if os.name != "nt":
        assert {each.stat().st_mode & 0o777 for each in (path, replaced, made.path)} == {0o600}


def test_what_was_only_in_the_log_is_kept_with_what_is_replaced(path: Path) -> None:
    made = back_up(path, NOW)
    abandoned(path, "store.write(lambda db: account(db, 'b'))")
    assert path.with_name(path.name + "-wal").stat().st_size > 0
    replaced = put_back(path, made.path, NOW + DAY)
    assert read(path, accounts) == {"a"}
    assert replaced is not None
    put_back(path, replaced, NOW + 2 * DAY)
    with Store(path) as store:
        assert store.write(accounts) == {"a", "b"}
    for number in range(40):
        back_up(path, NOW + number * DAY)
    assert [name for name in files(path) if "replaced" in name] == []


def test_two_in_one_second_keep_both_that_they_replace(path: Path) -> None:
    made = back_up(path, NOW)
    with Store(path) as store:
        store.write(lambda db: account(db, "b"))
    first, second = put_back(path, made.path, NOW), put_back(path, made.path, NOW)
    assert first is not None and second is not None and first != second
    assert (read(first, accounts), read(second, accounts)) == ({"a", "b"}, {"a"})


def test_one_is_put_back_where_the_store_is_gone_or_no_database(path: Path) -> None:
    made = back_up(path, NOW)
    path.write_bytes(b"no database")
    replaced = put_back(path, made.path, NOW)
    assert replaced is not None and replaced.read_bytes() == b"no database"
    assert read(path, accounts) == {"a"}
    for left in path.parent.glob("drillbook.db*"):
        left.unlink()
    assert put_back(path, made.path, NOW + DAY) is None
    with Store(path) as store:
        assert store.write(accounts) == {"a"}


def test_an_older_one_is_put_back_and_brought_up_to_date(path: Path, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.mkdir()
    shutil.copy(Path(__file__).parents[3] / "scheduler/store/migrations/0001_practice.sql", steps)
    old = tmp_path / "old" / "drillbook.db"
    with Store(old, migrations=steps) as store:
        store.write(lambda db: account(db, "old"))
    put_back(path, back_up(old, NOW).path, NOW)
    with Store(path) as store:
        assert store.write(accounts) == {"old"}


def damaged(backup: Path) -> None:
    with backup.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xaa" * 8192)


def cut(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-5000])


def emptied(backup: Path) -> None:
    backup.write_bytes(b"")


def no_database(backup: Path) -> None:
    backup.write_bytes(b"no database" * 1000)


def anothers(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as db:
        db.execute("PRAGMA application_id = 7")


def newer(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as db, db:
        db.execute(
            "UPDATE _sqlite_migrations SET name = '9999_later' WHERE name = (SELECT max(name) FROM _sqlite_migrations)"
        )


@pytest.mark.parametrize(
    ("spoil", "kind", "message"),
    [
        (damaged, StoreDamaged, "is damaged"),
        (cut, StoreDamaged, "is damaged"),
        (emptied, StoreDamaged, "of another program"),
        (no_database, StoreDamaged, "is no database"),
        (anothers, StoreDamaged, "of another program"),
        (newer, StoreNewer, "newer Drillbook"),
        (Path.unlink, NotThere, "there is no backup"),
    ],
)
def test_one_that_is_not_whole_or_not_ours_is_refused_and_the_store_stays_as_it_was(
    path: Path, spoil: object, kind: type[StoreError], message: str
) -> None:
    assert callable(spoil)
    made = back_up(path, NOW)
    spoil(made.path)
    with Store(path) as store:
        store.write(lambda db: account(db, "b"))
    before = state(path)
    with pytest.raises(StoreError, match=message) as caught:
        put_back(path, made.path, NOW)
    assert type(caught.value) is kind
    assert "`drillbook restore`" not in str(caught.value)
    assert state(path) == before
    with Store(path) as store:
        assert store.write(accounts) == {"a", "b"}


@pytest.mark.skipif(os.name == "nt", reason="limits are those of POSIX")
def test_without_room_for_it_nothing_is_put_back_and_nothing_left_over(path: Path) -> None:
    with Store(path) as store:
        store.write(lambda db: [practise(db, number) for number in range(600)])
    made = back_up(path, NOW)
    before = state(path)
    code = """
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
path, backup = map(Path, sys.argv[1:])
for attempt in (lambda: put_back(path, backup, NOW), lambda: back_up(path, NOW + timedelta(days=1))):
    try:
        attempt()
    except StoreError as error:
        print(error)
"""
    out, err = python(code, path, made.path).communicate()
    assert len(out.splitlines()) == 2, err
    assert state(path) == before
