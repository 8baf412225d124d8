"""What importing is tried with: a learner's Anki in which days go by, its exports, and collections made by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from anki.collection import ExportAnkiPackageOptions
from anki.dbproxy import DBProxy
from anki.scheduler.v3 import CardAnswer, Scheduler

from compiler.deck import table
from compiler.targets.anki import build, content, guid
from scheduler.anki import Found, Limits, read_anki
from tests.scheduler.practice.samples import tiny
from tests.targets.anki.learner import Learner

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
DAY_MS = 86_400_000
LIMITS = Limits()


@cache
def package() -> bytes:
    """The small deck as `drillbook build` makes it."""
    deck = tiny()
    return build(
        deck, [content(deck, each, of, table(deck, of)) for each in deck.chapters for of in each.exercises], None
    )


def guid_of(slug: str) -> str:
    """The GUID of an exercise of the small deck."""
    return guid(tiny(), slug)


GUIDS = frozenset(guid_of(each.identity) for each in tiny().exercises)


class Anki(Learner):
    """A learner's Anki with a deck, the small one, whose clock stands still while its past moves away."""

    def __init__(self, folder: Path, deck: bytes | None = None) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(folder)
        self.take_package(deck or package())

    @property
    def db(self) -> DBProxy:
        """The open collection's database."""
        assert self.col.db is not None
        return self.col.db

    def answer(self, slug: str, *buttons: int) -> None:
        """Press buttons at the card of an exercise, one after the other, whether it is due or not."""
        for button in buttons:
            card = self.col.get_card(self.note(slug).card_ids()[0])
            card.start_timer()
            states = self.col._backend.get_scheduling_states(card.id)
            scheduler = self.col.sched
            assert isinstance(scheduler, Scheduler)
            rating = (CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY)[button - 1]
            scheduler.answer_card(scheduler.build_answer(card=card, states=states, rating=rating))

    def sleep(self, days: int = 1) -> None:
        """Let days go by: all that was lies so much further back."""
        self.db.execute(f"update revlog set id = id - {days * DAY_MS}")
        self.db.execute(f"update col set crt = crt - {days * 86_400}")
        self.db.execute(f"update cards set due = due - {days * 86_400} where queue = 1")
        self.col.close()
        self.col.reopen()

    def history(self) -> list[tuple[int, int, int]]:
        """What Anki has written down: instants in milliseconds, buttons, intervals."""
        return [(row[0], row[1], row[2]) for row in self.db.all("select id, ease, ivl from revlog order by id")]

    def intervals(self) -> dict[str, int]:
        """By the GUID of each card that was learnt, its interval in days."""
        joined = "notes join cards on cards.nid = notes.id where cards.ivl > 0"
        return {row[0]: row[1] for row in self.db.all(f"select notes.guid, cards.ivl from {joined}")}

    def apkg(self, *, legacy: bool = False, scheduling: bool = True, name: str = "out.apkg") -> Path:
        """File > Export, a deck package."""
        path = self.folder / name
        options = ExportAnkiPackageOptions(
            with_scheduling=scheduling, with_deck_configs=False, with_media=False, legacy=legacy
        )
        self.col.export_anki_package(out_path=str(path), options=options, limit=None)
        return path

    def colpkg(self, *, legacy: bool = False) -> Path:
        """File > Export, the whole collection."""
        path = self.folder / "out.colpkg"
        self.col.export_collection_package(str(path), include_media=False, legacy=legacy)
        self.col.reopen()
        return path


SCHEMA = """
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT NOT NULL, flds TEXT NOT NULL DEFAULT 'a field');
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, type INTEGER, ivl INTEGER);
CREATE TABLE revlog (id, cid, ease, ivl, time, type);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""


def handmade(path: Path, rows: Iterable[tuple[Any, ...]] = (), sql: str = "", schema: str = SCHEMA) -> Path:
    """A collection with the note of `twice`, and rows `id, ease, ivl, time, type` in its history."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(schema)
        if schema == SCHEMA:
            db.execute("INSERT INTO notes (id, guid) VALUES (1, ?)", (guid_of("twice"),))
            db.execute("INSERT INTO cards VALUES (10, 1, 2, 30)")
            db.executemany("INSERT INTO revlog VALUES (?, 10, ?, ?, ?, ?)", rows)
        db.executescript(sql)
    return path


def read(path: Path, limits: Limits = LIMITS) -> Found:
    """What is in a file of the small deck."""
    return read_anki(path, GUIDS, limits)
