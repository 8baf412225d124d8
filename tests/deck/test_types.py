"""The five types: what an author writes of each becomes a question that its own answer answers, and no mistake does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.checker import DebugKey, DecideKey, FormulaKey, Said, Variant, VectorKey, VerdictKind, grade
from compiler.deck import Deck, Exercise, Filled, filled, table
from tests.deck.samples import ROOT, proved_deck
from tests.deck.samples import drawn as draw

GUIDE = ROOT / "docs" / "definition-format.md"


def examples() -> str:
    """The exercises of the guide's chapter on types, in their order, as the exercises of one chapter."""
    text = GUIDE.read_text(encoding="utf-8")
    section = text[text.index("## The five types") : text.index("## Texts and placeholders")]
    return "\n".join(re.findall(r"```yaml\n(.*?)```", section, re.DOTALL))


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    return proved_deck(tmp_path_factory.mktemp("guide") / "deck", examples())


def exercise(deck: Deck, slug: str) -> Exercise:
    return next(each for each in deck.exercises if each.slug == slug)


def drawn(deck: Deck, slug: str, count: int = 100) -> Iterator[Filled]:
    return iter(draw(deck, exercise(deck, slug), count)[1])


def test_the_guide_has_an_exercise_of_every_type_but_derive(deck: Deck) -> None:
    assert [each.type for each in deck.exercises] == ["formula", "decide", "vector", "debug"]


def test_a_companion_has_the_number_of_its_exercise_and_a_letter(deck: Deck) -> None:
    assert [each.number for each in deck.exercises] == ["3.1", "3.2", "3.3", "3.2a"]


def test_the_answer_that_is_shown_is_right(deck: Deck) -> None:
    for each in deck.exercises:
        for found in drawn(deck, each.slug):
            assert grade(found.variant.key, found.answer).kind is VerdictKind.RIGHT, found.answer


def test_a_variant_is_read_back_from_its_json(deck: Deck) -> None:
    for each in deck.exercises:
        variant = filled(deck, each, 7).variant
        assert Variant.from_json(variant.to_json()) == variant


def test_a_formula_is_compared_at_points_of_its_own_ranges(deck: Deck) -> None:
    (found,) = {each.variant.key for each in drawn(deck, "lens-formula", 20)}
    assert isinstance(found, FormulaKey)
    assert len(found.points) == len(set(found.points)) == 12
    assert all(20 <= a <= 60 and 5 <= b <= 15 for a, b in found.points)
    assert found.values == pytest.approx([a * b / (a + b) for a, b in found.points])


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("a b / (a + b)", VerdictKind.RIGHT),
        ("1/(1/a + 1/b)", VerdictKind.RIGHT),
        ("1/a + 1/b", VerdictKind.MISTAKE),
        ("a + b", VerdictKind.MISTAKE),
        ("a - b", VerdictKind.WRONG),
    ],
)
def test_a_formula_is_right_in_whatever_form(deck: Deck, reply: str, kind: VerdictKind) -> None:
    key = filled(deck, exercise(deck, "lens-formula"), 0).variant.key
    assert grade(key, reply).kind is kind


def test_a_formula_with_one_prompt_has_one_variant_and_its_derivation_stays_in_letters(deck: Deck) -> None:
    (only,) = table(deck, exercise(deck, "lens-formula"))
    assert only.variant.work == ("power = 1 / a + 1 / b", "f = 1 / power")
    assert only.variant.given == ()
    assert only.answer == "1 / (1 / a + 1 / b)"


FIXED = """
    cost:
      title: Cost in letters
      type: formula
      given:
        - {name: n, from: 1, to: 20, step: 1, means: pieces}
        - {name: p, pick: [3, 5, 8], means: price of a piece}
        - {name: twice, is: 2 * p}
      ask: What do n pieces cost at {p} each, with {twice} for the parcel?
      work: {pieces: n * p, all: pieces + twice}
      answer: {is: all, symbols: [n]}
      mistakes: [{at: all, is: pieces, hint: 'The parcel costs {twice}.'}]
"""


def test_a_given_that_is_no_symbol_has_the_number_of_the_draw(tmp_path: Path) -> None:
    deck = proved_deck(tmp_path / "deck", FIXED)
    rows = table(deck, deck.exercises[0])
    assert {row.variant.given for row in rows} == {(("p", p), ("twice", 2 * p)) for p in (3.0, 5.0, 8.0)}
    for row in rows:
        p = int(float(str(dict(row.variant.given)["p"])))
        assert row.answer == f"n × {p} + 2 × {p}"
        assert grade(row.variant.key, f"{p}n + {2 * p}").right
        assert grade(row.variant.key, f"{p}n").hints == (f"The parcel costs {2 * p}.",)
        assert not grade(row.variant.key, f"{p + 1}n + {2 * p}").right


def test_every_verdict_is_drawn_equally_often(deck: Deck) -> None:
    keys = [each.variant.key for each in drawn(deck, "bridge-load", 400)]
    found = Counter(key.right for key in keys if isinstance(key, DecideKey))
    assert set(found) == {0, 1}
    assert abs(found[0] - 200) < 40


def test_a_decision_follows_from_every_number_that_is_graded_right(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load", 200):
        key, given = each.variant.key, dict(each.variant.given)
        assert isinstance(key, DecideKey)
        limit = 1000 * float(str(given["limit"]))
        assert {key.number.value * factor <= limit for factor in (0.995, 1, 1.005)} == {key.right == 0}


def test_a_decision_needs_its_verdict_and_its_number(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load", 30):
        key = each.variant.key
        assert isinstance(key, DecideKey)
        wrong = key.options[1 - key.right][0]
        number = f"{key.number.value:.0f}"
        assert grade(key, f"{key.options[key.right][1]}, {number} kg").right
        assert grade(key, f"{wrong}, {number} kg").kind is VerdictKind.PARTIAL
        assert grade(key, wrong).kind is VerdictKind.UNREADABLE
        assert not grade(key, f"{key.options[key.right][0]}, {key.number.value * 1.02:.0f} kg").right


THREE = """
    tiles:
      title: Fewest tiles
      type: decide
      given:
        - {name: peak, from: 200, to: 1400, step: 20, means: KiB}
        - {name: cap, pick: [256, 320], means: KiB}
      ask: "A working set of {peak} KiB in P × P tiles. Smallest P that fits {cap} KiB, and the set's size in KiB?"
      work:
        P: 1 if peak <= cap else 2 if peak / 4 <= cap else 3
        size: peak / P^2
      answer:
        is: size
        unit: KiB
        tolerance: 1%
        verdict:
          - {say: P = 1, when: P == 1}
          - {say: P = 2, when: P == 2}
          - {say: P = 3}
"""


def test_the_comparison_that_decides_ends_the_derivation(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load", 60):
        key, given = each.key, dict(each.given)
        assert isinstance(key, DecideKey)
        sign = "≤" if key.right == 0 else ">"
        limit = f"{given['limit']:g}"
        total = f"{key.number.value:,.0f}".replace(",", "\u202f")
        end = f"total {sign} 1000 × limit ⇔ {total} {sign} 1000 × {limit} ⇒ {key.options[key.right][0]}"
        assert each.variant.work[-1] == end


@pytest.mark.parametrize(
    ("sign", "holds", "fails"), [("<", "<", "≥"), ("<=", "≤", ">"), (">", ">", "≤"), (">=", "≥", "<")]
)
def test_the_comparison_that_is_shown_is_true(tmp_path: Path, sign: str, holds: str, fails: str) -> None:
    text = LIMITED.format(sign=sign)
    for each in drawn(proved_deck(tmp_path / "deck", text), "load", 80):
        key = each.key
        assert isinstance(key, DecideKey)
        shown = f"double {fails if key.right else holds} most"
        assert each.variant.work[-1].startswith(f"{shown} ⇔ ")
        left, _, right = each.variant.work[-1].partition("⇔ ")[2].partition(" ⇒")[0].split(" ")
        assert {"<": left < right, "≤": left <= right, ">": left > right, "≥": left >= right}[shown.split()[1]]
        assert "most" in [symbol.name for symbol in each.symbols]


LIMITED = """
    load:
      title: Load
      type: decide
      given:
        - {{name: n, from: 10, to: 49, step: 1, means: pieces}}
        - {{name: most, pick: [50, 60, 70], means: limit}}
      ask: "Twice {{n}}: is it {sign} {{most}} (yes or no), and how much is it?"
      work: {{double: 2 * n}}
      answer:
        is: double
        tolerance: exact
        verdict: [{{say: "yes", when: double {sign} most}}, {{say: "no"}}]
"""


def test_verdicts_without_a_comparison_each_end_with_their_number(tmp_path: Path) -> None:
    deck = proved_deck(tmp_path / "deck", THREE)
    assert all(each.steps[-1].name == "size" for each in drawn(deck, "tiles", 20))


def test_of_three_verdicts_each_is_drawn_as_often(tmp_path: Path) -> None:
    deck = proved_deck(tmp_path / "deck", THREE)
    keys = [each.variant.key for each in drawn(deck, "tiles", 600)]
    found = Counter(key.right for key in keys if isinstance(key, DecideKey))
    assert all(abs(found[side] - 200) < 60 for side in range(3))
    assert all(
        grade(key, f"{key.number.value:.4g} KiB, P = {key.right + 1}").right
        for key in keys[:50]
        if isinstance(key, DecideKey)
    )


def test_what_a_step_means_stands_beside_its_line_and_not_in_a_derivation(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load-mistake", 30):
        lines = each.variant.prompt.splitlines()[-2:]
        assert lines[0].endswith(", mass of the crates in kg")
        assert lines[1].endswith(", mass of lorry and crates in kg")
        assert not any("mass" in line for line in each.variant.work)


def test_what_a_step_means_is_a_plain_text(tmp_path: Path) -> None:
    text = examples().replace("mass of the crates in kg", '"1. *mass* of <b>\\n\\n7. fake = 3"')
    for each in drawn(proved_deck(tmp_path / "deck", text), "bridge-load-mistake", 5):
        lines = each.variant.prompt.splitlines()
        assert lines[-2].endswith(r", 1. \*mass\* of \<b\> 7. fake = 3")
        assert lines[-1].startswith("2. total")


def test_a_mistake_in_a_vector_touches_the_values_that_follow_from_it(deck: Deck) -> None:
    for each in drawn(deck, "triangle-angles", 50):
        key = each.variant.key
        assert isinstance(key, VectorKey)
        b, c = key.parts
        assert (b.label, b.number.mistakes) == ("B", ())
        assert [mistake.hint[:4] for mistake in c.number.mistakes] == ["Both", "Only"]
        given = dict(each.variant.given)
        alpha, beta = float(str(given["alpha"])), b.number.value
        assert [mistake.value for mistake in c.number.mistakes] == [180 - beta, 90 - alpha]
        assert grade(key, f"{beta:g}, {c.number.mistakes[0].value:g}").parts == (True, False)


def test_one_derivation_of_six_is_clean(deck: Deck) -> None:
    keys = [each.variant.key for each in drawn(deck, "bridge-load-mistake", 900)]
    found = Counter(key.line for key in keys if isinstance(key, DebugKey))
    assert set(found) == {0, 1, 2}
    assert abs(found[0] - 150) < 40
    assert abs(found[1] - found[2]) < 90


def test_the_lines_of_a_derivation_follow_from_its_mistake(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load-mistake", 60):
        variant, key = each.variant, each.variant.key
        assert isinstance(key, DebugKey)
        m, n = (float(str(dict(variant.given)[name])) for name in ("m", "n"))
        lines = re.findall(r"^(\d)\. (\w+) = .*= ([\d\u202f]+), mass", variant.prompt, re.MULTILINE)
        values = [float(value.replace("\u202f", "")) for _, _, value in lines]
        load = (20 if key.line == 1 else 25) * n
        assert values == [load, m if key.line == 2 else m + load]
        assert key.number.value == m + 25 * n


def test_a_mistake_is_found_with_its_line_and_the_right_value(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load-mistake", 30):
        key = each.variant.key
        assert isinstance(key, DebugKey)
        value = f"{key.number.value:.0f} kg"
        assert grade(key, f"{key.line}: {value}").right
        assert not grade(key, f"{(key.line + 1) % 3}: {value}").right
        assert grade(key, f"line {key.line}: 1 kg" if key.line else "1: 1 kg").right is False


def test_who_reads_on_with_the_mistake_is_told_so(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load-mistake", 40):
        key = each.variant.key
        assert isinstance(key, DebugKey)
        last = each.variant.prompt.rpartition("= ")[2].partition(",")[0].replace("\u202f", "")
        verdict = grade(key, f"line {key.line or 2}: {last} kg")
        if key.line:
            assert (verdict.message, verdict.parts) == ("debug-value", (True, False))
            assert verdict.hints == (Said("planted-value").text,)
        else:
            assert verdict.hints == ()


def test_what_was_wrong_in_a_line_is_told_with_the_answer(deck: Deck) -> None:
    for each in drawn(deck, "bridge-load-mistake", 40):
        key = each.variant.key
        assert isinstance(key, DebugKey)
        hints = {0: "No line is wrong.", 1: "Line 1: Each crate weighs 25 kg.", 2: "Line 2: The crates have mass too."}
        assert each.variant.insight == hints[key.line]
