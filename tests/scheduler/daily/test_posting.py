"""Posting: claimed by one, posted once, with the same numbers at every try, put off after outages, paused after 403."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise

import pytest

from scheduler.daily import MOST_REFUSED, Post, claim, failed, missed, refused, retried
from scheduler.daily.posting import FIRST_RETRY, LAST_RETRY, LEASE, MOST_BEHIND, REFUSED_AGAIN
from scheduler.store import Drill, NotThere, PostState, drill_at, last_drill, open_drills, remove_schedule
from tests.scheduler.daily.samples import DAY, MINUTE, MONDAY, Club

SECOND = timedelta(seconds=1)


def due(club: Club) -> Post:
    """The claim of the first drill, at its time."""
    club.wants()
    club.later(hours=1)
    club.plan()
    return club.claimed()


def excused(club: Club) -> int:
    """How many days are excused."""
    return club.count("SELECT count(*) FROM excused")


# Claims.


def test_what_is_due_is_claimed_once(club: Club) -> None:
    post = due(club)
    assert (post.fresh, post.doubtful, post.is_solution, post.tries) == (True, False, False, 0)
    assert (post.drill.state, post.drill.day) == (PostState.CLAIMED, MONDAY)
    assert (post.schedule, post.group.account) == (club.schedule(), "discord:1")
    assert club.claim() == []


def test_a_claim_lapses_with_its_lease(club: Club) -> None:
    post = due(club)
    club.now += LEASE - SECOND
    assert club.claim() == []
    club.now += SECOND
    assert [each.drill.id for each in club.claim()] == [post.drill.id]
    assert club.claim() == []


def test_claims_of_a_process_that_is_no_more_lapse_at_once(club: Club) -> None:
    post = due(club)
    again = club.restarted().claimed()
    assert (again.drill.id, again.doubtful) == (post.drill.id, False)
    assert club.restarted().claim() == []


def test_two_claims_at_once_never_give_the_same_drill(club: Club) -> None:
    for _ in range(20):
        club.wants()
    club.later(hours=1)
    club.plan()

    async def together() -> list[list[Post]]:
        some = [club.store.run(lambda db: claim(db, "one", club.now, 3)) for _ in range(12)]
        return await asyncio.gather(*some)

    numbers = [post.drill.id for posts in asyncio.run(together()) for post in posts]
    assert len(numbers) == len(set(numbers)) == 20


def test_at_most_so_many_are_claimed_oldest_first(club: Club) -> None:
    for minute in (30, 10, 40, 20):
        club.wants(at=time(9, minute))
    club.later(hours=2)
    club.plan()
    assert club.claim(0) == club.claim(-5) == []
    assert [each.schedule.id for each in club.claim(3)] == [2, 4, 1]
    assert [each.schedule.id for each in club.claim(3)] == [3]


def test_a_drill_and_a_solution_are_claimed_together(club: Club) -> None:
    club.wants()
    first = club.posted()
    club.now = first.ends
    club.plan()
    posts = club.claim()
    assert [(each.drill.day, each.is_solution) for each in posts] == [(MONDAY + DAY, False), (MONDAY, True)]
    assert all(each.fresh and not each.doubtful for each in posts)


# Crashes and retries.


def test_who_stopped_before_beginning_leaves_no_doubt(club: Club) -> None:
    due(club)
    assert not club.restarted().claimed().doubtful


def test_who_stopped_after_beginning_leaves_doubt_and_the_same_numbers(club: Club) -> None:
    post = due(club)
    club.begin(post)
    begun = club.drill(post.drill.id)
    assert begun.place is not None and begun.variant is not None
    after = club.restarted()
    again = after.claimed()
    assert (again.doubtful, again.tries) == (True, 1)
    assert (again.drill.place, again.drill.variant) == (begun.place, begun.variant)
    after.begin(again)
    done = after.sent(again)
    assert (done.variant, done.place, done.tried) == (begun.variant, begun.place, 2)
    assert after.claim() == []


def test_what_stands_there_is_noted_as_sent_without_beginning_again(club: Club) -> None:
    post = due(club)
    club.begin(post)
    after = club.restarted()
    done = after.sent(after.claimed())
    assert (done.state, done.channel, done.tried) == (PostState.SENT, "77", 1)
    assert done.sent == after.now
    assert done.message is not None
    assert club.run(lambda db: drill_at(db, str(done.message))) == done
    assert club.run(lambda db: drill_at(db, "1")) is None


def test_tries_come_later_each_time_but_not_too_late(club: Club) -> None:
    post = due(club)
    waits = []
    for _ in range(8):
        club.begin(post)
        at = club.run(lambda db, p=post: retried(db, p, club.now))  # type: ignore[misc]
        waits.append(at - club.now)
        club.now = at - SECOND
        assert club.claim() == []
        club.now = at
        post = club.claimed()
    assert waits[0] == FIRST_RETRY and waits[-1] == LAST_RETRY
    assert all(one <= other for one, other in pairwise(waits))
    often = replace(post, tries=10_000)
    assert club.run(lambda db: retried(db, often, club.now)) == club.now + LAST_RETRY


def test_a_solution_is_tried_later_each_time_too(club: Club) -> None:
    club.wants(days=1)
    club.now = club.posted().ends
    waits = []
    for n in range(4):
        post = club.claimed()
        assert (post.is_solution, post.tries, post.doubtful) == (True, n, n > 0)
        club.begin(post)
        at = club.run(lambda db, p=post: retried(db, p, club.now))  # type: ignore[misc]
        waits.append(at - club.now)
        club.now = at
    assert waits == [FIRST_RETRY * 2**n for n in range(4)]


def test_an_outage_that_lasts_longer_than_the_limit_makes_a_missed_and_excused_day(club: Club) -> None:
    who = club.member()
    post = due(club)
    while post.fresh:
        club.begin(post)
        club.now = club.run(lambda db, p=post: retried(db, p, club.now))  # type: ignore[misc]
        post = club.claimed()
    assert post.doubtful
    assert timedelta(minutes=180) < club.now - post.drill.due <= timedelta(minutes=190)
    club.run(lambda db: missed(db, post))
    assert club.states() == [(0, "missed")]
    assert club.days(who, "excused") == [MONDAY]
    assert club.claim() == []


def test_what_was_sent_stays_sent_whatever_a_slow_worker_says_afterwards(club: Club) -> None:
    slow = due(club)
    club.begin(slow)
    club.now += LEASE
    done = club.sent(club.claimed())
    club.run(lambda db: retried(db, slow, club.now))
    club.run(lambda db: missed(db, slow))
    assert club.drill(slow.drill.id) == done
    club.now = done.ends
    (solution,) = [each for each in club.claim() if each.is_solution]
    club.begin(solution)
    club.sent(solution)
    club.run(lambda db: retried(db, solution, club.now))
    club.later(days=1)
    assert [each for each in club.claim() if each.is_solution] == []


def test_a_limit_that_was_changed_holds_for_what_is_planned(club: Club) -> None:
    due(club)
    club.later(hours=4)
    assert not club.restarted().claimed().fresh
    club.change(late_minutes=300)
    assert club.restarted().restarted().claimed().fresh


# Refusals.


def refuse(club: Club) -> bool:
    """Have the channel refuse what is claimed next; whether that pauses the schedule."""
    post = club.claimed()
    club.begin(post)
    return club.run(lambda db: refused(db, post, club.now))


def test_a_channel_that_refuses_again_and_again_is_paused(club: Club) -> None:
    who = club.member()
    club.wants()
    club.later(hours=1)
    club.plan()
    for n in range(1, MOST_REFUSED):
        assert not refuse(club)
        assert club.schedule().refused == n
        assert club.claim() == []
        club.now += REFUSED_AGAIN
    assert refuse(club)
    stopped = club.schedule()
    assert (stopped.refused, stopped.next_at, club.states()) == (0, None, [(0, "failed")])
    assert club.days(who, "excused") == [MONDAY]
    club.later(days=5)
    assert (club.plan(), club.claim()) == ([], [])
    club.resume()
    assert club.posted().day == MONDAY + 6 * DAY


def test_a_post_that_is_taken_ends_the_row_of_refusals(club: Club) -> None:
    club.wants()
    for _ in range(4):
        at = club.schedule().next_at
        assert at is not None
        club.now = at
        club.plan()
        for _ in range(MOST_REFUSED - 1):
            (post,) = [each for each in club.claim() if not each.is_solution]
            assert not club.run(lambda db, p=post: refused(db, p, club.now))  # type: ignore[misc]
            club.now += REFUSED_AGAIN
        club.tick()
        assert club.schedule().refused == 0
    assert [state for _, state in club.states()] == 4 * ["sent"]


def test_refusals_count_over_days_where_one_day_has_time_for_one(club: Club) -> None:
    club.wants(late_minutes=5)
    for n in range(MOST_REFUSED):
        at = club.schedule().next_at
        assert at is not None
        club.now = at
        club.plan()
        assert refuse(club) == (n == MOST_REFUSED - 1)
        if n < MOST_REFUSED - 1:
            club.now += REFUSED_AGAIN
            stale = club.claimed()
            assert not stale.fresh
            club.run(lambda db, p=stale: missed(db, p))  # type: ignore[misc]
    assert club.states() == [(0, "missed"), (1, "missed"), (2, "failed")]


def test_another_channel_is_not_blamed_for_the_one_before(club: Club) -> None:
    club.wants()
    club.later(hours=1)
    club.plan()
    refuse(club)
    assert club.change(role="5").refused == 1
    assert club.change(channel="78").refused == 0
    club.now += REFUSED_AGAIN
    assert club.claimed().schedule.channel == "78"


def test_a_solution_that_is_refused_is_tried_as_often_as_a_drill_and_pauses_nothing(club: Club) -> None:
    club.wants(days=1)
    club.now = club.posted().ends
    for n in range(MOST_REFUSED):
        assert refuse(club) == (n == MOST_REFUSED - 1)
        assert club.claim() == []
        club.now += REFUSED_AGAIN
    assert club.count("SELECT count(*) FROM solutions WHERE state = 'failed'") == 1
    assert club.schedule().refused == 0 and club.schedule().next_at is not None
    club.later(days=3)
    assert club.claim() == []
    assert (club.states(), excused(club)) == ([(0, "sent")], 0)


def test_a_drill_that_cannot_be_drawn_fails_and_the_next_day_tries_again(club: Club) -> None:
    who = club.member()
    post = due(club)
    club.run(lambda db: failed(db, post))
    assert (club.states(), club.days(who, "excused")) == ([(0, "failed")], [MONDAY])
    assert club.claim() == []
    assert club.posted().day == MONDAY + DAY


# Solutions.


def test_the_solution_follows_when_the_drill_ends(club: Club) -> None:
    club.wants(days=1)
    first = club.posted()
    club.now = first.ends - SECOND
    assert club.claim() == []
    club.now = first.ends
    assert [each.id for each in club.tick()] == [first.id]
    assert club.count("SELECT count(*) FROM solutions WHERE state = 'sent' AND message <> ''") == 1
    club.later(days=2)
    assert club.tick() == []


@pytest.mark.parametrize(("late", "state"), [(MOST_BEHIND, "sent"), (MOST_BEHIND + SECOND, "missed")])
def test_a_solution_that_is_too_late_is_left_out(club: Club, late: timedelta, state: str) -> None:
    club.wants(days=1)
    who = club.member()
    first = club.posted()
    club.wrong(who, first)
    club.now = first.ends + late
    club.tick()
    assert club.count(f"SELECT count(*) FROM solutions WHERE state = '{state}'") == 1
    assert club.count("SELECT count(*) FROM questions WHERE closed IS NULL") == 0
    assert (club.days(who, "excused"), club.days(who, "finished")) == ([], [MONDAY])


def test_a_drill_that_was_not_posted_has_no_solution(club: Club) -> None:
    post = due(club)
    club.run(lambda db: failed(db, post))
    club.later(days=2)
    assert club.count("SELECT count(*) FROM solutions") == 0


def test_the_drills_that_are_open_and_the_last_one_are_known_again(club: Club) -> None:
    club.wants()
    assert club.run(lambda db: last_drill(db, 1)) is None
    drills: list[Drill] = [club.posted(), club.posted()]
    assert club.run(lambda db: open_drills(db, club.now)) == drills[1:]
    assert club.run(lambda db: open_drills(db, club.now - MINUTE)) == drills
    assert club.run(lambda db: last_drill(db, 1)) == drills[1]


def test_a_schedule_that_was_removed_while_its_drill_was_posted_is_not_there(club: Club) -> None:
    post = due(club)
    club.begin(post)
    club.run(lambda db: remove_schedule(db, 1))
    with pytest.raises(NotThere, match="there is no drill 1"):
        club.sent(post)
    assert club.count("SELECT count(*) FROM drills") == 0
    assert excused(club) == 0
