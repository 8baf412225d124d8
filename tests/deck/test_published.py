"""The source's own numbers: they give its answer, or the exercise truly says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.deck import prove
from compiler.deck.defined import definitions
from compiler.deck.diagnostics import Findings
from compiler.deck.published import check_published
from compiler.formula import Scope
from tests.deck.samples import only, tinyml

EXERCISE = """\
title: Area
type: derive
given:
  - {{name: a, pick: [1, 2, 3, 4, 5]}}
  - {{name: b, pick: [2, 3, 7]}}
  - {{rows: [word, f], pick: [[metre, 1], [foot, 0.3048]]}}
  - {{name: c, is: a * b}}
  - {{name: z, pick: [1, 2], times: 2}}
require: b < 5
ask: "{{a}} {{b}} {{c}} {{word}} {{f}} {{z}}"
work: {{raw: c * sum(z), area: raw * f^2}}
answer: {{is: area, unit: m, tolerance: {tolerance}}}
published: {{{published}}}
"""
WHOLE = "given: {a: 2, b: 3, f: 0.5, z: [1, 1]}"


def told(folder: Path, published: str, tolerance: str = "1%") -> list[tuple[str, str]]:
    """Code and underlined text of each finding."""
    findings = Findings()
    _, exercise = only(folder, EXERCISE.format(published=published, tolerance=tolerance))
    check_published(exercise, findings)
    assert all(d.exercise == "e1" for d in findings.found)
    return [(d.code, d.span.file.text[d.span.start : d.span.end]) for d in findings.found]


@pytest.mark.parametrize(
    ("published", "found"),
    [
        ("answer: 3", []),
        ("answer: 3.02", []),
        ("answer: 3.04", [("D408", "3.04")]),
        ("answer: 3, erratum: Wrong.", [("D409", "3")]),
        ("answer: 6, erratum: Half of it.", []),
        ("answer: 6", [("D408", "6")]),
        ("answer: -3", [("D408", "-3")]),
    ],
)
def test_numbers_and_erratum_are_checked(tmp_path: Path, published: str, found: list[tuple[str, str]]) -> None:
    assert told(tmp_path / "deck", f"{WHOLE}, {published}") == found


@pytest.mark.parametrize(
    ("given", "answer", "agrees"),
    [
        ("a: 2, b: 3, f: 0.5, z: [1, 1]", "3.0", True),
        ("c: 6, f: 0.5, z: [1, 1]", "3.0", True),
        ("a: 100, b: 100, c: 6, f: 0.5, z: [1, 1]", "3.0", True),
        ("a: 2, b: 9, f: 0.5, z: [1, 1]", "9.0", True),
        ("a: 2, b: 3, f: 0.5, z: [0.25, 0.5]", "1.1", True),
        ("a: 2, b: 3, f: 0.5, z: [0.25, 0.5]", "1.2", False),
        ("a: 2, b: 3, word: yard, f: 0.9144, z: [1, 1]", "10.03", True),
    ],
)
def test_published_numbers_may_set_derived_names_and_need_not_meet_conditions(
    tmp_path: Path, given: str, answer: str, agrees: bool
) -> None:
    found = told(tmp_path / "deck", f"given: {{{given}}}, answer: {answer}", "0.01%")
    assert found == ([] if agrees else [("D408", answer)])


@pytest.mark.parametrize(
    ("answer", "factor", "agrees"),
    [
        ("3.0", 1.0166, True),
        ("3.0", 1.0168, False),
        ("1.0", 0.35, True),
        ("3.00", 1.0016, True),
        ("3.00", 1.0018, False),
        ("3", 1.0166, False),
        ("3.2e-5", 1.0666e-5, True),
        ("3.2e-5", 1.09e-5, False),
        ("3.2e-5", 100, False),
        ("3.0e3", 1.016e3, False),
        ("3000.0", 1.00001e3, True),
    ],
)
def test_printed_decimals_say_how_exact_the_source_is(tmp_path: Path, answer: str, factor: float, agrees: bool) -> None:
    given = f"c: {factor * 6:.12f}, f: 0.5, z: [1, 1]"
    found = told(tmp_path / "deck", f"given: {{{given}}}, answer: {answer}", "0.0001%")
    assert found == ([] if agrees else [("D408", answer)])


def test_numbers_that_are_left_out_must_be_declared(tmp_path: Path) -> None:
    partial = "given: {a: 2, f: 0.5}, answer: 3"
    assert [code for code, _ in told(tmp_path / "a", partial)] == ["D410"]
    assert told(tmp_path / "b", f"{partial}, undetermined: The source keeps b.") == []
    assert [code for code, _ in told(tmp_path / "c", f"{WHOLE}, answer: 3, undetermined: Really.")] == ["D410"]
    assert [code for code, _ in told(tmp_path / "d", "given: {}, answer: 3")] == ["D410"]


def test_what_the_answer_does_not_rest_on_may_be_left_out(tmp_path: Path) -> None:
    assert told(tmp_path / "a", "given: {c: 6, f: 0.5, z: [1, 1]}, answer: 3") == []


def test_the_source_may_have_asked_something_narrower(tmp_path: Path) -> None:
    narrow = "given: {a: 2, b: 3}, is: c, answer: 6"
    assert told(tmp_path / "a", f"{narrow}, note: It asked for the product.") == []
    assert told(tmp_path / "b", narrow) == [("D410", "c")]
    assert told(tmp_path / "c", "given: {a: 2, b: 3}, is: c, note: So., answer: 7") == [("D408", "7")]
    assert told(tmp_path / "d", f"{narrow}, note: So., erratum: No.") == [("D409", "6")]


def test_numbers_without_an_answer_are_told(tmp_path: Path) -> None:
    found = told(tmp_path / "deck", "given: {a: 2, b: 0, c: 1, f: 1, z: [1, 1]}, is: a / b, note: So., answer: 1")
    assert [code for code, _ in found] == ["D410"]


def test_published_numbers_do_not_keep_other_errors_from_being_told(tmp_path: Path) -> None:
    text = EXERCISE.format(published=f"{WHOLE}, answer: 9", tolerance="1%").replace("{b}", "").replace("{c}", "")
    assert [d.code for d in prove(*only(tmp_path / "deck", text)).diagnostics] == ["D404", "D408"]


def test_the_kv_cache_of_the_source_loses_a_factor_of_two() -> None:
    exercise = next(e for e in tinyml().exercises if e.slug == "kv-cache-memory")
    published = exercise.published
    assert published is not None
    value = Scope(published.given, definitions(exercise)).evaluate(exercise.answer.formula.node)
    assert exercise.answer.roundings[0].text(float(str(value))) == "268"
    assert round(float(str(value)), 1) == 268.4
    assert published.answer == 134.2
    assert published.erratum is not None
