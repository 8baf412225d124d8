"""Real processes that start in milliseconds: forked from one that has imported drillbook once, and done nothing else.

A fork has its own id, folder, environment, standard files, terminal, signals, locks, limits and end.
Imports and the seed of hashes are not its own: tests of those start Python afresh, and so do some of each command.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[1]
SECONDS = 60
MESSAGE = 4_000_000
IMPORTED = (
    "compiler.commands.build",
    "compiler.commands.check",
    "compiler.commands.draw",
    "scheduler.commands.data",
    "scheduler.commands.practice",
    "scheduler.commands.stats",
    "tests.scheduler.store.samples",
)
"""None of them reads the environment or the terminal when it is imported."""


class Warm:
    """A forked process, as `subprocess.Popen` has it."""

    def __init__(
        self,
        *arguments: object,
        env: Mapping[str, str],
        files: tuple[int, int, int],
        code: str | None = None,
        needs: Sequence[str] = (),
        cwd: Path | None = None,
        terminal: bool = False,
        memory: int | None = None,
    ) -> None:
        """Drillbook with these arguments; or else this code, with them in `sys.argv`.

        `files` become its standard ones and stay the caller's to close; `needs` are modules to be imported beyond
        `IMPORTED`; `terminal` says that the files are one that controls it. `memory` bounds its addresses, in bytes.
        """
        request = {
            "arguments": [str(argument) for argument in arguments],
            "env": dict(env),
            "code": code,
            "needs": list(needs),
            "cwd": str(cwd or Path.cwd()),
            "terminal": terminal,
            "memory": memory,
        }
        self.returncode: int | None = None
        self.pid: int = _asked(request, *files)

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it is known to have ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def wait(self, seconds: float = SECONDS) -> int:
        """Its exit code, or minus the signal that ended it; when it goes on, it is killed and `TimeoutError` raised."""
        if self.returncode is None:
            self.returncode = _asked({"pid": self.pid, "seconds": seconds})
            if self.returncode is None:
                self.kill()
                raise TimeoutError(f"process {self.pid} has not ended within {seconds} s")
        return self.returncode


class Piped(Warm):
    """A forked process with pipes for its standard files."""

    def __init__(
        self,
        *arguments: object,
        env: Mapping[str, str],
        code: str | None = None,
        needs: Sequence[str] = (),
        cwd: Path | None = None,
    ) -> None:
        (stdin, to), (out, stdout), (err, stderr) = os.pipe(), os.pipe(), os.pipe()
        try:
            super().__init__(*arguments, env=env, files=(stdin, stdout, stderr), code=code, needs=needs, cwd=cwd)
        finally:
            for theirs in (stdin, stdout, stderr):
                os.close(theirs)
            self.stdin = os.fdopen(to, "w", encoding="utf-8")
            self.stdout = os.fdopen(out, encoding="utf-8")
            self.stderr = os.fdopen(err, encoding="utf-8")

    def communicate(self) -> tuple[str, str]:
        """Close its input, and give all it prints until it ends."""
        self.stdin.close()
        with self.stdout, self.stderr:
            said = self.stdout.read(), self.stderr.read()
        self.wait()
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        for ours in (self.stdin, self.stdout, self.stderr):
            ours.close()
        self.wait()


@functools.cache
def _server() -> socket.socket:
    """The process that forks: one for the whole run, and gone when the run ends."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests.warm import main; main()", str(theirs.fileno())],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},  # one thread can be forked
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
    )
    theirs.close()
    ours.settimeout(SECONDS * 2)

    def end() -> None:
        ours.close()
        process.wait(SECONDS)

    atexit.register(end)
    return ours


def _asked(request: Mapping[str, object], *files: int) -> Any:
    server = _server()
    message = json.dumps(request).encode()
    socket.send_fds(server, [len(message).to_bytes(4, "big")], files)
    server.sendall(message)
    return json.loads(server.recv(100))


# The process that forks


def main() -> None:
    """Fork for every request until nobody asks any more; a fork leaves this to be drillbook, or its code."""
    for name in IMPORTED:
        __import__(name)
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        forked = _forked(asking)
    if forked is not None:
        _become(*forked)


def _forked(asking: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """What to do and its files, in the process that is to do it; in the one that forks, nothing at the end."""
    while True:
        size, files, _, _ = socket.recv_fds(asking, 4, 3)
        if not size:
            return None
        message = b""
        while len(message) < int.from_bytes(size, "big"):
            message += asking.recv(MESSAGE)
        request = json.loads(message)
        if "pid" in request:
            answer = _waited(request["pid"], request["seconds"])
        else:
            for name in request["needs"]:
                __import__(name)
            answer = os.fork()
            if answer == 0:
                return request, files
            for file in files:
                os.close(file)
        asking.sendall(json.dumps(answer).encode())


def _waited(pid: int, seconds: float) -> int | None:
    until, pause = time.monotonic() + seconds, 0.0005
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(0.02, pause * 2)
    return None


def _become(request: dict[str, Any], files: list[int]) -> None:
    import resource

    from compiler.commands import main as drillbook

    if request["terminal"]:
        import fcntl
        import termios

        os.setsid()
        fcntl.ioctl(files[0], termios.TIOCSCTTY, 0)
    for place, file in enumerate(files):
        os.dup2(file, place)
    for file in set(files) - {0, 1, 2}:
        os.close(file)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", 1 if os.isatty(1) else -1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    if request["memory"] is not None:
        resource.setrlimit(resource.RLIMIT_AS, (request["memory"],) * 2)
    if request["code"] is not None:
        sys.argv = ["-c", *request["arguments"]]
        exec(compile(request["code"], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - it is a test's
    else:
        sys.argv = ["drillbook", *request["arguments"]]
        sys.exit(drillbook())
