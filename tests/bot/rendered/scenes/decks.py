"""Decks: `/deck`, as files and an organiser's own, and `/import` of what was reviewed in Anki."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from compiler.targets.anki import guid
from tests.bot.rendered.processes import run_here
from tests.bot.rendered.stage import Stage
from tests.deck.samples import ROOT, tinyml
from tests.scheduler.practice.samples import NOON

FOLDER = ROOT / "decks" / "networking"
NOW_MS, DAY_MS = int(NOON.timestamp()) * 1000, 86_400_000
ANKI = """
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, type INTEGER, ivl INTEGER);
CREATE TABLE revlog (id, cid, ease, ivl, time, type);
"""


async def decks(stage: Stage) -> None:
    """A deck is added, refused, updated, taken along and removed."""
    with (
        patch("bot.decks.proving.run", run_here),
        patch("bot.slash.deck._version", lambda _: NOW_MS // 1000),  # else that of a file, which is now
    ):
        await _decks(stage)


async def _decks(stage: Stage) -> None:
    ann, olga = stage.ann, stage.olga
    added = await stage.slash(olga, "deck add", file=("networking.zip", _zipped()))
    stage.scene("deck-add", "`/deck add`, for organisers: a deck of their own.", stage.seen(added))
    errors = _zipped("is: transmission + propagation", "is: transmision + propagation")
    wrong = [
        await stage.slash(olga, "deck add", file=("networking.zip", errors)),
        await stage.slash(olga, "deck add", file=("networking.zip", b"PK")),
    ]
    sentence = "What is wrong with a deck, by file and line; and a file that is none."
    stage.scene("deck-errors", sentence, *map(stage.seen, wrong))
    changed = await stage.slash(olga, "deck add", file=("networking.zip", _zipped("is sent over", "goes over")))
    stage.scene("deck-update", "The same deck again, changed.", stage.seen(changed))
    shown = await stage.slash(ann, "deck show")
    stage.scene("deck-show", "`/deck show` lists the decks that are here.", stage.seen(shown))
    files = await stage.slash(ann, "deck get", deck="networking")
    stage.scene("deck-get", "`/deck get`: a deck as files, to take along.", stage.seen(files))
    await stage.schedule(deck="networking")
    used = await stage.slash(olga, "deck remove", deck="networking")
    await stage.slash(olga, "setup remove", schedule=1)
    removed = await stage.slash(olga, "deck remove", deck="networking")
    sentence = "`/deck remove`, while a schedule needs the deck, and afterwards."
    stage.scene("deck-remove", sentence, stage.seen(used, removed))


async def anki(stage: Stage) -> None:
    """Four days in Anki, imported twice, and files that are none of Anki's."""
    ann = stage.ann
    with patch("bot.slash.import_.run", run_here):
        imported = await stage.slash(ann, "import", file=("collection.colpkg", _collection()))
        stage.scene("import", "`/import`: days practised in Anki count here, too.", stage.seen(imported))
        again = await stage.slash(ann, "import", file=("collection.colpkg", _collection()))
        other = await stage.slash(ann, "import", file=("notes.txt", b"My notes"))
        sentence = "The same file again doubles nothing; and a file that is none of Anki's."
        stage.scene("import-again", sentence, stage.seen(again, other))


def _zipped(old: str = "", new: str = "") -> bytes:
    """The first exercise of the deck on networks, with one text replaced."""
    chapter = (FOLDER / "01-delays-and-rates.yaml").read_text("utf-8").partition("\n  one-way-delay-mistake:")[0]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("networking/deck.yaml", (FOLDER / "deck.yaml").read_text("utf-8"))
        archive.writestr("networking/01-delays-and-rates.yaml", f"{chapter.replace(old, new)}\n")
    return stream.getvalue()


def _collection() -> bytes:
    """A collection in which six exercises were reviewed on four days, one of them rescheduled by hand as well."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(ANKI)
            for number, exercise in enumerate(tinyml().exercises[:6], 1):
                db.execute("INSERT INTO notes VALUES (?, ?)", (number, guid(tinyml(), exercise.identity)))
                db.execute("INSERT INTO cards VALUES (?, ?, 2, 4)", (number, number))
                for day in range(1, 5):
                    row = (NOW_MS - day * DAY_MS + number * 60_000, number, 3, 4, 9_000, 1)
                    db.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?)", row)
            db.execute("INSERT INTO revlog VALUES (?, 1, 0, 4, 0, 4)", (NOW_MS - DAY_MS,))
        return path.read_bytes()
