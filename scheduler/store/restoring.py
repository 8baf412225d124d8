"""Restoring: a backup takes the store's place, and forgets again whoever was deleted since it was made."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from scheduler.store.backups import put_back
from scheduler.store.errors import StoreError, translated
from scheduler.store.personal import Gone, forget_again, gone
from scheduler.store.store import BUSY_SECONDS, Store, claimed, connected


def restore(path: Path, backup: Path, now: datetime, owner: str) -> tuple[Path | None, int]:
    """Put a backup in a store's place: where the store before it lies now, and how many learners it forgot again.

    Raises StoreError where another process owns the store, or the backup is not whole, not ours or of a newer
    Drillbook; the store is then as it was.
    """
    lock = claimed(path, owner)
    try:
        before = _gone(path)
        replaced = put_back(path, backup, now)
    finally:
        lock.release()
    with Store(path, owner=owner) as store:
        return replaced, store.write(lambda db: forget_again(db, before))


def _gone(path: Path) -> Gone:
    """Who was deleted, as far as the store that is replaced can still say so."""
    if not path.exists():
        return Gone()
    try:
        with translated(path), closing(connected(path, "ro", BUSY_SECONDS)) as db:
            return gone(db)
    except StoreError:
        return Gone()
