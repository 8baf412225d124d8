"""What a file from Anki says of our exercises. It knows nothing of the store: a process of its own can read a file."""

from scheduler.anki.errors import NotImported, Why
from scheduler.anki.found import AnkiReview, Found
from scheduler.anki.limits import Limits
from scheduler.anki.reading import read_anki

__all__ = ["AnkiReview", "Found", "Limits", "NotImported", "Why", "read_anki"]
