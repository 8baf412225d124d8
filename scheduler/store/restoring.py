"""Restoring: a backup takes the store's place, and forgets before that whoever was deleted since it was made."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from scheduler.store.backups import copied, incoming_of, prune, remove, replaced_by
from scheduler.store.errors import StoreError, sqlite_translated, translated
from scheduler.store.ledger import noted
from scheduler.store.opening import BUSY_SECONDS, connected
from scheduler.store.owning import claimed
from scheduler.store.personal import Gone, forget_again, gone
from scheduler.store.schema import migrate


def restore(path: Path, backup: Path, now: datetime, owner: str) -> tuple[Path | None, int]:
    """Put a backup in a store's place: where the store before it lies now, and how many learners it forgot again.

    Nobody can open the store from the first look at it until the backup has forgotten them and stands in its place.
    Raises StoreError where another process owns the store, or the backup is not whole, not ours or of a newer
    Drillbook; the store is then as it was.
    """
    lock = claimed(path, owner)
    incoming = incoming_of(path)
    try:
        before = _gone(path).and_noted(noted(path))
        try:
            copied(backup, incoming)
            with sqlite_translated(incoming), closing(connected(incoming, "rw", BUSY_SECONDS)) as db:
                db.execute("PRAGMA secure_delete = ON")
                migrate(db, backup)
                with db.atomic():
                    forgotten = forget_again(db, before)
            replaced = replaced_by(path, incoming, now)
        finally:
            remove(incoming)
        prune(path, now)
    finally:
        lock.release()
    return replaced, forgotten


def _gone(path: Path) -> Gone:
    """Who was deleted, as far as the store that is replaced can still say so."""
    try:
        with translated(path):
            if not path.exists():
                return Gone()
            with closing(connected(path, "ro", BUSY_SECONDS)) as db:
                return gone(db)
    except StoreError:
        return Gone()
