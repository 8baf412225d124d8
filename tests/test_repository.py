"""What a newcomer relies on before reading any code: the lock, the make targets, the wheel."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "compiler", "scheduler")
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
BOT_LOCK = (ROOT / "requirements-bot.lock").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9][0-9a-z.]*)(?: ; (?P<marker>.+?))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n",
    re.MULTILINE,
)


def canonical(requirement: str) -> str:
    """The name of a requirement as the lock spells it: `types-PyYAML>=6` is `types-pyyaml`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]).lower()


@pytest.mark.parametrize("lock", [LOCK, BOT_LOCK], ids=["lock", "bot"])
def test_every_line_of_a_lock_is_a_pinned_version_with_hashes_or_a_comment(lock: str) -> None:
    rest = PINNED.sub("", lock)
    assert [line for line in rest.splitlines() if not line.startswith("    # ")] == []


@pytest.mark.parametrize("lock", [LOCK, BOT_LOCK], ids=["lock", "bot"])
def test_a_lock_names_no_index_and_no_path(lock: str) -> None:
    assert re.findall(r"://|--[a-z-]*(?:index|links|host)|^-|^/|@ ", lock, re.MULTILINE) == []


def test_the_lock_pins_what_pyproject_asks_for() -> None:
    asked = [
        *PYPROJECT["project"]["dependencies"],
        *(each for each in PYPROJECT["dependency-groups"]["dev"] if isinstance(each, str)),
        *PYPROJECT["dependency-groups"]["build"],
        *PYPROJECT["build-system"]["requires"],
    ]
    pinned = {match["name"] for match in PINNED.finditer(LOCK)}
    assert {canonical(requirement) for requirement in asked} - pinned == set()


def test_a_bot_is_installed_with_the_same_versions_and_without_what_only_developers_need() -> None:
    asked = [
        *PYPROJECT["project"]["dependencies"],
        *PYPROJECT["project"]["optional-dependencies"]["bot"],
        *PYPROJECT["build-system"]["requires"],
    ]
    pins = {match[0] for match in PINNED.finditer(re.sub("\n    # .*", "", LOCK))}
    mine = list(PINNED.finditer(BOT_LOCK))
    assert {canonical(requirement) for requirement in asked} <= {match["name"] for match in mine}
    assert {match[0] for match in mine} <= pins
    assert not {"pytest", "anki", "mypy", "playwright", "simcord"} & {match["name"] for match in mine}


def test_a_bot_is_installed_with_all_that_the_rooms_import() -> None:
    nodes = [
        node
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    ]
    modules = {each.name for node in nodes if isinstance(node, ast.Import) for each in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    tops = {module.partition(".")[0] for module in modules} - {*sys.stdlib_module_names, *ROOMS}
    assert {"discord", "numpy"} <= tops
    installed, pinned = packages_distributions(), {match["name"] for match in PINNED.finditer(BOT_LOCK)}
    assert {top for top in tops if not {canonical(name) for name in installed[top]} & pinned} == set()


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
    rooms = [path for room in (*ROOMS, "decks") for path in (ROOT / room).rglob("*")]
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in rooms
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }
    assert held == expected
