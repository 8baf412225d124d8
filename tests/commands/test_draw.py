"""`drillbook draw`: variants for people and for scripts, and the draws that are rejected."""

from pathlib import Path
from typing import Any

import pytest

from compiler.deck import load, table
from tests.commands.calls import HALF, INCOMPARABLE, ROOT, TWICE, UNDEFINED, Call, deck

CONTRACT = {
    "deck": str,
    "exercise": str,
    "number": str,
    "type": str,
    "seed": int,
    "given": dict,
    "prompt": str,
    "answer": int | float,
    "unit": str | None,
    "tolerance": dict,
    "work": list,
    "mistakes": list,
}

TWICE_IN_FULL = """\
1.1 Twice (seed 0)

What is twice {n}?

    hint: Double it.

    n = {n}, a number

    double = 2 × n = 2 × {n} = {double}
        Twice is two times.

    answer: {double} (tolerance: exact)
    {other} is right too: That is right by chance.
    {third} is a mistake: That is a third.

"""


def test_every_object_has_what_scripts_rely_on_and_what_its_type_adds(drillbook: Call) -> None:
    run = drillbook("draw", "tinyml", "--json")
    assert (run.code, run.err) == (0, "")
    assert {value["type"] for value in run.objects} == {"derive", "formula", "decide", "vector", "debug"}
    for value in run.objects:
        assert (value["kind"], value["deck"], value["seed"]) == ("variant", "tinyml", 0)
        assert all(isinstance(line, str) for line in value["work"])
        assert all({"value", "hint"} <= set(mistake) for mistake in value["mistakes"])
        odd = [name for name, kind in CONTRACT.items() if not isinstance(value[name], kind)]
        match value["type"]:
            case "derive" | "decide" | "debug":
                assert odd == []
                assert all(isinstance(mistake["value"], int | float) for mistake in value["mistakes"])
            case "vector":
                assert set(odd) <= {"answer", "unit", "tolerance"}
                assert len(value["answer"]) == len(value["unit"]) == len(value["tolerance"]) == len(value["labels"]) > 1
                assert {mistake["label"] for mistake in value["mistakes"]} <= set(value["labels"])
            case _:
                assert isinstance(value["answer"], str)
                assert value["symbols"]
    # What its type adds:
    found = {value["type"]: value for value in run.objects}
    assert found["decide"]["verdict"] in found["decide"]["options"]
    assert 0 <= found["debug"]["line"] <= found["debug"]["lines"]
    assert found["derive"]["mistakes"]
    assert all(value["shown"] for value in found.values())


def test_the_numbers_are_those_of_the_texts(drillbook: Call) -> None:
    (value,) = drillbook("draw", "tinyml", "8.2", "--seed", 5, "--json").objects
    given: dict[str, Any] = value["given"]
    assert value["exercise"] == "kv-cache-memory"
    assert isinstance(given["L"], int)
    values = 2 * given["L"] * given["G"] * given["d"] * given["N"] * given["B"]
    assert value["answer"] == pytest.approx(values * given["y"] / 1e6, rel=1e-12)
    assert f"{given['L']} layers" in value["prompt"]
    assert (value["unit"], value["tolerance"]) == ("MB", {"relative": 0.01})
    assert value["answer"] / 2 in [pytest.approx(mistake["value"]) for mistake in value["mistakes"]]


def test_n_variants_have_the_next_seeds_and_are_the_single_ones(drillbook: Call) -> None:
    together = drillbook("draw", "tinyml", "8.2", "-n", 3, "--seed", 5, "--json").objects
    alone = [drillbook("draw", "tinyml", "8.2", "--seed", seed, "--json").objects[0] for seed in (5, 6, 7)]
    assert together == alone
    assert [value["seed"] for value in together] == [5, 6, 7]


def test_the_last_seed_can_be_drawn(drillbook: Call) -> None:
    (value,) = drillbook("draw", "tinyml", "8.2", "--seed", 2**53 - 1, "--json").objects
    assert value["seed"] == 2**53 - 1


def test_the_kth_variant_is_the_kth_row_of_the_cards_table(drillbook: Call) -> None:
    tinyml = load(ROOT / "decks" / "tinyml").deck
    assert tinyml is not None
    (exercise,) = [each for each in tinyml.exercises if each.number == "8.2"]
    rows = [row.variant for row in table(tinyml, exercise)]
    shown = drillbook("draw", "tinyml", "8.2", "--variant", 1, "-n", len(rows), "--json").objects
    assert [(value["seed"], value["prompt"]) for value in shown] == [(row.seed, row.prompt) for row in rows]
    (twelfth,) = drillbook("draw", "tinyml", "8.2", "--variant", 12, "--json").objects
    assert twelfth == shown[11]
    assert (
        f"8.2 {exercise.title} (variant 12 of 64, seed {rows[11].seed})"
        in drillbook("draw", "tinyml", "8.2", "--variant", 12).out
    )


def test_a_variant_beyond_the_table_is_wrong_usage(drillbook: Call) -> None:
    deck(Path("mine"))
    run = drillbook("draw", "mine", "twice", "--variant", 7, "-n", 3)
    assert (run.code, run.out) == (2, "")
    assert run.err == "drillbook draw: twice has the variants 1 to 8, and no variant 9\n"


def test_people_see_all_that_a_learner_sees_and_the_known_mistakes(drillbook: Call) -> None:
    deck(Path("mine"))
    (value,) = drillbook("draw", "mine", "twice", "--json").objects
    n = value["given"]["n"]
    third = f"{n / 3:.6g}"
    expected = TWICE_IN_FULL.format(n=n, double=2 * n, other=f"1\u202f{n:03}", third=third)
    assert drillbook("draw", "mine", "twice").out == expected


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("unit: m, tolerance: 1%", " m (tolerance: 1%)"),
        ("unit: m, tolerance: 0.002", " m (tolerance: 0.002 m)"),
        ("tolerance: factor 2", " (tolerance: factor 2)"),
        ("unit: '%', tolerance: 0.5", "% (tolerance: 0.5%)"),
    ],
)
def test_an_answer_is_shown_with_unit_and_tolerance(answer: str, shown: str, drillbook: Call) -> None:
    deck(Path("mine"), HALF.replace("unit: m, tolerance: 1%", answer))
    (line,) = [line for line in drillbook("draw", "mine").out.splitlines() if "answer:" in line]
    assert line.replace("\u00a0", " ").endswith(shown)


def test_an_exercise_is_named_by_slug_number_or_former_slug(drillbook: Call) -> None:
    deck(Path("mine"), HALF.replace("  half:\n", "  a-half:\n    was: [half]\n"), TWICE.format(slug="twice"))
    runs = [drillbook("draw", "mine", name).out for name in ("a-half", "half", "1.1")]
    assert len(set(runs)) == 1
    assert runs[0].startswith("1.1 Half (seed 0)")


@pytest.mark.parametrize("name", ["kv-cash-memory", "kv-cash", "KV-Cache-Memory", "kv-cache"])
def test_a_misspelt_exercise_suggests_the_nearest(name: str, drillbook: Call) -> None:
    run = drillbook("draw", "tinyml", name)
    assert (run.code, run.out) == (2, "")
    assert run.err == f"drillbook draw: the deck tinyml has no exercise `{name}`; did you mean `kv-cache-memory`?\n"


def test_the_sound_exercises_of_a_deck_with_errors_are_drawn_and_the_exit_code_is_one(drillbook: Call) -> None:
    deck(Path("mine"), UNDEFINED, HALF)
    run = drillbook("draw", "mine")
    assert run.code == 1
    assert "error[D302]" in run.err
    assert run.out.startswith("1.2 Half (seed 0)")
    scripts = drillbook("draw", "mine", "--json")
    assert [value["kind"] for value in scripts.objects] == ["diagnostic", "variant"]
    missing = drillbook("draw", "mine", "broken")
    assert (missing.code, missing.out) == (1, "")
    assert "no exercise `broken` that can be read; see the errors above" in missing.err


def test_an_exercise_without_a_sound_draw_does_not_hide_the_others(drillbook: Call) -> None:
    deck(Path("mine"), HALF.replace("mod(n, 4) > 0", "n > 99"), TWICE.format(slug="twice"))
    run = drillbook("draw", "mine")
    assert run.code == 1
    assert run.err == "drillbook draw: half: no sound draw for seed 0; `drillbook check` tells why\n"
    assert run.out.startswith("1.2 Twice")


@pytest.mark.parametrize("which", ["--seed", "--variant"])
def test_a_formula_that_cannot_be_compared_does_not_hide_the_others(which: str, drillbook: Call) -> None:
    deck(Path("mine"), INCOMPARABLE, TWICE.format(slug="twice"))
    run = drillbook("draw", "mine", which, 1)
    assert run.code == 1
    few = "half: the symbols take fewer than 5 different values"
    assert run.err == f"drillbook draw: {few}; `drillbook check` tells why\n"
    assert run.out.startswith("1.2 Twice")


def test_draws_without_a_value_are_never_shown(drillbook: Call) -> None:
    deck(Path("mine"), HALF.replace("n / 2", "n / 2 + 1 / (n - 1) - 1 / (n - 1)"))
    run = drillbook("draw", "mine", "-n", 200, "--json")
    assert (run.code, run.err) == (0, "")
    assert 1 not in {value["given"]["n"] for value in run.objects}


def test_rejected_draws_are_told_by_cause_with_the_worst(drillbook: Call) -> None:
    deck(Path("mine"))
    run = drillbook("draw", "mine", "--rejected")
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines()[:2] == [
        "1.1 twice: no draw is rejected",
        "1.2 half: 25.0% of the draws are rejected by require `mod(n, 4) > 0` (line 19)",
    ]
    assert "    worst: n = 4\n    mend: " in run.out
    (rejection,) = drillbook("draw", "mine", "--rejected", "--json").objects
    assert (rejection["kind"], rejection["exercise"], rejection["cause"]) == ("rejection", "half", "require")
    assert (rejection["line"], rejection["share"], rejection["worst"]) == (19, 0.25, "n = 4")


def test_nothing_in_a_deck_acts_on_the_terminal(drillbook: Call) -> None:
    text = HALF.replace("What is half of {n} m?", '"\\e[2J\\u202eHalf of {n} m?\\a\\u009b31m"').replace(
        "title: Half", 'title: "\\e]0;title\\a"'
    )
    deck(Path("mine"), text)
    run = drillbook("draw", "mine")
    assert run.code == 1
    assert "error[D106]: the character U+001B has no use in a definition" in run.err
    assert [character for character in "\x1b\x07\x9b\u202e" if character in run.out + run.err] == []
