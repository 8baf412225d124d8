"""Mastery, by a definition that a learner reads in one sentence.

An exercise is *mastered* when its next review lies three weeks or more after the last one; *learning* when it was asked
but is not mastered; *new* before. A chapter, and a deck, is as far as the share of its exercises that are mastered.
Companions ask about an exercise in another way and are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scheduler.rules.memory import Memory

MASTERED_DAYS = 21
SENTENCE = "An exercise is mastered when its next review lies three weeks or more after the last one."


class Stage(StrEnum):
    """How far an exercise is."""

    NEW = "new"
    LEARNING = "learning"
    MASTERED = "mastered"


@dataclass(frozen=True, slots=True)
class Mastery:
    """How many of some exercises are mastered, and how many were begun at all (mastered ones among them)."""

    mastered: int
    begun: int
    total: int

    @property
    def share(self) -> float:
        """The share that is mastered, 0 to 1."""
        return self.mastered / self.total if self.total else 0.0


def stage(memory: Memory | None) -> Stage:
    """The stage of an exercise, by what is remembered of it (None: it was never asked)."""
    if memory is None:
        return Stage.NEW
    return Stage.MASTERED if memory.interval >= MASTERED_DAYS else Stage.LEARNING


def mastery(memories: list[Memory | None]) -> Mastery:
    """The mastery of some exercises, one memory for each."""
    stages = [stage(memory) for memory in memories]
    mastered = stages.count(Stage.MASTERED)
    return Mastery(mastered, mastered + stages.count(Stage.LEARNING), len(stages))
