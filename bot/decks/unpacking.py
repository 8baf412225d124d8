"""A deck from a file or folder that somebody sent: only what a deck may have is written, and within bounds."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from bot.messages.markdown import quoted
from bot.messages.words import say

MOST_SENT = 5_000_000
"""Bytes of a file that is sent."""
MOST_FILES, MOST_FILE, MOST_WHOLE = 300, 1_000_000, 20_000_000
"""Of a deck: its files, and bytes of one and of all, as they are without compression."""
MOST_DEEP = 2
"""A deck's definitions lie in its folder, and its pictures there or in folders of that."""
HEAD, RELEASE = "deck.yaml", "release.json"
_KINDS = frozenset({".yaml", ".png", ".jpg", ".jpeg", ".webp", ".svg"})
_LEFT_OUT = frozenset({"", ".md", ".txt"})
"""Files beside a deck that nobody needs here, such as LICENSE and README.md; hidden ones are left out, too."""
_HIDDEN = (".", "__MACOSX")
_MOST_NAME = 120
_FIRST_BYTES = b"PK"
_ID = re.compile(r"""^id:[ \t]*["']?([a-z0-9-]{8,64})["']?[ \t]*(?:#.*)?$""", re.MULTILINE)
_TITLE = re.compile(r"""^title:[ \t]+((["']).*\2|[^\s"'>|&*!{\[].*)$""", re.MULTILINE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_HEAD = """\
id: {id}
title: {title}
licence: All rights reserved by its author
"""


class NotTaken(Exception):
    """A deck that is not taken; the message says why, to whoever sent it."""


def unpack(name: str, data: bytes, into: Path, owner: str) -> Path:
    """Write the deck in a zip, or the one chapter in a YAML file, into a folder below `into`; that folder.

    A chapter alone becomes a deck whose id follows from its `owner` (the account of a group) and the file's name, so
    that the same file is an update. Raises NotTaken.
    """
    if len(data) > MOST_SENT:
        raise NotTaken(say("decks.too_large", most=MOST_SENT // 1_000_000))
    path = PurePosixPath(name.replace("\\", "/"))
    if data.startswith(_FIRST_BYTES):
        return _unzipped(data, into, slug(path.stem))
    if path.suffix.lower() in (".yaml", ".yml"):
        return _chapter(data, into, slug(path.stem), owner)
    raise NotTaken(say("decks.no_zip"))


def slug(name: str) -> str:
    """A name that a deck's folder can have."""
    return re.sub("[^a-z0-9]+", "-", name.lower())[:40].strip("-") or "deck"


def id_of(folder: Path) -> str | None:
    """The permanent id that a deck's head names on a line of its own; None where there is none."""
    try:
        with (folder / HEAD).open("rb") as stream:
            found = _ID.search(stream.read(MOST_FILE).decode("utf-8", "replace").replace("\r\n", "\n"))
    except OSError:
        return None
    return None if found is None else found[1]


def files_of(folder: Path) -> list[Path]:
    """The files of a deck in a folder, but for its release: at most one more than a deck may have."""
    found: list[Path] = []
    for path in _walked(folder, MOST_DEEP):
        if path.suffix.lower() in _KINDS:
            found.append(path)
        if len(found) > MOST_FILES:
            break
    return sorted(found)


def copied(folder: Path, into: Path) -> None:
    """Copy a deck's folder with the times of its files. Raises NotTaken where it is too large, OSError."""
    found = files_of(folder)
    if len(found) > MOST_FILES or sum(path.stat().st_size for path in found) > MOST_WHOLE:
        raise NotTaken(say("decks.too_much", files=MOST_FILES, most=MOST_WHOLE // 1_000_000))
    if (folder / RELEASE).is_file():
        found.append(folder / RELEASE)
    into.mkdir(parents=True)
    for path in found:
        target = into / path.relative_to(folder)
        target.parent.mkdir(exist_ok=True)
        shutil.copy2(path, target)


def _walked(folder: Path, depth: int) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_file():
            yield path
        elif depth > 1 and path.is_dir() and not path.is_symlink():
            yield from _walked(path, depth - 1)


def _chapter(data: bytes, into: Path, name: str, owner: str) -> Path:
    if len(data) > MOST_FILE:
        raise NotTaken(say("decks.file_too_large", file=quoted(f"{name}.yaml"), most=MOST_FILE // 1_000_000))
    known_by = hashlib.sha256(f"{owner}/{name}".encode()).hexdigest()[:8]
    found = _TITLE.search(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    title = json.dumps(name) if found is None else found[1]
    folder = into / name
    folder.mkdir()
    (folder / HEAD).write_text(_HEAD.format(id=f"{name}-{known_by}", title=title), "utf-8")
    (folder / f"01-{name}.yaml").write_bytes(data)
    return folder


def _unzipped(data: bytes, into: Path, name: str) -> Path:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive)
            root = _root(entries)
            folder = into / (slug(root.name) if root.name else name)
            folder.mkdir()
            _inflate(archive, entries, root, folder)
            return folder
    except _BROKEN as error:
        raise NotTaken(say("decks.broken_zip")) from error


def _entries(archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    """What is to be written, by its path in the archive, all of which was looked at. Raises NotTaken."""
    if len(archive.infolist()) > MOST_FILES:
        raise NotTaken(say("decks.too_many_files", most=MOST_FILES))
    found: dict[PurePosixPath, zipfile.ZipInfo] = {}
    same = set()
    for each in archive.infolist():
        _check(each)
        path = PurePosixPath(each.filename)
        if each.is_dir() or any(part.startswith(_HIDDEN) for part in path.parts):
            continue
        suffix = path.suffix.lower()
        if suffix in _LEFT_OUT:
            continue
        if suffix not in _KINDS and path.name != RELEASE:
            raise NotTaken(say("decks.foreign_file", file=quoted(each.filename)))
        alike = unicodedata.normalize("NFC", each.filename).casefold()
        if alike in same:
            raise NotTaken(say("decks.twice", file=quoted(each.filename)))
        same.add(alike)
        found[path] = each
    return found


def _check(entry: zipfile.ZipInfo) -> None:
    """Raises NotTaken where an entry is none that could be meant well."""
    name, mode = entry.orig_filename, entry.external_attr >> 16
    parts = name.removesuffix("/").split("/")
    is_plain = stat.S_IFMT(mode) in (0, stat.S_IFREG, stat.S_IFDIR)
    is_inside = not any(each in name for each in "\\:") and not any(part in ("", ".", "..") for part in parts)
    if not (is_plain and is_inside and name.isprintable() and all(len(part.encode()) <= _MOST_NAME for part in parts)):
        raise NotTaken(say("decks.bad_name", file=quoted(name)))
    if entry.flag_bits & 1:
        raise NotTaken(say("decks.encrypted"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotTaken(say("decks.broken_zip"))


def _root(entries: dict[PurePosixPath, zipfile.ZipInfo]) -> PurePosixPath:
    """The folder in the archive that is the deck: its top, or the one folder there. Raises NotTaken."""
    heads = [path.parent for path in entries if path.name == HEAD and len(path.parts) <= 2]
    if len(heads) != 1:
        raise NotTaken(say("decks.no_head") if not heads else say("decks.many_heads"))
    root = heads[0]
    for path, entry in entries.items():
        if not path.is_relative_to(root) or len(path.relative_to(root).parts) > MOST_DEEP:
            raise NotTaken(say("decks.bad_place", file=quoted(entry.filename)))
    return root


def _inflate(
    archive: zipfile.ZipFile, entries: dict[PurePosixPath, zipfile.ZipInfo], root: PurePosixPath, folder: Path
) -> None:
    """Write the files, counting their bytes as they come, whatever the archive says of their sizes."""
    whole = 0
    for path, entry in entries.items():
        with archive.open(entry) as stream:
            data = stream.read(MOST_FILE + 1)
        if len(data) > MOST_FILE:
            raise NotTaken(say("decks.file_too_large", file=quoted(entry.filename), most=MOST_FILE // 1_000_000))
        whole += len(data)
        if whole > MOST_WHOLE:
            raise NotTaken(say("decks.too_much", files=MOST_FILES, most=MOST_WHOLE // 1_000_000))
        target = folder / path.relative_to(root)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)
