"""Whatever is typed, the twin in the browser says what Python says."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from random import Random, SystemRandom

import pytest
from playwright.sync_api import Page

from compiler.checker import VerdictKind, measure
from compiler.deck import table
from tests.checker.strategies import MESSAGES
from tests.conformance.in_browser import ask_twin, load_twin
from tests.conformance.made_keys import Question, made_questions, question
from tests.conformance.made_replies import made_reply
from tests.conformance.table import KEYS, Answer, told
from tests.deck.samples import tinyml

ORDINARY = 20_000
STRESSED = 50_000
"""Replies for each of the twenty parts of a stress run, which two processors share."""
QUESTIONS, REPLIES = 100, 20
"""How many questions go to the browser at once, and how many replies to each."""
ONLY_READ = Question(None, None)
LIBRARY = ("exp", "ln", "log10", "log2", "sin", "cos", "tan")
"""Functions that come from the platform's library, as large and broken powers do: they may differ in a last bit."""
SAME = 1e-13
_RESULT = re.compile(" = [^;=]*(?=;|$)")


@cache
def deck_questions() -> tuple[Question, ...]:
    """The questions of some variants of every exercise that ships."""
    deck = tinyml()
    return tuple(question(each.variant.key) for exercise in deck.exercises for each in table(deck, exercise, most=3))


def some_questions(rng: Random) -> list[Question]:
    known = [question(key) for key in rng.sample(list(KEYS.values()), 16)] + rng.sample(deck_questions(), 24)
    made = made_questions(rng, QUESTIONS - len(known) - 10)
    return [*known, *made, *[ONLY_READ] * 10]


def differences(page: Page, seed: int, count: int, seen: Counter[str | None]) -> Iterator[str]:
    """What differs of so many replies; `seen` counts the verdicts and the messages, None what was only read."""
    rng = Random(seed)
    load_twin(page)
    for _ in range(0, count, QUESTIONS * REPLIES):
        questions = some_questions(rng)
        replies = [[made_reply(rng, each) for _ in range(REPLIES)] for each in questions]
        answers = ask_twin(page, [(each.stored, typed) for each, typed in zip(questions, replies, strict=True)])
        for each, typed, said in zip(questions, replies, answers, strict=True):
            for reply, twin_says in zip(typed, said, strict=True):
                python_says = told(each.key, reply)
                seen.update(
                    [python_says["verdict"], f"says {python_says['message']}", f"attempt {python_says['isAttempt']}"]
                )
                if python_says != twin_says and not is_last_bit(each, reply, python_says, twin_says):
                    off = {name: (python_says[name], twin_says.get(name)) for name in python_says}
                    off = {name: both for name, both in off.items() if both[0] != both[1]}
                    yield f"{reply!r} to {json.dumps(each.stored)}: Python and the twin say {off}"


def is_last_bit(asked: Question, reply: str, python_says: Answer, twin_says: Answer) -> bool:
    """Whether the twin says what Python would, were the last bits of its library's functions others."""
    nudged = []
    for bits in (-2, -1, 1, 2):
        with nudged_library(bits):
            nudged.append(told(asked.key, reply))
    if all(each == python_says for each in nudged):
        return False
    possible = [each for each in (python_says, *nudged) if in_words(each) == in_words(twin_says)]
    values = [[number["value"] for number in each["numbers"]] for each in possible]
    found = [number["value"] for number in twin_says["numbers"]]
    return bool(possible) and all(map(is_among, found, zip(*values, strict=True)))


def in_words(answer: Answer) -> Answer:
    """What is said, without what was computed."""
    units = [number["unit"] for number in answer["numbers"]]
    return answer | {"numbers": units, "read": answer["read"] and _RESULT.sub("", answer["read"])}


def is_among(value: float, others: tuple[float, ...]) -> bool:
    low, high = min(others), max(others)
    room = high - low + SAME * max(abs(low), abs(high))
    return low - room <= value <= high + room


@contextmanager
def nudged_library(bits: int) -> Iterator[None]:
    """Python's library with results that are so many bits off."""

    def nudged(function: Callable[..., float]) -> Callable[..., float]:
        def off(*operands: float) -> float:
            value = function(*operands)
            for _ in range(abs(bits)):
                value = math.nextafter(value, math.copysign(math.inf, bits))
            return value

        return off

    power = measure._power

    def large_power(base: float, exponent: float) -> float:
        is_small = exponent == math.floor(exponent) and abs(exponent) <= measure._MOST_MULTIPLIED
        return (power if is_small else nudged(power))(base, exponent)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "_power", large_power)
        for name in LIBRARY:
            patch.setitem(measure.FUNCTIONS, name, nudged(measure.FUNCTIONS[name]))
        yield


def assert_both_say_the_same(page: Page, seed: int, count: int) -> None:
    seen: Counter[str | None] = Counter()
    found = list(differences(page, seed, count, seen))
    shown = "\n".join(found[:8])
    assert not found, f"{len(found)} of {count} replies of the seed {seed} differ, among them:\n{shown}"
    assert set(VerdictKind) <= set(seen)
    assert seen["attempt True"] >= count / 3
    # Parts of sentences are not counted, and what is planted in a derivation is told by no verdict on a reply.
    whole = {name for name in MESSAGES if not name.startswith(("digits-", "planted", "read-"))}
    whole -= {"either", "both", "vector-part", "sums-to", "rises", "falls"}
    assert len([name for name in whole if not seen[f"says {name}"]]) <= 3


def test_python_and_the_twin_say_the_same_of_20_000_replies(page: Page) -> None:
    assert_both_say_the_same(page, 1, ORDINARY)


@pytest.mark.stress
@pytest.mark.parametrize("part", range(20))
def test_python_and_the_twin_say_the_same_of_a_million_replies(page: Page, part: int) -> None:
    assert_both_say_the_same(page, SystemRandom().randrange(2**32) + part, STRESSED)


def test_a_last_bit_is_forgiven_to_functions_of_the_library_alone() -> None:
    for reply, forgiven in (("ln 3", True), ("2^0.5", True), ("cos(1) - 1", True), ("2^3", False), ("1/3", False)):
        python_says = told(None, reply)
        (number,) = python_says["numbers"]
        off = python_says | {"numbers": [number | {"value": math.nextafter(number["value"], 9)}]}
        assert is_last_bit(ONLY_READ, reply, python_says, off) is forgiven
        assert not is_last_bit(ONLY_READ, reply, python_says, off | {"feedback": "something else"})
        assert not is_last_bit(ONLY_READ, reply, python_says, off | {"numbers": [number | {"value": 0.1234}]})
