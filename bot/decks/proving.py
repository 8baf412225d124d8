"""A deck that is taken in: proved and released in a process of its own, and put into its place whole."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bounded import MEBIBYTE, Ran, Stopped, run
from bot.decks.unpacking import RELEASE, NotTaken
from bot.logs import log
from bot.messages.words import say
from compiler.console import HOUSE
from compiler.deck import Deck
from compiler.targets.anki import AnkiError, Release

SECONDS, MEMORY, OUTPUT = 60, 512 * MEBIBYTE, 400_000
"""What a deck may take to be proved, or built: seconds, and bytes of memory and of what is said of it."""
LOG = logging.getLogger("drillbook.bot")
_SAID = ("drillbook release: ", "error[")
"""How what the command says of a deck begins; anything else went wrong in itself."""
NEW, _OLD = ".new.", ".old."
"""How the names of folders begin that are being written, and of those that make room for a new version."""


class Unsound(NotTaken):
    """A deck with errors; `found` are its diagnostics, as `drillbook check` shows them."""

    def __init__(self, said: str, found: str) -> None:
        super().__init__(said)
        self.found = found


@dataclass(frozen=True, slots=True)
class Since:
    """How many exercises are new, have changed and were taken out since the version before."""

    new: int
    changed: int
    retired: int


async def drillbook(arguments: Sequence[str], folder: Path) -> Ran:
    """Run a command of drillbook's in a folder, bounded. Raises NotTaken where it took too much."""
    ran = await run(
        [sys.executable, "-m", "compiler.commands", *arguments],
        seconds=SECONDS,
        memory=MEMORY,
        output=OUTPUT,
        cwd=folder,
        env={"PYTHONPATH": str(HOUSE), "PYTHONSAFEPATH": "1"},
    )
    if ran.stopped is Stopped.TIME:
        raise NotTaken(say("decks.too_slow", seconds=SECONDS))
    if ran.stopped in (Stopped.MEMORY, Stopped.CRASHED):
        raise NotTaken(say("decks.too_hungry", most=MEMORY // MEBIBYTE))
    return ran


async def prove(staged: Path, last: Path | None) -> None:
    """Prove the deck in a folder, and write the release that follows its last version's. Raises NotTaken, Unsound.

    A release that the deck brings along is where this one begins, unless the last version's is later.
    """
    if last is not None:
        await asyncio.to_thread(_carry_over, staged, last)
    ran = await drillbook(["release", f"./{staged.name}"], staged.parent)
    if not (ran.code or ran.stopped):
        return
    found = ran.stderr.decode("utf-8", "replace").strip()
    if not found.startswith(_SAID):
        log(LOG, logging.ERROR, "a deck cannot be proved", code=ran.code)
        raise NotTaken(say("decks.not_proved"))
    raise Unsound(say("decks.unsound"), found.removeprefix(_SAID[0]))


def release_in(folder: Path) -> Release | None:
    """The release of a deck's folder; None where there is none that can be read."""
    try:
        return Release.read(folder / RELEASE)
    except AnkiError:
        return None


def since(before: Deck, after: Deck, marks: Release | None) -> Since:
    """What has changed from one version to the next, whose folder holds its release; `marks` are those of the first."""
    was, now = ({each.identity for each in deck.exercises} for deck in (before, after))
    following = release_in(after.folder)
    if marks is None or following is None:
        return Since(len(now - was), 0, len(was - now))
    changed = [each for each in was & now if marks.notes.get(each) is None or _differ(marks, following, each)]
    return Since(len(now - was), len(changed), len(was - now))


def put(staged: Path, place: Path) -> None:
    """Put a folder into its place, where the last version stays until that; `mend` sees to it after a crash."""
    old = place.with_name(f"{_OLD}{place.name}")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    staged.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def take_out(place: Path) -> None:
    """Remove a folder, which is there whole or not at all."""
    gone = place.with_name(f"{NEW}{place.name}")
    shutil.rmtree(gone, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        place.rename(gone)
    removed(gone)


def removed(folder: Path) -> None:
    """Remove a folder, and the one that it lies in where nothing else does."""
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()


def mend(folder: Path) -> None:
    """Put right what a crash has left in a folder of decks: the last version comes back, the rest is removed."""
    for path in sorted(folder.glob(f"{_OLD}*")):
        place = path.with_name(path.name.removeprefix(_OLD))
        if place.exists():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.rename(place)
    for path in folder.glob(f"{NEW}*"):
        shutil.rmtree(path, ignore_errors=True)


def _carry_over(staged: Path, last: Path) -> None:
    before, brought = release_in(last), release_in(staged)
    if before is not None and (brought is None or brought.time < before.time):
        shutil.copy2(last / RELEASE, staged / RELEASE)


def _differ(before: Release, after: Release, identity: str) -> bool:
    return before.notes[identity].hash != after.notes[identity].hash
