"""Everything that is computed or shown has a value in every draw; where not, the very characters are underlined."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.deck import prove
from tests.deck.samples import only
from tests.deck.test_prove import NUMBERS, exercise, proved, told


@pytest.mark.parametrize(
    ("work", "more", "where"),
    [
        ("{double: 6 / (n - 2)}", "", "6 / (n - 2)"),
        ("{double: 'n + ln(n - 1)'}", "", "ln(n - 1)"),
        ("{double: '1 + 6 / (n - 2) + ln(n)'}", "", "6 / (n - 2)"),
        ("{a: 6 / (n - 2), double: 2 * a}", "", "6 / (n - 2)"),
        ("{double: 2 * n, a: 6 / (n - 2), b: a + double}", "insight: '{b}'", "6 / (n - 2)"),
        ("{double: 2 * n}", "require: [n > 0, 6 / (n - 2) > 0]", "6 / (n - 2)"),
        ("{double: 2 * n}", "accept: [{is: 6 / (n - 2)}]", "6 / (n - 2)"),
        ("{double: 2 * n}", "mistakes: [{is: 1 + 6 / (n - 2), hint: No.}]", "6 / (n - 2)"),
        ("{double: 2 * n}", "mistakes: [{is: n / 2, when: 1 < 6 / (n - 2), hint: No.}]", "6 / (n - 2)"),
        ("{half: n / 2, double: 4 * half}", "mistakes: [{at: half, is: 5 - 6 / (n - 2), hint: No.}]", "6 / (n - 2)"),
        ("{half: n / 2, double: 4 / half}", "mistakes: [{at: half, is: n - 2, hint: No.}]", "n - 2"),
        ("{double: 2 * n}", "insight: 'A share of {1 + 6 / (n - 2):.2f}.'", "6 / (n - 2)"),
        ("{double: 2 * n}", "hints: ['{n}', 'See {6 / (n - 2)}']", "6 / (n - 2)"),
        ("{double: {is: 2 * n, note: 'See {6 / (n - 2)}'}}", "", "6 / (n - 2)"),
        ("{double: 2 * n}", "mistakes: [{is: n / 2, hint: 'No, {6 / (n - 2)}'}]", "6 / (n - 2)"),
        ("{double: 1e200 * n * 1e200}", "", "1e200 * n * 1e200"),
        ("{double: 2 * n + (n - 3) ^ 0.5}", "", "(n - 3) ^ 0.5"),
    ],
)
def test_what_has_no_value_is_underlined_with_a_draw(tmp_path: Path, work: str, more: str, where: str) -> None:
    given = "{name: n, pick: [1, 2, 3, 4, 5, 6, 7]}"
    text = exercise(given, "{double: 2 * n}", more=f"{more}\n").replace("work: {double: 2 * n}", f"work: {work}")
    proof = prove(*only(tmp_path / "deck", text))
    assert told(proof) == [("D401", where)]
    assert re.match(r"n = [12]\b", proof.diagnostics[0].draw or "")
    assert proof.diagnostics[0].exercise == "e1"
    assert "None" not in proof.diagnostics[0].message
    assert ("`when`" if "mistakes" in more else "`require`") in (proof.diagnostics[0].help or "")


def test_a_placeholder_of_the_prompt_without_a_value_is_told_too(tmp_path: Path) -> None:
    given = "{name: n, pick: [1, 2, 3, 4, 5, 6, 7]}"
    proof = proved(tmp_path / "deck", given, ask="{n} {6 / (n - 2)}")
    assert told(proof) == [("D401", "6 / (n - 2)")]


def test_a_derived_given_needs_a_value_though_the_answer_can_do_without(tmp_path: Path) -> None:
    given = "{name: n, pick: [1, 2, 3, 4, 5, 6, 7]}, {name: z, is: 6 / (n - 2)}"
    proof = proved(tmp_path / "deck", given, "{double: z if n > 2 else n}", ask="{n}")
    assert told(proof) == [("D401", "6 / (n - 2)")]
    assert proof.diagnostics[0].draw == "n = 2, z has no value"
    assert "the given `z`" in proof.diagnostics[0].message


def test_two_things_without_a_value_are_two_findings(tmp_path: Path) -> None:
    work = "{a: 6 / (n - 2), b: 1 / (n - 2), double: a + 1 / (n - 3)}"
    more = "insight: '{b}'\n"
    proof = proved(tmp_path / "deck", "{name: n, pick: [1, 2, 3, 4, 5, 6, 7]}", work, more=more)
    assert told(proof) == [("D401", "6 / (n - 2)"), ("D401", "1 / (n - 2)"), ("D401", "1 / (n - 3)")]


def test_a_text_is_asked_only_where_it_is_shown(tmp_path: Path) -> None:
    given = "{name: n, pick: [1, 2, 3, 4, 5, 6, 7]}"
    guarded = "{is: n / 2, when: n > 2, hint: 'No, {6 / (n - 2)}'}"
    assert proved(tmp_path / "a", given, mistakes=guarded).diagnostics == ()
    assert proved(tmp_path / "b", given, more="insight: '{6 / (n - 2)}'\nrequire: n != 2\n").diagnostics == ()


@pytest.mark.parametrize(
    ("work", "tolerance", "code"),
    [
        ("{double: n - 2}", "1%", "D402"),
        ("{double: n - 2}", "factor 2", "D402"),
        ("{double: n - 2}", "3 sig", "D402"),
        ("{double: n - 2}", "0.1", None),
        ("{double: n - 2}", "exact", None),
        ("{double: n / 10 + 0.1 - 0.3}", "1%", "D402"),
        ("{double: n / 1e9}", "1%", None),
        ("{double: n / 1e20}", "1%", None),
        ("{double: 'ln(n / 2)'}", "1%", "D402"),
        ("{double: n ^ 0.5 - 2 ^ 0.5}", "1%", "D402"),
        ("{double: 'ln(n + 1) / 1e9'}", "1%", None),
    ],
)
def test_a_share_of_zero_is_no_tolerance(tmp_path: Path, work: str, tolerance: str, code: str | None) -> None:
    proof = proved(tmp_path / "deck", NUMBERS, work, tolerance)
    assert [c for c, _ in told(proof) if c == "D402"] == ([] if code is None else [code])
    if code is not None:
        assert [d.draw for d in proof.diagnostics if d.code == "D402"] == ["n = 2"]
