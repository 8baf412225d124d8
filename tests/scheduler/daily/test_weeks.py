"""A week as its digest tells it: who took part, who finished all drills, and which was hardest."""

from __future__ import annotations

import pytest

from scheduler.daily import WeekOfDrills, week_of
from scheduler.daily.weeks import TELLS_HARDEST
from scheduler.store import show
from tests.scheduler.daily.samples import DAY, MONDAY, Club

WEEK = 7 * DAY


def week(club: Club, number: int = 1) -> WeekOfDrills:
    """The first week."""
    return club.run(lambda db: week_of(db, 1, MONDAY + number * WEEK))


def test_who_tried_every_drill_has_finished_them_all(club: Club) -> None:
    club.wants()
    ada, bob, cleo = (club.member(name) for name in ("ada", "bob", "cleo"))
    for n in range(7):
        posted = club.posted()
        club.right(ada, posted)
        club.wrong(bob, posted)
        if n:
            club.right(cleo, posted)
    club.posted()
    found = week(club)
    assert (found.first, found.last) == (MONDAY, MONDAY + 6 * DAY)
    assert [each.drill.day for each in found.drills] == [MONDAY + n * DAY for n in range(7)]
    assert (found.members, found.finished) == (3, ("discord:ada", "discord:bob"))
    # Whoever comes after a right answer stood in the channel is right, and not so at the first try.
    assert [(each.tried, each.right, each.first_try) for each in found.drills] == [(2, 1, 1)] + 6 * [(3, 2, 1)]


def test_who_does_not_show_themselves_is_counted_and_not_named(club: Club) -> None:
    club.wants()
    ada, bob = club.member("ada"), club.member("bob")
    club.run(lambda db: show(db, club.group, ada, False))
    for _ in range(2):
        posted = club.posted()
        for who in (ada, bob):
            club.right(who, posted)
    assert (week(club).members, week(club).finished) == (2, ("discord:bob",))


def test_days_without_a_drill_and_other_weeks_are_left_out(club: Club) -> None:
    club.wants(days=0b001_0101)
    ada = club.member("ada")
    for _ in range(4):
        club.right(ada, club.posted())
    assert [each.drill.day for each in week(club).drills] == [MONDAY, MONDAY + 2 * DAY, MONDAY + 4 * DAY]
    assert [each.drill.day for each in week(club, 2).drills] == [MONDAY + WEEK]
    assert week(club, 3) == WeekOfDrills(MONDAY + 2 * WEEK, MONDAY + 2 * WEEK + 6 * DAY, (), 0, (), None)


@pytest.mark.parametrize("members", [TELLS_HARDEST - 1, TELLS_HARDEST])
def test_the_hardest_is_told_once_enough_have_tried_it(club: Club, members: int) -> None:
    club.wants()
    who = club.members(members)
    first = club.posted()
    for each in who:
        club.wrong(each, first)
    second = club.posted()
    for each in who:
        club.right(each, second)
    hardest = week(club).hardest
    assert (None if hardest is None else hardest.drill.id) == (first.id if members == TELLS_HARDEST else None)


def test_of_two_that_are_as_hard_the_first_one_is_told(club: Club) -> None:
    club.wants()
    who = club.members(3)
    drills = [club.posted()]
    for each in who:
        club.wrong(each, drills[0])
    drills.append(club.posted())
    for each in who:
        club.wrong(each, drills[1])
    hardest = week(club).hardest
    assert hardest is not None and hardest.drill.id == drills[0].id
