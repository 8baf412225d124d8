"""What a newcomer relies on before reading any code: the locks, the make targets, a fork's checks, the packages."""

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
import yaml

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "compiler", "scheduler")
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
BOT_LOCK = (ROOT / "requirements-bot.lock").read_text("utf-8")
PEERS_LOCK = (ROOT / "requirements-peers.lock").read_text("utf-8")
MUTANTS_LOCK = (ROOT / "requirements-mutants.lock").read_text("utf-8")
each_lock = pytest.mark.parametrize(
    "lock", [LOCK, BOT_LOCK, PEERS_LOCK, MUTANTS_LOCK], ids=["lock", "bot", "peers", "mutants"]
)
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9][0-9a-z.]*)(?: ; (?P<marker>.+?))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n",
    re.MULTILINE,
)


def canonical(requirement: str) -> str:
    """The name of a requirement as the lock spells it: `types-PyYAML>=6` is `types-pyyaml`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]).lower()


@each_lock
def test_every_line_of_a_lock_is_a_pinned_version_with_hashes_or_a_comment(lock: str) -> None:
    rest = PINNED.sub("", lock)
    assert [line for line in rest.splitlines() if not line.startswith("    # ")] == []


@each_lock
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


def test_peers_are_added_to_the_environment_without_changing_a_version_of_it() -> None:
    mine = {match["name"]: match["version"] for match in PINNED.finditer(PEERS_LOCK)}
    theirs = {match["name"]: match["version"] for match in PINNED.finditer(LOCK)}
    peers = {canonical(requirement) for requirement in PYPROJECT["project"]["optional-dependencies"]["peers"]}
    assert peers <= mine.keys() and not peers <= theirs.keys()
    assert {name: mine[name] for name in mine.keys() & theirs.keys() if mine[name] != theirs[name]} == {}
    assert "torch" not in mine


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
    assert {"make", "make test"} <= set(shown)
    assert {command.removeprefix("make").strip() for command in shown} - TARGETS <= {""}


def test_make_help_names_every_target_that_a_person_calls() -> None:
    named = set(re.findall(r'@echo "make ([a-z-]*)', MAKEFILE))
    assert named - {""} == TARGETS - {"all", "decks", "environment", "help", "set-up"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_calls_make_targets_that_exist_and_needs_no_secret(path: Path) -> None:
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    called = [step["run"].removeprefix("make ") for step in steps if step.get("run", "").startswith("make ")]
    assert called and set(called) <= TARGETS
    assert workflow["permissions"] == {"contents": "read"} and "secrets." not in text
    assert all(job["timeout-minutes"] <= 90 for job in workflow["jobs"].values())


def test_what_runs_for_a_fork_is_what_a_change_must_pass_with_the_oldest_python_and_the_newest() -> None:
    checks = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]["checks"]
    oldest, newest = checks["strategy"]["matrix"]["python"]
    assert PYPROJECT["project"]["requires-python"] == f">={oldest}"
    assert newest == f"3.{max(map(int, re.findall(r'python3[.]([0-9]+)', MAKEFILE)))}"
    asked = re.findall(r"^make .+", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert [step["run"] for step in checks["steps"] if "run" in step] == asked


def test_a_commit_is_looked_at_with_what_make_lint_runs() -> None:
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    entries = {hook["id"]: hook["entry"] for hook in local["hooks"]}
    (recipe,) = re.findall(r"^lint: .*\n((?:\t.+\n)+)", MAKEFILE, re.MULTILINE)
    asked = re.findall(r"\$\(VENV\)/bin/([a-z-]+(?: (?:check|format|--strict))?)", recipe)
    assert len(asked) == 4 and local["repo"] == "local"
    assert all(any(entry.startswith(f".venv/bin/{each}") for entry in entries.values()) for each in asked)
    assert ".venv/bin/drillbook check" in entries["drillbook-check"]


def test_the_source_distribution_holds_all_that_git_does() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout
    included = tuple(f"{each}/" for each in PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    rest = {name for name in listed.splitlines() if not f"/{name}/".startswith(included)}
    assert rest == {".gitignore", "LICENSE", "README.md", "pyproject.toml"}  # these it holds anyway


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
