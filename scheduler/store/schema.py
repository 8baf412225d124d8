"""The schema and its history: a file of SQL for each step, applied in order, all or none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

from scheduler.store.errors import StoreDamaged, StoreError, StoreNewer

APPLICATION = 0x4472_6C62
"""`Drlb`: what SQLite's header calls the program that a file belongs to."""
_SET = "drillbook"
FOLDER = Path(__file__).parent / "migrations"


def applied(db: Database) -> set[str]:
    """The names of the steps that a database has taken."""
    return {step.name for step in Migrations(_SET).applied(db)}


def known(folder: Path = FOLDER) -> set[str]:
    """The names of the steps that this program knows."""
    return {file.stem for file in folder.glob("*.sql")}


def is_blank(db: Database) -> bool:
    """Whether nothing was ever put into a database: a process that was killed while it made one leaves that."""
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return not tables and db.execute("PRAGMA application_id").fetchone()[0] == 0


def check_ours(db: Database, path: Path, steps: set[str], otherwise: str) -> None:
    """Raises StoreError where the file belongs to another program, or to a newer version of this one."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StoreDamaged(f"{path} is a database of another program; {otherwise}")
    newer = sorted(applied(db) - steps)
    if newer:
        raise StoreNewer(f"{path} was written by a newer Drillbook (it knows {newer[-1]}): update drillbook to use it")


def migrate(db: Database, path: Path, folder: Path = FOLDER) -> None:
    """Apply what is pending: all of it, or nothing. Raises StoreError where a step fails, and sqlite3.Error."""
    steps = Migrations(_SET)
    for file in sorted(folder.glob("*.sql")):
        steps(name=file.stem)(_step(file))
    db.execute("PRAGMA foreign_keys = OFF")
    try:
        with db.atomic():
            steps.apply(db)
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            broken = db.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise ValueError(f"{len(broken)} rows would refer to nothing, the first in {broken[0][0]}")
    except (ValueError, sqlite3.Error, sqlite3.Warning) as error:
        # The step's own failure; a full disk and the like have words of their own.
        if getattr(error, "sqlite_errorname", "SQLITE_ERROR").startswith(("SQLITE_ERROR", "SQLITE_CONSTRAINT")):
            raise StoreError(
                f"{path} could not be brought up to date: {error}; "
                "nothing in it has changed, and the drillbook that wrote it can still use it"
            ) from error
        raise
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def _step(file: Path) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        for statement in _statements(file.read_text("utf-8")):
            db.execute(statement)

    apply.__name__ = file.stem
    return apply


def _statements(text: str) -> Iterator[str]:
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in statement.splitlines()):
        raise ValueError(f"a statement without an end: {statement.strip()[:60]}")
