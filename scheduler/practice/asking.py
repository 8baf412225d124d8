"""Asking: a session is begun or taken up again, and its next question gets numbers that differ from the last ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from sqlite_utils import Database

from compiler.checker import NumberKey, Variant
from compiler.deck import NoVariant
from scheduler.practice.choosing import Choice, choose
from scheduler.practice.errors import Ended
from scheduler.practice.shelf import Shelf, variant_of
from scheduler.practice.wish import Wish
from scheduler.store import (
    Kind,
    Learner,
    Question,
    Session,
    Store,
    ask,
    begin_session,
    close,
    end_session,
    last_variants,
    learner,
    open_question,
    open_session,
    session,
    shown_again,
)

SEEDS = 256
"""Variants of an exercise come from the seeds below this: enough not to be known by heart, and each is stored once."""
REMEMBERED = 4
"""From how many of the last variants of its exercise a question differs, where there are so many."""
_TRIES = 24


@dataclass(frozen=True, slots=True)
class Pick:
    """What to ask, and the variants of it that the learner saw last, newest first."""

    choice: Choice
    last: list[Variant]


def start(db: Database, learner: Learner, wish: Wish, now: datetime, group: int | None = None) -> Session:
    """The learner's open session, where it waits for a reply or was begun today with the same wish; else a new one.

    What an earlier session with another wish has open is left in silence, and stays due. A new one is begun in a group,
    or not.
    """
    before = open_session(db, learner.id)
    if before is not None:
        waiting = open_question(db, before.id)
        same = Wish.from_text(before.wish) == wish
        if same and (waiting is not None or learner.day(before.started) == learner.day(now)):
            return before
        if waiting is not None:
            close(db, waiting.id, None, now)
        end_session(db, before.id, now)
    return begin_session(db, learner.id, wish.to_text(), now, group)


def waiting(db: Database, session: int, now: datetime) -> Question | None:
    """The question of a session that has no end yet, shown again as it was: the same numbers, the time from now on."""
    found = open_question(db, session)
    if found is None:
        return None
    shown_again(db, found.id, now)
    return replace(found, asked=now, shown=found.shown + 1)


def pick(db: Database, shelf: Shelf, session: int, now: datetime) -> Question | Pick | None:
    """What a session asks next: the question that waits, or a choice to be drawn; None where nothing is left.

    Raises Ended.
    """
    found = waiting(db, session, now)
    if found is not None:
        return found
    current = _going_on(db, session)
    choice = choose(db, learner(db, current.learner), current, shelf, now)
    if choice is None:
        return None
    return Pick(choice, last_variants(db, current.learner, choice.shelved.place, REMEMBERED))


def put(db: Database, session: int, choice: Choice, variant: Variant, now: datetime) -> Question:
    """Put a variant to the learner of a session; where a question has been open since, that one. Raises Ended."""
    found = waiting(db, session, now)
    if found is not None:
        return found
    return ask(db, _going_on(db, session).learner, session, choice.shelved.place, choice.kind, variant, now)


def drawn(choice: Choice, last: list[Variant], random: Random) -> tuple[Choice, Variant]:
    """A variant for a choice that shows other numbers than the last ones did, as far as there are others.

    An order of magnitude is asked only where there is one; the choice says so. Raises NoVariant where the exercise's
    conditions leave no draw.
    """
    shown = [variant.prompt for variant in last]
    best: Variant | None = None
    fewest = len(shown) + 1
    for seed in random.sample(range(SEEDS), _TRIES):
        try:
            variant = variant_of(choice.shelved, seed)
        except NoVariant:
            continue
        # How many of the last variants lie between this one and its last showing, counted from the newest.
        age = shown.index(variant.prompt) if variant.prompt in shown else len(shown)
        if best is None or len(shown) - age < fewest:
            best, fewest = variant, len(shown) - age
        if fewest == 0:
            break
    if best is None:
        raise NoVariant(f"{choice.shelved.exercise.slug}: no sound draw")
    return _sized(choice, best) if choice.kind is Kind.MAGNITUDE else (choice, best)


def next_question(store: Store, shelf: Shelf, session: int, random: Random, now: datetime) -> Question | None:
    """The next question of a session, put and stored; None where nothing is left to ask.

    The numbers are drawn between two transactions, since drawing takes longer than both of them; an event loop does
    the same with `pick`, `drawn` in a thread, and `put`. Raises Ended, and NoVariant where an exercise's conditions
    leave no draw.
    """
    found = store.write(lambda db: pick(db, shelf, session, now))
    if found is None or isinstance(found, Question):
        return found
    choice, variant = drawn(found.choice, found.last, random)
    return store.write(lambda db: put(db, session, choice, variant, now))


def _sized(choice: Choice, variant: Variant) -> tuple[Choice, Variant]:
    if not isinstance(variant.key, NumberKey) or variant.key.value == 0:
        return Choice(choice.shelved, Kind.EXTRA), variant
    return choice, replace(variant, key=variant.key.magnitude())


def _going_on(db: Database, number: int) -> Session:
    found = session(db, number)
    if found.ended is not None:
        raise Ended("this session has ended", "ended")
    return found
