"""`drillbook build`: check decks and compile them into Anki packages and workbooks."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from compiler.commands.proving import Proved, prove_deck
from compiler.commands.updates import add_split, compared, counts, effect, sentence
from compiler.console import (
    Failure,
    UsageError,
    add_decks,
    chosen_folders,
    counted,
    data_folder,
    file_path,
    print_json,
    say,
)
from compiler.deck import Deck, summary

_PAGE = ".html"


def run(arguments: list[str]) -> int:
    """0 where every deck was built; 1 where one has errors, and then nothing of that deck is written."""
    parser = argparse.ArgumentParser(
        prog="drillbook build",
        description="Read and prove decks, and compile each that is sound into an Anki package and a workbook "
        "in the data folder.",
    )
    add_decks(parser)
    add_split(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=file_path,
        metavar="FILE",
        help="the package to write (with one deck); the workbook is written beside it, as .html",
    )
    options = parser.parse_args(arguments)
    folders = chosen_folders(options.decks)
    if options.output is not None and len(folders) > 1:
        raise UsageError("--output goes with one deck")
    if options.output is not None and options.output.suffix == _PAGE:
        raise UsageError(
            f"--output names the package, such as {options.output.with_suffix('.apkg')}; the workbook follows"
        )
    if len({folder.resolve().name for folder in folders}) < len(folders):
        raise UsageError("two of the decks have the same name, and would be the same file; build them one by one")
    failed = False
    for folder in folders:
        proved = prove_deck(folder, options.draws, options.json, notes=True, sections=True)
        if proved.sound is not None:
            target = options.output or data_folder() / f"{proved.name}.apkg"
            try:
                _build(proved.sound, proved, target, options)
            except Failure as error:  # the other decks are built
                print(f"drillbook build: {error}", file=sys.stderr)
                failed = True
            continue
        failed = True
        if options.json:
            print_json({"kind": "deck", "deck": proved.name, "errors": len(proved.diagnostics), "file": None})
        else:
            say(f"{proved.name}: {summary(proved.diagnostics)}, nothing is written")
    return 1 if failed else 0


def _build(deck: Deck, proved: Proved, target: Path, options: argparse.Namespace) -> None:
    from compiler.targets.anki import build
    from compiler.targets.workbook import document

    release, notes, since = compared(deck, proved.notes, options.split_note_type)
    package = build(deck, notes, release)
    page = document(deck, proved.sections).encode()
    beside = target.with_suffix(_PAGE)
    write_whole(target, package)
    write_whole(beside, page)
    variants = sum(section.variants for section in proved.sections)
    if options.json:
        facts = {"file": str(target), "bytes": len(package), "notes": len(proved.notes), "variants": variants}
        workbook = {"workbook": str(beside), "workbook_bytes": len(page)}
        released = {"released": release is not None, **counts(since)}
        print_json({"kind": "deck", "deck": deck.name, "errors": 0, **facts, **workbook, **released})
        return
    news = "not released yet" if release is None else f"since the last release {sentence(since)}"
    held = f"{counted(len(proved.notes), 'note')}, {counted(variants, 'variant')}, {len(package) / 1000:.0f} kB"
    say(f"{target}: {held}; {news}")
    if release is not None and since.any:
        say(f"Notes of those who have the release of {release.day}: {effect(since)}", hang="    ")
    say(f"{beside}: the workbook, {len(page) / 1000:.0f} kB; open it in a browser")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, behind a link the one that it leads to, so that it is there whole or as it was.

    Folders on the way are made. Raises Failure where it cannot be written, and where something else than a file has its
    name: it would be gone.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise Failure(f"{path} cannot be written: there is something else than a file")
    there = Path(os.path.realpath(path))
    try:
        there.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=there.parent, prefix=f".{there.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(name, 0o644)
            os.replace(name, there)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except FileExistsError:
        raise Failure(f"{path} cannot be written: {path.parent} is no folder") from None
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror}") from None
