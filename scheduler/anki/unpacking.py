"""From a file that Anki wrote to the SQLite database in it, which is copied into a folder of our own.

Exports are zip files. A present-day one holds `collection.anki21b`, compressed with zstd, and beside it a
`collection.anki2` that only says "update Anki"; an older one `collection.anki21` or `collection.anki2`. Entries are
found by these names, nothing is put where a name in the file says, and no more is unpacked than is allowed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import zstandard

from scheduler.anki.collection import check_free, log_of
from scheduler.anki.errors import NotImported, Why
from scheduler.anki.limits import Limits

_ZIP, _SQLITE = b"PK\x03\x04", b"SQLite format 3\0"
_COMPRESSED = "collection.anki21b"
_NAMES = (_COMPRESSED, "collection.anki21", "collection.anki2")
"""The collection's names, newest first."""
_LARGEST_WINDOW = 2**25
"""Bytes of memory that zstd may ask for; Anki's own files need 2 MiB."""
_AT_ONCE = 2**20


def unpacked(path: Path, folder: Path, limits: Limits) -> Path:
    """Copy the collection of an export, or a collection itself, into a folder; where it is. Raises NotImported."""
    with _translated(path), path.open("rb") as file:
        if path.stat().st_size > limits.file_bytes:
            raise NotImported(Why.TOO_LARGE, f"{path.name} is larger than {limits.file_bytes:,} bytes")
        head, target = file.read(len(_SQLITE)), folder / "collection"
        file.seek(0)
        if head.startswith(_ZIP):
            _unzipped(file, target, limits.collection_bytes)
        elif head == _SQLITE:
            check_free(path)
            _copied(file, target, limits.collection_bytes)
            _copy_log(path, target, limits.collection_bytes)
        else:
            raise NotImported(
                Why.NOT_ANKI, f"{path.name} is no file of Anki's: an export ends in .apkg or .colpkg, and is a zip file"
            )
        return target


def _unzipped(file: IO[bytes], target: Path, most: int) -> None:
    with ZipFile(file) as archive:
        there = {each.filename: each for each in archive.infolist()}
        name = next((each for each in _NAMES if each in there), None)
        if name is None:
            raise NotImported(Why.NO_COLLECTION, "the file holds no collection; export it from Anki again")
        if there[name].compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise NotImported(Why.DAMAGED, "the file is packed in a way that Anki does not use; export it again")
        with archive.open(there[name]) as entry:
            if name == _COMPRESSED:
                reader = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
                with reader.stream_reader(entry, read_size=_AT_ONCE) as stream:
                    _copied(stream, target, most)
            else:
                _copied(entry, target, most)


def _copied(source: IO[bytes], target: Path, most: int) -> None:
    """Copy all that is left of a source. Raises NotImported where that is more than so many bytes."""
    left = most
    with target.open("xb") as copy:
        while block := source.read(min(_AT_ONCE, left + 1)):
            left -= len(block)
            if left < 0:
                raise NotImported(Why.TOO_LARGE, f"the collection in it is larger than {most:,} bytes")
            copy.write(block)


def _copy_log(path: Path, target: Path, most: int) -> None:
    with suppress(FileNotFoundError), log_of(path).open("rb") as log:
        _copied(log, log_of(target), most)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotImported(Why.NO_ACCESS, f"cannot read {path.name}: {error.strerror or error}") from None
    # What zipfile raises where a file is cut short, overwritten, encrypted, or made up.
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error, zstandard.ZstdError):
        raise NotImported(Why.DAMAGED, f"{path.name} is damaged; export it from Anki again") from None
