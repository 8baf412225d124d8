"""Mastery is what its sentence says: three weeks or more to the next review."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import MASTERED_DAYS, SENTENCE, SM2, Mastery, Memory, Stage, mastery, stage


def remembered(interval: int) -> Memory:
    """A memory with an interval in days."""
    return Memory(repetitions=3, interval=interval, ease=250)


MEMORIES = st.lists(st.none() | st.integers(1, 36_500).map(remembered))


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        (None, Stage.NEW),
        (remembered(1), Stage.LEARNING),
        (remembered(20), Stage.LEARNING),
        (remembered(21), Stage.MASTERED),
        (remembered(36_500), Stage.MASTERED),
    ],
)
def test_the_stage_is_told_by_the_interval_alone(memory: Memory | None, expected: Stage) -> None:
    assert stage(memory) is expected


def test_the_sentence_says_the_number_of_days() -> None:
    assert MASTERED_DAYS == 3 * 7
    assert "three weeks or more" in SENTENCE


def test_an_exercise_asked_once_was_begun_even_where_it_was_not_known() -> None:
    assert stage(SM2().after(None, 0)) is Stage.LEARNING


def test_a_lapse_takes_mastery_away() -> None:
    assert stage(SM2().after(remembered(200), 2)) is Stage.LEARNING


def test_the_mastered_are_among_the_begun() -> None:
    found = mastery([None, remembered(1), remembered(21), None, remembered(400)])
    assert found == Mastery(mastered=2, begun=3, total=5)
    assert found.share == 0.4


def test_of_no_exercises_nothing_is_mastered() -> None:
    assert mastery([]) == Mastery(0, 0, 0)
    assert mastery([]).share == 0.0


def test_of_new_exercises_nothing_is_begun() -> None:
    assert mastery([None, None]) == Mastery(0, 0, 2)


def test_all_mastered_is_the_whole() -> None:
    assert mastery([remembered(30)] * 7).share == 1.0


@given(MEMORIES)
def test_the_counts_fit_into_one_another(memories: list[Memory | None]) -> None:
    found = mastery(memories)
    assert 0 <= found.mastered <= found.begun <= found.total == len(memories)
    assert 0.0 <= found.share <= 1.0


@given(MEMORIES, MEMORIES)
def test_two_chapters_together_are_their_sum(one: list[Memory | None], two: list[Memory | None]) -> None:
    a, b = mastery(one), mastery(two)
    assert mastery([*one, *two]) == Mastery(a.mastered + b.mastered, a.begun + b.begun, a.total + b.total)


def test_the_next_review_is_the_interval_after_the_last_one() -> None:
    assert remembered(21).due(date(2026, 2, 8)) == date(2026, 3, 1)


def test_the_next_review_is_a_date_even_at_the_end_of_the_calendar() -> None:
    assert remembered(36_500).due(date(9999, 12, 30)) == date.max
