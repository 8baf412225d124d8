"""A learner does whatever can be done, in any order, over days and journeys: what must hold, holds after each step."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from scheduler.anki import AnkiReview, Found
from scheduler.importing import guids, keep
from scheduler.practice import (
    Decided,
    NothingToDispute,
    NotOpen,
    NotTried,
    Wish,
    accept,
    choose_pace,
    choose_roll_over,
    choose_zone,
    decline,
    progress,
    think_right,
)
from scheduler.store import Question, history, open_disputes, question
from tests.scheduler.practice.samples import Desk, other, right, tiny, wrong

DAY = timedelta(days=1)
BEFORE_SUMMER_TIME = datetime(2026, 3, 20, 10, tzinfo=UTC)
BEFORE_WINTER_TIME = datetime(2026, 10, 17, 10, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Niue", "Australia/Lord_Howe")
WISHES = (
    Wish(),
    Wish(new=100),
    Wish(extra=True),
    Wish(extra=True, new=0),
    Wish(wrong_only=True),
    Wish(type="debug"),
    Wish(type="derive", chapter=1),
    Wish(deck="other-for-tests"),
    Wish(chapter=2, new=1),
)


class Walk:
    """A learner who acts at random."""

    def __init__(self, path: Path, seed: int, now: datetime) -> None:
        self.desk = Desk(path, (tiny(), other()), now=now)
        self.random = Random(seed)
        self.wish = Wish()
        self.done: list[str] = []

    def step(self) -> None:
        """Do something, and check what must hold."""
        actions: list[tuple[int, Callable[[], object]]] = [
            (40, self.answer),
            (15, self.mistake),
            (4, self.mumble),
            (6, self.hint),
            (5, self.reveal),
            (4, self.give_up),
            (4, self.leave),
            (4, self.late),
            (6, self.dispute),
            (5, self.decide),
            (20, self.wait),
            (4, self.change_wish),
            (2, self.end),
            (2, self.crash),
            (2, self.travel),
            (1, self.other_hour),
            (1, self.other_pace),
            (1, self.set_back),
            (3, self.bring),
        ]
        weights, functions = zip(*actions, strict=True)
        action = self.random.choices(functions, weights)[0]
        self.done.append(action.__name__)
        action()
        self.check()

    def asked(self) -> Question | None:
        """What is asked now."""
        return self.desk.next(self.wish)

    def answer(self) -> None:
        if (asked := self.asked()) is not None:
            answered = self.desk.right(asked, self.random.uniform(1, 100))
            assert answered.closed is not None
            assert answered.closed.review.finished

    def mistake(self) -> None:
        if (asked := self.asked()) is not None:
            self.desk.wrong(asked, self.random.uniform(1, 100))

    def mumble(self) -> None:
        if (asked := self.asked()) is not None:
            text = self.random.choice(["", "?", "\0", "\ud800", "5 Kb", "9" * 5_000, "(("])
            assert self.desk.reply(asked, text).closed is None

    def hint(self) -> None:
        if (asked := self.asked()) is not None:
            self.desk.hint(asked)

    def reveal(self) -> None:
        if (asked := self.asked()) is not None:
            if self.desk.tried(asked):
                assert self.desk.reveal(asked).review.quality == 1
            else:
                with pytest.raises(NotTried):
                    self.desk.reveal(asked)

    def give_up(self) -> None:
        if (asked := self.asked()) is not None:
            tried = self.desk.tried(asked)
            assert self.desk.give_up(asked).review.finished == tried

    def leave(self) -> None:
        if (asked := self.asked()) is not None:
            kept = self.desk.cards()
            self.desk.leave(asked)
            assert self.desk.cards() == kept

    def late(self) -> None:
        """Reply to a question of before, which may have closed."""
        asked = self.any()
        if asked is None:
            return
        if asked.closed is None:
            self.desk.right(asked)
        else:
            with pytest.raises(NotOpen):
                self.desk.reply(asked, self.random.choice([right, wrong])(asked))

    def dispute(self) -> None:
        asked = self.any()
        if asked is None:
            return
        with suppress(NothingToDispute):
            self.desk.store.write(lambda db: think_right(db, self.desk.learner, asked.id, self.desk.now))

    def decide(self) -> None:
        waiting = self.desk.store.write(lambda db: list(open_disputes(db)))
        if waiting:
            chosen = self.random.choice(waiting).reply.id
            act = self.random.choice([accept, accept, decline])
            self.desk.store.write(lambda db: act(db, chosen, self.desk.now))
            with pytest.raises(Decided, match="already"):
                self.desk.store.write(lambda db: act(db, chosen, self.desk.now))

    def wait(self) -> None:
        self.desk.later(hours=self.random.choice([0.1, 1, 5, 12, 24, 24, 24, 24, 30, 60]))

    def set_back(self) -> None:
        self.desk.later(hours=-self.random.choice([0.1, 1, 3]))

    def bring(self) -> None:
        """Import what was reviewed in Anki in the last weeks, some of it perhaps once more."""
        desk, me, seconds = self.desk, self.desk.me, round(self.desk.now.timestamp())
        reviews = []
        for _ in range(self.random.randint(1, 12)):
            guid, shelved = self.random.choice(list(guids(desk.shelf).items()))
            at = seconds - seconds % 3600 - 3600 * self.random.choice([0, 1, 5, 24, 30, 48, 200, 700])
            interval = None if shelved.is_companion else self.random.choice([None, 1, 4, 40])
            reviews.append(AnkiReview(guid, at * 1000, self.random.randint(1, 4), interval, 9.0))
        kept = desk.store.write(lambda db: keep(db, me, desk.shelf, Found(9, tuple(reviews), 0), desk.now))
        assert kept.read == len(reviews) and set(kept.days) <= set(desk.days("finished"))

    def change_wish(self) -> None:
        self.wish = self.random.choice(WISHES)

    def end(self) -> None:
        self.desk.end()

    def crash(self) -> None:
        random = self.desk.random
        self.desk = self.desk.reopened()
        self.desk.random = random

    def travel(self) -> None:
        me, name = self.desk.me, self.random.choice(ZONES)
        self.desk.store.write(lambda db: choose_zone(db, me, name, self.desk.now))

    def other_hour(self) -> None:
        me, hour = self.desk.me, self.random.choice([0, 4, 4, 12, 23])
        self.desk.store.write(lambda db: choose_roll_over(db, me, hour, self.desk.now))

    def other_pace(self) -> None:
        me = self.desk.me
        self.desk.store.write(lambda db: choose_pace(db, me, self.random.choice([0, 1, 3, 10])))

    def any(self) -> Question | None:
        """Any question there was."""
        most = self.desk.count("SELECT count(*) FROM questions")
        if not most:
            return None
        number = self.random.randint(max(1, most - 12), most)
        return self.desk.store.write(lambda db: question(db, number))

    def check(self) -> None:
        """What holds at any time."""
        desk = self.desk
        assert desk.count("SELECT count(*) FROM sessions WHERE ended IS NULL") <= 1
        crowded = "SELECT count(*) FROM questions WHERE closed IS NULL GROUP BY session HAVING count(*) > 1"
        assert desk.count(f"SELECT count(*) FROM ({crowded})") == 0
        unequal = "(outcome IS NOT NULL AND outcome <> 'left') <> (reviews.question IS NOT NULL)"
        joined = "questions LEFT JOIN reviews ON reviews.question = questions.id"
        assert desk.count(f"SELECT count(*) FROM {joined} WHERE {unequal}") == 0
        assert desk.count("SELECT count(*) FROM reviews WHERE scheduled = 1 AND exercise = 'twice-mistake'") == 0
        inert = "kind IN ('again', 'extra', 'magnitude') AND scheduled = 1"
        assert desk.count(f"SELECT count(*) FROM {joined} WHERE {inert}") == 0
        desk.check_cards()
        self.check_streak()

    def check_streak(self) -> None:
        """The streak, counted anew from the rows."""
        desk, me = self.desk, self.desk.me
        shown = desk.store.write(lambda db: progress(db, me, desk.shelf, desk.now))
        days = desk.store.write(lambda db: history(db, desk.learner))
        held = days.excused | days.spent
        assert 0 <= shown.streak.freezes <= 2
        assert shown.streak.current == counted(days.finished, held, shown.streak.freezes, shown.today)
        assert shown.streak.best == max((length(days.finished, held, day) for day in days.finished), default=0)
        assert shown.streak.today == (shown.today in days.finished)
        assert [day.date for day in shown.year if day.finished] == sorted(
            day for day in days.finished if shown.year[0].date <= day <= shown.today
        )


def length(finished: AbstractSet[date], held: AbstractSet[date], last: date) -> int:
    """How many days count in the streak that ends on a day."""
    count, day = 0, last
    while day in finished or day in held:
        count += day in finished
        day -= DAY
    return count


def counted(finished: AbstractSet[date], held: AbstractSet[date], freezes: int, today: date) -> int:
    """The current streak: what leads to today, or to yesterday, or over missed days that the freezes are enough for."""
    last = max((day for day in finished if day <= today + 2 * DAY), default=None)
    if last is None:
        return 0
    missed = [day for n in range(1, (today - last).days) if (day := last + n * DAY) not in held]
    return length(finished, held, last) if len(missed) <= freezes else 0


def walked(path: Path, seed: int, now: datetime, steps: int) -> None:
    """Walk; a failure says what was done."""
    walk = Walk(path, seed, now)
    try:
        for _ in range(steps):
            walk.step()
    except BaseException as error:
        error.add_note(f"seed {seed}: " + " ".join(walk.done[-40:]))
        raise
    finally:
        walk.desk.close()


@pytest.mark.parametrize("now", [BEFORE_SUMMER_TIME, BEFORE_WINTER_TIME], ids=["summer time", "winter time"])
@pytest.mark.parametrize("seed", range(2))
def test_whatever_a_learner_does_everything_fits_together(tmp_path: Path, seed: int, now: datetime) -> None:
    walked(tmp_path / "a.db", seed, now, steps=250)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(100, 120))
def test_whatever_many_learners_do_everything_fits_together(tmp_path: Path, seed: int) -> None:
    walked(tmp_path / "a.db", seed, BEFORE_SUMMER_TIME + seed * DAY, steps=500)
