"""The arrows between the rooms point one way, and whoever enters a room uses its front door."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP = ("bot", "compiler", "scheduler")


def rooms(root: Path) -> frozenset[str]:
    """The dotted names of all rooms: each has an `__init__.py` that is its front door."""
    inside = {f"compiler.{name}" for name in ("formula", "checker", "deck", "console", "preview", "commands")}
    targets = {f"compiler.targets.{door.parent.name}" for door in root.glob("compiler/targets/*/__init__.py")}
    inside |= {f"scheduler.{name}" for name in ("rules", "store", "anki", "practice", "importing", "daily", "commands")}
    return frozenset(inside | targets | {"bot", "scheduler"})


def room_of(dotted: str, among: frozenset[str]) -> str | None:
    parts = dotted.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in among), None)


def exported(root: Path, room: str) -> frozenset[str]:
    """The names in `__all__` of a room's front door, read without running it."""
    door = root.joinpath(*room.split("."), "__init__.py")
    for statement in ast.parse(door.read_text("utf-8")).body if door.exists() else []:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=names):
                return frozenset(ast.literal_eval(names))
    return frozenset()


def imports(tree: ast.Module) -> Iterator[tuple[int, str, str | None]]:
    """Line, module, and the name taken from it (None: the whole module), at any depth of the file."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name, None) for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from ((node.lineno, module, alias.name) for alias in names)


def back_doors(root: Path) -> list[str]:
    """Every import under `root` that reaches behind the front door of another room, as `file:line: what`."""
    known = rooms(root)
    found = []
    for file in sorted(file for top in TOP for file in root.glob(f"{top}/**/*.py")):
        own = room_of(".".join(file.relative_to(root).with_suffix("").parts), known)
        for line, module, name in imports(ast.parse(file.read_text("utf-8"), str(file))):
            path = module if name is None else f"{module}.{name}"
            room = room_of(path, known)
            if room is None or room in (own, path) or (room == module and name in exported(root, room)):
                continue
            found.append(f"{file.relative_to(root)}:{line}: {path} is not exported by {room}")
    return found


def test_rooms_use_only_what_another_room_exports() -> None:
    assert back_doors(ROOT) == []


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("from compiler.formula import parse", True),
        ("from compiler import formula", True),
        ("import compiler.formula", True),
        ("import json", True),
        ("from compiler.formula import tokens", False),
        ("from compiler.formula import *", False),
        ("from compiler.formula.parse import parse", False),
        ("import compiler.formula.parse", False),
        ("def late() -> None:\n    from compiler.formula.tokens import Token", False),
    ],
)
def test_a_back_door_is_found_and_a_front_door_is_not(tmp_path: Path, statement: str, allowed: bool) -> None:
    formula, checker = tmp_path / "compiler" / "formula", tmp_path / "compiler" / "checker"
    formula.mkdir(parents=True)
    checker.mkdir()
    (formula / "__init__.py").write_text('from compiler.formula.parse import parse\n\n__all__ = ["parse"]\n')
    (checker / "grade.py").write_text(statement + "\n")
    assert (back_doors(tmp_path) == []) is allowed


def test_contracts_on_imports_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_sql_stands_in_the_store_alone() -> None:
    anki = ROOT / "scheduler" / "anki" / "collection.py"  # reads the format of Anki, which is SQLite too
    statement = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|PRAGMA|BEGIN|ALTER) ")
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for top in ("bot", "scheduler")  # the compiler writes the format of Anki
        for file in sorted(ROOT.glob(f"{top}/**/*.py"))
        if not file.is_relative_to(ROOT / "scheduler" / "store") and file != anki
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value)
    ]
    assert found == []


def test_decks_are_data_only() -> None:
    data = {".yaml", ".json", ".md", ".png", ".jpg", ".svg", ".webp"}
    strangers = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("decks/**/*")
        if path.is_file() and path.name != ".DS_Store" and path.suffix not in data
    ]
    assert strangers == []
