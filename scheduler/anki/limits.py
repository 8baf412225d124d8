"""How much is read of a file from Anki."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the file, and of the collection in it; reviews of our exercises; seconds for looking through it."""

    file_bytes: int = 8 * 2**30
    collection_bytes: int = 2**30
    reviews: int = 50_000
    seconds: float = 60.0
