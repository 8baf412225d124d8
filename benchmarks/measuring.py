"""How the benchmarks measure: medians of several runs, and a peer that takes its turns in the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DECK = ROOT / "decks" / "tinyml"
RUNS = 7
DRILLBOOK = str(Path(sys.executable).with_name("drillbook"))
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Peer:
    """Who does the same beside us, or a floor below which it cannot go; and what that took, in the figure's unit."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What something takes: the median of some runs, and a peer's of the same runs, if there is one."""

    name: str
    unit: str
    value: float
    runs: int
    peer: Peer | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer's value ours is."""
        return None if self.peer is None else self.value / self.peer.value


def seconds(work: Work) -> float:
    """How long work takes, once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median(work: Work, runs: int = RUNS) -> float:
    """The median of some runs in seconds, after one that warms up."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def medians(ours: Work, theirs: Work, runs: int = RUNS) -> tuple[float, float]:
    """The medians of both in seconds, which take turns, so that whatever else the machine does befalls both."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return statistics.median(each for each, _ in pairs), statistics.median(each for _, each in pairs)


def each_call(work: Work, calls: int, runs: int = RUNS) -> float:
    """Seconds a call, of work too short to be timed alone: the median of some runs of several calls each."""

    def several() -> None:
        for _ in range(calls):
            work()

    return median(several, runs) / calls


def percentile(values: Sequence[float], hundredths: int) -> float:
    """The value below which so many hundredths of the values lie."""
    return statistics.quantiles(values, n=100)[hundredths - 1]


def process(command: Sequence[str]) -> Work:
    """Work that runs a command to its end, from the checkout. Raises CalledProcessError."""
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def spent(command: Sequence[str]) -> tuple[float, float]:
    """The seconds that a command takes, and the most memory that one process of it has held, in MiB."""
    code = (
        "import resource, subprocess, sys, time; begun = time.perf_counter(); "
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); took = time.perf_counter() - begun; "
        "print(took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True, cwd=ROOT)
    took, memory = map(float, run.stdout.split())
    return took, memory / (1024 * 1024 if sys.platform == "darwin" else 1024)
