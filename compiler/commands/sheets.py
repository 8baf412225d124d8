"""`drillbook sheets`: exercise sheets for a class, each with numbers of its own, and an answer key, to print."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from compiler.commands.build import write_whole
from compiler.console import (
    A_DECK,
    AN_EXERCISE,
    Failure,
    UsageError,
    add_json,
    counted,
    data_folder,
    deck_folder,
    exercises_named,
    file_path,
    print_diagnostics,
    print_json,
    progress,
    say,
    whole_number,
)
from compiler.deck import MAX_SEED, TYPES, Deck, Exercise, NoVariant, load, summary
from compiler.targets.workbook import MOST_SHEETS, Dealt, deal, sheets

SHEETS = 30
MOST_EXERCISES = 5_000
"""How many exercises a file holds at most, on all its sheets together: browsers take their time to lay them out."""
MOST_FIGURES = 50_000_000
"""How many bytes the figures of all sheets have together, at most."""


def run(arguments: list[str]) -> int:
    """0 where the sheets are written, 1 where the deck has errors, and then nothing is written."""
    options = _options(arguments)
    folder = deck_folder(options.deck)
    loaded = load(folder)
    print_diagnostics(loaded.diagnostics, options.json)
    deck = loaded.deck
    if deck is None or loaded.diagnostics:
        name = folder.resolve().name if deck is None else deck.name
        if options.json:
            print_json({"kind": "sheets", "deck": name, "errors": len(loaded.diagnostics), "file": None})
        else:
            say(f"{name}: {summary(loaded.diagnostics)}, nothing is written")
        return 1
    chosen = _chosen(deck, options)
    _bounded(chosen, options.n)
    try:
        with progress(len(chosen), f"drawing {deck.name}") as step:
            dealt = deal(deck, chosen, options.n, options.seed, step)
    except NoVariant as error:  # the deck was not proved
        raise Failure(f"{error}; `drillbook check` tells why, nothing is written") from None
    target = options.output or data_folder() / f"{deck.name}-sheets.html"
    page = sheets(dealt, options.derivations).encode()
    write_whole(target, page)
    _print_facts(dealt, target, len(page)) if options.json else _tell(dealt, target, len(page))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="drillbook sheets",
        description="Write exercise sheets for a class, each with numbers of its own, and an answer key: one HTML "
        "file, to print from a browser. The same arguments give the same sheets.",
    )
    parser.add_argument("deck", metavar="DECK", help=A_DECK)
    parser.add_argument(
        "--chapter",
        action="append",
        type=whole_number(0, 9999),
        metavar="C",
        help="a chapter's number; give it again for more (default: all)",
    )
    parser.add_argument(
        "--exercise",
        action="append",
        metavar="E",
        help=f"{AN_EXERCISE}, besides the chapters; give it again for more",
    )
    parser.add_argument(
        "--type", action="append", choices=TYPES, help="only exercises of this type; give it again for more"
    )
    parser.add_argument(
        "--companions", action="store_true", help="also the exercises that belong to another one, such as 3.1a"
    )
    parser.add_argument(
        "-n",
        type=whole_number(1, MOST_SHEETS),
        default=SHEETS,
        metavar="N",
        help=f"how many sheets, 1 to {MOST_SHEETS} (default: {SHEETS})",
    )
    parser.add_argument(
        "--seed",
        type=whole_number(0, MAX_SEED),
        default=0,
        metavar="S",
        help="for other numbers (default: 0)",
    )
    parser.add_argument("--derivations", action="store_true", help="put the derivations behind the answers")
    parser.add_argument("-o", "--output", type=file_path, metavar="FILE", help="the file to write")
    add_json(parser)
    return parser.parse_args(arguments)


def _chosen(deck: Deck, options: argparse.Namespace) -> list[Exercise]:
    """The exercises to put on every sheet, in the deck's order. Raises UsageError where there is none."""
    chapters, types = options.chapter or (), options.type or ()
    numbers = [chapter.number for chapter in deck.chapters]
    for missing in (number for number in chapters if number not in numbers):
        raise UsageError(f"the deck {deck.name} has no chapter {missing}; it has {', '.join(map(str, numbers))}")
    named = {each.slug for name in options.exercise or () for each in exercises_named(deck, name, False)}
    if named and not chapters and not types:
        return [exercise for exercise in deck.exercises if exercise.slug in named]
    of_chapters = [
        each for chapter in deck.chapters if not chapters or chapter.number in chapters for each in chapter.exercises
    ]
    of_type = [each for each in of_chapters if not types or each.type in types]
    picked = {each.slug for each in of_type if options.companions or each.of is None}
    if not picked and of_type:
        raise UsageError(
            "only companions of other exercises are of that chapter and type; --companions takes them, too"
        )
    if not picked:
        raise UsageError(f"no exercise of {deck.name} is of that chapter and type; `drillbook draw` shows them")
    return [exercise for exercise in deck.exercises if exercise.slug in picked | named]


def _bounded(chosen: Sequence[Exercise], count: int) -> None:
    """Raises UsageError where the file would be too large to be laid out."""
    total = count * len(chosen)
    fewer = "take fewer sheets, or a --chapter at a time"
    if total > MOST_EXERCISES:
        each = f"{counted(count, 'sheet')} of {counted(len(chosen), 'exercise')}"
        raise UsageError(f"{each} make {total:,} exercises, and a file holds {MOST_EXERCISES:,} at most; {fewer}")
    size = count * sum(len(exercise.figure.data) for exercise in chosen if exercise.figure is not None)
    if size > MOST_FIGURES:
        most = f"{MOST_FIGURES / 1e6:.0f} MB"
        raise UsageError(
            f"the figures of all sheets have {size / 1e6:.0f} MB, and a file holds {most} at most; {fewer}"
        )


def _tell(dealt: Dealt, target: Path, size: int) -> None:
    count = len(dealt.sheets)
    held = f"{counted(count, 'sheet')} of {counted(len(dealt.exercises), 'exercise')} and the answer key"
    say(f"{target}: {held}, {size / 1000:.0f} kB; print it from a browser, the answer key is on the last pages")
    for exercise, variants in dealt.repeated:
        have = "which all sheets show" if variants == 1 else f"which repeat on {count} sheets"
        say(f"{exercise.number} {exercise.slug} has {counted(variants, 'variant')}, {have}", hang="    ")
    if dealt.different < count:
        say(f"Only {counted(dealt.different, 'sheet')} can differ from each other; more exercises make more")


def _print_facts(dealt: Dealt, target: Path, size: int) -> None:
    repeated = [{"exercise": exercise.slug, "variants": variants} for exercise, variants in dealt.repeated]
    print_json(
        {
            "kind": "sheets",
            "deck": dealt.deck.name,
            "errors": 0,
            "file": str(target),
            "bytes": size,
            "sheets": len(dealt.sheets),
            "different": dealt.different,
            "seed": dealt.seed,
            "exercises": [exercise.slug for exercise in dealt.exercises],
            "repeated": repeated,
        }
    )
