"""Has the deck's folder changed? It is looked at again and again, which works on every system and network folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

EVERY = 0.1
"""Seconds from one look to the next."""
SETTLED = 0.03
"""Seconds in which nothing may change any more before a save counts as done."""
PATIENCE = 1.0
"""Seconds after which a folder that never comes to rest is read as it is."""
MAX_FILES = 2_000
MAX_DEPTH = 4
_WATCHED = (".yaml", ".png", ".jpg", ".jpeg", ".webp", ".svg")

Look = frozenset[tuple[str, int, int, int]]
"""What is there: for each file its path, when it was written (nanoseconds), its size, and which file it is."""


def look(folder: Path) -> Look:
    """The definitions and pictures in a folder, at most MAX_FILES of them; nothing where it cannot be read."""
    found: set[tuple[str, int, int, int]] = set()
    _gather(str(folder), MAX_DEPTH, found)
    return frozenset(found)


def _gather(folder: str, depth: int, found: set[tuple[str, int, int, int]]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError:  # it has just been renamed or deleted
        return
    for entry in entries:
        if len(found) >= MAX_FILES:
            return
        try:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth > 1:
                    _gather(entry.path, depth - 1, found)
            elif entry.name.lower().endswith(_WATCHED):
                about = os.stat(entry.path)
                found.add((entry.path, about.st_mtime_ns, about.st_size, about.st_ino))
        except OSError:  # an editor replaces files while it saves them
            continue


class Watch:
    """Waits for a folder to change, since it was last built from."""

    def __init__(self, folder: Path, sleep: Callable[[float], None] = time.sleep) -> None:
        self._folder = folder
        self._sleep = sleep
        self._known = look(folder)

    def wait(self) -> None:
        """Return when something changed and two looks agree that it is done, or when it will not come to rest."""
        while (seen := look(self._folder)) == self._known:
            self._sleep(EVERY)
        for _ in range(round(PATIENCE / SETTLED)):
            self._sleep(SETTLED)
            before, seen = seen, look(self._folder)
            if seen == before:
                break
        self._known = seen
