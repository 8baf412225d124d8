"""The arguments that commands share: which decks, how many draws, JSON."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from compiler.console.errors import Failure, UsageError
from compiler.console.nearest import nearest
from compiler.console.places import deck_folder, deck_folders
from compiler.deck import MAX_ENUMERATED, Deck, Exercise

A_DECK = "a deck's name in decks/, or its folder"
SAMPLE = 2_000
"""How many draws are looked at where not all of them are, unless --draws says otherwise."""
AN_EXERCISE = "an exercise's slug or number, such as 8.2"


def add_decks(parser: argparse.ArgumentParser) -> None:
    """Decks, and how they are proved."""
    parser.add_argument(
        "decks", nargs="*", metavar="DECK", help=f"{A_DECK} (default: the deck here, else every deck in decks/)"
    )
    add_draws(parser)
    add_json(parser)


def add_draws(parser: argparse.ArgumentParser) -> None:
    """How many draws are looked at."""
    parser.add_argument(
        "--draws",
        type=whole_number(1, 1_000_000),
        default=SAMPLE,
        metavar="N",
        help=f"how many draws to look at where there are more than {MAX_ENUMERATED} (default: {SAMPLE})",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Output for scripts."""
    parser.add_argument("--json", action="store_true", help="print JSON for scripts, an object a line")


def chosen_folders(names: Iterable[str]) -> list[Path]:
    """The folders of the named decks, each once, or of all. Raises UsageError where there is none."""
    folders = [deck_folder(name) for name in names] or deck_folders()
    if not folders:
        raise UsageError("there is no deck here; `drillbook new NAME` starts one")
    return list({folder.resolve(): folder for folder in folders}.values())


def exercises_named(deck: Deck, name: str, broken: bool) -> tuple[Exercise, ...]:
    """The exercises of a slug, present or former, or of a number.

    Raises UsageError where there is none; Failure where the deck is broken, and it may be among what was not read.
    """
    found = tuple(each for each in deck.exercises if name in (each.slug, each.identity, each.number))
    if found:
        return found
    missing = f"the deck {deck.name} has no exercise `{name}`"
    if broken:
        raise Failure(f"{missing} that can be read; see the errors above")
    near = nearest(name, [exercise.slug for exercise in deck.exercises])
    raise UsageError(f"{missing}; {f'did you mean `{near}`?' if near else '`drillbook check` lists them'}")


def file_path(text: str) -> Path:
    """How an option reads the path of a file to write."""
    path = Path(text)
    if path.name in ("", ".."):
        raise argparse.ArgumentTypeError(f"expected the path of a file, got {text!r}")
    return path


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """How an option reads a whole number within bounds."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"expected a whole number, got {text.strip()!r}") from None
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"expected a whole number from {least:,} to {most:,}, got {text.strip()}")
        return number

    return read
