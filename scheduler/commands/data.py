"""`drillbook data`: all about yourself, to take along or to delete."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from pathlib import Path

from compiler.console import Failure, UsageError, add_json, counted, print_json, say
from scheduler.commands.place import local_learner, looked_at, now, owned
from scheduler.store import MOST_DAYS, all_about, forget

_FORGET = f"Backups forget you after {MOST_DAYS} days at most, and at once when one is restored."


def run(arguments: list[str]) -> int:
    """0 fine, 1 where there is nothing or it cannot be written."""
    parser = argparse.ArgumentParser(prog="drillbook data", description="Export all about yourself, or delete it.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="export | delete")
    export = actions.add_parser("export", help="write all that is stored of you")
    export.add_argument("target", metavar="TARGET", help="a .json file, - for standard output, or a folder for CSV")
    delete = actions.add_parser(
        "delete",
        help="delete all that is stored of you",
        description=f"Backups forget you after {MOST_DAYS} days at most.",
    )
    delete.add_argument("--yes", action="store_true", help="do not ask")
    add_json(delete)
    options = parser.parse_args(arguments)
    return _export(options.target) if options.action == "export" else _delete(options.yes, options.json)


def _export(target: str) -> int:
    found = looked_at(lambda db, learner: all_about(db, learner.id))
    if found is None:
        raise Failure("nobody has practised here yet: there is nothing to export")
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if target == "-":
        print(text)
        return 0
    path = Path(target)
    try:
        if path.suffix == ".json":
            path.write_text(text + "\n", "utf-8")
        else:
            path.mkdir(parents=True, exist_ok=True)
            for table, rows in found.items():
                (path / f"{table}.csv").write_text(_csv(rows), "utf-8", newline="")
    except OSError as error:
        raise Failure(f"cannot write {error.filename or path}: {error.strerror}") from None
    say(f"wrote {path}: {counted(sum(map(len, found.values())), 'row')} of {counted(len(found), 'table')}")
    return 0


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
    if looked_at(lambda db, learner: learner.id) is None:
        raise Failure("nobody has practised here yet: there is nothing to delete")
    if not sure:
        if not sys.stdin.isatty():
            raise UsageError("--yes says that you are sure")
        say("This deletes cards, reviews, replies and streak. `drillbook data export` keeps a copy.")
        if input("Type delete to go on: ").strip() != "delete":
            say("Nothing was deleted.")
            return 0
    with owned("drillbook data delete") as store:
        store.write(lambda db: forget(db, local_learner(db).id, now()))
    if as_json:
        print_json({"kind": "deleted", "backups_days": MOST_DAYS})
    else:
        say(
            f"Deleted. Backups made before forget you after {MOST_DAYS} days at most, and at once when one is restored."
        )
    return 0
