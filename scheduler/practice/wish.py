"""What a learner asked to practise: everything that is due, or a part of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from scheduler.practice.shelf import Shelved


@dataclass(frozen=True, slots=True)
class Wish:
    """A filter of exercises, None for no matter which.

    `deck` is a permanent id; `wrong_only` takes what got less than a 4 the last time; `extra` goes on with
    rounds that change no interval when nothing is due; `new` is how many exercises may be new today (None: the
    learner's own limit).
    """

    deck: str | None = None
    chapter: int | None = None
    type: str | None = None
    wrong_only: bool = False
    extra: bool = False
    new: int | None = None

    def takes(self, shelved: Shelved) -> bool:
        """Whether an exercise is in the part that was asked for."""
        return (
            self.deck in (None, shelved.deck.id)
            and self.chapter in (None, shelved.chapter.number)
            and self.type in (None, shelved.exercise.type)
        )

    def to_text(self) -> str:
        """The wish as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Wish:
        """The wish of its stored text; what another version stored besides is left out."""
        stored = json.loads(text)
        return cls(**{field.name: stored[field.name] for field in fields(cls) if field.name in stored})
