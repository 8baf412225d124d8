"""Units convert exactly, are told apart, and are spelt as people spell them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.checker import UnitError, convert, find_unit, nearest_unit, unit_names, units_like
from tests.checker.strategies import ANSWERS, UNITS, alike


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (1.0, "KiB", "B", 1024.0),
        (1.0, "kB", "B", 1000.0),
        (1.0, "GiB", "MiB", 1024.0),
        (1.0, "TB", "GB", 1000.0),
        (8.0, "bit", "B", 1.0),
        (8.0, "Mbit", "MB", 1.0),
        (1.0, "MACs", "FLOPs", 2.0),
        (3.0, "GMACs", "MFLOPs", 6000.0),
        (1.0, "MACs/byte", "FLOPs/byte", 2.0),
        (1.0, "kMACs/token", "kMACs", 1.0),
        (1.0, "GMAC/s", "GFLOP/s", 2.0),
        (8.0, "Mbit/s", "MB/s", 1.0),
        (1.0, "h", "min", 60.0),
        (1.0, "s", "µs", 1e6),
        (50.0, "%", "fraction", 0.5),
        (1.05, "Mparams", "params", 1.05e6),
        (1.0, "kWh", "MJ", 3.6),
        (36.0, "km/h", "m/s", 10.0),
        (1.0, "mol/L", "mmol/L", 1000.0),
        (2.0, "pJ", "nJ", 0.002),
    ],
)
def test_a_value_converts_by_the_exact_factor(value: float, source: str, target: str, result: float) -> None:
    assert convert(value, source, target) == pytest.approx(result, rel=1e-15)


@pytest.mark.parametrize(
    ("spelling", "symbol"),
    [
        ("bytes", "B"),
        ("µs", "µs"),
        ("μs", "µs"),
        ("us", "µs"),
        ("x", "×"),
        ("FLOP/B", "FLOPs/byte"),
        ("FLOPs/B", "FLOPs/byte"),
        ("MAC/B", "MACs/byte"),
        ("MFLOP", "MFLOPs"),
        ("MFLOPs/s", "MFLOP/s"),
        ("MMAC", "MMACs"),
        ("percent", "%"),
        ("M params", "Mparams"),
        ("Mbps", "Mbit/s"),
    ],
)
def test_a_unit_is_found_by_what_people_write(spelling: str, symbol: str) -> None:
    unit = find_unit(spelling)
    assert unit is not None
    assert unit.symbol == symbol


@pytest.mark.parametrize("symbol", ["", " MB", "Mb", "mb", "KB", "MFLOPS", "M", "1", "MB/token/s", "\x00", "B" * 1000])
def test_what_could_be_misread_is_no_unit(symbol: str) -> None:
    assert find_unit(symbol) is None


@pytest.mark.parametrize(
    ("symbol", "near"), [("Mb", "MB"), ("KB", "kB"), ("mbit", "Mbit"), ("kib", "KiB"), ("parms", "params")]
)
def test_a_near_unit_is_suggested(symbol: str, near: str) -> None:
    assert nearest_unit(symbol) == near


@pytest.mark.parametrize("symbol", ["", "furlongs per fortnight", "☃" * 10_000])
def test_nothing_is_suggested_where_nothing_is_near(symbol: str) -> None:
    assert nearest_unit(symbol) is None


def test_an_unknown_unit_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnitError, match="there is no unit 'Mb'; did you mean 'MB'"):
        convert(1.0, "Mb", "B")


def test_an_unknown_unit_is_quoted_so_that_it_cannot_steer_a_terminal() -> None:
    with pytest.raises(UnitError) as error:
        convert(1.0, "\x1b[2J" + "B" * 10_000, "B")
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 120


def test_units_of_two_kinds_do_not_convert() -> None:
    with pytest.raises(UnitError, match=r"MB \(information\) does not convert to s \(time\)"):
        convert(1.0, "MB", "s")


def test_a_family_is_what_a_reply_may_use() -> None:
    assert units_like("MB") == ("B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB")
    assert "bit" not in units_like("MB")
    assert "MACs" not in units_like("FLOPs")
    assert units_like("%") == ("fraction", "%")
    assert units_like("×") == ("×",)
    assert units_like(None) == ()


@given(UNITS, ANSWERS, st.data())
def test_there_and_back_is_the_same_value(symbol: str, value: float, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(alike(symbol)))
    assert math.isclose(convert(convert(value, symbol, other), other, symbol), value, rel_tol=1e-15)


@given(st.text(max_size=60))
def test_any_text_is_a_unit_or_not(text: str) -> None:
    unit = find_unit(text)
    assert (unit is not None) == any(text in known.names for known in map(find_unit, unit_names()) if known)
    assert nearest_unit(text) in (None, *unit_names())
