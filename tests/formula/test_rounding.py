"""Rounding: as many digits as asked for, half away from zero, one by one and for whole arrays alike."""

import math
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compiler.formula.numerals import Format, Rounding, number_text
from tests.formula.printed import SHAPE, everyday, numbers, read_back, roundings


class TestRounding:
    @pytest.mark.parametrize(
        ("rounding", "value", "text"),
        [
            ("3 sig", 268.4354, "268"),
            ("3 sig", 42949.67, "42\u202f900"),
            ("3 sig", 2, "2.00"),
            ("3 sig", 9.996, "10.0"),
            ("3 sig", 999.5, "1\u202f000"),
            ("3 sig", 0.000123456, "0.000123"),
            ("3 sig", 0.0000123456, "0.0000123"),
            ("3 sig", 1.2e-9, "1.20×10⁻⁹"),
            ("3 sig", -1.2e-9, "−1.20×10⁻⁹"),
            ("3 sig", 9.999e14, "1.00×10¹⁵"),
            ("3 sig", 6.02214e23, "6.02×10²³"),
            ("3 sig", 0, "0"),
            ("1 sig", 0.95, "1"),
            ("3 sig", -0.0, "0"),
            ("3 sig", 5e-324, "5.00×10⁻³²⁴"),
            ("3 sig", sys.float_info.max, "1.79×10³⁰⁸"),
            ("1 decimal", 7.0, "7.0"),
            ("1 decimal", -0.04, "0.0"),
            ("1 decimal", -0.05, "−0.1"),
            ("1 decimal", 1234.56, "1\u202f234.6"),
            ("2 decimals", 2.675, "2.68"),
            ("2 decimals", -2.675, "−2.68"),
            ("2 decimals", 1.005, "1.01"),
            ("2 decimals", 1e-9, "0.00"),
            ("2 decimals", 1.5e20, "1.5×10²⁰"),
            ("7 decimals", 0.0000012, "0.0000012"),
            ("integer", 2.5, "3"),
            ("integer", -2.5, "−3"),
            ("integer", 0.49999999999999994, "0"),
            ("integer", 1024, "1\u202f024"),
        ],
    )
    def test_prints_the_digits_asked_for(self, rounding: str, value: float, text: str) -> None:
        assert Rounding.parse(rounding).text(value) == text

    def test_groups_only_where_it_is_asked_to(self) -> None:
        assert Rounding("sig", 3).text(42949.67, group=False) == "42900"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("3 sig", "3 significant figures"),
            ("1 sig", "1 significant figure"),
            ("1 decimal", "1 decimal"),
            ("2 decimals", "2 decimals"),
            ("integer", "a whole number"),
        ],
    )
    def test_is_said_in_the_words_of_a_prompt_and_of_an_author(self, text: str, words: str) -> None:
        assert Rounding.parse(text).words == words
        assert str(Rounding.parse(text)) == text
        assert Rounding.parse(f" {text} ") == Rounding.parse(text)

    def test_of_one_kind_and_as_many_digits_is_the_same(self) -> None:
        assert Rounding.parse("0 decimals") == Rounding.parse("integer") == Rounding("decimals", 0)
        assert Rounding("sig", 3) != Rounding("decimals", 3)

    @pytest.mark.parametrize("text", ["", "3", "sig", "3sig", "3 digits", "-1 sig", "3.5 sig", "٣ sig", "3 sig 2"])
    def test_that_is_not_one_is_refused_with_what_is_accepted(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"`3 sig`, `2 decimals` or `integer` was expected, and .* came"):
            Rounding.parse(text)

    @pytest.mark.parametrize("text", ["0 sig", "16 sig", "16 decimals", "999 decimals"])
    def test_to_more_digits_than_a_float_holds_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"1 to 15 significant figures .* 0 to 15 decimals"):
            Rounding.parse(text)

    @pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
    def test_of_what_is_no_number_is_refused(self, value: float) -> None:
        for print_it in (Rounding("sig", 3).text, Rounding("decimals", 1).apply, number_text, Format().text):
            with pytest.raises(ValueError, match="a finite number was expected"):
                print_it(value)

    @given(roundings, st.one_of(numbers, everyday))
    def test_twice_is_rounding_once(self, rounding: Rounding, value: float) -> None:
        once = rounding.apply(value)
        assert rounding.apply(once) == once

    @given(roundings, st.one_of(numbers, everyday))
    def test_prints_what_it_computes(self, rounding: Rounding, value: float) -> None:
        for group in (True, False):
            text = rounding.text(value, group)
            assert SHAPE.fullmatch(text)
            assert read_back(text) == rounding.apply(value)

    @given(roundings, st.one_of(numbers, everyday))
    def test_is_alike_on_both_sides_of_zero(self, rounding: Rounding, value: float) -> None:
        assert rounding.apply(-value) == -rounding.apply(value)

    @given(roundings, st.floats(-1e12, 1e12))
    def test_moves_a_number_by_half_a_unit_of_the_last_digit_at_most(self, rounding: Rounding, value: float) -> None:
        place = rounding.digits
        if rounding.kind == "sig":
            place -= math.floor(math.log10(abs(value))) + 1 if value else 0
        assert abs(rounding.apply(value) - value) <= 0.5 * 10.0**-place * (1 + 1e-9) + 4 * math.ulp(value)

    @given(roundings, st.lists(st.one_of(numbers, everyday), max_size=20))
    @example(Rounding("sig", 3), [5e-324, 1e-320, 1.7e308, 999.5, 99950.0, 0.0009995, 1e22, 1e23, -0.0])
    @example(Rounding("decimals", 2), [2.675, 1.005, -1.005, 8.345, 0.285, 1e300, 0.004999999999999999])
    @example(Rounding("decimals", 15), [0.3, 1e14, 4503599627370497.5, 1e-16])
    def test_of_many_is_the_rounding_of_each(self, rounding: Rounding, values: list[float]) -> None:
        each = [rounding.apply(value) for value in values]
        many = rounding.many(np.array(values, dtype=np.float64))
        assert many.tolist() == each
        assert not np.signbit(many[many == 0]).any()

    def test_of_many_leaves_what_is_not_finite(self) -> None:
        found = Rounding("sig", 2).many(np.array([math.nan, math.inf, -math.inf, 123.0]))
        assert np.isnan(found[0]) and found[1:].tolist() == [math.inf, -math.inf, 120.0]

    def test_of_many_leaves_its_argument_alone(self) -> None:
        values = np.array([1.234, 5.678])
        Rounding("sig", 2).many(values)
        assert values.tolist() == [1.234, 5.678]
