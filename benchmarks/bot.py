"""What the bot takes, over the wire fake: answers at 50 a second, 10,000 drills in one minute, memory and start."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlite_utils import Database

from benchmarks.watched import resident
from compiler.deck import load
from scheduler.store import ChoiceOfDrill, Mode, Schedule, Store, add_schedule, welcome_group
from tests.bot.wire import Fake, Guild, Interaction, User, running

ROOT = Path(__file__).parents[1]
DECK = "tinyml"
GROUPS, MEMBERS, A_SECOND, SECONDS = 10, 20, 50, 20
SCHEDULES, GUILDS = 10_000, 20
Row = tuple[str, str, float]


@dataclass(slots=True)
class Running:
    """A bot in a process of its own, and what it notes of itself."""

    process: subprocess.Popen[bytes]
    report: Path

    def noted(self, name: str) -> float:
        """The longest time that its loop was not free (`longest`, seconds), or its memory (`mebibytes`)."""
        return float(json.loads(self.report.read_text("utf-8"))[name])


def rows() -> list[Row]:
    """The figures, each with its unit."""
    return [*_answers(), *_drills()]


@contextmanager
def launched(fake: Fake, folder: Path, decks: str = DECK) -> Iterator[Running]:
    """The bot, under way, with these decks."""
    report = folder / "report.json"
    environment = os.environ | {
        "DRILLBOOK_DATA": str(folder),
        "DRILLBOOK_TOKEN": fake.token,
        "DRILLBOOK_DECKS": decks,
        "DRILLBOOK_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "benchmarks.watched", str(report), fake.url, fake.gateway]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        fake.wait(report.exists, 60)
        yield Running(process, report)
    finally:
        process.terminate()
        process.wait(60)


def _answers() -> list[Row]:
    """Ten groups whose members practise: commands, buttons and forms, 50 interactions a second in all."""
    with tempfile.TemporaryDirectory() as name, running() as fake:
        guilds = [fake.add_guild() for _ in range(GROUPS)]
        channels = [fake.add_channel(guild) for guild in guilds]
        members = [_member(fake, guilds[number % GROUPS], number) for number in range(MEMBERS)]
        begun = clock.perf_counter()
        with launched(fake, Path(name)) as bot:
            start = clock.perf_counter() - begun
            clock.sleep(3)
            idle = resident(bot.process.pid)
            asked: list[Interaction] = []
            verdicts: list[Interaction] = []
            first = clock.perf_counter()
            steps: dict[int, Interaction] = {}
            for number in range(A_SECOND * SECONDS):
                clock.sleep(max(0.0, first + number / A_SECOND - clock.perf_counter()))
                who = number % MEMBERS
                member, channel, before = members[who], channels[who % GROUPS], steps.get(who)
                if before is not None and before.modal is not None:
                    done = fake.submit(before, {"reply": f"{number} MB"})
                    verdicts.append(done)
                elif (
                    (following := _following(before)) is not None and before is not None and before.original is not None
                ):
                    done = fake.press(member, before.original, following)
                    asked.append(done)
                else:
                    done = fake.command(member, channel, "practice")
                    asked.append(done)
                steps[who] = done
            fake.wait(lambda: all(each.acknowledged for each in (*asked, *verdicts)), 30)
            longest = bot.noted("longest")
    return [
        (f"bot, from its start to READY and listening ({GROUPS} groups)", "s", start),
        (f"bot, idle in {GROUPS} groups", "MiB", idle),
        (f"commands and buttons acknowledged, p99 at {A_SECOND} interactions a second", "ms", _p99(asked)),
        (f"verdicts, p99 at {A_SECOND} interactions a second", "ms", _p99(verdicts)),
        ("loop not free meanwhile, at most", "ms", longest * 1000),
    ]


def _drills() -> list[Row]:
    """Ten thousand schedules that are due in the same minute."""
    with tempfile.TemporaryDirectory() as name, running(requests=100_000, kept=10) as fake:
        folder = Path(name)
        guilds = [fake.add_guild() for _ in range(GUILDS)]
        channels = [(guild, fake.add_channel(guild)) for guild in guilds for _ in range(SCHEDULES // GUILDS)]
        due = datetime.now(UTC) + timedelta(seconds=2)
        with Store(folder / "drillbook.db") as store:
            store.write(lambda db: _arranged(db, [(guild.id, channel.id) for guild, channel in channels], due))
        with launched(fake, folder) as bot:
            first = clock.perf_counter()
            while fake.look(lambda: sum(bool(channel.messages) for _, channel in channels)) < SCHEDULES:
                clock.sleep(0.5)
                if clock.perf_counter() - first > 600:
                    raise TimeoutError("not all drills were posted within ten minutes")
            posts = [each.at for each in fake.look(lambda: fake.made("POST", "/channels/*/messages"))]
            longest = bot.noted("longest")
            memory = bot.noted("mebibytes")
        doubled = fake.look(lambda: sum(len(channel.messages) != 1 for _, channel in channels))
        if doubled:
            raise AssertionError(f"{doubled} channels have not just one message")
    return [
        (f"{SCHEDULES} drills due in one minute, posted a second", "", len(posts) / (max(posts) - min(posts))),
        ("loop not free meanwhile, at most", "ms", longest * 1000),
        ("resident after that", "MiB", memory),
    ]


def _arranged(db: Database, places: list[tuple[int, int]], due: datetime) -> None:
    deck = load(ROOT / "decks" / DECK).deck
    assert deck is not None
    at, every_day, late, gap = time(due.hour, due.minute), 127, 600, 7
    for guild, channel in places:
        group = welcome_group(db, f"discord:{guild}", due).id
        how = (ChoiceOfDrill.WEAKEST, Mode.OPEN, late, gap, None)
        add_schedule(db, Schedule(0, group, deck.id, str(channel), at, "UTC", every_day, None, *how, next_at=due))


def _member(fake: Fake, guild: Guild, number: int) -> User:
    user = fake.add_user(f"member{number}")
    fake.add_member(guild, user)
    return user


def _following(before: Interaction | None) -> str | None:
    """The button that leads on, where there is one."""
    if before is None or before.original is None:
        return None
    ids = [str(each["custom_id"]) for row in before.original.components for each in row["components"]]
    return next((each for each in ids if each.startswith(("db.reply", "db.next", "db.extra"))), None)


def _p99(interactions: list[Interaction]) -> float:
    seconds = [each.seconds for each in interactions if each.seconds is not None]
    return statistics.quantiles(seconds, n=100)[98] * 1000


if __name__ == "__main__":
    for what, unit, value in rows():
        print(f"{what:<75}  {value:.1f} {unit}")
