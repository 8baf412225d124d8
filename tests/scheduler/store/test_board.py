"""What a board counts, recounted from the rows one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.rules import EVERY_DAY, VERSION, Outcome
from scheduler.store import (
    BoardMember,
    ChoiceOfDrill,
    Kind,
    Mode,
    PostState,
    Review,
    Schedule,
    Tried,
    add_drill,
    add_schedule,
    answer_known,
    ask,
    ask_drill,
    begin_session,
    board_members,
    close,
    drill_questions,
    drill_sent,
    drills_since,
    end_session,
    first_rights,
    join,
    keep_numbers,
    keep_reply,
    keep_review,
    last_active,
    show,
    tries_at,
    welcome,
    welcome_group,
)
from tests.scheduler.store.samples import NOW, PLACES, quick, variant

FIRST = date(2026, 3, 1)
DAYS = 6
GROUPS, LEARNERS = (1, 2), (1, 2, 3)
KINDS = [Kind.DUE, Kind.NEW, Kind.AGAIN, Kind.EXTRA, Kind.MAGNITUDE]


@dataclass(frozen=True)
class Did:
    """Something that a learner did on a day: a question of a group's drill or practice, or of practice in private."""

    learner: int
    day: int
    group: int | None
    kind: Kind
    own: bool
    verdict: VerdictKind
    first_try: bool
    scheduled: bool
    known: bool
    finished: bool


DID = st.builds(
    Did,
    learner=st.sampled_from(LEARNERS),
    day=st.integers(0, DAYS - 1),
    group=st.sampled_from((*GROUPS, None)),
    kind=st.sampled_from((*KINDS, Kind.DUE, Kind.DRILL, Kind.DRILL, Kind.DRILL)),
    own=st.booleans(),
    verdict=st.sampled_from((VerdictKind.RIGHT, VerdictKind.WRONG, VerdictKind.UNREADABLE)),
    first_try=st.booleans(),
    scheduled=st.booleans(),
    known=st.booleans(),
    finished=st.booleans(),
)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def noon(number: int) -> datetime:
    return datetime.combine(day(number), time(12), UTC)


def groups(db: Database) -> None:
    """Two groups with a drill each day, of which the last is missed in the second one; all belong to both."""
    for group in GROUPS:
        welcome_group(db, f"discord:{group}", NOW)
        wanted = Schedule(
            *(0, group, "d", "77", time(9), "UTC", EVERY_DAY, None, ChoiceOfDrill.WEAKEST, Mode.OPEN, 60, 7, None)
        )
        plan = add_schedule(db, wanted)
        for number in range(DAYS):
            state = PostState.MISSED if group == 2 and number == DAYS - 1 else PostState.PLANNED
            drill = add_drill(db, plan.id, day(number), state, noon(number), noon(number + 1))
            assert drill is not None
            if state is PostState.PLANNED:
                keep_numbers(db, drill.id, PLACES[0], variant(number))
                drill_sent(db, drill.id, "77", f"{group}{number}", noon(number))
    for learner in LEARNERS:
        welcome(db, f"discord:{learner}", "UTC", NOW)
        for group in GROUPS:
            join(db, group, learner, NOW)


def drill_of(did: Did) -> int:
    assert did.group is not None
    return (did.group - 1) * DAYS + did.day + 1


def done(db: Database, did: Did) -> bool:
    """Store what somebody did; False where they cannot have done it."""
    at = noon(did.day)
    if did.kind is Kind.DRILL:
        if did.group is None or (did.group == 2 and did.day == DAYS - 1):
            return False
        if any(each.own == did.own for each in drill_questions(db, drill_of(did), did.learner)):
            return False
        asked = ask_drill(db, did.learner, drill_of(did), PLACES[0], variant(did.day), at, did.own)
        if did.known:
            answer_known(db, asked.id)
    else:
        session = begin_session(db, did.learner, "{}", at, did.group)
        asked = ask(db, did.learner, session.id, PLACES[1], did.kind, variant(did.day), at)
        end_session(db, session.id, at)
    keep_reply(db, asked, "1", did.verdict, at, day(did.day))
    if did.finished:
        close(db, asked.id, Outcome.RIGHT if did.first_try else Outcome.REVEALED, at)
        counts = (did.scheduled, day(did.day), True, did.first_try)
        keep_review(db, Review(asked.id, did.learner, asked.place, *counts, None, None, 4, VERSION))
    return True


@given(st.lists(DID, max_size=30), st.integers(0, DAYS))
def test_all_that_a_board_says_is_what_is_counted_one_by_one(all_did: list[Did], first: int) -> None:
    def work(db: Database) -> None:
        groups(db)
        did = [each for each in all_did if done(db, each)]
        for group in GROUPS:
            recounted(db, group, first, [each for each in did if each.group == group])

    with TemporaryDirectory() as folder, quick(Path(folder) / "a.db") as store:
        store.write(work)


def is_drill_tried(did: Did) -> bool:
    return did.kind is Kind.DRILL and did.verdict.is_attempt


def recounted(db: Database, group: int, first: int, did: list[Did]) -> None:
    """Compare what is said of a group since a day with what was done in it."""
    since = [each for each in did if each.day >= first]
    rights: dict[int, Counter[int]] = defaultdict(Counter)
    tried: dict[int, set[int]] = defaultdict(set)
    for each in since:
        if each.kind in (Kind.DUE, Kind.DRILL) and each.first_try and each.scheduled and each.finished:
            rights[each.learner][each.day] += 1
        if is_drill_tried(each):
            tried[each.learner].add(each.day)
    found = {who: sorted(days) for who, days in first_rights(db, group, day(first)).items()}
    assert found == {who: sorted(days.values()) for who, days in rights.items()}
    posted = max(0, DAYS - first - (group == 2 and first < DAYS))
    assert drills_since(db, group, day(first)) == (posted, {who: len(days) for who, days in tried.items()})
    for who in LEARNERS:
        days = [each.day for each in did if each.learner == who and (each.finished or is_drill_tried(each))]
        assert last_active(db, group, who) == (day(max(days)) if days else None)
    for number in range(DAYS):
        there = [each for each in did if each.kind is Kind.DRILL and each.day == number]
        there = [each for each in there if each.verdict.is_attempt or each.finished]
        assert tries_at(db, (group - 1) * DAYS + number + 1) == [
            Tried(
                who,
                any(each.learner == who and each.finished and each.first_try for each in there),
                any(each.learner == who and each.finished and each.first_try and not each.known for each in there),
            )
            for who in sorted({each.learner for each in there})
        ]


def test_members_are_told_with_whether_they_show_themselves(tmp_path: Path) -> None:
    with quick(tmp_path / "a.db") as store:
        store.write(groups)
        store.write(lambda db: show(db, 1, 2, False))
        members = [BoardMember(n, f"discord:{n}", n != 2) for n in LEARNERS]
        assert store.write(lambda db: board_members(db, 1)) == members
        assert all(each.shown for each in store.write(lambda db: board_members(db, 2)))
