"""Reading a file from Anki: whatever it is made of, it costs no more than its limits, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.anki.collection import found_in
from scheduler.anki.found import Found
from scheduler.anki.limits import Limits
from scheduler.anki.unpacking import unpacked


def read_anki(path: Path, guids: Collection[str], limits: Limits) -> Found:
    """What an export with scheduling (.apkg, .colpkg), or a collection itself, says of the notes with these GUIDs.

    Other notes are not looked at. Raises NotImported.
    """
    with TemporaryDirectory(prefix="drillbook-") as folder:
        return found_in(unpacked(path, Path(folder), limits), guids, limits)
