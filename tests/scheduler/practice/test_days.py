"""Days of practice: what makes one count, freezes, the first zone and later ones, journeys, the hour of roll-over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.practice import (
    Progress,
    choose_pace,
    choose_roll_over,
    choose_zone,
    progress,
)
from scheduler.practice.settling import MOST_LOST, WITHIN_DAYS
from scheduler.rules import ZoneError
from tests.scheduler.practice.samples import BERLIN, NOON, TODAY, Desk

DAY = timedelta(days=1)


def shown(desk: Desk) -> Progress:
    """What the learner is shown."""
    me = desk.me
    return desk.store.write(lambda db: progress(db, me, desk.shelf, desk.now))


def streak(desk: Desk) -> int:
    """The streak as it is shown."""
    return shown(desk).streak.current


def travel(desk: Desk, zone: str) -> None:
    """Choose a zone."""
    me = desk.me
    desk.store.write(lambda db: choose_zone(db, me, zone, desk.now))


def begins(desk: Desk, hour: int) -> None:
    """Choose the hour at which a day begins."""
    me = desk.me
    desk.store.write(lambda db: choose_roll_over(db, me, hour, desk.now))


def settle(desk: Desk) -> None:
    """Choose the zone that was guessed, so that the first choice is made."""
    travel(desk, desk.me.zone)


def test_answering_and_opening_the_derivation_after_a_try_make_a_day_count(desk: Desk) -> None:
    asked = desk.asked()
    desk.give_up(asked)
    assert (streak(desk), desk.days("finished")) == (0, [])
    asked = desk.asked()
    desk.wrong(asked)
    assert streak(desk) == 0
    desk.reveal(asked)
    assert (streak(desk), desk.days("finished")) == (1, [TODAY])


def test_a_streak_grows_by_a_day_and_stands_until_the_end_of_the_next(desk: Desk) -> None:
    for n in range(1, 4):
        closed = desk.finish().closed
        assert closed is not None and closed.streak is not None
        assert closed.streak.current == n
        desk.later(days=1)
    assert streak(desk) == 3
    desk.later(hours=15.8)
    assert streak(desk) == 3
    desk.later(hours=1)
    assert streak(desk) == 0
    assert shown(desk).streak.best == 3


def test_seven_days_earn_a_freeze_and_a_missed_day_spends_it(desk: Desk) -> None:
    desk.practise_daily(7)
    assert (desk.days("earned"), desk.days("spent")) == ([TODAY + 6 * DAY], [])
    desk.later(days=1)
    assert shown(desk).streak.held_by == (TODAY + 7 * DAY,)
    closed = desk.finish().closed
    assert closed is not None and closed.streak is not None
    assert (closed.streak.current, closed.streak.freezes) == (8, 0)
    assert desk.days("spent") == [TODAY + 7 * DAY]


def test_a_freeze_is_not_wasted_on_a_gap_that_is_too_wide(desk: Desk) -> None:
    desk.practise_daily(7)
    desk.later(days=2)
    closed = desk.finish().closed
    assert closed is not None and closed.streak is not None
    assert (closed.streak.current, closed.streak.best, closed.streak.freezes) == (1, 7, 1)
    assert desk.days("spent") == []


def test_two_freezes_are_held_at_most(desk: Desk) -> None:
    desk.practise_daily(23)
    assert shown(desk).streak.freezes == 2
    assert len(desk.days("earned")) == 2


def test_a_day_that_counts_again_settles_nothing_again(desk: Desk) -> None:
    desk.practise_daily(6)
    for _ in range(4):
        desk.finish()
    assert desk.days("earned") == [TODAY + 6 * DAY]


def test_a_day_of_a_clock_that_was_set_back_finds_its_place_in_the_streak(desk: Desk) -> None:
    """Six days, none on the first one; the day before them is practised last, by a clock that is late."""
    desk.later(days=1)
    desk.practise_daily(7)
    assert desk.days("earned") == [TODAY + 7 * DAY]
    desk.later(days=-8)
    desk.finish()
    assert desk.days("earned") == [TODAY + 6 * DAY]
    desk.later(days=8)
    assert (streak(desk), shown(desk).streak.freezes) == (8, 1)


def test_the_first_choice_of_a_zone_dates_the_first_week_anew(desk: Desk) -> None:
    desk.later(hours=16.5)  # 04:30 in Berlin on Tuesday, 22:30 in New York on Monday
    asked = desk.asked()
    desk.right(asked)
    desk.end()
    before = desk.card("twice")
    assert before is not None and before.due == TODAY + 2 * DAY
    travel(desk, "America/New_York")
    review, card = desk.review(asked), desk.card("twice")
    assert review is not None and card is not None
    assert (review.day, card.began, card.reviewed, card.due) == (TODAY, TODAY, TODAY, TODAY + DAY)
    assert card.memory == before.memory
    assert (desk.days("finished"), desk.days("excused"), desk.today) == ([TODAY], [], TODAY)
    desk.check_cards()


def test_a_second_choice_dates_nothing_anew(desk: Desk) -> None:
    settle(desk)
    desk.later(hours=16.5)
    asked = desk.asked()
    desk.right(asked)
    kept = desk.review(asked), desk.card("twice")
    travel(desk, "America/New_York")
    assert (desk.review(asked), desk.card("twice")) == kept
    assert desk.me.zone == "America/New_York"


@pytest.mark.parametrize(("days", "anew"), [(6, True), (7, False)])
def test_after_the_first_week_the_first_choice_dates_nothing_anew(desk: Desk, days: int, anew: bool) -> None:
    desk.later(hours=16.5)
    asked = desk.asked()
    desk.right(asked)
    desk.later(days=days)
    travel(desk, "America/New_York")
    review = desk.review(asked)
    assert review is not None
    assert (review.day == TODAY) == anew


def test_days_that_are_dated_anew_settle_their_freezes_anew(desk: Desk) -> None:
    """By the guess there were six days of practice in a row; in the zone of the learner they were seven."""
    desk.later(hours=18)  # 06:00 in Berlin on Tuesday, 21:00 in Los Angeles on Monday
    desk.practise_daily(6)
    desk.later(hours=-6)  # 00:00 in Berlin on Monday, 15:00 in Los Angeles on Sunday
    desk.finish()
    assert (len(desk.days("finished")), desk.days("earned")) == (6, [])
    travel(desk, "America/Los_Angeles")
    assert desk.days("finished") == [TODAY + n * DAY for n in range(7)]
    assert desk.days("earned") == [TODAY + 6 * DAY]
    assert streak(desk) == 7


def test_a_zone_that_is_chosen_before_the_first_review_excuses_nothing(desk: Desk) -> None:
    desk.later(hours=10)
    travel(desk, "Pacific/Kiritimati")
    assert desk.days("excused") == []
    assert desk.today == TODAY + DAY


def test_a_zone_that_is_not_there_changes_nothing(desk: Desk) -> None:
    before = desk.me
    for name in ("Europe/Nowhere", "", "../etc/passwd", "\0", "x" * 9_999):
        with pytest.raises(ZoneError, match="no time zone"):
            travel(desk, name)
    assert desk.me == before


@pytest.mark.parametrize("chosen", [True, False])
def test_whoever_has_a_zone_that_is_known_no_more_chooses_another(desk: Desk, chosen: bool) -> None:
    if chosen:
        settle(desk)
    desk.finish()
    desk.store.write(lambda db: db.execute("UPDATE learners SET zone = 'Asia/Atlantis'"))
    with pytest.raises(ZoneError):
        begins(desk, 0)
    travel(desk, "Asia/Tokyo")
    assert (desk.me.zone, desk.days("excused"), streak(desk)) == ("Asia/Tokyo", [], 1)


def test_a_journey_east_excuses_the_days_that_it_takes_and_keeps_the_streak(desk: Desk) -> None:
    settle(desk)
    desk.practise_daily(3)  # Monday to Wednesday; now it is Thursday noon
    desk.later(hours=10)  # 22:00 in Berlin, 10:00 on Friday in Kiritimati
    travel(desk, "Pacific/Kiritimati")
    assert desk.today == TODAY + 4 * DAY
    assert desk.days("excused") == [TODAY + 3 * DAY]
    assert streak(desk) == 3
    desk.finish()
    assert streak(desk) == 4
    assert desk.days("spent") == []


def test_a_journey_east_over_the_date_line_and_more_loses_two_days(desk: Desk) -> None:
    travel(desk, "Pacific/Niue")  # eleven hours behind UTC, and Kiritimati is fourteen ahead
    desk.now = datetime(2026, 5, 6, 14, 30, tzinfo=UTC)  # 03:30 on the 6th there: the 5th still
    desk.finish()
    assert desk.days("finished") == [date(2026, 5, 5)]
    desk.later(days=1)
    travel(desk, "Pacific/Kiritimati")
    assert desk.today == date(2026, 5, 8)
    assert desk.days("excused") == [date(2026, 5, 6), date(2026, 5, 7)]
    assert streak(desk) == 1


def test_a_journey_west_repeats_a_date_and_keeps_the_streak(desk: Desk) -> None:
    settle(desk)
    desk.practise_daily(2)
    desk.later(hours=-4)  # 08:00 in Berlin on Wednesday, 20:00 on Tuesday in Honolulu
    desk.finish()
    assert streak(desk) == 3
    travel(desk, "Pacific/Honolulu")
    assert desk.today == TODAY + DAY
    assert streak(desk) == 3
    closed = desk.finish().closed
    assert closed is not None
    assert not closed.day_counts
    desk.later(days=1)  # Wednesday again
    desk.finish()
    assert streak(desk) == 3
    desk.later(days=1)
    desk.finish()
    assert streak(desk) == 4
    assert (desk.days("excused"), desk.days("spent")) == ([], [])


def test_a_journey_round_the_world_neither_breaks_nor_invents_days(desk: Desk) -> None:
    settle(desk)
    journey = ("Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland", "Pacific/Honolulu")
    for total, zone in enumerate(journey, 1):
        travel(desk, zone)
        desk.finish()
        desk.later(days=1)
        assert streak(desk) == len(desk.days("finished")) <= total
    assert desk.days("spent") == []


def test_what_is_due_on_a_date_is_due_in_whichever_zone(desk: Desk) -> None:
    settle(desk)
    desk.learn("twice")  # due on Tuesday
    desk.later(hours=14)  # 02:00 on Tuesday in Berlin, which is Monday still
    assert shown(desk).due.today == 0
    travel(desk, "Asia/Tokyo")
    assert shown(desk).due.today == 1


def test_an_earlier_hour_of_roll_over_excuses_the_day_that_it_cuts_short(desk: Desk) -> None:
    desk.finish()
    desk.later(days=1, hours=15)  # 03:00 on Wednesday: Tuesday still
    begins(desk, 2)
    assert (desk.today, desk.days("excused")) == (TODAY + 2 * DAY, [TODAY + DAY])
    assert streak(desk) == 1
    desk.finish()
    assert streak(desk) == 2


def test_a_later_hour_of_roll_over_repeats_a_date(desk: Desk) -> None:
    desk.finish()
    desk.later(hours=17)  # 05:00 on Tuesday
    assert desk.today == TODAY + DAY
    begins(desk, 6)
    assert (desk.today, desk.days("excused")) == (TODAY, [])
    closed = desk.finish().closed
    assert closed is not None and not closed.day_counts
    desk.later(hours=1)
    desk.finish()
    assert streak(desk) == 2


def test_an_hour_that_is_none_and_a_pace_that_is_none_are_refused(desk: Desk) -> None:
    before = desk.me
    for hour in (-1, 24, 99):
        with pytest.raises(ValueError, match="hour from 0 to 23"):
            begins(desk, hour)
    for pace in (-1, 1_001):
        with pytest.raises(ValueError, match="from 0 to 1000"):
            desk.store.write(lambda db, n=pace: choose_pace(db, before, n))  # type: ignore[misc]
    assert desk.me == before


def test_settings_are_kept(desk: Desk) -> None:
    travel(desk, "Asia/Kathmandu")
    begins(desk, 0)
    me = desk.me
    desk.store.write(lambda db: choose_pace(db, me, 0))
    after = desk.reopened()
    assert (after.me.zone, after.me.roll_over, after.me.new_a_day) == ("Asia/Kathmandu", 0, 0)
    assert after.me.zone_chosen == NOON
    after.close()


@pytest.mark.parametrize("month", [3, 10])
def test_changes_of_the_clocks_neither_break_nor_invent_days(desk: Desk, month: int) -> None:
    """Berlin goes from +1 to +2 on the last Sunday of March, and back on that of October."""
    settle(desk)
    desk.now = datetime(2026, month, 22, 3, 30, tzinfo=UTC)
    for n in range(1, 9):
        desk.finish()
        assert streak(desk) == n
        desk.later(days=1)
    assert (desk.days("spent"), desk.days("excused")) == ([], [])


def test_a_day_that_has_passed_is_not_lost_by_going_back_over_it(desk: Desk) -> None:
    settle(desk)
    desk.practise_daily(3)
    desk.later(days=1)
    assert streak(desk) == 0
    for hour in (23, 4, 23, 4):
        begins(desk, hour)
    for zone in ("Pacific/Pago_Pago", BERLIN, "Pacific/Pago_Pago", BERLIN):
        travel(desk, zone)
    assert desk.days("excused") == []
    assert streak(desk) == 0


def test_nobody_travels_instead_of_practising(desk: Desk) -> None:
    travel(desk, "Pacific/Pago_Pago")  # the first choice excuses nothing
    for _ in range(10):
        travel(desk, "Pacific/Kiritimati")
        travel(desk, "Pacific/Pago_Pago")
        desk.later(days=1)
    assert len(desk.days("excused")) == MOST_LOST
    desk.later(days=WITHIN_DAYS)
    travel(desk, "Pacific/Kiritimati")
    assert len(desk.days("excused")) == MOST_LOST + 1
