"""How many mutants each module has and how many of them are killed, beside the list of those that may live."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.running import Mutant

_LIST = Path(__file__).with_name("survivors.toml")
LEAST = 0.9
"""The share of a module's mutants that must be killed."""
Change = tuple[str, str]
"""The function that is changed, and how: `what was there → what it becomes`."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module's mutants: all of them, and among them those of a message's wording, which do not count."""

    name: str
    mutants: int
    wording: int
    killed: int

    @classmethod
    def all_of(cls, modules: Sequence[Module]) -> Module:
        """The sum of some."""
        sums = (sum(figures) for figures in zip(*((m.mutants, m.wording, m.killed) for m in modules), strict=True))
        return cls("all", *sums)

    @property
    def counted(self) -> int:
        """How many count."""
        return self.mutants - self.wording

    @property
    def survived(self) -> int:
        """How many of them live."""
        return self.counted - self.killed

    @property
    def share(self) -> float:
        """The share of them that is killed, 0 to 1."""
        return self.killed / self.counted if self.counted else 1.0

    def to_json(self) -> dict[str, object]:
        """The same for scripts."""
        names = ("name", "mutants", "wording", "counted", "killed", "survived", "share")
        return {name: getattr(self, name) for name in names}


def counted(mutants: Sequence[Mutant]) -> list[Module]:
    """The figures of each module that has mutants."""
    by_module: dict[str, list[Mutant]] = {}
    for each in mutants:
        by_module.setdefault(each.module, []).append(each)
    return [
        Module(
            name,
            len(found),
            sum(each.is_wording for each in found),
            sum(each.killed and not each.is_wording for each in found),
        )
        for name, found in by_module.items()
    ]


def listed() -> dict[Change, str]:
    """The changes that may go unnoticed, with the reason for each."""
    found: dict[Change, str] = {}
    for entry in tomllib.loads(_LIST.read_text("utf-8"))["survivors"]:
        for change in entry["changes"]:
            found[entry["in"], change] = entry["why"]
    return found


def objections(
    mutants: Sequence[Mutant], table: Sequence[Module], may_live: Mapping[Change, str], whole: bool = True
) -> list[str]:
    """What is not as it should be; `whole` says that all mutants were tried, so that the list must hold no others."""
    lives = {(each.function, each.change): each.name for each in mutants if not each.killed and not each.is_wording}
    found = [
        f"survived, and is not listed: {name}\n    {change[1]}"
        for change, name in lives.items()
        if change not in may_live
    ]
    if whole:
        found += [f"is listed, and did not survive: {of}\n    {how}" for of, how in _beside(may_live, lives)]
    return found + [
        f"{m.name}: {m.share:.1%} are killed; at least {LEAST:.0%} must be" for m in table if m.share < LEAST
    ]


def _beside(some: Collection[Change], others: Collection[Change]) -> list[Change]:
    return [change for change in some if change not in others]
