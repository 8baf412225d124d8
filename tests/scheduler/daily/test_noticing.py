"""Notices: a digest for each Monday after a week in which somebody answered; one question to a group that is quiet."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from scheduler.daily import failed, missed, refused, retried
from scheduler.daily.noticing import QUIET_DRILLS
from scheduler.daily.posting import FIRST_RETRY, MOST_BEHIND, REFUSED_AGAIN
from scheduler.rules import post_instant
from scheduler.store import Drill, Notice, PostState, notice, remove_schedule
from tests.scheduler.daily.samples import DAY, MONDAY, NINE, Club
from tests.scheduler.practice.samples import BERLIN, wrong

SECOND = timedelta(seconds=1)
WEEK = 7 * DAY


def days(club: Club, number: int, who: int | None = None) -> list[Drill]:
    """The drills of so many days, each posted in time, and answered rightly by a member."""
    found = []
    for _ in range(number):
        posted = club.posted()
        found.append(posted)
        if who is not None:
            club.right(who, posted)
    return found


def digest_due(club: Club) -> None:
    """A week in which somebody answers; the clock stands at the next Monday's time."""
    club.wants(digest=True)
    who = club.member()
    days(club, 7, who)
    at = club.schedule().next_at
    assert at is not None
    club.now = at


# Digests.


def test_a_digest_comes_on_monday_at_the_schedules_time_and_once(club: Club) -> None:
    digest_due(club)
    club.now -= SECOND
    club.tick()
    assert club.notices() == []
    club.now += SECOND
    club.tick()
    club.restarted().tick()
    assert club.notices() == [("digest", 7, "sent")]
    assert club.schedule().digest_next == post_instant(BERLIN, NINE, MONDAY + 2 * WEEK)


def test_a_schedule_has_none_unless_it_asks_for_it(club: Club) -> None:
    club.wants()
    days(club, 8, club.member())
    assert club.notices() == []
    assert club.schedule().digest_next is None
    club.change(digest=True)
    days(club, 14)
    assert [day for kind, day, _ in club.notices() if kind == "digest"] == [14]
    club.change(digest=False)
    assert club.schedule().digest_next is None


def test_a_week_in_which_nobody_tried_a_drill_has_none(club: Club) -> None:
    club.wants(digest=True)
    who = club.member()
    days(club, 3)
    days(club, 1, who)
    days(club, 11)
    assert ("digest", 7, "sent") in club.notices()
    assert "digest" not in [kind for kind, day, _ in club.notices() if day > 7]


def test_it_is_worked_out_anew_where_time_or_zone_change(club: Club) -> None:
    assert club.wants(digest=True).digest_next == post_instant(BERLIN, NINE, MONDAY)
    for zone, at, monday in (
        (BERLIN, time(7), MONDAY + WEEK),
        ("Asia/Tokyo", time(7), MONDAY + WEEK),
        ("Asia/Tokyo", time(23, 30), MONDAY),
    ):
        assert club.change(zone=zone, at=at).digest_next == post_instant(zone, at, monday)


def test_a_digest_that_was_posted_is_not_posted_again_though_its_time_changes(club: Club) -> None:
    digest_due(club)
    club.tick()
    club.change(at=time(15))
    club.later(hours=8)
    club.tick()
    assert club.notices() == [("digest", 7, "sent")]


def test_what_was_due_when_the_time_was_changed_still_comes(club: Club) -> None:
    digest_due(club)
    club.change(at=time(8))
    club.tick()
    assert club.notices() == [("digest", 7, "sent")]


@pytest.mark.parametrize("for_good", [True, False])
def test_a_schedule_that_is_paused_skips_it_and_has_the_next_one(club: Club, for_good: bool) -> None:
    digest_due(club)
    club.now -= SECOND
    club.pause(None if for_good else MONDAY + 9 * DAY)
    club.later(days=1)
    club.tick()
    assert club.notices() == []
    club.resume()
    who = club.member("bob")
    days(club, 7, who)
    assert club.notices() == [("digest", 14, "sent")]


@pytest.mark.parametrize(("late", "state"), [(MOST_BEHIND, "sent"), (MOST_BEHIND + SECOND, "missed")])
def test_after_an_outage_it_still_comes_within_two_days(club: Club, late: timedelta, state: str) -> None:
    digest_due(club)
    club.now += late
    club.tick()
    assert club.notices() == [("digest", 7, state)]


def test_of_a_long_outage_only_the_last_monday_counts(club: Club) -> None:
    digest_due(club)
    club.now += 3 * WEEK
    club.tick()
    assert club.notices() == []  # nobody answered in the week before it
    assert club.schedule().digest_next == post_instant(BERLIN, NINE, MONDAY + 5 * WEEK)


@pytest.mark.parametrize(
    ("zone", "at", "begins"),
    [
        ("Asia/Beirut", time(0, 0), datetime(2026, 3, 16, 12, tzinfo=UTC)),  # 29 March: no midnight
        (BERLIN, time(2, 30), datetime(2026, 3, 16, 12, tzinfo=UTC)),
        (BERLIN, time(2, 30), datetime(2026, 10, 12, 12, tzinfo=UTC)),
        ("Africa/Cairo", time(23, 30), datetime(2026, 10, 12, 12, tzinfo=UTC)),
    ],
)
def test_there_is_one_for_each_monday_where_the_clocks_change(
    tmp_path: Path, zone: str, at: time, begins: datetime
) -> None:
    club = Club(tmp_path / "a.db", now=begins)
    try:
        club.wants(digest=True, zone=zone, at=at)
        days(club, 22, club.member())
        club.later(hours=3)
        club.tick()
        mondays = [day for kind, day, state in club.notices() if kind == "digest" and state == "sent"]
        assert len(mondays) == 3
        assert [day % 7 for day in mondays] == [0, 0, 0]
        assert len(set(mondays)) == 3
    finally:
        club.close()


def test_who_stopped_after_beginning_leaves_doubt_of_the_same_digest(club: Club) -> None:
    digest_due(club)
    club.plan()
    (post,) = [each for each in club.claim() if isinstance(each.what, Notice)]
    assert (post.name, post.fresh, post.doubtful, post.what.day) == ("digest", True, False, MONDAY + WEEK)
    club.begin(post)
    after = club.restarted()
    (again,) = [each for each in after.claim() if isinstance(each.what, Notice)]
    assert (again.what.id, again.doubtful, again.begun) == (post.what.id, True, club.now)
    after.stands(again)
    assert after.notices() == [("digest", 7, "sent")]
    assert club.restarted().claim() == []


def test_a_digest_is_put_off_and_given_up_without_a_pause_of_its_schedule(club: Club) -> None:
    digest_due(club)
    club.plan()
    posts = club.claim()
    for each in posts:
        if not isinstance(each.what, Notice):
            club.run(partial(missed, post=each))
    (post,) = [each for each in posts if isinstance(each.what, Notice)]
    club.begin(post)
    assert club.run(lambda db: retried(db, post, club.now)) == club.now + FIRST_RETRY
    club.now += FIRST_RETRY
    for is_last in (False, True):
        post = club.claimed()
        club.begin(post)
        club.now += 2 * REFUSED_AGAIN * is_last
        assert club.run(lambda db, post=post: refused(db, post, club.now)) is is_last  # type: ignore[misc]
        club.now += REFUSED_AGAIN
    assert club.notices() == [("digest", 7, "failed")]
    assert club.schedule().next_at is not None and club.schedule().refused == 0
    club.run(lambda db: failed(db, post))
    assert club.run(lambda db: notice(db, post.what.id)).state is PostState.FAILED


def test_a_zone_that_is_known_no_more_holds_up_nothing(club: Club) -> None:
    digest_due(club)
    club.run(lambda db: db.execute("UPDATE schedules SET zone = 'Europe/Atlantis'"))
    assert club.plan() == []
    assert (club.schedule().next_at, club.schedule().digest_next) == (None, None)


def test_notices_go_with_their_schedule(club: Club) -> None:
    digest_due(club)
    club.tick()
    club.run(lambda db: remove_schedule(db, 1))
    assert club.notices() == []


# The quiet group.


def test_a_group_in_which_nobody_answers_for_a_week_is_asked_once(club: Club) -> None:
    club.wants()
    club.member()
    days(club, 7)
    assert club.notices() == []
    days(club, 1)
    assert club.notices() == [("quiet", 7, "sent")]
    assert club.schedule().quiet_since == club.now
    days(club.restarted(), 20)
    assert len(club.notices()) == 1
    assert len(club.drills()) == 28, "drills go on"


@pytest.mark.parametrize("own", [False, True])
def test_it_is_asked_again_after_an_answer_and_another_quiet_week(club: Club, own: bool) -> None:
    club.wants()
    who = club.member()
    (posted,) = days(club, 9)[-1:]
    if own:
        asked = club.own(who, posted)
        club.reply(who, asked, wrong(asked))
    else:
        club.wrong(who, posted)
    assert club.schedule().quiet_since is None
    days(club, 7)
    assert len(club.notices()) == 1
    days(club, 1)
    assert [day for _, day, _ in club.notices()] == [7, 16]


def test_what_could_not_be_read_is_no_answer(club: Club) -> None:
    club.wants()
    who = club.member()
    for _ in range(7):
        assert not club.says(who, club.posted(), "???")[1].verdict.is_attempt
    days(club, 1)
    assert [kind for kind, _, _ in club.notices()] == ["quiet"]


def test_few_drills_are_no_silence_however_long(club: Club) -> None:
    club.wants(days=0b001_0001)  # Monday and Friday
    days(club, QUIET_DRILLS)
    assert club.notices() == []
    days(club, 1)
    assert [kind for kind, _, _ in club.notices()] == ["quiet"]


def test_a_week_in_which_the_bot_was_away_is_no_silence(club: Club) -> None:
    club.wants()
    days(club, 3)
    club.later(days=7)
    days(club, 1)
    assert club.notices() == []


@pytest.mark.parametrize("change", ["edited", "resumed"])
def test_it_is_counted_from_when_an_organiser_saw_to_the_schedule(club: Club, change: str) -> None:
    club.wants()
    days(club, 6)
    if change == "edited":
        club.change(gap=3)
    else:
        club.pause(None)
        club.later(days=3)
        club.resume()
    days(club, 7)
    assert club.notices() == []
    days(club, 1)
    assert [kind for kind, _, _ in club.notices()] == ["quiet"]


def test_a_question_that_is_late_is_not_asked_once_somebody_has_answered(club: Club) -> None:
    club.wants()
    who = club.member()
    posted = days(club, 7)[-1]
    at = club.schedule().next_at
    assert at is not None
    club.now = at
    club.plan()
    question = next(each for each in club.claim() if isinstance(each.what, Notice))
    assert question.fresh
    club.run(lambda db: retried(db, question, club.now))
    club.now -= SECOND  # a reply that was written in time, and heard late
    club.wrong(who, posted)
    club.later(minutes=5)
    club.tick()
    assert [(kind, state) for kind, _, state in club.notices()] == [("quiet", "missed")]
