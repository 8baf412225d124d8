"""Who is deleted leaves the file, its log and every backup that comes back, whatever happens to the store meanwhile."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from scheduler.store import Kind, NotThere, Place, Store, StoreBusy, StoreError, ask, learner_of, read, restore, welcome
from scheduler.store.backups import back_up, replaced_by
from scheduler.store.ledger import ledger_of, note, noted
from scheduler.store.personal import Gone, forget_again
from tests.scheduler.store.samples import NOW, account, accounts, plainly, practise, variant

DAY = timedelta(days=1)
AT = "2026-03-01T12:00:00.000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store in which `a` and `b` practise."""
    path = tmp_path / "drillbook.db"
    with Store(path) as store:
        store.write(lambda db: (account(db, "a"), account(db, "b")))
    return path


def number(db: Database, name: str) -> int:
    found = learner_of(db, name)
    assert found is not None
    return found.id


def delete(path: Path, name: str) -> None:
    with Store(path) as store:
        assert store.forget(store.write(lambda db: number(db, name)), NOW)


# Backups.


@pytest.mark.parametrize("how", ["as it should be", "cut", "no database", "gone", "gone with its log", "begun anew"])
def test_who_was_deleted_does_not_come_back_whatever_became_of_the_store(path: Path, how: str) -> None:
    made = back_up(path, NOW - DAY)
    delete(path, "a")
    if how == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif how == "no database":
        path.write_bytes(b"no database" * 1000)
    elif how != "as it should be":
        for left in path.parent.glob("drillbook.db" if how == "gone" else "drillbook.db[!.]*"):
            left.unlink()
        path.unlink(missing_ok=True)
    if how == "begun anew":
        Store(path).close()
    assert restore(path, made.path, NOW, "tests")[1] == 1
    assert plainly(path, "SELECT account FROM learners") == [("b",)]  # before anybody opens it
    with Store(path) as store:
        assert store.write(lambda db: welcome(db, "c", "UTC", NOW)).id == 3


def test_nobody_can_open_the_store_until_the_backup_has_forgotten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = back_up(path, NOW - DAY)
    delete(path, "a")
    seen = []

    def looking(db: Database, before: Gone) -> int:
        seen.append(read(path, accounts))
        with pytest.raises(StoreBusy):
            Store(path)
        return forget_again(db, before)

    def replacing(store: Path, incoming: Path, now: datetime) -> Path | None:
        with pytest.raises(StoreBusy):
            Store(path)
        found = replaced_by(store, incoming, now)
        seen.append(read(path, accounts))
        with pytest.raises(StoreBusy):
            Store(path)
        return found

    monkeypatch.setattr("scheduler.store.restoring.forget_again", looking)
    monkeypatch.setattr("scheduler.store.restoring.replaced_by", replacing)
    restore(path, made.path, NOW, "tests")
    assert seen == [{"b"}, {"b"}]


def test_where_a_backup_cannot_forget_nothing_is_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = back_up(path, NOW - DAY)
    delete(path, "a")

    def failing(*_: object) -> int:
        raise sqlite3.OperationalError("no")

    monkeypatch.setattr("scheduler.store.restoring.forget_again", failing)
    with pytest.raises(StoreError):
        restore(path, made.path, NOW, "tests")
    assert read(path, accounts) == {"b"}
    assert list(path.parent.glob("*incoming*")) == []


def test_what_a_killed_restoring_left_is_cleared_away_with_the_next_use(path: Path) -> None:
    for suffix in ("", "-journal"):
        path.with_name(f"drillbook.db.incoming{suffix}").write_text("somebody who was deleted", "utf-8")
    with Store(path) as store:
        store.prune_backups(NOW)
    assert list(path.parent.glob("*incoming*")) == []


def test_a_store_that_is_begun_anew_gives_no_number_again(path: Path) -> None:
    delete(path, "b")
    for left in path.parent.glob("drillbook.db[!.]*"):
        left.unlink()
    path.unlink()
    with Store(path) as store:
        assert store.write(lambda db: welcome(db, "c", "UTC", NOW)).id == 3
        made = back_up(path, NOW)
    assert restore(path, made.path, NOW, "tests")[1] == 0
    assert read(path, accounts) == {"c"}


# The ledger.


def test_a_ledger_may_hold_anything(path: Path) -> None:
    ledger = ledger_of(path)
    ledger.write_bytes(
        b"\xff\xfe\x00 \n1\n0 " + AT.encode() + b"\n-3 " + AT.encode() + b"\n" + b"9" * 40 + b" " + AT.encode()
        + b"\n7 " + AT.encode() + b"\r\n5 " + AT.encode() + b"\n\n4 2026-03"
    )  # fmt: skip
    assert noted(path) == ((5, AT),)
    note(path, [(5, AT), (6, AT)])
    assert noted(path) == ((5, AT), (6, AT))
    before = ledger.read_bytes()
    note(path, [(6, AT)])
    assert ledger.read_bytes() == before


def test_of_an_endless_ledger_the_end_is_read(path: Path) -> None:
    with ledger_of(path).open("wb") as file:
        file.write(b"1 " + AT.encode() + b"\n" + b"x" * 10_000_000)
    note(path, [(8, AT)])
    assert noted(path) == ((8, AT),)
    ledger_of(path).write_text(f"123456 {AT}\n" * 200_000, "ascii")
    assert noted(path) == ((123456, AT),)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_its_owner_may_read_the_ledger(path: Path) -> None:
    before = os.umask(0)
    try:
        delete(path, "a")
    finally:
        os.umask(before)
    assert ledger_of(path).stat().st_mode & 0o777 == 0o600
    assert ledger_of(path).read_text("ascii") == f"\n1 {AT}\n"


def test_a_deletion_that_cannot_be_noted_is_told_and_noted_with_the_next(path: Path) -> None:
    ledger_of(path).mkdir()
    with Store(path) as store:
        with pytest.raises(StoreError, match=r"learner 1 is deleted, but that could not be noted in drillbook\.db"):
            store.forget(1, NOW)
        ledger_of(path).rmdir()
        assert store.forget(2, NOW)
        assert store.write(accounts) == set()
    assert noted(path) == ((1, AT), (2, AT))


# The file.


def test_what_was_deleted_leaves_the_log_or_else_that_is_told(path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    with Store(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        for name in ("somebody's own name", "another's own name"):
            store.write(lambda db, n=name: account(db, n))  # type: ignore[misc]
        assert b"own name" in log.read_bytes()
        assert store.forget(3, NOW)
        assert log.stat().st_size == 0
        assert b"somebody's own name" not in path.read_bytes()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM learners").fetchone()
        assert not store.forget(4, NOW)
        assert store.write(lambda db: db.execute("PRAGMA busy_timeout").fetchone()[0]) == 5000
        reader.execute("COMMIT")
    assert b"own name" not in path.read_bytes()


def test_who_is_not_there_is_not_deleted(path: Path) -> None:
    with Store(path) as store:
        for nobody in (3, 0, -1):
            with pytest.raises(NotThere, match="there is no learner"):
                store.forget(nobody, NOW)
        assert store.forget(1, NOW)
        with pytest.raises(NotThere):
            store.forget(1, NOW)
    assert noted(path) == ((1, AT),)


def test_only_variants_that_nobody_else_was_asked_go_with_a_learner(path: Path) -> None:
    place = Place("tinyml-4f1c09", "bound")
    with Store(path) as store:
        store.write(lambda db: practise(db, 1))
        for learner, seeds in ((1, (1, 2, 3)), (2, (3, 4))):
            for seed in seeds:
                store.write(lambda db, n=learner, s=seed: ask(db, n, None, place, Kind.NEW, variant(s), NOW))  # type: ignore[misc]
        nobodys = "INSERT INTO variants (digest, body) VALUES ('" + "0" * 64 + "', '{}')"
        store.write(lambda db: db.execute(nobodys))
        before = len(store.write(lambda db: db.execute("SELECT id FROM variants").fetchall()))
        store.forget(1, NOW)
        # 2 goes; 1 was asked by `practise`, 3 of `b`, and what belongs to nobody is no learner's.
        assert len(store.write(lambda db: db.execute("SELECT id FROM variants").fetchall())) == before - 1
