"""Every earlier version of the store is brought up to date with all its rows, or stays what it was."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from scheduler.store import Store, StoreError, StoreNewer, backups, first_rights, read
from tests.scheduler.store.samples import ROOT, account, accounts, killed, plainly, python

FOLDER = ROOT / "scheduler" / "store" / "migrations"
STEPS = sorted(FOLDER.glob("*.sql"))

ROWS = (
    "INSERT INTO learners (id, account, zone, roll_over, new_a_day, reached, joined) "
    "VALUES (5, 'local', 'Europe/Berlin', 4, 3, '2026-03-01', '2026-03-01T12:00:00.000Z')",
    "INSERT INTO cards VALUES (5, 'd', 'e', 2, 6, 250, '2026-03-01', '2026-03-02', '2026-03-08')",
    f"INSERT INTO variants VALUES (3, '{'0' * 64}', '{{}}')",
    "INSERT INTO sessions (id, learner, wish, started) VALUES (8, 5, '{}', '2026-03-01T12:00:00.000Z')",
    "INSERT INTO questions (id, learner, session, variant, deck, exercise, kind, asked, closed, outcome) "
    "VALUES (9, 5, 8, 3, 'd', 'e', 'due', '2026-03-01T12:00:00.000Z', '2026-03-01T12:01:00.000Z', 'right')",
    "INSERT INTO replies (id, question, text, verdict, at, day, nudges, steps) "
    "VALUES (4, 9, '8.2 μs', 'right', '2026-03-01T12:01:00.000Z', '2026-03-01', 0, 0)",
    "INSERT INTO disputes (reply, raised, state) VALUES (4, '2026-03-01T12:02:00.000Z', 'open')",
    "INSERT INTO reviews (question, learner, deck, exercise, scheduled, day, finished, first_try, seconds, quality, "
    "quality_version) VALUES (9, 5, 'd', 'e', 1, '2026-03-01', 1, 1, 12.5, 4, 1)",
    "INSERT INTO freezes VALUES (5, '2026-03-01', 'earned')",
    "INSERT INTO excused VALUES (5, '2026-02-28', 'the bot was down')",
    "INSERT INTO deletions VALUES (2, '2026-02-01T12:00:00.000Z')",
    "INSERT INTO groups VALUES (1, 'discord:1', '2026-03-01T12:00:00.000Z')",
    "INSERT INTO members VALUES (1, 5, '2026-03-01T12:00:00.000Z', 1)",
    "INSERT INTO schedules (id, group_id, deck, channel, at, zone, days, choice, mode, late_minutes) "
    "VALUES (6, 1, 'd', '77', '09:00', 'UTC', 31, 'weakest', 'open', 60)",
    "INSERT INTO drills (id, schedule, day, state, variant, message, sent) "
    "VALUES (1, 6, '2026-03-01', 'sent', 3, '99', '2026-03-01T09:00:00.000Z')",
    "INSERT INTO solutions (drill, state, message, sent) VALUES (1, 'sent', '100', '2026-03-02T09:00:00.000Z')",
    "INSERT INTO remembered VALUES ('commands', 'of yesterday')",
    "INSERT INTO imported VALUES (5, 'd', 'e', '2026-02-01T12:00:00.000Z', 1, '2026-02-01', 3, 4, 9.5)",
    "INSERT INTO notices (schedule, kind, day, due, state, message, sent) VALUES (6, 'digest', '2026-03-02', "
    "'2026-03-02T09:00:00.000Z', 'sent', '101', '2026-03-02T09:00:01.000Z')",
)
"""A row for every table, in the words of the version that brought it."""


def folder(tmp_path: Path, steps: list[Path], **more: str) -> Path:
    """The steps of a version of Drillbook, and those that a test brings."""
    made = tmp_path / "steps"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    for step in steps:
        shutil.copy(step, made)
    for name, text in more.items():
        (made / f"{name.lstrip('_')}.sql").write_text(text, "utf-8")
    return made


def filled(path: Path, steps: Path) -> None:
    """A store of a version with a row in each of its tables."""
    with Store(path, migrations=steps) as store:
        for row in ROWS:
            table = row.split()[2]
            if store.write(lambda db, t=table: db.table(t).exists()):  # type: ignore[misc]
                store.write(lambda db, r=row: db.execute(r))  # type: ignore[misc]
    assert [name for name, rows in rows_of(path).items() if not rows] == []


def rows_of(path: Path, among: dict[str, list[dict[str, object]]] | None = None) -> dict[str, list[dict[str, object]]]:
    """All rows by table; of `among` only the tables and columns that are there too."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = [name for (name,) in db.execute(named)]
        found = {table: [dict(row) for row in db.execute(f'SELECT * FROM "{table}"')] for table in tables}
    if among is None:
        return found
    return {
        table: [{name: row[name] for name in rows[0]} for row in found[table]] for table, rows in among.items() if rows
    }


def dump(path: Path) -> list[str]:
    """All that is in a database, without what SQLite notes of it for itself."""
    with closing(sqlite3.connect(path)) as db:
        return [line for line in db.iterdump() if "sqlite_stat" not in line and not line.startswith("ANALYZE")]


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_every_earlier_version_is_brought_up_to_date_with_all_its_rows(tmp_path: Path, version: int) -> None:
    path = tmp_path / "drillbook.db"
    old = folder(tmp_path, STEPS[:version])
    filled(path, old)
    before = rows_of(path)
    steps = before.pop("_sqlite_migrations")
    with pytest.raises(StoreError, match=r"of an older Drillbook; `drillbook practice` brings it up to date"):
        read(path, accounts)
    with Store(path) as store:
        assert store.write(lambda db: db.execute("PRAGMA foreign_key_check").fetchall()) == []
        assert store.write(lambda db: db.execute("PRAGMA foreign_keys").fetchone()) == (1,)
        assert store.write(lambda db: account(db, "new"))
        store.write(lambda db: db.execute("DELETE FROM learners WHERE account = 'new'"))
    after = rows_of(path, before)
    assert after == before
    assert rows_of(path)["_sqlite_migrations"][: len(steps)] == steps
    assert len(rows_of(path)["_sqlite_migrations"]) == len(STEPS)
    (kept,) = backups(path)
    assert kept.why == "before-migration"
    assert rows_of(kept.path, before) == before
    with Store(kept.path, migrations=old) as store:
        assert store.write(accounts) == {"local"}


def test_questions_of_before_are_known_by_the_group_in_which_they_were_asked(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    filled(path, folder(tmp_path, STEPS[:4]))
    asked = "INSERT INTO questions (learner, variant, deck, exercise, kind, asked, own, session, drill) VALUES "
    of_all = "(5, 3, 'd', 'e', '{}', '2026-03-01T12:00:00.000Z', 1, {}, {})"
    begun = "INSERT INTO sessions (id, learner, wish, started, ended, group_id) VALUES (10, 5, '{}', 'a', 'b', 1)"
    plainly(path, begun)
    for row in (("drill", "NULL", 1), ("due", 10, "NULL"), ("due", 8, "NULL")):
        plainly(path, asked + of_all.format(*row))
    Store(path).close()
    assert plainly(path, "SELECT group_id FROM questions WHERE id > 9 ORDER BY id") == [(1,), (1,), (None,)]


def test_reviews_of_before_bring_their_points_in_the_group_in_which_they_were_asked(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    filled(path, folder(tmp_path, STEPS[:5]))
    asked = "INSERT INTO questions (id, learner, variant, deck, exercise, kind, asked, group_id) VALUES "
    counted = (
        "INSERT INTO reviews SELECT NULL, {}, learner, deck, exercise, 1, day, 1, 1, 12.5, NULL, 4, 1 FROM reviews"
    )
    for number, kind, group in ((10, "due", 1), (11, "drill", 1), (12, "new", 1), (13, "due", "NULL")):
        plainly(path, f"{asked}({number}, 5, 3, 'd', 'e', '{kind}', '2026-03-01T12:00:00.000Z', {group})")
        plainly(path, counted.format(number) + " WHERE question = 9")
    with Store(path) as store:
        assert store.write(lambda db: first_rights(db, 1, date.min)) == {5: [2]}


def test_what_is_up_to_date_is_not_backed_up_again(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    filled(path, FOLDER)
    Store(path).close()
    assert backups(path) == []


BROKEN = {
    "an error half-way": (
        "ALTER TABLE learners ADD COLUMN mood TEXT;\nDELETE FROM cards;\nINSERT INTO nowhere VALUES (1);\n",
        "no such table: nowhere",
    ),
    "rows that refer to nothing": ("DELETE FROM learners;\n", "rows would refer to nothing, the first in"),
    "a row that may not be": ("DELETE FROM cards;\nUPDATE learners SET roll_over = 99;\n", "CHECK constraint failed"),
    "a statement without an end": ("DELETE FROM cards;\nDELETE FROM learners\n", "a statement without an end"),
    "two statements in a line": ("DELETE FROM cards; DELETE FROM excused;\n", "one statement at a time"),
}


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
@pytest.mark.parametrize("what", BROKEN)
def test_a_step_that_fails_changes_nothing(tmp_path: Path, version: int, what: str) -> None:
    text, message = BROKEN[what]
    path = tmp_path / "drillbook.db"
    filled(path, folder(tmp_path, STEPS[:version]))
    before = dump(path)
    with pytest.raises(StoreError, match=f"could not be brought up to date: .*{message}") as caught:
        Store(path, migrations=folder(tmp_path, STEPS, _9999_broken=text))
    assert type(caught.value) is StoreError
    assert dump(path) == before
    assert [backup.why for backup in backups(path)] == ["before-migration"]
    with Store(path, migrations=folder(tmp_path, STEPS[:version])) as store:
        assert store.write(accounts) == {"local"}
        store.write(lambda db: account(db, "new"))
    with Store(path) as store:
        assert store.write(accounts) == {"local", "new"}


def test_where_the_disk_is_full_nothing_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    filled(path, FOLDER)
    before = dump(path)
    text = "PRAGMA max_page_count = 1;\nCREATE TABLE full AS SELECT hex(randomblob(99999)) AS x;\n"
    with pytest.raises(StoreError, match="is full"):
        Store(path, migrations=folder(tmp_path, STEPS, _9999_full=text))
    assert dump(path) == before


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    filled(path, folder(tmp_path, STEPS, _9999_later="CREATE INDEX later ON learners (zone);\n"))
    before = path.read_bytes()
    message = r"was written by a newer Drillbook \(it knows 9999_later\): update drillbook"
    with pytest.raises(StoreNewer, match=message):
        Store(path)
    with pytest.raises(StoreNewer, match=message):
        read(path, accounts)
    assert path.read_bytes() == before
    assert backups(path) == []


@pytest.mark.parametrize("begun", ["PRAGMA journal_mode = WAL", "PRAGMA user_version = 0", "VACUUM"])
def test_what_was_killed_while_it_made_the_file_leaves_one_that_can_be_used(tmp_path: Path, begun: str) -> None:
    path = tmp_path / "drillbook.db"
    plainly_begun = sqlite3.connect(path, isolation_level=None)
    plainly_begun.execute(begun)
    plainly_begun.close()
    with pytest.raises(StoreError, match="`drillbook practice` begins"):
        read(path, accounts)
    with Store(path) as store:
        store.write(lambda db: account(db, "a"))
    assert read(path, accounts) == {"a"}
    assert backups(path) == []


def test_who_is_killed_in_the_middle_of_a_step_has_changed_nothing(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    filled(path, FOLDER)
    before = dump(path)
    slow = (
        "CREATE TABLE slow (n INTEGER) STRICT;\n"
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100000000)\n"
        "INSERT INTO slow SELECT n FROM n;\n"
    )
    steps = folder(tmp_path, STEPS, _9999_slow=slow)
    process = python("Store(Path(sys.argv[1]), migrations=Path(sys.argv[2]))", path, steps)
    log = path.with_name(path.name + "-wal")
    until = time.monotonic() + 30
    while not (log.exists() and log.stat().st_size > 1_000_000) and time.monotonic() < until:
        time.sleep(0.01)
    killed(process)
    assert log.stat().st_size > 1_000_000
    with Store(path) as store:
        assert store.write(accounts) == {"local"}
    assert dump(path) == before
    assert plainly(path, "SELECT clean FROM closing") == [(1,)]


PUBLISHED = {
    "0001_practice": "c8d5e2afba233244",
    "0002_groups": "d99bd9c54165834a",
    "0003_daily": "00bbe9718211e2b2",
    "0004_anki": "440722d2392a66cd",
    "0005_living": "122f5f19b12d2350",
    "0006_growing": "f9f44a5c15c68e9d",
}
"""The beginning of the SHA-256 of every step that somebody's database may have taken."""


def test_a_step_that_was_published_never_changes() -> None:
    digests = {file.stem: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in FOLDER.glob("*.sql")}
    changed = [name for name, digest in PUBLISHED.items() if digests.get(name) != digest]
    assert changed == [], "a database that has taken this step would not be changed: add a step instead"
    assert sorted(digests) == sorted(PUBLISHED), "note the digest of the new step here"
