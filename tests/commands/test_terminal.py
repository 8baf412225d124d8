"""On a terminal there are colours, wrapped lines and a bar; elsewhere not. And what happens when the reader leaves."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from compiler.console import progress
from tests.commands.calls import COMMAND, SECONDS, UNDEFINED, Call, deck, environment, process
from tests.warm import Warm

COLUMNS = 60


def terminal() -> tuple[int, int]:
    """Both ends of a terminal of 60 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    return ours, theirs


def read_all(ours: int) -> str:
    """What was written to a terminal, whose other end is closed."""
    parts = []
    with suppress(OSError):  # on Linux, the end
        while part := os.read(ours, 65_536):
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def on_a_terminal(*arguments: str, **variables: str) -> str:
    """What drillbook shows on a terminal."""
    ours, theirs = terminal()
    env = environment(**{"TERM": "xterm-256color", **variables})
    process = Warm(*arguments, env=env, files=(theirs, theirs, theirs), terminal=True)
    os.close(theirs)
    shown = read_all(ours)
    process.wait()
    return shown


def test_diagnostics_and_headings_have_colours_on_a_terminal() -> None:
    deck(Path("mine"), UNDEFINED)
    assert "\x1b[31m\x1b[1merror[D302]\x1b[0m" in on_a_terminal("check", "mine")
    assert "\x1b[1m8.2 Memory of the KV cache (seed 0)\x1b[0m\n" in on_a_terminal("draw", "tinyml", "8.2")


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_declined(variables: dict[str, str]) -> None:
    deck(Path("mine"), UNDEFINED)
    shown = on_a_terminal("draw", "mine", **variables)
    assert "error[D302]" in shown
    assert "\x1b" not in shown


def test_long_lines_are_wrapped_on_a_terminal_and_stay_whole_elsewhere(drillbook: Call) -> None:
    shown = on_a_terminal("draw", "tinyml", "8.2", NO_COLOR="1")
    assert max(map(len, shown.splitlines())) <= COLUMNS
    whole = drillbook("draw", "tinyml", "8.2").out
    assert max(map(len, whole.splitlines())) > 2 * COLUMNS
    assert " ".join(shown.split()) == " ".join(whole.split())


def test_a_list_hangs_and_the_row_of_a_table_is_never_wrapped() -> None:
    long = "word " * 20
    deck(Path("mine"))
    chapter = Path("mine/01-tests.yaml")
    ask = f"What is twice {{n}}?\n\n        | a | {long.strip()} |\n        | - | - |\n\n        - {long.strip()}\n"
    chapter.write_text(chapter.read_text("utf-8").replace("ask: What is twice {n}?", f"ask: |\n        {ask}"), "utf-8")
    shown = on_a_terminal("draw", "mine", "twice", NO_COLOR="1")
    assert f"\n| a | {long.strip()} |\n" in shown
    assert re.search(r"\n- word (word )+word\n  word ", shown)


def test_a_bar_shows_what_takes_longer_than_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = terminal()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with progress(3, "proving mine") as step:
            step("quick")
            stream.flush()
            time.sleep(1.1)
            step("slow")
        with progress(3, "drawing mine") as step:
            step("quick")
        monkeypatch.undo()
    shown = read_all(ours)
    assert "proving mine" in shown
    assert "2/3" in shown
    assert "drawing mine" not in shown


def test_a_quick_build_shows_no_bar_even_on_a_terminal() -> None:
    deck(Path("mine"))
    shown = on_a_terminal("build", "mine", NO_COLOR="1")
    assert "2 notes" in shown
    assert "%|" not in shown


@pytest.mark.parametrize("errors", [subprocess.PIPE, subprocess.STDOUT])
def test_a_reader_who_leaves_ends_it_quietly(errors: int) -> None:
    command = [*COMMAND, "draw", "tinyml", "-n", "50"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment()) as run:
        assert run.stdout is not None
        assert run.stdout.readline().startswith(b"0.1 ")
        run.stdout.close()
        said = run.stderr.read() if run.stderr else b""
    assert (run.returncode, said) == (141, b"")


def test_a_pipe_to_head_is_quiet() -> None:
    command = f"'{sys.executable}' -m compiler.commands draw tinyml -n 50 | head -1"
    run = subprocess.run(command, shell=True, capture_output=True, timeout=SECONDS, check=False, env=environment())
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout.count(b"\n") == 1


def test_help_that_nobody_reads_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run([*COMMAND, "--help"], stdout=writing, stderr=subprocess.PIPE, check=False, env=environment())
    os.close(writing)
    assert (run.returncode, run.stderr) == (141, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_where_a_stream_is_closed_the_others_serve(closed: str) -> None:
    deck(Path("mine"))
    command = f"'{sys.executable}' -m compiler.commands check mine {closed}"
    run = subprocess.run(command, shell=True, capture_output=True, timeout=SECONDS, check=False, env=environment())
    assert (run.returncode, run.stderr) == (0, b"")
    assert (b"no errors" in run.stdout) is (closed != ">&-")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_a_full_disk_is_a_clear_error() -> None:
    with open("/dev/full", "w") as full:
        command = [*COMMAND, "draw", "tinyml", "8.2"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True, env=environment())
    assert run.returncode == 1
    assert run.stderr == "drillbook: [Errno 28] No space left on device\n"


@pytest.fixture
def heeding() -> Iterator[None]:
    """Ctrl-C as in the foreground: a shell's background jobs ignore it, and so does what they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding")
def test_ctrl_c_ends_it_quietly_with_130() -> None:
    command = [*COMMAND, "draw", "tinyml", "-n", "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as run:
        assert run.stdout is not None
        run.stdout.readline()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=SECONDS)
    assert (run.returncode, said) == (130, b"")


def test_where_the_encoding_lacks_a_character_nothing_breaks_and_json_stays_json() -> None:
    env = environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    plain = process("draw", "tinyml", "8.2", env=env)
    assert plain.code == 0
    assert "\\xd7" in plain.out
    scripts = process("draw", "tinyml", "8.2", "--json", env=env)
    assert scripts.out.isascii()
    assert "×" in json.loads(scripts.out)["work"][0]
