"""What an answer key may hold; one that makes no sense cannot be made."""

from __future__ import annotations

import math

import pytest

from compiler.checker import (
    DebugKey,
    DecideKey,
    FormulaKey,
    Invariant,
    Part,
    Rounded,
    VectorKey,
    WrongFormula,
)
from tests.checker.strategies import bare_key


@pytest.mark.parametrize("word", ["p₁", "fits ✓", "", " ", "\u200b", "a" * 201])
def test_a_word_that_nobody_can_type_makes_no_key(word: str) -> None:
    number = bare_key(1.0)
    with pytest.raises(ValueError, match="could not be typed"):
        DecideKey(((word,), ("no",)), 0, number)
    with pytest.raises(ValueError, match="could not be typed"):
        VectorKey((Part(word, number), Part("b", number)))
    with pytest.raises(ValueError, match="could not be typed"):
        FormulaKey((word,), ((1.0,),), (1.0,))


def test_a_key_whose_parts_do_not_fit_together_cannot_be_made() -> None:
    number = bare_key(1.0)
    for make, why in (
        (lambda: FormulaKey((), ((1.0,),), (1.0,)), "needs symbols"),
        (lambda: FormulaKey(("n",), (), ()), "needs symbols"),
        (lambda: FormulaKey(("n",), ((1.0,),) * 17, (1.0,) * 17), "1 to 16 points"),
        (lambda: FormulaKey(("2n",), ((1.0,),), (1.0,)), "a symbol has letters"),
        (lambda: FormulaKey(("n",), ((1.0,),), (1.0, 2.0)), "one value for each point"),
        (lambda: FormulaKey(("n",), ((1.0,),), (1.0,), (WrongFormula((), "h"),)), "one value for each point"),
        (lambda: FormulaKey(("n",), ((1.0, 2.0),), (1.0,)), "one value for each symbol"),
        (lambda: FormulaKey(("n",), ((math.inf,),), (1.0,)), "finite"),
        (lambda: FormulaKey(("n",), ((1.0,),), (math.nan,)), "finite"),
        (lambda: DecideKey((("yes",),), 0, number), "two options or more"),
        (lambda: DecideKey((("yes",), ()), 0, number), "two options or more"),
        (lambda: DecideKey((("yes",), ("Yes",)), 0, number), "in the same words"),
        (lambda: DecideKey((("yes",), ("no",)), 2, number), "one of the options"),
        (lambda: DecideKey((("yes",), ("no",)), -1, number), "one of the options"),
        (lambda: VectorKey((Part("a", number),)), "2 to 6 values"),
        (lambda: VectorKey(tuple(Part(f"a{i}", number) for i in range(7))), "2 to 6 values"),
        (lambda: VectorKey((Part("a", number), Part("A", number))), "a label of its own"),
        (lambda: VectorKey((Part("a;b", number), Part("c", number))), "without signs that separate"),
        (lambda: DebugKey(0, 0, number), "1 to 20 lines"),
        (lambda: DebugKey(21, 0, number), "1 to 20 lines"),
        (lambda: DebugKey(5, 6, number), "one of them or 0"),
        (lambda: DebugKey(5, -1, number), "one of them or 0"),
        (lambda: Invariant("sinks"), "an invariant is sums-to, rises, falls; not sinks"),  # type: ignore[arg-type]
        (lambda: Invariant("sums-to", math.inf), "a finite number"),
        (lambda: Rounded(math.nan, "step"), "finite"),
    ):
        with pytest.raises(ValueError, match=why):
            make()


def test_the_edges_of_what_a_key_may_hold_are_allowed() -> None:
    number = bare_key(1.0)
    assert len(FormulaKey(("n",), ((1.0,),) * 16, (1.0,) * 16).points) == 16
    assert len(VectorKey(tuple(Part(f"a{i}", number) for i in range(6))).labels) == 6
    assert (DebugKey(20, 20, number).line, DebugKey(1, 0, number).line) == (20, 0)
