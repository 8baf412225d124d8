"""What can go wrong on the way to Anki."""

from __future__ import annotations


class AnkiError(Exception):
    """A deck and its tables, or a release file, from which no package can be made; the message says what to do."""
