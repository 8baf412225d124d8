"""What the preview shows of a deck at one time."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.deck import Diagnostic, Rejection
from compiler.targets.anki import Content


@dataclass(frozen=True, slots=True)
class Shown:
    """An exercise on the screen; `variants` says how many it has, and there is no `content` where none can be drawn.

    It is `behind` where its source has errors: then it is as it last was without them, or, where it never was, as far
    as it could be drawn. `rejections` are those of the source as it is, where that can be read.
    """

    slug: str
    number: str
    title: str
    chapter: str
    variants: int
    behind: bool
    rejections: tuple[Rejection, ...]
    content: Content | None


@dataclass(frozen=True, slots=True)
class State:
    """A build: its number, counted from 1, all that is wrong, the workbook, and its exercises in document order.

    `page` is None as long as nothing could be made of the deck. `edited` is the slug of the one exercise that changed
    since the build before, and None where none did or several.
    """

    version: int
    title: str
    diagnostics: tuple[Diagnostic, ...]
    exercises: tuple[Shown, ...]
    page: bytes | None
    edited: str | None
    seconds: float

    def exercise(self, slug: str) -> Shown | None:
        """The exercise of a slug."""
        return next((each for each in self.exercises if each.slug == slug), None)
