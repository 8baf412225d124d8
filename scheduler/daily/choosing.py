"""Which exercise a drill asks: what the group is weakest at, with a gap between two times, or the next in order."""

from __future__ import annotations

from datetime import date, timedelta

from sqlite_utils import Database

from scheduler.practice import REMEMBERED, Choice, Pick, Shelf, Shelved
from scheduler.store import (
    ChoiceOfDrill,
    Drill,
    Kind,
    Place,
    Schedule,
    group_qualities,
    last_drilled,
    schedule,
    sent_exercises,
)

UNKNOWN_QUALITY, WEIGHT = 2.5, 2
"""What an exercise counts for that nobody has reviewed, and for how many reviews of the others that stands."""
_LOOKED_AT = 366


def drill_pick(db: Database, shelf: Shelf, drill: Drill) -> Pick | None:
    """What a drill asks, and the numbers that it had the last times; None where its deck is not there."""
    plan = schedule(db, drill.schedule)
    among = [each for each in shelf.exercises if each.place.deck == plan.deck]
    if not among:
        return None
    chosen = _weakest(db, plan, among, drill.day) if plan.choice is ChoiceOfDrill.WEAKEST else _next(db, plan, among)
    return Pick(Choice(chosen, Kind.DRILL), last_drilled(db, plan.id, chosen.place, REMEMBERED))


def _weakest(db: Database, plan: Schedule, among: list[Shelved], day: date) -> Shelved:
    """The exercise with the lowest mean quality, of those that have rested; of equals the first in the chapters.

    In a small deck as many rest as leave half of it to choose from.
    """
    since = day - timedelta(days=plan.gap)
    there = {each.place for each in among}
    recent = [place for on, place in sent_exercises(db, plan.id, _LOOKED_AT) if on > since and place in there]
    rests = set(list(dict.fromkeys(recent))[: len(among) // 2])
    known = group_qualities(db, plan.group, plan.deck)

    def mean(each: Shelved) -> float:
        qualities = known.get(each.place.exercise, [])
        return (sum(qualities) + UNKNOWN_QUALITY * WEIGHT) / (len(qualities) + WEIGHT)

    return min((each for each in among if each.place not in rests), key=lambda each: (mean(each), each.order))


def _next(db: Database, plan: Schedule, among: list[Shelved]) -> Shelved:
    """The exercise after the last one that is still in the deck; after the last of all, the first."""
    order: dict[Place, int] = {each.place: number for number, each in enumerate(among)}
    last = next((order[place] for _, place in sent_exercises(db, plan.id, _LOOKED_AT) if place in order), -1)
    return among[(last + 1) % len(among)]
