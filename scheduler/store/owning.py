"""Owning: one process has the store at a time, and says in the lock beside it who it is."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from scheduler.store.errors import StoreBusy, StoreError, translated

_PATIENCE = 0.3
"""Seconds that a lock is tried for: longer than `owner_of` looks at it, and too short to be felt."""


def claimed(path: Path, owner: str) -> FileLock:
    """The lock of the one owner, beside the file; whoever has it says so in it."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    name = _lock_of(path)
    lock = FileLock(name, timeout=_PATIENCE, is_singleton=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreBusy(f"{path} is in use by {_who(name)}; one at a time") from None
    except OSError as error:
        raise _unusable(name, error) from error
    with suppress(OSError):
        name.write_text(json.dumps({"process": os.getpid(), "owner": owner}), "utf-8")
    return lock


def owner_of(path: Path) -> str | None:
    """Who owns a store, as "`drillbook bot` (process 7)"; None for nobody. Raises StoreError.

    No system that we run on tells this without a lock of one's own. It is held for an instant, where nobody else has
    one, and `claimed` tries for longer than that; so an owner that begins meanwhile is not turned away, unless this
    process is stopped just then. On Linux and macOS the lock is a shared one, so that those who look do not take each
    other for owners. On Windows it cannot be, and looking takes as long as claiming.
    """
    name = _lock_of(path)
    try:
        return _who(name) if _is_held(name) else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(name, error) from error


def _is_held(name: Path) -> bool:
    """Whether an owner holds a lock that is there. Raises OSError."""
    if sys.platform == "win32":
        name.stat()  # to look makes no lock where there is none
        try:
            with FileLock(name, timeout=_PATIENCE, is_singleton=False):
                return False
        except Timeout:
            return True
    else:
        import fcntl

        with name.open("rb") as file:  # and with it the lock ends
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _unusable(name: Path, error: OSError) -> StoreError:
    return StoreError(f"cannot use {name}: {error.strerror or error}")


def _who(lock: Path) -> str:
    try:
        facts = json.loads(lock.read_text("utf-8"))
        return f"`{facts['owner']}` (process {facts['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
