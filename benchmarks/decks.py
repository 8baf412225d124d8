"""What `/deck add` takes, over the wire fake: from the command to the answer, the event loop meanwhile, the memory."""

from __future__ import annotations

import io
import tempfile
import threading
import time
import zipfile
from pathlib import Path

from benchmarks.bot import launched
from benchmarks.measuring import ROOT, Figure
from tests.bot.wire import Interaction, running

DECK = "tinyml"


def figures() -> list[Figure]:
    """Those of a deck that is added, and then taken along."""
    with tempfile.TemporaryDirectory() as name, running() as fake:
        organiser = fake.add_user("organiser")
        guild = fake.add_guild("group", organiser)
        channel = fake.add_channel(guild)
        with launched(fake, Path(name), "networking") as bot, Children(bot.process.pid) as children:
            time.sleep(2)
            first = fake.command(organiser, channel, "deck add", {"file": fake.upload("deck.zip", zipped())})
            added = _answered(first, "is here now")
            second = fake.command(organiser, channel, "deck get", {"deck": DECK})
            given = _answered(second, "to take along")
            time.sleep(0.6)
            longest = bot.noted("longest")
    return [
        Figure(f"`/deck add` of {DECK}, from the command to the answer", "s", added, 1),
        Figure(f"`/deck get` of {DECK}, built for the first time", "s", given, 1),
        Figure("the bot's event loop not free meanwhile, at most", "ms", longest * 1000, 1),
        Figure("memory of the process that proves and builds, at most", "MiB", children.most, 1),
    ]


def zipped() -> bytes:
    """The deck as an organiser sends it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((ROOT / "decks" / DECK).iterdir()):
            archive.write(path, f"{DECK}/{path.name}")
    return stream.getvalue()


def _answered(asked: Interaction, text: str) -> float:
    """How long it took until an answer with a text was there, in seconds."""
    end = time.monotonic() + 120
    while not any(text in each.content for each in asked.messages):
        if time.monotonic() > end:
            raise TimeoutError(f"{[each.content for each in asked.messages]}")
        time.sleep(0.01)
    return time.monotonic() - asked.sent


class Children:
    """Watches the memory of all processes that a process has started; 0 where the system does not tell."""

    def __init__(self, parent: int) -> None:
        self._parent, self._done, self.most = parent, threading.Event(), 0.0
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Children:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        tasks = Path(f"/proc/{self._parent}/task")
        while not self._done.wait(0.01) and tasks.exists():
            for path in tasks.glob("*/children"):
                self.most = max([self.most, *map(_peak, _read(path).split())])


def _peak(process: str) -> float:
    lines = _read(Path(f"/proc/{process}/status")).splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:  # it has ended
        return ""
