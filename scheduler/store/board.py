"""What a group's board and its weekly digest tell of members: what they did in this group's drills and practice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.store.group_records import BoardMember, Tried

IS_TRY = f"verdict NOT IN {tuple(kind.value for kind in VerdictKind if not kind.is_attempt)}"
"""Whether a reply was read, and so was a try."""
_DRILLS = (
    "SELECT id FROM drills WHERE schedule IN (SELECT id FROM schedules WHERE group_id = :group) "
    "AND +state = 'sent' AND day >= :since"  # by schedule and day, not among all that was ever sent
)


def board_members(db: Database, group: int) -> list[BoardMember]:
    """The members of a group, and whether they show themselves on its board."""
    sql = "SELECT learner, account, on_board FROM members JOIN learners ON id = learner WHERE group_id = ? ORDER BY id"
    return [BoardMember(learner, account, bool(shown)) for learner, account, shown in db.execute(sql, (group,))]


def first_rights(db: Database, group: int, since: date) -> dict[int, list[int]]:
    """For each member of a group, how many questions were right at the first try on each of their days since a day.

    Of the drills and the practice of this group, what was due or a drill, and counted for its interval: not what was
    right once the answer was known.
    """
    rows = db.execute(
        "SELECT learner, count(*) FROM reviews WHERE board = :group AND day >= :since AND first_try = 1 "
        "AND scheduled = 1 AND learner IN (SELECT learner FROM members WHERE group_id = :group) GROUP BY day, learner",
        {"group": group, "since": since.isoformat()},
    )
    found: dict[int, list[int]] = defaultdict(list)
    for learner, rights in rows:
        found[learner].append(rights)
    return dict(found)


def drills_since(db: Database, group: int, since: date) -> tuple[int, dict[int, int]]:
    """How many drills of a group were posted since a day, and how many of them each learner tried."""
    values = {"group": group, "since": since.isoformat()}
    posted = db.execute(f"SELECT count(*) FROM ({_DRILLS})", values).fetchone()[0]
    rows = db.execute(
        f"SELECT learner, count(DISTINCT drill) FROM questions WHERE drill IN ({_DRILLS}) "
        f"AND EXISTS (SELECT 1 FROM replies WHERE question = questions.id AND {IS_TRY}) GROUP BY learner",
        values,
    )
    return posted, dict(rows.fetchall())


def last_active(db: Database, group: int, learner: int) -> date | None:
    """The last day on which a learner finished an exercise in a group, or tried a drill of it that is open still."""
    finished = (
        "SELECT day FROM reviews JOIN questions ON questions.id = question "
        "WHERE reviews.learner = :learner AND finished = 1 AND group_id = :group ORDER BY day DESC LIMIT 1"
    )
    tried = (
        "SELECT max(day) FROM questions JOIN replies ON question = questions.id "
        f"WHERE learner = :learner AND kind = 'drill' AND closed IS NULL AND group_id = :group AND {IS_TRY}"
    )
    values = {"learner": learner, "group": group}
    days = [day for sql in (finished, tried) for (day,) in db.execute(sql, values) if day is not None]
    return date.fromisoformat(max(days)) if days else None


def was_tried(db: Database, schedule: int, first: date, last: date) -> bool:
    """Whether anybody tried a drill of a schedule's local dates from `first` to `last`."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM drills "
        "JOIN questions ON drill = drills.id JOIN replies ON question = questions.id "
        f"WHERE schedule = ? AND drills.day BETWEEN ? AND ? AND +state = 'sent' AND {IS_TRY})"
    )
    return bool(db.execute(sql, (schedule, first.isoformat(), last.isoformat())).fetchone()[0])


def tries_at(db: Database, drill: int) -> list[Tried]:
    """How those did at a drill who tried it, with everybody's numbers or with their own."""
    rows = db.execute(
        "SELECT questions.learner, max(coalesce(outcome, '') = 'right'), max(coalesce(first_try, 0) AND NOT known) "
        "FROM questions LEFT JOIN reviews ON reviews.question = questions.id WHERE drill = ? AND (finished = 1 "
        f"OR EXISTS (SELECT 1 FROM replies WHERE question = questions.id AND {IS_TRY})) "
        "GROUP BY questions.learner ORDER BY questions.learner",
        (drill,),
    )
    return [Tried(learner, bool(right), bool(first_try)) for learner, right, first_try in rows]
