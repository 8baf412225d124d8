"""Replies typed into the workbook: what is said of them is what the Python checker says, for each type and verdict."""

from __future__ import annotations

import html as hypertext
import re

import pytest
from playwright.sync_api import Page

from compiler.checker import AnswerKey, FormulaKey, VerdictKind, grade
from compiler.targets.html import render
from tests.targets.replies import replies
from tests.targets.workbook.opened import CHOSEN, FURTHER, Workbook

FORMULAS = ("n*b / (n*log2(K) + K*b)", "n*b / (n log2 K)", "8*n*b / (n*log2(K) + K*b)")


@pytest.fixture(scope="module")
def told() -> set[VerdictKind]:
    """The verdicts that were seen so far, of all types."""
    return set()


@pytest.mark.parametrize("kind", CHOSEN)
def test_every_verdict_is_told_as_the_checker_tells_it(kind: str, kept_page: Page, told: set[VerdictKind]) -> None:
    workbook = Workbook(kept_page)
    for number in [CHOSEN[kind], *(FURTHER if kind == "derive" else ())]:
        workbook.open(f"#/{number[0]}")
        key = workbook.key(number)
        chosen = one_of_each(key)
        for reply, (said, looks) in zip(chosen, workbook.replies(number, chosen), strict=True):
            verdict = grade(key, reply)
            expected = [verdict.feedback, *(text_of(render(each)) for each in (verdict.note, *verdict.hints) if each)]
            assert all(words(part) in words(said) for part in expected), (reply, said)
            assert looks.split()[1] == tone(verdict.kind)
            told.add(verdict.kind)
        assert workbook.exercise(number).locator(".check").is_hidden()


def test_no_kind_of_verdict_was_left_out(told: set[VerdictKind]) -> None:
    assert told == set(VerdictKind)


def one_of_each(key: AnswerKey) -> list[str]:
    """A reply for each verdict and each sentence; the right one last, since it closes the question."""
    formulas = FORMULAS if isinstance(key, FormulaKey) else ()
    found: dict[tuple[VerdictKind, str], str] = {}
    for reply in (*formulas, *replies(key)):
        verdict = grade(key, reply)
        if reply:
            found.setdefault((verdict.kind, verdict.message), reply)
    right = [reply for (kind, _), reply in found.items() if kind is VerdictKind.RIGHT]
    return [reply for reply in found.values() if reply not in right] + right[:1]


def tone(kind: VerdictKind) -> str:
    """How a verdict looks."""
    if kind is VerdictKind.RIGHT:
        return "right"
    if not kind.is_attempt:
        return "asks"
    nearly = ("rounded-too-far", "partly-right", "other-unit", "rounded-intermediate")
    return "nearly" if kind.value in nearly else "wrong"


def text_of(html: str) -> str:
    return hypertext.unescape(re.sub(r"<[^>]*>", " ", html))


def words(text: str) -> str:
    return " ".join(text.split())
