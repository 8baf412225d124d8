"""The end of a drill: its questions close, and it is told how it went."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from compiler.checker import VerdictKind, grade
from scheduler.practice import close_question
from scheduler.rules import Outcome
from scheduler.store import (
    Drill,
    Question,
    close,
    drill,
    drill_questions,
    learner,
    replies,
    review,
    unclosed_questions,
)

TELLS = 5
"""From how many learners on the commonest mistake is told: among fewer it would point at somebody."""
CLOSED_AT_ONCE = 50
"""How many questions are closed in one transaction: others wait for the store meanwhile."""
_NUMBERS = re.compile(r"[\d\s.,⁰¹²³⁴⁵⁶⁷⁸⁹⁻−]+")


@dataclass(frozen=True, slots=True)
class HowItWent:
    """How many learners tried a drill, finished it, were right, and were so at the first try.

    `mistake` is the hint of the commonest mistake (small Markdown) and `made` how many made it; told from `TELLS`
    learners on.
    """

    tried: int
    finished: int
    right: int
    first_try: int
    mistake: str | None
    made: int


def end_drill(db: Database, number: int, now: datetime) -> HowItWent | None:
    """Close what is open of a drill, and count; again it changes nothing.

    None where there may be more to close: run it again, in a transaction of its own. What was tried counts on the day
    of its last reply, as if the solution had been opened; the rest is left in silence.
    """
    unclosed = unclosed_questions(db, number, CLOSED_AT_ONCE)
    for asked in unclosed:
        _close(db, asked, now)
    return None if len(unclosed) == CLOSED_AT_ONCE else _counted(db, drill(db, number), drill_questions(db, number))


def _close(db: Database, asked: Question, now: datetime) -> None:
    tries = [each for each in replies(db, asked.id) if each.verdict.is_attempt]
    if tries:
        close_question(db, learner(db, asked.learner), asked, Outcome.REVEALED, now, tries[-1].day)
    else:
        close(db, asked.id, None, now)


def _counted(db: Database, posted: Drill, questions: list[Question]) -> HowItWent:
    tried: set[int] = set()
    right: set[int] = set()
    finished: set[int] = set()
    first: set[int] = set()
    for asked in questions:
        result = review(db, asked.id)
        if any(each.verdict.is_attempt for each in replies(db, asked.id)):
            tried.add(asked.learner)
        if asked.outcome is Outcome.RIGHT:
            right.add(asked.learner)
        if result is not None and result.finished:
            finished.add(asked.learner)
        if result is not None and result.first_try and not asked.known:
            first.add(asked.learner)
    mistake, made = _commonest(db, posted, questions) if len(tried) >= TELLS else (None, 0)
    return HowItWent(len(tried), len(finished), len(right), len(first), mistake, made)


def _commonest(db: Database, posted: Drill, questions: list[Question]) -> tuple[str | None, int]:
    """The hint of the mistake that most learners made, in everybody's numbers, and how many did.

    Hints have the numbers of their question in them; apart from these the same mistake has the same hint.
    """
    made: dict[str, set[int]] = defaultdict(set)
    for asked in questions:
        for each in replies(db, asked.id):
            if each.verdict is VerdictKind.MISTAKE:
                for hint in grade(asked.variant.key, each.text).hints:
                    made[_without_numbers(hint)].add(asked.learner)
    words = {_without_numbers(hint): hint for hint in _hints(posted.variant.key.to_json())} if posted.variant else {}
    among = [key for key in made if key in words and len(made[key]) > 1]
    if not among:
        return None, 0
    key = max(among, key=lambda each: len(made[each]))
    return words[key], len(made[key])


def _without_numbers(hint: str) -> str:
    return _NUMBERS.sub("#", hint)


def _hints(key: object) -> Iterator[str]:
    """All hints within a stored answer key."""
    if isinstance(key, list):
        for each in key:
            yield from _hints(each)
    elif isinstance(key, dict):
        if isinstance(key.get("hint"), str):
            yield key["hint"]
        yield from _hints(list(key.values()))
