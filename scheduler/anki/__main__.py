"""Reads a file from Anki in a process of its own: `python -m scheduler.anki FILE`, with a request on its input.

The request is JSON: `guids`, and the limits by their names. The answer is JSON too: what was found, or `why` not with
the `message`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scheduler.anki.errors import NotImported
from scheduler.anki.limits import Limits
from scheduler.anki.reading import read_anki


def main(path: str) -> None:
    """Read one file, and print what is in it."""
    request = json.load(sys.stdin)
    try:
        answer = read_anki(Path(path), request["guids"], Limits(**request["limits"])).to_json()
    except NotImported as error:
        answer = {"why": error.why.value, "message": str(error)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
