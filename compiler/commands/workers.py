"""Work on many exercises, shared among processes where the system can copy this one (fork)."""

from __future__ import annotations

import multiprocessing
import os
import signal
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

LEAST_EACH = 8
"""How many pieces of work a process must have to be worth its start."""

_work: list[Callable[[int], object]] = []
"""What a worker does, in the worker."""


def spread(work: Callable[[int], T], count: int, done: Callable[[int], None]) -> list[T]:
    """The results of work(0), work(1), … in order; `done` is told each number when its result is there.

    What the pieces return is copied back, so they must not rely on being the objects that are here.
    """
    workers = min(_processors(), count // LEAST_EACH)
    if workers < 2 or "fork" not in multiprocessing.get_all_start_methods() or multiprocessing.current_process().daemon:
        results = []
        for index in range(count):
            results.append(work(index))
            done(index)
        return results
    return _shared(work, count, workers, done)


def _shared(work: Callable[[int], T], count: int, workers: int, done: Callable[[int], None]) -> list[T]:
    found: list[T] = []
    with warnings.catch_warnings():
        # Python warns of threads; those of numerical libraries sleep, and no work here takes their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        pool = multiprocessing.get_context("fork").Pool(workers, _begin, (work,))
    with pool:
        results: Iterator[T] = pool.imap(_one, range(count))
        for index, result in enumerate(results):
            found.append(result)
            done(index)
    return found


def _begin(work: Callable[[int], object]) -> None:
    """Take up work, in a process of its own. Ctrl-C is for the first process, which ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work.append(work)


def _one(index: int) -> Any:
    return _work[-1](index)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
