"""All about one learner: to be taken along, and to be forgotten.

Deleted rows are overwritten in the file. Backups that were made before keep them until they are let go of, which is
when the store is used and they are older than `MOST_DAYS` days; a backup that is restored earlier forgets the learner
again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from scheduler.rules import utc
from scheduler.store.errors import NotThere

_ACCOUNT = "(SELECT account FROM learners WHERE id = :learner)"
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
    "imported": "learner = :learner",
    "freezes": "learner = :learner",
    "excused": "learner = :learner",
    "members": "learner = :learner",
    "schedules": f"organiser = {_ACCOUNT}",
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
    """Delete all about a learner, and remember only that their number is to be forgotten in older backups too.

    Raises NotThere. `Store.forget` has it noted outside the file, too, and empties the log.
    """
    if not _delete(db, learner):
        raise NotThere(f"there is no learner {learner}")
    _remember(db, (learner, utc(now)))


Deletion = tuple[int, str]
"""The number of a deleted learner, and when that was."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What a store says of learners to one that takes its place: who was deleted, and the last number it has given."""

    deleted: tuple[Deletion, ...] = ()
    last: int = 0

    def and_noted(self, noted: Iterable[Deletion]) -> Gone:
        """The same with deletions that were noted elsewhere; their numbers were given, too."""
        found = {**dict(noted), **dict(self.deleted)}
        return Gone(tuple(sorted(found.items())), max(self.last, *found, 0))


def gone(db: Database) -> Gone:
    """What a store says of its deleted learners."""
    return Gone(tuple(db.execute("SELECT learner, at FROM deletions").fetchall()), _last_given(db))


def forget_again(db: Database, before: Gone) -> int:
    """Delete, in a backup that takes a store's place, whoever was deleted since it was made; how many they were.

    No number that the store before it has given is given again.
    """
    there = {number for (number,) in db.execute("SELECT id FROM learners")}
    again = [number for number, _ in before.deleted if number in there]
    for number in again:
        _delete(db, number)
    for deletion in before.deleted:
        _remember(db, deletion)
    give_none_up_to(db, before.last)
    return len(again)


def give_none_up_to(db: Database, last: int) -> None:
    """Have no learner get a number up to this one any more."""
    if last > _last_given(db):
        db.execute("DELETE FROM sqlite_sequence WHERE name = 'learners'")
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('learners', ?)", (last,))


def _remember(db: Database, deletion: Deletion) -> None:
    db.execute("INSERT INTO deletions (learner, at) VALUES (?, ?) ON CONFLICT (learner) DO NOTHING", deletion)


def _last_given(db: Database) -> int:
    sql = "SELECT max(seq) FROM sqlite_sequence WHERE name = 'learners' AND typeof(seq) = 'integer'"
    return int(db.execute(sql).fetchone()[0] or 0)


def _delete(db: Database, learner: int) -> bool:
    """Delete a learner, and the variants that only they were asked; whether there was one."""
    asked = db.execute("SELECT DISTINCT variant FROM questions WHERE learner = ?", (learner,)).fetchall()
    db.execute(f"UPDATE schedules SET organiser = NULL WHERE organiser = {_ACCOUNT}", {"learner": learner})
    found = db.execute("DELETE FROM learners WHERE id = ?", (learner,)).rowcount
    for (variant,) in asked:
        db.execute(
            "DELETE FROM variants WHERE id = :id AND NOT EXISTS (SELECT 1 FROM questions WHERE variant = :id) "
            "AND NOT EXISTS (SELECT 1 FROM drills WHERE variant = :id)",
            {"id": variant},
        )
    return found > 0
