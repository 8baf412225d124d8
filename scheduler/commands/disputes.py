"""`drillbook disputes`: replies that somebody thinks were right, to be accepted or declined."""

from __future__ import annotations

import argparse

from sqlite_utils import Database

from compiler.checker import Variant, grade
from compiler.console import Failure, UsageError, add_json, counted, heading, plain, print_json, say, whole_number
from scheduler.commands.place import is_begun, looked_at, now, owned
from scheduler.practice import Decided, accept, decline
from scheduler.store import Dispute, NotThere, open_disputes, question

_MOST = 2**62


def run(arguments: list[str]) -> int:
    """0 fine, 1 where the store cannot be used or the dispute was decided before, 2 for one that there is not."""
    parser = argparse.ArgumentParser(
        prog="drillbook disputes",
        description="List the replies that somebody thinks were right. An accepted one corrects its review, and the "
        "interval, day and streak that follow from it.",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--accept", type=whole_number(1, _MOST), metavar="ID", help="the reply was right")
    which.add_argument("--decline", type=whole_number(1, _MOST), metavar="ID", help="it was not")
    add_json(parser)
    options = parser.parse_args(arguments)
    number = options.accept or options.decline
    if number is not None:
        _decide(number, bool(options.accept), options.json)
        return 0
    found = _waiting()
    for each, variant in found:
        print_json(_facts(each, variant)) if options.json else _show(each, variant)
    if not options.json:
        say(f"{counted(len(found), 'dispute')} to decide on" + (": --accept ID or --decline ID" if found else ""))
    return 0


def _decide(number: int, right: bool, as_json: bool) -> None:
    if not is_begun():
        raise UsageError(f"there is no dispute {number}")
    with owned("drillbook disputes") as store:
        try:
            if right:
                found = store.write(lambda db: accept(db, number, now()).dispute)
            else:
                found = store.write(lambda db: decline(db, number, now()))
        except NotThere as error:
            raise UsageError(str(error)) from None
        except Decided as error:
            raise Failure(str(error)) from None
    if as_json:
        print_json({"kind": "decision", "dispute": number, "state": found.state.value})
    else:
        say(f"dispute {number}: {found.state.value}")


def _waiting() -> list[tuple[Dispute, Variant]]:
    def look(db: Database) -> list[tuple[Dispute, Variant]]:
        return [(each, question(db, each.reply.question).variant) for each in open_disputes(db)]

    return looked_at(look) or []


def _facts(found: Dispute, variant: Variant) -> dict[str, object]:
    return {
        "kind": "dispute",
        "dispute": found.reply.id,
        "deck": variant.deck,
        "exercise": variant.exercise,
        "number": variant.number,
        "seed": variant.seed,
        "prompt": variant.prompt,
        "work": list(variant.work),
        "reply": found.reply.text,
        "verdict": found.reply.verdict.value,
        "raised": found.raised.isoformat(),
    }


def _show(found: Dispute, variant: Variant) -> None:
    heading(f"{found.reply.id}: {variant.number} {variant.title} (seed {variant.seed})")
    say(f"\n{plain(variant.prompt)}\n")
    for line in variant.work:
        say(line, "    ", "        ")
    verdict = grade(variant.key, found.reply.text)
    say(f"\nreply: {found.reply.text!r}, read as {verdict.read}: {found.reply.verdict.value}\n")
