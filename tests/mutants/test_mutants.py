"""Laid bare, a module does what it did; and the list of survivors objects to what it does not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.mutants.bare import laid_bare
from tests.mutants.listing import counted, listed, objections
from tests.mutants.running import ROOT, Mutant

MODULE = '''
from dataclasses import dataclass
from functools import lru_cache

MOST = 3
_TWICE = MOST * 2


@dataclass(frozen=True)
class Pair:
    one: int

    @property
    def both(self) -> int:
        """Both."""
        return self.one * _TWICE  # a remark


@lru_cache(maxsize=MOST)
def most(of: int = MOST) -> str:
    return f"{of} of {MOST}"
'''


def test_constants_stand_where_functions_use_them_and_only_properties_keep_their_decorator() -> None:
    text = laid_bare(MODULE)
    assert "return self.one * (3 * 2)\n    both = property(both)" in text
    assert "\ndef most(of: int=3) -> str:\n    return f'{of} of {MOST}'" in text
    assert "@lru_cache" not in text and "@property" not in text and "@dataclass(frozen=True)" in text
    done: dict[str, object] = {}
    exec(compile(text, "bare", "exec"), done)  # noqa: S102 - the text above
    pair, most = done["Pair"], done["most"]
    assert callable(pair) and callable(most)
    assert (pair(2).both, most(), most(1)) == (12, "3 of 3", "1 of 3")


SURVIVOR = Mutant("a.b.x_f__mutmut_1", "a.b.f", "return 1", "return 2", killed=False)
KILLED = [replace(SURVIVOR, name=f"a.b.x_f__mutmut_{n}", becomes=f"return {n}", killed=True) for n in range(3, 13)]
LISTED = {("a.b.f", "return 1 → return 2"): "It is never asked."}


def test_a_survivor_must_be_listed_and_what_is_listed_must_survive() -> None:
    mutants = [SURVIVOR, *KILLED]
    assert objections(mutants, counted(mutants), LISTED) == []
    assert objections(mutants, counted(mutants), {}) == [
        "survived, and is not listed: a.b.x_f__mutmut_1\n    return 1 → return 2"
    ]
    stale = "is listed, and did not survive: a.b.f\n    return 1 → return 2"
    assert objections(KILLED, counted(KILLED), LISTED) == [stale]
    assert objections(KILLED, counted(KILLED), LISTED, whole=False) == []


def test_nine_in_ten_of_a_modules_mutants_must_be_killed_listed_or_not() -> None:
    mutants = [SURVIVOR, *KILLED[:8]]
    assert objections(mutants, counted(mutants), LISTED) == ["a.b: 88.9% are killed; at least 90% must be"]


def test_the_wording_of_a_message_does_not_count() -> None:
    said = replace(SURVIVOR, was="say('it is two', 'no-two')", becomes="say('XXit is twoXX', 'no-two')")
    code = replace(SURVIVOR, was="say('it is two', 'no-two')", becomes="say('it is two', 'NO-TWO')")
    none = replace(SURVIVOR, was="say('it is two', 'no-two')", becomes="say(None, 'no-two')")
    assert [each.is_wording for each in (said, code, none)] == [True, False, False]
    (module,) = counted([said, *KILLED])
    assert (module.mutants, module.wording, module.counted, module.share) == (11, 1, 10, 1.0)
    assert objections([said, *KILLED], [module], {}) == []


def test_the_list_gives_a_reason_for_each_survivor_in_a_function_that_is_there() -> None:
    for (function, change), why in listed().items():
        room, *parts = function.split(".")
        path = next(path for n in (1, 2) if (path := Path(ROOT, room, *parts[:-n]).with_suffix(".py")).exists())
        assert f"def {parts[-1]}(" in path.read_text("utf-8")
        assert " → " in change and why.endswith(".")
