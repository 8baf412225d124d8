"""What reviews in Anki count for here, so that what is known there is not asked at once.

- Of a day's reviews of one exercise the first one says how well it was known; later ones are Anki's learning steps.
- Its button is a quality: again 1, hard 3, good 4, easy 5. Repetitions and ease follow as for any review.
- Anki has decided on an interval, too, by an algorithm of its own. Where the day's last review led to one that is
  longer, it holds: the exercise is not due here before it is due there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.rules.memory import Algorithm, Memory
from scheduler.rules.sm2 import MOST_DAYS

QUALITIES = {1: 1, 2: 3, 3: 4, 4: 5}
"""The quality, 0 to 5, of each button: again, hard, good, easy."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button (1 to 4) that was pressed in Anki, and the days until the next review (None: a learning step)."""

    button: int
    interval: int | None


def after_anki(algorithm: Algorithm, memory: Memory | None, pressed: Sequence[Pressed]) -> Memory:
    """The memory after the reviews of one day in Anki, at least one, in order (None: the exercise was new)."""
    after = algorithm.after(memory, QUALITIES[pressed[0].button])
    chosen = min(pressed[-1].interval or 0, MOST_DAYS)
    return replace(after, interval=max(after.interval, chosen))
