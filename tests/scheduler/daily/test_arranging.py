"""Arranging schedules: what they may be, and that no change loses a drill or makes a second one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from scheduler.daily import MOST_GAP, MOST_LATE, MOST_SCHEDULES, ScheduleError, arrange, pause, remove, resume, upcoming
from scheduler.daily.arranging import MOST_PAUSE
from scheduler.rules import Outcome, next_post, post_instant
from scheduler.store import Mode, NotThere, schedule, schedules
from tests.scheduler.daily.samples import DAY, MINUTE, MONDAY, NINE, WANTED, Club
from tests.scheduler.practice.samples import BERLIN


def nine(days: int) -> datetime:
    """Nine in Berlin, so many days after Monday."""
    found = post_instant(BERLIN, NINE, MONDAY + days * DAY)
    assert found is not None
    return found


def test_a_new_schedule_is_stored_with_its_next_post(club: Club) -> None:
    made = club.wants(role="5", days=0b001_1111, mode=Mode.PRIVATE, at=time(7, 5))
    assert made.id == 1
    assert made.next_at == post_instant(BERLIN, time(7, 5), MONDAY + DAY)
    assert club.schedule() == made
    assert club.run(lambda db: schedules(db, club.group)) == [made] == club.run(schedules)
    assert club.run(lambda db: schedules(db, 2)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"zone": "Europe/Atlantis"}, r"there is no time zone 'Europe/Atlantis'"),
        ({"zone": ""}, r"there is no time zone"),
        ({"days": 0}, "at least one day of the week"),
        ({"days": 128}, "at least one day of the week"),
        ({"late_minutes": -1}, f"may be 0 to {MOST_LATE} minutes late, not -1"),
        ({"late_minutes": MOST_LATE + 1}, f"may be 0 to {MOST_LATE} minutes late, not {MOST_LATE + 1}"),
        ({"gap": -1}, f"may rest 0 to {MOST_GAP} days, not -1"),
        ({"gap": MOST_GAP + 1}, f"may rest 0 to {MOST_GAP} days, not {MOST_GAP + 1}"),
    ],
)
def test_what_a_schedule_cannot_be_is_refused(club: Club, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        club.wants(**change)
    before = club.wants()
    with pytest.raises(ScheduleError, match=message):
        club.change(**change)
    assert club.run(schedules) == [before]


@pytest.mark.parametrize("change", [{"late_minutes": 0}, {"late_minutes": MOST_LATE}, {"gap": 0}, {"gap": MOST_GAP}])
def test_the_limits_themselves_are_taken(club: Club, change: dict[str, Any]) -> None:
    assert club.wants(**change) == club.schedule()


def test_a_group_has_so_many_schedules_and_another_its_own(club: Club) -> None:
    for _ in range(MOST_SCHEDULES):
        club.wants()
    with pytest.raises(ScheduleError, match=f"a group can have {MOST_SCHEDULES} schedules; remove one first"):
        club.wants()
    club.change(3, gap=1)
    club.run(lambda db: remove(db, 3, club.now))
    assert club.wants().id == MOST_SCHEDULES + 1
    club.run(lambda db: db.execute("INSERT INTO groups VALUES (2, 'discord:2', '2026-05-04T06:00:00.000Z')"))
    club.group = 2
    club.wants()


def test_what_is_not_there_cannot_be_changed(club: Club) -> None:
    gone = replace(WANTED, id=7, next_at=club.now)
    for act in (
        lambda db: arrange(db, gone, club.now),
        lambda db: pause(db, gone, None, club.now),
        lambda db: resume(db, gone, club.now),
    ):
        with pytest.raises(NotThere, match="there is no schedule 7"):
            club.run(act)
    club.run(lambda db: remove(db, 7, club.now))


def test_a_changed_time_holds_from_the_next_post_on(club: Club) -> None:
    club.wants()
    assert club.change(at=time(8, 30)).next_at == nine(0) - 30 * MINUTE
    assert club.change(at=time(7)).next_at == nine(1) - timedelta(hours=2)
    assert club.change(zone="Europe/London", at=NINE).next_at == nine(0) + timedelta(hours=1)
    assert club.change(days=0b000_0010).next_at == nine(1) + timedelta(hours=1)


@pytest.mark.parametrize("act", ["change", "another time", "pause", "pause for good", "resume"])
def test_what_was_due_by_now_is_not_lost_by_a_change(club: Club, act: str) -> None:
    who = club.member()
    club.wants()
    club.now = nine(2) + 10 * MINUTE
    match act:
        case "change":
            club.change(role="5")
        case "another time":
            club.change(at=time(20))
        case "pause":
            club.pause(MONDAY + 5 * DAY)
        case "pause for good":
            club.pause(None)
        case _:
            club.resume()
    assert club.states() == [(0, "missed"), (1, "missed"), (2, "planned")]
    assert club.days(who, "excused") == [MONDAY, MONDAY + DAY]
    next_at = club.schedule().next_at
    if act == "pause for good":
        assert next_at is None
    else:
        assert next_at == nine(3) + (timedelta(hours=11) if act == "another time" else timedelta())
    assert [each.day for each in club.tick()] == [MONDAY + 2 * DAY]


def test_a_schedule_that_is_paused_for_good_stays_so_when_it_is_changed(club: Club) -> None:
    club.wants()
    club.pause(None)
    assert club.change(at=time(20)).next_at is None
    assert club.resume().next_at == nine(0) + timedelta(hours=11)


# Pauses.


@pytest.mark.parametrize("days", [-1, 0, MOST_PAUSE.days + 1])
def test_a_pause_ends_between_tomorrow_and_a_year_from_now(club: Club, days: int) -> None:
    before = club.wants()
    with pytest.raises(ScheduleError, match=r"a pause ends on a date from tomorrow to 2027-05-05, not 20"):
        club.pause(MONDAY + days * DAY)
    assert club.schedule() == before
    club.pause(MONDAY + DAY)
    club.pause(MONDAY + MOST_PAUSE)


def test_tomorrow_is_that_of_the_schedule(club: Club) -> None:
    club.wants(zone="Pacific/Kiritimati")
    club.later(hours=6)
    with pytest.raises(ScheduleError):
        club.pause(MONDAY + DAY)
    club.pause(MONDAY + 2 * DAY)


def test_a_pause_runs_through_the_day_before_its_date(club: Club) -> None:
    club.wants()
    paused = club.pause(MONDAY + 3 * DAY)
    assert paused == club.schedule()
    assert (paused.paused_until, paused.next_at) == (MONDAY + 3 * DAY, nine(0))
    assert upcoming(paused) == (MONDAY + 3 * DAY, nine(3))
    while club.now < nine(3):
        club.later(hours=3)
        club.tick()
    assert club.states()[-1] == (3, "sent")


def test_a_pause_can_be_made_longer_shorter_and_ended(club: Club) -> None:
    club.wants()
    club.pause(MONDAY + 3 * DAY)
    assert upcoming(club.pause(MONDAY + 9 * DAY)) == (MONDAY + 9 * DAY, nine(9))
    assert upcoming(club.pause(MONDAY + DAY)) == (MONDAY + DAY, nine(1))
    club.now = nine(0)
    club.tick()
    assert club.states() == [(0, "paused")]
    assert upcoming(club.resume()) == (MONDAY + DAY, nine(1))
    assert club.schedule().paused_until is None


def test_a_pause_for_good_has_nothing_upcoming_until_it_is_resumed(club: Club) -> None:
    club.wants()
    club.pause(MONDAY + 3 * DAY)
    paused = club.pause(None)
    assert (paused.paused_until, paused.next_at, upcoming(paused)) == (None, None, None)
    club.later(days=30)
    assert club.tick() == []
    assert club.states() == []
    assert upcoming(club.resume()) == (MONDAY + 30 * DAY, nine(30))
    assert upcoming(club.pause(MONDAY + 32 * DAY)) == (MONDAY + 32 * DAY, nine(32))


def test_a_date_that_ends_a_pause_for_good_takes_its_place(club: Club) -> None:
    club.wants()
    club.pause(None)
    assert upcoming(club.pause(MONDAY + 2 * DAY)) == (MONDAY + 2 * DAY, nine(2))


def test_resuming_on_a_day_that_had_its_drill_goes_on_tomorrow(club: Club) -> None:
    club.wants()
    club.posted()
    club.pause(None)
    club.change(at=time(20))
    assert club.resume().next_at == nine(1) + timedelta(hours=11)


def test_resuming_forgets_refusals(club: Club) -> None:
    club.wants()
    club.run(lambda db: db.execute("UPDATE schedules SET refused = 2"))
    assert club.resume().refused == 0


def test_what_is_upcoming_skips_other_days_of_the_week(club: Club) -> None:
    club.wants(days=0b001_0001)
    assert upcoming(club.pause(MONDAY + DAY)) == (MONDAY + 4 * DAY, nine(4))
    assert upcoming(club.pause(MONDAY + 5 * DAY)) == (MONDAY + 7 * DAY, nine(7))


def test_what_is_upcoming_is_what_is_posted(club: Club) -> None:
    for zone in ("Pacific/Auckland", "America/Havana", "Asia/Kathmandu"):
        made = club.wants(zone=zone, at=time(0, 30))
        told = upcoming(made)
        assert told == next_post(zone, time(0, 30), 127, club.now)
        assert told is not None
        club.now = told[1]
        (found,) = [each for each in club.plan() if each.schedule == made.id]
        assert (found.day, found.due) == told


def test_a_zone_that_is_known_no_more_is_told(club: Club) -> None:
    club.wants()
    club.run(lambda db: db.execute("UPDATE schedules SET zone = 'Europe/Atlantis'"))
    assert upcoming(club.schedule()) is None
    club.later(hours=1)
    acts: list[Callable[[], object]] = [
        lambda: club.pause(MONDAY + DAY),
        club.resume,
        lambda: club.change(gap=1),
    ]
    for act in acts:
        with pytest.raises(ScheduleError, match="there is no time zone 'Europe/Atlantis'"):
            act()
    club.pause(None)
    club.change(zone=BERLIN)
    assert club.resume().next_at == nine(1)


# Removing.


def test_removing_a_schedule_leaves_what_members_answered(club: Club) -> None:
    right, trying, silent = club.members(3)
    club.wants()
    posted = club.posted()
    done, tried, left = club.right(right, posted), club.wrong(trying, posted), club.own(silent, posted)
    club.later(hours=1)
    club.run(lambda db: remove(db, 1, club.now))
    with pytest.raises(NotThere):
        club.run(lambda db: schedule(db, 1))
    assert [club.question(each.id).outcome for each in (done, tried, left)] == [Outcome.RIGHT, Outcome.REVEALED, None]
    assert club.question(done.id).drill is None
    assert [club.days(each, "finished") for each in (right, trying, silent)] == [[MONDAY], [MONDAY], []]
    assert club.count("SELECT count(*) FROM drills") == club.count("SELECT count(*) FROM solutions") == 0
    assert club.count("SELECT count(*) FROM questions WHERE closed IS NULL") == 0
    assert (club.plan(), club.claim()) == ([], [])
