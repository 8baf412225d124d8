"""Answering: what a reply, a hint, the derivation, giving up and leaving lead to, and whom they are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median

import pytest
from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.practice import (
    SIZE_SECONDS,
    Hint,
    NotOpen,
    NotTried,
    TooMany,
    Wish,
    give_up,
    hint,
    leave,
    next_question,
    reveal,
    start,
)
from scheduler.practice.answering import MOST_REPLIES
from scheduler.rules import VERSION, Outcome
from scheduler.store import MOST_CHARACTERS, Kind, NotThere, Question, ask, begin_session, replies, welcome
from tests.scheduler.practice.samples import ALL, NOON, ORDER, TODAY, Desk, place, right, wrong

EXTRA = Wish(extra=True, new=0)
HOSTILE = [
    "9" * 4_001,
    "1+" * 40_000 + "1",
    "(" * 20_000,
    "1\0002",
    "\0",
    "\ud800",
    "12 \udfff m",
    "'; DROP TABLE replies; --",
    '" OR 1=1',
    "e\u0301" * 3_000,
    "\u202e12",
    "9" * 400 + "e999999999",
    "2^2^2^2^2^2^2^2^2",
    "1/0",
    "nan",
    "inf",
    "{n}" * 900,
    "\n" * 5_000,
    "\N{ARABIC-INDIC DIGIT THREE}" * 9,
    "𝟗" * 4_001,
]


def of(desk: Desk, slug: str) -> Question:
    """The question of an exercise, whatever was asked before it."""
    asked = desk.asked()
    while asked.place != place(slug):
        desk.right(asked)
        asked = desk.asked()
    return asked


@pytest.mark.parametrize("slug", ORDER)
def test_a_right_reply_closes_its_question_with_one_review(desk: Desk, slug: str) -> None:
    asked = of(desk, slug)
    closed = desk.right(asked, seconds=12).closed
    assert closed is not None
    review = closed.review
    assert (review.question, review.place, review.day, review.seconds) == (asked.id, place(slug), TODAY, 12)
    assert (review.quality, review.quality_version) == (4, VERSION)
    assert review.scheduled and review.finished and review.first_try
    assert closed.due == TODAY + timedelta(days=1)
    assert desk.review(asked) == review
    stored = desk.question(asked)
    assert (stored.closed, stored.outcome) == (desk.now, Outcome.RIGHT)


@pytest.mark.parametrize("slug", ORDER)
def test_a_wrong_reply_leaves_its_question_open_and_is_kept(desk: Desk, slug: str) -> None:
    asked = of(desk, slug)
    answered = desk.wrong(asked)
    assert answered.verdict.kind is not VerdictKind.RIGHT
    assert (answered.reply.text, answered.reply.verdict) == (wrong(asked), answered.verdict.kind)
    assert desk.review(asked) is None
    assert desk.card(slug) is None
    assert desk.asked().id == asked.id
    assert desk.store.write(lambda db: replies(db, asked.id)) == [answered.reply]


def test_the_first_exercise_of_a_day_makes_it_count_and_later_ones_do_not(desk: Desk) -> None:
    first, second = desk.right(desk.asked()).closed, desk.right(desk.asked()).closed
    assert first is not None and second is not None
    assert first.day_counts and first.streak is not None
    assert (first.streak.current, first.streak.best, first.streak.today) == (1, 1, True)
    assert (second.day_counts, second.streak) == (False, None)


def test_the_next_day_is_the_second_of_the_streak(desk: Desk) -> None:
    desk.right(desk.asked())
    desk.later(days=1)
    closed = desk.right(desk.asked()).closed
    assert closed is not None and closed.streak is not None
    assert closed.streak.current == 2
    assert closed.due == TODAY + timedelta(days=7)  # the second repetition


@pytest.mark.parametrize("text", ["", "   ", "what?", "12 12", "((", "🙂"])
def test_what_cannot_be_read_costs_nothing(desk: Desk, text: str) -> None:
    asked = desk.asked()
    answered = desk.reply(asked, text)
    assert not answered.verdict.is_attempt and answered.closed is None
    closed = desk.right(asked).closed
    assert closed is not None
    if answered.verdict.kind is VerdictKind.UNREADABLE:
        assert closed.review.quality == 4 and closed.review.first_try


def test_what_could_be_two_things_is_asked_back_and_costs_no_try(desk: Desk) -> None:
    asked = of(desk, "half")
    answered = desk.reply(asked, "5 Kb")
    assert answered.verdict.kind is VerdictKind.AMBIGUOUS
    with pytest.raises(NotTried):
        desk.reveal(asked)
    closed = desk.right(asked).closed
    assert closed is not None
    assert (closed.review.quality, closed.review.first_try) == (3, True)


def test_seconds_are_those_to_the_first_try(desk: Desk) -> None:
    asked = desk.asked()
    desk.reply(asked, "what?", seconds=5)
    desk.wrong(asked, seconds=7)
    closed = desk.right(asked, seconds=100).closed
    assert closed is not None
    assert closed.review.seconds == 12


def test_hints_are_the_author_s_first_and_then_the_steps_but_never_the_last(desk: Desk) -> None:
    asked = desk.asked()
    assert (len(asked.variant.hints), len(asked.variant.work)) == (2, 2)
    assert desk.hint(asked) == Hint("Square it first.", False, 2)
    assert desk.hint(asked) == Hint("Then double it.", False, 1)
    assert desk.hint(asked) == Hint(asked.variant.work[0], True, 0)
    assert desk.hint(asked) is None
    assert desk.hint(asked) is None
    assert desk.question(asked).steps == 1


def test_an_exercise_of_one_step_has_no_hint(desk: Desk) -> None:
    assert desk.hint(of(desk, "half")) is None


def test_hints_are_told_on_after_a_crash(desk: Desk) -> None:
    asked = desk.asked()
    desk.hint(asked)
    after = desk.reopened()
    assert after.hint(after.asked()) == Hint("Then double it.", False, 1)
    after.close()


@pytest.mark.parametrize(("hints", "quality"), [(1, 3), (2, 3), (3, 2), (4, 2)])
def test_hints_lower_the_quality(desk: Desk, hints: int, quality: int) -> None:
    asked = desk.asked()
    for _ in range(hints):
        desk.hint(asked)
    closed = desk.right(asked).closed
    assert closed is not None
    assert (closed.review.quality, closed.review.first_try) == (quality, False)


def test_a_wrong_reply_and_then_a_right_one_make_a_two(desk: Desk) -> None:
    asked = desk.asked()
    desk.wrong(asked)
    closed = desk.right(asked).closed
    assert closed is not None
    assert (closed.review.quality, closed.review.first_try, closed.review.finished) == (2, False, True)


def test_the_derivation_opens_after_a_try(desk: Desk) -> None:
    asked = desk.asked()
    with pytest.raises(NotTried, match="after a try"):
        desk.reveal(asked)
    desk.hint(asked)
    desk.reply(asked, "what?")
    with pytest.raises(NotTried):
        desk.reveal(asked)
    assert desk.question(asked).closed is None
    desk.wrong(asked)
    closed = desk.reveal(asked)
    assert (closed.review.quality, closed.review.finished, closed.day_counts) == (1, True, True)
    assert desk.question(asked).outcome is Outcome.REVEALED


def test_giving_up_without_a_try_is_a_nought_and_no_day(desk: Desk) -> None:
    asked = desk.asked()
    closed = desk.give_up(asked)
    assert (closed.review.quality, closed.review.finished, closed.day_counts) == (0, False, False)
    assert (closed.streak, closed.review.seconds) == (None, None)
    assert closed.due == TODAY + timedelta(days=1)
    assert desk.question(asked).outcome is Outcome.GIVEN_UP


def test_giving_up_after_a_try_is_opening_the_derivation(desk: Desk) -> None:
    asked = desk.asked()
    desk.wrong(asked)
    closed = desk.give_up(asked)
    assert (closed.review.quality, closed.day_counts) == (1, True)
    assert desk.question(asked).outcome is Outcome.REVEALED


def test_leaving_makes_no_review_and_no_card(desk: Desk) -> None:
    asked = desk.asked()
    desk.wrong(asked)
    gone = desk.leave(asked)
    assert (gone.closed, gone.outcome) == (desk.now, None)
    assert desk.question(asked) == gone
    assert (desk.review(asked), desk.card("twice"), desk.days("finished")) == (None, None, [])


@pytest.mark.parametrize("how", ["right", "revealed", "given up", "left"])
def test_a_closed_question_takes_nothing_more(desk: Desk, how: str) -> None:
    asked = desk.asked()
    match how:
        case "right":
            desk.right(asked)
        case "revealed":
            desk.wrong(asked)
            desk.reveal(asked)
        case "given up":
            desk.give_up(asked)
        case _:
            desk.leave(asked)
    before = desk.question(asked), desk.review(asked), desk.cards(), desk.count("SELECT count(*) FROM replies")
    for act in (desk.hint, desk.reveal, desk.give_up, desk.leave):
        with pytest.raises(NotOpen, match="closed already"):
            act(asked)
    with pytest.raises(NotOpen):
        desk.reply(asked, right(asked))
    assert before == (
        desk.question(asked),
        desk.review(asked),
        desk.cards(),
        desk.count("SELECT count(*) FROM replies"),
    )


def test_another_learner_s_question_looks_as_if_it_were_not_there(desk: Desk) -> None:
    asked = desk.asked()
    other = desk.store.write(lambda db: welcome(db, "discord:7", "Asia/Tokyo", NOON)).id

    def said(number: int, learner: int, act: str) -> str:
        calls: dict[str, Callable[[Database], object]] = {
            "hint": lambda db: hint(db, learner, number, desk.now),
            "reveal": lambda db: reveal(db, learner, number, desk.now),
            "give_up": lambda db: give_up(db, learner, number, desk.now),
            "leave": lambda db: leave(db, learner, number, desk.now),
        }
        with pytest.raises(NotThere) as caught:
            desk.store.write(calls[act])
        return str(caught.value).replace(str(number), "N")

    for act in ("hint", "reveal", "give_up", "leave"):
        assert said(asked.id, other, act) == said(999, other, act) == said(999, desk.learner, act)
    mine, desk.learner = desk.learner, other
    with pytest.raises(NotThere):
        desk.reply(asked, right(asked))
    desk.learner = mine
    assert desk.question(asked).closed is None


def test_a_question_that_is_early_by_now_changes_no_interval(desk: Desk) -> None:
    """The same exercise was answered elsewhere while the question was open."""
    desk.learn("twice", wish=Wish(new=1))
    desk.later(days=1)
    asked = desk.asked(Wish(new=0))
    assert asked.kind is Kind.DUE

    def elsewhere(db: Database) -> Question:
        return ask(db, desk.learner, None, asked.place, Kind.DRILL, asked.variant, desk.now)

    drill = desk.store.write(elsewhere)
    first, second = desk.right(drill).closed, desk.right(asked).closed
    assert first is not None and second is not None
    assert first.review.scheduled and first.due == desk.today + timedelta(days=6)
    assert (second.review.scheduled, second.due, second.day_counts) == (False, None, False)
    card = desk.card("twice")
    assert card is not None
    assert (card.memory.repetitions, card.due) == (2, first.due)
    desk.check_cards()


@pytest.mark.parametrize("slug", [*ORDER, "twice-mistake"])
def test_hostile_replies_are_bounded_and_kept_and_do_no_harm(desk: Desk, slug: str) -> None:
    asked = desk.asked(Wish(type="debug")) if slug == "twice-mistake" else of(desk, slug)
    for text in HOSTILE:
        assert desk.reply(asked, text).closed is None
    kept = [each.text for each in desk.store.write(lambda db: replies(db, asked.id))]
    assert kept == [text[:MOST_CHARACTERS].encode("utf-8", "replace").decode() for text in HOSTILE]
    assert desk.right(asked).closed is not None


def test_an_overlong_reply_is_graded_by_what_is_kept_of_it(desk: Desk) -> None:
    asked = desk.asked()
    answered = desk.reply(asked, right(asked) + " " * 5_000 + "and more")
    assert len(answered.reply.text) == MOST_CHARACTERS


def test_who_is_faster_than_usual_gets_a_five_from_the_second_repetition_on(desk: Desk) -> None:
    wish, times = Wish(new=1, chapter=1), [30.0, 20, 40, 10]
    for n, (seconds, quality) in enumerate(zip(times, [4, 5, 4, 5], strict=True)):
        asked = desk.asked(wish)
        assert asked.place == place("twice")
        closed = desk.right(asked, seconds=seconds).closed
        assert closed is not None
        usual = median(times[:n]) if n else None
        assert (closed.review.seconds, closed.review.usual, closed.review.quality) == (seconds, usual, quality)
        desk.end()
        card = desk.card("twice")
        assert card is not None
        # The others fall due too; one new a day comes first only where nothing is due.
        desk.later(days=(card.due - desk.today).days)
        wish = Wish(new=0, chapter=1)


def test_a_time_that_is_as_usual_is_not_fast(desk: Desk) -> None:
    desk.right(desk.asked(Wish(new=1)), seconds=30)
    desk.later(days=1)
    closed = desk.right(desk.asked(Wish(new=0)), seconds=30).closed
    assert closed is not None
    assert (closed.review.usual, closed.review.quality) == (30, 4)


def test_times_that_were_not_right_at_the_first_try_and_those_of_repeats_are_not_usual_ones(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.wrong(asked, seconds=500)
    desk.right(asked)
    desk.right(desk.asked(Wish(new=1)), seconds=40)  # the repeat
    desk.later(days=1)
    closed = desk.right(desk.asked(Wish(new=0)), seconds=39).closed
    assert closed is not None
    assert (closed.review.usual, closed.review.quality) == (None, 4)


def test_who_left_the_desk_has_no_time(desk: Desk) -> None:
    closed = desk.right(desk.asked(), seconds=3_601).closed
    assert closed is not None
    assert (closed.review.seconds, closed.review.quality) == (None, 4)


@pytest.mark.parametrize(("minutes", "days"), [(-1, -1), (0, 0)])
def test_the_day_turns_at_four_in_the_learner_s_zone(desk: Desk, minutes: int, days: int) -> None:
    desk.later(hours=16)  # 04:00 in Berlin
    asked = desk.asked()
    desk.later(seconds=60 * minutes)
    closed = desk.right(asked, seconds=0).closed
    assert closed is not None
    assert closed.review.day == date(2026, 5, 5) + timedelta(days=days)


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Kiritimati", 4), ("Pacific/Honolulu", 3), ("Asia/Kathmandu", 4)])
def test_the_day_is_that_of_the_learner_s_zone(desk: Desk, zone: str, day: int) -> None:
    def begin(db: Database) -> tuple[int, int]:
        guest = welcome(db, "discord:7", zone, desk.now)
        return guest.id, start(db, guest, ALL, desk.now).id

    desk.learner, session = desk.store.write(begin)
    asked = next_question(desk.store, desk.shelf, session, Random(1), desk.now)
    assert asked is not None
    closed = desk.right(asked).closed
    assert closed is not None
    assert closed.review.day == date(2026, 5, day)


@pytest.mark.parametrize("hours", [-1, -30, -24 * 400])
def test_a_clock_that_is_set_back_between_question_and_reply_does_no_harm(desk: Desk, hours: float) -> None:
    asked = desk.asked()
    desk.later(hours=hours)
    closed = desk.right(asked).closed
    assert closed is not None
    assert closed.review.seconds is None
    assert closed.review.day == desk.today
    assert closed.streak is not None and closed.streak.current == 1
    desk.check_cards()


def test_what_was_answered_by_a_clock_far_ahead_is_asked_again_and_breaks_nothing(desk: Desk) -> None:
    desk.later(days=400)
    desk.right(desk.asked(Wish(new=1)))
    desk.end()
    desk.later(days=-400)
    closed = desk.right(desk.asked(Wish(new=1))).closed
    assert closed is not None and closed.streak is not None
    assert (closed.review.place, closed.streak.current) == (place("twice"), 1)
    desk.check_cards()


def test_a_question_without_a_session_is_answered_alike(desk: Desk) -> None:
    """A drill is put to a learner outside of any session."""
    template = desk.asked()

    def drill(db: Database) -> Question:
        return ask(db, desk.learner, None, template.place, Kind.DRILL, template.variant, desk.now)

    closed = desk.right(desk.store.write(drill)).closed
    assert closed is not None
    assert closed.review.scheduled and closed.due is not None


def test_two_replies_at_once_make_one_review(desk: Desk) -> None:
    asked = desk.asked()
    desk.right(asked)
    with pytest.raises(NotOpen):
        desk.right(asked)
    assert desk.count("SELECT count(*) FROM reviews") == 1
    assert desk.count("SELECT count(*) FROM replies") == 1


def test_a_session_that_was_ended_elsewhere_still_takes_its_open_reply(desk: Desk) -> None:
    asked = desk.asked()
    desk.end()
    assert desk.right(asked).closed is not None


def test_a_new_session_does_not_see_the_log_of_an_old_one(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.give_up(asked)
    desk.end()
    number = desk.store.write(lambda db: begin_session(db, desk.learner, EXTRA.to_text(), desk.now)).id
    question = next_question(desk.store, desk.shelf, number, Random(1), desk.now)
    assert question is not None
    assert question.kind is Kind.EXTRA


def test_a_question_that_was_shown_twice_has_no_time(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.later(seconds=3_000)
    again = desk.asked(Wish(new=1))
    assert (again.id, again.shown) == (asked.id, 2)
    closed = desk.right(again, seconds=1).closed
    assert closed is not None
    assert (closed.review.seconds, closed.review.quality) == (None, 4)


def test_a_size_that_takes_its_time_is_right_and_late(desk: Desk) -> None:
    desk.learn("twice", "half")
    wish = Wish(extra=True, new=0)
    sizes: list[tuple[float, bool]] = []
    while len(sizes) < 2:
        asked = desk.asked(wish)
        answer = desk.right(asked, seconds=SIZE_SECONDS + len(sizes))
        assert answer.verdict.right
        if asked.kind is Kind.MAGNITUDE:
            sizes.append((answer.seconds, answer.late))
        else:
            assert not answer.late
    assert sizes == [(SIZE_SECONDS, False), (SIZE_SECONDS + 1, True)]


def test_a_question_takes_a_hundred_replies_and_then_shows_its_answer(desk: Desk) -> None:
    asked = desk.asked()
    for _ in range(MOST_REPLIES):
        desk.reply(asked, "what?")
    with pytest.raises(TooMany):
        desk.right(asked)
    assert desk.count("SELECT count(*) FROM replies") == MOST_REPLIES
    assert desk.give_up(asked).review.quality == 0
