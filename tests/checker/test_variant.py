"""A variant is stored and read again unchanged, and what is no variant is refused in clear words."""

from __future__ import annotations

import json
import math
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.checker import Accepted, Mistake, NumberKey, Tolerance, Variant, VariantError, grade
from compiler.formula import Rounding
from tests.checker.strategies import variants

VARIANT = Variant(
    deck="tinyml",
    deck_id="tinyml-4f1c09",
    exercise="kv-cache-memory",
    number="8.2",
    title="KV-cache memory",
    type="derive",
    seed=5,
    given=(("L", 32.0), ("N", 512.0), ("z", (0.5, -1.0)), ("bias", True), ("model", "decoder")),
    prompt="A decoder with 32 layers has cached 512 tokens.",
    work=("bytes = 2 × L × N = 32 768",),
    hints=("Keys and values are both kept.",),
    insight=None,
    key=NumberKey(
        value=268.435456,
        unit="MB",
        units=("B", "kB", "MB", "GB"),
        tolerance=Tolerance.parse("1%"),
        roundings=(Rounding.parse("3 sig"), Rounding.parse("1 decimal")),
        accept=(Accepted(256.0, "MiB", Tolerance.parse("exact"), None),),
        mistakes=(Mistake(134.2, "Two tensors a layer."), Mistake(8.0, "Bits.")),
    ),
)


def stored() -> dict[str, Any]:
    return deepcopy(VARIANT.to_json())


def put(path: str, value: object) -> dict[str, Any]:
    """The stored variant with another value at a path such as `key.mistakes.1.value`."""
    whole = stored()
    *way, last = path.split(".")
    place: Any = whole
    for name in way:
        place = place[int(name) if name.isdigit() else name]
    place[int(last) if last.isdigit() else last] = value
    return whole


def test_the_stored_shape_stays_as_others_read_it() -> None:
    assert stored() == {
        "version": 1,
        "deck": "tinyml",
        "deck_id": "tinyml-4f1c09",
        "exercise": "kv-cache-memory",
        "number": "8.2",
        "title": "KV-cache memory",
        "type": "derive",
        "seed": 5,
        "given": {"L": 32, "N": 512, "z": [0.5, -1], "bias": True, "model": "decoder"},
        "prompt": "A decoder with 32 layers has cached 512 tokens.",
        "work": ["bytes = 2 × L × N = 32 768"],
        "hints": ["Keys and values are both kept."],
        "insight": None,
        "key": {
            "type": "derive",
            "value": 268.435456,
            "unit": "MB",
            "units": ["B", "kB", "MB", "GB"],
            "tolerance": {"relative": 0.01},
            "roundings": ["3 sig", "1 decimal"],
            "accept": [{"value": 256.0, "unit": "MiB", "tolerance": {"exact": True}, "note": None}],
            "mistakes": [{"value": 134.2, "hint": "Two tensors a layer."}, {"value": 8.0, "hint": "Bits."}],
            "rounded": [],
        },
    }


@given(variants())
def test_stored_and_read_again_it_is_the_same(variant: Variant) -> None:
    text = json.dumps(variant.to_json(), allow_nan=False)
    again = Variant.from_json(json.loads(text))
    assert again == variant
    assert [type(value) for _, value in again.given] == [type(value) for _, value in variant.given]
    assert json.dumps(again.to_json(), allow_nan=False) == text


def test_who_holds_the_stored_variant_can_grade() -> None:
    again = Variant.from_json(json.loads(json.dumps(VARIANT.to_json(), allow_nan=False)))
    assert grade(again.key, "256 MiB").right
    assert grade(again.key, "134.2").hints == ("Two tensors a layer.",)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("key.mistakes.1.value", "8", r"key.mistakes[1].value: expected a finite number, got text"),
        ("key.mistakes.1.value", True, r"key.mistakes[1].value: expected a finite number, got a truth value"),
        ("key.mistakes.1", None, r"key.mistakes[1]: expected an object, got nothing"),
        ("key.value", math.nan, r"key.value: expected a finite number, got a number that is not finite"),
        ("key.value", 10**400, r"key.value: expected a finite number, got one beyond the range of float64"),
        ("key.unit", "KB", r"key.unit: expected a unit of the table, got another: there is no unit 'KB'"),
        ("key.units", ["B", "s"], r"key.units: expected units of the kind of the asked one, got others: s is not"),
        ("key.units", "MB", r"key.units: expected a list, got text"),
        ("key.type", "vector", r"type: expected 'vector', the type of the answer key, got 'derive'"),
        ("key.tolerance", {"relative": -1}, r"key.tolerance.relative: expected a tolerance (a relative"),
        ("key.tolerance", {"sigma": 1}, r"key.tolerance: expected a tolerance such as"),
        ("key.accept.0.tolerance", 1, r"key.accept[0].tolerance: expected a tolerance such as"),
        ("key.accept.0.note", 1, r"key.accept[0].note: expected text, got a number"),
        ("key.roundings.0", "3 figs", r"key.roundings[0]: expected a rounding such as '3 sig', got another"),
        ("key.surprise", 1, r"key: expected only the keys type, value, unit"),
        ("surprise" * 100, 1, r"the variant: expected only the keys version, deck"),
        ("type", "vector", r"type: expected 'derive', the type of the answer key, got 'vector'"),
        ("deck", "", r"deck: expected a name, got an empty text"),
        ("exercise", "x" * 65, r"exercise: expected at most 64 characters, got 65"),
        ("prompt", "x" * 20_001, r"prompt: expected at most 20000 characters, got 20001"),
        ("prompt", "\x1b[2J", r"prompt: expected text that can be shown, got one with control characters"),
        ("title", "\ud83d", r"title: expected text that can be shown"),
        ("hints", ["x"] * 65, r"hints: expected at most 64 items, got 65"),
        ("hints", [["x"]], r"hints[0]: expected text, got a list"),
        ("seed", 5.0, r"seed: expected a whole number, got a number"),
        ("seed", True, r"seed: expected a whole number, got a truth value"),
        ("seed", 2**64, r"seed: expected a whole number of at most 64 bits, got a larger one"),
        ("given", [1], r"given: expected an object, got a list"),
        ("given", {str(i): i for i in range(65)}, r"given: expected at most 64 entries, got 65"),
        ("given", {"N" * 65: 1}, r"given: a name: expected at most 64 characters, got 65"),
        ("given.N", {"a": 1}, r"given.N: expected a finite number, got an object"),
        ("given.N", None, r"given.N: expected a finite number, got nothing"),
        ("given.N", [[1]], r"given.N[0]: expected a finite number, got a list"),
        ("given.N", [True], r"given.N[0]: expected a finite number, got a truth value"),
        ("version", 2, r"version: expected 1, got 2, stored by a newer Drillbook: update it to read this"),
        ("version", 0, r"version: expected 1, got 0, which is read no more: draw the question anew"),
        ("version", "1", r"version: expected a whole number, got text"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path: str, value: object, message: str) -> None:
    with pytest.raises(VariantError) as error:
        Variant.from_json(put(path, value))
    assert str(error.value).startswith(message)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("name", sorted(VARIANT.to_json()))
def test_a_missing_key_is_named(name: str) -> None:
    whole = stored()
    del whole[name]
    with pytest.raises(VariantError, match=f"the variant: expected the key '{name}', got an object without it"):
        Variant.from_json(whole)


def test_another_version_is_told_before_its_other_keys_are() -> None:
    with pytest.raises(VariantError, match="newer Drillbook"):
        Variant.from_json({"version": 7, "questions": []})


@pytest.mark.parametrize("nonsense", [None, 1, "x", [], [[[[]]]], {}, {1: 2}, object()])
def test_what_is_no_object_of_ours_is_refused(nonsense: object) -> None:
    with pytest.raises(VariantError):
        Variant.from_json(nonsense)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([*(f"key.{name}" for name in VARIANT.key.to_json()), *VARIANT.to_json()]), JSON)
def test_whatever_stands_at_a_place_it_is_read_or_refused(path: str, value: object) -> None:
    try:
        again = Variant.from_json(put(path, value))
    except VariantError:
        return
    assert Variant.from_json(json.loads(json.dumps(again.to_json(), allow_nan=False))) == again


def test_huge_and_deep_files_are_refused_at_once() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    huge: list[object] = ["x" * 10_000_000, ["x"] * 1_000_000, {str(i): 1 for i in range(100_000)}, deep]
    start = time.process_time()
    for value in huge:
        for path in ("prompt", "work", "given", "key", "key.value", "key.mistakes"):
            broken = VARIANT.to_json() | (
                {path: value} if "." not in path else {"key": VARIANT.key.to_json() | {path[4:]: value}}
            )
            with pytest.raises(VariantError):
                Variant.from_json(broken)
    assert time.process_time() - start < 1
