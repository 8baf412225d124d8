"""Floats to print, and the reading of what was printed."""

import re

from hypothesis import strategies as st

from compiler.formula.numerals import Rounding

SPACE = "\u202f"
SHAPE = re.compile(r"−?(\d{1,3}(\u202f\d{3})*|\d+)(\.\d+)?(×10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")

numbers = st.floats(allow_nan=False, allow_infinity=False)
everyday = st.one_of(
    st.floats(-1e7, 1e7),
    st.integers(-(10**9), 10**9).map(float),
    st.builds(lambda whole, places: whole / 10**places, st.integers(-(10**7), 10**7), st.integers(0, 6)),
)
roundings = st.one_of(
    st.builds(Rounding, st.just("sig"), st.integers(1, 15)),
    st.builds(Rounding, st.just("decimals"), st.integers(0, 15)),
)


def read_back(text: str) -> float:
    """What a person who reads the text types into a calculator."""
    mantissa, _, power = text.replace(SPACE, "").replace("−", "-").partition("×10")
    return float(f"{mantissa}e{power.translate(str.maketrans('⁰¹²³⁴⁵⁶⁷⁸⁹⁻', '0123456789-')) or 0}")
