"""`drillbook data`: all about yourself, to take along or to delete."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from compiler.console import Failure, UsageError, add_json, counted, print_json, say
from scheduler.commands.place import LOCAL, looked_at_mine, now, owned
from scheduler.store import MOST_DAYS, all_about, learner_of

_FORGET = (
    f"Backups forget you when one is restored; those older than {MOST_DAYS} days are let go of when drillbook is used."
)
_NOBODY = "nobody has practised here yet: there is nothing to delete"


def run(arguments: list[str]) -> int:
    """0 fine, 1 where there is nothing or it cannot be written."""
    parser = argparse.ArgumentParser(
        prog="drillbook data",
        description="Export all about yourself, or delete it.",
        epilog="Both take --json, and print then one object for scripts; `drillbook data delete --help` tells more.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="export | delete")
    export = actions.add_parser("export", help="write all that is stored of you")
    export.add_argument("target", metavar="TARGET", help="a .json file, - for standard output, or a folder for CSV")
    add_json(export)
    delete = actions.add_parser(
        "delete",
        help="delete all that is stored of you",
        description=f"Delete all that is stored of you. {_FORGET}",
    )
    delete.add_argument("--yes", action="store_true", help="do not ask")
    add_json(delete)
    options = parser.parse_args(arguments)
    if options.action == "export":
        return _export(options.target, options.json)
    return _delete(options.yes, options.json)


def _export(target: str, as_json: bool) -> int:
    path = Path(target)
    if path.suffix == ".csv":
        raise UsageError(f"there is a table for each kind of thing: name a folder for them, as {path.stem}")
    found = looked_at_mine(lambda db, learner: all_about(db, learner.id))
    if found is None:
        raise Failure("nobody has practised here yet: there is nothing to export")
    if target == "-":
        if as_json:
            print_json(found)
        else:
            print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    try:
        if path.suffix == ".json":
            _write(path, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        else:
            path.mkdir(parents=True, exist_ok=True)
            for table, rows in found.items():
                _write(path / f"{table}.csv", _csv(rows))
    except OSError as error:
        raise Failure(f"cannot write {error.filename or path}: {error.strerror}") from None
    written = {table: len(each) for table, each in found.items()}
    if as_json:
        print_json({"kind": "export", "target": str(path), "rows": written})
    else:
        say(f"wrote {path}: {counted(sum(written.values()), 'row')} of {counted(len(written), 'table')}")
    return 0


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, also where it was there before and others might."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as file:
        with suppress(OSError):  # a file system without rights
            path.chmod(0o600)
        file.write(text)


def _csv(rows: list[dict[str, object]]) -> str:
    written = io.StringIO()
    if rows:
        table = csv.DictWriter(written, list(rows[0]))
        table.writeheader()
        for row in rows:
            table.writerow({name: _cell(value) for name, value in row.items()})
    return written.getvalue()


def _cell(value: object) -> object:
    """A value in a table; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _delete(sure: bool, as_json: bool) -> int:
    if looked_at_mine(lambda db, learner: learner.id) is None:
        raise Failure(_NOBODY)
    if not sure and not _is_sure(as_json):
        say("Nothing was deleted.")
        return 0
    # A backup of this moment would hold what is about to go.
    with owned("drillbook data delete", with_backup=False) as store:
        found = store.write(lambda db: learner_of(db, LOCAL))
        if found is None:
            raise Failure(_NOBODY)
        is_log_empty = store.forget(found.id, now())
    if as_json:
        print_json({"kind": "deleted", "backups_days": MOST_DAYS, "log_emptied": is_log_empty})
        return 0
    say(f"Deleted. {_FORGET}")
    if not is_log_empty:
        say(
            "Another program reads the database, so that its log still holds what was deleted: once that program has "
            "ended, the next drillbook command that changes anything empties the log."
        )
    return 0


def _is_sure(as_json: bool) -> bool:
    if as_json or sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("this deletes cards, reviews, replies and streak; --yes says that you are sure")
    say("This deletes cards, reviews, replies and streak. `drillbook data export FOLDER` keeps a copy.")
    try:
        return input("Type delete to go on: ").strip() == "delete"
    except EOFError:
        print()
        return False
