"""What a face wants to know again after a restart."""

from __future__ import annotations

from sqlite_utils import Database


def remembered(db: Database, name: str) -> str | None:
    """What a face wanted to know again."""
    row = db.execute("SELECT value FROM remembered WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def remember(db: Database, name: str, value: str) -> None:
    """Keep something for a face, in the place of what it kept before."""
    sql = "INSERT INTO remembered (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    db.execute(sql, (name, value))
