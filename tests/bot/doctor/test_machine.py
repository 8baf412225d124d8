"""What the doctor says of this machine: its store, backups, disk, decks, time zones, and the address for monitors."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doctor.checks import Check, State
from bot.doctor.examining import is_well
from bot.doctor.machine import database, decks, health, zones
from scheduler.store import Store
from tests.bot.doctor.samples import NOW, named

ROOT = Path(__file__).parents[3]


def test_a_store_that_is_well(store: Path) -> None:
    checks = database(store, NOW + timedelta(hours=5))
    assert {check.state for check in checks} == {State.FINE}, checks
    assert [check.name for check in checks] == ["database", "data folder", "disk", "backup", "owner"]
    assert named(checks, "backup").text == "the latest is of 2026-11-28 12:00 UTC, of 1 backup"
    assert named(checks, "owner").text == "nobody has the database open"


def test_a_store_that_is_in_use(store: Path) -> None:
    with Store(store, owner="drillbook bot"):
        checks = database(store, NOW)
    assert named(checks, "owner") == Check(
        "owner",
        State.FINE,
        f"`drillbook bot` (process {os.getpid()}) has the database open, and nobody else can have it meanwhile",
    )
    assert is_well(checks)


def test_no_store_yet_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "new" / "drillbook.db"
    checks = database(path, NOW)
    assert named(checks, "database").text == f"there is none yet; the bot is going to make {path}"
    assert is_well(checks)
    assert not path.parent.exists()


def test_a_blank_file_is_none_yet(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    path.touch()
    assert named(database(path, NOW), "database").text.startswith("there is none yet")
    with closing(sqlite3.connect(path)) as db:  # what a process leaves that was killed while it made one
        db.execute("PRAGMA journal_mode = WAL")
    assert path.stat().st_size
    assert named(database(path, NOW), "database").text.startswith("there is none yet")


def test_a_store_of_an_older_drillbook_is_no_hindrance(tmp_path: Path) -> None:
    path, steps = tmp_path / "drillbook.db", tmp_path / "steps"
    steps.mkdir()
    first = min((ROOT / "scheduler" / "store" / "migrations").glob("*.sql"))
    shutil.copy(first, steps)
    Store(path, migrations=steps).close()
    checks = database(path, NOW)
    assert "of an older Drillbook; the bot brings it up to date" in named(checks, "database").text
    assert is_well(checks)


def test_old_backups_and_none(store: Path) -> None:
    assert named(database(store, NOW + timedelta(days=4)), "backup").state == "warning"
    for backup in (store.parent / "backups").iterdir():
        backup.unlink()
    assert named(database(store, NOW), "backup").text == "there is none yet"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    path.write_bytes(b"no database" * 100)
    check = named(database(path, NOW), "database")
    assert check.state == "wrong"
    assert "is damaged: it is no SQLite database" in check.text


def test_a_database_with_a_page_overwritten(store: Path) -> None:
    pages = bytearray(store.read_bytes())
    size = int.from_bytes(pages[16:18], "big")
    for start in range(2 * size, len(pages), size):
        pages[start : start + size] = b"\xa5" * size
    store.write_bytes(pages)
    check = named(database(store, NOW), "database")
    assert check.state == "wrong"
    assert "is damaged" in check.text
    assert "drillbook restore" in check.text


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE x (y)")
    db.close()
    assert named(database(path, NOW), "database").state == "wrong"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind everybody")
def test_a_folder_without_the_right_to_write(store: Path) -> None:
    store.parent.chmod(0o500)
    try:
        check = named(database(store, NOW), "data folder")
    finally:
        store.parent.chmod(0o700)
    assert check.state == "wrong"
    assert "DRILLBOOK_DATA" in check.remedy


def test_a_folder_that_the_system_calls_shut(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert named(database(store, NOW), "data folder").state == "wrong"


@pytest.mark.parametrize(("free", "state"), [(10**10, "fine"), (10**8, "warning"), (10**6, "wrong")])
def test_room_on_the_disk(free: int, state: str, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert named(database(store, NOW), "disk").state == state


def test_decks_that_can_be_read_and_others(tmp_path: Path) -> None:
    (check,) = decks(["networking"])
    assert (check.state, check.text.split(",")[0]) == (State.FINE, "networking")
    (tmp_path / "deck.yaml").write_text("name: [", "utf-8")
    (check,) = decks([str(tmp_path)])
    assert check.state == "wrong"
    assert check.remedy == f"`drillbook check {tmp_path}` shows them"
    (check,) = decks(["nope"])
    assert "there is no deck `nope`" in check.text


def test_the_address_for_monitors_is_free_or_the_bots_own_or_taken(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    assert health(path, None) == []
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = ("127.0.0.1", other.getsockname()[1])
        (check,) = health(path, address)
        assert check.state == "wrong" and "DRILLBOOK_HEALTH" in check.remedy
        with Store(path, owner="drillbook bot"):
            (check,) = health(path, address)
            assert check == Check(
                "health", State.FINE, f"the bot that runs tells at {address[0]}:{address[1]} how it is"
            )
    (check,) = health(path, address)
    assert check.state == "fine" and "is going to tell" in check.text


def test_time_zones_are_there_or_not() -> None:
    (check,) = zones("UTC")
    assert check.state == "fine"
    (check,) = zones("Nowhere/Atlantis")
    assert (check.state, check.text) == (State.WRONG, "there is no data about Nowhere/Atlantis")
