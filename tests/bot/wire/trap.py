"""Something that happens at a moment of a request, as when a bot is killed in the midst of what it does."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.bot.wire.fake import Fake
from tests.bot.wire.traffic import Moment, Request


class Trap:
    """Springs once it is armed, at a moment of a request or soon after it, in the fake's thread."""

    def __init__(self, fake: Fake) -> None:
        self._fake = fake
        self._armed: tuple[Callable[[], None], Moment, str, re.Pattern[str], float] | None = None
        self.sprung = False
        fake.on_request(self._tell)

    def arm(self, spring: Callable[[], None], moment: Moment, method: str, path: str, after: float) -> None:
        """Spring so many seconds after that moment of the next such request; a path is a pattern."""
        self.sprung = False
        self._armed = spring, moment, method, re.compile(path), after

    def disarm(self) -> None:
        """Wait for no request any more."""
        self._armed = None

    def _tell(self, moment: Moment, request: Request) -> None:
        if self._armed is None:
            return
        spring, wanted, method, path, after = self._armed
        if moment == wanted and request.method == method and path.fullmatch(request.path):
            self._armed, self.sprung = None, True
            assert self._fake.loop is not None
            if after:
                self._fake.loop.call_later(after, spring)
            else:
                spring()
