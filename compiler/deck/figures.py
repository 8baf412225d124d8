"""Pictures of a deck: files inside its own folder, small, of a known kind, always with words for what they show."""

from __future__ import annotations

from pathlib import Path

from compiler.deck.model import Figure
from compiler.deck.reading import is_inside
from compiler.deck.shapes import FIGURE
from compiler.deck.source import Node
from compiler.deck.values import Reader

MAX_FIGURE_BYTES = 1_000_000
_STARTS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
    ".svg": (b"<svg", b"<?xml", b"<!DOCTYPE svg", b"<!--"),
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_figure(node: Node, folder: Path, reader: Reader) -> Figure | None:
    """The figure with its bytes; nothing outside the deck's folder is ever opened."""
    fields = reader.fields(node, FIGURE)
    if fields is None:
        return None
    name = reader.scalar(fields.get("file"), "a file name")
    alt = reader.text(fields.get("alt"), "words that say what the figure shows")
    if name is None or alt is None:
        return None
    path = folder / name.text
    kinds = ", ".join(_STARTS)
    if path.suffix.lower() not in _STARTS:
        reader.wrong("D206", name.span, f"`{name.text}` is no picture of a known kind", f"the kinds: {kinds}")
        return None
    if not is_inside(path, folder):
        reader.wrong("D206", name.span, f"`{name.text}` lies outside the deck's folder", "copy the picture into it")
        return None
    try:
        if path.exists() and not path.is_file():
            raise ValueError("it is no regular file")
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_FIGURE_BYTES else b""
    except (OSError, ValueError) as error:
        reader.wrong("D206", name.span, f"`{name.text}` cannot be read: {getattr(error, 'strerror', None) or error}")
        return None
    if size > MAX_FIGURE_BYTES:
        reader.wrong("D206", name.span, f"`{name.text}` has {size:,} bytes; at most {MAX_FIGURE_BYTES:,} fit a card")
        return None
    if not _holds(data, path.suffix.lower()):
        reader.wrong(
            "D206", name.span, f"`{name.text}` does not hold what its ending says", "save it again as that kind"
        )
        return None
    return Figure(path, alt, data)


def _holds(data: bytes, suffix: str) -> bool:
    """Whether a file begins as its ending says."""
    if suffix == ".svg":
        data = data.removeprefix(_BYTE_ORDER_MARK).lstrip()
    if suffix == ".webp" and data[8:12] != b"WEBP":
        return False
    return data.startswith(_STARTS[suffix])
