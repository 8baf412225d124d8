"""Looking at a store from outside: whether it is sound, and who owns it; neither disturbs anybody."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from scheduler.store import (
    Store,
    StoreBlank,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreOlder,
    examined,
    owner_of,
)
from tests.scheduler.store.samples import ROOT, account


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drillbook.db"


def overwritten(path: Path) -> None:
    """Overwrite all pages but the first two."""
    pages = bytearray(path.read_bytes())
    size = int.from_bytes(pages[16:18], "big")
    for start in range(2 * size, len(pages), size):
        pages[start : start + size] = b"\xa5" * size
    path.write_bytes(pages)


def test_a_sound_store_is_examined_while_its_owner_writes(path: Path) -> None:
    with Store(path) as store:
        store.write(lambda db: account(db, "a"))
        examined(path)
        store.write(lambda db: account(db, "b"))
    examined(path)


def test_damage_is_found_and_nothing_is_changed(path: Path) -> None:
    Store(path).close()
    overwritten(path)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="`drillbook restore` brings back a backup") as error:
        examined(path)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == before


def test_an_older_store_is_told_from_a_damaged_one(tmp_path: Path, path: Path) -> None:
    steps = tmp_path / "steps"
    steps.mkdir()
    shutil.copy(min((ROOT / "scheduler" / "store" / "migrations").glob("*.sql")), steps)
    Store(path, migrations=steps).close()
    with pytest.raises(StoreOlder):
        examined(path)
    overwritten(path)
    with pytest.raises(StoreDamaged):
        examined(path)


def test_no_file_and_an_empty_one_are_blank(path: Path) -> None:
    with pytest.raises(StoreBlank):
        examined(path)
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreBlank):
        examined(path)


def test_the_owner_is_named_as_long_as_it_is_one(path: Path) -> None:
    assert owner_of(path) is None
    assert not list(path.parent.iterdir())
    with Store(path, owner="drillbook bot"):
        said = owner_of(path)
        assert said is not None and said.startswith("`drillbook bot` (process ")
    assert owner_of(path) is None


def test_who_looks_for_the_owner_keeps_nobody_from_becoming_it(path: Path) -> None:
    Store(path).close()
    over = threading.Event()

    def looking() -> None:
        while not over.is_set():
            owner_of(path)

    lookers = [threading.Thread(target=looking) for _ in range(2)]
    for each in lookers:
        each.start()
    try:
        for _ in range(20):
            Store(path).close()
    finally:
        over.set()
        for each in lookers:
            each.join()


def test_two_owners_are_still_one_too_many(path: Path) -> None:
    with Store(path), pytest.raises(StoreBusy):
        Store(path)


def test_a_lock_that_cannot_be_read_is_an_error_of_the_store(path: Path) -> None:
    path.with_name(path.name + ".lock").mkdir()
    with pytest.raises(StoreError, match="cannot use"):
        owner_of(path)
