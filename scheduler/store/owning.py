"""Owning: one process has the store at a time, and says in the lock beside it who it is."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from scheduler.store.errors import StoreBusy, StoreError, translated


def claimed(path: Path, owner: str) -> FileLock:
    """The lock of the one owner, beside the file; whoever has it says so in it."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    name = path.with_name(path.name + ".lock")
    lock = FileLock(name, timeout=0, is_singleton=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreBusy(f"{path} is in use by {_who(name)}; one at a time") from None
    except OSError as error:
        raise StoreError(f"cannot use {name}: {error.strerror or error}") from error
    with suppress(OSError):
        name.write_text(json.dumps({"process": os.getpid(), "owner": owner}), "utf-8")
    return lock


def _who(lock: Path) -> str:
    try:
        facts = json.loads(lock.read_text("utf-8"))
        return f"`{facts['owner']}` (process {facts['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
