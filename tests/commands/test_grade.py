"""`drillbook grade`: the verdict on replies to the variant of a seed."""

import io
import json
from pathlib import Path

import pytest

from tests.commands.calls import HALF, INCOMPARABLE, TWICE, UNDEFINED, Call, deck


@pytest.fixture
def tests(here: Path) -> Path:
    return deck(here / "tests", TWICE.format(slug="twice"), HALF)


def given(drillbook: Call, exercise: str, seed: int) -> float:
    (value,) = drillbook("draw", "tests", exercise, "--seed", seed, "--json").objects
    return float(value["given"]["n"])


@pytest.mark.usefixtures("tests")
def test_the_right_reply_to_each_seed_is_right_and_what_its_prompt_asks(drillbook: Call) -> None:
    for seed in range(5):
        n = given(drillbook, "half", seed)
        run = drillbook("grade", "tests", "half", "--seed", seed, f"{n / 2:g} m")
        assert (run.code, run.out) == (0, f"read as {n / 2:g} m\nRight.\n")
        assert drillbook("grade", "tests", "half", "--seed", seed, f"{n:g}/2").code == 0


@pytest.mark.usefixtures("tests")
def test_a_mistake_gets_its_hint_and_a_note_its_place(drillbook: Call) -> None:
    n = given(drillbook, "twice", 3)
    wrong = drillbook("grade", "tests", "1.1", f"{n:g}/3", "--seed", "3")
    assert wrong.code == 1
    assert wrong.out.endswith("Not right yet: a well-known mistake leads to this value.\nThat is a third.\n")
    noted = drillbook("grade", "tests", "1.1", f"{1000 + n:g}", "--seed", "3")
    assert (noted.code, noted.out.splitlines()[-1]) == (0, "That is right by chance.")


@pytest.mark.usefixtures("tests")
def test_every_object_has_what_scripts_rely_on(drillbook: Call) -> None:
    run = drillbook("grade", "tests", "half", "--seed", 5, "nonsense", "--json")
    assert run.code == 1
    assert run.objects == [
        {
            "kind": "verdict",
            "deck": "tests",
            "exercise": "half",
            "number": "1.2",
            "seed": 5,
            "reply": "nonsense",
            "verdict": "unreadable",
            "right": False,
            "read": None,
            "feedback": "nonsense is neither a unit nor a function here.",
            "message": "unknown-name",
            "hints": [],
            "parts": [],
        }
    ]


@pytest.mark.usefixtures("tests")
def test_a_batch_is_graded_line_by_line(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    n = given(drillbook, "half", 0)
    replies = [f"{n / 2:g}", f"{n / 2:g} km", "5 mb", f"{-n / 2:g}"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(json.dumps({"reply": reply}) for reply in replies)))
    run = drillbook("grade", "tests", "half", "--batch", "-")
    assert run.code == 0
    assert [(v["reply"], v["verdict"], v["message"]) for v in run.objects] == [
        (replies[0], "right", "right"),
        (replies[1], "other-unit", "other-unit"),
        (replies[2], "ambiguous", "ask-unit"),
        (replies[3], "wrong", "sign"),
    ]


@pytest.mark.usefixtures("tests")
def test_the_magnitude_alone_can_be_asked(drillbook: Call) -> None:
    n = given(drillbook, "half", 0)
    assert drillbook("grade", "tests", "half", f"{n * 0.7:g}").code == 1
    assert drillbook("grade", "tests", "half", f"{n * 0.7:g}", "--magnitude").code == 0
    assert drillbook("grade", "tests", "half", f"{n * 1.5:g}", "--magnitude").code == 1


def test_the_first_deck_is_graded(drillbook: Call) -> None:
    (value,) = drillbook("draw", "tinyml", "8.2", "--seed", 5, "--json").objects
    right = drillbook(
        "grade", "tinyml", "kv-cache-memory", "--seed", 5, f"{value['answer']:.3g} {value['unit']}", "--json"
    )
    assert (right.code, right.objects[0]["right"]) == (0, True)
    for mistake in value["mistakes"]:
        (said,) = drillbook("grade", "tinyml", "8.2", "--seed", 5, f"{mistake['value']:.6g}", "--json").objects
        assert (said["verdict"], mistake["hint"] in said["hints"]) == ("mistake", True)


@pytest.mark.usefixtures("tests")
def test_what_is_not_there_is_wrong_usage(drillbook: Call) -> None:
    assert drillbook("grade", "tests", "haff", "5").code == 2
    assert "did you mean `half`?" in drillbook("grade", "tests", "haff", "5").err
    assert drillbook("grade", "tests", "half").code == 2
    assert drillbook("grade", "nothing", "half", "5").code == 2


def test_a_deck_with_errors_is_graded_where_it_can_be_read(drillbook: Call, here: Path) -> None:
    deck(here / "partly", HALF, UNDEFINED)
    assert "[D302]" in drillbook("grade", "partly", "half", "5").err
    missing = drillbook("grade", "partly", "broken", "5")
    assert (missing.code, "see the errors above" in missing.err) == (1, True)
    deck(here / "empty", HALF.replace("mod(n, 4) > 0", "n > 40"))
    none = drillbook("grade", "empty", "half", "0")
    assert (none.code, "no sound draw" in none.err) == (1, True)
    deck(here / "few", INCOMPARABLE)
    few = drillbook("grade", "few", "half", "n / 2")
    assert (few.code, "fewer than 5 different values" in few.err) == (1, True)
