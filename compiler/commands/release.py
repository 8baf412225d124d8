"""`drillbook release`: remember what is published, so that later builds update notes and keep progress."""

from __future__ import annotations

import argparse
import time

from compiler.commands.build import write_whole
from compiler.commands.proving import prove_deck
from compiler.commands.updates import add_split, compared, counts, effect, sentence
from compiler.console import A_DECK, Failure, add_draws, add_json, counted, deck_folder, in_checkout, print_json, say
from compiler.deck import summary


def run(arguments: list[str]) -> int:
    """0 where the release is written, 1 where the deck has errors."""
    parser = argparse.ArgumentParser(
        prog="drillbook release",
        description="Write release.json into the deck's folder: each note's content hash and time. "
        "Then commit it, build the deck and publish the package.",
    )
    parser.add_argument("deck", metavar="DECK", help=A_DECK)
    add_draws(parser)
    add_split(parser)
    add_json(parser)
    options = parser.parse_args(arguments)
    proved = prove_deck(deck_folder(options.deck), options.draws, options.json, notes=True)
    deck = proved.sound
    if deck is None:
        if options.json:
            print_json({"kind": "release", "deck": proved.name, "errors": len(proved.diagnostics), "file": None})
        else:
            say(f"{proved.name}: {summary(proved.diagnostics)}, nothing is released")
        return 1
    from compiler.targets.anki import next_release, release_path

    if not in_checkout(deck.folder):
        raise Failure(f"{deck.name} came with drillbook, and its authors release it; a copy needs an id of its own")
    path = release_path(deck)
    previous, notes, since = compared(deck, proved.notes, options.split_note_type)
    following = next_release(deck, notes, previous, int(time.time()))
    if following != previous:
        write_whole(path, following.text().encode())
    if options.json:
        facts = {"errors": 0, "file": str(path), "written": following != previous, **counts(since)}
        print_json({"kind": "release", "deck": deck.name, **facts})
    elif previous is None:
        say(f"{path}: the first release, {counted(len(since.new), 'note')}")
    else:
        say(f"{path}: {sentence(since) if since.any else 'nothing has changed since the last release'}")
        if since.any:
            say(f"Notes of those who have the release of {previous.day}: {effect(since)}", hang="    ")
    return 0
