"""Decks for tests of the preview: a small one to change in every way, and a copy of one that ships."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.commands.calls import HALF, ROOT, TWICE, deck

NETWORKING = "01-delays-and-rates.yaml"
ABOUT = """\
  twice-again:
    title: Twice again
    type: derive
    of: twice
    ask: Once more, what is twice {n}?
    answer: {is: double, tolerance: exact}
"""
"""A companion of `TWICE.format(slug="twice")`."""
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><title>%s</title></svg>'
SEEN = HALF.replace("  half:", "  seen:").replace("    ask:", "    figure: {file: seen.svg, alt: A square}\n    ask:")


def small(folder: Path) -> Path:
    """An exercise, its companion, one with rejected draws, one with a figure."""
    deck(folder, TWICE.format(slug="twice"), ABOUT, HALF, SEEN)
    (folder / "seen.svg").write_bytes(PICTURE % b"first")
    return folder


def networking(folder: Path) -> Path:
    """A copy of the small deck that ships."""
    shutil.copytree(ROOT / "decks" / "networking", folder)
    return folder


def edit(folder: Path, old: str, new: str, name: str = "01-tests.yaml") -> None:
    """Save a file of the deck with one text replaced, as an editor would: all of it anew."""
    path = folder / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    path.write_text(text.replace(old, new), "utf-8")
