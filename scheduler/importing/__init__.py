"""Importing from Anki: what a file says is kept, and counts for days and intervals."""

from scheduler.importing.keeping import MOST_KEPT, Kept, guids, keep

__all__ = ["MOST_KEPT", "Kept", "guids", "keep"]
