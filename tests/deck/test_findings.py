"""What a proof says of a finding: what is wrong, in which exercise and draw, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.deck import prove
from tests.deck.samples import only
from tests.deck.test_author_errors import THIRTY, findings

SAID = [
    ("D401", "no-value", "the step `share` has no value", "n = 0", "`require`"),
    ("D402", "nothing", "zero in some draws", "n = 0", "absolute tolerance"),
    ("D403", "too-coarse", "comes out as 2.4; exact is 2.468", "n = 1.234", "more digits"),
    ("D404", "hidden", "does not show `secret`", None, "such as {secret}"),
    ("D405", "too-near", "within 3 tolerances", "n = 1", "narrow the tolerance"),
    ("D406", "too-few", "3 different prompts and 3 different answers; at least 5", None, "from more values"),
    ("D407", "too-picky", "10.0% of the draws are kept; at least 25%", "n = 1", "`n > 90` in line 56; draw fewer"),
    ("D408", "published", "the published numbers give 8, not 9", None, "`erratum`"),
    ("D409", "erratum", "is right: the numbers give 8", None, "remove the erratum"),
    ("D410", "left-out", "rests on `n`", None, "`undetermined`"),
    ("D411", "waived", "is not needed", None, "remove `waive`"),
    ("D412", "one-sided", "0.0% of the draws; each side needs 2% at least", None, "the side that is missing"),
    ("D413", "falling-values", "do not have their invariant: 2, 1", "n = 1", "`require`"),
    ("D401", "placeholder-value", "a placeholder has no value", "n = 2", "`require`"),
    ("D402", "cancelled", "zero in some draws", "n = 0.1", "absolute tolerance"),
]
"""Of each finding of the proofs: code, exercise, some of its message, draw, and some of its help."""


def test_a_finding_says_what_is_wrong_where_in_which_draw_and_what_to_do() -> None:
    found = [each for each in findings(THIRTY) if each.code >= "D4"]
    assert [(each.code, each.exercise, each.draw) for each in found] == [(c, e, d) for c, e, _, d, _ in SAID]
    for each, (_, _, message, _, help) in zip(found, SAID, strict=True):
        assert message in each.message
        assert help in (each.help or "")


DERIVE = """\
title: T
type: derive
given: [{given}]
ask: "{ask}"
work: {work}
answer: {answer}
"""
FEW = "{name: n, pick: [1, 2, 3, 5, 7]}"
DECIDE = """\
title: T
type: decide
given: [{{name: n, from: 21, to: 29, step: 1}}, {{name: m, pick: [{limits}]}}]
ask: "{{n}} {{m:.0f}}?"
work: {{double: 2 * n}}
answer: {{is: double, tolerance: exact, verdict: [{{say: big, when: double > m}}, {{say: small}}]}}
"""
LETTERS = """\
title: T
type: formula
given: [{{name: n, pick: [{values}], means: things}}]
ask: From n?
work: {{a: n + 2, b: a * n}}
answer: {{is: b, symbols: [n]}}
mistakes: [{{at: a, is: {wrong}, hint: Two more.}}]
"""
SIX = "1, 2, 3, 4, 5, 6"


def derive(
    given: str = FEW,
    ask: str = "{n}",
    work: str = "{double: 2 * n}",
    more: str = "",
    answer: str = "{is: double, tolerance: 1%}",
) -> str:
    return DERIVE.format(given=given, ask=ask, work=work, answer=answer) + more


def published(text: str, unit: str = "") -> str:
    return derive(more=f"published: {{{text}}}\n", answer=f"{{is: double, tolerance: 1%{unit}}}")


@pytest.mark.parametrize(
    ("text", "code", "message", "draw", "help"),
    [
        (
            derive("{name: n, pick: [0.3, 1, 2, 3, 4]}", "{n:.0f}", "{double: 6 / n}"),
            "D403",
            "the answer comes out as no value; exact is 20",
            "n = 0.3",
            "show more digits",
        ),
        (
            derive(f"{FEW}, {{name: m, pick: [1, 2, 4]}}", "{n} {m:one|many}", "{double: n * m}"),
            "D403",
            "have different answers, 2 and 4",
            "n = 1, m = 2; and n = 1, m = 4",
            "show in numbers what tells them apart",
        ),
        (
            DECIDE.format(limits="49.6, 53, 55"),
            "D403",
            "from the numbers as shown another verdict follows",
            "n = 25, m = 49.6",
            "show more digits",
        ),
        (
            DECIDE.format(limits="90, 95, 99"),
            "D412",
            "`big` is right in 0.0% of the draws; each verdict needs 2% at least",
            None,
            "draw more values",
        ),
        (
            DECIDE.format(limits="10, 20, 30"),
            "D412",
            "`small` is right in 0.0% of the draws; each verdict needs 2% at least",
            None,
            "draw more values",
        ),
        (
            DECIDE.format(limits="50, 53, 55").replace("when: double > m", "when: double > m / (n - 25)"),
            "D401",
            "the condition of a verdict has no value in some draws: this divides by zero",
            "n = 25, m = 50",
            "`require`",
        ),
        (
            derive(more="balance: {when: 1 / (n - 2) > 0, share: 0.5}\n"),
            "D401",
            "the balance has no value in some draws: this divides by zero",
            "n = 2",
            "`require`",
        ),
        (
            LETTERS.format(values=SIX, wrong="n + 2.000001"),
            "D405",
            "this mistake is the right formula at every point",
            "n = 1",
            "correct it",
        ),
        (
            LETTERS.format(values=SIX, wrong="2 + n"),
            "D405",
            "this mistake is the right formula at every point",
            "n = 1",
            "correct it",
        ),
        (LETTERS.format(values="1, 2, 3", wrong="n"), "D406", "fewer than 5 different values", None, "draw more"),
        (
            derive(more="mistakes: [{is: n, hint: No., when: n > 7}]\n"),
            "D405",
            "no draw activates this mistake",
            None,
            "correct its `when`",
        ),
        (derive("{name: n, pick: [1, 2]}"), "D406", "2 different prompts and 2 different answers", None, "more values"),
        (published("given: {n: 2}, answer: 5"), "D408", "the published numbers give 4, not 5", None, "`erratum`"),
        (published("given: {n: 2}, answer: 5", ", unit: kg"), "D408", "give 4 kg, not 5", None, "`erratum`"),
        (published("given: {n: 2}, answer: 4, erratum: No.", ", unit: kg"), "D409", "give 4 kg", None, "the erratum"),
        (published("given: {}, answer: 4"), "D410", "the answer rests on `n`", None, "as `is`"),
        (
            published("given: {n: 2}, answer: 4, undetermined: No."),
            "D410",
            "nothing that it rests on is left out",
            None,
            "remove `undetermined`",
        ),
        (published("given: {n: 2}, is: n, answer: 2"), "D410", "needs a `note` that says why", None, None),
        (published("given: {n: 0}, is: 1 / n, note: So., answer: 2"), "D410", "no answer: this divides", None, None),
    ],
)
def test_each_kind_of_finding_says_so_too(
    tmp_path: Path, text: str, code: str, message: str, draw: str | None, help: str | None
) -> None:
    (found,) = prove(*only(tmp_path / "deck", text)).diagnostics
    assert (found.code, found.exercise, found.draw) == (code, "e1", draw)
    assert message in found.message
    assert found.help is None if help is None else help in (found.help or "")
