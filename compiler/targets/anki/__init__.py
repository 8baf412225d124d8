"""How a deck looks in Anki: a note an exercise, with its table of variants, in a package that updates in place.

`build` makes the bytes of an `.apkg`. `release.json`, beside the deck's definition, remembers what was last
released, so that a learner's Anki takes what really changed and nothing else: `changes` compares,
`next_release` moves on.
"""

from compiler.targets.anki.differences import Changes, changes
from compiler.targets.anki.errors import AnkiError
from compiler.targets.anki.ids import guid
from compiler.targets.anki.note import Content, content
from compiler.targets.anki.package import build
from compiler.targets.anki.release import Mark, Release, next_release, release_path
from compiler.targets.anki.retired import with_retired
from compiler.targets.anki.shown import sides

__all__ = [
    "AnkiError",
    "Changes",
    "Content",
    "Mark",
    "Release",
    "build",
    "changes",
    "content",
    "guid",
    "next_release",
    "release_path",
    "sides",
    "with_retired",
]
