"""Mutants of some modules, made and tried by mutmut in a folder of its own."""

from __future__ import annotations

import ast
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.bare import laid_bare

ROOT = Path(__file__).parents[2]
ROOMS = ("compiler", "scheduler")
BESIDE = ("decks", "docs")
"""What their tests read."""
MODULES = (
    *(f"compiler/deck/{name}.py" for name in ("prove", "judge", "valued", "shown", "published", "rejections")),
    *(f"compiler/deck/{name}.py" for name in ("distances", "missteps", "defined")),
    "scheduler/rules/*.py",
)
"""What is changed: the proofs and what they measure with, and the rules of practice."""
TESTS = (
    *(f"tests/deck/test_{name}.py" for name in ("prove", "judge", "valued", "shown", "published", "mend")),
    *(f"tests/deck/test_{name}.py" for name in ("distances", "findings", "missteps")),
    "tests/scheduler/rules",
)
"""What is to notice: their own tests, as far as they are quick, and so without those of every zone (`-k`, below)."""
_SETTINGS = """
[tool.mutmut]
source_paths = {rooms}
only_mutate = {modules}
also_copy = {beside}
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-k", "not any_zone and not every_zone", "-p", "no:cacheprovider"]
timeout_multiplier = 4.0
timeout_constant = 5.0
"""
_CONFTEST = """
import tempfile

import hypothesis

settings.register_profile("mutants", settings(), phases=set(hypothesis.Phase) - {hypothesis.Phase.shrink})
settings.load_profile("mutants")


def pytest_configure():
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(dir=os.environ["DRILLBOOK_MUTANTS"])
"""
"""A failure is enough: none is looked for that is easier to read. And no run clears away the files of another one."""
_LIVES = (0, 5, 33)
"""mutmut's codes: every test passed, none was collected, or none comes by the function."""
_NAME = re.compile(r"x(?P<of>_|ǁ(?P<kind>\w+)ǁ)(?P<name>\w+)__mutmut_(?P<which>\d+|orig)")
_QUOTED = re.compile(r"'[^']*'" + r'|"[^"]*"')


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change to a function: the statement that was there and what it becomes, and whether a test noticed."""

    name: str
    function: str
    was: str
    becomes: str
    killed: bool

    @property
    def module(self) -> str:
        """The module that it is in."""
        return self.name.rpartition(".")[0]

    @property
    def change(self) -> str:
        """What happens to the statement, in a line."""
        return f"{self.was} → {self.becomes}"

    @property
    def is_wording(self) -> bool:
        """Whether only letters of a text with several words change, which people read, and code does not."""
        before, after = _QUOTED.findall(self.was), _QUOTED.findall(self.becomes)
        changed = [text for text, other in zip(before, after, strict=False) if text != other]
        return (
            len(before) == len(after)
            and _QUOTED.sub("", self.was) == _QUOTED.sub("", self.becomes)
            and all(" " in text for text in changed)
        )


def tried(folder: Path, patterns: Sequence[str] = ()) -> list[Mutant]:
    """Try all mutants, or those whose names match a pattern, in a new folder. Raises CalledProcessError."""
    for each in (*ROOMS, *BESIDE, "tests"):
        shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    modules = sorted(path.relative_to(folder).as_posix() for each in MODULES for path in folder.glob(each))
    for module in modules:
        path = folder / module
        path.write_text(laid_bare(path.read_text("utf-8")), "utf-8")
    settings = _SETTINGS.format(
        rooms=json.dumps(ROOMS), beside=json.dumps(BESIDE), modules=json.dumps(modules), tests=json.dumps(TESTS)
    )
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8") + settings, "utf-8")
    with (folder / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(_CONFTEST)
    command = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()", "run", *patterns]
    scratch = folder / "scratch"
    scratch.mkdir()
    surroundings = os.environ | {"CI": "1", "DRILLBOOK_MUTANTS": str(scratch.absolute())}
    subprocess.run(command, check=True, cwd=folder, env=surroundings, stdout=sys.stderr)
    return [mutant for module in modules for mutant in _read(folder / "mutants" / module, module)]


def _read(path: Path, module: str) -> Iterator[Mutant]:
    """The mutants in a file that mutmut wrote, all of them beside what they are made of."""
    codes = json.loads(path.with_name(path.name + ".meta").read_text("utf-8"))["exit_code_by_key"]
    functions = {
        node.name: node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    }
    dotted = module.removesuffix(".py").replace("/", ".")
    for name, code in codes.items():
        found = _NAME.fullmatch(name.rpartition(".")[2])
        if code is None or found is None:
            continue
        stem = name.rpartition(".")[2].rpartition("_")[0]
        was, becomes = _change(functions[f"{stem}_orig"], functions[f"{stem}_{found['which']}"])
        function = ".".join(filter(None, (dotted, found["kind"], found["name"])))
        yield Mutant(name, function, was, becomes, code not in _LIVES)


def _change(before: ast.FunctionDef, after: ast.FunctionDef) -> tuple[str, str]:
    one, two = ([ast.unparse(node.args), *ast.unparse(node).splitlines()[1:]] for node in (before, after))
    changed = [line for line in difflib.ndiff(one, two) if line[0] in "-+"]
    was, becomes = ([line[1:].strip() for line in changed if line[0] == sign] for sign in "-+")
    return " ".join(was), " ".join(becomes)
