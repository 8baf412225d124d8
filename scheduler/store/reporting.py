"""What a deck's author learns from everybody's replies, with nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from compiler.checker import Variant, VerdictKind
from scheduler.store.questions import variant_from

MOST_REPLIES = 100_000
"""How many wrong replies are looked at, the newest ones."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How often an exercise was asked (repeats in a session aside), and was right at the first try."""

    exercise: str
    asked: int
    first_try: int


def tries(db: Database, deck: str) -> list[Tries]:
    """The tries at each exercise of a deck that was asked."""
    rows = db.execute(
        "SELECT reviews.exercise, count(*), sum(first_try) FROM reviews JOIN questions ON questions.id = question "
        "WHERE reviews.deck = ? AND kind NOT IN ('again', 'magnitude') GROUP BY reviews.exercise",
        (deck,),
    )
    return [Tries(*row) for row in rows]


def wrong_replies(db: Database, deck: str) -> Iterator[tuple[str, Variant, str]]:
    """Replies that were wrong and got no explanation: the exercise, the variant, and the text. Newest first."""
    rows = db.execute(
        "SELECT questions.exercise, body, text FROM replies JOIN questions ON questions.id = question "
        "JOIN variants ON variants.id = variant WHERE questions.deck = ? AND verdict IN (?, ?) AND kind <> 'magnitude' "
        "AND NOT EXISTS (SELECT 1 FROM disputes WHERE reply = replies.id AND state = 'accepted') "
        "ORDER BY replies.id DESC LIMIT ?",
        (deck, VerdictKind.WRONG.value, VerdictKind.PARTIAL.value, MOST_REPLIES),
    )
    return ((exercise, variant_from(body), text) for exercise, body, text in rows)
