"""Waiting, not longer than is reasonable, for what another task or process brings about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.002


async def until(found: Callable[[], T], timeout: float = 5.0) -> T:
    """What `found` gives once that is true. Raises TimeoutError."""
    last = monotonic() + timeout
    while not (value := found()):
        if monotonic() > last:
            raise TimeoutError(f"waited {timeout:g} s")
        await asyncio.sleep(PAUSE)
    return value


def wait(found: Callable[[], T], timeout: float = 5.0) -> T:
    """The same for a thread that may block."""
    last = monotonic() + timeout
    while not (value := found()):
        if monotonic() > last:
            raise TimeoutError(f"waited {timeout:g} s")
        sleep(PAUSE)
    return value
