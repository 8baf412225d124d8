"""Replies of every type get the verdict that helps most: laws that hold for every key and form."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compiler.checker import (
    Accepted,
    DebugKey,
    DecideKey,
    FormulaKey,
    Invariant,
    Mistake,
    NumberKey,
    Part,
    Rounded,
    Tolerance,
    VectorKey,
    VerdictKind,
    WrongFormula,
    convert,
    grade,
    units_like,
)
from compiler.formula import Binary, Name, Node, Number, Rounding, Scope, typeset_text
from tests.checker.strategies import UNITS, bare_key
from tests.checker.typed import forms

RELATIVE = st.floats(min_value=0.002, max_value=0.02).map(lambda share: Tolerance("relative", share))
DISTANT = st.floats(min_value=0.002, max_value=0.02)
PERCENT = Tolerance("relative", 0.01)


def written(value: float) -> str:
    """The value in plain decimal, with nine significant digits or more."""
    return f"{value:.{max(0, 9 - math.floor(math.log10(abs(value))))}f}"


@given(UNITS, st.floats(min_value=1e-3, max_value=1e6), RELATIVE, st.data())
def test_the_right_answer_is_right_in_every_accepted_unit_and_form(
    unit: str, answer: float, tolerance: Tolerance, data: st.DataObject
) -> None:
    key = NumberKey(answer, unit, units_like(unit), tolerance)
    name = data.draw(st.sampled_from(key.accepted_units))
    value = convert(answer, unit, name)
    assume(1e-6 < value < 1e9)
    reply = data.draw(forms(written(value))).rstrip(" .") + data.draw(st.sampled_from([" ", "\u202f"])) + name
    verdict = grade(key, reply)
    assert (verdict.right, verdict.message) == (True, "right"), reply


@given(
    st.floats(min_value=1e-4, max_value=1e9),
    st.integers(3, 6).map(lambda digits: Rounding("sig", digits)),
    st.none() | UNITS,
    st.sampled_from([1, -1]),
)
def test_the_right_answer_rounded_as_asked_and_as_printed_is_right(
    answer: float, rounding: Rounding, unit: str | None, sign: int
) -> None:
    tolerance = Tolerance("relative", 0.6 * 10.0 ** (1 - rounding.digits))
    key = NumberKey(sign * answer, unit, units_like(unit), tolerance, (rounding,))
    assert grade(key, f"{rounding.text(sign * answer)} {unit or ''}").right


@given(UNITS, st.floats(min_value=1e-3, max_value=1e6), RELATIVE, st.sampled_from([-1.5, 1.5]), st.data())
def test_one_and_a_half_tolerances_away_is_not_right_in_any_form(
    unit: str, answer: float, tolerance: Tolerance, away: float, data: st.DataObject
) -> None:
    key = NumberKey(answer, unit, units_like(unit), tolerance)
    name = data.draw(st.sampled_from(key.accepted_units))
    value = convert(answer * (1 + away * tolerance.value), unit, name)
    assume(1e-6 < value < 1e9)
    assert not grade(key, f"{data.draw(forms(written(value))).rstrip(' .')} {name}").right


@given(st.integers(1, 10**12), st.integers(-3, 3))
def test_of_an_exact_whole_number_only_itself_is_right(answer: int, off: int) -> None:
    key = bare_key(float(answer), "params", "exact")
    assert grade(key, str(answer + off)).right == (off == 0)
    assert grade(key, f"{answer + off:,}").right == (off == 0)
    assert grade(key, f"{(answer + off) / 1000:.3f}k").right == (off == 0)


@given(st.floats(min_value=0.01, max_value=1e6), st.integers(2, 4))
def test_rounded_too_far_is_said_of_the_right_value_only(answer: float, digits: int) -> None:
    """The reply is the answer to fewer digits than the tolerance needs."""
    key = NumberKey(answer, None, (), Tolerance("relative", 1e-6), (Rounding("sig", 7),))
    coarse = Rounding("sig", digits)
    reply = coarse.apply(answer)
    step = 10.0 ** (math.floor(math.log10(answer)) + 1 - digits)
    assume(abs(reply - answer) > 2e-6 * answer and round(reply / step) % 10 != 0)
    assert grade(key, coarse.text(answer)).kind is VerdictKind.ROUNDED
    assume(round((reply + step) / step) % 10 != 0)  # with fewer digits still, it may be the answer again
    kind = grade(key, f"{reply + step:.12g}").kind
    assert kind is not VerdictKind.ROUNDED and kind is not VerdictKind.RIGHT


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("14", VerdictKind.ROUNDED),
        ("14 kB", VerdictKind.ROUNDED),
        ("0.014 MB", VerdictKind.ROUNDED),
        ("1.4e1", VerdictKind.ROUNDED),
        ("13.7", VerdictKind.ROUNDED),
        ("10", VerdictKind.WRONG),
        ("28/2", VerdictKind.WRONG),
        ("13", VerdictKind.WRONG),
        ("13.8", VerdictKind.WRONG),
    ],
)
def test_only_a_number_as_it_was_typed_can_be_rounded_too_far(reply: str, kind: VerdictKind) -> None:
    key = NumberKey(13.6543, "kB", units_like("kB"), Tolerance("relative", 0.001), (Rounding("sig", 4),))
    assert grade(key, reply).kind is kind


def test_what_a_mistake_rounds_to_as_well_is_not_said_to_be_rounded() -> None:
    key = NumberKey(13.6, None, (), Tolerance("relative", 0.001), mistakes=(Mistake(14.2, "hint"),))
    assert grade(key, "14").kind is VerdictKind.WRONG
    assert grade(key, "13.62").kind is VerdictKind.WRONG
    assert grade(key, "14.2").kind is VerdictKind.MISTAKE


def test_a_rounded_step_is_told_by_its_name_and_only_if_the_reply_has_its_digits() -> None:
    key = NumberKey(11.69, "kB", units_like("kB"), Tolerance("relative", 0.002), rounded=(Rounded(11.76, "rows"),))
    verdict = grade(key, "11.76 kB")
    assert (verdict.kind, "rows" in verdict.feedback) == (VerdictKind.INTERMEDIATE, True)
    assert grade(key, "11760 B").kind is VerdictKind.INTERMEDIATE
    assert grade(key, "11.8").kind is VerdictKind.INTERMEDIATE
    assert [grade(key, reply).kind for reply in ("11.77", "11.74", "11.9")] == [VerdictKind.WRONG] * 3


def test_a_percentage_for_a_fraction_is_told_where_a_share_is_asked() -> None:
    share = NumberKey(0.665, "fraction", ("fraction", "%"), PERCENT)
    assert (grade(share, "66.5").message, grade(share, "66.5 %").message) == ("percent", "right")
    assert grade(share, "0.00665").message == "percent"
    assert grade(share, "6.65").message == "power-of-ten"
    assert grade(bare_key(0.665), "66.5").message == "power-of-ten"


def test_a_plain_number_may_be_given_in_percent_or_as_a_multiple() -> None:
    key = bare_key(0.2, None, "exact")
    assert [grade(key, reply).right for reply in ("20 %", "0.2 ×", "0.2 fraction", "0.2 count", "1/5")] == [True] * 5
    assert grade(key, "0.2 MB").message == "no-unit-asked"


@given(st.floats(min_value=1e-3, max_value=1e6), st.floats(min_value=0.51, max_value=1.99))
def test_the_order_of_magnitude_is_right_from_half_to_double(answer: float, factor: float) -> None:
    key = NumberKey(answer, "MB", units_like("MB"), Tolerance("relative", 1e-4)).magnitude()
    assert grade(key, f"{answer * factor:.9g}").right
    assert not grade(key, f"{answer * 2.1:.9g}").right
    assert not grade(key, f"{answer / 2.1:.9g}").right


def test_of_a_magnitude_only_what_is_told_apart_is_kept() -> None:
    accept = (Accepted(-50.0, None, Tolerance("absolute", 0.1), "note"),)
    key = NumberKey(
        50.0,
        "MB",
        units_like("MB"),
        Tolerance("relative", 0.01),
        (Rounding("sig", 3),),
        accept,
        (Mistake(390.0, "near"), Mistake(410.0, "far"), Mistake(6.2, "below"), Mistake(6.3, "near below")),
        (Rounded(51.0, "step"),),
    )
    size = key.magnitude()
    assert [mistake.hint for mistake in size.mistakes] == ["far", "below"]
    assert (size.roundings, size.rounded, size.accept[0].tolerance) == ((), (), Tolerance("factor", 2.0))
    assert grade(size, "-80").note == "note"
    assert grade(size, "120").message == "wrong-magnitude"


NUMBERS = st.sampled_from(["1", "2", "3", "0.5", "7", "10"]).map(Number)
SYMBOLS = ("r", "d_in", "K")
POINTS = ((2.0, 64.0, 3.0), (4.0, 768.0, 5.0), (8.0, 31.0, 7.0), (3.0, 12.0, 2.0))
ARITHMETIC: st.SearchStrategy[Node] = st.recursive(
    st.sampled_from(SYMBOLS).map(Name) | NUMBERS,
    lambda below: (
        st.builds(Binary, st.sampled_from("+-*/"), below, below)
        | st.builds(Binary, st.just("^"), below, st.sampled_from(["2", "3"]).map(Number))
    ),
    max_leaves=7,
)


def values(formula: Node) -> tuple[float, ...] | None:
    """The values of an author's formula at the points, where it has them."""
    found = []
    for point in POINTS:
        given_values = {name: Fraction(value) for name, value in zip(SYMBOLS, point, strict=True)}
        try:
            value = Scope(given_values, {}).evaluate(formula)
        except ValueError:
            return None
        assert isinstance(value, float)
        found.append(value)
    return tuple(found)


@given(ARITHMETIC)
def test_a_formula_means_to_learners_what_it_means_to_authors(formula: Node) -> None:
    right = values(formula)
    text = typeset_text(formula)
    assume(right is not None and len(text) < 150 and any(name in text for name in SYMBOLS))
    assert right is not None
    key = FormulaKey(SYMBOLS, POINTS, right)
    assert grade(key, text).right, text
    closer = text.replace(" × ", " ").replace(" / ", "/") if "/" not in text else text
    if not any(digit in closer for digit in "0123456789"):
        assert grade(key, closer).right, closer


def test_a_small_term_counts_at_the_points_where_it_is_no_rounding() -> None:
    """r is lost in 768^6, but not in 12^6."""
    power = tuple(d**6 for _, d, _ in POINTS)
    key = FormulaKey(SYMBOLS, POINTS, power)
    assert grade(key, "(d_in^2)^3").right
    assert not grade(key, "r + (d_in^2)^3").right


def test_what_rounding_leaves_of_terms_that_cancel_is_no_mistake() -> None:
    points = ((1.0, 1.0), (1.0, 3.0), (2.0, 2.0), (5.0, 4.0), (7.0, 9.0))
    key = FormulaKey(("x", "y"), points, tuple((x - y) / 3 for x, y in points))
    assert grade(key, "(x + 0.1)/3 - (y + 0.1)/3").right


@given(ARITHMETIC, ARITHMETIC)
def test_another_formula_is_not_right(formula: Node, other: Node) -> None:
    right, wrong = values(formula), values(other)
    assume(right is not None and wrong is not None)
    assert right is not None and wrong is not None
    assume(any(abs(a - b) > 1e-6 * max(abs(a), abs(b)) for a, b in zip(right, wrong, strict=True)))
    assume(len(typeset_text(other)) < 150)
    key = FormulaKey(SYMBOLS, POINTS, right, (WrongFormula(wrong, "That is the other one."),))
    verdict = grade(key, typeset_text(other))
    assert not verdict.right
    assert verdict.hints == (("That is the other one.",) if verdict.is_attempt else ())


@pytest.mark.parametrize(
    ("factor", "kind"),
    [
        ("8", VerdictKind.EIGHT),
        ("1/8", VerdictKind.EIGHT),
        ("1024", VerdictKind.BINARY),
        ("1/1.024", VerdictKind.BINARY),
        ("1000", VerdictKind.POWER_OF_TEN),
        ("1e-9", VerdictKind.POWER_OF_TEN),
        ("7", VerdictKind.WRONG),
        ("0.99", VerdictKind.WRONG),
    ],
)
def test_a_constant_factor_in_a_formula_is_told(factor: str, kind: VerdictKind) -> None:
    key = FormulaKey(("r", "d"), ((2.0, 64.0), (3.0, 5.0), (7.0, 11.0)), (128.0, 15.0, 77.0))
    verdict = grade(key, f"({factor})*r*d")
    assert (verdict.kind, verdict.message) == (kind, "formula-factor")


def test_a_factor_that_is_the_same_at_some_points_only_is_not_constant() -> None:
    key = FormulaKey(("r", "d"), ((2.0, 64.0), (3.0, 5.0)), (128.0, 15.0))
    assert grade(key, "r*d*r").message == "formula-wrong"
    zero = FormulaKey(("r",), ((0.0,), (1.0,)), (0.0, 1.0))
    assert grade(zero, "2r").message == "formula-wrong"
    assert grade(zero, "r^3").right


def test_a_formula_that_fails_at_one_point_is_not_right_even_if_it_fits_at_the_others() -> None:
    key = FormulaKey(("r",), ((0.0,), (2.0,)), (0.0, 2.0))
    assert grade(key, "r^2/r").message == "formula-undefined"


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


@pytest.mark.parametrize(
    ("answer", "reply", "is_rounded"),
    [
        (960.0, "1000", False),
        (105.0, "110", True),
        (105.0, "100", False),
        (255.0, "250", False),
        (255.0, "260", True),
        (20.9, "20", False),
        (20.9, "21", True),
        (7.89, "8", True),
        (7.89, "7.9", True),
        (12345.0, "12000", True),
        (12345.0, "12.3e3", True),
        (12345.0, "1.2e4", True),
        (12345.0, "1e4", False),
        (0.0123456, "0.0123", True),
        (0.0123456, "0.0124", False),
        (-12345.0, "-12000", True),
        (0.5, "1", False),
    ],
)
def test_rounding_goes_to_the_digits_that_were_typed(answer: float, reply: str, is_rounded: bool) -> None:
    key = NumberKey(answer, None, (), Tolerance("relative", 1e-5))
    assert (grade(key, reply).kind is VerdictKind.ROUNDED) is is_rounded


def test_a_reply_with_few_digits_is_not_said_to_mix_1000_and_1024() -> None:
    key = bare_key(46.137344, "MB", "1%")
    assert grade(key, "0.05 GB").kind is VerdictKind.WRONG
    assert grade(key, "47.24 MB").kind is VerdictKind.WRONG
    assert grade(key, "0.04954 GB").kind is VerdictKind.BINARY
    assert grade(key, "49.54").kind is VerdictKind.BINARY
    assert grade(key, "50").kind is VerdictKind.BINARY
    assert grade(key, "5e1").kind is VerdictKind.WRONG


def test_1000_for_1024_is_no_rounding() -> None:
    key = bare_key(1024.0, "codes", "exact")
    assert [grade(key, reply).kind for reply in ("1000", "1k", "1e3")] == [VerdictKind.BINARY] * 3
    assert grade(bare_key(8192.0, "B", "0.2%"), "8000 B").kind is VerdictKind.BINARY


def test_a_unit_behind_the_last_value_alone_is_that_of_all() -> None:
    parts = tuple(Part(name, bare_key(value, "KiB")) for name, value in (("a", 63.0), ("b", 90.0)))
    key = VectorKey(parts)
    assert [grade(key, reply).parts for reply in ("64.5; 92.2 kB", "64.5 kB; 92.2 kB", "63; 90")] == [(True, True)] * 3
    assert grade(key, "64.5 kB; 92.2").parts == (True, False)


def test_words_that_contradict_each_other_are_no_verdict() -> None:
    for reply in ("yes, it does not fit: 1012 KiB", "fits not: 1012", "yes but no 1012", "fits x = 1012"):
        assert not grade(decision(0), reply).is_attempt, reply


@pytest.mark.parametrize("word", ["p₁", "fits ✓", "", " ", "\u200b", "a" * 201])
def test_a_word_that_nobody_can_type_makes_no_key(word: str) -> None:
    number = bare_key(1.0)
    with pytest.raises(ValueError, match="could not be typed"):
        DecideKey(((word,), ("no",)), 0, number)
    with pytest.raises(ValueError, match="could not be typed"):
        VectorKey((Part(word, number), Part("b", number)))
    with pytest.raises(ValueError, match="could not be typed"):
        FormulaKey((word,), ((1.0,),), (1.0,))


def test_a_key_whose_parts_do_not_fit_together_cannot_be_made() -> None:
    number = bare_key(1.0)
    for make, why in (
        (lambda: FormulaKey((), ((1.0,),), (1.0,)), "needs symbols"),
        (lambda: FormulaKey(("n",), (), ()), "needs symbols"),
        (lambda: FormulaKey(("n",), ((1.0,),) * 17, (1.0,) * 17), "1 to 16 points"),
        (lambda: FormulaKey(("2n",), ((1.0,),), (1.0,)), "a symbol has letters"),
        (lambda: FormulaKey(("n",), ((1.0,),), (1.0, 2.0)), "one value for each point"),
        (lambda: FormulaKey(("n",), ((1.0,),), (1.0,), (WrongFormula((), "h"),)), "one value for each point"),
        (lambda: FormulaKey(("n",), ((1.0, 2.0),), (1.0,)), "one value for each symbol"),
        (lambda: FormulaKey(("n",), ((math.inf,),), (1.0,)), "finite"),
        (lambda: FormulaKey(("n",), ((1.0,),), (math.nan,)), "finite"),
        (lambda: DecideKey((("yes",),), 0, number), "two options or more"),
        (lambda: DecideKey((("yes",), ()), 0, number), "two options or more"),
        (lambda: DecideKey((("yes",), ("Yes",)), 0, number), "in the same words"),
        (lambda: DecideKey((("yes",), ("no",)), 2, number), "one of the options"),
        (lambda: DecideKey((("yes",), ("no",)), -1, number), "one of the options"),
        (lambda: VectorKey((Part("a", number),)), "2 to 6 values"),
        (lambda: VectorKey(tuple(Part(f"a{i}", number) for i in range(7))), "2 to 6 values"),
        (lambda: VectorKey((Part("a", number), Part("A", number))), "a label of its own"),
        (lambda: VectorKey((Part("a;b", number), Part("c", number))), "without signs that separate"),
        (lambda: DebugKey(0, 0, number), "1 to 20 lines"),
        (lambda: DebugKey(21, 0, number), "1 to 20 lines"),
        (lambda: DebugKey(5, 6, number), "one of them or 0"),
        (lambda: DebugKey(5, -1, number), "one of them or 0"),
        (lambda: Invariant("sinks"), "an invariant is sums-to, rises, falls; not sinks"),  # type: ignore[arg-type]
        (lambda: Invariant("sums-to", math.inf), "a finite number"),
        (lambda: Rounded(math.nan, "step"), "finite"),
    ):
        with pytest.raises(ValueError, match=why):
            make()


def test_the_edges_of_what_a_key_may_hold_are_allowed() -> None:
    number = bare_key(1.0)
    assert len(FormulaKey(("n",), ((1.0,),) * 16, (1.0,) * 16).points) == 16
    assert len(VectorKey(tuple(Part(f"a{i}", number) for i in range(6))).labels) == 6
    assert (DebugKey(20, 20, number).line, DebugKey(1, 0, number).line) == (20, 0)


def test_an_alternative_is_taken_in_any_unit_that_the_question_takes_and_is_of_its_kind() -> None:
    accept = (Accepted(200.0, "kB", PERCENT, "As well."),)
    key = NumberKey(5.0, "MB", ("MB", "kbit", "kB"), PERCENT, accept=accept)
    assert [grade(key, reply).note for reply in ("200 kB", "1600 kbit", "0.2 MB", "0.2", "200000 B")] == [
        "As well."
    ] * 5
    assert grade(key, "200 s").message == "unit-not-accepted"
    other_kind = NumberKey(5.0, "MB", (), PERCENT, accept=(Accepted(3.0, "s", PERCENT, "A time."),))
    assert [grade(other_kind, reply).note for reply in ("3 s", "3", "3000 ms")] == ["A time."] * 3
    assert grade(other_kind, "3 MB").note is None
    plain = bare_key(5.0, None, accept=(Accepted(7.0, None, PERCENT, "Seven."),))
    assert (grade(plain, "7").note, grade(plain, "7 MB").note) == ("Seven.", None)


def test_a_mistake_that_is_beyond_float64_in_the_unit_of_the_reply_is_no_error() -> None:
    key = NumberKey(13.6, "PFLOPs", units_like("PFLOPs"), Tolerance("exact"), mistakes=(Mistake(1e300, "hint"),))
    assert grade(key, "1.4e16 FLOPs").kind is VerdictKind.ROUNDED
    assert grade(key, "1e-320 FLOPs").kind is VerdictKind.WRONG
