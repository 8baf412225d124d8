"""The random words that numbers are drawn from: a seed means the same numbers for ever.

Each word is a function of what it is for (deck, exercise, name), the seed, the attempt and the element, and of nothing
else: adding a given or drawing in another order changes no other number. The mixing is the finaliser of SplitMix64
(Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). `VERSION` takes part in every
stream; a change of the algorithm needs a new one.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

VERSION = "drillbook-1"

Words = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def stream(*purpose: str) -> np.uint64:
    """The key of a stream of words, from what the words are for."""
    digest = hashlib.sha256("\0".join((VERSION, *purpose)).encode()).digest()
    return np.uint64(int.from_bytes(digest[:8], "big"))


def words(key: np.uint64, seeds: Integers, attempt: int | Integers, element: int = 0) -> Words:
    """A 64-bit word for each seed; `seeds` are whole numbers from 0, at one attempt or each at its own."""
    place = np.uint64((np.asarray(attempt) << 16) + element)
    with np.errstate(over="ignore"):
        mixed = _mix(seeds.astype(np.uint64) * _GOLDEN + key)
        return _mix(mixed + (place + np.uint64(1)) * _GOLDEN)


def below(random: Words, bound: int | Integers) -> Integers:
    """Whole numbers from 0 to bound - 1 from the upper halves of the words (bias below bound / 2^32)."""
    upper = random >> np.uint64(32)
    scaled = upper * np.asarray(bound, dtype=np.uint64)
    return (scaled >> np.uint64(32)).astype(np.int64)


def _mix(z: Words) -> Words:
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))
