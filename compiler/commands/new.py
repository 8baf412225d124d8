"""`drillbook new`: a folder with a permanent id, a first chapter that compiles, and schemas for the editor."""

from __future__ import annotations

import argparse
import json
import re
import secrets
import shlex
import shutil
from importlib.resources import files
from pathlib import Path

from compiler.console import Failure, UsageError, add_json, print_json, say
from compiler.deck import json_schemas

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What YAML does not take as it is, not even in quotes.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def run(arguments: list[str]) -> int:
    """0 where the deck was started."""
    parser = argparse.ArgumentParser(
        prog="drillbook new", description="Start a deck: a folder that `drillbook check` accepts at once."
    )
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="the folder to make; its last part is the deck's name"
    )
    parser.add_argument("--title", help="the deck's title (default: made from the name)")
    add_json(parser)
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    name = folder.resolve().name
    if not _NAME.fullmatch(name) or len(name) > 40:
        raise UsageError(f"`{name}` cannot be a deck's name: a-z and 0-9 with - between, at most 40")
    title = " ".join((options.title or "").split()) or name.replace("-", " ").capitalize()
    if _UNWRITABLE.search(title):
        raise UsageError("the title has control characters; write it without")
    deck_id = f"{name}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True)
        try:
            _write(folder, deck_id, title)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except FileExistsError:
        raise UsageError(f"{folder} is there already; nothing was changed") from None
    except OSError as error:
        raise Failure(f"{folder} cannot be made: {error.strerror}") from None
    if options.json:
        print_json({"kind": "deck", "deck": name, "id": deck_id, "folder": str(folder)})
    else:
        here = shlex.quote(str(folder))
        say(f"{folder}: a deck with one exercise. Edit {here}/01-first-steps.yaml, then `drillbook check {here}`")
    return 0


def _write(folder: Path, deck_id: str, title: str) -> None:
    template = files("compiler.commands") / "template"
    schemas = folder / ".schema"
    schemas.mkdir()
    for name, text in json_schemas().items():
        (schemas / name).write_text(text, encoding="utf-8")
    head = (template / "deck.yaml").read_text(encoding="utf-8")
    head = head.replace("DECK-ID", deck_id).replace("DECK-TITLE", json.dumps(title, ensure_ascii=False))
    (folder / "deck.yaml").write_text(head, encoding="utf-8")
    chapter = (template / "01-first-steps.yaml").read_text(encoding="utf-8")
    (folder / "01-first-steps.yaml").write_text(chapter, encoding="utf-8")
