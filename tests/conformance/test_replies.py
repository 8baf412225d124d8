"""The Python checker passes the table of replies, and the table is worth passing."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from compiler.checker import VariantError, VerdictKind, grade, key_from_json
from tests.checker.strategies import MESSAGES
from tests.conformance.table import KEYS, ROWS, STORED, key_of, off_the_table, told

PARTS = {"vector-part", "either", "both", "read-line", "read-no-line"}
"""Only ever parts of other sentences, as are those that begin with `digits-`."""


def test_every_reply_is_read_and_graded_as_the_table_says() -> None:
    assert off_the_table(told(key_of(row), row["reply"]) for row in ROWS) == []


def test_the_table_is_large_and_says_nothing_twice() -> None:
    asked = Counter(json.dumps([row["reply"], row["key"]]) for row in ROWS)
    assert len(ROWS) >= 800
    assert [case for case, count in asked.items() if count > 1] == []
    assert sum("source" in row for row in ROWS) >= 100


def test_the_rows_have_one_shape() -> None:
    needed = {"reply", "key", "value", "unit", "verdict", "message"}
    more = {"read", "parts", "hints", "note", "feedback", "source"}
    assert all(needed <= row.keys() <= needed | more for row in ROWS)
    assert all("read" in row for row in ROWS if row["value"] is not None)
    assert all((row["verdict"] is None) == (row["message"] is None) for row in ROWS)


def test_every_verdict_and_every_message_occurs() -> None:
    assert {row["verdict"] for row in ROWS if row["verdict"]} == set(VerdictKind)
    said = {row["message"] for row in ROWS if row["message"]}
    further = {said.message for row in ROWS if (key := key_of(row)) for said in grade(key, row["reply"]).more}
    assert (said | further) - set(MESSAGES) == set()
    # What is planted in a derivation is told by a question, not by the verdict on a reply.
    parts = PARTS | {name for name in MESSAGES if name.startswith(("digits-", "planted"))}
    assert set(MESSAGES) - said - further == parts - further


def test_every_key_is_used_and_stored_as_it_stands() -> None:
    assert {name: key.to_json() for name, key in KEYS.items()} == STORED
    assert {row["key"] for row in ROWS if isinstance(row["key"], str)} == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_a_stored_key_that_lacks_a_part_is_an_error_of_ours(name: str) -> None:
    stored = KEYS[name].to_json()
    for part in stored:
        with pytest.raises(VariantError):
            key_from_json({key: value for key, value in stored.items() if key != part})
