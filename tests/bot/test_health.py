"""Whether a bot is well: how it is judged, what the running one tells, and what is told once it is gone."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.client import Drillbot
from bot.health import FILE, NO_SPACE, Health, Shard, State, facts, health_of, keep, look, problems, report
from bot.heartbeat import Heartbeat, notify
from compiler.console import Failure
from scheduler.store import Store
from tests.bot.outside import TOKEN, Class, Clock, locked, outside, play, posted, reply
from tests.commands.calls import Run, environment
from tests.warm import Piped

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
WELL = Health(
    version="1.2.3",
    process=7,
    at=AT,
    started=AT - timedelta(days=3),
    state=State.READY,
    since=AT - timedelta(days=3),
    connected=AT,
    looked=AT - timedelta(seconds=5),
    written=AT - timedelta(minutes=1),
    backup=AT - timedelta(days=1),
    free=10**9,
    shards=(Shard(0, True, 0.041), Shard(1, True, None)),
)
NOT_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="systemd is of Linux")


# How it is judged.


def test_what_is_fresh_is_well_and_survives_being_written() -> None:
    assert problems(WELL, AT + timedelta(seconds=59)) == []
    assert health_of(json.loads(json.dumps(facts(WELL, AT)))) == WELL
    assert facts(WELL, AT)["healthy"] and facts(WELL, AT)["shards"][0]["latency_ms"] == 41


@pytest.mark.parametrize(
    ("changes", "after", "said"),
    [
        ({}, 61, "the last sign of life is of 2026-11-28 12:00 UTC, 1 minute ago"),
        ({}, -61, "the last sign of life"),
        ({"connected": AT - timedelta(minutes=7)}, 0, "it has not been connected with Discord for 7 minutes"),
        ({"connected": None, "started": AT - timedelta(hours=5)}, 0, "not been connected with Discord for 5 hours"),
        ({"looked": AT - timedelta(minutes=6)}, 0, "it has not looked for drills that are due for 6 minutes"),
        ({"written": AT - timedelta(minutes=6)}, 0, "the database could not be written for 6 minutes"),
        ({"backup": AT - timedelta(days=3)}, 0, "no backup was made for 3 days"),
        ({"backup": None}, 0, "no backup was made for 3 days"),
        ({"free": NO_SPACE - 1}, 0, "only 20 MB are free where the database lies"),
    ],
)
def test_what_is_old_is_not_well_and_it_is_said_why(changes: dict[str, Any], after: float, said: str) -> None:
    (found,) = problems(replace(WELL, **changes), AT + timedelta(seconds=after))
    assert said in found


@pytest.mark.parametrize(
    "changes",
    [
        {"connected": AT - timedelta(minutes=4), "state": State.DISCONNECTED},
        {"connected": None, "looked": None, "written": None, "backup": None, "started": AT - timedelta(minutes=4)},
        {"free": None},
    ],
)
def test_an_outage_and_a_start_of_some_minutes_are_no_reason(changes: dict[str, Any]) -> None:
    assert problems(replace(WELL, **changes), AT) == []


# What is told where no bot runs.


def test_without_a_bot_it_is_said_who_has_the_database(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    assert look(path, AT) == (None, [f"no bot is running: nobody has the database in {tmp_path}"])
    keep(tmp_path, WELL)
    assert look(path, AT) == (WELL, [f"no bot is running: nobody has the database in {tmp_path}"])
    with Store(path, owner="drillbook practice"):
        health, (said,) = look(path, AT)
        assert said.startswith("no bot is running: `drillbook practice` (process ") and health == WELL


def test_only_what_the_present_bot_says_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "drillbook.db"
    with Store(path, owner="drillbook bot"):
        assert "has just begun" in look(path, AT)[1][0]
        keep(tmp_path, WELL)
        assert "what is known is of an earlier bot" in look(path, AT)[1][0]
        mine = replace(WELL, process=os.getpid())
        keep(tmp_path, mine)
        assert look(path, AT) == (mine, [])
        for broken in ("", "[]", "{}", '{"at": 3}', json.dumps({**facts(mine, AT), "state": "odd"})):
            (tmp_path / FILE).write_text(broken)
            assert "cannot be read" in look(path, AT)[1][0]


def test_the_command_says_why_for_people_and_for_scripts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRILLBOOK_DATA", str(tmp_path))
    with pytest.raises(Failure, match="no bot is running: nobody has the database"):
        report(as_json=False)
    assert report(as_json=True) == 1
    (told,) = Run(1, capsys.readouterr().out, "").kind("health")
    assert (told["healthy"], len(told["problems"])) == (False, 1)


# The running bot.


def asked(of: Class, *more: str) -> Run:
    """`drillbook bot --health` beside it, in a process without a token."""
    env = {name: each for name, each in environment(DRILLBOOK_DATA=str(of.folder)).items() if "TOKEN" not in name}
    with Piped("bot", "--health", *more, env=env, needs=("bot.health",)) as process:
        out, err = process.communicate()
        return Run(process.wait(), out, err)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_bot_is_well_while_it_runs_and_not_once_it_is_killed_or_stopped(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        with of.process() as bot:
            of.fake.wait(lambda: (tmp_path / FILE).exists() and '"looked": "' in (tmp_path / FILE).read_text(), 30)
            run = asked(of)
            assert (run.code, run.err) == (0, "") and run.out.startswith("well: ready since ")
            (told,) = asked(of, "--json").kind("health")
            assert told["healthy"] and told["problems"] == [] and told["shards"][0]["connected"]
            assert told["looked"] and told["written"] and told["connected"] and told["free_bytes"] > 0
            assert TOKEN not in (tmp_path / FILE).read_text()
            bot.kill()
            bot.close()
        run = asked(of)
        assert run.code == 1 and "no bot is running: nobody has the database" in run.err
        (told,) = asked(of, "--json").kind("health")
        assert not told["healthy"] and told["process"]
        with of.process() as bot:
            bot.ready()
            bot.stop()
            assert bot.close() == 0
        assert not (tmp_path / FILE).exists() and asked(of).code == 1


def test_the_address_tells_how_it_is_and_nothing_else(tmp_path: Path) -> None:
    async def get(port: int, method: str = "GET", path: str = "/health") -> tuple[int, str]:
        async with aiohttp.request(method, f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, await answer.text()

    port = free_port()
    with outside(tmp_path) as of, of.process(DRILLBOOK_HEALTH=f"127.0.0.1:{port}") as bot:
        bot.ready()
        status, text = asyncio.run(get(port))
        told = json.loads(text)
        assert status == 200 and told["healthy"] and told["state"] == "ready"
        assert TOKEN not in text and "ada" not in text and str(of.guild.id) not in text
        assert asyncio.run(get(port, path="/"))[0] == asyncio.run(get(port, path="/health/../x"))[0] == 404
        assert asyncio.run(get(port, "POST"))[0] == 405
        bot.stop()
        assert bot.close() == 0
        assert not {"error", "Traceback", "Unclosed"} & set(bot.logged().replace('"', " ").split())


def test_an_address_that_is_taken_ends_the_bot_with_a_word_on_what_to_do(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other, outside(tmp_path) as of:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with of.process(DRILLBOOK_HEALTH=address) as bot:
            assert bot.close() == 1
            assert f"nobody can be told at {address} how the bot is: " in bot.logged()
            assert "DRILLBOOK_HEALTH" in bot.logged() and "Traceback" not in bot.logged()


def test_a_stuck_bot_is_not_well(tmp_path: Path) -> None:
    with outside(tmp_path) as of, of.process() as bot:
        of.fake.wait((tmp_path / FILE).exists, 30)
        bot.warm.send_signal(signal.SIGSTOP)
        known = health_of(json.loads((tmp_path / FILE).read_text("utf-8")))
        health, (said,) = look(of.path, known.at + timedelta(minutes=2))
        assert health == known and "the last sign of life is of" in said


def test_an_outage_is_told_at_once_and_a_reason_after_five_minutes(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        clock = Clock()
        async with of.bot(clock) as client:
            heartbeat = await beating(client)
            assert heartbeat.health().state is State.READY and not wrong(heartbeat)
            of.fake.hold()
            of.fake.drop()
            await of.fake.until(lambda: client.lost)
            clock.on(minutes=4)
            await heartbeat.beat()
            known = look(of.path, clock())[0]
            assert known is not None and known.state is State.DISCONNECTED and not known.shards[0].connected
            assert not [one for one in wrong(heartbeat) if "Discord" in one]
            clock.on(minutes=2)
            await heartbeat.beat()
            assert [one for one in wrong(heartbeat) if "not been connected with Discord for 6 minutes" in one]
            of.fake.let_go()
            await of.fake.until(client.is_connected)
            await client.poster.run()
            await heartbeat.beat()
            assert heartbeat.health().state is State.READY and not wrong(heartbeat)

    play(tmp_path, act)


def test_a_database_that_takes_nothing_is_a_reason_after_five_minutes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(of: Class) -> None:
        clock = Clock()
        async with of.bot(clock) as client:
            await client.desk.run(lambda db: db.execute("PRAGMA busy_timeout = 10"))
            heartbeat = await beating(client)
            with locked(of.path):
                clock.on(minutes=6)
                await heartbeat.beat()
                assert [one for one in wrong(heartbeat) if "could not be written for 6 minutes" in one]
                await client._note()
            clock.on(minutes=1)
            await heartbeat.beat()
            assert not [one for one in wrong(heartbeat) if "written" in one]

    play(tmp_path, act)
    assert [one.getMessage() for one in caplog.records].count("the store cannot be written") == 2


def test_drills_that_nobody_looks_after_are_a_reason(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        clock = Clock()
        async with of.bot(clock) as client:
            heartbeat = await beating(client)
            clock.on(minutes=6)
            await heartbeat.beat()
            assert [one for one in wrong(heartbeat) if "not looked for drills that are due for 6 minutes" in one]
            await client.poster.run()
            assert not wrong(heartbeat)

    play(tmp_path, act)


def test_where_no_sign_can_be_written_the_bot_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def act(of: Class) -> None:
        of.due()
        async with of.bot() as client:
            (tmp_path / f"{FILE}.unfinished").mkdir()
            heartbeat = Heartbeat(client)
            for _ in range(3):
                await heartbeat.beat()
            said = reply(of, await posted(of, client), of.ada)
            await of.fake.until(lambda: said.reactions)

    play(tmp_path, act)
    assert sum(one.getMessage() == "no sign of life can be written" for one in caplog.records) == 1


def test_a_beat_that_fails_is_not_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.heartbeat.BEATS_EVERY", 0.01)
    monkeypatch.setattr("bot.heartbeat.BEATS_AT_FIRST", 0.01)
    monkeypatch.setattr("bot.heartbeat.shutil.disk_usage", lambda _: 1 / 0)

    async def act(of: Class) -> None:
        async with of.bot() as client, Heartbeat(client).beating(None):
            await of.fake.until(lambda: caplog.records)
            monkeypatch.undo()
            await of.fake.until((tmp_path / FILE).exists)
        assert not (tmp_path / FILE).exists()

    with caplog.at_level(logging.ERROR):
        play(tmp_path, act)
    assert {one.getMessage() for one in caplog.records} == {"no sign of life"}


def test_what_begins_while_a_sign_is_written_is_told_with_the_next_one_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.heartbeat.BEATS_AT_FIRST", 0.01)

    async def act(of: Class) -> None:
        async with of.bot() as client:

            def keep_and_look(folder: Path, health: Health) -> None:
                keep(folder, health)
                client.poster.looked = client.desk.now()

            monkeypatch.setattr("bot.heartbeat.keep", keep_and_look)
            async with Heartbeat(client).beating(None):
                file = tmp_path / FILE
                await of.fake.until(lambda: file.exists() and '"looked": "' in file.read_text("utf-8"))

    play(tmp_path, act)


async def beating(client: Drillbot) -> Heartbeat:
    """The heart of a client, after a look at what is due and a first beat."""
    await client.poster.run()
    heartbeat = Heartbeat(client)
    await heartbeat.beat()
    return heartbeat


def wrong(heartbeat: Heartbeat) -> list[str]:
    health = heartbeat.health()
    return problems(health, health.at)


# systemd.


@contextmanager
def service_manager(at: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(at)
        door.settimeout(20)
        yield door


@NOT_WINDOWS
def test_systemd_hears_that_it_is_ready_and_that_it_lives(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with service_manager(address) as door, outside(tmp_path) as of, of.process(NOTIFY_SOCKET=address) as bot:
        heard = ""
        while "READY=1" not in heard:
            heard = door.recv(4096).decode()
        assert heard.split("\n") == ["READY=1", "WATCHDOG=1", "STATUS=ready"]
        bot.ready()


@pytest.mark.skipif(sys.platform != "linux", reason="abstract sockets are of Linux")
def test_an_abstract_address_of_systemd_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"drillbook-test-{os.getpid()}"
    with service_manager(f"\0{name}") as door:
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        notify("WATCHDOG=1", "STATUS=x")
        assert door.recv(100) == b"WATCHDOG=1\nSTATUS=x"


def test_without_systemd_nobody_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify("READY=1")
    assert not (tmp_path / "nobody").exists()
