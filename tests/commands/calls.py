"""What a call of drillbook gave, calls as a process, and small decks to call it with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "compiler.commands"]
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """Exit code and output of a call."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The output as JSON, an object a line."""
        return list(self._objects())

    def _objects(self) -> Iterator[dict[str, Any]]:
        for line in self.out.splitlines():
            value = json.loads(line)
            assert isinstance(value, dict)
            yield value

    def kind(self, kind: str) -> list[dict[str, Any]]:
        """The objects of a kind."""
        return [value for value in self.objects if value["kind"] == kind]


class Call(Protocol):
    """Drillbook, called in the test's process."""

    def __call__(self, *arguments: object) -> Run: ...


def environment(**more: str) -> dict[str, str]:
    """This process's environment, in which the checkout's modules are found from everywhere and output is buffered."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def process(*arguments: object, env: Mapping[str, str] | None = None) -> Run:
    """Drillbook as a process."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env=environment() if env is None else env,
    )
    return Run(done.returncode, done.stdout, done.stderr)


TWICE = """\
  {slug}:
    title: Twice
    type: derive
    given: [{{name: n, pick: [1, 2, 3, 5, 7, 11, 13, 17], means: a number}}]
    ask: What is twice {{n}}?
    work: {{double: {{is: 2 * n, note: Twice is two times.}}}}
    answer: {{is: double, tolerance: exact}}
    accept: [{{is: 1000 + n, note: That is right by chance.}}]
    mistakes: [{{is: n / 3, hint: That is a third.}}]
    hints: [Double it.]
"""
"""An exercise, for `TWICE.format(slug=…)`."""

HALF = """\
  half:
    title: Half
    type: derive
    given: [{name: n, from: 1, to: 40, step: 1}]
    require: mod(n, 4) > 0
    ask: What is half of {n} m?
    work: {half: n / 2}
    answer: {is: half, unit: m, tolerance: 1%}
"""
MANY = """\
  many:
    title: Sum
    type: derive
    given:
      - {name: a, from: 1, to: 400, step: 1}
      - {name: b, from: 1, to: 400, step: 1}
    ask: What is {a} + {b}?
    work: {both: a + b}
    answer: {is: both, tolerance: 1%}
"""
"""An exercise with more draws than are looked at one by one."""
UNDEFINED = HALF.replace("n / 2", "m / 2").replace("  half:", "  broken:")
"""A formula with a name that is not defined: not readable."""
INCOMPARABLE = (
    HALF.replace("type: derive", "type: formula")
    .replace("from: 1, to: 40, step: 1", "pick: [1, 2]")
    .replace("{n} m?", "n?")
    .replace("unit: m, tolerance: 1%", "symbols: [n]")
)
"""A readable exercise that cannot be proved, nor drawn: its formula has too few points to be compared at."""
UNSOUND = HALF.replace("is: half,", "is: 0 * half,").replace("  half:", "  unsound:")
"""A readable exercise that cannot be proved: the answer is zero."""


def deck(folder: Path, *exercises: str, title: str = "Tests") -> Path:
    """A deck of one chapter in a folder; its id is that of the folder's name."""
    folder.mkdir(parents=True, exist_ok=True)
    identity = f"{folder.name}-for-tests"
    (folder / "deck.yaml").write_text(f"id: {identity}\ntitle: {title}\nlicence: MIT\n", "utf-8")
    chapter = "chapter: 1\ntitle: Tests\nintro: For tests.\nexercises:\n"
    texts = exercises or (TWICE.format(slug="twice"), HALF)
    (folder / "01-tests.yaml").write_text(chapter + "".join(texts), "utf-8")
    return folder
