"""Answering a drill: what a reply counts for before and after a right answer stood there, and numbers of one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

import pytest

from compiler.checker import VerdictKind
from scheduler.daily import Done, PrivateOnly, own_numbers, put_own
from scheduler.practice import REMEMBERED, Over, Pick, Shelf, Twice, drawn
from scheduler.rules import Outcome
from scheduler.store import (
    ChoiceOfDrill,
    Drill,
    Kind,
    Mode,
    NotThere,
    Question,
    drill_at,
    drill_questions,
    drill_standing,
    drill_thread,
    last_qualities,
    times,
)
from tests.scheduler.daily.samples import DAY, MINUTE, MONDAY, Club, asked_of
from tests.scheduler.practice.samples import other, place, right, wrong


@pytest.fixture
def posted(club: Club) -> Drill:
    """The first drill of the group, which has two members and stands in its channel."""
    club.members(2)
    club.wants()
    return club.posted()


ADA, BOB = 1, 2


def test_a_right_reply_is_a_review_as_long_as_no_right_answer_stood_there(club: Club, posted: Drill) -> None:
    club.later(minutes=5)
    asked = club.right(ADA, posted)
    assert (asked.kind, asked.own, asked.known, asked.outcome) == (Kind.DRILL, False, False, Outcome.RIGHT)
    assert (asked.drill, asked.place, asked.variant) == (posted.id, posted.place, posted.variant)
    review = club.review(asked)
    assert review is not None
    assert (review.scheduled, review.finished, review.first_try, review.quality) == (True, True, True, 4)
    card = club.card(ADA, "twice")
    assert card is not None and card.due == MONDAY + DAY
    assert club.days(ADA, "finished") == [MONDAY]
    assert club.drill(posted.id).solved == club.now


def test_afterwards_it_counts_for_the_streak_and_changes_no_interval(club: Club, posted: Drill) -> None:
    club.right(ADA, posted)
    club.later(minutes=1)
    asked, answered = club.says(BOB, posted, right(asked_of(posted)))
    assert answered.closed is not None
    assert (answered.closed.due, answered.closed.day_counts) == (None, True)
    assert answered.closed.streak is not None and answered.closed.streak.current == 1
    assert not answered.closed.review.scheduled
    assert club.question(asked.id).known
    assert club.card(BOB, "twice") is None
    assert club.days(BOB, "finished") == [MONDAY]


def test_a_right_number_with_another_unit_tells_the_answer_too(club: Club) -> None:
    club.members(2)
    club.wants(choice=ChoiceOfDrill.IN_ORDER)
    club.posted()
    club.later(days=1)
    posted = club.posted()
    assert posted.place == place("half")
    number = right(asked_of(posted)).split()[0]
    _, answered = club.says(ADA, posted, f"{number} s")
    assert answered.verdict.kind is VerdictKind.OTHER_UNIT
    club.later(minutes=1)
    assert club.right(BOB, posted).known


def test_then_numbers_of_one_s_own_are_the_review(club: Club, posted: Drill) -> None:
    club.right(ADA, posted)
    club.right(BOB, posted)
    own = club.own(BOB, posted)
    answered = club.reply(BOB, own, right(own))
    assert answered.closed is not None
    assert (answered.closed.review.scheduled, answered.closed.due) == (True, MONDAY + DAY)
    assert not answered.closed.day_counts
    assert club.card(BOB, "twice") is not None


def test_who_counted_in_the_channel_changes_no_interval_with_own_numbers(club: Club, posted: Drill) -> None:
    club.right(ADA, posted)
    own = club.own(ADA, posted)
    answered = club.reply(ADA, own, right(own))
    assert answered.closed is not None and not answered.closed.review.scheduled
    assert club.card(ADA, "twice") is not None


def test_a_card_that_is_not_due_keeps_its_interval(club: Club, posted: Drill) -> None:
    first = club.own(ADA, posted)
    club.reply(ADA, first, right(first))
    before = club.card(ADA, "twice")
    asked = club.right(ADA, posted)
    review = club.review(asked)
    assert review is not None and not review.scheduled and not asked.known
    assert club.card(ADA, "twice") == before


def test_a_private_answer_does_not_stand_in_the_channel(club: Club, posted: Drill) -> None:
    own = club.own(ADA, posted)
    club.reply(ADA, own, right(own))
    assert club.drill(posted.id).solved is None
    assert not club.right(BOB, posted).known


def test_a_public_time_says_nothing_since_the_drill_stood_there(club: Club, posted: Drill) -> None:
    club.later(minutes=5)
    review = club.review(club.right(ADA, posted))
    assert review is not None and review.seconds is None
    own = club.own(BOB, posted)
    club.later(seconds=30)
    club.reply(BOB, own, right(own))
    review = club.review(own)
    assert review is not None and review.seconds == 30


def test_what_was_known_is_no_quality_and_no_time_of_a_member(club: Club, posted: Drill) -> None:
    club.right(ADA, posted)
    club.right(BOB, posted)
    assert club.run(lambda db: last_qualities(db, ADA)) == {place("twice"): 4}
    assert club.run(lambda db: last_qualities(db, BOB)) == {}
    assert club.run(lambda db: times(db, BOB, place("twice"), 9)) == []


def test_a_reply_that_was_missed_counts_as_of_when_it_was_written(club: Club, posted: Drill) -> None:
    """Bob's reply came while nobody listened; it is heard after Ada's, which was written later."""
    club.later(minutes=10)
    club.right(ADA, posted)
    solved = club.now
    club.now -= 5 * MINUTE
    assert not club.right(BOB, posted).known
    assert club.drill(posted.id).solved == solved - 5 * MINUTE
    third = club.member("third")
    club.now = solved
    assert club.right(third, posted).known


# All orders.


def played(club: Club, seed: int, members: int) -> None:
    """Some members reply in some order; then the drill ends, and each counts for what the rule says."""
    random = Random(seed)
    posted = club.posted()
    day = posted.day
    who = [club.member(f"{seed}-{n}") for n in range(members)]
    solved = False
    first: dict[int, bool] = {}
    """Of who tried: whether a right answer stood there before."""
    known_right: dict[int, bool] = {}
    asked: dict[int, Question] = {}
    done = []
    for _ in range(2 * members + 1):
        each, how = random.choice(who), random.choice(["right", "wrong", "wrong", "unreadable"])
        done.append((who.index(each), how))
        text = {"right": right(asked_of(posted)), "wrong": wrong(asked_of(posted)), "unreadable": "what?"}[how]
        club.later(seconds=20)
        if each in known_right:
            with pytest.raises(Done, match="answered this drill already"):
                club.says(each, posted, text)
            continue
        asked[each], answered = club.says(each, posted, text)
        assert answered.verdict.is_attempt == (how != "unreadable")
        if how != "unreadable":
            first.setdefault(each, solved)
        if how == "right":
            known_right[each] = solved
            solved = True
    club.now = posted.ends
    went = club.end(posted.id)
    assert (went.tried, went.finished, went.right) == (len(first), len(first), len(known_right)), done
    for each, question in asked.items():
        review, stored = club.review(question), club.question(question.id)
        assert stored.closed is not None
        if each not in first:
            assert (review, stored.outcome, stored.known) == (None, None, False), done
            assert club.days(each, "finished") == []
            continue
        known = known_right.get(each, first[each])
        assert review is not None
        assert (stored.known, review.scheduled) == (known, not known), done
        assert stored.outcome is (Outcome.RIGHT if each in known_right else Outcome.REVEALED)
        assert (review.finished, review.day, club.days(each, "finished")) == (True, day, [day])


@pytest.mark.parametrize("members", [2, 3])
def test_in_whatever_order_members_reply_each_counts_for_what_it_is(club: Club, members: int) -> None:
    club.wants()
    for seed in range(30):
        played(club, seed, members)


# Own numbers.


def test_own_numbers_are_not_everybody_s_nor_the_last_ones(club: Club) -> None:
    who = club.member()
    club.shelf = Shelf([other()])
    club.wants(deck=other().id)
    shown: list[str] = []
    for _ in range(REMEMBERED + 2):
        posted = club.posted()
        assert posted.variant is not None
        own = club.own(who, posted)
        assert own.own and own.place == posted.place and own.drill == posted.id
        assert own.variant.prompt != posted.variant.prompt
        assert own.variant.prompt not in shown[-REMEMBERED + 1 :]
        shown.append(own.variant.prompt)
        club.reply(who, own, right(own))


def test_own_numbers_stay_the_same_when_they_are_asked_for_again(club: Club, posted: Drill) -> None:
    first = club.own(ADA, posted)
    assert club.own(ADA, posted).id == first.id
    club.reply(ADA, first, right(first))
    again = club.own(ADA, posted)
    assert (again.id, again.outcome) == (first.id, Outcome.RIGHT)
    assert club.own(BOB, posted).id != first.id


def test_two_presses_at_once_make_one_question(club: Club, posted: Drill) -> None:
    picks = [club.run(lambda db: own_numbers(db, club.shelf, posted.id, ADA, club.now)) for _ in range(2)]
    numbers = set()
    for pick in picks:
        assert isinstance(pick, Pick)
        assert pick.last == [posted.variant]
        choice, variant = drawn(pick.choice, pick.last, club.random)
        put = club.run(lambda db, c=choice, v=variant: put_own(db, posted.id, ADA, c, v, club.now))  # type: ignore[misc]
        numbers.add(put.id)
    assert len(numbers) == 1


def test_where_the_exercise_is_in_no_deck_any_more_everybody_s_numbers_do(club: Club, posted: Drill) -> None:
    club.shelf = Shelf([])
    own = club.own(ADA, posted)
    assert own.own and own.variant == posted.variant
    assert club.own(ADA, posted).id == own.id


def test_a_member_has_two_questions_of_a_drill_at_most(club: Club, posted: Drill) -> None:
    club.wrong(ADA, posted)
    club.own(ADA, posted)
    club.wrong(ADA, posted)
    club.own(ADA, posted)
    questions = club.run(lambda db: drill_questions(db, posted.id, ADA))
    assert [each.own for each in questions] == [False, True]
    assert club.run(lambda db: drill_questions(db, posted.id, BOB)) == []
    club.wrong(BOB, posted)
    assert [each.learner for each in club.run(lambda db: drill_questions(db, posted.id))] == [ADA, ADA, BOB]


# What is refused.


def test_a_group_that_answers_in_private_takes_no_reply_in_the_channel(club: Club) -> None:
    who = club.member()
    club.wants(mode=Mode.PRIVATE)
    posted = club.posted()
    with pytest.raises(PrivateOnly, match="numbers of their own"):
        club.right(who, posted)
    assert club.run(lambda db: drill_questions(db, posted.id)) == []
    own = club.own(who, posted)
    answered = club.reply(who, own, right(own))
    assert answered.closed is not None and answered.closed.review.scheduled


def test_a_reply_that_is_delivered_twice_is_kept_once(club: Club, posted: Drill) -> None:
    club.says(ADA, posted, wrong(asked_of(posted)), source="message:1")
    with pytest.raises(Twice):
        club.says(ADA, posted, wrong(asked_of(posted)), source="message:1")
    club.says(ADA, posted, right(asked_of(posted)), source="message:2")
    with pytest.raises(Twice):  # and not that it was answered already
        club.says(ADA, posted, right(asked_of(posted)), source="message:2")
    club.now = posted.ends
    with pytest.raises(Twice):
        club.says(ADA, posted, right(asked_of(posted)), source="message:2")
    assert club.count("SELECT count(*) FROM replies") == 2


def test_who_has_answered_is_told_so(club: Club, posted: Drill) -> None:
    club.right(ADA, posted)
    for text in ("1", "what?", right(asked_of(posted))):
        with pytest.raises(Done, match="answered this drill already"):
            club.says(ADA, posted, text)
    assert club.count("SELECT count(*) FROM replies") == 1


def test_after_its_end_a_drill_takes_nothing(club: Club, posted: Drill) -> None:
    club.now = posted.ends - timedelta(milliseconds=1)
    club.wrong(ADA, posted)
    club.now = posted.ends
    with pytest.raises(Over, match="is over"):
        club.wrong(ADA, posted)
    with pytest.raises(Over):
        club.wrong(BOB, posted)
    with pytest.raises(Over):
        club.own(BOB, posted)


def test_a_drill_that_was_not_posted_takes_nothing(club: Club) -> None:
    who = club.member()
    club.wants()
    club.later(days=1)
    (missed,) = club.plan()
    for number, kind in ((missed.id, Over), (99, NotThere)):
        with pytest.raises(kind):
            club.says(who, replace(missed, id=number), "1")
        with pytest.raises(kind):
            club.own(who, replace(missed, id=number))


# The line above a drill.


def test_how_many_are_done_and_how_many_are_trying(club: Club, posted: Drill) -> None:
    def standing() -> tuple[int, int]:
        return club.run(lambda db: drill_standing(db, posted.id))

    assert standing() == (0, 0)
    club.wrong(ADA, posted)
    assert standing() == (0, 1)
    own = club.own(BOB, posted)
    assert standing() == (0, 1)
    club.reply(BOB, own, right(own))
    assert standing() == (1, 1)
    club.right(BOB, posted)
    assert standing() == (1, 1)
    club.right(ADA, posted)
    assert standing() == (2, 0)


def test_a_drill_is_found_by_its_thread(club: Club, posted: Drill) -> None:
    club.run(lambda db: drill_thread(db, posted.id, "4711"))
    assert club.run(lambda db: drill_at(db, "4711")) == club.drill(posted.id)
    assert club.drill(posted.id).thread == "4711"


def test_a_day_is_the_member_s_own(club: Club) -> None:
    club.wants(at=time(22))
    tokyo = club.member("tokyo", "Asia/Tokyo")
    posted = club.posted()
    club.right(tokyo, posted)
    assert club.days(tokyo, "finished") == [date(2026, 5, 5)]
