"""One owner, one connection that writes, and nothing acknowledged before it is on the disk."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sqlite3
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from sqlite_utils import Database

from scheduler.store import Store, StoreBusy, StoreError, learner_of, read
from tests.scheduler.store.samples import (
    NOW,
    OWNING,
    account,
    accounts,
    ended,
    killed,
    line,
    plainly,
    practise,
    practised,
    python,
    quick,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drillbook.db"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("recursive_triggers", 0)],
)
def test_the_connection_is_as_careful_as_is_said(path: Path, pragma: str, value: object) -> None:
    with Store(path) as store:
        assert store.write(lambda db: db.execute(f"PRAGMA {pragma}").fetchone()[0]) == value


def test_a_reopened_store_is_as_careful(path: Path) -> None:
    Store(path).close()
    with Store(path) as store:
        pragmas = ("journal_mode", "synchronous", "foreign_keys")
        assert [store.write(lambda db, p=p: db.execute(f"PRAGMA {p}").fetchone()[0]) for p in pragmas] == ["wal", 2, 1]  # type: ignore[misc]


def test_every_table_is_strict(path: Path) -> None:
    Store(path).close()
    tables = plainly(
        path, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
    )
    assert len(tables) > 10
    assert [name for name, strict in tables if not strict] == []


def test_a_row_that_refers_to_nothing_is_refused(path: Path) -> None:
    with Store(path) as store:
        with pytest.raises(StoreError, match="FOREIGN KEY"):
            store.write(
                lambda db: db.execute("INSERT INTO excused (learner, day, reason) VALUES (7, '2026-03-01', 'x')")
            )
        with pytest.raises(StoreError, match="FOREIGN KEY"):  # and nothing of what went well before it stays
            store.write(
                lambda db: (
                    account(db, "a"),
                    db.execute("UPDATE questions SET learner = 2"),
                    practise(db, 1),
                    db.execute("UPDATE reviews SET learner = 9"),
                )
            )
        assert store.write(accounts) == set()


class Stop(BaseException):
    """What is no Exception, as SystemExit and KeyboardInterrupt are not."""


@pytest.mark.parametrize("error", [ValueError("no"), OSError("no such thing"), Stop(), KeyboardInterrupt()])
def test_work_that_raises_leaves_nothing_and_its_error_arrives(path: Path, error: BaseException) -> None:
    def work(db: Database) -> None:
        practise(db, 1)
        raise error

    with Store(path) as store:
        with pytest.raises(type(error)) as caught:
            store.write(work)
        assert caught.value is error
        assert store.write(accounts) == set()
        store.write(lambda db: practise(db, 2))
    assert read(path, practised) == {1}


def test_an_iterator_that_ran_out_in_the_work_ends_the_wait_for_it(path: Path) -> None:
    def work(db: Database) -> object:
        account(db, "a")
        return next(iter(()))

    async def wait(store: Store) -> None:
        await asyncio.wait_for(store.run(work), 10)

    with Store(path) as store:
        with pytest.raises(RuntimeError, match="StopIteration"):
            asyncio.run(wait(store))
        assert store.write(accounts) == set()


def test_a_result_comes_only_when_others_can_see_what_it_is_of(path: Path) -> None:
    seen = []

    def work(db: Database) -> None:
        account(db, "a")
        seen.append(read(path, accounts))

    with Store(path) as store:
        store.write(lambda db: None)
        for number in range(50):
            store.write(lambda db, n=number: account(db, f"b{n}"))  # type: ignore[misc]
            assert f"b{number}" in read(path, accounts)
        store.write(work)
        assert "a" not in seen[0]
        assert "a" in read(path, accounts)


def test_work_holds_the_right_to_write_from_its_beginning(path: Path) -> None:
    def work(db: Database) -> None:
        with (
            closing(sqlite3.connect(path, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")

    with Store(path) as store:
        store.write(work)


def test_work_that_would_wait_for_itself_is_told(path: Path) -> None:
    with Store(path) as store:
        with pytest.raises(RuntimeError, match="wait for itself"):
            store.write(lambda db: store.write(accounts))
        assert store.write(accounts) == set()


@pytest.mark.parametrize("name", ["a b.db", "a?mode=ro.db", "a#b.db", "a%20b.db", "ä'\";.db", "file:a.db"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"in {name}" / name
    with Store(path) as store:
        store.write(lambda db: account(db, "a"))
        assert store.back_up_if_due(NOW)
        assert read(path, accounts) == {"a"}
    assert read(path, accounts) == {"a"}
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"in {name}"]
    assert path.stat().st_size > 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_its_owner_may_read_what_is_in_it(path: Path) -> None:
    before = os.umask(0)
    try:
        with Store(path) as store:
            store.write(lambda db: account(db, "a"))
            store.back_up_if_due(NOW)
            files = [path, *path.parent.glob("*-wal"), *path.parent.glob("*-shm"), *path.parent.glob("backups/*")]
            assert len(files) == 4
            assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
            assert (path.parent / "backups").stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def test_a_second_owner_is_refused_and_told_who_the_first_is(path: Path) -> None:
    with Store(path, owner="drillbook practice") as store:
        store.write(lambda db: account(db, "a"))
        with pytest.raises(StoreBusy, match=rf"`drillbook practice` \(process {os.getpid()}\)"):
            Store(path)
    with Store(path) as store:
        assert store.write(accounts) == {"a"}


def test_an_owner_in_another_process_is_named_and_when_it_is_killed_the_next_may_open(path: Path) -> None:
    process = python(
        OWNING + "store.write(lambda db: account(db, 'a'))\nprint('done', flush=True)\ntime.sleep(60)", path
    )
    assert (line(process), line(process)) == ("open", "done")
    with pytest.raises(StoreBusy, match=rf"is in use by `the first` \(process {process.pid}\)"):
        Store(path)
    assert read(path, accounts) == {"a"}
    killed(process)
    with Store(path) as store:
        assert store.write(accounts) == {"a"}


@pytest.mark.parametrize("said", [b"", b"5", b"[]", b"{}", b"null", b"\xff\xfe", b'{"owner": 1', b'{"owner": "x"}'])
def test_an_owner_that_did_not_say_who_it_is_holds_the_store_too(path: Path, said: bytes) -> None:
    name = path.with_name(path.name + ".lock")
    with FileLock(name):
        name.write_bytes(said)
        with pytest.raises(StoreBusy, match="in use by another process"):
            Store(path)
    Store(path, owner="the next").close()
    assert json.loads(name.read_text("utf-8"))["owner"] == "the next"


def test_readers_see_one_state_while_the_owner_writes(path: Path) -> None:
    def move(db: Database, by: int) -> None:
        db.execute("UPDATE learners SET new_a_day = new_a_day - ? WHERE account = 'a'", (by,))
        db.execute("UPDATE learners SET new_a_day = new_a_day + ? WHERE account = 'b'", (by,))

    def both(db: Database) -> tuple[int, int]:
        sql = "SELECT new_a_day FROM learners WHERE account = ?"
        first = db.execute(sql, ("a",)).fetchone()[0]
        time.sleep(0.001)
        return first, db.execute(sql, ("b",)).fetchone()[0]

    with Store(path) as store:
        store.write(lambda db: (account(db, "a"), account(db, "b"), db.execute("UPDATE learners SET new_a_day = 500")))
        over = threading.Event()

        def moving() -> None:
            while not over.is_set():
                for by in [1] * 200 + [-1] * 200:
                    store.write(partial(move, by=by))

        mover = threading.Thread(target=moving)
        mover.start()
        states: set[tuple[int, int]] = set()
        until = time.monotonic() + 30
        try:
            while len(states) < 20 and time.monotonic() < until:
                states.add(read(path, both))
        finally:
            over.set()
            mover.join()
    assert len(states) == 20
    assert {first + second for first, second in states} == {1000}


def test_a_reader_writes_nothing(path: Path) -> None:
    Store(path).close()
    before = path.read_bytes()
    with pytest.raises(StoreError):
        read(path, lambda db: account(db, "a"))
    assert path.read_bytes() == before


def test_what_goes_wrong_in_a_reader_is_told_as_what_it_is(path: Path) -> None:
    Store(path).close()
    with pytest.raises(StoreError, match="no such table"):
        read(path, lambda db: db.execute("SELECT * FROM unknown"))

    def pipe(db: Database) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        read(path, pipe)


def test_where_there_is_no_store_a_reader_is_told_and_makes_none(path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no database .* yet; `drillbook practice` begins one"):
        read(path, accounts)
    assert list(path.parent.iterdir()) == []
    path.touch()
    with pytest.raises(StoreError, match="there is no database"):
        read(path, accounts)


def test_a_reader_reads_what_a_killed_owner_left(path: Path) -> None:
    process = python(OWNING + "print(store.write(lambda db: practise(db, 1)), flush=True)\ntime.sleep(60)", path)
    assert (line(process), line(process)) == ("open", "1")
    killed(process)
    path.with_name(path.name + "-shm").unlink()
    for _ in range(2):
        assert read(path, practised) == {1}
    with Store(path) as store:
        assert store.write(practised) == {1}


def test_closing_finishes_what_was_submitted(path: Path) -> None:
    async def submit(store: Store) -> None:
        store.write(lambda db: None)
        waits = [asyncio.ensure_future(store.run(lambda db, n=n: account(db, f"a{n}"))) for n in range(200)]  # type: ignore[misc]
        await asyncio.sleep(0)
        await asyncio.to_thread(store.close)
        assert await asyncio.gather(*waits) == [f"a{n}" for n in range(200)]

    asyncio.run(submit(Store(path)))
    assert len(read(path, accounts)) == 200
    assert plainly(path, "SELECT clean FROM closing") == [(1,)]
    assert sorted(each.name for each in path.parent.glob("drillbook.db*"))[:2] == ["drillbook.db", "drillbook.db.lock"]


def test_a_closed_store_says_so(path: Path) -> None:
    store = Store(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.write(accounts)
    with pytest.raises(StoreError, match="is closed"):
        asyncio.run(store.run(accounts))
    Store(path).close()


def test_who_writes_while_it_closes_is_served_or_told(path: Path) -> None:
    for attempt in range(20):
        store = Store(path)
        served: list[str] = []

        def write(store: Store = store, served: list[str] = served, attempt: int = attempt) -> None:
            number = 0
            while True:
                name = f"{attempt}-{threading.get_ident()}-{number}"
                try:
                    served.append(store.write(partial(account, name=name)))
                except StoreError:
                    return
                number += 1

        writers = [threading.Thread(target=write) for _ in range(4)]
        for writer in writers:
            writer.start()
        time.sleep(0.005)
        store.close()
        for writer in writers:
            writer.join(timeout=10)
            assert not writer.is_alive()
        assert {name for name in read(path, accounts) if name.startswith(f"{attempt}-")} == set(served)


def test_ten_thousand_at_once_are_all_acknowledged_and_all_there(path: Path) -> None:
    async def all_of_them(store: Store) -> list[str]:
        return await asyncio.gather(*(store.run(lambda db, n=n: account(db, f"a{n}")) for n in range(10_000)))  # type: ignore[misc]

    with quick(path) as store:
        assert asyncio.run(all_of_them(store)) == [f"a{n}" for n in range(10_000)]
    assert read(path, accounts) == {f"a{n}" for n in range(10_000)}


def test_a_wait_that_is_cancelled_neither_undoes_nor_breaks_anything(path: Path) -> None:
    told: list[dict[str, object]] = []

    async def cancel(store: Store) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        begun, release = threading.Event(), threading.Event()

        def slow(db: Database) -> None:
            begun.set()
            assert release.wait(10)
            account(db, "slow")

        def failing(db: Database) -> None:
            raise ValueError("nobody waits")

        waits = [asyncio.ensure_future(store.run(slow))]
        waits += [asyncio.ensure_future(store.run(lambda db: account(db, "queued")))]  # type: ignore[arg-type]
        waits += [asyncio.ensure_future(store.run(failing))]
        assert await asyncio.to_thread(begun.wait, 10)
        for wait in waits:
            wait.cancel()
        release.set()
        assert [type(end) for end in await asyncio.gather(*waits, return_exceptions=True)] == [
            asyncio.CancelledError
        ] * 3
        assert await store.run(accounts) == {"slow", "queued"}
        gc.collect()

    with Store(path) as store:
        asyncio.run(cancel(store))
    assert [str(each["exception"]) for each in told] == ["nobody waits"]  # an error that nobody saw goes to the log


def test_a_loop_that_is_gone_before_its_work_is_done_stops_nothing(path: Path) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(db: Database) -> str:
        begun.set()
        assert release.wait(10)
        return account(db, "a")

    async def leave(store: Store) -> None:
        wait = asyncio.ensure_future(store.run(slow))
        assert await asyncio.to_thread(begun.wait, 10)
        wait.cancel()

    with Store(path) as store:
        asyncio.run(leave(store))
        release.set()
        assert store.write(accounts) == {"a"}


def test_work_that_takes_long_leaves_the_loop_free(path: Path) -> None:
    async def beside(store: Store) -> int:
        release = threading.Event()
        wait = asyncio.ensure_future(store.run(lambda db: release.wait(10)))
        turns = 0
        while turns < 20:
            await asyncio.sleep(0.001)
            turns += 1
        assert not wait.done()
        release.set()
        assert await wait
        return turns

    with Store(path) as store:
        assert asyncio.run(beside(store)) == 20


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_whoever_is_interrupted_while_it_waits_still_closes_the_store(path: Path) -> None:
    code = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background, a shell lets it be ignored
def slow(db):
    print("begun", flush=True)
    time.sleep(2)
    return account(db, "slow")
try:
    with Store(Path(sys.argv[1])) as store:
        store.write(slow)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    process = python(code, path)
    assert line(process) == "begun"
    process.send_signal(signal.SIGINT)
    assert ended(process) == "interrupted\n"
    assert plainly(path, "SELECT clean FROM closing") == [(1,)]
    assert read(path, accounts) == {"slow"}


@pytest.mark.parametrize("busy", [False, True])
def test_an_end_without_closing_loses_nothing_that_was_acknowledged(path: Path, busy: bool) -> None:
    code = OWNING + "for n in range(100): store.write(lambda db: practise(db, n))\n"
    if busy:
        code += "for n in range(100, 600): store._submit(lambda db, n=n: practise(db, n))\n"
    ended(python(code, path))
    assert plainly(path, "SELECT clean FROM closing") == [(0,)]
    with Store(path) as store:
        assert store.write(practised) >= set(range(1, 101))
        assert store.write(lambda db: learner_of(db, "local-0")) is not None
