"""What a newcomer relies on before reading any code: the lock, the make targets, the wheel."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9][0-9a-z.]*)(?: ; (?P<marker>.+?))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n",
    re.MULTILINE,
)


def canonical(requirement: str) -> str:
    """The name of a requirement as the lock spells it: `types-PyYAML>=6` is `types-pyyaml`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]).lower()


def test_every_line_of_the_lock_is_a_pinned_version_with_hashes_or_a_comment() -> None:
    rest = PINNED.sub("", LOCK)
    assert [line for line in rest.splitlines() if not line.startswith("    # ")] == []


def test_the_lock_names_no_index_and_no_path() -> None:
    assert re.findall(r"://|--[a-z-]*(?:index|links|host)|^-|^/|@ ", LOCK, re.MULTILINE) == []


def test_the_lock_pins_what_pyproject_asks_for() -> None:
    asked = [
        *PYPROJECT["project"]["dependencies"],
        *PYPROJECT["dependency-groups"]["dev"],
        *PYPROJECT["build-system"]["requires"],
    ]
    pinned = {match["name"] for match in PINNED.finditer(LOCK)}
    assert {canonical(requirement) for requirement in asked} - pinned == set()


def test_the_checks_of_a_change_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert {"make lint", "make test"} <= set(script.read_text("utf-8").splitlines())


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_make_commands_that_a_page_names_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    shown = re.findall(r"^(?: {4})?(?:\$ )?(make(?: [a-z-]+)?)\b", text, re.MULTILINE)
    shown += re.findall(r"`(make(?: [a-z-]+)?)[` ]", text)
    targets = set(re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"make", "make test"} <= set(shown)
    assert {command.removeprefix("make").strip() for command in shown} - targets <= {""}


def test_the_wheel_holds_every_file_of_the_rooms_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    rooms = [path for room in ("bot", "compiler", "decks", "scheduler") for path in (ROOT / room).rglob("*")]
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in rooms
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }
    assert held == expected
