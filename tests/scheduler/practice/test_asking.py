"""Asking: other numbers than the last ones, a session taken up where it was left, one open question at a time."""

from __future__ import annotations

from random import Random
from threading import Barrier, Thread

import pytest
from sqlite_utils import Database

from compiler.checker import NumberKey, numbers_of
from scheduler.practice import (
    Answered,
    Choice,
    Ended,
    Shelf,
    Shelved,
    Wish,
    drawn,
    next_question,
    put,
    start,
    waiting,
)
from scheduler.practice.asking import REMEMBERED, SEEDS
from scheduler.practice.shelf import variant_of
from scheduler.store import Kind, Question, last_variants, session, welcome
from tests.scheduler.practice.samples import ALL, FIRST, ORDER, SECOND, Desk, loaded, place, right, tiny

EXTRA = Wish(extra=True, new=0)
NARROW = """\
chapter: 1
title: Narrow
intro: For tests.
exercises:
  narrow:
    title: Narrow
    type: derive
    given: [{name: n, from: 1, to: 9, step: 1}]
    require: n > 3
    ask: What is the triple of {n}?
    work: {triple: 3 * n}
    answer: {is: triple, tolerance: exact}
"""


def shelved(slug: str) -> Shelved:
    """An exercise of the small deck."""
    found = Shelf([tiny()]).at(place(slug))
    assert found is not None
    return found


@pytest.mark.parametrize("slug", ["twice", "both", "more", "half", "twice-mistake"])
def test_numbers_differ_from_the_last_four(slug: str) -> None:
    choice = Choice(shelved(slug), Kind.DUE)
    random, seen = Random(3), [variant_of(choice.shelved, 0)]
    for _ in range(20):
        _, variant = drawn(choice, seen[: -1 - REMEMBERED : -1], random)
        seen.append(variant)
    prompts = [each.prompt for each in seen]
    assert all(len(set(prompts[n : n + REMEMBERED + 1])) == REMEMBERED + 1 for n in range(len(prompts) - REMEMBERED))


def test_the_numbers_that_were_shown_longest_ago_come_again_where_there_are_no_others() -> None:
    choice = Choice(shelved("half"), Kind.DUE)
    by_prompt = {variant.prompt: variant for variant in (variant_of(choice.shelved, seed) for seed in range(SEEDS))}
    assert len(by_prompt) == 5
    newest_first = list(by_prompt.values())
    for seed in range(20):
        _, variant = drawn(choice, newest_first, Random(seed))
        assert variant.prompt == newest_first[-1].prompt


def test_an_exercise_with_one_prompt_is_asked_all_the_same(desk: Desk) -> None:
    for _ in range(4):
        asked = desk.asked(Wish(type="formula", new=1))
        assert asked.place.exercise == "area"
        desk.right(asked)
        desk.end()
        desk.later(days=1)


def test_conditions_that_leave_few_draws_are_drawn_until_one_holds() -> None:
    shelf = Shelf([loaded("narrow-for-tests", narrow=NARROW)])
    choice = Choice(shelf.all[0], Kind.NEW)
    assert all(int(numbers_of(drawn(choice, [], Random(n))[1].key)[0][1].value) > 9 for n in range(20))


def test_a_session_does_not_repeat_numbers_within_five_questions(desk: Desk) -> None:
    desk.learn(*ORDER)
    prompts = []
    for _ in range(12):
        asked = desk.asked(Wish(type="derive", chapter=1, extra=True, new=0))
        if asked.place == place("twice"):
            prompts.append(asked.variant.prompt)
        desk.right(asked)
    assert len(prompts) == 6
    assert all(len(set(prompts[n : n + 5])) == 5 for n in range(2))


def test_what_was_left_is_among_the_last_numbers(desk: Desk) -> None:
    asked = desk.asked()
    desk.leave(asked)
    last = desk.store.write(lambda db: last_variants(db, desk.learner, asked.place, REMEMBERED))
    assert last == [asked.variant]


def test_the_same_random_source_asks_the_same_numbers(desk: Desk) -> None:
    choice = Choice(shelved("twice"), Kind.NEW)
    assert drawn(choice, [], Random(8)) == drawn(choice, [], Random(8))
    assert len({drawn(choice, [], Random(n))[1].prompt for n in range(20)}) > 10


def test_a_question_waits_for_its_reply_as_it_was(desk: Desk) -> None:
    asked = desk.asked()
    desk.later(seconds=30)
    again = desk.asked()
    assert (again.id, again.variant, again.kind) == (asked.id, asked.variant, asked.kind)
    assert again.asked == desk.now == desk.question(asked).asked
    assert desk.count("SELECT count(*) FROM questions") == 1


def test_a_session_is_taken_up_after_a_crash_at_the_same_question(desk: Desk) -> None:
    desk.right(desk.asked())
    asked = desk.asked()
    desk.wrong(asked)
    desk.later(hours=2)
    after = desk.reopened()
    again = after.asked()
    assert (again.id, again.session, again.variant) == (asked.id, asked.session, asked.variant)
    answered = after.right(again)
    assert answered.closed is not None
    assert answered.closed.review.quality == 2  # what was tried before counts
    assert answered.closed.review.seconds is None  # for how long nobody looked, nobody knows
    after.close()


def test_a_crash_between_questions_goes_on_in_the_same_session(desk: Desk) -> None:
    first = desk.asked()
    desk.right(first)
    after = desk.reopened()
    second = after.asked()
    assert second.session == first.session
    assert second.place == place("half")
    after.close()


def test_a_question_outlives_a_change_of_its_deck(desk: Desk) -> None:
    asked = desk.asked()
    changed = loaded("tiny-for-tests", first=FIRST.replace("2 * square", "4 * square"), second=SECOND)
    after = desk.reopened(changed)
    again = after.asked()
    assert (again.id, again.variant) == (asked.id, asked.variant)
    assert after.reply(again, right(asked)).verdict.right
    fresh = after.asked(Wish(type="derive", new=0))
    assert fresh.place == asked.place
    assert isinstance(fresh.variant.key, NumberKey)
    assert fresh.variant.key.value == 4 * dict(fresh.variant.given)["n"] ** 2  # type: ignore[operator]
    after.close()


def test_a_question_outlives_its_exercise(desk: Desk) -> None:
    asked = desk.asked()
    without = loaded("tiny-for-tests", second=SECOND.replace("chapter: 2", "chapter: 1"))
    after = desk.reopened(without)
    again = after.asked()
    assert (again.id, again.variant) == (asked.id, asked.variant)
    after.right(again)
    assert after.asked().place == place("area")
    after.close()


def test_another_wish_leaves_the_open_question_in_silence_and_it_stays_due(desk: Desk) -> None:
    desk.learn("twice")
    desk.later(days=1)
    asked = desk.asked(Wish())
    kept = desk.cards()
    other = desk.asked(Wish(chapter=2))
    assert other.session != asked.session
    left = desk.question(asked)
    assert (left.closed, left.outcome) == (desk.now, None)
    assert desk.review(asked) is None
    assert desk.cards() == kept
    assert desk.asked(Wish()).place == asked.place


def test_the_same_wish_goes_on_with_its_session_on_the_same_day(desk: Desk) -> None:
    first = desk.begin(Wish())
    desk.later(hours=15)
    assert desk.begin(Wish()) == first
    desk.later(hours=1)
    assert desk.begin(Wish()) != first
    ended = desk.store.write(lambda db: session(db, first)).ended
    assert ended == desk.now


def test_the_next_day_takes_up_what_was_open_and_dates_it_by_the_reply(desk: Desk) -> None:
    asked = desk.asked()
    day = desk.today
    desk.later(days=2)
    again = desk.asked()
    assert (again.id, again.session) == (asked.id, asked.session)
    answered = desk.right(again)
    assert answered.closed is not None
    assert (answered.closed.review.day - day).days == 2


def test_a_learner_has_one_session_at_a_time(desk: Desk) -> None:
    for wish in (Wish(), Wish(chapter=1), Wish(), Wish(extra=True)):
        desk.asked(wish) if not wish.extra else desk.begin(wish)
    assert desk.count("SELECT count(*) FROM sessions WHERE ended IS NULL") == 1
    assert desk.count("SELECT count(*) FROM questions WHERE closed IS NULL") == 0


def test_two_at_once_get_one_question(desk: Desk) -> None:
    number = desk.begin()
    ready, got = Barrier(6), list[Question | None]()

    def ask(seed: int) -> None:
        ready.wait()
        got.append(next_question(desk.store, desk.shelf, number, Random(seed), desk.now))

    threads = [Thread(target=ask, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert {each.id for each in got if each is not None} == {1}
    assert {each.variant for each in got if each is not None} == {desk.asked().variant}


def test_the_second_of_two_puts_finds_the_first(desk: Desk) -> None:
    number = desk.begin()
    chosen = [Choice(shelved(slug), Kind.NEW) for slug in ("twice", "half")]

    def both(db: Database) -> list[Question]:
        return [put(db, number, choice, variant_of(choice.shelved, 1), desk.now) for choice in chosen]

    first, second = desk.store.write(both)
    assert (second.id, second.place, second.variant) == (first.id, first.place, first.variant)
    assert desk.count("SELECT count(*) FROM questions") == 1


def test_nothing_waits_before_the_first_question_and_after_a_reply(desk: Desk) -> None:
    number = desk.begin()
    assert desk.store.write(lambda db: waiting(db, number, desk.now)) is None
    desk.right(desk.asked())
    assert desk.store.write(lambda db: waiting(db, number, desk.now)) is None


def test_sessions_of_two_learners_are_apart(desk: Desk) -> None:
    asked = desk.asked()
    begun = desk.store.write(lambda db: start(db, welcome(db, "discord:7", "Asia/Tokyo", desk.now), ALL, desk.now))
    theirs = next_question(desk.store, desk.shelf, begun.id, desk.random, desk.now)
    assert theirs is not None
    assert theirs.place == asked.place
    assert theirs.id != asked.id and theirs.learner != desk.learner
    desk.right(asked)
    assert len(desk.cards()) == 1
    assert desk.question(theirs).closed is None


@pytest.mark.parametrize("factor", [0.5, 0.51, 1, 1.5, 2])
def test_an_order_of_magnitude_is_right_from_half_to_double(desk: Desk, factor: float) -> None:
    assert _magnitude(desk, factor).verdict.right


@pytest.mark.parametrize("factor", [0.49, 2.01, 10, 0.1, -1])
def test_an_order_of_magnitude_is_wrong_beyond(desk: Desk, factor: float) -> None:
    assert not _magnitude(desk, factor).verdict.right


def _magnitude(desk: Desk, factor: float) -> Answered:
    choice = Choice(shelved("half"), Kind.MAGNITUDE)
    sized, variant = drawn(choice, [], Random(1))
    assert sized.kind is Kind.MAGNITUDE
    number = desk.begin(EXTRA)
    asked = desk.store.write(lambda db: put(db, number, sized, variant, desk.now))
    assert isinstance(asked.variant.key, NumberKey)
    return desk.reply(asked, f"{factor * asked.variant.key.value} m")


def test_an_order_of_magnitude_is_the_same_after_a_crash(desk: Desk) -> None:
    answered = _magnitude(desk, 20)
    after = desk.reopened()
    again = after.asked(EXTRA)
    assert (again.id, again.kind) == (answered.reply.question, Kind.MAGNITUDE)
    assert isinstance(again.variant.key, NumberKey)
    assert again.variant.key.tolerance.accepts(again.variant.key.value, 1.9 * again.variant.key.value)
    after.close()


def test_what_has_no_order_of_magnitude_is_an_extra_question() -> None:
    choice, variant = drawn(Choice(shelved("both"), Kind.MAGNITUDE), [], Random(1))
    assert choice.kind is Kind.EXTRA
    assert variant == variant_of(choice.shelved, variant.seed)


def test_asking_again_after_giving_up_shows_other_numbers(desk: Desk) -> None:
    asked = desk.asked(Wish(new=1))
    desk.give_up(asked)
    again = desk.asked(Wish(new=1))
    assert (again.place, again.kind) == (asked.place, Kind.AGAIN)
    assert again.variant.prompt != asked.variant.prompt


def test_an_ended_session_asks_nothing_more(desk: Desk) -> None:
    number = desk.begin()
    desk.end()
    with pytest.raises(Ended, match="this session has ended"):
        next_question(desk.store, desk.shelf, number, Random(1), desk.now)
    assert desk.count("SELECT count(*) FROM questions") == 0
