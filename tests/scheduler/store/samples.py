"""What the store is tried with: an answered question as one transaction, plain SQLite, and other processes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlite_utils import Database

from compiler.checker import NumberKey, Tolerance, Variant, VerdictKind
from scheduler.rules import SM2, VERSION, Memory, Outcome, utc
from scheduler.store import (
    Card,
    Kind,
    Place,
    Review,
    Store,
    ask,
    card,
    close,
    keep_card,
    keep_reply,
    keep_review,
    restore,
    reviews_of,
    welcome,
)
from tests.warm import Piped

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACES = tuple(Place("tinyml-4f1c09", slug) for slug in ("stored-size", "kv-cache-memory", "bound"))


@cache
def _blank() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drillbook.db"
        Store(path).close()
        return path.read_bytes()


def begin(path: Path) -> None:
    """Put a store there that nothing was put into yet, if there is none; to make one takes five times as long."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_blank())


def quick(path: Path) -> Store:
    """A store that is begun at once, and does not wait for the disk: the machine does not lose its power here."""
    begin(path)
    store = Store(path)
    store._submit(lambda db: db.execute("PRAGMA synchronous = OFF"), in_transaction=False).result()
    return store


def variant(seed: int) -> Variant:
    return Variant(
        deck="tinyml",
        deck_id="tinyml-4f1c09",
        exercise="kv-cache-memory",
        number="8.2",
        title="KV-cache memory",
        type="derive",
        seed=seed,
        given=(("L", 32.0),),
        prompt="A decoder with 32 layers has cached 512 tokens. " * 5,
        work=("bytes = 2 × L × N = 32 768",),
        hints=("Keys and values are both kept.",),
        insight=None,
        key=NumberKey(268.0, "MB", ("B", "MB"), Tolerance.parse("1%"), (), (), ()),
    )


def practise(db: Database, number: int) -> int:
    """One question from its asking to the card, as a learner leaves it behind; its number in the store."""
    at = NOW + timedelta(hours=number)
    place = PLACES[number % len(PLACES)]
    learner = welcome(db, f"local-{number % 2}", "Europe/Berlin", at)
    question = ask(db, learner.id, None, place, Kind.DUE, variant(number % 50), at)
    keep_reply(db, question, f"{number} MB", VerdictKind.RIGHT, at, learner.day(at))
    close(db, question.id, Outcome.RIGHT, at)
    quality, day = number * 7 % 6, learner.day(at)
    keep_review(db, Review(question.id, learner.id, place, True, day, True, quality > 3, 12.5, None, quality, VERSION))
    before = card(db, learner.id, place)
    memory = SM2().after(before.memory if before else None, quality)
    began = before.began if before else day
    keep_card(db, learner.id, Card(place, memory, began, day, memory.due(day)))
    return question.id


def practised(db: Database) -> set[int]:
    """The numbers of the questions that were answered, none of them half: each with its reply, review and card."""
    assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    questions = [number for (number,) in db.execute("SELECT id FROM questions WHERE outcome = 'right'")]
    assert questions == [number for (number,) in db.execute("SELECT question FROM replies ORDER BY question")]
    assert questions == [number for (number,) in db.execute("SELECT question FROM reviews ORDER BY question")]
    texts = [text for (text,) in db.execute("SELECT text FROM replies")]
    assert len(texts) == len(set(texts))
    for (learner,) in db.execute("SELECT id FROM learners").fetchall():
        for place in PLACES:
            memory: Memory | None = None
            reviews = [each for each, _ in reviews_of(db, learner, place)]
            for review in reviews:
                memory = SM2().after(memory, review.quality)
            kept = card(db, learner, place)
            assert (kept is None) == (memory is None)
            if kept is not None:
                last = reviews[-1]
                assert (kept.memory, kept.reviewed) == (memory, last.day)
    return set(questions)


def account(db: Database, name: str) -> str:
    """A learner, for where any row would do; in a store of any version."""
    columns, day = "account, zone, roll_over, new_a_day, reached, joined", f"{NOW:%Y-%m-%d}"
    row = f"INSERT INTO learners ({columns}) VALUES (?, 'UTC', 4, 3, ?, ?) ON CONFLICT (account) DO NOTHING"
    db.execute(row, (name, day, utc(NOW)))
    return name


def accounts(db: Database) -> set[str]:
    return {name for (name,) in db.execute("SELECT account FROM learners")}


def put_back(path: Path, backup: Path, now: datetime) -> Path | None:
    """Restore a backup; where what it replaced is now."""
    return restore(path, backup, now, "tests")[0]


def plainly(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What plain SQLite says, past the store."""
    with closing(sqlite3.connect(path, timeout=0)) as db, db:
        return db.execute(sql).fetchall()


def python(code: str, *words: object) -> Piped:
    """Another process, forked: `code` with a store's words at hand, and its arguments in `sys.argv`."""
    before = (
        "import os, signal, sys, threading, time\nfrom pathlib import Path\n"
        "from scheduler.store import *\nfrom scheduler.store.backups import back_up\n"
        "from tests.scheduler.store.samples import *\n"
    )
    return Piped(*words, code=before + code, env=os.environ, cwd=ROOT)


def ended(process: Piped) -> str:
    """What a process printed until its good end."""
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def killed(process: Piped) -> str:
    """What a process printed until it was killed, here and now."""
    process.kill()
    out, _ = process.communicate()
    return out


def line(process: Piped) -> str:
    """The next line that a process prints."""
    return process.stdout.readline().strip()


OWNING = "store = Store(Path(sys.argv[1]), owner='the first')\nprint('open', flush=True)\n"
"""Begins a process that owns a store."""


def abandoned(path: Path, work: str = "") -> None:
    """Have a process own the store, do some work, and be killed."""
    process = python(OWNING + work + "\nprint('done', flush=True)\ntime.sleep(60)", path)
    assert (line(process), line(process)) == ("open", "done")
    killed(process)
