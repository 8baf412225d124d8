"""All about oneself: taken along as JSON or tables, and deleted only by who is sure, and nobody else with it."""

import csv
import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.store import Kind as Why
from scheduler.store import Place, Store, all_about, ask, backups, keep_reply, welcome
from tests.commands.calls import Call
from tests.scheduler.commands.conftest import Practice
from tests.scheduler.commands.sessions import STORE, Terminal, answer, mine, practise, rows

TABLES = {
    "learners", "cards", "sessions", "questions", "variants", "replies", "disputes", "reviews", "freezes", "excused",
    "imported", "members", "schedules",
}  # fmt: skip


def somebody_else() -> tuple[int, object]:
    """Another learner, asked the same question as the first one; their number, and all that is stored of them."""
    from compiler.checker import VerdictKind
    from scheduler.store import question

    at = datetime.now(UTC)
    with Store(STORE) as store:
        other = store.write(lambda db: welcome(db, "discord:1", "Asia/Tokyo", at))
        variant = store.write(lambda db: question(db, 1)).variant
        place = Place("mine-for-tests", "twice")
        asked = store.write(lambda db: ask(db, other.id, None, place, Why.NEW, variant, at))
        store.write(lambda db: keep_reply(db, asked, "41.5", VerdictKind.WRONG, at, other.day(at)))
        return other.id, store.write(lambda db: all_about(db, other.id))


def test_an_export_holds_all_tables_and_nobody_else(drillbook: Call) -> None:
    mine()
    practise(1, 0)
    somebody_else()
    run = drillbook("data", "export", "me.json")
    assert run.code == 0
    assert run.out.startswith("wrote me.json: ")
    assert run.out.endswith(f" rows of {len(TABLES)} tables\n")
    found = json.loads(Path("me.json").read_text("utf-8"))
    assert found.keys() == TABLES
    assert [each["account"] for each in found["learners"]] == ["local"]
    assert len(found["reviews"]) == len(found["replies"]) == 2
    assert found["variants"][0]["body"]["exercise"] == "twice"
    assert "41.5" not in Path("me.json").read_text("utf-8")


def test_an_export_to_standard_output_is_one_value_and_with_json_one_line(drillbook: Call) -> None:
    mine()
    practise(0)
    assert json.loads(drillbook("data", "export", "-").out) == drillbook("data", "export", "-", "--json").objects[0]
    (said,) = drillbook("data", "export", "me.json", "--json").objects
    assert (said["kind"], said["target"], said["rows"]["reviews"]) == ("export", "me.json", 1)


def test_an_export_to_a_folder_is_a_table_each_in_which_no_text_acts_as_a_formula(
    drillbook: Call, practice: Practice
) -> None:
    mine()
    practice('=1+1\n@SUM(A1)\n+5\n-5\nsaid "a, b"\n', "--json", "mine")
    run = drillbook("data", "export", "tables")
    assert run.code == 0
    assert {path.name for path in Path("tables").iterdir()} == {f"{table}.csv" for table in TABLES}
    with Path("tables/replies.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert texts == ["'=1+1", "'@SUM(A1)", "'+5", "'-5", 'said "a, b"']
    with Path("tables/variants.csv").open(encoding="utf-8", newline="") as file:
        assert json.loads(next(csv.DictReader(file))["body"])["exercise"] == "twice"


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("nowhere/me.json", 1, "drillbook data: cannot write nowhere/me.json: No such file or directory"),
        ("mine/deck.yaml", 1, "drillbook data: cannot write mine/deck.yaml: File exists"),
        ("me.csv", 2, "name a folder for them, as me"),
    ],
)
def test_where_an_export_cannot_go_is_said(target: str, code: int, said: str, drillbook: Call) -> None:
    mine()
    practise(0)
    run = drillbook("data", "export", target)
    assert (run.code, run.out) == (code, "")
    assert said in run.err


def test_where_nobody_practised_there_is_nothing(drillbook: Call) -> None:
    for arguments, what in ((["export", "-"], "export"), (["delete", "--yes"], "delete")):
        run = drillbook("data", *arguments)
        assert (run.code, run.out) == (1, "")
        assert run.err == f"drillbook data: nobody has practised here yet: there is nothing to {what}\n"
    assert not STORE.exists()
    assert drillbook("data").code == 2


def test_deleting_takes_all_about_oneself_and_nothing_of_others(drillbook: Call) -> None:
    mine()
    practise(1, 0)
    other, before = somebody_else()
    run = drillbook("data", "delete", "--yes")
    assert run.code == 0
    assert run.out == (
        "Deleted. Backups forget you when one is restored; those older than 30 days are let go of when drillbook is "
        "used.\n"
    )
    with Store(STORE) as store:
        assert store.write(lambda db: all_about(db, other)) == before
        mine_now = store.write(lambda db: all_about(db, 1))
    assert {table for table, found in mine_now.items() if found} == set()
    assert rows("SELECT account FROM learners") == [("discord:1",)]
    assert "Nobody has practised here yet" in drillbook("stats", "mine").out


def test_no_backup_is_made_of_who_is_about_to_be_deleted(drillbook: Call) -> None:
    mine()
    practise(0)
    assert drillbook("data", "delete", "--yes").code == 0
    assert backups(STORE) == []


def test_what_was_deleted_is_in_no_file_any_more_and_where_somebody_reads_it_is_told(
    drillbook: Call, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = Store.__init__.__kwdefaults__
    assert defaults is not None and "busy" in defaults
    monkeypatch.setitem(defaults, "busy", 0.2)  # seconds, in which the reader is waited for
    mine()
    for is_read in (False, True):
        practice("my own words 77.7\n", "--json", "mine")
        for backup in backups(STORE):
            backup.path.unlink()
        with closing(sqlite3.connect(STORE, isolation_level=None)) as reader:
            if is_read:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM replies").fetchone()
            with Store(STORE, busy=0.1):
                pass  # the log is begun
            run = drillbook("data", "delete", "--yes")
        assert run.code == 0
        assert ("Another program reads the database" in run.out) == is_read
        if not is_read:
            found = [each for each in STORE.parent.rglob("*") if each.is_file()]
            assert not [each for each in found if b"my own words" in each.read_bytes()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize("target", ["me.json", "tables"])
def test_only_its_owner_may_read_an_export(target: str, drillbook: Call) -> None:
    mine()
    practise(0)
    Path("me.json").write_text("an older one, longer than what is exported\n" * 1000, "utf-8")
    Path("me.json").chmod(0o644)
    assert drillbook("data", "export", target).code == 0
    if target == "me.json":
        assert json.loads(Path(target).read_text("utf-8")).keys() == TABLES
    written = [Path(target), *Path(target).glob("*.csv")]
    assert {each.stat().st_mode & 0o777 for each in written if each.is_file()} == {0o600}


def test_a_data_folder_that_may_not_be_entered_is_told(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, **_: object) -> os.stat_result:
        if path.name == STORE.name:
            raise PermissionError(13, "Permission denied", str(path))
        return os.stat(path)

    monkeypatch.setattr(Path, "stat", refused)
    run = drillbook("data", "export", "-")
    assert (run.code, run.out) == (1, "")
    assert run.err == f"drillbook data: cannot use {STORE.resolve()}: Permission denied\n"


def test_who_comes_back_after_deleting_begins_anew(drillbook: Call, practice: Practice) -> None:
    mine()
    practise(1)
    (said,) = drillbook("data", "delete", "--yes", "--json").objects
    assert said == {"kind": "deleted", "backups_days": 30, "log_emptied": True}
    asked = practice("", "--json", "mine").kind("question")[0]
    practice(f"{answer(asked['prompt'])}\n", "--json", "mine")
    assert drillbook("stats", "mine", "--json").objects[0]["best"] == 1
    assert drillbook("data", "delete", "--yes").code == 0


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_without_a_terminal_only_yes_deletes(arguments: list[str], drillbook: Call) -> None:
    mine()
    practise(0)
    run = drillbook("data", "delete", *arguments)
    assert (run.code, run.out) == (2, "")
    assert "--yes says that you are sure" in run.err
    assert rows("SELECT count(*) FROM learners") == [(1,)]


@pytest.mark.parametrize(
    ("keys", "code", "left"), [("no\r", 0, 1), ("\x04", 0, 1), ("\x03", 130, 1), ("delete\r", 0, 0)]
)
def test_at_a_terminal_it_asks_before_it_deletes(keys: str, code: int, left: int) -> None:
    mine()
    practise(0)
    terminal = Terminal("delete", command="data")
    assert "This deletes cards, reviews, replies and streak." in terminal.until("Type delete to go on: $")
    terminal.press(keys)
    ended, shown = terminal.end()
    assert ended == code
    assert "Traceback" not in shown
    assert ("Nothing was deleted." in shown) == (code == 0 and left == 1)
    assert rows("SELECT count(*) FROM learners") == [(left,)]
