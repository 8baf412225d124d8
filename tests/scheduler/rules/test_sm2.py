"""SM-2 does what the text of 1990 says, exactly, and differs from another implementation only where floats slip."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sm_2 import Card, Scheduler

from scheduler.rules import FIRST_EASE, LEAST_EASE, MOST_DAYS, SM2, Memory

QUALITIES = st.lists(st.integers(0, 5), max_size=40)


def last(qualities: list[int]) -> Memory | None:
    """The memory after the last of some reviews; None before the first."""
    return reviewed(qualities)[-1] if qualities else None


def reviewed(qualities: list[int]) -> list[Memory]:
    """The memories after each review of an item that was new."""
    memory, memories = None, []
    for quality in qualities:
        memory = SM2().after(memory, quality)
        memories.append(memory)
    return memories


def random_sequences(count: int, seed: int) -> Iterator[list[int]]:
    """Qualities of learners from bad to good: where all were alike, no interval would become long."""
    random = Random(seed)
    for _ in range(count):
        skill = random.randint(0, 5)
        weights = [1 + 4 * (quality >= skill) for quality in range(6)]
        yield random.choices(range(6), weights, k=random.randint(1, 32))


class Exact(NamedTuple):
    """An item in the words of the text: EF, the intervals since the repetitions began, and the days to wait."""

    ef: Fraction
    intervals: tuple[int, ...]
    wait: int


CHANGES_OF_EF = [Fraction(1, 10) - (5 - q) * (Fraction(8, 100) + (5 - q) * Fraction(2, 100)) for q in range(6)]
"""What each quality does to EF, by the formula of the text, in fractions."""
LEAST_EF = Fraction(13, 10)


def by_the_text(item: Exact, q: int) -> Exact:
    """The text of 1990, in fractions: its own formula for EF, and the intervals as a list I(1), I(2), …"""
    if q < 3:
        return Exact(item.ef, (), 1)
    ef = item.ef + CHANGES_OF_EF[q]
    if ef < LEAST_EF:
        ef = LEAST_EF
    match len(item.intervals):
        case 0:
            wait = 1
        case 1:
            wait = 6
        case _:
            wait = math.ceil(item.intervals[-1] * ef)
    wait = min(wait, 36_500)
    return Exact(ef, (*item.intervals, wait), wait)


def assert_as_the_text(count: int, seed: int) -> None:
    longest = lapses = 0
    for qualities in random_sequences(count, seed):
        exact = Exact(Fraction(5, 2), (), 0)
        for quality, memory in zip(qualities, reviewed(qualities), strict=True):
            exact = by_the_text(exact, quality)
            assert (memory.repetitions, memory.interval) == (len(exact.intervals), exact.wait), qualities
            assert memory.ease == exact.ef * 100, qualities
            longest = max(longest, memory.interval)
            lapses += quality < 3
    # Both ends must have been seen, or the agreement says little.
    assert longest == MOST_DAYS and lapses > count


@pytest.mark.parametrize(
    ("qualities", "intervals", "ease"),
    [
        ([5, 5, 5, 5, 5], [1, 6, 17, 50, 150], 300),
        ([4, 4, 4, 4, 4], [1, 6, 15, 38, 95], 250),
        ([3, 3, 3, 3, 3], [1, 6, 13, 26, 47], 180),
        ([5, 4, 3, 4], [1, 6, 15, 37], 246),
        # A lapse starts again at I(1), with the EF it had.
        ([4, 4, 4, 2, 4, 4, 4], [1, 6, 15, 1, 1, 6, 15], 250),
        ([5, 5, 0, 1, 2, 4, 4, 4], [1, 6, 1, 1, 1, 1, 6, 17], 270),
        ([0], [1], 250),
    ],
)
def test_intervals_computed_by_hand(qualities: list[int], intervals: list[int], ease: int) -> None:
    memories = reviewed(qualities)
    assert [memory.interval for memory in memories] == intervals
    assert memories[-1].ease == ease


def test_it_is_the_text_of_1990_over_random_sequences() -> None:
    assert_as_the_text(20_000, seed=1990)


@pytest.mark.stress
def test_it_is_the_text_of_1990_over_many_more_sequences() -> None:
    assert_as_the_text(200_000, seed=1991)


@given(QUALITIES, st.integers(0, 2))
def test_a_lapse_leaves_ease_alone_and_starts_again(qualities: list[int], lapse: int) -> None:
    before = last(qualities) or Memory(0, 0, FIRST_EASE)
    assert SM2().after(before, lapse) == Memory(repetitions=0, interval=1, ease=before.ease)


def test_ease_never_falls_below_its_floor() -> None:
    eases = [memory.ease for memory in reviewed([3] * 12)]
    assert eases[:9] == [236, 222, 208, 194, 180, 166, 152, 138, 130]
    assert set(eases[8:]) == {LEAST_EASE}
    assert SM2().after(Memory(3, 10, LEAST_EASE), 5).ease == 140


@given(QUALITIES, st.integers(3, 4))
def test_a_better_pass_never_comes_sooner(qualities: list[int], quality: int) -> None:
    before = last(qualities)
    worse, better = SM2().after(before, quality), SM2().after(before, quality + 1)
    assert worse.interval <= better.interval and worse.ease <= better.ease


def test_no_interval_is_longer_than_the_most() -> None:
    memories = reviewed([5] * 200)
    assert max(memory.interval for memory in memories) == MOST_DAYS
    assert memories[-1].repetitions == 200


@pytest.mark.parametrize("quality", [-1, 6, 2.5, 10**30, float("nan"), "4", None])
@pytest.mark.parametrize("memory", [None, Memory(3, 17, 280)])
def test_what_is_no_quality_is_refused(memory: Memory | None, quality: int) -> None:
    with pytest.raises(ValueError, match="a whole number from 0 to 5, not"):
        SM2().after(memory, quality)


@given(QUALITIES, st.integers(0, 5))
def test_it_depends_on_its_arguments_alone(qualities: list[int], quality: int) -> None:
    before = last(qualities)
    one, scheduler = SM2().after(before, quality), SM2()
    scheduler.after(Memory(9, 900, 140), 3)
    assert scheduler.after(before, quality) == one
    assert before == last(qualities)


class Slip(NamedTuple):
    """An interval that the package makes a day too long: its EF lies a float error above the true one."""

    interval: int
    ease: int
    ef: float
    became: int


class Package:
    """The package `sm_2`, reviewed on the days that it asks for itself."""

    def __init__(self) -> None:
        self.card = Card(card_id=1, due=datetime(2026, 1, 1, tzinfo=UTC))

    def review(self, quality: int, repeats: list[int]) -> None:
        """One review, and where it asks for them, the repeats of the same day, until one is a 4.

        A lapse is due at once in the package, and the next day here: its next review is the same one.
        """
        self.card, _ = Scheduler.review_card(self.card, quality, self.card.due)
        while self.card.needs_extra_review:
            repeat = repeats.pop() if repeats else 4
            self.card, _ = Scheduler.review_card(self.card, repeat, self.card.due)


def slips_of_the_package(count: int, seed: int) -> tuple[list[Slip], int]:
    """Every difference between the package and SM2 over random sequences, each shown to be a float slip; and the
    number of intervals compared."""
    slips, compared, random = [], 0, Random(seed)
    for qualities in random_sequences(count, seed):
        package = Package()
        memories = reviewed(qualities)
        for quality, before, memory in zip(qualities, [None, *memories], memories, strict=False):
            if memory.interval == MOST_DAYS:
                break  # the package knows no longest interval
            package.review(quality, random.choices(range(6), k=random.randint(0, 3)))
            card = package.card
            days = card.I
            assert card.n == memory.repetitions
            assert math.isclose(card.EF, memory.ease / 100, rel_tol=1e-12)
            compared += 1
            if quality < 3:
                assert days == 0
            elif days != memory.interval:
                assert before is not None
                exact = before.interval * Fraction(memory.ease, 100)
                # The true product is a whole number of days; the float one lies above it, and is rounded up.
                assert exact == memory.interval
                assert Fraction(card.EF) > Fraction(memory.ease, 100)
                assert before.interval * card.EF > exact
                assert days == exact + 1
                slips.append(Slip(before.interval, memory.ease, card.EF, days))
                card.I = memory.interval  # or the slip would be counted in every interval that follows
    return slips, compared


def assert_the_package_differs_by_slips_alone(count: int, seed: int) -> None:
    slips, compared = slips_of_the_package(count, seed)
    assert compared > 10 * count
    assert Slip(6, 300, 3.0000000000000004, 19) in slips
    assert len(slips) < compared / 50


def test_it_agrees_with_the_package_but_for_float_slips() -> None:
    assert_the_package_differs_by_slips_alone(2_000, seed=2)


@pytest.mark.stress
def test_it_agrees_with_the_package_over_many_more_sequences() -> None:
    assert_the_package_differs_by_slips_alone(20_000, seed=3)


def test_six_days_at_an_ease_of_three_are_eighteen() -> None:
    qualities = [5, 5, 5, 1, 5, 5, 4]
    package = Package()
    for quality in qualities:
        package.review(quality, [])
    assert package.card.EF == 3.0000000000000004
    assert package.card.I == math.ceil(6 * 3.0000000000000004) == 19
    assert reviewed(qualities)[-1] == Memory(repetitions=3, interval=18, ease=300)
