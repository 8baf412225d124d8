"""Study groups: who belongs to one, and what a board and others may show of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from scheduler.rules import instant, utc
from scheduler.store.errors import NotThere
from scheduler.store.group_records import Group
from scheduler.store.learners import learner_rows
from scheduler.store.records import Learner

_GROUP = "SELECT id, account, joined FROM groups"


def group_of(db: Database, account: str) -> Group | None:
    """The group of an account, if there is one."""
    return _one(db, "account = ?", account)


def group(db: Database, number: int) -> Group:
    """A group. Raises NotThere."""
    found = _one(db, "id = ?", number)
    if found is None:
        raise NotThere(f"there is no group {number}")
    return found


def welcome_group(db: Database, account: str, now: datetime) -> Group:
    """The group of an account, which is made where there is none."""
    sql = "INSERT INTO groups (account, joined) VALUES (?, ?) ON CONFLICT (account) DO NOTHING"
    db.execute(sql, (account, utc(now)))
    found = group_of(db, account)
    assert found is not None
    return found


def join(db: Database, group: int, learner: int, now: datetime) -> None:
    """Have a learner belong to a group; who does already stays as they are."""
    sql = "INSERT INTO members (group_id, learner, joined) VALUES (?, ?, ?) ON CONFLICT (group_id, learner) DO NOTHING"
    db.execute(sql, (group, learner, utc(now)))


def is_shown(db: Database, group: int, learner: int) -> bool | None:
    """Whether others of a group may see a member's board and streak; None where the learner is no member."""
    row = db.execute("SELECT on_board FROM members WHERE group_id = ? AND learner = ?", (group, learner)).fetchone()
    return None if row is None else bool(row[0])


def show(db: Database, group: int, learner: int, shown: bool) -> None:
    """Note whether others of a group may see a member's board and streak."""
    sql = "UPDATE members SET on_board = ? WHERE group_id = ? AND learner = ?"
    db.execute(sql, (int(shown), group, learner))


def members_since(db: Database, group: int, until: datetime) -> list[Learner]:
    """The learners who had joined a group by an instant."""
    where = "id IN (SELECT learner FROM members WHERE group_id = ? AND joined <= ?) ORDER BY id"
    return learner_rows(db, where, (group, utc(until)))


def all_members(db: Database) -> list[Learner]:
    """The learners who belong to any group."""
    return learner_rows(db, "id IN (SELECT learner FROM members) ORDER BY id", ())


def groups_of(db: Database, learner: int) -> list[Group]:
    """The groups that a learner belongs to."""
    rows = db.execute(f"{_GROUP} WHERE id IN (SELECT group_id FROM members WHERE learner = ?) ORDER BY id", (learner,))
    return list(map(_group, rows))


def group_qualities(db: Database, group: int, deck: str) -> dict[str, list[int]]:
    """For every exercise of a deck that members of a group have reviewed, the quality of each one's last review."""
    rows = db.execute(
        "SELECT exercise, quality FROM reviews WHERE question IN (SELECT max(question) FROM reviews "
        "JOIN questions ON questions.id = question "
        "WHERE reviews.learner IN (SELECT learner FROM members WHERE group_id = ?) AND reviews.deck = ? "
        "AND kind <> 'magnitude' AND NOT known GROUP BY reviews.learner, reviews.exercise)",
        (group, deck),
    )
    found: dict[str, list[int]] = defaultdict(list)
    for exercise, quality in rows:
        found[exercise].append(quality)
    return dict(found)


def _one(db: Database, where: str, value: object) -> Group | None:
    row = db.execute(f"{_GROUP} WHERE {where}", (value,)).fetchone()
    return None if row is None else _group(row)


def _group(row: tuple[Any, ...]) -> Group:
    return Group(row[0], row[1], instant(row[2]))
