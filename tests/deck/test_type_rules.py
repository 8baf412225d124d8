"""What each type demands of its definition is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.deck import load, prove
from tests.deck.samples import proved_deck, write_chapter

BASE = """
    base:
      title: Base
      type: {type}
      given:
        - {{name: n, from: 1, to: 20, step: 1, means: things}}
        - {{name: m, pick: [30, 40, 50], means: others}}
      ask: {ask}
      work: {{a: 2 * n, b: a + m}}
      answer: {answer}
      mistakes: {mistakes}
"""
BIG = "[{say: big, when: b > 60}, {say: small}]"
SOUND = {
    "formula": ("From n and m?", "{is: b, symbols: [n, m]}", "[{at: a, is: n, hint: Twice.}]"),
    "decide": ('"{n}, {m}?"', f"{{is: b, tolerance: exact, verdict: {BIG}}}", "[]"),
    "vector": ('"{n}, {m}?"', "{tolerance: exact, parts: {one: a, two: b}}", "[{at: a, is: 3 * n, hint: Twice.}]"),
    "debug": ("Which line?", "{is: b, tolerance: exact}", "[{at: a, is: n, hint: Twice.}]"),
}


@pytest.mark.parametrize("kind", SOUND)
def test_the_samples_are_sound(tmp_path: Path, kind: str) -> None:
    ask, answer, mistakes = SOUND[kind]
    deck = proved_deck(tmp_path / "deck", BASE.format(type=kind, ask=ask, answer=answer, mistakes=mistakes))
    assert len(deck.exercises) == 1


@pytest.mark.parametrize(
    ("kind", "part", "text", "code", "place"),
    [
        ("formula", 0, "From n?", "D404", "From n?"),
        ("formula", 0, '"From n and m, {n}?"', "D207", "n"),
        ("formula", 1, "{is: b, symbols: [n]}", "D404", "From n and m?"),
        ("formula", 1, "{is: b, symbols: [n, m, a]}", "D204", "a"),
        ("formula", 1, "{is: b, symbols: [n, m, n]}", "D204", "n"),
        ("formula", 1, "{is: b, symbols: [n, m], tolerance: 1%}", "D201", "tolerance"),
        ("formula", 2, "[{at: a, is: n, when: n > 2, hint: Twice.}]", "D207", "n > 2"),
        ("formula", 2, "[{at: a, is: n + n, hint: Twice.}]", "D405", "n + n"),
        (
            "decide",
            1,
            "{is: b + 0, tolerance: exact, verdict: [{say: big, when: b > 60}, {say: small}]}",
            "D207",
            "b + 0",
        ),
        ("decide", 1, "{is: b, tolerance: exact, verdict: [{say: big}, {say: small}]}", "D204", "{say: big}"),
        (
            "decide",
            1,
            "{is: b, tolerance: exact, verdict: [{say: big, when: b > 60}]}",
            "D204",
            "[{say: big, when: b > 60}]",
        ),
        ("decide", 1, "{is: b, tolerance: exact, verdict: [{say: big, when: b > 60}, {say: Big}]}", "D205", "Big"),
        ("decide", 1, "{is: b, tolerance: exact, verdict: [{say: big, when: b > 99}, {say: small}]}", "D412", "b"),
        ("decide", 1, "{is: b, tolerance: exact, verdict: [{say: big, when: b}, {say: small}]}", "D304", "b"),
        ("vector", 1, "{tolerance: exact, parts: {one: a}}", "D204", "{one: a}"),
        ("vector", 1, "{parts: {one: a, two: {is: b, tolerance: exact}}}", "D202", "one"),
        ("vector", 1, "{tolerance: exact, parts: {one: a, One: b}}", "D204", "One"),
        ("vector", 1, "{tolerance: exact, parts: {layer 1: a, Layer1: b}}", "D204", "Layer1"),
        ("vector", 1, "{tolerance: exact, parts: {'a:b': a, two: b}}", "D204", "'a:b'"),
        ("vector", 1, "{tolerance: exact, invariant: stays, parts: {one: a, two: b}}", "D204", "stays"),
        ("vector", 1, "{tolerance: exact, invariant: {sums-to: 50}, parts: {one: a, two: b}}", "D202", "{"),
        ("vector", 1, "{tolerance: exact, invariant: falls, parts: {one: a, two: b}}", "D413", "a"),
        ("vector", 2, "[{is: 3 * n, hint: Twice.}]", "D202", "3 * n"),
        ("vector", 2, "[{part: three, is: 3 * n, hint: Twice.}]", "D204", "three"),
        ("vector", 2, "[{part: one, at: a, is: 3 * n, hint: Twice.}]", "D204", "one"),
        ("debug", 1, "{is: a, tolerance: exact}", "D207", "a"),
        ("debug", 2, "[{is: n, hint: Twice.}]", "D207", "base"),
    ],
)
def test_what_does_not_go_with_a_type_is_told_at_its_place(
    tmp_path: Path, kind: str, part: int, text: str, code: str, place: str
) -> None:
    said = list(SOUND[kind])
    said[part] = text
    ask, answer, mistakes = said
    loaded = load(write_chapter(tmp_path / "deck", BASE.format(type=kind, ask=ask, answer=answer, mistakes=mistakes)))
    assert loaded.deck is not None
    found = [*loaded.diagnostics, *(d for each in loaded.deck.exercises for d in prove(loaded.deck, each).diagnostics)]
    assert (code, place) in {(each.code, each.span.file.text[each.span.start : each.span.end]) for each in found}
