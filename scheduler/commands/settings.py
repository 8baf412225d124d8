"""`drillbook settings`: the time zone, the hour at which a day begins, how many exercises are new on a day."""

from __future__ import annotations

import argparse

from sqlite_utils import Database

from compiler.console import add_json, print_json, say, whole_number
from scheduler.commands.place import LOCAL, local_learner, looked_at_mine, now, owned, zone_here
from scheduler.practice import choose_pace, choose_roll_over, choose_zone
from scheduler.rules import ROLL_OVER, ZoneError, local_day, zone
from scheduler.store import NEW_A_DAY, Learner


def run(arguments: list[str]) -> int:
    """0 fine, 1 where the store cannot be used, 2 for a zone that there is not."""
    parser = argparse.ArgumentParser(
        prog="drillbook settings",
        description="Show or set how your days are counted. A change holds from now on; the very first choice of a "
        "zone dates your first week anew.",
    )
    parser.add_argument(
        "--zone", type=_zone, metavar="ZONE", help="your time zone, as Europe/Berlin (default: this machine's)"
    )
    parser.add_argument(
        "--day-begins",
        type=whole_number(0, 23),
        metavar="HOUR",
        help=f"the hour at which a new day begins (default: {ROLL_OVER})",
    )
    parser.add_argument(
        "--new",
        type=whole_number(0, 1000),
        metavar="N",
        help=f"how many exercises are new on a day (default: {NEW_A_DAY})",
    )
    add_json(parser)
    options = parser.parse_args(arguments)
    if options.zone is None and options.day_begins is None and options.new is None:
        learner = looked_at_mine(lambda db, learner: learner) or _at_first()
    else:
        with owned("drillbook settings") as store:
            learner = store.write(lambda db: _changed(db, options))
    if options.json:
        print_json(
            {
                "kind": "settings",
                "zone": learner.zone,
                "chosen": learner.zone_chosen is not None,
                "day_begins": learner.roll_over,
                "new": learner.new_a_day,
            }
        )
        return 0
    guessed = "" if learner.zone_chosen else " (this machine's; --zone chooses one)"
    say(f"zone: {learner.zone}{guessed}")
    say(f"a day begins at {learner.roll_over:02d}:00")
    say(f"new exercises on a day: {learner.new_a_day}")
    return 0


def _zone(name: str) -> str:
    try:
        zone(name)
    except ZoneError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return name


def _at_first() -> Learner:
    """The settings with which somebody begins who has not practised here yet."""
    here = zone_here()
    return Learner(0, LOCAL, here, None, ROLL_OVER, NEW_A_DAY, local_day(now(), here), now())


def _changed(db: Database, options: argparse.Namespace) -> Learner:
    learner = local_learner(db)
    if options.zone is not None:
        learner = choose_zone(db, learner, options.zone, now())
    if options.day_begins is not None:
        learner = choose_roll_over(db, learner, options.day_begins, now())
    if options.new is not None:
        learner = choose_pace(db, learner, options.new)
    return learner
