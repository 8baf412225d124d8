"""A companion takes what it does not say from its exercise; where only a magnitude is asked, near mistakes are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from compiler.checker import NumberKey, grade
from compiler.deck import filled, load, prove
from tests.deck.samples import proved_deck, write_chapter

MAGNITUDE = """
    size:
      title: Size
      type: derive
      given:
        - {name: n, from: 100, to: 900, step: 100, means: things}
      ask: "How many bits are {n} bytes?"
      work: {bits: 8 * n}
      answer: {is: bits, unit: bit, tolerance: exact}
      mistakes: [{at: bits, is: n, hint: A byte has eight.}, {at: bits, is: 7 * n, hint: Eight.}]
    about:
      of: size
      title: About
      type: derive
      magnitude: true
      ask: "About how many bits are {n} bytes?"
      mistakes: [{at: bits, is: n / 8, hint: More.}, {at: bits, is: 7 * n, hint: Eight.}]
"""


def test_where_the_magnitude_is_asked_half_and_double_are_right_and_near_mistakes_none(tmp_path: Path) -> None:
    loaded = load(write_chapter(tmp_path / "deck", MAGNITUDE))
    assert loaded.deck is not None
    _, about = loaded.deck.exercises
    assert [each.code for each in prove(loaded.deck, about).diagnostics] == ["D405"]
    about = replace(about, mistakes=about.mistakes[:1])
    assert prove(loaded.deck, about).diagnostics == ()
    key = filled(loaded.deck, about, 3).variant.key
    assert isinstance(key, NumberKey)
    for factor, right in ((0.5, True), (2, True), (0.4, False), (2.2, False)):
        assert grade(key, f"{key.value * factor} bit").right is right
    assert [mistake.hint for mistake in key.mistakes] == ["More."]


def test_a_companion_takes_what_it_does_not_say(tmp_path: Path) -> None:
    deck = proved_deck(tmp_path / "deck", MAGNITUDE.replace(", {at: bits, is: 7 * n, hint: Eight.}", ""))
    main, about = deck.exercises
    assert about.given == main.given
    assert about.of == "size"
    assert [step.name for step in about.work] == ["bits"]
    assert about.answer.formula == main.answer.formula


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (("of: size", "of: sise"), "D302", "sise"),
        (("of: size", "of: about"), "D302", "about"),
        (("magnitude: true", "type: debug"), "D103", "type"),
    ],
)
def test_a_companion_that_cannot_be(tmp_path: Path, change: tuple[str, str], code: str, place: str) -> None:
    found = load(write_chapter(tmp_path / "deck", MAGNITUDE.replace(*change))).diagnostics
    assert (code, place) in {(each.code, each.span.file.text[each.span.start : each.span.end]) for each in found}
