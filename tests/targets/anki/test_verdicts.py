"""Replies typed into cards: what is said of them is what the Python checker says."""

from __future__ import annotations

import html as hypertext
import re

import pytest
from playwright.sync_api import Page

from compiler.checker import AnswerKey, FormulaKey, VerdictKind, grade
from compiler.targets.html import render
from tests.targets.anki.reviewer import Reviewer
from tests.targets.anki.studied import CHOSEN, FURTHER, studied
from tests.targets.replies import replies

EVERYWHERE = {kind.value for kind in VerdictKind}
EXPECTED = {
    "derive": EVERYWHERE - {"partly-right"},
    "decide": EVERYWHERE - {"rounded-too-far", "rounded-intermediate"},
    "vector": {"right", "partly-right", "wrong", "ambiguous", "unreadable"},
    "debug": {"right", "partly-right", "wrong", "ambiguous", "unreadable"},
    "formula": {"right", "mistake", "eight", "wrong", "ambiguous", "unreadable"},
}
"""What can be said of replies to the chosen exercises of each type, at least."""
FORMULAS = ("n*b / (n*log2(K) + K*b)", "n*b / (n log2 K)", "8*n*b / (n*log2(K) + K*b)", "-n*b / (n*log2(K) + K*b)")
"""Replies to the chosen formula: the right one, a known wrong one, and two that are nearly right."""


def text_of(html: str) -> str:
    return " ".join(hypertext.unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.parametrize("kind", CHOSEN)
def test_every_verdict_is_told_as_the_checker_tells_it(kind: str, kept_page: Page) -> None:
    told: set[str] = set()
    for number in [CHOSEN[kind], *(FURTHER if kind == "derive" else ())]:
        told |= verdicts_told(number, kept_page)
    assert told >= EXPECTED[kind]


def verdicts_told(number: str, page: Page) -> set[str]:
    """The verdicts that an exercise's card gives to one reply of each sort, each compared with the checker's."""
    reviewer = Reviewer(page)
    card = studied().cards[number]
    reviewer.open(card)
    reviewer.front(card)
    key = studied().tables[number][reviewer.row()].key
    chosen: dict[tuple[str, str], str] = {}
    formulas = FORMULAS if isinstance(key, FormulaKey) else ()
    for reply in [*formulas, *replies(key)]:
        verdict = grade(key, reply)
        if reply:
            chosen.setdefault((verdict.kind, verdict.message), reply)
    told = reviewer.entered(list(chosen.values()))
    for ((verdict_kind, _), reply), (shown, looks) in zip(chosen.items(), told, strict=True):
        expected = grade(key, reply)
        said = " ".join(shown.split())
        assert text_of(expected.feedback) in said, reply
        for extra in (expected.note, *expected.hints):
            assert extra is None or text_of(render(extra)) in said, reply
        assert looks == f"verdict {tone(verdict_kind)}", reply
    return {verdict_kind for verdict_kind, _ in chosen}


def tone(kind: str) -> str:
    """How a verdict looks."""
    if kind in ("right", "ambiguous", "unreadable"):
        return "right" if kind == "right" else "asks"
    return "nearly" if kind in ("rounded-too-far", "partly-right", "other-unit", "rounded-intermediate") else "wrong"


@pytest.mark.parametrize("number", CHOSEN.values())
def test_every_row_is_graded_by_the_key_of_its_variant(number: str, kept_page: Page) -> None:
    reviewer = Reviewer(kept_page)
    card = studied().cards[number]
    reviewer.open(card)
    keys = [variant.key for variant in studied().tables[number]]
    asked = [(row, sample(key)) for row, key in enumerate(keys)]
    told = reviewer.graded(card, asked)
    wrong = [
        (row, reply, said)
        for key, (row, chosen), sentences in zip(keys, asked, told, strict=True)
        for reply, said in zip(chosen, sentences, strict=True)
        if grade(key, reply).feedback != said
    ]
    assert wrong == []


def sample(key: AnswerKey) -> list[str]:
    """Some replies to a key: after a right one none is graded any more, so that it comes last."""
    found = [reply for reply in dict.fromkeys(replies(key)) if reply]
    right = [reply for reply in found if grade(key, reply).right]
    return [reply for reply in found if reply not in right][::8] + right[:1]
