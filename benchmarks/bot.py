"""What the bot takes, over the wire fake: answers at 50 a second, drills that are due in one minute, memory, start.

Beside it runs discord.py alone (`benchmarks/alone.py`).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time as clock
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import alone
from benchmarks.measuring import ROOT, Figure, Peer, percentile
from benchmarks.stores import put_schedules
from benchmarks.watched import resident
from scheduler.store import Store
from tests.bot.wire import Channel, Fake, Guild, Interaction, User, running

DECK = "tinyml"
GROUPS, MEMBERS, A_SECOND, SECONDS = 10, 20, 50, 20
SCHEDULES, GUILDS, RUNS = 1_000, 20, 3
ALONE = "discord.py alone"


@dataclass(slots=True)
class Running:
    """A bot in a process of its own, and what it notes of itself."""

    process: subprocess.Popen[bytes]
    report: Path

    def noted(self, name: str) -> float:
        """The longest time that its loop was not free (`longest`, seconds), or its memory (`mebibytes`)."""
        return float(json.loads(self.report.read_text("utf-8"))[name])


def figures() -> list[Figure]:
    """Those of answers, and of posts."""
    return [*_answers(), *_drills()]


@contextmanager
def launched(fake: Fake, folder: Path, decks: str = DECK) -> Iterator[Running]:
    """The bot, under way, with these decks."""
    report = folder / "report.json"
    environment = {"DRILLBOOK_DATA": str(folder), "DRILLBOOK_TOKEN": fake.token, "DRILLBOOK_DECKS": decks}
    command = ["benchmarks.watched", str(report), fake.url, fake.gateway]
    with _process(command, environment | {"DRILLBOOK_LOG_LEVEL": "error"}) as process:
        fake.wait(report.exists, 60)
        yield Running(process, report)


@contextmanager
def _alone(fake: Fake, folder: Path, channels: Sequence[Channel] = ()) -> Iterator[Running]:
    """discord.py alone, connected; it sends a message to each of these channels."""
    report = folder / "alone"
    report.unlink(missing_ok=True)
    numbers = json.dumps([each.id for each in channels])
    with _process(["benchmarks.alone", str(report), fake.token, fake.url, fake.gateway, numbers], {}) as process:
        fake.wait(report.exists, 60)
        yield Running(process, report)


@contextmanager
def _process(module: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=os.environ | environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _answers() -> list[Figure]:
    """Ten groups whose members practise: commands, buttons and forms, 50 interactions a second in all."""
    with tempfile.TemporaryDirectory() as name, running() as fake:
        guilds = [fake.add_guild() for _ in range(GROUPS)]
        channels = [fake.add_channel(guild) for guild in guilds]
        members = [_member(fake, guilds[number % GROUPS], number) for number in range(MEMBERS)]
        starts, idle = _begun(fake, Path(name))
        with launched(fake, Path(name)) as bot:
            asked, verdicts = _played(fake, members, channels)
            longest = bot.noted("longest")
    every = len(asked) + len(verdicts)
    pace = f"at {A_SECOND} interactions a second"
    return [
        Figure(
            f"the bot, from its start until it listens in {GROUPS} groups", "s", starts[0], RUNS, Peer(ALONE, starts[1])
        ),
        Figure("its memory when nobody speaks", "MiB", idle[0], RUNS, Peer(ALONE, idle[1])),
        Figure(f"commands and buttons acknowledged, 99th of 100, {pace}", "ms", _late(asked), every),
        Figure(f"verdicts, 99th of 100, {pace}", "ms", _late(verdicts), every),
        Figure("its event loop not free meanwhile, at most", "ms", longest * 1000, 1),
    ]


def _begun(fake: Fake, folder: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    """The medians of the bot's start and of discord.py's alone, in seconds; and of their memory, in MiB."""
    starts, idle = [], []
    for _ in range(RUNS):
        for launch in (launched, _alone):
            (folder / "report.json").unlink(missing_ok=True)
            begun = clock.perf_counter()
            with launch(fake, folder) as bot:
                starts.append(clock.perf_counter() - begun)
                clock.sleep(3)
                idle.append(resident(bot.process.pid))
    return _both(starts), _both(idle)


def _both(values: list[float]) -> tuple[float, float]:
    """The medians of values that were measured in turns."""
    return statistics.median(values[::2]), statistics.median(values[1::2])


def _played(fake: Fake, members: list[User], channels: list[Channel]) -> tuple[list[Interaction], list[Interaction]]:
    """Have members practise in turns; what asked for something, and what asked for a verdict, all acknowledged."""
    asked: list[Interaction] = []
    verdicts: list[Interaction] = []
    steps: dict[int, Interaction] = {}
    first = clock.perf_counter()
    for number in range(A_SECOND * SECONDS):
        clock.sleep(max(0.0, first + number / A_SECOND - clock.perf_counter()))
        who = number % len(members)
        member, before = members[who], steps.get(who)
        if before is not None and before.modal is not None:
            done = fake.submit(before, {"reply": f"{number} MB"})
            verdicts.append(done)
        elif before is not None and before.original is not None and (button := _following(before)) is not None:
            done = fake.press(member, before.original, button)
            asked.append(done)
        else:
            done = fake.command(member, channels[who % len(channels)], "practice")
            asked.append(done)
        steps[who] = done
    fake.wait(lambda: all(each.acknowledged for each in (*asked, *verdicts)), 30)
    return asked, verdicts


def _drills() -> list[Figure]:
    """Schedules that are due in the same minute; and discord.py alone, which sends as many messages."""
    rates, longest, memory, costs = [], [], [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as name, running(requests=100_000, kept=10) as fake:
            guilds = [fake.add_guild() for _ in range(GUILDS)]
            places = [(guild, fake.add_channel(guild)) for guild in guilds for _ in range(SCHEDULES // GUILDS)]
            _arrange(Path(name), places)
            with launched(fake, Path(name)) as bot:
                before = _processor_seconds(bot.process.pid)
                _wait_for_posts(fake, places)
                costs.append(_processor_seconds(bot.process.pid) - before)
                longest.append(bot.noted("longest"))
                memory.append(bot.noted("mebibytes"))
            posts = [each.at for each in fake.look(lambda: fake.made("POST", "/channels/*/messages"))]
            rates.append(len(posts) / (max(posts) - min(posts)))
            if doubled := fake.look(lambda: sum(len(channel.messages) != 1 for _, channel in places)):  # noqa: B023
                raise AssertionError(f"{doubled} channels have not just one message")
            with _alone(fake, Path(name), [channel for _, channel in places]) as other:
                before = _processor_seconds(other.process.pid)
                fake.wait(lambda: other.report.read_text("utf-8") == "sent", 600)
                costs.append(_processor_seconds(other.process.pid) - before)
    ours, theirs = (each / SCHEDULES * 1000 for each in _both(costs))
    return [
        Figure(
            f"{SCHEDULES:,} drills due in one minute, posted a second",
            "/s",
            statistics.median(rates),
            RUNS,
            Peer("what Discord takes of one bot", alone.A_SECOND),
        ),
        Figure("the processor's time for each of them", "ms", ours, RUNS, Peer(f"{ALONE}, a message like it", theirs)),
        Figure("its event loop not free meanwhile, at most", "ms", max(longest) * 1000, RUNS),
        Figure("its memory after that", "MiB", statistics.median(memory), RUNS),
    ]


def _arrange(folder: Path, places: list[tuple[Guild, Channel]]) -> None:
    due = datetime.now(UTC) + timedelta(seconds=2)
    with Store(folder / "drillbook.db") as store:
        store.write(lambda db: put_schedules(db, [(guild.id, channel.id) for guild, channel in places], due))


def _wait_for_posts(fake: Fake, places: list[tuple[Guild, Channel]]) -> None:
    begun = clock.perf_counter()
    while fake.look(lambda: sum(bool(channel.messages) for _, channel in places)) < len(places):
        clock.sleep(0.5)
        if clock.perf_counter() - begun > 600:
            raise TimeoutError("not all drills were posted within ten minutes")


def _processor_seconds(process: int) -> float:
    """What a process has taken of the processor; 0 where the system does not tell."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _member(fake: Fake, guild: Guild, number: int) -> User:
    user = fake.add_user(f"member{number}")
    fake.add_member(guild, user)
    return user


def _following(before: Interaction) -> str | None:
    """The button that leads on, where there is one."""
    if before.original is None:
        return None
    ids = [str(each["custom_id"]) for row in before.original.components for each in row["components"]]
    return next((each for each in ids if each.startswith(("db.reply", "db.next", "db.extra"))), None)


def _late(interactions: list[Interaction]) -> float:
    """The 99th of 100, in milliseconds."""
    return percentile([each.seconds for each in interactions if each.seconds is not None], 99) * 1000
