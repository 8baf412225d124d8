"""The newest state, for those who wait for it."""

from __future__ import annotations

import threading

from compiler.preview.state import State


class Latest:
    """Holds the newest state; other threads read it, or wait for another one."""

    def __init__(self, state: State) -> None:
        self._changed = threading.Condition()
        self._state = state
        self._building = False
        self._closed = False

    @property
    def state(self) -> State:
        """The state of the newest build."""
        return self._state

    def building(self) -> None:
        """Say that another build has begun."""
        with self._changed:
            self._building = True
            self._changed.notify_all()

    def put(self, state: State) -> None:
        """Show a new state."""
        with self._changed:
            self._state, self._building = state, False
            self._changed.notify_all()

    def close(self) -> None:
        """Nothing new will come: nobody need wait any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def now(self) -> tuple[int, bool]:
        """The version, and whether the next one is being built."""
        with self._changed:
            return self._state.version, self._building

    def wait(self, seen: tuple[int, bool], seconds: float) -> tuple[int, bool] | None:
        """The same, once it differs from what was seen, or when the time is over; None where nothing new will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._state.version, self._building) != seen, seconds)
            return None if self._closed else (self._state.version, self._building)
