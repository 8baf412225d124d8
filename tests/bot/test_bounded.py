"""Processes whose time, memory, output, files and descendants are bounded."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.bounded import AT_ONCE, MEBIBYTE, OPEN_FILES, Ran, Stopped, run

posix = pytest.mark.skipif(sys.platform == "win32", reason="the system knows no such limits")


async def python(code: str, **options: Any) -> Ran:
    """Run some Python."""
    wanted = {"seconds": 20.0, "memory": 256 * MEBIBYTE, "output": 10_000, **options}
    return await run([sys.executable, "-I", "-c", code], **wanted)


def ran(code: str, **options: Any) -> Ran:
    return asyncio.run(python(code, **options))


def gone(number: int) -> bool:
    """Whether a process has ended, or is about to be buried by the system."""
    status = Path(f"/proc/{number}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def until(found: Callable[[], Any]) -> None:
    end = time.monotonic() + 20
    while not found():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def test_what_it_is_given_and_what_it_says_and_how_it_ends() -> None:
    code = "import sys; print(sys.stdin.read()[::-1]); print('oh', file=sys.stderr); sys.exit(3)"
    assert ran(code, stdin=b"abc") == Ran(3, b"cba\n", b"oh\n")
    assert ran("pass", stdin=b"x" * 1_000_000).code == 0  # nobody listens


def test_it_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILLBOOK_TOKEN", "secret")
    monkeypatch.setenv("SOME_KEY", "secret")
    done = ran("import os, json; print(json.dumps(dict(os.environ)))", env={"OWN": "1"})
    known = json.loads(done.stdout)
    assert "secret" not in known.values() and known["OWN"] == "1"


@pytest.mark.parametrize("code", ["import time; time.sleep(60)", "while True: pass"])
def test_it_ends_when_its_time_is_up(code: str) -> None:
    began = time.monotonic()
    assert ran(code, seconds=0.3).stopped is Stopped.TIME
    assert time.monotonic() - began < 10


@posix
def test_memory_that_it_may_not_have_is_not_given() -> None:
    done = ran("x = bytearray(400 << 20)", memory=256 * MEBIBYTE)
    assert done.stopped is Stopped.MEMORY and done.code == 1
    assert ran("x = bytearray(50 << 20)", memory=256 * MEBIBYTE).stopped is None
    assert ran("import os; os.abort()").stopped is Stopped.CRASHED


def test_who_says_too_much_is_stopped_and_the_beginning_is_kept() -> None:
    done = ran("while True: print('x' * 999)", output=5_000)
    assert done.stopped is Stopped.OUTPUT and len(done.stdout) == 5_000
    assert ran("import sys; sys.stdout.write('x' * 5_000)", output=5_000).stopped is None
    assert ran("import sys; sys.stderr.write('x' * 200_000)", output=5_000).stopped is Stopped.OUTPUT


@posix
def test_files_are_few_and_small(tmp_path: Path) -> None:
    done = ran("open('large', 'wb').write(b'1' * 2_000_000)", cwd=tmp_path, file=MEBIBYTE)
    assert done.code == 1 and b"File too large" in done.stderr
    assert (tmp_path / "large").stat().st_size <= MEBIBYTE
    many = f"held = [open('/dev/null') for _ in range({OPEN_FILES})]"
    assert b"Too many open files" in ran(many).stderr


@posix
def test_it_may_start_no_process_but_where_the_kernel_lets_root_do_so() -> None:
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC), resource.getrlimit(resource.RLIMIT_CORE))"
    assert ran(code).stdout == b"(1, 1) (0, 0)\n"
    forks = "import os; print('parent' if os.fork() else '')"
    assert os.getuid() == 0 or b"BlockingIOError" in ran(forks).stderr


@posix
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="nobody tells which processes there are")
@pytest.mark.parametrize("end", ["of its own", "when its time is up"])
def test_whoever_it_started_ends_with_it(tmp_path: Path, end: str) -> None:
    forks = "import os, time\nfirst = os.getpid()\nfor _ in range(4): os.fork()\nopen(str(os.getpid()), 'w').close()\n"
    root = os.getuid() == 0  # others may fork nothing
    if end == "of its own":
        forks += "if os.getpid() != first: os.closerange(0, 3)\n"  # or they would be waited for
        done = ran(f"{forks}while os.getpid() != first or len(os.listdir()) < 16: time.sleep(0.01)", cwd=tmp_path)
        assert done.stopped is None and (len(list(tmp_path.iterdir())) == 16 or not root)
    else:
        done = ran(f"{forks}time.sleep(60)", cwd=tmp_path, seconds=1)
        assert done.stopped is Stopped.TIME or not root
    started = [int(path.name) for path in tmp_path.iterdir()]
    asyncio.run(until(lambda: all(map(gone, started))))


@posix
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="nobody tells which processes there are")
def test_it_ends_with_the_task_that_waits_for_it(tmp_path: Path) -> None:
    async def cancelled() -> int:
        code = "import os, time; open(str(os.getpid()), 'w').close(); time.sleep(60)"
        task = asyncio.create_task(python(code, cwd=tmp_path, seconds=60))
        await until(lambda: list(tmp_path.iterdir()))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return int(next(tmp_path.iterdir()).name)

    assert not Path(f"/proc/{asyncio.run(cancelled())}").exists()  # it was buried, too


def test_others_wait_while_there_are_as_many_as_may_be(tmp_path: Path) -> None:
    code = """
import os, time
open(f'began-{os.getpid()}', 'w').close()
while not os.path.exists('enough'): time.sleep(0.01)
"""

    async def together() -> None:
        asked = asyncio.gather(*(python(code, cwd=tmp_path) for _ in range(2 * AT_ONCE + 1)))
        await until(lambda: len(list(tmp_path.iterdir())) == AT_ONCE)
        await asyncio.sleep(0.3)  # in which another would begin
        assert len(list(tmp_path.iterdir())) == AT_ONCE
        (tmp_path / "enough").touch()
        await asked

    asyncio.run(together())
    assert len(list(tmp_path.glob("began-*"))) == 2 * AT_ONCE + 1


@posix
def test_a_program_that_is_not_there_is_told() -> None:
    async def nowhere() -> Ran:
        return await run(["/nowhere/at-all"], seconds=5, memory=64 * MEBIBYTE, output=10_000)

    done = asyncio.run(nowhere())
    assert done.code and b"FileNotFoundError" in done.stderr
