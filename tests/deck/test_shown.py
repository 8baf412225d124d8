"""Solvable as shown: whoever starts from the printed numbers, and rounds as the derivation does, is graded right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.checker import NumberKey, grade_number
from compiler.deck import Proof, filled, prove
from tests.deck.samples import only

SHARP = "[1.26, 2.38, 4.47, 8.58, 16.69]"


def proved(
    folder: Path,
    given: str = f"{{name: n, pick: {SHARP}}}",
    ask: str = "{n}",
    work: str = "{double: 2 * n}",
    answer: str = "{is: double, tolerance: 1%}",
    more: str = "",
) -> Proof:
    ask = ask.replace("'", "''")
    text = f"title: T\ntype: derive\ngiven: [{given}]\nask: '{ask}'\nwork: {work}\nanswer: {answer}\n{more}"
    return prove(*only(folder, text))


def codes(proof: Proof) -> list[str]:
    return [d.code for d in proof.diagnostics]


def underlined(proof: Proof) -> list[str]:
    return [d.span.file.text[d.span.start : d.span.end] for d in proof.diagnostics]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ("{n}", None),
        ("{n:.2f}", None),
        ("{n:.1f}", "D403"),
        ("{n:2 sig}", "D403"),
        ("{n:4 sig}", None),
        ("{n:.1f} or rather {n}", None),
        ("{n} which is about {n:.0f}", None),
        ("{n:.0f} {n:byte|bytes}", "D403"),
        ("{n:.0f} and {n + 1:.0f}", "D403"),
        ("{100 * n}", None),
        ("{100 * n:.0f}", None),
        ("{n / 10:.3f}", None),
        ("{n / 10:.1f}", "D403"),
        ("{n / 1e6:.8f} million", None),
        ("{n * 8 / 8:.0f}", "D403"),
        ("{-n / 2 * 100:.0f}", None),
        ("{-n / 2:.0f}", "D403"),
        ("{1000 * (n / 1000):.0f}", "D403"),
        ("{1 * n:.0f}", "D403"),
        ("{0 * n} and {n:.2f}", None),
        ("{-(n + 1)} and {n}", None),
        ("{2 * (n + 1)} and {n}", None),
        ("{1 / n:.1g}", None),
    ],
)
def test_the_prompt_must_print_enough_digits(tmp_path: Path, ask: str, code: str | None) -> None:
    assert codes(proved(tmp_path / "deck", ask=ask)) == ([] if code is None else [code])


@pytest.mark.parametrize("ask", ["{n} is {n:.0f}", "{n:.0f} is {n}"])
def test_of_several_readings_the_nearest_is_taken(tmp_path: Path, ask: str) -> None:
    for name, last in (("down", 16.49), ("up", 16.51)):
        given = f"{{name: n, pick: [1.26, 2.38, 4.47, 8.58, {last}]}}"
        assert codes(proved(tmp_path / name, given=given, ask=ask)) == []


@pytest.mark.parametrize("ask", ["{n / 2:.0f}", "{-n / 2:.0f}", "{-(n / 2):.0f}", "{0.5 * -n:.0f}"])
def test_a_number_is_read_back_from_how_it_is_printed(tmp_path: Path, ask: str) -> None:
    (found,) = proved(tmp_path / "deck", given="{name: n, pick: [3, 7, 13, 25, 41]}", ask=ask).diagnostics
    assert "comes out as 8; exact is 6" in found.message and found.draw == "n = 3"


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("{third: n / 3, double: 6 * third}", None),
        ("{third: {is: n / 3, round: 2 sig}, double: 6 * third}", "D403"),
        ("{third: {is: n / 3, round: 4 sig}, double: 6 * third}", None),
        ("{near: {is: n / 3 + 1000, round: integer}, double: 6 * (near - 1000)}", "D403"),
        ("{far: n / 3 + 1e7, double: 6 * (far - 1e7)}", "D403"),
        ("{double: {is: 2 * n, round: 1 sig}}", "D403"),
    ],
)
def test_steps_must_keep_enough_digits(tmp_path: Path, work: str, code: str | None) -> None:
    assert codes(proved(tmp_path / "deck", work=work)) == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("rounding", "code", "reply"),
    [
        ("3 sig", None, ""),
        ("2 sig", "D403", "13"),
        ("[3 sig, 2 decimals]", None, ""),
        ("[3 sig, 1 sig]", "D403", "10"),
        ("[1 decimal, integer]", "D403", "13"),
    ],
)
def test_every_rounding_that_is_allowed_must_be_graded_right(
    tmp_path: Path, rounding: str, code: str | None, reply: str
) -> None:
    draws = "{name: n, pick: [6.26, 12.38, 14.47, 18.58, 2.315]}"
    proof = proved(tmp_path / "deck", given=draws, answer=f"{{is: double, tolerance: 1%, round: {rounding}}}")
    assert codes(proof) == ([] if code is None else [code])
    if code is not None:
        assert re.search(rf"comes out as {re.escape(reply)}\b", proof.diagnostics[0].message)


def test_the_message_says_the_reply_with_its_unit(tmp_path: Path) -> None:
    (found,) = proved(
        tmp_path / "deck", ask="{n:.0f}", answer="{is: double, unit: MB, tolerance: 1%, round: 3 sig}"
    ).diagnostics
    assert found.message == "from the numbers as shown the answer comes out as 2.00 MB; exact is 2.52"
    assert found.draw == "n = 1.26"


@pytest.mark.parametrize(
    ("given", "ask", "code"),
    [
        ("{name: n, is: 10 * a}", "{n}", None),
        ("{name: n, is: 10 * a}", "{a}", None),
        ("{name: n, is: 10 * a}", "{a} {n}", None),
        ("{name: n, is: 10 * a}", "{a:.0f} {n}", None),
        ("{name: n, is: 10 * a}", "{a:.0f}", "D403"),
        ("{name: n, is: 10 * a}", "{a} {n:.0f}", "D403"),
        ("{name: n, is: 10 * a}", "{a:.0f} {n + 1}", None),
        ("{name: n, is: a / 3}", "{n:.1f}", "D403"),
        ("{name: n, is: a / 3}", "{n:.4g}", None),
        ("{name: n, is: a / 3}", "{n}", None),
    ],
)
def test_a_derived_given_that_is_shown_stands_for_what_it_is_made_of(
    tmp_path: Path, given: str, ask: str, code: str | None
) -> None:
    proof = proved(tmp_path / "deck", f"{{name: a, pick: {SHARP}}}, {given}", ask)
    assert codes(proof) == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ("Nothing", "D404"),
        ("{m}", "D404"),
        ("{n}", None),
        ("{n:one|many}", "D403"),
        ("{n + m}", "D403"),
        ("{n} {n + m}", None),
        ("{m * n} {m} {n}", None),
    ],
)
def test_what_the_answer_rests_on_must_be_seen(tmp_path: Path, ask: str, code: str | None) -> None:
    """`{n + m}` alone shows neither: two draws of the same sum have different answers."""
    given = "{name: n, pick: [1, 2, 3, 4, 5, 6]}, {name: m, pick: [1, 2]}"
    proof = proved(tmp_path / "deck", given, ask, more="insight: '{n} {m}'\n")
    assert codes(proof) == ([] if code is None else [code])
    if code is not None:
        assert underlined(proof) == [f"'{ask}'"]


@pytest.mark.parametrize(
    ("values", "code"),
    [("[0, 1]", None), ("[1, 4]", None), ("[0, 2]", "D403"), ("[0, 1, 2]", "D403"), ("[1, 1.001]", None)],
)
def test_words_show_a_number_where_they_tell_its_values_apart(tmp_path: Path, values: str, code: str | None) -> None:
    given = f"{{name: bias, pick: {values}}}, {{name: n, pick: [1, 2, 3, 5, 7]}}"
    proof = proved(tmp_path / "deck", given, "{n} {bias:with|without}", "{double: n + bias}")
    assert codes(proof) == ([] if code is None else [code])
    if code is not None:
        assert "look the same" in proof.diagnostics[0].message
        assert (proof.diagnostics[0].draw or "").count("bias = ") == 2


def test_texts_are_shown_as_they_are(tmp_path: Path) -> None:
    rows = "{rows: [kind, b], pick: [[int8, 1], [fp16, 2], [fp32, 4]]}, {name: n, pick: [1, 2, 3]}"
    work = "{double: n * b + (1 if kind == ''int8'' else 0)}".replace("''", "'")
    assert codes(proved(tmp_path / "a", rows, "{n} {kind} {b}", f'{{double: "{work[9:-1]}"}}')) == []
    assert codes(proved(tmp_path / "b", rows, "{n} {b}", f'{{double: "{work[9:-1]}"}}')) == ["D404"]
    assert codes(proved(tmp_path / "c", rows, "{n} {kind}", "{double: n * b}", more="insight: '{b}'\n")) == ["D404"]


def test_lists_are_read_element_by_element(tmp_path: Path) -> None:
    given = f"{{name: z, pick: {SHARP}, times: 2}}"
    work = "{parts: 2 * z, double: sum(parts)}"
    assert codes(proved(tmp_path / "a", given, "{z}", work)) == []
    assert codes(proved(tmp_path / "b", given, "{z:.2f}", work)) == []
    assert codes(proved(tmp_path / "c", given, "{z:.0f}", work)) == ["D403"]
    assert codes(proved(tmp_path / "d", given, "{z[0]} {z[1]}", work)) == []
    rounded = "{parts: {is: 2 * z, round: integer}, double: sum(parts)}"
    assert codes(proved(tmp_path / "e", given, "{z}", rounded)) == ["D403"]


def test_exact_answers_need_exact_prints(tmp_path: Path) -> None:
    answer = "{is: double, tolerance: exact}"
    given = "{name: n, pick: [1234567, 1234568, 1234569, 1234570, 1234571]}"
    assert codes(proved(tmp_path / "a", given, "{n:,}", answer=answer)) == []
    assert codes(proved(tmp_path / "b", given, "{n / 1e6:.3g} million", answer=answer)) == ["D403"]
    assert codes(proved(tmp_path / "c", given, "{n / 1e6} million", answer=answer)) == []


def test_a_sampled_draw_that_breaks_the_proof_is_drawn_again_by_its_seed(tmp_path: Path) -> None:
    text = (
        "title: T\ntype: derive\n"
        "given: [{name: n, from: 1, to: 999, step: 0.5}, {name: m, from: 1, to: 99, step: 1}]\n"
        "ask: '{n:.0f} {m}'\nwork: {product: n * m}\nanswer: {is: product, tolerance: 0.1%}\n"
    )
    deck, exercise = only(tmp_path / "deck", text)
    proof = prove(deck, exercise)
    assert not proof.exhaustive
    (found,) = proof.diagnostics
    assert found.code == "D403"
    match = re.fullmatch(r"n = (\S+), m = (\S+) \(seed (\d+)\)", found.draw or "")
    assert match is not None
    again = filled(deck, exercise, int(match[3])).variant
    assert dict(again.given) == {"n": float(match[1]), "m": float(match[2])}
    printed = float(again.prompt.split()[0])
    assert isinstance(again.key, NumberKey)
    assert not grade_number(again.key, printed * float(match[2])).right
