"""What is to be posted for schedules, and how far that is: drills, their solutions, and notices.

Each is planned, claimed by somebody who posts it before a lease runs out, and then sent; or it was missed (its time
passed), failed (its channel would not have it) or paused.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from scheduler.rules import instant, utc
from scheduler.store.errors import NotThere
from scheduler.store.group_records import Claimed, PostState

_LAPSED = "state = 'claimed' AND (owner <> ? OR lease <= ?)"
_WAITING = "state = 'planned' AND retry <= ?"


class Part(StrEnum):
    """What is posted, by its table: the drill of a date, the solution that follows it, or a notice to the group."""

    DRILL = "drills"
    SOLUTION = "solutions"
    NOTICE = "notices"

    @property
    def one(self) -> str:
        """What one of them is called."""
        return self.value.removesuffix("s")


_KEY = {Part.DRILL: "id", Part.SOLUTION: "drill", Part.NOTICE: "id"}
"""What the number of a post is called in each table; that of a solution is its drill's."""


def claim_posts(db: Database, part: Part, owner: str, now: datetime, lease: datetime, most: int) -> list[Claimed]:
    """Claim planned posts whose time has come, and those whose claim has lapsed, oldest first.

    A claim lapses with its lease, and with its owner: there is one at a time.
    """
    key, at = _KEY[part], utc(now)
    found = db.execute(
        f"SELECT {key} FROM {part} WHERE {_LAPSED} UNION ALL "
        f"SELECT {key} FROM (SELECT {key} FROM {part} WHERE {_WAITING} ORDER BY retry) LIMIT ?",
        (owner, at, at, max(0, most)),
    ).fetchall()
    claimed = f"UPDATE {part} SET state = 'claimed', owner = ?, lease = ?, retry = NULL WHERE {key} = ?"
    for (number,) in found:
        db.execute(claimed, (owner, utc(lease), number))
    return [_claimed(db, part, number) for (number,) in found]


def post_begun(db: Database, part: Part, number: int, at: datetime) -> None:
    """Note that posting begins: from now on it may stand in its channel. Raises NotThere."""
    begun = f"UPDATE {part} SET tried = tried + 1, begun = coalesce(begun, ?) WHERE {_KEY[part]} = ?"
    _on_one(db, part, begun, utc(at), number)


def post_sent(db: Database, part: Part, number: int, message: str, at: datetime) -> None:
    """Note where a post stands; for a drill see `drill_sent`. Raises NotThere."""
    sent = "SET state = 'sent', owner = NULL, lease = NULL, retry = NULL, message = ?, sent = ?"
    _on_one(db, part, f"UPDATE {part} {sent} WHERE {_KEY[part]} = ?", message, utc(at), number)


def post_ended(db: Database, part: Part, number: int, state: PostState) -> None:
    """Note that it will not be posted: missed, failed or paused. What was sent stays so."""
    _turned(db, part, number, state, None)


def post_again(db: Database, part: Part, number: int, at: datetime) -> None:
    """Plan another try at posting."""
    _turned(db, part, number, PostState.PLANNED, utc(at))


def _turned(db: Database, part: Part, number: int, state: PostState, retry: str | None) -> None:
    turned = "SET state = ?, owner = NULL, lease = NULL, retry = ?"
    db.execute(f"UPDATE {part} {turned} WHERE {_KEY[part]} = ? AND state <> 'sent'", (state.value, retry, number))


def _on_one(db: Database, part: Part, sql: str, *values: object) -> None:
    """Change the row of a post, whose number is the last value. Raises NotThere."""
    if db.execute(sql, values).rowcount == 0:
        raise NotThere(f"there is no {part.one} {values[-1]}")


def _claimed(db: Database, part: Part, number: int) -> Claimed:
    tried, begun = db.execute(f"SELECT tried, begun FROM {part} WHERE {_KEY[part]} = ?", (number,)).fetchone()
    return Claimed(number, tried, None if begun is None else instant(begun))
