"""Numbers in print: the default, the formats, the steps of a derivation, and what a reader gets back from the text."""

import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.formula.numerals import Format, Printable, Rounding, number_text, step_many, step_text, step_value
from tests.formula.printed import SHAPE, SPACE, everyday, numbers, read_back, roundings

formats = st.sampled_from(
    ["", ",", ".0f", ".2f", ",.3f", ".3g", ",.12g", "3 sig", "1 sig", "2 decimals", "integer"]
).map(Format.parse)


class TestNumberText:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (0, "0"),
            (3, "3"),
            (-3.25, "−3.25"),
            (999, "999"),
            (1000, "1\u202f000"),
            (-1234.5, "−1\u202f234.5"),
            (268435456, "268\u202f435\u202f456"),
            (999999999999999, "999\u202f999\u202f999\u202f999\u202f999"),
            (1e15, "1×10¹⁵"),
            (2.0**60, "1.15292150461×10¹⁸"),
            (1e-5, "0.00001"),
            (0.0000099, "9.9×10⁻⁶"),
            (1 / 3, "0.333333333333"),
            (2 / 3 * 1e6, "666\u202f666.666667"),
            (1e300, "1×10³⁰⁰"),
        ],
    )
    def test_is_the_shortest_that_reads_well(self, value: float, text: str) -> None:
        assert number_text(value) == text
        assert number_text(value, group=False) == text.replace(SPACE, "")

    @given(st.one_of(numbers, everyday))
    def test_never_shows_noise_or_a_negative_zero(self, value: float) -> None:
        text = number_text(value)
        assert SHAPE.fullmatch(text)
        digits = re.sub(r"\D", "", text.partition("×")[0])
        assert len(digits.strip("0")) <= (15 if value == int(value) else 12)
        assert text not in ("−0", "-0")

    @given(st.integers(-(10**15) + 1, 10**15 - 1))
    def test_shows_whole_numbers_whole(self, value: int) -> None:
        assert int(number_text(value, group=False).replace("−", "-")) == value

    @given(st.integers(-(10**11), 10**11), st.integers(0, 9))
    def test_shows_an_authors_decimal_as_it_was_written(self, digits: int, places: int) -> None:
        value = float(f"{digits}e-{places}")
        assert read_back(number_text(value)) == value


class TestFormat:
    @pytest.mark.parametrize(
        ("written", "value", "text"),
        [
            ("", 12345.5, "12345.5"),
            ("", 0.1 + 0.2, "0.3"),
            (",", 12345.5, "12\u202f345.5"),
            (",", 512, "512"),
            (".2f", 12345.678, "12345.68"),
            (",.2f", 12345.678, "12\u202f345.68"),
            (".0f", 2.5, "3"),
            (".1f", -0.04, "0.0"),
            (".3g", 42949.67, "42900"),
            (",.3g", 42949.67, "42\u202f900"),
            (".3g", 2, "2"),
            (".3g", 0.25, "0.25"),
            (".3g", 1.2e-9, "1.2×10⁻⁹"),
            ("3 sig", 42949.67, "42\u202f900"),
            ("3 sig", 2, "2.00"),
            ("2 decimals", 3.3999, "3.40"),
            ("integer", 3.3999, "3"),
            ("byte|bytes", 1.0, "byte"),
            ("byte|bytes", 2.0, "bytes"),
            ("byte|bytes", 0.0, "bytes"),
            (" byte | bytes ", 1.0, "byte"),
            ("|s", 1.0, ""),
            ("|s", 3.0, "s"),
            ("fits|does not fit", True, "fits"),
            ("fits|does not fit", False, "does not fit"),
            ("", True, "yes"),
            ("", False, "no"),
            ("", "per channel", "per channel"),
            (",", "per channel", "per channel"),
            ("", (1.0, -2.5, 0.1 + 0.2), "[1, −2.5, 0.3]"),
            (".2f", (1.0, 2.5), "[1.00, 2.50]"),
        ],
    )
    def test_prints_values(self, written: str, value: Printable, text: str) -> None:
        assert Format.parse(written).text(value) == text

    @pytest.mark.parametrize(
        "text", ["d", ".f", ".3e", "%", "0.2f", ".2F", ";", ",,", ", .2f", "+", "10", "2,f", ".2f,"]
    )
    def test_that_is_unknown_is_refused_with_those_that_are_known(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"a format such as `,` .* `byte\|bytes` was expected, and .* came"):
            Format.parse(text)

    @pytest.mark.parametrize("text", ["|", "a|b|c", "a|a"])
    def test_of_two_words_has_two_words(self, text: str) -> None:
        with pytest.raises(ValueError, match="two different words such as"):
            Format.parse(text)

    @pytest.mark.parametrize("text", [".16f", ".0g", ".16g"])
    def test_asks_for_no_more_digits_than_there_are(self, text: str) -> None:
        with pytest.raises(ValueError, match="1 to 15 significant figures"):
            Format.parse(text)

    def test_tells_whether_it_is_for_numbers(self) -> None:
        assert [Format.parse(text).is_for_numbers for text in ("", "a|b", ",", ".2f", "3 sig")] == [0, 0, 1, 1, 1]

    @given(formats, st.one_of(numbers, everyday))
    def test_says_the_number_that_a_reader_gets_back(self, form: Format, value: float) -> None:
        assert form.printed(value) == read_back(form.text(value))

    @given(formats, st.lists(st.one_of(numbers, everyday), max_size=20))
    def test_says_it_of_many_numbers_as_of_one(self, form: Format, values: list[float]) -> None:
        many = form.printed_many(np.array(values, dtype=np.float64))
        assert many is not None and many.tolist() == [form.printed(value) for value in values]

    def test_that_prints_a_word_says_no_number(self) -> None:
        assert Format.parse("byte|bytes").printed(2.0) is None
        assert Format.parse("byte|bytes").printed_many(np.ones(3)) is None

    def test_says_what_was_printed_and_not_what_was_meant(self) -> None:
        assert Format.parse(".1f").printed(3.3999) == 3.4


class TestStep:
    @pytest.mark.parametrize(
        ("value", "rounding", "text"),
        [
            (268435456, None, "268\u202f435\u202f456"),
            (268.435456, None, "268.435"),
            (0.5, None, "0.5"),
            (2.50000001, None, "2.5"),
            (1234567.5, None, "1\u202f234\u202f570"),
            (-1 / 3, None, "−0.333333"),
            (1e18, None, "1×10¹⁸"),
            (268.435456, Rounding("sig", 3), "268"),
            (268.0, Rounding("decimals", 1), "268"),
            (True, None, "yes"),
            ("int8", None, "int8"),
            ((1.0, 2 / 3), None, "[1, 0.666667]"),
            ((1.0, 2 / 3), Rounding("decimals", 2), "[1, 0.67]"),
        ],
    )
    def test_is_shown_rounded_as_asked_or_briefly(self, value: Printable, rounding: Rounding | None, text: str) -> None:
        assert step_text(value, rounding) == text

    @given(st.one_of(numbers, everyday), st.one_of(st.none(), roundings))
    def test_has_the_value_that_is_shown(self, value: float, rounding: Rounding | None) -> None:
        assert step_value(value, rounding) == read_back(step_text(value, rounding))

    @given(st.lists(st.one_of(numbers, everyday), max_size=20), st.one_of(st.none(), roundings))
    def test_has_the_same_value_among_many(self, values: list[float], rounding: Rounding | None) -> None:
        many = step_many(np.array(values, dtype=np.float64), rounding)
        assert many.tolist() == [step_value(value, rounding) for value in values]


def test_numbers_are_printed_without_numpy() -> None:
    code = "import sys; sys.modules['numpy'] = None; from compiler.formula import number_text; print(number_text(1.5))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("1.5\n", "")
