"""The schema and its history: a file of SQL for each step, applied in order, all or none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

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


def migrate(db: Database, folder: Path = FOLDER) -> None:
    """Apply what is pending: all of it, or nothing. Raises sqlite3.Error where a step fails."""
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
                raise sqlite3.IntegrityError(f"{len(broken)} rows would refer to nothing, the first in {broken[0][0]}")
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
