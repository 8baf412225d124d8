"""Planning: one drill for each local date, what has passed is missed and excused, whatever stopped or was changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from scheduler.daily import AWAY, OUTAGE, PAUSE, excuse_absence, plan
from scheduler.daily.planning import MOST_PASSED, ON_TIME
from scheduler.rules import post_instant, utc
from scheduler.store import PostState, add_drill, excuse, welcome
from tests.scheduler.daily.samples import DAY, MINUTE, MONDAY, NINE, Club


def reasons(club: Club, who: int) -> dict[date, str]:
    """A member's excused days, and why."""

    def work(db: Database) -> dict[date, str]:
        rows = db.execute("SELECT day, reason FROM excused WHERE learner = ? ORDER BY day", (who,))
        return {date.fromisoformat(day): reason for day, reason in rows}

    return club.run(work)


def test_before_its_time_nothing_is_planned(club: Club) -> None:
    club.wants()
    club.later(minutes=59)
    assert club.plan() == []
    club.later(minutes=1)
    assert len(club.plan()) == 1


def test_at_its_time_a_drill_is_planned_once(club: Club) -> None:
    wanted = club.wants()
    club.later(hours=1, seconds=1)
    (planned,) = club.plan()
    assert (planned.day, planned.state, planned.due) == (MONDAY, PostState.PLANNED, wanted.next_at)
    assert planned.ends == planned.due + DAY
    assert club.plan() == []
    assert club.schedule().next_at == planned.ends
    assert club.drills() == [planned]


def test_every_day_has_its_drill_and_no_day_two(club: Club) -> None:
    club.wants(late_minutes=1000)
    for _ in range(20):
        club.later(hours=12)
        club.plan()
    assert club.states() == [(n, "planned") for n in range(10)]


@pytest.mark.parametrize(("late", "state"), [(180, "planned"), (180.1, "missed"), (60 * 23.9, "missed")])
def test_a_late_drill_is_posted_within_the_organiser_s_limit(club: Club, late: float, state: str) -> None:
    who = club.member()
    club.wants()
    club.later(hours=1, minutes=late)
    assert [each.state.value for each in club.plan()] == [state]
    assert reasons(club, who) == ({} if state == "planned" else {MONDAY: OUTAGE})


@pytest.mark.parametrize("late", [0, 1])
def test_a_schedule_that_allows_no_delay_is_posted_all_the_same(club: Club, late: int) -> None:
    club.wants(late_minutes=late)
    club.later(hours=1, seconds=59)
    assert [each.state for each in club.plan()] == [PostState.PLANNED]
    assert club.claimed().fresh
    club.later(days=1)
    club.now += ON_TIME
    assert [each.state for each in club.plan()] == [PostState.MISSED]


def test_after_days_of_outage_the_past_is_missed_and_excused_and_the_last_posted(club: Club) -> None:
    who = club.member()
    club.wants()
    club.later(days=4, hours=2)
    assert [each.state.value for each in club.plan()] == 4 * ["missed"] + ["planned"]
    assert club.states() == [(0, "missed"), (1, "missed"), (2, "missed"), (3, "missed"), (4, "planned")]
    assert reasons(club, who) == {MONDAY + n * DAY: OUTAGE for n in range(4)}
    next_at = club.schedule().next_at
    assert next_at is not None and next_at > club.now


def test_each_member_is_excused_on_their_own_date(club: Club) -> None:
    here, east, west = club.member(), club.member("east", "Pacific/Auckland"), club.member("west", "Pacific/Honolulu")
    club.wants(at=time(20))
    club.later(days=1, hours=4)
    club.plan()
    assert reasons(club, here) == {MONDAY: OUTAGE}
    assert reasons(club, east) == {MONDAY + DAY: OUTAGE}
    assert reasons(club, west) == {MONDAY: OUTAGE}


def test_the_date_of_a_member_turns_at_their_own_hour(club: Club) -> None:
    owl = club.member()
    club.wants(at=time(2))
    club.later(days=1)
    club.plan()
    assert reasons(club, owl) == {MONDAY: OUTAGE}  # Tuesday at two is Monday's night


def test_who_joined_later_is_not_excused(club: Club) -> None:
    club.wants()
    club.later(days=2)
    late = club.member("late")
    club.later(days=2)
    club.plan()
    assert sorted(reasons(club, late)) == [MONDAY + 2 * DAY, MONDAY + 3 * DAY]


def test_who_belongs_to_another_group_is_not_excused(club: Club) -> None:
    who = club.member()
    club.group = 2
    club.run(lambda db: db.execute("INSERT INTO groups VALUES (2, 'discord:2', ?)", (utc(club.now),)))
    other = club.member("other")
    club.wants()
    club.later(days=1, hours=6)
    club.plan()
    assert reasons(club, who) == {}
    assert reasons(club, other) == {MONDAY: OUTAGE, MONDAY + DAY: OUTAGE}


def test_a_day_that_is_excused_already_keeps_its_reason(club: Club) -> None:
    who = club.member()
    club.run(lambda db: excuse(db, who, [MONDAY], "a journey"))
    club.wants()
    club.later(days=1)
    club.plan()
    assert reasons(club, who) == {MONDAY: "a journey"}


def test_a_member_whose_zone_is_known_no_more_keeps_nothing_from_the_others(club: Club) -> None:
    lost, who = club.member("lost"), club.member()
    club.run(lambda db: db.execute("UPDATE learners SET zone = 'Europe/Atlantis' WHERE id = ?", (lost,)))
    club.wants()
    club.later(days=1)
    club.plan()
    assert reasons(club, lost) == reasons(club, who) == {MONDAY: OUTAGE}


@pytest.mark.parametrize("days", [0b001_1111, 0b000_0001, 0b110_0000])
def test_only_the_days_of_the_schedule_are_missed(club: Club, days: int) -> None:
    who = club.member()
    club.wants(days=days)
    club.later(days=14)
    club.plan()
    expected = [MONDAY + n * DAY for n in range(14) if days >> n % 7 & 1]
    assert [each.day for each in club.drills()] == expected == sorted(reasons(club, who))


def test_a_drill_ends_on_the_next_date_whatever_the_days_of_the_week(club: Club) -> None:
    club.wants(days=1)
    drill = club.posted()
    assert drill.ends == drill.due + DAY


def test_of_a_longer_absence_the_last_days_are_recorded(club: Club) -> None:
    who = club.member()
    club.wants()
    club.later(days=10 * 365)
    planned = club.plan()
    assert MOST_PASSED - 1 <= len(planned) <= MOST_PASSED + 1
    assert planned[-1].day == club.now.date() - DAY
    assert len(reasons(club, who)) == len(planned)
    assert [each.day for each in planned] == [planned[0].day + n * DAY for n in range(len(planned))]


def test_only_so_many_schedules_are_planned_at_a_time_longest_due_first(club: Club) -> None:
    for hour in (12, 9, 11, 10):
        club.wants(at=time(hour), late_minutes=1000)
    club.later(hours=6)
    found = [club.run(lambda db: plan(db, club.now, 3)) for _ in range(3)]
    assert [[each.schedule for each in some] for some in found] == [[2, 4, 3], [1], []]


# Pauses.


def test_days_of_a_pause_are_excused_and_then_it_goes_on(club: Club) -> None:
    who = club.member()
    club.wants()
    club.pause(MONDAY + 3 * DAY)
    for _ in range(5):
        club.later(days=1)
        club.tick()
    assert club.states() == [(0, "paused"), (1, "paused"), (2, "paused"), (3, "missed"), (4, "missed")]
    assert {day: why for day, why in reasons(club, who).items() if why == PAUSE} == {
        MONDAY + n * DAY: PAUSE for n in range(3)
    }


def test_a_pause_excuses_the_days_without_a_drill_too(club: Club) -> None:
    who = club.member()
    club.wants(days=0b001_1111)  # Monday to Friday
    club.later(days=4, hours=2)
    club.plan()
    club.pause(MONDAY + 14 * DAY)  # on Friday, after the drill
    for _ in range(14):
        club.later(days=1)
        club.plan()
    assert [day for day, why in reasons(club, who).items() if why == PAUSE] == [MONDAY + n * DAY for n in range(5, 14)]


def test_whole_days_of_an_absence_are_excused_and_no_others(club: Club) -> None:
    ada, bob = club.member(), club.member("bob", "America/Los_Angeles")
    outsider = club.run(lambda db: welcome(db, "discord:eve", "UTC", club.now)).id
    since = club.now
    club.run(lambda db: excuse_absence(db, since, since + timedelta(hours=23)))
    assert club.days(ada, "excused") == []
    club.later(days=3, hours=1)
    club.run(lambda db: excuse_absence(db, since, club.now))
    assert reasons(club, ada) == {MONDAY + DAY: AWAY, MONDAY + 2 * DAY: AWAY}
    assert reasons(club, bob) == {MONDAY: AWAY, MONDAY + DAY: AWAY}, "it was Sunday evening there, and is Wednesday"
    assert club.days(outsider, "excused") == []


def test_of_a_long_absence_the_last_days_are_excused(club: Club) -> None:
    who = club.member()
    club.run(lambda db: excuse_absence(db, club.now - timedelta(days=5_000), club.now))
    assert len(club.days(who, "excused")) == MOST_PASSED - 1


def test_an_outage_over_the_end_of_a_pause_tells_the_two_apart(club: Club) -> None:
    who = club.member()
    club.wants()
    club.pause(MONDAY + 2 * DAY)
    club.later(days=4, hours=1)
    club.plan()
    assert club.states() == [(0, "paused"), (1, "paused"), (2, "missed"), (3, "missed"), (4, "planned")]
    assert list(reasons(club, who).values()) == [PAUSE, PAUSE, OUTAGE, OUTAGE]


def test_a_schedule_that_is_paused_for_good_plans_nothing(club: Club) -> None:
    club.wants()
    club.pause(None)
    club.later(days=9)
    assert club.plan() == []


# Changes of a schedule.


@pytest.mark.parametrize("change", [{"at": time(20)}, {"zone": "America/New_York"}, {"at": time(23, 59)}, {"days": 1}])
def test_a_date_that_had_its_drill_gets_no_second_one(club: Club, change: dict[str, Any]) -> None:
    club.wants()
    club.posted()
    club.later(minutes=1)
    changed = club.change(**change)
    assert changed.next_at is not None
    for _ in range(3 * 24):
        club.later(hours=1)
        club.tick()
    days = [each.day for each in club.drills()]
    assert len(days) == len(set(days))
    assert days[0] == MONDAY and changed.next_at > club.drills()[0].due + timedelta(hours=18)


def test_a_date_that_was_posted_further_east_is_not_posted_again(club: Club) -> None:
    club.wants(zone="Pacific/Kiritimati")
    first = club.posted()
    assert first.day == MONDAY + DAY
    changed = club.change(zone="Pacific/Honolulu")
    assert changed.next_at == post_instant("Pacific/Honolulu", NINE, MONDAY + 2 * DAY)


def test_what_is_planned_twice_for_a_date_is_there_once(club: Club) -> None:
    club.wants()
    drill = club.posted()
    again = club.run(lambda db: add_drill(db, 1, drill.day, PostState.PLANNED, club.now, club.now + DAY))
    assert again is None
    # Even where the next post is a date that was there.
    club.run(lambda db: db.execute("UPDATE schedules SET next_at = ?", (utc(club.now + MINUTE),)))
    club.later(hours=1)
    assert club.plan() == []
    assert club.drills() == [drill]
    assert club.schedule().next_at == drill.ends


def test_rules_of_a_zone_that_were_changed_do_not_end_a_drill_on_its_own_date(club: Club) -> None:
    """The next post was worked out when the clocks were said to be an hour ahead."""
    club.wants()
    early = club.now
    club.run(lambda db: db.execute("UPDATE schedules SET next_at = ?", (utc(early),)))
    (planned,) = club.plan()
    assert (planned.day, planned.due, planned.ends) == (MONDAY, early, early + timedelta(hours=25))
    club.later(hours=2)
    assert club.plan() == []
    assert club.states() == [(0, "planned")]


def test_a_schedule_of_a_zone_that_is_known_no_more_stops_and_the_others_go_on(club: Club) -> None:
    club.wants()
    club.wants()
    club.run(lambda db: db.execute("UPDATE schedules SET zone = 'Europe/Atlantis' WHERE id = 1"))
    club.later(hours=1)
    assert [each.schedule for each in club.plan()] == [2]
    assert club.schedule(1).next_at is None


# Clocks that change.


@pytest.mark.parametrize(
    ("zone", "at", "first", "instants"),
    [
        ("Europe/Berlin", "02:30", "2026-03-28", ["28T01:30", "29T01:30", "30T00:30"]),
        ("Europe/Berlin", "02:30", "2026-10-24", ["24T00:30", "25T00:30", "26T01:30"]),
        ("Asia/Beirut", "00:00", "2026-03-28", ["27T22:00", "28T22:00", "29T21:00"]),
        ("Australia/Lord_Howe", "02:15", "2026-10-03", ["02T15:45", "03T15:45", "04T15:15"]),
        ("America/Havana", "00:30", "2024-11-02", ["02T04:30", "03T04:30", "04T05:30"]),
    ],
)
def test_over_changes_of_the_clocks_each_date_has_one_drill(
    club: Club, zone: str, at: str, first: str, instants: list[str]
) -> None:
    day = date.fromisoformat(first)
    due = post_instant(zone, time.fromisoformat(at), day)
    assert due is not None
    club.now = due - MINUTE
    club.wants(zone=zone, at=time.fromisoformat(at))
    for _ in range(3 * 48 + 4):
        club.later(minutes=30)
        club.tick()
    drills = club.drills()[:3]
    assert [each.day for each in drills] == [day + n * DAY for n in range(3)]
    assert [f"{each.due:%dT%H:%M}" for each in drills] == instants
    assert {each.state for each in drills} == {PostState.SENT}
    assert [each.ends for each in drills] == [each.due for each in club.drills()[1:4]]


def test_a_date_that_a_zone_leaves_out_has_no_drill(club: Club) -> None:
    club.now = datetime.fromisoformat("2011-12-28T09:00-10:00")
    club.wants(zone="Pacific/Apia", at=time(12))
    for _ in range(4 * 24):
        club.later(hours=1)
        club.tick()
    assert [each.day.day for each in club.drills()] == [28, 29, 31, 1]
