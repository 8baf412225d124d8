"""Texts that are drawn say what they say: they are no Markdown, wherever a variant is shown."""

from pathlib import Path

from compiler.deck import filled
from tests.deck.samples import only

EXERCISE = """\
title: Words
type: derive
given:
  - rows: [word, n]
    pick: [['**x*_y', 1], ['$5 and $6', 2], ['<b>', 3], ['a|b', 5], ['[a](b)', 7]]
ask: "*Of* {word} there are {n}. Twice as many?"
work: {double: 2 * n}
answer: {is: double, tolerance: exact}
"""


def test_what_is_drawn_is_escaped_in_the_variant_and_plain_in_the_slots(tmp_path: Path) -> None:
    deck, exercise = only(tmp_path, EXERCISE)
    shown = {filled(deck, exercise, seed).prompt[1]: filled(deck, exercise, seed).variant.prompt for seed in range(40)}
    assert set(shown) == {"**x*_y", "$5 and $6", "<b>", "a|b", "[a](b)"}
    assert shown["**x*_y"].startswith(r"*Of* \*\*x\*\_y there are 1.")
    assert shown["$5 and $6"].startswith(r"*Of* \$5 and \$6 there are 2.")
    assert shown["<b>"].startswith(r"*Of* \<b\> there are 3.")
