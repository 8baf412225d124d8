"""Where decks are found, and where what a run leaves behind is put."""

from __future__ import annotations

import os
from pathlib import Path

import compiler
from compiler.console.errors import UsageError
from compiler.console.nearest import nearest

HOUSE = Path(compiler.__file__).resolve().parent.parent
"""The checkout, or the folder that the packages were installed into; decks/ lies in it either way."""


def deck_folder(name: str) -> Path:
    """The folder of a deck, from a path or from the name of a deck in decks/ (here, or that came along).

    Raises UsageError where there is none.
    """
    path = Path(name)
    if path.name == "deck.yaml" and os.path.isfile(path):  # unlike Path.is_file, false for a name that is too long
        return path.parent
    if os.path.isfile(path / "deck.yaml"):
        return path
    if not os.path.dirname(name):
        for root in _roots():
            if os.path.isfile(root / name / "deck.yaml"):
                return _short(root / name)
    there = {folder.name for root in [Path(), *_roots()] for folder in _decks(root)}
    near = nearest(name, sorted(there))
    hint = f"did you mean `{near}`?" if near else f"decks here: {', '.join(sorted(there)) or 'none'}"
    raise UsageError(f"there is no deck `{name}`: neither a folder with deck.yaml nor a name in decks/; {hint}")


def deck_folders() -> list[Path]:
    """The deck that this folder is; or else every deck in decks/: those here, or else those that came along."""
    if Path("deck.yaml").is_file():
        return [Path()]
    return next(([_short(folder) for folder in found] for found in map(_decks, _roots()) if found), [])


def in_checkout(folder: Path) -> bool:
    """Whether a deck is somebody's own: not one that was installed along with drillbook."""
    installed = not (HOUSE / "pyproject.toml").is_file()
    return not (installed and folder.resolve().is_relative_to(HOUSE / "decks"))


def data_folder() -> Path:
    """The folder for built decks: DRILLBOOK_DATA, or data/ of the checkout, or the platform's user data folder."""
    chosen = os.environ.get("DRILLBOOK_DATA")
    if chosen:
        return Path(chosen).expanduser()
    if (HOUSE / "pyproject.toml").is_file():
        return _short(HOUSE / "data")
    from platformdirs import user_data_path

    return user_data_path("drillbook", appauthor=False)


def _roots() -> list[Path]:
    """Where decks lie: here, and those that came along; not those that a bot serves from the data folder."""
    here = Path("decks")
    is_served = here.resolve() == (data_folder() / "decks").resolve()
    return [HOUSE / "decks"] if is_served else [here, HOUSE / "decks"]


def _decks(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/deck.yaml"))


def _short(path: Path) -> Path:
    """The path from here, where it lies below."""
    here = Path.cwd()
    return path.resolve().relative_to(here) if path.resolve().is_relative_to(here) else path
