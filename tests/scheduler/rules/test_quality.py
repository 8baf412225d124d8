"""Quality is read off the facts by its table, and more help or more errors never raise it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.checker import VerdictKind
from scheduler.rules import VERSION, Facts, Outcome, quality, usual_time

RIGHT, ROUNDED, OTHER_UNIT = VerdictKind.RIGHT, VerdictKind.ROUNDED, VerdictKind.OTHER_UNIT
WRONG, AMBIGUOUS, UNREADABLE = VerdictKind.WRONG, VerdictKind.AMBIGUOUS, VerdictKind.UNREADABLE
ERRORS = [kind for kind in VerdictKind if kind not in (RIGHT, ROUNDED, AMBIGUOUS, UNREADABLE)]

EARLIER = st.lists(st.sampled_from([kind for kind in VerdictKind if kind is not RIGHT]), max_size=6)
HINTS = st.integers(0, 3)
SECONDS = st.none() | st.floats(0, 10_000)


def answered(*verdicts: VerdictKind, nudges: int = 0, steps: int = 0, fast: bool = False) -> Facts:
    """A question that was answered by the last of these replies."""
    return Facts(Outcome.RIGHT, verdicts, nudges, steps, seconds=10.0, usual=11.0 if fast else 9.0)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Whatever may happen to a question."""
    outcome = draw(st.sampled_from(Outcome))
    verdicts = draw(EARLIER) + ([RIGHT] if outcome is Outcome.RIGHT else [])
    return Facts(outcome, tuple(verdicts), draw(HINTS), draw(HINTS), draw(SECONDS), draw(SECONDS))


ANSWERED = facts().filter(lambda found: found.outcome is Outcome.RIGHT)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # right at the first try
        (answered(RIGHT, fast=True), 5),
        (answered(RIGHT), 4),
        (Facts(Outcome.RIGHT, (RIGHT,)), 4),
        # right after a nudge
        (answered(RIGHT, nudges=1), 3),
        (answered(ROUNDED, RIGHT), 3),
        (answered(AMBIGUOUS, RIGHT), 3),
        (answered(AMBIGUOUS, ROUNDED, RIGHT, nudges=2), 3),
        # wrong, then right; a hint that shows a step
        (answered(WRONG, RIGHT), 2),
        (answered(WRONG, WRONG, WRONG, RIGHT), 2),
        (answered(OTHER_UNIT, RIGHT), 2),
        (answered(RIGHT, steps=1), 2),
        (answered(ROUNDED, WRONG, RIGHT, nudges=1, steps=2), 2),
        # the derivation opened, or given up
        (Facts(Outcome.REVEALED, (WRONG,)), 1),
        (Facts(Outcome.REVEALED, (WRONG, WRONG, ROUNDED), steps=2), 1),
        (Facts(Outcome.GIVEN_UP, (WRONG,)), 1),
        (Facts(Outcome.REVEALED), 0),
        (Facts(Outcome.GIVEN_UP), 0),
        (Facts(Outcome.GIVEN_UP, nudges=2, steps=3), 0),
    ],
)
def test_every_row_of_the_table(found: Facts, expected: int) -> None:
    assert quality(found) == expected


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_before_the_right_reply_costs_the_same(error: VerdictKind) -> None:
    assert quality(answered(error, RIGHT, fast=True)) == 2
    assert quality(Facts(Outcome.REVEALED, (error,))) == 1


@pytest.mark.parametrize("unread", [(UNREADABLE,), (UNREADABLE,) * 20])
def test_what_could_not_be_read_costs_nothing(unread: tuple[VerdictKind, ...]) -> None:
    assert quality(answered(*unread, RIGHT, fast=True)) == 5
    assert quality(answered(*unread, RIGHT)) == 4
    assert quality(answered(*unread, ROUNDED, *unread, RIGHT)) == 3
    assert answered(*unread, RIGHT).first_try


@pytest.mark.parametrize("unread", [UNREADABLE, AMBIGUOUS])
def test_what_could_not_be_read_is_no_try(unread: VerdictKind) -> None:
    for outcome in (Outcome.REVEALED, Outcome.GIVEN_UP):
        assert quality(Facts(outcome, (unread, unread))) == 0
        assert not Facts(outcome, (unread, unread)).finished


@pytest.mark.parametrize(
    ("seconds", "usual", "expected"),
    [(10.0, None, 4), (None, 10.0, 4), (None, None, 4), (10.0, 10.0, 4), (10.1, 10.0, 4), (9.9, 10.0, 5)],
)
def test_fast_is_strictly_faster_than_a_usual_time_that_is_known(
    seconds: float | None, usual: float | None, expected: int
) -> None:
    assert quality(Facts(Outcome.RIGHT, (RIGHT,), seconds=seconds, usual=usual)) == expected


@given(facts())
def test_it_is_a_quality_and_passes_exactly_where_no_error_was_made(found: Facts) -> None:
    assert quality(found) in range(6)
    clean = found.outcome is Outcome.RIGHT and not found.steps and not set(found.verdicts) & set(ERRORS)
    assert (quality(found) >= 3) == clean


@given(facts())
def test_nothing_nudged_is_ever_a_five(found: Facts) -> None:
    if found.nudges or {ROUNDED, AMBIGUOUS} & set(found.verdicts):
        assert quality(found) < 4


@given(ANSWERED, st.sampled_from([kind for kind in VerdictKind if kind is not RIGHT]), st.data())
def test_another_reply_that_was_not_right_never_raises_it(found: Facts, kind: VerdictKind, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(found.verdicts) - 1))
    more = replace(found, verdicts=(*found.verdicts[:place], kind, *found.verdicts[place:]))
    assert quality(more) <= quality(found)


@given(facts(), HINTS, HINTS)
def test_another_hint_never_raises_it(found: Facts, nudges: int, steps: int) -> None:
    more = replace(found, nudges=found.nudges + nudges, steps=found.steps + steps)
    assert quality(more) <= quality(found)


@given(ANSWERED, st.floats(0, 1_000))
def test_taking_longer_never_raises_it(found: Facts, longer: float) -> None:
    if found.seconds is not None:
        assert quality(replace(found, seconds=found.seconds + longer)) <= quality(found)


@given(facts())
def test_an_answer_is_worth_more_than_the_derivation(found: Facts) -> None:
    instead = replace(found, outcome=Outcome.REVEALED, verdicts=found.verdicts[:-1])
    if found.outcome is Outcome.RIGHT:
        assert quality(instead) < 2 <= quality(found)


def test_tries_are_the_replies_that_were_read() -> None:
    every = Facts(Outcome.REVEALED, tuple(kind for kind in VerdictKind if kind is not RIGHT))
    assert every.tries == len(VerdictKind) - 3
    assert answered(UNREADABLE, AMBIGUOUS, ROUNDED, WRONG, RIGHT).tries == 3
    assert Facts(Outcome.GIVEN_UP).tries == 0


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (answered(RIGHT), True),
        (answered(UNREADABLE, AMBIGUOUS, RIGHT), True),
        (answered(ROUNDED, RIGHT), False),
        (answered(WRONG, RIGHT), False),
        (answered(RIGHT, nudges=1), False),
        (answered(RIGHT, steps=1), False),
        (Facts(Outcome.REVEALED, (WRONG,)), False),
        (Facts(Outcome.GIVEN_UP), False),
    ],
)
def test_the_first_try_is_the_first_reply_that_was_read(found: Facts, expected: bool) -> None:
    assert found.first_try is expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (answered(RIGHT), True),
        (answered(WRONG, RIGHT, nudges=3, steps=3), True),
        (Facts(Outcome.REVEALED, (WRONG,)), True),
        (Facts(Outcome.REVEALED, (ROUNDED,)), True),
        (Facts(Outcome.REVEALED), False),
        (Facts(Outcome.GIVEN_UP), False),
    ],
)
def test_finished_is_answered_or_opened_after_a_try(found: Facts, expected: bool) -> None:
    assert found.finished is expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [([], None), ([7.0], 7.0), ([4.0, 8.0], 6.0), ([900.0, 1.0, 2.0, 3.0, 4.0, 5.0], 3.0), ([2.0, 2.0, 900.0], 2.0)],
)
def test_the_usual_time_is_the_median_of_the_recent_ones(seconds: list[float], expected: float | None) -> None:
    assert usual_time(seconds) == expected


def test_the_table_has_a_version() -> None:
    assert VERSION == 1
