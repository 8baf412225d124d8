"""The table of replies that the Python checker and its JavaScript twin must both pass.

`keys.json` names answer keys as they are stored. A line of `replies.jsonl` is a reply and what is made of it: `key` is
a name, a key, or null where the reply is only read; `value` and `unit` are what was read (lists where there are several
values), `verdict` and `message` what is said (null where the reply is only read, and was). `read` is how it was read;
`parts` (which are right), `hints`, `note` and `feedback` stand where there are any. `source` is where a case comes from
that others wrote.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from compiler.checker import (
    AnswerKey,
    NotRead,
    Reading,
    VariantError,
    VectorKey,
    Verdict,
    VerdictKind,
    grade,
    key_from_json,
    read,
)
from tests.checker.strategies import MESSAGES

HERE = Path(__file__).parent
KEYS: dict[str, AnswerKey] = {
    name: key_from_json(stored, name) for name, stored in json.loads((HERE / "keys.json").read_text("utf-8")).items()
}
ROWS: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "replies.jsonl").read_text("utf-8").splitlines()]
PARTS = {"vector-part", "either", "both", "read-line", "read-no-line"}
"""Only ever parts of other sentences, as are those that begin with `digits-`."""


def key_of(row: dict[str, Any]) -> AnswerKey:
    return KEYS[row["key"]] if isinstance(row["key"], str) else key_from_json(row["key"])


def only_read(reply: str) -> dict[str, Any]:
    try:
        reading = read(reply)
    except NotRead as refusal:
        kind = VerdictKind.AMBIGUOUS if refusal.asks else VerdictKind.UNREADABLE
        return {"value": None, "unit": None, "verdict": kind, "message": refusal.said.message}
    return {"value": reading.value, "unit": reading.unit, "verdict": None, "message": None, "read": reading.text}


def graded(key: AnswerKey, reply: str) -> dict[str, Any]:
    verdict = grade(key, reply)
    return {
        "verdict": verdict.kind,
        "message": verdict.message,
        "read": verdict.read,
        "parts": list(verdict.parts),
        "hints": list(verdict.hints),
        "note": verdict.note,
        "feedback": verdict.feedback,
        **numbers_read(key, verdict),
    }


def numbers_read(key: AnswerKey, verdict: Verdict) -> dict[str, Any]:
    found = [reading for _, reading in verdict.readings if isinstance(reading, Reading)]
    if isinstance(key, VectorKey) and found:
        return {"value": [each.value for each in found], "unit": [each.unit for each in found]}
    return {"value": found[0].value if found else None, "unit": found[0].unit if found else None}


def same(expected: object, found: object) -> bool:
    match expected, found:
        case list(), list():
            return len(expected) == len(found) and all(map(same, expected, found))
        case bool(), _:
            return expected is found
        case int() | float(), int() | float():
            return math.isclose(expected, found, rel_tol=1e-12)
    return expected == found


def test_every_reply_is_read_and_graded_as_the_table_says() -> None:
    wrong = []
    for number, row in enumerate(ROWS, 1):
        found = only_read(row["reply"]) if row["key"] is None else graded(key_of(row), row["reply"])
        off = {name for name, made in found.items() if name in row and not same(row[name], made)}
        off |= {name for name in ("parts", "hints", "note") if found.get(name) and name not in row}
        if off:
            wrong.append((number, row["reply"], {name: (row[name], found[name]) for name in off}))
    assert wrong == []


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
    further = {said.message for row in ROWS if row["key"] for said in grade(key_of(row), row["reply"]).more}
    assert (said | further) - set(MESSAGES) == set()
    # What is planted in a derivation is told by a question, not by the verdict on a reply.
    parts = PARTS | {name for name in MESSAGES if name.startswith(("digits-", "planted"))}
    assert set(MESSAGES) - said - further == parts - further


def test_every_key_is_used_and_stored_as_it_stands() -> None:
    stored = json.loads((HERE / "keys.json").read_text("utf-8"))
    assert {name: key.to_json() for name, key in KEYS.items()} == stored
    assert {row["key"] for row in ROWS if isinstance(row["key"], str)} == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_a_stored_key_that_lacks_a_part_is_an_error_of_ours(name: str) -> None:
    stored = KEYS[name].to_json()
    for part in stored:
        with pytest.raises(VariantError):
            key_from_json({key: value for key, value in stored.items() if key != part})
