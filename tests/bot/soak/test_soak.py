"""Three months of a bot, twenty groups and two hundred members, in minutes; and some days of it in seconds."""

from __future__ import annotations

import asyncio
import json
import sys
import time as clocks
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.bot.outside import TOKEN
from tests.bot.soak.checks import Checks, Found
from tests.bot.soak.clock import SharedClock
from tests.bot.soak.days import JOURNEYS, Days, Weather
from tests.bot.soak.school import Plan, School
from tests.bot.soak.stage import Stage
from tests.bot.wire import Fake

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is told from outside that its disk is full")

PLANS = (
    (Plan("Europe/Berlin", time(2, 30)), Plan("Europe/Berlin", time(18), (0, 2, 4), 600)),
    (Plan("America/New_York", time(1, 30)),),
    (Plan("Australia/Lord_Howe", time(2, 10)),),
    (Plan("Australia/Sydney", time(2, 30), late=60), Plan("Australia/Sydney", time(20))),
    (Plan("Africa/Cairo", time(23, 30)),),
    (Plan("Asia/Kolkata", time(18)),),
    (Plan("UTC", time(12)),),
    (Plan("Europe/London", time(8, 15), (0, 1, 2, 3, 4)),),
    (Plan("America/Los_Angeles", time(17)),),
    (Plan("America/Sao_Paulo", time(7), late=240),),
    (Plan("Asia/Tokyo", time(21)), Plan("Asia/Tokyo", time(6, 45), (5, 6), private=True)),
    (Plan("Pacific/Auckland", time(9)),),
    (Plan("Europe/Berlin", time(12), private=True),),
    (Plan("America/Chicago", time(19, 40)),),
    (Plan("Asia/Kathmandu", time(8)),),
    (Plan("Pacific/Apia", time(10)),),
    (Plan("America/St_Johns", time(0, 5)),),
    (Plan("Europe/Istanbul", time(20), (0, 3)),),
    (Plan("Africa/Lagos", time(13), late=30),),
    (Plan("America/Santiago", time(0)),),
)
"""From September to November clocks change in Berlin, London, New York, Chicago, Los Angeles, Newfoundland, Cairo,
Sydney, on Lord Howe (by half an hour), in Auckland and Santiago (at midnight), and never in the others."""
MANNERS = ("daily", "daily", "daily", "sloppy", "sloppy", "sloppy", "sloppy", "private", "practising", "direct")


def soaked(folder: Path, seed: int, began: datetime, days: int, play: Callable[[Days], None]) -> Found:
    """What is found after some days in which everything happens that is played, and by chance."""

    async def run() -> Found:
        clock = SharedClock(folder / "clock", began)
        async with Fake(clock=clock, token=TOKEN, kept=100_000) as fake:
            chance = Random(seed)
            school = School(fake, folder, clock, chance)
            stage = Stage(school, clock, chance)
            it = Days(stage)
            play(it)
            try:
                await it.live(days)
                checks = Checks(it)
                found = checks.all()
                await checks.told(chance.sample(school.members, min(20, len(school.members))))
                await stage.stop()
            finally:
                stage.end()
            return found

    at = clocks.monotonic()
    try:
        found = asyncio.run(run())
        found.figures |= {"seed": seed, "days": days, "seconds": round(clocks.monotonic() - at, 1)}
        print(json.dumps(found.figures, indent=1))
        (folder / "soak.json").write_text(json.dumps(found.figures, indent=1), "utf-8")
        assert not found.wrong, "\n".join([f"{len(found.wrong)} promises broken:", *found.wrong[:40]])
    except BaseException as error:
        error.add_note(f"with the seed {seed}")
        raise
    return found


def some_days(it: Days) -> None:
    """Two groups at the end of October, when the clocks change in Berlin; all that may go wrong does, once."""
    manners = ("daily", "daily", "sloppy", "private", "practising", "direct")
    berlin = it.school.open((Plan("Europe/Berlin", time(2, 30)),), manners)
    it.school.open((Plan("America/New_York", time(19), late=60),), manners[:3])
    first = it.school.began
    it.journey(berlin.members[0], first + timedelta(hours=20), "Asia/Tokyo")
    for number in range(it.faults.kinds):
        it.at(first + timedelta(hours=1 + 4 * number), lambda number=number: it.fault(number))  # type: ignore[misc]
    for number, hours in enumerate((0, 22, 30, 39, 55)):  # the first ones shortly before a drill is due
        it.at(first + timedelta(hours=hours), lambda number=number: it.kill(number))  # type: ignore[misc]
    it.weather = lambda day: (Weather(full=(1,)), Weather(held=(2,)), Weather(stopped=(5,)))[day]


def test_in_some_days_of_all_that_goes_wrong_no_promise_is_broken(tmp_path: Path) -> None:
    found = soaked(tmp_path, 3, datetime(2026, 10, 24, tzinfo=UTC), 3, some_days)
    assert found.figures["kills"] >= 3
    assert found.figures["drills sent"] >= 4
    assert found.figures["replies kept"] >= 8
    assert found.figures["reviews"] >= 5


def months(it: Days) -> None:
    """Twenty groups, in whose zones the clocks change; two spells of storm, each before four weeks of one process."""
    chance, first = it.chance, it.school.began
    for plans in PLANS:
        it.school.open(plans, MANNERS)
    groups, travellers = it.school.groups, chance.sample(it.school.members, 15)
    for who in it.school.members:
        if who.manner != "direct" and (who in travellers or chance.random() < 0.3):
            it.journey(who, first + timedelta(days=1, hours=chance.randrange(60)), who.group.courses[0].plan.zone)
        if chance.random() < 0.1:
            it.journey(who, first + timedelta(days=chance.randrange(8, 90)), begins=chance.choice((0, 3, 6)))
    for who in travellers:
        for day in chance.sample(range(8, 90), 3):
            it.journey(who, first + timedelta(days=day, hours=chance.randrange(24)), chance.choice(JOURNEYS))
    it.pause(groups[5], first + timedelta(days=25, hours=9), date(2026, 10, 4))
    it.pause(groups[6], first + timedelta(days=30, hours=9), None)
    it.resume(groups[6], first + timedelta(days=38, hours=9))
    it.throw_out(groups[8], first + timedelta(days=70, hours=3))
    it.resume(groups[8], first + timedelta(days=80, hours=3))
    it.weather = lambda day: _weather(day, chance.choice)


def _weather(day: int, choice: Callable[[tuple[float, ...]], float]) -> Weather:
    """What goes wrong on a day: always something on the wire, and in a storm all else."""
    if day % 49 > 20:
        return Weather(faults=4, held=(choice((0.5, 1, 2)),) if day % 5 == 0 else (), full=(1,) if day % 9 == 0 else ())
    stopped = {5: (30.0,), 12: (75.0,), 9: (4.0,), 16: (8.0,), 54: (50.0,)}.get(day, (0.0,) if day % 4 == 0 else ())
    full = (choice((0.5, 1, 3)),) if day % 6 == 3 else ()
    return Weather(faults=4, kills=3, stopped=stopped, full=full, held=(1,) if day % 5 == 2 else ())


@pytest.mark.stress
def test_in_three_months_of_all_that_goes_wrong_no_promise_is_broken(tmp_path: Path) -> None:
    seed = SystemRandom().randrange(1_000_000)
    found = soaked(tmp_path, seed, datetime(2026, 8, 31, tzinfo=UTC), 92, months)
    assert found.figures["kills"] > 50
    assert found.figures["drills sent"] > 1500
    assert found.figures["replies kept"] > 5000
    assert found.figures["drills missed"] > 5
    assert len(found.figures["memory in the first and last third of long lives, MiB"]) >= 2
