"""Numbers as people type them get the verdict that helps most: laws that hold for every key and form."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compiler.checker import (
    Accepted,
    Mistake,
    NumberKey,
    Rounded,
    Tolerance,
    VerdictKind,
    convert,
    grade,
    units_like,
)
from compiler.formula import Rounding
from tests.checker.strategies import UNITS, bare_key
from tests.checker.typed import forms

RELATIVE = st.floats(min_value=0.002, max_value=0.02).map(lambda share: Tolerance("relative", share))
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
