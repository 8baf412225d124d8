"""Work on what strangers send, in a process of its own: its time, memory, output, files and processes are bounded.

The limits are set by a few lines that then become the command: nothing of it is loaded before they hold. Where the
system knows no such limits (Windows), time and output are bounded all the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

MEBIBYTE = 1 << 20
AT_ONCE = 2
"""How many such processes there are at once; others wait."""
OPEN_FILES = 64
_CHUNK = 1 << 16
_LEFT_TO_SAY = 2.0
"""Seconds in which the end, and what was said last, is still waited for after everything was killed."""
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONPATH", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
"""What a child inherits of the environment: nothing that could be a secret."""
_ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONUTF8": "1"}
_PRELUDE = """
import os, resource, sys
limits, command = sys.argv[1].split(","), sys.argv[2:]
for limit in limits:
    name, most = limit.split("=")
    kind, most = getattr(resource, "RLIMIT_" + name, None), int(most)
    if kind is not None:
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            pass
if hasattr(os, "sched_setaffinity"):
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, [processors[os.getpid() % len(processors)]])
os.nice(10)
os.execv(command[0], command)
"""
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class Stopped(StrEnum):
    """Why a process did not come to an end of its own."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a process: its exit code, what it wrote, and why it was stopped, if it was."""

    code: int
    stdout: bytes
    stderr: bytes
    stopped: Stopped | None = None


async def run(
    arguments: Sequence[str],
    *,
    seconds: float,
    memory: int,
    output: int,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    file: int = 64 * MEBIBYTE,
) -> Ran:
    """Run a command, whose first argument is the path of a program, within bounds; what it started ends with it.

    `seconds` bound its time, and its processor time, from when it begins; `memory`, `output` (of stdout and of stderr
    each) and `file` (the largest that it may write) are bytes. `env` is added to the few names that it inherits. It
    has one processor, and may start no process and no thread (which the kernel lets root do all the same).
    """
    async with _slot():
        return await _ran(_limited(arguments, seconds, memory, file), seconds, output, stdin, cwd, env)


def _slot() -> asyncio.Semaphore:
    return _slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))


def _limited(arguments: Sequence[str], seconds: float, memory: int, file: int) -> list[str]:
    if sys.platform == "win32":
        return list(arguments)
    limits = {"AS": memory, "CPU": ceil(seconds) + 1, "FSIZE": file, "NOFILE": OPEN_FILES, "NPROC": 1, "CORE": 0}
    told = ",".join(f"{name}={most}" for name, most in limits.items())
    return [sys.executable, "-I", "-S", "-c", _PRELUDE, told, *arguments]


async def _ran(
    command: Sequence[str],
    seconds: float,
    output: int,
    stdin: bytes,
    cwd: Path | None,
    env: Mapping[str, str] | None,
) -> Ran:
    inherited = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=cwd,
        env=inherited | _ALONE | dict(env or {}),
        start_new_session=True,
    )
    assert process.stdout is not None and process.stderr is not None
    full = asyncio.Event()
    said = [_Said(process.stdout, output, full), _Said(process.stderr, output, full)]
    reading = [asyncio.ensure_future(each.read()) for each in said]
    feeding = asyncio.ensure_future(_fed(process, stdin))
    ending, filling = asyncio.ensure_future(process.wait()), asyncio.ensure_future(full.wait())
    try:
        done, _ = await asyncio.wait({ending, filling}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        feeding.cancel()
        filling.cancel()
        await asyncio.shield(_ended(process, {ending, *reading}))
    code = process.returncode
    assert code is not None
    out, err = (bytes(each.kept) for each in said)
    if full.is_set():
        return Ran(code, out, err, Stopped.OUTPUT)
    return Ran(code, out, err, _reason(code, err) if ending in done else Stopped.TIME)


class _Said:
    """What a process writes to one of its streams, as far as there is room; the rest is read and let go."""

    def __init__(self, stream: asyncio.StreamReader, most: int, full: asyncio.Event) -> None:
        self._stream, self._most, self._full, self.kept = stream, most, full, bytearray()

    async def read(self) -> None:
        """Read to the end."""
        while chunk := await self._stream.read(_CHUNK):
            room = self._most - len(self.kept)
            self.kept += chunk[:room]
            if len(chunk) > room:
                self._full.set()


async def _fed(process: Process, data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError):  # it does not want to hear more
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()


async def _ended(process: Process, last: set[asyncio.Future[Any]]) -> None:
    """End a process and all that it started, and wait until it is gone and what it said last is read."""
    if sys.platform == "win32":
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    _, late = await asyncio.wait(last, timeout=_LEFT_TO_SAY)
    for each in late:
        each.cancel()


def _reason(code: int, err: bytes) -> Stopped | None:
    """Why a process ended that was not stopped from here; None where it ended by itself."""
    if code >= 0:
        lines = err.strip().splitlines()
        return Stopped.MEMORY if code and lines and lines[-1].startswith(b"MemoryError") else None
    if sys.platform != "win32" and -code in (signal.SIGXCPU, signal.SIGKILL):
        return Stopped.TIME if -code == signal.SIGXCPU else Stopped.MEMORY
    return Stopped.CRASHED
