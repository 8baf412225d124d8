"""What the store keeps of groups and drills, and what goes with a learner who is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.store import (
    ChoiceOfDrill,
    Claimed,
    Drill,
    Mode,
    NoticeKind,
    NotThere,
    Part,
    PostState,
    Reply,
    Schedule,
    Store,
    StoreError,
    add_drill,
    add_notice,
    add_schedule,
    all_about,
    ask_drill,
    begin_session,
    begun_drills,
    claim_posts,
    drill,
    drill_questions,
    drill_sent,
    drill_standing,
    due_schedules,
    group,
    group_of,
    is_kept,
    is_shown,
    join,
    keep_numbers,
    keep_reply,
    keep_schedule,
    members_since,
    open_drills,
    open_drills_in,
    open_drills_of,
    post_begun,
    post_sent,
    remember,
    remembered,
    remove_schedule,
    schedule,
    show,
    welcome,
    welcome_group,
)
from tests.scheduler.store.samples import NOW, PLACES, variant

DAY = timedelta(days=1)
WANTED = Schedule(
    0,
    1,
    "tinyml-4f1c09",
    "77",
    time(9, 5),
    "Europe/Berlin",
    31,
    "5",
    ChoiceOfDrill.IN_ORDER,
    Mode.PRIVATE,
    60,
    3,
    "discord:1",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of one group with a schedule, and two members: the first one has arranged it."""
    with Store(tmp_path / "drillbook.db") as store:
        store.write(begun)
        yield store


def begun(db: Database) -> None:
    welcome_group(db, "discord:77", NOW)
    for name in ("discord:1", "discord:2"):
        join(db, 1, welcome(db, name, "Europe/Berlin", NOW).id, NOW)
    add_schedule(db, WANTED)


def posted(db: Database, seed: int = 1) -> Drill:
    """A drill in its channel."""
    made = add_drill(db, 1, date(2026, 3, seed), PostState.PLANNED, NOW, NOW + DAY)
    assert made is not None
    keep_numbers(db, made.id, PLACES[1], variant(seed))
    drill_sent(db, made.id, "77", f"message {seed}", NOW)
    return drill(db, made.id)


# Groups.


def test_a_group_is_made_once(store: Store) -> None:
    assert store.write(lambda db: group_of(db, "discord:9")) is None
    first = store.write(lambda db: welcome_group(db, "discord:9", NOW))
    assert store.write(lambda db: welcome_group(db, "discord:9", NOW + DAY)) == first
    assert store.write(lambda db: group(db, first.id)) == first == store.write(lambda db: group_of(db, "discord:9"))
    with pytest.raises(NotThere, match="there is no group 99"):
        store.write(lambda db: group(db, 99))


def test_who_joins_again_stays_a_member_since_the_first_time(store: Store) -> None:
    store.write(lambda db: join(db, 1, 1, NOW + DAY))
    assert [each.id for each in store.write(lambda db: members_since(db, 1, NOW))] == [1, 2]
    assert store.write(lambda db: members_since(db, 1, NOW - DAY)) == []


def test_members_are_shown_unless_they_say_otherwise(store: Store) -> None:
    assert store.write(lambda db: is_shown(db, 1, 1)) is True
    store.write(lambda db: show(db, 1, 1, False))
    assert [store.write(lambda db, n=n: is_shown(db, 1, n)) for n in (1, 2, 3)] == [False, True, None]  # type: ignore[misc]
    store.write(lambda db: join(db, 1, 1, NOW))
    assert store.write(lambda db: is_shown(db, 1, 1)) is False


# Schedules.


def test_a_schedule_is_read_as_it_was_stored(store: Store) -> None:
    assert store.write(lambda db: schedule(db, 1)) == replace(WANTED, id=1)
    changed = replace(
        WANTED,
        id=1,
        at=time(23, 59),
        role=None,
        organiser=None,
        paused_until=date(2026, 5, 1),
        next_at=NOW,
        refused=2,
        mode=Mode.OPEN,
        choice=ChoiceOfDrill.WEAKEST,
    )
    store.write(lambda db: keep_schedule(db, changed))
    assert store.write(lambda db: schedule(db, 1)) == changed
    assert store.write(lambda db: due_schedules(db, NOW, 9)) == [changed]
    assert store.write(lambda db: due_schedules(db, NOW - DAY, 9)) == []
    store.write(lambda db: remove_schedule(db, 1))
    with pytest.raises(NotThere, match="there is no schedule 1"):
        store.write(lambda db: schedule(db, 1))


def test_the_number_of_a_schedule_that_was_removed_is_not_given_again(store: Store) -> None:
    store.write(lambda db: remove_schedule(db, 1))
    assert store.write(lambda db: add_schedule(db, WANTED)).id == 2


# Drills.


@pytest.mark.parametrize("state", list(PostState)[3:])
def test_what_was_not_posted_has_no_numbers_and_no_message(store: Store, state: PostState) -> None:
    made = store.write(lambda db: add_drill(db, 1, date(2026, 3, 1), state, NOW, NOW + DAY))
    assert made is not None
    assert (made.state, made.due, made.ends, made.tried) == (state, NOW, NOW + DAY, 0)
    nothing = (made.place, made.variant, made.channel, made.message, made.thread, made.sent, made.solved)
    assert set(nothing) == {None}
    assert store.write(lambda db: add_drill(db, 1, made.day, PostState.PLANNED, NOW, NOW)) is None


def test_a_drill_cannot_be_said_to_be_sent_without_its_numbers(store: Store) -> None:
    store.write(lambda db: add_drill(db, 1, date(2026, 3, 1), PostState.PLANNED, NOW, NOW + DAY))
    with pytest.raises(StoreError, match="CHECK constraint failed"):
        store.write(lambda db: drill_sent(db, 1, "77", "99", NOW))


@pytest.mark.parametrize("part", Part)
def test_when_posting_was_begun_first_is_kept(store: Store, part: Part) -> None:
    store.write(posted)
    store.write(lambda db: add_notice(db, 1, NoticeKind.DIGEST, date(2026, 3, 2), NOW))
    for n in range(3):
        store.write(lambda db, n=n: post_begun(db, part, 1, NOW + n * DAY))  # type: ignore[misc]
    if part is Part.DRILL:
        known = store.write(lambda db: drill(db, 1))
        assert (known.tried, known.begun) == (3, NOW)
        return
    (claimed,) = store.write(lambda db: claim_posts(db, part, "a", NOW + DAY, NOW + 2 * DAY, 9))
    assert claimed == Claimed(1, 3, NOW)
    assert store.write(lambda db: drill(db, 1)).begun is None


def test_what_is_not_there_is_neither_begun_nor_sent(store: Store) -> None:
    store.write(posted)
    store.write(lambda db: remove_schedule(db, 1))
    for part in Part:
        with pytest.raises(NotThere, match=f"there is no {part.one} 1"):
            store.write(lambda db, part=part: post_begun(db, part, 1, NOW))  # type: ignore[misc]
        with pytest.raises(NotThere, match=f"there is no {part.one} 1"):
            store.write(lambda db, part=part: post_sent(db, part, 1, "9", NOW))  # type: ignore[misc]
    with pytest.raises(NotThere, match="there is no drill 1"):
        store.write(lambda db: drill_sent(db, 1, "77", "9", NOW))


def test_a_drill_is_open_in_its_channel_and_its_group_until_it_ends(store: Store) -> None:
    sent = store.write(posted)
    store.write(lambda db: add_drill(db, 1, date(2026, 3, 9), PostState.PLANNED, NOW, NOW + DAY))

    def opened(db: Database, at: datetime) -> list[list[int]]:
        here = [open_drills(db, at), open_drills_in(db, "77", at), open_drills_of(db, [1, 2], at)]
        elsewhere = [open_drills_in(db, "78", at), open_drills_of(db, [2], at)]
        return [[each.id for each in found] for found in (*here, *elsewhere)]

    assert store.write(lambda db: opened(db, sent.ends - timedelta(seconds=1))) == [[sent.id]] * 3 + [[]] * 2
    assert store.write(lambda db: opened(db, sent.ends)) == [[]] * 5


def test_drills_are_begun_until_it_is_noted_how_that_ended(store: Store) -> None:
    made = store.write(lambda db: add_drill(db, 1, date(2026, 3, 1), PostState.PLANNED, NOW, NOW + DAY))
    assert made is not None
    assert store.write(begun_drills) == []
    store.write(lambda db: post_begun(db, Part.DRILL, made.id, NOW))
    assert [each.id for each in store.write(begun_drills)] == [made.id], "as where a claim has lapsed"
    store.write(lambda db: claim_posts(db, Part.DRILL, "bot", NOW, NOW + DAY, 9))
    assert [each.id for each in store.write(begun_drills)] == [made.id]
    store.write(lambda db: keep_numbers(db, made.id, PLACES[1], variant(1)))
    store.write(lambda db: drill_sent(db, made.id, "77", "1", NOW))
    assert store.write(begun_drills) == []


def test_a_drill_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotThere, match="there is no drill 9"):
        store.write(lambda db: drill(db, 9))


def test_a_member_is_asked_a_drill_once_with_each_numbers(store: Store) -> None:
    made = store.write(posted)

    def asked(db: Database, own: bool) -> int:
        return ask_drill(db, 1, made.id, PLACES[1], variant(3), NOW, own).id

    store.write(lambda db: (asked(db, True), asked(db, False)))
    for own in (True, False):
        with pytest.raises(StoreError, match="UNIQUE constraint failed"):
            store.write(lambda db, own=own: asked(db, own))  # type: ignore[misc]


def test_a_source_is_kept_once(store: Store) -> None:
    made = store.write(posted)

    def said(db: Database, source: str | None) -> None:
        asked = drill_questions(db, made.id) or [ask_drill(db, 1, made.id, PLACES[1], variant(1), NOW, False)]
        keep_reply(db, asked[0], "1", VerdictKind.WRONG, NOW, date(2026, 3, 1), source)

    for source in ("message:1", None, None, "message:2"):
        store.write(lambda db, source=source: said(db, source))  # type: ignore[misc]
    assert store.write(lambda db: (is_kept(db, "message:1"), is_kept(db, "message:3"))) == (True, False)
    with pytest.raises(StoreError, match="UNIQUE constraint failed"):
        store.write(lambda db: said(db, "message:1"))


def test_what_a_face_remembers_takes_the_place_of_what_was_before(store: Store) -> None:
    assert store.write(lambda db: remembered(db, "commands")) is None
    for value in ("a", "b"):
        store.write(lambda db, v=value: remember(db, "commands", v))  # type: ignore[misc]
    assert store.write(lambda db: remembered(db, "commands")) == "b"


# Forgetting.


def answered(db: Database, made: Drill, who: int) -> list[Reply]:
    """Have a member try a drill in the channel and with their own numbers."""
    asked = [ask_drill(db, who, made.id, PLACES[1], variant(10 + who if own else 1), NOW, own) for own in (False, True)]
    return [
        keep_reply(db, each, "1", VerdictKind.WRONG, NOW, date(2026, 3, 1), f"message:{who}{each.own}")
        for each in asked
    ]


def test_who_is_deleted_leaves_a_drill_as_it_is_for_the_others(store: Store) -> None:
    made = store.write(posted)
    store.write(lambda db: (answered(db, made, 1), answered(db, made, 2), begin_session(db, 1, "{}", NOW, 1)))
    assert store.write(lambda db: drill_standing(db, made.id)) == (0, 2)
    store.forget(1, NOW)
    assert store.write(lambda db: drill(db, made.id)) == made
    assert store.write(lambda db: drill_standing(db, made.id)) == (0, 1)
    assert [each.learner for each in store.write(lambda db: drill_questions(db, made.id))] == [2, 2]
    assert [each.id for each in store.write(lambda db: members_since(db, 1, NOW))] == [2]
    # Their own numbers go, everybody's stay.
    assert store.write(lambda db: db.execute("SELECT count(*) FROM variants").fetchone()) == (2,)
    assert store.write(
        lambda db: [each.number for each in claim_posts(db, Part.SOLUTION, "a", NOW + DAY, NOW + 2 * DAY, 9)]
    ) == [1]


def test_what_was_arranged_by_who_is_deleted_goes_on_without_their_name(store: Store) -> None:
    store.write(lambda db: add_schedule(db, replace(WANTED, organiser="discord:2")))
    told = store.write(lambda db: all_about(db, 1))
    assert [each["id"] for each in told["schedules"]] == [1]
    assert [each["group_id"] for each in told["members"]] == [1]
    store.forget(1, NOW)
    assert [store.write(lambda db, n=n: schedule(db, n)).organiser for n in (1, 2)] == [None, "discord:2"]  # type: ignore[misc]


def test_an_export_tells_what_a_member_did_in_drills(store: Store) -> None:
    made = store.write(posted)
    store.write(lambda db: (answered(db, made, 1), begin_session(db, 1, "{}", NOW, 1)))
    told = store.write(lambda db: all_about(db, 1))
    assert [(each["drill"], each["own"], each["known"]) for each in told["questions"]] == [(1, 0, 0), (1, 1, 0)]
    assert [each["source"] for each in told["replies"]] == ["message:1False", "message:1True"]
    assert [each["group_id"] for each in told["sessions"]] == [1]
    assert {each["seed"] for each in (row["body"] for row in told["variants"])} == {1, 11}
