"""What is asked next: due, new, again, extra; by deck, chapter and type, and what went wrong."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.practice import Shelf, Wish, choose_pace
from scheduler.store import Kind
from tests.scheduler.practice.samples import ORDER, Desk, other, place, tiny

EXTRA = Wish(extra=True, new=0)


def order(asked: list[tuple[str, Kind]], kind: Kind) -> list[str]:
    """The exercises that were asked for a reason."""
    return [slug for slug, reason in asked if reason is kind]


def test_new_exercises_come_in_the_order_of_their_chapters_without_companions(desk: Desk) -> None:
    assert desk.rest() == [(slug, Kind.NEW) for slug in ORDER]


def test_nothing_is_left_at_the_end(desk: Desk) -> None:
    desk.rest()
    assert desk.next() is None
    assert desk.next() is None


def test_three_are_new_on_a_day_and_the_day_is_the_learner_s(desk: Desk) -> None:
    assert order(desk.rest(Wish()), Kind.NEW) == ORDER[:3]
    desk.later(hours=15)  # 03:01 in Berlin, the same day
    assert desk.next(Wish()) is None
    desk.later(hours=1)
    assert order(desk.rest(Wish()), Kind.NEW) == ORDER[3:]


def test_the_pace_is_the_learner_s_and_a_wish_goes_before_it(desk: Desk) -> None:
    me = desk.me
    desk.store.write(lambda db: choose_pace(db, me, 1))
    assert desk.rest(Wish()) == [("twice", Kind.NEW)]
    assert desk.rest(Wish(new=2)) == [("half", Kind.NEW)]
    assert desk.rest(Wish(new=0)) == []


def test_a_new_exercise_that_was_given_up_is_one_of_the_day_s(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.give_up(asked)
    assert desk.rest(Wish(new=1)) == [("twice", Kind.AGAIN)]


def test_what_is_due_comes_before_what_is_new(desk: Desk) -> None:
    desk.learn("twice", "half", wish=Wish(new=2))
    desk.later(days=1)
    assert desk.rest(Wish(new=1)) == [("twice", Kind.DUE), ("half", Kind.DUE), ("area", Kind.NEW)]


def test_the_most_overdue_comes_first_and_ties_in_the_order_of_chapters(desk: Desk) -> None:
    desk.learn("more", "both", wish=Wish(chapter=2, type=None, new=3))
    desk.later(days=1)
    desk.learn("twice", "half", wish=Wish(chapter=1, new=2))
    desk.later(days=3)
    assert order(desk.rest(Wish(new=0)), Kind.DUE) == ["area", "more", "both", "twice", "half"]


def test_ties_are_in_the_order_of_the_shelf_s_decks(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a.db", (other(), tiny()))
    desk.rest()
    desk.end()
    desk.later(days=1)
    assert order(desk.rest(), Kind.DUE) == ["again", *ORDER]
    desk.later(days=6)
    desk.shelf = Shelf([tiny(), other()])
    assert order(desk.rest(), Kind.DUE) == [*ORDER, "again"]
    desk.close()


def test_a_wish_may_name_a_deck_a_chapter_and_a_type(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a.db", (tiny(), other()))
    assert desk.rest(Wish(deck="other-for-tests", new=9)) == [("again", Kind.NEW)]
    assert desk.rest(Wish(deck="no-such-deck", new=9)) == []
    assert desk.rest(Wish(chapter=2, type="vector", new=9)) == [("both", Kind.NEW)]
    assert desk.rest(Wish(deck="tiny-for-tests", chapter=2, new=9)) == [("area", Kind.NEW), ("more", Kind.NEW)]
    desk.later(days=1)
    assert desk.rest(Wish(chapter=1, new=0)) == [("again", Kind.DUE)]
    assert desk.rest(Wish(chapter=3)) == []
    desk.close()


def test_a_type_that_only_companions_have_is_asked_as_extra_and_once(desk: Desk) -> None:
    assert desk.rest(Wish(type="debug", new=9)) == [("twice-mistake", Kind.EXTRA)]
    assert desk.cards() == {}


def test_a_type_that_was_asked_for_is_asked_though_it_be_not_due(desk: Desk) -> None:
    desk.learn("twice", "half")
    kept = desk.cards()
    assert sorted(desk.rest(Wish(type="derive", new=0))) == [("half", Kind.EXTRA), ("twice", Kind.EXTRA)]
    assert desk.cards() == kept


def test_what_went_wrong_is_asked_on_request_and_nothing_else(desk: Desk) -> None:
    desk.right(desk.asked())
    bad = desk.asked()
    desk.wrong(bad)
    desk.right(bad)
    desk.end()
    wish = Wish(wrong_only=True)
    asked = desk.asked(wish)
    assert (asked.place.exercise, asked.kind) == ("half", Kind.EXTRA)
    desk.leave(asked)
    desk.end()
    desk.later(days=1)
    assert desk.rest(wish) == [("half", Kind.DUE)]
    desk.end()
    assert desk.rest(wish) == []
    assert desk.rest(Wish(new=0)) == [("twice", Kind.DUE)]


def test_what_was_right_since_did_not_go_wrong_the_last_time(desk: Desk) -> None:
    bad = desk.asked()
    desk.wrong(bad)
    desk.reveal(bad)
    desk.end()
    wish = Wish(wrong_only=True)
    assert desk.rest(wish) == [("twice", Kind.EXTRA)]
    desk.end()
    assert desk.rest(wish) == []
    desk.later(days=1)
    assert desk.rest(wish) == []
    assert desk.rest(Wish(new=0)) == [("twice", Kind.DUE)]


def test_what_was_below_four_comes_again_at_the_end_longest_ago_first_until_it_gets_a_four(desk: Desk) -> None:
    wish = Wish(new=3)
    twice, half = desk.asked(wish), None
    desk.wrong(twice)
    desk.right(twice)
    half = desk.asked(wish)
    desk.give_up(half)
    desk.right(desk.asked(wish))
    kept = desk.cards()
    again = desk.asked(wish)
    assert (again.place.exercise, again.kind) == ("twice", Kind.AGAIN)
    desk.wrong(again)
    desk.right(again)  # a 2 once more: behind the other one
    assert desk.rest(wish) == [("half", Kind.AGAIN), ("twice", Kind.AGAIN)]
    assert desk.cards() == kept


def test_repeats_count_no_interval_but_are_reviews(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.give_up(asked)
    again = desk.right(desk.asked(Wish(new=1)))
    assert again.closed is not None
    assert not again.closed.review.scheduled
    assert again.closed.due is None
    card = desk.card("twice")
    assert card is not None
    assert card.memory.interval == 1


def test_repeats_end_with_their_day(desk: Desk) -> None:
    first = desk.asked(Wish(new=2))
    desk.give_up(first)
    desk.asked(Wish(new=2))
    desk.later(days=1)
    waiting = desk.asked(Wish(new=2))
    assert waiting.place.exercise == "half"
    desk.right(waiting)
    assert ("twice", Kind.DUE) in desk.rest(Wish(new=2))


def test_a_skipped_question_stays_due_and_is_not_asked_again_in_its_session(desk: Desk) -> None:
    desk.learn("twice", "half", wish=Wish(new=2))
    desk.later(days=1)
    asked = desk.asked(Wish(new=0))
    kept = desk.cards()
    desk.leave(asked)
    assert desk.cards() == kept
    assert desk.rest(Wish(new=0)) == [("half", Kind.DUE)]
    desk.end()
    assert desk.rest(Wish(new=0)) == [("twice", Kind.DUE)]


def test_a_skipped_new_exercise_leaves_its_turn_to_the_next(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.leave(asked)
    assert desk.rest(Wish(new=1)) == [("half", Kind.NEW)]


def test_a_skipped_repeat_is_let_go(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.give_up(asked)
    again = desk.asked(Wish(new=1))
    assert again.kind is Kind.AGAIN
    desk.leave(again)
    assert desk.next(Wish(new=1)) is None


def test_extra_rounds_come_on_request_only_and_do_not_end(desk: Desk) -> None:
    desk.learn(*ORDER)
    assert desk.next(Wish()) is None
    assert len(desk.rest(EXTRA, most=20)) == 20


def test_an_extra_round_has_nothing_to_ask_before_the_first_exercise(desk: Desk) -> None:
    assert desk.next(EXTRA) is None


def test_extra_rounds_change_no_interval_and_count_for_the_day(desk: Desk) -> None:
    desk.learn(*ORDER)
    desk.later(hours=20)  # 08:00 of the next day
    desk.rest(Wish(new=0))
    desk.end()
    desk.later(days=1)
    kept = desk.cards()
    for n in range(12):
        answered = desk.right(desk.asked(EXTRA))
        assert answered.closed is not None
        assert answered.closed.day_counts == (n == 0)
        assert answered.closed.due is None
    assert desk.cards() == kept
    assert len(desk.days("finished")) == 3


def test_companions_wait_until_the_interval_of_their_exercise_is_six_days(desk: Desk) -> None:
    desk.learn(*ORDER)
    assert "twice-mistake" not in {slug for slug, _ in desk.rest(EXTRA)}
    desk.end()
    desk.later(days=1)
    desk.rest(Wish(new=0))
    desk.end()
    card = desk.card("twice")
    assert card is not None
    assert card.memory.interval == 6
    assert desk.rest(EXTRA, most=1) == [("twice-mistake", Kind.EXTRA)]
    assert desk.card("twice-mistake") is None


@pytest.mark.parametrize("days", [0, 1])
def test_five_orders_of_magnitude_come_in_a_row_and_three_others_between(desk: Desk, days: int) -> None:
    """Before any companion is reached, and after."""
    desk.learn(*ORDER)
    for _ in range(days):
        desk.later(days=1)
        desk.rest(Wish(new=0))
        desk.end()
    kinds = [kind for _, kind in desk.rest(EXTRA, most=16)]
    assert kinds == ([Kind.EXTRA] * 3 + [Kind.MAGNITUDE] * 5) * 2


def test_extra_rounds_ask_for_what_was_asked_longest_ago(desk: Desk) -> None:
    desk.learn(*ORDER)
    assert [slug for slug, _ in desk.rest(EXTRA, most=3)] == ORDER[:3]


def test_orders_of_magnitude_are_asked_of_numbers_only(desk: Desk) -> None:
    desk.learn(*ORDER)
    assert {slug for slug, kind in desk.rest(EXTRA) if kind is Kind.MAGNITUDE} == {"twice", "half"}


def test_extra_rounds_keep_to_their_wish(desk: Desk) -> None:
    desk.learn(*ORDER)
    assert {slug for slug, _ in desk.rest(Wish(chapter=2, extra=True, new=0), most=9)} == {"area", "more", "both"}
    assert {slug for slug, _ in desk.rest(Wish(type="vector", extra=True, new=0), most=9)} == {"both"}


def test_cards_of_a_deck_that_is_gone_are_passed_over(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a.db", (other(), tiny()))
    desk.learn("again", "twice", wish=Wish(new=2))
    bad = desk.asked()
    desk.give_up(bad)
    desk.end()
    desk.later(days=1)
    desk.shelf = Shelf([other()])
    assert desk.rest(Wish(new=9)) == [("again", Kind.DUE)]
    assert desk.rest(Wish(wrong_only=True)) == []
    assert {slug for slug, _ in desk.rest(Wish(extra=True), most=5)} == {"again"}
    assert {each.exercise for each in desk.cards()} == {"again", "twice", "half"}
    desk.close()


def test_what_was_below_four_of_a_deck_that_is_gone_is_not_repeated(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a.db", (tiny(), other()))
    bad = desk.asked(Wish(new=1))
    desk.give_up(bad)
    desk.shelf = Shelf([other()])
    assert desk.next(Wish(new=1)) is None
    desk.close()


def test_a_shelf_without_decks_has_nothing_to_ask(desk: Desk) -> None:
    desk.shelf = Shelf([])
    assert [desk.next(wish) for wish in (Wish(), EXTRA, Wish(wrong_only=True), Wish(type="derive"))] == [None] * 4


@pytest.mark.parametrize(
    "wish", [Wish(), Wish("d", 3, "debug", True, True, 0), Wish(deck="ü – \N{SNOWMAN}"), Wish(new=1000)]
)
def test_a_wish_is_stored_whole(wish: Wish) -> None:
    assert Wish.from_text(wish.to_text()) == wish


def test_a_wish_of_another_version_is_read_as_far_as_it_is_known() -> None:
    stored = json.dumps({"chapter": 2, "colour": "blue"})
    assert Wish.from_text(stored) == Wish(chapter=2)


def test_a_companion_belongs_to_its_exercise() -> None:
    shelf = Shelf([other(), tiny()])
    (companion,) = (each for each in shelf.all if each.is_companion)
    assert shelf.base(companion).place == place("twice")
    assert [each.order for each in shelf.all] == list(range(7))


def test_what_was_reviewed_under_a_clock_far_ahead_is_due_and_counts(desk: Desk) -> None:
    desk.later(days=3_650)
    desk.right(desk.asked(Wish(new=1)))
    desk.end()
    desk.later(days=-3_650)
    asked = desk.asked(Wish(new=0))
    assert (asked.place.exercise, asked.kind) == ("twice", Kind.DUE)
    closed = desk.right(asked).closed
    assert closed is not None
    assert (closed.review.scheduled, closed.due) == (True, desk.today + timedelta(days=6))
    desk.check_cards()
