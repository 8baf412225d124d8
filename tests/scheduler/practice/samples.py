"""What practice is tried with: a small deck of all five types, a learner at a desk with a clock, replies by the key."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import zip_longest
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from compiler.checker import DebugKey, DecideKey, FormulaKey, NumberKey, VectorKey
from compiler.deck import Deck, load
from scheduler.practice import (
    Answered,
    Closed,
    Hint,
    Shelf,
    Shelved,
    Wish,
    give_up,
    hint,
    leave,
    next_question,
    reply,
    reveal,
    start,
)
from scheduler.store import (
    Card,
    Imported,
    Kind,
    Learner,
    Place,
    Question,
    Reply,
    Review,
    card,
    cards,
    end_session,
    history,
    imported_of,
    learner,
    open_session,
    question,
    replies,
    review,
    reviews_of,
    welcome,
)
from tests.scheduler.store.samples import quick

NOON = datetime(2026, 5, 4, 10, tzinfo=UTC)
"""Noon in Berlin, on a Monday."""
TODAY = date(2026, 5, 4)
BERLIN = "Europe/Berlin"
ALL = Wish(new=100)
FIRST = """\
chapter: 1
title: First
intro: For tests.
exercises:
  twice:
    title: Twice
    type: derive
    given: [{name: n, from: 10, to: 60, step: 1, means: a number}]
    ask: What is twice the square of {n}?
    work:
      square: n^2
      double: 2 * square
    answer: {is: double, tolerance: exact}
    mistakes: [{is: n / 3, hint: That is a third.}]
    hints: [Square it first., Then double it.]
  half:
    title: Half
    type: derive
    given: [{name: n, pick: [4, 8, 12, 16, 20]}]
    ask: What is half of {n} m?
    work: {half: n / 2}
    answer: {is: half, unit: m, tolerance: 1%}
  twice-mistake:
    of: twice
    title: Which line is wrong?
    type: debug
    ask: Somebody squared {n} and doubled that. Which line is wrong, and what is right at the end?
    answer: {is: double, tolerance: exact}
    mistakes:
      - {at: double, is: 3 * square, hint: That is three times.}
      - {at: square, is: 3 * n, hint: That is no square.}
"""
SECOND = """\
chapter: 2
title: Second
intro: For tests.
exercises:
  area:
    title: Area
    type: formula
    given:
      - {name: a, pick: [2, 3, 4, 5, 6], means: a side}
      - {name: b, pick: [7, 8, 9, 10, 11], means: the other side}
    ask: Two rectangles have sides a and b. What is their area together?
    work: {area: 2 * a * b}
    answer: {is: area, symbols: [a, b]}
  more:
    title: More
    type: decide
    given: [{name: n, pick: [1, 2, 3, 4, 6, 7, 8, 9]}]
    ask: Is three times {n} more than 15, and how much is it?
    work: {triple: 3 * n}
    answer: {is: triple, tolerance: exact, verdict: [{say: "yes", when: triple > 15}, {say: "no"}]}
  both:
    title: Both
    type: vector
    given: [{name: n, pick: [13, 17, 19, 23, 29, 31]}]
    ask: What are double and triple of {n}?
    work: {double: 2 * n, triple: 3 * n}
    answer: {tolerance: exact, parts: {double: double, triple: triple}}
"""
ORDER = ["twice", "half", "area", "more", "both"]
"""The exercises in the order of their chapters, without the companion."""


def loaded(identity: str, **chapters: str) -> Deck:
    """A deck of the given chapters."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "tiny"
        folder.mkdir()
        (folder / "deck.yaml").write_text(f"id: {identity}\ntitle: Tests\nlicence: MIT\n", "utf-8")
        for number, (chapter, text) in enumerate(chapters.items(), 1):
            (folder / f"0{number}-{chapter}.yaml").write_text(text, "utf-8")
        result = load(folder)
        assert [found.message for found in result.diagnostics] == []
        assert result.deck is not None
        return result.deck


@cache
def tiny() -> Deck:
    """The small deck."""
    return loaded("tiny-for-tests", first=FIRST, second=SECOND)


@cache
def other() -> Deck:
    """Another deck, of one exercise."""
    return loaded("other-for-tests", first=FIRST.split("  half:", maxsplit=1)[0].replace("  twice:", "  again:"))


def place(slug: str) -> Place:
    """The place of an exercise of the small deck."""
    return Place("tiny-for-tests", slug)


def right(asked: Question) -> str:
    """A reply that is right."""
    match asked.variant.key:
        case NumberKey() as key:
            return _number(key)
        case FormulaKey():
            return "2 * a * b"
        case DecideKey() as key:
            return f"{key.options[key.right][0]}, {_number(key.number)}"
        case VectorKey() as key:
            return "; ".join(f"{part.label} = {_number(part.number)}" for part in key.parts)
        case DebugKey() as key:
            return f"line {key.line}: {_number(key.number)}"


def wrong(asked: Question) -> str:
    """A reply that is read, and wrong."""
    match asked.variant.key:
        case NumberKey() as key:
            return f"{key.value * 7.3:.12g} {key.unit or ''}"
        case FormulaKey():
            return "a + 5 * b"
        case DecideKey() as key:
            return f"{key.options[1 - key.right][0]}, {key.number.value * 7.3:.12g}"
        case VectorKey() as key:
            return "; ".join(f"{part.label} = {part.number.value * 7.3:.12g}" for part in key.parts)
        case DebugKey() as key:
            return f"line {3 - key.line if key.line else 1}: {key.number.value * 7.3:.12g}"


def _number(key: NumberKey) -> str:
    return f"{key.value:.12g} {key.unit or ''}".strip()


class Desk:
    """A learner who practises, at the instant `now`, which the test moves."""

    def __init__(self, path: Path, decks: Iterable[Deck] = (), *, zone: str = BERLIN, now: datetime = NOON) -> None:
        self.path = path
        self.store = quick(path)
        self.shelf = Shelf(decks or (tiny(),))
        self.now = now
        self.random = Random(5)
        self.learner = self.store.write(lambda db: welcome(db, "local", zone, now)).id

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def reopened(self, *decks: Deck) -> Desk:
        """The desk after the process ended in the middle of whatever it did, perhaps with other decks."""
        self.store.close()
        return Desk(self.path, decks or self.shelf.decks, now=self.now)

    def guest(self, account: str, zone: str) -> Desk:
        """Another learner at the same store, at the same time."""
        found = copy(self)
        found.learner = self.store.write(lambda db: welcome(db, account, zone, self.now)).id
        return found

    @property
    def me(self) -> Learner:
        """The learner as they are stored."""
        return self.store.write(lambda db: learner(db, self.learner))

    @property
    def today(self) -> date:
        """The learner's date."""
        return self.me.day(self.now)

    def later(self, *, days: int = 0, hours: float = 0, seconds: float = 0) -> None:
        """Let time pass; negative, it is a clock that is set back."""
        self.now += timedelta(days=days, hours=hours, seconds=seconds)

    def begin(self, wish: Wish = ALL) -> int:
        """Start, or take up, a session; its number."""
        return self.store.write(lambda db: start(db, learner(db, self.learner), wish, self.now)).id

    def end(self) -> None:
        """End the session, if there is one."""

        def work(db: Database) -> None:
            found = open_session(db, self.learner)
            if found is not None:
                end_session(db, found.id, self.now)

        self.store.write(work)

    def next(self, wish: Wish = ALL) -> Question | None:
        """The next question of a session with a wish."""
        return next_question(self.store, self.shelf, self.begin(wish), self.random, self.now)

    def asked(self, wish: Wish = ALL) -> Question:
        """The next question, which there is."""
        found = self.next(wish)
        assert found is not None
        return found

    def reply(self, asked: Question, text: str, seconds: float = 20) -> Answered:
        """Reply to a question after some seconds."""
        self.later(seconds=seconds)
        return self.store.write(lambda db: reply(db, self.learner, asked.id, text, self.now))

    def right(self, asked: Question, seconds: float = 20) -> Answered:
        """Reply rightly."""
        answered = self.reply(asked, right(asked), seconds)
        assert answered.closed is not None
        return answered

    def wrong(self, asked: Question, seconds: float = 20) -> Answered:
        """Reply wrongly."""
        answered = self.reply(asked, wrong(asked), seconds)
        assert answered.verdict.is_attempt and answered.closed is None
        return answered

    def hint(self, asked: Question) -> Hint | None:
        """The next hint."""
        return self.store.write(lambda db: hint(db, self.learner, asked.id, self.now))

    def reveal(self, asked: Question) -> Closed:
        """Open the derivation."""
        return self.store.write(lambda db: reveal(db, self.learner, asked.id, self.now))

    def give_up(self, asked: Question) -> Closed:
        """Give up."""
        return self.store.write(lambda db: give_up(db, self.learner, asked.id, self.now))

    def leave(self, asked: Question) -> Question:
        """Leave a question for another time."""
        return self.store.write(lambda db: leave(db, self.learner, asked.id, self.now))

    def tried(self, asked: Question) -> bool:
        """Whether there was a try."""
        return any(each.verdict.is_attempt for each in self.store.write(lambda db: replies(db, asked.id)))

    def learn(self, *slugs: str, wish: Wish = ALL) -> None:
        """Answer what is asked until all of some exercises were right, and leave the session."""
        left = set(slugs)
        while left:
            asked = self.asked(wish)
            self.right(asked)
            left.discard(asked.place.exercise)
        self.end()

    def rest(self, wish: Wish = ALL, most: int = 20) -> list[tuple[str, Kind]]:
        """Answer rightly what is left of a session: the exercises and kinds, in order."""
        seen: list[tuple[str, Kind]] = []
        while len(seen) < most and (asked := self.next(wish)) is not None:
            seen.append((asked.place.exercise, asked.kind))
            self.right(asked)
        return seen

    def practise_daily(self, days: int) -> None:
        """Finish one exercise on each of some days, from today on; the clock stands on the day after."""
        for _ in range(days):
            self.finish()
            self.later(days=1)

    def finish(self) -> Answered:
        """Finish an exercise that changes no interval, or a new one."""
        answered = self.right(self.asked(Wish(extra=True, new=1)))
        self.end()
        return answered

    def card(self, slug: str) -> Card | None:
        """The card of an exercise."""
        return self.store.write(lambda db: card(db, self.learner, place(slug)))

    def cards(self) -> dict[Place, Card]:
        """All cards."""
        return self.store.write(lambda db: cards(db, self.learner))

    def review(self, asked: Question) -> Review | None:
        """The review of a question."""
        return self.store.write(lambda db: review(db, asked.id))

    def question(self, asked: Question) -> Question:
        """A question as it is stored now."""
        return self.store.write(lambda db: question(db, asked.id))

    def question_of(self, said: Reply) -> Question:
        """The question of a reply."""
        return self.store.write(lambda db: question(db, said.question))

    def days(self, what: str) -> list[date]:
        """The days that are finished, excused, earned or spent."""
        found = self.store.write(lambda db: history(db, self.learner))
        return sorted(getattr(found, what))

    def count(self, sql: str) -> int:
        """A number of rows."""
        return int(self.store.write(lambda db: db.execute(sql).fetchone()[0]))

    def check_cards(self) -> None:
        """Every card is what SM-2, and Anki's longer intervals, make of its reviews, computed anew and apart."""

        def work(db: Database) -> list[tuple[Card | None, list[tuple[Review, datetime]], list[Imported]]]:
            return [
                (card(db, *of), reviews_of(db, *of), imported_of(db, *of))
                for of in ((self.learner, each.place) for each in shelved)
            ]

        shelved: tuple[Shelved, ...] = self.shelf.all
        for kept, reviews, imported in self.store.write(work):
            counted = in_time(reviews, imported)
            if kept is None:
                assert counted == []
                continue
            last, *_ = counted[-1]
            assert (kept.began, kept.reviewed) == (counted[0][0], last)
            assert (kept.memory.repetitions, kept.memory.interval, kept.memory.ease) == folded(
                (quality for _, quality, _ in counted), [least for *_, least in counted]
            )
            assert kept.due == last + timedelta(days=kept.memory.interval)


def in_time(reviews: list[tuple[Review, datetime]], imported: list[Imported]) -> list[tuple[date, int, int]]:
    """The day, the quality and Anki's interval (0: none) of what counts for a card, in order.

    Each day in Anki stands before the first of our reviews that closed after it began, and ours stay in their order.
    """
    counted = [(closed, each.day, each.quality, 0) for each, closed in reviews if each.scheduled]
    ours = {day for _, day, _, _ in counted}
    for day in dict.fromkeys(each.day for each in imported if each.scheduled and each.day not in ours):
        of_day = [each for each in imported if each.day == day]
        first, last = of_day[0], of_day[-1]
        where = next((n for n, each in enumerate(counted) if each[0] > first.at), len(counted))
        quality = {1: 1, 2: 3, 3: 4, 4: 5}[first.pressed.button]
        counted.insert(where, (first.at, day, quality, last.pressed.interval or 0))
    return [each[1:] for each in counted]


def folded(qualities: Iterable[int], longer: Iterable[int] = ()) -> tuple[int, int, int]:
    """Repetitions, interval and EF in hundredths after some reviews, by the text of SM-2 in exact fractions.

    `longer` are intervals that hold where they are longer than SM-2's.
    """
    ease, repetitions, interval = Fraction(5, 2), 0, Fraction(0)
    for q, least in zip_longest(qualities, longer, fillvalue=0):
        if q < 3:
            repetitions, interval = 0, Fraction(max(1, least))
            continue
        ease = max(Fraction(13, 10), ease + Fraction(1, 10) - (5 - q) * (Fraction(8, 100) + (5 - q) * Fraction(2, 100)))
        repetitions += 1
        interval = Fraction(max(least, {1: 1, 2: 6}.get(repetitions) or min(36_500, ceil(interval * ease))))
    return repetitions, int(interval), int(ease * 100)
