"""Every number gets the verdict that helps most, and no verdict tells the answer."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compiler.checker import (
    Accepted,
    Mistake,
    NumberKey,
    Tolerance,
    UnitError,
    VerdictKind,
    convert,
    find_unit,
    grade_number,
    units_like,
)
from tests.checker.strategies import ANSWERS, FINITE, MESSAGES, TOLERANCES, UNITS, bare_key, keys

MB = bare_key(
    268.435456,
    "MB",
    "1%",
    Mistake(134.217728, "Keys and values are both kept."),
    Mistake(256.0, "That is in MiB; the question asks for MB."),
)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (268, None),
        (268.4, "MB"),
        (0.2684, "GB"),
        (256, "MiB"),
        (262_144, "KiB"),
        (268_435_456, "B"),
        (268_435_456, "bytes"),
    ],
)
def test_the_right_number_is_right_in_any_accepted_unit(value: float, unit: str | None) -> None:
    verdict = grade_number(MB, value, unit)
    assert (verdict.kind, verdict.right, verdict.text) == (VerdictKind.RIGHT, True, "Right.")


def test_a_known_mistake_gets_its_hint() -> None:
    verdict = grade_number(MB, 134.2)
    assert (verdict.kind, verdict.hints) == (VerdictKind.MISTAKE, ("Keys and values are both kept.",))
    assert not verdict.right
    assert verdict.text.endswith("\n\nKeys and values are both kept.")


def test_a_mistake_is_known_in_any_accepted_unit() -> None:
    assert grade_number(MB, 128, "MiB").hints == ("Keys and values are both kept.",)


def test_mistakes_that_coincide_give_their_hints_in_order_and_none_twice() -> None:
    key = bare_key(8.0, None, "1%", Mistake(2.0, "b"), Mistake(3.0, "x"), Mistake(2.0, "a"), Mistake(2.01, "b"))
    assert grade_number(key, 2.0).hints == ("b", "a")


def test_a_mistake_has_the_tolerance_of_its_own_value() -> None:
    key = bare_key(100.0, None, "1%", Mistake(1.0, "hint"))
    assert grade_number(key, 1.009).kind is VerdictKind.MISTAKE
    assert grade_number(key, 1.02).kind is not VerdictKind.MISTAKE


def test_the_author_s_hint_goes_before_a_general_slip() -> None:
    key = bare_key(50.0, "MB", "1%", Mistake(400.0, "Those are bits."))
    assert grade_number(key, 400.0).hints == ("Those are bits.",)
    assert grade_number(bare_key(50.0, "MB"), 400.0).kind is VerdictKind.EIGHT


def test_the_right_number_goes_before_a_mistake_of_the_same_value() -> None:
    assert grade_number(bare_key(2.0, None, "1%", Mistake(2.0, "hint")), 2.0).right


def test_the_right_number_with_another_unit_is_told_as_such() -> None:
    verdict = grade_number(MB, 268.4, "kB")
    assert verdict.kind is VerdictKind.OTHER_UNIT
    assert verdict.feedback == "The number is right, but not in kB: check the unit."


def test_a_unit_that_is_not_accepted_tells_those_that_are_and_nothing_of_the_number() -> None:
    right, wrong = grade_number(MB, 2147.48, "Mbit"), grade_number(MB, 3.0, "Mbit")
    assert right == wrong
    assert right.kind is VerdictKind.OTHER_UNIT
    assert right.feedback == (
        "This question is not answered in Mbit: give a value in B, kB, MB, GB, TB, KiB, MiB, GiB or TiB."
    )


def test_units_that_the_author_lists_are_accepted_instead_of_the_family() -> None:
    key = NumberKey(10.0, "FLOPs/byte", ("MAC/B",), Tolerance.parse("1%"))
    assert key.accepted_units == ("FLOPs/byte", "MACs/byte")
    assert grade_number(key, 5.0, "MACs/byte").right
    assert grade_number(key, 10.0, "FLOP/B").right
    per_token = NumberKey(590.0, "kMACs/token", ("kMACs/token", "MACs", "kMACs"), Tolerance.parse("1%"))
    assert per_token.accepted_units == ("kMACs/token", "MACs", "kMACs")
    assert grade_number(per_token, 590_000, "MACs").right


def test_a_plain_number_takes_no_unit() -> None:
    verdict = grade_number(bare_key(0.4), 0.4, "MB")
    assert (verdict.kind, verdict.message) == (VerdictKind.OTHER_UNIT, "no-unit-asked")


def test_an_unknown_unit_is_an_error_and_no_verdict() -> None:
    with pytest.raises(UnitError, match="there is no unit 'Mb'"):
        grade_number(MB, 268.4, "Mb")


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_is_no_reply(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        grade_number(MB, value)


def test_an_alternative_is_right_with_its_note_and_its_own_tolerance() -> None:
    note = "The sign says in which direction; the size was asked."
    key = bare_key(0.0042, None, "0.0001", accept=(Accepted(-0.0042, None, Tolerance.parse("0.0002"), note),))
    verdict = grade_number(key, -0.0044)
    assert (verdict.right, verdict.message, verdict.note) == (True, "right-as-well", note)
    assert note in verdict.text
    assert not grade_number(key, 0.0044).right


def test_a_count_may_stand_for_its_logarithm_with_or_without_its_unit() -> None:
    key = bare_key(20.5, "log10", "0.06", accept=(Accepted(10**20.5, "count", Tolerance.parse("factor 1.2")),))
    assert [
        grade_number(key, *reply).right for reply in ((20.5, None), (20.5, "log10"), (3.2e20, None), (3.2e20, "count"))
    ] == [True] * 4
    assert not grade_number(key, 20.5, "count").right


def test_an_alternative_of_the_same_kind_does_not_change_how_a_bare_number_is_read() -> None:
    key = bare_key(1.0, "MB", "1%", accept=(Accepted(2.0, "kB", Tolerance.parse("1%")),))
    assert grade_number(key, 2.0, "kB").right
    assert grade_number(key, 0.002).right
    assert not grade_number(key, 2.0).right


@pytest.mark.parametrize("power", [*range(-9, 0), *range(1, 10)])
@pytest.mark.parametrize("tolerance", ["1%", "3", "exact", "factor 2"])
def test_a_power_of_ten_is_told_with_any_tolerance(power: int, tolerance: str) -> None:
    verdict = grade_number(bare_key(268.0, "MB", tolerance), 268.0 * 10.0**power)
    superscript = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(abs(power)))
    sign = "⁻" if power < 0 else ""
    assert verdict.kind is VerdictKind.POWER_OF_TEN
    assert verdict.factor == ("10" if power == 1 else f"10{sign}{superscript}")


def test_the_tolerance_of_a_slip_grows_with_it() -> None:
    assert grade_number(bare_key(50.0, "%", "0.3"), 502.5).kind is VerdictKind.POWER_OF_TEN
    assert grade_number(bare_key(50.0, "%", "0.3"), 503.5).kind is VerdictKind.WRONG
    assert grade_number(bare_key(50.0, "%", "0.3"), 0.5025).kind is VerdictKind.POWER_OF_TEN
    assert grade_number(bare_key(50.0, "%", "0.3"), 0.53).kind is VerdictKind.WRONG


@pytest.mark.parametrize(
    ("factor", "name"),
    [
        (1.024, "1.024"),
        (1 / 1.024, "1.024⁻¹"),
        (1.024**2, "1.024²"),
        (1.024**-3, "1.024⁻³"),
        (1024, "1024"),
        (1024**-3, "1024⁻³"),
    ],
)
def test_a_mix_of_1000_and_1024_is_told(factor: float, name: str) -> None:
    verdict = grade_number(bare_key(57.3, "KiB", "0.5%"), 57.3 * factor)
    assert (verdict.kind, verdict.factor) == (VerdictKind.BINARY, name)


@pytest.mark.parametrize(("factor", "name"), [(8, "8"), (1 / 8, "8⁻¹")])
def test_bits_for_bytes_are_told(factor: float, name: str) -> None:
    verdict = grade_number(bare_key(57.3, "KiB", "0.5%"), 57.3 * factor)
    assert (verdict.kind, verdict.factor) == (VerdictKind.EIGHT, name)


@pytest.mark.parametrize("unit", [None, "ms", "×", "%", "log10"])
def test_bits_and_binary_prefixes_are_not_suspected_where_there_are_none(unit: str | None) -> None:
    assert grade_number(bare_key(57.3, unit, "0.5%"), 57.3 * 8).kind is VerdictKind.WRONG
    assert grade_number(bare_key(57.3, unit, "0.5%"), 57.3 * 1.024).kind is VerdictKind.WRONG


def test_a_tolerance_as_large_as_the_answer_leaves_no_slip_to_be_told() -> None:
    assert grade_number(bare_key(0.0, None, "0.001"), 5.0).kind is VerdictKind.WRONG
    assert grade_number(bare_key(0.0005, None, "0.001"), 50.0).kind is VerdictKind.WRONG
    assert grade_number(bare_key(0.0, "KiB", "0.001"), 5.0, "MiB").kind is VerdictKind.WRONG


def test_the_wrong_sign_is_wrong() -> None:
    assert grade_number(bare_key(-12.0), -12.0).right
    assert grade_number(bare_key(-12.0), 12.0).kind is VerdictKind.WRONG
    assert grade_number(bare_key(-12.0), -120.0).kind is VerdictKind.POWER_OF_TEN


def test_a_key_that_makes_no_sense_cannot_be_made() -> None:
    exact = Tolerance.parse("exact")
    with pytest.raises(UnitError, match="there is no unit 'KB'"):
        NumberKey(1.0, "KB", (), exact)
    with pytest.raises(UnitError, match="s is not of the kind of MB"):
        NumberKey(1.0, "MB", ("s",), exact)
    with pytest.raises(UnitError, match="no further units"):
        NumberKey(1.0, None, ("s",), exact)
    with pytest.raises(ValueError, match="the answer must be a finite number"):
        NumberKey(math.nan, None, (), exact)
    with pytest.raises(ValueError, match="the value of a mistake"):
        Mistake(math.inf, "hint")


@given(UNITS, ANSWERS, TOLERANCES, st.data())
def test_the_right_answer_is_right_in_every_accepted_unit(
    unit: str, answer: float, tolerance: Tolerance, data: st.DataObject
) -> None:
    key = NumberKey(answer, unit, units_like(unit), tolerance)
    reply = data.draw(st.sampled_from(key.accepted_units))
    assert grade_number(key, convert(answer, unit, reply), reply).right


@given(
    UNITS,
    ANSWERS,
    st.floats(min_value=1e-4, max_value=0.02).map(lambda share: Tolerance("relative", share))
    | st.floats(min_value=1e-4, max_value=1e4).map(lambda distance: Tolerance("absolute", distance)),
    st.sampled_from([-1.5, 1.5]),
    st.data(),
)
def test_one_and_a_half_tolerances_away_is_not_right(
    unit: str, answer: float, tolerance: Tolerance, away: float, data: st.DataObject
) -> None:
    assume(tolerance.width(answer) > 1e-12 * abs(answer))
    key = NumberKey(answer, unit, units_like(unit), tolerance)
    reply = data.draw(st.sampled_from(key.accepted_units))
    off = answer + away * tolerance.width(answer)
    assert not grade_number(key, convert(off, unit, reply), reply).right


@given(keys(), FINITE, st.none() | UNITS)
def test_any_finite_number_gets_a_verdict_with_something_to_say(key: NumberKey, value: float, unit: str | None) -> None:
    verdict = grade_number(key, value, unit)
    assert verdict.feedback
    assert verdict.right == (verdict.kind is VerdictKind.RIGHT)
    assert (verdict.kind is VerdictKind.MISTAKE) == bool(verdict.hints)


@given(keys(), FINITE, st.none() | UNITS)
def test_no_wrong_reply_is_told_the_answer(key: NumberKey, value: float, unit: str | None) -> None:
    verdict = grade_number(key, value, unit)
    sentence = MESSAGES[verdict.message].replace("1000", "").replace("1024", "")
    assert verdict.right or not any(character.isdigit() for character in sentence)
    assert {name for name, _ in verdict.said.slots} <= {"unit", "units", "step", "rounding"}, "nothing of the answer"


@given(keys(), st.sampled_from(["Mb", "", "\x00", "furlong"]))
def test_a_unit_outside_the_table_is_always_an_error(key: NumberKey, unit: str) -> None:
    assert find_unit(unit) is None
    with pytest.raises(UnitError):
        grade_number(key, 1.0, unit)


@pytest.mark.parametrize(
    ("tolerance", "error"),
    [("2%", 1.03), ("2%", 0.97), ("5%", 1.06), ("5%", 0.93), ("0.5", 1.06), ("0.5", 0.93), ("factor 2", 2.03)],
)
def test_an_answer_that_is_a_little_off_is_wrong_and_no_mix_of_1000_and_1024(tolerance: str, error: float) -> None:
    assert grade_number(bare_key(12.0, "MB", tolerance), 12.0 * error).kind is VerdictKind.WRONG


def test_a_size_that_is_six_times_too_large_has_lost_no_power_of_ten() -> None:
    assert grade_number(bare_key(12.0, "MB", "factor 2"), 72.0).kind is VerdictKind.WRONG
    assert grade_number(bare_key(12.0, "MB", "factor 2"), 120.0).kind is VerdictKind.POWER_OF_TEN
