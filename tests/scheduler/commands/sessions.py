"""Practice as tests drive it: keys at a terminal, replies through a pipe, and days of practice that have passed."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import sqlite3
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pexpect
from pexpect.fdpexpect import fdspawn
from sqlite_utils import Database

from compiler.deck import load
from scheduler.practice import Shelf, Wish, next_question, reply, start, think_right
from scheduler.store import Learner, Store, learner_of, welcome
from tests.commands.calls import COMMAND, SECONDS, Run, deck, environment
from tests.warm import Piped, Warm

STORE = Path("data/drillbook.db")
PROMPT, PAUSE, OFFER = "> $", "Enter goes on[^/]*(/why shows the derivation)?: $", "/quit ends: $"
_ASKED = re.compile(r"(?:twice|half of) (\d+)")
_ACTING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r(?!\n)")


def mine() -> Path:
    """The small deck: 1.1 Twice, with a hint and a mistake, and 1.2 Half, in metres."""
    return deck(Path("mine"))


def asked_of(prompt: str) -> int:
    """The number that a question of the small deck asks about."""
    return int(_ASKED.findall(" ".join(prompt.split()))[-1])


def answer(prompt: str) -> str:
    """The right reply to a question of the small deck."""
    number = asked_of(prompt)
    return f"{number / 2} m" if "half of" in " ".join(prompt.split()) else str(2 * number)


class Terminal:
    """`drillbook practice` at a terminal; what it shows is given without colours. Python starts for it if `afresh`."""

    def __init__(
        self, *arguments: str, columns: int = 80, command: str = "practice", afresh: bool = False, **variables: str
    ) -> None:
        self.raw = ""
        self.child = (_afresh if afresh else _Forked)(
            [command, *arguments], environment(TERM="xterm", **variables), columns
        )
        self.child.delaybeforesend = None

    def until(self, pattern: str = PROMPT) -> str:
        """What is shown until a pattern."""
        self.child.expect(pattern)
        shown = f"{self.child.before}{self.child.after}"
        self.raw += shown
        return _ACTING.sub("", shown).replace("\r\n", "\n")

    def type(self, line: str, then: str = PROMPT) -> str:
        """Type a line, and give what is shown until a pattern."""
        self.child.sendline(line)
        return self.until(then)

    def press(self, keys: str) -> None:
        """Press keys, without Enter."""
        self.child.send(keys)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.child.sendintr()

    def end(self, line: str | None = None) -> tuple[int | None, str]:
        """The exit code, and what was shown until the end."""
        if line is not None:
            self.child.sendline(line)
        self.child.expect(pexpect.EOF)
        self.child.wait()
        self.raw += str(self.child.before)
        return self.child.exitstatus, _ACTING.sub("", str(self.child.before)).replace("\r\n", "\n")


if TYPE_CHECKING:
    _Spawn = fdspawn[str]
else:
    _Spawn = fdspawn


class _Forked(_Spawn):
    """What `pexpect.spawn` would start, forked from a process that has already begun."""

    exitstatus: int | None

    def __init__(self, arguments: list[str], env: dict[str, str], columns: int) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.process = Warm(*arguments, env=env, files=(theirs, theirs, theirs), terminal=True)
        os.close(theirs)
        super().__init__(ours, encoding="utf-8", timeout=SECONDS)

    def sendintr(self) -> None:
        """Ctrl-C, as the terminal gets it."""
        self.send("\x03")

    def kill(self, signal_number: int) -> None:
        self.process.send_signal(signal_number)

    def wait(self) -> None:
        """Until the process has ended. The terminal has then shown everything."""
        code = self.process.wait()
        self.exitstatus = None if code < 0 else code
        self.close()


def _afresh(arguments: list[str], env: dict[str, str], columns: int) -> pexpect.spawn[str]:
    return pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], *arguments],
        env=env,
        dimensions=(24, columns),
        encoding="utf-8",
        timeout=SECONDS,
        preexec_fn=_heed,
    )


def _heed() -> None:
    """A shell's background jobs ignore Ctrl-C, and so does what they start; not here."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def piped(replies: str | bytes, *arguments: object, command: str = "practice", **variables: str) -> Run:
    """Drillbook as a process that reads its replies from a pipe."""
    done = subprocess.run(
        [*COMMAND, command, *map(str, arguments)],
        check=False,
        capture_output=True,
        input=replies.encode() if isinstance(replies, str) else replies,
        timeout=SECONDS,
        env=environment(**variables),
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def practising(*arguments: str) -> Iterator[Piped]:
    """Another process that practises, with its question before it; it goes on until the block ends."""
    with Piped("practice", "mine", "--json", *arguments, env=environment()) as process:
        yield process


def practise(*days_ago: int, wrong: bool = False) -> None:
    """One right reply on each of these days; or else one wrong one, that its learner thinks was right."""
    found = load(Path("mine")).deck
    assert found is not None
    shelf = Shelf([found])
    with Store(STORE) as store:
        for ago in sorted(days_ago, reverse=True):
            at = datetime.now(UTC) - timedelta(days=ago)
            _practise(store, shelf, at, wrong)


def _practise(store: Store, shelf: Shelf, at: datetime, wrong: bool) -> None:
    def begin(db: Database) -> tuple[Learner, int]:
        learner = learner_of(db, "local") or welcome(db, "local", "UTC", at)
        return learner, start(db, learner, Wish(extra=True), at).id

    def answered(db: Database) -> None:
        asked = question
        assert asked is not None
        reply(db, learner.id, asked.id, "12345" if wrong else answer(asked.variant.prompt), at)
        if wrong:
            think_right(db, learner.id, asked.id, at)

    learner, session = store.write(begin)
    question = next_question(store, shelf, session, Random(0), at)
    store.write(answered)


def rows(sql: str, path: Path = STORE) -> list[tuple[Any, ...]]:
    """What plain SQLite finds in the database."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()
