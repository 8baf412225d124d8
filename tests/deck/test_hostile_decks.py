"""Decks from strangers: whatever stands in them, compiling ends soon, in little memory, with a clear error,
or with a sound deck where the text was only odd."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.calls import environment
from tests.warm import Warm

HEAD = "id: a-hostile-deck\ntitle: Hostile\nlicence: none\n"
CHAPTER = "chapter: 1\ntitle: Hostile\nintro: None.\nexercises:\n"
HARMLESS = {"backticks", "dollars"}
SECONDS = 30
MEMORY = 2_000_000_000


def exercise(
    given: str = "[{name: n, pick: [1, 2, 3, 5, 7]}]",
    work: str = "{double: 2 * n}",
    ask: str = '"{n}"',
    more: str = "",
    answer: str = "{is: double, tolerance: 1%}",
) -> str:
    return (
        f"{CHAPTER}  target:\n    title: Target\n    type: derive\n    given: {given}\n    ask: {ask}\n"
        f"    work: {work}\n    answer: {answer}\n{more}"
    )


def squares(steps: int) -> str:
    """Each step the square of the one before, and a floor that asks for exactness."""
    chain = ["double: 2 * n + 0.1", "s0: double", *(f's{i + 1}: "floor(s{i}^2 / 3 + 1 / 7)"' for i in range(steps))]
    return "{" + ", ".join(chain) + "}"


LAUGHS = "laughs:\n  - &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"  - &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)

HOSTILE = {
    "alias bomb": HEAD + LAUGHS,
    "alias inside itself": CHAPTER + "  &a target: &b [*b]\n",
    "deep brackets": CHAPTER + "  target: " + "[" * 100_000,
    "deep braces": CHAPTER + "  target: " + "{a: " * 50_000,
    "deep indentation": CHAPTER + "".join(" " * (i + 2) + "a:\n" for i in range(1000)),
    "deep dashes": CHAPTER + "  target:\n   " + "- " * 20_000,
    "tower of powers": exercise(work="{double: 2 * n + 9^9^9^9}"),
    "tower of names": exercise(given="[{name: n, pick: [91, 92, 93, 95, 97]}]", work="{double: n^n^n^n}"),
    "million picks": exercise(given="[{name: n, from: 0, to: 1e12, step: 1e-3}]"),
    "long pick": exercise(given="[{name: n, pick: [" + "1, " * 100_000 + "2]}]"),
    "lists of lists": exercise(
        given="[" + ", ".join(f"{{name: n{i}, from: 1, to: 9999, step: 1, times: 64}}" for i in range(60)) + "]"
    ),
    "many divisors": exercise(
        given="[{name: H, from: 990000, to: 999999, step: 1}, {name: n, divisors: H}]", ask='"{n} {H}"'
    ),
    "parentheses": exercise(work='{double: "' + "(" * 100_000 + "n" + ")" * 100_000 + '"}'),
    "minus signs": exercise(work='{double: "' + "-" * 100_000 + 'n"}'),
    "long formula": exercise(work='{double: "' + "n + " * 200_000 + 'n"}'),
    "huge literal": exercise(
        work="{double: 2 * n + 1e999999999}", given="[{name: n, pick: [1e999999999, 2, 3, 4, 5]}]"
    ),
    "digits": exercise(given="[{name: n, pick: [" + "9" * 200_000 + ", 2, 3, 4, 5]}]"),
    "exact squares": exercise(work=squares(30)),
    "doubled by each step": exercise(
        work="{double: n + n, " + ", ".join(f"s{i}: {f's{i - 1}' if i else 'double'} + 1 * n" for i in range(2)) + "}",
        answer="{is: s1, tolerance: 1%}",
        more="    mistakes:\n      - {at: double, is: 2 * n + 0.02, hint: x}\n",
    ),
    "object tag": exercise(work="!!python/object/apply:os.system [true]"),
    "never met": exercise(
        given="[{name: n, from: 1, to: 9999, step: 1, times: 64}]",
        work="{double: sum(n)}",
        ask='"{n}"',
        more="    require: sum(n) < 0\n",
    ),
    "backticks": exercise(ask='"{n} ' + "`a" * 2_900 + '"'),
    "dollars": exercise(ask='"{n} ' + "$a " * 1_900 + '"'),
    "angles and brackets": exercise(ask='"{n} ' + "<a" * 2_000 + "[" * 2_000 + "](" * 1_000 + '"'),
    "braces": exercise(ask='"' + "{" * 9_999 + '"'),
    "control characters": exercise(ask='"{n} \x00 \x1b[2J"'),
    "many exercises": CHAPTER + "".join(f"  e{i}: {{title: T}}\n" for i in range(40_000)),
    "key that is a mapping": CHAPTER + "  ? {a: b}\n  : {}\n",
    "too large a file": CHAPTER + "# " + "x" * 2_000_000,
    "outside": exercise(more="    figure: {file: ../../../../../../etc/hostname.png, alt: Elsewhere}\n"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """How checking a deck ended, and what it said."""

    code: int
    said: str


def check(folder: Path, said: Path) -> Checked:
    """Check a deck in a process of its own, with little memory. One that takes long is killed, and the test fails."""
    with said.open("wb") as errors, open(os.devnull, "rb+") as nothing:
        files = (nothing.fileno(), nothing.fileno(), errors.fileno())
        process = Warm("check", folder, env=environment(), files=files, memory=MEMORY)
        code = process.wait(SECONDS)
    return Checked(code, said.read_text("utf-8"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_deck_ends_in_a_clear_error_within_bounds(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    text = HOSTILE[name]
    is_head = text.startswith("id:")
    (folder / "deck.yaml").write_text(text if is_head else HEAD)
    (folder / "01-hostile.yaml").write_text(CHAPTER + "  {}\n" if is_head else text)
    checked = check(folder, tmp_path / "said")
    assert "Traceback" not in checked.said
    assert checked.code == (0 if name in HARMLESS else 1), checked.said[-2000:]
    assert ("error[D" in checked.said) == (name not in HARMLESS)
    assert len(checked.said) < 1_000_000
    assert "\x1b" not in checked.said and "\x00" not in checked.said


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "deck.yaml").write_text(HEAD)
    os.mkfifo(folder / "01-pipe.yaml")
    checked = check(folder, tmp_path / "said")
    assert checked.code == 1
    assert "no regular file" in checked.said
