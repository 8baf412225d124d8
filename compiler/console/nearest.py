"""What was probably meant by a name that is not there."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.formula import suggest


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The name that is nearest, or that begins nearly so: `kv-cash` finds kv-cache-memory. None where none is near."""
    if not name:
        return None
    beginnings = {other[: len(name)]: other for other in reversed(known)}
    near = suggest(name, beginnings)
    return suggest(name, known) or (None if near is None else beginnings[near])
