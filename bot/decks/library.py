"""The decks that the bot has: those of the house, those in the server's folder, and those that groups have added.

    DATA/decks/NAME/                 everybody's; looked at every few seconds, and read again when one has changed
    DATA/decks/.good/NAME/           their last good versions, which are what is practised
    DATA/groups/discord-123/NAME/    what a group has added for itself, always good

Of two decks with one permanent id the first counts, in this order.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TypeVar

from bot.decks.loading import good, loaded, refuse_large
from bot.decks.proving import NEW, Since, Unsound, mend, prove, put, release_in, removed, since, take_out
from bot.decks.unpacking import NotTaken, copied, files_of, id_of, unpack
from bot.logs import log
from bot.messages.words import say
from compiler.console import Failure
from compiler.deck import Deck
from scheduler.practice import Shelf

T = TypeVar("T")
MOST_DECKS = 20
"""Of a group."""
AGAIN = 60.0
"""Seconds after which a deck is tried once more that the system kept from being read, such as by a full disk."""
Look = frozenset[tuple[str, int, int]]
"""What a deck's folder holds: of each file its path in it, its size, and when it was written (nanoseconds)."""
LOG = logging.getLogger("drillbook.bot")


@dataclass(frozen=True, slots=True)
class Added:
    """A deck that a group has added; what has changed, where it had an earlier version of it."""

    deck: Deck
    since: Since | None


class Library:
    """All decks, of which `stock` is told whenever they are others: a shelf, and the owners of decks by their ids."""

    def __init__(self, data: Path, house: Iterable[Deck], stock: Callable[[Shelf, dict[str, str]], None]) -> None:
        self._served, self._good, self._groups = data / "decks", data / "decks" / ".good", data / "groups"
        here = self._served.resolve()
        self._house = [deck for deck in house if not deck.folder.resolve().is_relative_to(here)]
        self._stock = stock
        self._everybodys: dict[str, Deck] = {}
        self._own: dict[str, dict[str, Deck]] = {}
        self._known: dict[str, Look] = {}
        self._before: dict[str, Look] = {}
        self._not_before: dict[str, float] = {}
        self._is_looking = False
        self._hindered: str | None = None
        self._changing = asyncio.Lock()

    async def open(self) -> None:
        """Read what was good when the bot ran last. Raises Failure where the folders cannot be used."""
        try:
            await asyncio.to_thread(self._read)
        except OSError as error:
            remedy = "let the account that runs the bot read and write it"
            raise Failure(f"{error.filename} cannot be used: {error.strerror}; {remedy}") from None
        self._restock()

    async def look(self) -> None:
        """See whether decks in the server's folder have come, changed or gone, and are still since the last look."""
        if self._is_looking:
            return
        self._is_looking = True
        try:
            seen = await asyncio.to_thread(self._looks)
            for name, mark in seen.items():
                is_new = mark == self._before.get(name) and mark != self._known.get(name)
                if is_new and self._not_before.get(name, 0.0) <= monotonic():
                    await self._take_in(name, mark)
            gone = self._everybodys.keys() - seen.keys() - self._before.keys()
            for name in sorted(gone):
                await self._let_go(name)
            self._before, self._hindered = seen, None
        except OSError as error:  # such as a folder that belongs to another account, or a full disk
            why = error.strerror or type(error).__name__
            if why != self._hindered:
                log(LOG, logging.ERROR, "the folder of decks cannot be used", folder=str(self._served), why=why)
            self._hindered = why
        finally:
            self._is_looking = False

    async def add(self, account: str, name: str, data: bytes) -> Added:
        """Take a file for a group: prove the deck in it, and put it in place of its last version.

        Raises NotTaken; the last version stays then, and nothing else.
        """
        room = self._room(account)
        staging = await asyncio.to_thread(_staging, room)
        try:
            staged = await asyncio.to_thread(unpack, name, data, staging, account)
            identity = id_of(staged)
            there = await asyncio.to_thread(_there, room)
            place = there.get(identity or "")
            self._refuse_taken(identity, account)
            if place is None:
                if len(there) >= MOST_DECKS:
                    raise NotTaken(say("decks.too_many", most=MOST_DECKS))
                place = room / self._free(staged.name, there)
            staged = await asyncio.to_thread(staged.rename, staging / place.name)
            before, marks = self._own.get(account, {}).get(identity or ""), release_in(place)
            await prove(staged, place)
            deck = await asyncio.to_thread(loaded, staged)
            if deck.id != identity:  # it is read in another way than it looks
                raise NotTaken(say("decks.no_id"))
            others = [each for each in self._own.get(account, {}).values() if each.id != deck.id]
            refuse_large(deck, staged, [path for path in there.values() if path != place], others)
            async with self._changing:
                self._refuse_taken(identity, account)
                await _whole(put, staged, place)
                deck = replace(deck, folder=place)
                self._own.setdefault(account, {})[deck.id] = deck
                self._restock()
            return Added(deck, None if before is None else since(before, deck, marks))
        except OSError as error:
            raise _unkept(error) from error
        finally:
            await _whole(removed, staging)

    async def remove(self, account: str, deck: Deck) -> None:
        """Take a deck from a group that has added it. Raises NotTaken."""
        async with self._changing:
            try:
                await _whole(take_out, deck.folder)
            except OSError as error:
                raise _unkept(error) from error
            self._own.get(account, {}).pop(deck.id, None)
            self._restock()

    def own(self, account: str) -> Shelf:
        """The decks that a group has added."""
        return Shelf(self._own.get(account, {}).values())

    def is_of_house(self, deck: Deck) -> bool:
        """Whether a deck came with the bot's settings."""
        return any(each.id == deck.id for each in self._house)

    def _room(self, account: str) -> Path:
        return self._groups / account.replace(":", "-", 1)

    def _all(self) -> Iterator[tuple[Deck, str | None]]:
        """Every deck, with the account of the group that owns it."""
        yield from ((deck, None) for deck in (*self._house, *self._everybodys.values()))
        yield from ((deck, account) for account, decks in self._own.items() for deck in decks.values())

    def _restock(self) -> None:
        first: dict[str, tuple[Deck, str | None]] = {}
        for deck, owner in self._all():
            if deck.id in first:
                log(LOG, logging.WARNING, "two decks have one id; the first counts", deck=deck.id, second=deck.name)
            first.setdefault(deck.id, (deck, owner))
        owners = {identity: owner for identity, (_, owner) in first.items() if owner is not None}
        self._stock(Shelf(deck for deck, _ in first.values()), owners)

    def _refuse_taken(self, identity: str | None, account: str) -> None:
        owners = {owner for deck, owner in self._all() if deck.id == identity}
        if owners - {account}:
            raise NotTaken(say("decks.taken", deck=identity))

    def _free(self, name: str, there: dict[str, Path]) -> str:
        """A name by which no other deck is known, as near as can be."""
        taken = {deck.name for deck, _ in self._all()} | {path.name for path in there.values()}
        others = (f"{name}-{number}" for number in itertools.count(2))
        return next(each for each in itertools.chain((name,), others) if each not in taken)

    def _read(self) -> None:
        for folder in (self._good, *_folders(self._groups)):
            mend(folder)
        for folder in _folders(self._good):
            if not (self._served / folder.name).is_dir():
                take_out(folder)
            elif (deck := good(folder)) is not None:
                self._everybodys[folder.name], self._known[folder.name] = deck, _look(folder)
        for room in _folders(self._groups):
            found = [deck for deck in map(good, _folders(room)) if deck is not None]
            self._own[room.name.replace("-", ":", 1)] = {deck.id: deck for deck in found}

    def _looks(self) -> dict[str, Look]:
        return {folder.name: _look(folder) for folder in _folders(self._served)}

    async def _take_in(self, name: str, mark: Look) -> None:
        """Have another version of a deck in the server's folder, where it is good."""
        staging = await asyncio.to_thread(_staging, self._good)
        place, staged = self._good / name, staging / name
        self._known[name] = mark
        try:
            await asyncio.to_thread(copied, self._served / name, staged)
            if await asyncio.to_thread(_look, staged) != mark:  # it has just changed again
                del self._known[name]
                return
            await prove(staged, place if id_of(place) == id_of(staged) else None)
            deck = await asyncio.to_thread(loaded, staged)
            async with self._changing:
                await _whole(put, staged, place)
                self._everybodys[name] = replace(deck, folder=place)
                self._restock()
            log(LOG, logging.INFO, "a deck is here", deck=name, exercises=len(deck.exercises))
        except Unsound as error:
            first = error.found.split("\n\n")[0]
            log(LOG, logging.ERROR, "a deck has errors; its last good version stays", deck=name, why=first)
        except (NotTaken, OSError) as error:
            log(LOG, logging.ERROR, "a deck cannot be read; its last good version stays", deck=name, why=str(error))
            if isinstance(error, OSError):
                del self._known[name]
                self._not_before[name] = monotonic() + AGAIN
        finally:
            await _whole(removed, staging)

    async def _let_go(self, name: str) -> None:
        async with self._changing:
            await _whole(take_out, self._good / name)
            del self._everybodys[name]
            self._known.pop(name, None)
            self._not_before.pop(name, None)
            self._restock()
        log(LOG, logging.WARNING, "a deck is gone", deck=name)


def _folders(folder: Path) -> list[Path]:
    """The folders in a folder, but for hidden ones; none where it is not there."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _there(room: Path) -> dict[str, Path]:
    """The decks that lie in a group's folder by their ids, also those that can no longer be read."""
    return {id_of(folder) or folder.name: folder for folder in _folders(room)}


def _look(folder: Path) -> Look:
    try:
        found = [(path, path.stat()) for path in files_of(folder)]
    except OSError:  # files come and go while it is written
        return frozenset()
    return frozenset((str(path.relative_to(folder)), about.st_size, about.st_mtime_ns) for path, about in found)


def _staging(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=folder, prefix=NEW))


async def _whole(work: Callable[..., T], *arguments: Path) -> T:
    """Do work in a thread to its end, also when the task is cancelled meanwhile."""
    return await asyncio.shield(asyncio.to_thread(work, *arguments))


def _unkept(error: OSError) -> NotTaken:
    """What is told where the system does not let the bot change its folders."""
    log(LOG, logging.ERROR, "the folders of decks cannot be changed", why=type(error).__name__)
    return NotTaken(say("decks.not_kept"))
