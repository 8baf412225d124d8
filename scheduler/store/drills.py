"""Drills: what was posted for a schedule's local date, or what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from compiler.checker import Variant
from scheduler.rules import instant, utc
from scheduler.store.errors import NotThere
from scheduler.store.group_records import Drill, PostState
from scheduler.store.posts import Part, post_sent
from scheduler.store.questions import keep_variant, question_rows, variant_from
from scheduler.store.records import Place, Question

_DRILL = (
    "SELECT drills.id, schedule, day, state, due, ends, tried, begun, deck, exercise, body, channel, message, thread, "
    "sent, solved FROM drills LEFT JOIN variants ON variants.id = variant"
)


def add_drill(db: Database, schedule: int, day: date, state: PostState, due: datetime, ends: datetime) -> Drill | None:
    """Store the drill of a schedule's local date, planned or with what became of it; None where there is one."""
    retry = utc(due) if state is PostState.PLANNED else None
    done = db.execute(
        "INSERT INTO drills (schedule, day, state, due, ends, retry) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (schedule, day) DO NOTHING",
        (schedule, day.isoformat(), state.value, utc(due), utc(ends), retry),
    )
    return drill(db, int(done.lastrowid or 0)) if done.rowcount > 0 else None


def drill(db: Database, number: int) -> Drill:
    """A drill. Raises NotThere."""
    row = db.execute(f"{_DRILL} WHERE drills.id = ?", (number,)).fetchone()
    if row is None:
        raise NotThere(f"there is no drill {number}")
    return _drill(row)


def drill_at(db: Database, message_or_thread: str) -> Drill | None:
    """The drill of a message, or of the thread in which it is talked about; None where there is none."""
    row = db.execute(
        f"{_DRILL} WHERE message = :id UNION ALL {_DRILL} WHERE thread = :id LIMIT 1", {"id": message_or_thread}
    ).fetchone()
    return None if row is None else _drill(row)


def last_drill(db: Database, schedule: int) -> Drill | None:
    """The drill of a schedule's latest date, whatever became of it."""
    row = db.execute(f"{_DRILL} WHERE schedule = ? ORDER BY day DESC LIMIT 1", (schedule,)).fetchone()
    return None if row is None else _drill(row)


def sent_exercises(db: Database, schedule: int, most: int) -> list[tuple[date, Place]]:
    """The exercises that were posted for a schedule, newest first, with their dates."""
    rows = db.execute(
        "SELECT day, deck, exercise FROM drills WHERE schedule = ? AND state = 'sent' AND exercise IS NOT NULL "
        "ORDER BY day DESC LIMIT ?",
        (schedule, most),
    )
    return [(date.fromisoformat(day), Place(deck, exercise)) for day, deck, exercise in rows]


def sent_between(db: Database, schedule: int, first: date, last: date) -> list[Drill]:
    """The drills that were posted for a schedule's local dates from `first` to `last`, in order."""
    where = "schedule = ? AND day BETWEEN ? AND ? AND +state = 'sent' ORDER BY day"
    rows = db.execute(f"{_DRILL} WHERE {where}", (schedule, first.isoformat(), last.isoformat()))
    return list(map(_drill, rows))


def last_drilled(db: Database, schedule: int, place: Place, most: int) -> list[Variant]:
    """The variants of an exercise that were posted for a schedule, newest first."""
    rows = db.execute(
        "SELECT body FROM drills JOIN variants ON variants.id = variant "
        "WHERE schedule = ? AND deck = ? AND exercise = ? ORDER BY day DESC LIMIT ?",
        (schedule, place.deck, place.exercise, most),
    )
    return [variant_from(body) for (body,) in rows]


def drill_standing(db: Database, number: int) -> tuple[int, int]:
    """How many learners have finished a drill, and how many others have tried."""
    finished, tried = db.execute(
        "SELECT count(DISTINCT CASE WHEN finished = 1 THEN questions.learner END), count(DISTINCT questions.learner) "
        "FROM questions LEFT JOIN reviews ON reviews.question = questions.id "
        "WHERE drill = ? AND EXISTS (SELECT 1 FROM replies WHERE question = questions.id)",
        (number,),
    ).fetchone()
    return int(finished), int(tried - finished)


def open_drills_in(db: Database, channel: str, now: datetime) -> list[Drill]:
    """The drills that were posted in a channel and have not ended."""
    where = "schedule IN (SELECT id FROM schedules WHERE channel = ?) AND state = 'sent' AND ends > ?"
    rows = db.execute(f"{_DRILL} WHERE {where} AND drills.channel = ?", (channel, utc(now), channel))
    return list(map(_drill, rows))


def open_drills(db: Database, now: datetime) -> list[Drill]:
    """The drills that were posted and have not ended."""
    where = "schedule IN (SELECT id FROM schedules) AND state = 'sent' AND ends > ?"  # not among all that was ever sent
    return list(map(_drill, db.execute(f"{_DRILL} WHERE {where} ORDER BY ends", (utc(now),))))


def open_drills_of(db: Database, groups: Iterable[int], now: datetime) -> list[Drill]:
    """The drills of some groups that were posted and have not ended."""
    numbers = [*groups]
    where = f"schedule IN (SELECT id FROM schedules WHERE group_id IN ({', '.join('?' * len(numbers))}))"
    rows = db.execute(f"{_DRILL} WHERE {where} AND state = 'sent' AND ends > ? ORDER BY ends", (*numbers, utc(now)))
    return list(map(_drill, rows))


def begun_drills(db: Database) -> list[Drill]:
    """The drills of which posting was begun, and nobody noted how that ended."""
    either = "SELECT id FROM drills WHERE state = 'planned' UNION ALL SELECT id FROM drills WHERE state = 'claimed'"
    return list(map(_drill, db.execute(f"{_DRILL} WHERE drills.id IN ({either}) AND tried > 0")))


def unclosed_drills(db: Database, schedule: int) -> list[int]:
    """The drills of a schedule of which members have questions open."""
    rows = db.execute(
        "SELECT id FROM drills WHERE schedule = ? AND state = 'sent' "
        "AND EXISTS (SELECT 1 FROM questions WHERE drill = drills.id AND closed IS NULL)",
        (schedule,),
    )
    return [number for (number,) in rows]


def keep_numbers(db: Database, number: int, place: Place, variant: Variant) -> None:
    """Note the exercise and the numbers that a claimed drill asks: a second try posts the same."""
    db.execute(
        "UPDATE drills SET deck = ?, exercise = ?, variant = ? WHERE id = ?",
        (*(place.deck, place.exercise), keep_variant(db, variant), number),
    )


def drill_sent(db: Database, number: int, channel: str, message: str, at: datetime) -> None:
    """Note where a drill stands, and plan its solution for its end. Raises NotThere."""
    db.execute("UPDATE drills SET channel = ? WHERE id = ?", (channel, number))
    post_sent(db, Part.DRILL, number, message, at)
    db.execute(
        "INSERT INTO solutions (drill, state, retry) SELECT id, 'planned', ends FROM drills WHERE id = ? "
        "ON CONFLICT (drill) DO NOTHING",
        (number,),
    )


def drill_solved(db: Database, number: int, at: datetime) -> None:
    """Note that a right answer has stood in the channel of a drill since an instant, if none did before it."""
    sql = "UPDATE drills SET solved = :at WHERE id = :id AND (solved IS NULL OR solved > :at)"
    db.execute(sql, {"at": utc(at), "id": number})


def drill_thread(db: Database, number: int, thread: str) -> None:
    """Note where a drill is talked about."""
    db.execute("UPDATE drills SET thread = ? WHERE id = ?", (thread, number))


def drill_questions(db: Database, number: int, learner: int | None = None) -> list[Question]:
    """The questions of a drill, of everybody or of one learner, in order."""
    where, values = ("drill = ?", (number,)) if learner is None else ("drill = ? AND learner = ?", (number, learner))
    return question_rows(db, f"{where} ORDER BY questions.id", values)


def unclosed_questions(db: Database, number: int, most: int) -> list[Question]:
    """Questions of a drill that are open still, in order, at most so many."""
    return question_rows(db, "drill = ? AND closed IS NULL ORDER BY questions.id LIMIT ?", (number, most))


def _drill(row: tuple[Any, ...]) -> Drill:
    number, schedule, day, state, due, ends, tried, begun, *rest = row
    deck, exercise, body, channel, message, thread, sent, solved = rest
    return Drill(
        number,
        schedule,
        date.fromisoformat(day),
        PostState(state),
        instant(due),
        instant(ends),
        tried,
        None if begun is None else instant(begun),
        None if exercise is None else Place(deck, exercise),
        None if body is None else variant_from(body),
        channel,
        message,
        thread,
        None if sent is None else instant(sent),
        None if solved is None else instant(solved),
    )
