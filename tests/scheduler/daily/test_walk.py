"""Months at random: crashes at every place, outages, refusals, pauses and changes, over changes of the clocks.

Whatever happens, a date of a schedule is posted once or not at all, nothing is lost within the limit, and the rest is
missed and excused.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from scheduler.daily import OUTAGE, PAUSE, Done, Post, begin, missed, refused, retried, sent
from scheduler.daily.planning import ON_TIME
from scheduler.practice import NotOpen
from scheduler.rules import instant, is_on, post_instant
from scheduler.store import Drill, Part, PostState, Schedule
from tests.scheduler.daily.samples import DAY, Club, asked_of
from tests.scheduler.practice.samples import right, wrong

BEFORE_SUMMER_TIME = datetime(2026, 3, 10, 5, tzinfo=UTC)
BEFORE_WINTER_TIME = datetime(2026, 10, 10, 5, tzinfo=UTC)
PLACES = [
    ("Europe/Berlin", time(2, 30)),
    ("Asia/Beirut", time(0, 0)),
    ("America/Havana", time(0, 30)),
    ("Australia/Lord_Howe", time(2, 15)),
    ("Pacific/Kiritimati", time(23, 59)),
    ("America/St_Johns", time(9)),
    ("America/Santiago", time(23, 30)),
    ("Asia/Kathmandu", time(12)),
]
ZONES = ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Tokyo"]


class Stopped(Exception):
    """The process ends here."""


class Walk:
    """A group with several schedules, a channel in which messages stand, and a process that posts until it stops."""

    def __init__(self, path: Path, seed: int, now: datetime) -> None:
        self.random = Random(seed)
        self.club = Club(path, now=now)
        self.channel: dict[tuple[Part, int], list[datetime]] = defaultdict(list)
        """What stands in the channel: drills, solutions and notices, and since when."""
        self.stopped: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
        """When each schedule was paused for good."""
        self.rested: set[date] = set()
        """The days of all pauses."""
        self.begun = now
        self.free: set[tuple[int, date]] = set()
        """Dates of schedules that were changed on them."""
        self.joined: dict[int, tuple[str, datetime]] = {}
        self.done: list[str] = []
        for n in range(3):
            zone, at = self.random.choice(PLACES)
            days, late = self.random.choice([127, 127, 0b001_1111]), self.random.choice([0, 30, 600, 1320])
            self.club.wants(zone=zone, at=at, days=days, late_minutes=late, gap=n, channel=str(70 + n), digest=n > 0)

    @property
    def now(self) -> datetime:
        return self.club.now

    def step(self) -> None:
        """Something happens."""
        acts = {
            self.wait: 6,
            self.until_due: 3,
            self.tick: 14,
            self.reply: 8,
            self.sleep: 1,
            self.join: 0.5,
            self.pause: 0.5,
            self.stop: 0.4,
            self.resume: 0.6,
            self.change: 0.4,
        }
        act = self.random.choices(list(acts), list(acts.values()))[0]
        self.done.append(act.__name__)
        act()

    def wait(self) -> None:
        self.club.later(minutes=self.random.choice([0.2, 1, 5, 20, 60, 180, 500]))

    def until_due(self) -> None:
        """A schedule's time comes."""
        at = self.any().next_at
        if at is not None:
            self.club.now = max(self.now, at + timedelta(seconds=self.random.randint(0, 90)))

    def sleep(self) -> None:
        """Nothing runs for long."""
        self.club.later(hours=self.random.choice([10, 30, 60, 100]))

    def join(self) -> None:
        if len(self.joined) < 6:
            zone = self.random.choice(ZONES)
            self.joined[self.club.member(f"member {len(self.joined)}", zone)] = zone, self.now

    # Posting.

    def tick(self) -> None:
        """One look at what is due; the process may stop at any place of it."""
        with suppress(Stopped):
            for planned in self.club.plan():
                if planned.state is PostState.MISSED:
                    self.assert_late(planned)
            for post in self.club.claim(self.random.choice([1, 2, 100])):
                self.post(post)
            return
        self.club = self.club.restarted()

    def post(self, post: Post, trouble: float = 0.35) -> None:
        chance = self.random.random
        key = post.part, post.what.id
        if chance() < trouble / 6:
            raise Stopped
        if post.is_solution:
            self.club.end(post.drill.id)
        if chance() < trouble / 6:
            self.club.run(partial(retried, post=post, now=self.now))
            return
        if self.channel[key]:
            assert post.doubtful
        elif not post.fresh:
            if post.is_drill:
                self.assert_late(post.drill)
            self.club.run(partial(missed, post=post))
            return
        else:
            self.send(post, trouble)
        if chance() < trouble / 6:
            raise Stopped
        at = self.channel[key][0] if self.channel[key] else None
        if at is not None:
            self.club.run(partial(sent, post=post, channel="77", message=f"{key}", at=at))

    def send(self, post: Post, trouble: float) -> None:
        chance = self.random.random
        if post.doubtful and post.is_drill:
            assert post.drill.variant is not None
            self.club.run(partial(begin, post=post, now=self.now))
        else:
            self.club.begin(post)
        if chance() < trouble / 3:
            raise Stopped
        if chance() < trouble / 3:
            if self.club.run(partial(refused, post=post, now=self.now)) and post.is_drill:
                self.halted(post.schedule.id)
            return
        if chance() < trouble / 6:
            self.club.run(partial(retried, post=post, now=self.now))
            return
        self.channel[post.part, post.what.id].append(self.now)
        if post.is_drill:
            schedule = self.club.schedule(post.schedule.id)
            assert post.drill.due <= self.now <= post.drill.due + limit(schedule)

    def assert_late(self, drill: Drill) -> None:
        schedule = self.club.schedule(drill.schedule)
        following = post_instant(schedule.zone, schedule.at, drill.day + DAY)
        superseded = following is not None and following <= self.now
        assert superseded or self.now - drill.due > limit(schedule)

    # Organisers.

    def any(self) -> Schedule:
        return self.club.schedule(self.random.randint(1, 3))

    def halted(self, number: int) -> None:
        self.stopped[number].append((self.now, None))

    def running(self, number: int) -> None:
        if self.stopped[number] and self.stopped[number][-1][1] is None:
            self.stopped[number][-1] = self.stopped[number][-1][0], self.now

    def pause(self) -> None:
        chosen = self.any()
        today = self.now.astimezone(ZoneInfo(chosen.zone)).date()
        self.running(chosen.id)
        until = today + self.random.randint(1, 6) * DAY
        self.club.pause(until, chosen.id)
        # From the day before, as it may be in another zone, to the day after.
        self.rested |= {today + n * DAY for n in range(-1, (until - today).days + 1)}

    def stop(self) -> None:
        chosen = self.any()
        if chosen.next_at is not None:
            self.club.pause(None, chosen.id)
            self.halted(chosen.id)

    def resume(self) -> None:
        chosen = self.any()
        self.running(chosen.id)
        self.club.resume(chosen.id)

    def change(self) -> None:
        chosen = self.any()
        zone, at = self.random.choice(PLACES)
        for name in (chosen.zone, zone):
            today = self.now.astimezone(ZoneInfo(name)).date()
            self.free |= {(chosen.id, today + n * DAY) for n in (-1, 0, 1)}
        self.club.change(chosen.id, zone=zone, at=at)

    # Members.

    def reply(self) -> None:
        rows = self.club.run(lambda db: db.execute("SELECT id FROM drills WHERE state = 'sent'").fetchall())
        if not rows or not self.joined:
            return
        posted = self.club.drill(self.random.choice(rows[-3:])[0])
        who = self.random.choice(list(self.joined))
        with suppress(Done, NotOpen):
            if self.random.random() < 0.3:
                own = self.club.own(who, posted)
                self.club.reply(who, own, self.random.choice([right, wrong])(own))
            else:
                self.club.says(who, posted, self.random.choice([right, wrong])(asked_of(posted)))

    # What holds.

    def quiet(self) -> None:
        """Nothing goes wrong any more: the process runs until all that was due has come to its end."""
        for number in (1, 2, 3):
            self.running(number)
            self.club.resume(number)
        for _ in range(4 * 24):
            self.club.later(hours=0.75)
            self.club = self.club.restarted()
            self.club.plan()
            for post in self.club.claim():
                self.post(post, trouble=0)

    def check(self) -> None:
        """What holds at any time."""
        assert [key for key, at in self.channel.items() if len(at) > 1] == []
        for number in (1, 2, 3):
            drills = self.club.drills(number)
            days = [each.day for each in drills]
            assert len(set(days)) == len(days)
            at_once = [each.due for each in drills if self.channel.get((Part.DRILL, each.id))]
            assert len(set(at_once)) == len(at_once)
            for each in drills:
                assert (each.state is PostState.SENT) <= bool(self.channel.get((Part.DRILL, each.id)))
                assert each.ends - each.due >= timedelta(hours=23)

    def check_end(self) -> None:
        """What holds when all has come to its end."""
        self.check()
        excused: dict[int, set[date]] = {who: set() for who in self.joined}
        for number in (1, 2, 3):
            drills = self.club.drills(number)
            schedule = self.club.schedule(number)
            final = {each.state for each in drills if self.now - each.due > timedelta(hours=23)}
            assert final <= {PostState.SENT, PostState.MISSED, PostState.FAILED, PostState.PAUSED}
            for each in drills:
                stands = bool(self.channel.get((Part.DRILL, each.id)))
                assert stands == (each.state is PostState.SENT)
                if each.state in (PostState.MISSED, PostState.FAILED, PostState.PAUSED):
                    for who, (zone, since) in self.joined.items():
                        if since <= each.due:
                            local = each.due.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=4)
                            excused[who].add(local.date())
            self.check_dates(schedule, {each.day for each in drills})
        notices = self.club.run(lambda db: db.execute("SELECT id, state, due FROM notices").fetchall())
        for number, state, due in notices:
            assert (state == "sent") == bool(self.channel.get((Part.NOTICE, number)))
            assert state in ("sent", "missed", "failed") or self.now - instant(due) < DAY
        for who, days in excused.items():
            found = set(self.club.days(who, "excused"))
            assert days <= found and found - days <= self.rested, "a pause excuses its days without a drill, too"
        over = "JOIN drills ON drills.id = drill WHERE ends < '" + (self.now - DAY).isoformat() + "'"
        assert self.club.count(f"SELECT count(*) FROM questions {over} AND closed IS NULL") == 0
        assert (
            self.club.count(f"SELECT count(*) FROM solutions {over} AND solutions.state IN ('planned', 'claimed')") == 0
        )
        known = f"reason NOT IN ('{OUTAGE}', '{PAUSE}')"
        assert self.club.count(f"SELECT count(*) FROM excused WHERE {known}") == 0
        unequal = "known = 1 AND scheduled = 1"
        joined = "questions JOIN reviews ON reviews.question = questions.id"
        assert self.club.count(f"SELECT count(*) FROM {joined} WHERE {unequal}") == 0

    def check_dates(self, schedule: Schedule, there: set[date]) -> None:
        """Every date has its drill, but those of a pause for good, and of a change."""
        # A pause began and ended by the time of day of then.
        about = 2 * DAY if any(number == schedule.id for number, _ in self.free) else timedelta()
        day = min(there)
        while True:
            due = post_instant(schedule.zone, schedule.at, day)
            assert due is not None
            if due > self.now - DAY:
                break
            halted = any(
                since - about <= due <= (until or self.now) + about for since, until in self.stopped[schedule.id]
            )
            changed = (schedule.id, day) in self.free
            if is_on(schedule.days, day) and not halted and not changed and due > self.begun:
                assert day in there, (schedule.id, day)
            day += DAY


def limit(schedule: Schedule) -> timedelta:
    """How late a drill may be."""
    return max(ON_TIME, timedelta(minutes=schedule.late_minutes))


def walked(path: Path, seed: int, now: datetime, steps: int) -> None:
    """Walk; a failure says what was done."""
    walk = Walk(path, seed, now)
    try:
        for n in range(steps):
            walk.step()
            if n % 20 == 0:
                walk.check()
        walk.quiet()
        walk.check_end()
        assert len(walk.channel) > steps / 20
    except BaseException as error:
        error.add_note(f"seed {seed}: " + " ".join(walk.done[-40:]))
        raise
    finally:
        walk.club.close()


@pytest.mark.parametrize("now", [BEFORE_SUMMER_TIME, BEFORE_WINTER_TIME], ids=["summer time", "winter time"])
@pytest.mark.parametrize("seed", range(2))
def test_whatever_stops_each_date_is_posted_once_or_excused(tmp_path: Path, seed: int, now: datetime) -> None:
    walked(tmp_path / "a.db", seed, now, steps=300)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(100, 140))
def test_whatever_stops_for_long_each_date_is_posted_once_or_excused(tmp_path: Path, seed: int) -> None:
    walked(tmp_path / "a.db", seed, BEFORE_SUMMER_TIME + seed * DAY, steps=800)
