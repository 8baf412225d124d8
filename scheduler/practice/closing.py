"""What follows when a question closes: its review, the card's next day, the learner's day and streak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import merge

from sqlite_utils import Database

from compiler.checker import VerdictKind
from scheduler.rules import (
    AHEAD,
    RECENT,
    SM2,
    VERSION,
    Algorithm,
    Facts,
    Outcome,
    Streak,
    after_anki,
    quality,
    settled_since,
    streak,
    usual_time,
)
from scheduler.store import (
    Card,
    Imported,
    Learner,
    Place,
    Question,
    Reply,
    Review,
    accepted_replies,
    card,
    close,
    counts_already,
    has_imported,
    history,
    imported_of,
    keep_card,
    keep_freezes,
    keep_review,
    replies,
    reviews_of,
    times,
)

ALGORITHM: Algorithm = SM2()
LONGEST = 3_600.0
"""Seconds from which on a time says nothing: somebody has left the desk."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed question counted for.

    `review` is what is stored; `due` the next day of the exercise (None: no interval changed). `day_counts` says
    whether this question made the day count; then `streak` is how it stands now.
    """

    review: Review
    due: date | None
    day_counts: bool
    streak: Streak | None


def close_question(
    db: Database, learner: Learner, question: Question, outcome: Outcome, at: datetime, day: date
) -> Closed:
    """Close a question at an instant, which is on a local date of the learner, and do what follows."""
    close(db, question.id, outcome, at)
    usual = usual_time(times(db, learner.id, question.place, RECENT))
    facts = facts_of(question, outcome, replies(db, question.id), accepted_replies(db, question.id), usual)
    before = card(db, learner.id, question.place)
    counts = question.kind.counts and not question.known
    scheduled = counts and (before is None or before.due <= day or is_ahead(before, day))
    review = review_of(question, facts, scheduled, day)
    new_day = facts.finished and not counts_already(db, learner.id, day)
    keep_review(db, review)
    due = _counted(db, before, review).due if scheduled else None
    return Closed(review, due, new_day, count_day(db, learner.id, day) if new_day else None)


def is_ahead(card: Card, day: date) -> bool:
    """Whether a card was reviewed further ahead than any journey leads: under a clock that was wrong. It is due."""
    return card.reviewed > day + AHEAD


def facts_of(
    question: Question, outcome: Outcome, replies: list[Reply], accepted: set[int], usual: float | None
) -> Facts:
    """What happened between a question and its closing; a reply that was accepted after all ended it."""
    verdicts: list[VerdictKind] = []
    nudges, steps, seconds = question.nudges, question.steps, None
    for reply in replies:
        kind = VerdictKind.RIGHT if reply.id in accepted else reply.verdict
        verdicts.append(kind)
        if seconds is None and kind.is_attempt:
            seconds = (reply.at - question.asked).total_seconds()
        if reply.id in accepted:
            outcome, nudges, steps = Outcome.RIGHT, reply.nudges, reply.steps
            break
    # A clock was set, somebody left the desk, or had read the question before, as a drill that was posted for all.
    if seconds is not None and not (0 <= seconds <= LONGEST and question.shown == 1 and question.own):
        seconds = None
    return Facts(outcome, tuple(verdicts), nudges, steps, seconds, usual)


def review_of(question: Question, facts: Facts, scheduled: bool, day: date) -> Review:
    """The review that the facts of a closed question make."""
    return Review(
        question=question.id,
        learner=question.learner,
        place=question.place,
        scheduled=scheduled,
        day=day,
        finished=facts.finished,
        first_try=facts.first_try,
        seconds=facts.seconds,
        usual=facts.usual,
        quality=quality(facts),
        quality_version=VERSION,
    )


def count_day(db: Database, learner: int, day: date) -> Streak:
    """Settle a day that counts, and those after it: freezes are spent and earned. The streak as it stood on it."""
    before = history(db, learner)
    # A day that counts after all shifts those that are the seventh of their streak; what was spent stays spent.
    after = settled_since(replace(before, earned=frozenset(other for other in before.earned if other < day)), day)
    keep_freezes(db, learner, before, after)
    return streak(after, day)


def _counted(db: Database, before: Card | None, review: Review) -> Card:
    """Count a review that came last, one step on from the card as it was before; where some are Anki's, all anew."""
    if has_imported(db, review.learner, review.place):
        found = replay(db, review.learner, review.place)
        assert found is not None
        return found
    after = _stepped(before, review)
    keep_card(db, review.learner, after)
    return after


def _stepped(before: Card | None, counts: Review | list[Imported]) -> Card:
    """The card of an exercise after one more review, or after those of a day in Anki; None: it was new."""
    memory = None if before is None else before.memory
    if isinstance(counts, Review):
        place, day, memory = counts.place, counts.day, ALGORITHM.after(memory, counts.quality)
    else:
        place, day = counts[0].place, counts[0].day
        memory = after_anki(ALGORITHM, memory, [each.pressed for each in counts])
    return Card(place, memory, day if before is None else before.began, day, memory.due(day))


def replay(db: Database, learner: int, place: Place) -> Card | None:
    """Make the card of an exercise anew from all its reviews, and give it; None where none counts, as for a companion.

    Reviews count in the order of time, those that were made here also where a clock was set back. What was reviewed in
    Anki on a day that has a review of ours counts for the day alone.
    """
    reviews = [(review, closed) for review, closed in reviews_of(db, learner, place) if review.scheduled]
    taken = {review.day for review, _ in reviews}
    theirs: dict[date, list[Imported]] = {}
    for each in imported_of(db, learner, place):
        if each.scheduled and each.day not in taken:
            theirs.setdefault(each.day, []).append(each)
    ours: list[tuple[datetime, Review | list[Imported]]] = [(closed, review) for review, closed in reviews]
    after: Card | None = None
    for _, counts in merge(ours, ((each[0].at, each) for each in theirs.values()), key=lambda pair: pair[0]):
        after = _stepped(after, counts)
    if after is not None:
        keep_card(db, learner, after)
    return after
