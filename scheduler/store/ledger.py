"""The ledger of deletions, beside the store: who was deleted is known even where the store cannot be read any more.

A line for each deletion has the learner's number, which says nothing of them, and the instant. Whatever else stands in
the file is passed over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from scheduler.store.backups import to_disk
from scheduler.store.errors import translated
from scheduler.store.personal import Deletion

_MOST_BYTES = 4_000_000
"""How much is read of it, from its end: more than a hundred thousand deletions."""
_LINE = re.compile(r"([1-9][0-9]{0,17}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)", re.ASCII)


def ledger_of(store: Path) -> Path:
    """Where the deletions of a store are noted."""
    return store.with_name(store.name + ".deleted")


def noted(store: Path) -> tuple[Deletion, ...]:
    """The deletions that were noted, each learner once. Raises StoreError where the ledger is there and unreadable."""
    ledger = ledger_of(store)
    with translated(ledger):
        try:
            with ledger.open("rb") as file:
                start = max(0, file.seek(0, os.SEEK_END) - _MOST_BYTES)
                file.seek(start)
                lines = file.read(_MOST_BYTES).decode("ascii", "replace").split("\n")
        except FileNotFoundError:
            return ()
    if start:
        del lines[0]  # perhaps the end of a line, and then another number
    return tuple({int(found[1]): found[2] for line in lines if (found := _LINE.fullmatch(line))}.items())


def note(store: Path, deleted: Iterable[Deletion]) -> None:
    """Note those of the deletions that were not noted yet, and have them on the disk. Raises StoreError."""
    ledger = ledger_of(store)
    there = dict(noted(store))
    missing = [(learner, at) for learner, at in deleted if learner not in there]
    if not missing:
        return
    # A line of its own, also after one that was cut off.
    lines = "".join(f"\n{learner} {at}" for learner, at in missing) + "\n"
    with translated(ledger):
        is_new = not ledger.exists()
        handle = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(handle, "ab") as file:
            file.write(lines.encode("ascii"))
            file.flush()
            os.fsync(handle)
        if is_new:
            to_disk(ledger.parent)
