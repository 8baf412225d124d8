"""Where commands find what they work on: the store in the data folder, the local learner, the decks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from compiler.console import Failure, chosen_folders, data_folder, print_diagnostics
from compiler.deck import load
from scheduler.practice import Shelf
from scheduler.rules import ZoneError, zone
from scheduler.store import Learner, Store, StoreError, learner_of, read, welcome

T = TypeVar("T")
LOCAL = "local"
"""The account of whoever practises on their own machine."""


def store_path() -> Path:
    """The file of the store."""
    return data_folder() / "drillbook.db"


def now() -> datetime:
    """The present instant: the one place where commands ask the clock."""
    return datetime.now(UTC)


def is_begun() -> bool:
    """Whether there is a store. Raises Failure where that cannot be looked up."""
    path = store_path()
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise Failure(f"cannot use {path}: {error.strerror or error}") from None
    return True


@contextmanager
def owned(owner: str, *, with_backup: bool = True) -> Iterator[Store]:
    """The store, owned as long as the block lasts, with the day's backup made and old ones let go. Raises Failure.

    A backup that cannot be made stops nobody: it is told on standard error.
    """
    with failing(), Store(store_path(), owner=owner) as store:
        try:
            if with_backup:
                store.back_up_if_due(now())
        except StoreError as error:
            print(
                f"{owner}: today's backup could not be made: {error}. This goes on without one, and the next command "
                f"tries again; until then a copy of the folder {store.path.parent} is a backup, too",
                file=sys.stderr,
            )
        store.prune_backups(now())
        yield store


@contextmanager
def failing() -> Iterator[None]:
    """What the store cannot do, or a zone that this machine does not know, ends the command with its message."""
    try:
        yield
    except StoreError as error:
        raise Failure(str(error)) from None
    except ZoneError as error:  # the learner's own: one that is typed was looked at before
        raise Failure(f"{error}: `drillbook settings --zone ZONE` chooses one") from None


def local_learner(db: Database) -> Learner:
    """The local learner, who is made where there is none; the zone is then this machine's."""
    return learner_of(db, LOCAL) or welcome(db, LOCAL, zone_here(), now())


def looked_at(work: Callable[[Database], T]) -> T | None:
    """Look at the store without owning it; None where there is none yet. Raises Failure."""
    if not is_begun():
        return None
    with failing():
        return read(store_path(), work)


def looked_at_mine(work: Callable[[Database, Learner], T]) -> T | None:
    """Look at what is the local learner's; None where nobody has practised here yet. Raises Failure."""

    def look(db: Database) -> T | None:
        learner = learner_of(db, LOCAL)
        return None if learner is None else work(db, learner)

    return looked_at(look)


def shelf(names: Sequence[str], as_json: bool = False) -> Shelf:
    """The decks of these names, or all. Raises Failure where one cannot be read; its errors are printed."""
    decks = []
    for folder in chosen_folders(names):
        loaded = load(folder)
        print_diagnostics(loaded.diagnostics, as_json)
        if loaded.deck is None or loaded.diagnostics:
            raise Failure(f"the deck in {folder} has errors; `drillbook check {folder}` shows them all")
        decks.append(loaded.deck)
    return Shelf(decks)


def zone_here() -> str:
    """The time zone of this machine, as far as it says so."""
    from tzlocal import get_localzone_name

    try:
        return zone(get_localzone_name() or "UTC").key
    except (LookupError, OSError, ValueError):
        return "UTC"
