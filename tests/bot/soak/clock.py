"""The time of a soak: the test sets it, the bot in its process reads it, and tells whether it has nothing left to do.

Both have mapped the same file of three numbers, so that neither waits for the other.
"""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_NUMBER = struct.Struct("<q")
_NOW, _QUIET, _STILL = 0, 8, 16


class SharedClock:
    """The clock, which stands still until it is set; it counts in milliseconds."""

    def __init__(self, path: Path, at: datetime | None = None) -> None:
        """Open the clock of a file; with `at`, make it anew."""
        if at is not None:
            path.write_bytes(bytes(3 * _NUMBER.size))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 3 * _NUMBER.size)
        if at is not None:
            self.set(at)

    def __call__(self) -> datetime:
        return _EPOCH + self._get(_NOW) * _MILLISECOND

    def set(self, at: datetime) -> None:
        """Have it be some time."""
        self._put(_NOW, (at - _EPOCH) // _MILLISECOND)

    def seconds(self) -> float:
        """The time in seconds, for what measures by a monotonic clock."""
        return self._get(_NOW) / 1000

    @property
    def is_quiet(self) -> bool:
        """Whether the bot has done all that was to be done by now, hears everybody, and has caught up."""
        return self._get(_QUIET) == self._get(_NOW)

    @property
    def still(self) -> int:
        """How often the bot was seen to be at nothing, whether or not it hears anybody."""
        return self._get(_STILL)

    def tell(self, at: datetime, *, quiet: bool) -> None:
        """Have the bot tell that it is at nothing, and whether all is done by an instant."""
        self._put(_STILL, self.still + 1)
        self._put(_QUIET, (at - _EPOCH) // _MILLISECOND if quiet else 0)

    def begun(self) -> None:
        """Forget what a bot has told that is no more."""
        self._put(_QUIET, 0)

    def _get(self, place: int) -> int:
        return int(_NUMBER.unpack_from(self._shared, place)[0])

    def _put(self, place: int, value: int) -> None:
        _NUMBER.pack_into(self._shared, place, value)
