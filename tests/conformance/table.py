"""The table of replies, and what Python or its twin says of a reply in the shape in which both can be compared.

`keys.json` names answer keys as they are stored. A line of `replies.jsonl` is a reply and what is made of it: `key` is
a name, a key, or null where the reply is only read; `value` and `unit` are what was read (lists where there are several
values), `verdict` and `message` what is said (null where the reply is only read, and was). `read` is how it was read;
`parts` (which are right), `hints`, `note` and `feedback` stand where there are any. `source` is where a case comes from
that others wrote.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from compiler.checker import AnswerKey, NotRead, Reading, VerdictKind, grade, key_from_json, read

HERE = Path(__file__).parent
STORED: dict[str, dict[str, Any]] = json.loads((HERE / "keys.json").read_text("utf-8"))
KEYS: dict[str, AnswerKey] = {name: key_from_json(stored, name) for name, stored in STORED.items()}
ROWS: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "replies.jsonl").read_text("utf-8").splitlines()]

Answer = dict[str, Any]
"""What is said of a reply, as the twin tells it: verdict, message, right, isAttempt, feedback, note, hints, …"""


def stored_key(row: dict[str, Any]) -> dict[str, Any] | None:
    """The key of a row as it is stored; None where the reply is only read."""
    stored: dict[str, Any] | None = STORED[row["key"]] if isinstance(row["key"], str) else row["key"]
    return stored


def key_of(row: dict[str, Any]) -> AnswerKey | None:
    """The key of a row; None where the reply is only read."""
    if isinstance(row["key"], str):
        return KEYS[row["key"]]
    return None if row["key"] is None else key_from_json(row["key"])


def told(key: AnswerKey | None, reply: str) -> Answer:
    """What Python says of a reply; without a key it is only read."""
    return _only_read(reply) if key is None else _graded(key, reply)


def _graded(key: AnswerKey, reply: str) -> Answer:
    verdict = grade(key, reply)
    return {
        "verdict": str(verdict.kind),
        "message": verdict.message,
        "right": verdict.right,
        "isAttempt": verdict.is_attempt,
        "feedback": verdict.feedback,
        "note": verdict.note,
        "hints": list(verdict.hints),
        "parts": list(verdict.parts),
        "read": verdict.read,
        "numbers": [_number(reading) for _, reading in verdict.readings if isinstance(reading, Reading)],
    }


def _only_read(reply: str) -> Answer:
    found: Answer = {
        "verdict": None,
        "message": None,
        "right": False,
        "isAttempt": True,
        "feedback": None,
        "note": None,
    }
    found |= {"hints": [], "parts": [], "read": None, "numbers": []}
    try:
        reading = read(reply)
    except NotRead as refusal:
        kind = VerdictKind.AMBIGUOUS if refusal.asks else VerdictKind.UNREADABLE
        said = {"message": refusal.said.message, "feedback": refusal.said.text}
        return found | {"verdict": str(kind), "isAttempt": False} | said
    return found | {"read": reading.text, "numbers": [_number(reading)]}


def _number(reading: Reading) -> dict[str, Any]:
    return {"value": reading.value, "unit": reading.unit}


def off_the_table(answers: Iterable[Answer]) -> list[tuple[int, str, dict[str, tuple[object, object]]]]:
    """The rows of which something else is said than the table has: number, reply, and for each part both."""
    wrong = []
    for number, (row, answer) in enumerate(zip(ROWS, answers, strict=True), 1):
        found = _as_in_a_row(row, answer)
        off = {name for name, made in found.items() if name in row and not _same(row[name], made)}
        off |= {name for name in ("parts", "hints", "note") if found[name] and name not in row}
        if off:
            wrong.append((number, row["reply"], {name: (row.get(name), found[name]) for name in off}))
    return wrong


def _as_in_a_row(row: dict[str, Any], answer: Answer) -> dict[str, Any]:
    stored = stored_key(row)
    numbers: list[dict[str, Any]] = answer["numbers"]
    if numbers and stored and stored["type"] == "vector":
        return answer | {part: [number[part] for number in numbers] for part in ("value", "unit")}
    return answer | (numbers[0] if numbers else {"value": None, "unit": None})


def _same(expected: object, found: object) -> bool:
    match expected, found:
        case list(), list():
            return len(expected) == len(found) and all(map(_same, expected, found))
        case bool(), _:
            return expected is found
        case int() | float(), int() | float():
            return math.isclose(expected, found, rel_tol=1e-12)
    return expected == found
