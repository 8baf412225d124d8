"""Answers of several parts: a verdict and its number, several values, a line and its value."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compiler.checker import (
    DebugKey,
    DecideKey,
    Invariant,
    Mistake,
    NumberKey,
    Part,
    Tolerance,
    VectorKey,
    VerdictKind,
    grade,
    units_like,
)
from tests.checker.strategies import bare_key

PERCENT = Tolerance("relative", 0.01)


def decision(right: int) -> DecideKey:
    return DecideKey((("fits", "yes"), ("does not fit", "no")), right, bare_key(1011.9, "KiB", "0.3%"))


@pytest.mark.parametrize("right", [0, 1])
def test_a_verdict_counts_only_with_its_number_and_is_not_told_without_it(right: int) -> None:
    key = decision(right)
    words = [option[0] for option in key.options]
    assert grade(key, f"{words[right]}, 1012 KiB").parts == (True, True)
    assert grade(key, f"{words[1 - right]}, 1012").parts == (False, True)
    guesses = {(v.kind, v.text) for word in words for v in [grade(key, f"{word}: 900")]}
    assert guesses == {(VerdictKind.WRONG, "Not right yet: check the steps one by one.")}


def vector(*values: float, invariant: Invariant | None = None) -> VectorKey:
    parts = tuple(Part(f"v{i}", NumberKey(value, None, (), PERCENT)) for i, value in enumerate(values, 1))
    return VectorKey(parts, invariant)


@given(st.lists(st.integers(1, 999), min_size=2, max_size=6, unique=True), st.data())
def test_several_values_are_right_in_any_order_with_labels_and_in_theirs_without(
    numbers: list[int], data: st.DataObject
) -> None:
    key = vector(*map(float, numbers))
    separator = data.draw(st.sampled_from(["; ", ";", ", ", "\n", " ;\n"]))
    assert grade(key, separator.join(map(str, numbers))).parts == (True,) * len(numbers)
    order = data.draw(st.permutations(range(len(numbers))))
    reply = separator.join(f"v{i + 1} = {numbers[i]}" for i in order)
    assert grade(key, reply).right
    assert grade(key, f"({reply})").right


@given(st.lists(st.integers(2, 15), min_size=2, max_size=6, unique=True), st.data())
def test_values_in_each_others_places_are_told_as_such(exponents: list[int], data: st.DataObject) -> None:
    numbers = [3**exponent for exponent in exponents]
    mixed = data.draw(st.permutations(numbers))
    assume(mixed != numbers)
    verdict = grade(vector(*map(float, numbers)), "; ".join(map(str, mixed)))
    assert (verdict.kind, verdict.message) == (VerdictKind.PARTIAL, "vector-swapped")
    moved = [f"v{i}" for i, (a, b) in enumerate(zip(numbers, mixed, strict=True), 1) if a != b]
    assert verdict.parts == tuple(a == b for a, b in zip(numbers, mixed, strict=True))
    assert all(label in verdict.feedback for label in moved)


def test_a_check_on_all_values_is_told_only_where_it_does_not_tell_the_last_one() -> None:
    key = vector(0.5, 0.3, 0.2, invariant=Invariant("sums-to", 1.0, Tolerance("absolute", 0.01)))
    assert [said.message for said in grade(key, "0.5; 0.3; 0.7").more] == []
    assert [said.message for said in grade(key, "0.5; 0.4; 0.7").more] == ["sums-to"]
    assert [said.message for said in grade(key, "0.5; 0.1; 0.4").more] == []
    assert [said.message for said in grade(key, "50 %; 40 %; 70 %").more] == ["sums-to"]


def test_hints_and_slips_of_the_parts_are_told_with_their_labels() -> None:
    first = NumberKey(50.0, "MB", units_like("MB"), PERCENT, mistakes=(Mistake(9.0, "Count the keys too."),))
    key = VectorKey((Part("keys", first), Part("values", bare_key(70.0, "MB"))))
    verdict = grade(key, "9; 700")
    assert (verdict.kind, verdict.hints) == (VerdictKind.WRONG, ("keys: Count the keys too.",))
    assert "values: The digits fit" in verdict.feedback
    assert grade(key, "50; 700").message == "vector-partly"


def debug(line: int) -> DebugKey:
    return DebugKey(5, line, NumberKey(50.0, "MB", units_like("MB"), PERCENT, mistakes=(Mistake(9.0, "As printed."),)))


@given(st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_a_line_and_its_value_are_both_needed(line: int, said: int, right: bool) -> None:
    verdict = grade(debug(line), f"line {said}: {'50 MB' if right else '9 MB'}")
    assert verdict.parts == (said == line, right)
    kinds = {2: VerdictKind.RIGHT, 1: VerdictKind.PARTIAL, 0: VerdictKind.WRONG}
    assert verdict.kind is kinds[sum(verdict.parts)]
    assert verdict.hints == (() if right else ("As printed.",))


def test_that_no_line_is_wrong_needs_no_value() -> None:
    assert [grade(debug(0), reply).right for reply in ("0", "none", "line 0", "No bug.", "0: 50")] == [True] * 5
    assert [grade(debug(3), reply).kind for reply in ("0", "none")] == [VerdictKind.WRONG] * 2
    assert grade(debug(3), "3").message == "debug-both"


def test_a_unit_behind_the_last_value_alone_is_that_of_all() -> None:
    parts = tuple(Part(name, bare_key(value, "KiB")) for name, value in (("a", 63.0), ("b", 90.0)))
    key = VectorKey(parts)
    assert [grade(key, reply).parts for reply in ("64.5; 92.2 kB", "64.5 kB; 92.2 kB", "63; 90")] == [(True, True)] * 3
    assert grade(key, "64.5 kB; 92.2").parts == (True, False)


def test_words_that_contradict_each_other_are_no_verdict() -> None:
    for reply in ("yes, it does not fit: 1012 KiB", "fits not: 1012", "yes but no 1012", "fits x = 1012"):
        assert not grade(decision(0), reply).is_attempt, reply
