"""The files of a deck for whoever learns elsewhere: built in a process of its own, and kept until the deck changes."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.decks.proving import drillbook
from bot.decks.unpacking import RELEASE, NotTaken, files_of
from bot.logs import log
from bot.messages.words import say
from compiler.deck import Deck

LOG = logging.getLogger("drillbook.bot")


class Part(StrEnum):
    """What is made of a deck, by how the names of the files end."""

    ANKI = ".apkg"
    WORKBOOK = ".html"
    SHEET = "-sheet.html"


@dataclass(frozen=True, slots=True)
class Built:
    """A file: its name and its bytes."""

    name: str
    data: bytes


class Workshop:
    """Builds the files of decks and keeps them, DATA/built/ID/DIGEST/NAME.apkg, until the bot starts again."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "built"
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self) -> None:
        """Begin afresh: another drillbook may build other files."""
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def files(self, deck: Deck, parts: Iterable[Part]) -> list[Built]:
        """Files of a deck, built where they are not there yet; who asks meanwhile waits. Raises NotTaken."""
        async with self._locks[deck.id]:
            try:
                folder = await asyncio.to_thread(self._for, deck)
                return [await self._file(deck, folder, part) for part in parts]
            except OSError as error:
                log(LOG, logging.ERROR, "a deck cannot be built", deck=deck.id, why=type(error).__name__)
                raise NotTaken(say("decks.not_built")) from error

    async def _file(self, deck: Deck, folder: Path, part: Part) -> Built:
        path = folder / f"{deck.name}{part}"
        if not path.exists():
            source = str(deck.folder.resolve())
            package = ["build", source, "-o", str(folder / f"{deck.name}{Part.ANKI}")]
            ran = await drillbook(package if part is not Part.SHEET else _sheet(source, path), folder)
            if ran.code or ran.stopped or not path.exists():
                log(LOG, logging.ERROR, "a deck cannot be built", deck=deck.id, code=ran.code, part=part.name.lower())
                raise NotTaken(say("decks.not_built"))
        return Built(path.name, await asyncio.to_thread(path.read_bytes))

    def _for(self, deck: Deck) -> Path:
        """The folder for what is built from a deck as it is now; what was built from it before is removed."""
        digest = hashlib.sha256()
        found = [*files_of(deck.folder), *deck.folder.glob(RELEASE)]
        for path in found:
            data = path.read_bytes()
            digest.update(f"{path.relative_to(deck.folder)}\0{len(data)}\0".encode() + data)
        folder = self._folder / deck.id / digest.hexdigest()[:16]
        if not folder.is_dir():
            shutil.rmtree(folder.parent, ignore_errors=True)
            folder.mkdir(parents=True)
        return folder


def _sheet(source: str, path: Path) -> list[str]:
    return ["sheets", source, "-n", "1", "-o", str(path)]
