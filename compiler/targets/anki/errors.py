"""What can go wrong on the way to Anki."""

from __future__ import annotations


class AnkiError(Exception):
    """A release file that cannot be read; the message says what to do."""
