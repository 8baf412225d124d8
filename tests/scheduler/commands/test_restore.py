"""Restore: backups are listed and put back by name, file or age; a damaged one is refused, the deleted stay deleted."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.store import Backup, backups
from scheduler.store.backups import back_up
from tests.commands.calls import Call
from tests.scheduler.commands.conftest import Practice
from tests.scheduler.commands.sessions import STORE, mine, practise, practising, rows


def backed_up(days_ago: int) -> Backup:
    """A backup of the database as it is now, dated some days back."""
    return back_up(STORE, datetime.now(UTC) - timedelta(days=days_ago))


def reviews() -> int:
    return len(rows("SELECT * FROM reviews"))


def test_where_there_is_no_backup_the_list_is_empty(drillbook: Call) -> None:
    folder = STORE.parent.resolve() / "backups"
    assert drillbook("restore").out == f"0 backups in {folder}; times are this machine's\n"
    assert drillbook("restore", "--json").out == ""
    for name in ("latest", "nothing", "data"):
        run = drillbook("restore", name)
        assert (run.code, run.out) == (2, "")
        assert run.err == f"drillbook restore: there is no backup {name}; `drillbook restore` lists them\n"
    assert not STORE.exists()


def test_practice_makes_a_backup_a_day_and_they_are_listed_newest_first(drillbook: Call, practice: Practice) -> None:
    mine()
    practise(0)
    old = backed_up(2)
    practice("", "mine")
    practice("", "mine")
    found = drillbook("restore", "--json").objects
    assert [each["why"] for each in found] == ["daily", "daily"]
    assert found[1] == {"kind": "backup", "name": old.path.stem, "made": old.made.isoformat(), "why": "daily"}
    listed = drillbook("restore").out.splitlines()
    assert [line.split()[0] for line in listed[:2]] == [each["name"] for each in found]
    assert listed[2].startswith("2 backups in ")


@pytest.mark.parametrize("named", ["name", "file name", "path", "copy"])
def test_a_backup_is_put_back_by_name_or_file_and_what_was_there_is_kept(named: str, drillbook: Call) -> None:
    mine()
    practise(2)
    backup = backed_up(1)
    practise(0)
    shutil.copy(backup.path, "copy.db")
    names = {"name": backup.path.stem, "file name": backup.path.name, "path": backup.path, "copy": "copy.db"}
    run = drillbook("restore", names[named])
    assert (run.code, run.err) == (0, "")
    assert " is the database now.\nWhat was there before is kept as " in run.out
    assert reviews() == 1
    replaced = run.out.split("kept as ")[1].strip().removesuffix(".")
    assert drillbook("restore", replaced).code == 0
    assert reviews() == 2


def test_the_latest_is_the_one_made_last_not_what_a_restoring_replaced(drillbook: Call) -> None:
    mine()
    practise(3)
    backed_up(2)
    practise(2)
    latest = backed_up(1)
    practise(0)
    for _ in range(2):
        (found,) = drillbook("restore", "latest", "--json").objects
        assert (found["kind"], found["backup"], found["forgotten"]) == ("restored", str(latest.path.resolve()), 0)
        assert Path(found["replaced"]).is_file()
        assert reviews() == 2


def test_a_damaged_backup_is_refused_and_nothing_changes(drillbook: Call) -> None:
    mine()
    practise(1)
    backup = backed_up(1)
    practise(0)
    backup.path.write_bytes(backup.path.read_bytes()[:5000])
    Path("letter.db").write_text("This is no database.\n" * 500, "utf-8")
    for name in (backup.path.stem, "letter.db"):
        run = drillbook("restore", name)
        assert (run.code, run.out) == (1, "")
        assert run.err.startswith("drillbook restore: ")
        assert "`drillbook restore`" not in run.err
        assert "is damaged" in run.err or "is no database" in run.err or "no SQLite database" in run.err
        assert reviews() == 2


def test_a_damaged_database_is_mended_by_its_latest_backup(drillbook: Call, practice: Practice) -> None:
    mine()
    practise(1)
    backed_up(0)
    STORE.write_bytes(STORE.read_bytes()[:5000])
    assert practice("", "mine").code == 1
    assert drillbook("restore", "latest").code == 0
    assert practice("", "mine").code == 0
    assert reviews() == 1


def test_who_was_deleted_stays_deleted_when_an_older_backup_comes_back(drillbook: Call, practice: Practice) -> None:
    mine()
    practise(1)
    backup = backed_up(1)
    drillbook("data", "delete", "--yes")
    practice("", "mine")
    run = drillbook("restore", backup.path.stem)
    assert run.code == 0
    assert "1 learner deleted since that backup was made, and deleted from it now.\n" in run.out
    assert rows("SELECT * FROM learners") == rows("SELECT * FROM reviews") == []
    practice("/solution\n", "mine")
    assert drillbook("data", "delete", "--yes").code == 0


@pytest.mark.parametrize("how", ["cut", "gone"])
def test_who_was_deleted_stays_deleted_where_the_database_was_lost(how: str, drillbook: Call) -> None:
    mine()
    practise(1)
    backup = backed_up(1)
    drillbook("data", "delete", "--yes")
    if how == "cut":
        STORE.write_bytes(STORE.read_bytes()[:50])
    else:
        STORE.unlink()
    assert "1 learner deleted since that backup was made" in drillbook("restore", backup.path.stem).out
    assert rows("SELECT * FROM learners") == rows("SELECT * FROM replies") == []


def test_a_file_in_a_folder_that_may_not_be_entered_is_told(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", refused)
    run = drillbook("restore", "theirs/copy.db")
    assert (run.code, run.err) == (1, "drillbook restore: cannot use theirs/copy.db: Permission denied\n")


def test_a_backup_that_cannot_be_made_is_told_and_practice_goes_on(drillbook: Call, practice: Practice) -> None:
    mine()
    practise(1)
    (STORE.parent / "backups").write_text("in the way", "utf-8")
    run = practice("77.7\n", "--json", "mine")
    assert run.code == 0
    assert run.kind("question")
    assert "today's backup could not be made: cannot use " in run.err
    assert "This goes on without one" in run.err


def test_old_backups_are_let_go_of_whenever_the_database_is_used(drillbook: Call) -> None:
    mine()
    practise(1)
    old = backed_up(50)
    for ago in (2, 1, 0):
        backed_up(ago)
    shutil.copy(backups(STORE)[0].path, old.path)
    assert drillbook("settings", "--new", "2").code == 0
    assert not old.path.exists()
    assert len(backups(STORE)) == 3


def test_the_latest_is_not_one_that_a_wrong_clock_dated(drillbook: Call) -> None:
    mine()
    practise(2)
    latest = backed_up(1)
    practise(1)
    backed_up(-3650)
    (found,) = drillbook("restore", "latest", "--json").objects
    assert found["backup"] == str(latest.path.resolve())


def test_who_begins_anew_after_a_restoring_can_be_deleted_and_restored_as_anybody(
    drillbook: Call, practice: Practice
) -> None:
    mine()
    practise(1)
    oldest = backed_up(2)
    drillbook("data", "delete", "--yes")
    practice("", "mine")
    drillbook("data", "delete", "--yes")
    drillbook("restore", oldest.path.stem)
    practice("77.7\n/solution\n", "mine")
    kept = backed_up(1)
    assert "deleted" not in drillbook("restore", kept.path.stem).out
    assert reviews() == 1
    assert drillbook("data", "delete", "--yes").code == 0


def test_nothing_is_put_back_under_somebody_who_practises(drillbook: Call) -> None:
    mine()
    practise(1)
    backup = backed_up(1)
    with practising() as process:
        process.stdout.readline()
        run = drillbook("restore", backup.path.stem)
        assert (run.code, run.out) == (1, "")
        assert f"in use by `drillbook practice` (process {process.pid})" in run.err
