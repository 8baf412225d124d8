"""What a year of a study group takes on the disk: `python -m benchmarks.year`. Every drill and question is really put.

A member answers each day's drill in the channel, and so many further exercises with numbers of their own; two of five
questions are tried twice.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlite_utils import Database

from benchmarks.compiling import tinyml
from benchmarks.stores import NOW, put_schedules
from compiler.deck import Filled, filled
from scheduler.daily import begin, claim, drill_pick, plan, reply_to_drill, sent
from scheduler.practice import Shelf, Shelved, Wish, reply, start
from scheduler.practice.asking import SEEDS
from scheduler.store import Kind, Place, Store, ask, learner, welcome

DAYS, TWICE, WRONG = 365, 0.4, "-9.9e99"
GROUPS = ((10, 0), (50, 0), (50, 1), (50, 3))
"""Members, and how many further exercises each of them does on a day."""


def main() -> None:
    """Print what is left on the disk after a year."""
    for members, further in GROUPS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "drillbook.db")
            with Store(path) as store:
                _Year(store, members, further).run()
            size = path.stat().st_size / 1e6
        each = size / members
        print(
            f"{members:>3} members, a drill and {further} further exercises a day: {size:6.1f} MB, {each:.2f} MB each"
        )
        sys.stdout.flush()


class _Year:
    def __init__(self, store: Store, members: int, further: int) -> None:
        self._store, self._members, self._further = store, members, further
        self._shelf, self._random = Shelf([tinyml()]), Random(1)
        self._drawn: dict[tuple[Place, int], Filled] = {}
        self._learners: list[int] = []
        self._replies = 0

    def run(self) -> None:
        self._store.write(self._begin)
        for day in range(DAYS):
            self._store.write(partial(self._day, now=NOW + timedelta(days=day)))

    def _begin(self, db: Database) -> None:
        put_schedules(db, [(1, 1)], NOW)
        for number in range(self._members):
            self._learners.append(welcome(db, f"discord:{number}", "Europe/Berlin", NOW).id)

    def _day(self, db: Database, now: datetime) -> None:
        plan(db, now, 10)
        for post in claim(db, "year", now, 10):
            if post.is_drill:
                pick = drill_pick(db, self._shelf, post.drill)
                assert pick is not None
                shelved = pick.choice.shelved
                drawn = self._draw(shelved)
                begin(db, post, now, shelved.place, drawn.variant)
                sent(db, post, post.schedule.channel, f"{post.drill.id:>019}", now)
                for member in self._learners:
                    for text in self._texts(drawn.answer):
                        self._replies += 1
                        reply_to_drill(db, post.drill.id, member, text, now, f"message:{self._replies:>019}")
            else:
                begin(db, post, now)
                sent(db, post, post.schedule.channel, "1", now)
        for member in self._learners:
            session = start(db, learner(db, member), Wish(), now).id
            for shelved in self._random.sample(self._shelf.exercises, self._further):
                drawn = self._draw(shelved)
                question = ask(db, member, session, shelved.place, Kind.DUE, drawn.variant, now)
                for text in self._texts(drawn.answer):
                    reply(db, member, question.id, text, now)

    def _draw(self, shelved: Shelved) -> Filled:
        """A variant of an exercise, with the reply that is right."""
        key = shelved.place, self._random.randrange(SEEDS)
        if key not in self._drawn:
            self._drawn[key] = filled(shelved.deck, shelved.exercise, key[1])
        return self._drawn[key]

    def _texts(self, right: str) -> Iterator[str]:
        """What a member replies: now and then something wrong, then what is right."""
        if self._random.random() < TWICE:
            yield WRONG
        yield right


if __name__ == "__main__":
    main()
