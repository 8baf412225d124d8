"""SM-2: when an exercise is asked again.

Source: P. A. Woźniak, "Optimization of learning", 1990, chapter 3.2 (the algorithm SM-2 of SuperMemo 1.0):

- the ease factor EF of an item is 2.5 at first, and never below 1.3
- intervals are I(1) = 1 day, I(2) = 6 days, and I(n) = I(n−1) · EF for n > 2, a fraction rounded up
- a reply of quality q (0 to 5) makes EF' = EF + (0.1 − (5 − q) · (0.08 + (5 − q) · 0.02))
- q < 3 starts the repetitions from the beginning, without changing EF
- what was below 4 is asked again on the same day until it gets a 4; those repeats change nothing

Where the text leaves a choice:

- I(n) takes the new EF, that of the reply that leads to it.
- After a lapse the item is due the next day, and the next pass is the first one again: I(1) = 1, then I(2) = 6.
- The next day is counted from the day of the review, not from the day it was due.
- An interval is never longer than `MOST_DAYS`, so that every due day is a date.

The code that was published with the text differs from it (it rounds to the nearest, takes the old EF and lowers EF in
a lapse); this follows the text. Every change of EF is a multiple of 0.02, so EF is kept in whole hundredths and the
interval is exact: in floats, 6 · 3.0000000000000004 would be rounded up to 19.
"""

from __future__ import annotations

from scheduler.rules.memory import Memory

FIRST_EASE = 250
"""EF of a new item, in hundredths."""
LEAST_EASE = 130
MOST_DAYS = 36_500
PASSED = 3
"""From this quality on a reply is a pass."""
_CHANGES = {3: -14, 4: 0, 5: 10}
"""What a pass of each quality adds to EF, in hundredths."""


class SM2:
    """The algorithm behind the interface `Algorithm`."""

    name = "sm-2"

    def after(self, memory: Memory | None, quality: int) -> Memory:
        """The memory after a review of an item (None: a new one). Raises ValueError where quality is not 0 to 5."""
        if quality not in range(6):
            raise ValueError(f"a quality is a whole number from 0 to 5, not {quality!r}")
        before = Memory(repetitions=0, interval=0, ease=FIRST_EASE) if memory is None else memory
        if quality < PASSED:
            return Memory(repetitions=0, interval=1, ease=before.ease)
        ease = max(LEAST_EASE, before.ease + _CHANGES[quality])
        if before.repetitions == 0:
            interval = 1
        elif before.repetitions == 1:
            interval = 6
        else:
            interval = min(MOST_DAYS, -(-before.interval * ease // 100))
        return Memory(before.repetitions + 1, interval, ease)
