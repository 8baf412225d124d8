"""The data file that both twins read says what it should: its code trusts it without looking."""

from __future__ import annotations

import math
import re
from collections import Counter
from fractions import Fraction

import pytest

from compiler.checker import Unit, VerdictKind, convert, find_unit, read, unit_names
from tests.checker.strategies import FACTS, MESSAGES


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
            assert all(("{}" in name or "<>" in name) == ("prefixes" in row) for name in row["names"]), row
            assert "<>" not in row["names"][0], "a symbol is made of prefixes, not of their words"
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


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_is_a_sentence(name: str) -> None:
    part = name in ("vector-part", "either", "both", "planted") or name.startswith(("digits-", "read-"))
    assert part or re.fullmatch(r"[A-Z{].*[.?]", MESSAGES[name])


def test_a_message_about_a_wrong_reply_has_no_number_but_those_of_prefixes() -> None:
    verdicts = {name for name in MESSAGES if not name.startswith(("ask-", "debug-both", "debug-range"))}
    numbered = {name for name in verdicts if re.search(r"\d", MESSAGES[name].replace("1000", "").replace("1024", ""))}
    assert numbered == set()


def test_what_asks_has_a_name_that_says_so_and_ends_with_a_question_or_what_to_write() -> None:
    assert {name for name in MESSAGES if "?" in MESSAGES[name]} == {
        name for name in MESSAGES if name.startswith("ask-")
    }


def test_a_word_that_asks_asks_between_units_or_suffixes_that_exist() -> None:
    for word, meanings in FACTS["asks"].items():
        assert word == word.lower() and len(meanings) > 1
        assert all(find_unit(meaning) or meaning in FACTS["suffixes"] for meaning in meanings), word


def test_every_function_constant_and_suffix_is_computed() -> None:
    for name, arguments in FACTS["functions"].items():
        assert math.isfinite(read(f"{name}({'; '.join(['1.5'] * arguments)})").value)
    assert [read(name).value for name in FACTS["constants"]] == [math.pi, math.e]
    for suffix, factor in FACTS["suffixes"].items():
        assert read(f"2 {suffix}").value == 2 * float(f"1{factor}" if factor.startswith("e") else factor)


def test_every_unit_is_read_by_each_of_its_names() -> None:
    for unit in units():
        for name in unit.names:
            reading = read(f"5 {name}")
            assert reading.unit is not None
            assert math.isclose(convert(reading.value, reading.unit, unit), 5), (name, reading)


def test_characters_are_mapped_to_plain_ones_and_no_two_ways() -> None:
    characters = FACTS["characters"]
    mapped = "".join(characters["same"].values()) + "".join(characters["digits"] + characters["letters"])
    assert len(set(mapped)) == len(mapped)
    assert not set(mapped) & set("0123456789.,;:+-*/^()=~%'_ ")
