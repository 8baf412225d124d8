"""How much one member may ask of the bot: a bucket of tokens each, refilled as time goes by."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

BURST, A_MINUTE = 20, 40
_MOST_REMEMBERED = 10_000


class Limiter:
    """Lets `burst` actions pass at once, and then so many a minute, for each member."""

    def __init__(
        self, burst: int = BURST, a_minute: float = A_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._a_second, self._clock = burst, a_minute / 60, clock
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def allows(self, member: int) -> bool:
        """Whether another action of a member passes now; it is counted then."""
        now = self._clock()
        left, since = self._left.pop(member, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._a_second)
        passes = left >= 1
        self._left[member] = (left - 1 if passes else left, now)
        if len(self._left) > _MOST_REMEMBERED:
            self._left.popitem(last=False)
        return passes
