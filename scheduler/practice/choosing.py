"""What to ask next.

In this order: what is due, most overdue first; then what is new, in the order of the chapters and within the day's
limit; then what was below 4 in this session, until it gets a 4. On request, and where a wish names what is not due,
extra rounds follow: companions of exercises whose interval has grown, mixes of orders of magnitude, whatever was asked
longest ago. Extra rounds count for the day and change no interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from scheduler.practice.shelf import Shelf, Shelved
from scheduler.practice.wish import Wish
from scheduler.store import (
    Card,
    Kind,
    Learner,
    Logged,
    Place,
    Session,
    begun_on,
    cards,
    due_cards,
    last_asked,
    session_log,
)

GROWN_DAYS = 6
"""From this interval on, an exercise is known well enough for its companions."""
MIX = 5
"""How many orders of magnitude are asked in a row."""
_OTHERS = 3
"""How many other extra questions come between two such mixes."""
_GOOD = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """What to ask, and why."""

    shelved: Shelved
    kind: Kind


def choose(db: Database, learner: Learner, session: Session, shelf: Shelf, now: datetime) -> Choice | None:
    """The next question of a session; None when there is none left."""
    wish, today = Wish.from_text(session.wish), learner.day(now)
    log = [each for each in session_log(db, session.id) if each.day in (None, today)]
    left = {each.place for each in log if each.quality is None}
    due = _due(due_cards(db, learner.id, today), shelf, wish, left)
    if due is not None:
        return Choice(due, Kind.DUE)
    known = cards(db, learner.id)
    new = None if wish.wrong_only else _new(db, learner, today, known, shelf, wish, left)
    if new is not None:
        return Choice(new, Kind.NEW)
    again = _again(log, shelf)
    if again is not None:
        return Choice(again, Kind.AGAIN)
    return _extra(db, learner, known, shelf, wish, log)


def _due(cards: Iterable[Card], shelf: Shelf, wish: Wish, left: set[Place]) -> Shelved | None:
    """The most overdue exercise; of several, the first in the order of the chapters."""
    first: Shelved | None = None
    since: date | None = None
    for card in cards:
        if since is not None and card.due > since:
            break
        shelved = shelf.at(card.place)
        if shelved is None or card.place in left or not wish.takes(shelved):
            continue
        if wish.wrong_only and card.quality >= _GOOD:
            continue
        since = card.due
        if first is None or shelved.order < first.order:
            first = shelved
    return first


def _new(
    db: Database,
    learner: Learner,
    today: date,
    known: dict[Place, Card],
    shelf: Shelf,
    wish: Wish,
    left: set[Place],
) -> Shelved | None:
    limit = learner.new_a_day if wish.new is None else wish.new
    if begun_on(db, learner.id, today) >= limit:
        return None
    fresh = (each for each in shelf.exercises if each.place not in known and each.place not in left)
    return next((each for each in fresh if wish.takes(each)), None)


def _again(log: list[Logged], shelf: Shelf) -> Shelved | None:
    """What was last below 4 in this session, longest ago first; what was then left is left."""
    last: dict[Place, Logged] = {}
    for each in log:
        if each.kind.counts or each.kind is Kind.AGAIN:
            last.pop(each.place, None)
            last[each.place] = each
    below = (place for place, each in last.items() if each.quality is not None and each.quality < _GOOD)
    return next((shelved for shelved in map(shelf.at, below) if shelved is not None), None)


def _extra(
    db: Database, learner: Learner, known: dict[Place, Card], shelf: Shelf, wish: Wish, log: list[Logged]
) -> Choice | None:
    asked = last_asked(db, learner.id)
    if wish.wrong_only or (wish.type is not None and not wish.extra):
        # What was asked for by name is asked once, though it be not due.
        done = {each.place for each in log}
        named = [each for each in shelf.all if wish.takes(each) and each.place not in done]
        if wish.wrong_only:
            named = [each for each in named if each.place in known and known[each.place].quality < _GOOD]
        else:
            named = [each for each in named if each.is_companion or each.place in known]
        return _choice(named, asked, Kind.EXTRA)
    if not wish.extra:
        return None
    turn = sum(each.kind in (Kind.EXTRA, Kind.MAGNITUDE) for each in log) % (_OTHERS + MIX)
    seen = [each for each in shelf.exercises if each.place in known and wish.takes(each)]
    grown = [each for each in shelf.companions if wish.takes(each) and _interval(known, shelf.base(each)) >= GROWN_DAYS]
    sizes = [each for each in seen if each.exercise.type == "derive"]
    other = _choice(grown or seen, asked, Kind.EXTRA)
    return other if turn < _OTHERS else _choice(sizes, asked, Kind.MAGNITUDE) or other


def _choice(among: list[Shelved], asked: dict[Place, int], kind: Kind) -> Choice | None:
    """That of some exercises which was asked longest ago, or never."""
    if not among:
        return None
    return Choice(min(among, key=lambda each: (asked.get(each.place, 0), each.order)), kind)


def _interval(known: dict[Place, Card], shelved: Shelved) -> int:
    card = known.get(shelved.place)
    return 0 if card is None else card.memory.interval
