"""Decks as organisers send them: zips, and what is in them."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from bot.bounded import Ran
from bot.decks import proving
from compiler.commands import main
from tests.bot.played import Group, Played, Shown
from tests.scheduler.practice.samples import FIRST, SECOND

IDENTITY = "ours-for-tests"
HALF = "What is half of {n} m?"
CHANGED = FIRST.replace(HALF, "How much is half of {n} m?")
GROWN = CHANGED + SECOND.partition("exercises:\n")[2].replace("  both:", "  two:")
"""The chapter with one exercise changed, and with three more."""
BROKEN = FIRST.replace("title: Half", "titel: Half")
UNSOUND = FIRST.replace("{half: n / 2}", "{half: 0 * n}")
"""What cannot be read, and what can be read but not proved."""


def head(identity: str = IDENTITY, title: str = "Ours") -> str:
    """What `deck.yaml` says."""
    return f"id: {identity}\ntitle: {title}\nlicence: MIT\n"


def files(chapter: str = FIRST, **about: str) -> dict[str, str | bytes]:
    """The files of a deck of one chapter."""
    return {"deck.yaml": head(**about), "01-first.yaml": chapter}


def zipped(found: Mapping[str, str | bytes], folder: str = "ours/") -> bytes:
    """Files in a zip, in a folder of it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(folder + name, data)
    return stream.getvalue()


def ours(chapter: str = FIRST, **about: str) -> bytes:
    """A zip of a deck of one chapter."""
    return zipped(files(chapter, **about))


def written(folder: Path, found: Mapping[str, str | bytes]) -> Path:
    """Files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in found.items():
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


async def add(it: Played, data: bytes, name: str = "ours.zip", group: Group | None = None) -> Shown:
    """Add a deck to a group."""
    return await it.slash((group or it.home).boss, "deck add", file=(name, data))


def kept(it: Played) -> list[str]:
    """The files that lie in the data folder for groups and for everybody."""
    data = it.store.path.parent
    found = [*(data / "groups").rglob("*"), *(data / "decks").rglob("*")]
    return sorted(path.relative_to(data).as_posix() for path in found)


@contextlib.contextmanager
def at_once() -> Iterator[None]:
    """Have decks proved and built in this process, which takes no time."""

    async def drillbook(arguments: Sequence[str], folder: Path) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(list(arguments))
        return Ran(code, out.getvalue().encode(), err.getvalue().encode())

    with patch.object(proving, "drillbook", drillbook), patch("bot.decks.building.drillbook", drillbook):
        yield
