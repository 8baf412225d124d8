"""`drillbook restore`: the backups of the database, and putting one back."""

from __future__ import annotations

import argparse
from pathlib import Path

from compiler.console import Failure, UsageError, add_json, counted, print_json, say
from scheduler.commands.place import failing, now, store_path
from scheduler.store import MOST_DAYS, MOST_KEPT, backups, latest, restore


def run(arguments: list[str]) -> int:
    """0 fine, 1 where the backup is not whole or the store is in use, 2 where there is no such backup."""
    parser = argparse.ArgumentParser(
        prog="drillbook restore",
        description="Without a backup, list them; with one, put it in the database's place. One is made on every day "
        f"that the database is used, and before every migration; {MOST_KEPT} of each are kept, and those older than "
        f"{MOST_DAYS} days are let go of when it is used. What is replaced becomes a backup too.",
    )
    parser.add_argument(
        "backup", nargs="?", metavar="BACKUP", help="a backup's name, its file, or `latest`: the one that was made last"
    )
    add_json(parser)
    options = parser.parse_args(arguments)
    found = backups(store_path())
    if options.backup is None:
        for each in found:
            facts = {"kind": "backup", "name": each.path.stem, "made": each.made.isoformat(), "why": each.why}
            when = f"{each.made.astimezone():%a %d %B %Y, %H:%M}"
            print_json(facts) if options.json else say(f"{each.path.stem}  {when}")
        if not options.json:
            say(f"{counted(len(found), 'backup')} in {store_path().parent / 'backups'}; times are this machine's")
        return 0
    wanted = {name: each.path for each in found for name in (each.path.stem, each.path.name)}
    # What a restoring replaced is not taken for the latest: asked for twice, `latest` would undo itself.
    newest = latest(store_path(), now())
    if newest is not None:
        wanted["latest"] = newest.path
    chosen = wanted.get(options.backup, Path(options.backup))
    try:
        is_there = chosen.is_file()
    except OSError as error:
        raise Failure(f"cannot use {chosen}: {error.strerror or error}") from None
    if not is_there:
        raise UsageError(f"there is no backup {options.backup}; `drillbook restore` lists them")
    with failing():
        replaced, forgotten = restore(store_path(), chosen, now(), owner="drillbook restore")
    if options.json:
        before = None if replaced is None else str(replaced)
        print_json({"kind": "restored", "backup": str(chosen), "replaced": before, "forgotten": forgotten})
        return 0
    say(f"{chosen.stem} is the database now.")
    if replaced is not None:
        say(f"What was there before is kept as {replaced}.")
    if forgotten:
        say(f"{counted(forgotten, 'learner')} deleted since that backup was made, and deleted from it now.")
    return 0
