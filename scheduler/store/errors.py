"""What may go wrong with the store, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """The store cannot do what was asked; nothing that was acknowledged is lost."""


class StoreBusy(StoreError):
    """Another process owns the store."""


class StoreDamaged(StoreError):
    """The file is not what the store left: cut short, overwritten, or no database at all."""


class StoreNewer(StoreError):
    """The file was written by a newer Drillbook."""


class StoreOlder(StoreError):
    """The file was written by an older Drillbook, and waits for an owner that brings it up to date."""


class StoreBlank(StoreError):
    """There is no file yet, or nothing was ever put into it."""


class NotThere(StoreError):
    """What was asked for is not in the store."""


RESTORE = "`drillbook restore` brings back a backup; the file itself stays beside it"
"""What to do about a store that is damaged."""


@contextmanager
def translated(path: Path, mend: str = RESTORE) -> Iterator[None]:
    """Errors of SQLite and of the file system as StoreError, each with what to do; `mend` where the file is damaged."""
    try:
        with sqlite_translated(path, mend):
            yield
    except OSError as error:
        raise StoreError(f"cannot use {path}: {error.strerror or error}") from error


@contextmanager
def sqlite_translated(path: Path, mend: str = RESTORE) -> Iterator[None]:
    """Errors of SQLite alone: around work whose files, if it has any, are not the store's."""
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(path, error, mend) from error


def _of_sqlite(path: Path, error: sqlite3.Error, mend: str) -> StoreError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return StoreError(f"the disk with {path} is full; nothing of this was saved, and all that was saved is there")
    if name.startswith("SQLITE_READONLY"):
        return StoreError(f"{path} may only be read; give this account the right to write it and its folder")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(f"another program is writing to {path}; try again when it is done")
    if name.startswith("SQLITE_NOTADB"):
        return StoreDamaged(f"{path} is no database; {mend}")
    if name.startswith("SQLITE_CORRUPT"):
        return StoreDamaged(f"{path} is damaged ({error}); {mend}")
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreError(f"cannot open {path}; does its folder exist, and may this account write there?")
    if name.startswith("SQLITE_IOERR"):
        return StoreError(f"the disk with {path} does not read or write as it should ({error})")
    return StoreError(f"{path}: {error}")


def damaged(path: Path, why: str, mend: str = RESTORE) -> StoreDamaged:
    """The error of a file that is not what the store left."""
    return StoreDamaged(f"{path} is damaged: {why}; {mend}")
