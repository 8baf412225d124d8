"""What the scheduler costs: the next due question, a reply until it is on the disk, opening a store that has grown."""

from __future__ import annotations

import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from compiler.deck import load
from scheduler.practice import Shelf, Wish, choose, reply, start
from scheduler.practice.shelf import variant_of
from scheduler.store import Kind, Store, ask, learner

ROOT = Path(__file__).parents[1]
LEARNERS, CARDS_EACH, REVIEWS = 10_000, 100, 3_000_000
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_TODAY = date(2026, 6, 1)
Row = tuple[str, str, float]


def rows() -> list[Row]:
    """The figures, each with its unit."""
    deck = load(ROOT / "decks" / "tinyml").deck
    assert deck is not None
    shelf = Shelf([deck])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drillbook.db"
        with Store(path) as store:
            store.write(_many_learners)
            store.write(lambda db: _many_cards(db, shelf))
            found = [*_due(store, shelf), *_replies(store, shelf)]
        small = _open(path, "small")
        with Store(path) as store:
            store.write(_many_reviews)
        return [*found, *small, *_open(path, "grown")]


def _many_learners(db: Database) -> None:
    db.conn.executemany(
        "INSERT INTO learners (account, zone, roll_over, new_a_day, reached, joined) "
        "VALUES (?, 'Europe/Berlin', 4, 3, '2026-01-01', ?)",
        ((f"discord:{number}", "2026-01-01T00:00:00.000Z") for number in range(LEARNERS)),
    )


def _many_cards(db: Database, shelf: Shelf) -> None:
    """A hundred cards a learner, those of the shelf among them, due on days around today."""
    places = [each.place for each in shelf.exercises]
    others = [("other-deck", f"exercise-{number}") for number in range(CARDS_EACH - len(places))]
    names = [*((place.deck, place.exercise) for place in places), *others]
    draw = random.Random(1)

    def cards() -> Iterator[tuple[object, ...]]:
        for number in range(1, LEARNERS + 1):
            for deck, exercise in names:
                interval = draw.randrange(1, 60)
                reviewed = _TODAY - timedelta(days=draw.randrange(interval + 3))
                due = (reviewed + timedelta(days=interval)).isoformat()
                yield number, deck, exercise, 3, interval, 250, "2026-01-01", reviewed.isoformat(), due

    db.conn.executemany(f"INSERT INTO cards VALUES ({', '.join('?' * 9)})", cards())


def _due(store: Store, shelf: Shelf) -> list[Row]:
    numbers = random.Random(2).sample(range(1, LEARNERS + 1), 500)

    def look(db: Database) -> list[float]:
        times = []
        for number in numbers:
            who = learner(db, number)
            session = start(db, who, Wish(), NOW)
            begun = time.perf_counter()
            choice = choose(db, who, session, shelf, NOW)
            times.append(time.perf_counter() - begun)
            assert choice is not None and choice.kind is Kind.DUE
        return times

    def raw(db: Database) -> list[float]:
        sql = "SELECT deck, exercise FROM cards WHERE learner = ? AND due <= ? ORDER BY due LIMIT 1"
        return [_timed(partial(_fetched, db, sql, (number, _TODAY.isoformat()))) for number in numbers]

    ours, bare = statistics.median(store.write(look)), statistics.median(store.write(raw))
    return [
        (f"next due question, {LEARNERS * CARDS_EACH:,} cards of {LEARNERS:,} learners", "ms", ours * 1e3),
        ("  one bare query for it, times quicker", "×", ours / bare),
    ]


def _replies(store: Store, shelf: Shelf) -> list[Row]:
    """A right reply that closes its question, from its text to its review on the disk; one by one, and at once."""
    numeric = [each for each in shelf.exercises if each.exercise.type == "derive"]
    variants = [(each, variant_of(each, 1)) for each in numeric]
    draw = random.Random(3)

    def asked(db: Database) -> list[tuple[int, int, str]]:
        found = []
        for number in draw.sample(range(1, LEARNERS + 1), 3_000):
            shelved, variant = draw.choice(variants)
            text = repr(variant.key.value)  # type: ignore[union-attr]  # of a derive
            found.append((number, ask(db, number, None, shelved.place, Kind.DUE, variant, NOW).id, text))
        return found

    questions = store.write(asked)
    later = NOW + timedelta(seconds=40)

    def answer(number: int, question: int, text: str) -> Callable[[Database], bool]:
        return lambda db: reply(db, number, question, text, later).closed is not None

    times = [_timed(partial(store.write, answer(*each))) for each in questions[:1_000]]

    async def together() -> list[bool]:
        return await asyncio.gather(*(store.run(answer(*each)) for each in questions[1_000:]))

    begun = time.perf_counter()
    done = asyncio.run(together())
    seconds = time.perf_counter() - begun
    assert all(done)

    def bare(pace: int) -> Callable[[Database], object]:
        return lambda db: db.execute("UPDATE learners SET new_a_day = ? WHERE id = 1", (pace,))

    floor = [_timed(partial(store.write, bare(pace))) for pace in range(1_000)]
    one = statistics.median(times)
    return [
        ("a reply until its review is on the disk, synchronous=FULL", "ms", one * 1e3),
        ("  one bare write transaction, times quicker", "×", one / statistics.median(floor)),
        ("replies a second through asyncio", "/s", len(done) / seconds),
    ]


def _many_reviews(db: Database) -> None:
    variant = db.execute("SELECT min(id) FROM variants").fetchone()[0]
    first = db.execute("SELECT max(id) + 1 FROM questions").fetchone()[0]
    days = [(date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in range(800)]

    def places() -> Iterator[tuple[int, int, str, str]]:
        for index in range(REVIEWS):
            number, each = divmod(index, REVIEWS // LEARNERS)
            yield first + index, number + 1, f"exercise-{each % 50}", days[each * 2 % 800]

    at = "T12:00:00.000Z"
    db.conn.executemany(
        "INSERT INTO questions (id, learner, variant, deck, exercise, kind, asked, closed, outcome) "
        f"VALUES (?, ?, {variant}, 'other-deck', ?, 'due', ?, ?, 'right')",
        ((number, who, exercise, day + at, day + at) for number, who, exercise, day in places()),
    )
    db.conn.executemany(
        "INSERT INTO reviews VALUES (NULL, ?, ?, 'other-deck', ?, 1, ?, 1, 1, 12.5, NULL, 4, 1)",
        ((number, who, exercise, day) for number, who, exercise, day in places()),
    )


def _open(path: Path, size: str) -> list[Row]:
    """Opening in a process of its own, and the memory that it then holds."""
    code = (
        "import resource, sys, time\nfrom pathlib import Path\nfrom scheduler.store import Store\n"
        "begun = time.perf_counter()\nstore = Store(Path(sys.argv[1]))\n"
        "print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\nstore.close()\n"
    )
    runs = []
    for _ in range(5):
        run = subprocess.run(
            [sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True, cwd=ROOT
        )
        runs.append(tuple(map(float, run.stdout.split())))
    what = f"a store with {REVIEWS:,} reviews" if size == "grown" else "the same without them"
    return [
        (f"opening {what}", "s", statistics.median(seconds for seconds, _ in runs)),
        ("  memory of the process", "MB", statistics.median(memory for _, memory in runs) / 1024),
    ]


def _fetched(db: Database, sql: str, parameters: tuple[object, ...]) -> object:
    return db.conn.execute(sql, parameters).fetchone()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    for name, unit, value in rows():
        print(f"{name:<70} {value:.4f} {unit}")
