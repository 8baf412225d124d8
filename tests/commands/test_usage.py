"""Help, exit codes and wrong usage: what every command has in common."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from compiler.commands import COMMANDS
from tests.commands.calls import ROOT, SECONDS, UNDEFINED, Call, deck, environment, process

HEAVY = {"numpy", "yaml", "genanki", "markdown_it", "tqdm", "platformdirs", "asyncio", "sqlite3"}


def test_help_names_every_command(drillbook: Call) -> None:
    run = drillbook("--help")
    assert run.code == 0
    assert [name for name in COMMANDS if f"  {name} " not in run.out] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, drillbook: Call) -> None:
    run = drillbook(command, "--help")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"usage: drillbook {command} ")
    assert "--json" in run.out


def test_help_loads_no_heavy_module() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "compiler.commands", "--help"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS, env=environment())
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}
    assert "argparse" in loaded
    assert loaded & HEAVY == set()
    assert "compiler.deck" not in run.stderr


def test_the_installed_script_is_the_same_command() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    script = Path(sys.executable).with_name("drillbook")
    run = subprocess.run([script, "--version"], capture_output=True, text=True, check=False, timeout=SECONDS)
    assert (run.returncode, run.stdout) == (0, f"drillbook {version}\n")


def test_the_readme_lists_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"| `drillbook {name} " not in readme] == []


def test_without_a_command_there_is_help_and_it_is_wrong_usage(drillbook: Call) -> None:
    run = drillbook()
    assert (run.code, run.out) == (2, "")
    assert run.err == drillbook("--help").out


def test_a_misspelt_command_suggests_the_nearest(drillbook: Call) -> None:
    assert drillbook("bild").err == "drillbook: there is no command `bild`; did you mean `build`?\n"
    assert drillbook("zzz").err.endswith(f"there are {', '.join(COMMANDS)}\n")


@pytest.mark.parametrize(
    "call",
    [
        "--unknown",
        "bild",
        "check --unknown",
        "check --draws 0",
        "check --draws many",
        "check nowhere",
        "draw",
        "draw tinyml 8.2 -n 0",
        "draw tinyml 8.2 --seed -1",
        "draw tinyml 8.2 --seed 9007199254740992",
        "draw tinyml 8.2 --seed 9007199254740991 -n 2",
        "draw tinyml 8.2 --variant 0",
        "draw tinyml 8.2 --variant 65",
        "draw tinyml 8.2 --variant 1 --seed 1",
        "draw tinyml 8.2 --rejected -n 2",
        "draw tinyml 8.9",
        "release",
        "release nowhere",
        "new",
        "new Capital",
        "new a--b",
        "new " + "long" * 11,
        "build tinyml nowhere",
    ],
)
def test_wrong_usage_is_two_and_says_what_is_wrong(call: str, drillbook: Call, here: Path) -> None:
    run = drillbook(*call.split())
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(("usage: drillbook", "drillbook ", "drillbook: "))
    assert list(here.iterdir()) == []


def test_exit_codes_of_a_process() -> None:
    deck(Path("broken"), UNDEFINED)
    assert process("check", "tinyml").code == 0
    broken = process("check", "broken")
    assert broken.code == 1
    assert "error[D302]" in broken.err
    assert process("check", "nowhere").code == 2


def test_nothing_prints_colours_or_bars_where_there_is_no_terminal(drillbook: Call) -> None:
    deck(Path("sound"))
    deck(Path("broken"), UNDEFINED)
    calls = ["check sound", "check broken", "build sound", "draw sound", "draw broken", "release sound", "new another"]
    runs = [drillbook(*call.split()) for call in calls]
    assert [run.code for run in runs] == [0, 1, 0, 0, 1, 0, 0]
    assert [run for run in runs if "\x1b" in run.out + run.err or "\r" in run.out + run.err] == []
