"""How cost grows: with the exercises of a deck, the cards of a store, and the schedules of a bot."""

from __future__ import annotations

import math
import re
import shutil
import statistics
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from benchmarks.compiling import tinyml
from benchmarks.measuring import DECK, DRILLBOOK, seconds, spent
from benchmarks.remembering import measured
from benchmarks.stores import CARDS_EACH, NOW, put_schedules
from compiler.checker import Variant
from scheduler.daily import Post, begin, claim, drill_pick, plan, sent
from scheduler.practice import Shelf
from scheduler.practice.shelf import variant_of
from scheduler.store import Place, Store

CHAPTERS = (5, 52, 520)
"""Copies of tinyml's chapters, about ten exercises each: some 50, 500 and 5,000 exercises."""
MOST_FILES = 100
CARDS = (1_000, 10_000, 100_000, 1_000_000)
SCHEDULES = (10, 100, 1_000, 10_000)
SCHEDULES_EACH = 50
"""Schedules of each group."""
AT_ONCE = 200


class Growth(Enum):
    """How cost should grow with size, at most."""

    NONE = 0
    LINEAR = 1


@dataclass(frozen=True, slots=True)
class Curve:
    """What something takes at growing sizes, and how it should grow."""

    name: str
    unit: str
    sizes: tuple[int, ...]
    values: tuple[float, ...]
    aim: Growth

    @property
    def power(self) -> float:
        """The exponent p of size^p by which it grew over the last step: 0 is not at all, 1 is linear."""
        (small, large), (low, high) = self.sizes[-2:], self.values[-2:]
        return math.log(high / low) / math.log(large / small)


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves over the same sizes."""

    title: str
    across: str
    curves: tuple[Curve, ...]


def panels() -> list[Panel]:
    """All that grows."""
    return [_exercises(), _cards(), _schedules()]


def _exercises() -> Panel:
    sizes, took, memory, kilobytes = [], [], [], []
    for chapters in CHAPTERS:
        with tempfile.TemporaryDirectory() as name:
            folder, target = Path(name, "grown"), Path(name, "grown.apkg")
            sizes.append(grown_deck(folder, chapters))
            command = [DRILLBOOK, "build", str(folder), "--output", str(target)]
            runs = [spent(command) for _ in range(1 if chapters == CHAPTERS[-1] else 3)]
            took.append(statistics.median(each for each, _ in runs))
            memory.append(statistics.median(each for _, each in runs))
            kilobytes.append(target.stat().st_size / 1000)
    curves = (
        Curve("building", "s", tuple(sizes), tuple(took), Growth.LINEAR),
        Curve("its memory", "MiB", tuple(sizes), tuple(memory), Growth.LINEAR),
        Curve("the package", "kB", tuple(sizes), tuple(kilobytes), Growth.LINEAR),
    )
    return Panel("A deck's exercises", "exercises", curves)


def grown_deck(folder: Path, chapters: int) -> int:
    """Write a deck of so many copies of tinyml's chapters, several to a file; how many exercises it has."""
    folder.mkdir()
    shutil.copy(DECK / "deck.yaml", folder)
    sources = sorted(DECK.glob("[0-9]*.yaml"))
    files = min(chapters, MOST_FILES)
    count = 0
    for file in range(files):
        head, _, body = sources[file % len(sources)].read_text("utf-8").partition("\nexercises:\n")
        head = re.sub(r"(?m)^chapter: .*$", f"chapter: {file}", head)
        copies = []
        for copy in range(file, chapters, files):
            renamed = re.sub(r"(?m)^(  (?:  of: )?)([a-z0-9-]+)(:?)$", rf"\1\2-{copy}\3", body)
            count += len(re.findall(r"(?m)^  [a-z0-9-]+:$", renamed))
            copies.append(renamed)
        path = folder / f"{file:02}-{sources[file % len(sources)].stem[3:]}-{file}.yaml"
        path.write_text(f"{head}\nexercises:\n{chr(10).join(copies)}", "utf-8")
    return count


def _cards() -> Panel:
    due, took = [], []
    for cards in CARDS:
        with tempfile.TemporaryDirectory() as folder:
            found = measured(Path(folder, "drillbook.db"), cards // CARDS_EACH)
        due.append(found.due * 1e3)
        took.append(found.reply * 1e3)
    curves = (
        Curve("the next due question", "ms", CARDS, tuple(due), Growth.NONE),
        Curve("a reply until it is on the disk", "ms", CARDS, tuple(took), Growth.NONE),
    )
    return Panel("A store's cards", "cards, a hundred a learner", curves)


def _schedules() -> Panel:
    shelf = Shelf([tinyml()])
    numbers = {each.place: variant_of(each, 1) for each in shelf.exercises}
    idle, busy = [], []
    for count in SCHEDULES:
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "drillbook.db")) as store:
            look = _Look(store, shelf, numbers)
            places = [(1 + n // SCHEDULES_EACH, 1 + n) for n in range(count)]
            store.write(partial(put_schedules, places=places, due=NOW))
            before = partial(look.at, NOW - timedelta(minutes=1))
            idle.append(statistics.median(seconds(before) for _ in range(50)) * 1e3)
            busy.append(seconds(partial(look.at, NOW)) / count * 1e3)
    curves = (
        Curve("a look when nothing is due", "ms", SCHEDULES, tuple(idle), Growth.NONE),
        Curve("planning, claiming and noting a drill", "ms", SCHEDULES, tuple(busy), Growth.NONE),
    )
    return Panel("A bot's schedules", "schedules, all due in the same minute", curves)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a bot that looks for what is due does with its store: all but Discord, and but drawing numbers."""

    store: Store
    shelf: Shelf
    numbers: Mapping[Place, Variant]

    def at(self, now: datetime) -> None:
        """Plan, claim, and note as sent whatever is due."""
        while True:
            planned = self.store.write(lambda db: plan(db, now, AT_ONCE))
            posts = self.store.write(lambda db: claim(db, "bench", now, AT_ONCE // 2))
            if not planned and not posts:
                return
            for post in posts:
                self.store.write(partial(self._begin, post=post, now=now))
                self.store.write(partial(sent, post=post, channel=post.schedule.channel, message="1", at=now))

    def _begin(self, db: Database, post: Post, now: datetime) -> None:
        pick = drill_pick(db, self.shelf, post.drill)
        assert pick is not None
        place = pick.choice.shelved.place
        begin(db, post, now, place, self.numbers[place])
