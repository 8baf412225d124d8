"""All about one learner: to be taken along, and to be forgotten.

Deleted rows are overwritten in the file. Backups that were made before keep them until they are let go of, which is
after `MOST_DAYS` days at the latest; a backup that is restored earlier forgets the learner again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from scheduler.rules import utc

_OF_QUESTIONS = "question IN (SELECT id FROM questions WHERE learner = :learner)"
_WHERE = {
    "learners": "id = :learner",
    "cards": "learner = :learner",
    "sessions": "learner = :learner",
    "questions": "learner = :learner",
    "variants": "id IN (SELECT variant FROM questions WHERE learner = :learner)",
    "replies": _OF_QUESTIONS,
    "disputes": f"reply IN (SELECT id FROM replies WHERE {_OF_QUESTIONS})",
    "reviews": "learner = :learner",
    "freezes": "learner = :learner",
    "excused": "learner = :learner",
    "members": "learner = :learner",
}
"""Every table that knows learners, and which of its rows are one learner's."""

Rows = list[dict[str, Any]]


def all_about(db: Database, learner: int) -> dict[str, Rows]:
    """All that is stored of a learner: for each table its rows, as JSON types."""
    found: dict[str, Rows] = {}
    for table, where in _WHERE.items():
        rows = list(db.query(f"SELECT * FROM {table} WHERE {where}", {"learner": learner}))
        for row in rows:
            for name in {"body", "wish"} & row.keys():
                row[name] = json.loads(row[name])
        found[table] = rows
    return found


def forget(db: Database, learner: int, now: datetime) -> None:
    """Delete all about a learner, and remember only that their number is to be forgotten in older backups too."""
    _delete(db, [learner])
    db.execute("INSERT INTO deletions (learner, at) VALUES (?, ?)", (learner, utc(now)))


@dataclass(frozen=True, slots=True)
class Gone:
    """What a store says of learners to one that takes its place.

    `deleted` are the numbers of deleted learners, and when that was; `last` is the last number that was given.
    """

    deleted: tuple[tuple[int, str], ...] = ()
    last: int = 0


def gone(db: Database) -> Gone:
    """What a store says of its deleted learners."""
    deleted = tuple(db.execute("SELECT learner, at FROM deletions").fetchall())
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'learners'").fetchone()
    return Gone(deleted, 0 if last is None else last[0])


def forget_again(db: Database, before: Gone) -> int:
    """Delete, in a backup that was restored, whoever was deleted since it was made; how many they were.

    No number that the store before it has given is given again.
    """
    there = {number for (number,) in db.execute("SELECT id FROM learners")}
    again = [number for number, _ in before.deleted if number in there]
    _delete(db, again)
    for row in before.deleted:
        db.execute("INSERT INTO deletions (learner, at) VALUES (?, ?) ON CONFLICT (learner) DO NOTHING", row)
    given = max(gone(db).last, before.last)
    db.execute("DELETE FROM sqlite_sequence WHERE name = 'learners'")
    db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('learners', ?)", (given,))
    return len(again)


def _delete(db: Database, learners: Iterable[int]) -> None:
    for number in learners:
        db.execute("DELETE FROM learners WHERE id = ?", (number,))
    db.execute(
        "DELETE FROM variants WHERE NOT EXISTS (SELECT 1 FROM questions WHERE variant = variants.id) "
        "AND NOT EXISTS (SELECT 1 FROM drills WHERE variant = variants.id)"
    )
