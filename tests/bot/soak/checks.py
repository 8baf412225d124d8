"""What was promised, counted anew from what members did and saw, and compared with the channels and the store."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Any

from sqlite_utils import Database

from scheduler.rules import streak, utc
from scheduler.store import history, learner_of
from tests.bot.soak.calendar import DAY, dates
from tests.bot.soak.days import Days
from tests.bot.soak.ledger import Deed, Means
from tests.bot.soak.recount import Counted, recount
from tests.bot.soak.school import Course, Member
from tests.bot.soak.stage import Life
from tests.bot.wire import Message

ENOUGH = timedelta(minutes=30)
"""How long the bot must be able to post, while a drill may still come, so that it must."""
GROWTH = 1.10
"""By how much the memory of the last third of a life may exceed that of the first."""
LONG = timedelta(days=7)
"""How long a life must be to have its memory compared within it."""
UNEXPECTED = ("something went wrong", "posting stopped", "reminding stopped", "failed", "no sign of life", "refused")


@dataclass(slots=True)
class Found:
    """What is wrong, in words, and what there was in figures."""

    wrong: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def compare(self, what: str, is_right: bool) -> None:
        """Note something that is not as it should be."""
        if not is_right:
            self.wrong.append(what)


class Checks:
    """Compares what there is with what there should be."""

    def __init__(self, days: Days) -> None:
        self.days, self.stage, self.school = days, days.stage, days.school
        self.found = Found()
        self.missed: dict[Course, set[date]] = {}
        self.days_of: dict[Member, tuple[set[date], set[date]]] = {}
        """The days that count, and those that are excused, of members."""

    def all(self) -> Found:
        """Everything but what `/streak` says, while the bot runs or after it."""
        self.school.read(self._drills)
        self.school.read(self._replies)
        self.school.read(self._questions)
        self.school.read(self._streaks)
        self.school.read(self._whole)
        self._log()
        self._memory()
        figures = self.found.figures
        figures["kills"], figures["stops"] = self.stage.kills, self.stage.stops
        figures["faults"] = dict(sorted(self.days.faults.count.items()))
        figures["out of reach for members"] = self.days.members.impossible
        return self.found

    # No drill missed or doubled.

    def _drills(self, db: Database) -> None:
        rows = db.execute("SELECT schedule, day, state, due, message FROM drills").fetchall()
        stored = {(course, day): (state, due, message) for course, day, state, due, message in rows}
        sign = Counter[str]()
        for course in self.school.courses:
            posts = self._posts(course)
            self.missed[course] = set()
            calendar = [*course.between(self.school.began + timedelta(microseconds=1), self.stage.clock())]
            for day in calendar:
                state, due, message = stored.pop((course.number, day.isoformat()), ("none", None, None))
                standing = posts.pop(f"d{course.number}-{day:%Y%m%d}", [])
                solutions = posts.pop(f"s{course.number}-{day:%Y%m%d}", [])
                expected = self._expected(course, day)
                told = f"schedule {course.number}, {day}: {state}, {len(standing)} messages, expected {expected}"
                self.found.compare(f"drill of {told}", state in expected)
                self.found.compare(f"drill posted otherwise of {told}", len(standing) == (state == "sent"))
                self.found.compare(f"due of {told}", due == utc(course.due(day)))
                if state == "sent":
                    self.found.compare(f"message of {told}", [message] == [str(each.id) for each in standing])
                    self.found.compare(f"solutions of {told}", self._is_solved(course, day, len(solutions)))
                if state == "missed":
                    self.missed[course].add(day)
                sign[f"drills {state}" if len(expected) == 1 else f"drills {state}, either was right"] += 1
                sign["solutions"] += len(solutions)
            for nonce, standing in posts.items():
                self.found.compare(f"{len(standing)} posts {nonce}, not in the calendar", nonce[0] in "wq")
                self.found.compare(f"{len(standing)} posts {nonce}", len(standing) == 1)
                sign["digests" if nonce[0] == "w" else "questions whether to slow down"] += 1
        self.found.compare(f"drills that no date should have: {stored}", not stored)
        self.found.figures |= sign

    def _posts(self, course: Course) -> dict[str, list[Message]]:
        """What stands in the channel of a course, by its nonces."""
        found: dict[str, list[Message]] = {}
        for each in course.channel.messages.values():
            if each.author is self.stage.fake.bot and (each.nonce or "x")[0] in "dswq" and each.nonce is not None:
                found.setdefault(each.nonce, []).append(each)
        return found

    def _expected(self, course: Course, day: date) -> tuple[str, ...]:
        """What may have become of the drill of a date: it was able to come while it was not too late, or it was not."""
        if course.is_paused(day):
            return ("paused",)
        due = course.due(day)
        last = due + timedelta(minutes=course.plan.late)
        if self._longest_able(due, last) >= ENOUGH:
            return ("sent",)
        is_never = any(since < due and last < until for since, until in self.stage.outages)
        return ("missed",) if is_never else ("sent", "missed")

    def _longest_able(self, first: datetime, last: datetime) -> timedelta:
        """For how long at a stretch the bot could post between two instants."""
        longest, at = timedelta(), first
        for since, until in sorted(self.stage.outages):
            if until > at and since <= last:
                longest = max(longest, since - at)
                at = max(at, until)
        return max(longest, last - at)

    def _is_solved(self, course: Course, day: date, count: int) -> bool:
        """Whether a solution stands there once, where the bot had an hour for it in the two days that it may take."""
        ends, now = course.ends(day), self.stage.clock()
        if course.group.is_out or course.is_stopped(ends):
            return count <= 1
        is_due = self._longest_able(ends, min(ends + 2 * DAY, now)) >= 2 * ENOUGH if ends <= now else False
        return count == 1 if is_due else count <= 1

    # No reply lost, and none kept twice.

    def _replies(self, db: Database) -> None:
        rows = db.execute(
            "SELECT source, replies.text, replies.day, verdict, account, question FROM replies "
            "JOIN questions ON questions.id = question JOIN learners ON learners.id = learner"
        ).fetchall()
        sources = Counter(row[0] for row in rows)
        stored = {row[0]: row[1:] for row in rows}
        kept = Counter[str]()
        for deed in self.days.members.ledger.deeds:
            if deed.opens:
                continue
            row, must = stored.pop(deed.source, None), deed.is_kept()
            told = f"{deed.who.user.name} at {deed.at}: {deed.text!r} ({deed.source})"
            self.found.compare(f"lost: {told}", must is not True or row is not None)
            self.found.compare(f"kept, and nobody answers such a reply: {told}", must is not False or row is None)
            kept["replies lost sight of" if must is None else "replies kept" if must else "replies in vain"] += 1
            if row is None:
                continue
            text, day, verdict, account, question = row
            own = deed.question is None or deed.question == question
            self.found.compare(f"other than {row}: {told}", (text, own) == (deed.text, True))
            self.found.compare(f"of somebody else, {account}: {told}", account == f"discord:{deed.who.user.id}")
            self.found.compare(f"of {day} instead of {deed.day}: {told}", day == deed.day.isoformat())
            is_right = {Means.RIGHT: verdict == "right", Means.WRONG: verdict in ("wrong", "mistake")}
            self.found.compare(f"graded {verdict}: {told}", is_right.get(deed.means, verdict == "unreadable"))
        twice = [source for source, count in sources.items() if count > 1]
        self.found.compare(f"kept twice: {twice}", not twice)
        self.found.compare(f"kept, and nobody said it: {stored}", not stored)
        self.found.figures |= kept

    # One review for each question that was closed.

    def _questions(self, db: Database) -> None:
        rows = db.execute(
            "SELECT questions.id, outcome, questions.closed, ends, "
            "(SELECT count(*) FROM reviews WHERE reviews.question = questions.id), "
            "(SELECT count(*) FROM replies WHERE replies.question = questions.id AND verdict = 'right'), "
            "(SELECT count(*) FROM replies WHERE replies.question = questions.id AND verdict <> 'unreadable'), "
            "(SELECT state FROM solutions WHERE solutions.drill = questions.drill) "
            "FROM questions LEFT JOIN drills ON drills.id = questions.drill"
        ).fetchall()
        over = utc(self.stage.clock() - timedelta(hours=1))
        reviews = 0
        for number, outcome, closed, ends, count, right, tries, solution in rows:
            told = f"question {number}: {outcome}, {count} reviews, {right} right replies, {tries} tries, ended {ends}"
            is_reviewed = outcome in ("right", "revealed", "given-up")
            self.found.compare(f"not one review of {told}", count == int(is_reviewed))
            self.found.compare(f"a right reply did not close {told}", (outcome == "right") == bool(right))
            if ends is not None and ends < over and solution == "sent":
                self.found.compare(f"open though its drill has ended: {told}", closed is not None)
                self.found.compare(f"no review though it was tried: {told}", bool(count) == bool(tries))
            reviews += count
        self.found.figures["reviews"] = reviews

    # Streaks.

    def _streaks(self, db: Database) -> None:
        now, counted = self.stage.clock(), 0
        for who in self.school.members:
            learner = learner_of(db, f"discord:{who.user.id}")
            if learner is None:
                continue
            expected = self.streak(db, who)
            stored = history(db, learner.id)
            kept = streak(stored, who.day(now))
            got = Counted(kept.current, kept.best, kept.freezes)
            counting, excused = self.days_of[who]
            told = f"streak of {who.user.name} ({who.clock(now)}): {got}, counted {expected}"
            for what, one, other in (("counting", stored.finished, counting), ("excused", stored.excused, excused)):
                differing = ", ".join(f"{day:%m-%d}{'+' if day in one else '-'}" for day in sorted(one ^ other))
                told += f"; {what} otherwise: {differing or 'none'}"
            self.found.compare(told, got == expected)
            counted += expected.best > 0
        self.found.figures["members with a streak"] = counted

    def streak(self, db: Database, who: Member) -> Counted:
        """The streak of a member, from what they did; where they saw no answer, from whether it is in the store."""
        known = self._known(db)
        counting, right = set[date](), set[object]()
        for deed in self.days.members.ledger.of(who):
            if (deed.source not in known) if not deed.opens else not self._is_opened(db, deed):
                continue
            if deed.opens or deed.means is Means.RIGHT or (self._is_of_drill(db, deed) and deed.means is Means.WRONG):
                counting.add(deed.day)
                right.add(deed.question)
        self.days_of[who] = counting, self._excused(who)
        return recount(*self.days_of[who], who.day(self.stage.clock()))

    def _known(self, db: Database) -> set[str]:
        if not hasattr(self, "_sources"):
            self._sources = {source for (source,) in db.execute("SELECT source FROM replies")}
        return self._sources

    def _is_opened(self, db: Database, deed: Deed) -> bool:
        """Whether a derivation was opened, at that instant."""
        sql = "SELECT outcome = 'revealed' AND closed = ? FROM questions WHERE id = ?"
        found = db.execute(sql, (utc(deed.at), deed.question)).fetchone()
        return found is not None and bool(found[0])

    def _is_of_drill(self, db: Database, deed: Deed) -> bool:
        if deed.drill is not None:
            return True
        row = db.execute("SELECT drill IS NOT NULL FROM questions WHERE id = ?", (deed.question,)).fetchone()
        return row is not None and bool(row[0])

    def _excused(self, who: Member) -> set[date]:
        """The days on which no drill came, that a pause covers, on which the bot was away, or that a journey took."""
        days, joined = set(who.journeys), self._joined(who)
        for course in who.group.courses:
            days |= {who.day(due) for day in self.missed[course] if (due := course.due(day)) >= joined}
            for since, until in course.paused:
                first = who.day(since)
                taken = course.due(first) > since  # today's drill, too
                days |= {*dates(first if taken else first + DAY, until - DAY)}
        for since, until in self.stage.away:
            if until - since >= DAY and joined < until:
                days |= {*dates(who.day(since) + DAY, who.day(until) - DAY)}
        return days

    def _joined(self, who: Member) -> datetime:
        """Since when the bot knows a member: who wrote first while it was down is known once it is back."""
        first = min((each.at for each in self.days.members.ledger.of(who)), default=self.stage.clock())
        return next((until for since, until in self.stage.away if since <= first < until), first)

    async def told(self, some: Iterable[Member]) -> int:
        """Compare what `/streak` tells some members with the recount; how many were told."""
        count = 0
        for who in some:
            said = await self.days.members.streak(who)
            if said is None:
                self.found.compare(f"no answer to /streak of {who.user.name}", False)
                continue
            expected = self.school.read(lambda db, who=who: self.streak(db, who))  # type: ignore[misc]
            embed = said.embeds[0]
            title = re.search(r": (\d+) day", embed["title"])
            line = re.search(r"best (\d+) · (\d+) freeze", embed["description"])
            got = Counted(int(title[1]), int(line[1]), int(line[2])) if title and line else None
            self.found.compare(f"/streak tells {who.user.name} {got}, counted {expected}", got == expected)
            count += 1
        self.found.figures["members who were told their streak"] = count
        return count

    # The store, the log, and memory.

    def _whole(self, db: Database) -> None:
        self.found.compare("the store is damaged", db.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
        self.found.compare("rows refer to nothing", db.execute("PRAGMA foreign_key_check").fetchall() == [])
        names = sorted(each.name for each in (self.school.folder / "backups").iterdir())
        self.found.compare(f"backups: {names}", 0 < len(names) <= 7 and all("-daily" in each for each in names))
        if names:
            made = datetime.strptime(names[-1][:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=self.school.began.tzinfo)
            self.found.compare(f"the last backup: {made}", self.stage.clock() - made < 1.5 * DAY)

    def _log(self) -> None:
        """Nothing of trouble, but that a server which put the bot out refuses the last solutions."""
        left = {course.number for course in self.school.courses if course.group.was_out}
        rows = self.school.read(lambda db: db.execute("SELECT id, schedule FROM drills").fetchall())
        last = {number for number, course in rows if course in left}
        for line in self.stage.log.read_text("utf-8").splitlines():
            said = json.loads(line) if line.startswith("{") else {"message": line}
            event = said.get("message", said.get("event"))
            is_last = event == "refused" and said.get("solution") in last
            self.found.compare(f"logged: {line[:600]}", event not in UNEXPECTED or is_last)

    def _memory(self) -> None:
        """Within a long life, and from the first processes to the last, each in its first quiet moment."""
        lives = [each for each in self.stage.lives if each.memory]
        long = [each for each in lives if each.memory[-1][0] - each.began >= LONG]
        told = []
        for each in long:
            first, last = _thirds(each)
            told.append([round(first, 1), round(last, 1)])
            self.found.compare(
                f"memory of a life since {each.began}: {first:.1f}, {last:.1f} MiB", last < first * GROWTH
            )
        self.found.figures["memory in the first and last third of long lives, MiB"] = told
        starts = [each.memory[0][1] for each in lives]
        if len(starts) >= 6:
            early, late = mean(starts[: len(starts) // 3]), mean(starts[-(len(starts) // 3) :])
            self.found.compare(f"memory of processes that begin: {early:.1f}, {late:.1f} MiB", late < early * GROWTH)
            self.found.figures["memory of processes that begin, first and last third, MiB"] = [
                round(early, 1),
                round(late, 1),
            ]


def _thirds(life: Life) -> tuple[float, float]:
    """The mean memory of the first and the last third of a life, by its clock.

    Its first quarter is left out, in which it does for the first time what it does once a week, as drawing digests.
    """
    last = life.memory[-1][0]
    first = life.began + (last - life.began) / 4
    third = (last - first) / 3
    begin = [size for at, size in life.memory if first <= at < first + third]
    end = [size for at, size in life.memory if at >= last - third]
    return mean(begin), mean(end)
