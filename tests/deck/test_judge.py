"""Which verdict is right in a draw, and what is said of the draws that are rejected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from compiler.deck import prove
from compiler.deck.defined import rests_on
from compiler.deck.draw import sound
from compiler.deck.judge import shares, verdicts
from compiler.formula import parse
from tests.deck.samples import changed, only

ORDERED = """\
title: T
type: decide
given: [{name: n, from: 1, to: 8, step: 1}]
ask: "{n}?"
work: {double: 2 * n}
answer:
  is: double
  tolerance: exact
  verdict: [{say: few, when: n < 3}, {say: some, when: n < 6}, {say: none, when: n < 5}, {say: many}]
"""


def test_the_first_verdict_whose_condition_holds_is_right(tmp_path: Path) -> None:
    deck, exercise = only(tmp_path / "deck", ORDERED)
    columns = sound(exercise, deck.id, np.arange(100))[1]
    found = verdicts(exercise, columns)
    assert found.dtype == np.int64
    rights = {(columns.row(row).value("n"), side) for row, side in enumerate(found.tolist())}
    assert rights == {(n, 0 if n < 3 else 1 if n < 6 else 3) for n in range(1, 9)}


def test_the_worst_of_the_draws_that_are_rejected_is_the_nearest(tmp_path: Path) -> None:
    text = changed(
        given="[{name: n, pick: [1.99, 2, 1, 4, 5, 7]}]",
        answer="{is: double, tolerance: 1%}",
        mistakes="[{is: n^2, hint: No.}]",
    )
    (rejection,) = prove(*only(tmp_path / "deck", text)).rejections
    assert (rejection.worst, rejection.distance) == ("n = 2", 0)
    assert rejection.share == pytest.approx(1 / 3)


def test_what_most_draws_are_lost_to_is_named(tmp_path: Path) -> None:
    text = changed(given="[{name: n, from: 1, to: 100, step: 1}]", require="[n > 10, n > 90]")
    (found,) = prove(*only(tmp_path / "deck", text)).diagnostics
    assert "`n > 90`" in (found.help or "") and found.draw == "n = 11"


def test_of_several_answers_no_guard_is_made_up(tmp_path: Path) -> None:
    text = (
        "title: T\ntype: vector\ngiven: [{name: n, pick: [1, 2, 3, 5, 7, 9]}]\nask: '{n}?'\n"
        "work: {a: 2 * n, b: 3 * n}\nanswer: {tolerance: 1%, parts: {one: a, two: b}}\n"
        "mistakes: [{part: one, is: n^2, hint: No.}]\n"
    )
    (rejection,) = prove(*only(tmp_path / "deck", text)).rejections
    assert "such as" not in rejection.advice and "`when`" in rejection.advice


def test_the_shares_of_a_balance_are_all_draws(tmp_path: Path) -> None:
    balanced = changed(given="[{name: n, from: 1, to: 40, step: 1}]", balance="{when: n > 30, share: 0.25}")
    assert shares(only(tmp_path / "a", balanced)[1]) == (0.75, 0.25)
    assert shares(only(tmp_path / "b", ORDERED)[1]) == (0.25,) * 4


def test_values_have_their_invariant_also_when_they_are_rounded(tmp_path: Path) -> None:
    text = (
        "title: T\ntype: vector\ngiven: [{name: n, pick: [1, 1.5, 2, 3, 4, 5, 6]}]\nask: '{n}?'\n"
        "work: {a: 50 + n / 3, b: 50 - n / 3}\n"
        "answer: {tolerance: 0.6, round: integer, invariant: {sums-to: 100, tolerance: exact},\n"
        "  parts: {one: a, two: b}}\n"
    )
    (found,) = prove(*only(tmp_path / "deck", text)).diagnostics
    assert (found.code, found.draw) == ("D413", "n = 1.5")


def test_a_formula_rests_on_every_name_that_its_definitions_lead_to() -> None:
    named = {name: parse(text) for name, text in {"a": "x", "b": "x + y", "c": "a + b + a"}.items()}
    assert rests_on(parse("c + z"), named) == ("z", "x", "y")


def test_a_verdict_must_follow_from_every_number_that_is_graded_right(tmp_path: Path) -> None:
    text = (
        "title: T\ntype: decide\ngiven: [{name: n, from: 11, to: 40, step: 1}]\nask: '{n}?'\nwork: {double: 2 * n}\n"
        "answer: {is: double, tolerance: 10%, verdict: [{say: big, when: double > 50}, {say: small}]}\n"
    )
    proof = prove(*only(tmp_path / "deck", text))
    (rejection,) = proof.rejections
    assert (rejection.kind, rejection.text, rejection.worst) == ("verdict", "double", "n = 23")
    assert rejection.share == pytest.approx(5 / 30) and "near the edge" in rejection.advice


def test_draws_on_the_side_that_is_full_are_lost_to_the_balance(tmp_path: Path) -> None:
    given = "[{name: n, from: 1, to: 999, step: 1}, {name: m, from: 1, to: 99, step: 1}]"
    text = changed(given=given, ask="'{n} {m}'", balance="{when: n > 900, share: 0.5}")
    proof = prove(*only(tmp_path / "deck", text), draws=2_000)
    (rejection,) = proof.rejections
    assert (rejection.kind, rejection.text, proof.diagnostics) == ("balance", "n > 900", ())
    seldom = text.replace("n > 900", "n > 990")
    assert [each.code for each in prove(*only(tmp_path / "seldom", seldom), draws=2_000).diagnostics] == ["D412"]


def test_so_it_must_where_a_balance_has_sides_of_its_own(tmp_path: Path) -> None:
    text = (
        "title: T\ntype: decide\ngiven: [{name: n, from: 11, to: 40, step: 1}]\nask: '{n}?'\nwork: {double: 2 * n}\n"
        "answer: {is: double, tolerance: 10%, verdict: [{say: big, when: double > 50}, {say: small}]}\n"
        "balance: {when: n > 35, share: 0.2}\n"
    )
    (rejection,) = prove(*only(tmp_path / "deck", text)).rejections
    assert (rejection.kind, rejection.worst) == ("verdict", "n = 23")


def test_a_zero_is_found_among_a_thousand_other_answers(tmp_path: Path) -> None:
    text = changed(given="[{name: n, from: -1000, to: 0, step: 1}]", answer="{is: double, tolerance: 1%}", ask="'{n}?'")
    (found,) = prove(*only(tmp_path / "deck", text)).diagnostics
    assert (found.code, found.draw) == ("D402", "n = 0")


def test_a_formula_may_be_zero_in_a_draw(tmp_path: Path) -> None:
    text = (
        "title: T\ntype: formula\ngiven: [{name: n, pick: [-2, -1, 1, 2, 3, 4, 5], means: things}]\nask: From n?\n"
        "work: {a: n + 2, b: a * n}\nanswer: {is: b, symbols: [n]}\n"
    )
    assert prove(*only(tmp_path / "deck", text)).diagnostics == ()


def test_the_sides_of_a_balance_are_shares_of_the_draws_that_are_kept(tmp_path: Path) -> None:
    given, balance = "[{name: n, from: 1, to: 200, step: 1}]", "{when: n > 97, share: 0.5}"
    text = changed(given=given, require="n <= 100", balance=balance)
    assert prove(*only(tmp_path / "deck", text)).diagnostics == ()


def test_each_answer_that_is_zero_somewhere_is_told(tmp_path: Path) -> None:
    text = (
        "title: T\ntype: vector\ngiven: [{name: n, pick: [1, 2, 3, 5, 7, 9]}]\nask: '{n}?'\n"
        "work: {a: n - 2, b: n - 3}\nanswer: {tolerance: 1%, parts: {one: a, two: b}}\n"
    )
    found = prove(*only(tmp_path / "deck", text)).diagnostics
    assert [(each.code, each.draw) for each in found] == [("D402", "n = 2"), ("D402", "n = 3")]
