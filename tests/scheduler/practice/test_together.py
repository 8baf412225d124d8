"""Ten thousand replies at once, through asyncio: each is acknowledged or refused, kept once, and reviewed once."""

import asyncio
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlite_utils import Database

from scheduler.practice import Answered, NotOpen, Shelf, reply
from scheduler.practice.shelf import variant_of
from scheduler.store import Kind, Store, all_reviews, ask, replies, welcome
from tests.scheduler.practice.samples import BERLIN, NOON, tiny
from tests.scheduler.store.samples import quick

LEARNERS, QUESTIONS_EACH, REPLIES_EACH = 25, 100, 4
RIGHT = 3
"""Which of the replies to a question is right: those that come after it are refused."""


def test_ten_thousand_replies_at_once_are_kept_once_each(tmp_path: Path) -> None:
    shelved = Shelf([tiny()]).exercises[0]
    variant = variant_of(shelved, 1)
    right = repr(variant.key.value)  # type: ignore[union-attr]
    path = tmp_path / "drillbook.db"

    def asked(db: Database) -> list[tuple[int, int]]:
        learners = [welcome(db, f"discord:{number}", BERLIN, NOON).id for number in range(LEARNERS)]
        return [
            (who, ask(db, who, None, shelved.place, Kind.NEW, variant, NOON).id)
            for who in learners
            for _ in range(QUESTIONS_EACH)
        ]

    async def sent(store: Store, who: int, number: int, text: str) -> Answered | None:
        try:
            return await store.run(lambda db: reply(db, who, number, text, NOON + timedelta(seconds=9)))
        except NotOpen:
            return None

    async def together(store: Store, questions: list[tuple[int, int]]) -> list[Answered | None]:
        sending = [
            (who, number, right if turn == RIGHT else f"1{turn}")
            for who, number in questions
            for turn in range(1, REPLIES_EACH + 1)
        ]
        Random(4).shuffle(sending)
        return await asyncio.gather(*(sent(store, *each) for each in sending))

    with quick(path) as store:
        questions = store.write(asked)
        answers = asyncio.run(together(store, questions))
    assert len(answers) == LEARNERS * QUESTIONS_EACH * REPLIES_EACH == 10_000
    told = [each for each in answers if each is not None]
    assert sum(each.closed is not None for each in told) == len(questions)
    with Store(path) as store:
        kept = store.write(lambda db: [each.id for _, number in questions for each in replies(db, number)])
        reviews = store.write(
            lambda db: [each for who in {who for who, _ in questions} for each in all_reviews(db, who)]
        )
    assert sorted(kept) == sorted(each.reply.id for each in told)
    assert sorted(each.question for each in reviews) == sorted(number for _, number in questions)
    assert sum(each.scheduled for each in reviews) == LEARNERS  # of one exercise, the first of the day
