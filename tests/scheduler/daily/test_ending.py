"""The end of a drill: what was tried counts, what was not is left, and how it went gives nobody away."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from scheduler.daily import TELLS, HowItWent, end_drill, ending
from scheduler.practice import Over, Shelf, accept, choose_zone, give_up, hint, progress, reveal, think_right
from scheduler.rules import Outcome, streak
from scheduler.store import Drill, Mode, Question, history, learner
from tests.scheduler.daily.samples import DAY, MONDAY, Club, asked_of
from tests.scheduler.practice.samples import loaded, right, wrong

SLIPS = """\
chapter: 1
title: Slips
intro: For tests.
exercises:
  slips:
    title: Slips
    type: derive
    given: [{name: n, from: 11, to: 60, step: 1, means: a number}]
    ask: What is twice the square of {n}?
    work:
      square: n^2
      double: 2 * square
    answer: {is: double, tolerance: exact}
    mistakes:
      - {is: n / 3, hint: "That is {n} / 3, a third."}
      - {at: square, is: 5 * n, hint: "That is 5 times {n}."}
"""


def given(asked: Question | Drill) -> float:
    """The number that was drawn."""
    assert asked.variant is not None
    return dict(asked.variant.given)["n"]  # type: ignore[return-value]


@pytest.fixture
def slips(club: Club) -> Drill:
    """A drill with two known mistakes."""
    deck = loaded("slips-for-tests", first=SLIPS)
    club.shelf = Shelf([deck])
    club.wants(deck=deck.id)
    return club.posted()


def third(asked: Question | Drill) -> str:
    """The first mistake."""
    return f"{given(asked)}/3"


def ten(asked: Question | Drill) -> str:
    """The second mistake."""
    return f"{10 * given(asked):g}"


def test_what_was_tried_is_revealed_on_the_day_of_its_last_reply(club: Club) -> None:
    who = club.member()
    club.wants(at=time(9))
    posted = club.posted()
    club.wrong(who, posted)
    club.later(hours=21)  # Tuesday at six in the morning
    asked = club.wrong(who, posted)
    club.says(who, posted, "what?")
    club.now = posted.ends + timedelta(days=2)
    club.end(posted.id)
    review, stored = club.review(asked), club.question(asked.id)
    assert review is not None
    assert (stored.outcome, stored.closed) == (Outcome.REVEALED, club.now)
    assert (review.day, review.quality, review.finished, review.scheduled) == (MONDAY + DAY, 1, True, True)
    card = club.card(who, "twice")
    assert card is not None and (card.reviewed, card.due) == (MONDAY + DAY, MONDAY + 2 * DAY)
    assert club.days(who, "finished") == [MONDAY, MONDAY + DAY], "each day on which it was tried counts"


def test_the_first_choice_of_a_zone_leaves_a_drill_that_its_end_closed_on_the_day_of_its_last_reply(club: Club) -> None:
    who = club.member()
    club.wants(at=time(9))
    posted = club.posted()
    asked = club.wrong(who, posted)
    club.now = posted.ends + timedelta(days=1)
    club.end(posted.id)
    club.run(lambda db: choose_zone(db, learner(db, who), "Asia/Tokyo", club.now))
    review = club.review(asked)
    assert review is not None and review.day == MONDAY
    assert club.days(who, "finished") == [MONDAY]


def test_the_first_choice_of_a_zone_leaves_it_there_also_where_the_reply_was_accepted_after_all(club: Club) -> None:
    who = club.member()
    club.wants(at=time(9))
    posted = club.posted()
    asked = club.wrong(who, posted)
    club.now = posted.ends + timedelta(days=1)
    club.end(posted.id)
    reply = club.run(lambda db: think_right(db, who, asked.id, club.now))
    club.run(lambda db: accept(db, reply.id, club.now))
    club.run(lambda db: choose_zone(db, learner(db, who), "Asia/Tokyo", club.now))
    review = club.review(asked)
    assert review is not None and (review.day, review.first_try) == (MONDAY, True)
    assert club.days(who, "finished") == [MONDAY]


def test_where_members_are_many_a_drill_ends_in_several_transactions(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "CLOSED_AT_ONCE", 2)
    club.wants()
    posted = club.posted()
    asked = [club.wrong(club.member(name), posted) for name in ("ann", "ben", "cem", "dan")]
    club.now = posted.ends
    for closed in (2, 4):
        assert club.run(lambda db: end_drill(db, posted.id, club.now)) is None
        assert sum(club.question(each.id).outcome is Outcome.REVEALED for each in asked) == closed
    went = club.run(lambda db: end_drill(db, posted.id, club.now))
    assert went == club.end(posted.id) == HowItWent(4, 4, 0, 0, None, 0)


def test_what_was_not_tried_is_left_in_silence(club: Club) -> None:
    who, reader = club.member(), club.member("reader")
    club.wants()
    posted = club.posted()
    own = club.own(who, posted)
    club.says(reader, posted, "what?")
    club.now = posted.ends
    assert club.end(posted.id) == HowItWent(0, 0, 0, 0, None, 0)
    assert club.question(own.id).outcome is None
    assert club.question(own.id).closed == club.now
    assert club.review(own) is None
    assert club.card(who, "twice") is None
    assert club.count("SELECT count(*) FROM questions WHERE closed IS NULL") == 0
    assert club.days(who, "finished") == club.days(reader, "finished") == []


def test_a_drill_that_nobody_saw_ends_too(club: Club) -> None:
    club.wants()
    posted = club.posted()
    assert club.end(posted.id) == HowItWent(0, 0, 0, 0, None, 0)


@pytest.mark.parametrize("then", ["nothing", "right", "revealed", "wrong"])
def test_one_graded_reply_counts_at_once_whatever_becomes_of_the_question(club: Club, then: str) -> None:
    """Monday's drill comes in the evening, and is open until Tuesday's."""
    who = club.member()
    club.wants(at=time(20))
    club.now += timedelta(hours=12)
    monday = club.posted()
    club.later(hours=1)
    asked, answered = club.says(who, monday, wrong(asked_of(monday)))
    assert answered.closed is None and answered.streak is not None and answered.streak.current == 1
    assert club.days(who, "finished") == [MONDAY]
    club.later(hours=14)
    if then == "right":
        assert club.right(who, monday).outcome is Outcome.RIGHT
    elif then == "revealed":
        club.run(lambda db: reveal(db, who, asked.id, club.now))
    elif then == "wrong":
        club.wrong(who, monday)
    club.now = monday.ends
    club.tick()
    me = club.run(lambda db: learner(db, who))
    shown = club.run(lambda db: progress(db, me, club.shelf, club.now))
    assert shown.streak.current == (1 if then == "nothing" else 2)
    assert [day.finished for day in shown.year[-2:]] == [1, 0 if then == "nothing" else 1]


def test_a_reply_that_could_not_be_read_counts_for_nothing(club: Club) -> None:
    who = club.member()
    club.wants()
    _, answered = club.says(who, club.posted(), "what?")
    assert answered.streak is None and club.days(who, "finished") == []


def test_what_a_member_has_open_takes_nothing_once_the_drill_has_ended(club: Club) -> None:
    who = club.member()
    club.wants()
    posted = club.posted()
    asked = club.wrong(who, posted)
    club.now = posted.ends
    for work in (reveal, give_up, hint):
        with pytest.raises(Over, match="is over"):
            club.run(lambda db, work=work: work(db, who, asked.id, club.now))  # type: ignore[misc]
    club.end(posted.id)
    review = club.review(asked)
    assert review is not None and review.day == MONDAY


def test_the_first_choice_of_a_zone_dates_tries_anew(club: Club) -> None:
    who = club.member()
    club.wants(at=time(23))
    club.now += timedelta(hours=15)
    posted = club.posted()
    club.wrong(who, posted)
    assert club.days(who, "finished") == [MONDAY]
    me = club.run(lambda db: learner(db, who))
    club.run(lambda db: choose_zone(db, me, "Pacific/Auckland", club.now))
    assert club.days(who, "finished") == [MONDAY + DAY]


def test_every_seventh_day_earns_a_freeze_though_drills_only_end_afterwards(club: Club) -> None:
    who = club.member()
    club.wants(gap=0)
    for _ in range(15):
        club.wrong(who, club.posted())
    club.later(days=1)
    club.tick()
    assert club.days(who, "finished") == [MONDAY + n * DAY for n in range(15)]
    assert club.days(who, "earned") == [MONDAY + 6 * DAY, MONDAY + 13 * DAY]


def test_a_streak_holds_over_days_on_which_no_drill_came(club: Club) -> None:
    who = club.member()
    club.wants()
    club.right(who, club.posted())
    club.right(who, club.posted())
    club.later(days=5, hours=5)
    club.tick()
    assert club.states()[2:] == [(n, "missed") for n in range(2, 7)]
    club.right(who, club.posted())
    days = club.run(lambda db: history(db, who))
    assert streak(days, club.drills()[-1].day).current == 3
    assert club.days(who, "spent") == []


def test_ending_again_changes_nothing(club: Club) -> None:
    members = club.members(3)
    club.wants()
    posted = club.posted()
    club.right(members[0], posted)
    club.wrong(members[1], posted)
    club.own(members[2], posted)
    club.now = posted.ends
    first = club.end(posted.id)

    def state() -> list[str]:
        return club.run(lambda db: [line for line in db.conn.iterdump() if "sqlite" not in line])

    before = state()
    club.later(days=3)
    assert club.end(posted.id) == first == HowItWent(2, 2, 1, 1, None, 0)
    assert state() == before


def test_how_it_went_counts_learners_once(club: Club) -> None:
    known, early, trying, quick, private = club.members(5)
    club.wants()
    posted = club.posted()
    club.wrong(early, posted)
    club.right(quick, posted)  # at the first try
    club.right(known, posted)  # likewise, but it stood there
    club.right(early, posted)
    own = club.own(quick, posted)
    club.reply(quick, own, right(own))
    own = club.own(private, posted)
    club.reply(private, own, right(own))
    club.wrong(trying, posted)
    club.now = posted.ends
    went = club.end(posted.id)
    assert (went.tried, went.finished, went.right, went.first_try) == (5, 5, 4, 2)


# The commonest mistake.


@pytest.mark.parametrize("tried", [TELLS - 1, TELLS])
def test_the_commonest_mistake_is_told_from_five_learners_on(club: Club, slips: Drill, tried: int) -> None:
    members = club.members(tried)
    for who in members[:3]:
        club.says(who, slips, third(slips))
    for who in members[3:]:
        club.says(who, slips, ten(slips))
    club.now = slips.ends
    went = club.end(slips.id)
    assert went.tried == tried
    told = (f"That is {given(slips):g} / 3, a third.", 3)
    assert (went.mistake, went.made) == (told if tried == TELLS else (None, 0))


def test_replies_that_cannot_be_read_are_no_learners_who_tried(club: Club, slips: Drill) -> None:
    members = club.members(TELLS)
    for who in members[:-1]:
        club.says(who, slips, third(slips))
    club.says(members[-1], slips, "what?")
    club.now = slips.ends
    assert club.end(slips.id).mistake is None


def test_a_mistake_that_one_learner_made_is_not_told_however_often(club: Club, slips: Drill) -> None:
    members = club.members(TELLS)
    for who in members[1:]:
        club.says(who, slips, "1")
    for _ in range(3):
        club.says(members[0], slips, third(slips))
    club.now = slips.ends
    went = club.end(slips.id)
    assert (went.tried, went.mistake, went.made) == (TELLS, None, 0)


def test_a_learner_makes_a_mistake_once(club: Club, slips: Drill) -> None:
    members = club.members(TELLS)
    for who in members[:2]:
        for _ in range(4):
            club.says(who, slips, third(slips))
    for who in members[2:]:
        club.says(who, slips, ten(slips))
    club.now = slips.ends
    went = club.end(slips.id)
    assert (went.mistake, went.made) == (f"That is 5 times {given(slips):g}.", 3)


def test_mistakes_with_own_numbers_are_the_same_ones_and_told_with_everybody_s(club: Club, slips: Drill) -> None:
    members = club.members(TELLS)
    for who in members[:-1]:
        own = club.own(who, slips)
        assert given(own) != given(slips)
        club.reply(who, own, third(own))
    club.says(members[-1], slips, third(slips))
    club.now = slips.ends
    went = club.end(slips.id)
    assert (went.mistake, went.made) == (f"That is {given(slips):g} / 3, a third.", TELLS)


def test_where_all_answer_in_private_the_commonest_mistake_is_told_all_the_same(club: Club) -> None:
    deck = loaded("slips-for-tests", first=SLIPS)
    club.shelf = Shelf([deck])
    club.wants(deck=deck.id, mode=Mode.PRIVATE)
    posted = club.posted()
    for who in club.members(TELLS):
        own = club.own(who, posted)
        club.reply(who, own, ten(own))
    club.now = posted.ends
    went = club.end(posted.id)
    assert went.made == TELLS and went.mistake is not None and went.mistake.startswith("That is 5 times")


def test_right_answers_and_unknown_mistakes_tell_none(club: Club, slips: Drill) -> None:
    for who in club.members(TELLS + 1):
        club.right(who, slips) if who % 2 else club.wrong(who, slips)
    club.now = slips.ends
    went = club.end(slips.id)
    assert (went.mistake, went.made) == (None, 0)
