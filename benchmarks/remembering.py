"""The scheduler: what is due next, a reply until it is on the disk, each beside sqlite3 alone; SM-2 beside others."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from benchmarks.compiling import tinyml
from benchmarks.graders import is_installed
from benchmarks.measuring import ROOT, RUNS, Figure, Peer, median, seconds
from benchmarks.stores import CARDS_EACH, NOW, TODAY, put_cards, put_learners, put_reviews
from scheduler.practice import Shelf, Wish, choose, reply, start
from scheduler.practice.shelf import variant_of
from scheduler.rules import SM2
from scheduler.store import Kind, Store, ask, learner

LEARNERS, REVIEWS = 10_000, 3_000_000
ASKED, ANSWERED = 500, 1_000
_LATER = NOW + timedelta(seconds=40)
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
Answer = Callable[[Database], bool]


@dataclass(frozen=True, slots=True)
class Costs:
    """What two steps take in a store of some size, in seconds, and what sqlite3 alone takes for them."""

    due: float
    due_alone: float
    reply: float
    reply_alone: float
    replies_a_second: float


def figures() -> list[Figure]:
    """Those of a store with a million cards, of opening one with three million reviews, and of SM-2."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drillbook.db"
        found = measured(path, LEARNERS)
        small = _opened(path)
        with Store(path) as store:
            store.write(lambda db: put_reviews(db, LEARNERS, REVIEWS))
        grown = _opened(path)
    cards = f"{LEARNERS * CARDS_EACH:,} cards of {LEARNERS:,} learners"
    alone = "sqlite3 alone"
    return [
        Figure(f"the next due question, {cards}", "ms", found.due * 1e3, ASKED, Peer(alone, found.due_alone * 1e3)),
        Figure(
            "a reply until its review is on the disk (synchronous=FULL)",
            "ms",
            found.reply * 1e3,
            ANSWERED,
            Peer(f"{alone}, the same writes", found.reply_alone * 1e3),
        ),
        Figure("replies a second through asyncio", "/s", found.replies_a_second, 1),
        Figure(f"opening a store with {REVIEWS:,} reviews", "s", grown[0], 5, Peer("the same without them", small[0])),
        Figure("memory of that process", "MiB", grown[1], 5, Peer("the same without them", small[1])),
        *_sm2(),
    ]


def measured(path: Path, learners: int) -> Costs:
    """Fill a new store with the cards of some learners, and measure."""
    shelf = Shelf([tinyml()])
    with Store(path) as store:
        store.write(lambda db: put_learners(db, learners))
        store.write(lambda db: put_cards(db, learners))
        due, due_alone = _due(store, shelf, learners)
        questions = store.write(lambda db: _questions(db, shelf, learners))
    copy = path.with_suffix(".copy")
    shutil.copy(path, copy)
    with Store(path) as store:
        took, writes = _answered(store, questions[:ANSWERED])
        a_second = _together(store, questions[ANSWERED:])
    alone = _written(copy, writes)
    copy.unlink()
    return Costs(due, due_alone, took, alone, a_second)


def _due(store: Store, shelf: Shelf, learners: int) -> tuple[float, float]:
    """The medians for learners drawn at random: our choice, and one query for the card that is due longest."""
    draw = random.Random(2)
    numbers = [draw.randrange(1, learners + 1) for _ in range(ASKED)]
    sql = "SELECT deck, exercise FROM cards WHERE learner = ? AND due <= ? ORDER BY due LIMIT 1"

    def look(db: Database) -> tuple[float, float]:
        ours, alone = [], []
        for number in numbers:
            who = learner(db, number)
            session = start(db, who, Wish(), NOW)
            ours.append(seconds(lambda: choose(db, who, session, shelf, NOW)))  # noqa: B023
            alone.append(seconds(lambda: db.conn.execute(sql, (number, TODAY.isoformat())).fetchone()))  # noqa: B023
        return statistics.median(ours), statistics.median(alone)

    return store.write(look)


def _questions(db: Database, shelf: Shelf, learners: int) -> list[Answer]:
    """Open questions of learners drawn at random, each with what answers it right."""
    numeric = [each for each in shelf.exercises if each.exercise.type == "derive"]
    variants = [(each, variant_of(each, 1)) for each in numeric]
    draw = random.Random(3)

    def answer(number: int, question: int, text: str) -> Answer:
        return lambda db: reply(db, number, question, text, _LATER).closed is not None

    found = []
    for number in range(3 * ANSWERED):
        shelved, variant = draw.choice(variants)
        text = repr(variant.key.value)  # type: ignore[union-attr]  # of a derive
        who = 1 + number % learners if learners < 3 * ANSWERED else draw.randrange(1, learners + 1)
        found.append(answer(who, ask(db, who, None, shelved.place, Kind.DUE, variant, NOW).id, text))
    return found


def _answered(store: Store, answers: list[Answer]) -> tuple[float, list[list[str]]]:
    """The median of one after the other, and what each wrote, as SQL with its values."""
    times = [seconds(partial(store.write, each)) for each in answers[: ANSWERED // 2]]
    writes: list[list[str]] = []

    def traced(db: Database, answer: Answer) -> bool:
        made: list[str] = []
        db.conn.set_trace_callback(made.append)
        try:
            return answer(db)
        finally:
            db.conn.set_trace_callback(None)
            writes.append([each for each in made if each.lstrip().upper().startswith(_WRITES)])

    for each in answers[ANSWERED // 2 :]:
        assert store.write(partial(traced, answer=each))
    return statistics.median(times), writes


def _written(path: Path, writes: list[list[str]]) -> float:
    """The median of the same writes in transactions of sqlite3 alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as alone:
        alone.execute("PRAGMA synchronous = FULL")
        alone.execute("PRAGMA foreign_keys = ON")

        def write(statements: list[str]) -> None:
            alone.execute("BEGIN IMMEDIATE")
            for each in statements:
                alone.execute(each)
            alone.execute("COMMIT")

        return statistics.median(seconds(partial(write, each)) for each in writes)


def _together(store: Store, answers: list[Answer]) -> float:
    """Replies a second, of many at once."""

    async def all_of_them() -> None:
        assert all(await asyncio.gather(*(store.run(each) for each in answers)))

    return len(answers) / seconds(lambda: asyncio.run(all_of_them()))


def _opened(path: Path) -> tuple[float, float]:
    """Opening in a process of its own: seconds, and the memory that it then holds in MiB; medians of five."""
    code = (
        "import resource, sys, time\nfrom pathlib import Path\nfrom scheduler.store import Store\n"
        "begun = time.perf_counter()\nstore = Store(Path(sys.argv[1]))\n"
        "print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\nstore.close()\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT) for _ in range(5)]
    took, memory = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return statistics.median(took), statistics.median(memory)


def _sm2() -> Iterator[Figure]:
    """A review's next interval: ours, and what others' schedulers take for the same reviews."""
    draw = random.Random(4)
    items = [[draw.choice((2, 3, 4, 4, 5, 5)) for _ in range(8)] for _ in range(60)]
    took = _a_review(_reviewed_by_ours, items)
    for name, theirs in (("sm-2", _reviewed_by_sm_2), ("fsrs", _reviewed_by_fsrs)):
        if is_installed(name):
            yield Figure("the next interval after a review", "µs", took, RUNS, Peer(name, _a_review(theirs, items)))


def _a_review(reviewed: Callable[[list[int]], None], items: list[list[int]]) -> float:
    """Microseconds for a review, where the reviews of some items have these qualities."""

    def all_of_them() -> None:
        for each in items:
            reviewed(each)

    return median(all_of_them) / sum(map(len, items)) * 1e6


def _reviewed_by_ours(qualities: list[int]) -> None:
    memory = None
    for quality in qualities:
        memory = SM2().after(memory, quality)


def _reviewed_by_sm_2(qualities: list[int]) -> None:
    sm_2: Any = import_module("sm_2")
    scheduler, card = sm_2.Scheduler(), sm_2.Card()
    for quality in qualities:
        card, _ = scheduler.review_card(card, quality, review_datetime=card.due)


def _reviewed_by_fsrs(qualities: list[int]) -> None:
    fsrs: Any = import_module("fsrs")
    ratings = {2: fsrs.Rating.Again, 3: fsrs.Rating.Hard, 4: fsrs.Rating.Good, 5: fsrs.Rating.Easy}
    scheduler, card = fsrs.Scheduler(), fsrs.Card()
    for quality in qualities:
        card, _ = scheduler.review_card(card, ratings[quality], card.due)
