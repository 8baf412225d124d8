"""The quality of a review, 0 to 5, from what happened.

| what happened | quality |
| --- | --- |
| right at the first try, and faster than the learner's own usual time for the exercise | 5 |
| right at the first try | 4 |
| right after a nudge (a hint that shows no step; digits or a unit asked for, and supplied) | 3 |
| wrong, then right; a wrong unit; right after a hint that shows a step | 2 |
| tried, and the derivation opened | 1 |
| given up without a try | 0 |

The facts are what is stored. Quality is a pure function of them, with a version, so that history can be graded again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from compiler.checker import VerdictKind

VERSION = 1
RECENT = 5
"""How many earlier times are looked at for the usual one."""
_NUDGES = (VerdictKind.ROUNDED, VerdictKind.AMBIGUOUS)
"""Verdicts that ask for the same answer in another form; what follows them is nudged, not mended."""


class Outcome(StrEnum):
    """How a question closed: answered, its derivation opened after a try, or given up without one."""

    RIGHT = "right"
    REVEALED = "revealed"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened between a question and its closing.

    - `verdicts`: those of all replies, in order, what could not be read left in
    - `nudges`: how many hints were shown that tell no step; `steps`: how many that tell one
    - `seconds`: from the question to its first try; `usual` (None: not known): the learner's own time for the exercise
    """

    outcome: Outcome
    verdicts: tuple[VerdictKind, ...] = ()
    nudges: int = 0
    steps: int = 0
    seconds: float | None = None
    usual: float | None = None

    @property
    def tries(self) -> int:
        """How many replies were read, and so were tries."""
        return sum(kind.is_attempt for kind in self.verdicts)

    @property
    def first_try(self) -> bool:
        """Whether the first reply that was read was right, without any hint."""
        return self.outcome is Outcome.RIGHT and self.tries == 1 and not self.nudges and not self.steps

    @property
    def finished(self) -> bool:
        """Whether it counts for the day: answered, or its derivation opened after a try."""
        return self.outcome is Outcome.RIGHT or (self.outcome is Outcome.REVEALED and self.tries > 0)


def quality(facts: Facts) -> int:
    """The quality of a closed question, 0 to 5, by the table above (`VERSION` 1)."""
    if facts.outcome is not Outcome.RIGHT:
        return 1 if facts.tries else 0
    earlier = facts.verdicts[:-1]
    if facts.steps or any(kind not in (*_NUDGES, VerdictKind.UNREADABLE) for kind in earlier):
        return 2
    if facts.nudges or any(kind in _NUDGES for kind in earlier):
        return 3
    fast = facts.seconds is not None and facts.usual is not None and facts.seconds < facts.usual
    return 5 if fast else 4


def usual_time(seconds: Sequence[float]) -> float | None:
    """The learner's usual time: the median of the most recent ones, oldest first; None where there is none."""
    return median(seconds[-RECENT:]) if seconds else None
