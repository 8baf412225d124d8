"""Drawing: conditions hold, weights count, seeds stay, nothing depends on what else is drawn."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from compiler.deck import prove_draws, table
from compiler.deck.draw import every, judged_draws, seeded, sound
from compiler.deck.generator import below, stream, words
from compiler.deck.model import Deck, Exercise
from compiler.deck.picks import size
from tests.deck.samples import only, scopes, tinyml

SEEDS = np.arange(400)

GOLDEN_WORDS = [16070330420622453796, 158757246382522946, 6459230132654117056]
GOLDEN_LAST = 6257624857150518637
GOLDEN_TOKENS = [512.0, 1024.0, 512.0, 8192.0, 1024.0, 4096.0, 8192.0, 1024.0]


def exercise(given: str, ask: str, work: str = "{out: 1 + 1}", more: str = "") -> str:
    head = f"title: T\ntype: derive\ngiven: {given}\nask: '{ask}'\nwork: {work}\n"
    return f"{head}answer: {{is: out, tolerance: 1%}}\n{more}"


def drawn(deck: Deck, target: Exercise, name: str, seeds: np.ndarray = SEEDS) -> list[object]:
    return [scope.value(name) for _, scope in scopes(target, deck.id, seeds)]


def test_every_draw_of_the_shipped_deck_meets_its_conditions() -> None:
    bound = [each for each in tinyml().exercises if each.require]
    assert bound
    for target in bound:
        found = dict(scopes(target, tinyml().id, SEEDS))
        assert list(found) == SEEDS.tolist(), target.slug
        for seed, scope in found.items():
            assert all(scope.evaluate(each.node) is True for each in target.require), (target.slug, seed)


def test_seeds_draw_only_what_enumeration_lists() -> None:
    few = [each for each in tinyml().exercises if each.of is None and size(each) <= 1000]
    assert few
    for target in few:
        sample = every(target)
        names = [name for given in target.given for name in getattr(given, "names", ())]
        listed = {
            tuple(sample.columns.row(int(row)).value(n) for n in names) for row in np.flatnonzero(sample.judgement.kept)
        }
        drawn_rows = {tuple(scope.value(n) for n in names) for _, scope in scopes(target, tinyml().id, SEEDS)}
        assert drawn_rows <= listed, target.slug


def test_a_seed_means_the_same_numbers_for_ever() -> None:
    """Numbers of version drillbook-1 of the generator; they may never change."""
    key = stream("deck", "exercise", "name")
    assert [int(word) for word in words(key, np.arange(3), attempt=0)] == GOLDEN_WORDS
    assert int(words(key, np.array([2**53 - 1]), attempt=7, element=3)[0]) == GOLDEN_LAST
    kv = next(e for e in tinyml().exercises if e.slug == "kv-cache-memory")
    assert drawn(tinyml(), kv, "N", np.arange(8)) == GOLDEN_TOKENS


def test_words_are_those_of_the_written_recipe() -> None:
    """The generator in whole numbers, as it would be written anywhere else."""

    def mix(z: int) -> int:
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
        return z ^ (z >> 31)

    def word(key: int, seed: int, attempt: int, element: int) -> int:
        golden = 0x9E3779B97F4A7C15
        return mix((mix((seed * golden + key) % 2**64) + ((attempt << 16) + element + 1) * golden) % 2**64)

    key = stream("recipe")
    for seed, attempt, element in [(0, 0, 0), (1, 0, 0), (12345, 3, 2), (2**53 - 1, 399, 63)]:
        assert int(words(key, np.array([seed]), attempt, element)[0]) == word(int(key), seed, attempt, element)


def test_an_added_given_changes_no_other_number(tmp_path: Path) -> None:
    one = exercise("[{name: n, from: 1, to: 1000, step: 1}]", "{n}")
    two = exercise("[{name: m, pick: [1, 2, 3]}, {name: n, from: 1, to: 1000, step: 1}]", "{n} {m}")
    before = only(tmp_path / "a", one)
    after = only(tmp_path / "a", two)
    assert drawn(*before, "n") == drawn(*after, "n")


def test_a_seed_draws_the_same_alone_as_among_others(tmp_path: Path) -> None:
    text = exercise("[{name: n, from: 1, to: 1000, step: 1}]", "{n}", more="require: mod(n, 3) == 0\n")
    deck, target = only(tmp_path, text)
    together = drawn(deck, target, "n")
    alone = [drawn(deck, target, "n", np.array([seed]))[0] for seed in range(40)]
    assert alone == together[:40]


def test_a_pick_repeated_is_its_weight(tmp_path: Path) -> None:
    deck, target = only(tmp_path, exercise("[{name: n, pick: [1, 2, 2, 2]}]", "{n}"))
    counts = Counter(drawn(deck, target, "n", np.arange(8000)))
    assert set(counts) == {1.0, 2.0}
    assert counts[2.0] / 8000 == pytest.approx(0.75, abs=0.02)
    assert every(target).weights.tolist() == [0.25, 0.75]


def test_rows_stay_together(tmp_path: Path) -> None:
    deck, target = only(tmp_path, exercise("[{rows: [a, b], pick: [[1, one], [2, two], [3, three]]}]", "{a} {b}"))
    pairs = {(scope.value("a"), scope.value("b")) for _, scope in scopes(target, deck.id, SEEDS)}
    assert pairs == {(1.0, "one"), (2.0, "two"), (3.0, "three")}


def test_ranges_have_exact_values_and_gaps(tmp_path: Path) -> None:
    text = exercise("[{name: w, from: -0.3, to: 0.3, step: 0.1, without: [0, [0.15, 0.25]]}]", "{w}")
    deck, target = only(tmp_path, text)
    assert set(drawn(deck, target, "w")) == {-0.3, -0.2, -0.1, 0.1, 0.3}


def test_divisors_divide_and_are_drawn_evenly(tmp_path: Path) -> None:
    text = exercise("[{name: H, pick: [12, 7, 16]}, {name: G, divisors: H, without: [1]}]", "{H} {G}")
    deck, target = only(tmp_path, text)
    pairs = Counter((scope.value("H"), scope.value("G")) for _, scope in scopes(target, deck.id, np.arange(9000)))
    wanted = {(h, g) for h in (12.0, 7.0, 16.0) for g in range(2, int(h) + 1) if h % g == 0}
    assert set(pairs) == wanted
    sample = every(target)
    for row, weight in enumerate(sample.weights):
        scope = sample.columns.row(row)
        share = pairs[scope.value("H"), scope.value("G")] / 9000
        assert share == pytest.approx(weight, abs=0.02)


def test_lists_are_drawn_element_by_element(tmp_path: Path) -> None:
    text = exercise("[{name: z, pick: [1, 2, 3, 4], times: 3}]", "{z}", more="require: distinct(z)\n")
    deck, target = only(tmp_path, text)
    lists = drawn(deck, target, "z")
    assert size(target) == 64
    assert len(set(lists)) == 24
    assert all(isinstance(z, tuple) and len(set(z)) == 3 for z in lists)


def test_balance_gives_each_side_its_share(tmp_path: Path) -> None:
    text = exercise("[{name: n, from: 1, to: 100, step: 1}]", "{n}", more="balance: {when: n > 75, share: 0.5}\n")
    deck, target = only(tmp_path, text)
    over = [n for n in drawn(deck, target, "n", np.arange(4000)) if isinstance(n, float) and n > 75]
    assert len(over) / 4000 == pytest.approx(0.5, abs=0.03)
    assert set(over) == set(map(float, range(76, 101)))


def test_a_condition_is_asked_only_where_the_ones_before_it_hold(tmp_path: Path) -> None:
    text = exercise("[{name: n, from: 0, to: 9, step: 1}]", "{n}", more="require: [n != 0, 6 / n > 1]\n")
    deck, target = only(tmp_path, text)
    assert set(drawn(deck, target, "n")) == {1.0, 2.0, 3.0, 4.0, 5.0}
    assert not seeded(target, deck.id, SEEDS).judgement.undecided


def test_words_below_a_bound_are_even() -> None:
    found = np.bincount(below(words(stream("even"), np.arange(60_000), 0), 6), minlength=6)
    assert found.min() > 9_500 and found.max() < 10_500


SIDED = exercise(
    "[{name: a, pick: [1, 2, 3, 4, 5, 6, 6]}, {name: b, divisors: m}, {name: x, from: 0, to: 1, step: 0.1, times: 2}]",
    "{a} {b} {x[0]} {x[1]}",
    "{out: a * b + sum(x)}",
    "require: a != b\nbalance: {when: a > b}\n",
).replace("given: [", "given: [{name: m, pick: [6, 10, 12]}, ")


@pytest.mark.parametrize("draws", [3, 5000])
@pytest.mark.parametrize("text", [SIDED, SIDED.replace("times: 2", "times: 4")])
def test_what_is_known_of_draws_changes_none(tmp_path: Path, text: str, draws: int) -> None:
    deck, target = only(tmp_path / "deck", text)
    known = judged_draws(target, deck.id, draws)
    assert known.exhaustive is (size(target) <= 20_000)
    seeds, plain = sound(target, deck.id, SEEDS)
    again, looked_up = sound(target, deck.id, SEEDS, known)
    assert len(seeds) > 300
    assert again.tolist() == seeds.tolist()
    for name in ("a", "b", "m", "x", "out"):
        assert np.array_equal(np.array(looked_up.value(name).values), np.array(plain.value(name).values))


def test_other_seeds_than_those_that_are_known_are_judged_anew(tmp_path: Path) -> None:
    deck, target = only(tmp_path / "deck", SIDED.replace("times: 2", "times: 4"))
    known = seeded(target, deck.id, np.arange(100, 200))
    seeds, columns = sound(target, deck.id, SEEDS[:50], known)
    plain_seeds, plain = sound(target, deck.id, SEEDS[:50])
    assert seeds.tolist() == plain_seeds.tolist()
    assert np.array_equal(np.array(columns.value("out").values), np.array(plain.value("out").values))


def test_draws_that_cost_too_much_are_fewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """0.1 × a is whole in some draws but for what float64 leaves, so the exact value decides there."""
    text = exercise("[{name: a, from: 0.1, to: 99, step: 0.1}, {name: b, from: 1, to: 99, step: 1}]", "{a} {b}")
    deck, target = only(tmp_path / "deck", text.replace("{out: 1 + 1}", "{out: floor(a / 0.1) + b}"))
    plenty = judged_draws(target, deck.id, 2000)
    assert len(plenty.weights) == 2000
    assert plenty.columns.effort.done > 1000
    monkeypatch.setattr("compiler.deck.draw.MAX_EFFORT", 1000)
    few = judged_draws(target, deck.id, 2000)
    assert 0 < len(few.weights) < 1000


NEAR = exercise(
    "[{name: a, from: 0.1, to: 20, step: 0.1}, {name: b, from: 1, to: 20, step: 1}]",
    "{a} {b} {floor(a / 0.1)}",
    "{low: floor(a / 0.1), out: round(low + b * 0.1 + 0.5)}",
)


def test_the_limit_is_for_judging_and_not_for_what_is_asked_of_the_draws_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck, target = only(tmp_path / "deck", NEAR)
    done = judged_draws(target, deck.id, 2000).columns.effort.done
    assert done > 1000
    monkeypatch.setattr("compiler.deck.draw.MAX_EFFORT", 4 * done)
    known = judged_draws(target, deck.id, 2000)
    assert known.exhaustive
    assert prove_draws(deck, target, known).diagnostics == ()
    assert len(table(deck, target, known=known)) == 64
    assert known.columns.effort.done > done


def test_a_table_does_not_count_prompts_where_that_costs_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = NEAR.replace("to: 20, step: 0.1", "to: 2, step: 0.1").replace("to: 20, step: 1}", "to: 2, step: 1}")
    deck, target = only(tmp_path / "deck", few)
    assert len(table(deck, target)) == 40
    monkeypatch.setattr("compiler.deck.draw.MAX_EFFORT", 20)
    assert 20 < len(table(deck, target)) <= 40


def test_costs_may_lie_outside_of_the_draws_that_are_probed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most values stand on no edge, so the first draws cost nothing; some do."""
    values = ", ".join(f"{n}.05" for n in range(1, 90)) + ", 0.3"
    text = exercise(f"[{{name: a, pick: [{values}]}}, {{name: b, from: 1, to: 300, step: 1}}]", "{a} {b}")
    deck, target = only(tmp_path / "deck", text.replace("{out: 1 + 1}", "{out: floor(a / 0.1) + b}"))
    assert seeded(target, deck.id, np.arange(8)).columns.effort.done == 0
    monkeypatch.setattr("compiler.deck.draw.MAX_EFFORT", 8)
    assert len(judged_draws(target, deck.id, 2000).weights) < 2000
