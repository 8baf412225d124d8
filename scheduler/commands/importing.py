"""`drillbook import`: what you practised in Anki counts here, too."""

from __future__ import annotations

import argparse
from pathlib import Path

from compiler.console import A_DECK, Failure, UsageError, add_json, counted, print_json, say
from scheduler.anki import Limits, NotImported, read_anki
from scheduler.commands.place import local_learner, now, owned, shelf
from scheduler.importing import Kept, guids, keep

_LEFT_OUT = (
    ("rescheduled", "rescheduled by hand, which is no review"),
    ("future", "of the future: some clock is wrong"),
    ("too_old", "from before there was an Anki: some clock was wrong"),
)


def run(arguments: list[str]) -> int:
    """0 fine, 1 where the file, a deck or the store cannot be used, 2 where there is no such file."""
    parser = argparse.ArgumentParser(
        prog="drillbook import",
        description="Import what you reviewed in Anki: its days count for the streak, and what you know there is not "
        "asked at once. Imported again, nothing counts twice. Only notes of the decks are looked at.",
    )
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="an export with scheduling (.apkg or .colpkg), or Anki's collection.anki2 while Anki is closed",
    )
    parser.add_argument("decks", nargs="*", metavar="DECK", help=f"{A_DECK} (default: all)")
    add_json(parser)
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        raise UsageError(f"there is no file {options.file}")
    decks = shelf(options.decks, options.json)
    try:
        found = read_anki(options.file, guids(decks), Limits())
        with owned("drillbook import") as store:
            kept = store.write(lambda db: keep(db, local_learner(db), decks, found, now()))
    except NotImported as error:
        raise Failure(str(error)) from None
    if options.json:
        print_json(_facts(kept))
    else:
        _show(kept)
    return 0


def _facts(kept: Kept) -> dict[str, object]:
    return {
        "kind": "imported",
        "notes": kept.notes,
        "exercises": kept.exercises,
        "reviews": kept.read,
        "new": kept.new,
        "known": kept.known,
        "days": [day.isoformat() for day in kept.days],
        "left_out": {name: getattr(kept, name) for name, _ in _LEFT_OUT},
        "streak": {"before": kept.before.current, "after": kept.after.current, "best": kept.after.best},
    }


def _show(kept: Kept) -> None:
    if not kept.notes:
        say("None of the decks is in this file.")
        return
    say(f"{counted(kept.read, 'review')} of {counted(kept.exercises, 'exercise')}: {kept.new} new, {kept.known} known.")
    if not kept.read:
        say('Where you have reviewed in Anki, tick "Include scheduling information" when you export.')
    if kept.days:
        say(
            f"{counted(len(kept.days), 'day')} that did not count before {'does' if len(kept.days) == 1 else 'do'} now."
        )
    for name, what in _LEFT_OUT:
        if count := getattr(kept, name):
            say(f"Left out: {count} {what}.")
    before = "" if kept.before.current == kept.after.current else f", {kept.before.current} before"
    say(f"Streak: {counted(kept.after.current, 'day')}{before}; best {kept.after.best}.")
