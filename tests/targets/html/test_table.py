"""Slots, rows and the order of the days."""

import html as hypertext
import json
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compiler.checker import NumberKey, Rounded
from compiler.targets.html import mathjax
from compiler.targets.html.table import Slots, Words, key_row, order
from tests.targets.anki.sample import DECK, TABLES, contents


def test_what_every_variant_says_alike_is_no_slot() -> None:
    slots = Slots()
    assert slots.plain([("a ", "1", " b"), ("a ", "1", " b")]) == "a 1 b"
    assert slots.rows(2) == [[], []]


def test_equal_columns_share_a_slot() -> None:
    slots = Slots()
    html = slots.plain([("", "1", " + ", "1", " + ", "3"), ("", "2", " + ", "2", " + ", "4")])
    assert re.findall(r'data-s="(\d)">(\d)</span>', html) == [("0", "1"), ("0", "1"), ("1", "3")]
    assert slots.rows(2) == [["1", "3"], ["2", "4"]]


def test_a_text_whose_words_change_is_one_slot() -> None:
    slots = Slots()
    assert slots.plain([("", "1", " + 2"), ("", "5", "")]) == '<span class="n" data-s="0">1 + 2</span>'
    assert slots.rows(2) == [["1 + 2"], ["5"]]


def test_a_value_is_text_and_never_markdown_or_html() -> None:
    slots = Slots()
    html = slots.prose([("**", "*1* <b>", "**"), ("**", "2", "**")])
    assert html == '<p><strong><span class="n" data-s="0">*1* &lt;b&gt;</span></strong></p>'
    assert slots.rows(2) == [["*1* <b>"], ["2"]]


def test_the_rows_hold_what_every_variant_shows() -> None:
    """Filling the slots with a row gives that variant's text, which is what the card's script does."""
    fields = [dict(content.fields) for content in contents(DECK, TABLES)]
    for number, table in enumerate(TABLES):
        read = json.loads(hypertext.unescape(fields[number]["Table"]))
        rows = [[read["texts"][text] for text in row] for row in read["rows"]]
        for filled, row in zip(table, rows, strict=True):
            shown = {*row, *fields[number]["Prompt"].split()}
            assert filled.answer in row
            assert {value for value in filled.prompt[1::2] if value not in shown} == set()


def test_no_row_and_no_slot_is_left_without_the_other() -> None:
    for content in contents(DECK, TABLES):
        fields = dict(content.fields)
        html = "".join(text for name, text in fields.items() if name != "Table")
        table = json.loads(hypertext.unescape(fields["Table"]))
        width = len(table["rows"][0])
        assert all(f'data-s="{column}"' in html for column in range(width))
        assert f'data-s="{width}"' not in html


@given(st.text(), st.integers(1, 64), st.integers(0, 100_000))
def test_as_many_days_as_rows_show_every_row_once(key: str, count: int, day: int) -> None:
    start, stride, _ = order(key, count)
    shown = {(start + (day + i) * stride) % count for i in range(count)}
    assert len(shown) == count


@given(st.text(), st.integers(1, 64), st.integers(0, 100_000))
def test_as_many_attempts_on_a_day_as_rows_show_every_row_once(key: str, count: int, day: int) -> None:
    start, stride, hop = order(key, count)
    shown = {(start + day * stride + i * hop) % count for i in range(count)}
    assert len(shown) == count


@given(st.text(), st.integers(12, 64))
def test_three_attempts_today_leave_the_numbers_of_the_next_days_alone(key: str, count: int) -> None:
    start, stride, hop = order(key, count)
    today = {(start + i * hop) % count for i in range(3)}
    assert not today & {(start + day * stride) % count for day in (1, 2)}


def test_cards_have_orders_of_their_own() -> None:
    assert len({order(f"deck/exercise-{i}", 64) for i in range(50)}) > 40


def test_hints_of_mistakes_are_kept_once_and_mistakes_only_where_they_are_active() -> None:
    fields = dict(contents(DECK, TABLES)[1].fields)
    table = json.loads(hypertext.unescape(fields["Table"]))
    assert table["words"][0] == "<p>Keys and values are both kept.</p>"
    assert table["key"][0] == [67.108864, [67.77995263999999], [33.554432, 0], []]
    assert [len(row[2]) // 2 for row in table["key"]] == [1, 2, 2, 1, 2, 1, 1]
    ask = table["ask"]
    assert (ask["unit"], ask["tolerance"], ask["roundings"]) == ("MB", {"relative": 0.01}, ["3 sig"])
    assert ask["accept"] == [{"unit": "MB", "tolerance": {"relative": 0.005}, "note": "<p>With the page table.</p>"}]


def test_rounded_steps_are_told_by_their_names() -> None:
    asked = TABLES[1][0].key
    assert isinstance(asked, NumberKey)
    key = replace(asked, rounded=(Rounded(67.1, "values"), Rounded(67.0, "bytes")))
    words = Words(mathjax)
    assert key_row(key, words, float)[3] == [67.1, words.places["values"], 67, words.places["bytes"]]
