"""An owner is killed at any moment, again and again: what it acknowledged is there, once and whole."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from scheduler.store import Store, read
from tests.scheduler.store.samples import killed, line, practised, python

WORKING = """
print("begun", flush=True)
store = Store(Path(sys.argv[1]))
print("open", flush=True)
number = int(sys.argv[2])
while True:
    print(store.write(lambda db: practise(db, number)), flush=True)
    number += 1
"""


def kill_again_and_again(path: Path, times: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged: list[int] = []
    rounds_with_work = 0
    for attempt in range(times):
        process = python(WORKING, path, attempt * 100_000)
        assert line(process) == "begun"
        first = ""
        if attempt % 4:  # or else the opening itself may be hit
            assert line(process) == "open"
            first = line(process)  # however slow the machine is
        time.sleep(chance.uniform(0.005, 0.2))
        said = [int(each) for each in (first, *killed(process).splitlines()) if each.isdecimal()]
        acknowledged += said
        rounds_with_work += bool(said)
        if attempt % 2 and acknowledged:  # or else the next owner is the first to see the file again
            found = read(path, practised)
            assert found >= set(acknowledged)
            assert len(found) <= len(acknowledged) + attempt + 1  # at most one each that was not acknowledged any more
    assert len(acknowledged) == len(set(acknowledged))
    assert rounds_with_work > times // 2
    with Store(path) as store:
        assert store.write(practised) >= set(acknowledged)


def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "drillbook.db", 20, seed=1)


@pytest.mark.stress
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "drillbook.db", 200, seed=2)
