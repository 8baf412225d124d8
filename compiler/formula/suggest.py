"""The name that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def suggest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to a misspelt one, or None where nothing is near. Capitals count for little."""
    folded = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name[:100].casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
