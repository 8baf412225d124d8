"""What a day of reviews in Anki makes of what is remembered here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules import MOST_DAYS, QUALITIES, SM2, Memory, Pressed, after_anki

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
PRESSED = st.lists(st.builds(Pressed, st.integers(1, 4), st.none() | st.integers(1, 10**9)), min_size=1, max_size=4)
MEMORIES = st.builds(Memory, st.integers(0, 9), st.integers(1, MOST_DAYS), st.integers(130, 400))


@pytest.mark.parametrize(
    ("pressed", "memory"),
    [
        ([(AGAIN, None)], Memory(0, 1, 250)),
        ([(HARD, None)], Memory(1, 1, 236)),
        ([(GOOD, 1)], Memory(1, 1, 250)),
        ([(EASY, 4)], Memory(1, 4, 260)),
        ([(GOOD, None), (GOOD, 2)], Memory(1, 2, 250)),
        ([(AGAIN, None), (GOOD, None), (EASY, 3)], Memory(0, 3, 250)),
        ([(GOOD, 30), (AGAIN, None)], Memory(1, 1, 250)),
    ],
)
def test_the_first_button_of_a_day_is_the_quality_and_the_last_interval_holds_where_it_is_longer(
    pressed: list[tuple[int, int | None]], memory: Memory
) -> None:
    assert after_anki(SM2(), None, [Pressed(*each) for each in pressed]) == memory


class Counting:
    """An algorithm that tells which qualities it was given."""

    name = "counting"

    def after(self, memory: Memory | None, quality: int) -> Memory:
        return Memory(repetitions=quality, interval=1, ease=250)


def test_whichever_algorithm_decides_is_given_the_quality_of_the_button() -> None:
    given = {button: after_anki(Counting(), None, [Pressed(button, None)]).repetitions for button in QUALITIES}
    assert given == QUALITIES == {AGAIN: 1, HARD: 3, GOOD: 4, EASY: 5}


def test_an_interval_of_sm2_that_is_longer_than_ankis_stays() -> None:
    known = Memory(3, 40, 250)
    assert after_anki(SM2(), known, [Pressed(GOOD, 60)]) == Memory(4, 100, 250)
    assert after_anki(SM2(), known, [Pressed(GOOD, 120)]) == Memory(4, 120, 250)


@given(before=st.none() | MEMORIES, pressed=PRESSED)
def test_repetitions_and_ease_are_those_of_sm2_and_no_interval_is_shorter_or_without_end(
    before: Memory | None, pressed: list[Pressed]
) -> None:
    alone, after = SM2().after(before, QUALITIES[pressed[0].button]), after_anki(SM2(), before, pressed)
    assert (after.repetitions, after.ease) == (alone.repetitions, alone.ease)
    assert max(alone.interval, min(pressed[-1].interval or 0, MOST_DAYS)) == after.interval <= MOST_DAYS
