"""Disputes: what a learner thinks was right is kept, and accepting it corrects the review and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.practice import (
    Decided,
    NothingToDispute,
    NotOpen,
    NotTried,
    Wish,
    accept,
    choose_zone,
    decline,
    think_right,
)
from scheduler.rules import Outcome
from scheduler.store import (
    Dispute,
    DisputeState,
    NotThere,
    Question,
    Reply,
    all_reviews,
    dispute,
    open_disputes,
    welcome,
)
from tests.scheduler.practice.samples import NOON, TODAY, Desk, folded, place, wrong

DAY = timedelta(days=1)
Decide = Callable[[Desk, Reply], Dispute]
ONE = Wish(new=1, chapter=1)
DUE = Wish(new=0)
WEEKS = settings(max_examples=min(settings().max_examples, 1_000), suppress_health_check=[HealthCheck.too_slow])
"""An example is weeks of a learner with a store of their own: under stress there are fewer than of quicker ones."""


def disputed(desk: Desk, asked: Question, which: int | None = None) -> Reply:
    """The reply that the learner thinks was right."""
    return desk.store.write(lambda db: think_right(db, desk.learner, asked.id, desk.now, which))


def accepted(desk: Desk, said: Reply) -> Dispute:
    """A dispute that was accepted."""
    return desk.store.write(lambda db: accept(db, said.id, desk.now)).dispute


def declined(desk: Desk, said: Reply) -> Dispute:
    """A dispute that was declined."""
    return desk.store.write(lambda db: decline(db, said.id, desk.now))


def state(desk: Desk, said: Reply) -> DisputeState:
    """What became of a dispute."""
    return desk.store.write(lambda db: dispute(db, said.id)).state


def choose(desk: Desk, zone: str) -> None:
    """Choose a zone."""
    me = desk.me
    desk.store.write(lambda db: choose_zone(db, me, zone, desk.now))


def everything(desk: Desk) -> list[object]:
    """All rows that a decision could change, but for the disputes themselves."""
    tables = ("learners", "cards", "sessions", "questions", "replies", "reviews", "freezes", "excused")
    return desk.store.write(lambda db: [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables])


def missed(desk: Desk, wish: Wish = ONE) -> Question:
    """A question that was answered wrongly and opened."""
    asked = desk.asked(wish)
    desk.wrong(asked)
    desk.reveal(asked)
    return asked


def test_thinking_so_keeps_variant_and_reply_and_changes_nothing(desk: Desk) -> None:
    asked = missed(desk)
    before = everything(desk)
    said = disputed(desk, asked)
    assert said.text == wrong(asked)
    assert everything(desk) == before
    (found,) = desk.store.write(lambda db: list(open_disputes(db)))
    assert (found.reply, found.learner, found.raised, found.state) == (said, desk.learner, desk.now, DisputeState.OPEN)
    assert desk.question(asked).variant == asked.variant


def test_thinking_so_twice_is_one_dispute(desk: Desk) -> None:
    asked = missed(desk)
    assert disputed(desk, asked) == disputed(desk, asked)
    assert desk.count("SELECT count(*) FROM disputes") == 1


def test_there_is_nothing_to_dispute_without_a_wrong_reply(desk: Desk) -> None:
    asked = desk.asked()
    with pytest.raises(NothingToDispute):
        disputed(desk, asked)
    desk.right(asked)
    with pytest.raises(NothingToDispute):
        disputed(desk, asked)
    with pytest.raises(NotThere):
        desk.store.write(lambda db: think_right(db, desk.learner, 999, desk.now))


def test_another_learner_s_reply_cannot_be_disputed(desk: Desk) -> None:
    asked = missed(desk)
    other = desk.store.write(lambda db: welcome(db, "discord:7", "Asia/Tokyo", NOON)).id
    with pytest.raises(NotThere):
        desk.store.write(lambda db: think_right(db, other, asked.id, desk.now))
    assert desk.count("SELECT count(*) FROM disputes") == 0


def test_what_is_accepted_was_right_at_the_first_try(desk: Desk) -> None:
    asked = missed(desk)
    before = desk.review(asked)
    assert before is not None and before.quality == 1
    found = accepted(desk, disputed(desk, asked))
    assert (found.state, found.decided) == (DisputeState.ACCEPTED, desk.now)
    review = desk.review(asked)
    assert review is not None
    assert (review.quality, review.first_try, review.finished, review.day) == (4, True, True, before.day)
    assert desk.question(asked).outcome is Outcome.RIGHT
    card = desk.card("twice")
    assert card is not None
    assert (card.memory.repetitions, card.due) == (1, TODAY + DAY)
    desk.check_cards()


def test_what_was_wrong_before_the_accepted_reply_stays_wrong(desk: Desk) -> None:
    asked = desk.asked(ONE)
    desk.wrong(asked)
    desk.wrong(asked)
    said = disputed(desk, asked)
    desk.reveal(asked)
    accepted(desk, said)
    review = desk.review(asked)
    assert review is not None
    assert (review.quality, review.first_try) == (2, False)


def test_a_right_reply_after_the_accepted_one_adds_nothing(desk: Desk) -> None:
    asked = desk.asked(ONE)
    desk.wrong(asked, seconds=9)
    desk.right(asked)
    accepted(desk, disputed(desk, asked))
    review = desk.review(asked)
    assert review is not None
    assert (review.quality, review.first_try, review.seconds) == (4, True, 9)


def test_later_reviews_follow_from_what_was_accepted(desk: Desk) -> None:
    asked = missed(desk)
    for _ in range(2):
        desk.end()
        card = desk.card("twice")
        assert card is not None
        desk.later(days=(card.due - desk.today).days)
        desk.right(desk.asked(DUE))
    card = desk.card("twice")
    assert card is not None and card.memory.interval == 6
    accepted(desk, disputed(desk, asked))
    card = desk.card("twice")
    assert card is not None
    assert (card.memory.repetitions, card.memory.interval) == (3, 15)
    assert (card.reviewed, card.due) == (TODAY + 2 * DAY, TODAY + 17 * DAY)
    desk.check_cards()


def test_an_accepted_repeat_corrects_its_review_and_no_card(desk: Desk) -> None:
    missed(desk)
    again = missed(desk)
    kept = desk.cards()
    accepted(desk, disputed(desk, again))
    assert desk.cards() == kept
    review = desk.review(again)
    assert review is not None and (review.quality, review.scheduled) == (4, False)
    assert desk.rest(DUE) == []  # it got its 4


def test_a_declined_dispute_changes_nothing(desk: Desk) -> None:
    asked = missed(desk)
    said = disputed(desk, asked)
    before = everything(desk)
    found = declined(desk, said)
    assert (found.state, found.decided) == (DisputeState.DECLINED, desk.now)
    assert everything(desk) == before
    assert desk.store.write(lambda db: list(open_disputes(db))) == []


@pytest.mark.parametrize("first", [accepted, declined])
@pytest.mark.parametrize("second", [accepted, declined])
def test_deciding_twice_is_refused(desk: Desk, first: Decide, second: Decide) -> None:
    said = disputed(desk, missed(desk))
    decided = first(desk, said).state
    before = everything(desk)
    with pytest.raises(Decided, match=f"was {decided.value} already"):
        second(desk, said)
    assert everything(desk) == before
    assert state(desk, said) is decided


@pytest.mark.parametrize("decide", [accepted, declined])
def test_deciding_what_nobody_disputes_is_refused(desk: Desk, decide: Decide) -> None:
    asked = desk.asked()
    said = desk.wrong(asked).reply
    with pytest.raises(NotThere, match="there is no dispute"):
        decide(desk, said)


def test_accepting_closes_a_question_that_is_open_still(desk: Desk) -> None:
    asked = desk.asked(ONE)
    desk.wrong(asked, seconds=9)
    answered_at = desk.now
    said = disputed(desk, asked)
    desk.later(seconds=60)
    accepted(desk, said)
    stored, review = desk.question(asked), desk.review(asked)
    assert review is not None
    assert (stored.closed, stored.outcome) == (answered_at, Outcome.RIGHT)
    assert (review.quality, review.seconds, review.day) == (4, 9, TODAY)
    assert desk.days("finished") == [TODAY]
    with pytest.raises(NotOpen):
        desk.right(asked)
    assert desk.next(ONE) is None
    desk.check_cards()


def test_accepting_closes_the_open_question_of_another_day_on_the_day_of_its_reply(desk: Desk) -> None:
    asked = desk.asked(ONE)
    desk.wrong(asked)
    said = disputed(desk, asked)
    desk.later(days=3)
    desk.asked(ONE)  # shown again
    accepted(desk, said)
    review, card = desk.review(asked), desk.card("twice")
    assert review is not None and card is not None
    assert (review.day, review.seconds, card.due) == (TODAY, None, TODAY + DAY)


def test_accepting_makes_a_review_of_a_question_that_was_left(desk: Desk) -> None:
    asked = desk.asked(ONE)
    desk.wrong(asked)
    said = disputed(desk, asked)
    desk.leave(asked)
    desk.end()
    desk.later(days=2)
    accepted(desk, said)
    review = desk.review(asked)
    assert review is not None
    assert (review.quality, review.scheduled, review.day) == (4, True, TODAY)
    assert desk.question(asked).outcome is Outcome.RIGHT
    assert desk.days("finished") == [TODAY]
    desk.check_cards()


def test_a_question_that_was_left_and_learned_meanwhile_changes_no_interval(desk: Desk) -> None:
    asked = desk.asked(ONE)
    desk.wrong(asked)
    said = disputed(desk, asked)
    desk.leave(asked)
    desk.end()
    desk.later(days=1)
    desk.learn("twice", wish=ONE)
    kept = desk.cards()
    accepted(desk, said)
    review = desk.review(asked)
    assert review is not None and not review.scheduled
    assert desk.cards() == kept
    assert desk.days("finished") == [TODAY, TODAY + DAY]
    desk.check_cards()


def left_wrong(desk: Desk) -> Reply:
    """A disputed reply to a question that was left, so that its day does not count."""
    asked = desk.asked(Wish(chapter=2, new=1))
    desk.wrong(asked)
    said = disputed(desk, asked)
    desk.leave(asked)
    desk.end()
    return said


def test_a_day_that_counts_after_all_mends_the_streak(desk: Desk) -> None:
    desk.practise_daily(2)
    said = left_wrong(desk)
    desk.later(days=1)
    desk.practise_daily(2)
    closed = desk.finish().closed
    assert closed is not None and closed.streak is not None and closed.streak.current == 3
    accepted(desk, said)
    desk.later(days=1)
    closed = desk.finish().closed
    assert closed is not None and closed.streak is not None
    assert (closed.streak.current, closed.streak.best) == (7, 7)
    assert desk.days("earned") == [TODAY + 6 * DAY]


def test_a_day_that_counts_after_all_earns_one_freeze_and_not_two(desk: Desk) -> None:
    said = left_wrong(desk)
    desk.later(days=1)
    desk.practise_daily(7)
    assert desk.days("earned") == [TODAY + 7 * DAY]
    accepted(desk, said)
    assert len(desk.days("finished")) == 8
    assert desk.days("earned") == [TODAY + 6 * DAY]


def test_a_freeze_that_was_spent_on_a_day_that_counts_after_all_comes_back(desk: Desk) -> None:
    desk.practise_daily(7)
    said = left_wrong(desk)
    desk.later(days=1)
    closed = desk.finish().closed
    assert closed is not None and closed.streak is not None
    assert (closed.streak.freezes, closed.streak.current) == (0, 8)
    accepted(desk, said)
    desk.later(days=1)
    closed = desk.finish().closed
    assert closed is not None and closed.streak is not None
    assert (closed.streak.freezes, closed.streak.current) == (1, 10)


def test_a_freeze_that_was_earned_later_is_not_spent_on_an_older_day(desk: Desk) -> None:
    said = left_wrong(desk)  # then a day without practice
    desk.later(days=2)
    desk.practise_daily(7)
    accepted(desk, said)
    assert (desk.days("spent"), desk.days("earned")) == ([], [TODAY + 8 * DAY])


def test_a_date_that_was_written_stays_where_a_zone_was_chosen_since(desk: Desk) -> None:
    choose(desk, desk.me.zone)
    desk.later(hours=16.5)
    asked = missed(desk)
    said = disputed(desk, asked)
    choose(desk, "America/New_York")
    accepted(desk, said)
    review = desk.review(asked)
    assert review is not None and review.day == TODAY + DAY


def test_reviews_follow_each_other_by_their_days_though_a_clock_was_set_back(desk: Desk) -> None:
    """A journey east and a clock that is set back: the second review has the later day and the earlier instant."""
    choose(desk, desk.me.zone)
    desk.later(hours=10)  # 22:00 in Berlin
    said = disputed(desk, missed(desk))
    desk.end()
    choose(desk, "Pacific/Kiritimati")  # 10:00 on the next day
    desk.later(hours=-1)
    closed = desk.right(desk.asked(DUE)).closed
    assert closed is not None and closed.review.scheduled
    assert closed.review.day == TODAY + DAY
    accepted(desk, said)
    card = desk.card("twice")
    assert card is not None
    assert (card.reviewed, card.memory.repetitions, card.due) == (TODAY + DAY, 2, TODAY + 7 * DAY)


def test_a_dispute_outlives_a_restart(desk: Desk) -> None:
    asked = missed(desk)
    said = disputed(desk, asked)
    after = desk.reopened()
    (found,) = after.store.write(lambda db: list(open_disputes(db)))
    assert found.reply == said
    accepted(after, found.reply)
    after = after.reopened()
    review = after.review(asked)
    assert review is not None and review.quality == 4
    after.check_cards()
    after.close()


def test_the_second_accepted_reply_of_a_question_changes_nothing_more(desk: Desk) -> None:
    asked = desk.asked(ONE)
    desk.wrong(asked)
    first = disputed(desk, asked)
    desk.wrong(asked)
    second = disputed(desk, asked)
    assert first.id != second.id
    desk.reveal(asked)
    accepted(desk, second)
    review = desk.review(asked)
    assert review is not None and review.quality == 2
    accepted(desk, first)
    review = desk.review(asked)
    assert review is not None and review.quality == 4
    desk.check_cards()


@WEEKS
@given(
    how=st.lists(st.sampled_from(["right", "late", "hinted", "missed", "given up"]), min_size=1, max_size=6),
    which=st.integers(0, 5),
)
def test_after_accepting_the_card_is_what_sm2_makes_of_the_corrected_reviews(
    tmp_path_factory: pytest.TempPathFactory, how: list[str], which: int
) -> None:
    desk = Desk(tmp_path_factory.mktemp("law") / "a.db")
    wish, asked = Wish(chapter=1, new=1), list[Question]()
    for each in how:
        card = desk.card("twice")
        if card is not None:
            desk.later(days=(card.due - desk.today).days)
        question = desk.asked(wish)
        assert question.place == place("twice")
        _close(desk, question, each)
        desk.end()
        asked.append(question)
        wish = DUE
    qualities = {"right": 4, "late": 2, "hinted": 3, "missed": 1, "given up": 0}
    expected = [qualities[each] for each in how]
    chosen = which % len(how)
    if how[chosen] in ("late", "missed"):
        accepted(desk, disputed(desk, asked[chosen]))
        expected[chosen] = 4
    reviews = [desk.review(each) for each in asked]
    found = [review.quality for review in reviews if review is not None]
    assert [min(each, 4) for each in found] == expected
    card = desk.card("twice")
    assert card is not None
    assert (card.memory.repetitions, card.memory.interval, card.memory.ease) == folded(found)
    desk.check_cards()
    desk.close()


def _close(desk: Desk, asked: Question, how: str) -> None:
    """Close a question in one of five ways."""
    if how == "hinted":
        desk.hint(asked)
    if how in ("late", "missed"):
        desk.wrong(asked)
    if how == "missed":
        desk.reveal(asked)
    elif how == "given up":
        with pytest.raises(NotTried):
            desk.reveal(asked)
        desk.give_up(asked)
    else:
        desk.right(asked)


ACTIONS = ("right", "wrong", "hint", "reveal", "give up", "leave", "next day", "dispute")


@WEEKS
@given(actions=st.lists(st.sampled_from(ACTIONS), max_size=30))
def test_whatever_happens_a_card_is_the_replay_of_its_reviews(
    tmp_path_factory: pytest.TempPathFactory, actions: list[str]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("law") / "a.db")
    said: list[Reply] = []
    for action in actions:
        asked = desk.next(Wish(new=2, extra=True))
        if asked is None:
            continue
        match action:
            case "right":
                desk.right(asked)
            case "wrong":
                said.append(desk.wrong(asked).reply)
            case "hint":
                desk.hint(asked)
            case "reveal" if desk.tried(asked):
                desk.reveal(asked)
            case "give up":
                desk.give_up(asked)
            case "leave":
                desk.leave(asked)
            case "next day":
                desk.later(days=1)
            case "dispute" if said:
                accepted(desk, disputed(desk, desk.question_of(said[0]), said.pop(0).id))
    desk.check_cards()
    finished = {each.day for each in desk.store.write(lambda db: all_reviews(db, desk.learner)) if each.finished}
    assert desk.days("finished") == sorted(finished)
    desk.close()


def test_a_reply_that_was_not_read_can_be_disputed_and_accepted(desk: Desk) -> None:
    asked = desk.asked()
    desk.reply(asked, "twelve dozen, I would say")
    kept = desk.store.write(lambda db: think_right(db, desk.learner, asked.id, desk.now))
    desk.store.write(lambda db: accept(db, kept.id, desk.now))
    review = desk.review(asked)
    assert review is not None
    assert (review.quality, review.first_try, review.finished) == (4, True, True)


def test_one_of_several_replies_can_be_meant(desk: Desk) -> None:
    asked = desk.asked()
    first, second = desk.wrong(asked).reply, desk.reply(asked, "1").reply
    dispute_of = desk.store.write(lambda db: think_right(db, desk.learner, asked.id, desk.now, first.id))
    assert (dispute_of.id, second.id > first.id) == (first.id, True)
    with pytest.raises(NothingToDispute):
        desk.store.write(lambda db: think_right(db, desk.learner, asked.id, desk.now, 10_000))


def test_what_was_declined_is_not_raised_again(desk: Desk) -> None:
    asked = desk.asked()
    desk.wrong(asked)
    for _ in range(2):  # twice is once while it waits
        kept = desk.store.write(lambda db: think_right(db, desk.learner, asked.id, desk.now))
    desk.store.write(lambda db: decline(db, kept.id, desk.now))
    with pytest.raises(NothingToDispute, match="declined"):
        desk.store.write(lambda db: think_right(db, desk.learner, asked.id, desk.now))


def test_hints_that_came_after_the_accepted_reply_do_not_count(desk: Desk) -> None:
    asked = desk.asked()
    desk.wrong(asked)
    kept = disputed(desk, asked)
    while desk.hint(asked) is not None:
        pass
    desk.right(asked)
    done = desk.store.write(lambda db: accept(db, kept.id, desk.now))
    assert (done.closed.review.quality, done.closed.review.first_try) == (4, True)
    assert (done.dispute.state, done.closed.due) == (DisputeState.ACCEPTED, TODAY + DAY)


def test_hints_that_came_before_it_do(desk: Desk) -> None:
    asked = desk.asked()
    desk.hint(asked)
    desk.wrong(asked)
    kept = disputed(desk, asked)
    desk.reveal(asked)
    assert desk.store.write(lambda db: accept(db, kept.id, desk.now)).closed.review.quality == 3


def test_a_reply_that_was_quick_is_so_when_it_is_accepted(desk: Desk) -> None:
    desk.right(desk.asked(ONE), seconds=40)
    desk.end()
    desk.later(days=1)
    asked = desk.asked(DUE)
    desk.wrong(asked, seconds=15)
    kept = disputed(desk, asked)
    desk.reveal(asked)
    review = desk.store.write(lambda db: accept(db, kept.id, desk.now)).closed.review
    assert (review.seconds, review.usual, review.quality) == (15, 40, 5)


def test_a_question_that_was_left_counts_for_the_day_of_its_reply_after_a_journey_too(desk: Desk) -> None:
    me = desk.me
    me = desk.store.write(lambda db: choose_zone(db, me, "America/Los_Angeles", desk.now))
    asked = desk.asked()
    desk.wrong(asked)
    kept = disputed(desk, asked)
    desk.leave(asked)
    day = desk.today
    desk.later(hours=1)
    desk.store.write(lambda db: choose_zone(db, me, "Pacific/Kiritimati", desk.now))
    assert desk.today > day
    done = desk.store.write(lambda db: accept(db, kept.id, desk.now))
    assert (done.closed.review.day, done.closed.day_counts) == (day, True)
    assert desk.days("finished") == [day]
