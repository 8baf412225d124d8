"""`make mutants`: what the tests would notice if the rules of practice or the proofs were a little wrong.

[mutmut](https://mutmut.readthedocs.io) changes their modules in one small way after another (a mutant) and runs the
tests that come by it. A mutant is killed when a test fails, or does not end. All of it happens in a copy, in a folder
that is gone afterwards.

`survivors.toml` lists those that live, each with a reason: the change makes no difference, or none that is promised.
The run fails where a survivor is not listed, where a listed one is none any more, and where of a module fewer than nine
in ten are killed. Changes to the wording of a message are left out of the count (`Mutant.is_wording`).

    python -m tests.mutants [--json] [--keep FOLDER] [PATTERN ...]

A pattern is a name as mutmut has it, `scheduler.rules.sm2*`: only such mutants are tried, and the list may hold others.
`--keep` works in a new folder and leaves it there: in it, `mutmut browse` shows each mutant.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.listing import Module, counted, listed, objections
from tests.mutants.running import tried


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutants and print what became of them; 1 where that is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("patterns", metavar="PATTERN", nargs="*", help="try only the mutants of such names")
    parser.add_argument("--json", action="store_true", help="print everything for scripts")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="work in this new folder, and leave it there")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() if asked.keep is None else contextlib.nullcontext(asked.keep) as folder:
        mutants = tried(Path(folder), asked.patterns)
    table = counted(mutants)
    wrong = objections(mutants, table, listed(), whole=not asked.patterns)
    if asked.json:
        print(json.dumps({"modules": [module.to_json() for module in table], "objections": wrong}, indent=2))
    else:
        _print(table)
    for objection in wrong:
        print(objection, file=sys.stderr)
    return 1 if wrong else 0


def _print(table: Sequence[Module]) -> None:
    print(f"\n{'module':<32} mutants  wording  counted  killed  survived  per cent")
    for each in (*table, Module.all_of(table)):
        numbers = f"{each.mutants:7}  {each.wording:7}  {each.counted:7}  {each.killed:6}  {each.survived:8}"
        print(f"{each.name:<32} {numbers}  {each.share:8.1%}")


if __name__ == "__main__":
    sys.exit(main())
