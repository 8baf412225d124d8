"""What to ask next.

In this order: what is due, most overdue first; then what is new, in the order of the chapters and within the day's
limit; then what was below 4 in this session, until it gets a 4. On request, and where a wish names what is not due,
extra rounds follow: companions of exercises whose interval has grown, mixes of orders of magnitude, whatever was asked
longest ago. Extra rounds count for the day and change no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from scheduler.practice.closing import is_ahead
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
    last_qualities,
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
    log = [each for each in session_log(db, session.id) if learner.day(each.closed) == today]
    left = {each.place for each in log if each.quality is None}
    takes = _taking(db, learner, wish)
    due = _due(due_cards(db, learner.id, today), shelf, lambda each: each.place not in left and takes(each))
    if due is not None:
        return Choice(due, Kind.DUE)
    wanted = [each for each in shelf.all if takes(each)]
    waiting = {each.place: each for each in wanted if each.place not in left}
    known = cards(db, learner.id)
    ahead = next((each for place, each in waiting.items() if place in known and is_ahead(known[place], today)), None)
    if ahead is not None:
        return Choice(ahead, Kind.DUE)
    if begun_on(db, learner.id, today) < (learner.new_a_day if wish.new is None else wish.new):
        new = next((each for each in waiting.values() if each.place not in known and not each.is_companion), None)
        if new is not None:
            return Choice(new, Kind.NEW)
    again = _again(log, shelf)
    if again is not None:
        return Choice(again, Kind.AGAIN)
    if wish.extra:
        return _extra(db, learner, known, shelf, wanted, log)
    return _named(db, learner, known, wanted, log) if wish.type or wish.wrong_only else None


def _taking(db: Database, learner: Learner, wish: Wish) -> Callable[[Shelved], bool]:
    """Whether a wish takes an exercise."""
    if not wish.wrong_only:
        return wish.takes
    last = last_qualities(db, learner.id)
    return lambda each: wish.takes(each) and last.get(each.place, _GOOD) < _GOOD


def _due(cards: Iterable[Card], shelf: Shelf, waits: Callable[[Shelved], bool]) -> Shelved | None:
    """The most overdue exercise; of several, the first in the order of the chapters."""
    first: Shelved | None = None
    since: date | None = None
    for card in cards:
        if since is not None and card.due > since:
            break
        shelved = shelf.at(card.place)
        if shelved is not None and (first is None or shelved.order < first.order) and waits(shelved):
            first, since = shelved, card.due
    return first


def _again(log: list[Logged], shelf: Shelf) -> Shelved | None:
    """What was last below 4 in this session, longest ago first; what was then left is left."""
    last: dict[Place, Logged] = {}
    for each in log:
        if each.kind.counts or each.kind is Kind.AGAIN:
            last.pop(each.place, None)
            last[each.place] = each
    below = (place for place, each in last.items() if each.quality is not None and each.quality < _GOOD)
    return next((shelved for shelved in map(shelf.at, below) if shelved is not None), None)


def _named(
    db: Database, learner: Learner, known: dict[Place, Card], wanted: list[Shelved], log: list[Logged]
) -> Choice | None:
    """What was asked for by name though it is not due: each exercise that was begun, and each companion, once."""
    done = {each.place for each in log}
    named = [each for each in wanted if each.place not in done and (each.is_companion or each.place in known)]
    return _oldest(named, last_asked(db, learner.id), Kind.EXTRA)


def _extra(
    db: Database,
    learner: Learner,
    known: dict[Place, Card],
    shelf: Shelf,
    wanted: list[Shelved],
    log: list[Logged],
) -> Choice | None:
    """The next question of the extra rounds: some companions or whatever is oldest, then a mix of sizes, and so on."""
    asked, done = last_asked(db, learner.id), {each.place for each in log}
    turn = sum(each.kind in (Kind.EXTRA, Kind.MAGNITUDE) for each in log) % (_OTHERS + MIX)
    seen = [each for each in wanted if each.place in known]
    grown = [each for each in wanted if each.is_companion and _interval(known, shelf.base(each)) >= GROWN_DAYS]
    fresh = [each for each in grown if each.place not in done]
    sizes = [each for each in seen if each.exercise.type == "derive"]
    other = _oldest(fresh or seen or grown, asked, Kind.EXTRA)
    return other if turn < _OTHERS else _oldest(sizes, asked, Kind.MAGNITUDE) or other


def _oldest(among: list[Shelved], asked: dict[Place, int], kind: Kind) -> Choice | None:
    """That of some exercises which was asked longest ago, or never."""
    if not among:
        return None
    return Choice(min(among, key=lambda each: (asked.get(each.place, 0), each.order)), kind)


def _interval(known: dict[Place, Card], shelved: Shelved) -> int:
    card = known.get(shelved.place)
    return 0 if card is None else card.memory.interval
