"""What people type is read whole, as what it says, or not at all."""

from __future__ import annotations

import math
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.checker import (
    AnswerKey,
    NotRead,
    Reading,
    UnitError,
    VerdictKind,
    convert,
    find_unit,
    grade,
    read,
    unit_names,
)
from tests.checker.strategies import ANY_KEY, MESSAGES, UNITS
from tests.checker.typed import WRITTEN, forms
from tests.conformance.table import KEYS, ROWS

REPLIES = [row["reply"] for row in ROWS]
READ = [row["reply"] for row in ROWS if row["key"] is None and row["verdict"] is None]
PIECES = st.sampled_from(
    [
        *"0123456789 .,+-*/^()%=~;'_:xe×√½⁷²−",
        "MB",
        "kB",
        " s",
        "/s",
        "mb",
        "KiB",
        "sqrt",
        "ln ",
        "log10(",
        "pi",
        "10^",
        "M ",
    ]
)
TYPED = st.lists(PIECES, max_size=24).map("".join)


@given(st.data())
def test_a_number_in_any_form_is_that_number(data: st.DataObject) -> None:
    plain = data.draw(st.sampled_from(["", "-"])) + data.draw(WRITTEN)
    reading = read(data.draw(forms(plain)))
    assert math.isclose(reading.value, float(plain), rel_tol=1e-15)
    assert reading.unit is None


@given(WRITTEN, UNITS, st.data())
def test_a_unit_is_read_with_and_without_a_space_and_by_each_of_its_names(
    plain: str, symbol: str, data: st.DataObject
) -> None:
    unit = find_unit(symbol)
    assert unit is not None
    name = data.draw(st.sampled_from(unit.names))
    reading = read(f"{plain}{data.draw(st.sampled_from(['', ' ']))}{name}")
    assert reading.unit is not None
    assert math.isclose(convert(reading.value, reading.unit, symbol), float(plain), rel_tol=1e-12)


def same(one: Reading, other: Reading) -> bool:
    """Whether two readings say the same quantity, to the twelve digits that are printed."""
    if one.unit == other.unit:
        return math.isclose(one.value, other.value, rel_tol=1e-11, abs_tol=1e-300)
    assert one.unit is not None and other.unit is not None
    return math.isclose(convert(one.value, one.unit, other.unit), other.value, rel_tol=1e-11, abs_tol=1e-300)


def test_how_a_reply_was_read_is_read_as_the_same() -> None:
    for reply in READ:
        reading = read(reply)
        assert same(read(reading.text), reading), (reply, reading.text)


@given(TYPED)
def test_whatever_was_read_is_printed_as_what_it_says(reply: str) -> None:
    try:
        reading = read(reply)
    except NotRead:
        return
    assert math.isfinite(reading.value)
    assert reading.unit is None or find_unit(reading.unit) is not None
    again = read(reading.text)
    assert same(again, reading), reading.text
    assert read(again.text).text == again.text


def test_parentheses_around_a_number_change_nothing() -> None:
    """The short way for a number with its unit, and the tree of an expression, read alike."""
    for reply in READ:
        if any(sign in reply for sign in "=~≈:;,\n") or reply.strip().lower().startswith(("about", "x", "×")):
            continue
        reading, other = read(reply), read(f"({reply.strip().removesuffix('.')})")
        assert (reading.value, reading.unit) == (other.value, other.unit), reply


def test_a_sum_is_in_the_unit_of_its_first_part() -> None:
    assert (read("3 MB + 200 kB").unit, read("200 kB + 3 MB").unit) == ("MB", "kB")
    assert read("1 KiB - 24 B").value == pytest.approx(1 - 24 / 1024)


@given(st.sampled_from(unit_names()), st.sampled_from(unit_names()))
def test_quantities_are_added_exactly_where_they_convert(one: str, other: str) -> None:
    first, second = find_unit(one), find_unit(other)
    assert first is not None and second is not None
    try:
        total = read(f"3 {one} + 2 {other}")
    except NotRead as refusal:
        said, total = refusal.said.message, None
    if total is None:
        assert (said, first.dimensions == second.dimensions) == ("kinds", False)
        return
    assert first.dimensions == second.dimensions
    assert math.isclose(total.value, 3 + 2 * float(second.factor / first.factor), rel_tol=1e-12)


@given(st.sampled_from(unit_names()), st.sampled_from(unit_names()), st.sampled_from("*/"))
def test_a_product_of_quantities_has_the_unit_of_the_table_or_is_refused(one: str, other: str, sign: str) -> None:
    first, second = find_unit(one), find_unit(other)
    assert first is not None and second is not None
    try:
        product = read(f"6 {one} {sign} 2 {other}")
    except NotRead as refusal:
        said, product = refusal.said.message, None
    if product is None:
        assert said in ("unknown-unit", "too-large")
        return
    factor = second.factor if sign == "*" else 1 / second.factor
    expected = float(first.factor * factor) * (12 if sign == "*" else 3)
    unit = None if product.unit is None else find_unit(product.unit)
    found = product.value * (1.0 if unit is None else float(unit.factor))
    assert math.isclose(found, expected, rel_tol=1e-12)


HOSTILE = [
    "__import__('os').system('echo hacked')", "eval('1+1')", "exec(open('x').read())", "(lambda x:22)(44)",
    "os.system(1)", "().__class__.__bases__[0].__subclasses__()", "{7*7}", "${7*7}", "{{7*7}}", "#{7*7}", "`id`",
    "$(id)", "5; rm -rf /", "5 && ls", "5 | cat", "5 > file", "%s%s%s%n", "%d", "{0.__class__}", "f'{x}'", "\\x41",
    "5\x00", "\x00", "5\x08\x08", "\x1b[2J5", "\x1b]0;title\x07", "5\r6", "5\x0b6", "5\x0c6", "5\x7f", "5\x85",
    "\u202e5", "5\u202d6", "\u2066" + "5" + "\u2069", "5\u200e", "5\u200f", "\u061c5", "5\u200b0", "5\u200c0",
    "5\u200d0", "\ufeff5", "5\u00ad0", "5\u2060", "5\u180e0", "5\u20280", "5\u20290", "5\ufff90", "5\U000e00410",
    "5\ufe0f", "\ud83d", "5\udc00", "\U0001f600", "5\U0001f1e9", "5\u0301", "5\u0335", "Z\u0351\u036b", "①", "Ⅻ",
    "٪٪", "五", "пять", "５ｍｂｂ", "5 ＄", "ﬁ", "K", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<b>5</b>", "<!--5-->", "&lt;5", "&#53;", "javascript:alert(1)", "[5](http://x.y)", "http://example.org/5",
    "**5**", "||5||", "`5`", "```5```", "> 5 <", "# 5", "@everyone 5", "@here", "<@123456789012345678>",
    "<@&123456789012345678>", "<#5>", "<:smile:123>", "</practice:5>", "9**9**9**9", "9^9^9^9^9", "10^10^10",
    "2^2^2^2^2^2^2", "(" * 100_000, ")" * 100_000, "(" * 60 + "1" + ")" * 60, "-" * 190 + "1", "√" * 60 + "4",
    "sqrt(" * 30 + "4" + ")" * 30, "1" * 10_000, "1e" + "9" * 100, "0." + "0" * 190 + "1" + "e-999",
    "1," * 90 + "1", "1 " * 90, "1.1." * 40, "'" * 150, "e" * 150, "MB" * 90, "MB/" * 60, "=" * 180,
    "≈" * 180 + "x", "½" * 100, "²" * 150, "5" + "²" * 150, "a=" * 90 + "5", "\n" * 150, "x" * 200,
    "×" * 150, "1" + "×1" * 99, "ln " * 60 + "2", "log", "min(" * 40, "1;" * 90, "nan", "inf", "-inf", "NaN MB",
    "1e400", "1e-400", "0x" + "f" * 100, "0b1", "1j", "1_", "_1", "__1__", "True", "null", "undefined",
    "NaN()", "i", "∞", "5 % 0", "1/0", "0/0", "0^-1", "(-1)^0.5", "ln(0)", "5!", "170!",
]  # fmt: skip


@pytest.mark.parametrize("key", ["cache", "adapter", "fits", "softmax", "lines"])
def test_a_hostile_reply_is_refused_and_costs_no_attempt(key: str) -> None:
    for reply in HOSTILE:
        where = reply[:80]
        with pytest.raises(NotRead) as refusal:
            read(reply)
        assert all(character.isprintable() for character in refusal.value.said.text), where
        verdict = grade(KEYS[key], reply)
        assert not verdict.is_attempt, where
        assert len(verdict.text) < 400, where
        assert all(character.isprintable() for character in verdict.text), where


@given(st.text(max_size=300) | TYPED | st.text(string.printable, max_size=60), ANY_KEY)
def test_any_text_gets_a_verdict_and_no_error(reply: str, key: AnswerKey) -> None:
    verdict = grade(key, reply)
    assert verdict.message in MESSAGES
    assert verdict.feedback and not re.search(r"{\w+}", verdict.feedback), "a slot is not filled"
    assert verdict.right == (verdict.kind is VerdictKind.RIGHT)
    verdict.read  # noqa: B018 - it is made when it is asked for


@given(st.sampled_from(REPLIES), st.sampled_from(REPLIES), st.integers(0, 300), st.integers(0, 300), ANY_KEY)
def test_any_mixture_of_replies_gets_a_verdict_and_no_error(
    one: str, other: str, cut: int, start: int, key: AnswerKey
) -> None:
    verdict = grade(key, one[:cut] + other[start:])
    assert verdict.message in MESSAGES
    verdict.read  # noqa: B018 - it is made when it is asked for


@given(st.text(min_size=201, max_size=10_000))
def test_what_is_too_long_is_not_looked_at(reply: str) -> None:
    if len(reply.strip()) <= 200:
        return
    with pytest.raises(NotRead) as refusal:
        read(reply)
    assert refusal.value.said.message in ("too-long", "empty")


def test_whether_it_asks_depends_on_the_reply_alone() -> None:
    asking = [row["reply"] for row in ROWS if row["verdict"] == "ambiguous" and row["key"] is None]
    for reply in asking:
        kinds = {grade(KEYS[name], reply).kind for name in ("cache", "scale", "params", "sparsity", "size", "zero")}
        assert kinds == {VerdictKind.AMBIGUOUS}, reply


def test_no_unit_is_known_by_a_name_that_asks() -> None:
    for word in ("mb", "Mb", "kb", "KB", "b", "K", "GFLOPS", "mbps"):
        with pytest.raises(UnitError):
            convert(1.0, word, "B")


@pytest.mark.parametrize(
    ("most", "more", "message"),
    [
        ("(" * 16 + "1" + ")" * 16, "(" * 17 + "1" + ")" * 17, "too-deep"),
        ("1" + "*1" * 31 + " B", "1" + "*1" * 32, "too-many-parts"),
        ("1+" * 2 + " " * 195 + "1", "1+" * 2 + " " * 196 + "1", "too-long"),
        ("2=2=2=2", "2=2=2=2=2", "too-many-parts"),
        ("1 B³ / B²", "1 B⁴", "unknown-unit"),
        ("1 B^3 / 1 B^2", "1 B^2 * 1 B^2", "unknown-unit"),
        ("6 B·s·J / 2 s·J", "6 B·s·J·m·g / 2 s·J·m·g", "unknown-unit"),
        ("1e308", "1e309", "too-large"),
        ("1e-323", "1e-324", "too-small"),
        ("2^1023", "2^1024", "too-large"),
        ("99 1/2", "9999 1/2", "ask-mixed"),
        ("1 12/99", "1 012/100", "ask-mixed"),
    ],
)
def test_the_limits_are_where_they_are_said_to_be(most: str, more: str, message: str) -> None:
    assert math.isfinite(read(most).value)
    with pytest.raises(NotRead) as refusal:
        read(more)
    assert refusal.value.said.message == message


def test_a_minus_before_parentheses_keeps_the_unit_in_them() -> None:
    assert (read("-(3 MB)").value, read("-(3 MB)").unit) == (-3, "MB")
    assert (read("5 MB - (-3 MB)").value, read("2 * -(3 s)").unit) == (8, "s")


def test_an_x_between_symbols_is_the_sign_of_a_product() -> None:
    assert [grade(KEYS["codes"], reply).right for reply in ("n x b / 8", "n X b/8", "n times b/8")] == [True] * 3
