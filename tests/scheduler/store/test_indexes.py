"""What is asked often is found by an index that holds little else, however much the store has kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from scheduler.store import (
    Part,
    asked_directly,
    begun_drills,
    claim_posts,
    counts_already,
    drill_at,
    drill_questions,
    drills_since,
    due_cards,
    due_reminders,
    due_schedules,
    first_rights,
    last_active,
    open_drills,
    open_drills_in,
    open_drills_of,
    reviews_of,
    schedules,
    sent_exercises,
    times,
)
from tests.scheduler.store.samples import NOW, PLACES, quick

TODAY = NOW.date()
LEASE = NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("work", "indexes"),
    [
        (lambda db: list(due_cards(db, 1, TODAY)), ["cards_by_due (learner=? AND due<?)"]),
        (lambda db: times(db, 1, PLACES[0], 5), ["reviews_by_exercise (learner=? AND deck=? AND exercise=?)"]),
        (lambda db: reviews_of(db, 1, PLACES[0]), ["reviews_by_exercise (learner=? AND deck=? AND exercise=?)"]),
        (lambda db: counts_already(db, 1, TODAY), ["reviews_by_day (learner=? AND day=?)"]),
        (lambda db: asked_directly(db, NOW, 9), ["questions_by_session (session=?)", "open_sessions"]),
        (lambda db: due_reminders(db, NOW, 9), ["learners_by_reminder (remind_next<?)"]),
        (lambda db: first_rights(db, 1, TODAY), ["reviews_for_board (board=? AND day>?)"]),
        (lambda db: drills_since(db, 1, TODAY), ["questions_by_drill (drill=?)"]),
        (lambda db: last_active(db, 1, 1), ["reviews_by_day (learner=?)", "questions_of_drills (learner=?)"]),
        (lambda db: schedules(db, 1), ["schedules_by_group (group_id=?)"]),
        (
            lambda db: due_schedules(db, NOW, 9),
            ["schedules_by_next (next_at<?)", "schedules_by_digest (digest_next<?)"],
        ),
        (lambda db: drill_at(db, "7"), ["drills_by_message (message=?)", "drills_by_thread (thread=?)"]),
        (lambda db: drill_questions(db, 1, 1), ["questions_by_drill (drill=? AND learner=?)"]),
        (lambda db: sent_exercises(db, 1, 9), ["sqlite_autoindex_drills_1 (schedule=?)"]),
        (lambda db: open_drills(db, NOW), ["drills_by_end (schedule=? AND ends>?)"]),
        (
            lambda db: open_drills_in(db, "7", NOW),
            ["schedules_by_channel (channel=?)", "drills_by_end (schedule=? AND ends>?)"],
        ),
        (
            lambda db: open_drills_of(db, (1, 2), NOW),
            ["schedules_by_group (group_id=?)", "drills_by_end (schedule=? AND ends>?)"],
        ),
        (begun_drills, ["drills_to_retry", "drills_claimed"]),
        (lambda db: claim_posts(db, Part.DRILL, "a", NOW, LEASE, 9), ["drills_claimed", "drills_to_retry (retry<?)"]),
        (
            lambda db: claim_posts(db, Part.SOLUTION, "a", NOW, LEASE, 9),
            ["solutions_claimed", "solutions_to_come (retry<?)"],
        ),
        (lambda db: claim_posts(db, Part.NOTICE, "a", NOW, LEASE, 9), ["notices_claimed", "notices_to_come (retry<?)"]),
    ],
)
def test_what_is_asked_often_is_found_by_an_index(
    tmp_path: Path, work: Callable[[Database], object], indexes: list[str]
) -> None:
    said: list[str] = []

    def plans(db: Database) -> list[str]:
        db.conn.set_trace_callback(said.append)
        work(db)
        db.conn.set_trace_callback(None)
        return [row[-1] for sql in said for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]

    with quick(tmp_path / "a.db") as store:
        found = store.write(plans)
    assert [index for index in indexes if not any(each.endswith(f"INDEX {index}") for each in found)] == []
    partial = ("open_sessions", "drills_to_retry", "drills_claimed", "solutions_claimed", "notices_claimed")
    scanned = [each for each in found if each.startswith("SCAN") and each != "SCAN CONSTANT ROW"]
    assert [each for each in scanned if each.split()[-1] not in partial] == []
