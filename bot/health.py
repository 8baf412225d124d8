"""Whether a running bot is well: what it says of itself, how that is judged, and the file in which others find it.

The bot writes the file anew every few seconds and takes it away when it stops. Whoever looks needs neither its token
nor Discord, and believes nothing that is old, or that was written by a process that has the database no more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from compiler.console import Failure, counted, print_json, say
from scheduler.commands import now, store_path
from scheduler.rules import instant, utc
from scheduler.store import StoreError, owner_of

OWNER = "drillbook bot"
"""As whom the bot owns the database."""
FILE = "health.json"
"""The file's name, in the data folder."""
OLD = timedelta(minutes=1)
"""After how long a sign of life is none any more: four are due within it."""
PATIENCE = timedelta(minutes=5)
"""How long Discord may be away, drills may not be looked after and the database may not be written."""
OLD_BACKUP = timedelta(days=2)
NO_SPACE = 20_000_000
"""Bytes that have to be free where the database lies."""


class State(StrEnum):
    """What the bot is doing."""

    STARTING = "starting"
    READY = "ready"
    DISCONNECTED = "disconnected"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Shard:
    """A connection with Discord: whether it stands, and how long its last sign took, in seconds."""

    number: int
    connected: bool
    latency: float | None


@dataclass(frozen=True, slots=True)
class Health:
    """What the bot says of itself at an instant. Where something never happened yet, its time is None."""

    version: str
    process: int
    at: datetime
    started: datetime
    state: State
    since: datetime
    connected: datetime | None
    """When all connections with Discord last stood."""
    looked: datetime | None
    """When it last looked for drills that are due."""
    written: datetime | None
    """When the database last took something."""
    backup: datetime | None
    free: int | None
    """Bytes that are free where the database lies."""
    shards: tuple[Shard, ...] = ()


def problems(health: Health, at: datetime) -> list[str]:
    """Why a bot that said this of itself is not well at an instant; nothing where it is."""
    if abs(at - health.at) > OLD:
        return [f"the last sign of life is of {_told(health.at)}, {_long(at - health.at)} ago"]
    found = []
    for last, what in (
        (health.connected, "it has not been connected with Discord"),
        (health.looked, "it has not looked for drills that are due"),
        (health.written, "the database could not be written"),
    ):
        since = at - (last or health.started)
        if since > PATIENCE:
            found.append(f"{what} for {_long(since)}")
    since = at - (health.backup or health.started)
    if since > OLD_BACKUP:
        found.append(f"no backup was made for {_long(since)}")
    if health.free is not None and health.free < NO_SPACE:
        found.append(f"only {health.free / 1e6:.0f} MB are free where the database lies")
    return found


def facts(health: Health, at: datetime) -> dict[str, Any]:
    """The same as JSON, with how it is judged; `health_of` reads it."""
    wrong = problems(health, at)
    return {
        "kind": "health",
        "healthy": not wrong,
        "problems": wrong,
        "version": health.version,
        "process": health.process,
        **{name: _text(getattr(health, name)) for name in (*_ALWAYS, *_LAST)},
        "state": health.state.value,
        "free_bytes": health.free,
        "shards": [
            {
                "shard": each.number,
                "connected": each.connected,
                "latency_ms": None if each.latency is None else round(each.latency * 1000),
            }
            for each in health.shards
        ],
    }


def health_of(facts: Mapping[str, Any]) -> Health:
    """What `facts` were made of. Raises KeyError, TypeError and ValueError where it is something else."""
    last = {name: None if facts[name] is None else instant(facts[name]) for name in _LAST}
    shards = tuple(
        Shard(each["shard"], each["connected"], None if each["latency_ms"] is None else each["latency_ms"] / 1000)
        for each in facts["shards"]
    )
    at, started, since = (instant(facts[name]) for name in _ALWAYS)
    return Health(
        version=facts["version"],
        process=facts["process"],
        at=at,
        started=started,
        state=State(facts["state"]),
        since=since,
        free=facts["free_bytes"],
        shards=shards,
        **last,
    )


_ALWAYS, _LAST = ("at", "started", "since"), ("connected", "looked", "written", "backup")


def keep(folder: Path, health: Health) -> None:
    """Put it into the file, whole or not at all. Raises OSError."""
    unfinished = folder / f"{FILE}.unfinished"
    unfinished.write_text(json.dumps(facts(health, health.at)) + "\n", "utf-8")
    os.replace(unfinished, folder / FILE)


def end(folder: Path) -> None:
    """Take the file away: the bot stops. Raises OSError."""
    (folder / FILE).unlink(missing_ok=True)


def look(store: Path, at: datetime) -> tuple[Health | None, list[str]]:
    """What the bot that owns a store says of itself, if anything, and what is wrong."""
    path = store.parent / FILE
    try:
        owner = owner_of(store)
        health = health_of(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        health = None
    except (StoreError, OSError) as error:
        return None, [f"it cannot be looked at: {error}"]
    except (KeyError, TypeError, ValueError):
        return None, [f"{path} cannot be read; a bot of another version wrote it, or another program"]
    if owner is None or not owner.startswith(f"`{OWNER}`"):
        has_it = "nobody" if owner is None else owner
        return health, [f"no bot is running: {has_it} has the database in {store.parent}"]
    if health is None:
        return None, [f"{owner} has just begun, and said nothing yet"]
    if owner != f"`{OWNER}` (process {health.process})":
        return health, [f"what is known is of an earlier bot; {owner} has said nothing yet"]
    return health, problems(health, at)


def report(as_json: bool) -> int:
    """Print how the bot of this data folder is: 0 where it is well, else 1."""
    at = now()
    health, wrong = look(store_path(), at)
    if as_json:
        known = {} if health is None else facts(health, at)
        print_json({**known, "kind": "health", "healthy": not wrong, "problems": wrong})
        return 1 if wrong else 0
    if wrong:
        raise Failure("; ".join(wrong))
    assert health is not None
    say(f"well: {health.state.value} since {_told(health.since)}, Drillbook {health.version}")
    if health.state in (State.STARTING, State.DISCONNECTED):
        say(f"Discord may be away for {_long(PATIENCE)}; from then on this is an error")
    return 0


def _text(when: datetime | None) -> str | None:
    return None if when is None else utc(when)


def _told(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _long(span: timedelta) -> str:
    """A time as a number of minutes, hours or days."""
    minutes = round(abs(span) / timedelta(minutes=1))
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else counted(minutes // (24 * 60), "day")
