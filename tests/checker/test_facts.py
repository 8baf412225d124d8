"""The data file that both twins read says what it should: its code trusts it without looking."""

from __future__ import annotations

import json
import re
from collections import Counter
from fractions import Fraction
from importlib.resources import files

import pytest

from compiler.checker import Accepted, Mistake, Tolerance, Unit, VerdictKind, find_unit, grade, unit_names
from tests.checker.strategies import bare_key

FACTS = json.loads(files("compiler.checker").joinpath("facts.json").read_text("utf-8"))
SLOTS = {
    "unit-not-accepted": {"unit", "units"},
    "no-unit-asked": {"unit"},
    "other-unit": {"unit"},
}


def units() -> list[Unit]:
    found = [find_unit(symbol) for symbol in unit_names()]
    return [unit for unit in found if unit is not None]


def test_no_two_units_share_a_spelling() -> None:
    spelt = Counter(name for unit in units() for name in unit.names)
    assert [name for name, count in spelt.items() if count > 1] == []


def test_no_symbol_is_listed_twice_and_each_finds_its_unit() -> None:
    assert len(set(unit_names())) == len(unit_names()) == len(units())
    assert all(unit.symbol == unit.names[0] for unit in units())


def test_every_family_is_of_one_kind_and_listed_once() -> None:
    names = [family["family"] for family in FACTS["families"]]
    assert len(set(names)) == len(names)
    assert {unit.family for unit in units()} == set(names)


def test_every_factor_is_an_exact_text_above_zero() -> None:
    texts = [prefix["factor"] for prefix in FACTS["prefixes"].values()]
    texts += [row["factor"] for family in FACTS["families"] for row in family["units"] if "factor" in row]
    assert all(isinstance(text, str) and re.fullmatch(r"[0-9]+(e-?[0-9]+|/[0-9]+)?", text) for text in texts)
    assert all(unit.factor > 0 for unit in units())


def test_ratios_within_a_kind_divide_exactly_in_any_language() -> None:
    """Numerator and denominator are whole numbers that float64 holds, so their quotient is rounded once everywhere."""
    for one in units():
        for other in units():
            if one.kind == other.kind:
                ratio: Fraction = one.factor / other.factor
                whole = (ratio.numerator, ratio.denominator)
                assert tuple(int(float(number)) for number in whole) == whole, (one.symbol, other.symbol)


def test_rows_have_braces_exactly_where_they_have_prefixes() -> None:
    for family in FACTS["families"]:
        for row in family["units"]:
            assert all(("{}" in name) == ("prefixes" in row) for name in row["names"]), row
            assert set(row.get("prefixes", ())) <= set(FACTS["prefixes"])


def test_every_prefix_is_used() -> None:
    used = {prefix for family in FACTS["families"] for row in family["units"] for prefix in row.get("prefixes", ())}
    assert used == set(FACTS["prefixes"])


def test_slips_are_named_as_verdicts_and_by_kinds_that_exist() -> None:
    kinds = {unit.kind for unit in units()}
    assert set(FACTS["slips"]) - {"other"} <= kinds
    assert {slip for slips in FACTS["slips"].values() for slip in slips} == {
        VerdictKind.POWER_OF_TEN,
        VerdictKind.BINARY,
        VerdictKind.EIGHT,
    }


@pytest.mark.parametrize("name", FACTS["messages"])
def test_every_message_is_a_sentence_with_its_slots(name: str) -> None:
    message = FACTS["messages"][name]
    assert re.fullmatch(r"[A-Z].*[.?]", message)
    assert set(re.findall(r"{(\w+)}", message)) == SLOTS.get(name, set())
    assert not re.search(r"\d", message.replace("1000", "").replace("1024", "")), "a message gives no numbers away"


def test_every_message_is_said_and_every_verdict_that_is_given_has_one() -> None:
    bytes_key = bare_key(268.4, "MB", "0.5%", Mistake(134.2, "Keys and values are both kept."))
    replies: list[tuple[float, str | None]] = [
        (268.4, None),
        (134.2, None),
        (268.4, "GB"),
        (2684.0, None),
        (268.4 / 1.024, None),
        (268.4 * 8, None),
        (7.0, None),
        (7.0, "s"),
    ]
    said = [grade(bytes_key, value, unit) for value, unit in replies]
    said.append(grade(bare_key(2.0, None), 2.0, "MB"))
    negated = Accepted(-2.0, None, Tolerance.parse("1%"))
    said.append(grade(bare_key(2.0, None, "1%", accept=(negated,)), -2.0))
    assert {verdict.message for verdict in said} == set(FACTS["messages"])
    assert {verdict.kind for verdict in said} == set(VerdictKind) - {
        VerdictKind.ROUNDED,
        VerdictKind.PARTIAL,
        VerdictKind.INTERMEDIATE,
        VerdictKind.AMBIGUOUS,
        VerdictKind.UNREADABLE,
    }
